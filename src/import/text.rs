//! The bytes of a text file as text, whatever common encoding they come in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_874};

use super::FileError;

/// Largest file that is read, in bytes: its rows take about forty times as much memory while they are read.
pub const LARGEST_FILE: usize = 64 * 1024 * 1024;

/// A file's text and the encoding it was read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedText {
    /// The text, without a byte order mark.
    pub text: String,
    /// The name of the encoding.
    pub encoding: &'static str,
}

/// Decodes a file: UTF-8, UTF-16 with a byte order mark, or Windows-874 (TIS-620).
///
/// # Errors
/// When the file is too large, or is none of these encodings; the error says at which byte.
pub fn decode(file: &str, bytes: &[u8]) -> Result<DecodedText, FileError> {
    let whole = |reason: String| FileError::Whole { file: file.to_owned(), reason };
    if bytes.len() > LARGEST_FILE {
        return Err(whole(format!(
            "{} bytes are more than the limit of {LARGEST_FILE}; cut it into smaller files",
            bytes.len()
        )));
    }
    let named = |encoding: &'static Encoding, text: &str| DecodedText {
        text: text.to_owned(),
        encoding: encoding.name(),
    };
    if let Some((encoding, _)) = Encoding::for_bom(bytes).filter(|(e, _)| *e == UTF_16LE || *e == UTF_16BE) {
        let (text, _, broken) = encoding.decode(bytes);
        return if broken {
            Err(whole(format!("its byte order mark says {}, but it is not", encoding.name())))
        } else {
            Ok(named(encoding, &text))
        };
    }
    let bad_byte = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(named(UTF_8, text.trim_start_matches('\u{feff}'))),
        Err(error) => error.valid_up_to(),
    };
    let (text, _, broken) = WINDOWS_874.decode(bytes);
    if !broken && !bytes.contains(&0) && text.chars().any(is_thai) {
        return Ok(named(WINDOWS_874, &text));
    }
    Err(whole(format!(
        "byte {bad_byte} is neither UTF-8 nor Windows-874 (TIS-620), and there is no UTF-16 byte order mark; \
         save the file as UTF-8"
    )))
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
}
