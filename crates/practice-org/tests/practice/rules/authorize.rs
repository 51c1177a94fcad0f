//! The authorize endpoint: what is refused before the log-in stays on a bare page, what is refused after it goes to
//! the callback or ends on the error page.

use practice_org::{
    OrgKind,
    rules::Standing::{self, Guess, Seen},
};

use crate::{
    rules::Mark,
    support::{
        CHALLENGE, Practice,
        package::{App, manifest, root},
        reply,
    },
};

/// Where a refusal is told.
#[derive(Clone, Copy)]
enum Place {
    /// HTTP 400, the query as the body, no content type; nothing is asked of a person.
    Bare,
    /// 302 to the callback, at once or after a person logged in and gave this answer.
    Callback(&'static str, &'static str),
    /// 302 to the error page of the org.
    Page(&'static str, &'static str),
}
use Place::{Bare, Callback, Page};

/// Rule, standing, when, app, parameters changed (an empty value takes one away), where, exact reply.
type Row =
    (&'static str, Standing, &'static str, &'static str, &'static [(&'static str, &'static str)], Place, &'static str);

const UNKNOWN: &str = "error=invalid_client_id&error_description=client%20identifier%20invalid";
const MISMATCH: &str = "error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration";
const SCOPE: &str = "error=invalid_scope&error_description=the%20requested%20scope%20is%20not%20allowed";
const INACTIVE: &str = "error=inactive_user&error_description=user%20is%20inactive&state=a%20b";
const BLOCKED: &str = "error=OAUTH_APP_BLOCKED&error_description=this%20app%20is%20blocked%20by%20admin&state=a%20b";
const GENERIC: &str = "error=OAUTH_APPROVAL_ERROR_GENERIC&error_description=An%20unexpected%20error%20has%20occurred%20during%20authentication.%20Please%20try%20again.&state=a%20b";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("oauth::UNKNOWN_CLIENT", Seen, "the key is nobody's", "Acme", &[("client_id", "nobody")], Bare, UNKNOWN),
    ("oauth::UNKNOWN_CLIENT", Seen, "the key is an app's, but the login host is asked", "Acme", &[("host", "login")], Bare, UNKNOWN),
    ("oauth::MISSING_PARAMETER", Guess, "no client", "Acme", &[("client_id", "")], Bare,
        "error=invalid_request&error_description=missing%20required%20parameter%3A%20client_id"),
    ("oauth::MISSING_PARAMETER", Guess, "no response type", "Acme", &[("response_type", "")], Bare,
        "error=invalid_request&error_description=missing%20required%20parameter%3A%20response_type"),
    ("oauth::MISSING_PARAMETER", Guess, "no callback", "Acme", &[("redirect_uri", "")], Bare,
        "error=invalid_request&error_description=missing%20required%20parameter%3A%20redirect_uri"),
    ("oauth::RESPONSE_TYPE", Guess, "another response type", "Acme", &[("response_type", "magic")], Bare,
        "error=unsupported_response_type&error_description=response%20type%20not%20supported"),
    ("oauth::RESPONSE_TYPE", Guess, "the user-agent flow, which no external client app has", "Acme", &[("response_type", "token")], Bare,
        "error=unsupported_response_type&error_description=response%20type%20not%20supported"),
    ("oauth::WRONG_CALLBACK", Seen, "a slash more", "Acme", &[("redirect_uri", "http://localhost:7171/callback/")], Bare, MISMATCH),
    ("oauth::WRONG_CALLBACK", Seen, "one character less", "Acme", &[("redirect_uri", "http://localhost:7171/callbac")], Bare, MISMATCH),
    ("oauth::WRONG_CALLBACK", Seen, "a capital", "Acme", &[("redirect_uri", "http://localhost:7171/Callback")], Bare, MISMATCH),
    ("oauth::WRONG_CALLBACK", Seen, "another port", "Acme", &[("redirect_uri", "http://localhost:7172/callback")], Bare, MISMATCH),
    ("oauth::WRONG_CALLBACK", Seen, "another name of the same host", "Acme", &[("redirect_uri", "http://127.0.0.1:7171/callback")], Bare, MISMATCH),
    ("oauth::WRONG_CALLBACK", Seen, "a query more", "Acme", &[("redirect_uri", "http://localhost:7171/callback?x=1")], Bare, MISMATCH),
    ("oauth::MISSING_CHALLENGE", Seen, "the app wants a challenge", "Acme", &[("code_challenge", "")], Bare,
        "error=invalid_request&error_description=missing%20required%20code%20challenge"),
    ("oauth::PLAIN_CHALLENGE", Guess, "the method plain", "Acme", &[("code_challenge_method", "plain")], Bare,
        "error=invalid_request&error_description=code%20challenge%20method%20not%20supported"),
    ("oauth::MALFORMED_CHALLENGE", Guess, "a challenge that is no digest", "Acme", &[("code_challenge", "short")], Bare,
        "error=invalid_request&error_description=invalid%20code%20challenge"),
    ("oauth::SCOPE_NOT_ALLOWED", Seen, "a scope that the app lacks", "Acme", &[("scope", "api web")], Bare, SCOPE),
    ("oauth::SCOPE_NOT_ALLOWED", Seen, "a scope that does not exist", "Acme", &[("scope", "magic")], Bare, SCOPE),
    ("oauth::SCOPE_NOT_ALLOWED", Seen, "refresh_token, which full does not hold", "Full", &[("scope", "api refresh_token")], Bare, SCOPE),
    ("oauth::NOT_LOGGED_IN", Guess, "no page may be shown and nobody is logged in", "Acme", &[("immediate", "true")], Callback("", ""),
        "error=immediate_unsuccessful&error_description=not%20logged%20in&state=a%20b"),
    ("oauth::DENIED", Seen, "the person says no", "Acme", &[], Callback("dana", "deny"),
        "error=access_denied&error_description=end-user%20denied%20authorization&state=a%20b"),
    ("oauth::NOT_ADMITTED_IN_BROWSER", Seen, "the policy chooses people, and not this one", "Chosen", &[], Callback("sam", "allow"),
        "error=OAUTH_APP_ACCESS_DENIED&error_description=user%20is%20not%20admin%20approved%20to%20access%20this%20app&state=a%20b"),
    ("oauth::INACTIVE_IN_BROWSER", Guess, "a frozen user", "Acme", &[], Callback("noor", "allow"), INACTIVE),
    ("oauth::INACTIVE_IN_BROWSER", Guess, "a deactivated user", "Acme", &[], Callback("viktor", "allow"), INACTIVE),
    ("oauth::BLOCKED", Guess, "the app is switched off", "Switched_off", &[], Callback("maya", "allow"), BLOCKED),
    ("oauth::BLOCKED", Guess, "the OAuth plug-in is switched off", "Plugin_off", &[], Callback("maya", "allow"), BLOCKED),
    ("oauth::GENERIC", Seen, "a user who may use nothing but the API", "Acme", &[], Page("etl", "allow"), GENERIC),
];

pub(crate) fn marks() -> Vec<Mark> {
    let extra = [("oauth::NOT_APPROVED", Guess), ("oauth::NOT_IN_ORG", Seen)];
    ROWS.iter().map(|row| (row.0, row.1)).chain(extra).collect()
}

fn address(practice: &Practice, key: &str, changed: &[(&str, &str)]) -> String {
    let mut query = vec![
        ("client_id", key),
        ("redirect_uri", "http://localhost:7171/callback"),
        ("response_type", "code"),
        ("code_challenge", CHALLENGE),
        ("state", "a b"),
    ];
    query.retain(|(name, _)| changed.iter().all(|(other, _)| other != name));
    query.extend(changed.iter().filter(|(name, value)| *name != "host" && !value.is_empty()));
    let base = if changed.contains(&("host", "login")) { practice.login("") } else { practice.org("") };
    reqwest::Url::parse_with_params(&format!("{base}/services/oauth2/authorize"), query).unwrap().into()
}

#[tokio::test]
async fn an_authorize_request_is_refused_in_other_words_or_elsewhere() {
    let practice = Practice::new().await;
    let open = App::self_authorized;
    for app in [
        open(),
        App { name: "Full", scopes: "Full", ..open() },
        App { name: "Chosen", ..App::default() },
        App { name: "Switched_off", enabled: false, ..open() },
        App { name: "Plugin_off", plugin: false, ..open() },
    ] {
        practice.app(&app).await;
    }
    for (rule, _, when, app, changed, place, body) in ROWS {
        let key = practice.credentials(app).await.key;
        let url = address(&practice, &key, changed);
        let what = format!("{rule}, {when}");
        match place {
            Bare => {
                let answer = reply(practice.client.get(url)).await;
                assert_eq!((answer.status, answer.body.as_str()), (400, *body), "{what}");
                assert!(answer.headers.get("content-type").is_none(), "{what}");
            }
            Callback(user, decision) => {
                let end = practice.browse(url, &format!("{user}@practice.example"), decision).await;
                let wanted = format!("http://localhost:7171/callback?{body}");
                assert_eq!((end.status, end.location()), (302, wanted.as_str()), "{what}");
            }
            Page(user, decision) => {
                let end = practice.browse(url, &format!("{user}@practice.example"), decision).await;
                let wanted = practice.org(&format!("/setup/secur/RemoteAccessErrorPage.apexp?{body}"));
                assert_eq!((end.status, end.location()), (302, wanted.as_str()), "{what}");
                let page = reply(practice.client.get(end.location())).await;
                assert!(page.body.contains("We can't authorize you because of an OAuth error."), "{}", page.body);
            }
        }
    }
}

#[tokio::test]
async fn someone_logged_in_is_asked_although_no_page_may_be_shown() {
    // oauth::NOT_APPROVED, guess
    let practice = Practice::new().await;
    let key = practice.app(&App::self_authorized()).await.key;
    let mut jar = None;
    practice.browse_with(&mut jar, practice.org("/"), "maya@practice.example", "allow").await;
    let silent = address(&practice, &key, &[("immediate", "true")]);
    let end = practice.browse_with(&mut jar, silent.clone(), "nobody", "").await;
    let refused = "error=immediate_unsuccessful&error_description=approval%20is%20needed&state=a%20b";
    assert_eq!(end.location(), format!("http://localhost:7171/callback?{refused}"));
    practice.browse_with(&mut jar, address(&practice, &key, &[]), "maya@practice.example", "allow").await;
    let end = practice.browse_with(&mut jar, silent, "nobody", "").await;
    assert!(end.location().starts_with("http://localhost:7171/callback?code="), "approved before: {}", end.location());
}

#[tokio::test]
async fn an_app_that_went_away_meanwhile_still_gets_a_code() {
    // oauth::NOT_IN_ORG, seen
    let practice = Practice::new().await;
    let key = practice.app(&App::self_authorized()).await.key;
    let approval = reply(practice.client.get(address(&practice, &key, &[]))).await;
    let removal = root("Package", "<types><members>Acme</members><name>ExternalClientApplication</name></types>");
    let files = [("package.xml", manifest(&[])), ("destructiveChanges.xml", removal)];
    assert_eq!(practice.deploy_as("dana", &files).await["status"], "Succeeded");
    let end = practice.browse(approval.location().to_owned(), "maya@practice.example", "allow").await;
    let refused = "error=OAUTH_EC_APP_NOT_FOUND&error_description=External%20client%20app%20is%20not%20installed%20in%20this%20org&state=a%20b";
    assert_eq!(end.location(), format!("http://localhost:7171/callback?{refused}"));
}

#[tokio::test]
async fn an_app_of_another_org_is_refused_in_other_words_or_elsewhere() {
    // oauth::NOT_IN_ORG, seen
    let practice = Practice::of(&[OrgKind::Developer, OrgKind::Enterprise]).await;
    let key = practice.app(&App::self_authorized()).await.key;
    let own = &practice.description.orgs[1];
    let url = address(&practice, &key, &[]).replace(&practice.org(""), &own.url);
    let maya = &own.users.iter().find(|user| user.username.starts_with("maya")).unwrap().username;
    let end = practice.browse(url, maya, "allow").await;
    let refused = "error=OAUTH_EC_APP_NOT_FOUND&error_description=External%20client%20app%20is%20not%20installed%20in%20this%20org&state=a%20b";
    assert_eq!(end.location(), format!("http://localhost:7171/callback?{refused}"), "{}", end.body);
}
