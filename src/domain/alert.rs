//! What is starting somewhere, and the rule by which it is told once, however often it is found.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

use super::{DistrictCode, Scope, named_enum};

named_enum! {
    /// Which alerts are listed.
    AlertState, "state of alerts" {
        /// Those that nobody has taken note of.
        Open = "open",
        /// Those that somebody has taken note of.
        Acknowledged = "acknowledged",
        /// Both.
        All = "all",
    }
}

/// More reports than expected in some districts on some days, as one run found them.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// The question it belongs to: only clusters of one series are compared.
    pub series: String,
    /// The districts.
    pub places: BTreeSet<DistrictCode>,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Reports in it.
    pub observed: u32,
    /// Reports expected in it.
    pub expected: f64,
    /// How unlikely it is.
    pub statistic: f64,
    /// How often chance alone does as much.
    pub p: f64,
    /// After how many days of runs chance alone does as much once.
    pub recurrence_days: Option<f64>,
}

/// Something that was found and told.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Identity outside.
    pub id: Uuid,
    /// What was found: its first day is that of the first run, its figures are those of the last.
    pub cluster: Cluster,
    /// How many runs have found it.
    pub seen: u32,
    /// When it was first found.
    pub raised_at: DateTime<Utc>,
    /// When it was last found.
    pub last_seen_at: DateTime<Utc>,
    /// The result that found it last.
    pub result: Uuid,
    /// Who has taken note of it.
    pub acknowledged: Option<Acknowledged>,
    /// What he says of it; empty when nothing.
    pub note: String,
    /// What of it people know: as it was raised, or as it was when somebody took note of it.
    pub told: Told,
    /// The alert that somebody had taken note of and that this one has outgrown.
    pub follows: Option<Uuid>,
}

/// What people know of an alert, however it goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The districts.
    pub places: BTreeSet<DistrictCode>,
    /// Reports in it.
    pub observed: u32,
    /// Reports expected in it.
    pub expected: f64,
}

/// What a cluster is to an alert that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// Something else.
    Other,
    /// The same, going on: it extends the alert.
    Same,
    /// The same, but clearly more than somebody has taken note of: it is told anew.
    Outgrown,
}

/// A cluster that is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Raised {
    /// What was found.
    pub cluster: Cluster,
    /// The alert that it has outgrown.
    pub follows: Option<Uuid>,
}

/// Who has taken note of an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What the clusters of one run come to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AlertNews {
    /// Clusters that nobody was told of.
    pub raised: Vec<Raised>,
    /// Alerts that go on, each with what it is from now on.
    pub extended: Vec<(Uuid, Cluster)>,
}

impl Cluster {
    /// The p-value up to which a cluster is an alert. Each category is scanned by itself, so that with nothing starting
    /// anywhere ten scans of one in two hundred each make one night in twenty; 14 of 400 simulated first nights raised an
    /// alert, which is 3.5 % (2.1 to 5.8 %). `tests/it/nights.rs` simulates it.
    pub const ALERT_P: f64 = 0.005;
    /// Days that may lie between two stretches of time that still touch.
    pub const DAYS_BETWEEN: Days = Days::new(7);

    /// Tells whether this belongs together with an earlier one: of one series, with at least half of the districts of the
    /// smaller one in common, and on days that overlap or have at most [`Self::DAYS_BETWEEN`] in between.
    pub fn continues(&self, earlier: &Self) -> bool {
        self.is_among(&earlier.places) && self.touches(earlier)
    }

    /// Tells whether at least half of the smaller one of two sets of districts is in both.
    fn is_among(&self, places: &BTreeSet<DistrictCode>) -> bool {
        let shared = self.places.intersection(places).count();
        (shared > 0 || self.places == *places) && 2 * shared >= self.places.len().min(places.len())
    }

    /// Tells whether this is of the same series and its days reach those of another.
    fn touches(&self, other: &Self) -> bool {
        let reaches = |to: NaiveDate, from: NaiveDate| {
            to.checked_add_days(Self::DAYS_BETWEEN).is_none_or(|reached| reached >= from)
        };
        self.series == other.series && reaches(other.to, self.from) && reaches(self.to, other.from)
    }

    /// Returns what an alert is once it was found again: the districts and figures of this run, and all days.
    fn after(self, earlier: &Self) -> Self {
        Self { from: self.from.min(earlier.from), to: self.to.max(earlier.to), ..self }
    }

    /// Takes in a weaker cluster of the same run that belongs to the same alert: the figures stay those of the
    /// stronger one, and districts and days are those of both, so that the next run finds either of them known.
    fn take_in(&mut self, weaker: &Self) {
        self.places.extend(&weaker.places);
        self.from = self.from.min(weaker.from);
        self.to = self.to.max(weaker.to);
    }
}

impl Told {
    /// Returns what is told when a cluster is.
    pub fn of(cluster: &Cluster) -> Self {
        Self { places: cluster.places.clone(), observed: cluster.observed, expected: cluster.expected }
    }
}

impl Alert {
    /// Says what a cluster that a run found is to this alert.
    ///
    /// It is something else unless it is of the same series, its days reach those of the alert as it went on so far, and
    /// at least half of the smaller one's districts are in both. Its districts are compared with those that people know
    /// of, as they were when the alert was raised or somebody took note of it, and not with those of the last run: what
    /// wanders from district to district is told anew once it has left where it was.
    ///
    /// An alert that nobody has taken note of goes on, however much it grows: whoever looks sees what it is now. One
    /// that somebody has taken note of is outgrown when the cluster has a district that it did not have, or at least
    /// twice as many reports beyond what is expected; or when some of its districts alone are at least twice as unlikely,
    /// by the logarithm of the likelihood of a Poisson count.
    pub fn kinship(&self, found: &Cluster) -> Kinship {
        if !(found.is_among(&self.told.places) && found.touches(&self.cluster)) {
            return Kinship::Other;
        }
        let beyond = |observed: u32, expected: f64| f64::from(observed) - expected;
        let has_new_districts = !found.places.is_subset(&self.told.places);
        let was = beyond(self.told.observed, self.told.expected);
        let has_doubled = beyond(found.observed, found.expected) >= 2.0 * was;
        let unlikely = |observed: u32, expected: f64| {
            let (observed, beyond) = (f64::from(observed), beyond(observed, expected));
            if beyond > 0.0 { observed * (observed / expected).ln() - beyond } else { 0.0 }
        };
        let is_sharper = found.places.len() < self.told.places.len()
            && unlikely(found.observed, found.expected)
                >= 2.0 * unlikely(self.told.observed, self.told.expected);
        if self.acknowledged.is_some() && (has_new_districts || has_doubled || is_sharper) {
            Kinship::Outgrown
        } else {
            Kinship::Same
        }
    }

    /// Tells whether a caller may know of this: he may see everything in each of its districts. An alert tells of
    /// the reports of a question that is not looked into here, so categories must all be his; one that names no
    /// district is for those who may see everything.
    pub fn is_within(&self, scope: &Scope) -> bool {
        let places = &self.cluster.places;
        let is_his = !places.is_empty() && places.iter().all(|district| scope.admits_all_of(*district));
        is_his || scope.admits_everything()
    }
}

impl AlertNews {
    /// Decides what the clusters of a run come to, beside the alerts there are.
    ///
    /// A cluster that is the same as an alert (see [`Alert::kinship`]) extends it and raises none; where it is the same
    /// as several, the one with the latest day and then the one raised last. What is the same as none is raised, and
    /// names the alert that it has outgrown if there is one. All clusters are compared with the alerts as they were
    /// before the run, and with what the run itself raises, the most unlikely first: what fell apart into two clusters
    /// stays one alert. The order in which clusters and alerts are given makes no difference.
    pub fn of(alerts: &[Alert], mut found: Vec<Cluster>) -> Self {
        found.sort_by(|a, b| {
            let order = a.p.total_cmp(&b.p).then(b.statistic.total_cmp(&a.statistic));
            order.then_with(|| a.places.cmp(&b.places)).then(a.from.cmp(&b.from)).then(a.to.cmp(&b.to))
        });
        let mut news = Self::default();
        for cluster in found {
            let last = |kinship: Kinship| {
                let kin = alerts.iter().filter(|alert| alert.kinship(&cluster) == kinship);
                kin.max_by_key(|alert| (alert.cluster.to, alert.id))
            };
            if let Some(alert) = last(Kinship::Same) {
                match news.extended.iter_mut().find(|(id, _)| *id == alert.id) {
                    Some((_, stronger)) => stronger.take_in(&cluster),
                    None => news.extended.push((alert.id, cluster.after(&alert.cluster))),
                }
                continue;
            }
            let follows = last(Kinship::Outgrown).map(|alert| alert.id);
            match news.raised.iter_mut().find(|raised| cluster.continues(&raised.cluster)) {
                Some(raised) => {
                    raised.cluster.take_in(&cluster);
                    raised.follows = raised.follows.or(follows);
                }
                None => news.raised.push(Raised { cluster, follows }),
            }
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(places: &[u32], from: &str, to: &str, p: f64) -> Cluster {
        Cluster {
            series: "drugs".to_owned(),
            places: places.iter().map(|number| DistrictCode::try_from(*number).unwrap()).collect(),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            observed: 9,
            expected: 2.5,
            statistic: 6.0,
            p,
            recurrence_days: Some(1.0 / p),
        }
    }

    fn alert(number: u128, cluster: Cluster) -> Alert {
        let at = DateTime::UNIX_EPOCH;
        let (result, note) = (Uuid::nil(), String::new());
        let (id, told) = (Uuid::from_u128(number), Told::of(&cluster));
        let (acknowledged, follows) = (None, None);
        Alert {
            id,
            cluster,
            seen: 1,
            raised_at: at,
            last_seen_at: at,
            result,
            acknowledged,
            note,
            told,
            follows,
        }
    }

    /// Somebody takes note of an alert as it is.
    fn noted(alert: Alert) -> Alert {
        let acknowledged = Some(Acknowledged { by: "somebody".to_owned(), at: DateTime::UNIX_EPOCH });
        Alert { acknowledged, told: Told::of(&alert.cluster), ..alert }
    }

    /// Goes through nights: what each finds, given what there is, and what it raises.
    fn night(alerts: &mut Vec<Alert>, found: Vec<Cluster>) -> Vec<Option<u128>> {
        let news = AlertNews::of(alerts, found);
        for (id, cluster) in news.extended {
            let alert = alerts.iter_mut().find(|alert| alert.id == id).unwrap();
            *alert = Alert { cluster, seen: alert.seen + 1, ..alert.clone() };
        }
        let mut raised = Vec::new();
        for Raised { cluster, follows } in news.raised {
            raised.push(follows.map(|id| id.as_u128()));
            let number = 1 + u128::try_from(alerts.len()).unwrap();
            alerts.push(Alert { follows, ..alert(number, cluster) });
        }
        raised
    }

    /// A cluster on the last days of a November, with so many reports where 4 are expected.
    fn on_day(places: &[u32], day: u32, observed: u32) -> Cluster {
        let to = format!("2026-11-{day:02}");
        Cluster { observed, expected: 4.0, ..cluster(places, "2026-11-01", &to, 0.001) }
    }

    #[test]
    fn what_is_found_again_after_somebody_took_note_is_the_same() {
        let mut alerts = Vec::new();
        assert_eq!(night(&mut alerts, vec![on_day(&[3206, 3210], 10, 10)]), [None]);
        alerts = alerts.into_iter().map(noted).collect();
        // The same again, a little more, fewer districts, fewer reports.
        for (day, places, observed) in
            [(11, &[3206, 3210][..], 10), (12, &[3206, 3210], 15), (13, &[3210], 9), (14, &[3206, 3210], 5)]
        {
            assert_eq!(night(&mut alerts, vec![on_day(places, day, observed)]), [], "{day}");
        }
        assert_eq!((alerts.len(), alerts[0].seen), (1, 5));
    }

    #[test]
    fn an_outbreak_in_one_district_of_a_wide_alert_is_told_anew() {
        let wide = |observed, expected| Cluster { observed, expected, ..on_day(&[3206, 3210, 3213], 10, 0) };
        let one = |observed, expected| Cluster { observed, expected, ..on_day(&[3206], 11, 0) };
        let mut alerts = Vec::new();
        night(&mut alerts, vec![wide(60, 40.0)]);
        alerts = alerts.into_iter().map(noted).collect();
        assert_eq!(night(&mut alerts.clone(), vec![one(22, 15.0)]), [], "no more there than everywhere");
        assert_eq!(night(&mut alerts, vec![one(25, 4.0)]), [Some(1)], "21 beyond where 20 were in all");
    }

    #[test]
    fn what_grows_after_somebody_took_note_is_told_anew_and_once() {
        // 10 where 4 are expected are 6 beyond; 16 are twice as many beyond. Another district is new however few.
        for grown in [on_day(&[3206, 3210], 11, 16), on_day(&[3206, 3210, 3301], 11, 10)] {
            let mut alerts = Vec::new();
            night(&mut alerts, vec![on_day(&[3206, 3210], 10, 10)]);
            alerts = alerts.into_iter().map(noted).collect();
            assert_eq!(
                night(&mut alerts, vec![grown.clone()]),
                [Some(1)],
                "it names the one it has outgrown"
            );
            let later = |to: &str| Cluster { to: to.parse().unwrap(), ..grown.clone() };
            assert_eq!(night(&mut alerts, vec![later("2026-11-12")]), [], "the new one goes on");
            assert_eq!(
                night(&mut alerts, vec![on_day(&[3206, 3210], 13, 10)]),
                [],
                "so it does when it shrinks"
            );
            assert_eq!(alerts.iter().map(|alert| alert.seen).collect::<Vec<_>>(), [1, 3]);
            // Somebody takes note of that too, and it is quiet until it doubles again.
            alerts = alerts.into_iter().map(noted).collect();
            assert_eq!(night(&mut alerts, vec![on_day(&[3206], 14, 10)]), []);
            assert_eq!(night(&mut alerts, vec![on_day(&[3206, 3210], 15, 40)]), [Some(2)]);
        }
    }

    #[test]
    fn what_grows_while_nobody_took_note_stays_one() {
        let mut alerts = Vec::new();
        night(&mut alerts, vec![on_day(&[3206], 10, 10)]);
        assert_eq!(night(&mut alerts, vec![on_day(&[3206, 3210, 3301], 11, 60)]), []);
        assert_eq!(
            (alerts[0].cluster.observed, alerts[0].cluster.places.len()),
            (60, 3),
            "its figures are the new ones"
        );
        // Who takes note of it then has taken note of all that.
        alerts = alerts.into_iter().map(noted).collect();
        assert_eq!(night(&mut alerts, vec![on_day(&[3301], 12, 60)]), []);
    }

    #[test]
    fn what_wanders_does_not_stay_one_alert_for_ever() {
        let nights = [&[3206][..], &[3206, 3210], &[3210], &[3210, 3301], &[3301], &[3301, 3308], &[3308]];
        let mut alerts = Vec::new();
        let raised: Vec<usize> = nights
            .iter()
            .zip(10..)
            .map(|(places, day)| night(&mut alerts, vec![on_day(places, day, 10)]).len())
            .collect();
        assert_eq!(raised, [1, 0, 1, 0, 1, 0, 1], "each district is told when the last one known is left");
        // With somebody taking note every morning, each new district is told.
        let mut alerts = Vec::new();
        let mut raised = Vec::new();
        for (places, day) in nights.iter().zip(10..) {
            raised.push(night(&mut alerts, vec![on_day(places, day, 10)]).len());
            alerts = alerts.into_iter().map(noted).collect();
        }
        assert_eq!(raised, [1, 1, 0, 1, 0, 1, 0]);
    }

    #[test]
    fn half_of_the_smaller_ones_places_and_days_that_touch_are_the_same() {
        let told = cluster(&[3206, 3210, 3301, 3308], "2026-01-01", "2026-01-10", 0.01);
        for (places, from, to, same) in [
            (&[3206, 3210, 3301, 3308][..], "2026-01-05", "2026-01-11", true),
            // One of two is half of the smaller; one of three is not.
            (&[3206, 2706], "2026-01-05", "2026-01-11", true),
            (&[3206, 2706, 2707], "2026-01-05", "2026-01-11", false),
            (&[2706], "2026-01-05", "2026-01-11", false),
            (&[], "2026-01-05", "2026-01-11", false),
            // Seven days later touches, eight do not; the same the other way round.
            (&[3206], "2026-01-17", "2026-01-20", true),
            (&[3206], "2026-01-18", "2026-01-20", false),
            (&[3206], "2025-12-01", "2025-12-25", true),
            (&[3206], "2025-12-01", "2025-12-24", false),
        ] {
            let found = cluster(places, from, to, 0.01);
            assert_eq!(found.continues(&told), same, "{places:?} {from} {to}");
            assert_eq!(told.continues(&found), same, "{places:?} {from} {to}, the other way round");
        }
        let nowhere = cluster(&[], "2026-01-01", "2026-01-10", 0.01);
        assert!(nowhere.continues(&nowhere), "what names no district is not told every night either");
        let elsewhere = Cluster { series: "weapons".to_owned(), ..told.clone() };
        assert!(!elsewhere.continues(&told));
    }

    #[test]
    fn what_goes_on_extends_its_alert_and_what_is_elsewhere_is_another() {
        let told = [alert(1, cluster(&[3206, 3210], "2026-01-01", "2026-01-10", 0.01))];
        let again = cluster(&[3206], "2026-01-04", "2026-01-11", 0.002);
        let other = cluster(&[2706], "2026-01-04", "2026-01-11", 0.03);
        let news = AlertNews::of(&told, vec![other.clone(), again.clone()]);
        let from = "2026-01-01".parse().unwrap();
        assert_eq!(
            news.extended,
            [(told[0].id, Cluster { from, ..again })],
            "places and figures are the new ones"
        );
        assert_eq!(news.raised, [Raised { cluster: other, follows: None }]);
        assert_eq!(AlertNews::of(&told, Vec::new()), AlertNews::default());
    }

    #[test]
    fn what_falls_apart_stays_one_alert_in_any_order() {
        let told = [alert(1, cluster(&[3206, 3210, 3301, 3308], "2026-01-01", "2026-01-10", 0.01))];
        let strong = cluster(&[3206, 3210], "2026-01-05", "2026-01-11", 0.002);
        let weak = cluster(&[3301, 3308], "2026-01-09", "2026-01-11", 0.04);
        let news = AlertNews::of(&told, vec![weak.clone(), strong.clone()]);
        assert_eq!(news, AlertNews::of(&told, vec![strong.clone(), weak.clone()]));
        let [(id, after)] = news.extended.as_slice() else { panic!("{news:?}") };
        assert_eq!((*id, after.places.len(), after.p.to_bits()), (told[0].id, 4, strong.p.to_bits()));
        assert!(news.raised.is_empty());
        // The next night each part is known.
        let next = [alert(1, after.clone())];
        assert!(AlertNews::of(&next, vec![weak]).raised.is_empty());
    }

    #[test]
    fn of_several_alerts_the_latest_goes_on() {
        let days = |to: &str| cluster(&[3206], "2026-01-01", to, 0.01);
        let told = [alert(2, days("2026-01-08")), alert(3, days("2026-01-07")), alert(1, days("2026-01-08"))];
        let news = AlertNews::of(&told, vec![days("2026-01-09")]);
        assert_eq!(news.extended.iter().map(|(id, _)| id.as_u128()).collect::<Vec<_>>(), [2]);
    }
}
