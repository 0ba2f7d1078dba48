//! Text in Latin letters as words, in runs that commas and brackets part.

use super::fold::fold;

/// A word of a text.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) lower: String,
    pub(super) key: String,
    pub(super) capital: bool,
    pub(super) used: bool,
}

/// Splits a text at commas, brackets and other writing into runs of words.
pub(super) fn segments(text: &str) -> Vec<Vec<Word>> {
    let mut segments = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    let mut start = None;
    // In a text without capitals every word may be a name.
    let plain = !text.contains(char::is_uppercase);
    let mut marks = text.char_indices().chain(std::iter::once((text.len(), ','))).peekable();
    while let Some((at, c)) = marks.next() {
        let inside = is_latin(c)
            || matches!(c, '\'' | '’') && start.is_some() && marks.peek().is_some_and(|(_, c)| is_latin(*c));
        if inside {
            start = start.or(Some(at));
            continue;
        }
        if let Some(from) = start.take() {
            words.extend(text.get(from..at).map(|raw| word(raw, from, at, plain)));
        }
        let joins = c == ' ' || c == '-' || c == '.' || c.is_ascii_digit() || c == '\u{00a0}';
        if c.is_ascii_digit() {
            let key = c.to_string();
            words.push(Word { start: at, end: at + 1, lower: key.clone(), key, capital: false, used: false });
        }
        if !joins && !words.is_empty() {
            segments.push(join_sub_district(std::mem::take(&mut words)));
        }
    }
    segments
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{00c0}'..='\u{024f}' | '\u{1e00}'..='\u{1eff}')
}

fn word(raw: &str, start: usize, end: usize, plain: bool) -> Word {
    let lower = raw.to_lowercase();
    let capital = plain || raw.chars().next().is_some_and(char::is_uppercase);
    Word { start, end, key: fold(raw), lower, capital, used: false }
}

/// Reads `sub-district` as one word.
fn join_sub_district(words: Vec<Word>) -> Vec<Word> {
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        match joined.last_mut() {
            Some(last) if last.lower == "sub" && word.lower.starts_with("district") => {
                last.lower = format!("sub{}", word.lower);
                last.end = word.end;
            }
            _ => joined.push(word),
        }
    }
    joined
}
