//! The case of a report: what is done with it, step by step, by whom, and what each step needs.
//!
//! [`CaseStep::leads_to`] is the one table of what may follow what. Everything that changes how a report is handled is a
//! step of it, and every step is kept for ever with who took it, when, in which role and from where.

mod likeness;
mod step;
mod urgency;

pub use likeness::{Apart, Likeness, Sketch};
pub use step::{CaseStep, NotNow, StepFault};
pub use urgency::{Due, Urgency, UrgencyFacts, UrgencyTerm, due_within};
