//! The rules of the house that a compiler does not know: rooms, file heads, schema, licences.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

/// What each room may import, as the table in ARCHITECTURE.md says.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("spatial", &["domain"]),
    ("analysis", &["domain", "spatial"]),
    ("storage", &["domain"]),
    ("import", &["domain", "spatial"]),
    ("export", &["domain", "spatial", "analysis"]),
    ("app", &["domain", "spatial", "analysis", "storage", "import", "export"]),
    ("http", &["domain", "analysis", "app", "export", "config"]),
    ("cli", &["domain", "spatial", "analysis", "storage", "import", "export", "app", "http", "config"]),
    ("config", &[]),
];

/// Outside crates that belong to some rooms only.
const CRATES: &[(&str, &[&str])] = &[
    ("age", &["storage"]),
    ("anyhow", &["cli"]),
    ("argon2", &["app"]),
    ("axum", &["http"]),
    ("bytemuck", &["spatial"]),
    ("bytes", &["app"]),
    ("calamine", &["import"]),
    ("clap", &["cli", "config"]),
    ("crc32fast", &["spatial"]),
    ("csv", &["import", "export", "cli"]),
    ("diesel", &["storage"]),
    ("diesel_async", &["storage"]),
    ("diesel_migrations", &["storage"]),
    ("encoding_rs", &["import"]),
    ("fast_mvt", &["export"]),
    ("flate2", &["storage", "export"]),
    ("futures_util", &["storage"]),
    ("geo", &["spatial"]),
    ("geoconvert", &["spatial"]),
    ("geojson", &["import"]),
    ("getrandom", &["app"]),
    ("gpx", &["export"]),
    ("hmac", &["app"]),
    ("http_body", &["http"]),
    ("http_body_util", &["http"]),
    ("hyper_util", &["http"]),
    ("indicatif", &["cli"]),
    ("kml", &["export"]),
    ("libm", &["analysis", "spatial"]),
    ("pmtiles", &["app"]),
    ("postgis_diesel", &["storage"]),
    ("proj4rs", &["spatial"]),
    ("qrcode", &["app"]),
    ("rstar", &["spatial"]),
    ("rust_embed", &["http"]),
    ("serde", &["http", "export", "storage", "cli"]),
    ("serde_json", &["http", "export", "import", "storage", "cli"]),
    ("tokio_postgres", &["storage"]),
    ("totp_rs", &["app"]),
    ("tower_http", &["http"]),
    ("utoipa", &["http", "export"]),
    ("utoipa_axum", &["http"]),
    ("zip", &["import"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Returns the room a source file belongs to; the two roots belong to none.
fn room_of(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next()?.as_os_str().to_str()?;
    let name = first.trim_end_matches(".rs");
    (!matches!(name, "lib" | "main")).then(|| name.to_owned())
}

/// Cuts a source text into words of paths such as `crate::domain::Area`, leaving comments out.
fn paths(source: &str) -> Vec<String> {
    source
        .lines()
        .filter_map(|line| line.split("//").next())
        .map(|line| match line.trim().strip_prefix("use ") {
            // `use diesel as d;` has no path; it names a crate all the same.
            Some(used) if !used.contains("::") => {
                format!("{}::self", used.trim_end_matches(';').split(' ').next().unwrap_or_default())
            }
            _ => line.to_owned(),
        })
        .collect::<Vec<_>>()
        .iter()
        .flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':'))))
        .filter(|word| word.contains("::"))
        .map(ToOwned::to_owned)
        .collect()
}

/// Returns what a source text breaks of the two tables.
fn broken_rules(room: &str, source: &str) -> Vec<String> {
    let allowed = ROOMS.iter().find(|(name, _)| *name == room).map(|(_, rooms)| *rooms);
    let Some(allowed) = allowed else { return vec![format!("room {room} is not in the table")] };
    let names: BTreeSet<&str> = ROOMS.iter().map(|(name, _)| *name).collect();
    let mut broken = Vec::new();
    if source.contains("use crate::{") {
        broken.push("one `use` a room: `use crate::{...}` hides what is imported".to_owned());
    }
    for path in paths(source) {
        let mut words = path.split("::");
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let other = if first == "crate" { second } else { "" };
        if names.contains(other) && other != room && !allowed.contains(&other) {
            broken.push(format!("{room} must not import {other}: {path}"));
        }
        if let Some((_, rooms)) = CRATES.iter().find(|(name, _)| *name == first)
            && !rooms.contains(&room)
        {
            broken.push(format!("{first} belongs to {rooms:?}: {path}"));
        }
    }
    broken
}

#[test]
fn every_room_imports_only_what_it_may() {
    let sources = files(&root().join("src"), "rs");
    assert!(sources.len() > 40);
    let broken: Vec<String> = sources
        .iter()
        .filter_map(|path| Some((room_of(path)?, path)))
        .flat_map(|(room, path)| {
            let rules = broken_rules(&room, &std::fs::read_to_string(path).unwrap());
            rules.into_iter().map(|rule| format!("{}: {rule}", path.display())).collect::<Vec<_>>()
        })
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_forbidden_import_would_be_found() {
    assert_eq!(broken_rules("domain", "use crate::storage::Store;").len(), 1);
    assert_eq!(broken_rules("http", "let x = diesel::sql_query(text);").len(), 1);
    assert_eq!(broken_rules("spatial", "fn f(s: crate::app::App) {}").len(), 1);
    assert_eq!(broken_rules("attic", "").len(), 1);
    assert_eq!(broken_rules("domain", "use crate::{storage::Store};").len(), 1);
    assert_eq!(broken_rules("app", "use diesel as d;").len(), 1);
    assert!(broken_rules("app", "use crate::storage::Store; // diesel::x is not used here").is_empty());
}

#[test]
fn only_one_file_builds_scopes() {
    let builders = ["Scope::everything(", "Scope::limited("];
    let http = files(&root().join("src/http"), "rs");
    let makers = http.iter().filter(|p| std::fs::read_to_string(p).unwrap().contains("operator()"));
    assert!(
        makers.into_iter().all(|p| p.ends_with("http/caller.rs")),
        "a request becomes a caller in one place"
    );
    for path in files(&root().join("src"), "rs") {
        let source = std::fs::read_to_string(&path).unwrap();
        if builders.iter().any(|b| source.contains(b)) {
            assert!(path.ends_with("app/caller.rs"), "{} builds a scope", path.display());
        }
    }
}

#[test]
fn every_source_file_begins_by_saying_what_it_is_for() {
    for path in files(&root().join("src"), "rs").into_iter().chain(files(&root().join("tests"), "rs")) {
        let source = std::fs::read_to_string(&path).unwrap();
        assert!(
            source.starts_with("//! ") && source.lines().next().unwrap().len() > 24,
            "{}",
            path.display()
        );
    }
    for ending in ["ts", "tsx"] {
        for path in files(&root().join("web/src"), ending) {
            let source = std::fs::read_to_string(&path).unwrap();
            assert!(source.starts_with("//") || source.starts_with("/*"), "{}", path.display());
        }
    }
}

#[test]
fn as_stands_in_one_file_only() {
    for path in files(&root().join("src"), "rs") {
        let source = std::fs::read_to_string(&path).unwrap();
        let expects = source.contains("clippy::as_conversions");
        assert!(
            !expects || path.ends_with("domain/number.rs"),
            "{} converts numbers with `as`",
            path.display()
        );
    }
}

#[test]
fn the_rooms_of_architecture_md_are_the_rooms_of_the_table() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(text.lines().count() < 200, "ARCHITECTURE.md stays under 200 lines");
    for (room, _) in ROOMS.iter().filter(|(room, _)| *room != "config") {
        assert!(text.contains(&format!("`{room}/`")), "ARCHITECTURE.md does not name {room}/");
        let head = std::fs::read_to_string(root().join(format!("src/{room}/mod.rs"))).unwrap();
        assert!(head.starts_with("//! "), "{room}");
    }
}

/// Reads `create table` statements: table -> lines inside the parentheses.
fn tables(sql: &str) -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::new();
    let mut current: Option<(String, Vec<String>)> = None;
    for line in sql.lines() {
        if let Some(rest) = line.strip_prefix("create table ") {
            current = Some((rest.trim_end_matches(" (").to_owned(), Vec::new()));
        } else if line.starts_with(')') {
            tables.extend(current.take());
        } else if let Some((_, lines)) = &mut current {
            lines.push(line.trim().to_owned());
        }
    }
    tables
}

/// Reads `alter table ... add column` statements: table, column, and the line before.
fn added_columns(sql: &str) -> Vec<(String, String, String)> {
    let lines: Vec<&str> = sql.lines().collect();
    let added = lines.iter().enumerate().filter_map(|(i, line)| {
        let (table, column) = line.strip_prefix("alter table ")?.split_once(" add column ")?;
        let column = column.split_whitespace().next().unwrap_or_default();
        let before = i.checked_sub(1).map_or("", |before| lines[before]);
        Some((table.to_owned(), column.to_owned(), before.to_owned()))
    });
    added.collect()
}

/// Returns what a migration breaks of the schema's conventions.
fn broken_conventions(sql: &str) -> Vec<String> {
    let mut broken = Vec::new();
    for (number, line) in sql.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("--")) {
        let statement = line.split('\'').step_by(2).collect::<String>();
        if statement.chars().any(|c| c.is_ascii_uppercase()) {
            broken.push(format!("line {} is not in lower case", number + 1));
        }
    }
    for (table, column, before) in added_columns(sql) {
        if !before.starts_with("-- ") && !sql.contains(&format!("comment on column {table}.{column} is")) {
            broken.push(format!("{table}: added `{column}` has no comment"));
        }
    }
    for (table, lines) in tables(sql) {
        if sql.contains("comment on ") && !sql.contains(&format!("comment on table {table} is")) {
            broken.push(format!("{table} has no comment"));
        }
        let mut commented = false;
        for line in &lines {
            if line.starts_with("--") {
                commented = true;
                continue;
            }
            if let Some(rest) = line.strip_prefix("constraint ") {
                if !rest.starts_with(&format!("{table}_")) {
                    broken.push(format!("constraint `{rest}` does not begin with {table}_"));
                }
            } else if line.chars().next().is_some_and(char::is_alphabetic)
                && !line.starts_with("precision in")
                && !line.starts_with("st_")
            {
                // SQLite keeps comments only as text beside the column; PostgreSQL has a statement for them.
                let column = line.split_whitespace().next().unwrap_or_default();
                if !commented && !sql.contains(&format!("comment on column {table}.{column} is")) {
                    broken.push(format!("{table}: `{line}` has no comment"));
                }
                if line.contains("primary key") || line.contains("unique") || line.contains("references") {
                    broken.push(format!("{table}: `{line}` holds an unnamed constraint"));
                }
            }
            commented = false;
        }
        if !lines.iter().any(|l| l.starts_with("constraint") && l.contains("primary key")) {
            broken.push(format!("{table} has no named primary key"));
        }
    }
    broken
}

#[test]
fn the_schema_keeps_its_conventions() {
    let ups: Vec<_> =
        files(&root().join("migrations"), "sql").into_iter().filter(|p| p.ends_with("up.sql")).collect();
    assert!(!ups.is_empty());
    for path in ups {
        assert!(path.with_file_name("down.sql").exists(), "{} cannot be undone", path.display());
        let sql = std::fs::read_to_string(&path).unwrap();
        assert!(!tables(&sql).is_empty() || !added_columns(&sql).is_empty(), "{}", path.display());
        assert_eq!(broken_conventions(&sql), Vec::<String>::new(), "{}", path.display());
    }
}

#[test]
fn a_broken_convention_would_be_found() {
    let sql = "create table t (\n    id integer not null primary key,\n    -- named\n    Name text,\n    constraint other_pk primary key (id)\n);\nalter table t add column more text;\n";
    let broken = broken_conventions(sql).join("; ");
    for part in [
        "line 4 is not in lower case",
        "does not begin with t_",
        "has no comment",
        "unnamed constraint",
        "added `more`",
    ] {
        assert!(broken.contains(part), "{part}: {broken}");
    }
}

/// Licences that this product may be shipped with.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "NCSA",
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Tells whether one of the alternatives of a licence expression is allowed as a whole.
fn is_allowed(expression: &str) -> bool {
    expression
        .replace(['(', ')'], "")
        .replace('/', " OR ")
        .split(" OR ")
        .any(|alternative| alternative.split(" AND ").all(|licence| LICENCES.contains(&licence.trim())))
}

#[test]
fn every_dependency_has_a_licence_that_allows_shipping() {
    assert!(is_allowed("MIT OR GPL-3.0") && !is_allowed("GPL-3.0") && !is_allowed("MIT AND GPL-3.0"));
    let metadata = std::process::Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform"])
        .arg(format!("{}-unknown-linux-gnu", std::env::consts::ARCH))
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    let lock: Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("web/package-lock.json")).unwrap())
            .unwrap();
    let web =
        lock["packages"].as_object().unwrap().iter().filter(|(name, p)| !name.is_empty() && p["dev"] != true);
    let all = packages
        .iter()
        .map(|p| (p["name"].as_str().unwrap(), p["license"].as_str()))
        .chain(web.map(|(name, p)| (name.as_str(), p["license"].as_str())));
    let refused: Vec<String> = all
        .filter(|(_, licence)| !licence.is_some_and(is_allowed))
        .map(|(name, licence)| format!("{name}: {licence:?}"))
        .collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn the_lock_files_name_no_registry_host() {
    let lock = std::fs::read_to_string(root().join("web/package-lock.json")).unwrap();
    assert!(!lock.contains("\"resolved\": \"http"), "web/package-lock.json names where packages come from");
}

/// The page's types are made from the description that is committed; it must be the one the code gives.
#[test]
fn the_committed_description_of_the_api_is_fresh() {
    let path = root().join("web/src/api/openapi.json");
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(
        committed == mekong_watch::http::openapi_json(),
        "run `make openapi`: {} is not what the code gives",
        path.display()
    );
}
