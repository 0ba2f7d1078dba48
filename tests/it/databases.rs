//! Databases for tests: an SQLite file each, or a database each in one private PostgreSQL cluster.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

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

/// The private cluster. Its script stops it when the pipe to its standard input closes, which happens when
/// this process ends, however it ends.
struct Cluster {
    address: String,
    _script: Child,
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let mut script = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/postgres-cluster"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(script.stdout.take().unwrap()).read_line(&mut address).unwrap();
        assert!(
            address.starts_with("postgres://"),
            "the cluster did not start; is postgresql-15-postgis-3 installed?"
        );
        Cluster { address: address.trim().to_owned(), _script: script }
    })
}

impl Database {
    pub async fn empty(back_end: BackEnd) -> Self {
        match back_end {
            BackEnd::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}", folder.path().join("test.db").display());
                Self { url, _folder: Some(folder) }
            }
            BackEnd::Postgres => {
                let name = format!("t{}", uuid::Uuid::now_v7().simple());
                let mut admin =
                    AsyncPgConnection::establish(&format!("{}/postgres", cluster().address)).await.unwrap();
                admin.batch_execute(&format!("create database {name}")).await.unwrap();
                Self { url: format!("{}/{name}", cluster().address), _folder: None }
            }
        }
    }

    pub async fn store(&self) -> Store {
        Store::open(&self.url).await.unwrap()
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
