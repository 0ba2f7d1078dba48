//! Where a study is worked on: the reports of one view, the places they count in, and what every answer says of them.

use super::places::Places;
use super::points::Points;
use super::steps::Steps;
use super::{AppError, unless_too_few};
use crate::analysis::{AnalysisError, Effort};
use crate::app::hotspot_map::{border_mask, period};
use crate::app::{Known, View};
use crate::domain::{Area, Counts, DistrictCode, ReportQuery, Scope, Status, Step, Study, StudyQuestion};
use crate::export::{RunFields, StudyResult, StudySheet};
use crate::spatial::{Asked, ObservedDays, Region, Sighting};

/// What a study works with.
pub(super) struct Bench<'a> {
    pub(super) known: &'a Known,
    pub(super) view: &'a View,
    /// The question with its moment and period spelled out.
    pub(super) query: &'a ReportQuery,
    pub(super) scope: &'a Scope,
    region: Option<Region>,
    /// The districts of the mask, by code.
    pub(super) districts: Vec<DistrictCode>,
}

/// Reports counted by place and step.
pub(super) struct Counted {
    /// Place by place, in each from the first step on.
    pub(super) counts: Vec<u32>,
    pub(super) steps: usize,
    /// Those counted.
    pub(super) in_mask: usize,
    /// Those that lie elsewhere.
    pub(super) outside_mask: usize,
    /// What goes with every answer.
    pub(super) all: Counts,
    /// When they were seen.
    pub(super) observed: ObservedDays,
}

impl Counted {
    /// Returns the counts of a place, from the first step on.
    pub(super) fn of(&self, place: usize) -> &[u32] {
        &self.counts[place * self.steps..(place + 1) * self.steps]
    }

    /// Returns the count of each place over all steps.
    pub(super) fn totals(&self) -> Vec<u32> {
        self.counts.chunks(self.steps).map(|steps| steps.iter().sum()).collect()
    }

    /// Returns the counts of each place in one step after another.
    pub(super) fn by_step(&self) -> Vec<Vec<u32>> {
        let of = |step| self.counts.chunks(self.steps).map(|counts| counts[step]).collect();
        (0..self.steps).map(of).collect()
    }
}

/// What all answers have in common, before anything is computed.
pub(super) struct Head {
    unit: &'static str,
    grid: Option<crate::export::GridFields>,
    steps: Option<crate::export::StepsFields>,
    /// How many districts were counted in, where not all of the mask were.
    districts: Option<usize>,
    in_mask: usize,
    outside_mask: usize,
    all: Counts,
    observed: ObservedDays,
    seed: Option<u64>,
}

impl Head {
    /// Takes what counting by place says.
    pub(super) fn of_places(places: &Places<'_>, counted: &Counted, steps: Option<&Steps>) -> Self {
        Self {
            unit: places.unit(),
            grid: places.grid(),
            steps: steps.map(Steps::fields),
            districts: None,
            in_mask: counted.in_mask,
            outside_mask: counted.outside_mask,
            all: counted.all,
            observed: counted.observed,
            seed: None,
        }
    }

    /// Takes what collecting points says.
    pub(super) fn of_points(unit: &'static str, points: &Points) -> Self {
        Self {
            unit,
            grid: None,
            steps: None,
            districts: None,
            in_mask: points.reports.len(),
            outside_mask: points.outside_mask,
            all: points.all,
            observed: points.observed,
            seed: None,
        }
    }

    /// Says which cells of the grid are in the answer.
    pub(super) fn showing(self, shown: &'static str) -> Self {
        Self { grid: self.grid.map(|grid| crate::export::GridFields { shown, ..grid }), ..self }
    }

    /// Says that only so many districts were counted in.
    pub(super) fn in_districts(self, districts: usize) -> Self {
        Self { districts: Some(districts), ..self }
    }

    /// Says how many reports of the mask were looked at.
    pub(super) fn with_in_mask(self, in_mask: usize) -> Self {
        Self { in_mask, ..self }
    }

    /// Says what chance begins from.
    pub(super) fn seeded(self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self }
    }
}

impl<'a> Bench<'a> {
    /// Prepares the work on a question that is spelled out.
    pub(super) fn new(
        known: &'a Known,
        view: &'a View,
        query: &'a ReportQuery,
        scope: &'a Scope,
        region: Option<Region>,
        districts: Vec<DistrictCode>,
    ) -> Self {
        Self { known, view, query, scope, region, districts }
    }

    /// Computes a study.
    pub(super) fn study(
        &self,
        question: &StudyQuestion,
        effort: &mut Effort<'_>,
    ) -> Result<StudySheet, AppError> {
        self.check_counts(&question.study)?;
        let (head, found) = match &question.study {
            Study::Emerging(settings) => self.emerging(settings, effort)?,
            Study::LocalMoran(settings) => self.local_moran(settings, effort)?,
            Study::Scan(settings) => self.scan(settings, effort)?,
            Study::Rates(settings) => self.rates(settings)?,
            Study::Silence(settings) => self.silence(settings)?,
            Study::Dbscan(settings) => self.dbscan(settings, effort)?,
            Study::Kde(settings) => self.kde(settings, effort)?,
            Study::NearRepeat(settings) => self.near_repeat(settings, effort)?,
            Study::BorderProfile(settings) => self.border_profile(settings)?,
            Study::Closure(settings) => self.closure(settings)?,
            Study::RiskTerrain(settings) => self.risk_terrain(settings, effort)?,
            Study::Zones(settings) => self.zones(settings, effort)?,
            Study::GiStar(_) => {
                let method = question.study.method();
                return Err(AppError::Refused(format!("{method} has an answer of its own shape")));
            }
        };
        Ok(self.sheet(question, head, found))
    }

    fn sheet(&self, question: &StudyQuestion, head: Head, found: Result<StudyResult, String>) -> StudySheet {
        let confirmed_only = self.query.statuses == [Status::Confirmed];
        let (result, message) = match found {
            Ok(result) => (Some(result), None),
            Err(message) => (None, Some(message)),
        };
        StudySheet {
            run: RunFields::new(question.to_string(), self.view.epoch(), head.seed),
            method: question.study.method().as_str(),
            unit: head.unit,
            about: if confirmed_only { "confirmed" } else { "reports" },
            mask: border_mask(head.districts.unwrap_or(self.districts.len()), head.in_mask),
            grid: head.grid,
            period: period(self.query, head.observed),
            steps: head.steps,
            counts: head.all.into(),
            outside_mask: head.outside_mask,
            enough: message.is_none(),
            message,
            result,
        }
    }

    /// Cuts the period of the question into its steps again.
    pub(super) fn steps(&self, step: Step) -> Result<Steps, AppError> {
        Steps::within(self.query, step, 0, self.view.day())
    }

    /// Hands over the reports of a question, wherever they are.
    pub(super) fn each(&self, query: &ReportQuery, to: impl FnMut(Sighting)) -> (Counts, ObservedDays) {
        let whole = ReportQuery { area: None, ..query.clone() };
        self.view.index().each_sighting(Asked { query: &whole, region: None, scope: self.scope }, to)
    }

    /// Hands over the reports of a question in its area.
    pub(super) fn each_in_area(&self, to: impl FnMut(Sighting)) -> (Counts, ObservedDays) {
        let asked = Asked { query: self.query, region: self.region.as_ref(), scope: self.scope };
        self.view.index().each_sighting(asked, to)
    }

    /// Counts the reports of a question by place and step; without steps all of them together.
    pub(super) fn count(&self, query: &ReportQuery, places: &Places<'_>, steps: Option<&Steps>) -> Counted {
        let number = steps.map_or(1, Steps::len);
        let step_of = steps.map(Steps::finder);
        let mut counts = vec![0_u32; places.len() * number];
        let (mut in_mask, mut located) = (0, 0);
        let (all, observed) = self.each(query, |report| {
            located += usize::from(places.is_located(&report));
            let step = match &step_of {
                Some(step_of) => report.day.and_then(step_of),
                None => Some(0),
            };
            if let (Some(place), Some(step)) = (places.of(&report), step) {
                counts[place * number + step] += 1;
                in_mask += 1;
            }
        });
        let unlocated = all.matched - located;
        let all = Counts { unlocated, area_only: located - all.points.min(located), ..all };
        Counted { counts, steps: number, in_mask, outside_mask: located - in_mask, all, observed }
    }

    /// Tells whether a place is in the area that the question asks to be shown.
    pub(super) fn shows(&self, places: &Places<'_>, place: usize) -> bool {
        let Some(region) = &self.region else { return true };
        let district = places.district(place);
        match places.mask().and_then(|mask| mask.centre(mask.squares()[place])) {
            Some(centre) => region.covers(centre, Some(district), self.view.placer().border().relate(centre)),
            None => match &self.query.area {
                Some(Area::Districts(codes)) => codes.contains(&district),
                Some(Area::Provinces(codes)) => codes.contains(&district.province()),
                _ => true,
            },
        }
    }

    /// Refuses an area of points where the places are districts.
    pub(super) fn check_area(&self, places: &Places<'_>) -> Result<(), AppError> {
        match &self.query.area {
            Some(area) if places.mask().is_none() && area.matches_points_only() => {
                Err(AppError::Refused(format!(
                    "area `{area}`: a study by district takes an area of districts or provinces, not one that matches points only"
                )))
            }
            _ => Ok(()),
        }
    }

    /// Refuses fewer reports in the mask than hotspots are computed from.
    pub(super) fn enough_reports(counted: &Counted) -> Result<(), AnalysisError> {
        let needed = crate::app::hotspot_map::FEWEST_REPORTS;
        if counted.in_mask >= needed {
            return Ok(());
        }
        Err(AnalysisError::NotEnough { what: "reports in the mask", needed, given: counted.in_mask })
    }
}

/// Positions of lines that are computed are told to the metre: five digits of a degree.
pub(super) const DEGREE_PLACES: usize = 5;
/// What is estimated is told with so many digits.
pub(super) const DIGITS: usize = 6;

/// Turns counts into numbers.
pub(super) fn values(counts: &[u32]) -> Vec<f64> {
    counts.iter().map(|count| f64::from(*count)).collect()
}

/// What a method returns to the bench: the head, and what was found or why there is not enough.
pub(super) type Found = Result<(Head, Result<StudyResult, String>), AppError>;

/// Joins a head with what was found.
pub(super) fn found(head: Head, result: Result<StudyResult, AnalysisError>) -> Found {
    Ok((head, unless_too_few(result)?))
}
