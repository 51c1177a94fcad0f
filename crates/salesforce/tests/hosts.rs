//! Addresses that look like Salesforce and are not: none of them may become a host that is spoken to.

use salesforce::{Host, Trust};

#[path = "hostile/mod.rs"]
mod hostile;

use hostile::HOSTILE;

#[test]
fn no_hostile_address_becomes_a_host() {
    assert!(HOSTILE.len() >= 60);
    let escaped: Vec<_> = HOSTILE.iter().filter(|address| Host::parse(address).is_ok()).collect();
    assert!(escaped.is_empty(), "{escaped:?}");
}

#[test]
fn no_hostile_instance_url_is_trusted() {
    let practice = Trust::Practice(vec![Host::practice("http://127.0.0.1:4711").unwrap()]);
    for trust in [Trust::Salesforce, practice] {
        let escaped: Vec<_> = HOSTILE.iter().filter(|address| trust.accept(address).is_ok()).collect();
        assert!(escaped.is_empty(), "{trust:?}: {escaped:?}");
    }
}

#[test]
fn a_pasted_address_ends_at_salesforce_or_nowhere() {
    let mut understood = 0;
    for address in HOSTILE {
        let Ok(host) = Host::from_pasted(address) else { continue };
        understood += 1;
        let name = host.display_name();
        let ours = ["login.salesforce.com", "test.salesforce.com"].contains(&name.as_str())
            || [".my.salesforce.com", ".my.salesforce.mil", ".my.sfcrmproducts.cn"].iter().any(|s| name.ends_with(s));
        assert!(ours && host.url("/").scheme() == "https", "{address} became {host}");
    }
    // The pages of an org are meant to be understood; white space around a good address is harmless, and so is http,
    // of which only the host is taken.
    assert_eq!(understood, 5);
}

#[test]
fn no_hostile_address_is_a_practice_org() {
    let accepted: Vec<_> = HOSTILE.iter().filter(|address| Host::practice(address).is_ok()).collect();
    assert_eq!(accepted, [&"http://127.0.0.1:9999"]);
}

#[test]
fn real_hosts_are_accepted() {
    for address in [
        "https://login.salesforce.com",
        "https://test.salesforce.com/",
        "https://acme.my.salesforce.com",
        "https://ACME.my.salesforce.com",
        "https://acme--dev.sandbox.my.salesforce.com",
        "https://acme-dev-ed.develop.my.salesforce.com/",
        "https://acme-dev-ed.trailblaze.my.salesforce.com",
        "https://acme.scratch.my.salesforce.com",
        "https://acme.my.salesforce.mil",
        "https://acme.my.sfcrmproducts.cn",
    ] {
        let host = Host::parse(address).unwrap();
        assert_eq!(host.origin(), address.to_lowercase().trim_end_matches('/'));
    }
}
