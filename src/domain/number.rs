//! The only place where numbers change their type with `as`; each function shows why nothing is lost.
#![expect(clippy::as_conversions, reason = "this file exists so that no other has them")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "each function states its bound"
)]

/// Returns a count as a float; exact up to 2^53, far beyond any number of reports.
pub fn count_to_f64(count: usize) -> f64 {
    count as f64
}

/// Returns a signed integer as a float; exact up to 2^53.
pub fn i64_to_f64(value: i64) -> f64 {
    value as f64
}

/// Returns a count as `u64`; `usize` is at most 64 bits on every supported target.
pub fn count_to_u64(count: usize) -> u64 {
    count as u64
}

/// Returns a small count as `u32`, saturating at its largest value.
pub fn count_to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Returns a place in a list; `usize` has at least 32 bits on every supported target.
pub fn to_index(place: u32) -> usize {
    place as usize
}

/// Returns an `i64` as a count, or nothing when it is negative.
pub fn i64_to_count(value: i64) -> Option<usize> {
    usize::try_from(value).ok()
}

/// Rounds to the nearest integer; `None` when the value is not finite or does not fit.
pub fn round_to_i32(value: f64) -> Option<i32> {
    let rounded = value.round();
    (rounded >= f64::from(i32::MIN) && rounded <= f64::from(i32::MAX)).then_some(rounded as i32)
}

/// Rounds to the nearest integer; `None` when the value is not finite or beyond 2^53.
pub fn round_to_i64(value: f64) -> Option<i64> {
    let rounded = value.round();
    (rounded.abs() <= 9_007_199_254_740_992.0).then_some(rounded as i64)
}

/// Returns an unsigned integer as a float; exact up to 2^53.
pub fn u64_to_f64(value: u64) -> f64 {
    value as f64
}

/// Returns a count as `i64`; no collection holds more than `isize::MAX` items.
pub fn count_to_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Returns the largest count that is not above a value: 0 where it is negative or not a number, and the largest
/// there is where it is beyond that.
pub fn floor_to_count(value: f64) -> usize {
    value.floor() as usize
}

/// Returns the largest `i32` that is not above a value, kept between the least and the largest there is; 0 for
/// what is not a number.
pub fn floor_to_i32(value: f64) -> i32 {
    value.floor() as i32
}

/// Returns the nearest number that half the bytes can hold: seven digits of it.
pub fn f64_to_f32(value: f64) -> f32 {
    value as f32
}

/// Rounds to so many significant digits, for answers in which more would say nothing: the same number wherever it is
/// computed.
///
/// ```
/// use mekong_watch::domain::number::to_digits;
/// assert_eq!([to_digits(0.012_345_678_9, 6), to_digits(-9_999_999.5, 6)], [0.012_345_7, -1e7]);
/// ```
pub fn to_digits(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits.saturating_sub(1)).parse().unwrap_or(value)
}

/// Rounds to so many digits behind the point.
///
/// ```
/// use mekong_watch::domain::number::to_places;
/// assert_eq!([to_places(104.123_456_78, 5), to_places(2_721.601_431_8, 3)], [104.123_46, 2_721.601]);
/// ```
pub fn to_places(value: f64, places: usize) -> f64 {
    format!("{value:.places$}").parse().unwrap_or(value)
}
