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

    /// Returns the limits of what is computed in a night: nothing that only those who are named may hear of, nothing of
    /// possible victims, and no words, since many see what comes of it.
    pub fn of_a_night() -> Self {
        Self { highest_tlp: Tlp::AmberStrict, victims: false, texts: false, ..Self::none() }
    }

    /// Tells whether whoever is limited like this may see all that somebody limited otherwise may.
    pub fn cover(&self, other: &Self) -> bool {
        let districts = match (&self.districts, &other.districts) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(mine), Some(others)) => others.iter().all(|district| mine.contains(district)),
        };
        districts
            && other.categories.iter().all(|category| self.categories.contains(category))
            && other.highest_tlp <= self.highest_tlp
            && (self.victims || !other.victims)
            && (self.texts || !other.texts)
            // Coarse places are no part of exact ones: they are others.
            && self.detail == other.detail
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

/// Says which text is no limits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` does not say what may be seen")]
pub struct LimitsError(String);

const EVERYTHING: &str = "everything";

impl std::fmt::Display for Limits {
    /// Writes every limit, so that equal texts mean equal limits.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::none() {
            return f.write_str(EVERYTHING);
        }
        let Self { districts, categories, highest_tlp, victims, detail, texts } = self;
        let district = |d: &Option<DistrictCode>| d.map_or("none".to_owned(), |d| d.to_string());
        let districts = districts
            .as_ref()
            .map_or("all".to_owned(), |some| some.iter().map(district).collect::<Vec<_>>().join(","));
        let categories = categories.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        write!(
            f,
            "districts {districts} categories {categories} up to {highest_tlp} victims {victims} {detail} texts {texts}"
        )
    }
}

impl std::str::FromStr for Limits {
    type Err = LimitsError;

    fn from_str(text: &str) -> Result<Self, LimitsError> {
        if text == EVERYTHING {
            return Ok(Self::none());
        }
        Self::read(text).ok_or_else(|| LimitsError(text.chars().take(200).collect()))
    }
}

impl Limits {
    fn read(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split(' ').collect();
        let [
            "districts",
            districts,
            "categories",
            categories,
            "up",
            "to",
            tlp,
            "victims",
            victims,
            detail,
            "texts",
            texts,
        ] = words[..]
        else {
            return None;
        };
        let district = |word: &str| if word == "none" { Some(None) } else { word.parse().ok().map(Some) };
        let some = |list: &str| {
            list.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        let districts = match districts {
            "all" => None,
            list => Some(some(list).iter().map(|word| district(word)).collect::<Option<_>>()?),
        };
        Some(Self {
            districts,
            categories: some(categories).iter().map(|word| word.parse().ok()).collect::<Option<_>>()?,
            highest_tlp: tlp.parse().ok()?,
            victims: victims.parse().ok()?,
            detail: detail.parse().ok()?,
            texts: texts.parse().ok()?,
        })
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

    /// Returns how far it reaches.
    pub fn limits(&self) -> Limits {
        match &self.reach {
            Reach::Everything => Limits::none(),
            Reach::Limited(limits) => limits.clone(),
        }
    }

    /// Returns what tells this scope from others, for answers that are kept: what one caller was shown must
    /// never be taken for what another may see.
    pub fn mark(&self) -> ScopeMark {
        ScopeMark(Uuid::new_v5(&Uuid::NAMESPACE_OID, self.limits().to_string().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_kind() -> Vec<Limits> {
        let kap_choeng: DistrictCode = "3206".parse().unwrap();
        vec![
            Limits::none(),
            Limits::of_a_night(),
            Limits::to(vec![None, Some(kap_choeng)], vec![Category::Drugs]),
            Limits::to(vec![Some(kap_choeng)], Category::ALL.to_vec()),
            Limits::to(Vec::new(), Vec::new()),
            Limits { detail: Detail::Coarse, ..Limits::none() },
            Limits { highest_tlp: Tlp::Green, ..Limits::none() },
        ]
    }

    #[test]
    fn limits_are_written_and_read_alike_and_no_two_are_written_the_same() {
        let kinds = every_kind();
        for limits in &kinds {
            assert_eq!(limits.to_string().parse::<Limits>().as_ref(), Ok(limits), "{limits}");
        }
        let mut marks: Vec<_> =
            kinds.iter().map(|limits| *Scope::limited(limits.clone()).mark().0.as_bytes()).collect();
        marks.sort_unstable();
        marks.dedup();
        assert_eq!(marks.len(), kinds.len());
        for wrong in [
            "",
            "something",
            "districts all",
            "districts 9 categories drugs up to red victims true exact texts true",
        ] {
            assert!(wrong.parse::<Limits>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_covers_another_is_less_limited_in_every_way() {
        let kinds = every_kind();
        let [all, night, drugs, district, nothing, coarse, green] = &kinds[..] else { panic!() };
        for limits in &kinds {
            assert!(limits.cover(limits), "{limits}");
        }
        assert!(all.cover(night) && all.cover(drugs) && all.cover(green) && all.cover(nothing));
        assert!(!night.cover(all) && !drugs.cover(all) && !green.cover(all));
        assert!(!drugs.cover(district) && !district.cover(drugs), "neither holds the other");
        assert!(!all.cover(coarse) && !coarse.cover(all), "coarse places are others");
        assert!(!night.cover(&Limits { texts: true, ..night.clone() }));
        assert!(!night.cover(&Limits { victims: true, ..night.clone() }));
    }
}
