//! `bench engine`: the counts of a file of questions, asked of the engine without HTTP and JSON.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use serde::Serialize;
use serde_json::json;
use tokio::runtime::Handle;

use super::figures::{Times, Told};
use super::questions::{Question, groups, read_questions};
use crate::app::{App, Caller, CountAnswer};
use crate::cli::{Database, Ending, print, say};
use crate::domain::{GroupBy, ReportQuery, period};

/// The path of the questions that the engine is asked; others are HTTP's.
const COUNT: &str = "/api/v1/count";

#[derive(Debug, Args)]
pub(in crate::cli) struct EngineArguments {
    /// The questions: a line each, the name of a group, a tab and a path; only counts are asked.
    #[arg(long)]
    questions: PathBuf,
    #[command(flatten)]
    database: Database,
}

/// Everything that was measured, and everything that was said.
#[derive(Debug, Serialize)]
struct Asked {
    /// Seconds until the engine held all reports.
    ready_s: f64,
    groups: Vec<GroupAsked>,
    answers: Vec<Told>,
}

/// What was measured of one group.
#[derive(Debug, Serialize)]
struct GroupAsked {
    group: String,
    /// By one thread.
    one: Option<Times>,
    /// By two, half of the questions each.
    two: Option<Times>,
    /// How many times as many answers two threads gave in a second.
    speedup: Option<f64>,
}

pub(super) async fn engine(arguments: EngineArguments) -> anyhow::Result<Ending> {
    let EngineArguments { questions, database } = arguments;
    let questions = read_questions(&questions)?;
    let began = Instant::now();
    let app = Arc::new(database.open().await?);
    let ready_s = began.elapsed().as_secs_f64();
    let handle = Handle::current();
    let asked = tokio::task::spawn_blocking(move || ask_all(&app, &handle, &questions)).await??;
    for GroupAsked { group, one, two, .. } in &asked.groups {
        for (threads, times) in [("one thread", one), ("two threads", two)] {
            if let Some(times) = times {
                say(&format!("{group}, {threads}: {}", times.line()));
            }
        }
    }
    print(&format!("{}\n", serde_json::to_string(&Asked { ready_s, ..asked })?))
}

fn ask_all(app: &App, handle: &Handle, questions: &[Question]) -> anyhow::Result<Asked> {
    let mut asked = Asked { ready_s: 0.0, groups: Vec::new(), answers: Vec::new() };
    for (group, questions) in groups(questions) {
        let counts = questions.iter().map(count).collect::<anyhow::Result<Vec<_>>>()?;
        // What the first round warms, such as saved areas that were not read before, is not what is compared.
        let answers = ask_by(1, app, handle, &counts)?.answers;
        let one = ask_by(1, app, handle, &counts)?;
        let two = ask_by(2, app, handle, &counts)?;
        let told = questions.iter().zip(&answers);
        asked.answers.extend(told.map(|(question, answer)| told_of(question, answer)));
        let (one, two) = (Times::new(one.each, one.together), Times::new(two.each, two.together));
        let speedup = one.as_ref().zip(two.as_ref()).map(|(one, two)| two.per_second() / one.per_second());
        asked.groups.push(GroupAsked { group: group.to_owned(), one, two, speedup });
    }
    Ok(asked)
}

/// A count as the app takes it.
#[derive(Debug)]
struct Count {
    query: ReportQuery,
    group_by: Option<GroupBy>,
}

/// Reads the query of a path.
fn count(question: &Question) -> anyhow::Result<Count> {
    let path = &question.path;
    let Some(query) = path.strip_prefix(COUNT) else { bail!("{path} is no count") };
    let mut count = Count { query: ReportQuery::default(), group_by: None };
    for (name, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
        read(&mut count, &name, &value).with_context(|| path.clone())?;
    }
    Ok(count)
}

fn read(count: &mut Count, name: &str, value: &str) -> anyhow::Result<()> {
    let Count { query, group_by } = count;
    match name {
        "area" => query.area = Some(value.parse()?),
        "from" => query.from = Some(period::parse_bound(value)?),
        "to" => query.to = Some(period::parse_bound(value)?),
        "category" => query.categories = value.split(',').map(str::parse).collect::<Result<_, _>>()?,
        "status" => query.statuses = value.split(',').map(str::parse).collect::<Result<_, _>>()?,
        "group_by" => *group_by = Some(value.parse()?),
        _ => bail!("the engine's benchmark does not know `{name}`"),
    }
    Ok(())
}

/// What some threads were told.
#[derive(Debug, Default)]
struct Round {
    each: Vec<Duration>,
    together: Duration,
    answers: Vec<CountAnswer>,
}

/// Asks every count once, in as many stretches at the same time as there are threads.
fn ask_by(threads: usize, app: &App, handle: &Handle, counts: &[Count]) -> anyhow::Result<Round> {
    let began = Instant::now();
    let shares = std::thread::scope(|scope| {
        let stretches = counts.chunks(counts.len().div_ceil(threads));
        let asking: Vec<_> =
            stretches.map(|share| scope.spawn(|| handle.block_on(ask_share(app, share)))).collect();
        asking.into_iter().map(std::thread::ScopedJoinHandle::join).collect::<Vec<_>>()
    });
    let mut round = Round { together: began.elapsed(), ..Round::default() };
    for share in shares {
        let Ok(share) = share else { bail!("a thread that asks stopped") };
        for (took, answer) in share? {
            round.each.push(took);
            round.answers.push(answer);
        }
    }
    Ok(round)
}

async fn ask_share(app: &App, counts: &[Count]) -> anyhow::Result<Vec<(Duration, CountAnswer)>> {
    let caller = Caller::operator();
    let mut answers = Vec::with_capacity(counts.len());
    for Count { query, group_by } in counts {
        let began = Instant::now();
        let answer = app.count(query, *group_by, caller.scope()).await?;
        answers.push((began.elapsed(), answer));
    }
    Ok(answers)
}

/// Says what a count is in the words of HTTP's answers.
fn told_of(question: &Question, answer: &CountAnswer) -> Told {
    let groups: Vec<_> =
        answer.groups.iter().map(|(key, count)| json!({ "key": key, "count": count })).collect();
    let body = json!({ "counts": { "matched": answer.counts.matched }, "groups": groups });
    Told::of_body(&question.group, &question.path, body.to_string().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_of_a_count_is_read_whole() {
        let question = |path: &str| Question { group: "g".to_owned(), path: path.to_owned() };
        let path = "/api/v1/count?area=bbox:102,14,103,15&from=2025-01-01&to=2025-04-01&category=drugs,weapons&group_by=district";
        let Count { query, group_by } = count(&question(path)).unwrap();
        assert_eq!((query.categories.len(), group_by), (2, Some(GroupBy::District)));
        assert!(query.area.is_some() && query.from < query.to);
        assert!(count(&question("/api/v1/count?channel=officer")).is_err());
        assert!(count(&question("/api/v1/reports?limit=1")).is_err());
    }
}
