//! Names in the languages of the border: Thai, English, Lao, Khmer.

/// Holds the names of one thing; Thai and English are always known, Lao and Khmer sometimes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Thai, official spelling.
    pub th: String,
    /// English, official romanisation.
    pub en: String,
    /// Lao, where a name is known.
    pub lo: Option<String>,
    /// Khmer, where a name is known.
    pub km: Option<String>,
}

impl Names {
    /// Makes names from Thai and English alone.
    pub fn th_en(th: impl Into<String>, en: impl Into<String>) -> Self {
        Self { th: th.into(), en: en.into(), lo: None, km: None }
    }
}
