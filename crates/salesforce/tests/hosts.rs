//! Addresses that look like Salesforce and are not: none of them may become a host that is spoken to.

use salesforce::{Host, Trust};

const HOSTILE: &[&str] = &[
    // Somebody else's host in a familiar dress.
    "https://login.salesforce.com@evil.example",
    "https://login.salesforce.com:443@evil.example",
    "https://login.salesforce.com%40evil.example",
    "https://my.salesforce.com.evil.example",
    "https://acme.my.salesforce.com.evil.example",
    "https://evilmy.salesforce.com",
    "https://evilmy.salesforce.com.",
    "https://evil-my.salesforce.com",
    "https://evillogin.salesforce.com",
    "https://x.login.salesforce.com",
    "https://x.internal.evil.example",
    "https://gs1.evil.example",
    "https://login.salesforce.com.evil.example/",
    "https://login-salesforce.com",
    "https://login.salesforce.co",
    "https://login.salesforce.com.co",
    "https://salesforce.com",
    "https://www.salesforce.com",
    "https://my.salesforce.com",
    "https://my.salesforce.mil",
    "https://acme.my.salesforce.org",
    "https://evil.example/.my.salesforce.com",
    "https://evil.example/acme.my.salesforce.com",
    "https://evil.example?acme.my.salesforce.com",
    "https://evil.example#acme.my.salesforce.com",
    "https://evil.example:443#@acme.my.salesforce.com",
    // What a parser repairs and a person does not see.
    "https://login.salesforce.com\\@evil.example",
    "https:\\\\evil.example\\.my.salesforce.com",
    "https:/login.salesforce.com",
    "https:login.salesforce.com",
    "https:///login.salesforce.com",
    "https://login.salesforce.com\t",
    "https://log\tin.salesforce.com",
    "https://login.sales\nforce.com",
    "\u{0}https://login.salesforce.com",
    "https://login.salesforce.com\u{0}.evil.example",
    "https://login.salesforce.com%00.evil.example",
    "https://login.salesforce.com%2eevil.example",
    "https://login.salesforce.com%2f.evil.example",
    "https://login。salesforce。com",
    "https://login.salesforce\u{ad}.com",
    "https://l\u{43e}gin.salesforce.com",
    "https://acme.my.sa\u{217c}esforce.com",
    "https://xn--lgin-0nc.salesforce.com",
    "https://xn--acme-x.my.salesforce.com",
    "https://login.salesforce.com.",
    "https://acme.my.salesforce.com..",
    "https://.my.salesforce.com",
    "https://-.my.salesforce.com",
    "https://acme..my.salesforce.com",
    "https://acme_x.my.salesforce.com",
    "https://*.my.salesforce.com",
    "https://acme.my.salesforce.com\u{202e}",
    // Other schemes, ports and users.
    "http://login.salesforce.com",
    "http://acme.my.salesforce.com",
    "ftp://login.salesforce.com",
    "file://login.salesforce.com",
    "javascript:alert('login.salesforce.com')",
    "data:text/html,login.salesforce.com",
    "https+x://login.salesforce.com",
    "https://login.salesforce.com:8443",
    "https://login.salesforce.com:443",
    "https://login.salesforce.com:",
    "https://@login.salesforce.com",
    "https://user:secret@acme.my.salesforce.com",
    "https://:@acme.my.salesforce.com",
    // This computer, its network, and addresses written as numbers.
    "https://127.0.0.1",
    "https://[::1]",
    "https://localhost",
    "https://169.254.169.254",
    "https://2130706433",
    "https://0x7f000001",
    "https://[::ffff:127.0.0.1]",
    "https://10.0.0.1",
    "http://127.0.0.1:9999",
    "http://localhost.evil.example",
    // Pages only: a token never goes there.
    "https://acme.lightning.force.com",
    "https://acme.my.salesforce-setup.com",
    "https://acme.vf.force.com",
    "https://acme.my.site.com",
    "https://acme.force.com",
];

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
