//! Which changes touched what, in SQL that both back ends understand.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::Connection;
use crate::domain::{DistrictCode, Epoch, Handling, ScopeKey};
use crate::storage::StorageError;
use crate::storage::records::RowOf;
use crate::storage::surroundings::TouchedAround;
use crate::storage::touched::{Beforehand, HandlingSpan, Touched, VersionSpan, touched_between};

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = BigInt)]
    report: i64,
    #[diesel(sql_type = BigInt)]
    began: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    ended: Option<i64>,
    #[diesel(sql_type = Nullable<Integer>)]
    district: Option<i32>,
    #[diesel(sql_type = Text)]
    category: String,
}

#[derive(QueryableByName)]
struct Handled {
    #[diesel(sql_type = BigInt)]
    report: i64,
    #[diesel(sql_type = BigInt)]
    began: i64,
    #[diesel(sql_type = Text)]
    tlp: String,
    #[diesel(sql_type = Bool)]
    victim: bool,
}

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = Nullable<Integer>)]
    district: Option<i32>,
    #[diesel(sql_type = Text)]
    category: String,
    #[diesel(sql_type = BigInt)]
    epoch: i64,
}

#[derive(QueryableByName)]
struct LastAround {
    #[diesel(sql_type = Nullable<Integer>)]
    district: Option<i32>,
    #[diesel(sql_type = BigInt)]
    epoch: i64,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    epoch: i64,
}

/// Returns what the epochs after one and up to another touched.
pub(in crate::storage) async fn between(
    connection: &mut Connection,
    after: Epoch,
    until: Epoch,
) -> Result<Touched, StorageError> {
    let changed = format!(
        "select event.report_id from report_event as event inner join change on change.id = event.change_id
        where change.epoch > {after} and change.epoch <= {until}"
    );
    of_reports(connection, &changed, after, until).await
}

/// Returns what has to be known before every report is read as it was held at an epoch.
pub(in crate::storage) async fn beforehand(
    connection: &mut Connection,
    epoch: Epoch,
) -> Result<Beforehand, StorageError> {
    // Of reports that nobody has looked at, what ended is all that is not held; looked up by the index over ends.
    let ended = diesel::sql_query(format!(
        "select version.district, version.category, max(ended.epoch) as epoch
        from report_version as version
        inner join change as ended on ended.id = version.change_to
        where
            version.change_to is not null
            and ended.epoch <= {epoch}
            and version.report_id not in (select report_id from report_handling)
        group by version.district, version.category"
    ));
    let ended = ended.load::<Last>(connection).await?;
    let Handling { tlp, victim, .. } = Handling::default();
    let mut touched = of_reports(connection, "select report_id from report_handling", 0, epoch).await?;
    for Last { district, category, epoch } in ended {
        let row = RowOf { table: "report_version", row: epoch };
        let (district, category) = (row.code_some(district)?, row.read(&category)?);
        touched.push((ScopeKey { district, tlp, victim, category }, epoch));
    }
    let marked = diesel::sql_query(format!(
        "select handling.report_id as report, began.epoch as began, handling.tlp, handling.victim
        from report_handling as handling
        inner join change as began on began.id = handling.change_from
        left join change as ended on ended.id = handling.change_to
        where
            began.epoch <= {epoch}
            and (ended.epoch is null or ended.epoch > {epoch})
            and (handling.tlp <> '{tlp}' or handling.victim)"
    ));
    let marked = marked.load::<Handled>(connection).await?.into_iter().map(|handled| {
        let HandlingSpan { report, tlp, victim, .. } = handled.span()?;
        Ok((report, (tlp, victim)))
    });
    let marked = marked.collect::<Result<_, StorageError>>()?;
    let numbers = format!("select id, epoch from change where epoch <= {epoch} order by id");
    let numbers = diesel::sql_query(numbers).load::<Number>(connection).await?;
    let epochs = numbers.into_iter().map(|number| (number.id, number.epoch)).collect();
    Ok(Beforehand { marked, epochs, touched })
}

/// Returns up to an epoch which last touched what surrounds the reports.
pub(in crate::storage) async fn around(
    connection: &mut Connection,
    epoch: Epoch,
) -> Result<TouchedAround, StorageError> {
    let last = |changes: &str| {
        format!(
            "select changed.district, max(change.epoch) as epoch
            from ({changes}) as changed
            inner join change on change.id = changed.change_id
            where change.epoch <= {epoch}
            group by changed.district"
        )
    };
    // What is said of districts, and where they lie, every answer shows: it has no district of its own here.
    let everywhere = last(
        "select cast(null as integer) as district, change_from as change_id from target_district
        union select null, change_to from target_district
        union select null, change_from from population
        union select null, change_to from population
        union select null, change_id from boundary_generation",
    );
    let everywhere = diesel::sql_query(everywhere).load::<LastAround>(connection).await?;
    let risk_points = last(
        "select district, change_from as change_id from risk_point
        union select district, change_to from risk_point",
    );
    let risk_points = diesel::sql_query(risk_points).load::<LastAround>(connection).await?;
    let row = RowOf { table: "risk_point", row: epoch };
    let by_district = |last: LastAround| Ok((row.code_some::<DistrictCode>(last.district)?, last.epoch));
    Ok(TouchedAround {
        everywhere: everywhere.iter().map(|last| last.epoch).max().unwrap_or(0),
        risk_points: risk_points.into_iter().map(by_district).collect::<Result<_, StorageError>>()?,
    })
}

/// Returns what the epochs after one and up to another touched of the reports that a query names.
async fn of_reports(
    connection: &mut Connection,
    reports: &str,
    after: Epoch,
    until: Epoch,
) -> Result<Touched, StorageError> {
    let versions = diesel::sql_query(format!(
        "select
            version.report_id as report, began.epoch as began, ended.epoch as ended, version.district,
            version.category
        from report_version as version
        inner join change as began on began.id = version.change_from
        left join change as ended on ended.id = version.change_to
        where began.epoch <= {until} and version.report_id in ({reports})"
    ));
    let versions = versions.load::<Version>(connection).await?;
    let versions: Vec<VersionSpan> = versions.iter().map(Version::span).collect::<Result<_, _>>()?;
    let handlings = diesel::sql_query(format!(
        "select handling.report_id as report, began.epoch as began, handling.tlp, handling.victim
        from report_handling as handling
        inner join change as began on began.id = handling.change_from
        where began.epoch <= {until} and handling.report_id in ({reports})"
    ));
    let handlings = handlings.load::<Handled>(connection).await?;
    let handlings: Vec<HandlingSpan> = handlings.iter().map(Handled::span).collect::<Result<_, _>>()?;
    Ok(touched_between(&versions, &handlings, after, until))
}

impl Version {
    fn span(&self) -> Result<VersionSpan, StorageError> {
        let row = RowOf { table: "report_version", row: self.report };
        Ok(VersionSpan {
            report: self.report,
            began: self.began,
            ended: self.ended,
            district: row.code_some(self.district)?,
            category: row.read(&self.category)?,
        })
    }
}

impl Handled {
    fn span(&self) -> Result<HandlingSpan, StorageError> {
        let row = RowOf { table: "report_handling", row: self.report };
        Ok(HandlingSpan {
            report: self.report,
            began: self.began,
            tlp: row.read(&self.tlp)?,
            victim: self.victim,
        })
    }
}
