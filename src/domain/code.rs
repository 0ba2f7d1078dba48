//! Codes that name administrative units and crossings: the Department of Provincial Administration's
//! numbers (2 digits province, 4 district, 6 subdistrict) and this product's crossing ids.

use std::fmt;
use std::str::FromStr;

/// Says which text is not a code, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {expected}")]
pub struct CodeError {
    /// The text as given.
    pub text: String,
    /// What it should have been.
    pub expected: &'static str,
}

/// Declares a code of a fixed number of digits whose first two are the province.
macro_rules! dopa_code {
    ($(#[$doc:meta])* $name:ident, $digits:literal, $range:pat, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);

        impl $name {
            /// Returns the number behind the code.
            pub fn number(self) -> u32 {
                self.0
            }
        }

        impl TryFrom<u32> for $name {
            type Error = CodeError;

            fn try_from(number: u32) -> Result<Self, CodeError> {
                match number {
                    $range => Ok(Self(number)),
                    _ => Err(CodeError { text: number.to_string(), expected: $expected }),
                }
            }
        }

        impl FromStr for $name {
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                let wrong = || CodeError { text: text.to_owned(), expected: $expected };
                if text.len() != $digits || !text.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(wrong());
                }
                text.parse::<u32>().ok().and_then(|number| Self::try_from(number).ok()).ok_or_else(wrong)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

dopa_code!(
    /// Represents a province (จังหวัด): 2 digits, 10 to 96.
    ProvinceCode, 2, 10..=96, "2-digit province code"
);
dopa_code!(
    /// Represents a district (อำเภอ): 4 digits, such as 3206 Kap Choeng.
    DistrictCode, 4, 1001..=9699, "4-digit district code"
);
dopa_code!(
    /// Represents a subdistrict (ตำบล): 6 digits, such as 320605 Dan.
    TambonCode, 6, 100_101..=969_999, "6-digit tambon code"
);

impl DistrictCode {
    /// Returns the province the district belongs to.
    pub fn province(self) -> ProvinceCode {
        ProvinceCode(self.0 / 100)
    }
}

impl TambonCode {
    /// Returns the district the subdistrict belongs to.
    pub fn district(self) -> DistrictCode {
        DistrictCode(self.0 / 100)
    }
}

/// Represents a border crossing of `data/crossings.csv`: L01 to L99 towards Laos, C01 to C99 towards Cambodia.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CrossingId {
    letter: char,
    number: u8,
}

impl CrossingId {
    /// Returns a number from 1 to 200 that is its own.
    pub fn ordinal(self) -> u8 {
        self.number + if self.letter == 'L' { 1 } else { 101 }
    }

    /// Returns the id with a number.
    pub fn of_ordinal(ordinal: u8) -> Option<Self> {
        match ordinal {
            1..=100 => Some(Self { letter: 'L', number: ordinal - 1 }),
            101..=200 => Some(Self { letter: 'C', number: ordinal - 101 }),
            _ => None,
        }
    }
}

impl FromStr for CrossingId {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let read = || match *text.as_bytes() {
            [letter @ (b'L' | b'C'), tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
                Some(Self { letter: letter.into(), number: (tens - b'0') * 10 + (ones - b'0') })
            }
            _ => None,
        };
        read().ok_or_else(|| CodeError { text: text.to_owned(), expected: "crossing id such as L04 or C12" })
    }
}

impl fmt::Display for CrossingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:02}", self.letter, self.number)
    }
}

impl fmt::Debug for CrossingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_know_what_they_belong_to() {
        let tambon: TambonCode = "320605".parse().unwrap();
        assert_eq!(tambon.district().to_string(), "3206");
        assert_eq!(tambon.district().province().to_string(), "32");
    }

    #[test]
    fn text_that_is_no_code_is_named() {
        for text in ["", "32", "32o6", "99999", "+320", " 3206", "๓๒๐๖"] {
            let error = text.parse::<DistrictCode>().unwrap_err();
            assert_eq!(error.text, text);
        }
        for text in ["X01", "L1", "l01", "L0a", "C012", "ลาว"] {
            assert_eq!(text.parse::<CrossingId>().unwrap_err().text, text);
        }
        assert_eq!("C04".parse::<CrossingId>().unwrap().to_string(), "C04");
        let back: Vec<u8> =
            (0..=u8::MAX).filter_map(CrossingId::of_ordinal).map(CrossingId::ordinal).collect();
        assert_eq!(back, (1..=200).collect::<Vec<u8>>());
    }
}
