//! Databases for tests: an SQLite file each, or a database each in one private PostgreSQL cluster.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, SqliteConnection, sql_query};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use mekong_watch::storage::Store;
use tempfile::TempDir;

/// Where a test keeps its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackEnd {
    Sqlite,
    Postgres,
}

/// An empty database; a file goes away with it.
pub struct Database {
    pub url: String,
    _folder: Option<TempDir>,
}

/// A private cluster. Its script stops it when the pipe to its standard input closes, which happens when
/// this process ends, however it ends.
pub struct Cluster {
    address: String,
    script: Child,
    said: BufReader<ChildStdout>,
}

impl Cluster {
    pub fn start() -> Self {
        let mut script = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/postgres-cluster"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(script.stdout.take().unwrap());
        let mut cluster = Self { address: String::new(), script, said };
        cluster.address = cluster.read_address();
        cluster
    }

    /// Kills all its processes at once, and starts it again.
    pub fn crash(&mut self) {
        self.script.stdin.as_mut().unwrap().write_all(b"crash\n").unwrap();
        assert_eq!(self.read_address(), self.address);
    }

    /// Makes an empty database.
    pub async fn database(&self) -> Database {
        let name = format!("t{}", uuid::Uuid::now_v7().simple());
        let mut admin = AsyncPgConnection::establish(&format!("{}/postgres", self.address)).await.unwrap();
        admin.batch_execute(&format!("create database {name}")).await.unwrap();
        Database { url: format!("{}/{name}", self.address), _folder: None }
    }

    fn read_address(&mut self) -> String {
        let mut address = String::new();
        self.said.read_line(&mut address).unwrap();
        assert!(
            address.starts_with("postgres://"),
            "the cluster did not start; is postgresql-15-postgis-3 installed?"
        );
        address.trim().to_owned()
    }
}

/// The cluster of all tests that do not crash theirs.
fn shared() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start)
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Database {
    pub async fn empty(back_end: BackEnd) -> Self {
        match back_end {
            BackEnd::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}", folder.path().join("test.db").display());
                Self { url, _folder: Some(folder) }
            }
            BackEnd::Postgres => shared().database().await,
        }
    }

    /// Names the same database on the server again, for another program.
    pub fn again(&self) -> Self {
        assert!(self.is_postgres(), "a file goes away with the first to name it");
        Self { url: self.url.clone(), _folder: None }
    }

    pub async fn store(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }

    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres://")
    }

    /// Asks past the store, for the texts of a column called `line`.
    pub async fn lines(&self, sql: &str) -> Vec<String> {
        let lines: Vec<Line> = if self.is_postgres() {
            diesel_async::RunQueryDsl::load(sql_query(sql), &mut self.postgres().await).await.unwrap()
        } else {
            diesel::RunQueryDsl::load(sql_query(sql), &mut self.sqlite()).unwrap()
        };
        lines.into_iter().map(|line| line.line).collect()
    }

    /// Does something past the store.
    pub async fn execute(&self, sql: &str) {
        if self.is_postgres() {
            self.postgres().await.batch_execute(sql).await.unwrap();
        } else {
            self.sqlite().batch_execute(sql).unwrap();
        }
    }

    /// Connects to an SQLite file.
    pub fn sqlite(&self) -> SqliteConnection {
        let mut connection = SqliteConnection::establish(self.url.trim_start_matches("sqlite://")).unwrap();
        connection.batch_execute("pragma busy_timeout = 10000").unwrap();
        connection
    }

    /// Connects to a PostgreSQL database.
    pub async fn postgres(&self) -> AsyncPgConnection {
        AsyncPgConnection::establish(&self.url).await.unwrap()
    }
}

/// Runs each test on both back ends: `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($(async fn $name:ident($back_end:ident) $body:block)+) => {
        $(
            mod $name {
                use super::*;

                #[tokio::test(flavor = "multi_thread")]
                async fn sqlite() {
                    let $back_end = crate::databases::BackEnd::Sqlite;
                    $body
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn postgres() {
                    let $back_end = crate::databases::BackEnd::Postgres;
                    $body
                }
            }
        )+
    };
}

pub(crate) use on_both;
