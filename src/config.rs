//! The settings of the server, each documented once: a flag, an environment variable, a default.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

/// Settings of `serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeSettings {
    /// Address to listen on. Anything but loopback needs --public-url.
    #[arg(long, env = "MEKONG_WATCH_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Where the data are kept: `sqlite://FILE` or `postgres://...`.
    #[arg(long, env = "DATABASE_URL", default_value = DEFAULT_DATABASE)]
    pub database: String,

    /// A file (JSON) that lists background maps: `PMTiles` files, XYZ or WMTS servers. Without it
    /// the page asks no other host.
    #[arg(long, env = "MEKONG_WATCH_BASEMAPS")]
    pub basemaps: Option<PathBuf>,

    /// A file in which the reports in memory are kept for the next start, which then takes seconds for millions;
    /// `none` for no file. Beside an SQLite file it is `FILE.index`; for PostgreSQL there is none unless given.
    #[arg(long, env = "MEKONG_WATCH_SNAPSHOT")]
    pub snapshot: Option<PathBuf>,

    /// The address under which people reach this server, such as `https://mekong-watch.example.go.th`, when it is not
    /// this machine alone. A proxy before it, or beside it, speaks TLS.
    #[arg(long, env = "MEKONG_WATCH_PUBLIC_URL")]
    pub public_url: Option<PublicUrl>,

    /// The address of a proxy that is believed when it says for whom it asks (`X-Forwarded-For`); may be repeated.
    #[arg(long, env = "MEKONG_WATCH_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxy: Vec<IpAddr>,
}

/// The address under which people reach the server: `https://HOST[:PORT]`, or `http://` for this machine alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    /// The host, with the port where one is named.
    pub host: String,
    /// Whether it is https.
    pub secure: bool,
}

impl std::str::FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (scheme, host) = text.trim_end_matches('/').split_once("://").unwrap_or(("", ""));
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        let is_host = !host.is_empty() && host.chars().all(plain);
        match scheme {
            "https" if is_host => Ok(Self { host: host.to_ascii_lowercase(), secure: true }),
            "http" => Err(format!("`{text}`: passwords would travel in the open; the address must be https")),
            _ => Err(format!("`{text}` is no address such as https://mekong-watch.example.go.th")),
        }
    }
}

/// Where the data are kept when nothing is said.
pub const DEFAULT_DATABASE: &str = "sqlite://var/mekong-watch.db";

/// Bounds on what one client can make the server hold; the same everywhere, so not settings.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time within which a request's head must have come.
    pub head: Duration,
    /// Time after which a body's average speed counts.
    pub body_grace: Duration,
    /// Slowest average of a body, in bytes a second.
    pub body_bytes_per_second: f64,
    /// Largest body, in bytes.
    pub body_bytes: u64,
    /// Largest body that brings an area, in bytes: 10,000 positions with blanks and line ends.
    pub area_bytes: u64,
    /// Time within which an answer must be ready.
    pub answer: Duration,
    /// Connections open at once.
    pub connections: usize,
    /// Time that open requests get to finish at shutdown.
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(5),
            body_grace: Duration::from_secs(10),
            body_bytes_per_second: 500.0,
            body_bytes: 64 * 1024,
            area_bytes: 1024 * 1024,
            answer: Duration::from_secs(30),
            connections: 10_000,
            shutdown: Duration::from_secs(10),
        }
    }
}

impl ServeSettings {
    /// Returns the file in which the reports in memory are kept, if any.
    pub fn snapshot(&self) -> Option<PathBuf> {
        match (&self.snapshot, self.database.strip_prefix("sqlite://")) {
            (Some(path), _) if path.as_os_str() == "none" => None,
            (Some(path), _) => Some(path.clone()),
            (None, Some(file)) => Some(PathBuf::from(format!("{file}.index"))),
            (None, None) => None,
        }
    }

    /// Refuses an address that others can reach, unless it is known under which name they do: that name is https, so
    /// that nobody on the way reads passwords.
    ///
    /// # Errors
    /// Names the address and the setting.
    pub fn check(&self) -> Result<(), String> {
        if self.listen.ip().is_loopback() || self.public_url.is_some() {
            return Ok(());
        }
        Err(format!(
            "--listen {}: others could reach this address, and nothing says under which https address they are meant \
             to; use a loopback address behind a proxy, or add --public-url https://...",
            self.listen
        ))
    }
}
