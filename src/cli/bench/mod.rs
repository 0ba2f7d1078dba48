//! `bench`: how fast this product is, and the data that it is measured on.

mod fill;

use clap::Subcommand;

use super::Ending;

#[derive(Debug, Subcommand)]
pub(super) enum Bench {
    /// Fill an empty database with made-up reports, past the import: each with its identity, its words and one
    /// version, 1,000 to a change. Their events are left out, so the feed does not tell of them: start the server
    /// afterwards. On PostgreSQL a superuser is needed for this to be fast.
    Fill(fill::FillArguments),
}

pub(super) async fn bench(what: Bench) -> anyhow::Result<Ending> {
    match what {
        Bench::Fill(arguments) => fill::fill(arguments).await,
    }
}
