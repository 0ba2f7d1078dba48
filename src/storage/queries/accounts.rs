//! Who may sign in, what each is here for, and the passes with which they ask.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Connection, insert};
use crate::domain::{Account, Bearer, Credentials, HeldDuty, Pass, PassKind, SignInName, hexadecimal};
use crate::storage::StorageError;
use crate::storage::records::{AccountRecord, DutyRecord, PassRecord, Rows};
use crate::storage::schema::{account, duty, pass};

/// Keeps an account with its duties, unless there ever was one of its name; says whether it was kept.
pub(in crate::storage) async fn add(
    connection: &mut Connection,
    new: &Account,
    made_by: &str,
    password_hash: Option<&str>,
) -> Result<bool, StorageError> {
    let record = AccountRecord::new(new, made_by, password_hash);
    let added = diesel::insert_into(account::table)
        .values(&record)
        .on_conflict(account::name)
        .do_nothing()
        .execute(connection)
        .await?;
    if added == 1 {
        for held in &new.duties {
            give(connection, new.id, held).await?;
        }
    }
    Ok(added == 1)
}

/// Returns every account, by name.
pub(in crate::storage) async fn all(connection: &mut Connection) -> Result<Vec<Account>, StorageError> {
    let records: Vec<AccountRecord> = account::table.order(account::name).load(connection).await?;
    let mut duties: Vec<DutyRecord> = duty::table.order(duty::id).load(connection).await?;
    let mut accounts = Vec::with_capacity(records.len());
    for record in records {
        let (its, others): (Vec<_>, Vec<_>) =
            duties.into_iter().partition(|duty| duty.account_id == record.id);
        duties = others;
        accounts.push(record.account(its)?);
    }
    Ok(accounts)
}

/// Counts the accounts.
pub(in crate::storage) async fn count(connection: &mut Connection) -> Result<i64, StorageError> {
    Ok(account::table.count().get_result(connection).await?)
}

/// Returns an account.
pub(in crate::storage) async fn get(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<Account>, StorageError> {
    let record: Option<AccountRecord> =
        account::table.find(id.to_string()).first(connection).await.optional()?;
    let Some(record) = record else { return Ok(None) };
    let duties = duty::table.filter(duty::account_id.eq(&record.id)).order(duty::id).load(connection).await?;
    record.account(duties).map(Some)
}

/// Returns what proves who somebody is who signs in with a name.
pub(in crate::storage) async fn credentials_of_name(
    connection: &mut Connection,
    name: &SignInName,
) -> Result<Option<Credentials>, StorageError> {
    let named = account::table.filter(account::name.eq(name.as_str()));
    let record: Option<AccountRecord> = named.first(connection).await.optional()?;
    record.map(AccountRecord::credentials).transpose()
}

/// Returns what proves who the owner of an account is.
pub(in crate::storage) async fn credentials(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<Credentials>, StorageError> {
    let record: Option<AccountRecord> =
        account::table.find(id.to_string()).first(connection).await.optional()?;
    record.map(AccountRecord::credentials).transpose()
}

/// Gives an account a duty.
pub(in crate::storage) async fn give(
    connection: &mut Connection,
    to: Uuid,
    held: &HeldDuty,
) -> Result<(), StorageError> {
    insert(connection, Rows::Duties(vec![DutyRecord::new(to, held)])).await
}

/// Takes a duty from an account, and ends the passes that act in it; says whether the account had it.
pub(in crate::storage) async fn take(
    connection: &mut Connection,
    from: Uuid,
    id: Uuid,
    by: &str,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let held = duty::table
        .find(id.to_string())
        .filter(duty::account_id.eq(from.to_string()).and(duty::taken_at.is_null()));
    let taken = diesel::update(held)
        .set((duty::taken_at.eq(now.timestamp()), duty::taken_by.eq(by)))
        .execute(connection)
        .await?;
    let acting = pass::table.filter(pass::duty_id.eq(id.to_string()).and(pass::ended_at.is_null()));
    diesel::update(acting).set(pass::ended_at.eq(now.timestamp())).execute(connection).await?;
    Ok(taken == 1)
}

/// Closes an account and ends its passes; says whether it was open.
pub(in crate::storage) async fn close(
    connection: &mut Connection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let open = account::table.find(id.to_string()).filter(account::closed_at.is_null());
    let closed = diesel::update(open).set(account::closed_at.eq(now.timestamp())).execute(connection).await?;
    end_all(connection, id, None, now).await?;
    Ok(closed == 1)
}

/// Sets the password of an account.
pub(in crate::storage) async fn set_password(
    connection: &mut Connection,
    id: Uuid,
    hash: &str,
    must_change: bool,
) -> Result<(), StorageError> {
    diesel::update(account::table.find(id.to_string()))
        .set((account::password_hash.eq(hash), account::must_change_password.eq(must_change)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Sets the secret of a second factor, which is not confirmed yet; says whether there was no confirmed one.
pub(in crate::storage) async fn set_factor(
    connection: &mut Connection,
    id: Uuid,
    secret: &[u8],
) -> Result<bool, StorageError> {
    let without = account::table.find(id.to_string()).filter(account::factor_confirmed.eq(false));
    let set = diesel::update(without)
        .set((account::factor_secret.eq(secret), account::factor_step.eq(0)))
        .execute(connection)
        .await?;
    Ok(set == 1)
}

/// Takes a second factor away.
pub(in crate::storage) async fn drop_factor(
    connection: &mut Connection,
    id: Uuid,
) -> Result<(), StorageError> {
    diesel::update(account::table.find(id.to_string()))
        .set((
            account::factor_secret.eq(None::<Vec<u8>>),
            account::factor_confirmed.eq(false),
            account::factor_step.eq(0),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes the number of a step of a secret, which confirms the factor; says whether the secret is still the one and the
/// number was not taken before.
pub(in crate::storage) async fn take_step(
    connection: &mut Connection,
    id: Uuid,
    secret: &[u8],
    step: i64,
) -> Result<bool, StorageError> {
    let earlier = account::table.find(id.to_string()).filter(account::factor_step.lt(step));
    let taken = diesel::update(earlier.filter(account::factor_secret.eq(secret)))
        .set((account::factor_step.eq(step), account::factor_confirmed.eq(true)))
        .execute(connection)
        .await?;
    Ok(taken == 1)
}

/// Keeps a pass.
pub(in crate::storage) async fn add_pass(
    connection: &mut Connection,
    new: &Pass,
) -> Result<(), StorageError> {
    insert(connection, Rows::Passes(vec![PassRecord::new(new)])).await
}

/// Returns whose pass has a secret of this hash, whether it still holds or not; nothing when the account is closed
/// or the duty was taken.
pub(in crate::storage) async fn bearer(
    connection: &mut Connection,
    secret_hash: &[u8; 32],
) -> Result<Option<Bearer>, StorageError> {
    let found: Option<(PassRecord, DutyRecord, String, bool)> = pass::table
        .inner_join(duty::table)
        .inner_join(account::table)
        .filter(pass::secret_hash.eq(hexadecimal(secret_hash)))
        .filter(account::closed_at.is_null().and(duty::taken_at.is_null()))
        .select((
            PassRecord::as_select(),
            DutyRecord::as_select(),
            account::name,
            account::must_change_password,
        ))
        .first(connection)
        .await
        .optional()?;
    let Some((pass, duty, name, must_change_password)) = found else { return Ok(None) };
    let unreadable = |reason: &dyn ToString| StorageError::Unreadable {
        table: "account",
        row: 0,
        reason: reason.to_string(),
    };
    let name = SignInName::parse(&name).map_err(|e| unreadable(&e))?;
    Ok(Some(Bearer { pass: pass.pass()?, name, duty: duty.duty()?, must_change_password }))
}

/// Notes that a pass was used.
pub(in crate::storage) async fn use_pass(
    connection: &mut Connection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(pass::table.find(id.to_string()))
        .set(pass::used_at.eq(now.timestamp()))
        .execute(connection)
        .await?;
    Ok(())
}

/// Lets a session act in another duty of its owner; says whether it may.
pub(in crate::storage) async fn act_in(
    connection: &mut Connection,
    id: Uuid,
    owner: Uuid,
    other: Uuid,
) -> Result<bool, StorageError> {
    let its = duty::table
        .find(other.to_string())
        .filter(duty::account_id.eq(owner.to_string()).and(duty::taken_at.is_null()));
    let has: i64 = its.count().get_result(connection).await?;
    if has == 0 {
        return Ok(false);
    }
    let session = pass::table.find(id.to_string()).filter(pass::kind.eq(PassKind::Session.as_str()));
    let set = diesel::update(session).set(pass::duty_id.eq(other.to_string())).execute(connection).await?;
    Ok(set == 1)
}

/// Notes that the owner of a session proved himself with a second factor.
pub(in crate::storage) async fn prove(connection: &mut Connection, id: Uuid) -> Result<(), StorageError> {
    diesel::update(pass::table.find(id.to_string()))
        .set(pass::second_factor.eq(true))
        .execute(connection)
        .await?;
    Ok(())
}

/// Returns the passes of an account that have not been ended, the newest first.
pub(in crate::storage) async fn passes(
    connection: &mut Connection,
    owner: Uuid,
) -> Result<Vec<Pass>, StorageError> {
    let open = pass::table.filter(pass::account_id.eq(owner.to_string()).and(pass::ended_at.is_null()));
    let records: Vec<PassRecord> = open.order(pass::id.desc()).load(connection).await?;
    records.into_iter().map(PassRecord::pass).collect()
}

/// Ends a pass of an account; says whether it had one that was open.
pub(in crate::storage) async fn end_pass(
    connection: &mut Connection,
    owner: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let open = pass::table
        .find(id.to_string())
        .filter(pass::account_id.eq(owner.to_string()).and(pass::ended_at.is_null()));
    let ended = diesel::update(open).set(pass::ended_at.eq(now.timestamp())).execute(connection).await?;
    Ok(ended == 1)
}

/// Ends the passes of an account, all but one when it is named.
pub(in crate::storage) async fn end_all(
    connection: &mut Connection,
    owner: Uuid,
    but: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let but = but.map_or_else(String::new, |id| id.to_string());
    let open = pass::table
        .filter(pass::account_id.eq(owner.to_string()))
        .filter(pass::ended_at.is_null().and(pass::id.ne(but)));
    diesel::update(open).set(pass::ended_at.eq(now.timestamp())).execute(connection).await?;
    Ok(())
}
