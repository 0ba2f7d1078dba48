//! Addresses of tiles on other servers: which may be asked, and how their templates become one form.
//!
//! The page is allowed to ask exactly the origins found here, so that an origin must be nothing but a
//! scheme, a host and a port: what a content security policy reads literally.

use crate::domain::BasemapSource;

/// Names of query parameters that hold something secret.
const SECRETS: [&str; 12] = [
    "key",
    "apikey",
    "api_key",
    "api-key",
    "token",
    "access_token",
    "password",
    "pass",
    "secret",
    "sig",
    "signature",
    "user",
];
/// The parts of a tile's address.
const PARTS: [&str; 3] = ["z", "x", "y"];

/// Reads the address of XYZ tiles, with `{z}`, `{x}` and `{y}`.
///
/// # Errors
/// Says what is wrong with the address.
pub(super) fn template_of_xyz(url: &str) -> Result<BasemapSource, String> {
    elsewhere(url, |name| PARTS.into_iter().find(|part| *part == name))
}

/// Reads the address of WMTS tiles in the matrix set `GoogleMapsCompatible` (OGC 07-057r7, annex E.4),
/// whose matrices, rows and columns are zooms, y and x.
///
/// # Errors
/// Says what is wrong with the address.
pub(super) fn template_of_wmts(url: &str) -> Result<BasemapSource, String> {
    let url = replaced(url, "{tilematrixset}", "GoogleMapsCompatible");
    let url = replaced(&url, "{style}", "default");
    elsewhere(&url, |name| match name.to_ascii_lowercase().as_str() {
        "tilematrix" => Some("z"),
        "tilerow" => Some("y"),
        "tilecol" => Some("x"),
        _ => None,
    })
    .map_err(|reason| {
        let lacks = ["TileMatrix", "TileRow", "TileCol"]
            .into_iter()
            .filter(|name| !url.to_ascii_lowercase().contains(&format!("{{{}}}", name.to_ascii_lowercase())));
        let lacks: Vec<String> = lacks.map(|name| format!("{{{name}}}")).collect();
        if lacks.is_empty() { reason } else { format!("`url` lacks {}", lacks.join(", ")) }
    })
}

/// Replaces a name in braces, however its letters are written; `name` is in small letters.
fn replaced(url: &str, name: &str, by: &str) -> String {
    match url.to_ascii_lowercase().find(name) {
        Some(at) => {
            let (before, after) = (url.get(..at), url.get(at + name.len()..));
            format!("{}{by}{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        None => url.to_owned(),
    }
}

fn elsewhere(url: &str, known: impl Fn(&str) -> Option<&'static str>) -> Result<BasemapSource, String> {
    let plain = url.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b'\\' | b'`' | b'#'));
    if !plain {
        return Err("`url` has characters that an address does not have; write them as %XX".to_owned());
    }
    let (scheme, rest) = url.split_once("://").ok_or("`url` must begin with https://")?;
    let (authority, path) = rest.split_once('/').ok_or("`url` has no path after its host")?;
    check_authority(scheme, authority)?;
    check_secrets(path)?;
    let template = format!("{scheme}://{authority}/{}", in_parts(path, known)?);
    for part in PARTS {
        match template.matches(&format!("{{{part}}}")).count() {
            1 => {}
            0 => return Err(format!("`url` lacks {{{part}}}")),
            _ => return Err(format!("`url` has {{{part}}} more than once")),
        }
    }
    Ok(BasemapSource::Elsewhere { template, origin: format!("{scheme}://{authority}") })
}

fn check_authority(scheme: &str, authority: &str) -> Result<(), String> {
    if authority.contains('@') {
        return Err("`url` holds a user or password; everyone who opens the map would see it".to_owned());
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return Err(format!("`url` has the port `{}`", port.unwrap_or_default()));
    }
    let named =
        host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    if !(named && host.bytes().any(|b| b.is_ascii_alphanumeric())) {
        return Err(format!(
            "`url` has the host `{host}`; write one host in small letters, without {{s}} or a wildcard"
        ));
    }
    let loopback = host == "localhost" || host.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback());
    match scheme {
        "https" => Ok(()),
        "http" if loopback => Ok(()),
        _ => Err("`url` must begin with https:// (http:// only for this machine)".to_owned()),
    }
}

fn check_secrets(path: &str) -> Result<(), String> {
    let query = path.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let names = query.split('&').filter_map(|pair| pair.split('=').next());
    match names.map(str::to_ascii_lowercase).find(|name| SECRETS.contains(&name.as_str())) {
        Some(name) => Err(format!(
            "`url` has the parameter `{name}`, a secret that everyone who opens the map would see; put a proxy before it"
        )),
        None => Ok(()),
    }
}

/// Gives the names in braces their one form.
fn in_parts(path: &str, known: impl Fn(&str) -> Option<&'static str>) -> Result<String, String> {
    let mut template = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("`url` has a brace that is not closed")?;
        let part = known(name).ok_or_else(|| format!("`url` has {{{name}}}, which is not known here"))?;
        template.extend([before, "{", part, "}"]);
        rest = after;
    }
    template.push_str(rest);
    Ok(template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_https_addresses_are_taken() {
        for (url, part) in [
            ("http://tiles.example.org/{z}/{x}/{y}", "must begin with https"),
            ("ftp://127.0.0.1/{z}/{x}/{y}", "must begin with https"),
            ("tiles.example.org/{z}/{x}/{y}", "must begin with https"),
            ("https://me:pw@tiles.example.org/{z}/{x}/{y}", "user or password"),
            ("https://tiles.example.org/{z}/{x}/{y}?access_token=abc", "`access_token`, a secret"),
            ("https://tiles.example.org/{z}/{x}/{y}?v=1&KEY=abc", "`key`, a secret"),
            ("https://{s}.example.org/{z}/{x}/{y}", "host"),
            ("https://*.example.org/{z}/{x}/{y}", "host"),
            ("https://a.example;script-src/{z}/{x}/{y}", "host"),
            ("https://a.example:port/{z}/{x}/{y}", "port"),
            ("https://a.example", "no path"),
            ("https:///{z}/{x}/{y}", "host"),
            ("https://a.example/{z}/{x}/{y} x", "characters"),
            ("https://a.example/{z}/{x}", "lacks {y}"),
            ("https://a.example/{z}/{x}/{y}/{y}", "more than once"),
            ("https://a.example/{z}/{x}/{-y}", "{-y}, which is not known"),
            ("https://a.example/{z}/{x}/{y", "not closed"),
        ] {
            let error = template_of_xyz(url).expect_err(url);
            assert!(error.contains(part), "{url}: {error}");
        }
        for url in [
            "http://localhost:9000/{z}/{x}/{y}",
            "http://127.0.0.2:9000/{z}/{x}/{y}",
            "https://a.example/{z}/{x}/{y}",
        ] {
            assert!(template_of_xyz(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn a_wmts_template_that_lacks_a_part_is_told_which() {
        for (url, part) in [
            ("https://a.example/{TileMatrix}/{TileRow}", "lacks {TileCol}"),
            ("https://a.example/{z}/{y}/{x}", "lacks {TileMatrix}, {TileRow}, {TileCol}"),
            ("https://a.example/{Time}/{TileMatrix}/{TileRow}/{TileCol}", "{Time}, which is not known"),
        ] {
            let error = template_of_wmts(url).expect_err(url);
            assert!(error.contains(part), "{url}: {error}");
        }
    }
}
