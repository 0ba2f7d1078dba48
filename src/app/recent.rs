//! Answers that many ask for at once: each is made once, and the last few are kept.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::AppError;

/// The place where an answer is, or is to be put.
type Place<V> = Arc<OnceCell<Arc<V>>>;

/// The last few answers, the last asked for first.
#[derive(Debug)]
pub(super) struct Recent<K, V> {
    kept: Mutex<VecDeque<(K, Place<V>)>>,
    at_most: usize,
}

impl<K: PartialEq, V> Recent<K, V> {
    /// Keeps so many answers.
    pub(super) fn keeping(at_most: usize) -> Self {
        Self { kept: Mutex::default(), at_most }
    }

    /// Returns what is kept under a key, or makes it. A crowd that asks for one key waits for one answer; when
    /// making it fails, the next to ask tries again.
    pub(super) async fn get<F>(&self, key: K, make: impl FnOnce() -> F) -> Result<Arc<V>, AppError>
    where
        F: Future<Output = Result<V, AppError>>,
    {
        let place = self.place(key);
        place.get_or_try_init(|| async { Ok(Arc::new(make().await?)) }).await.map(Arc::clone)
    }

    fn place(&self, key: K) -> Place<V> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().position(|(k, _)| *k == key);
        let entry = known.and_then(|i| kept.remove(i)).unwrap_or((key, Place::default()));
        let place = Arc::clone(&entry.1);
        kept.truncate(self.at_most - 1);
        kept.push_front(entry);
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_few_are_kept_and_a_failure_is_not() {
        let recent = Recent::keeping(2);
        let get = async |key: u8, value: u8| *recent.get(key, async || Ok(value)).await.unwrap();
        assert_eq!((get(1, 10).await, get(1, 11).await, get(2, 20).await), (10, 10, 20));
        assert_eq!((get(1, 12).await, get(3, 30).await), (10, 30));
        assert_eq!((get(1, 13).await, get(2, 21).await), (10, 21), "2 was asked for longest ago");
        let failed = recent.get(4, async || Err(AppError::Refused("no".to_owned()))).await;
        assert!(failed.is_err());
        assert_eq!(get(4, 40).await, 40);
    }
}
