//! What an answer found, said so that two answers to one question can be told apart in words.

use std::collections::BTreeMap;
use std::str::FromStr;

/// What an answer found: what is said of each thing, by the thing's key, such as `district:3206`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(BTreeMap<String, String>);

/// Says which line of a text is not a finding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not a key and what is said of it, with a tab in between")]
pub struct FindingsError {
    /// The number of the line, from 1 on.
    pub line: usize,
}

/// What of two answers' findings differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingChanges {
    /// What the later answer found and the earlier did not.
    pub new: Vec<Finding>,
    /// What the earlier answer found and the later did not.
    pub gone: Vec<Finding>,
    /// What both found, and say otherwise.
    pub other: Vec<OtherFinding>,
}

/// One thing that an answer found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What it is about.
    pub key: String,
    /// What is said of it.
    pub says: String,
}

/// One thing of which two answers say something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherFinding {
    /// What it is about.
    pub key: String,
    /// What the earlier answer said.
    pub was: String,
    /// What the later answer says.
    pub says: String,
}

impl Finding {
    /// Says something of a thing.
    pub fn new(key: impl Into<String>, says: impl Into<String>) -> Self {
        Self { key: key.into(), says: says.into() }
    }
}

impl Findings {
    /// Returns each thing with what is said of it, in the order of keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, says)| (key.as_str(), says.as_str()))
    }

    /// Writes a line each of a key, a tab and what is said, in the order of keys.
    pub fn to_text(&self) -> String {
        self.iter().flat_map(|(key, says)| [key, "\t", says, "\n"]).collect()
    }

    /// Compares with what an earlier answer found, in the order of keys.
    pub fn changes_since(&self, earlier: &Self) -> FindingChanges {
        let only = |some: &Self, others: &Self| -> Vec<Finding> {
            let only = some.iter().filter(|(key, _)| !others.0.contains_key(*key));
            only.map(|(key, says)| Finding { key: key.to_owned(), says: says.to_owned() }).collect()
        };
        let other = self.iter().filter_map(|(key, says)| {
            let was = earlier.0.get(key).filter(|was| *was != says)?;
            Some(OtherFinding { key: key.to_owned(), was: was.clone(), says: says.to_owned() })
        });
        FindingChanges { new: only(self, earlier), gone: only(earlier, self), other: other.collect() }
    }
}

impl FromIterator<Finding> for Findings {
    /// Takes findings; of two with one key the last one counts. Tabs and line ends become blanks.
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        let plain = |text: String| text.replace(|c: char| c.is_control(), " ");
        Self(findings.into_iter().map(|finding| (plain(finding.key), plain(finding.says))).collect())
    }
}

impl FromStr for Findings {
    type Err = FindingsError;

    fn from_str(text: &str) -> Result<Self, FindingsError> {
        let lines = text.split_terminator('\n').enumerate();
        let read = lines.map(|(i, line)| {
            let (key, says) = line.split_once('\t').ok_or(FindingsError { line: i + 1 })?;
            Ok((key.to_owned(), says.to_owned()))
        });
        Ok(Self(read.collect::<Result<_, _>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(all: &[(&str, &str)]) -> Findings {
        let finding = |(key, says): &(&str, &str)| Finding { key: (*key).into(), says: (*says).into() };
        all.iter().map(finding).collect()
    }

    #[test]
    fn a_text_of_findings_is_read_as_it_was_written() {
        for all in [&[][..], &[("b", "hot"), ("a", "cold\tor\nnot")], &[("", "")]] {
            let written = findings(all).to_text();
            assert_eq!(written.parse::<Findings>().unwrap().to_text(), written);
            assert_eq!(written.lines().count(), all.len());
        }
        assert_eq!(findings(&[("b", "hot"), ("a", "cold")]).to_text(), "a\tcold\nb\thot\n");
        assert_eq!("a\tcold\nb hot\n".parse::<Findings>(), Err(FindingsError { line: 2 }));
    }

    #[test]
    fn changes_are_what_is_new_gone_and_said_otherwise() {
        let earlier = findings(&[("a", "hot"), ("b", "cold"), ("c", "hot")]);
        let later = findings(&[("b", "cold"), ("c", "cold"), ("d", "hot")]);
        let changes = later.changes_since(&earlier);
        let finding = |key: &str, says: &str| Finding { key: key.into(), says: says.into() };
        assert_eq!((changes.new, changes.gone), (vec![finding("d", "hot")], vec![finding("a", "hot")]));
        let other = OtherFinding { key: "c".into(), was: "hot".into(), says: "cold".into() };
        assert_eq!(changes.other, [other]);
        assert_eq!(later.changes_since(&later), FindingChanges::default());
    }
}
