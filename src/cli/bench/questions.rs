//! The questions of a benchmark: one a line, the name of its group, a tab, and the path with the query.

use std::path::Path;

use anyhow::{Context, bail};

use crate::cli::read_file;

/// A question as the server takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// What it is measured with.
    pub(super) group: String,
    /// Path and query.
    pub(super) path: String,
}

/// Reads the questions of a file; those of a group stand together.
pub(super) fn read_questions(file: &Path) -> anyhow::Result<Vec<Question>> {
    let text = String::from_utf8(read_file(file)?).with_context(|| format!("{}", file.display()))?;
    let read = |(number, line): (usize, &str)| {
        question(line).with_context(|| format!("{}, line {}", file.display(), number + 1))
    };
    let questions = text.lines().enumerate().map(read).collect::<anyhow::Result<Vec<_>>>()?;
    if questions.is_empty() {
        bail!("{} holds no question", file.display());
    }
    Ok(questions)
}

fn question(line: &str) -> anyhow::Result<Question> {
    let Some((group, path)) = line.split_once('\t') else {
        bail!("`{line}` is not a group, a tab and a path")
    };
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic());
    if !path.starts_with('/') || !plain {
        bail!("`{path}` is not a path that begins with / and holds no blanks");
    }
    Ok(Question { group: group.to_owned(), path: path.to_owned() })
}

/// Cuts questions into stretches of one group.
pub(super) fn groups(questions: &[Question]) -> impl Iterator<Item = (&str, &[Question])> {
    questions.chunk_by(|a, b| a.group == b.group).map(|stretch| (stretch[0].group.as_str(), stretch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_group_and_a_path() {
        let question = question("count\t/api/v1/count?area=bbox:1,2,3,4").unwrap();
        let parts = (question.group.as_str(), question.path.as_str());
        assert_eq!(parts, ("count", "/api/v1/count?area=bbox:1,2,3,4"));
    }

    #[test]
    fn a_line_that_would_be_another_request_is_refused() {
        for line in ["count /a", "count\ta", "count\t/a b", "count\t/a\r", "count\t/ก"] {
            assert!(question(line).is_err(), "{line}");
        }
    }
}
