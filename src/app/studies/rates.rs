//! Districts ranked by rates that small numbers do not throw about, with how they changed.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::bench::{Bench, Found, Head, found};
use super::places::Places;
use crate::analysis::{AnalysisError, Exposed, Rates, empirical_bayes, empirical_bayes_local, rate_change};
use crate::app::AppError;
use crate::domain::number::to_index;
use crate::domain::{Base, DistrictCode, DistrictPopulation, RatesStudy, ReportQuery, period};
use crate::export::{ChangeFields, PopulationSourceFields, RateFields, RatesFields, StudyResult};
use crate::spatial::area_km2;

/// A change from so few to so few is told as numbers only.
const LIMITED_BEFORE: u32 = 2;
const LIMITED_NOW: u32 = 5;

/// What reports are compared with.
#[derive(Default)]
struct Compared {
    /// The districts of which it is known, by code.
    districts: Vec<DistrictCode>,
    /// How much there is of it in each.
    exposures: Vec<f64>,
    /// The other districts.
    left_out: Vec<DistrictCode>,
    counted_by: BTreeSet<PopulationSourceFields>,
}

impl Bench<'_> {
    pub(super) fn rates(&self, settings: &RatesStudy) -> Found {
        let compared = self.compared_with(settings.base)?;
        let places = Places::new(self.view.placer(), &compared.districts, None);
        self.check_area(&places)?;
        let counted = self.count(self.query, &places, None);
        let head = Head::of_places(&places, &counted, None).in_districts(places.len());
        let exposures = compared.exposures;
        let observed: Vec<Exposed> = counted
            .counts
            .iter()
            .zip(&exposures)
            .map(|(&cases, &exposure)| Exposed { cases, exposure })
            .collect();
        let before = self.before(&places);
        let neighbours = places.neighbours(self.view.placer());
        let level = settings.level;
        let computed = (|| {
            Self::enough_reports(&counted)?;
            let rates = empirical_bayes(&observed, level)?;
            let local = empirical_bayes_local(&observed, &neighbours, level)?;
            let mut ranked: Vec<usize> = (0..places.len()).collect();
            ranked.sort_by(|&a, &b| rates.rates[b].rate.total_cmp(&rates.rates[a].rate));
            let mut districts = Vec::new();
            for &place in ranked.iter().filter(|place| self.shows(&places, **place)) {
                // Where rates do not differ beyond chance all share the first rank.
                let higher = rates.rates.iter().filter(|other| other.rate > rates.rates[place].rate);
                let now = counted.counts[place];
                let earlier = before.as_ref().map(|(_, counts)| counts[place]);
                districts.push(RateFields {
                    rank: higher.count() + 1,
                    change: earlier.map(|earlier| change(earlier, now, level)).transpose()?.flatten(),
                    ..rate(&places, place, observed[place], &rates, &local)
                });
            }
            Ok(StudyResult::Rates(RatesFields {
                base: settings.base.as_str(),
                per: match settings.base {
                    Base::AllReports => "report",
                    Base::Area => "km2",
                    Base::Population => "person",
                },
                counted_by: compared.counted_by.into_iter().collect(),
                left_out: compared.left_out.iter().map(ToString::to_string).collect(),
                level,
                mean: rates.mean,
                variance: rates.variance,
                before_from: before.map(|(from, _)| period::bangkok_day(from)),
                districts,
            }))
        })();
        found(head, computed)
    }

    /// Returns what the reports of each district are compared with.
    fn compared_with(&self, base: Base) -> Result<Compared, AppError> {
        let all = |exposures| Compared {
            districts: self.districts.clone(),
            exposures,
            left_out: Vec::new(),
            counted_by: BTreeSet::new(),
        };
        match base {
            Base::AllReports => {
                let every = ReportQuery { categories: Vec::new(), ..self.query.clone() };
                let places = Places::new(self.view.placer(), &self.districts, None);
                let counted = self.count(&every, &places, None);
                Ok(all(counted.counts.iter().map(|n| f64::from(*n)).collect()))
            }
            Base::Area => {
                let districts = self.view.placer().districts();
                let area = |code| districts.shape(code).map_or(0.0, area_km2);
                Ok(all(self.districts.iter().map(|code| area(*code)).collect()))
            }
            Base::Population => self.people(),
        }
    }

    /// Returns how many people live in the districts of which somebody said so, by the last day of the period.
    fn people(&self) -> Result<Compared, AppError> {
        let last = self.query.to.map(|to| period::bangkok_day(to - TimeDelta::seconds(1)));
        let day = last.unwrap_or_else(|| self.view.day());
        let mut compared = Compared::default();
        for district in &self.districts {
            match DistrictPopulation::of(*district, day, self.view.populations()) {
                Some(DistrictPopulation { people, counted_on, source, .. }) => {
                    compared.districts.push(*district);
                    compared.exposures.push(f64::from(*people));
                    let source = source.clone();
                    compared.counted_by.insert(PopulationSourceFields { source, counted_on: *counted_on });
                }
                None => compared.left_out.push(*district),
            }
        }
        if compared.districts.is_empty() {
            return Err(AppError::Refused(
                "base `population`: nobody said how many people live in the border districts; \
                 `mekong-watch import population FILE.csv` does"
                    .to_owned(),
            ));
        }
        Ok(compared)
    }

    /// Counts the period before the one asked for, as long as it; nothing where no period is asked for.
    fn before(&self, places: &Places<'_>) -> Option<(DateTime<Utc>, Vec<u32>)> {
        let (from, to) = self.query.from.zip(self.query.to)?;
        let earlier = from - (to - from);
        let query = ReportQuery { from: Some(earlier), to: Some(from), ..self.query.clone() };
        Some((earlier, self.count(&query, places, None).counts))
    }
}

fn rate(places: &Places<'_>, place: usize, observed: Exposed, rates: &Rates, local: &Rates) -> RateFields {
    let smoothed = rates.rates[place];
    let Exposed { cases, exposure } = observed;
    RateFields {
        place: places.fields(place),
        rank: 0,
        count: to_index(cases),
        exposure,
        raw: (exposure > 0.0).then(|| f64::from(cases) / exposure),
        rate: smoothed.rate,
        low: smoothed.low,
        high: smoothed.high,
        local_rate: local.rates[place].rate,
        change: None,
    }
}

/// Compares two counts over equal lengths of time; nothing where nothing was reported in either.
fn change(before: u32, now: u32, level: f64) -> Result<Option<ChangeFields>, AnalysisError> {
    if before == 0 && now == 0 {
        return Ok(None);
    }
    let of = |cases| Exposed { cases, exposure: 1.0 };
    let change = rate_change(of(before), of(now), level)?;
    let says = match (change.low > 1.0, change.high.is_some_and(|high| high < 1.0)) {
        _ if before <= LIMITED_BEFORE && now <= LIMITED_NOW => "limited",
        (true, _) => "more",
        (_, true) => "fewer",
        _ => "no_clear_change",
    };
    let before = to_index(before);
    Ok(Some(ChangeFields { before, ratio: change.ratio, low: change.low, high: change.high, says }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_reports_tell_no_change() {
        let says = |before, now| change(before, now, 0.95).unwrap().map(|change| change.says);
        assert_eq!(says(0, 0), None);
        assert_eq!(says(2, 5), Some("limited"));
        assert_eq!(says(2, 30), Some("more"));
        assert_eq!(says(30, 4), Some("fewer"));
        assert_eq!(says(20, 22), Some("no_clear_change"));
    }
}
