//! A statistical method put to the reports of a question: which method, and with which settings.
//!
//! Every setting has a name, a default and bounds, said once here; they are read from the text of a question and
//! written to it again, so that a study that was kept can be asked anew.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::NaiveDate;

use super::period::BoundError;
use super::question_text::report_pairs;
use super::{
    CellSize, CrossingId, QuestionError, QuestionText, REPORT_NAMES, ReportQuery, named_enum, period,
};

named_enum! {
    /// A statistical method.
    Method, "method" {
        /// Getis-Ord Gi*: where reports concentrate.
        GiStar = "gi-star",
        /// Emerging hot spots: what is new, what grows.
        Emerging = "emerging",
        /// Local Moran: which places are like their neighbours and which stand out.
        LocalMoran = "local-moran",
        /// DBSCAN: where points lie dense.
        Dbscan = "dbscan",
        /// Kernel density: a smooth picture.
        Kde = "kde",
        /// Space-time scan: what is starting, or happened at some time.
        Scan = "scan",
        /// Knox: whether one report is followed by others close by and soon after.
        NearRepeat = "near-repeat",
        /// Empirical Bayes: districts ranked by rates that small numbers do not throw about.
        Rates = "rates",
        /// Places that report less than their history and their neighbours predict.
        Silence = "silence",
        /// Kernel density by kilometre along the border.
        BorderProfile = "border-profile",
        /// What changed when a crossing was closed or opened.
        Closure = "closure",
        /// Which features of the terrain go with reports.
        RiskTerrain = "risk-terrain",
        /// Zones of a size that a patrol can walk.
        Zones = "zones",
    }
}

named_enum! {
    /// A step of time.
    Step, "step of time" {
        /// A day in Bangkok.
        Day = "day",
        /// Seven days.
        Week = "week",
        /// A calendar month in Bangkok.
        Month = "month",
    }
}

named_enum! {
    /// What the scores of a step are measured against.
    EmergingReference, "reference of emerging hot spots" {
        /// All steps together, as the method does unless told otherwise: growth everywhere is growth.
        AllSteps = "all_steps",
        /// The step and the one before: only what grows more than the rest is growth.
        OwnSteps = "own_steps",
    }
}

named_enum! {
    /// Which stretches of time a scan looks at.
    ScanTime, "time of a scan" {
        /// Those that go on up to the last step: what is starting now.
        Prospective = "prospective",
        /// All.
        Retrospective = "retrospective",
    }
}

named_enum! {
    /// What a scan expects where nothing happens.
    ScanKind, "scan model" {
        /// Places have nothing to do with times; needs no denominator.
        Permutation = "permutation",
        /// In proportion to what the same place reports of all categories, evenly over time.
        Poisson = "poisson",
        /// The same share of the reports of all categories everywhere and at all times.
        Bernoulli = "bernoulli",
    }
}

named_enum! {
    /// What reports are compared with to make a rate.
    Base, "base of a rate" {
        /// The reports of all categories that pass every other filter: what people report at all.
        AllReports = "all_reports",
        /// The land of the district, in square kilometres.
        Area = "area",
        /// The people who live in the district, where their number was imported.
        Population = "population",
    }
}

/// Declares the settings of a method: each with its name in questions, its default, and its bounds where it is a number.
macro_rules! settings {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$fdoc:meta])* $field:ident: $type:ty = $default:expr $(, in $bounds:expr)?;)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $($(#[$fdoc])* pub $field: $type,)* }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl $name {
            /// The names of the settings.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($field),)*];

            /// Reads the settings; what is not given has its default.
            fn read(text: &QuestionText) -> Result<Self, QuestionError> {
                Ok(Self { $($field: {
                    let value: $type = Setting::read(text, stringify!($field), $default)?;
                    $(within(text, stringify!($field), &value, $bounds)?;)?
                    value
                },)* })
            }

            /// Writes the settings as names with values, defaults too.
            fn pairs(&self) -> Vec<(&'static str, String)> {
                let pairs = [$((stringify!($field), self.$field.written()),)*];
                pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
            }
        }
    };
}

/// A value that settings may have.
trait Setting: Sized {
    /// Reads it, or takes the default.
    fn read(text: &QuestionText, name: &str, default: Self) -> Result<Self, QuestionError>;

    /// Writes it; nothing when there is none.
    fn written(&self) -> Option<String>;
}

macro_rules! plain_settings {
    ($($type:ty),+) => {$(
        impl Setting for $type {
            fn read(text: &QuestionText, name: &str, default: Self) -> Result<Self, QuestionError> {
                Ok(text.some(name)?.unwrap_or(default))
            }

            fn written(&self) -> Option<String> {
                Some(self.to_string())
            }
        }

        impl Setting for Option<$type> {
            fn read(text: &QuestionText, name: &str, default: Self) -> Result<Self, QuestionError> {
                Ok(text.some(name)?.or(default))
            }

            fn written(&self) -> Option<String> {
                self.as_ref().map(ToString::to_string)
            }
        }
    )+};
}

plain_settings!(u32, u64, f64, CellSize, CrossingId, Step, EmergingReference, ScanTime, ScanKind, Base, Day);

/// A day of the calendar in a setting: `2025-06-07`, in the common era.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub NaiveDate);

impl FromStr for Day {
    type Err = BoundError;

    fn from_str(text: &str) -> Result<Self, BoundError> {
        period::parse_bound(text).map(|at| Self(period::bangkok_day(at)))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Refuses a number that is out of bounds, or none at all.
fn within<T: PartialOrd + fmt::Display>(
    text: &QuestionText,
    name: &str,
    value: &T,
    bounds: RangeInclusive<T>,
) -> Result<(), QuestionError> {
    if bounds.contains(value) {
        return Ok(());
    }
    let given = text.text(name).unwrap_or_default();
    let reason = format!("{name} must be {} to {}, not {given}", bounds.start(), bounds.end());
    Err(QuestionError::unusable(name, given, reason))
}

settings! {
    /// Settings of Gi*.
    GiStarStudy {
        /// The side of a square; by district when not given.
        cell_m: Option<CellSize> = None;
    }
}

settings! {
    /// Settings of emerging hot spots.
    EmergingStudy {
        /// The side of a square.
        cell_m: CellSize = CellSize::FiveKm;
        /// How long a step is.
        step: Step = Step::Month;
        /// How many steps there are, up to the last whole one, where the question has no beginning.
        steps: u32 = 36, in 10..=400;
        /// What scores are measured against.
        reference: EmergingReference = EmergingReference::AllSteps;
    }
}

settings! {
    /// Settings of local Moran.
    LocalMoranStudy {
        /// The side of a square; by district when not given.
        cell_m: Option<CellSize> = None;
        /// How often the values are permuted.
        replicates: u32 = 999, in 99..=9_999;
        /// What the permutations begin from.
        seed: u64 = 1;
    }
}

settings! {
    /// Settings of DBSCAN.
    DbscanStudy {
        /// How near a point must be to be a neighbour, in metres.
        eps_m: f64 = 2_000.0, in 50.0..=50_000.0;
        /// How many neighbours make a point the core of a cluster, itself among them.
        min_points: u32 = 5, in 2..=10_000;
    }
}

settings! {
    /// Settings of kernel density.
    KdeStudy {
        /// The standard deviation of the kernel, in metres.
        bandwidth_m: f64 = 5_000.0, in 1_000.0..=50_000.0;
    }
}

settings! {
    /// Settings of the space-time scan.
    ScanStudy {
        /// The side of the squares that are the places; by district when not given.
        cell_m: Option<CellSize> = None;
        /// Which stretches of time.
        time: ScanTime = ScanTime::Prospective;
        /// What is expected.
        model: ScanKind = ScanKind::Permutation;
        /// How long a step is.
        step: Step = Step::Week;
        /// How many steps there are, up to the last whole one, where the question has no beginning.
        steps: u32 = 52, in 2..=1_000;
        /// Longest radius of a circle, in metres.
        max_radius_m: f64 = 100_000.0, in 1_000.0..=2_000_000.0;
        /// Largest share of all that a circle may hold.
        max_share: f64 = 0.5, in 0.01..=0.95;
        /// Steps of the shortest stretch.
        min_steps: u32 = 1, in 1..=500;
        /// Steps of the longest stretch.
        max_steps: u32 = 8, in 1..=500;
        /// Fewest reports of a cluster.
        least_cases: u32 = 3, in 2..=10_000;
        /// Most clusters that are reported.
        clusters: u32 = 5, in 1..=50;
        /// How often counts are drawn anew.
        replicates: u32 = 999, in 99..=9_999;
        /// What the drawing begins from.
        seed: u64 = 1;
    }
}

settings! {
    /// Settings of the Knox test.
    NearRepeatStudy {
        /// How wide a band of distance is, in metres.
        band_m: f64 = 1_000.0, in 100.0..=50_000.0;
        /// How many bands of distance there are.
        bands: u32 = 5, in 1..=20;
        /// How many days a band of time has.
        band_days: u32 = 7, in 1..=365;
        /// How many bands of time there are.
        time_bands: u32 = 8, in 1..=30;
        /// How often the days are dealt out anew.
        replicates: u32 = 199, in 99..=9_999;
        /// What the permutations begin from.
        seed: u64 = 1;
    }
}

settings! {
    /// Settings of rates by district.
    RatesStudy {
        /// What reports are compared with.
        base: Base = Base::AllReports;
        /// The level of the intervals.
        level: f64 = 0.95, in 0.5..=0.999;
    }
}

settings! {
    /// Settings of silence.
    SilenceStudy {
        /// How long a step is.
        step: Step = Step::Month;
        /// How many earlier steps make the history.
        steps: u32 = 12, in 6..=400;
        /// The false discovery rate.
        alpha: f64 = 0.05, in 0.001..=0.5;
    }
}

settings! {
    /// Settings of the profile along the border.
    BorderProfileStudy {
        /// The standard deviation of the kernel, in kilometres of the line.
        bandwidth_km: f64 = 5.0, in 0.5..=100.0;
        /// How far from the line reports count, in metres.
        within_m: f64 = 5_000.0, in 100.0..=50_000.0;
    }
}

settings! {
    /// Settings of what a closure changed.
    ClosureStudy {
        /// The crossing; needed.
        crossing: Option<CrossingId> = None;
        /// The first day of the new status; that of the crossing's last documented status when not given.
        day: Option<Day> = None;
        /// How many days before and after are compared.
        days: u32 = 90, in 14..=1_100;
        /// Reports so near the crossing count as at it, in metres.
        radius_m: f64 = 10_000.0, in 500.0..=100_000.0;
        /// How far along the border on both sides traffic may have moved, in kilometres.
        beside_km: f64 = 50.0, in 1.0..=500.0;
    }
}

settings! {
    /// Settings of the risk terrain.
    RiskTerrainStudy {
        /// The side of a square.
        cell_m: CellSize = CellSize::TwoKm;
        /// How long a step is.
        step: Step = Step::Month;
        /// How many steps there are; what the later half brought is explained by the terrain and by the earlier half.
        steps: u32 = 24, in 2..=400;
        /// How often the model is made anew, to see which factors stay.
        replicates: u32 = 100, in 20..=999;
        /// What chance begins from.
        seed: u64 = 1;
    }
}

settings! {
    /// Settings of risk zones.
    ZonesStudy {
        /// The side of a square.
        cell_m: CellSize = CellSize::TwoKm;
        /// The largest zone, in square kilometres.
        zone_km2: f64 = 24.0, in 1.0..=1_000.0;
        /// All zones together, in square kilometres.
        budget_km2: f64 = 480.0, in 1.0..=20_000.0;
        /// How long a step is.
        step: Step = Step::Month;
        /// How many steps are looked at.
        steps: u32 = 24, in 6..=400;
        /// How many of the last steps are foretold from those before them, to see how good the recipe is.
        tested: u32 = 6, in 3..=100;
        /// The weight of where reports came in the last three steps.
        recent: f64 = 0.6, in 0.0..=1.0;
        /// The weight of where they came in all steps.
        usual: f64 = 0.25, in 0.0..=1.0;
        /// The weight of what the terrain lets expect.
        terrain: f64 = 0.15, in 0.0..=1.0;
        /// How often reports are drawn anew, to see how steady ranks are.
        replicates: u32 = 99, in 39..=999;
        /// What chance begins from.
        seed: u64 = 1;
    }
}

/// Declares the studies: the method, its settings.
macro_rules! studies {
    ($($variant:ident($settings:ident),)+) => {
        /// A method with its settings.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Study { $(#[doc = concat!("See [`Method::", stringify!($variant), "`].")] $variant($settings),)+ }

        impl Study {
            /// Returns the method.
            pub fn method(&self) -> Method {
                match self { $(Self::$variant(_) => Method::$variant,)+ }
            }

            /// Returns the names of a method's settings.
            pub fn names(method: Method) -> &'static [&'static str] {
                match method { $(Method::$variant => $settings::NAMES,)+ }
            }

            fn read(method: Method, text: &QuestionText) -> Result<Self, QuestionError> {
                match method { $(Method::$variant => $settings::read(text).map(Self::$variant),)+ }
            }

            fn pairs(&self) -> Vec<(&'static str, String)> {
                match self { $(Self::$variant(settings) => settings.pairs(),)+ }
            }
        }
    };
}

studies! {
    GiStar(GiStarStudy),
    Emerging(EmergingStudy),
    LocalMoran(LocalMoranStudy),
    Dbscan(DbscanStudy),
    Kde(KdeStudy),
    Scan(ScanStudy),
    NearRepeat(NearRepeatStudy),
    Rates(RatesStudy),
    Silence(SilenceStudy),
    BorderProfile(BorderProfileStudy),
    Closure(ClosureStudy),
    RiskTerrain(RiskTerrainStudy),
    Zones(ZonesStudy),
}

/// A method put to the reports of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyQuestion {
    /// Which reports.
    pub query: ReportQuery,
    /// Which method.
    pub study: Study,
}

impl StudyQuestion {
    /// Reads a question from names with values; `method` is the method where none is named.
    ///
    /// # Errors
    /// Names what cannot be used.
    pub fn from_pairs(pairs: Vec<(String, String)>, method: Option<Method>) -> Result<Self, QuestionError> {
        let named = pairs.iter().find(|(name, value)| name == "method" && !value.is_empty());
        let named = named.map(|(_, value)| {
            value
                .parse()
                .map_err(|e| QuestionError::unusable("method", value, format!("method `{value}`: {e}")))
        });
        let needed = || QuestionError::unusable("method", "", "`method` is needed");
        let method = named.transpose()?.or(method).ok_or_else(needed)?;
        let text = QuestionText::new(pairs, &[&["method"], Study::names(method), REPORT_NAMES])?;
        Ok(Self { query: text.report_query()?, study: Study::read(method, &text)? })
    }
}

impl FromStr for StudyQuestion {
    type Err = QuestionError;

    fn from_str(text: &str) -> Result<Self, QuestionError> {
        Self::from_pairs(QuestionText::pairs(text)?, None)
    }
}

/// Writes the whole question: `method=scan&time=prospective&...&category=drugs`.
impl fmt::Display for StudyQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "method={}", self.study.method())?;
        self.study
            .pairs()
            .into_iter()
            .chain(report_pairs(&self.query))
            .try_for_each(|(name, value)| write!(f, "&{name}={value}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_of_every_method_is_read_as_it_is_written() {
        for method in Method::ALL {
            let given = format!("method={method}&category=drugs&asof=epoch:3");
            let question: StudyQuestion = given.parse().unwrap();
            let written = question.to_string();
            assert_eq!(written.parse::<StudyQuestion>().as_ref(), Ok(&question), "{written}");
            for name in ["seed", "replicates"] {
                let is_set = Study::names(*method).contains(&name);
                assert_eq!(written.contains(&format!("&{name}=")), is_set, "{written}");
            }
        }
    }

    #[test]
    fn settings_out_of_bounds_and_of_other_methods_are_named() {
        let error = |text: &str| text.parse::<StudyQuestion>().unwrap_err().to_string();
        assert_eq!(error("method=scan&replicates=5"), "replicates must be 99 to 9999, not 5");
        assert_eq!(error("method=kde&bandwidth_m=NaN"), "bandwidth_m must be 1000 to 50000, not NaN");
        assert!(error("method=kde&eps_m=5").contains("`eps_m` is not a parameter here"));
        assert!(error("method=heat").contains("known are gi-star, emerging"));
        assert_eq!(error("category=drugs"), "`method` is needed");
        assert!(error("method=closure&crossing=C04&day=2568-06-07").contains("common era"));
    }
}
