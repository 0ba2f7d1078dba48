//! Passes: what shows with each request who asks. Sessions are made by signing in, tokens and kiosks here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::keys::{hash_of_secret, secret_text};
use crate::app::{App, AppError, Caller};
use crate::domain::{Bearer, KIOSK_LASTS, Pass, PassKind, Remit, Role, TOKEN_LONGEST};

/// How long a pass is taken at its word before the database is asked again: another program may have ended it.
/// What this program ends is forgotten at once.
const KNOWN_FOR: Duration = Duration::from_secs(5);
/// Passes that are known at a time.
const MOST_KNOWN: usize = 10_000;
/// How much later a pass must have been used to be noted.
const NOTE_AFTER: TimeDelta = TimeDelta::minutes(1);
/// Most characters of what somebody calls a token.
const LONGEST_LABEL: usize = 80;
/// Most open tokens and sessions of one account.
const MOST_PASSES: usize = 100;

/// The secret of a pass, which is shown once to whom it is made for.
#[derive(Clone)]
pub struct SecretText(pub(super) String);

impl SecretText {
    /// Returns the secret, to send it to its owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SecretText {
    /// Says nothing that is secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretText")
    }
}

/// A token that somebody wants for a program.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What he calls it.
    pub label: String,
    /// In which of his duties it acts.
    pub duty: Uuid,
    /// To which area it is narrowed beyond the duty.
    pub narrowed_to: Option<Remit>,
    /// For how many days.
    pub days: u16,
}

/// A screen on a wall.
#[derive(Debug, Clone)]
pub struct NewKiosk {
    /// Where it hangs.
    pub label: String,
}

/// Passes that were looked up a moment ago.
#[derive(Debug, Default)]
pub(in crate::app) struct KnownPasses {
    known: Mutex<HashMap<[u8; 32], (Instant, Bearer)>>,
}

impl KnownPasses {
    fn get(&self, hash: &[u8; 32]) -> Option<Bearer> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, bearer) = known.get(hash)?;
        (since.elapsed() < KNOWN_FOR).then(|| bearer.clone())
    }

    fn keep(&self, hash: [u8; 32], bearer: &Bearer) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(hash, (Instant::now(), bearer.clone()));
    }

    /// Forgets every pass: something was ended, taken or given.
    pub(in crate::app) fn forget_all(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl App {
    /// Returns who asks with a secret; nothing when it opens nothing, or not any more. The pass was used by that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn caller_with(&self, secret: &str, now: DateTime<Utc>) -> Result<Option<Caller>, AppError> {
        let Some(bearer) = self.bearer_of(secret, now).await? else { return Ok(None) };
        if now - bearer.pass.used_at > NOTE_AFTER {
            self.store.use_pass(bearer.pass.id, now).await?;
            let used = Bearer { pass: Pass { used_at: now, ..bearer.pass.clone() }, ..bearer.clone() };
            self.known_passes.keep(bearer.pass.secret_hash, &used);
        }
        Ok(Some(Caller::bearing(&bearer, self.reference())))
    }

    /// Returns who waits with a secret, as a page does for news while nobody touches it: that is no use of the pass.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_with(&self, secret: &str, now: DateTime<Utc>) -> Result<Option<Caller>, AppError> {
        let bearer = self.bearer_of(secret, now).await?;
        Ok(bearer.map(|bearer| Caller::bearing(&bearer, self.reference())))
    }

    async fn bearer_of(&self, secret: &str, now: DateTime<Utc>) -> Result<Option<Bearer>, AppError> {
        let hash = hash_of_secret(secret);
        let bearer = match self.known_passes.get(&hash) {
            Some(bearer) => bearer,
            None => {
                let Some(bearer) = self.store.bearer(&hash).await? else { return Ok(None) };
                self.known_passes.keep(hash, &bearer);
                bearer
            }
        };
        Ok(bearer.pass.holds(now).then_some(bearer))
    }

    /// Makes a token for a program of whoever asks. It may do what he may in one of his duties, but for what needs
    /// a person: accounts, passwords, and seeing who reported.
    ///
    /// # Errors
    /// When it has no name or lasts too long, he does not hold the duty, or the database fails.
    pub async fn make_token(
        &self,
        caller: &Caller,
        new: NewToken,
        now: DateTime<Utc>,
    ) -> Result<(Pass, SecretText), AppError> {
        let (account, _) = caller.himself()?;
        let held = self.own_account(caller).await?;
        if !held.held().any(|held| held.id == new.duty) {
            return Err(AppError::Refused("you do not hold this role".to_owned()));
        }
        let lasts = token_lasts(new.days)?;
        let pass = Pass {
            label: label(&new.label)?,
            narrowed_to: new.narrowed_to,
            second_factor: caller.has_second_factor(),
            ..new_pass(PassKind::Token, account, new.duty, now, now + lasts)
        };
        self.keep_pass(pass).await
    }

    /// Makes the pass of a screen on a wall, which shows counts by district of the area of the screen's own account.
    ///
    /// A screen has an account of its own, in the role of a kiosk, so that it can be closed like any other.
    ///
    /// # Errors
    /// When the account is no open screen, the label cannot be used, or the database fails.
    pub async fn make_kiosk(
        &self,
        account: Uuid,
        new: NewKiosk,
        now: DateTime<Utc>,
    ) -> Result<(Pass, SecretText), AppError> {
        let screen = self.store.account(account).await?.ok_or_else(no_screen)?;
        let duty = screen.held().find(|held| held.duty.role == Role::Kiosk).ok_or_else(no_screen)?.id;
        let pass = Pass {
            label: label(&new.label)?,
            ..new_pass(PassKind::Kiosk, account, duty, now, now + KIOSK_LASTS)
        };
        self.keep_pass(pass).await
    }

    /// Returns the open sessions and tokens of whoever asks, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_passes(&self, caller: &Caller, now: DateTime<Utc>) -> Result<Vec<Pass>, AppError> {
        let (account, _) = caller.himself()?;
        let mut passes = self.store.passes(account).await?;
        passes.retain(|pass| pass.holds(now));
        Ok(passes)
    }

    /// Ends a session or token of whoever asks; says whether he had it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_own_pass(
        &self,
        caller: &Caller,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<bool, AppError> {
        let (account, _) = caller.himself()?;
        let ended = self.store.end_pass(account, id, now).await?;
        self.known_passes.forget_all();
        Ok(ended)
    }

    pub(super) async fn keep_pass(&self, pass: Pass) -> Result<(Pass, SecretText), AppError> {
        if self.store.passes(pass.account).await?.len() >= MOST_PASSES {
            return Err(AppError::Refused(format!("an account has at most {MOST_PASSES} open tokens")));
        }
        let secret = secret_text()?;
        let pass = Pass { secret_hash: hash_of_secret(&secret), ..pass };
        self.store.add_pass(&pass).await?;
        Ok((pass, SecretText(secret)))
    }
}

/// Returns a pass without a secret yet.
pub(super) fn new_pass(
    kind: PassKind,
    account: Uuid,
    duty: Uuid,
    now: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Pass {
    Pass {
        id: Uuid::now_v7(),
        kind,
        secret_hash: [0; 32],
        account,
        duty,
        label: String::new(),
        narrowed_to: None,
        second_factor: false,
        begun_at: now,
        used_at: now,
        ends_at,
        ended_at: None,
    }
}

/// Returns how long a token lasts that is to last some days.
pub(super) fn token_lasts(days: u16) -> Result<TimeDelta, AppError> {
    let lasts = TimeDelta::days(i64::from(days));
    if days == 0 || lasts > TOKEN_LONGEST {
        return Err(AppError::Refused(format!("a token lasts 1 to {} days", TOKEN_LONGEST.num_days())));
    }
    Ok(lasts)
}

fn label(text: &str) -> Result<String, AppError> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > LONGEST_LABEL || text.chars().any(char::is_control) {
        return Err(AppError::Refused(format!("a name has 1 to {LONGEST_LABEL} characters")));
    }
    Ok(text.to_owned())
}

fn no_screen() -> AppError {
    AppError::Refused("this account is no screen".to_owned())
}
