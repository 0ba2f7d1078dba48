//! On which datum a position was written: new sheets here are on WGS 84, old ones on Indian 1975.

use super::named_enum;
use super::thai_digits::thai_digits_to_ascii;

named_enum! {
    /// The datum of a written position.
    Datum, "datum" {
        /// WGS 84, which receivers and new sheets use.
        Wgs84 = "wgs84",
        /// Indian 1975, of the old 1:50,000 sheets of the Royal Thai Survey Department.
        Indian1975 = "indian1975",
    }
}

impl Datum {
    /// Reads a datum as people write it, in Thai or English; nothing when it is none of the two.
    ///
    /// ```
    /// use mekong_watch::domain::Datum;
    /// assert_eq!(Datum::read("อินเดียน ๑๙๗๕"), Some(Datum::Indian1975));
    /// assert_eq!(Datum::read("Indian 1954"), None);
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let even = thai_digits_to_ascii(text).to_lowercase();
        let even: String = even.chars().filter(|c| !matches!(c, ' ' | '-' | '_' | '.' | ':')).collect();
        match even.as_str() {
            "wgs84" | "wgs1984" | "epsg4326" | "ดับเบิลยูจีเอส84" | "ดับบลิวจีเอส84" => {
                Some(Self::Wgs84)
            }
            // 2518 of the Buddhist era is 1975.
            "indian1975"
            | "indian75"
            | "ind75"
            | "epsg4240"
            | "อินเดียน1975"
            | "อินเดียน2518"
            | "อินเดีย1975"
            | "อินเดียนดาตัม1975"
            | "indiandatum1975" => Some(Self::Indian1975),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_both_are_read_and_others_are_not() {
        for text in ["WGS 84", "wgs84", "WGS-1984", "EPSG:4326", "WGS ๘๔"] {
            assert_eq!(Datum::read(text), Some(Datum::Wgs84), "{text}");
        }
        for text in ["indian1975", "Indian 1975", "อินเดียน 1975", "อินเดียน ๒๕๑๘", "EPSG:4240"]
        {
            assert_eq!(Datum::read(text), Some(Datum::Indian1975), "{text}");
        }
        for text in ["", "Indian", "Indian 1954", "Lao 1997", "NAD27"] {
            assert_eq!(Datum::read(text), None, "{text}");
        }
    }
}
