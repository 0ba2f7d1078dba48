//! How many people live in a district, as somebody counted them.

use chrono::NaiveDate;

use super::DistrictCode;

/// States how many people lived in a district on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistrictPopulation {
    /// The district.
    pub district: DistrictCode,
    /// The day for which they were counted.
    pub counted_on: NaiveDate,
    /// How many people.
    pub people: u32,
    /// Who counted them, or where it is written.
    pub source: String,
}

impl DistrictPopulation {
    /// Returns the count that is to be taken for a day: the last one up to it, or else the first one after it; nothing
    /// for a district that nobody counted.
    pub fn of(
        district: DistrictCode,
        day: NaiveDate,
        counts: &[DistrictPopulation],
    ) -> Option<&DistrictPopulation> {
        let own = || counts.iter().filter(|count| count.district == district);
        let before = own().filter(|count| count.counted_on <= day).max_by_key(|count| count.counted_on);
        before.or_else(|| own().min_by_key(|count| count.counted_on))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_count_up_to_a_day_is_taken_or_else_the_first_after_it() {
        let district: DistrictCode = "3206".parse().unwrap();
        let count = |day: &str, people| DistrictPopulation {
            district,
            counted_on: day.parse().unwrap(),
            people,
            source: String::new(),
        };
        let counts = [count("2024-12-31", 30), count("2022-12-31", 10), count("2023-12-31", 20)];
        let on = |day: &str| {
            DistrictPopulation::of(district, day.parse().unwrap(), &counts).map(|count| count.people)
        };
        assert_eq!([on("2024-06-01"), on("2023-12-31"), on("2030-01-01")], [Some(20), Some(20), Some(30)]);
        assert_eq!(on("2020-01-01"), Some(10));
        assert_eq!(DistrictPopulation::of("3210".parse().unwrap(), counts[0].counted_on, &counts), None);
    }
}
