use orgkey::blueprint::{Facts, judge};
use orgkey::wizard::{Answers, Step};
use salesforce::types::CallbackUrl;
use salesforce::{Host, Trust};

use super::{has_words, is_salesforce};

/// Whatever is taken for a host of Salesforce is one, by https; whatever is taken for a practice org is on this
/// computer; whatever is taken for a callback is what was typed, and safe to be led to.
pub fn url_rules(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for host in [Host::parse(text), Host::from_pasted(text), Trust::Salesforce.accept(text)].into_iter().flatten() {
        let name = host.origin().strip_prefix("https://").expect("only https");
        assert!(is_salesforce(name), "{name}");
        for path in ["/x", text] {
            let url = host.url(path);
            assert_eq!((url.scheme(), url.host_str(), url.port()), ("https", Some(name), None));
            assert!(url.username().is_empty() && url.password().is_none());
        }
    }
    if let Ok(host) = Host::practice(text) {
        let origin = url::Url::parse(host.origin()).expect("an address");
        assert_eq!((origin.scheme(), origin.path()), ("http", "/"));
        assert!(["127.0.0.1", "localhost", "[::1]"].contains(&origin.host_str().expect("a host")), "{origin}");
        assert!(origin.port_or_known_default().is_some_and(|port| port > 0));
        assert_eq!(Trust::Salesforce.accept(text).ok(), None);
    }
    match CallbackUrl::parse(text) {
        Ok(callback) => callback_is_safe(text, &callback),
        // Whatever is refused is refused at its row, in words.
        Err(_) => {
            let mut answers = Answers::default();
            answers.flows.authorization_code = true;
            answers.scopes.scopes = vec!["api".to_owned()];
            answers.scopes.callbacks = vec![text.to_owned()];
            let problems = judge(Step::Scopes, &answers, &Facts::default());
            let found = problems.first().expect("a refusal");
            assert!(found.field == "callbacks.0" && has_words(&found.problem), "{found:?}");
        }
    }
}

fn callback_is_safe(text: &str, callback: &CallbackUrl) {
    assert_eq!(callback.as_str(), text);
    assert!(text.len() <= 2000 && text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.contains('#'));
    let url = url::Url::parse(text).expect("a browser has to understand it");
    assert!(!["javascript", "data", "file", "blob", "about", "vbscript"].contains(&url.scheme()));
    if ["http", "https"].contains(&url.scheme()) {
        assert!(url.username().is_empty() && url.password().is_none());
        // The host that a browser goes to is the one that a person reads.
        let host = url.host_str().expect("a host");
        let after = text.split_once("://").expect("slashes").1.to_ascii_lowercase();
        assert!(after.starts_with(host), "{host} is read as {after}");
        assert!(url.scheme() == "https" || ["localhost", "127.0.0.1"].contains(&host));
    }
}
