//! Whatever bytes are sent to whatever address, the reply has the shape of its area.

use proptest::prelude::*;
use reqwest::Method;

use super::{still_works, well_shaped};
use crate::support::{Practice, reply};

/// Every address of an org; `{}` is replaced by chance.
const ADDRESSES: [&str; 44] = [
    "/",
    "/secur/logout.jsp",
    "/setup/secur/RemoteAccessAuthorizationPage.apexp",
    "/setup/secur/RemoteAccessErrorPage.apexp",
    "/setup/connect",
    "/services/oauth2/success",
    "/practice.css",
    "/services/oauth2/authorize",
    "/services/oauth2/token",
    "/services/oauth2/revoke",
    "/services/oauth2/introspect",
    "/services/oauth2/userinfo",
    "/id/keys",
    "/id/{}/{}",
    "/.well-known/openid-configuration",
    "/.well-known/auth-configuration",
    "/services/data",
    "/services/data/{}",
    "/services/data/v67.0",
    "/services/data/v67.0/limits",
    "/services/data/v67.0/query?q={}",
    "/services/data/v67.0/queryAll?q=SELECT+{}",
    "/services/data/v67.0/tooling/query?q=SELECT+Id+FROM+{}",
    "/services/data/v67.0/sobjects",
    "/services/data/v67.0/sobjects/{}",
    "/services/data/v67.0/sobjects/User/{}",
    "/services/data/v67.0/sobjects/Account/{}/{}",
    "/services/data/v67.0/sobjects/User/describe",
    "/services/data/v67.0/tooling/sobjects/{}",
    "/services/data/v67.0/metadata/deployRequest",
    "/services/data/v67.0/metadata/deployRequest/{}",
    "/services/data/v67.0/apps/oauth/credentials/{}",
    "/services/data/v67.0/apps/oauth/credentials/{}/{}?part={}",
    "/services/data/v67.0/apps/oauth/usage",
    "/services/data/v67.0/apps/oauth/usage/{}/users",
    "/services/data/v67.0/composite",
    "/services/data/v67.0/composite/batch",
    "/services/data/v67.0/composite/tree/{}",
    "/services/data/v67.0/composite/sobjects",
    "/services/data/v67.0/composite/sobjects/{}?ids={}&fields={}",
    "/services/Soap/m/67.0",
    "/services/Soap/m/{}",
    "/__practice/log",
    "/{}",
];

const KINDS: [&str; 6] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "text/xml",
    "application/octet-stream",
    "rubbish",
];

const METHODS: [Method; 6] = [Method::GET, Method::POST, Method::PATCH, Method::DELETE, Method::PUT, Method::HEAD];

/// Bytes of any kind, or the beginnings of what an address might want.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        "[a-z_]{1,12}=[ -~]{0,40}(&[a-z_]{1,12}=[ -~]{0,40}){0,5}".prop_map(String::into_bytes),
        r#"[\[{]("[a-zA-Z]{0,8}"[:,])?[\[{0-9a-z"]{0,20}[\]}]{0,4}"#.prop_map(String::into_bytes),
        "--b\r\n[ -~\r\n]{0,100}(--b--)?".prop_map(String::into_bytes),
        "<[a-z]{1,4}( [a-z]='[a-z]{0,3}')?>(<[!?/a-z][a-z\\[]{0,5}>?|&[#a-z0-9]{1,4};|[ -~]){0,20}"
            .prop_map(String::into_bytes),
    ]
}

#[test]
fn some_bytes_bring_an_address_down() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let practice = runtime.block_on(Practice::new());
    let dana = practice.token("dana");
    // Every client takes dots alone out of an address, which is then another.
    let part = "\\PC{1,12}".prop_filter("dots", |part| !matches!(part.as_str(), "." | ".."));
    let asked = (0..ADDRESSES.len(), 0..METHODS.len(), 0..KINDS.len(), part, bodies(), any::<bool>());
    let config = ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |((address, method, kind, part, body, known) in asked)| {
        let part: String = url_encoded(&part);
        let path = ADDRESSES[address].replace("{}", &part);
        let what = format!("{} {path} {:?}", METHODS[method], String::from_utf8_lossy(&body));
        let mut request = practice.client.request(METHODS[method].clone(), practice.org(&path));
        if known {
            request = request.bearer_auth(&dana);
        }
        let answer = runtime.block_on(reply(request.header("Content-Type", KINDS[kind]).body(body)));
        if METHODS[method] != Method::HEAD {
            well_shaped(&what, ADDRESSES[address], &answer);
        }
    });
    runtime.block_on(still_works(&practice, "chance"));
}

fn url_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
