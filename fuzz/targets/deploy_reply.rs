//! Looks for an input that breaks `orgkey_fuzz::deploy_reply`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| orgkey_fuzz::deploy_reply(data));
