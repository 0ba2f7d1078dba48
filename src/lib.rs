//! Mekong Watch: the border situation map of the 44 target districts along the Thai-Lao and
//! Thai-Cambodian borders.
//!
//! Each module is one room; its first sentence says what it is for and what it never does.
//! `ARCHITECTURE.md` draws the house.

pub mod analysis;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod export;
pub mod http;
pub mod import;
pub mod spatial;
pub mod storage;
