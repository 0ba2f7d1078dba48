//! What was computed, from what and by what: enough to cite a result and to compute it again.

use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::domain::Epoch;

/// What was computed, from what, by what. The same again gives the same bytes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunFields {
    /// Method, settings and filter as an address would have them, with the period and the epoch spelled out.
    pub question: String,
    /// The epoch of the data.
    pub epoch: Epoch,
    /// What chance began from; null where the method draws nothing.
    pub seed: Option<u64>,
    /// The program and its version.
    pub software: &'static str,
    /// SHA-256 of the whole answer as JSON with an empty text in this place, in hexadecimal digits.
    pub hash: String,
}

impl RunFields {
    /// Says what is computed; the hash follows from the answer.
    pub fn new(question: String, epoch: Epoch, seed: Option<u64>) -> Self {
        let software = concat!("mekong-watch ", env!("CARGO_PKG_VERSION"));
        Self { question, epoch, seed, software, hash: String::new() }
    }
}

/// Writes an answer as JSON.
pub fn answer_bytes(answer: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(answer).expect("plain data with text keys always serialises")
}

/// Puts the hash of an answer in its place; `run` leads to the place.
pub fn seal<T: Serialize>(answer: &mut T, run: impl Fn(&mut T) -> &mut RunFields) {
    run(answer).hash.clear();
    let digest = Sha256::digest(answer_bytes(answer));
    run(answer).hash = format!("{digest:x}");
}
