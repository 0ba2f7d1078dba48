//! A text as a row of characters in one spelling, for reading positions out of it.
//!
//! Each character keeps its place in the text as given, so that what is found can be pointed at.

use std::ops::Range;

use crate::domain::thai_digits::thai_digit;

/// A text made even: ASCII digits, capitals, one kind of blank, degree, minute and second sign.
pub(super) struct WrittenText {
    /// The character and the byte at which it starts in the text as given.
    chars: Vec<(char, usize)>,
    end: usize,
}

impl WrittenText {
    /// Takes at most `most_chars` characters of a text.
    pub(super) fn new(text: &str, most_chars: usize) -> Self {
        let mut chars: Vec<(char, usize)> = Vec::new();
        let mut end = 0;
        for (byte, c) in text.char_indices().take(most_chars) {
            chars.push((even(c), byte));
            end = byte + c.len_utf8();
        }
        Self { chars, end }
    }

    /// Returns the number of characters.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Returns the character at a place, or nothing beyond the end.
    pub(super) fn at(&self, place: usize) -> Option<char> {
        self.chars.get(place).map(|(c, _)| *c)
    }

    /// Returns the character before a place.
    pub(super) fn before(&self, place: usize) -> Option<char> {
        place.checked_sub(1).and_then(|before| self.at(before))
    }

    /// Returns the bytes of the text as given between two places.
    pub(super) fn bytes(&self, from: usize, to: usize) -> Range<usize> {
        let byte = |place: usize| self.chars.get(place).map_or(self.end, |(_, byte)| *byte);
        byte(from)..byte(to)
    }

    /// Returns up to `most` characters that end at a place, as text.
    pub(super) fn tail(&self, place: usize, most: usize) -> String {
        let from = place.saturating_sub(most);
        self.chars.get(from..place).unwrap_or_default().iter().map(|(c, _)| *c).collect()
    }

    /// Returns the place after a run of blanks.
    pub(super) fn skip_blanks(&self, place: usize) -> usize {
        self.skip(place, |c| c == ' ')
    }

    /// Returns the place after a run of characters of one kind.
    pub(super) fn skip(&self, mut place: usize, kind: impl Fn(char) -> bool) -> usize {
        while self.at(place).is_some_and(&kind) {
            place += 1;
        }
        place
    }

    /// Returns the place after a word, if it stands here.
    pub(super) fn word(&self, place: usize, word: &str) -> Option<usize> {
        let mut here = place;
        for c in word.chars() {
            if self.at(here) != Some(c) {
                return None;
            }
            here += 1;
        }
        Some(here)
    }

    /// Returns the place after the first of some words that stands here.
    pub(super) fn any_word(&self, place: usize, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| self.word(place, word))
    }

    /// Returns a run of digits (with one decimal point, if asked for) and the place after it.
    pub(super) fn number(&self, place: usize, with_point: bool) -> Option<(String, usize)> {
        let mut end = self.skip(place, |c| c.is_ascii_digit());
        if end == place {
            return None;
        }
        if with_point && self.at(end) == Some('.') && self.at(end + 1).is_some_and(|c| c.is_ascii_digit()) {
            end = self.skip(end + 1, |c| c.is_ascii_digit());
        }
        Some((self.tail(end, end - place), end))
    }
}

fn even(c: char) -> char {
    match c {
        '\u{00b0}' | '\u{00ba}' | '\u{02da}' => '°',
        '\u{2032}' | '\u{2019}' | '\u{2018}' | '\u{00b4}' | '\u{02b9}' => '\'',
        '\u{2033}' | '\u{201d}' | '\u{201c}' | '\u{02ba}' => '"',
        '\u{2212}' | '\u{2013}' => '-',
        c if c.is_whitespace() => ' ',
        c => thai_digit(c).unwrap_or_else(|| c.to_ascii_uppercase()),
    }
}
