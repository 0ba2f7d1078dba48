//! Who may sign in, what each is here for, and the passes with which they ask.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{BackEnd, StorageError, Store, postgres, sqlite};
use crate::domain::{Account, Bearer, Credentials, HeldDuty, Pass, SignInName};

impl Store {
    /// Keeps an account with its duties, unless there ever was one of its name; says whether it was kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_account(
        &self,
        new: &Account,
        made_by: &str,
        password_hash: Option<&str>,
    ) -> Result<bool, StorageError> {
        alter!(self, accounts::add(new, made_by, password_hash))
    }

    /// Returns every account, by name.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable; so with what follows.
    pub async fn accounts(&self) -> Result<Vec<Account>, StorageError> {
        read!(self, accounts::all())
    }

    /// Counts the accounts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_count(&self) -> Result<i64, StorageError> {
        read!(self, accounts::count())
    }

    /// Returns an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account(&self, id: Uuid) -> Result<Option<Account>, StorageError> {
        read!(self, accounts::get(id))
    }

    /// Returns what proves who somebody is who signs in with a name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn credentials_of_name(&self, name: &SignInName) -> Result<Option<Credentials>, StorageError> {
        read!(self, accounts::credentials_of_name(name))
    }

    /// Returns what proves who the owner of an account is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn credentials(&self, id: Uuid) -> Result<Option<Credentials>, StorageError> {
        read!(self, accounts::credentials(id))
    }

    /// Gives an account a duty.
    ///
    /// # Errors
    /// When the database fails, or there is no such account.
    pub async fn give_duty(&self, to: Uuid, held: &HeldDuty) -> Result<(), StorageError> {
        alter!(self, accounts::give(to, held))
    }

    /// Takes a duty from an account, and ends the passes that act in it; says whether the account had it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_duty(
        &self,
        from: Uuid,
        duty: Uuid,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        alter!(self, accounts::take(from, duty, by, now))
    }

    /// Closes an account and ends its passes; says whether it was open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_account(&self, id: Uuid, now: DateTime<Utc>) -> Result<bool, StorageError> {
        alter!(self, accounts::close(id, now))
    }

    /// Sets the password of an account, by its hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_password(&self, id: Uuid, hash: &str, must_change: bool) -> Result<(), StorageError> {
        alter!(self, accounts::set_password(id, hash, must_change))
    }

    /// Sets the secret of a second factor, which is not confirmed yet; says whether there was no confirmed one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_factor(&self, id: Uuid, secret: &[u8]) -> Result<bool, StorageError> {
        alter!(self, accounts::set_factor(id, secret))
    }

    /// Takes a second factor away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_factor(&self, id: Uuid) -> Result<(), StorageError> {
        alter!(self, accounts::drop_factor(id))
    }

    /// Takes the number of a step of a secret, which confirms the factor; says whether the secret is still the one and
    /// the number was not taken before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_step(&self, id: Uuid, secret: &[u8], step: i64) -> Result<bool, StorageError> {
        alter!(self, accounts::take_step(id, secret, step))
    }

    /// Keeps a pass.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_pass(&self, new: &Pass) -> Result<(), StorageError> {
        alter!(self, accounts::add_pass(new))
    }

    /// Returns whose pass has a secret of this hash, whether the pass still holds or not; nothing when the account is
    /// closed or the duty was taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bearer(&self, secret_hash: &[u8; 32]) -> Result<Option<Bearer>, StorageError> {
        read!(self, accounts::bearer(secret_hash))
    }

    /// Notes that a pass was used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_pass(&self, id: Uuid, now: DateTime<Utc>) -> Result<(), StorageError> {
        alter!(self, accounts::use_pass(id, now))
    }

    /// Lets a session act in another duty of its owner; says whether it may.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn act_in(&self, pass: Uuid, owner: Uuid, duty: Uuid) -> Result<bool, StorageError> {
        alter!(self, accounts::act_in(pass, owner, duty))
    }

    /// Notes that the owner of a session proved himself with a second factor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prove(&self, pass: Uuid) -> Result<(), StorageError> {
        alter!(self, accounts::prove(pass))
    }

    /// Returns the passes of an account that have not been ended, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passes(&self, owner: Uuid) -> Result<Vec<Pass>, StorageError> {
        read!(self, accounts::passes(owner))
    }

    /// Ends a pass of an account; says whether it had one that was open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_pass(&self, owner: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool, StorageError> {
        alter!(self, accounts::end_pass(owner, id, now))
    }

    /// Ends the passes of an account, all but one when it is named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_all_passes(
        &self,
        owner: Uuid,
        but: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        alter!(self, accounts::end_all(owner, but, now))
    }
}
