//! One set of reports in three programs on two databases, and PostGIS beside them.

use std::collections::HashMap;

use axum::http::StatusCode;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use mekong_watch::app::{BoundaryFile, Caller, ImportOptions};
use mekong_watch::domain::Counts;
use mekong_watch::spatial::Asked;
use serde_json::{Value, json};
use uuid::Uuid;

use super::questions::Question;
use super::random::Random;
use super::reports::{Row, STEP, Spot, file, places, rows, spots};
use crate::databases::BackEnd;
use crate::support::Product;

/// Questions asked in one statement.
const AT_A_TIME: usize = 40;

/// The reports as they were held after the change with a number, for the statements of questions.
const HELD: &str = "
    drop table if exists held;
    create temporary table held as
    select report.uid, substr(report.source_id, 5)::int as source, report_version.*,
        to_timestamp(observed_at) as observed, geom::geography as spot
    from report
    inner join report_version on report_version.report_id = report.id
    inner join change as began on began.id = report_version.change_from
    left join change as ended on ended.id = report_version.change_to
    where began.epoch <= EPOCH and (ended.epoch is null or ended.epoch > EPOCH);
    analyze held;";

/// What anybody says: counts, and which reports.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    counts: Counts,
    reports: Vec<usize>,
}

impl Answer {
    fn new(counts: Counts, mut reports: Vec<usize>) -> Self {
        reports.sort_unstable();
        Self { counts, reports }
    }

    /// Reads what PostGIS said.
    fn told(text: &str) -> Self {
        let mut numbers = text.split_whitespace().map(|number| number.parse().unwrap());
        let mut next = || numbers.next().unwrap();
        let counts =
            Counts { matched: next(), points: next(), area_only: next(), unlocated: next(), undated: next() };
        Self::new(counts, numbers.collect())
    }

    /// Says how it differs from what PostGIS told.
    fn difference(&self, program: &str, path: &str, told: &Self) -> Option<String> {
        (self != told).then(|| {
            let not_in = |a: &Self, b: &Self| -> Vec<usize> {
                a.reports.iter().filter(|r| b.reports.binary_search(r).is_err()).take(3).copied().collect()
            };
            let (more, less) = (not_in(self, told), not_in(told, self));
            let (said, told) = (self.counts, told.counts);
            format!("{path} on {program}: {said:?} and not {told:?}; only there {more:?}, only in PostGIS {less:?}")
        })
    }
}

/// What a statement about the reports says.
#[derive(diesel::QueryableByName)]
pub struct Line {
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub answer: String,
}

/// One running product.
pub struct Program {
    name: &'static str,
    product: Product,
    /// Of each identity in its database the row and which of the synthetic reports it is.
    known: HashMap<Uuid, (i64, usize)>,
}

impl Program {
    fn new(name: &'static str, product: Product) -> Self {
        Self { name, product, known: HashMap::new() }
    }

    async fn import(&self, text: &str) -> usize {
        let options = ImportOptions { update: true, ..ImportOptions::default() };
        let result = self.product.import_with("synthetic.csv", text.as_bytes(), &options).await;
        assert_eq!(result.refused(), 0, "{:?}", result.problems);
        result.added + result.updated
    }

    /// Hears of what others brought, and learns past the product which report is which.
    async fn catch_up(&mut self) -> i64 {
        let epoch = self.product.app.refresh().await.unwrap();
        let sql = "select uid || ' ' || id || ' ' || substr(source_id, 5) as line from report";
        for line in self.product.database.lines(sql).await {
            let mut parts = line.split(' ');
            let mut next = || parts.next().unwrap();
            let (uid, row, source) = (next(), next(), next());
            self.known.insert(uid.parse().unwrap(), (row.parse().unwrap(), source.parse().unwrap()));
        }
        epoch
    }

    /// Asks as every use does.
    async fn said(&self, question: &Question) -> Answer {
        let (app, caller) = (&self.product.app, Caller::operator());
        let view = app.now();
        let region = app.region(question.query.area.as_ref()).await.unwrap();
        let asked = Asked { query: &question.query, region: region.as_ref(), scope: caller.scope() };
        let page = view.index().newest(asked, None, usize::MAX);
        assert_eq!(view.index().count(asked), page.counts, "{}", question.path);
        let reports = page.rows.iter().map(|listed| {
            let (known, source) = self.known[&listed.key.id];
            assert_eq!(known, listed.row);
            source
        });
        Answer::new(page.counts, reports.collect())
    }

    /// Asks a route.
    async fn answered(&self, path: &str) -> Answer {
        let list = self.product.json(&format!("/api/v1/reports?limit=10000&{path}")).await;
        let count = |name: &str| usize::try_from(list["counts"][name].as_u64().unwrap()).unwrap();
        let counts = Counts {
            matched: count("matched"),
            points: count("points"),
            area_only: count("area_only"),
            unlocated: count("unlocated"),
            undated: count("undated"),
        };
        let report = |feature: &Value| {
            let (_, source) = self.known[&text(&feature["id"]).parse::<Uuid>().unwrap()];
            assert_eq!(feature["properties"]["source_id"], format!("SYN-{source}"));
            source
        };
        Answer::new(counts, list["features"].as_array().unwrap().iter().map(report).collect())
    }
}

/// One set of reports in three programs, the second and third on one database, and a connection to that.
pub struct World {
    programs: [Program; 3],
    postgis: AsyncPgConnection,
    pub spots: Vec<Spot>,
    /// What a report can say of its place.
    pub places: Vec<String>,
    pub rows: Vec<Row>,
    imports: usize,
}

impl World {
    /// Imports synthetic reports; one of so many.
    pub async fn with_one_in(every: usize, random: &mut Random) -> Self {
        let spots = spots(random);
        let places = places(random, &spots);
        let rows: Vec<Row> = rows(random, &places).into_iter().step_by(every).collect();
        let (sqlite, postgres) =
            (Product::empty(BackEnd::Sqlite).await, Product::empty(BackEnd::Postgres).await);
        let mut postgis = postgres.database.postgres().await;
        // Compiling a statement of forty questions takes far longer than answering it.
        postgis.batch_execute("set jit = off").await.unwrap();
        let second = Product::on(postgres.database.again()).await;
        let programs = [
            Program::new("SQLite", sqlite),
            Program::new("PostgreSQL", postgres),
            Program::new("a second program on PostgreSQL", second),
        ];
        let mut world = Self { programs, postgis, spots, places, rows, imports: 0 };
        let all = 0..world.rows.len();
        world.import(all).await;
        world
    }

    /// Imports some of the rows into both databases, in turn by either of the programs on one; a report that is
    /// there already is replaced. Returns how many are new or say something else.
    pub async fn import(&mut self, some: impl IntoIterator<Item = usize>) -> usize {
        let text = file(&self.rows, some);
        let here = self.programs[0].import(&text).await;
        let there = self.programs[1 + self.imports % 2].import(&text).await;
        assert_eq!(here, there);
        self.imports += 1;
        here
    }

    /// Saves polygons in both databases; returns the ids of the areas, none for polygons that were refused.
    pub async fn save(&self, polygons: &[String]) -> Vec<Option<String>> {
        let [sqlite, postgres, _] = &self.programs;
        let mut ids = Vec::new();
        for polygon in polygons {
            let here = sqlite.product.post("/api/v1/areas", polygon.clone()).await;
            let there = postgres.product.post("/api/v1/areas", polygon.clone()).await;
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
    pub async fn move_district(&self, (column, row): (i32, i32), name: &str) {
        let at = |x: i32, y: i32| [(column + x) * STEP, (row + y) * STEP].map(|steps| f64::from(steps) / 1e7);
        let ring = [at(-2, -2), at(2, -2), at(2, 2), at(-2, 2), at(-2, -2)];
        let bytes = json!({ "type": "FeatureCollection", "features": [{
            "type": "Feature",
            "properties": { "code": "1001" },
            "geometry": { "type": "Polygon", "coordinates": [ring] },
        }]})
        .to_string();
        for program in &self.programs[..2] {
            let valid_from = "2026-01-01".parse().unwrap();
            let given = BoundaryFile { file: "new.geojson", bytes: bytes.as_bytes(), name, valid_from };
            program.product.app.import_boundaries(&given, |_| ()).await.unwrap();
        }
    }

    /// Brings all programs to the last epoch and returns it.
    pub async fn catch_up(&mut self) -> i64 {
        let [sqlite, postgres, second] = &mut self.programs;
        let epoch = sqlite.catch_up().await;
        assert_eq!((postgres.catch_up().await, second.catch_up().await), (epoch, epoch));
        epoch
    }

    /// Holds the reports of an epoch before PostGIS.
    pub async fn hold(&mut self, epoch: i64) {
        self.postgis.batch_execute(&HELD.replace("EPOCH", &epoch.to_string())).await.unwrap();
    }

    /// Does something in PostGIS.
    pub async fn execute(&mut self, sql: &str) {
        self.postgis.batch_execute(sql).await.unwrap();
    }

    /// Asks PostGIS anything.
    pub async fn select(&mut self, sql: &str) -> Vec<Line> {
        diesel::sql_query(sql).load(&mut self.postgis).await.unwrap_or_else(|e| panic!("{e}: {sql}"))
    }

    /// Asks PostGIS questions.
    pub async fn told(&mut self, statements: &[String]) -> Vec<Answer> {
        let mut answers = Vec::new();
        for statements in statements.chunks(AT_A_TIME) {
            let all = format!("{} order by number", statements.join(" union all "));
            answers.extend(self.select(&all).await.iter().map(|line| Answer::told(&line.answer)));
        }
        assert_eq!(answers.len(), statements.len());
        answers
    }

    /// Asks all programs what PostGIS was asked, and notes where they differ from what it told.
    pub async fn differences(&self, questions: &[Question], told: &[Answer]) -> Vec<String> {
        let mut differences = Vec::new();
        for program in &self.programs {
            for (question, told) in questions.iter().zip(told) {
                let said = program.said(question).await;
                differences.extend(said.difference(program.name, &question.path, told));
            }
        }
        differences
    }

    /// Asks all programs over their routes, perhaps as of an epoch.
    pub async fn differences_over_http(
        &self,
        questions: &[Question],
        told: &[Answer],
        asof: &str,
    ) -> Vec<String> {
        let mut differences = Vec::new();
        for (question, told) in questions.iter().zip(told) {
            let path = format!("{}{asof}", question.path);
            for program in &self.programs {
                let said = program.answered(&path).await;
                differences.extend(said.difference(program.name, &path, told));
            }
        }
        differences
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
