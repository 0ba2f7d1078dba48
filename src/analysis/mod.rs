//! Statistics over places and times: pure functions on numbers, each with the source of its formula.
//! No input or output, and no knowledge of who asks.

mod fdr;
mod gi_star;

pub use fdr::benjamini_hochberg;
pub use gi_star::{GiStar, HotspotClass, classify, gi_star, gi_star_window};
