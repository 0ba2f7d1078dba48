//! Thai digits (๐ to ๙), which people mix with 0 to 9 in dates, numbers and coordinates.

use std::borrow::Cow;

/// Returns the text with each Thai digit written as 0 to 9; everything else is left as it is.
///
/// ```
/// use mekong_watch::domain::thai_digits::thai_digits_to_ascii;
/// assert_eq!(thai_digits_to_ascii("๑๐ มกราคม ๒๕๖๗"), "10 มกราคม 2567");
/// ```
pub fn thai_digits_to_ascii(text: &str) -> Cow<'_, str> {
    if text.contains(|c: char| thai_digit(c).is_some()) {
        Cow::Owned(text.chars().map(|c| thai_digit(c).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns 0 to 9 for a Thai digit, and nothing for any other character.
pub fn thai_digit(c: char) -> Option<char> {
    let digit = u32::from(c).checked_sub(u32::from('๐'))?;
    char::from_digit(digit, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thai_digits_become_ascii_and_nothing_else_changes() {
        assert_eq!(thai_digits_to_ascii("๐๑๒๓๔๕๖๗๘๙"), "0123456789");
        assert_eq!(thai_digits_to_ascii("หมู่ ๕ ต.ด่าน ๛"), "หมู่ 5 ต.ด่าน ๛");
        assert!(matches!(thai_digits_to_ascii("หมู่ 5"), Cow::Borrowed(_)));
    }
}
