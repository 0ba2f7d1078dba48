//! Lines cut into CSV records so that one broken quote costs one row and not the rest of the file.

use std::collections::VecDeque;

use super::lines::{LONGEST_LINE, Line};
use crate::domain::number::count_to_u64;

/// Most lines one record may span; a longer one has an open quote.
const MOST_LINES: usize = 200;

/// One record of a file of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its place in the file, from 1: the line it begins on, the sheet's row, or the feature's number.
    pub line: u64,
    /// The text as it stands in the file; empty where its fields say all.
    pub raw: String,
    /// Its fields, or why it cannot be cut into fields.
    pub fields: Result<Vec<String>, String>,
}

/// Cuts lines into records; the first is the header.
///
/// A record ends at the first line end outside quotation marks (RFC 4180). When they never do, or
/// the longer record does not have as many fields as the header, only its first line is given up and
/// reading goes on with the next line. Of the file no more is held than the lines that one record may span.
#[derive(Debug)]
pub(super) struct Records<L> {
    pub(super) lines: L,
    ahead: VecDeque<Line>,
    width: Option<usize>,
}

impl<L: Iterator<Item = Result<Line, String>>> Records<L> {
    pub(super) fn new(lines: L) -> Self {
        Self { lines, ahead: VecDeque::new(), width: None }
    }

    /// Returns a line that was not taken yet, 0 being the next.
    fn line(&mut self, i: usize) -> Result<Option<&Line>, String> {
        while self.ahead.len() <= i {
            match self.lines.next() {
                Some(line) => self.ahead.push_back(line?),
                None => return Ok(None),
            }
        }
        Ok(self.ahead.get(i))
    }

    /// Cuts the next record, skipping empty lines.
    fn cut(&mut self) -> Result<Option<Record>, String> {
        while self.line(0)?.is_some_and(|line| !line.too_long && line.text.trim().is_empty()) {
            self.ahead.pop_front();
        }
        let Some(first) = self.line(0)? else { return Ok(None) };
        let number = first.number;
        let cut = if first.too_long {
            Err(format!("is longer than {LONGEST_LINE} bytes; only its beginning is kept"))
        } else {
            self.closed_span()?.and_then(|span| {
                let lines: Vec<&str> = self.ahead.range(..span).map(|l| l.text.as_str()).collect();
                let raw = lines.join("\n");
                split(&raw, self.width).map(|fields| (span, raw, fields))
            })
        };
        Ok(match cut {
            Ok((span, raw, fields)) => {
                self.width.get_or_insert(fields.len());
                self.ahead.drain(..span);
                Some(Record { line: number, raw, fields: Ok(fields) })
            }
            Err(reason) => {
                let raw = self.ahead.pop_front().map(|line| line.text).unwrap_or_default();
                Some(Record { line: number, raw, fields: Err(reason) })
            }
        })
    }

    /// Returns over how many lines the next record runs until its quotes are closed, or why they never are.
    ///
    /// A quotation mark opens a field only at its beginning; elsewhere it is a letter like any other.
    fn closed_span(&mut self) -> Result<Result<usize, String>, String> {
        let (mut quoted, mut field_begins, mut bytes) = (false, true, 0);
        for i in 0..MOST_LINES {
            let Some(line) = self.line(i)? else { break };
            bytes += line.bytes();
            if line.too_long || bytes > count_to_u64(LONGEST_LINE) {
                break;
            }
            let mut letters = line.text.chars().peekable();
            while let Some(c) = letters.next() {
                if !quoted {
                    quoted = c == '"' && field_begins;
                    field_begins = c == ',';
                } else if c == '"' && letters.next_if_eq(&'"').is_none() {
                    if letters.peek().is_some_and(|next| *next != ',') {
                        return Ok(Err("there is text after a closing quotation mark".to_owned()));
                    }
                    quoted = false;
                }
            }
            if !quoted {
                return Ok(Ok(i + 1));
            }
        }
        Ok(Err("a quotation mark is opened and never closed".to_owned()))
    }
}

impl<L: Iterator<Item = Result<Line, String>>> Iterator for Records<L> {
    type Item = Result<Record, String>;

    fn next(&mut self) -> Option<Self::Item> {
        self.cut().transpose()
    }
}

fn split(raw: &str, width: Option<usize>) -> Result<Vec<String>, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(raw.as_bytes());
    let mut found = reader.records();
    let record = match (found.next(), found.next()) {
        (Some(Ok(record)), None) => record,
        (Some(Err(error)), _) => return Err(error.to_string()),
        (_, Some(_)) | (None, None) => return Err("its quotation marks do not pair up".to_owned()),
    };
    match width {
        Some(width) if record.len() != width => {
            Err(format!("has {} fields where the header has {width}", record.len()))
        }
        _ => Ok(record.iter().map(ToOwned::to_owned).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Vec<(u64, Result<Vec<String>, String>)> {
        let lines = (1..)
            .zip(text.lines())
            .map(|(number, text)| Ok(Line { number, text: text.to_owned(), too_long: false }));
        Records::new(lines).map(Result::unwrap).map(|r| (r.line, r.fields)).collect()
    }

    fn fields(fields: &[&str]) -> Vec<String> {
        fields.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn quoted_commas_quotes_and_line_ends_belong_to_their_field() {
        assert_eq!(
            check("a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n\r\n1,2\r\n"),
            [
                (1, Ok(fields(&["a", "b"]))),
                (2, Ok(fields(&["x, \"y\"", "two\nlines"]))),
                (5, Ok(fields(&["1", "2"])))
            ]
        );
    }

    #[test]
    fn an_open_quote_costs_one_row() {
        let found = check("a,b\n1,\"open\n2,3\n4,5\n");
        assert_eq!(found[1], (2, Err("a quotation mark is opened and never closed".to_owned())));
        assert_eq!(found[2..], [(3, Ok(fields(&["2", "3"]))), (4, Ok(fields(&["4", "5"])))]);
    }

    #[test]
    fn two_open_quotes_cost_two_rows() {
        let found = check("a,b\n1,\"open\n2,3\n4,\"open\n5,6\n");
        let lines_lost: Vec<u64> = found.iter().filter(|(_, f)| f.is_err()).map(|(line, _)| *line).collect();
        assert_eq!(lines_lost, [2, 4]);
        assert_eq!(found.last(), Some(&(5, Ok(fields(&["5", "6"])))));
    }

    #[test]
    fn a_row_of_another_width_is_named() {
        assert_eq!(check("a,b\n1,2,3\n")[1].1, Err("has 3 fields where the header has 2".to_owned()));
    }
}
