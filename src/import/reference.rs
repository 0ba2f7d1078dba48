//! The CSV files of `data/` as reference data.

use chrono::NaiveDate;

use super::{FileError, Table, TableRow};
use crate::domain::{
    Alias, Crossing, CrossingPosition, CrossingState, CrossingStatus, District, DistrictCode,
    DistrictPopulation, LonLat, Names, OppositeSide, PopulatedPlace, Province, Tambon, TargetDistrict,
    VocabularyEntry, period, thai_digits,
};

/// Reads provinces, sorted by code.
pub(super) fn provinces(text: &str) -> Result<Vec<Province>, FileError> {
    sorted(
        text,
        "provinces.csv",
        &["code", "name_th", "name_en", "shown"],
        |p: &Province| p.code,
        |row| Ok(Province { code: row.parse("code")?, names: names(row), shown: row.parse("shown")? }),
    )
}

/// Reads districts, sorted by code.
pub(super) fn districts(text: &str) -> Result<Vec<District>, FileError> {
    let required = ["code", "name_th", "name_en", "borders", "opposite", "shown", "lon", "lat"];
    sorted(
        text,
        "districts.csv",
        &required,
        |d: &District| d.code,
        |row| {
            let borders = row.text("borders");
            Ok(District {
                code: row.parse("code")?,
                names: names(row),
                borders_laos: borders.contains("LA"),
                borders_cambodia: borders.contains("KH"),
                opposite: row.text("opposite").to_owned(),
                shown: row.parse("shown")?,
                label: position(row)?,
            })
        },
    )
}

/// Reads tambon, sorted by code.
pub(super) fn tambons(text: &str) -> Result<Vec<Tambon>, FileError> {
    sorted(
        text,
        "tambons.csv",
        &["code", "district", "name_th", "name_en"],
        |t: &Tambon| t.code,
        |row| Ok(Tambon { code: row.parse("code")?, names: names(row) }),
    )
}

/// Reads crossings with their histories, sorted by id.
pub(super) fn crossings(text: &str, history: &str) -> Result<Vec<Crossing>, FileError> {
    let history =
        Table::read("crossing_status.csv", history, &["crossing", "from", "to", "status", "source"])?;
    let required = ["id", "name_th", "name_en", "kind", "border", "district", "lon", "lat", "position_basis"];
    sorted(
        text,
        "crossings.csv",
        &required,
        |c: &Crossing| c.id,
        |row| {
            let id = row.parse("id")?;
            let mut statuses = history
                .rows()
                .filter(|r| r.text("crossing") == row.text("id"))
                .map(crossing_status)
                .collect::<Result<Vec<_>, _>>()?;
            statuses.sort_by_key(|s| s.from);
            let position = match row.text("lon") {
                "" => None,
                _ => Some(CrossingPosition {
                    at: position(row)?,
                    basis: row.parse("position_basis")?,
                    verified: row.parse("verified")?,
                }),
            };
            Ok(Crossing {
                id,
                names: names(row),
                aliases: list(row.text("aliases")),
                kind: row.parse("kind")?,
                border: row.parse("border")?,
                district: row.parse("district")?,
                opposite: OppositeSide {
                    name: row.text("opposite_name").to_owned(),
                    district: row.text("opposite_district").to_owned(),
                    province: row.text("opposite_province").to_owned(),
                },
                position,
                history: statuses,
            })
        },
    )
}

fn crossing_status(row: TableRow<'_>) -> Result<CrossingStatus, FileError> {
    Ok(CrossingStatus {
        from: row.parse("from")?,
        to: row.parse_some("to")?,
        state: row.parse::<CrossingState>("status")?,
        hours: row.text("hours").to_owned(),
        days: row.text("days").to_owned(),
        authority: row.text("authority").to_owned(),
        order_ref: row.text("order_ref").to_owned(),
        note: row.text("note").to_owned(),
        source: row.text("source").to_owned(),
    })
}

/// Reads populated places.
pub(super) fn places(text: &str) -> Result<Vec<PopulatedPlace>, FileError> {
    let table = Table::read("places.csv", text, &["name_th", "name_en", "lon", "lat", "country"])?;
    table
        .rows()
        .map(|row| {
            Ok(PopulatedPlace {
                names: names(row),
                aliases: list(row.text("aliases")),
                at: position(row)?,
                country: row.text("country").to_owned(),
                district: row.parse_some("district")?,
                population: row.parse_some("population")?.unwrap_or(0),
            })
        })
        .collect()
}

/// Reads other spellings; the first column is the code they belong to.
pub(super) fn aliases<C: std::str::FromStr<Err: ToString>>(
    file: &str,
    code_column: &str,
    text: &str,
) -> Result<Vec<Alias<C>>, FileError> {
    let table = Table::read(file, text, &[code_column, "alias"])?;
    table
        .rows()
        .map(|row| Ok(Alias { code: row.parse(code_column)?, text: row.text("alias").to_owned() }))
        .collect()
}

/// Reads a vocabulary; its order in the file is its order on screen.
pub(super) fn vocabulary(file: &str, text: &str) -> Result<Vec<VocabularyEntry>, FileError> {
    let table = Table::read(file, text, &["code", "name_th", "name_en", "name_lo", "name_km"])?;
    table
        .rows()
        .map(|row| {
            Ok(VocabularyEntry {
                code: row.text("code").to_owned(),
                parent: some(row.text("parent")),
                core: row.parse_some("core")?.unwrap_or(false),
                names: names(row),
            })
        })
        .collect()
}

/// Reads a set of target districts.
///
/// `default_from` stands in where the file has no `valid_from` column or leaves it empty.
///
/// # Errors
/// Names the first field that cannot be read, a district that does not exist, or one listed twice.
pub fn target_districts(
    file: &str,
    text: &str,
    known: &[District],
    default_from: Option<NaiveDate>,
) -> Result<Vec<TargetDistrict>, FileError> {
    let table = Table::read(file, text, &["district"])?;
    let mut seen = Vec::<DistrictCode>::new();
    let mut targets = Vec::new();
    for row in table.rows() {
        let district: DistrictCode = row.parse("district")?;
        if !known.iter().any(|d| d.code == district) {
            return Err(row.error("district", "no district has this code"));
        }
        if seen.contains(&district) {
            return Err(row.error("district", "is listed twice"));
        }
        seen.push(district);
        let valid_from = row
            .parse_some("valid_from")?
            .or(default_from)
            .ok_or_else(|| row.error("valid_from", "a first day is needed, here or by --valid-from"))?;
        let valid_to: Option<NaiveDate> = row.parse_some("valid_to")?;
        if valid_to.is_some_and(|end| end <= valid_from) {
            return Err(row.error("valid_to", format!("must be after the first day {valid_from}")));
        }
        targets.push(TargetDistrict {
            district,
            basis: row.text("basis").to_owned(),
            verified: row.parse_some("verified")?.unwrap_or(false),
            valid_from,
            valid_to,
            source: row.text("source").to_owned(),
        });
    }
    if targets.is_empty() {
        return Err(FileError::Whole { file: file.to_owned(), reason: "holds no district".to_owned() });
    }
    Ok(targets)
}

/// Reads how many people live in districts: the columns `district` and `people`, and `counted_on` and `source` where
/// they differ from what is given for the whole file.
///
/// # Errors
/// Names the first field that cannot be read, a district that does not exist, or one listed twice for a day.
pub fn populations(
    file: &str,
    text: &str,
    known: &[District],
    counted_on: Option<NaiveDate>,
    source: Option<&str>,
) -> Result<Vec<DistrictPopulation>, FileError> {
    let table = Table::read(file, text, &["district", "people"])?;
    let mut counts = Vec::<DistrictPopulation>::new();
    for row in table.rows() {
        let district: DistrictCode = row.parse("district")?;
        if !known.iter().any(|d| d.code == district) {
            return Err(row.error("district", "no district has this code"));
        }
        let counted_on = row
            .parse_some("counted_on")?
            .or(counted_on)
            .ok_or_else(|| row.error("counted_on", "a day is needed, here or by --counted-on"))?;
        if counted_on > period::today() {
            return Err(row.error("counted_on", format!("{counted_on} is yet to come")));
        }
        if counts.iter().any(|count| (count.district, count.counted_on) == (district, counted_on)) {
            return Err(row.error("district", format!("is listed twice for {counted_on}")));
        }
        let source = Some(row.text("source")).filter(|source| !source.is_empty()).or(source);
        let source = source.ok_or_else(|| row.error("source", "is needed, here or by --source"))?;
        let people = people(row.text("people")).ok_or_else(|| {
            row.error("people", format!("must be a whole number from 1 to {MOST_PEOPLE}, such as 61,204"))
        })?;
        counts.push(DistrictPopulation { district, counted_on, people, source: source.to_owned() });
    }
    if counts.is_empty() {
        return Err(FileError::Whole { file: file.to_owned(), reason: "holds no district".to_owned() });
    }
    Ok(counts)
}

/// Most people in a district: no district has a tenth of it.
const MOST_PEOPLE: u32 = 10_000_000;

/// Reads a number of people as tables of registrations have it: Thai digits or others, thousands parted by commas.
fn people(text: &str) -> Option<u32> {
    let digits = thai_digits::thai_digits_to_ascii(text).replace(',', "");
    let is_plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let people = digits.parse().ok().filter(|_| is_plain)?;
    (1..=MOST_PEOPLE).contains(&people).then_some(people)
}

fn sorted<T, K: Ord>(
    text: &str,
    file: &str,
    required: &[&str],
    key: impl Fn(&T) -> K,
    read: impl Fn(TableRow<'_>) -> Result<T, FileError>,
) -> Result<Vec<T>, FileError> {
    let table = Table::read(file, text, required)?;
    let mut items = table.rows().map(read).collect::<Result<Vec<T>, _>>()?;
    items.sort_by_key(|item| key(item));
    Ok(items)
}

fn names(row: TableRow<'_>) -> Names {
    Names {
        th: row.text("name_th").to_owned(),
        en: row.text("name_en").to_owned(),
        lo: some(row.text("name_lo")),
        km: some(row.text("name_km")),
    }
}

fn position(row: TableRow<'_>) -> Result<LonLat, FileError> {
    LonLat::new(row.parse("lon")?, row.parse("lat")?).map_err(|e| row.error("lon", e.to_string()))
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn list(text: &str) -> Vec<String> {
    text.split('|').map(str::trim).filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect()
}
