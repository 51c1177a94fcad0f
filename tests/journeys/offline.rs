//! Orgkey is started where nothing can be reached.

use std::net::TcpListener;

use orgkey::orgs::KnownOrg;
use orgkey::store::Store;
use orgkey::vault::{Namespace, Slot, Vault};
use orgkey::wizard::{Draft, Step};
use orgkey_tests::{Home, Window};
use serde_json::json;

const ORG: &str = "00D5g00000OfflnEAB";

/// A real org and a draft for it, as an earlier start left them.
fn kept(home: &Home) -> Draft {
    let (store, _) = Store::open(&home.orgkey()).unwrap();
    let org: KnownOrg = serde_json::from_value(json!({
        "id": ORG, "name": "Harbour Freight", "kind": "sandbox", "edition": "Enterprise Edition", "namespace": null,
        "origin": "https://harbour--uat.sandbox.my.salesforce.com",
        "host": "harbour--uat.sandbox.my.salesforce.com", "username": "dana@harbour.example.uat",
        "user_name": "Dana Ito", "profile": "System Administrator", "user_id": "0055g00000OfflnAAB",
        "signed_in": true, "last_seen": "2026-11-23T14:32:00Z",
    }))
    .unwrap();
    store.save_org(&org).unwrap();
    let mut draft = Draft::new("2026-11-23T14:32:00Z".parse().unwrap());
    draft.org = Some(org.id);
    draft.step = Step::Distribution;
    draft.reached = Step::Distribution;
    draft.answers.name.label = "Quay Planner".to_owned();
    store.save_draft(&draft).unwrap();
    draft
}

#[tokio::test]
async fn without_a_network_orgkey_does_not_open_or_the_practice_org_and_drafts_are_lost_with_it() {
    // A proxy that is gone: everything but this computer is out of reach.
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxy = format!("http://{gone}");
    let home = Home::new().with(("HTTPS_PROXY".to_owned(), proxy.clone()));
    let draft = kept(&home);
    let (vault, session) = (Vault::open(), Slot::session(Namespace::Orgkey, ORG));
    vault.set(&session, "00D5g00000Offln!of.an.earlier.start").await;

    let mut window = Window::open(&home, None, Some("offline")).await;
    window.screen("welcome").await;
    assert!(window.text("[data-test=\"notice\"]").await.contains(&proxy));
    window.press(&format!("use-org-{ORG}")).await;
    window.find("[data-test=\"problem-proxy_failed\"]").await;
    window.screen("welcome").await;

    window.press(&format!("draft-{}", draft.id)).await;
    window.screen("distribution").await;
    window.find_text("Quay Planner").await;
    window.press("save-and-close").await;
    window.screen("welcome").await;
    window.press("try-practice").await;
    window.screen("check").await;
    window.find("[data-test=\"check-clock\"]").await;
    window.close().await;
    vault.delete(&session).await.unwrap();
}
