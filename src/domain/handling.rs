//! How a report is handled: how far its case has come, what was decided, how it is graded, who may hear of it.

use super::{Status, named_enum};

named_enum! {
    /// How far the handling of a report has come.
    CaseState, "case state" {
        /// รับแจ้ง: it came in and nobody has looked at it.
        Received = "received",
        /// คัดกรอง: somebody looked at it and it is worth verifying.
        Triaged = "triaged",
        /// มอบหมาย: somebody has it to verify.
        Assigned = "assigned",
        /// ตรวจสอบ: it is being verified.
        Verifying = "verifying",
        /// วินิจฉัย: it was decided.
        Decided = "decided",
        /// ดำเนินการ: something is being done about it.
        Action = "action",
        /// ส่งต่อ: an agency has it.
        Referral = "referral",
        /// ปิดเรื่อง: nothing more is to be done.
        Closed = "closed",
    }
}

named_enum! {
    /// What was decided of a report. Unfounded and malicious are different things.
    Decision, "decision" {
        /// It is true: an incident.
        Confirmed = "confirmed",
        /// Part of it is true: an incident.
        PartlyConfirmed = "partly_confirmed",
        /// It is not true; whoever reported it may have meant well.
        Unfounded = "unfounded",
        /// It was made up to do harm.
        Malicious = "malicious",
        /// Nobody can tell.
        Undetermined = "undetermined",
        /// It tells of something that another report tells of.
        Duplicate = "duplicate",
        /// It is no matter of security; whom it concerns was told.
        Redirected = "redirected",
        /// It lies where nobody here is responsible.
        OutsideArea = "outside_area",
    }
}

impl Decision {
    /// Tells whether what was reported is an incident once this was decided.
    pub fn is_incident(self) -> bool {
        self.status() == Status::Confirmed
    }

    /// Returns what is known of the report's truth once this was decided.
    pub fn status(self) -> Status {
        match self {
            Self::Confirmed | Self::PartlyConfirmed => Status::Confirmed,
            Self::Undetermined => Status::Unverified,
            Self::Unfounded | Self::Malicious | Self::Duplicate | Self::Redirected | Self::OutsideArea => {
                Status::Rejected
            }
        }
    }
}

named_enum! {
    /// How far a source can be relied on (AJP-2.1). F is not worse than E: nobody can judge; so there is no order.
    SourceGrade, "source grade" {
        /// Completely reliable.
        A = "A",
        /// Usually reliable.
        B = "B",
        /// Fairly reliable.
        C = "C",
        /// Not usually reliable.
        D = "D",
        /// Unreliable.
        E = "E",
        /// Cannot be judged.
        F = "F",
    }
}

named_enum! {
    /// How far an information can be believed (AJP-2.1), judged apart from its source. Never a number: 6 is not
    /// worse than 5, and no mean of them says anything.
    InformationGrade, "information grade" {
        /// Confirmed by other sources.
        Confirmed = "1",
        /// Probably true.
        ProbablyTrue = "2",
        /// Possibly true.
        PossiblyTrue = "3",
        /// Doubtful.
        Doubtful = "4",
        /// Improbable.
        Improbable = "5",
        /// Cannot be judged.
        CannotBeJudged = "6",
    }
}

named_enum! {
    /// Who may hear of something (Traffic Light Protocol 2.0, FIRST), from everybody to a few named people.
    Tlp, "TLP" {
        /// Everybody.
        Clear = "clear",
        /// The community, not in public.
        Green = "green",
        /// The organisation and whom it works for.
        Amber = "amber",
        /// The organisation alone.
        AmberStrict = "amber_strict",
        /// Those who are named, alone.
        Red = "red",
    }
}

/// Holds how a report is handled at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Handling {
    /// How far its case has come.
    pub state: CaseState,
    /// What was decided, once it was.
    pub decision: Option<Decision>,
    /// How far its source can be relied on.
    pub source_grade: SourceGrade,
    /// How far what it says can be believed.
    pub information_grade: InformationGrade,
    /// Who may hear of it.
    pub tlp: Tlp,
    /// Whether it tells of a possible victim: then it is a matter of protection and on no operational map.
    pub victim: bool,
}

impl Default for Handling {
    /// What holds of a report that nobody has looked at: an unknown source (F6), for the organisation alone.
    fn default() -> Self {
        Self {
            state: CaseState::Received,
            decision: None,
            source_grade: SourceGrade::F,
            information_grade: InformationGrade::CannotBeJudged,
            tlp: Tlp::AmberStrict,
            victim: false,
        }
    }
}
