//! Mekong Watch: the border situation map of the 44 target districts along the Thai-Lao and
//! Thai-Cambodian borders.
//!
//! Each module is one room; its first sentence says what it is for and what it never does.
//! `ARCHITECTURE.md` draws the house.

pub mod domain;
pub mod import;
pub mod spatial;
pub mod storage;
