//! The steps of a case, and the table of what may follow what.

use crate::domain::{CaseState, Decision, Handling, InformationGrade, Right, SourceGrade, Tlp};

/// One step in the handling of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseStep {
    /// คัดกรอง: somebody looked at it, and it is worth verifying.
    Triage,
    /// มอบหมาย: somebody, a unit or an agency is to verify it.
    Assign,
    /// ตรวจสอบ: verifying begins.
    Verify,
    /// วินิจฉัย: it is decided, with both grades.
    Decide {
        /// What.
        decision: Decision,
        /// How far its source can be relied on.
        source: SourceGrade,
        /// How far what it says can be believed.
        information: InformationGrade,
    },
    /// ดำเนินการ: something is done about it.
    Act,
    /// ส่งต่อ: an agency gets it.
    Refer,
    /// รับคืน: the agency has answered.
    TakeBack,
    /// ปิดเรื่อง: nothing more is to be done.
    Close,
    /// เปิดใหม่: it was decided or closed, and is looked at again.
    Reopen,
    /// จัดชั้นความน่าเชื่อถือ: other grades, without another decision.
    Grade {
        /// How far its source can be relied on.
        source: SourceGrade,
        /// How far what it says can be believed.
        information: InformationGrade,
    },
    /// กำหนดชั้นการเปิดเผย: others may hear of it.
    Share {
        /// Who.
        tlp: Tlp,
    },
    /// คุ้มครองผู้เสียหาย: it tells of a possible victim, and is a matter of protection from now on.
    Protect,
    /// ยกเลิกการคุ้มครอง: it tells of no victim after all.
    Unprotect,
}

/// A step that cannot follow on the state of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a case that is {state} cannot take the step {step}")]
pub struct NotNow {
    /// The state.
    pub state: CaseState,
    /// The name of the step.
    pub step: &'static str,
}

/// Why a step is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepFault {
    /// It cannot follow on the state.
    #[error(transparent)]
    NotNow(#[from] NotNow),
    /// It needs a reason.
    #[error("the step {0} needs a reason of {FEWEST_REASON} to {MOST_REASON} characters")]
    NeedsReason(&'static str),
    /// It would change nothing.
    #[error("the step {0} would change nothing")]
    NoChange(&'static str),
    /// What is done about a report is done about a true one.
    #[error("only what was confirmed, or partly, is acted upon; this was decided as {0}")]
    NotConfirmed(Decision),
}

/// Fewest and most characters of a reason.
const FEWEST_REASON: usize = 5;
const MOST_REASON: usize = 2_000;

impl CaseStep {
    /// Returns its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Triage => "triage",
            Self::Assign => "assign",
            Self::Verify => "verify",
            Self::Decide { .. } => "decide",
            Self::Act => "act",
            Self::Refer => "refer",
            Self::TakeBack => "take_back",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Grade { .. } => "grade",
            Self::Share { .. } => "share",
            Self::Protect => "protect",
            Self::Unprotect => "unprotect",
        }
    }

    /// Returns the state to which it leads from another one; nothing when it cannot follow on that.
    ///
    /// ```text
    ///             ┌────────────── reopen ──────────────┐
    ///             v                                    │
    /// received ─> triaged ─> assigned ─> verifying ─> decided ─> action ──> closed
    ///                                                  │  ^ └────> referral ──^
    ///                                                  └──┘ take back
    /// ```
    #[expect(clippy::match_same_arms, reason = "a row for each step: a table is read by rows")]
    pub fn leads_to(self, from: CaseState) -> Option<CaseState> {
        use CaseState::{Action, Assigned, Closed, Decided, Received, Referral, Triaged, Verifying};
        match (self, from) {
            (Self::Triage, Received) => Some(Triaged),
            (Self::Triage, Triaged | Assigned | Verifying | Decided | Action | Referral | Closed) => None,

            // Somebody else may get it at any time before it is decided.
            (Self::Assign, Received | Triaged | Assigned | Verifying) => Some(Assigned),
            (Self::Assign, Decided | Action | Referral | Closed) => None,

            (Self::Verify, Received | Triaged | Assigned) => Some(Verifying),
            (Self::Verify, Verifying | Decided | Action | Referral | Closed) => None,

            // A glance is enough for some: the same thing reported twice, a matter of another office.
            (Self::Decide { .. }, Received | Triaged | Assigned | Verifying) => Some(Decided),
            (Self::Decide { .. }, Decided | Action | Referral | Closed) => None,

            (Self::Act, Decided) => Some(Action),
            (Self::Act, Received | Triaged | Assigned | Verifying | Action | Referral | Closed) => None,

            // An agency can be needed at once, before anybody here has decided.
            (Self::Refer, Received | Triaged | Assigned | Verifying | Decided | Action) => Some(Referral),
            (Self::Refer, Referral | Closed) => None,

            (Self::TakeBack, Referral) => Some(Verifying),
            (Self::TakeBack, Received | Triaged | Assigned | Verifying | Decided | Action | Closed) => None,

            (Self::Close, Decided | Action | Referral) => Some(Closed),
            (Self::Close, Received | Triaged | Assigned | Verifying | Closed) => None,

            (Self::Reopen, Decided | Action | Closed) => Some(Triaged),
            (Self::Reopen, Received | Triaged | Assigned | Verifying | Referral) => None,

            // These say something of it and move it nowhere.
            (
                Self::Grade { .. } | Self::Share { .. } | Self::Protect | Self::Unprotect,
                Received | Triaged | Assigned | Verifying | Decided | Action | Referral | Closed,
            ) => Some(from),
        }
    }

    /// Returns what somebody must be allowed to do to take it.
    ///
    /// Calling a report malicious accuses somebody; what leaves the house, is opened anew or loses its protection is
    /// for those who answer for the district.
    pub fn needs(self) -> Right {
        match self {
            Self::Decide { decision: Decision::Malicious, .. }
            | Self::Refer
            | Self::Reopen
            | Self::Share { tlp: Tlp::Clear | Tlp::Green }
            | Self::Unprotect => Right::ApproveCases,
            Self::Triage
            | Self::Assign
            | Self::Verify
            | Self::Decide { .. }
            | Self::Act
            | Self::TakeBack
            | Self::Close
            | Self::Grade { .. }
            | Self::Share { .. }
            | Self::Protect => Right::HandleCases,
        }
    }

    /// Tells whether it needs a reason: what closes, rejects, opens anew, passes on, or says that there was no victim.
    pub fn needs_reason(self) -> bool {
        match self {
            Self::Decide { decision, .. } => match decision {
                Decision::Confirmed => false,
                Decision::PartlyConfirmed
                | Decision::Unfounded
                | Decision::Malicious
                | Decision::Undetermined
                | Decision::Duplicate
                | Decision::Redirected
                | Decision::OutsideArea => true,
            },
            Self::Refer | Self::Close | Self::Reopen | Self::Share { .. } | Self::Unprotect => true,
            Self::Triage
            | Self::Assign
            | Self::Verify
            | Self::Act
            | Self::TakeBack
            | Self::Grade { .. }
            | Self::Protect => false,
        }
    }

    /// Returns how the report is handled once the step was taken.
    ///
    /// # Errors
    /// When it cannot follow, needs a reason that is not there, or would change nothing.
    pub fn taken(self, now: &Handling, reason: &str) -> Result<Handling, StepFault> {
        let state = self.leads_to(now.state).ok_or(NotNow { state: now.state, step: self.name() })?;
        let reason = reason.trim().chars().count();
        if reason > MOST_REASON || (self.needs_reason() && reason < FEWEST_REASON) {
            return Err(StepFault::NeedsReason(self.name()));
        }
        let mut then = Handling { state, ..*now };
        match self {
            Self::Decide { decision, source, information } => {
                then.decision = Some(decision);
                then.source_grade = source;
                then.information_grade = information;
            }
            Self::Grade { source, information } => {
                then.source_grade = source;
                then.information_grade = information;
            }
            Self::Act => {
                if let Some(other) = now.decision.filter(|decision| !decision.is_incident()) {
                    return Err(StepFault::NotConfirmed(other));
                }
            }
            Self::Reopen => then.decision = None,
            Self::Share { tlp } => then.tlp = tlp,
            Self::Protect => then.victim = true,
            Self::Unprotect => then.victim = false,
            Self::Triage | Self::Assign | Self::Verify | Self::Refer | Self::TakeBack | Self::Close => {}
        }
        // To assign to somebody else is a change that the handling does not hold.
        if then == *now && self != Self::Assign {
            return Err(StepFault::NoChange(self.name()));
        }
        Ok(then)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(decision: Decision) -> CaseStep {
        CaseStep::Decide { decision, source: SourceGrade::B, information: InformationGrade::ProbablyTrue }
    }

    /// Every step, with every value that makes a difference to the table.
    fn every_step() -> Vec<CaseStep> {
        let grades = (SourceGrade::B, InformationGrade::ProbablyTrue);
        let mut steps = vec![
            CaseStep::Triage,
            CaseStep::Assign,
            CaseStep::Verify,
            CaseStep::Act,
            CaseStep::Refer,
            CaseStep::TakeBack,
            CaseStep::Close,
            CaseStep::Reopen,
            CaseStep::Grade { source: grades.0, information: grades.1 },
            CaseStep::Protect,
            CaseStep::Unprotect,
        ];
        steps.extend(Decision::ALL.iter().map(|decision| decide(*decision)));
        steps.extend(Tlp::ALL.iter().map(|tlp| CaseStep::Share { tlp: *tlp }));
        steps
    }

    /// The whole table, as a reader would draw it: rows are states, columns steps.
    #[test]
    fn the_table_of_what_may_follow_what() {
        let columns = [
            CaseStep::Triage,
            CaseStep::Assign,
            CaseStep::Verify,
            decide(Decision::Confirmed),
            CaseStep::Act,
            CaseStep::Refer,
            CaseStep::TakeBack,
            CaseStep::Close,
            CaseStep::Reopen,
        ];
        let row = |first: &str, cells: [&str; 9]| {
            [first].into_iter().chain(cells).map(|cell| format!("{cell:<10}")).collect::<Vec<_>>().concat()
        };
        let mut drawn = row("", columns.map(CaseStep::name));
        for state in CaseState::ALL {
            let cells = columns.map(|step| step.leads_to(*state).map_or("-", CaseState::as_str));
            drawn = [drawn, row(state.as_str(), cells)].join("\n");
        }
        let drawn: Vec<&str> = drawn.lines().map(str::trim_end).collect();
        insta::assert_snapshot!(drawn.join("\n"), @r"
                  triage    assign    verify    decide    act       refer     take_back close     reopen
        received  triaged   assigned  verifying decided   -         referral  -         -         -
        triaged   -         assigned  verifying decided   -         referral  -         -         -
        assigned  -         assigned  verifying decided   -         referral  -         -         -
        verifying -         assigned  -         decided   -         referral  -         -         -
        decided   -         -         -         -         action    referral  -         closed    triaged
        action    -         -         -         -         -         referral  -         closed    triaged
        referral  -         -         -         -         -         -         verifying closed    -
        closed    -         -         -         -         -         -         -         -         triaged
        ");
    }

    #[test]
    fn every_state_can_be_reached_and_left_and_every_step_taken_somewhere() {
        let mut reached = vec![CaseState::Received];
        let mut i = 0;
        while let Some(state) = reached.get(i).copied() {
            for next in every_step().iter().filter_map(|step| step.leads_to(state)) {
                if !reached.contains(&next) {
                    reached.push(next);
                }
            }
            i += 1;
        }
        assert_eq!(reached.len(), CaseState::ALL.len());
        for state in CaseState::ALL {
            assert!(
                every_step().iter().any(|step| step.leads_to(*state).is_some_and(|to| to != *state)),
                "{state}"
            );
        }
        for step in every_step() {
            assert!(CaseState::ALL.iter().any(|state| step.leads_to(*state).is_some()), "{}", step.name());
        }
    }

    #[test]
    fn what_closes_rejects_or_passes_on_says_why() {
        let named = |steps: Vec<CaseStep>| steps.iter().map(|step| step.name()).collect::<Vec<_>>();
        let simple = every_step().into_iter().filter(|step| {
            !matches!(step, CaseStep::Decide { .. } | CaseStep::Share { .. }) && step.needs_reason()
        });
        assert_eq!(named(simple.collect()), ["refer", "close", "reopen", "unprotect"]);
        let silent: Vec<Decision> =
            Decision::ALL.iter().copied().filter(|decision| !decide(*decision).needs_reason()).collect();
        assert_eq!(silent, [Decision::Confirmed]);
        let decided = Handling {
            state: CaseState::Decided,
            decision: Some(Decision::Confirmed),
            ..Handling::default()
        };
        for reason in ["", "    ", "ok", &"x".repeat(MOST_REASON + 1)] {
            assert_eq!(CaseStep::Close.taken(&decided, reason), Err(StepFault::NeedsReason("close")));
        }
        assert_eq!(CaseStep::Close.taken(&decided, "ส่งศาลแล้ว").unwrap().state, CaseState::Closed);
    }

    #[test]
    fn what_accuses_or_leaves_the_house_is_for_those_who_answer_for_the_district() {
        let approve: Vec<String> = every_step()
            .into_iter()
            .filter(|step| step.needs() == Right::ApproveCases)
            .map(|step| match step {
                CaseStep::Decide { decision, .. } => format!("decide {decision}"),
                CaseStep::Share { tlp } => format!("share {tlp}"),
                other => other.name().to_owned(),
            })
            .collect();
        assert_eq!(
            approve,
            ["refer", "reopen", "unprotect", "decide malicious", "share clear", "share green"]
        );
    }

    #[test]
    fn a_case_goes_its_way_and_keeps_what_was_said() {
        let new = Handling::default();
        assert_eq!(
            (new.source_grade, new.information_grade),
            (SourceGrade::F, InformationGrade::CannotBeJudged)
        );
        let protected = CaseStep::Protect.taken(&new, "").unwrap();
        assert!(protected.victim && protected.state == CaseState::Received);
        assert_eq!(CaseStep::Protect.taken(&protected, ""), Err(StepFault::NoChange("protect")));
        let triaged = CaseStep::Triage.taken(&protected, "").unwrap();
        let assigned = CaseStep::Assign.taken(&triaged, "").unwrap();
        assert_eq!(CaseStep::Assign.taken(&assigned, "").unwrap(), assigned, "to somebody else");
        let decided = decide(Decision::Unfounded).taken(&assigned, "ไปดูแล้วไม่พบ").unwrap();
        assert_eq!((decided.decision, decided.source_grade), (Some(Decision::Unfounded), SourceGrade::B));
        assert!(decided.victim, "a decision does not end protection");
        assert_eq!(CaseStep::Act.taken(&decided, ""), Err(StepFault::NotConfirmed(Decision::Unfounded)));
        let again = CaseStep::Reopen.taken(&decided, "พบพยานใหม่").unwrap();
        assert_eq!((again.state, again.decision), (CaseState::Triaged, None));
        let confirmed = decide(Decision::Confirmed).taken(&again, "").unwrap();
        assert_eq!(CaseStep::Act.taken(&confirmed, "").unwrap().state, CaseState::Action);
        let refused = CaseStep::Verify.taken(&confirmed, "").unwrap_err();
        assert_eq!(refused.to_string(), "a case that is decided cannot take the step verify");
    }
}
