//! Later migrations keep what is stored: up, down and up again.
