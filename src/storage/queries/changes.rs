//! One change, one transaction: whatever it brings, with its events and its line of the record.

use super::{Connection, boundaries, handling, populations, reports, risk_points, targets};
use crate::domain::{Brings, Change};
use crate::storage::{Committed, StorageError};

/// Stores a change inside the transaction that the back end has opened; returns the change's number, or
/// nothing when nothing was stored.
pub(in crate::storage) async fn store(
    connection: &mut Connection,
    change: &Change,
) -> Result<(Committed, Option<i64>), StorageError> {
    match &change.brings {
        Brings::Reports(new) => reports::store(connection, change, new).await,
        Brings::Placements(new) => reports::place_anew(connection, change, new).await,
        Brings::Handlings(new) => handling::store(connection, change, new).await,
        Brings::RiskPoints(new) => risk_points::store(connection, change, new).await,
        Brings::RiskPlacements(new) => risk_points::place_anew(connection, change, new).await,
        Brings::Targets(new) => {
            let number = targets::replace(connection, change, new).await?;
            Ok((Committed::default(), number))
        }
        Brings::Populations(counts) => {
            let number = populations::store(connection, change, counts).await?;
            Ok((Committed::default(), number))
        }
        Brings::Boundaries(new) => {
            let (generation, number) = boundaries::store(connection, change, new).await?;
            Ok((Committed { outcomes: Vec::new(), generation: Some(generation) }, Some(number)))
        }
    }
}
