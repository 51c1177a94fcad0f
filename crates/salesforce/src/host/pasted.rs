//! From what a person copies out of a browser to the My Domain of the org.

use super::{HostProblem, host_name, suffixes};

/// Partitions that stand between an org's name and the shared part of its hosts.
const PARTITIONS: [&str; 7] = ["sandbox", "develop", "trailblaze", "scratch", "demo", "patch", "free"];

/// The host name of the org or log-in page that the text points to.
pub(super) fn my_domain(text: &str) -> Result<String, HostProblem> {
    // Mail programs put addresses between these.
    let text = text.trim().trim_matches(['"', '\'', '<', '>', '“', '”']).trim();
    if text.is_empty() {
        return Err(HostProblem::Empty);
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(HostProblem::Characters);
    }
    let rest = match text.split_once("://") {
        // Only the host is taken from it, and that is spoken to by https whatever was pasted.
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") => rest,
        // A scheme further back is part of a query, such as a return address.
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => return Err(HostProblem::Scheme),
        _ => text,
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() {
        return Err(HostProblem::NotAnAddress);
    }
    let name = host_name(authority)?;
    if let Some(bare) = bare_name(&name) {
        return Ok(format!("{bare}.my.salesforce.com"));
    }
    match suffixes::kind(&name) {
        suffixes::Kind::Login | suffixes::Kind::MyDomain => Ok(name),
        suffixes::Kind::BrowserOnly => from_page(&name).ok_or(HostProblem::NotAnOrg),
        suffixes::Kind::Foreign => Err(HostProblem::NotSalesforce),
    }
}

/// `acme`, or `acme--dev.sandbox` as Setup shows it.
fn bare_name(name: &str) -> Option<&str> {
    match name.split_once('.') {
        None => (name != "localhost" && name.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(name),
        Some((_, partition)) => PARTITIONS.contains(&partition).then_some(name),
    }
}

fn from_page(name: &str) -> Option<String> {
    let org = suffixes::org_label(name, "lightning.force.com")
        .or_else(|| suffixes::org_label(name, "my.salesforce-setup.com"))
        .map(str::to_owned)
        .or_else(|| suffixes::org_label(name, "vf.force.com").and_then(without_package))?;
    Some(format!("{org}.my.salesforce.com"))
}

/// A Visualforce host carries the package after the org: `acme--c.vf.force.com`, `acme--dev--c.sandbox.vf.force.com`.
fn without_package(label: &str) -> Option<String> {
    let (org, partition) = label.split_once('.').map_or((label, None), |(org, partition)| (org, Some(partition)));
    let (org, _package) = org.rsplit_once("--")?;
    if org.is_empty() {
        return None;
    }
    Some(partition.map_or_else(|| org.to_owned(), |partition| format!("{org}.{partition}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_is_understood() {
        for (pasted, expected) in [
            ("acme", "acme.my.salesforce.com"),
            ("  Acme ", "acme.my.salesforce.com"),
            ("acme--dev.sandbox", "acme--dev.sandbox.my.salesforce.com"),
            ("acme.my.salesforce.com", "acme.my.salesforce.com"),
            ("https://acme.my.salesforce.com/?ec=302&startURL=https://evil.example", "acme.my.salesforce.com"),
            ("acme.my.salesforce.com/home?x=https://evil.example", "acme.my.salesforce.com"),
            ("https://acme.lightning.force.com/lightning/page/home", "acme.my.salesforce.com"),
            ("https://acme--dev.sandbox.lightning.force.com/one/one.app#/x", "acme--dev.sandbox.my.salesforce.com"),
            (
                "https://acme-dev-ed.develop.my.salesforce-setup.com/lightning/setup/X/home",
                "acme-dev-ed.develop.my.salesforce.com",
            ),
            ("https://acme--c.vf.force.com/apex/Page", "acme.my.salesforce.com"),
            ("https://acme--dev--c.sandbox.vf.force.com/apex/Page", "acme--dev.sandbox.my.salesforce.com"),
            ("https://login.salesforce.com/?locale=eu", "login.salesforce.com"),
            ("HTTPS://ACME.my.salesforce.com", "acme.my.salesforce.com"),
            ("http://acme.my.salesforce.com/", "acme.my.salesforce.com"),
            (" <https://acme.my.salesforce.com> ", "acme.my.salesforce.com"),
            ("\"acme.my.salesforce.com\"", "acme.my.salesforce.com"),
        ] {
            assert_eq!(my_domain(pasted).as_deref(), Ok(expected), "{pasted}");
        }
    }

    #[test]
    fn what_is_no_org_is_named() {
        for (pasted, problem) in [
            ("", HostProblem::Empty),
            ("ftp://acme.my.salesforce.com", HostProblem::Scheme),
            ("javascript://acme.my.salesforce.com", HostProblem::Scheme),
            ("http://evil.example", HostProblem::NotSalesforce),
            ("http://acme.my.salesforce.com:80", HostProblem::Port),
            ("acme\u{202e}.my.salesforce.com", HostProblem::Characters),
            ("аcme.my.salesforce.com", HostProblem::Characters),
            ("https://acme.my.salesforce.com@evil.example", HostProblem::Userinfo),
            ("https://acme.my.salesforce.com:8443", HostProblem::Port),
            ("https://evil.example/acme.my.salesforce.com", HostProblem::NotSalesforce),
            ("my.salesforce.com", HostProblem::NotSalesforce),
            ("localhost", HostProblem::NotSalesforce),
            ("https://vf.force.com/x", HostProblem::NotSalesforce),
            ("https://acme.vf.force.com/x", HostProblem::NotAnOrg),
            ("https://", HostProblem::NotAnAddress),
        ] {
            assert_eq!(my_domain(pasted), Err(problem), "{pasted}");
        }
    }
}
