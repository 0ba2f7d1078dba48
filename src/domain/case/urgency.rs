//! How urgent a report is: a sum of terms that are shown with it, so that everybody can see why it stands where it does.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{CaseState, Category, named_enum};

named_enum! {
    /// One reason for which a report is urgent.
    UrgencyTerm, "urgency term" {
        /// Somebody is in danger now.
        DangerNow = "danger_now",
        /// A child is involved.
        Child = "child",
        /// A possible victim is involved.
        Victim = "victim",
        /// There are weapons.
        Weapon = "weapon",
        /// Others have reported something like it, near and about the same time.
        Corroborated = "corroborated",
        /// It is one of the three kinds for which the project is here.
        CoreCategory = "core_category",
        /// What is to be done next should have been done.
        Overdue = "overdue",
        /// What is to be done next is nearly due.
        NearlyDue = "nearly_due",
    }
}

impl UrgencyTerm {
    /// Returns how many points it counts.
    ///
    /// The points are ours and no statistic: each group outweighs all that stand below it together, so that a danger
    /// to life goes before everything, then those who need protection, then what is late, then the rest.
    pub fn points(self) -> u32 {
        match self {
            Self::DangerNow => 1_000,
            Self::Child => 400,
            Self::Victim => 300,
            Self::Weapon => 200,
            Self::Overdue => 50,
            Self::Corroborated => 20,
            Self::CoreCategory => 10,
            Self::NearlyDue => 5,
        }
    }
}

/// What is known of a report that makes it urgent or not.
#[expect(clippy::struct_excessive_bools, reason = "each is a question that somebody answered by itself")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UrgencyFacts {
    /// Whether somebody is in danger now.
    pub danger_now: bool,
    /// Whether a child is involved.
    pub child: bool,
    /// Whether a possible victim is involved.
    pub victim: bool,
    /// Whether there are weapons.
    pub weapon: bool,
    /// How many other reports tell of something like it.
    pub corroborated_by: usize,
    /// What it is about.
    pub category: Category,
    /// When the next thing is to be done; none when nothing is.
    pub due: Option<Due>,
}

/// When something is to be done, and since when it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Since when it waits.
    pub since: DateTime<Utc>,
    /// When it is to be done.
    pub at: DateTime<Utc>,
}

/// How urgent a report is, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Urgency {
    /// The reasons that hold, the heaviest first.
    pub terms: Vec<UrgencyTerm>,
}

impl Urgency {
    /// Weighs a report at a moment.
    pub fn of(facts: &UrgencyFacts, now: DateTime<Utc>) -> Self {
        let late = facts.due.is_some_and(|due| now >= due.at);
        // The last quarter of the time.
        let nearly = facts.due.is_some_and(|due| !late && (due.at - now) * 4 <= due.at - due.since);
        let holds = |term: &UrgencyTerm| match term {
            UrgencyTerm::DangerNow => facts.danger_now,
            UrgencyTerm::Child => facts.child,
            UrgencyTerm::Victim => facts.victim,
            UrgencyTerm::Weapon => facts.weapon,
            UrgencyTerm::Corroborated => facts.corroborated_by > 0,
            UrgencyTerm::CoreCategory => facts.category.is_core(),
            UrgencyTerm::Overdue => late,
            UrgencyTerm::NearlyDue => nearly,
        };
        let mut terms: Vec<UrgencyTerm> = UrgencyTerm::ALL.iter().copied().filter(holds).collect();
        terms.sort_by_key(|term| std::cmp::Reverse(term.points()));
        Self { terms }
    }

    /// Returns the sum of the points.
    pub fn points(&self) -> u32 {
        self.terms.iter().map(|term| term.points()).sum()
    }
}

/// Returns how long a case may stay in a state before something is late; none where nothing is waited for.
///
/// These are defaults of ours, no rule of law: an hour until somebody has looked at it, a day until somebody has it, three
/// days to verify, a week to act and for an agency to answer.
pub fn due_within(state: CaseState) -> Option<TimeDelta> {
    match state {
        CaseState::Received => Some(TimeDelta::hours(1)),
        CaseState::Triaged => Some(TimeDelta::hours(24)),
        CaseState::Assigned | CaseState::Verifying => Some(TimeDelta::days(3)),
        CaseState::Decided | CaseState::Action | CaseState::Referral => Some(TimeDelta::days(7)),
        CaseState::Closed => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> UrgencyFacts {
        UrgencyFacts {
            danger_now: false,
            child: false,
            victim: false,
            weapon: false,
            corroborated_by: 0,
            category: Category::Disaster,
            due: None,
        }
    }

    #[test]
    fn a_danger_to_life_goes_before_everything_else_together() {
        let now = Utc::now();
        let since = now - TimeDelta::days(30);
        let late = Some(Due { since, at: since + TimeDelta::hours(1) });
        let danger = UrgencyFacts { danger_now: true, ..facts() };
        let all_else = UrgencyFacts {
            child: true,
            victim: true,
            weapon: true,
            corroborated_by: 9,
            category: Category::HumanTrafficking,
            due: late,
            ..facts()
        };
        let (danger, all_else) = (Urgency::of(&danger, now), Urgency::of(&all_else, now));
        assert!(danger.points() > all_else.points(), "{danger:?} {all_else:?}");
        assert_eq!(
            all_else.terms,
            [
                UrgencyTerm::Child,
                UrgencyTerm::Victim,
                UrgencyTerm::Weapon,
                UrgencyTerm::Overdue,
                UrgencyTerm::Corroborated,
                UrgencyTerm::CoreCategory
            ]
        );
        let armed = Urgency::of(&UrgencyFacts { weapon: true, ..facts() }, now).points();
        let rest = UrgencyFacts { corroborated_by: 2, category: Category::Drugs, due: late, ..facts() };
        assert!(armed > Urgency::of(&rest, now).points());
        assert_eq!(Urgency::of(&facts(), now), Urgency::default());
    }

    #[test]
    fn what_is_waited_for_becomes_nearly_due_and_then_late() {
        let since = Utc::now();
        let due = Some(Due { since, at: since + TimeDelta::hours(4) });
        let after = |minutes| {
            Urgency::of(&UrgencyFacts { due, ..facts() }, since + TimeDelta::minutes(minutes)).terms
        };
        assert_eq!(after(0), []);
        assert_eq!(after(179), []);
        assert_eq!(after(180), [UrgencyTerm::NearlyDue]);
        assert_eq!(after(239), [UrgencyTerm::NearlyDue]);
        assert_eq!(after(240), [UrgencyTerm::Overdue]);
        assert!(CaseState::ALL.iter().filter(|state| due_within(**state).is_none()).eq([&CaseState::Closed]));
    }
}
