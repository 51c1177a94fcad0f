//! The pages that the browser shows when it comes back. Fixed text from the catalogue; nothing of a request is in
//! them; no script, no outside resource.

use base64::Engine as _;
use sha2::{Digest, Sha256};

use crate::{Line, words};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:18vh auto;max-width:34em;padding:0 1.5em;\
                     color-scheme:light dark}h1{font-size:1.4em;margin:0 0 .4em}";

pub(super) fn arrived() -> String {
    page("sign_in_page_arrived")
}

pub(super) fn refused() -> String {
    page("sign_in_page_refused")
}

pub(super) fn used() -> String {
    page("sign_in_page_used")
}

pub(super) fn not_ours() -> String {
    page("sign_in_page_not_ours")
}

pub(super) fn policy() -> String {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
}

fn page(id: &str) -> String {
    let title = words::line(&Line::new(&format!("{id}_title")));
    let text = words::line(&Line::new(&format!("{id}_text")));
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style>\
         </head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
    )
}
