//! Why a statistic has no answer.

/// Says why a method gives no number.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum AnalysisError {
    /// The method says nothing about so few.
    #[error("not enough data: at least {needed} {what} are needed, {given} were given")]
    NotEnough {
        /// What there are too few of.
        what: &'static str,
        /// The fewest that the method takes.
        needed: usize,
        /// How many there were.
        given: usize,
    },
    /// A number is not one that the method can take.
    #[error("{value} is not a {what}")]
    BadNumber {
        /// What it should have been.
        what: &'static str,
        /// The number as given.
        value: f64,
    },
    /// Two lists that belong together are not equally long.
    #[error("{given} {what} were given, {needed} are expected")]
    WrongLength {
        /// What the list holds.
        what: &'static str,
        /// How long it should be.
        needed: usize,
        /// How long it is.
        given: usize,
    },
    /// It would take more than there is room and time for.
    #[error("there are more than {most} {what}")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// The most that are taken.
        most: usize,
    },
    /// Whoever asked wanted no more of it.
    #[error("stopped before the end")]
    Stopped,
}

/// Refuses fewer things than a method needs.
pub(super) fn need(what: &'static str, needed: usize, given: usize) -> Result<(), AnalysisError> {
    if given < needed { Err(AnalysisError::NotEnough { what, needed, given }) } else { Ok(()) }
}

/// Refuses a list of another length than the one it belongs to.
pub(super) fn same_length(what: &'static str, needed: usize, given: usize) -> Result<(), AnalysisError> {
    if given == needed { Ok(()) } else { Err(AnalysisError::WrongLength { what, needed, given }) }
}

/// Refuses values that are not finite.
pub(super) fn finite(what: &'static str, values: &[f64]) -> Result<(), AnalysisError> {
    match values.iter().find(|v| !v.is_finite()) {
        Some(&value) => Err(AnalysisError::BadNumber { what, value }),
        None => Ok(()),
    }
}

/// Refuses what is not a finite number above 0.
pub(super) fn positive(what: &'static str, value: f64) -> Result<(), AnalysisError> {
    if value.is_finite() && value > 0.0 { Ok(()) } else { Err(AnalysisError::BadNumber { what, value }) }
}
