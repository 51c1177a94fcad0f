//! Single access and the front door: a browser that is logged in by a token.

use std::time::Duration;

use crate::support::{Practice, Reply, package::App, parameter, reply, sign_in::sign_in};
use practice_org::OrgKind;
use serde_json::Value;

const SINGLE_ACCESS: &str = "/services/oauth2/singleaccess";

async fn ask(practice: &Practice, token: &str) -> Reply {
    reply(practice.client.post(practice.org(SINGLE_ACCESS)).bearer_auth(token)).await
}

fn address(answer: &Reply) -> String {
    answer.json()["frontdoor_uri"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned()
}

/// Whom the home page greets in a browser that opens an address.
async fn greeted(practice: &Practice, url: &str) -> String {
    let mut jar = None;
    let end = practice.browse_with(&mut jar, url.to_owned(), "nobody", "").await;
    let (_, name) = end.body.split_once("You are logged in as ").unwrap_or_default();
    name.split(".<").next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_pass_opens_nothing_or_opens_twice() {
    let practice = Practice::of(&[OrgKind::Developer, OrgKind::Enterprise]).await;
    let answer = ask(&practice, &practice.token("maya")).await;
    let keys: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["frontdoor_uri"]);
    let url = address(&answer);
    assert!(url.starts_with(&practice.org("/secur/frontdoor.jsp?otp=")), "{url}");
    assert_eq!(greeted(&practice, &url).await, "Maya Lindqvist");
    assert_eq!(greeted(&practice, &url).await, "", "once");
    let late = address(&ask(&practice, &practice.token("maya")).await);
    practice.world().advance(Duration::from_secs(61));
    assert_eq!(greeted(&practice, &late).await, "", "a minute later");
    let elsewhere = address(&ask(&practice, &practice.token("maya")).await);
    let elsewhere = elsewhere.replace(&practice.description.orgs[0].url, &practice.description.orgs[1].url);
    assert_eq!(greeted(&practice, &elsewhere).await, "", "at another org");
}

#[tokio::test]
async fn the_front_door_leads_out_of_the_org() {
    let practice = Practice::new().await;
    let maya = practice.token("maya");
    for (given, led) in [("/setup/connect", "/setup/connect"), ("//evil.example", "/"), ("https://evil.example", "/")] {
        let form = [("access_token", maya.as_str()), ("redirect_uri", given)];
        let url = address(&practice.post_form(practice.org(SINGLE_ACCESS), &form).await);
        assert_eq!(reply(practice.client.get(&url)).await.location(), practice.org(led), "{given}");
        let url = practice.org("/secur/frontdoor.jsp");
        let by_session = practice.client.get(url).query(&[("sid", maya.as_str()), ("retURL", given)]);
        assert_eq!(reply(by_session).await.location(), practice.org(led), "{given}");
    }
    let stranger =
        reply(practice.client.get(practice.org("/secur/frontdoor.jsp?sid=nothing&retURL=/setup/connect"))).await;
    assert_eq!(parameter(stranger.location(), "startURL").as_deref(), Some("/setup/connect"));
    assert_eq!(stranger.cookie(), None);
}

#[tokio::test]
async fn a_token_without_web_or_of_an_api_user_opens_a_browser() {
    let practice = Practice::new().await;
    let app = practice.app(&App { scopes: "Api, Web, Full", ..App::self_authorized() }).await;
    for (scope, status) in [("api", 403), ("web", 200), ("full", 200)] {
        let token: Value = sign_in(&practice, &app, &format!("&scope={scope}")).await;
        assert_eq!(ask(&practice, token["access_token"].as_str().unwrap()).await.status, status, "{scope}");
    }
    let refused = ask(&practice, &practice.token("integration")).await;
    assert_eq!((refused.status, refused.body.as_str()), (403, "Bad_OAuth_Token"));
}
