//! The lines of a text, one at a time; a line without end is never held whole.

use std::io::{self, Read, Seek};

use super::text::{Chunks, TextForm};
use crate::domain::number::count_to_u64;

/// Longest line that is read, in bytes of UTF-8.
pub(super) const LONGEST_LINE: usize = 1024 * 1024;

/// Characters that are kept of a longer one.
const KEPT: usize = 200;

/// One line of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: u64,
    /// Its text without the line end; only the beginning when it is too long.
    pub(super) text: String,
    /// Whether it was longer than [`LONGEST_LINE`].
    pub(super) too_long: bool,
}

/// Reads lines from a source.
#[derive(Debug)]
pub(super) struct Lines<S> {
    chunks: Chunks<S>,
    line_end: char,
    /// Where the next line begins in the chunk.
    at: usize,
    number: u64,
}

impl<S: Read + Seek> Lines<S> {
    /// Begins at the first line of a source.
    pub(super) fn new(source: S, form: TextForm) -> io::Result<Self> {
        Ok(Self { chunks: Chunks::new(source, form.encoding)?, line_end: form.line_end, at: 0, number: 0 })
    }

    /// Returns how many bytes were read.
    pub(super) fn position(&self) -> u64 {
        self.chunks.position()
    }
}

impl<S: Read> Iterator for Lines<S> {
    type Item = Result<Line, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Line { number: self.number + 1, text: String::new(), too_long: false };
        let mut begun = false;
        loop {
            let rest = self.chunks.text().get(self.at..).unwrap_or_default();
            if let Some((text, _)) = rest.split_once(self.line_end) {
                line.add(text);
                self.at += text.len() + self.line_end.len_utf8();
                break;
            }
            line.add(rest);
            begun |= !rest.is_empty();
            self.at = 0;
            match self.chunks.advance() {
                Ok(true) => {}
                Ok(false) if begun => break,
                Ok(false) => return None,
                Err(reason) => return Some(Err(reason)),
            }
        }
        self.number += 1;
        if line.text.ends_with('\r') {
            line.text.pop();
        }
        if line.number == 1 {
            line.text = line.text.trim_start_matches('\u{feff}').to_owned();
        }
        Some(Ok(line))
    }
}

impl Line {
    fn add(&mut self, text: &str) {
        if self.too_long {
            return;
        }
        self.text.push_str(text);
        if self.text.len() > LONGEST_LINE {
            self.too_long = true;
            self.text = self.text.chars().take(KEPT).collect();
        }
    }

    /// Returns its length in bytes.
    pub(super) fn bytes(&self) -> u64 {
        count_to_u64(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::text::find_form;
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        let mut source = Cursor::new(text.as_bytes());
        let form = find_form(&mut source).unwrap();
        Lines::new(source, form).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn three_kinds_of_line_end_are_read() {
        for text in ["a\n\nb\n", "a\r\n\r\nb", "\u{feff}a\r\rb\r"] {
            let found: Vec<String> = lines(text).into_iter().map(|l| l.text).collect();
            assert_eq!(found, ["a", "", "b"], "{text:?}");
        }
    }

    #[test]
    fn a_line_too_long_is_cut_and_the_next_one_read() {
        let found = lines(&format!("a\n{}\nb\n", "ก".repeat(LONGEST_LINE)));
        assert!(found[1].too_long && found[1].bytes() < 1_000);
        assert_eq!((found[2].number, found[2].text.as_str()), (3, "b"));
    }
}
