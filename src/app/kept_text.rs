//! Texts that people write and that are kept: bounded, and without anything that cannot be seen.

use super::AppError;

/// Longest name of a result, in characters.
pub(super) const LONGEST_NAME: usize = 200;
/// Longest question, in characters.
pub(super) const LONGEST_QUESTION: usize = 4_000;
/// Longest note on an alert, in characters.
pub(super) const LONGEST_NOTE: usize = 2_000;

/// Returns a text of one line without blanks around it.
///
/// # Errors
/// When nothing is left of it, it is too long, or it holds a control character.
pub(super) fn line(what: &str, text: &str, longest: usize) -> Result<String, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::Refused(format!("the {what} is empty")));
    }
    bounded(what, text, longest, char::is_control)
}

/// Returns a text of any lines, or none, without blanks around it.
///
/// # Errors
/// When it is too long, or it holds a control character other than a line end.
pub(super) fn lines(what: &str, text: &str, longest: usize) -> Result<String, AppError> {
    bounded(what, text.trim(), longest, |c| c.is_control() && !matches!(c, '\n' | '\r'))
}

fn bounded(what: &str, text: &str, longest: usize, is_wrong: fn(char) -> bool) -> Result<String, AppError> {
    let length = text.chars().count();
    if length > longest {
        return Err(AppError::Refused(format!("the {what} has {length} characters; at most {longest}")));
    }
    if text.contains(is_wrong) {
        return Err(AppError::Refused(format!("the {what} holds a control character")));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_bounded_and_said_why_they_are_refused() {
        assert_eq!(line("name", "  ด่านช่องจอม ", 20).unwrap(), "ด่านช่องจอม");
        assert_eq!(lines("note", "one\ntwo\n", 20).unwrap(), "one\ntwo");
        assert_eq!(lines("note", "", 20).unwrap(), "");
        for (refused, part) in [
            (line("name", " \n", 20), "the name is empty"),
            (line("name", "one\ntwo", 20), "the name holds a control character"),
            (line("name", "ด่านช่องจอม", 5), "has 11 characters; at most 5"),
            (lines("note", "one\u{0}", 20), "the note holds a control character"),
        ] {
            assert!(refused.unwrap_err().to_string().contains(part), "{part}");
        }
    }
}
