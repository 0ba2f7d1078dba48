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
    pub raised: Vec<Cluster>,
    /// Alerts that go on, each with what it is from now on.
    pub extended: Vec<(Uuid, Cluster)>,
}

impl Cluster {
    /// Days that may lie between two stretches of time that still touch.
    pub const DAYS_BETWEEN: Days = Days::new(7);

    /// Tells whether this is the same as what was told earlier: of one series, with at least half of the districts
    /// of the smaller one in common, and on days that overlap or have at most [`Self::DAYS_BETWEEN`] in between.
    pub fn continues(&self, earlier: &Self) -> bool {
        let shared = self.places.intersection(&earlier.places).count();
        let smaller = self.places.len().min(earlier.places.len());
        let reaches = |to: NaiveDate, from: NaiveDate| {
            to.checked_add_days(Self::DAYS_BETWEEN).is_none_or(|reached| reached >= from)
        };
        self.series == earlier.series
            && (shared > 0 || self.places == earlier.places)
            && 2 * shared >= smaller
            && reaches(earlier.to, self.from)
            && reaches(self.to, earlier.from)
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

impl Alert {
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
    /// A cluster that [continues](Cluster::continues) an alert extends it and raises none; where it continues
    /// several, the one with the latest day and then the one raised last. All clusters are compared with the alerts as they
    /// were before the run, and with what the run itself raises, the most unlikely first: what fell apart into two
    /// clusters stays one alert. The order in which clusters and alerts are given makes no difference.
    pub fn of(alerts: &[Alert], mut found: Vec<Cluster>) -> Self {
        found.sort_by(|a, b| {
            let order = a.p.total_cmp(&b.p).then(b.statistic.total_cmp(&a.statistic));
            order.then_with(|| a.places.cmp(&b.places)).then(a.from.cmp(&b.from)).then(a.to.cmp(&b.to))
        });
        let mut news = Self::default();
        for cluster in found {
            let told = alerts.iter().filter(|alert| cluster.continues(&alert.cluster));
            if let Some(alert) = told.max_by_key(|alert| (alert.cluster.to, alert.id)) {
                match news.extended.iter_mut().find(|(id, _)| *id == alert.id) {
                    Some((_, stronger)) => stronger.take_in(&cluster),
                    None => news.extended.push((alert.id, cluster.after(&alert.cluster))),
                }
            } else if let Some(raised) = news.raised.iter_mut().find(|raised| cluster.continues(raised)) {
                raised.take_in(&cluster);
            } else {
                news.raised.push(cluster);
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
        let id = Uuid::from_u128(number);
        Alert { id, cluster, seen: 1, raised_at: at, last_seen_at: at, result, acknowledged: None, note }
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
        assert_eq!(news.raised, [other]);
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
