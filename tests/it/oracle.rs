//! PostGIS is asked the same questions as the product, in SQL that was written from what the API promises and
//! not from the engine: the counts and the ids are the same.

mod questions;
mod random;
mod reports;
mod shapes;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use mekong_watch::app::{BoundaryFile, ImportOptions};
use serde_json::{Value, json};

use self::questions::{Question, questions};
use self::random::Random;
use self::reports::{CENTRES, STEP, Spot, file, rows, spots};
use crate::databases::BackEnd;
use crate::support::Product;

/// Questions asked in one statement.
const AT_A_TIME: usize = 40;

/// The reports as they were held after the change with a number, for the statements of questions.
const HELD: &str = "
    drop table if exists held;
    create temporary table held as
    select report.uid, report.source_id, report_version.*, to_timestamp(observed_at) as observed,
        geom::geography as spot
    from report
    inner join report_version on report_version.report_id = report.id
    inner join change as began on began.id = report_version.change_from
    left join change as ended on ended.id = report_version.change_to
    where began.epoch <= EPOCH and (ended.epoch is null or ended.epoch > EPOCH);
    analyze held;";

/// What either of the two says: counts, and the ids in this database and those the source gave.
#[derive(Debug, PartialEq)]
struct Answer {
    counts: Value,
    ids: BTreeSet<(String, String)>,
}

impl Answer {
    /// Leaves out the ids that every database gives anew.
    fn without_uids(&self) -> Self {
        let ids = self.ids.iter().map(|(_, source)| (String::new(), source.clone())).collect();
        Self { counts: self.counts.clone(), ids }
    }
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    answer: String,
}

/// One set of reports in two products, and a connection to the database of the one on PostgreSQL.
struct World {
    sqlite: Product,
    postgres: Product,
    postgis: AsyncPgConnection,
    spots: Vec<Spot>,
}

impl World {
    /// Imports synthetic reports; one of so many.
    async fn with_one_in(every: usize, random: &mut Random) -> (Self, Vec<String>) {
        let spots = spots(random);
        let rows: Vec<String> = rows(random, &spots).into_iter().step_by(every).collect();
        let (sqlite, postgres) =
            (Product::empty(BackEnd::Sqlite).await, Product::empty(BackEnd::Postgres).await);
        let mut postgis = AsyncPgConnection::establish(&postgres.database.url).await.unwrap();
        // Compiling a statement of forty questions takes far longer than answering it.
        postgis.batch_execute("set jit = off").await.unwrap();
        let mut world = Self { sqlite, postgres, postgis, spots };
        world.import(&rows).await;
        (world, rows)
    }

    /// Imports rows into both products; one that is there already is replaced.
    async fn import(&mut self, rows: &[String]) {
        for product in [&self.sqlite, &self.postgres] {
            let options = ImportOptions { columns: Vec::new(), channel: None, update: true };
            let result = product.import_with("synthetic.csv", file(rows).as_bytes(), &options).await;
            assert_eq!(result.refused(), 0, "{:?}", result.problems);
        }
    }

    /// Saves polygons in both products; returns the ids of the areas, none for polygons that were refused.
    async fn save(&self, polygons: &[String]) -> Vec<Option<String>> {
        let mut ids = Vec::new();
        for polygon in polygons {
            let here = self.sqlite.post("/api/v1/areas", polygon.clone()).await;
            let there = self.postgres.post("/api/v1/areas", polygon.clone()).await;
            assert_eq!(here.status, there.status);
            ids.push(match here.status {
                StatusCode::CREATED => {
                    assert_eq!(here.json(), there.json());
                    Some(text(&here.json()["id"]))
                }
                _ => None,
            });
        }
        ids
    }

    /// Moves the district with the lowest code onto a node of the grid: points there, on its edges and in the
    /// districts below, go to it.
    async fn move_district(&mut self, (column, row): (i32, i32)) {
        let at = |x: i32, y: i32| [(column + x) * STEP, (row + y) * STEP].map(|steps| f64::from(steps) / 1e7);
        let ring = [at(-2, -2), at(2, -2), at(2, 2), at(-2, 2), at(-2, -2)];
        let bytes = json!({ "type": "FeatureCollection", "features": [{
            "type": "Feature",
            "properties": { "code": "1001" },
            "geometry": { "type": "Polygon", "coordinates": [ring] },
        }]})
        .to_string();
        for product in [&self.sqlite, &self.postgres] {
            let valid_from = "2026-01-01".parse().unwrap();
            let given = BoundaryFile {
                file: "new.geojson",
                bytes: bytes.as_bytes(),
                name: "test-edition",
                valid_from,
            };
            product.app.import_boundaries(&given, |_| ()).await.unwrap();
        }
    }

    /// Returns the last epoch of both.
    async fn epoch(&self) -> i64 {
        let here = self.sqlite.json("/api/v1/status").await["epoch"].as_i64().unwrap();
        assert_eq!(self.postgres.json("/api/v1/status").await["epoch"], here);
        here
    }

    async fn hold(&mut self, epoch: i64) {
        self.postgis.batch_execute(&HELD.replace("EPOCH", &epoch.to_string())).await.unwrap();
    }

    async fn select(&mut self, sql: &str) -> Vec<Row> {
        diesel::sql_query(sql).load(&mut self.postgis).await.unwrap_or_else(|e| panic!("{e}: {sql}"))
    }

    /// Asks PostGIS.
    async fn told(&mut self, statements: &[String]) -> Vec<Answer> {
        let mut answers = Vec::new();
        for statements in statements.chunks(AT_A_TIME) {
            let all = format!("{} order by number", statements.join(" union all "));
            for Row { answer, .. } in self.select(&all).await {
                let mut answer: Value = serde_json::from_str(&answer).unwrap();
                let ids = answer["ids"].as_array().into_iter().flatten();
                let ids = ids.map(|pair| (text(&pair[0]), text(&pair[1]))).collect();
                answers.push(Answer { counts: answer["counts"].take(), ids });
            }
        }
        assert_eq!(answers.len(), statements.len());
        answers
    }

    /// Asks both products what PostGIS was asked, and notes where they differ from what it told.
    async fn differences(&self, questions: &[Question], told: &[Answer], asof: &str) -> Vec<String> {
        let mut differences = Vec::new();
        for (question, told) in questions.iter().zip(told) {
            let path = format!("{}{asof}", question.path);
            let (here, there) = tokio::join!(said(&self.sqlite, &path), said(&self.postgres, &path));
            differences.extend(difference("PostgreSQL", &path, &there, told));
            differences.extend(difference("SQLite", &path, &here.without_uids(), &told.without_uids()));
        }
        differences
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Asks a product.
async fn said(product: &Product, path: &str) -> Answer {
    let mut list = product.json(&format!("/api/v1/reports?limit=10000&{path}")).await;
    let features = list["features"].as_array().unwrap();
    let pair = |f: &Value| (text(&f["id"]), text(&f["properties"]["source_id"]));
    let ids: BTreeSet<_> = features.iter().map(pair).collect();
    assert_eq!(ids.len(), features.len(), "{path}: each report is listed once");
    Answer { counts: list["counts"].take(), ids }
}

/// Says how a product's answer differs from what PostGIS told.
fn difference(product: &str, path: &str, said: &Answer, told: &Answer) -> Option<String> {
    let more: Vec<_> = said.ids.difference(&told.ids).take(3).collect();
    let less: Vec<_> = told.ids.difference(&said.ids).take(3).collect();
    (said != told).then(|| {
        format!(
            "{path} on {product}: {} and not {}; only there {more:?}, only in PostGIS {less:?}",
            said.counts, told.counts
        )
    })
}

fn assert_none(differences: &[String]) {
    let shown = differences.iter().take(10).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} differences:\n{shown}", differences.len());
}

fn statements(questions: &[Question]) -> Vec<String> {
    questions.iter().enumerate().map(|(i, question)| question.sql(i)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_questions_are_answered_as_postgis_answers_them() {
    let mut random = Random::seeded(1);
    let (mut world, rows) = World::with_one_in(1, &mut random).await;
    let polygons = shapes::polygons(&mut random, &world.spots, 450);
    let saved: Vec<String> = world.save(&polygons).await.into_iter().flatten().collect();
    assert!(saved.len() > 300, "{} of the polygons are valid", saved.len());
    let questions = questions(&mut random, &world.spots, &saved, 2_000);
    let epoch = world.epoch().await;
    world.hold(epoch).await;

    // Every precision is there.
    let census = "select count(*) as number, string_agg(distinct precision, ' ' order by precision) as answer from held";
    let there = world.select(census).await.remove(0);
    assert_eq!(usize::try_from(there.number).unwrap(), rows.len());
    assert_eq!(there.answer, "district exact none province tambon village");

    let told = world.told(&statements(&questions)).await;
    assert_none(&world.differences(&questions, &told, "").await);
    for mistake in MISTAKES {
        check_that_it_shows(&mut world, &questions, &told, mistake).await;
    }
}

/// Mistakes that somebody could make in an engine: in these statements of PostGIS, what to write instead of what.
const MISTAKES: &[&[(&str, &str)]] = &[
    &[("st_covers(", "st_contains(")],
    &[("lon_e7 >= ", "lon_e7 > ")],
    &[("lat_e7 <= ", "lat_e7 < ")],
    &[("observed >= ", "observed > ")],
    &[("observed < ", "observed <= ")],
    &[("at time zone 'Asia/Bangkok'", "at time zone 'UTC'")],
    // A sphere, and the plane of one UTM zone.
    &[(", true)", ", false)")],
    &[
        ("st_dwithin(spot, ", "st_dwithin(st_transform(geom, 32648), st_transform("),
        ("::geography, ", ", 32648), "),
        (", true)", ")"),
    ],
    &[("border_km >= ", "border_km > ")],
    &[("border_km < ", "border_km <= ")],
    &[("border_distance_m <= ", "border_distance_m < ")],
    &[("inside is null or ", "")],
    &[("undated and inside is not false", "undated and inside")],
    &[("when geom is not null then false", "when geom is not null then null")],
];

/// Makes a mistake in every statement where it can be made, and sees an answer change.
async fn check_that_it_shows(
    world: &mut World,
    questions: &[Question],
    told: &[Answer],
    mistake: &[(&str, &str)],
) {
    let right = statements(questions);
    let wrong =
        right.iter().map(|sql| mistake.iter().fold(sql.clone(), |sql, (is, not)| sql.replace(is, not)));
    let made: Vec<_> = wrong.zip(&right).zip(told).filter(|((wrong, right), _)| wrong != *right).collect();
    for some in made.chunks(AT_A_TIME) {
        let wrong: Vec<String> = some.iter().map(|((wrong, _), _)| wrong.clone()).collect();
        if world.told(&wrong).await.iter().zip(some).any(|(answer, (_, told))| answer != *told) {
            return;
        }
    }
    panic!("{mistake:?} changes none of {} answers", made.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_answered_as_postgis_answers_it() {
    let mut random = Random::seeded(2);
    let (mut world, mut rows) = World::with_one_in(4, &mut random).await;
    let saved: Vec<String> =
        world.save(&shapes::polygons(&mut random, &world.spots, 60)).await.into_iter().flatten().collect();
    // Reports become others, districts move, reports become others again.
    rows[..300].rotate_left(130);
    world.import(&rows[..300]).await;
    world.move_district(*random.pick(&CENTRES)).await;
    rows[..500].rotate_left(77);
    world.import(&rows[..500]).await;
    let last = world.epoch().await;
    assert_eq!(last, 6, "target districts, reports, reports, districts, places, reports");
    let mut earlier = Vec::new();
    for epoch in 0..=last {
        let questions = questions(&mut random, &world.spots, &saved, 60);
        world.hold(epoch).await;
        let told = world.told(&statements(&questions)).await;
        assert_none(&world.differences(&questions, &told, &format!("&asof=epoch:{epoch}")).await);
        let print = "
            select count(*) as number,
                coalesce(md5(string_agg(uid || category || coalesce(district, 0), '' order by uid)), '') as answer
            from held";
        let everything = world.select(print).await;
        earlier.extend(everything.into_iter().map(|row| row.answer));
    }
    earlier.dedup();
    assert_eq!(
        earlier.len(),
        5,
        "the set of target districts and the edition by themselves change no report"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_lies_in_the_district_that_covers_it_in_postgis() {
    let (mut world, _) = World::with_one_in(2, &mut Random::seeded(3)).await;
    world.move_district(CENTRES[5]).await;
    let epoch = world.epoch().await;
    world.hold(epoch).await;
    let edition = "
        create temporary table edition as
        select district as code, shape from boundary where generation_id = (select max(id) from boundary_generation);
        create index on edition using gist (shape);
        create temporary table covering as
        select uid, min(code) as lowest, count(code) as many
        from held left join edition on st_covers(shape, geom) where geom is not null group by uid;";
    world.postgis.batch_execute(edition).await.unwrap();
    let asked = "
        select count(*) as number, coalesce(string_agg(concat_ws(' ', source_id, method, district, lowest), '; '), '') as answer
        from held inner join covering using (uid)
        where (method = 'containing') is distinct from (many > 0) or (many > 0 and district is distinct from lowest)";
    let differing = world.select(asked).await.remove(0);
    assert_eq!((differing.number, differing.answer.as_str()), (0, ""));
    let shared = world.select("select count(*) as number, '' as answer from covering where many > 1").await;
    assert!(shared[0].number > 40, "{} points lie on edges that districts share", shared[0].number);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_polygon_is_taken_as_it_is_when_postgis_calls_it_valid() {
    let mut random = Random::seeded(4);
    let (mut world, _) = World::with_one_in(100, &mut random).await;
    let polygons = shapes::polygons(&mut random, &world.spots, 500);
    let taken = world.save(&polygons).await;
    let drawn: Vec<String> = polygons
        .iter()
        .enumerate()
        .map(|(i, p)| format!("({i}::bigint, st_geomfromgeojson('{p}'))"))
        .collect();
    let asked = format!(
        "select number, case when st_isvalid(drawn) then coalesce(
            (select id from saved_area where st_orderingequals(shape, drawn) limit 1), 'stored otherwise')
            else 'refused' end as answer
        from (values {}) as polygon (number, drawn) order by number",
        drawn.join(", ")
    );
    let told: Vec<String> = world.select(&asked).await.into_iter().map(|row| row.answer).collect();
    let differing: Vec<_> = told
        .iter()
        .zip(&taken)
        .zip(&polygons)
        .filter(|((told, taken), _)| told.as_str() != taken.as_deref().unwrap_or("refused"))
        .collect();
    assert!(differing.is_empty(), "{} differ: {:?}", differing.len(), &differing[..differing.len().min(5)]);
    assert!(told.iter().filter(|told| *told == "refused").count() > 30);
}
