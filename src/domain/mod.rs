//! The words of the trade, as types that cannot be wrong. No input or output, no serialisation, no SQL.

mod account;
mod alert;
mod area;
mod as_of;
mod audit;
mod basemap;
mod boundary;
pub mod case;
mod cell;
mod change;
mod code;
mod crossing;
pub mod date_text;
mod datum;
mod district;
mod finding;
mod geometry;
mod handling;
mod hexadecimal;
mod job;
mod lonlat;
mod named;
mod names;
mod new;
pub mod number;
pub mod period;
mod placement;
mod population;
mod query;
mod question_text;
mod reference;
mod report;
mod report_row;
mod risk_point;
mod role;
mod routing;
mod saved_area;
mod scope;
mod study;
pub mod thai_digits;
mod tile;

pub use account::{
    Account, Bearer, Credentials, Duty, HeldDuty, KIOSK_LASTS, Pass, PassKind, Remit, RemitError, RemitPlace,
    SESSION_IDLE, SESSION_LONGEST, SecondFactor, SignInName, SignInNameError, TOKEN_LONGEST,
};
pub use alert::{Acknowledged, Alert, AlertNews, AlertState, Cluster, Kinship, Raised, Told};
pub use area::{Area, AreaError};
pub use as_of::{AsOf, AsOfError};
pub use audit::{
    AuditEntry, AuditHash, AuditHashError, AuditKind, ChainBreak, ChainLink, ChainVerifier, Checkpoint,
    CheckpointError, verify_chain,
};
pub use basemap::{Basemap, BasemapSource, TileKind};
pub use boundary::{Generation, GenerationId, NewGeneration};
pub use cell::{CellId, CellSize, Square};
pub use change::{
    Brings, Change, Epoch, NewPlacements, NewReports, NewRiskPoints, NewTargets, OnConflict, Outcome,
};
pub use code::{CodeError, CrossingId, DistrictCode, ProvinceCode, TambonCode};
pub use crossing::{
    Crossing, CrossingKind, CrossingPosition, CrossingState, CrossingStatus, OppositeSide, PositionBasis,
};
pub use datum::Datum;
pub use district::{District, PopulatedPlace, Province, Tambon, TargetDistrict};
pub use finding::{Finding, FindingChanges, Findings, FindingsError, OtherFinding};
pub use geometry::{
    BorderStretch, DistrictShape, GroundShapes, LandShape, NeighbourShape, NeighbourUnit, RiverLine, Shapes,
};
pub use handling::{CaseState, Decision, Handling, InformationGrade, SourceGrade, Tlp};
pub use hexadecimal::{from_hexadecimal, hexadecimal};
pub use job::{
    Heard, Job, JobHold, JobKind, JobLease, JobState, NewJob, NewResult, ResultStock, SavedResult,
    last_night, night_run_at,
};
pub use lonlat::{LonLat, LonLatError};
pub use named::UnknownName;
pub(crate) use named::named_enum;
pub use names::Names;
pub use new::New;
pub use placement::{Border, BorderRelation, Country, Doubt, NearestCrossing, Placement, PlacingMethod};
pub use population::DistrictPopulation;
pub use query::{Counts, GroupBy, ReportQuery};
pub use question_text::{QuestionError, QuestionText, REPORT_NAMES, RISK_NAMES};
pub use reference::{Alias, Reference, VocabularyEntry};
pub use report::{
    Category, Channel, NewReport, Observed, ObservedPrecision, Place, Precision, Report, ReportContent,
    Status,
};
pub use report_row::ReportRow;
pub use risk_point::{
    NewRiskPoint, RiskPoint, RiskPointContent, RiskPointKind, RiskPointQuery, RiskSeverity, RiskSeverityError,
};
pub use role::{Detail, Right, Role};
pub use routing::{HandledBy, TargetSet};
pub use saved_area::{AreaId, AreaIdError};
pub use scope::{Limits, LimitsError, Scope, ScopeKey, ScopeMark};
pub use study::{
    Base, BorderProfileStudy, ClosureStudy, Day, DbscanStudy, EmergingReference, EmergingStudy, GiStarStudy,
    KdeStudy, LocalMoranStudy, Method, NearRepeatStudy, RatesStudy, RiskTerrainStudy, ScanKind, ScanStudy,
    ScanTime, SilencePlace, SilenceStudy, Step, Study, StudyQuestion, ZonesStudy,
};
pub use tile::{TileError, TileId, TileLayer};
