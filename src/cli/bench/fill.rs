//! `bench fill`: made-up reports straight into an empty database.

use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use crate::app::{self, App, Known, Synthetic};
use crate::cli::synth::Drawn;
use crate::cli::{Database, Ending, say};
use crate::storage::Store;

#[derive(Debug, Args)]
pub(in crate::cli) struct FillArguments {
    #[command(flatten)]
    drawn: Drawn,
    #[command(flatten)]
    database: Database,
}

pub(super) async fn fill(arguments: FillArguments) -> anyhow::Result<Ending> {
    let FillArguments { drawn, database } = arguments;
    let begin = Instant::now();
    let known = Arc::new(Known::bundled()?);
    let store = Store::open(&database.database).await?;
    App::open_unread(store.clone(), Arc::clone(&known)).await?;
    let synthetic = Synthetic::new(&known, drawn.reports, drawn.seed);
    say(&format!("positions drawn and placed after {:.1} s", begin.elapsed().as_secs_f64()));
    let filled = app::fill(&store, synthetic).await?;
    say(&format!(
        "{filled} reports, SYNTHETIC: none of them was ever made; {:.1} s in all",
        begin.elapsed().as_secs_f64()
    ));
    Ok(Ending::Well)
}
