//! Secrets: how they are made, and what is kept of them.

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::app::AppError;
use crate::domain::{SignInName, hexadecimal};

/// Passwords that are hashed at once: each takes 19 MiB and some hundredths of a second on purpose.
const HASHED_AT_ONCE: usize = 2;
static HASHING: Semaphore = Semaphore::const_new(HASHED_AT_ONCE);

/// Fewest characters of a password. Length is what counts (NIST SP 800-63B-4); rules about kinds of characters make
/// people write passwords down.
const SHORTEST: usize = 12;
/// Most characters of a password.
const LONGEST: usize = 200;
/// Fewest different characters of a password.
const FEWEST_DIFFERENT: usize = 5;

/// Letters and digits that nobody takes for one another on paper.
const PLAIN: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Returns random bytes of the operating system.
///
/// # Errors
/// When the system has none, which no request can go on without.
pub(super) fn random<const N: usize>() -> Result<[u8; N], AppError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|cause| AppError::NoRandomness(cause.to_string()))?;
    Ok(bytes)
}

/// Returns a password for somebody who will replace it: four groups of four, 80 bits.
pub(super) fn one_time_password() -> Result<String, AppError> {
    let letters = random::<16>()?.map(|byte| char::from(PLAIN[usize::from(byte % 32)]));
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// Returns a secret for a pass as text, 256 bits in hexadecimal digits.
pub(super) fn secret_text() -> Result<String, AppError> {
    Ok(hexadecimal(&random::<32>()?))
}

/// Returns what is kept of a secret. It is long and random, so that one round of a fast hash hides it.
pub(super) fn hash_of_secret(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Hashes a password with Argon2id as OWASP advises: 19 MiB, two passes.
///
/// # Errors
/// When hashing fails.
pub(super) async fn hash_password(password: String) -> Result<String, AppError> {
    let place = HASHING.acquire().await;
    let hash = tokio::task::spawn_blocking(move || {
        let hash = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|cause| AppError::Hashing(cause.to_string()))
    });
    let hash = hash.await?;
    drop(place);
    hash
}

/// Tells whether a password belongs to a hash. Without a hash the same time is spent on another one, so that how long
/// it takes does not say whether there is such an account.
///
/// # Errors
/// When hashing fails.
pub(super) async fn password_fits(password: String, hash: Option<String>) -> Result<bool, AppError> {
    static NOBODYS: OnceLock<String> = OnceLock::new();
    let nobodys = match NOBODYS.get() {
        Some(hash) => hash.clone(),
        None => {
            let made = hash_password(secret_text()?).await?;
            NOBODYS.get_or_init(|| made).clone()
        }
    };
    let place = HASHING.acquire().await;
    let fits = tokio::task::spawn_blocking(move || {
        let has_one = hash.is_some();
        let hash = hash.unwrap_or(nobodys);
        let parsed = PasswordHash::new(&hash).map_err(|cause| AppError::Hashing(cause.to_string()))?;
        let fits = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(fits && has_one)
    });
    let fits = fits.await?;
    drop(place);
    fits
}

/// Tells what is wrong with a password that somebody chose.
pub(super) fn fault_of_password(password: &str, name: &SignInName) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(format!(
            "a password has at least {SHORTEST} characters, this one {length}; a sentence is good"
        ));
    }
    if length > LONGEST {
        return Some(format!("a password has at most {LONGEST} characters"));
    }
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < FEWEST_DIFFERENT {
        return Some(format!("a password has at least {FEWEST_DIFFERENT} different characters"));
    }
    if password.to_lowercase().contains(name.as_str()) {
        return Some("a password does not hold the name with which one signs in".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_hash_alone_and_nobodys_fits_none() {
        let hash = hash_password("แม่น้ำโขงกว้างใหญ่".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let fits = async |password: &str, hash: Option<&String>| {
            password_fits(password.to_owned(), hash.cloned()).await.unwrap()
        };
        assert!(fits("แม่น้ำโขงกว้างใหญ่", Some(&hash)).await);
        assert!(!fits("แม่น้ำโขงกว้างใหญ", Some(&hash)).await);
        assert!(!fits("แม่น้ำโขงกว้างใหญ่", None).await);
        assert_ne!(hash, hash_password("แม่น้ำโขงกว้างใหญ่".to_owned()).await.unwrap());
    }

    #[test]
    fn secrets_are_long_and_never_the_same() {
        let (one, other) = (secret_text().unwrap(), secret_text().unwrap());
        assert!(one.len() == 64 && one != other);
        assert_ne!(hash_of_secret(&one), hash_of_secret(&other));
        let password = one_time_password().unwrap();
        assert_eq!(password.len(), 19);
        assert!(password.split('-').all(|group| group.bytes().all(|b| PLAIN.contains(&b))), "{password}");
    }

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        let name = SignInName::parse("somchai").unwrap();
        let fault = |password: &str| fault_of_password(password, &name);
        assert!(fault("short").unwrap().contains("at least 12"));
        assert!(fault("aaaaaaaaaaaaaaaa").unwrap().contains("different"));
        assert!(fault("xx-Somchai-2569-xx").unwrap().contains("name"));
        assert!(fault(&"ab cdefg".repeat(30)).unwrap().contains("at most"));
        assert_eq!(fault("ฝนตกที่ริมโขง"), None);
        assert_eq!(fault(&one_time_password().unwrap()), None);
    }
}
