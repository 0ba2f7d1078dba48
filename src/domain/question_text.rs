//! Questions as text: names with values, as addresses and saved questions write them.

use std::fmt::Display;
use std::str::FromStr;

use super::{ReportQuery, RiskPointQuery, period};

/// The names that every question about reports shares.
pub const REPORT_NAMES: &[&str] =
    &["area", "from", "to", "category", "status", "channel", "precision", "asof"];

/// The names that every question about risk points shares.
pub const RISK_NAMES: &[&str] = &["area", "kind", "severity", "asof"];

/// A question cut into names and values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionText {
    pairs: Vec<(String, String)>,
}

/// Says what of a question cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// A name is not known here.
    #[error("`{name}` is not a parameter here; known are {known}")]
    Unknown {
        /// The name as given.
        name: String,
        /// The known names, comma separated; `none` when there are none.
        known: String,
    },
    /// A value cannot be used.
    #[error("{reason}")]
    Unusable {
        /// The name.
        name: String,
        /// The value as given.
        value: String,
        /// What is wrong with it, naming both.
        reason: String,
    },
}

impl QuestionError {
    /// Says of a value why it cannot be used.
    pub fn unusable(name: &str, value: &str, reason: impl Into<String>) -> Self {
        Self::Unusable { name: name.to_owned(), value: value.to_owned(), reason: reason.into() }
    }
}

impl QuestionText {
    /// Takes names with values; one that is not among the known or is given twice is an error and never ignored.
    ///
    /// # Errors
    /// Names the name.
    pub fn new(pairs: Vec<(String, String)>, known: &[&[&str]]) -> Result<Self, QuestionError> {
        for (i, (name, value)) in pairs.iter().enumerate() {
            if !known.iter().any(|names| names.contains(&name.as_str())) {
                let known = if known.is_empty() { "none".to_owned() } else { known.concat().join(", ") };
                return Err(QuestionError::Unknown { name: name.clone(), known });
            }
            if pairs[..i].iter().any(|(earlier, _)| earlier == name) {
                return Err(QuestionError::unusable(name, value, format!("`{name}` is given twice")));
            }
        }
        Ok(Self { pairs })
    }

    /// Cuts `name=value&name=value`, as questions write themselves; no value of theirs has either sign in it.
    ///
    /// # Errors
    /// As [`QuestionText::new`], and when there is no `=` between a name and its value.
    pub fn cut(text: &str, known: &[&[&str]]) -> Result<Self, QuestionError> {
        Self::new(Self::pairs(text)?, known)
    }

    /// Cuts a text as somebody copies it from an address, where `%3A` stands for a colon, without asking which names are
    /// known. A plus sign stands for itself: no value has a blank in it, and times of day do have the sign.
    ///
    /// # Errors
    /// When there is no `=` between a name and its value, or what a percent sign begins cannot be read.
    pub fn address_pairs(text: &str) -> Result<Vec<(String, String)>, QuestionError> {
        let cut = Self::pairs(text)?.into_iter();
        cut.map(|(name, value)| Ok((unescaped(&name)?, unescaped(&value)?))).collect()
    }

    /// Cuts a text without asking which names are known.
    pub(super) fn pairs(text: &str) -> Result<Vec<(String, String)>, QuestionError> {
        let pair = |part: &str| match part.split_once('=') {
            Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
            None => Err(QuestionError::unusable(part, "", format!("`{part}` has no value"))),
        };
        text.split('&').filter(|part| !part.is_empty()).map(pair).collect()
    }

    /// Returns a value; an empty one counts as not given.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
    }

    /// Reads a value that may be missing.
    ///
    /// # Errors
    /// Names the value and what is wrong with it.
    pub fn some<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Option<T>, QuestionError> {
        let read = |text: &str| {
            text.parse()
                .map_err(|e: T::Err| QuestionError::unusable(name, text, format!("{name} `{text}`: {e}")))
        };
        self.text(name).map(read).transpose()
    }

    /// Reads a value that must be there.
    ///
    /// # Errors
    /// As [`QuestionText::some`], and when it is missing.
    pub fn needed<T: FromStr<Err: Display>>(&self, name: &str) -> Result<T, QuestionError> {
        let missing = || QuestionError::unusable(name, "", format!("`{name}` is needed"));
        self.some(name)?.ok_or_else(missing)
    }

    /// Reads values between commas; none when nothing is given.
    ///
    /// # Errors
    /// Names the value and what is wrong with it.
    pub fn list<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Vec<T>, QuestionError> {
        let read = |item: &str| {
            item.parse().map_err(|e: T::Err| QuestionError::unusable(name, item, format!("{name}: {e}")))
        };
        self.text(name).map_or(Ok(Vec::new()), |text| text.split(',').map(read).collect())
    }

    /// Reads what every question about risk points shares.
    ///
    /// # Errors
    /// Names the value and what is wrong with it.
    pub fn risk_point_query(&self) -> Result<RiskPointQuery, QuestionError> {
        Ok(RiskPointQuery {
            as_of: self.some("asof")?,
            area: self.some("area")?,
            kinds: self.list("kind")?,
            severities: self.list("severity")?,
        })
    }

    /// Reads what every question about reports shares.
    ///
    /// # Errors
    /// Names the value and what is wrong with it.
    pub fn report_query(&self) -> Result<ReportQuery, QuestionError> {
        let bound = |name: &str| {
            let read = |text: &str| {
                // A plus sign that was not escaped arrives as a blank: 2025-10-01T00:00:00 07:00.
                period::parse_bound(&text.replace(' ', "+"))
                    .map_err(|e| QuestionError::unusable(name, text, format!("{name}: {e}")))
            };
            self.text(name).map(read).transpose()
        };
        let query = ReportQuery {
            as_of: self.some("asof")?,
            area: self.some("area")?,
            from: bound("from")?,
            to: bound("to")?,
            categories: self.list("category")?,
            statuses: self.list("status")?,
            channels: self.list("channel")?,
            precisions: self.list("precision")?,
        };
        match (query.from, query.to) {
            (Some(from), Some(to)) if to <= from => {
                let text = self.text("to").unwrap_or_default();
                Err(QuestionError::unusable("to", text, format!("to `{text}` must be after from")))
            }
            _ => Ok(query),
        }
    }
}

/// Reads `%3A` and the like as the signs they stand for (RFC 3986, 2.1).
fn unescaped(text: &str) -> Result<String, QuestionError> {
    let wrong = |reason: &str| QuestionError::unusable(text, "", format!("`{text}`: {reason}"));
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let code = part.get(..2).filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok()).ok_or_else(|| {
            wrong("a percent sign is not followed by two hexadecimal digits; write %25 for the sign itself")
        })?;
        bytes.push(byte);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).map_err(|_| wrong("what the percent signs stand for is not UTF-8"))
}

/// Writes what a question about reports asks for as names with values, in the order of [`REPORT_NAMES`].
pub(super) fn report_pairs(query: &ReportQuery) -> Vec<(&'static str, String)> {
    fn list<T: Display>(items: &[T]) -> Option<String> {
        let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
        (!texts.is_empty()).then(|| texts.join(","))
    }
    let ReportQuery { as_of, area, from, to, categories, statuses, channels, precisions } = query;
    let moment = |at: &chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let pairs = [
        ("area", area.as_ref().map(ToString::to_string)),
        ("from", from.as_ref().map(moment)),
        ("to", to.as_ref().map(moment)),
        ("category", list(categories)),
        ("status", list(statuses)),
        ("channel", list(channels)),
        ("precision", list(precisions)),
        ("asof", as_of.map(|moment| moment.to_string())),
    ];
    pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        let read = QuestionText::cut(text, &[REPORT_NAMES]).and_then(|text| text.report_query());
        read.unwrap_err().to_string()
    }

    #[test]
    fn unknown_repeated_and_unusable_values_are_named() {
        assert!(error("colour=red").contains("`colour` is not a parameter here"));
        assert!(error("area=province:32&area=province:33").contains("given twice"));
        assert!(error("from=2567-01-01").contains("common era"));
        assert!(error("category=drug").contains("known are drugs"));
        assert!(error("from=2025-02&to=2025-01").contains("must be after from"));
        assert!(error("from").contains("`from` has no value"));
    }

    #[test]
    fn an_empty_text_asks_for_everything() {
        let query = QuestionText::cut("", &[REPORT_NAMES]).unwrap().report_query().unwrap();
        assert_eq!(query, ReportQuery::default());
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = "area=border:10,20,5000&from=2025-09-30T17:00:00Z&to=2025-10-31T17:00:00Z\
                    &category=drugs,illegal_entry&status=confirmed&channel=online&precision=exact&asof=epoch:7";
        let query = QuestionText::cut(text, &[REPORT_NAMES]).unwrap().report_query().unwrap();
        let pairs = report_pairs(&query);
        let written: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(written.join("&"), text);
        assert!(pairs.iter().map(|(name, _)| *name).eq(REPORT_NAMES.iter().copied()));
    }

    #[test]
    fn a_text_from_an_address_is_read_as_the_address_is() {
        let pairs = |text: &str| QuestionText::address_pairs(text).map_err(|error| error.to_string());
        let read = |name: &str, value: &str| Ok(vec![(name.to_owned(), value.to_owned())]);
        assert_eq!(pairs("area=district%3A3206%2C3409"), read("area", "district:3206,3409"));
        assert_eq!(pairs("from=2025-10-01T00%3A00%3A00%2B07:00"), read("from", "2025-10-01T00:00:00+07:00"));
        assert_eq!(pairs("from=2025-10-01T00:00:00+07:00"), read("from", "2025-10-01T00:00:00+07:00"));
        assert_eq!(pairs("ca%74egory=%E0%B8%A2%E0%B8%B2ยา"), read("category", "ยายา"));
        // What a percent sign stands for cuts nothing.
        assert_eq!(pairs("area=a%26b%3Dc%25"), read("area", "a&b=c%"));
        for text in ["area=district%3", "area=%", "area=%zz", "area=%+3", "a%e0%b=x"] {
            assert!(pairs(text).unwrap_err().contains("two hexadecimal digits"), "{text}");
        }
        assert!(pairs("area=%E0%B8").unwrap_err().contains("is not UTF-8"));
    }
}
