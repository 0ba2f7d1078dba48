//! Bytes as hexadecimal digits, two for each.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Writes bytes as small hexadecimal digits.
///
/// ```
/// assert_eq!(mekong_watch::domain::hexadecimal(&[0, 171]), "00ab");
/// ```
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(DIGITS[usize::from(half & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// Reads hexadecimal digits as bytes; nothing when they are no pairs of digits.
pub fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let half = |digit: u8| char::from(digit).to_digit(16).and_then(|half| u8::try_from(half).ok());
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some(half(*high)? << 4 | half(*low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back_and_anything_else_is_nothing() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(from_hexadecimal(&hexadecimal(&all)), Some(all));
        assert_eq!((hexadecimal(&[]), from_hexadecimal("")), (String::new(), Some(Vec::new())));
        for wrong in ["a", "abc", "zz", "+1", "ก"] {
            assert_eq!(from_hexadecimal(wrong), None, "{wrong}");
        }
    }
}
