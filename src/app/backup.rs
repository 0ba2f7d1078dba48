//! The operator takes the data away, sealed, and brings them back.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::AppError;
use crate::domain::Epoch;
use crate::storage::{BackupError, Contents, Identity, Recipient, Store};

/// Seals everything that a store holds into a file; the file has its name only once it is whole and on disk.
///
/// # Errors
/// When the file is there already or cannot be written, or the database fails.
pub async fn back_up(store: &Store, to: &Path, recipients: Vec<Recipient>) -> Result<Contents, AppError> {
    if to.exists() {
        return Err(AppError::Refused(format!(
            "{} is there already; a backup replaces no file",
            to.display()
        )));
    }
    let part = with_ending(to, ".part");
    // Another backup to the same name would be in the way; what a broken one left has to be taken away first.
    let file = File::create_new(&part).map_err(|cause| {
        AppError::Refused(format!("{} cannot be made, or is there already: {cause}", part.display()))
    })?;
    let file = Synced(BufWriter::new(file));
    let outcome = store.back_up(file, recipients).await;
    if outcome.is_err() {
        // What is left of it is of no use; that it cannot be removed changes nothing.
        drop(std::fs::remove_file(&part));
    }
    let contents = outcome?;
    std::fs::rename(&part, to).map_err(BackupError::from)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(BackupError::from)?;
    Ok(contents)
}

/// Restores a sealed file into an empty store, as of an epoch when one is given, and compares what came in
/// with what the file says, table by table.
///
/// # Errors
/// When the file cannot be opened or is damaged, the store is not empty, or the two differ.
pub async fn restore(
    store: &Store,
    from: &Path,
    identity: Identity,
    until: Option<Epoch>,
) -> Result<Contents, AppError> {
    let file = File::open(from).map_err(BackupError::from)?;
    let said = store.restore(file, identity, until).await?;
    let found = store.inventory().await?;
    if found != said {
        let other: Vec<&str> = said
            .tables
            .iter()
            .filter(|(table, contents)| found.tables.get(*table) != Some(contents))
            .map(|(table, _)| table.as_str())
            .collect();
        return Err(AppError::Refused(format!(
            "the restored tables {} are not as the backup says; do not use this database",
            other.join(", ")
        )));
    }
    Ok(found)
}

/// Makes a key and writes it to a file that only its owner can read; returns what backups are sealed to.
///
/// # Errors
/// When the file is there already or cannot be written.
pub fn make_backup_key(to: &Path) -> Result<Recipient, AppError> {
    let identity = Identity::generate();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(to).map_err(BackupError::from)?;
    file.write_all(identity.to_file().as_bytes()).map_err(BackupError::from)?;
    file.sync_all().map_err(BackupError::from)?;
    Ok(identity.recipient())
}

/// A file whose content is on disk once it is flushed.
struct Synced(BufWriter<File>);

impl Write for Synced {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()?;
        self.0.get_ref().sync_all()
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
