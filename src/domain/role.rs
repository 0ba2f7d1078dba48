//! What people are here for, and what each may do: the one table of rights.

use super::{Tlp, named_enum};

named_enum! {
    /// What a person is here for. A person may hold several roles, and acts in one at a time.
    Role, "role" {
        /// ผู้ดูแลระบบ: keeps accounts and reference data; sees no report.
        Administrator = "administrator",
        /// ศูนย์ส่วนกลาง: sees all districts and collects what they send.
        CentralCentre = "central_centre",
        /// จังหวัด: stands above the districts of a province.
        Province = "province",
        /// นายอำเภอ: answers for a district.
        DistrictChief = "district_chief",
        /// เจ้าหน้าที่อำเภอ: works on the reports of a district.
        DistrictOfficer = "district_officer",
        /// กำนัน ผู้ใหญ่บ้าน: brings reports of a tambon or village.
        Coordinator = "coordinator",
        /// ผู้วางแผนลาดตระเวน.
        PatrolPlanner = "patrol_planner",
        /// นักวิเคราะห์.
        Analyst = "analyst",
        /// ผู้บังคับบัญชา: sees places, no texts.
        Commander = "commander",
        /// หน่วยงานภาคี: sees what is shared with it by area, category and TLP.
        PartnerAgency = "partner_agency",
        /// ภาคประชาสังคม: refers possible victims; sees no security map.
        CivilSociety = "civil_society",
        /// องค์กรปกครองส่วนท้องถิ่น: sees the risk points of its area.
        LocalGovernment = "local_government",
        /// จอแสดงผล: a screen on a wall that shows counts by district and nothing of a single report.
        Kiosk = "kiosk",
    }
}

named_enum! {
    /// Something that a role may be allowed to do.
    Right, "right" {
        /// See counts and statistics by area.
        SeeCounts = "see_counts",
        /// See single reports within the scope: places, times, kinds.
        SeeReports = "see_reports",
        /// See what reports say in words.
        SeeTexts = "see_texts",
        /// See reports of possible victims.
        SeeVictims = "see_victims",
        /// See risk points.
        SeeRiskPoints = "see_risk_points",
        /// Take files away.
        Export = "export",
        /// Put long questions to the reports, and keep what comes of them.
        Analyse = "analyse",
        /// Take note of alerts.
        AcknowledgeAlerts = "acknowledge_alerts",
        /// Write a report for somebody who told it.
        FileReports = "file_reports",
        /// Take steps in the handling of a report: claim, assign, verify, grade, decide.
        HandleCases = "handle_cases",
        /// Approve what only the head of a district or a province may.
        ApproveCases = "approve_cases",
        /// Answer what was referred to one's agency.
        AnswerReferrals = "answer_referrals",
        /// Ask to see who reported, and agree when somebody else asks.
        Reveal = "reveal",
        /// Make and close accounts, give and take roles.
        ManageAccounts = "manage_accounts",
        /// Read who did and saw what.
        ReadAudit = "read_audit",
    }
}

impl Role {
    /// Returns everything that somebody in this role may do.
    pub fn rights(self) -> &'static [Right] {
        use Right::{
            AcknowledgeAlerts, Analyse, AnswerReferrals, ApproveCases, Export, FileReports, HandleCases,
            ManageAccounts, ReadAudit, Reveal, SeeCounts, SeeReports, SeeRiskPoints, SeeTexts, SeeVictims,
        };
        const HEAD: &[Right] = &[
            SeeCounts,
            SeeReports,
            SeeTexts,
            SeeVictims,
            SeeRiskPoints,
            Export,
            Analyse,
            AcknowledgeAlerts,
            FileReports,
            HandleCases,
            ApproveCases,
            Reveal,
        ];
        const CENTRE: &[Right] = &[
            SeeCounts,
            SeeReports,
            SeeTexts,
            SeeVictims,
            SeeRiskPoints,
            Export,
            Analyse,
            AcknowledgeAlerts,
            FileReports,
            HandleCases,
            ApproveCases,
            Reveal,
            ReadAudit,
        ];
        const OFFICER: &[Right] =
            &[SeeCounts, SeeReports, SeeTexts, SeeVictims, SeeRiskPoints, Analyse, FileReports, HandleCases];
        match self {
            Self::Administrator => &[ManageAccounts],
            Self::CentralCentre => CENTRE,
            Self::Province | Self::DistrictChief => HEAD,
            Self::DistrictOfficer => OFFICER,
            Self::Coordinator => &[FileReports],
            Self::PatrolPlanner | Self::Analyst => {
                &[SeeCounts, SeeReports, SeeTexts, SeeRiskPoints, Export, Analyse]
            }
            Self::Commander => &[SeeCounts, SeeReports, SeeRiskPoints, Analyse, AcknowledgeAlerts],
            Self::PartnerAgency => &[SeeCounts, SeeReports, SeeTexts, AnswerReferrals],
            Self::CivilSociety => &[FileReports, AnswerReferrals],
            Self::LocalGovernment => &[SeeRiskPoints],
            Self::Kiosk => &[SeeCounts],
        }
    }

    /// Tells whether somebody in this role may do something.
    pub fn may(self, right: Right) -> bool {
        self.rights().contains(&right)
    }

    /// Returns the highest TLP of what somebody in this role is shown, unless his grant says less.
    pub fn highest_tlp(self) -> Tlp {
        match self {
            Self::CentralCentre | Self::Province | Self::DistrictChief | Self::DistrictOfficer => Tlp::Red,
            Self::PatrolPlanner | Self::Analyst | Self::Commander | Self::Kiosk => Tlp::AmberStrict,
            Self::PartnerAgency | Self::CivilSociety => Tlp::Amber,
            Self::Administrator | Self::Coordinator | Self::LocalGovernment => Tlp::Green,
        }
    }

    /// Returns how exactly somebody in this role is shown places, unless his grant says less.
    pub fn detail(self) -> Detail {
        match self {
            Self::PartnerAgency | Self::CivilSociety | Self::LocalGovernment | Self::Kiosk => Detail::Coarse,
            Self::Administrator
            | Self::CentralCentre
            | Self::Province
            | Self::DistrictChief
            | Self::DistrictOfficer
            | Self::Coordinator
            | Self::PatrolPlanner
            | Self::Analyst
            | Self::Commander => Detail::Exact,
        }
    }

    /// Tells whether whoever acts in this role must have proved more than a password: those who may take
    /// files away, see who reported, or make accounts.
    pub fn needs_second_factor(self) -> bool {
        [Right::Export, Right::Reveal, Right::ManageAccounts].iter().any(|right| self.may(*right))
    }
}

named_enum! {
    /// How exactly places are shown.
    Detail, "detail" {
        /// As they are held.
        Exact = "exact",
        /// A cell of 5 km, never across a district line.
        Coarse = "coarse",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who_may(right: Right) -> Vec<&'static str> {
        Role::ALL.iter().filter(|role| role.may(right)).map(|role| role.as_str()).collect()
    }

    #[test]
    fn the_rights_that_harm_most_are_held_by_few() {
        assert_eq!(who_may(Right::ManageAccounts), ["administrator"]);
        assert_eq!(who_may(Right::ReadAudit), ["central_centre"]);
        assert_eq!(who_may(Right::Reveal), ["central_centre", "province", "district_chief"]);
        assert_eq!(
            who_may(Right::SeeVictims),
            ["central_centre", "province", "district_chief", "district_officer"]
        );
        assert_eq!(
            who_may(Right::Export),
            ["central_centre", "province", "district_chief", "patrol_planner", "analyst"]
        );
    }

    #[test]
    fn who_sees_texts_or_victims_sees_reports_and_who_sees_reports_sees_counts() {
        for role in Role::ALL {
            let implies = |one: Right, other: Right| !role.may(one) || role.may(other);
            assert!(implies(Right::SeeTexts, Right::SeeReports), "{role}");
            assert!(implies(Right::SeeVictims, Right::SeeReports), "{role}");
            assert!(implies(Right::SeeReports, Right::SeeCounts), "{role}");
        }
        assert!(!Role::Commander.may(Right::SeeTexts) && Role::Commander.may(Right::SeeReports));
        assert!(!Role::Administrator.may(Right::SeeReports));
    }
}
