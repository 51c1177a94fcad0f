//! The ways in which the Salesforce CLI logs in.

use std::time::Duration;

use orgkey_tests::executable;

use crate::key::KEY;
use crate::practice::Practice;
use crate::project::Project;
use crate::sf::Sf;

#[tokio::test]
async fn sf_cannot_log_in_with_an_access_token() {
    let practice = Practice::start().await;
    let dana = practice.user("dana");
    let (sf, login) = Sf::log_in(&practice, &dana.access_token).await;
    assert_eq!(login["result"]["username"], "dana@practice.example", "{login:#}");
    assert_eq!(login["result"]["orgId"].as_str().unwrap().len(), 18);
    assert_eq!(login["result"]["name"], "Orgkey Practice");
    assert_eq!(login["result"]["instanceApiVersion"], "67.0");
    assert_eq!(login["result"]["isDevHub"], false, "the org passes for a Dev Hub");
    assert_eq!(login["result"]["isSandbox"], false);

    let display = sf.result("org display", &[]).await;
    assert_eq!(display["connectedStatus"], "Connected", "{display:#}");
    assert_eq!(display["alias"], "harbour");
    let list = sf.result("org list", &[]).await;
    assert_eq!(list["other"][0]["username"], "dana@practice.example", "{list:#}");
    assert_eq!(list["other"][0]["connectedStatus"], "Connected", "{list:#}");
    let user = sf.result("org display user", &[]).await;
    assert_eq!(user["id"], dana.id.as_str(), "{user:#}");
    assert_eq!(user["profileName"], "System Administrator");
}

#[tokio::test]
async fn sf_takes_a_token_that_is_not_one() {
    let practice = Practice::start().await;
    let token = &practice.user("dana").access_token;
    let (_, reply) = Sf::log_in(&practice, &token.replace('!', "!x")).await;
    assert_eq!(reply["status"], 1, "{reply:#}");
    assert!(reply["message"].as_str().unwrap().contains("Bad_OAuth_Token"), "{reply:#}");
}

#[tokio::test]
async fn sf_does_not_notice_that_its_session_is_over() {
    let practice = Practice::start().await;
    let sf = Sf::logged_in(&practice).await;
    practice.advance(Duration::from_secs(13 * 3600));
    let display = sf.result("org display", &[]).await;
    assert_ne!(display["connectedStatus"], "Connected", "{display:#}");
    let query = sf.run("data query --json --query", &["SELECT Id FROM Account"]).await;
    assert_eq!(query.code, Some(1), "{query:#?}");
    assert_eq!(query.json()["name"], "INVALID_SESSION_ID", "{query:#?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn sf_cannot_log_in_through_a_browser_or_loses_the_log_in() {
    use std::pin::pin;

    let practice = Practice::start().await;
    let sf = Sf::nobody();
    // What the CLI takes for the browser writes the address down.
    let (browser, seen) = (sf.home().path().join("browser"), sf.home().path().join("address"));
    executable(&browser, "#!/bin/sh\nprintf %s \"$1\" > \"$HOME/half\" && mv \"$HOME/half\" \"$HOME/address\"\n");
    let sf = sf.with("BROWSER", browser.to_str().unwrap());
    let at = [practice.login_url()];
    let mut login = pin!(sf.run("org login web --json --alias harbour --instance-url", &at));
    while !seen.exists() {
        tokio::select! {
            ran = &mut login => panic!("no browser was opened: {ran:#?}"),
            () = tokio::time::sleep(Duration::from_millis(50)) => {}
        }
    }
    let link = std::fs::read_to_string(&seen).unwrap();
    let (login, ()) = tokio::join!(login, practice.sign_in_and_return(&link, "dana"));
    let login = login.json();
    assert_eq!(login["result"]["username"], "dana@practice.example", "{login:#}");
    assert_eq!(login["result"]["instanceUrl"].as_str().map(|url| url.trim_end_matches('/')), Some(practice.url()));

    practice.advance(Duration::from_secs(13 * 3600));
    let found = sf.result("data query --target-org harbour --query", &["SELECT Id FROM Account"]).await;
    assert_eq!(found["totalSize"], 12, "{found:#}");
}

#[tokio::test]
async fn sf_cannot_log_in_with_a_key() {
    let practice = Practice::start().await;
    let project = Project::new();
    KEY.give_to(&project);
    let app = practice.deploy(&project).await;
    practice.assign("maya").await;
    let sf = Sf::nobody();
    let key = sf.home().path().join("key.pem");
    std::fs::write(&key, &KEY.pem).unwrap();
    let more = ["--client-id", &app.id, "--jwt-key-file", key.to_str().unwrap(), "--instance-url", practice.url()];
    let login = sf.run("org login jwt --json --username maya@practice.example", &more).await.json();
    assert_eq!(login["result"]["username"], "maya@practice.example", "{login:#}");
    let found = sf.result("data query --target-org maya@practice.example --query", &["SELECT Id FROM Contact"]).await;
    assert_eq!(found["totalSize"], 6, "{found:#}");
}
