//! A CSV file cut into records so that one broken quote costs one row and not the rest of the file.

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
/// A record ends at the first line end where the quotes so far pair up (RFC 4180). When they never do, or
/// the longer record does not have as many fields as the header, only its first line is given up and
/// reading goes on with the next line.
pub fn records(text: &str) -> Vec<Record> {
    let lines: Vec<&str> = text.lines().collect();
    let mut records: Vec<Record> = Vec::new();
    let mut width = None;
    let mut at = 0;
    while at < lines.len() {
        if lines[at].trim().is_empty() {
            at += 1;
            continue;
        }
        let span = closed_span(&lines[at..]);
        let raw = lines[at..at + span.unwrap_or(1)].join("\n");
        let fields = match span {
            None => Err("a quotation mark is opened and never closed".to_owned()),
            Some(_) => split(&raw, width),
        };
        let taken = if fields.is_ok() { span.unwrap_or(1) } else { 1 };
        if width.is_none() {
            width = fields.as_ref().ok().map(Vec::len);
        }
        let raw = if taken == 1 { lines[at].to_owned() } else { raw };
        records.push(Record { line: crate::domain::number::count_to_u64(at + 1), raw, fields });
        at += taken;
    }
    records
}

/// Returns over how many lines the quotes pair up, if they do.
fn closed_span(lines: &[&str]) -> Option<usize> {
    let mut quotes = 0;
    for (i, line) in lines.iter().take(MOST_LINES).enumerate() {
        quotes += line.bytes().filter(|b| *b == b'"').count();
        if quotes % 2 == 0 {
            return Some(i + 1);
        }
    }
    None
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

    fn fields(fields: &[&str]) -> Result<Vec<String>, String> {
        Ok(fields.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn quoted_commas_quotes_and_line_ends_belong_to_their_field() {
        assert_eq!(
            check("a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n\r\n1,2\r\n"),
            [(1, fields(&["a", "b"])), (2, fields(&["x, \"y\"", "two\nlines"])), (5, fields(&["1", "2"]))]
        );
    }

    #[test]
    fn an_open_quote_costs_one_row() {
        let found = check("a,b\n1,\"open\n2,3\n4,5\n");
        assert_eq!(found[1], (2, Err("a quotation mark is opened and never closed".to_owned())));
        assert_eq!(found[2..], [(3, fields(&["2", "3"])), (4, fields(&["4", "5"]))]);
    }

    #[test]
    fn two_open_quotes_cost_two_rows() {
        let found = check("a,b\n1,\"open\n2,3\n4,\"open\n5,6\n");
        let lines_lost: Vec<u64> = found.iter().filter(|(_, f)| f.is_err()).map(|(line, _)| *line).collect();
        assert_eq!(lines_lost, [2, 4]);
        assert_eq!(found.last(), Some(&(5, fields(&["5", "6"]))));
    }

    #[test]
    fn a_row_of_another_width_is_named() {
        assert_eq!(check("a,b\n1,2,3\n")[1].1, Err("has 3 fields where the header has 2".to_owned()));
    }
}
