//! Unzips what a deploy brings, within limits, and refuses names that no package has.
//!
//! What the files are is left to `package`.
//!
//! Limits: *Metadata API Developer Guide*, "Metadata API Limits" (10,000 files, 39 MB zipped, 600 MB unzipped). The
//! bounds on what is really inflated are the practice org's own, against zip bombs.

use std::{
    collections::HashSet,
    io::{Cursor, Read},
};

use zip::{ZipArchive, read::ZipFile};

use super::package::PackageFault;

const MAX_ENTRIES: usize = 10_000;
const MAX_ZIPPED: usize = 39 * 1024 * 1024;
const MAX_CLAIMED: u64 = 600 * 1024 * 1024;
const MAX_INFLATED: u64 = 50 * 1024 * 1024;
const MAX_RATIO: u64 = 1000;

/// One file of a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Path in the zip.
    pub(super) path: String,
    /// What it holds.
    pub(super) bytes: Vec<u8>,
}

/// The files of a zip, in its order, without the entries that only stand for folders.
pub(super) fn unzip(zipped: &[u8]) -> Result<Vec<Entry>, PackageFault> {
    if zipped.len() > MAX_ZIPPED {
        return Err(PackageFault::TooLarge);
    }
    let mut archive = ZipArchive::new(Cursor::new(zipped)).map_err(PackageFault::bad_zip)?;
    if archive.len() > MAX_ENTRIES {
        return Err(PackageFault::TooManyFiles);
    }
    if listed(zipped).is_some_and(|listed| listed != archive.len()) {
        return Err(PackageFault::DuplicateName("listed more than once".to_owned()));
    }
    let mut entries = Vec::new();
    let mut seen = HashSet::new();
    let (mut claimed, mut inflated) = (0u64, 0u64);
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).map_err(PackageFault::bad_zip)?;
        let path = file.name().map_err(PackageFault::bad_zip)?.into_owned();
        if !is_plain(&path) || file.is_symlink() {
            return Err(PackageFault::IllegalName(path));
        }
        if !seen.insert(path.to_lowercase()) {
            return Err(PackageFault::DuplicateName(path));
        }
        claimed = claimed.saturating_add(file.size());
        if claimed > MAX_CLAIMED {
            return Err(PackageFault::TooLarge);
        }
        if path.ends_with('/') {
            continue;
        }
        let bytes = inflate(&mut file, MAX_INFLATED.saturating_sub(inflated))?;
        inflated = inflated.saturating_add(bytes.len() as u64);
        entries.push(Entry { path, bytes });
    }
    Ok(entries)
}

/// The number of entries that the directory of a zip claims: the reader keeps only one of each name.
fn listed(zipped: &[u8]) -> Option<usize> {
    let end = zipped.windows(4).rposition(|bytes| bytes == b"PK\x05\x06")?;
    let count = zipped.get(end + 10..end + 12)?;
    Some(count.iter().rev().fold(0, |total, byte| total << 8 | usize::from(*byte))).filter(|count| *count < 0xffff)
}

/// Reads one entry, and no further than `room` bytes or a thousand times its zipped size.
fn inflate(file: &mut ZipFile<'_, Cursor<&[u8]>>, room: u64) -> Result<Vec<u8>, PackageFault> {
    let limit = room.min(file.compressed_size().saturating_mul(MAX_RATIO));
    let mut bytes = Vec::new();
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(PackageFault::bad_zip)?;
    if read as u64 > limit { Err(PackageFault::TooLarge) } else { Ok(bytes) }
}

/// A relative path with forward slashes that stays inside the package.
fn is_plain(path: &str) -> bool {
    let inner = path.strip_suffix('/').unwrap_or(path);
    !path.contains(['\\', '\0', ':']) && inner.split('/').all(|part| !matches!(part, "" | "." | ".."))
}
