//! What changed around a crossing when it was closed or opened, and along the border beside it.
//!
//! What it is compared with must not have been closed or opened meanwhile itself: the line around every crossing that changed
//! in the days compared is left out. Where that leaves too little of the border, as when all crossings of one were closed
//! at once, the other border is the comparison, and the answer says so.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::bench::{Bench, Found, Head, found};
use super::line::{KM_PLACES, NearLine, Stretch};
use super::no_area;
use super::steps::day_number;
use crate::analysis::{AnalysisError, BeforeAfter, Difference, FEWEST_CLOSURE_REPORTS, closure_effect};
use crate::app::AppError;
use crate::domain::number::{to_index, to_places};
use crate::domain::{Border, ClosureStudy, Crossing, Day, LonLat, Method, Reference, period};
use crate::export::{
    ClosureFields, CountsBeforeAfterFields, DifferenceFields, LeftOutFields, StretchFields, StudyResult,
};
use crate::spatial::distance_m;

/// How far from the line reports beside the crossing and along the rest of the border count.
const NEAR_LINE_M: f64 = 5_000.0;
/// The level of the intervals.
const LEVEL: f64 = 0.95;

/// A closure or opening that can be looked at: which crossing, where, and when.
struct Event<'a> {
    crossing: &'a Crossing,
    at: LonLat,
    day: NaiveDate,
}

impl<'a> Event<'a> {
    fn of(settings: &ClosureStudy, reference: &'a Reference) -> Result<Self, AppError> {
        let Some(id) = &settings.crossing else {
            return Err(AppError::Refused(
                "`crossing` is needed: the id of a crossing, such as C04".to_owned(),
            ));
        };
        let refused = |why: &str| AppError::Refused(format!("crossing `{id}`: {why}"));
        let crossing = reference.crossing(id).ok_or_else(|| refused("there is no such crossing"))?;
        let position = crossing.position.ok_or_else(|| refused("nobody knows where it is"))?;
        let documented = crossing.last_known().map(|status| status.from);
        let day = settings.day.map(|day| day.0).or(documented);
        let day =
            day.ok_or_else(|| refused("no status is documented; say from which `day` on it changed"))?;
        Ok(Self { crossing, at: position.at, day })
    }
}

/// What is not compared with: the line around a crossing that changed itself.
#[derive(Debug, Clone, Copy)]
struct LeftOut<'a> {
    crossing: &'a Crossing,
    /// The first day of its first new status in the days compared.
    day: NaiveDate,
    /// The border, and between which of its kilometres.
    border: Border,
    from_km: f64,
    to_km: f64,
}

impl LeftOut<'_> {
    fn fields(&self) -> LeftOutFields {
        LeftOutFields {
            crossing: self.crossing.id.to_string(),
            day: self.day,
            border: self.border.as_str(),
            from_km: to_places(self.from_km, KM_PLACES),
            to_km: to_places(self.to_km, KM_PLACES),
        }
    }
}

/// Returns the days after `first` and before `end` from which another status of a crossing is documented than before; the
/// first status that is documented counts as another.
fn changes(crossing: &Crossing, first: NaiveDate, end: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let before = std::iter::once(None).chain(crossing.history.iter().map(|status| Some(status.state)));
    let changes =
        crossing.history.iter().zip(before).filter(|(status, before)| Some(status.state) != *before);
    changes.map(|(status, _)| status.from).filter(move |day| *day > first && *day < end)
}

/// Takes parts out of stretches.
fn without(stretches: Vec<Stretch>, out: impl Iterator<Item = (f64, f64)>) -> Vec<Stretch> {
    out.fold(stretches, |left, (from_km, to_km)| {
        left.into_iter().flat_map(|stretch| stretch.without(from_km, to_km)).collect()
    })
}

/// Returns the first of the days compared, and the day after the last.
fn ends(day: NaiveDate, days: u32) -> Option<(NaiveDate, NaiveDate)> {
    let days = Days::new(days.into());
    day.checked_sub_days(days).zip(day.checked_add_days(days))
}

/// Spells out the day, and between which instants reports are compared.
pub(super) fn spelled_out(
    settings: &ClosureStudy,
    reference: &Reference,
) -> Result<(ClosureStudy, DateTime<Utc>, DateTime<Utc>), AppError> {
    let day = Event::of(settings, reference)?.day;
    let (first, last) =
        ends(day, settings.days).ok_or_else(|| AppError::Refused(format!("day `{day}` is too far away")))?;
    let settings = ClosureStudy { day: Some(Day(day)), ..settings.clone() };
    Ok((settings, period::start_of_day(first), period::start_of_day(last)))
}

impl Bench<'_> {
    pub(super) fn closure(&self, settings: &ClosureStudy) -> Found {
        no_area(Method::Closure, self.query.area.as_ref())?;
        let Event { crossing, at, day } = Event::of(settings, &self.known.reference)?;
        let refused =
            || AppError::Refused(format!("crossing `{}`: it lies beyond the ends of the line", crossing.id));
        let on_line = self.view.placer().border().relate(at).ok_or_else(refused)?;
        let points = self.points();
        let head = Head::of_points("kilometre", &points);
        let (from_km, to_km) = (on_line.km - settings.beside_km, on_line.km + settings.beside_km);
        let observed = self.observed_line();
        let of = |border| observed.iter().copied().filter(move |stretch| stretch.border == border);
        let beside: Vec<Stretch> =
            of(on_line.border).filter_map(|stretch| stretch.cut(from_km, to_km)).collect();
        let changed = self.left_out(crossing, day, settings);
        let other = match on_line.border {
            Border::ThaiLao => Border::ThaiCambodian,
            Border::ThaiCambodian => Border::ThaiLao,
        };
        let mut comparisons = [on_line.border, other].map(|border| {
            let out = changed.iter().filter(|out| out.border == border).map(|out| (out.from_km, out.to_km));
            let stretches = without(of(border).collect(), out.chain([(from_km, to_km)]));
            Comparison { border, stretches, counts: BeforeAfter { before: 0, after: 0 } }
        });
        let [mut at_crossing, mut at_side] = [BeforeAfter { before: 0, after: 0 }; 2];
        let first_after = day_number(day);
        for report in &points.reports {
            let place = if distance_m(report.at, at) <= settings.radius_m {
                &mut at_crossing
            } else {
                let Some(near) = self.near_line(report, NEAR_LINE_M) else { continue };
                if beside.iter().any(|stretch| stretch.holds(near)) {
                    &mut at_side
                } else {
                    let along = comparisons.iter_mut().find(|comparison| comparison.holds(near));
                    let Some(comparison) = along else { continue };
                    &mut comparison.counts
                }
            };
            match report.day {
                Some(seen) if seen < first_after => place.before += 1,
                Some(_) => place.after += 1,
                None => {}
            }
        }
        let [own, other] = comparisons;
        // Where too little is left of the own border, whichever has more.
        let compared = if !own.is_enough() && other.counts.before > own.counts.before { other } else { own };
        let elsewhere = compared.counts;
        let enough = if compared.is_enough() {
            Ok(())
        } else {
            let what = "reports before along either border, away from crossings that changed";
            let given = to_index(elsewhere.before);
            Err(AnalysisError::NotEnough { what, needed: FEWEST_CLOSURE_REPORTS, given })
        };
        let effect = enough.and_then(|()| closure_effect(at_crossing, at_side, elsewhere, LEVEL));
        let own = ends(day, settings.days).into_iter().flat_map(|(first, end)| changes(crossing, first, end));
        let computed = effect.map(|effect| {
            let status = crossing.history.iter().rfind(|status| status.from == day);
            let fields = |stretches: Vec<Stretch>| -> Vec<StretchFields> {
                stretches.into_iter().map(Stretch::fields).collect()
            };
            StudyResult::Closure(Box::new(ClosureFields {
                crossing: crossing.id.to_string(),
                day,
                also_changed: own.filter(|changed| *changed != day).collect(),
                status: status.map(|status| status.state.as_str()),
                days: settings.days,
                radius_m: settings.radius_m,
                within_m: NEAR_LINE_M,
                level: LEVEL,
                beside: fields(beside),
                comparison_border: compared.border.as_str(),
                comparison: fields(compared.stretches),
                left_out: changed
                    .iter()
                    .filter(|out| [on_line.border, compared.border].contains(&out.border))
                    .map(LeftOut::fields)
                    .collect(),
                at_crossing: counts(at_crossing),
                beside_counts: counts(at_side),
                comparison_counts: counts(elsewhere),
                change_at_crossing: difference(effect.at_crossing),
                ratio: effect.ratio,
                change_beside: effect.beside.map(difference),
                change_in_all: difference(effect.in_all),
            }))
        });
        found(head, computed)
    }
}

impl<'b> Bench<'b> {
    /// Finds the parts of the line around crossings, other than this one, that changed in the days compared, from the north.
    /// Of a crossing that nobody knows the place of, that is the line along its district and on either side.
    fn left_out(&self, own: &Crossing, day: NaiveDate, settings: &ClosureStudy) -> Vec<LeftOut<'b>> {
        let Some((first, end)) = ends(day, settings.days) else { return Vec::new() };
        let placer = self.view.placer();
        let along = |crossing: &Crossing| {
            if let Some(position) = crossing.position {
                return placer.border().relate(position.at).map(|at| (at.border, at.km, at.km));
            }
            let mut marks = placer.districts_along_line().iter().filter(|(mark, district)| {
                *district == Some(crossing.district) && mark.border == crossing.border
            });
            let first = marks.next()?.0;
            let last = marks.next_back().map_or(first, |(mark, _)| *mark);
            Some((first.border, first.km, last.km))
        };
        let others = self.known.reference.crossings.iter().filter(|crossing| crossing.id != own.id);
        let mut found: Vec<LeftOut<'b>> = others
            .filter_map(|crossing| {
                let day = changes(crossing, first, end).next()?;
                let (border, from_km, to_km) = along(crossing)?;
                let (from_km, to_km) = (from_km - settings.beside_km, to_km + settings.beside_km);
                let (line_from, line_to) = placer.border().span_km(border)?;
                Some(LeftOut {
                    crossing,
                    day,
                    border,
                    from_km: from_km.max(line_from),
                    to_km: to_km.min(line_to),
                })
            })
            .collect();
        found.sort_by(|a, b| a.from_km.total_cmp(&b.from_km).then_with(|| a.crossing.id.cmp(&b.crossing.id)));
        found
    }
}

/// Along what the crossing is compared.
struct Comparison {
    border: Border,
    stretches: Vec<Stretch>,
    counts: BeforeAfter,
}

impl Comparison {
    fn holds(&self, place: NearLine) -> bool {
        self.stretches.iter().any(|stretch| stretch.holds(place))
    }

    fn is_enough(&self) -> bool {
        to_index(self.counts.before) >= FEWEST_CLOSURE_REPORTS
    }
}

fn counts(BeforeAfter { before, after }: BeforeAfter) -> CountsBeforeAfterFields {
    CountsBeforeAfterFields { before, after }
}

fn difference(Difference { expected, reports, low, high, p }: Difference) -> DifferenceFields {
    DifferenceFields { expected, reports, low, high, p }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::bundled;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_crossing_changed_when_another_status_is_documented_within_the_days() {
        let reference = bundled::reference().unwrap();
        let of = |id: &str, first, end| {
            changes(reference.crossing(&id.parse().unwrap()).unwrap(), day(first), day(end)).next()
        };
        // Restricted on 7 June 2025, for patients and pupils only from 23 June on.
        assert_eq!(of("C03", "2025-05-01", "2025-08-01"), Some(day("2025-06-07")));
        assert_eq!(
            of("C03", "2025-06-07", "2025-08-01"),
            Some(day("2025-06-23")),
            "from the first day on it is one"
        );
        assert_eq!(of("C03", "2025-06-23", "2025-12-01"), None);
        assert_eq!(of("C03", "2025-06-08", "2025-06-23"), None, "the day after the last is none of them");
        // Nothing is documented before, or nothing at all.
        assert_eq!(of("C12", "2025-05-01", "2025-08-01"), Some(day("2025-06-07")));
        assert_eq!(of("C02", "2025-05-01", "2025-08-01"), None);
        // Open before and after: its hours were acknowledged.
        assert_eq!(of("L10", "2024-05-01", "2024-08-01"), None);
        assert_eq!(of("L12", "2024-05-01", "2024-08-01"), Some(day("2024-07-01")));
    }

    #[test]
    fn parts_are_taken_out_of_the_middle_and_of_the_ends() {
        let stretch = |from_km, to_km| Stretch { border: Border::ThaiCambodian, from_km, to_km };
        let all = vec![stretch(0.0, 100.0), stretch(120.0, 150.0)];
        let left = without(all.clone(), [(40.0, 60.0), (50.0, 70.0), (90.0, 130.0)].into_iter());
        assert_eq!(left, [stretch(0.0, 40.0), stretch(70.0, 90.0), stretch(130.0, 150.0)]);
        assert_eq!(without(all, [(-10.0, 200.0)].into_iter()), []);
    }
}
