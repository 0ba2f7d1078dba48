//! What a caller is allowed to see. Every function that returns reports takes one.

use uuid::Uuid;

use super::{Category, DistrictCode};

/// States what a caller may see; opaque, and built by `app` alone.
///
/// An [`Area`](super::Area) is what is asked, a `Scope` what is allowed. Until people sign in there is
/// one scope, that of the operator at his own machine; the type is in every signature so that no
/// answer can be written without it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope {
    reach: Reach,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Reach {
    Everything,
    Limited { districts: Vec<Option<DistrictCode>>, categories: Vec<Category> },
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

impl Scope {
    /// Returns the scope of the operator at his own machine. Only `app` may call this; a test reads the source.
    pub fn everything() -> Self {
        Self { reach: Reach::Everything }
    }

    /// Returns a scope over some districts (`None` stands for reports without one) and categories.
    /// Only `app` may call this; a test reads the source.
    pub fn limited(districts: Vec<Option<DistrictCode>>, categories: Vec<Category>) -> Self {
        Self { reach: Reach::Limited { districts, categories } }
    }

    /// Tells whether a report of this district and category may be seen.
    pub fn admits(&self, district: Option<DistrictCode>, category: Category) -> bool {
        self.categories(district).contains(&category)
    }

    /// Returns the categories that may be seen of a district, or of what lies in none.
    pub fn categories(&self, district: Option<DistrictCode>) -> &[Category] {
        match &self.reach {
            Reach::Everything => Category::ALL,
            Reach::Limited { districts, .. } if !districts.contains(&district) => &[],
            Reach::Limited { categories, .. } => categories,
        }
    }

    /// Tells whether what lies in a district, or in none, may be seen whatever it is about: risk points have
    /// no category.
    pub fn admits_place(&self, district: Option<DistrictCode>) -> bool {
        match &self.reach {
            Reach::Everything => true,
            Reach::Limited { districts, .. } => districts.contains(&district),
        }
    }

    /// Tells whether a district belongs to what the caller may see, whatever the category.
    pub fn admits_district(&self, district: DistrictCode) -> bool {
        self.admits_place(Some(district))
    }

    /// Tells whether all that lies in a district may be seen, whatever it is about.
    pub fn admits_all_of(&self, district: DistrictCode) -> bool {
        let admitted = self.categories(Some(district));
        Category::ALL.iter().all(|category| admitted.contains(category))
    }

    /// Tells whether everything may be seen.
    pub fn admits_everything(&self) -> bool {
        match self.reach {
            Reach::Everything => true,
            Reach::Limited { .. } => false,
        }
    }

    /// Returns what tells this scope from others, for answers that are kept: what one caller was shown must
    /// never be taken for what another may see.
    pub fn mark(&self) -> ScopeMark {
        let text = match &self.reach {
            Reach::Everything => "everything".to_owned(),
            Reach::Limited { districts, categories } => {
                let districts = districts.iter().map(|d| d.map_or("none".to_owned(), |d| d.to_string()));
                let categories = categories.iter().map(ToString::to_string);
                let (districts, categories) = (districts.collect::<Vec<_>>(), categories.collect::<Vec<_>>());
                format!("districts {} categories {}", districts.join(","), categories.join(","))
            }
        };
        ScopeMark(Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes()))
    }
}
