//! What a caller is allowed to see. Every function that returns reports takes one.

use uuid::Uuid;

use super::{Category, Detail, DistrictCode, Tlp};

/// States what a caller may see; opaque, and built by `app` alone.
///
/// An [`Area`](super::Area) is what is asked, a `Scope` what is allowed. The type is in every signature so that no
/// answer can be written without it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope {
    reach: Reach,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Reach {
    Everything,
    Limited(Limits),
}

/// How far a scope reaches. What lies beyond any of these limits does not exist for the caller.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Limits {
    /// The districts, where not all of them; `None` among them stands for what lies in no district.
    pub districts: Option<Vec<Option<DistrictCode>>>,
    /// What reports may be about.
    pub categories: Vec<Category>,
    /// The highest TLP of what may be seen.
    pub highest_tlp: Tlp,
    /// Whether reports of possible victims may be seen.
    pub victims: bool,
    /// How exactly places are shown.
    pub detail: Detail,
    /// Whether the words of reports may be read.
    pub texts: bool,
}

/// What of a report decides who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeKey {
    /// The district it counts in.
    pub district: Option<DistrictCode>,
    /// Who may hear of it.
    pub tlp: Tlp,
    /// Whether it tells of a possible victim.
    pub victim: bool,
    /// What it is about.
    pub category: Category,
}

/// Tells scopes apart without saying what they allow: equal scopes have equal marks, in every program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScopeMark(Uuid);

impl ScopeMark {
    /// Returns the bytes of the mark, for a hash over it and other things.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Limits {
    /// Returns the limits of somebody who sees everything in some districts (`None` stands for what lies in none)
    /// that is about some categories.
    pub fn to(districts: Vec<Option<DistrictCode>>, categories: Vec<Category>) -> Self {
        Self { districts: Some(districts), categories, ..Self::none() }
    }

    /// Returns limits that exclude nothing.
    pub fn none() -> Self {
        Self {
            districts: None,
            categories: Category::ALL.to_vec(),
            highest_tlp: Tlp::Red,
            victims: true,
            detail: Detail::Exact,
            texts: true,
        }
    }

    /// Returns the limits of what is computed in a night: nothing that only those who are named may hear of, and nothing of
    /// possible victims, since many see what comes of it.
    pub fn of_a_night() -> Self {
        Self { highest_tlp: Tlp::AmberStrict, victims: false, ..Self::none() }
    }

    /// Returns the same limits as another list of the same districts and categories gives them.
    fn in_order(mut self) -> Self {
        if let Some(districts) = &mut self.districts {
            districts.sort_unstable();
            districts.dedup();
        }
        self.categories.sort_unstable();
        self.categories.dedup();
        self
    }
}

impl Scope {
    /// Returns the scope of the operator at his own machine. Only `app` may call this; a test reads the source.
    pub fn everything() -> Self {
        Self { reach: Reach::Everything }
    }

    /// Returns a scope within limits. Only `app` may call this; a test reads the source.
    pub fn limited(limits: Limits) -> Self {
        let limits = limits.in_order();
        if limits == Limits::none() {
            return Self::everything();
        }
        Self { reach: Reach::Limited(limits) }
    }

    /// Tells whether a report may be seen.
    pub fn admits(&self, report: &ScopeKey) -> bool {
        self.categories(report.district, report.tlp, report.victim).contains(&report.category)
    }

    /// Returns what may be seen, by category, of reports of a district, or of none, with a TLP, of a possible victim or
    /// not.
    pub fn categories(&self, district: Option<DistrictCode>, tlp: Tlp, victim: bool) -> &[Category] {
        match &self.reach {
            Reach::Everything => Category::ALL,
            Reach::Limited(limits) => {
                let admitted =
                    self.admits_place(district) && tlp <= limits.highest_tlp && (limits.victims || !victim);
                if admitted { &limits.categories } else { &[] }
            }
        }
    }

    /// Tells whether what lies in a district, or in none, may be seen whatever it is about: risk points have
    /// no category.
    pub fn admits_place(&self, district: Option<DistrictCode>) -> bool {
        match &self.reach {
            Reach::Everything => true,
            Reach::Limited(limits) => {
                limits.districts.as_ref().is_none_or(|districts| districts.binary_search(&district).is_ok())
            }
        }
    }

    /// Tells whether a district belongs to what the caller may see, whatever the category.
    pub fn admits_district(&self, district: DistrictCode) -> bool {
        self.admits_place(Some(district))
    }

    /// Tells whether all that lies in a district and that alerts are raised from (see [`Limits::of_a_night`]) may be
    /// seen, whatever it is about.
    pub fn admits_all_of(&self, district: DistrictCode) -> bool {
        let Limits { highest_tlp, victims, .. } = Limits::of_a_night();
        self.categories(Some(district), highest_tlp, victims).len() == Category::ALL.len()
    }

    /// Tells whether everything may be seen, and as it is held.
    pub fn admits_everything(&self) -> bool {
        match self.reach {
            Reach::Everything => true,
            Reach::Limited(_) => false,
        }
    }

    /// Returns how exactly places are shown.
    pub fn detail(&self) -> Detail {
        match &self.reach {
            Reach::Everything => Detail::Exact,
            Reach::Limited(limits) => limits.detail,
        }
    }

    /// Tells whether the words of reports may be read.
    pub fn admits_texts(&self) -> bool {
        match &self.reach {
            Reach::Everything => true,
            Reach::Limited(limits) => limits.texts,
        }
    }

    /// Returns what tells this scope from others, for answers that are kept: what one caller was shown must
    /// never be taken for what another may see.
    pub fn mark(&self) -> ScopeMark {
        let text = match &self.reach {
            Reach::Everything => "everything".to_owned(),
            Reach::Limited(Limits { districts, categories, highest_tlp, victims, detail, texts }) => {
                let district = |d: &Option<DistrictCode>| d.map_or("none".to_owned(), |d| d.to_string());
                let districts = districts
                    .as_ref()
                    .map_or("all".to_owned(), |some| some.iter().map(district).collect::<Vec<_>>().join(","));
                let categories = categories.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
                format!(
                    "districts {districts} categories {categories} up to {highest_tlp} victims {victims} {detail} texts {texts}"
                )
            }
        };
        ScopeMark(Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes()))
    }
}
