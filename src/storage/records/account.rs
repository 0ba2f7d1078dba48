//! Accounts, what people are here for, and their passes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::RowOf;
use crate::domain::{
    Account, Category, Credentials, Duty, HeldDuty, Pass, PassKind, Remit, SecondFactor, SignInName,
    from_hexadecimal, hexadecimal,
};
use crate::storage::StorageError;
use crate::storage::schema::{account, duty, pass};

/// One account with what proves who its owner is.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = account, treat_none_as_default_value = false)]
pub(in crate::storage) struct AccountRecord {
    pub(in crate::storage) id: String,
    pub(in crate::storage) name: String,
    shown_name: String,
    password_hash: Option<String>,
    must_change_password: bool,
    factor_secret: Option<Vec<u8>>,
    factor_confirmed: bool,
    factor_step: i64,
    made_at: i64,
    made_by: String,
    closed_at: Option<i64>,
}

/// One duty, given and perhaps taken.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = duty, treat_none_as_default_value = false)]
pub(in crate::storage) struct DutyRecord {
    pub(in crate::storage) id: String,
    pub(in crate::storage) account_id: String,
    role: String,
    remit: String,
    categories: String,
    highest_tlp: String,
    detail: String,
    agency: String,
    given_at: i64,
    given_by: String,
    pub(in crate::storage) taken_at: Option<i64>,
    taken_by: Option<String>,
}

/// One pass.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = pass, treat_none_as_default_value = false)]
pub(in crate::storage) struct PassRecord {
    pub(in crate::storage) id: String,
    kind: String,
    secret_hash: String,
    account_id: String,
    duty_id: String,
    label: String,
    narrowed_to: Option<String>,
    second_factor: bool,
    begun_at: i64,
    used_at: i64,
    ends_at: i64,
    ended_at: Option<i64>,
}

impl AccountRecord {
    /// Makes the row of an account that nobody has signed in with; the hash is of a password that was made for him.
    pub(in crate::storage) fn new(new: &Account, made_by: &str, password_hash: Option<&str>) -> Self {
        Self {
            id: new.id.to_string(),
            name: new.name.to_string(),
            shown_name: new.shown_name.clone(),
            password_hash: password_hash.map(ToOwned::to_owned),
            must_change_password: new.must_change_password,
            factor_secret: None,
            factor_confirmed: false,
            factor_step: 0,
            made_at: new.made_at.timestamp(),
            made_by: made_by.to_owned(),
            closed_at: None,
        }
    }

    fn row(&self) -> RowOf {
        // Identities are texts, so the second in which it was made stands for the row.
        RowOf { table: "account", row: self.made_at }
    }

    /// Returns the account with its duties.
    pub(in crate::storage) fn account(self, duties: Vec<DutyRecord>) -> Result<Account, StorageError> {
        let row = self.row();
        Ok(Account {
            id: row.read(&self.id)?,
            name: SignInName::parse(&self.name).map_err(|e| row.unreadable(&e))?,
            must_change_password: self.must_change_password,
            has_second_factor: self.factor_confirmed,
            made_at: row.time(self.made_at)?,
            closed_at: row.time_some(self.closed_at)?,
            shown_name: self.shown_name,
            duties: duties.into_iter().map(DutyRecord::held).collect::<Result<_, _>>()?,
        })
    }

    /// Returns what proves who its owner is.
    pub(in crate::storage) fn credentials(self) -> Result<Credentials, StorageError> {
        let row = self.row();
        let (confirmed, last_step) = (self.factor_confirmed, self.factor_step);
        Ok(Credentials {
            account: row.read(&self.id)?,
            must_change_password: self.must_change_password,
            closed_at: row.time_some(self.closed_at)?,
            password_hash: self.password_hash,
            second_factor: self.factor_secret.map(|secret| SecondFactor { secret, confirmed, last_step }),
        })
    }
}

impl DutyRecord {
    /// Makes the row of a duty of an account.
    pub(in crate::storage) fn new(account: uuid::Uuid, held: &HeldDuty) -> Self {
        let categories = held.duty.categories.iter().map(|category| category.as_str());
        Self {
            id: held.id.to_string(),
            account_id: account.to_string(),
            role: held.duty.role.to_string(),
            remit: held.duty.remit.to_string(),
            categories: categories.collect::<Vec<_>>().join(","),
            highest_tlp: held.duty.highest_tlp.to_string(),
            detail: held.duty.detail.to_string(),
            agency: held.duty.agency.clone(),
            given_at: held.given_at.timestamp(),
            given_by: held.given_by.clone(),
            taken_at: None,
            taken_by: None,
        }
    }

    /// Returns the duty.
    pub(in crate::storage) fn duty(&self) -> Result<Duty, StorageError> {
        let row = RowOf { table: "duty", row: self.given_at };
        let categories = self.categories.split(',').filter(|name| !name.is_empty());
        Ok(Duty {
            role: row.read(&self.role)?,
            remit: row.read(&self.remit)?,
            categories: categories.map(|name| row.read::<Category>(name)).collect::<Result<_, _>>()?,
            highest_tlp: row.read(&self.highest_tlp)?,
            detail: row.read(&self.detail)?,
            agency: self.agency.clone(),
        })
    }

    fn held(self) -> Result<HeldDuty, StorageError> {
        let row = RowOf { table: "duty", row: self.given_at };
        Ok(HeldDuty {
            id: row.read(&self.id)?,
            duty: self.duty()?,
            given_at: row.time(self.given_at)?,
            given_by: self.given_by,
            taken_at: row.time_some(self.taken_at)?,
        })
    }
}

impl PassRecord {
    /// Makes the row of a pass.
    pub(in crate::storage) fn new(new: &Pass) -> Self {
        Self {
            id: new.id.to_string(),
            kind: new.kind.to_string(),
            secret_hash: hexadecimal(&new.secret_hash),
            account_id: new.account.to_string(),
            duty_id: new.duty.to_string(),
            label: new.label.clone(),
            narrowed_to: new.narrowed_to.as_ref().map(ToString::to_string),
            second_factor: new.second_factor,
            begun_at: new.begun_at.timestamp(),
            used_at: new.used_at.timestamp(),
            ends_at: new.ends_at.timestamp(),
            ended_at: new.ended_at.map(|at| at.timestamp()),
        }
    }

    /// Returns the pass.
    pub(in crate::storage) fn pass(self) -> Result<Pass, StorageError> {
        let row = RowOf { table: "pass", row: self.begun_at };
        let time = |seconds: i64| -> Result<DateTime<Utc>, StorageError> { row.time(seconds) };
        Ok(Pass {
            id: row.read(&self.id)?,
            kind: row.read::<PassKind>(&self.kind)?,
            secret_hash: from_hexadecimal(&self.secret_hash)
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or_else(|| row.unreadable(&"not 64 hexadecimal digits"))?,
            account: row.read(&self.account_id)?,
            duty: row.read(&self.duty_id)?,
            label: self.label,
            narrowed_to: row.read_some::<Remit>(self.narrowed_to.as_deref())?,
            second_factor: self.second_factor,
            begun_at: time(self.begun_at)?,
            used_at: time(self.used_at)?,
            ends_at: time(self.ends_at)?,
            ended_at: row.time_some(self.ended_at)?,
        })
    }
}
