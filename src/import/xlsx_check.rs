//! Looks through a workbook before it is handed to a parser, so that none of its claims can fill the memory.
//!
//! An XLSX file is a zip of XML parts. The parser holds some parts whole and the others an element at a time;
//! sizes in the zip's directory are what the file says of itself, so every part is unpacked and counted.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::domain::number::count_to_u64;

/// Largest workbook, in bytes as it stands on the disk.
const LARGEST_FILE: u64 = 256 * 1024 * 1024;
/// Most parts.
const MOST_PARTS: usize = 10_000;
/// Most bytes of unpacked sheets, which are read a row at a time.
const MOST_SHEETS: u64 = 2 * 1024 * 1024 * 1024;
/// Most bytes of all other unpacked parts: shared texts and styles are held whole.
const MOST_HELD: u64 = 256 * 1024 * 1024;
/// Longest element or text, in bytes: the parser holds it whole.
const LONGEST_ELEMENT: u64 = 1024 * 1024;
/// Longest way of writing how many shared texts there are, in bytes.
const LONGEST_CLAIM: usize = 256;
/// Least bytes of one shared text, `<si/>`.
const LEAST_SHARED: u64 = 5;

/// Unpacks every part once and counts.
///
/// # Errors
/// When the zip is broken or any part is larger than a report's workbook can be.
pub(super) fn check_workbook<S: Read + Seek>(source: &mut S) -> Result<(), String> {
    let size = source.seek(SeekFrom::End(0)).map_err(|e| e.to_string())?;
    if size > LARGEST_FILE {
        return Err(format!("{size} bytes are more than the limit of {LARGEST_FILE} for a workbook"));
    }
    source.rewind().map_err(|e| e.to_string())?;
    let mut zip = ZipArchive::new(source).map_err(|e| broken(&e))?;
    if zip.len() > MOST_PARTS {
        return Err(format!("its {} parts are more than the limit of {MOST_PARTS}", zip.len()));
    }
    let (mut sheets, mut held) = (0, 0);
    for i in 0..zip.len() {
        let part = zip.by_index(i).map_err(|e| broken(&e))?;
        let name = part.name().map_err(|e| broken(&e))?.to_lowercase();
        let total = if name.starts_with("xl/worksheets/") { &mut sheets } else { &mut held };
        check_part(part, &name, total).map_err(|reason| format!("its part {name}: {reason}"))?;
        if sheets > MOST_SHEETS || held > MOST_HELD {
            return Err(format!("unpacked, its part {name} is larger than any workbook of reports"));
        }
    }
    Ok(())
}

fn broken(cause: &dyn std::fmt::Display) -> String {
    format!("is a broken workbook or no workbook: {cause}")
}

/// Counts a part's bytes to `total`, and stops as soon as they are too many.
fn check_part(mut part: impl Read, name: &str, total: &mut u64) -> Result<(), String> {
    let is_xml = [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending));
    let mut xml = XmlShape::default();
    let mut chunk = vec![0; 64 * 1024];
    let shares_texts = name.ends_with("sharedstrings.xml");
    // The count may stand anywhere, and across two chunks.
    let (mut length, mut claimed, mut seen) = (0, None, Vec::new());
    while *total <= MOST_SHEETS.max(MOST_HELD) {
        let read = part.read(&mut chunk).map_err(|e| broken(&e))?;
        let bytes = chunk.get(..read).unwrap_or_default();
        if read == 0 {
            return match claimed {
                // The parser makes room for as many texts as the part says it has.
                Some(texts) if texts > length / LEAST_SHARED + 1 => {
                    Err(format!("says it has {texts} texts, but is {length} bytes"))
                }
                _ => Ok(()),
            };
        }
        if is_xml {
            bytes.iter().try_for_each(|byte| xml.see(*byte))?;
        }
        if shares_texts {
            seen.extend_from_slice(bytes);
            claimed = claimed.max(claimed_texts(&seen));
            seen.drain(..seen.len().saturating_sub(LONGEST_CLAIM));
        }
        length += count_to_u64(read);
        *total += count_to_u64(read);
    }
    Ok(())
}

/// Reads how many texts a part of shared texts says it has: the most, if it says so more than once.
fn claimed_texts(part: &[u8]) -> Option<u64> {
    let part = String::from_utf8_lossy(part);
    let claims = part.split("uniqueCount").skip(1).filter_map(|after| {
        let digits = after.trim_start_matches([' ', '=', '"', '\'']);
        let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
    });
    claims.max()
}

/// Where one is in an XML text, and since how many bytes; enough to know how much a parser would hold.
#[derive(Debug, Default)]
struct XmlShape {
    inside: Inside,
    since: u64,
    last: [u8; 2],
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Inside {
    #[default]
    Text,
    /// After `<`.
    Opening,
    Tag,
    /// A comment, marked text, or instruction, up to these bytes before `>`.
    Until([u8; 2]),
    /// A declaration, which spreadsheets do not have.
    Declaration,
}

impl XmlShape {
    fn see(&mut self, byte: u8) -> Result<(), String> {
        self.since += 1;
        if self.since > LONGEST_ELEMENT {
            return Err(format!("has an element or text of more than {LONGEST_ELEMENT} bytes"));
        }
        self.inside = match (self.inside, byte) {
            (Inside::Text, b'<') => {
                self.since = 0;
                Inside::Opening
            }
            (Inside::Opening, b'?') => Inside::Until([0, b'?']),
            (Inside::Opening, b'!') => Inside::Declaration,
            (Inside::Declaration, b'-') if self.last == *b"<!" => Inside::Until(*b"--"),
            (Inside::Declaration, b'[') if self.last == *b"<!" => Inside::Until(*b"]]"),
            (Inside::Declaration, _) if self.last == *b"<!" => {
                return Err("has a document type declaration".to_owned());
            }
            (Inside::Opening | Inside::Tag, b'<') => return Err("has a `<` inside a tag".to_owned()),
            (Inside::Opening | Inside::Tag, b'>') => Inside::Text,
            (Inside::Until([0, end]), b'>') if self.last[1] == end => Inside::Text,
            (Inside::Until(end), b'>') if self.last == end => Inside::Text,
            (Inside::Opening, _) => Inside::Tag,
            (other, _) => other,
        };
        self.last = [self.last[1], byte];
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &str) -> Result<(), String> {
        let mut shape = XmlShape::default();
        xml.bytes().try_for_each(|byte| shape.see(byte))
    }

    #[test]
    fn ordinary_xml_passes_and_what_a_parser_would_hold_whole_does_not() {
        let long = "<a> ".repeat(400_000);
        assert_eq!(
            check(&format!("<?xml version='1.0'?><a b='>'><!-- <x> -- > --><![CDATA[<]]]]></a>{long}")),
            Ok(())
        );
        let quoted = ">".repeat(2_000_000);
        for xml in [
            format!("<a>{}", "x".repeat(2_000_000)),
            format!("<a b='{quoted}'>"),
            format!("<!--{long}-->"),
            format!("<![CDATA[{long}]]>"),
            format!("<?x {long} ?>"),
            "<!DOCTYPE x>".to_owned(),
            "<a b='<'>".to_owned(),
        ] {
            assert!(check(&xml).is_err(), "{}", xml.chars().take(40).collect::<String>());
        }
    }

    #[test]
    fn how_many_texts_a_part_says_it_has_is_read_however_it_is_written() {
        assert_eq!(claimed_texts(b"<sst count='1' uniqueCount = '12'>"), Some(12));
        assert_eq!(claimed_texts(b"<sst uniqueCount=\"99999999999999999999999\">"), Some(u64::MAX));
        assert_eq!(claimed_texts(b"<!-- uniqueCount='1' --><sst uniqueCount='7'>"), Some(7));
        assert_eq!(claimed_texts(b"<sst>"), None);
    }
}
