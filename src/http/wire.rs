//! The shapes of answers on the wire; domain types never leave as they are.

use axum::http::HeaderName;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{District, Epoch, Names, Province};

/// The header that says from which epoch an answer comes.
const X_DATA_EPOCH: HeaderName = HeaderName::from_static("x-data-epoch");

/// Says from which epoch an answer comes.
pub(super) fn epoch_header(epoch: Epoch) -> [(HeaderName, String); 1] {
    [(X_DATA_EPOCH, epoch.to_string())]
}

/// Names in up to four languages.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct NamesBody {
    th: String,
    en: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    km: Option<String>,
}

/// A thing with a code and names.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct NamedBody {
    pub(super) code: String,
    pub(super) names: NamesBody,
}

impl From<&Names> for NamesBody {
    fn from(names: &Names) -> Self {
        Self { th: names.th.clone(), en: names.en.clone(), lo: names.lo.clone(), km: names.km.clone() }
    }
}

impl From<&District> for NamedBody {
    fn from(district: &District) -> Self {
        Self { code: district.code.to_string(), names: (&district.names).into() }
    }
}

impl From<&Province> for NamedBody {
    fn from(province: &Province) -> Self {
        Self { code: province.code.to_string(), names: (&province.names).into() }
    }
}
