//! Signing in and out, and who asks when a request comes.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::attempts::AddressMark;
use super::keys::{fault_of_password, hash_of_secret, hash_password, password_fits, secret_text};
use super::passes::{SecretText, new_pass};
use crate::app::{App, AppError, Caller};
use crate::domain::{Account, Credentials, HeldDuty, Pass, PassKind, SESSION_LONGEST, SignInName};

/// What somebody gives to prove who he is.
#[derive(Clone)]
pub struct Proof {
    /// The name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The number of the second factor, when it was asked for.
    pub code: Option<String>,
}

/// What came of an attempt to sign in.
#[derive(Debug, Clone)]
pub enum SignIn {
    /// He is in.
    In(Box<SignedIn>),
    /// Name and password fit, and the number of the second factor is still needed.
    NeedsCode,
    /// Something does not fit, and nobody is told what.
    Refused,
}

/// Somebody who has signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The secret of his session, which is shown to him alone.
    pub secret: SecretText,
    /// His account.
    pub account: Account,
}

impl App {
    /// Returns what stands for an address.
    ///
    /// # Errors
    /// When the system has no randomness for a key.
    pub fn mark_of(&self, address: IpAddr, now: DateTime<Utc>) -> Result<AddressMark, AppError> {
        self.attempts.mark(address, now)
    }

    /// Signs somebody in: with name and password, and the number of the second factor where there is one.
    ///
    /// # Errors
    /// When there were too many attempts, or the database fails.
    pub async fn sign_in(
        &self,
        proof: Proof,
        from: AddressMark,
        now: DateTime<Utc>,
    ) -> Result<SignIn, AppError> {
        // What is no name counts as one that nobody has.
        let Ok(name) = SignInName::parse(&proof.name) else {
            self.attempts.begin_from(from, now)?;
            password_fits(proof.password, None).await?;
            return Ok(SignIn::Refused);
        };
        self.attempts.begin(from, &name, now)?;
        let known = self.store.credentials_of_name(&name).await?.filter(|known| known.closed_at.is_none());
        let hash = known.as_ref().and_then(|known| known.password_hash.clone());
        let fits = password_fits(proof.password, hash).await?;
        let Some(known) = known.filter(|_| fits) else { return Ok(SignIn::Refused) };
        let has_factor = known.second_factor.is_some_and(|factor| factor.confirmed);
        if has_factor {
            // Nothing is forgiven yet, or whoever knows the password could guess at numbers for ever.
            let Some(code) = proof.code else { return Ok(SignIn::NeedsCode) };
            if !self.takes_code(known.account, &code, now).await? {
                return Ok(SignIn::Refused);
            }
        }
        let Some(account) = self.store.account(known.account).await? else { return Ok(SignIn::Refused) };
        // Somebody who holds nothing any more has nothing to sign in for.
        let Some(duty) = first_duty(&account) else { return Ok(SignIn::Refused) };
        let secret = secret_text()?;
        let session = Pass {
            secret_hash: hash_of_secret(&secret),
            second_factor: has_factor,
            ..new_pass(PassKind::Session, account.id, duty.id, now, now + SESSION_LONGEST)
        };
        self.store.add_pass(&session).await?;
        self.attempts.succeeded(Some(from), &name);
        if has_factor {
            // He came twice: without the number first.
            self.attempts.succeeded(Some(from), &name);
        }
        Ok(SignIn::In(Box::new(SignedIn { secret: SecretText(secret), account })))
    }

    /// Ends the session or token with which somebody asks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, caller: &Caller, now: DateTime<Utc>) -> Result<(), AppError> {
        let (account, _) = caller.person()?;
        if let Some(pass) = caller.pass() {
            self.store.end_pass(account, pass, now).await?;
        }
        self.known_passes.forget_all();
        Ok(())
    }

    /// Lets somebody act in another of his duties.
    ///
    /// # Errors
    /// When he does not hold it, does not ask with a session, or the database fails.
    pub async fn act_in(&self, caller: &Caller, duty: Uuid) -> Result<(), AppError> {
        let (account, _) = caller.himself()?;
        let acts = match caller.pass() {
            Some(pass) => self.store.act_in(pass, account, duty).await?,
            None => false,
        };
        self.known_passes.forget_all();
        if acts { Ok(()) } else { Err(AppError::Refused("you do not hold this role".to_owned())) }
    }

    /// Replaces somebody's password by another that he chose; his other sessions and tokens end.
    ///
    /// # Errors
    /// When the old one does not fit, the new one is weak or the old one again, there were too many attempts, or the
    /// database fails.
    pub async fn change_password(
        &self,
        caller: &Caller,
        old: String,
        new: String,
        now: DateTime<Utc>,
    ) -> Result<(), AppError> {
        let (account, name) = caller.himself()?;
        if let Some(fault) = fault_of_password(&new, name) {
            return Err(AppError::Refused(fault));
        }
        self.attempts.begin_named(name, now)?;
        let known = self.credentials_of(account).await?;
        if !password_fits(old.clone(), known.password_hash).await? {
            return Err(AppError::Refused("the old password does not fit".to_owned()));
        }
        if old == new {
            return Err(AppError::Refused("this is the old password".to_owned()));
        }
        self.attempts.succeeded(None, name);
        let hash = hash_password(new).await?;
        self.store.set_password(account, &hash, false).await?;
        self.store.end_all_passes(account, caller.pass(), now).await?;
        self.known_passes.forget_all();
        Ok(())
    }

    /// Returns the account of whoever asks.
    ///
    /// # Errors
    /// When he has none, or the database fails.
    pub async fn own_account(&self, caller: &Caller) -> Result<Account, AppError> {
        let (account, _) = caller.person()?;
        self.store.account(account).await?.ok_or(AppError::SignedOut)
    }

    pub(super) async fn credentials_of(&self, account: Uuid) -> Result<Credentials, AppError> {
        self.store.credentials(account).await?.ok_or(AppError::SignedOut)
    }
}

/// Returns the duty in which somebody begins: of those he holds the one that was given first.
fn first_duty(account: &Account) -> Option<&HeldDuty> {
    account.held().next()
}
