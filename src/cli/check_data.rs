//! `check-data`: whether the data that come with the product hold together, and how they agree with better ones.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::{Ending, print, read_file};
use crate::import::{bundled, decode, district_shapes};
use crate::spatial::{DataCheck, Placer};

#[derive(Debug, Args)]
pub(super) struct CheckDataArguments {
    /// District polygons to compare with (GeoJSON; property code, dopa or `adm2_pcode`).
    #[arg(long)]
    truth: Option<PathBuf>,
    /// Random points for each comparison.
    #[arg(long, default_value_t = 30_000)]
    points: usize,
    /// Least area-weighted intersection over union.
    #[arg(long, default_value_t = 0.965)]
    least_iou: f64,
    /// Least share of points near the border line that lie in the same district.
    #[arg(long, default_value_t = 0.99)]
    least_band: f64,
    /// Least share of points over all that lie in the same district.
    #[arg(long, default_value_t = 0.98)]
    least_all: f64,
    /// Seed of the random points.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) fn check_data(arguments: &CheckDataArguments) -> anyhow::Result<Ending> {
    let reference = bundled::reference()?;
    let placer = Placer::new(bundled::shapes()?, &reference.crossings);
    let located = reference.crossings.iter().filter(|c| c.position.is_some());
    let mut far = Vec::new();
    for crossing in located {
        let Some(position) = crossing.position else { continue };
        let distance_m = placer.districts().distance_m(position.at, crossing.district);
        if distance_m.is_none_or(|d| d > 500.0) {
            far.push(format!("{} is {distance_m:?} m from district {}", crossing.id, crossing.district));
        }
    }
    print(&format!(
        "districts {}, border districts {}, target districts {}, crossings {} ({} located), border {:.3} km\n",
        reference.districts.len(),
        reference.districts.iter().filter(|d| d.is_on_border()).count(),
        reference.default_targets.len(),
        reference.crossings.len(),
        placer.located_crossings(),
        placer.border().length_km(),
    ))?;
    if !far.is_empty() {
        bail!("crossings far from their district: {}", far.join("; "));
    }
    let Some(path) = &arguments.truth else { return Ok(Ending::Well) };
    let file = path.display().to_string();
    let truth = district_shapes(&file, &decode(&file, &read_file(path)?)?.text)?;
    let DataCheck { districts, iou, worst, everywhere, band, band_m } =
        DataCheck::run(&placer, &truth, arguments.points, arguments.seed);
    let worst = worst.map_or_else(String::new, |(code, iou)| format!(", worst {code} with {iou:.4}"));
    print(&format!(
        "compared with {districts} districts: area-weighted IoU {iou:.4}{worst}\n\
         points in the same district: {:.2} % of {} within {band_m} m of the border line, {:.2} % of {} over all\n",
        band.share() * 100.0,
        band.of,
        everywhere.share() * 100.0,
        everywhere.of,
    ))?;
    if iou < arguments.least_iou
        || band.share() < arguments.least_band
        || everywhere.share() < arguments.least_all
    {
        bail!(
            "the boundaries agree less than they should: at least {}, {} and {} are needed",
            arguments.least_iou,
            arguments.least_band,
            arguments.least_all
        );
    }
    Ok(Ending::Well)
}
