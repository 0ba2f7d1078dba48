//! `place` and `geocode`: one answer row for each input row, in the same order, input columns kept.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::{Ending, print, say};
use crate::domain::{Country, LonLat, Placement};
use crate::import::geocode::{GeocodeRequest, Geocoded, Geocoder};
use crate::import::{RecordFile, bundled};
use crate::spatial::Placer;
use crate::spatial::grid_reference::to_mgrs;

#[derive(Debug, Args)]
pub(super) struct PlaceArguments {
    /// Longitude in degrees.
    #[arg(allow_negative_numbers = true, requires = "lat", conflicts_with = "csv")]
    lon: Option<f64>,
    /// Latitude in degrees.
    #[arg(allow_negative_numbers = true)]
    lat: Option<f64>,
    /// A CSV file with the columns lon and lat.
    #[arg(long, required_unless_present = "lon")]
    csv: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct GeocodeArguments {
    /// A CSV file with the column `place_text`, and `tambon`, `amphoe`, `province` where known.
    #[arg(long)]
    csv: PathBuf,
}

pub(super) fn place(arguments: &PlaceArguments) -> anyhow::Result<Ending> {
    let reference = bundled::reference()?;
    let placer = Placer::new(bundled::shapes()?, &reference.crossings);
    match (arguments.lon, arguments.lat, &arguments.csv) {
        (Some(lon), Some(lat), _) => {
            let at = LonLat::new(lon, lat)?;
            let placement = placer.place_point(at, 0.0);
            let name = placement.district.and_then(|code| reference.district(code)).map(|d| &d.names);
            let mut text = String::new();
            for (label, value) in PLACE_COLUMNS.iter().zip(place_fields(&placement)) {
                writeln!(text, "{label}: {value}")?;
            }
            if let Some(name) = name {
                writeln!(text, "district_name: {} / {}", name.th, name.en)?;
            }
            if let Some(border) = placement.border {
                writeln!(text, "border: {} km {:.3}, bank {}", border.border, border.km, border.bank)?;
            }
            writeln!(text, "mgrs: {}", to_mgrs(at, 5))?;
            print(&text)
        }
        (_, _, Some(path)) => each_row(path, &["lon", "lat"], PLACE_COLUMNS, |row| {
            let number = |name: &str| {
                let text = row(name);
                text.parse::<f64>()
                    .map_err(|_| format!("column `{name}`: `{text}` is not a number of degrees"))
            };
            let at = LonLat::new(number("lon")?, number("lat")?).map_err(|e| e.to_string())?;
            Ok(place_fields(&placer.place_point(at, 0.0)))
        }),
        _ => bail!("give LON LAT, or --csv FILE"),
    }
}

pub(super) fn geocode(arguments: &GeocodeArguments) -> anyhow::Result<Ending> {
    let reference = bundled::reference()?;
    let placer = Placer::new(bundled::shapes()?, &reference.crossings);
    let geocoder = Geocoder::new(&reference);
    let columns = &["district", "lon", "lat", "precision", "method", "confidence", "alternatives", "why"];
    each_row(&arguments.csv, &["place_text"], columns, |row| {
        let some = |name: &str| Some(row(name)).filter(|text| !text.is_empty());
        let request = GeocodeRequest {
            place_text: row("place_text"),
            tambon: some("tambon"),
            amphoe: some("amphoe"),
            province: some("province"),
        };
        Ok(geocode_fields(&geocoder.geocode(&request).settled(&placer)))
    })
}

const PLACE_COLUMNS: &[&str] = &[
    "country",
    "district",
    "method",
    "edge_distance_m",
    "crossing",
    "crossing_distance_m",
    "border_distance_m",
];

fn place_fields(placement: &Placement) -> Vec<String> {
    let metres = |distance: Option<f64>| distance.map(|m| format!("{m:.1}")).unwrap_or_default();
    vec![
        placement.country.map(Country::as_str).unwrap_or_default().to_owned(),
        placement.district.map(|d| d.to_string()).unwrap_or_default(),
        placement.method.to_string(),
        metres(placement.edge_distance_m),
        placement.crossing.as_ref().map(|c| c.crossing.to_string()).unwrap_or_default(),
        metres(placement.crossing.as_ref().map(|c| c.distance_m)),
        metres(placement.border.map(|b| b.distance_m)),
    ]
}

fn geocode_fields(found: &Geocoded) -> Vec<String> {
    let at = found.place.point();
    vec![
        found.district.map(|d| d.to_string()).unwrap_or_default(),
        at.map(|at| at.lon_deg().to_string()).unwrap_or_default(),
        at.map(|at| at.lat_deg().to_string()).unwrap_or_default(),
        found.place.precision().to_string(),
        found.method.to_string(),
        found.confidence.to_string(),
        found
            .alternatives
            .iter()
            .map(|a| a.district.map_or_else(|| a.label.clone(), |d| format!("{d} {}", a.label)))
            .collect::<Vec<_>>()
            .join("|"),
        found.why.clone(),
    ]
}

/// Answers each row of a CSV file; a row that cannot be answered gets empty fields and the reason in the
/// last column, `error`.
fn each_row(
    path: &Path,
    needed: &[&str],
    added: &[&str],
    answer: impl Fn(&dyn Fn(&str) -> String) -> Result<Vec<String>, String>,
) -> anyhow::Result<Ending> {
    let name = path.display().to_string();
    let source = std::fs::File::open(path).with_context(|| format!("reading {name}"))?;
    let file = RecordFile::open(&name, source, None)?;
    let (header, unit) = (file.header().to_vec(), file.unit());
    if let Some(missing) = needed.iter().find(|n| !header.iter().any(|h| h.trim() == **n)) {
        bail!("{name}: column `{missing}` is missing; the header has {}", header.join(", "));
    }
    let stdout = std::io::stdout();
    let mut writer = csv::Writer::from_writer(stdout.lock());
    writer.write_record(header.iter().map(String::as_str).chain(added.iter().copied()).chain(["error"]))?;
    let (mut refused, mut done, mut written) = (0_usize, 0_usize, Ok(()));
    let none = vec![String::new(); header.len()];
    file.read(|record, _| {
        let fields = record.fields.as_ref().unwrap_or(&none);
        let field = |name: &str| {
            let at = header.iter().position(|h| h.trim() == name);
            at.and_then(|i| fields.get(i)).map(|text| text.trim().to_owned()).unwrap_or_default()
        };
        let answered = record.fields.as_ref().map_err(Clone::clone).and_then(|_| answer(&field));
        let (answers, error) = match answered {
            Ok(answers) => (answers, String::new()),
            Err(reason) => {
                refused += 1;
                say(&format!("{name} {unit} {}: {reason}", record.line));
                (vec![String::new(); added.len()], reason)
            }
        };
        written = writer.write_record(fields.iter().chain(&answers).chain([&error]));
        done += 1;
        if done.is_multiple_of(10_000) && std::io::stderr().is_terminal() {
            say(&format!("{done} rows"));
        }
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    match written.and_then(|()| writer.flush().map_err(Into::into)) {
        Err(cause) if !is_broken_pipe(&cause) => Err(cause.into()),
        Ok(()) if refused > 0 => Ok(Ending::SomeRefused),
        _ => Ok(Ending::Well),
    }
}

fn is_broken_pipe(cause: &csv::Error) -> bool {
    matches!(cause.kind(), csv::ErrorKind::Io(io) if io.kind() == std::io::ErrorKind::BrokenPipe)
}
