//! A report (แจ้งเหตุ): what a person files about something seen, and where and when it was seen.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DistrictCode, Handling, LonLat, New, Placement, ProvinceCode, ScopeKey, TambonCode, named_enum};

named_enum! {
    /// What a report is about. The first three are the project's core and stay separable everywhere.
    Category, "category" {
        /// ยาเสพติด.
        Drugs = "drugs",
        /// ค้ามนุษย์.
        HumanTrafficking = "human_trafficking",
        /// เข้าเมืองผิดกฎหมาย.
        IllegalEntry = "illegal_entry",
        /// แรงงานผิดกฎหมาย.
        IllegalLabour = "illegal_labour",
        /// ลักลอบขนสินค้า.
        GoodsSmuggling = "goods_smuggling",
        /// หลอกลวงออนไลน์.
        ScamCyber = "scam_cyber",
        /// อาวุธ.
        Weapons = "weapons",
        /// เหตุตามแนวชายแดน.
        BorderIncident = "border_incident",
        /// ภัยพิบัติ.
        Disaster = "disaster",
        /// อื่น ๆ.
        Other = "other",
    }
}

impl Category {
    /// Tells whether it is one of the three for which the project is here.
    pub fn is_core(self) -> bool {
        match self {
            Self::Drugs | Self::HumanTrafficking | Self::IllegalEntry => true,
            Self::IllegalLabour
            | Self::GoodsSmuggling
            | Self::ScamCyber
            | Self::Weapons
            | Self::BorderIncident
            | Self::Disaster
            | Self::Other => false,
        }
    }
}

named_enum! {
    /// What is known of a report's truth.
    Status, "status" {
        /// Nobody has decided.
        Unverified = "unverified",
        /// Decided to be true: an incident.
        Confirmed = "confirmed",
        /// Decided to be untrue or not to concern this system.
        Rejected = "rejected",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

named_enum! {
    /// How a report came in; coordinator and online stay separable for ever.
    Channel, "channel" {
        /// The public web form.
        Online = "online",
        /// A village or tambon coordinator.
        Coordinator = "coordinator",
        /// At the district centre's counter.
        WalkIn = "walk_in",
        /// By telephone.
        Hotline = "hotline",
        /// From a partner agency.
        Partner = "partner",
        /// From a device.
        Sensor = "sensor",
        /// From a patrol.
        Patrol = "patrol",
        /// From public news; always unverified.
        OpenSource = "open_source",
    }
}

named_enum! {
    /// How well a report's place is known.
    Precision, "precision" {
        /// A point measured or picked on a map.
        Exact = "exact",
        /// A point that stands for a village.
        Village = "village",
        /// Somewhere in a tambon.
        Tambon = "tambon",
        /// Somewhere in a district.
        District = "district",
        /// Somewhere in a province.
        Province = "province",
        /// Nowhere that can be named.
        None = "none",
    }
}

/// Where something was seen: a point with a radius of doubt, an area, or nowhere known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// A point; `radius_m` is how far the truth may lie from it.
    Point {
        /// The position.
        at: LonLat,
        /// Radius of doubt in metres.
        radius_m: f64,
        /// Exact or village.
        village: bool,
    },
    /// Somewhere in a tambon.
    Tambon(TambonCode),
    /// Somewhere in a district.
    District(DistrictCode),
    /// Somewhere in a province.
    Province(ProvinceCode),
    /// Nowhere known.
    Unknown,
}

impl Place {
    /// Returns how well the place is known.
    pub fn precision(&self) -> Precision {
        match self {
            Self::Point { village: false, .. } => Precision::Exact,
            Self::Point { village: true, .. } => Precision::Village,
            Self::Tambon(_) => Precision::Tambon,
            Self::District(_) => Precision::District,
            Self::Province(_) => Precision::Province,
            Self::Unknown => Precision::None,
        }
    }

    /// Returns the point, if the place is one.
    pub fn point(&self) -> Option<LonLat> {
        match self {
            Self::Point { at, .. } => Some(*at),
            Self::Tambon(_) | Self::District(_) | Self::Province(_) | Self::Unknown => None,
        }
    }
}

named_enum! {
    /// How finely the time of an observation is known.
    ObservedPrecision, "time precision" {
        /// To the minute.
        Time = "time",
        /// To the day; the instant is midnight in Bangkok.
        Day = "day",
    }
}

/// When something was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observed {
    /// The instant, or midnight in Bangkok of the day.
    pub at: DateTime<Utc>,
    /// How finely it is known.
    pub precision: ObservedPrecision,
}

/// Holds what a report says, apart from who filed it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportContent {
    /// What it is about.
    pub category: Category,
    /// A finer category such as `drugs.handover`.
    pub subtype: Option<String>,
    /// What is known of its truth.
    pub status: Status,
    /// How it came in.
    pub channel: Channel,
    /// When it was seen; absent when the source does not say.
    pub observed: Option<Observed>,
    /// Where it was seen.
    pub place: Place,
    /// The place as written.
    pub place_text: String,
    /// What was seen, in a few sentences.
    pub summary: String,
    /// Amounts as written.
    pub quantity: String,
    /// The agency named, a code of `data/agencies.csv` or empty.
    pub agency: String,
    /// The page it was read on; empty for reports from people.
    pub source_url: String,
    /// That page's title.
    pub source_title: String,
    /// Whether the report was made up for tests and demonstrations.
    pub synthetic: bool,
}

/// A report as it is stored and answered: content, its identity and where it was placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Row number inside this database; never shown.
    pub row: i64,
    /// Identity outside.
    pub id: Uuid,
    /// The id its source gave it; empty when none.
    pub source_id: String,
    /// What it says.
    pub content: ReportContent,
    /// What the placing rule made of its place.
    pub placement: Placement,
    /// How it is handled.
    pub handling: Handling,
}

impl Report {
    /// Returns the same report without anything that somebody wrote about it in words.
    #[must_use]
    pub fn without_words(self) -> Self {
        let content = ReportContent {
            place_text: String::new(),
            summary: String::new(),
            quantity: String::new(),
            agency: String::new(),
            source_url: String::new(),
            source_title: String::new(),
            ..self.content
        };
        Self { content, ..self }
    }

    /// Returns what decides who may see it.
    pub fn scope_key(&self) -> ScopeKey {
        ScopeKey {
            district: self.placement.district,
            tlp: self.handling.tlp,
            victim: self.handling.victim,
            category: self.content.category,
        }
    }
}

/// A report that is about to be stored.
pub type NewReport = New<ReportContent>;
