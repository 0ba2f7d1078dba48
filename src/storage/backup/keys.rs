//! The keys of backups, as age writes them: a public one to seal to, a secret one to open with.

use std::str::FromStr;

use age::secrecy::ExposeSecret;

use super::BackupError;

/// A public key that a backup is sealed to.
#[derive(Clone)]
pub struct Recipient(age::x25519::Recipient);

/// A secret key that opens a backup.
#[derive(Clone)]
pub struct Identity(age::x25519::Identity);

impl FromStr for Recipient {
    type Err = BackupError;

    fn from_str(text: &str) -> Result<Self, BackupError> {
        text.trim().parse().map(Self).map_err(|_| BackupError::Recipient { text: text.to_owned() })
    }
}

impl Recipient {
    pub(super) fn key(&self) -> &dyn age::Recipient {
        &self.0
    }
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recipient({})", self.0)
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(...)")
    }
}

impl Identity {
    /// Makes a new key.
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Reads a key file as `age-keygen` writes it: the key stands on a line of its own, comments begin with #.
    ///
    /// # Errors
    /// When no line is a secret key.
    pub fn read(text: &str) -> Result<Self, BackupError> {
        let keys = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        keys.map(str::parse).find_map(Result::ok).map(Self).ok_or(BackupError::Identity)
    }

    /// Writes the key file; whoever has it reads every backup sealed to it.
    pub fn to_file(&self) -> String {
        let (public, secret) = (self.0.to_public(), self.0.to_string());
        format!("# public key: {public}\n{}\n", secret.expose_secret())
    }

    pub(super) fn key(&self) -> &dyn age::Identity {
        &self.0
    }

    /// Returns the key that backups are sealed to.
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}
