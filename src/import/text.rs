//! The bytes of a text file as text, a piece at a time, whatever common encoding they come in.

use std::io::{self, Cursor, Read, Seek};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_874};

use super::FileError;
use crate::domain::number::count_to_u64;

/// Largest file that is decoded whole, in bytes; files of reports are read in pieces and know no such limit.
const LARGEST_WHOLE: usize = 64 * 1024 * 1024;

/// Bytes that are decoded at a time.
const CHUNK: usize = 64 * 1024;

/// A file's text and the encoding it was read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedText {
    /// The text, without a byte order mark.
    pub text: String,
    /// The name of the encoding.
    pub encoding: &'static str,
}

/// Decodes a file whole: UTF-8, UTF-16 with a byte order mark, or Windows-874 (TIS-620).
///
/// # Errors
/// When the file is too large, or is none of these encodings; the error says at which byte.
pub fn decode(file: &str, bytes: &[u8]) -> Result<DecodedText, FileError> {
    let whole = |reason: String| FileError::Whole { file: file.to_owned(), reason };
    if bytes.len() > LARGEST_WHOLE {
        return Err(whole(format!(
            "{} bytes are more than the limit of {LARGEST_WHOLE}; cut it into smaller files",
            bytes.len()
        )));
    }
    let mut source = Cursor::new(bytes);
    let form = find_form(&mut source).map_err(whole)?;
    let mut chunks = Chunks::new(source, form.encoding).map_err(|e| whole(e.to_string()))?;
    let mut text = String::with_capacity(bytes.len());
    while chunks.advance().map_err(whole)? {
        text.push_str(chunks.text());
    }
    let text = text.trim_start_matches('\u{feff}').to_owned();
    Ok(DecodedText { text, encoding: form.encoding.name() })
}

/// How a file's text is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextForm {
    /// The encoding.
    pub(super) encoding: &'static Encoding,
    /// What ends a line: old spreadsheets write a carriage return alone.
    pub(super) line_end: char,
}

/// Reads a whole file to find out its encoding; no more than a piece of it is held.
///
/// # Errors
/// When it is none of the known encodings, saying at which byte, or cannot be read.
pub(super) fn find_form<S: Read + Seek>(source: &mut S) -> Result<TextForm, String> {
    let mut head = Vec::new();
    source.rewind().and_then(|()| source.by_ref().take(3).read_to_end(&mut head)).map_err(|e| unread(&e))?;
    let marked = Encoding::for_bom(&head).map(|(encoding, _)| encoding);
    if let Some(encoding) = marked.filter(|e| *e == UTF_16LE || *e == UTF_16BE) {
        let scan = scan(source, encoding)?;
        return match scan.bad_byte {
            None => Ok(scan.form(encoding)),
            Some(_) => Err(format!("its byte order mark says {}, but it is not", encoding.name())),
        };
    }
    let scanned = scan(source, UTF_8)?;
    let Some(bad_byte) = scanned.bad_byte else { return Ok(scanned.form(UTF_8)) };
    // Where Thai was read as UTF-8 before, it is UTF-8 with a bad byte, and would be gibberish otherwise.
    if marked.is_none() && !scanned.has_thai {
        let thai = scan(source, WINDOWS_874)?;
        if thai.bad_byte.is_none() && !thai.has_nul && thai.has_thai {
            return Ok(thai.form(WINDOWS_874));
        }
    }
    Err(format!(
        "byte {bad_byte} is neither UTF-8 nor Windows-874 (TIS-620), and there is no UTF-16 byte order mark; \
         save the file as UTF-8"
    ))
}

/// What was seen while a file was read in one encoding, up to the first byte that is not in it.
#[derive(Debug, Default)]
struct Scan {
    bad_byte: Option<u64>,
    line_end: Option<char>,
    has_nul: bool,
    has_thai: bool,
}

impl Scan {
    fn form(&self, encoding: &'static Encoding) -> TextForm {
        TextForm { encoding, line_end: self.line_end.unwrap_or('\n') }
    }
}

fn scan<S: Read + Seek>(source: &mut S, encoding: &'static Encoding) -> Result<Scan, String> {
    let mut chunks = Chunks::new(source, encoding).map_err(|e| unread(&e))?;
    let mut scan = Scan::default();
    loop {
        let piece = chunks.decode_next().map_err(|e| unread(&e))?;
        let text = chunks.text();
        if text.contains('\n') {
            scan.line_end = Some('\n');
        } else if scan.line_end.is_none() && text.contains('\r') {
            scan.line_end = Some('\r');
        }
        scan.has_nul |= text.contains('\0');
        scan.has_thai |= text.contains(is_thai);
        match piece {
            Piece::Text => {}
            Piece::BadByte(at) => {
                scan.bad_byte = Some(at);
                return Ok(scan);
            }
            Piece::End => return Ok(scan),
        }
    }
}

/// A source decoded a piece at a time.
#[derive(Debug)]
pub(super) struct Chunks<S> {
    source: S,
    decoder: Decoder,
    bytes: Vec<u8>,
    text: String,
    position: u64,
    ended: bool,
}

enum Piece {
    Text,
    BadByte(u64),
    End,
}

impl<S: Read + Seek> Chunks<S> {
    /// Goes to the beginning of a source.
    pub(super) fn new(mut source: S, encoding: &'static Encoding) -> io::Result<Self> {
        source.rewind()?;
        let decoder = encoding.new_decoder_without_bom_handling();
        Ok(Self { source, decoder, bytes: vec![0; CHUNK], text: String::new(), position: 0, ended: false })
    }
}

impl<S: Read> Chunks<S> {
    /// Decodes the next piece; false at the end, where the piece is empty.
    ///
    /// # Errors
    /// When the source cannot be read, or holds a byte that is not in its encoding.
    pub(super) fn advance(&mut self) -> Result<bool, String> {
        match self.decode_next().map_err(|e| unread(&e))? {
            Piece::Text => Ok(true),
            Piece::End => Ok(false),
            Piece::BadByte(at) => Err(format!("byte {at} is not in the encoding of the bytes before it")),
        }
    }

    /// Returns the piece.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns how many bytes were read.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    fn decode_next(&mut self) -> io::Result<Piece> {
        self.text.clear();
        if self.ended {
            return Ok(Piece::End);
        }
        let length = loop {
            match self.source.read(&mut self.bytes) {
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.ended = length == 0;
        let mut rest = self.bytes.get(..length).unwrap_or_default();
        loop {
            // One byte becomes at most three of UTF-8; what the decoder holds back needs a few more.
            self.text.reserve(3 * rest.len() + 16);
            let (result, read) =
                self.decoder.decode_to_string_without_replacement(rest, &mut self.text, self.ended);
            self.position += count_to_u64(read);
            rest = rest.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => return Ok(Piece::Text),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(bad, after) => {
                    let behind = u64::from(bad) + u64::from(after);
                    return Ok(Piece::BadByte(self.position.saturating_sub(behind)));
                }
            }
        }
    }
}

fn unread(cause: &io::Error) -> String {
    format!("it cannot be read: {cause}")
}

fn is_thai(c: char) -> bool {
    ('\u{0e00}'..='\u{0e7f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thai_is_read_in_three_encodings() {
        let word = "ช่องจอม";
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(word.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let (tis620, ..) = WINDOWS_874.encode(word);
        for (bytes, encoding) in
            [(word.as_bytes(), "UTF-8"), (utf16.as_slice(), "UTF-16LE"), (tis620.as_ref(), "windows-874")]
        {
            let decoded = decode("f.csv", bytes).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (word, encoding));
        }
    }

    #[test]
    fn other_bytes_are_refused_in_words() {
        let error = decode("f.csv", &[b'a', 0xff, 0xfe, 0x00]).unwrap_err().to_string();
        assert!(error.contains("byte 1 is neither UTF-8"), "{error}");
    }

    #[test]
    fn letters_that_lie_across_two_pieces_are_whole_and_a_bad_byte_there_is_found() {
        let mut text = "a".repeat(CHUNK - 1);
        text.push_str("ช่องจอม");
        assert!(decode("f.csv", text.as_bytes()).unwrap().text == text);
        let cut = text.as_bytes().get(..CHUNK + 4).unwrap();
        let error = decode("f.csv", cut).err().unwrap().to_string();
        assert!(error.contains(&format!("byte {} is neither", CHUNK + 2)), "{error}");
    }
}
