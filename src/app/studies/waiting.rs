//! Those who wait for one and the same answer: its work goes on for as long as one of them does, and no longer.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::Watcher;
use crate::app::AppError;

/// The work that is going on, by what it is for.
#[derive(Debug)]
pub(super) struct Works<T>(Mutex<Vec<(Uuid, Weak<Work<T>>)>>);

/// Work on one answer; whoever waits for it holds it.
#[derive(Debug)]
struct Work<T> {
    crowd: Arc<Crowd>,
    /// Held by the one who sees to it; when he leaves, the next one goes on with the same task.
    task: tokio::sync::Mutex<Option<JoinHandle<Result<T, AppError>>>>,
}

/// Who waits.
#[derive(Debug, Default)]
struct Crowd(Mutex<Members>);

#[derive(Default)]
struct Members {
    so_far: u64,
    here: Vec<Member>,
}

struct Member {
    number: u64,
    watcher: Watcher,
    /// Its end tells the member that his watcher wants no more.
    _stays: oneshot::Sender<()>,
}

/// One who waits; he leaves when this is dropped.
#[derive(Debug)]
pub(super) struct Waiting<T> {
    work: Arc<Work<T>>,
    number: u64,
}

impl<T> Default for Works<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Send + 'static> Works<T> {
    /// Joins those who wait for an answer. What is returned second ends when the watcher has said to stop.
    pub(super) fn wait(&self, mark: Uuid, watcher: Watcher) -> (Waiting<T>, oneshot::Receiver<()>) {
        let mut works = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        works.retain(|(_, work)| work.strong_count() > 0);
        let known = works.iter().find(|(known, _)| *known == mark).and_then(|(_, work)| work.upgrade());
        let work = known.unwrap_or_else(|| {
            let work = Arc::new(Work { crowd: Arc::default(), task: tokio::sync::Mutex::default() });
            works.push((mark, Arc::downgrade(&work)));
            work
        });
        let (stays, stopped) = oneshot::channel();
        let number = work.crowd.join(watcher, stays);
        (Waiting { work, number }, stopped)
    }
}

impl<T> Waiting<T> {
    /// Returns what the work comes to, and begins it unless another who waits has; it is told of who waits by what
    /// it is given.
    pub(super) async fn outcome<F>(&self, begin: impl FnOnce(Watcher) -> F) -> Result<T, AppError>
    where
        F: Future<Output = Result<JoinHandle<Result<T, AppError>>, AppError>>,
    {
        let mut task = self.work.task.lock().await;
        let crowd = Arc::clone(&self.work.crowd);
        let running = match &mut *task {
            Some(running) => running,
            none => none.insert(begin(Arc::new(move |done, all| crowd.tell(done, all))).await?),
        };
        let outcome = running.await;
        *task = None;
        outcome?
    }
}

impl<T> Drop for Waiting<T> {
    fn drop(&mut self) {
        self.work.crowd.leave(self.number);
    }
}

impl Crowd {
    fn members(&self) -> std::sync::MutexGuard<'_, Members> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn join(&self, watcher: Watcher, stays: oneshot::Sender<()>) -> u64 {
        let mut members = self.members();
        members.so_far += 1;
        let number = members.so_far;
        members.here.push(Member { number, watcher, _stays: stays });
        number
    }

    fn leave(&self, number: u64) {
        self.members().here.retain(|member| member.number != number);
    }

    /// Tells everybody how far the work is; whoever wants no more of it leaves. It goes on while somebody is left.
    fn tell(&self, done: usize, all: usize) -> ControlFlow<()> {
        // A watcher may take its time; nobody has to wait for that before he leaves.
        let here: Vec<(u64, Watcher)> =
            self.members().here.iter().map(|member| (member.number, Arc::clone(&member.watcher))).collect();
        for (number, watcher) in here {
            if watcher(done, all).is_break() {
                self.leave(number);
            }
        }
        if self.members().here.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl std::fmt::Debug for Members {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Members").field(&self.here.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::time::Duration;

    use super::*;

    const MARK: Uuid = Uuid::from_u128(7);

    fn content() -> Watcher {
        Arc::new(|_, _| ControlFlow::Continue(()))
    }

    /// Work that counts how often it asks whether to go on, and is done when it is told to be.
    async fn work(
        waiting: &Waiting<usize>,
        begun: &Arc<AtomicUsize>,
        asks: &Arc<AtomicUsize>,
        enough: &Arc<AtomicUsize>,
    ) -> Result<usize, AppError> {
        let (begun, asks, enough) = (Arc::clone(begun), Arc::clone(asks), Arc::clone(enough));
        let start = |watcher: Watcher| async move {
            begun.fetch_add(1, SeqCst);
            Ok(tokio::task::spawn_blocking(move || {
                while enough.load(SeqCst) == 0 {
                    if watcher(asks.fetch_add(1, SeqCst), 9).is_break() {
                        enough.store(2, SeqCst);
                        return Err(AppError::Stopped);
                    }
                    std::thread::sleep(Duration::from_millis(1));
                }
                Ok(7)
            }))
        };
        waiting.outcome(start).await
    }

    #[tokio::test]
    async fn who_stays_gets_what_was_begun_by_who_left() {
        let [begun, asks, enough] = [(); 3].map(|()| Arc::new(AtomicUsize::new(0)));
        let works = Works::<usize>::default();
        let (first, _stays) = works.wait(MARK, content());
        let (second, _stays) = works.wait(MARK, content());
        let left =
            tokio::time::timeout(Duration::from_millis(30), work(&first, &begun, &asks, &enough)).await;
        assert!(left.is_err(), "it is not done yet");
        drop(first);
        tokio::time::sleep(Duration::from_millis(30)).await;
        assert_eq!(enough.load(SeqCst), 0, "it goes on for the second");
        enough.store(1, SeqCst);
        assert_eq!(work(&second, &begun, &asks, &enough).await.unwrap(), 7);
        assert_eq!(begun.load(SeqCst), 1);
    }

    #[tokio::test]
    async fn when_all_have_left_the_work_stops_and_who_comes_then_begins_anew() {
        let [begun, asks, enough] = [(); 3].map(|()| Arc::new(AtomicUsize::new(0)));
        let works = Works::<usize>::default();
        let (only, _stays) = works.wait(MARK, content());
        let left = tokio::time::timeout(Duration::from_millis(30), work(&only, &begun, &asks, &enough)).await;
        assert!(left.is_err());
        drop(only);
        while enough.load(SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let (next, _stays) = works.wait(MARK, content());
        enough.store(1, SeqCst);
        assert_eq!(work(&next, &begun, &asks, &enough).await.unwrap(), 7);
        assert_eq!(begun.load(SeqCst), 2);
    }

    #[tokio::test]
    async fn who_wants_no_more_of_it_is_told_and_the_others_are_not() {
        let [begun, asks, enough] = [(); 3].map(|()| Arc::new(AtomicUsize::new(0)));
        let works = Works::<usize>::default();
        let (first, stopped) = works.wait(MARK, Arc::new(|_, _| ControlFlow::Break(())));
        let (second, mut stays) = works.wait(MARK, content());
        let of_first = async {
            tokio::select! {
                _ = work(&first, &begun, &asks, &enough) => false,
                _ = stopped => true,
            }
        };
        assert!(of_first.await);
        assert!(matches!(stays.try_recv(), Err(oneshot::error::TryRecvError::Empty)));
        enough.store(1, SeqCst);
        assert_eq!(work(&second, &begun, &asks, &enough).await.unwrap(), 7);
    }
}
