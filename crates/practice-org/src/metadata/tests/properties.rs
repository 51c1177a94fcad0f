//! Whatever comes, there is a verdict.

use proptest::prelude::*;

use super::{COMPLETE, org, zipped};
use crate::metadata::{DeployOptions, judge, open, xml};

proptest! {
    #[test]
    fn arbitrary_bytes_panic_the_unzipping(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = open(&bytes, true);
    }

    #[test]
    fn a_damaged_zip_panics(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut zip = zipped(&COMPLETE.map(|(path, text)| (path, text.as_bytes())));
        let at = at.index(zip.len());
        zip[at] = byte;
        zip.truncate(cut.index(zip.len() * 4).min(zip.len()));
        if let Ok(package) = open(&zip, false) {
            let _ = judge(&package, &DeployOptions::default(), &org(), 67);
        }
    }

    #[test]
    fn arbitrary_text_panics_the_reading(text in "\\PC{0,200}") {
        let _ = xml::read(text.as_bytes());
    }

    #[test]
    fn arbitrary_elements_panic_the_judging(which in 0..COMPLETE.len(), inner in "(<[/!]?[a-zA-Z]{0,12}>|&[a-z#0-9]{1,5};|[ -~]){0,20}", at in any::<prop::sample::Index>()) {
        let mut files = COMPLETE.map(|(path, text)| (path, text.to_owned()));
        let (_, text) = &mut files[which];
        let place = at.index(text.len());
        if text.is_char_boundary(place) {
            text.insert_str(place, &inner);
        }
        let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
        if let Ok(package) = open(&zipped(&files), true) {
            let _ = judge(&package, &DeployOptions::default(), &org(), 67);
        }
    }
}
