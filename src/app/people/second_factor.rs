//! The second factor: a number that an app on the telephone shows and that changes every 30 s (TOTP, RFC 6238).

use chrono::{DateTime, Utc};
use qrcode::QrCode;
use qrcode::render::svg;
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use super::keys::random;
use crate::app::{App, AppError, Caller};
use crate::domain::SignInName;

/// How many steps before and after are taken, for a telephone whose clock is not right.
const SKEW: u16 = 1;
/// The name that the app on the telephone shows.
const ISSUER: &str = "Mekong%20Watch";

/// What somebody needs to set his telephone up.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The secret, to type it in.
    pub secret: String,
    /// The same as an address that apps understand.
    pub address: String,
    /// The address as a picture (SVG) to point the camera at.
    pub picture: String,
}

/// Returns the step whose number somebody gave, if it is the right one about now.
pub(super) fn step_of(secret: &[u8], code: &str, now: DateTime<Utc>) -> Result<Option<i64>, AppError> {
    let now = u64::try_from(now.timestamp()).unwrap_or(0);
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = totp(secret)?.check(&code, now);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret: &[u8]) -> Result<Totp, AppError> {
    let builder = Builder::new().with_secret(secret.to_vec()).with_skew(SKEW);
    builder.build().map_err(|cause| AppError::Hashing(cause.to_string()))
}

fn enrolment(secret: &[u8; 20], name: &SignInName) -> Result<Enrolment, AppError> {
    let secret = Secret::from(secret.to_vec()).to_base32();
    // The name is of plain letters, so that nothing needs to be escaped.
    let address = format!("otpauth://totp/{ISSUER}:{name}?secret={secret}&issuer={ISSUER}");
    let code = QrCode::new(&address).map_err(|cause| AppError::Hashing(cause.to_string()))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    Ok(Enrolment { secret, address, picture })
}

impl App {
    /// Gives somebody the secret of a second factor, which counts once he has shown a number made of it.
    ///
    /// # Errors
    /// When he has one already, or the database fails.
    pub async fn begin_second_factor(&self, caller: &Caller) -> Result<Enrolment, AppError> {
        let (account, name) = caller.himself()?;
        if self.credentials_of(account).await?.second_factor.is_some_and(|factor| factor.confirmed) {
            let reason =
                "you have a second factor; an administrator can take it away when the telephone is lost";
            return Err(AppError::Refused(reason.to_owned()));
        }
        let secret = random::<20>()?;
        if !self.store.set_factor(account, &secret).await? {
            return Err(AppError::TooLate("a second factor was set up meanwhile".to_owned()));
        }
        enrolment(&secret, name)
    }

    /// Confirms a second factor by a number made of it, and lets the session do what needs one.
    ///
    /// # Errors
    /// When the number is not right, was used before, or the database fails.
    pub async fn prove_second_factor(
        &self,
        caller: &Caller,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<(), AppError> {
        let (account, name) = caller.himself()?;
        self.attempts.begin_named(name, now)?;
        let is_first =
            self.credentials_of(account).await?.second_factor.is_some_and(|factor| !factor.confirmed);
        if !self.takes_code(account, code, now).await? {
            return Err(AppError::Refused("this number is not right, or was used before".to_owned()));
        }
        self.attempts.succeeded(None, name);
        if let Some(pass) = caller.pass() {
            self.store.prove(pass).await?;
        }
        if is_first {
            // Whatever was open before might not be his.
            self.store.end_all_passes(account, caller.pass(), now).await?;
        }
        self.known_passes.forget_all();
        Ok(())
    }

    /// Tells whether a number is right for an account and was not used before; it is used then.
    pub(super) async fn takes_code(
        &self,
        account: Uuid,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, AppError> {
        let Some(factor) = self.credentials_of(account).await?.second_factor else { return Ok(false) };
        match step_of(&factor.secret, code, now)? {
            Some(step) => Ok(self.store.take_step(account, &factor.secret, step).await?),
            None => Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1: the last six of its eight digits.
        let secret = b"12345678901234567890";
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            let now = DateTime::from_timestamp(seconds, 0).unwrap();
            assert_eq!(step_of(secret, code, now).unwrap(), Some(seconds / 30));
            let spaced = format!("{} {}", &code[..3], &code[3..]);
            assert_eq!(step_of(secret, &spaced, now).unwrap(), Some(seconds / 30));
            assert_eq!(step_of(secret, "000000", now).unwrap(), None);
            let late = now + chrono::TimeDelta::seconds(90);
            assert_eq!(step_of(secret, code, late).unwrap(), None, "a minute later it is no good");
        }
        let now = DateTime::from_timestamp(59, 0).unwrap();
        for wrong in ["", "28708", "2870822", "๒๘๗๐๘๒", "abcdef"] {
            assert_eq!(step_of(secret, wrong, now).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn a_telephone_gets_an_address_and_a_picture() {
        let name = SignInName::parse("somchai").unwrap();
        let made = enrolment(b"12345678901234567890", &name).unwrap();
        assert_eq!(made.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(made.address.starts_with("otpauth://totp/Mekong%20Watch:somchai?secret=GEZD"));
        assert!(made.picture.contains("<svg") && !made.picture.contains("script"));
    }
}
