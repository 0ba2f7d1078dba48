//! How often somebody may try to sign in.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::keys::random;
use crate::app::AppError;
use crate::domain::{SignInName, hexadecimal};

/// How long attempts count.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Attempts from one address in that time.
const FROM_ONE_ADDRESS: usize = 10;
/// Attempts with one name in that time, from wherever: more, so that nobody is kept out by who types his name.
const WITH_ONE_NAME: usize = 30;
/// Names and addresses that are remembered; beyond, the oldest are forgotten.
const REMEMBERED: usize = 100_000;
/// How long one key is used for addresses.
const KEY_LASTS: TimeDelta = TimeDelta::days(1);

/// What stands for an address: it tells two apart within a day, and nobody can tell the address from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressMark([u8; 16]);

impl std::fmt::Display for AddressMark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hexadecimal(&self.0))
    }
}

/// Attempts to sign in, in memory alone: who starts the program again begins anew.
#[derive(Debug, Default)]
pub struct Attempts {
    tried: Mutex<HashMap<Whose, Vec<DateTime<Utc>>>>,
    key: Mutex<Option<(DateTime<Utc>, [u8; 32])>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Whose {
    Address(AddressMark),
    Name(SignInName),
}

impl Attempts {
    /// Returns what stands for an address. The key is in memory alone and changes every day. Addresses of version 6
    /// count by their first half, which one household or office has as a whole.
    ///
    /// # Errors
    /// When the system has no randomness for a key.
    pub fn mark(&self, address: IpAddr, now: DateTime<Utc>) -> Result<AddressMark, AppError> {
        let mut key = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = match *key {
            Some((since, bytes)) if now - since < KEY_LASTS => bytes,
            _ => key.insert((now, random()?)).1,
        };
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&bytes).map_err(|cause| AppError::Hashing(cause.to_string()))?;
        match address.to_canonical() {
            IpAddr::V4(four) => mac.update(&four.octets()),
            IpAddr::V6(six) => mac.update(&six.octets()[..8]),
        }
        let full = mac.finalize().into_bytes();
        let mut mark = [0; 16];
        mark.copy_from_slice(&full[..16]);
        Ok(AddressMark(mark))
    }

    /// Counts an attempt from an address with a name, before it is known whether it succeeds.
    ///
    /// # Errors
    /// When there were too many; says after how long the next may come.
    pub(super) fn begin(
        &self,
        from: AddressMark,
        name: &SignInName,
        now: DateTime<Utc>,
    ) -> Result<(), AppError> {
        self.begin_from(from, now)?;
        self.begin_named(name, now)
    }

    /// Counts an attempt from an address.
    ///
    /// # Errors
    /// When there were too many.
    pub(super) fn begin_from(&self, from: AddressMark, now: DateTime<Utc>) -> Result<(), AppError> {
        self.count(Whose::Address(from), FROM_ONE_ADDRESS, now)
    }

    /// Counts an attempt with a name.
    ///
    /// # Errors
    /// When there were too many.
    pub(super) fn begin_named(&self, name: &SignInName, now: DateTime<Utc>) -> Result<(), AppError> {
        self.count(Whose::Name(name.clone()), WITH_ONE_NAME, now)
    }

    /// Forgets the attempts with a name: it was its owner. Of those from his address only the one that succeeded is
    /// forgotten: an office of many signs in every morning, and one good account must not open the way to guess at
    /// all others.
    pub(super) fn succeeded(&self, from: Option<AddressMark>, name: &SignInName) {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        tried.remove(&Whose::Name(name.clone()));
        if let Some(times) = from.and_then(|from| tried.get_mut(&Whose::Address(from))) {
            times.pop();
        }
    }

    fn count(&self, whose: Whose, most: usize, now: DateTime<Utc>) -> Result<(), AppError> {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if tried.len() >= REMEMBERED {
            tried.retain(|_, times| times.last().is_some_and(|last| now - *last < WINDOW));
        }
        let times = tried.entry(whose).or_default();
        times.retain(|time| now - *time < WINDOW);
        if times.len() >= most {
            let wait = times.first().map_or(WINDOW, |first| WINDOW - (now - *first));
            let seconds = u64::try_from(wait.num_seconds()).unwrap_or(0) + 1;
            return Err(AppError::TooMany { seconds, what: "attempts to sign in" });
        }
        times.push(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(result: Result<(), AppError>) -> Option<u64> {
        match result {
            Err(AppError::TooMany { seconds, .. }) => Some(seconds),
            other => {
                other.unwrap();
                None
            }
        }
    }

    #[test]
    fn ten_attempts_from_one_address_and_no_more_until_the_first_is_old() {
        let attempts = Attempts::default();
        let now = Utc::now();
        let here = attempts.mark("192.0.2.7".parse().unwrap(), now).unwrap();
        let name = |i: usize| SignInName::parse(&format!("name{i}")).unwrap();
        for i in 0..10 {
            assert_eq!(waits(attempts.begin(here, &name(i), now)), None);
        }
        assert_eq!(waits(attempts.begin(here, &name(11), now)), Some(901));
        let there = attempts.mark("192.0.2.8".parse().unwrap(), now).unwrap();
        assert_eq!(waits(attempts.begin(there, &name(11), now)), None);
        let later = now + WINDOW;
        assert_eq!(waits(attempts.begin(here, &name(11), later)), None);
    }

    #[test]
    fn a_name_is_guarded_against_many_addresses_and_forgiven_when_its_owner_comes() {
        let attempts = Attempts::default();
        let now = Utc::now();
        let name = SignInName::parse("somchai").unwrap();
        let mark = |i: u8| attempts.mark(IpAddr::from([10, 0, 0, i]), now).unwrap();
        for i in 0..30 {
            assert_eq!(waits(attempts.begin(mark(i), &name, now)), None);
        }
        assert!(waits(attempts.begin(mark(31), &name, now)).is_some());
        attempts.succeeded(None, &name);
        assert_eq!(waits(attempts.begin(mark(32), &name, now)), None);
    }

    #[test]
    fn an_office_may_sign_in_every_morning_and_one_good_account_forgives_no_guesses() {
        let attempts = Attempts::default();
        let now = Utc::now();
        let here = attempts.mark("192.0.2.7".parse().unwrap(), now).unwrap();
        let name = |i: usize| SignInName::parse(&format!("name{i}")).unwrap();
        for i in 0..50 {
            assert_eq!(waits(attempts.begin(here, &name(i), now)), None);
            attempts.succeeded(Some(here), &name(i));
        }
        for i in 0..10 {
            assert_eq!(waits(attempts.begin(here, &name(i), now)), None);
        }
        assert!(waits(attempts.begin(here, &name(60), now)).is_some());
    }

    #[test]
    fn a_mark_tells_addresses_apart_for_a_day_and_hides_them() {
        let attempts = Attempts::default();
        let now = Utc::now();
        let mark = |text: &str, at| attempts.mark(text.parse().unwrap(), at).unwrap();
        let first = mark("127.77.66.55", now);
        assert_eq!(first, mark("127.77.66.55", now));
        assert_eq!(first, mark("::ffff:127.77.66.55", now));
        assert_ne!(first, mark("127.77.66.56", now));
        assert_eq!(mark("2001:db8::1", now), mark("2001:db8::2", now), "one office");
        assert_ne!(mark("2001:db8::1", now), mark("2001:db8:0:1::1", now));
        assert_ne!(first, mark("127.77.66.55", now + KEY_LASTS), "tomorrow's key is another");
        assert_ne!(first, Attempts::default().mark("127.77.66.55".parse().unwrap(), now).unwrap());
    }
}
