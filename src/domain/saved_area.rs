//! The name of an area that somebody drew: the hash of its positions, so that equal areas have one name.

use std::fmt;
use std::str::FromStr;

/// Names a saved area by 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AreaId(String);

/// Says which text names no saved area.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not the id of a saved area: 32 hexadecimal digits in lower case")]
pub struct AreaIdError {
    /// The text as given.
    pub text: String,
}

impl AreaId {
    /// Returns the name for the first half of a SHA-256.
    pub fn from_hash(hash: [u8; 16]) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(hash)))
    }

    /// Returns the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AreaId {
    type Err = AreaIdError;

    fn from_str(text: &str) -> Result<Self, AreaIdError> {
        let digits = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if digits { Ok(Self(text.to_owned())) } else { Err(AreaIdError { text: text.to_owned() }) }
    }
}

impl fmt::Display for AreaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
