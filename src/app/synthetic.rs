//! Made-up reports along the real border, for measuring: many, alike in every run, and marked as made up.

mod spots;

use std::num::NonZero;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::{Builder, Uuid};

use self::spots::{Places, Spot};
use super::{AppError, Known};
use crate::analysis::Dice;
use crate::domain::number::{count_to_f64, count_to_u64, floor_to_count};
use crate::domain::{
    Category, Channel, NewReport, Observed, ObservedPrecision, ReportContent, Status, period,
};
use crate::storage::Store;

/// Most positions that reports are drawn from: each is placed once, and places do see many reports.
const MOST_SPOTS: u64 = 200_000;
/// Reports to a position, while there are fewer positions than that.
const REPORTS_A_SPOT: u64 = 5;
/// The first day on which something was seen.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2020, 11, 1).expect("a day of the calendar");
/// The days on which something was seen: six years.
const DAYS: u64 = 2_191;
/// Of 1,000 reports so many do not say when.
const UNDATED: u64 = 20;
/// Of 1,000 reports so many do not say at what time; those without a day are among them.
const UNTIMED: u64 = 270;

/// How many of 1,000 reports are about what.
const CATEGORIES: &[(u64, Category)] = &[
    (380, Category::Drugs),
    (80, Category::HumanTrafficking),
    (190, Category::IllegalEntry),
    (70, Category::IllegalLabour),
    (130, Category::GoodsSmuggling),
    (60, Category::ScamCyber),
    (15, Category::Weapons),
    (45, Category::BorderIncident),
    (20, Category::Disaster),
    (10, Category::Other),
];

/// How many of 1,000 reports came in how.
const CHANNELS: &[(u64, Channel)] = &[
    (320, Channel::Coordinator),
    (260, Channel::Online),
    (60, Channel::WalkIn),
    (110, Channel::Hotline),
    (70, Channel::Partner),
    (50, Channel::Sensor),
    (100, Channel::Patrol),
    (30, Channel::OpenSource),
];

/// How many of 1,000 reports are decided how.
const STATUSES: &[(u64, Status)] =
    &[(450, Status::Unverified), (420, Status::Confirmed), (100, Status::Rejected), (30, Status::Withdrawn)];

/// How many of 1,000 sightings fall into the hours of the day, in threes from midnight: much happens at night.
const HOURS: &[(u64, u64)] =
    &[(170, 0), (190, 3), (90, 6), (80, 9), (80, 12), (90, 15), (130, 18), (170, 21)];

/// Makes up reports; every one of them depends on the seed, how many there are, and its number alone.
#[derive(Debug)]
pub struct Synthetic {
    seed: u64,
    reports: u64,
    spots: Vec<Spot>,
    subtypes: Vec<(Category, Vec<String>)>,
    agencies: Vec<String>,
    begin: DateTime<Utc>,
}

impl Synthetic {
    /// Draws the positions that so many reports share and places them, on all processors.
    pub fn new(known: &Known, reports: u64, seed: u64) -> Self {
        let places = Places::new(known);
        let wanted = (reports / REPORTS_A_SPOT).clamp(REPORTS_A_SPOT, MOST_SPOTS);
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
        let share = wanted.div_ceil(count_to_u64(threads));
        let spots = std::thread::scope(|scope| {
            let drawing: Vec<_> = (0..wanted)
                .step_by(usize::try_from(share).unwrap_or(usize::MAX))
                .map(|from| (from, wanted.min(from + share)))
                .map(|(from, to)| {
                    let places = &places;
                    let draw = move |number| places.draw(&mut Dice::new(seed, "spot", number));
                    scope.spawn(move || (from..to).map(draw).collect::<Vec<Spot>>())
                })
                .collect();
            drawing.into_iter().flat_map(|thread| thread.join().expect("drawing does not panic")).collect()
        });
        let categories = &known.reference.categories;
        let below = |category: &Category| {
            let own = categories.iter().filter(|c| c.parent.as_deref() == Some(category.as_str()));
            (*category, own.map(|c| c.code.clone()).collect())
        };
        Self {
            seed,
            reports,
            spots,
            subtypes: Category::ALL.iter().map(below).collect(),
            agencies: known.reference.agencies.iter().map(|a| a.code.clone()).collect(),
            begin: period::start_of_day(FIRST_DAY),
        }
    }

    /// Returns every report in the order of their numbers, from 1.
    pub fn reports(&self) -> impl Iterator<Item = NewReport> {
        (1..=self.reports).map(|number| self.report(number))
    }

    /// Returns the identity outside of the report with a number; greater ones come later.
    pub fn id(&self, number: u64) -> Uuid {
        let begin = u64::try_from(self.begin.timestamp_millis()).unwrap_or_default();
        let mut dice = Dice::new(self.seed, "identity", number);
        let mut random = [0; 10];
        let (some, more) = random.split_at_mut(8);
        some.copy_from_slice(&dice.bits().to_le_bytes());
        more.copy_from_slice(&dice.bits().to_le_bytes()[..2]);
        Builder::from_unix_timestamp_millis(begin + number, &random).into_uuid()
    }

    /// Returns every report with its identity outside.
    pub fn identified(self) -> impl Iterator<Item = (Uuid, NewReport)> {
        (1..=self.reports).map(move |number| (self.id(number), self.report(number)))
    }

    /// Returns the report with a number.
    pub fn report(&self, number: u64) -> NewReport {
        let mut dice = Dice::new(self.seed, "report", number);
        let category = dice.weighed(CATEGORIES);
        let channel = dice.weighed(CHANNELS);
        let status = dice.weighed(STATUSES);
        let spot = self.spot(&mut dice);
        let source_id = format!("SYN-{}-{number:08}", self.seed);
        let content = ReportContent {
            category,
            subtype: self.subtype(category, &mut dice),
            // What was read in the news nobody has decided on.
            status: if channel == Channel::OpenSource { Status::Unverified } else { status },
            channel,
            observed: self.observed(&mut dice),
            place: spot.place,
            place_text: spot.text.clone(),
            summary: format!("สมมติ (synthetic) {number}"),
            quantity: String::new(),
            agency: if dice.below(4) == 0 { dice.one_of(&self.agencies).clone() } else { String::new() },
            source_url: String::new(),
            source_title: String::new(),
            synthetic: true,
        };
        NewReport {
            import_key: format!("id:{source_id}"),
            content_hash: "synthetic".to_owned(),
            source_id,
            content,
            placement: spot.placement.clone(),
        }
    }

    /// Chooses a position; some see far more than others.
    fn spot(&self, dice: &mut Dice) -> &Spot {
        let u = dice.unit();
        let last = self.spots.len() - 1;
        &self.spots[floor_to_count(u * u.sqrt() * count_to_f64(self.spots.len())).min(last)]
    }

    fn subtype(&self, category: Category, dice: &mut Dice) -> Option<String> {
        let named = dice.below(2) == 0;
        let of = self.subtypes.iter().find(|(of, known)| *of == category && !known.is_empty());
        of.filter(|_| named).map(|(_, known)| dice.one_of(known).clone())
    }

    /// Chooses a time: more of late than at first, and more at night.
    fn observed(&self, dice: &mut Dice) -> Option<Observed> {
        let one = dice.below(DAYS);
        let day = if dice.below(2) == 0 { one } else { one.max(dice.below(DAYS)) };
        let hour = dice.weighed(HOURS) + dice.below(3);
        let minute = dice.below(60);
        let how = dice.below(1_000);
        let (minutes, precision) = match how {
            ..UNDATED => return None,
            UNDATED..UNTIMED => (0, ObservedPrecision::Day),
            _ => (hour * 60 + minute, ObservedPrecision::Time),
        };
        let since = TimeDelta::minutes(i64::try_from(day * 24 * 60 + minutes).ok()?);
        Some(Observed { at: self.begin + since, precision })
    }
}

/// Fills an empty database with made-up reports; says how many.
///
/// # Errors
/// When it holds reports, or fails.
pub async fn fill(store: &Store, synthetic: Synthetic) -> Result<u64, AppError> {
    Ok(store.fill(synthetic.identified()).await?)
}
