//! The command line: what people and scripts type. It puts the rooms together and decides nothing itself.

mod analyse;
mod backup;
mod bench;
mod check_data;
mod csv_commands;
mod error_file;
mod export;
mod import;
mod serve;
mod synth;
mod user;

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::app::{App, Known};
use crate::config::{DEFAULT_DATABASE, ServeSettings};
use crate::storage::Store;

/// Border situation map of the target districts along the Thai-Lao and Thai-Cambodian borders.
#[derive(Debug, Parser)]
#[command(name = "mekong-watch", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the map and the API.
    Serve(ServeSettings),
    /// Bring the database's tables up to date, making it where it is missing.
    Migrate(Database),
    /// Bring data in from files.
    #[command(subcommand)]
    Import(import::Import),
    /// Make accounts, close them, and say what each is here for.
    #[command(subcommand)]
    User(user::User),
    /// Place a point, or each row of a CSV file with the columns lon and lat.
    Place(csv_commands::PlaceArguments),
    /// Find the places that a CSV file's column `place_text` means.
    Geocode(csv_commands::GeocodeArguments),
    /// Compute a statistic over a plain file, for analysts and for checking against other programs.
    #[command(subcommand)]
    Analyse(analyse::Analyse),
    /// Write what a query matches to a file or to standard output.
    Export(export::ExportArguments),
    /// Seal everything that the database holds into one file.
    Backup(backup::BackupArguments),
    /// Restore a backup into an empty database, on either back end.
    Restore(backup::RestoreArguments),
    /// Make a key for backups.
    BackupKey(backup::KeyArguments),
    /// Check the boundaries that come with the product, against better ones where given.
    CheckData(check_data::CheckDataArguments),
    /// Make up reports along the real border for measuring, as a CSV file that `import reports` takes.
    Synth(synth::SynthArguments),
    /// Measure, and make what is measured on.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Print the API's description (JSON).
    Openapi,
    /// Print the version.
    Version,
}

/// Where the data are kept.
#[derive(Debug, clap::Args)]
struct Database {
    /// `sqlite://FILE` or `postgres://...`
    #[arg(long, env = "DATABASE_URL", default_value = DEFAULT_DATABASE)]
    database: String,
}

impl Database {
    async fn open(&self) -> anyhow::Result<App> {
        Ok(App::open(Store::open(&self.database).await?, Arc::new(Known::bundled()?)).await?)
    }

    /// Opens the database for an import, which reads none of its reports.
    async fn open_unread(&self) -> anyhow::Result<App> {
        Ok(App::open_unread(Store::open(&self.database).await?, Arc::new(Known::bundled()?)).await?)
    }
}

/// How a command ended: 0 well, 2 with some rows refused, 1 badly.
enum Ending {
    Well,
    SomeRefused,
}

/// Runs the command that the program was called with.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| "mekong_watch=info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(cause) => return failed(&cause.into()),
    };
    match runtime.block_on(dispatch(arguments.command)) {
        Ok(Ending::Well) => ExitCode::SUCCESS,
        Ok(Ending::SomeRefused) => ExitCode::from(2),
        Err(cause) => failed(&cause),
    }
}

async fn dispatch(command: Command) -> anyhow::Result<Ending> {
    match command {
        Command::Serve(settings) => serve::serve(settings).await,
        Command::Migrate(database) => {
            database.open().await?;
            Ok(Ending::Well)
        }
        Command::Import(what) => import::import(what).await,
        Command::User(what) => user::user(what).await,
        Command::Place(arguments) => csv_commands::place(&arguments),
        Command::Geocode(arguments) => csv_commands::geocode(&arguments),
        Command::Analyse(method) => analyse::analyse(&method),
        Command::Export(arguments) => export::export(arguments).await,
        Command::Backup(arguments) => backup::backup(arguments).await,
        Command::Restore(arguments) => backup::restore(arguments).await,
        Command::BackupKey(arguments) => backup::key(&arguments),
        Command::CheckData(arguments) => check_data::check_data(&arguments),
        Command::Synth(arguments) => synth::synth(&arguments),
        Command::Bench(what) => bench::bench(what).await,
        Command::Openapi => print(&crate::http::openapi_json()),
        Command::Version => print(concat!("mekong-watch ", env!("CARGO_PKG_VERSION"), "\n")),
    }
}

/// Writes to standard output; a reader that went away, such as `head`, is no failure.
fn print(text: &str) -> anyhow::Result<Ending> {
    use std::io::Write;
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => Err(cause.into()),
        _ => Ok(Ending::Well),
    }
}

/// Says on standard error what a person should know; standard output is for results.
#[expect(clippy::print_stderr, reason = "the one place that talks to the person at the terminal")]
fn say(text: &str) {
    eprintln!("{text}");
}

fn failed(cause: &anyhow::Error) -> ExitCode {
    say(&format!("mekong-watch: {cause:#}"));
    ExitCode::FAILURE
}

/// Reads a file, naming it in the error.
fn read_file(path: &std::path::Path) -> anyhow::Result<Vec<u8>> {
    use anyhow::Context;
    std::fs::read(path).with_context(|| format!("reading {}", path.display()))
}
