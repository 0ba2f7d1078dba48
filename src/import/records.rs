//! A CSV file cut into records so that one broken quote costs one row and not the rest of the file.

use crate::domain::number::count_to_u64;

/// Most lines one record may span; a longer one has an open quote.
const MOST_LINES: usize = 200;

/// One record of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line it begins on; the first line of the file is 1.
    pub line: u64,
    /// The text as it stands in the file.
    pub raw: String,
    /// Its fields, or why it cannot be cut into fields.
    pub fields: Result<Vec<String>, String>,
}

/// Cuts a text into records; the first is the header.
///
/// A record ends at the first line end outside quotation marks (RFC 4180). When they never do, or
/// the longer record does not have as many fields as the header, only its first line is given up and
/// reading goes on with the next line.
pub fn records(text: &str) -> Vec<Record> {
    // Old spreadsheets end lines with a carriage return alone.
    let old = !text.contains('\n') && text.contains('\r');
    let lines: Vec<&str> = if old { text.split('\r').collect() } else { text.lines().collect() };
    let mut records: Vec<Record> = Vec::new();
    let mut width = None;
    let mut at = 0;
    while at < lines.len() {
        if lines[at].trim().is_empty() {
            at += 1;
            continue;
        }
        let span = closed_span(&lines[at..]);
        let cut = span.and_then(|span| {
            let raw = lines[at..at + span].join("\n");
            split(&raw, width).map(|fields| (span, raw, fields))
        });
        let line = count_to_u64(at + 1);
        match cut {
            Ok((span, raw, fields)) => {
                width.get_or_insert(fields.len());
                records.push(Record { line, raw, fields: Ok(fields) });
                at += span;
            }
            Err(reason) => {
                records.push(Record { line, raw: lines[at].to_owned(), fields: Err(reason) });
                at += 1;
            }
        }
    }
    records
}

/// Returns over how many lines a record runs until its quotes are closed, or why they never are.
///
/// A quotation mark opens a field only at its beginning; elsewhere it is a letter like any other.
fn closed_span(lines: &[&str]) -> Result<usize, String> {
    let (mut quoted, mut field_begins) = (false, true);
    for (i, line) in lines.iter().take(MOST_LINES).enumerate() {
        let mut letters = line.chars().peekable();
        while let Some(c) = letters.next() {
            if !quoted {
                quoted = c == '"' && field_begins;
                field_begins = c == ',';
            } else if c == '"' && letters.next_if_eq(&'"').is_none() {
                if letters.peek().is_some_and(|next| *next != ',') {
                    return Err("there is text after a closing quotation mark".to_owned());
                }
                quoted = false;
            }
        }
        if !quoted {
            return Ok(i + 1);
        }
    }
    Err("a quotation mark is opened and never closed".to_owned())
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
        records(text).into_iter().map(|r| (r.line, r.fields)).collect()
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
