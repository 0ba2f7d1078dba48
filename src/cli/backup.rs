//! `backup`, `restore` and `backup-key`: everything that the database holds, in one sealed file.

use std::path::PathBuf;
use std::str::FromStr;

use anyhow::Context;
use clap::Args;

use super::{Database, Ending, print, read_file, say};
use crate::app;
use crate::domain::AsOf;
use crate::storage::{Contents, Identity, Recipient, Store};

#[derive(Debug, Args)]
pub(super) struct BackupArguments {
    /// The file to make.
    file: PathBuf,
    /// Public key (age1...) to seal it to; may be repeated.
    #[arg(long = "recipient", required = true, value_parser = Recipient::from_str)]
    recipients: Vec<Recipient>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct RestoreArguments {
    /// The backup.
    file: PathBuf,
    /// File with the secret key.
    #[arg(long)]
    identity: PathBuf,
    /// As of this change only, such as epoch:12.
    #[arg(long, value_parser = AsOf::from_str)]
    asof: Option<AsOf>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct KeyArguments {
    /// Where the secret key is written; keep it away from the server.
    file: PathBuf,
}

pub(super) async fn backup(arguments: BackupArguments) -> anyhow::Result<Ending> {
    let store = Store::open(&arguments.database.database).await?;
    let contents = app::back_up(&store, &arguments.file, arguments.recipients).await?;
    describe(&contents);
    say(&format!("sealed into {}", arguments.file.display()));
    Ok(Ending::Well)
}

pub(super) async fn restore(arguments: RestoreArguments) -> anyhow::Result<Ending> {
    let until = match arguments.asof {
        None => None,
        Some(AsOf::Epoch(epoch)) => Some(epoch),
        Some(AsOf::Time(_)) => anyhow::bail!("--asof: name the change by its epoch, such as epoch:12"),
    };
    let key = String::from_utf8(read_file(&arguments.identity)?).unwrap_or_default();
    let identity =
        Identity::read(&key).with_context(|| format!("reading {}", arguments.identity.display()))?;
    let store = Store::open(&arguments.database.database).await?;
    let contents = app::restore(&store, &arguments.file, identity, until)
        .await
        .with_context(|| format!("restoring {}", arguments.file.display()))?;
    describe(&contents);
    say("restored; every table was compared with the backup");
    Ok(Ending::Well)
}

pub(super) fn key(arguments: &KeyArguments) -> anyhow::Result<Ending> {
    let recipient = app::make_backup_key(&arguments.file)
        .with_context(|| format!("writing {}", arguments.file.display()))?;
    say(&format!("the secret key is in {}; the public key is", arguments.file.display()));
    print(&format!("{recipient}\n"))
}

fn describe(contents: &Contents) {
    say(&format!("epoch {}", contents.epoch));
    for (table, held) in &contents.tables {
        say(&format!("{:>10} rows  {}  {table}", held.rows, &held.sha256));
    }
}
