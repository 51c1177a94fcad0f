//! Signing in with a token that somebody pastes: what it is, is asked of the org; where it goes, is judged first.

use orgkey::sign_in::SignInState;
use orgkey::{Code, Problem, words};
use practice_org::{Fault, Options, OrgKind};
use serde_json::to_string;

use crate::support::{DANA, Journey, OWN_CLIENT_ID, Person, may};

async fn refused(journey: &Journey, address: &str, token: &str) -> Problem {
    journey.desk.sign_in_with_token(address.to_owned(), token, None).await.unwrap_err()
}

#[tokio::test]
async fn a_pasted_token_does_not_lead_into_its_org_or_is_shown_again() {
    let journey = Journey::begin().await;
    let token = journey.practice.description().orgs[0].users[0].access_token.clone();
    let draft = journey.desk.new_draft().unwrap().draft.id;
    let pasted = format!(" Bearer {}\n{}\n", &token[..40], &token[40..]);
    let view = journey.desk.sign_in_with_token(journey.address(), &pasted, None).await.unwrap();
    assert!(!to_string(&view).unwrap().contains(&token) && view.link.is_none());
    let SignInState::Arrived { org, jwt: false, .. } = &view.state else { panic!("{view:?}") };
    assert_eq!((org.username.as_str(), &org.id), (DANA.0, &journey.org_id()));
    assert!(journey.desk.start().await.unwrap().orgs.is_empty(), "nothing is kept before the person says yes");
    journey.desk.accept_org(view.id, Some(draft)).await.unwrap();
    assert!(!journey.desk.check(draft).await.unwrap().blocked);
}

#[tokio::test]
async fn a_token_that_belongs_to_somebody_is_ended_by_whoever_does_not_want_it_after_all() {
    let journey = Journey::begin().await;
    let token = journey.practice.description().orgs[0].users[0].access_token.clone();
    let view = journey.desk.sign_in_with_token(journey.address(), &token, None).await.unwrap();
    journey.desk.cancel_sign_in(view.id);
    let again = journey.desk.sign_in_with_token(journey.address(), &token, None).await;
    assert!(again.is_ok(), "the token still works: {again:?}");
}

#[tokio::test]
async fn a_token_is_sent_where_it_must_not_go() {
    let journey = Journey::begin().await;
    let token = journey.practice.description().orgs[0].users[0].access_token.clone();
    let before = journey.desk.requests();
    for address in [
        "https://evil.example",
        "https://acme.my.salesforce.com.evil.example",
        "https://acme.my.salesforce.com@evil.example",
        "http://127.0.0.1:9",
        "https://login.salesforce.com",
        "https://test.salesforce.com",
        "",
    ] {
        assert_eq!(refused(&journey, address, &token).await.code, Code::NotASalesforceAddress, "{address}");
    }
    for (text, code) in [
        ("", Code::TokenNotOne),
        ("5AepPRACTICEcanary", Code::TokenNotOne),
        (&token[..30], Code::TokenHalfCopied),
        (&token[10..], Code::TokenHalfCopied),
    ] {
        assert_eq!(refused(&journey, &journey.address(), text).await.code, code, "{text}");
    }
    assert_eq!(journey.desk.requests(), before, "nothing of it was sent anywhere");
}

#[tokio::test]
async fn an_ended_token_or_one_of_another_org_is_not_told_apart_from_a_fault() {
    let orgs = vec![OrgKind::Developer, OrgKind::Sandbox];
    let journey = Journey::with(Options { orgs, ..Options::default() }).await;
    let description = journey.practice.world().describe();
    let [first, second] = [0, 1].map(|at| description.orgs[at].users[0].access_token.clone());
    journey.desk.sign_in_to_practice().await.unwrap();

    let other = refused(&journey, &description.orgs[1].url, &first).await;
    assert_eq!((other.code, other.params["org"].as_str()), (Code::TokenOfOtherOrg, "Orgkey Practice"));
    // Of an org that Orgkey does not know there is only the refusal.
    assert_eq!(refused(&journey, &description.orgs[0].url, &second).await.code, Code::TokenRefused);
    journey.expire(&first).await;
    let ended = refused(&journey, &journey.address(), &first).await;
    assert_eq!(ended.code, Code::TokenRefused);
    assert_eq!(ended.salesforce.unwrap().error, "Bad_OAuth_Token");

    // Somebody who comes back with another org's token is told so, by the org that was expected.
    let back = journey.desk.sign_in_with_token(description.orgs[1].url.clone(), &second, Some(journey.org_id())).await;
    let SignInState::Arrived { differs, .. } = back.unwrap().state else { panic!("not arrived") };
    assert!(differs.contains(&"org".to_owned()), "{differs:?}");
}

#[tokio::test]
async fn a_jwt_format_token_is_refused_or_not_named() {
    let journey = Journey::begin().await;
    journey.own_client_that(|global| global.is_named_user_jwt_enabled = true).await;
    let begun = journey.desk.begin_own_sign_in(journey.address(), OWN_CLIENT_ID, None).await.unwrap();
    Person::new(DANA).sign_in(&begun.link.unwrap().parse().unwrap()).await;
    let SignInState::Arrived { jwt: true, .. } = journey.until_ended(begun.id).await.state else { panic!("not a JWT") };
    journey.desk.accept_org(begun.id, None).await.unwrap();
    let token = journey.org().await.0.session().access_token;
    assert!(token.is_jwt());
    let view = journey.desk.sign_in_with_token(journey.address(), token.expose(), None).await.unwrap();
    assert!(matches!(view.state, SignInState::Arrived { jwt: true, .. }), "{view:?}");
    // It can set up an app all the same; what it can't read back is said.
    let draft = journey.desk.new_draft().unwrap().draft.id;
    journey.desk.accept_org(view.id, Some(draft)).await.unwrap();
    assert!(!journey.desk.check(draft).await.unwrap().blocked);
}

#[tokio::test]
async fn access_that_the_org_holds_back_from_the_api_is_called_ended_or_leads_nowhere() {
    let journey = Journey::begin().await;
    let token = journey.practice.description().orgs[0].users[0].access_token.clone();
    may(&journey, "UseAnyApiAuth", false);
    journey.practice.world().set_fault(Fault::ApiAccessControl, true);
    let problem = refused(&journey, &journey.address(), &token).await;
    assert_eq!(problem.code, Code::SessionNotForApi, "{problem}");
    assert_eq!(problem.salesforce.as_ref().unwrap().error, "INVALID_SESSION_ID");
    assert!(words::problem(&problem).next.contains("own client ID"), "the way that is open");
    // That way leads in: external client apps are not held back.
    journey.practice.world().set_fault(Fault::ApiAccessControl, false);
    journey.own_client().await;
    journey.practice.world().set_fault(Fault::ApiAccessControl, true);
    let draft = journey.desk.new_draft().unwrap().draft.id;
    journey.sign_in_by_own_client(Some(draft)).await;
    assert!(!journey.desk.check(draft).await.unwrap().blocked);
}
