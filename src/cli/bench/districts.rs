//! `bench districts`: the district of every point of a file, by the boundaries that come with the product.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, anyhow};
use clap::Args;
use serde_json::json;

use crate::cli::{Ending, print, read_file};
use crate::domain::LonLat;
use crate::import::bundled;
use crate::spatial::DistrictIndex;

#[derive(Debug, Args)]
pub(in crate::cli) struct DistrictsArguments {
    /// The points: a line each, longitude and latitude in steps of 1e-7 degrees, with a comma between.
    #[arg(long)]
    points: PathBuf,
    /// Where the districts are written: a line for each point, empty outside all of them.
    #[arg(long)]
    out: PathBuf,
}

pub(super) fn districts(arguments: &DistrictsArguments) -> anyhow::Result<Ending> {
    let text = String::from_utf8(read_file(&arguments.points)?)?;
    let points = text.lines().map(point).collect::<anyhow::Result<Vec<_>>>()?;
    let began = Instant::now();
    let index = DistrictIndex::new(bundled::shapes()?.districts);
    let built_s = began.elapsed().as_secs_f64();
    // The first time some tables may still be made; the second is what every further bulk takes.
    let (mut first_s, mut again_s, mut found) = (0.0, 0.0, Vec::new());
    for seconds in [&mut first_s, &mut again_s] {
        let began = Instant::now();
        found = index.containing_each(&points);
        *seconds = began.elapsed().as_secs_f64();
    }
    let lines: Vec<String> =
        found.iter().map(|code| code.map_or_else(String::new, |code| code.to_string())).collect();
    std::fs::write(&arguments.out, lines.join("\n"))
        .with_context(|| format!("writing {}", arguments.out.display()))?;
    let figures =
        json!({ "points": points.len(), "built_s": built_s, "first_s": first_s, "again_s": again_s });
    print(&format!("{figures}\n"))
}

fn point(line: &str) -> anyhow::Result<LonLat> {
    let read = |text: &str| text.parse().ok();
    let steps = line.split_once(',').and_then(|(lon, lat)| Some((read(lon)?, read(lat)?)));
    let (lon_e7, lat_e7) = steps.ok_or_else(|| anyhow!("`{line}` is not two whole numbers"))?;
    Ok(LonLat::from_e7(lon_e7, lat_e7)?)
}
