//! Looks for an input that breaks `orgkey_fuzz::url_rules`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| orgkey_fuzz::url_rules(data));
