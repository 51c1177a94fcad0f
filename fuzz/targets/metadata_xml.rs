//! Looks for an input that breaks `orgkey_fuzz::metadata_xml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| orgkey_fuzz::metadata_xml(data));
