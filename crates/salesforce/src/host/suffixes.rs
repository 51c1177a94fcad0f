//! The list of host names that belong to Salesforce.
//!
//! Sources: Salesforce Help, "My Domain URL formats", and the official CLI's own list.

/// What a host name may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Signing in before the org is known.
    Login,
    /// One org: sign-in, tokens and APIs.
    MyDomain,
    /// Pages of one org; a token never goes there.
    BrowserOnly,
    /// Not Salesforce.
    Foreign,
}

const LOGIN: [&str; 2] = ["login.salesforce.com", "test.salesforce.com"];

/// A My Domain is one of these with the org's name, and perhaps a partition, in front.
const MY_DOMAIN: [&str; 3] = ["my.salesforce.com", "my.salesforce.mil", "my.sfcrmproducts.cn"];

/// Guides, for everybody.
const GUIDES: [&str; 2] = ["help.salesforce.com", "developer.salesforce.com"];

/// Salesforce's own pages of an org. Visualforce is not among them: its pages are written by whoever wrote them.
const PAGES: [&str; 2] = ["lightning.force.com", "my.salesforce-setup.com"];

const BROWSER_ONLY: [&str; 3] = ["lightning.force.com", "my.salesforce-setup.com", "vf.force.com"];

/// Judges a lower-case host name that is already known to be well formed.
pub(super) fn kind(name: &str) -> Kind {
    let below = |suffixes: &[&str]| suffixes.iter().any(|suffix| org_label(name, suffix).is_some());
    if LOGIN.contains(&name) {
        Kind::Login
    } else if below(&MY_DOMAIN) {
        Kind::MyDomain
    } else if below(&BROWSER_ONLY) {
        Kind::BrowserOnly
    } else {
        Kind::Foreign
    }
}

/// Whether a browser may be sent to a well formed, lower-case host name.
pub(super) fn opens_in_browser(name: &str) -> bool {
    matches!(kind(name), Kind::Login | Kind::MyDomain)
        || GUIDES.contains(&name)
        || PAGES.iter().any(|suffix| org_label(name, suffix).is_some())
}

/// What stands before `.suffix`; nothing if the name is the bare suffix or ends otherwise.
pub(super) fn org_label<'a>(name: &'a str, suffix: &str) -> Option<&'a str> {
    name.strip_suffix(suffix)?.strip_suffix('.').filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suffix_counts_only_after_a_point() {
        assert_eq!(kind("acme.my.salesforce.com"), Kind::MyDomain);
        assert_eq!(kind("acme.lightning.force.com"), Kind::BrowserOnly);
        for foreign in
            ["evilmy.salesforce.com", "my.salesforce.com", "x.login.salesforce.com", "my.salesforce.com.evil.com"]
        {
            assert_eq!(kind(foreign), Kind::Foreign, "{foreign}");
        }
    }
}
