//! Later migrations lose nothing: up, down and up again, and every table holds the same.

use std::collections::BTreeMap;

use diesel::backend::Backend;
use diesel_async::AsyncMigrationHarness;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use mekong_watch::domain::{OnConflict, Outcome, Place, Placement};
use sha2::{Digest, Sha256};

use crate::databases::{Database, on_both};
use crate::storage::{change, placed};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Where a database is taken.
#[derive(Debug, Clone, Copy)]
enum To {
    First,
    Last,
}

fn migrate<B: Backend>(
    harness: &mut impl MigrationHarness<B>,
    migrations: fn() -> EmbeddedMigrations,
    to: To,
) {
    match to {
        To::Last => {
            harness.run_pending_migrations(migrations()).unwrap();
        }
        To::First if harness.applied_migrations().unwrap().is_empty() => {
            harness.run_next_migration(migrations()).unwrap();
        }
        To::First => {
            while harness.applied_migrations().unwrap().len() > 1 {
                harness.revert_last_migration(migrations()).unwrap();
            }
        }
    }
}

async fn take(database: &Database, to: To) {
    if database.is_postgres() {
        let connection = database.postgres().await;
        tokio::task::block_in_place(|| {
            migrate(&mut AsyncMigrationHarness::new(connection), || POSTGRES, to);
        });
    } else {
        migrate(&mut database.sqlite(), || SQLITE, to);
    }
}

/// Fills the tables of the first migration with synthetic reports, in the SQL that both back ends understand:
/// 100 imports, then other words for every tenth report in ten more, then a set of target districts.
async fn fill(database: &Database, reports: usize) {
    let numbers = |end: usize| {
        format!("with recursive number (i) as (select 1 union all select i + 1 from number where i < {end})")
    };
    let changes = numbers(111);
    let each = numbers(reports);
    database
        .execute(&format!(
            "insert into change (epoch, origin, committed_at)
             {changes} select i, case when i = 111 then 'target districts' else 'import ' || i end, 1700000000 + i
             from number order by i;
             insert into report (
                 id, uid, import_key, content_hash, source_id, category, subtype, status, channel, observed_at,
                 observed_precision, precision, lon_e7, lat_e7, radius_m, place_text, summary, quantity, agency,
                 source_url, source_title, synthetic
             )
             {each} select
                 i, '00000000-0000-7000-8000-' || (100000000000 + i), 'key ' || i, 'hash ' || i, 'SYN-' || i,
                 case when i % 2 = 0 then 'drugs' else 'weapons' end, case when i % 4 = 0 then 'drugs.handover' end,
                 case when i % 7 = 0 then 'confirmed' else 'unverified' end, 'partner',
                 case when i % 5 > 0 then 1600000000 + i * 60 end, case when i % 5 > 0 then 'time' end,
                 case i % 3 when 0 then 'exact' when 1 then 'district' else 'none' end,
                 case when i % 3 = 0 then 1030000000 + i % 1000000 end,
                 case when i % 3 = 0 then 144000000 + i % 1000000 end,
                 case when i % 3 = 0 then 11.5 + i % 10 end,
                 'ช่องจอม ' || i, 'seen; ''so'' it says, ' || i, '1', '', '', '', i % 2 = 0
             from number;
             insert into report_placement (
                 report_id, method, country, district, province, routed_to, edge_distance_m, border, border_km,
                 border_distance_m, bank
             )
             {each} select
                 i, case i % 3 when 0 then 'containing' when 1 then 'area' else 'unplaced' end,
                 case when i % 3 < 2 then 'TH' end, case when i % 3 < 2 then 3206 end, case when i % 3 < 2 then 32 end,
                 case when i % 3 < 2 then 3206 end, case when i % 3 = 0 then 1000.25 + i end,
                 case when i % 3 = 0 then 'TH-KH' end, case when i % 3 = 0 then 1200.5 end,
                 case when i % 3 = 0 then 900.125 end, case when i % 3 = 0 then 'TH' end
             from number;
             insert into change_report (change_id, report_id) {each} select 1 + i % 100, i from number;
             insert into change_report (change_id, report_id)
             {each} select 101 + i % 10, i from number where i % 10 = 0;
             insert into target_district (district, basis, verified, valid_from, valid_to, source)
             values ('3206', 'A1', true, '2024-01-01', null, 'test'),
                 ('3210', 'B', false, '2023-01-01', '2024-01-01', 'test')"
        ))
        .await;
    if database.is_postgres() {
        database.execute(&format!("select setval('report_id_seq', {reports})")).await;
    }
}

/// Returns how many rows each table has, and the SHA-256 of them all in order.
async fn hashes(database: &Database) -> BTreeMap<String, (usize, String)> {
    let tables = if database.is_postgres() {
        "select tablename::text as line from pg_tables
         where schemaname = 'public' and tablename not in ('spatial_ref_sys', '__diesel_schema_migrations')"
    } else {
        "select name as line from sqlite_schema
         where type = 'table' and name not like 'sqlite%' and name <> '__diesel_schema_migrations'"
    };
    let mut hashes = BTreeMap::new();
    for table in database.lines(tables).await {
        let row = if database.is_postgres() {
            format!("{table}::text")
        } else {
            let columns = "group_concat('quote(' || name || ')', ' || '','' || ')";
            let columns = format!("select {columns} as line from pragma_table_info('{table}')");
            database.lines(&columns).await.remove(0)
        };
        let mut rows = database.lines(&format!("select {row} as line from {table}")).await;
        rows.sort_unstable();
        let mut hash = Sha256::new();
        for row in &rows {
            hash.update(row);
            hash.update("\n");
        }
        hashes.insert(table, (rows.len(), format!("{:x}", hash.finalize())));
    }
    hashes
}

on_both! {
    async fn up_and_down_and_up_again_every_table_holds_the_same(back_end) {
        let many = 100_000;
        let database = Database::empty(back_end).await;
        take(&database, To::First).await;
        fill(&database, many).await;
        let first = hashes(&database).await;
        take(&database, To::Last).await;
        let last = hashes(&database).await;
        let rows = |table: &str| last[table].0;
        assert_eq!((rows("report"), rows("report_text"), rows("report_version")), (many, many, many));
        assert_eq!((rows("report_event"), rows("change"), rows("target_district")), (many + many / 10, 111, 2));
        take(&database, To::First).await;
        assert_eq!(hashes(&database).await, first);
        take(&database, To::Last).await;
        assert_eq!(hashes(&database).await, last);

        // The hashes see one letter in one row, and the product goes on where it was.
        let letter = "update report_text set summary = summary || '.' where report_id = 77";
        database.execute(letter).await;
        let changed = hashes(&database).await;
        assert_eq!(changed.iter().filter(|(table, hash)| last[*table] != **hash).count(), 1);
        let store = database.store().await;
        let new = vec![placed("key of tomorrow", "seen", Place::Unknown, Placement::unplaced())];
        let committed = store.commit(change(new, OnConflict::Refuse)).await.unwrap();
        assert_eq!(committed.outcomes, [Outcome::Added]);
        store.number_changes().await.unwrap();
        assert_eq!(store.epoch().await.unwrap(), 112);
    }
}
