//! `bench ask`: asks a server every question of a file once, then the same again.
//!
//! The first time is what an uncached answer takes when every question differs from those before; again is what a
//! cached one takes. Whoever asks again must be told the same, to the byte.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use serde::Serialize;
use tokio::task::JoinSet;

use super::client::{Client, Server, request};
use super::figures::{Times, Told};
use super::questions::{Question, groups, read_questions};
use crate::cli::{Ending, print, say};

#[derive(Debug, Args)]
pub(in crate::cli) struct AskArguments {
    /// The server, such as `http://127.0.0.1:8080`.
    #[arg(long)]
    url: String,
    /// The token of a program, as `user program` prints it.
    #[arg(long, env = "MEKONG_WATCH_TOKEN", hide_env_values = true, default_value = "")]
    token: String,
    /// The questions: a line each, the name of a group, a tab and a path.
    #[arg(long)]
    questions: PathBuf,
    /// How often each question is asked again.
    #[arg(long, default_value_t = 0)]
    repeat: usize,
    /// How many ask at the same time, each over a connection of its own.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    clients: u8,
    /// Where figures and answers are written (JSON); standard output when not given.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Everything that was measured, and everything that was said.
#[derive(Debug, Serialize)]
struct Asked {
    clients: u8,
    groups: Vec<GroupAsked>,
    answers: Vec<Told>,
}

/// What was measured of one group.
#[derive(Debug, Serialize)]
struct GroupAsked {
    group: String,
    /// Each question for the first time.
    first: Option<Times>,
    /// The same again.
    again: Option<Times>,
    most_bytes: usize,
}

pub(super) async fn ask(arguments: AskArguments) -> anyhow::Result<Ending> {
    let AskArguments { url, token, questions, repeat, clients, out } = arguments;
    let authority = url.strip_prefix("http://").map(|rest| rest.trim_end_matches('/').to_owned());
    let authority = authority.with_context(|| format!("`{url}` does not begin with http://"))?;
    let questions = read_questions(&questions)?;
    // All who ask share one thread, so that the server keeps the others.
    let asking = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(ask_all(&Server { authority, token }, &questions, repeat, clients))
    });
    let joined = tokio::task::spawn_blocking(|| asking.join()).await?;
    let asked = match joined {
        Ok(asked) => asked?,
        Err(_) => bail!("the thread that asks stopped"),
    };
    for GroupAsked { group, first, again, .. } in &asked.groups {
        for (when, times) in [("first", first), ("again", again)] {
            if let Some(times) = times {
                say(&format!("{group}, {when}: {}", times.line()));
            }
        }
    }
    let json = serde_json::to_string(&asked)?;
    match out {
        Some(path) => {
            std::fs::write(&path, json).with_context(|| format!("writing {}", path.display()))?;
            Ok(Ending::Well)
        }
        None => print(&format!("{json}\n")),
    }
}

async fn ask_all(
    server: &Server,
    questions: &[Question],
    repeat: usize,
    clients: u8,
) -> anyhow::Result<Asked> {
    let mut connected = Vec::new();
    for _ in 0..clients {
        connected.push(Client::connect(&server.authority).await?);
    }
    let mut asked = Asked { clients, groups: Vec::new(), answers: Vec::new() };
    for (group, questions) in groups(questions) {
        let paths: Arc<[Path]> = questions.iter().map(|question| Path::new(server, question)).collect();
        let nothing_yet: Arc<[Vec<u8>]> = Arc::default();
        let first = ask_each(&mut connected, &paths, &nothing_yet, 1).await?;
        let bodies: Arc<[Vec<u8>]> = first.bodies.into();
        let again = ask_each(&mut connected, &paths, &bodies, repeat).await?;
        asked.groups.push(GroupAsked {
            group: group.to_owned(),
            first: Times::new(first.each, first.together),
            again: Times::new(again.each, again.together),
            most_bytes: bodies.iter().map(Vec::len).max().unwrap_or(0),
        });
        let told = questions.iter().zip(bodies.iter());
        asked.answers.extend(told.map(|(question, body)| Told::of_body(group, &question.path, body)));
    }
    Ok(asked)
}

/// A question ready to be sent.
#[derive(Debug)]
struct Path {
    path: String,
    request: Vec<u8>,
}

impl Path {
    fn new(server: &Server, question: &Question) -> Self {
        Self { path: question.path.clone(), request: request(server, &question.path) }
    }
}

/// What one round of questions brought.
#[derive(Debug, Default)]
struct Round {
    /// The time of each answer.
    each: Vec<Duration>,
    together: Duration,
    /// The bodies in the order of the questions, when they were not known before.
    bodies: Vec<Vec<u8>>,
}

/// Asks each question so many times, dealt out to the clients; compares with the bodies that are known.
async fn ask_each(
    clients: &mut Vec<Client>,
    paths: &Arc<[Path]>,
    known: &Arc<[Vec<u8>]>,
    times: usize,
) -> anyhow::Result<Round> {
    let step = clients.len();
    let mut asking = JoinSet::new();
    let began = Instant::now();
    for (number, client) in clients.drain(..).enumerate() {
        let (paths, known) = (Arc::clone(paths), Arc::clone(known));
        asking.spawn(async move { ask_share(client, &paths, &known, times, number, step).await });
    }
    let mut shares = Vec::new();
    while let Some(share) = asking.join_next().await {
        shares.push(share??);
    }
    let mut round = Round { together: began.elapsed(), ..Round::default() };
    let mut bodies = Vec::new();
    for share in shares {
        clients.push(share.client);
        round.each.extend(share.each);
        bodies.extend(share.bodies);
    }
    bodies.sort_unstable_by_key(|(number, _)| *number);
    round.bodies = bodies.into_iter().map(|(_, body)| body).collect();
    Ok(round)
}

/// What one client was told, with the numbers of the questions.
#[derive(Debug)]
struct Share {
    client: Client,
    each: Vec<Duration>,
    bodies: Vec<(usize, Vec<u8>)>,
}

async fn ask_share(
    client: Client,
    paths: &[Path],
    known: &[Vec<u8>],
    times: usize,
    number: usize,
    step: usize,
) -> anyhow::Result<Share> {
    let mut share = Share { client, each: Vec::new(), bodies: Vec::new() };
    for turn in (number..paths.len() * times).step_by(step) {
        let i = turn % paths.len();
        let path = &paths[i];
        let answer = share.client.ask(&path.request).await.with_context(|| path.path.clone())?;
        share.each.push(answer.took);
        match known.get(i) {
            None => share.bodies.push((i, answer.body)),
            Some(body) if *body == answer.body => {}
            Some(_) => bail!("{}: asked again, it is answered otherwise", path.path),
        }
    }
    Ok(share)
}
