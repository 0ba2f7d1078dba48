//! `analyse risk-terrain`: which layers go with counts.

use clap::Args;
use serde_json::{Value, json};

use super::table::Table;
use super::{InputArguments, print_json, with_effort};
use crate::analysis::{PenaltyChoice, RiskLayer, RiskTerrainSettings, risk_terrain};
use crate::cli::Ending;
use crate::domain::number::count_to_u32;

/// Most numbers of all layers together.
const MOST_VALUES: usize = 20_000_000;

#[derive(Debug, Args)]
pub(crate) struct RiskTerrainArguments {
    #[command(flatten)]
    file: InputArguments,
    /// 1 drops layers, 0 keeps all and holds them back, between them a mixture.
    #[arg(long, default_value_t = 1.0, value_parser = mixture)]
    alpha: f64,
    /// How strongly layers are held back: `best` for what foretells best, `one-error` for the most that is not worse by
    /// more than its standard error, or a number.
    #[arg(long, default_value = "best", value_parser = choice)]
    penalty: PenaltyChoice,
    /// Into how many parts the blocks are laid, one of which is left out at a time.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(2..=1_000))]
    folds: u16,
    /// How often the model is made anew of blocks drawn with replacement.
    #[arg(long, default_value_t = 100)]
    refits: usize,
    /// From what chance begins: the same seed gives the same numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Reads a share of the lasso.
fn mixture(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share: &f64| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "it is not a number from 0 to 1".to_owned())
}

/// Reads how the penalty is chosen.
fn choice(text: &str) -> Result<PenaltyChoice, String> {
    match text {
        "best" => Ok(PenaltyChoice::Best),
        "one-error" => Ok(PenaltyChoice::OneError),
        number => {
            let penalty = number.parse().ok().filter(|penalty: &f64| penalty.is_finite() && *penalty > 0.0);
            let penalty = penalty.ok_or("it is neither `best`, `one-error` nor a number above 0")?;
            Ok(PenaltyChoice::Given(penalty))
        }
    }
}

pub(super) fn risk_terrain_of(arguments: &RiskTerrainArguments) -> anyhow::Result<Ending> {
    let table = Table::read(&arguments.file.input)?;
    let counts: Vec<u32> = table.values("count", "a whole number of reports")?;
    let names: Vec<&str> = table.header().filter(|name| !matches!(*name, "count" | "block")).collect();
    anyhow::ensure!(
        names.len().saturating_mul(table.len()) <= MOST_VALUES,
        "{} layers of {} rows are more than {MOST_VALUES} numbers",
        names.len(),
        table.len()
    );
    let layer = |name: &&str| Ok(RiskLayer { values: table.numbers(name)?, step: 1.0 });
    let layers = names.iter().map(layer).collect::<anyhow::Result<Vec<_>>>()?;
    let blocks: Vec<u32> = if table.has("block") {
        table.values("block", "a whole number of a block")?
    } else {
        (0..table.len()).map(count_to_u32).collect()
    };
    let settings = RiskTerrainSettings {
        alpha: arguments.alpha,
        choice: arguments.penalty,
        folds: arguments.folds.into(),
        refits: arguments.refits,
        seed: arguments.seed,
    };
    let found = with_effort(|effort| risk_terrain(&counts, &layers, &blocks, settings, effort))?;
    let factors: Vec<Value> = names
        .iter()
        .zip(&found.factors)
        .map(|(name, factor)| {
            json!({
                "layer": name, "coefficient": factor.coefficient, "relative_risk": factor.relative_risk,
                "relative_risk_deviation": factor.relative_risk_deviation, "is_kept": factor.is_kept,
                "stability": factor.stability,
            })
        })
        .collect();
    let all: u64 = counts.iter().map(|n| u64::from(*n)).sum();
    print_json(&json!({
        "squares": counts.len(), "reports": all, "has_blocks": table.has("block"), "alpha": settings.alpha,
        "folds": settings.folds, "refits": settings.refits, "seed": settings.seed, "penalty": found.penalty,
        "constant": found.constant, "explained": found.explained, "foretold": found.foretold, "factors": factors,
    }))
}
