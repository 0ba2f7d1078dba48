//! Risk points and what was said of them earlier.

use std::collections::{BTreeMap, HashMap};

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Connection, boundaries, feed, insert, take_risk_points};
use crate::domain::{
    Change, Epoch, GenerationId, NewPlacements, NewRiskPoint, NewRiskPoints, OnConflict, Outcome, RiskPoint,
    number::count_to_i64,
};
use crate::storage::outcomes::{Stored, foreseen, settle};
use crate::storage::records::{RiskPointRecord, Rows};
use crate::storage::schema::{change, risk_point};
use crate::storage::{Committed, StorageError};

/// Returns every risk point as it was said at an epoch, by identity.
pub(in crate::storage) async fn held_at(
    connection: &mut Connection,
    epoch: Epoch,
) -> Result<Vec<RiskPoint>, StorageError> {
    let records = risk_point::table
        .filter(holds_at!(risk_point, epoch))
        .order(risk_point::uid)
        .select(RiskPointRecord::as_select())
        .load(connection)
        .await?;
    records.into_iter().map(RiskPointRecord::risk_point).collect()
}

/// Tells whether an epoch after one and up to another touched a risk point.
pub(in crate::storage) async fn changed_between(
    connection: &mut Connection,
    after: Epoch,
    until: Epoch,
) -> Result<bool, StorageError> {
    let changes = || {
        let news = change::table.filter(change::epoch.gt(after).and(change::epoch.le(until)));
        news.select(change::id.nullable())
    };
    let touched = risk_point::table.filter(
        risk_point::change_from.nullable().eq_any(changes()).or(risk_point::change_to.eq_any(changes())),
    );
    Ok(diesel::select(exists(touched)).get_result(connection).await?)
}

/// Stores risk points inside the transaction that the back end has opened; returns the change's number, or
/// nothing when nothing was stored.
pub(in crate::storage) async fn store(
    connection: &mut Connection,
    by: &Change,
    new: &NewRiskPoints,
) -> Result<(Committed, Option<i64>), StorageError> {
    take_risk_points(connection).await?;
    boundaries::hold(connection, new.generation).await?;
    let mut known = known(connection, &new.points).await?;
    // The last word on each: a risk point may stand in one change twice.
    let mut said = BTreeMap::<String, &NewRiskPoint>::new();
    let mut added = 0;
    let mut outcomes = Vec::with_capacity(new.points.len());
    for point in &new.points {
        let outcome = settle(&mut known, point, new.on_conflict, || Ok(Uuid::now_v7().to_string()))?;
        added += usize::from(outcome == Outcome::Added);
        if let (Outcome::Added | Outcome::Updated, Some(stored)) = (outcome, known.get(&point.import_key)) {
            said.insert(stored.row.clone(), point);
        }
        outcomes.push(outcome);
    }
    let committed = Committed { outcomes, generation: None };
    if said.is_empty() {
        return Ok((committed, None));
    }
    let number = feed::begin(connection, &by.origin).await?;
    end(connection, number, said.keys().cloned().collect()).await?;
    let detail = format!("{added} risk points added, {} revised", said.len() - added);
    let versions = said
        .into_iter()
        .map(|(uid, point)| RiskPointRecord::new(uid, number, new.generation, point))
        .collect();
    insert(connection, Rows::RiskPoints(versions)).await?;
    feed::record(connection, number, by, detail, Vec::new()).await?;
    Ok((committed, Some(number)))
}

/// Gives stored risk points other placements, as new versions; those that lie by these boundaries already,
/// since somebody revised them meanwhile, are left alone.
pub(in crate::storage) async fn place_anew(
    connection: &mut Connection,
    by: &Change,
    new: &NewPlacements<Uuid>,
) -> Result<(Committed, Option<i64>), StorageError> {
    take_risk_points(connection).await?;
    boundaries::hold(connection, new.generation).await?;
    let uids: Vec<String> = new.placements.iter().map(|(id, _)| id.to_string()).collect();
    let held: HashMap<String, RiskPointRecord> = risk_point::table
        .filter(risk_point::uid.eq_any(uids))
        .filter(risk_point::change_to.is_null())
        .filter(risk_point::generation_id.ne(new.generation.number()))
        .select(RiskPointRecord::as_select())
        .load(connection)
        .await?
        .into_iter()
        .map(|record: RiskPointRecord| (record.uid.clone(), record))
        .collect();
    let found = |id: &Uuid| held.get(&id.to_string());
    let outcome = |(id, _): &(Uuid, _)| found(id).map_or(Outcome::Unchanged, |_| Outcome::Updated);
    let committed = Committed { outcomes: new.placements.iter().map(outcome).collect(), generation: None };
    if held.is_empty() {
        return Ok((committed, None));
    }
    let number = feed::begin(connection, &by.origin).await?;
    end(connection, number, held.keys().cloned().collect()).await?;
    let version = |(id, placement)| Some(found(id)?.placed_anew(number, new.generation, placement));
    let versions: Vec<_> = new.placements.iter().map(|(id, p)| (id, p)).filter_map(version).collect();
    let detail = format!("{} risk points placed anew", versions.len());
    insert(connection, Rows::RiskPoints(versions)).await?;
    feed::record(connection, number, by, detail, Vec::new()).await?;
    Ok((committed, Some(number)))
}

/// Says what storing risk points would do, without doing it.
pub(in crate::storage) async fn foresee(
    connection: &mut Connection,
    new: &[NewRiskPoint],
    on_conflict: OnConflict,
) -> Result<Vec<Outcome>, StorageError> {
    foreseen(known(connection, new).await?, new, on_conflict)
}

/// Returns risk points that lie by other boundaries than those of a generation, at most `limit` of them.
pub(in crate::storage) async fn lying_otherwise(
    connection: &mut Connection,
    generation: GenerationId,
    limit: usize,
) -> Result<Vec<RiskPoint>, StorageError> {
    let records = risk_point::table
        .filter(risk_point::change_to.is_null())
        .filter(risk_point::generation_id.ne(generation.number()))
        .order(risk_point::uid)
        .limit(count_to_i64(limit))
        .select(RiskPointRecord::as_select())
        .load(connection)
        .await?;
    records.into_iter().map(RiskPointRecord::risk_point).collect()
}

/// Ends the versions that hold of some risk points.
async fn end(connection: &mut Connection, number: i64, uids: Vec<String>) -> Result<(), StorageError> {
    let holding =
        risk_point::table.filter(risk_point::uid.eq_any(uids)).filter(risk_point::change_to.is_null());
    diesel::update(holding).set(risk_point::change_to.eq(number)).execute(connection).await?;
    Ok(())
}

/// Returns what is stored of risk points already, by import key.
async fn known(
    connection: &mut Connection,
    new: &[NewRiskPoint],
) -> Result<HashMap<String, Stored<String>>, StorageError> {
    let keys: Vec<String> = new.iter().map(|point| point.import_key.clone()).collect();
    let stored = risk_point::table
        .filter(risk_point::import_key.eq_any(keys))
        .filter(risk_point::change_to.is_null())
        .select((risk_point::import_key, risk_point::uid, risk_point::content_hash))
        .load::<(String, String, String)>(connection)
        .await?;
    Ok(stored.into_iter().map(|(key, row, content_hash)| (key, Stored { row, content_hash })).collect())
}
