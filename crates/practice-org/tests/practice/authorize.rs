//! The authorize endpoint, the pages behind it, and the channel by which each error travels.

use crate::support::{CHALLENGE, Practice, VERIFIER, package::App, parameter, reply};
use practice_org::{Fault, OrgKind, Timing};

const CLI: &str = "response_type=code&client_id=PlatformCLI&redirect_uri=http://localhost:1717/OauthRedirect";

fn authorize(query: &str) -> String {
    format!("/services/oauth2/authorize?{query}")
}

#[tokio::test]
async fn the_dry_check_tells_a_good_request_by_its_302() {
    let practice = Practice::new().await;
    let key = practice.app(&App::default()).await.key;
    let query = format!(
        "client_id={key}&redirect_uri=http://localhost:7171/callback&response_type=code&code_challenge={CHALLENGE}"
    );
    let answer = reply(practice.client.get(practice.org(&authorize(&query)))).await;
    let page = practice.org("/setup/secur/RemoteAccessAuthorizationPage.apexp?");
    assert!(answer.status == 302 && answer.location().starts_with(&page), "{answer:?}");
}

/// `immediate` wants no page, `prompt` wants one.
#[tokio::test]
async fn a_log_in_page_is_shown_although_none_may_be() {
    let practice = Practice::new().await;
    let maya = "maya@practice.example";
    let mut jar = None;
    practice.browse_with(&mut jar, practice.org(&authorize(CLI)), maya, "allow").await;
    practice.world().advance(std::time::Duration::from_secs(1));
    let silent = |more: &str| practice.org(&authorize(&format!("{CLI}&immediate=true{more}")));
    let end = practice.browse_with(&mut jar, silent(""), maya, "allow").await;
    assert!(parameter(end.location(), "code").is_some(), "{}", end.location());
    let end = practice.browse_with(&mut jar, silent("&prompt=login"), maya, "allow").await;
    assert_eq!(parameter(end.location(), "error").as_deref(), Some("immediate_unsuccessful"), "{}", end.location());
}

#[tokio::test]
async fn a_person_signs_in_and_the_code_works_once() {
    // As the Salesforce CLI does it: no challenge method, 171 characters of verifier are fine too.
    let practice = Practice::new().await;
    let url = practice.login(&authorize(&format!("{CLI}&state=a b&prompt=login&scope=api&code_challenge={CHALLENGE}")));
    let end = practice.browse(url, "maya@practice.example", "allow").await;
    let back = end.location().to_owned();
    assert!(back.starts_with("http://localhost:1717/OauthRedirect?code=") && back.contains("%3D%3D"), "{back}");
    assert_eq!(parameter(&back, "state").as_deref(), Some("a b"));
    let code = parameter(&back, "code").unwrap();
    let exchange = |verifier: &'static str| {
        let code = code.clone();
        let url = practice.login("/services/oauth2/token");
        let practice = &practice;
        async move {
            let form = [
                ("grant_type", "authorization_code"),
                ("client_id", "PlatformCLI"),
                ("redirect_uri", "http://localhost:1717/OauthRedirect"),
                ("code", &code),
                ("code_verifier", verifier),
            ];
            practice.post_form(url, &form).await
        }
    };
    let wrong = exchange("x".repeat(43).leak()).await.oauth_error();
    assert_eq!(wrong, (400, "invalid_grant".into(), "invalid code verifier".into()));
    let token = exchange(VERIFIER).await;
    assert_eq!(token.status, 200, "{}", token.body);
    let token = token.json();
    assert_eq!(token["instance_url"], practice.org(""));
    assert!(token["id"].as_str().unwrap().starts_with(&practice.login("/id/00DPRACTICE000125B/005")));
    assert!(
        token["issued_at"].is_string() && token.get("expires_in").is_none() && token.get("refresh_token").is_none()
    );
    assert_eq!(token["access_token"].as_str().unwrap().len(), 112);
    let again = exchange(VERIFIER).await.oauth_error();
    assert_eq!(again, (400, "invalid_grant".into(), "invalid authorization code".into()));
}

#[tokio::test]
async fn pre_authorized_people_are_asked() {
    let practice = Practice::new().await;
    let key = practice.app(&App::default()).await.key;
    let query = format!(
        "client_id={key}&redirect_uri=http://localhost:7171/callback&response_type=code&code_challenge={CHALLENGE}"
    );
    // An answer of "deny" finds no page to be given on.
    let end = practice.browse(practice.org(&authorize(&query)), "maya@practice.example", "deny").await;
    assert!(parameter(end.location(), "code").is_some(), "{}", end.location());
}

#[tokio::test]
async fn an_uninstalled_app_ends_on_a_page_for_most_people() {
    let practice = Practice::with(&[Fault::UninstalledAppBlocked], Timing::instant()).await;
    let url = || practice.org(&authorize(CLI));
    let end = practice.browse(url(), "robin@practice.example", "allow").await;
    assert!(
        end.location().contains("RemoteAccessErrorPage.apexp?error=OAUTH_APPROVAL_ERROR_GENERIC"),
        "{}",
        end.location()
    );
    let end = practice.browse(url(), "dana@practice.example", "allow").await;
    assert!(parameter(end.location(), "code").is_some());
}

#[tokio::test]
async fn a_forged_form_must_not_log_anyone_in() {
    let practice = Practice::new().await;
    let form = [("username", "dana@practice.example"), ("pw", "practice-dana-1"), ("csrf", "guess")];
    let answer = practice.post_form(practice.login("/"), &form).await;
    assert_eq!(answer.status, 403);
    assert!(answer.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn pages_take_nothing_from_outside_and_show_values_as_text() {
    let practice = Practice::new().await;
    let page = reply(practice.client.get(practice.login("/?startURL=//evil.example/<script>"))).await;
    assert!(!page.body.contains("evil.example") && page.body.contains("PRACTICE"));
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let path = "/setup/secur/RemoteAccessErrorPage.apexp?error=<script>&error_description=%22x";
    let page = reply(practice.client.get(practice.org(path))).await;
    assert!(page.body.contains("&lt;script&gt;") && !page.body.contains("<script>"), "{}", page.body);
}

#[tokio::test]
async fn a_new_app_is_unknown_until_it_has_spread() {
    let practice = Practice::with(&[Fault::Propagation], Timing::instant()).await;
    let app = App::default();
    let credentials = practice.app(&app).await;
    let form =
        [("grant_type", "client_credentials"), ("client_id", &credentials.key), ("client_secret", &credentials.secret)];
    let early = practice.token_request(&form).await.oauth_error();
    assert_eq!(early, (400, "invalid_client_id".into(), "client identifier invalid".into()));
    practice.world().advance(std::time::Duration::from_secs(3));
    assert_eq!(practice.token_request(&form).await.status, 200);
    // A changed callback: the new one is a mismatch for as long.
    practice.app(&App { callback: "http://localhost:7172/callback", ..app }).await;
    let query = |port: u16| {
        let key = &credentials.key;
        practice.org(&authorize(&format!(
            "client_id={key}&redirect_uri=http://localhost:{port}/callback&response_type=code&code_challenge={CHALLENGE}"
        )))
    };
    let early = reply(practice.client.get(query(7172))).await;
    assert!(early.body.starts_with("error=redirect_uri_mismatch"), "{}", early.body);
    practice.world().advance(std::time::Duration::from_secs(3));
    assert_eq!(reply(practice.client.get(query(7172))).await.status, 302);
    assert_eq!(reply(practice.client.get(query(7171))).await.status, 400);
}

#[tokio::test]
async fn a_person_cannot_choose_the_account() {
    let practice = Practice::new().await;
    let key = practice.app(&App::self_authorized()).await.key;
    let mut jar = None;
    practice.browse_with(&mut jar, practice.org("/"), "maya@practice.example", "allow").await;
    let query = format!(
        "client_id={key}&redirect_uri=http://localhost:7171/callback&response_type=code&prompt=select_account%20consent\
         &code_challenge={CHALLENGE}"
    );
    let url = practice.org(&authorize(&query));
    let page = practice.browse_with(&mut jar, url.clone(), "nobody", "").await;
    assert!(page.body.contains("maya@practice.example"), "{}", page.body);
    let link = |page: &str, id: &str| {
        let (_, rest) = page.split_once(&format!(r#"id="{id}" href=""#)).unwrap();
        practice.org(&rest.split('"').next().unwrap().replace("&amp;", "&"))
    };
    let mut other = jar.clone();
    let address = link(&page.body, "other-account");
    let end = practice.browse_with(&mut other, address, "sam@practice.example", "deny").await;
    assert_eq!(parameter(end.location(), "error").as_deref(), Some("access_denied"), "{end:?}");
    let soql = "SELECT Id FROM LoginHistory WHERE LoginType = 'Application'";
    assert_eq!(practice.query("dana", soql).await.json()["totalSize"], 2, "Sam has logged in");
    // The log-in as Sam ended Maya's session in this browser.
    let mut jar = None;
    practice.browse_with(&mut jar, practice.org("/"), "maya@practice.example", "allow").await;
    let page = practice.browse_with(&mut jar, url, "nobody", "").await;
    let end = practice.browse_with(&mut jar, link(&page.body, "this-account"), "nobody", "allow").await;
    assert!(parameter(end.location(), "code").is_some(), "{end:?}");
}

#[tokio::test]
async fn the_user_agent_flow_goes_on_without_end_or_in_the_query() {
    let practice = Practice::new().await;
    let url = || practice.org(&authorize(&format!("{}&state=s", CLI.replace("=code", "=token"))));
    let end = practice.browse(url(), "dana@practice.example", "allow").await;
    let (callback, fragment) = end.location().split_once('#').unwrap();
    assert_eq!(callback, "http://localhost:1717/OauthRedirect");
    let told = parameter(&format!("http://x/?{fragment}"), "access_token").unwrap();
    let limits = practice.client.get(practice.org("/services/data/v67.0/limits")).bearer_auth(told);
    assert_eq!(reply(limits).await.status, 200);
    assert!(fragment.ends_with("&state=s") && !fragment.contains("refresh_token="), "{fragment}");
    let end = practice.browse(url() + "&prompt=consent", "dana@practice.example", "deny").await;
    assert!(end.location().contains("#error=access_denied"), "{}", end.location());
    practice.world().advance(std::time::Duration::from_secs(366 * 24 * 60 * 60));
    let late = reply(practice.client.get(url())).await;
    assert!(late.body.starts_with("error=unsupported_response_type"), "{}", late.body);
}

#[tokio::test]
async fn who_approved_the_command_line_before_is_shut_out() {
    let practice = Practice::new().await;
    let url = || practice.login(&authorize(&format!("{CLI}&scope=api")));
    let end = practice.browse(url(), "robin@practice.example", "allow").await;
    assert!(parameter(end.location(), "code").is_some());
    practice.world().set_fault(Fault::UninstalledAppBlocked, true);
    let end = practice.browse(url(), "robin@practice.example", "allow").await;
    assert!(parameter(end.location(), "code").is_some(), "{}", end.location());
}

#[tokio::test]
async fn the_log_in_page_does_not_say_who_can_log_in() {
    let practice = Practice::of(&[OrgKind::Developer, OrgKind::Sandbox]).await;
    let page = async |address: String| reply(practice.client.get(address)).await.body;
    let (here, anywhere) = (page(practice.org("/")).await, page(practice.login("/")).await);
    assert!(here.contains("<code>dana@practice.example</code>, password <code>practice-dana-1</code>"));
    assert!(!here.contains("noor@practice.example"), "who is frozen cannot");
    assert!(!here.contains(".uat") && anywhere.contains("dana@enterprise.practice.example.uat"));
}
