//! Somebody keeps a result, cites it, and asks the same again later.

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::jobs::{Computed, Watched, limits_of_answers, may_see};
use super::kept_text::{self, LONGEST_NAME, LONGEST_QUESTION};
use super::{App, AppError};
use crate::domain::{FindingChanges, Limits, NewResult, SavedResult, Scope};

/// Most results that are kept on somebody's wish.
const MOST_RESULTS: i64 = 10_000;
/// Bytes of all answers together from which nothing more is kept on somebody's wish: nobody may fill the disk. What a
/// night comes to is kept all the same.
pub(super) const MOST_RESULT_BYTES: i64 = 4 * 1024 * 1024 * 1024;
/// For how many nights what each came to is kept.
pub(super) const NIGHTS_KEPT: u64 = 400;
/// Longest answer that is kept, in bytes.
const LONGEST_ANSWER: usize = 16 * 1024 * 1024;
/// Results read at a time for a list.
const RESULTS_AT_A_TIME: usize = 200;
/// What answers.
const SOFTWARE: &str = concat!("mekong-watch ", env!("CARGO_PKG_VERSION"));

/// Kept results, the newest first.
#[derive(Debug)]
pub struct ResultPage {
    /// The results of the page.
    pub results: Vec<SavedResult>,
    /// The result after which the next page begins; nothing at the end.
    pub next: Option<Uuid>,
}

/// A re-run, and what it found otherwise.
#[derive(Debug)]
pub struct Rerun {
    /// The new result.
    pub result: SavedResult,
    /// What differs from what the first one found.
    pub changes: FindingChanges,
}

impl App {
    /// Answers a question and keeps the answer under a name.
    ///
    /// # Errors
    /// When the name or the question cannot be used, the answer cannot be given, too many are kept, or the database
    /// fails.
    pub async fn save_result(
        self: &Arc<Self>,
        name: &str,
        question: &str,
        scope: &Scope,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<SavedResult, AppError> {
        let name = kept_text::line("name", name, LONGEST_NAME)?;
        let question = self.canonical_question(&kept_text::line("question", question, LONGEST_QUESTION)?)?;
        self.answer_and_save(&name, &question, None, scope, actor, now).await
    }

    /// Asks the question of a kept result again and keeps that answer too; nothing when there is no such result
    /// that the caller may see.
    ///
    /// # Errors
    /// As [`App::save_result`].
    pub async fn save_again(
        self: &Arc<Self>,
        id: Uuid,
        scope: &Scope,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Rerun>, AppError> {
        let Some(first) = self.result(id, scope).await? else { return Ok(None) };
        let again = self.answer_and_save(&first.name, &first.question, Some(id), scope, actor, now).await?;
        let changes = again.findings.changes_since(&first.findings);
        Ok(Some(Rerun { result: again, changes }))
    }

    /// Returns kept results that the caller may see, the newest first, at most so many: those within his own scope,
    /// whoever asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn results(
        &self,
        limit: usize,
        after: Option<Uuid>,
        scope: &Scope,
    ) -> Result<ResultPage, AppError> {
        let mut results = Vec::new();
        let mut before = after;
        while results.len() <= limit {
            let page = self.store.results(before, RESULTS_AT_A_TIME).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            results.extend(page.into_iter().filter(|result| may_see(scope, &result.within)));
        }
        let more = results.len() > limit;
        results.truncate(limit);
        let next = results.last().filter(|_| more).map(|last| last.id);
        Ok(ResultPage { results, next })
    }

    /// Returns what a kept result says of itself; nothing when there is none that the caller may see.
    ///
    /// # Errors
    /// [`AppError::Gone`] when it was deleted; or when the database fails.
    pub async fn result(&self, id: Uuid, scope: &Scope) -> Result<Option<SavedResult>, AppError> {
        let result = self.store.result(id).await?.filter(|result| may_see(scope, &result.within));
        match result.as_ref().and_then(|result| result.deleted_at) {
            Some(at) => Err(AppError::Gone(format!(
                "the result was deleted at {}; its question can be asked again",
                at.format("%Y-%m-%dT%H:%M:%SZ")
            ))),
            None => Ok(result),
        }
    }

    /// Deletes a kept result, and says whether there was one that the caller may see. It is his own, unless he may see
    /// everything.
    ///
    /// # Errors
    /// [`AppError::Gone`] when it was deleted already; when it is somebody else's, or the database fails.
    pub async fn delete_result(
        &self,
        id: Uuid,
        scope: &Scope,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, AppError> {
        match self.result(id, scope).await? {
            None => return Ok(false),
            Some(result) if result.actor != actor && !scope.admits_everything() => {
                return Err(AppError::Refused(format!("{} kept this, and deletes it", result.actor)));
            }
            Some(_) => {}
        }
        if self.store.delete_result(id, now).await? {
            return Ok(true);
        }
        // Somebody was faster.
        self.result(id, scope).await?;
        Ok(false)
    }

    /// Refuses to keep more than there is room for.
    ///
    /// # Errors
    /// In words; or when the database fails.
    pub(super) async fn has_room_for_results(&self) -> Result<(), AppError> {
        let stock = self.store.result_stock().await?;
        if stock.results >= MOST_RESULTS {
            return Err(AppError::Refused(format!(
                "{MOST_RESULTS} results are kept already, and no more can be; delete some that nobody needs"
            )));
        }
        if stock.bytes >= self.most_result_bytes {
            return Err(AppError::Refused(format!(
                "the results that are kept have {} bytes, and no more are kept from {} on; delete some that nobody needs",
                stock.bytes, self.most_result_bytes
            )));
        }
        Ok(())
    }

    /// Lets kept results have another number of bytes together at most.
    #[must_use]
    pub fn with_most_result_bytes(self, most_result_bytes: i64) -> Self {
        Self { most_result_bytes, ..self }
    }

    /// Returns the answer of a kept result as it was, byte for byte; nothing when there is none that the caller
    /// may see.
    ///
    /// # Errors
    /// As [`App::result`].
    pub async fn result_answer(&self, id: Uuid, scope: &Scope) -> Result<Option<Vec<u8>>, AppError> {
        if self.result(id, scope).await?.is_some() {
            Ok(self.store.result_answer(id).await?)
        } else {
            Ok(None)
        }
    }

    async fn answer_and_save(
        self: &Arc<Self>,
        name: &str,
        question: &str,
        rerun_of: Option<Uuid>,
        scope: &Scope,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<SavedResult, AppError> {
        // One at a time of those that somebody waits for. Who goes away ends his turn, and stops what he waited for.
        let _turn = self.saving.lock().await;
        self.has_room_for_results().await?;
        let watched = Watched::default();
        let computed = self.compute_watched(question.to_owned(), scope.clone(), &watched).await??;
        if let Some(reason) = too_long(&computed) {
            return Err(AppError::Refused(reason));
        }
        let asked = Asked { name, question, actor, within: limits_of_answers(scope), rerun_of };
        let new = keep(computed, asked, now);
        self.store.save_result(&new).await?;
        Ok(new.citation)
    }
}

/// Says why an answer is not kept; nothing when it can be.
pub(super) fn too_long(computed: &Computed) -> Option<String> {
    let bytes = computed.answer.len();
    (bytes > LONGEST_ANSWER).then(|| {
        format!(
            "the answer has {bytes} bytes; at most {LONGEST_ANSWER} are kept: ask for fewer places or days"
        )
    })
}

/// What was asked, and by whom.
pub(super) struct Asked<'a> {
    pub(super) name: &'a str,
    pub(super) question: &'a str,
    pub(super) actor: &'a str,
    pub(super) within: Limits,
    pub(super) rerun_of: Option<Uuid>,
}

/// Makes the result that is kept of an answer.
pub(super) fn keep(computed: Computed, asked: Asked<'_>, now: DateTime<Utc>) -> NewResult {
    let Asked { name, question, actor, within, rerun_of } = asked;
    let citation = SavedResult {
        id: Uuid::now_v7(),
        name: name.chars().take(LONGEST_NAME).collect(),
        question: question.to_owned(),
        epoch: computed.epoch,
        hash: format!("{:x}", Sha256::digest(&computed.answer)),
        software: SOFTWARE.to_owned(),
        findings: computed.findings,
        actor: actor.to_owned(),
        within,
        // Kept in seconds; what is returned now is what is returned later.
        saved_at: now.trunc_subsecs(0),
        rerun_of,
        deleted_at: None,
    };
    NewResult { citation, answer: computed.answer }
}
