//! Dates as people write them here: ISO, Thai with the Buddhist era, and English.
//!
//! The era is never guessed from a year alone where the writing could mean either: a Buddhist year in
//! an ISO date or beside English words is an error that says so, because the sources have such slips
//! (domain notes, dates and fiscal years).

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::period::{BUDDHIST_OFFSET, at_bangkok_time, bangkok, start_of_day};
use super::thai_digits::thai_digits_to_ascii;
use super::{Observed, ObservedPrecision};

/// Longest text that is read as a date, in characters.
const LONGEST: usize = 120;
/// Years that are taken for the common era.
const COMMON_YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;
/// Years that are taken for the Buddhist era.
const BUDDHIST_YEARS: std::ops::RangeInclusive<i32> = 2400..=2700;

/// Thai month names, abbreviations without dots, English names: January first.
const MONTHS: [(&str, &str, &str); 12] = [
    ("มกราคม", "มค", "january"),
    ("กุมภาพันธ์", "กพ", "february"),
    ("มีนาคม", "มีค", "march"),
    ("เมษายน", "เมย", "april"),
    ("พฤษภาคม", "พค", "may"),
    ("มิถุนายน", "มิย", "june"),
    ("กรกฎาคม", "กค", "july"),
    ("สิงหาคม", "สค", "august"),
    ("กันยายน", "กย", "september"),
    ("ตุลาคม", "ตค", "october"),
    ("พฤศจิกายน", "พย", "november"),
    ("ธันวาคม", "ธค", "december"),
];

/// Words around a date or time that add nothing to it.
const FILLERS: [&str; 9] = ["วันที่", "เมื่อวันที่", "เมื่อ", "เวลา", "เวลาประมาณ", "ประมาณ", "on", "at", "about"];

/// Says why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateTextError {
    /// There is nothing in it.
    #[error("the date is empty")]
    Empty,
    /// It is longer than any date.
    #[error("`{text}` is too long for a date: at most {LONGEST} characters are read")]
    TooLong {
        /// The beginning of the text.
        text: String,
    },
    /// It has none of the known forms.
    #[error(
        "`{text}` is not a date; write 2024-01-15, 15/1/2567, 15 ม.ค. 2567 or 15 January 2024, with or without a time"
    )]
    Unreadable {
        /// The text as given.
        text: String,
    },
    /// The year is missing, and is never guessed.
    #[error("`{text}` has no year")]
    NoYear {
        /// The text as given.
        text: String,
    },
    /// A Buddhist year where the common era is written.
    #[error("{text} has a Buddhist-era year in a common-era field")]
    BuddhistYear {
        /// The text as given.
        text: String,
    },
    /// A common year that is labelled พ.ศ.
    #[error("{text} has a common-era year labelled as Buddhist era")]
    CommonYear {
        /// The text as given.
        text: String,
    },
    /// A two-digit year outside the forms in which it can only be a Buddhist year.
    #[error("`{text}` has a two-digit year, which is read only after a Thai month or slashes")]
    ShortYear {
        /// The text as given.
        text: String,
    },
    /// The year belongs to neither era's range.
    #[error(
        "`{text}` has the year {year}, which is neither 1900 to 2100 nor 2400 to 2700 of the Buddhist era"
    )]
    YearOutOfRange {
        /// The text as given.
        text: String,
        /// The year as written.
        year: i32,
    },
    /// The calendar has no such day.
    #[error("`{text}` names a day that does not exist")]
    NoSuchDay {
        /// The text as given.
        text: String,
    },
    /// The clock has no such time.
    #[error("`{text}` names a time that does not exist; hours go from 0 to 23")]
    NoSuchTime {
        /// The text as given.
        text: String,
    },
}

/// Reads when something was seen. A text without an offset is Bangkok's clock; without a time it is
/// the whole day there.
///
/// ```
/// use mekong_watch::domain::date_text::parse_observed;
/// let observed = parse_observed("15 ม.ค. 2567 เวลา 16.55 น.")?;
/// assert_eq!(observed.at.to_rfc3339(), "2024-01-15T09:55:00+00:00");
/// # Ok::<(), mekong_watch::domain::date_text::DateTextError>(())
/// ```
///
/// # Errors
/// When the text has none of the known forms, no year, a year of the wrong era, or names a day or a
/// time that does not exist.
pub fn parse_observed(text: &str) -> Result<Observed, DateTextError> {
    let given = text.trim();
    if given.is_empty() {
        return Err(DateTextError::Empty);
    }
    if given.chars().nth(LONGEST).is_some() {
        return Err(DateTextError::TooLong { text: given.chars().take(40).collect() });
    }
    let ascii = thai_digits_to_ascii(given);
    let reading = Reading { given };
    match ascii.as_bytes() {
        [a, b, c, d, b'-', ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()) => {
            reading.iso(&ascii)
        }
        _ => reading.written(&tokens(&ascii)),
    }
}

/// The era a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Era {
    Buddhist,
    Common,
}

/// How the day, month and year are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    ThaiMonth,
    EnglishMonth,
    Slashes,
    Dashes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Number(String),
    Word(String),
    Mark(char),
}

/// One text being read; holds it as given for the errors.
struct Reading<'a> {
    given: &'a str,
}

impl Reading<'_> {
    fn text(&self) -> String {
        self.given.to_owned()
    }

    fn unreadable(&self) -> DateTextError {
        DateTextError::Unreadable { text: self.text() }
    }

    /// Reads `2024-01-15`, with or without a time and an offset.
    fn iso(&self, ascii: &str) -> Result<Observed, DateTextError> {
        let (day_text, time_text) = ascii.split_at_checked(10).ok_or_else(|| self.unreadable())?;
        let year = ascii.get(..4).and_then(|y| y.parse().ok()).ok_or_else(|| self.unreadable())?;
        if BUDDHIST_YEARS.contains(&year) {
            return Err(DateTextError::BuddhistYear { text: self.text() });
        }
        if !COMMON_YEARS.contains(&year) {
            return Err(DateTextError::YearOutOfRange { text: self.text(), year });
        }
        let day_shaped = day_text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
        if !day_shaped {
            return Err(self.unreadable());
        }
        let day = NaiveDate::parse_from_str(day_text, "%Y-%m-%d")
            .map_err(|_| DateTextError::NoSuchDay { text: self.text() })?;
        if time_text.is_empty() {
            return Ok(whole_day(day));
        }
        let at = instant(day_text, time_text).ok_or_else(|| self.iso_time_error(time_text))?;
        Ok(Observed { at, precision: ObservedPrecision::Time })
    }

    fn iso_time_error(&self, time_text: &str) -> DateTextError {
        let clock_shaped = time_text.starts_with(['T', 't', ' '])
            && time_text.chars().skip(1).all(|c| c.is_ascii_digit() || ":.+-Zz".contains(c));
        if clock_shaped { DateTextError::NoSuchTime { text: self.text() } } else { self.unreadable() }
    }

    /// Reads every form that is not ISO.
    fn written(&self, tokens: &[Token]) -> Result<Observed, DateTextError> {
        let (time, rest) = self.take_time(tokens)?;
        let mut era = None;
        let mut parts = Vec::new();
        for token in rest {
            match &token {
                Token::Word(word) if FILLERS.contains(&word.as_str()) => {}
                Token::Word(word) => match era_word(word) {
                    Some(named) if era.is_none() => era = Some(named),
                    Some(_) => return Err(self.unreadable()),
                    None => parts.push(token),
                },
                Token::Mark(',') => {}
                Token::Number(_) | Token::Mark(_) => parts.push(token),
            }
        }
        let day = self.day(&parts, era)?;
        Ok(match time {
            Some(time) => Observed { at: at_bangkok_time(day, time), precision: ObservedPrecision::Time },
            None => whole_day(day),
        })
    }

    /// Takes `16.55 น.` or `16:55` out of the tokens.
    fn take_time(&self, tokens: &[Token]) -> Result<(Option<NaiveTime>, Vec<Token>), DateTextError> {
        for (start, window) in tokens.windows(3).enumerate() {
            let [Token::Number(hour), Token::Mark(mark @ ('.' | ':')), Token::Number(minute)] = window else {
                continue;
            };
            let mut end = start + 3;
            // Spreadsheets write seconds too.
            if let (':', [Token::Mark(':'), Token::Number(_), ..]) =
                (*mark, tokens.get(end..).unwrap_or_default())
            {
                end += 2;
            }
            let labelled = matches!(tokens.get(end), Some(Token::Word(word)) if word == "น");
            end += usize::from(labelled);
            let after_label = start.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(
                |before| matches!(before, Token::Word(word) if word.starts_with("เวลา") || word == "at"),
            );
            // `15.01.2567` has dots too, so a dot alone does not make a time.
            let dotted_date = *mark == '.' && matches!(tokens.get(end), Some(Token::Mark('.')));
            if dotted_date || (*mark == '.' && !labelled && !after_label) {
                continue;
            }
            let time = clock(hour, minute).ok_or_else(|| DateTextError::NoSuchTime { text: self.text() })?;
            let before = tokens.get(..start).unwrap_or_default();
            let after = tokens.get(end..).unwrap_or_default();
            return Ok((Some(time), [before, after].concat()));
        }
        Ok((None, tokens.to_vec()))
    }

    /// Reads the day out of what is left when time, era and fillers are taken out.
    fn day(&self, parts: &[Token], era: Option<Era>) -> Result<NaiveDate, DateTextError> {
        let parts: Vec<&Token> = parts.iter().filter(|token| !is_ordinal(token)).collect();
        let (day, month, year, form) = match parts.as_slice() {
            [Token::Number(day), Token::Word(name), Token::Number(year)]
            | [Token::Word(name), Token::Number(day), Token::Number(year)] => {
                let (month, form) = month_word(name).ok_or_else(|| self.unreadable())?;
                (day, month, year, form)
            }
            [
                Token::Number(day),
                Token::Mark(a),
                Token::Number(month),
                Token::Mark(b),
                Token::Number(year),
            ] if a == b && matches!(a, '/' | '-') => {
                let month = month.parse().map_err(|_| self.unreadable())?;
                (day, month, year, if *a == '/' { Form::Slashes } else { Form::Dashes })
            }
            [Token::Number(_), Token::Word(name)] | [Token::Word(name), Token::Number(_)]
                if month_word(name).is_some() =>
            {
                return Err(DateTextError::NoYear { text: self.text() });
            }
            [Token::Number(_), Token::Mark('/'), Token::Number(_)] => {
                return Err(DateTextError::NoYear { text: self.text() });
            }
            _ => return Err(self.unreadable()),
        };
        let year = self.common_year(year, era, form)?;
        let day = day.parse().ok().filter(|_| day.len() <= 2).ok_or_else(|| self.unreadable())?;
        NaiveDate::from_ymd_opt(year, month, day)
            .ok_or_else(|| DateTextError::NoSuchDay { text: self.text() })
    }

    /// Turns the year as written into a year of the common era.
    fn common_year(&self, written: &str, era: Option<Era>, form: Form) -> Result<i32, DateTextError> {
        let year: i32 = written.parse().map_err(|_| self.unreadable())?;
        if written.len() == 2 {
            let buddhist = 2500 + year - BUDDHIST_OFFSET;
            // Between slashes people also write the last two digits of a common year. 40 and more can only
            // be Buddhist here, since 2540 is 1997 and 2040 has not come.
            let surely_buddhist = match form {
                Form::ThaiMonth => true,
                Form::Slashes => year >= 40 && buddhist <= super::period::today().year(),
                Form::EnglishMonth | Form::Dashes => false,
            };
            return if surely_buddhist && era != Some(Era::Common) {
                Ok(buddhist)
            } else {
                Err(DateTextError::ShortYear { text: self.text() })
            };
        }
        let in_buddhist = BUDDHIST_YEARS.contains(&year) && written.len() == 4;
        let in_common = COMMON_YEARS.contains(&year) && written.len() == 4;
        match (era, in_buddhist, in_common) {
            (Some(Era::Buddhist), true, _) => Ok(year - BUDDHIST_OFFSET),
            (None, true, _) if form != Form::EnglishMonth => Ok(year - BUDDHIST_OFFSET),
            (Some(Era::Common) | None, _, true) => Ok(year),
            (Some(Era::Common) | None, true, _) => Err(DateTextError::BuddhistYear { text: self.text() }),
            (Some(Era::Buddhist), _, true) => Err(DateTextError::CommonYear { text: self.text() }),
            (_, false, false) => Err(DateTextError::YearOutOfRange { text: self.text(), year }),
        }
    }
}

fn whole_day(day: NaiveDate) -> Observed {
    Observed { at: start_of_day(day), precision: ObservedPrecision::Day }
}

/// Reads the time and offset that follow an ISO day; nothing when they are malformed.
fn instant(day_text: &str, time_text: &str) -> Option<DateTime<Utc>> {
    let clock = time_text.strip_prefix(['T', 't', ' '])?;
    let whole = format!("{day_text}T{clock}").to_ascii_uppercase();
    let zoned = DateTime::parse_from_rfc3339(&whole)
        .or_else(|_| DateTime::parse_from_str(&whole.replace('Z', "+00:00"), "%Y-%m-%dT%H:%M%:z"))
        .or_else(|_| DateTime::parse_from_str(&whole, "%Y-%m-%dT%H:%M:%S%.f%z"));
    if let Ok(at) = zoned {
        return Some(at.with_timezone(&Utc));
    }
    let local = NaiveDateTime::parse_from_str(&whole, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(&whole, "%Y-%m-%dT%H:%M"))
        .ok()?;
    local.and_local_timezone(bangkok()).single().map(|at| at.with_timezone(&Utc))
}

fn clock(hour: &str, minute: &str) -> Option<NaiveTime> {
    let shaped = hour.len() <= 2 && minute.len() == 2;
    shaped.then(|| NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)).flatten()
}

fn era_word(word: &str) -> Option<Era> {
    match word {
        "พศ" | "be" => Some(Era::Buddhist),
        "คศ" | "ce" | "ad" => Some(Era::Common),
        _ => None,
    }
}

fn is_ordinal(token: &Token) -> bool {
    matches!(token, Token::Word(word) if matches!(word.as_str(), "st" | "nd" | "rd" | "th"))
}

/// Finds a month by its name: Thai in full or short, English in full or by three letters or more.
fn month_word(word: &str) -> Option<(u32, Form)> {
    (1..).zip(MONTHS).find_map(|(number, (full, short, english))| {
        if word == full || word == short {
            Some((number, Form::ThaiMonth))
        } else if word.len() >= 3 && english.starts_with(word) {
            Some((number, Form::EnglishMonth))
        } else {
            None
        }
    })
}

/// Splits a text into numbers, words (lower case, without dots) and marks; blanks only separate.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() {
            let length = run(rest, |c| c.is_ascii_digit());
            tokens.push(Token::Number(rest.get(..length).unwrap_or_default().to_owned()));
            length
        } else if in_word(first) {
            let length = run(rest, |c| in_word(c) || c == '.');
            let word = rest.get(..length).unwrap_or_default();
            tokens.push(Token::Word(word.replace('.', "").to_lowercase()));
            length
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Mark(first));
            }
            first.len_utf8()
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens
}

fn in_word(c: char) -> bool {
    c.is_ascii_alphabetic() || ('\u{0e01}'..='\u{0e4e}').contains(&c)
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike;
    use proptest::prelude::*;

    fn bangkok_text(text: &str) -> String {
        let observed = parse_observed(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let local = observed.at.with_timezone(&bangkok());
        match observed.precision {
            ObservedPrecision::Time => local.format("%Y-%m-%d %H:%M").to_string(),
            ObservedPrecision::Day => local.format("%Y-%m-%d").to_string(),
        }
    }

    fn error(text: &str) -> DateTextError {
        parse_observed(text).expect_err(text)
    }

    #[test]
    fn days_are_read_in_every_form_people_use() {
        for (text, day) in [
            ("2024-01-15", "2024-01-15"),
            ("15 ม.ค. 2567", "2024-01-15"),
            ("15 มกราคม 2567", "2024-01-15"),
            ("15 ม.ค.67", "2024-01-15"),
            ("15มค67", "2024-01-15"),
            ("5 กพ.2564", "2021-02-05"),
            ("1 ต.ค. 2566", "2023-10-01"),
            ("30 ก.ย. 2566", "2023-09-30"),
            ("๑๐ มกราคม ๒๕๖๗", "2024-01-10"),
            ("21 ส.ค. 2566", "2023-08-21"),
            ("วันที่ 21 ส.ค. พ.ศ. 2566", "2023-08-21"),
            ("วันที่ ๑๔ สิงหาคม ๕๑", "2008-08-14"),
            ("15 มกราคม ค.ศ. 2024", "2024-01-15"),
            ("29 ก.ค. 2018", "2018-07-29"),
            ("15/1/2567", "2024-01-15"),
            ("15/01/67", "2024-01-15"),
            ("๑๕/๑/๒๕๖๗", "2024-01-15"),
            ("15-1-2567", "2024-01-15"),
            ("15/1/2024", "2024-01-15"),
            ("15 January 2024", "2024-01-15"),
            ("19 Aug 2025", "2025-08-19"),
            ("19th Aug. 2025", "2025-08-19"),
            ("May 30, 2024", "2024-05-30"),
            ("15 January B.E. 2567", "2024-01-15"),
        ] {
            assert_eq!(bangkok_text(text), day, "{text}");
        }
    }

    #[test]
    fn times_are_bangkok_time_unless_an_offset_says_otherwise() {
        for (text, time) in [
            ("23 ก.ค.2568 เวลา 16.55 น.", "2025-07-23 16:55"),
            ("23 ก.ค.2568 เวลาประมาณ 16.55 น.", "2025-07-23 16:55"),
            ("01.00 น. 14 มี.ค.2568", "2025-03-14 01:00"),
            ("15 ม.ค. 2567 16:55", "2024-01-15 16:55"),
            ("15/1/2567 ๑๖.๕๕ น.", "2024-01-15 16:55"),
            ("2024-01-15T16:55:00+07:00", "2024-01-15 16:55"),
            ("2024-01-15T09:55:00Z", "2024-01-15 16:55"),
            ("2024-01-15T09:55Z", "2024-01-15 16:55"),
            ("2024-01-15T16:55", "2024-01-15 16:55"),
            ("2024-01-15 16:55:30", "2024-01-15 16:55"),
        ] {
            assert_eq!(bangkok_text(text), time, "{text}");
        }
    }

    #[test]
    fn a_year_of_the_wrong_era_is_an_error_that_names_it() {
        assert_eq!(
            error("2567-01-15").to_string(),
            "2567-01-15 has a Buddhist-era year in a common-era field"
        );
        assert!(matches!(error("March 21, 2567"), DateTextError::BuddhistYear { .. }));
        assert!(matches!(error("15 ม.ค. ค.ศ. 2567"), DateTextError::BuddhistYear { .. }));
        assert!(matches!(error("15 ม.ค. พ.ศ. 2024"), DateTextError::CommonYear { .. }));
        assert!(matches!(error("2567-01-15T10:00:00Z"), DateTextError::BuddhistYear { .. }));
    }

    #[test]
    fn a_date_without_a_year_is_never_completed() {
        for text in ["15 ม.ค.", "วันที่ 12 ก.พ.", "July 6", "15/1", "2 กันยายน เวลา 04.20 น."]
        {
            assert!(matches!(error(text), DateTextError::NoYear { .. }), "{text}: {}", error(text));
        }
    }

    #[test]
    fn short_years_are_read_only_where_they_can_only_be_buddhist() {
        for text in ["15 January 24", "15-1-67", "15 ม.ค. ค.ศ. 67"] {
            assert!(matches!(error(text), DateTextError::ShortYear { .. }), "{text}");
        }
    }

    #[test]
    fn days_and_times_that_do_not_exist_are_named_as_such() {
        for text in ["2025-02-29", "31/2/2567", "30 ก.พ. 2567", "32 January 2024", "15/13/2567"] {
            assert!(matches!(error(text), DateTextError::NoSuchDay { .. }), "{text}: {}", error(text));
        }
        for text in ["15 ม.ค. 2567 24.00 น.", "15 ม.ค. 2567 16:75", "2024-01-15T25:00"] {
            assert!(matches!(error(text), DateTextError::NoSuchTime { .. }), "{text}: {}", error(text));
        }
    }

    #[test]
    fn texts_that_are_no_dates_are_refused() {
        for text in
            ["เมื่อวานนี้", "Friday night", "2-3 สิงหาคม 2563", "48 PCS 2024", "15.01.2567", "2024-1-5", "วันที่"]
        {
            assert!(matches!(error(text), DateTextError::Unreadable { .. }), "{text}: {}", error(text));
        }
        assert_eq!(error(" "), DateTextError::Empty);
        assert!(matches!(error(&"๑".repeat(5_000)), DateTextError::TooLong { .. }));
        assert!(matches!(error("15 ม.ค. 9999"), DateTextError::YearOutOfRange { .. }));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            let _ = parse_observed(&text);
        }

        #[test]
        fn nothing_like_a_date_makes_it_panic(text in "[0-9๐-๙ ./:,\\-Tมคกพ.น]{0,30}") {
            if let Ok(observed) = parse_observed(&text) {
                prop_assert!((1850..2200).contains(&observed.at.year()));
            }
        }
    }
}
