//! Statistics over places and times: pure functions on numbers, each with the source of its formula.
//! No input or output, and no knowledge of who asks.

mod backtest;
mod blocks;
mod border_profile;
mod closure;
mod contours;
mod dbscan;
mod dice;
mod distributions;
mod effort;
mod emerging;
mod error;
mod fdr;
mod gi_star;
mod hull;
mod kde;
mod local_moran;
mod mann_kendall;
mod near_repeat;
mod poisson;
mod rank_stability;
mod rates;
mod risk_terrain;
mod scan;
mod silence;
mod thrown;
mod windows;
mod zones;

pub use backtest::{
    Backtest, BacktestSettings, FEWEST_BACKTEST_EVENTS, FEWEST_BACKTEST_STEPS, FEWEST_GAIN_STEPS,
    HitRateGain, NaiveTested, Recipe, SquareSmoother, Tested, TestedStep, backtest, last_counts,
};
pub use border_profile::{ObservedStretch, ProfilePoint, border_profile};
pub use closure::{BeforeAfter, ClosureEffect, Difference, FEWEST_CLOSURE_REPORTS, closure_effect};
pub use contours::{Contour, ContourPart, DensityShare, contours, density_shares};
pub use dbscan::{Dbscan, DbscanSettings, dbscan};
pub use dice::Dice;
pub use effort::Effort;
pub use emerging::{
    Emerging, EmergingLabel, EmergingPlace, EmergingSettings, FEWEST_EMERGING_STEPS, emerging,
};
pub use error::AnalysisError;
pub use fdr::benjamini_hochberg;
pub use gi_star::{GiStar, HotspotClass, classify, gi, gi_star, gi_star_of_counts, gi_star_window};
pub use hull::{convex_hull, ring_area_m2};
pub use kde::{Density, KernelMask, Raster, WeighedPoint};
pub use local_moran::{
    FEWEST_MORAN_PLACES, LocalMoran, MoranClass, MoranSettings, local_moran, moran_classes,
};
pub use mann_kendall::{FEWEST_TREND_STEPS, MannKendall, Trend, mann_kendall, sen_slope, trends};
pub use near_repeat::{
    FEWEST_KNOX_EVENTS, Knox, KnoxBands, KnoxCell, KnoxDecay, KnoxEvent, KnoxSettings, near_repeat,
};
pub use rank_stability::{
    FEWEST_STABILITY_EVENTS, FEWEST_STABILITY_REPLICATES, RankStability, Redraws, rank_stability,
};
pub use rates::{
    Exposed, FEWEST_CASES_BEFORE, FEWEST_RATE_PLACES, Rate, RateBasis, RateChange, Rates, empirical_bayes,
    empirical_bayes_local, rate_change,
};
pub use risk_terrain::{
    FEWEST_RISK_REPORTS, FEWEST_RISK_SQUARES, PenaltyChoice, PenaltyTried, RiskFactor, RiskLayer,
    RiskTerrain, RiskTerrainSettings, STEADY_FACTOR, risk_terrain,
};
pub use scan::{FEWEST_SCAN_CASES, Scan, ScanCluster, ScanData, ScanModel, ScanSettings, scan};
pub use silence::{FEWEST_SILENCE_PERIODS, FEWEST_SILENCE_PLACES, Reporting, Silence, SilenceClass, silence};
pub use zones::{Zone, ZoneQuality, ZoneSettings, grow_zones, zone_quality};
