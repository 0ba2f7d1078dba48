//! What changed around a crossing when it was closed or opened, and along the border beside it.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::bench::{Bench, Found, Head, found};
use super::line::Stretch;
use super::no_area;
use super::steps::day_number;
use crate::analysis::{BeforeAfter, Difference, closure_effect};
use crate::app::AppError;
use crate::domain::{ClosureStudy, Crossing, Day, LonLat, Method, Reference, period};
use crate::export::{ClosureFields, CountsBeforeAfterFields, DifferenceFields, StretchFields, StudyResult};
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

/// Spells out the day, and between which instants reports are compared.
pub(super) fn spelled_out(
    settings: &ClosureStudy,
    reference: &Reference,
) -> Result<(ClosureStudy, DateTime<Utc>, DateTime<Utc>), AppError> {
    let day = Event::of(settings, reference)?.day;
    let days = Days::new(settings.days.into());
    let ends = day.checked_sub_days(days).zip(day.checked_add_days(days));
    let (first, last) = ends.ok_or_else(|| AppError::Refused(format!("day `{day}` is too far away")))?;
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
        let own = || observed.iter().filter(|stretch| stretch.border == on_line.border);
        let cut = |from_km, to_km| own().filter_map(move |stretch| stretch.cut(from_km, to_km));
        let beside: Vec<Stretch> = cut(from_km, to_km).collect();
        let comparison: Vec<Stretch> = cut(f64::MIN, from_km).chain(cut(to_km, f64::MAX)).collect();
        let [mut at_crossing, mut at_side, mut elsewhere] = [BeforeAfter { before: 0, after: 0 }; 3];
        let first_after = day_number(day);
        for report in &points.reports {
            let place = if distance_m(report.at, at) <= settings.radius_m {
                &mut at_crossing
            } else {
                let Some(near) = self.near_line(report, NEAR_LINE_M) else { continue };
                if beside.iter().any(|stretch| stretch.holds(near)) {
                    &mut at_side
                } else if comparison.iter().any(|stretch| stretch.holds(near)) {
                    &mut elsewhere
                } else {
                    continue;
                }
            };
            match report.day {
                Some(seen) if seen < first_after => place.before += 1,
                Some(_) => place.after += 1,
                None => {}
            }
        }
        let computed = closure_effect(at_crossing, at_side, elsewhere, LEVEL).map(|effect| {
            let status = crossing.history.iter().rfind(|status| status.from == day);
            let fields = |stretches: Vec<Stretch>| -> Vec<StretchFields> {
                stretches.into_iter().map(Stretch::fields).collect()
            };
            StudyResult::Closure(ClosureFields {
                crossing: crossing.id.to_string(),
                day,
                status: status.map(|status| status.state.as_str()),
                days: settings.days,
                radius_m: settings.radius_m,
                within_m: NEAR_LINE_M,
                level: LEVEL,
                beside: fields(beside),
                comparison: fields(comparison),
                at_crossing: counts(at_crossing),
                beside_counts: counts(at_side),
                comparison_counts: counts(elsewhere),
                change_at_crossing: difference(effect.at_crossing),
                ratio: effect.ratio,
                change_beside: effect.beside.map(difference),
                change_in_all: difference(effect.in_all),
            })
        });
        found(head, computed)
    }
}

fn counts(BeforeAfter { before, after }: BeforeAfter) -> CountsBeforeAfterFields {
    CountsBeforeAfterFields { before, after }
}

fn difference(Difference { expected, reports, low, high, p }: Difference) -> DifferenceFields {
    DifferenceFields { expected, reports, low, high, p }
}
