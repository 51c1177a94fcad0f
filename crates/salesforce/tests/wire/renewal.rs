//! A session that is renewed: what only reads is asked again, a change is not, and nobody asks without end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use salesforce::metadata::ComponentType;
use salesforce::rest::Renewed;
use salesforce::types::AccessToken;
use salesforce::{Org, Renewal, Transport};
use serde_json::json;

use crate::stub::{Answer, Stub};

/// Gives these tokens, one after another, then none.
struct Gives(&'static [&'static str], AtomicUsize);

impl Renewal for Gives {
    fn renew<'a>(&'a self, _: &'a AccessToken) -> Renewed<'a> {
        let next = self.0.get(self.1.fetch_add(1, Ordering::SeqCst)).map(|token| AccessToken::new(*token));
        Box::pin(async move { Ok(next) })
    }
}

const ENDED: &str = r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#;
const FAULT: &str = r#"<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:sf="http://soap.sforce.com/2006/04/metadata"><soapenv:Body><soapenv:Fault>
    <faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>INVALID_SESSION_ID: Invalid Session ID found</faultstring>
    </soapenv:Fault></soapenv:Body></soapenv:Envelope>"#;
const NONE_LISTED: &str = r#"<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">
    <soapenv:Body><listMetadataResponse xmlns="http://soap.sforce.com/2006/04/metadata"/></soapenv:Body>
    </soapenv:Envelope>"#;

fn renewed(stub: &Stub, tokens: &'static [&'static str]) -> Org {
    stub.org(Transport::new().unwrap(), "first").renewed_by(Arc::new(Gives(tokens, AtomicUsize::new(0))))
}

fn bearers(stub: &Stub) -> Vec<String> {
    stub.asked().iter().map(|asked| asked.header("authorization").to_owned()).collect()
}

#[tokio::test]
async fn a_read_is_not_asked_again_with_the_newer_token() {
    let stub = Stub::answering([Answer::json(401, ENDED), Answer::json(200, "{}"), Answer::json(200, "{}")]).await;
    let org = renewed(&stub, &["second"]);
    let clone = org.clone();
    org.get_json("anything").await.unwrap();
    clone.get_json("anything").await.unwrap();
    assert_eq!(bearers(&stub), ["Bearer first", "Bearer second", "Bearer second"], "clones share the newest token");
    assert_eq!(clone.session().access_token.expose(), "second");
}

#[tokio::test]
async fn a_change_is_sent_twice_by_itself() {
    let stub = Stub::answering([Answer::json(401, ENDED), Answer::json(201, r#"{"id":"x"}"#)]).await;
    let org = renewed(&stub, &["second"]);
    let refused = org.create("Account", &json!({ "Name": "x" })).await.unwrap_err();
    assert!(refused.is_session_expired());
    assert_eq!(bearers(&stub), ["Bearer first"]);
    assert_eq!(org.session().access_token.expose(), "second", "ready for whoever asks again");
}

#[tokio::test]
async fn a_newer_token_that_is_refused_too_is_renewed_without_end() {
    let stub = Stub::answering((0..9).map(|_| Answer::json(401, ENDED))).await;
    let org = renewed(&stub, &["second", "third", "fourth"]);
    assert!(org.get_json("anything").await.unwrap_err().is_session_expired());
    assert_eq!(bearers(&stub), ["Bearer first", "Bearer second"]);
}

#[tokio::test]
async fn a_session_that_cannot_be_renewed_says_something_else() {
    let stub = Stub::answering([Answer::json(401, ENDED), Answer::json(401, ENDED)]).await;
    assert!(renewed(&stub, &[]).get_json("anything").await.unwrap_err().is_session_expired());
    let plain = stub.org(Transport::new().unwrap(), "first");
    assert!(plain.get_json("anything").await.unwrap_err().is_session_expired());
    assert_eq!(stub.asked().len(), 2);
}

#[tokio::test]
async fn a_soap_question_goes_on_with_the_ended_session() {
    let stub = Stub::answering([Answer::xml(500, FAULT), Answer::xml(200, NONE_LISTED)]).await;
    let listed = renewed(&stub, &["second"]).list_metadata(ComponentType::App).await.unwrap();
    assert!(listed.is_empty());
    let bodies: Vec<_> = stub.asked().into_iter().map(|asked| asked.body).collect();
    assert!(bodies[0].contains(">first<") && bodies[1].contains(">second<"), "{bodies:?}");
}
