//! Finds where each feature of a GeoJSON text begins and ends, before any of it is handed to a parser.
//!
//! The text is often one line, may nest deeper than a parser's stack, and need not fit in memory. Brackets
//! are counted and never followed, so that neither can do harm.

use std::io::{BufRead, BufReader, Read, Seek};

/// Largest feature that is read, in bytes.
const LARGEST_FEATURE: usize = 1024 * 1024;

/// Deepest nesting inside a feature; the parser follows it with its own stack.
const DEEPEST: u32 = 64;

/// One feature as it stands in the file.
#[derive(Debug)]
pub(super) struct CutFeature {
    /// Where it begins, in bytes from 0.
    pub(super) at: u64,
    /// Its text, or only the beginning of it when it cannot be read.
    pub(super) bytes: Vec<u8>,
    /// Why it cannot be read.
    pub(super) fault: Option<String>,
}

/// Cuts the elements of the member `features` out of a JSON object.
#[derive(Debug)]
pub(super) struct FeatureCutter<S> {
    source: BufReader<S>,
    position: u64,
    place: Place,
    has_features: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    Start,
    Members,
    Features,
    End,
}

impl<S: Read + Seek> FeatureCutter<S> {
    /// Begins a source.
    pub(super) fn new(mut source: S) -> Result<Self, String> {
        source.rewind().map_err(|e| unread(&e))?;
        let source = BufReader::with_capacity(64 * 1024, source);
        Ok(Self { source, position: 0, place: Place::Start, has_features: false })
    }
}

impl<S: Read> FeatureCutter<S> {
    fn cut(&mut self) -> Result<Option<CutFeature>, String> {
        loop {
            let next = self.skip_blanks()?;
            match (&self.place, next) {
                (Place::Start, Some(b'{')) | (Place::Features, Some(b']')) => {
                    self.take();
                    self.place = Place::Members;
                }
                (Place::Start, _) => {
                    return Err("is JSON, but not a GeoJSON FeatureCollection".to_owned());
                }
                (Place::Members | Place::Features, Some(b',')) => {
                    self.take();
                }
                (Place::Members, Some(b'"')) => self.member()?,
                (Place::Members, Some(b'}')) => {
                    self.take();
                    self.place = Place::End;
                }
                (Place::Features, Some(byte)) if byte != b'}' => return self.value().map(Some),
                (Place::End, _) if !self.has_features => {
                    return Err("has no array `features`; a GeoJSON FeatureCollection is needed".to_owned());
                }
                (Place::End, None) => return Ok(None),
                (_, Some(byte)) => {
                    let found = char::from(byte);
                    return Err(format!("byte {}: `{found}` is not expected here", self.position));
                }
                (Place::Members | Place::Features, None) => return Err(self.ends()),
            }
        }
    }

    /// Reads a member's name, and its value unless that is the array of features.
    fn member(&mut self) -> Result<(), String> {
        let name = self.value()?;
        if self.skip_blanks()? != Some(b':') {
            return Err(format!("byte {}: a `:` is expected here", self.position));
        }
        self.take();
        let begins = self.skip_blanks()?;
        if name.bytes == b"\"features\"" && begins == Some(b'[') {
            self.take();
            self.place = Place::Features;
            self.has_features = true;
        } else {
            self.value()?;
        }
        Ok(())
    }

    /// Reads one value of any kind to its end, keeping no more of it than a feature may have.
    fn value(&mut self) -> Result<CutFeature, String> {
        let mut value = CutFeature { at: self.position, bytes: Vec::new(), fault: None };
        let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
        loop {
            let Some(byte) = self.peek()? else { return Err(self.ends()) };
            let is_scalar = depth == 0 && !quoted;
            if is_scalar && !value.bytes.is_empty() && (byte.is_ascii_whitespace() || b",:]}".contains(&byte))
            {
                return Ok(value);
            }
            self.take();
            if value.bytes.len() < LARGEST_FEATURE {
                value.bytes.push(byte);
            } else {
                value.fault.get_or_insert_with(|| format!("is larger than {LARGEST_FEATURE} bytes"));
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
                _ => continue,
            }
            if depth > DEEPEST {
                value.fault.get_or_insert_with(|| format!("is nested more than {DEEPEST} deep"));
            }
            if depth == 0 && !quoted && b"\"}]".contains(&byte) {
                return Ok(value);
            }
        }
    }

    /// Goes to the next byte that is not blank, and returns it.
    fn skip_blanks(&mut self) -> Result<Option<u8>, String> {
        loop {
            match self.peek()? {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.take(),
                // A byte order mark.
                Some(0xef | 0xbb | 0xbf) if self.position < 3 => self.take(),
                other => return Ok(other),
            }
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, String> {
        Ok(self.source.fill_buf().map_err(|e| unread(&e))?.first().copied())
    }

    fn take(&mut self) {
        self.source.consume(1);
        self.position += 1;
    }

    fn ends(&self) -> String {
        format!("ends at byte {} before the collection does; it is cut off", self.position)
    }
}

impl<S: Read> Iterator for FeatureCutter<S> {
    type Item = Result<CutFeature, String>;

    fn next(&mut self) -> Option<Self::Item> {
        self.cut().transpose()
    }
}

fn unread(cause: &std::io::Error) -> String {
    format!("it cannot be read: {cause}")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn cut(text: &str) -> Result<Vec<String>, String> {
        FeatureCutter::new(Cursor::new(text.as_bytes()))?
            .map(|f| f.map(|f| f.fault.unwrap_or_else(|| String::from_utf8(f.bytes).unwrap())))
            .collect()
    }

    #[test]
    fn features_are_cut_wherever_the_array_stands_and_whatever_stands_in_their_texts() {
        let text = "\u{feff}{\"bbox\":[1,2],\"name\":\"a \\\"features\\\":[\",\"features\":[ {\"a\":\"]}\\\"\"} ,\n{\"b\":[1]}],\"x\":{\"features\":[3]}} ";
        assert_eq!(cut(text).unwrap(), ["{\"a\":\"]}\\\"\"}", "{\"b\":[1]}"]);
        assert_eq!(cut("{\"features\":[NaN, 1 ]}").unwrap(), ["NaN", "1"]);
        assert!(cut("{\"features\":[]}").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_collection_is_refused_in_words() {
        for (text, part) in [
            ("[1]", "not a GeoJSON FeatureCollection"),
            ("{\"type\":\"Feature\"}\n{\"type\":\"Feature\"}", "has no array `features`"),
            ("{\"features\":[{\"a\":1}", "ends at byte 20"),
            ("{\"features\":[{}}", "byte 15: `}`"),
            ("{\"features\":[]} x", "byte 16: `x`"),
            ("{\"features\"[]}", "byte 11: a `:`"),
            ("{\"a", "ends at byte 3"),
        ] {
            let error = cut(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn deep_and_large_features_are_named_and_the_next_one_is_read() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let large = format!("\"{}\"", "x".repeat(LARGEST_FEATURE));
        let found = cut(&format!("{{\"a\":{deep},\"features\":[{deep},{large},{{}}]}}")).unwrap();
        assert_eq!(found, ["is nested more than 64 deep", "is larger than 1048576 bytes", "{}"]);
    }
}
