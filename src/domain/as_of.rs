//! A moment in the history of what was held: answers as of then are what they would have been then.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::{Epoch, period};

/// Names a moment in the history of the data, not of what was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// `epoch:12`: after the change with this number.
    Epoch(Epoch),
    /// `2026-11-01`, `2026-11` or an instant: after the last change committed by then; a day or month stands
    /// for its beginning in Bangkok.
    Time(DateTime<Utc>),
}

/// Says why a text names no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a moment; write epoch:12, 2025-10-01, 2025-10 or 2025-10-01T07:30:00+07:00")]
pub struct AsOfError {
    /// The text as given.
    pub text: String,
}

impl FromStr for AsOf {
    type Err = AsOfError;

    fn from_str(text: &str) -> Result<Self, AsOfError> {
        let wrong = || AsOfError { text: text.to_owned() };
        match text.strip_prefix("epoch:") {
            Some(number) => {
                number.parse().ok().filter(|epoch| *epoch >= 0).map(Self::Epoch).ok_or_else(wrong)
            }
            None => period::parse_bound(text).map(Self::Time).map_err(|_| wrong()),
        }
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Epoch(epoch) => write!(f, "epoch:{epoch}"),
            Self::Time(time) => write!(f, "{}", time.to_rfc3339()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_an_epoch_or_a_time() {
        assert_eq!("epoch:12".parse(), Ok(AsOf::Epoch(12)));
        assert_eq!("2026-11-01".parse::<AsOf>().unwrap().to_string(), "2026-10-31T17:00:00+00:00");
        for text in ["12", "epoch:-1", "epoch:x", "2569-11-01", ""] {
            assert!(text.parse::<AsOf>().unwrap_err().to_string().contains("is not a moment"), "{text}");
        }
    }
}
