//! Accounts: making, closing, and what each is here for. Who may do so is the door's to say; what may be given is
//! said here.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::keys::{hash_password, one_time_password};
use super::passes::{SecretText, new_pass, token_lasts};
use crate::app::{App, AppError};
use crate::domain::{Account, Duty, HeldDuty, Pass, PassKind, Remit, RemitPlace, Role, SignInName};

/// Most characters of a name that others read.
const LONGEST_NAME: usize = 100;
/// The name of the first account.
const FIRST: &str = "admin";
/// Who makes accounts on the command line.
const OPERATOR: &str = "operator";

/// An account that is to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The name with which he will sign in.
    pub name: String,
    /// The name that others read.
    pub shown_name: String,
    /// What he is here for.
    pub duties: Vec<Duty>,
}

/// An account that was made, and the password with which its owner signs in once.
#[derive(Debug, Clone)]
pub struct NewcomerAccount {
    /// The account.
    pub account: Account,
    /// The password.
    pub password: SecretText,
}

impl App {
    /// Makes an account with a password that its owner must replace.
    ///
    /// # Errors
    /// When the name is no name or was given before, a duty says more than its role, or the database fails.
    pub async fn add_account(
        &self,
        new: NewAccount,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<NewcomerAccount, AppError> {
        let password = one_time_password()?;
        let hash = hash_password(password.clone()).await?;
        let account = self.keep_account(new, Some(&hash), by, now).await?;
        Ok(NewcomerAccount { account, password: SecretText(password) })
    }

    /// Makes an account for a program, which has no password but a token; the operator answers for it, so that it may
    /// do what needs a second factor. It acts in the first of its duties.
    ///
    /// # Errors
    /// As [`App::add_account`], and when it has no duty or its token lasts too long.
    pub async fn add_program(
        &self,
        new: NewAccount,
        days: u16,
        now: DateTime<Utc>,
    ) -> Result<SecretText, AppError> {
        let lasts = token_lasts(days)?;
        let account = self.keep_account(new, None, OPERATOR, now).await?;
        let duty = account.held().next().map(|held| held.id);
        let duty = duty.ok_or_else(|| AppError::Refused("a program needs a role".to_owned()))?;
        let pass = Pass {
            label: account.shown_name.clone(),
            second_factor: true,
            ..new_pass(PassKind::Token, account.id, duty, now, now + lasts)
        };
        Ok(self.keep_pass(pass).await?.1)
    }

    async fn keep_account(
        &self,
        new: NewAccount,
        password_hash: Option<&str>,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Account, AppError> {
        let name = SignInName::parse(&new.name).map_err(|cause| AppError::Refused(cause.to_string()))?;
        let shown_name = shown_name(&new.shown_name)?;
        for duty in &new.duties {
            self.check_duty(duty)?;
        }
        let account = Account {
            id: Uuid::now_v7(),
            name,
            shown_name,
            duties: new.duties.into_iter().map(|duty| held(duty, by, now)).collect(),
            must_change_password: password_hash.is_some(),
            has_second_factor: false,
            made_at: now,
            closed_at: None,
        };
        if !self.store.add_account(&account, by, password_hash).await? {
            return Err(AppError::Refused(format!(
                "there is, or was, an account with the name {}; names are never given twice",
                account.name
            )));
        }
        Ok(account)
    }

    /// Makes the first account, which makes all others and sees everything; nothing when there is an account already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_first_account(&self, now: DateTime<Utc>) -> Result<Option<NewcomerAccount>, AppError> {
        if self.store.account_count().await? > 0 {
            return Ok(None);
        }
        let roles = [Role::CentralCentre, Role::Administrator];
        let new = NewAccount {
            name: FIRST.to_owned(),
            shown_name: "ผู้ดูแลระบบคนแรก".to_owned(),
            duties: roles.map(|role| Duty::of(role, Remit::Everywhere)).to_vec(),
        };
        self.add_account(new, OPERATOR, now).await.map(Some)
    }

    /// Tells whether anybody can sign in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_accounts(&self) -> Result<bool, AppError> {
        Ok(self.store.account_count().await? > 0)
    }

    /// Returns every account, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&self) -> Result<Vec<Account>, AppError> {
        Ok(self.store.accounts().await?)
    }

    /// Returns the account with a name.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn account_named(&self, name: &str) -> Result<Account, AppError> {
        let wanted = SignInName::parse(name).map_err(|cause| AppError::Refused(cause.to_string()))?;
        let account = self.store.accounts().await?.into_iter().find(|account| account.name == wanted);
        account.ok_or_else(|| AppError::Refused(format!("there is no account {wanted}")))
    }

    /// Gives an account a duty.
    ///
    /// # Errors
    /// When there is no such open account or it is one's own, the duty says more than its role, or the database fails.
    pub async fn give_duty(
        &self,
        account: Uuid,
        duty: Duty,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<HeldDuty, AppError> {
        self.check_duty(&duty)?;
        if self.open_account(account).await?.name.as_str() == by {
            return Err(AppError::Refused(
                "nobody gives himself a role; another administrator does".to_owned(),
            ));
        }
        let given = held(duty, by, now);
        self.store.give_duty(account, &given).await?;
        self.known_passes.forget_all();
        Ok(given)
    }

    /// Takes a duty from an account; what acts in it ends at once. Says whether the account had it.
    ///
    /// # Errors
    /// When it is the last administrator's, or the database fails.
    pub async fn take_duty(
        &self,
        account: Uuid,
        duty: Uuid,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, AppError> {
        let others = self.administrators_without(|at, held| at.id == account && held.id == duty).await?;
        if !others {
            return Err(last_administrator());
        }
        let taken = self.store.take_duty(account, duty, by, now).await?;
        self.known_passes.forget_all();
        Ok(taken)
    }

    /// Closes an account; its sessions and tokens end at once. Says whether it was open.
    ///
    /// # Errors
    /// When it is the last administrator's, or the database fails.
    pub async fn close_account(&self, account: Uuid, now: DateTime<Utc>) -> Result<bool, AppError> {
        if !self.administrators_without(|at, _| at.id == account).await? {
            return Err(last_administrator());
        }
        let closed = self.store.close_account(account, now).await?;
        self.known_passes.forget_all();
        Ok(closed)
    }

    /// Gives somebody who cannot sign in any more another password to replace; takes away his second factor, and
    /// ends his sessions and tokens.
    ///
    /// # Errors
    /// When there is no such open account, or the database fails.
    pub async fn reset_account(&self, account: Uuid, now: DateTime<Utc>) -> Result<SecretText, AppError> {
        self.open_account(account).await?;
        let password = one_time_password()?;
        let hash = hash_password(password.clone()).await?;
        self.store.set_password(account, &hash, true).await?;
        self.store.drop_factor(account).await?;
        self.store.end_all_passes(account, None, now).await?;
        self.known_passes.forget_all();
        Ok(SecretText(password))
    }

    async fn open_account(&self, id: Uuid) -> Result<Account, AppError> {
        let account = self.store.account(id).await?.filter(|account| account.closed_at.is_none());
        account.ok_or_else(|| AppError::Gone("there is no such open account".to_owned()))
    }

    /// Tells whether somebody is left who may make accounts, once some duties are gone; also when nobody was before.
    async fn administrators_without(
        &self,
        gone: impl Fn(&Account, &HeldDuty) -> bool,
    ) -> Result<bool, AppError> {
        let accounts = self.store.accounts().await?;
        let open = accounts.iter().filter(|account| account.closed_at.is_none());
        let held = open.flat_map(|account| account.held().map(move |held| (account, held)));
        let administrators: Vec<_> = held.filter(|(_, held)| held.duty.role == Role::Administrator).collect();
        Ok(administrators.is_empty() || administrators.iter().any(|(account, held)| !gone(account, held)))
    }

    /// Refuses a duty that says more than its role, or names a place that there is not.
    fn check_duty(&self, duty: &Duty) -> Result<(), AppError> {
        if let Some(fault) = duty.fault() {
            return Err(AppError::Refused(fault));
        }
        let reference = self.reference();
        if let Remit::Places(places) = &duty.remit {
            for place in places {
                let known = match place {
                    RemitPlace::District(code) => reference.districts.iter().any(|d| d.code == *code),
                    RemitPlace::Province(code) => {
                        reference.districts.iter().any(|d| d.code.province() == *code)
                    }
                    RemitPlace::NoDistrict => true,
                };
                if !known {
                    let named = Remit::Places(vec![*place]);
                    return Err(AppError::Refused(format!("there is no district or province {named}")));
                }
            }
        }
        Ok(())
    }
}

fn held(duty: Duty, by: &str, now: DateTime<Utc>) -> HeldDuty {
    HeldDuty { id: Uuid::now_v7(), duty, given_at: now, given_by: by.to_owned(), taken_at: None }
}

fn last_administrator() -> AppError {
    AppError::Refused("this is the last administrator; make another one first".to_owned())
}

fn shown_name(text: &str) -> Result<String, AppError> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > LONGEST_NAME || text.chars().any(char::is_control) {
        return Err(AppError::Refused(format!(
            "the name that others read has 1 to {LONGEST_NAME} characters"
        )));
    }
    Ok(text.to_owned())
}
