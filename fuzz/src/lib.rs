//! What must hold for every input that comes from outside, one function for each kind. Each panics where it does not.
//!
//! The programs in `targets` search for such an input, led by what each input covers; `tests/corpus.rs` tries the kept
//! ones in every test run. What is judged here is judged anew, with rules written a second time and as plainly as can
//! be: a property that asks the code under test proves nothing.

#![forbid(unsafe_code)]
#![expect(clippy::panic, clippy::expect_used, reason = "a broken property is a panic")]

use std::collections::BTreeMap;

mod blueprint;
mod callback_request;
mod metadata_xml;
mod replies;
mod soql;
mod url_rules;

pub use blueprint::blueprint;
pub use callback_request::callback_request;
pub use metadata_xml::metadata_xml;
pub use replies::{deploy_reply, token_reply};
pub use soql::soql;
pub use url_rules::url_rules;

/// One kind of input: its name, which its folder of kept inputs has too, and what must hold.
pub type Target = (&'static str, fn(&[u8]));

/// Every kind.
pub const TARGETS: [Target; 7] = [
    ("blueprint", blueprint),
    ("callback_request", callback_request),
    ("deploy_reply", deploy_reply),
    ("metadata_xml", metadata_xml),
    ("soql", soql),
    ("token_reply", token_reply),
    ("url_rules", url_rules),
];

/// Whether the catalogue has a title for a problem, and a sentence for its reason where it has one.
fn has_words(problem: &orgkey::Problem) -> bool {
    let known = |id: &String| orgkey::words::text(id, &BTreeMap::new()) != *id;
    known(&format!("problem_{}_title", orgkey::words::code(problem.code)))
        && problem.params.get("reason").is_none_or(known)
}

/// Whether a host is Salesforce's: a log-in host, or a name below the domains where orgs live.
fn is_salesforce(host: &str) -> bool {
    let orgs = [".my.salesforce.com", ".my.salesforce.mil", ".my.sfcrmproducts.cn"];
    let plain = host.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'));
    plain
        && !host.contains("..")
        && !host.starts_with(['.', '-'])
        && (["login.salesforce.com", "test.salesforce.com"].contains(&host)
            || orgs.iter().any(|end| host.len() > end.len() && host.ends_with(end)))
}
