//! The trail: who did and saw what, each entry chained to the one before it, so that none can be changed, taken out or
//! put in between without being seen.
//!
//! The hash of an entry is SHA-256 over its number, the hash before it and everything it says, each part with its
//! length in front: no two entries have the same bytes. Whoever can write to the database could make the whole chain
//! anew; that is seen by checkpoints, which are kept in a second place.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{Epoch, Role, from_hexadecimal, hexadecimal, named_enum};

/// What every entry's bytes begin with; another form of bytes gets another number.
const FORM: &[u8] = b"mekong-watch trail 1";

named_enum! {
    /// What was done.
    AuditKind, "kind of audit entry" {
        /// Somebody signed in.
        SignIn = "sign_in",
        /// Somebody tried to sign in and was refused.
        SignInRefused = "sign_in_refused",
        /// Somebody signed out, or was signed out.
        SignOut = "sign_out",
        /// Somebody was shown a single report.
        DetailRead = "detail_read",
        /// Somebody took a file away.
        Export = "export",
        /// Somebody was shown who reported.
        Reveal = "reveal",
        /// Something that is kept was changed.
        Change = "change",
        /// Somebody asked for what he may not have.
        Refusal = "refusal",
        /// Somebody asked for a list of reports.
        Search = "search",
        /// Somebody asked for counts or statistics.
        Count = "count",
        /// Somebody looked at the map.
        Tile = "tile",
        /// An account, its roles or its keys were changed.
        AccountChange = "account_change",
        /// Somebody read the trail itself.
        AuditRead = "audit_read",
        /// The database was restored from a backup.
        Restore = "restore",
    }
}

/// Holds one entry of the trail. It never holds a secret, an address of a machine or what a report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When; kept to the microsecond.
    pub at: DateTime<Utc>,
    /// Who: the id of an account, `operator` or `anonymous`.
    pub actor: String,
    /// The role he acted in.
    pub role: Option<Role>,
    /// Which session or token, by a short name that opens nothing; empty when none.
    pub session: String,
    /// What tells one machine from another without saying which it is; empty when unknown.
    pub address_mark: String,
    /// What was done.
    pub kind: AuditKind,
    /// What it was done to: the identity of a report, or of something else.
    pub subject: Option<String>,
    /// What else is to be known.
    pub detail: String,
    /// The change it tells of.
    pub epoch: Option<Epoch>,
}

/// The hash of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AuditHash([u8; 32]);

/// Says that a text is not a hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a hash of 64 hexadecimal digits")]
pub struct AuditHashError {
    /// The text as given.
    pub text: String,
}

/// Holds where an entry stands in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainLink {
    /// Its number; the first is 1, and none is left out.
    pub seq: i64,
    /// The hash of the entry before it.
    pub prev: AuditHash,
    /// Its own hash.
    pub hash: AuditHash,
}

/// Holds what is noted of the chain in a second place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// When it was noted.
    pub at: DateTime<Utc>,
    /// The last entry then.
    pub seq: i64,
    /// Its hash.
    pub hash: AuditHash,
}

/// Says that a line is not a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{line}` is not a checkpoint; a line holds a time, a number and a hash")]
pub struct CheckpointError {
    /// The line as given.
    pub line: String,
}

/// Says where a chain is broken first, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainBreak {
    /// What an entry says is not what was hashed.
    #[error("entry {seq} was changed: what it says does not have the hash that stands beside it")]
    Changed {
        /// The entry.
        seq: i64,
    },
    /// A number is left out.
    #[error("entry {seq} is missing: the next one that is there is {found}")]
    Missing {
        /// The entry that should come.
        seq: i64,
        /// The entry that comes.
        found: i64,
    },
    /// A number comes too late or twice.
    #[error("entry {found} stands where entry {seq} should: the order was changed")]
    Reordered {
        /// The entry that should come.
        seq: i64,
        /// The entry that comes.
        found: i64,
    },
    /// An entry is whole in itself, and follows another one than the one before it.
    #[error(
        "entry {seq} does not follow the one before it: something was put in, taken out or replaced here"
    )]
    Unlinked {
        /// The entry.
        seq: i64,
    },
    /// An entry is not the one that was noted outside.
    #[error("the chain was written anew up to entry {seq} or before: a checkpoint notes another hash for it")]
    Rewritten {
        /// The entry.
        seq: i64,
    },
    /// The chain ends before what was noted outside.
    #[error("the chain is cut off after entry {last}: a checkpoint notes entry {noted}")]
    CutOff {
        /// The last entry that is there.
        last: i64,
        /// The entry that was noted.
        noted: i64,
    },
}

impl AuditEntry {
    /// Replaces what a database cannot hold: `PostgreSQL` refuses texts with the character zero, and what is hashed must
    /// be what is stored.
    #[must_use]
    pub fn storable(mut self) -> Self {
        let texts = [&mut self.actor, &mut self.session, &mut self.address_mark, &mut self.detail];
        for text in texts.into_iter().chain(self.subject.as_mut()) {
            if text.contains('\0') {
                *text = text.replace('\0', "\u{fffd}");
            }
        }
        self
    }
}

impl AuditHash {
    /// What the first entry follows.
    pub const NONE: Self = Self([0; 32]);
}

impl fmt::Display for AuditHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hexadecimal(&self.0))
    }
}

impl FromStr for AuditHash {
    type Err = AuditHashError;

    fn from_str(text: &str) -> Result<Self, AuditHashError> {
        let unread = || AuditHashError { text: text.to_owned() };
        // As it is written, and in no other way: two texts of one hash would be a change that nobody sees.
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(unread());
        }
        let bytes = from_hexadecimal(text).ok_or_else(unread)?;
        Ok(Self(bytes.try_into().map_err(|_| unread())?))
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        write!(f, "{at} {} {}", self.seq, self.hash)
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(line: &str) -> Result<Self, CheckpointError> {
        let mut parts = line.split(' ');
        let mut read = || -> Option<Self> {
            let at = parts.next()?.parse().ok()?;
            let seq = parts.next()?.parse().ok().filter(|seq| *seq > 0)?;
            let hash = parts.next()?.parse().ok()?;
            parts.next().is_none().then_some(Self { at, seq, hash })
        };
        read().ok_or_else(|| CheckpointError { line: line.to_owned() })
    }
}

impl ChainLink {
    /// Chains the first entry.
    pub fn first(entry: &AuditEntry) -> Self {
        Self::chained(1, AuditHash::NONE, entry)
    }

    /// Chains the entry that follows this one.
    #[must_use]
    pub fn next(&self, entry: &AuditEntry) -> Self {
        Self::chained(self.seq + 1, self.hash, entry)
    }

    fn chained(seq: i64, prev: AuditHash, entry: &AuditEntry) -> Self {
        Self { seq, prev, hash: hash(seq, prev, entry) }
    }
}

/// Goes along a chain, entry by entry, and stops at the first bad place.
#[derive(Debug, Clone)]
pub struct ChainVerifier {
    last: i64,
    hash: AuditHash,
    /// What was noted outside, the greatest number first, so that the next one is the last.
    noted: Vec<Checkpoint>,
}

impl ChainVerifier {
    /// Begins before the first entry.
    pub fn new(mut noted: Vec<Checkpoint>) -> Self {
        noted.sort_unstable_by_key(|checkpoint| std::cmp::Reverse(checkpoint.seq));
        Self { last: 0, hash: AuditHash::NONE, noted }
    }

    /// Returns the last entry that was found whole; 0 before the first.
    pub fn last(&self) -> i64 {
        self.last
    }

    /// Looks at the next entry.
    ///
    /// # Errors
    /// When it is not the one that must come here.
    pub fn take(&mut self, link: &ChainLink, entry: &AuditEntry) -> Result<(), ChainBreak> {
        let (seq, found) = (self.last + 1, link.seq);
        if found > seq {
            return Err(ChainBreak::Missing { seq, found });
        }
        if found < seq {
            return Err(ChainBreak::Reordered { seq, found });
        }
        if hash(seq, link.prev, entry) != link.hash {
            return Err(ChainBreak::Changed { seq });
        }
        if link.prev != self.hash {
            return Err(ChainBreak::Unlinked { seq });
        }
        while let Some(noted) = self.noted.pop_if(|noted| noted.seq == seq) {
            if noted.hash != link.hash {
                return Err(ChainBreak::Rewritten { seq });
            }
        }
        (self.last, self.hash) = (seq, link.hash);
        Ok(())
    }

    /// Says that there are no more entries; returns how many there were.
    ///
    /// # Errors
    /// When a later one was noted outside.
    pub fn finish(self) -> Result<i64, ChainBreak> {
        match self.noted.last() {
            Some(noted) => Err(ChainBreak::CutOff { last: self.last, noted: noted.seq }),
            None => Ok(self.last),
        }
    }
}

/// Goes along a whole chain; returns how many entries there are.
///
/// # Errors
/// Names the first bad place.
pub fn verify_chain<'a>(
    chain: impl IntoIterator<Item = (&'a ChainLink, &'a AuditEntry)>,
    noted: Vec<Checkpoint>,
) -> Result<i64, ChainBreak> {
    let mut verifier = ChainVerifier::new(noted);
    for (link, entry) in chain {
        verifier.take(link, entry)?;
    }
    verifier.finish()
}

fn hash(seq: i64, prev: AuditHash, entry: &AuditEntry) -> AuditHash {
    let AuditEntry { at, actor, role, session, address_mark, kind, subject, detail, epoch } = entry;
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update(super::number::count_to_u64(bytes.len()).to_be_bytes());
        hash.update(bytes);
    };
    part(FORM);
    part(&seq.to_be_bytes());
    part(&prev.0);
    part(&at.timestamp_micros().to_be_bytes());
    part(actor.as_bytes());
    part(role.map_or("", Role::as_str).as_bytes());
    part(session.as_bytes());
    part(address_mark.as_bytes());
    part(kind.as_str().as_bytes());
    // An empty subject is not the same as none.
    part(&[u8::from(subject.is_some())]);
    part(subject.as_deref().unwrap_or_default().as_bytes());
    part(detail.as_bytes());
    part(&epoch.map(i64::to_be_bytes).unwrap_or_default());
    part(&[u8::from(epoch.is_some())]);
    AuditHash(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: i64) -> AuditEntry {
        AuditEntry {
            at: DateTime::from_timestamp(1_800_000_000 + n, 0).unwrap(),
            actor: format!("account-{}", n % 7),
            role: (n % 3 > 0).then_some(Role::Analyst),
            session: "s1".to_owned(),
            address_mark: String::new(),
            kind: if n % 2 == 0 { AuditKind::DetailRead } else { AuditKind::Search },
            subject: (n % 2 == 0).then(|| format!("report-{n}")),
            detail: format!("n = {n}"),
            epoch: None,
        }
    }

    fn chain(many: i64) -> Vec<(ChainLink, AuditEntry)> {
        let mut chain: Vec<(ChainLink, AuditEntry)> = Vec::new();
        for entry in (1..=many).map(entry) {
            let link = chain.last().map_or_else(|| ChainLink::first(&entry), |(last, _)| last.next(&entry));
            chain.push((link, entry));
        }
        chain
    }

    fn verify(chain: &[(ChainLink, AuditEntry)], noted: Vec<Checkpoint>) -> Result<i64, ChainBreak> {
        verify_chain(chain.iter().map(|(link, entry)| (link, entry)), noted)
    }

    fn note(chain: &[(ChainLink, AuditEntry)], seq: usize) -> Checkpoint {
        let (link, entry) = &chain[seq - 1];
        Checkpoint { at: entry.at, seq: link.seq, hash: link.hash }
    }

    /// Makes a chain of what entries say, as somebody would who can write everything.
    fn forged(entries: impl Iterator<Item = AuditEntry>) -> Vec<(ChainLink, AuditEntry)> {
        let mut chain: Vec<(ChainLink, AuditEntry)> = Vec::new();
        for entry in entries {
            let link = chain.last().map_or_else(|| ChainLink::first(&entry), |(last, _)| last.next(&entry));
            chain.push((link, entry));
        }
        chain
    }

    #[test]
    fn a_whole_chain_is_found_whole() {
        let chain = chain(100);
        assert_eq!(verify(&chain, vec![note(&chain, 60), note(&chain, 100), note(&chain, 60)]), Ok(100));
        assert_eq!(verify(&[], Vec::new()), Ok(0));
    }

    #[test]
    fn every_part_of_an_entry_is_hashed() {
        type Tamper = fn(&mut ChainLink, &mut AuditEntry);
        let tampers: &[Tamper] = &[
            |_, e| e.at += chrono::TimeDelta::microseconds(1),
            |_, e| e.actor.push('x'),
            |_, e| e.role = None,
            |_, e| e.role = Some(Role::Kiosk),
            |_, e| e.session.clear(),
            |_, e| e.address_mark.push('x'),
            |_, e| e.kind = AuditKind::Export,
            |_, e| e.subject = None,
            |_, e| e.subject = Some(String::new()),
            |_, e| e.detail.push(' '),
            |_, e| e.epoch = Some(0),
            |l, _| l.prev = AuditHash::NONE,
            |l, _| l.hash = AuditHash::NONE,
            // A letter that moves from one text to the next.
            |_, e| {
                let letter = e.actor.pop().unwrap();
                e.session.insert(0, letter);
            },
        ];
        for (number, tamper) in tampers.iter().enumerate() {
            let mut chain = chain(20);
            let (link, entry) = &mut chain[9];
            tamper(link, entry);
            assert_eq!(verify(&chain, Vec::new()), Err(ChainBreak::Changed { seq: 10 }), "{number}");
        }
    }

    #[test]
    fn what_is_missing_moved_put_in_or_cut_off_is_named() {
        let whole = chain(20);
        let mut missing = whole.clone();
        missing.remove(9);
        assert_eq!(verify(&missing, Vec::new()), Err(ChainBreak::Missing { seq: 10, found: 11 }));

        let mut swapped = whole.clone();
        swapped.swap(9, 10);
        for (place, (link, _)) in swapped.iter_mut().enumerate() {
            link.seq = i64::try_from(place).unwrap() + 1;
        }
        assert_eq!(verify(&swapped, Vec::new()), Err(ChainBreak::Changed { seq: 10 }));

        let mut twice = whole.clone();
        twice.insert(10, whole[9].clone());
        assert_eq!(verify(&twice, Vec::new()), Err(ChainBreak::Reordered { seq: 11, found: 10 }));

        // One entry made anew with a hash of its own: the next one does not follow it.
        let mut replaced = whole.clone();
        replaced[9].1.detail = "nothing happened".to_owned();
        replaced[9].0 = whole[8].0.next(&replaced[9].1);
        assert_eq!(verify(&replaced, Vec::new()), Err(ChainBreak::Unlinked { seq: 11 }));

        assert_eq!(verify(&whole[..15], Vec::new()), Ok(15), "without a checkpoint the end is not seen");
        let cut = verify(&whole[..15], vec![note(&whole, 18)]);
        assert_eq!(cut, Err(ChainBreak::CutOff { last: 15, noted: 18 }));

        // Everything made anew without one entry: only a checkpoint tells.
        let forged = forged(whole.iter().filter(|(link, _)| link.seq != 10).map(|(_, entry)| entry.clone()));
        assert_eq!(verify(&forged, Vec::new()), Ok(19));
        assert_eq!(verify(&forged, vec![note(&whole, 18)]), Err(ChainBreak::Rewritten { seq: 18 }));
    }

    #[test]
    fn hashes_and_checkpoints_are_read_as_they_are_written() {
        let chain = chain(3);
        let noted = note(&chain, 3);
        assert_eq!(noted.to_string().parse(), Ok(noted));
        assert!(noted.to_string().to_uppercase().parse::<Checkpoint>().is_err());
        for line in ["", "2026-11-22T00:00:00Z 0", "2026-11-22T00:00:00Z 1 abc", &format!("{noted} ")] {
            assert!(line.parse::<Checkpoint>().is_err(), "{line}");
        }
    }
}
