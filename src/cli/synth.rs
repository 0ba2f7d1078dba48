//! `synth`: made-up reports as a CSV file that `import reports` takes.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::{Ending, say};
use crate::app::{Known, Synthetic};
use crate::domain::{NewReport, ObservedPrecision, Place, Reference, period};
use crate::import::bundled;

/// The columns, named as the fields of an import.
const COLUMNS: [&str; 14] = [
    "id",
    "observed",
    "category",
    "status",
    "channel",
    "place_text",
    "tambon",
    "district_code",
    "province",
    "lat",
    "lon",
    "summary",
    "agency",
    "synthetic",
];

/// How many reports are made up, and from what.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Drawn {
    /// How many reports.
    #[arg(long, value_name = "N")]
    pub(super) reports: u64,
    /// What they are drawn from: the same seed and number give the same reports.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
}

#[derive(Debug, Args)]
pub(super) struct SynthArguments {
    #[command(flatten)]
    drawn: Drawn,
    /// The file to write (CSV).
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn synth(arguments: &SynthArguments) -> anyhow::Result<Ending> {
    let SynthArguments { drawn, out } = arguments;
    let reference = bundled::reference()?;
    let synthetic = Synthetic::new(&Known::bundled()?, drawn.reports, drawn.seed);
    let naming = || format!("writing {}", out.display());
    let file = File::create(out).with_context(naming)?;
    let mut writer = csv::Writer::from_writer(BufWriter::new(file));
    writer.write_record(COLUMNS).with_context(naming)?;
    for report in synthetic.reports() {
        writer.write_record(fields(&report, &reference)).with_context(naming)?;
    }
    writer.flush().with_context(naming)?;
    say(&format!("{}: {} reports, SYNTHETIC: none of them was ever made", out.display(), drawn.reports));
    Ok(Ending::Well)
}

/// Writes a report as an import reads it.
fn fields(report: &NewReport, reference: &Reference) -> [String; 14] {
    let content = &report.content;
    let [mut tambon, mut district, mut province, mut lat, mut lon] = [const { String::new() }; 5];
    match content.place {
        // A village is found by its name.
        Place::Point { village: true, .. } | Place::Unknown => {}
        Place::Point { at, .. } => {
            lat = format!("{:.7}", at.lat_deg());
            lon = format!("{:.7}", at.lon_deg());
        }
        Place::Tambon(code) => {
            tambon = reference.tambon(code).map(|t| t.names.th.clone()).unwrap_or_default();
            district = code.district().to_string();
        }
        Place::District(code) => district = code.to_string(),
        Place::Province(code) => {
            province = reference.province(code).map(|p| p.names.th.clone()).unwrap_or_default();
        }
    }
    let observed = content.observed.map(|observed| {
        let at = observed.at.with_timezone(&period::bangkok());
        match observed.precision {
            ObservedPrecision::Time => at.format("%Y-%m-%dT%H:%M").to_string(),
            ObservedPrecision::Day => at.format("%Y-%m-%d").to_string(),
        }
    });
    [
        report.source_id.clone(),
        observed.unwrap_or_default(),
        content.subtype.clone().unwrap_or_else(|| content.category.to_string()),
        content.status.to_string(),
        content.channel.to_string(),
        content.place_text.clone(),
        tambon,
        district,
        province,
        lat,
        lon,
        content.summary.clone(),
        content.agency.clone(),
        content.synthetic.to_string(),
    ]
}
