//! `bench`: how fast the product answers, over HTTP and in the engine. It writes figures and answers; another program
//! compares the answers with those of its peers, and prints nothing of what differs.

mod ask;
mod client;
mod districts;
mod engine;
mod figures;
mod fill;
mod methods;
mod questions;

use clap::Subcommand;

use super::Ending;

#[derive(Debug, Subcommand)]
pub(super) enum Bench {
    /// Fill an empty database with made-up reports, past the import: each with its identity, its words and one
    /// version, 1,000 to a change. On PostgreSQL a superuser is needed for this to be fast.
    Fill(fill::FillArguments),
    /// Ask a running server the questions of a file, and measure each answer.
    Ask(ask::AskArguments),
    /// Ask the engine the same questions, in this process, by one thread and by two.
    Engine(engine::EngineArguments),
    /// Find the district of every point of a file.
    Districts(districts::DistrictsArguments),
    /// Compute a statistic of numbers of a file, in this process.
    Method(methods::MethodArguments),
}

pub(super) async fn bench(what: Bench) -> anyhow::Result<Ending> {
    match what {
        Bench::Fill(arguments) => fill::fill(arguments).await,
        Bench::Ask(arguments) => ask::ask(arguments).await,
        Bench::Engine(arguments) => engine::engine(arguments).await,
        Bench::Districts(arguments) => districts::districts(&arguments),
        Bench::Method(arguments) => methods::method(&arguments),
    }
}
