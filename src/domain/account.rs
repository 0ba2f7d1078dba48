//! Accounts: who may sign in, in which roles, for which area; and how they prove who they are.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Category, Detail, DistrictCode, ProvinceCode, Role, Tlp, named_enum};

/// The name with which a person signs in: 3 to 40 of `a-z`, `0-9`, `.`, `_` and `-`. It is never given to anybody else.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SignInName(String);

/// Says which text is no name to sign in with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no name to sign in with: 3 to 40 of a-z, 0-9, `.`, `_` and `-`, beginning with a letter, and no word such as operator"
)]
pub struct SignInNameError(String);

/// Names that stand in the records for what is no person.
const RESERVED: &[&str] = &["operator", "scheduler", "system", "anonymous", "nobody"];

impl SignInName {
    /// Reads a name; capital letters are taken as small ones.
    ///
    /// # Errors
    /// When it is too short, too long, or has other characters.
    pub fn parse(text: &str) -> Result<Self, SignInNameError> {
        let name = text.trim().to_ascii_lowercase();
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
        let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
        if begins
            && !RESERVED.contains(&name.as_str())
            && (3..=40).contains(&name.len())
            && name.chars().all(known)
        {
            return Ok(Self(name));
        }
        Err(SignInNameError(text.chars().take(60).collect()))
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SignInName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The area for which somebody is here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Remit {
    /// Every district, and what lies in none.
    Everywhere,
    /// Some of them.
    Places(Vec<RemitPlace>),
}

/// One part of an area for which somebody is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RemitPlace {
    /// A district.
    District(DistrictCode),
    /// Every district of a province, also those that it gets later.
    Province(ProvinceCode),
    /// What lies in no district: abroad, or nowhere known.
    NoDistrict,
}

/// Says which text is no area.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no area: say `everywhere`, or codes with commas between them, four digits for a district, two for a \
     province, `none` for what lies in no district"
)]
pub struct RemitError(String);

const EVERYWHERE: &str = "everywhere";
const NO_DISTRICT: &str = "none";
/// Most parts of an area: more than there are border districts.
const MOST_PLACES: usize = 100;

impl std::str::FromStr for Remit {
    type Err = RemitError;

    fn from_str(text: &str) -> Result<Self, RemitError> {
        if text.trim() == EVERYWHERE {
            return Ok(Self::Everywhere);
        }
        let words: Vec<&str> = text.split(',').map(str::trim).collect();
        if words.len() > MOST_PLACES {
            return Err(RemitError(text.chars().take(60).collect()));
        }
        let mut places = Vec::with_capacity(words.len());
        for word in words {
            places.push(RemitPlace::parse(word).ok_or_else(|| RemitError(word.chars().take(60).collect()))?);
        }
        places.sort_unstable();
        places.dedup();
        Ok(Self::Places(places))
    }
}

impl std::fmt::Display for Remit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let places = match self {
            Self::Everywhere => return f.write_str(EVERYWHERE),
            Self::Places(places) => places,
        };
        for (i, place) in places.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { "," })?;
            match place {
                RemitPlace::District(code) => write!(f, "{code}")?,
                RemitPlace::Province(code) => write!(f, "{code}")?,
                RemitPlace::NoDistrict => f.write_str(NO_DISTRICT)?,
            }
        }
        Ok(())
    }
}

impl RemitPlace {
    fn parse(word: &str) -> Option<Self> {
        match word.len() {
            _ if word == NO_DISTRICT => Some(Self::NoDistrict),
            2 => word.parse().ok().map(Self::Province),
            4 => word.parse().ok().map(Self::District),
            _ => None,
        }
    }
}

/// What somebody is here for: a role, and how far it reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The role.
    pub role: Role,
    /// The area.
    pub remit: Remit,
    /// The categories; none named means all.
    pub categories: Vec<Category>,
    /// The highest TLP of what he is shown.
    pub highest_tlp: Tlp,
    /// How exactly he is shown places.
    pub detail: Detail,
    /// The agency for which he acts, a code of `data/agencies.csv`; empty when none.
    pub agency: String,
}

impl Duty {
    /// Returns a duty as the role has it when nothing more is said.
    pub fn of(role: Role, remit: Remit) -> Self {
        Self {
            role,
            remit,
            categories: Vec::new(),
            highest_tlp: role.highest_tlp(),
            detail: role.detail(),
            agency: String::new(),
        }
    }

    /// Tells what is wrong with it: a role's own limits may be narrowed and never widened.
    pub fn fault(&self) -> Option<String> {
        let role = self.role;
        if self.highest_tlp > role.highest_tlp() {
            return Some(format!("{role} is shown at most {}, not {}", role.highest_tlp(), self.highest_tlp));
        }
        if self.detail < role.detail() {
            return Some(format!("{role} is shown places {}, not {}", role.detail(), self.detail));
        }
        if role == Role::PartnerAgency && self.agency.is_empty() {
            return Some("a partner agency needs the agency's code".to_owned());
        }
        None
    }
}

/// A duty that somebody was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldDuty {
    /// Its identity.
    pub id: Uuid,
    /// What it is.
    pub duty: Duty,
    /// Since when he has it.
    pub given_at: DateTime<Utc>,
    /// Who gave it.
    pub given_by: String,
    /// When it was taken from him.
    pub taken_at: Option<DateTime<Utc>>,
}

/// A person, or a screen, that may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its identity.
    pub id: Uuid,
    /// The name with which he signs in.
    pub name: SignInName,
    /// The name that others read.
    pub shown_name: String,
    /// What he is here for, and what he was here for before, in the order in which it was given.
    pub duties: Vec<HeldDuty>,
    /// Whether his password was made for him and must be replaced by his own.
    pub must_change_password: bool,
    /// Whether he proves himself with a second factor.
    pub has_second_factor: bool,
    /// Since when there is the account.
    pub made_at: DateTime<Utc>,
    /// When it was closed; nobody signs in with it any more.
    pub closed_at: Option<DateTime<Utc>>,
}

impl Account {
    /// Returns the duties that he has now.
    pub fn held(&self) -> impl Iterator<Item = &HeldDuty> {
        self.duties.iter().filter(|held| held.taken_at.is_none())
    }
}

/// What is kept so that somebody can prove who he is; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The account.
    pub account: Uuid,
    /// Argon2id of the password, as a PHC string; none while he has no password.
    pub password_hash: Option<String>,
    /// Whether the password was made for him and must be replaced.
    pub must_change_password: bool,
    /// The secret of the second factor, sealed; and whether he has shown that he has it.
    pub second_factor: Option<SecondFactor>,
    /// When the account was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

/// A second factor: numbers that change every 30 s, made of a secret that two share (TOTP, RFC 6238).
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// The secret.
    pub secret: Vec<u8>,
    /// Whether he has shown once that he has it.
    pub confirmed: bool,
    /// The step of the last number that was taken; none is taken twice.
    pub last_step: i64,
}

impl std::fmt::Debug for Credentials {
    /// Says nothing that is secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("account", &self.account).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SecondFactor {
    /// Says nothing that is secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondFactor").field("confirmed", &self.confirmed).finish_non_exhaustive()
    }
}

named_enum! {
    /// How somebody shows with each request that he signed in.
    PassKind, "kind of pass" {
        /// A cookie in a browser: ends when it is idle, and after a day's work.
        Session = "session",
        /// A text that a program sends: ends on its day, and may do less than its owner.
        Token = "token",
        /// A screen on a wall, which shows counts alone.
        Kiosk = "kiosk",
    }
}

/// What shows with each request who asks: a session, a token of a program, or a kiosk's.
///
/// Only a hash of the secret is kept, so that whoever reads the database cannot sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// Its identity, which may be shown.
    pub id: Uuid,
    /// What kind it is.
    pub kind: PassKind,
    /// SHA-256 of the secret.
    pub secret_hash: [u8; 32],
    /// Whose it is.
    pub account: Uuid,
    /// In which of his duties he acts.
    pub duty: Uuid,
    /// What its owner calls it; empty for sessions.
    pub label: String,
    /// The districts and categories to which it is narrowed beyond its duty; none named means no more.
    pub narrowed_to: Option<Remit>,
    /// Whether its owner proved himself with a second factor.
    pub second_factor: bool,
    /// Since when.
    pub begun_at: DateTime<Utc>,
    /// When it was last used, to within a minute.
    pub used_at: DateTime<Utc>,
    /// When it ends by itself.
    pub ends_at: DateTime<Utc>,
    /// When it was ended before.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Pass {
    /// Tells whether it opens anything at a moment. A session that was idle for too long does not.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        let idle = match self.kind {
            PassKind::Session => now - self.used_at > SESSION_IDLE,
            PassKind::Token | PassKind::Kiosk => false,
        };
        self.ended_at.is_none() && now < self.ends_at && !idle
    }
}

/// How long a session lasts without being used.
pub const SESSION_IDLE: chrono::TimeDelta = chrono::TimeDelta::minutes(15);
/// How long a session lasts at most.
pub const SESSION_LONGEST: chrono::TimeDelta = chrono::TimeDelta::hours(8);
/// How long a kiosk's pass lasts.
pub const KIOSK_LASTS: chrono::TimeDelta = chrono::TimeDelta::days(30);
/// How long a program's token lasts at most.
pub const TOKEN_LONGEST: chrono::TimeDelta = chrono::TimeDelta::days(366);

/// Who a pass belongs to, and in what he acts: all that a request needs to know.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The pass.
    pub pass: Pass,
    /// The name with which he signs in.
    pub name: SignInName,
    /// The duty in which he acts.
    pub duty: Duty,
    /// Whether he must give himself a password of his own first.
    pub must_change_password: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        assert_eq!(SignInName::parse(" Somchai.K ").unwrap().as_str(), "somchai.k");
        for wrong in ["", "ab", "1abc", "a b c", "สมชาย", "a/b/c", "Operator", "scheduler", &"a".repeat(41)]
        {
            assert!(SignInName::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn areas_are_read_and_written_alike() {
        for text in ["everywhere", "3402", "34,3702,none", "none"] {
            let remit: Remit = text.parse().unwrap();
            assert_eq!(remit.to_string().parse::<Remit>().unwrap(), remit, "{text}");
        }
        assert_eq!("3702, 34,3702".parse::<Remit>(), "3702,34".parse());
        for wrong in ["", "340", "34,,35", "everywhere,34", "abcd", &vec!["34"; 101].join(",")] {
            assert!(wrong.parse::<Remit>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_duty_may_say_less_than_its_role_and_never_more() {
        let mut duty = Duty::of(Role::Analyst, Remit::Everywhere);
        assert_eq!(duty.fault(), None);
        duty.detail = Detail::Coarse;
        duty.highest_tlp = Tlp::Green;
        assert_eq!(duty.fault(), None);
        duty.highest_tlp = Tlp::Red;
        assert!(duty.fault().unwrap().contains("amber_strict"));
        let exact = Duty { detail: Detail::Exact, ..Duty::of(Role::Kiosk, Remit::Everywhere) };
        assert!(exact.fault().is_some());
        assert!(Duty::of(Role::PartnerAgency, Remit::Everywhere).fault().is_some());
    }

    #[test]
    fn a_session_ends_when_it_is_idle_and_after_a_days_work() {
        let now = Utc::now();
        let pass = |kind| Pass {
            id: Uuid::nil(),
            kind,
            secret_hash: [0; 32],
            account: Uuid::nil(),
            duty: Uuid::nil(),
            label: String::new(),
            narrowed_to: None,
            second_factor: false,
            begun_at: now,
            used_at: now,
            ends_at: now + SESSION_LONGEST,
            ended_at: None,
        };
        let after = |minutes| now + chrono::TimeDelta::minutes(minutes);
        let session = pass(PassKind::Session);
        assert!(session.holds(after(15)) && !session.holds(after(16)));
        let used = Pass { used_at: after(7 * 60 + 59), ..session };
        assert!(used.holds(after(7 * 60 + 59)) && !used.holds(after(8 * 60)));
        let token = pass(PassKind::Token);
        assert!(token.holds(after(16)) && !token.holds(after(8 * 60)));
        assert!(!Pass { ended_at: Some(now), ..token }.holds(now));
    }
}
