//! What was acknowledged survives a kill, once and whole; and what should not survive is seen not to.
//!
//! A trial that finds nothing proves something only when it would have found it: beside each stands one that
//! must find a loss, a double or a tear. Nothing in n trials says that it happens in fewer than 3 of n.

mod commits;
mod databases;
mod imports;
pub mod judge;
pub mod victim;
