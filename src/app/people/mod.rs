//! People: their accounts, how they prove who they are, and the passes with which they ask.

mod accounts;
mod attempts;
mod keys;
mod passes;
mod second_factor;
mod sign_in;

pub use accounts::{NewAccount, NewcomerAccount};
pub use attempts::{AddressMark, Attempts};
pub use passes::{NewKiosk, NewToken, SecretText};
pub use second_factor::Enrolment;
pub use sign_in::{Proof, SignIn, SignedIn};

pub(super) use passes::KnownPasses;
