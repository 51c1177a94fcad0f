//! Looking for what must be nowhere, in every spelling that it may have taken on the way.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// How a practice org's tokens, codes and secrets begin, and how a private key does.
pub(crate) const BEGINNINGS: [&str; 5] =
    ["00DPRACTICE0001!PRACTICE.", "5AepPRACTICE", "aPrxPRACTICE", "FA4EFA4E", "PRIVATE KEY-----\n"];

/// A text as itself, in an address, within Base64 of both alphabets at each of its three places, in hexadecimal, escaped
/// in JSON, in UTF-16 of both orders, and backwards.
pub(crate) fn spellings(text: &str) -> Vec<Vec<u8>> {
    let bytes = text.as_bytes();
    let address: String = url::form_urlencoded::byte_serialize(bytes).collect();
    let json = serde_json::to_string(text).unwrap();
    let escaped: String = text.chars().map(|character| format!("\\u{:04x}", u32::from(character))).collect();
    let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut all = vec![
        bytes.to_vec(),
        address.into_bytes(),
        json.as_bytes()[1..json.len() - 1].to_vec(),
        escaped.into_bytes(),
        hexadecimal.to_uppercase().into_bytes(),
        hexadecimal.into_bytes(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        bytes.iter().rev().copied().collect(),
    ];
    for before in 0..3 {
        let padded = [vec![b' '; before], bytes.to_vec()].concat();
        for alphabet in [&STANDARD, &URL_SAFE] {
            let base64 = alphabet.encode(&padded);
            // The first and the last characters depend on what stands around.
            let from = if before == 0 { 0 } else { 4 };
            all.push(base64.as_bytes()[from..(base64.len() - 4)].to_vec());
        }
    }
    all
}

/// One character for each byte: the search of texts is the fast one.
fn as_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// What is found of some canaries in a place.
pub(crate) fn found(canaries: &[String], place: &[u8]) -> Vec<String> {
    let place = as_text(place);
    let spelled = |canary: &&String| spellings(canary).iter().any(|spelling| place.contains(&as_text(spelling)));
    canaries.iter().filter(spelled).cloned().collect()
}

/// Every file below a folder, with its bytes.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .flatten()
        .flat_map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => files(&entry.path()),
            Ok(kind) if kind.is_file() => {
                vec![(entry.path().display().to_string(), fs::read(entry.path()).unwrap_or_default())]
            }
            _ => Vec::new(),
        })
        .collect()
}

/// Notes argument list and environment of every process that belongs to one computer of a test, while it runs.
pub(crate) struct Processes {
    ended: Arc<AtomicBool>,
    watch: JoinHandle<BTreeSet<Vec<u8>>>,
}

impl Processes {
    /// Watches those whose environment names this folder.
    pub(crate) fn watched(folder: &Path) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let (until, folder) = (Arc::clone(&ended), folder.display().to_string());
        let watch = std::thread::spawn(move || {
            let mut seen = BTreeSet::new();
            while !until.load(Ordering::SeqCst) {
                for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
                    let environment = fs::read(process.path().join("environ")).unwrap_or_default();
                    if String::from_utf8_lossy(&environment).contains(&folder) {
                        seen.insert(environment);
                        seen.insert(fs::read(process.path().join("cmdline")).unwrap_or_default());
                    }
                }
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            seen
        });
        Self { ended, watch }
    }

    /// What was seen.
    pub(crate) fn seen(self) -> BTreeSet<Vec<u8>> {
        self.ended.store(true, Ordering::SeqCst);
        self.watch.join().unwrap()
    }
}

#[test]
fn the_search_finds_nothing_at_all() {
    for canary in BEGINNINGS {
        let whole = format!("{canary}0123456789abcdef");
        for (number, spelling) in spellings(&whole).into_iter().enumerate() {
            let planted = [b"before ", spelling.as_slice(), b" after"].concat();
            assert!(!found(std::slice::from_ref(&whole), &planted).is_empty(), "{canary} spelled in way {number}");
        }
        let inside = STANDARD.encode(format!("client:{whole}:more"));
        assert_eq!(found(&[canary.to_owned()], inside.as_bytes()), [canary], "in the middle of Base64");
    }
    assert!(found(&BEGINNINGS.map(str::to_owned), b"nothing of the kind").is_empty());
}
