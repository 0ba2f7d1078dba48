//! The number of the request being answered, wherever in the program it is answered.

tokio::task_local! {
    static REQUEST_ID: String;
}

/// Answers a request under its number.
pub(super) async fn within<T>(id: String, answer: impl Future<Output = T>) -> T {
    REQUEST_ID.scope(id, answer).await
}

/// Returns the number of the request being answered.
pub(super) fn current() -> Option<String> {
    REQUEST_ID.try_with(Clone::clone).ok()
}
