//! The token endpoint and revocation: code, refresh token, client credentials, and what can go wrong in each.

use std::time::Duration;

use practice_org::rules::Standing::{self, Documented, Guess, Seen};

use crate::{
    rules::Mark,
    support::{
        CHALLENGE, Credentials, Practice, Reply, VERIFIER,
        package::{App, manifest, root},
        parameter, reply,
    },
};

/// Which request the row changes.
#[derive(Clone, Copy, PartialEq)]
enum Ask {
    /// Client credentials.
    Service,
    /// A code that Maya was just given.
    Code,
    /// A refresh token that came with such a code.
    Refresh,
    /// Revocation.
    Revoke,
    /// The token endpoint by GET.
    Get,
}
use Ask::{Code, Get, Refresh, Revoke, Service};

/// What happens before the request.
#[derive(Clone, Copy)]
enum First {
    Nothing,
    /// So many seconds pass.
    Wait(u64),
    /// The same request is sent, and succeeds.
    Same,
    /// The app is switched off.
    SwitchOff,
}

/// Rule, standing, when, request, app, parameters changed (an empty value takes one away), before it, error, description.
#[rustfmt::skip]
type Row = (&'static str, Standing, &'static str, Ask, &'static str, &'static [(&'static str, &'static str)], First, &'static str, &'static str);

const CLIENT: (&str, &str) = ("invalid_client", "invalid client credentials");
const OTHER_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("oauth::UNKNOWN_CLIENT", Seen, "the key is nobody's", Service, "Acme", &[("client_id", "3MVG9none")], First::Nothing, "invalid_client_id", "client identifier invalid"),
    ("oauth::UNKNOWN_CLIENT", Seen, "the key is nobody's", Code, "Acme", &[("client_id", "3MVG9none")], First::Nothing, "invalid_client_id", "client identifier invalid"),
    ("oauth::WRONG_SECRET", Seen, "a wrong secret", Service, "Acme", &[("client_secret", "wrong")], First::Nothing, CLIENT.0, CLIENT.1),
    ("oauth::WRONG_SECRET", Seen, "no secret", Service, "Acme", &[("client_secret", "")], First::Nothing, CLIENT.0, CLIENT.1),
    ("oauth::WRONG_SECRET", Seen, "no secret, though optional with a code", Service, "Optional", &[("client_secret", "")], First::Nothing, CLIENT.0, CLIENT.1),
    ("oauth::WRONG_SECRET", Seen, "a wrong secret", Code, "Acme", &[("client_secret", "wrong")], First::Nothing, CLIENT.0, CLIENT.1),
    ("oauth::WRONG_SECRET", Seen, "no secret", Code, "Acme", &[("client_secret", "")], First::Nothing, CLIENT.0, CLIENT.1),
    ("oauth::WRONG_SECRET", Seen, "a wrong secret where none is needed", Code, "Optional", &[("client_secret", "wrong")], First::Nothing, CLIENT.0, CLIENT.1),
    ("oauth::WRONG_SECRET", Seen, "no secret", Refresh, "Secret_for_refresh", &[("client_secret", "")], First::Nothing, CLIENT.0, CLIENT.1),
    ("oauth::UNSUPPORTED_GRANT", Seen, "a grant that does not exist", Service, "Acme", &[("grant_type", "magic")], First::Nothing, "unsupported_grant_type", "grant type not supported"),
    ("oauth::UNSUPPORTED_GRANT", Seen, "no grant", Service, "Acme", &[("grant_type", "")], First::Nothing, "unsupported_grant_type", "grant type not supported"),
    ("oauth::UNSUPPORTED_GRANT", Seen, "the flow is on in the policy, off in the settings", Service, "Off_in_settings", &[], First::Nothing, "unsupported_grant_type", "grant type not supported"),
    ("oauth::UNSUPPORTED_GRANT", Seen, "the command line's app", Service, "Acme", &[("client_id", "PlatformCLI"), ("client_secret", "")], First::Nothing, "unsupported_grant_type", "grant type not supported"),
    ("oauth::WRONG_CALLBACK", Seen, "another callback than authorize was given", Code, "Acme", &[("redirect_uri", "http://localhost:7171/callbac")], First::Nothing, "redirect_uri_mismatch", "redirect_uri must match configuration"),
    ("oauth::MISSING_PARAMETER", Guess, "no code", Code, "Acme", &[("code", "")], First::Nothing, "invalid_request", "missing required parameter: code"),
    ("oauth::MISSING_PARAMETER", Guess, "no callback", Code, "Acme", &[("redirect_uri", "")], First::Nothing, "invalid_request", "missing required parameter: redirect_uri"),
    ("oauth::MISSING_PARAMETER", Guess, "no client", Code, "Acme", &[("client_id", ""), ("client_secret", "")], First::Nothing, "invalid_request", "missing required parameter: client_id"),
    ("oauth::MISSING_PARAMETER", Guess, "no refresh token", Refresh, "Acme", &[("refresh_token", "")], First::Nothing, "invalid_request", "missing required parameter: refresh_token"),
    ("oauth::FORM_TOO_LONG", Guess, "a form of 300 KB", Service, "Acme", &[("long", "")], First::Nothing, "invalid_request", "request too large"),
    ("oauth::NOT_POST", Guess, "GET", Get, "Acme", &[], First::Nothing, "invalid_request", "must use HTTP POST"),
    ("oauth::SCOPE_NOT_ALLOWED", Seen, "more than was granted", Refresh, "Acme", &[("scope", "api web")], First::Nothing, "invalid_scope", "the requested scope is not allowed"),
    ("oauth::NOT_ADMITTED", Seen, "the policy chooses people, and not the run-as user", Service, "Outsider", &[], First::Nothing, "invalid_app_access", "user is not admin approved to access this app"),
    ("oauth::BLOCKED", Guess, "the app is switched off", Service, "Switched_off", &[], First::Nothing, "OAUTH_APP_BLOCKED", "this app is blocked by admin"),
    ("oauth::BLOCKED", Guess, "the OAuth plug-in is switched off", Service, "Plugin_off", &[], First::Nothing, "OAUTH_APP_BLOCKED", "this app is blocked by admin"),
    ("oauth::BLOCKED", Guess, "the app is switched off after the code", Code, "Soon_off", &[], First::SwitchOff, "OAUTH_APP_BLOCKED", "this app is blocked by admin"),
    ("oauth::BLOCKED", Guess, "the app is switched off after the tokens", Refresh, "Later_off", &[], First::SwitchOff, "OAUTH_APP_BLOCKED", "this app is blocked by admin"),
    ("oauth::INACTIVE", Guess, "the run-as user is frozen", Service, "Frozen", &[], First::Nothing, "invalid_grant", "inactive user"),
    ("oauth::NOT_ON_LOGIN_HOST", Seen, "the login host is asked about an org's app", Code, "Acme", &[("host", "login")], First::Nothing, "app_not_found", "External client app is not installed in this org"),
    ("oauth::LOGIN_HOST", Seen, "the login host is asked", Service, "Acme", &[("host", "login")], First::Nothing, "invalid_grant", "request not supported on this domain"),
    ("oauth::UNKNOWN_CODE", Seen, "a code that nobody was given", Code, "Acme", &[("code", "aPrx.nothing")], First::Nothing, "invalid_grant", "invalid authorization code"),
    ("oauth::UNKNOWN_CODE", Seen, "a code encoded twice", Code, "Acme", &[("code", "aPrx%253D%253D")], First::Nothing, "invalid_grant", "invalid authorization code"),
    ("oauth::UNKNOWN_CODE", Seen, "a code for the second time", Code, "Acme", &[], First::Same, "invalid_grant", "invalid authorization code"),
    ("oauth::EXPIRED_CODE", Seen, "a code after 15 minutes", Code, "Acme", &[], First::Wait(900), "invalid_grant", "expired authorization code"),
    ("oauth::MISSING_VERIFIER", Guess, "no verifier", Code, "Acme", &[("code_verifier", "")], First::Nothing, "invalid_grant", "missing required code verifier"),
    ("oauth::MISSING_VERIFIER", Guess, "a challenge binds though the app asks for none", Code, "No_pkce", &[("code_verifier", "")], First::Nothing, "invalid_grant", "missing required code verifier"),
    ("oauth::WRONG_VERIFIER", Seen, "one character differs", Code, "Acme", &[("code_verifier", OTHER_VERIFIER)], First::Nothing, "invalid_grant", "invalid code verifier"),
    ("oauth::WRONG_VERIFIER", Seen, "the challenge itself", Code, "Acme", &[("code_verifier", CHALLENGE)], First::Nothing, "invalid_grant", "invalid code verifier"),
    ("oauth::EXPIRED_TOKEN", Documented, "a refresh token that nobody was given", Refresh, "Acme", &[("refresh_token", "5Aep")], First::Nothing, "invalid_grant", "expired access/refresh token"),
    ("oauth::EXPIRED_TOKEN", Documented, "the policy Zero", Refresh, "Zero", &[], First::Nothing, "invalid_grant", "expired access/refresh token"),
    ("oauth::SCOPE_SENT", Guess, "a scope", Service, "Acme", &[("scope", "api")], First::Nothing, "invalid_request", "scope parameter not supported"),
    ("oauth::NO_RUN_AS_USER", Seen, "the flow is on in the settings, off in the policy", Service, "Off_in_policy", &[], First::Nothing, "invalid_grant", "no client credentials user enabled"),
    ("oauth::UNSUPPORTED_TOKEN", Guess, "a hint at a kind of token that there is not", Revoke, "Acme", &[("token_type_hint", "magic")], First::Nothing, "unsupported_token_type", "token type not supported"),
    ("oauth::UNKNOWN_TOKEN", Guess, "a token that nobody was given", Revoke, "Acme", &[("token", "nothing")], First::Nothing, "invalid_token", "token was invalid"),
];

pub(crate) fn marks() -> Vec<Mark> {
    ROWS.iter().map(|row| (row.0, row.1)).collect()
}

const OPEN: &str = "<clientCredentialsFlowUser>etl@practice.example</clientCredentialsFlowUser>\
    <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\
    <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>\
    <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>";

fn apps() -> Vec<App> {
    let app = |name| App { name, policy: OPEN, ..App::default() };
    let also = |element: &str| {
        let flow = App::default().global;
        &*format!("{flow}<{element}</{}>", element.split('>').next().unwrap()).leak()
    };
    let policy = |from: &str, to: &str| &*OPEN.replace(from, to).leak();
    vec![
        app("Acme"),
        app("Soon_off"),
        app("Later_off"),
        App { global: also("isConsumerSecretOptional>true"), ..app("Optional") },
        App { global: also("isSecretRequiredForRefreshToken>true"), ..app("Secret_for_refresh") },
        App { global: also("isPkceRequired>false"), ..app("No_pkce") },
        App { global: "", ..app("Off_in_settings") },
        App {
            policy: policy("<isClientCredentialsFlowEnabled>true", "<isClientCredentialsFlowEnabled>false"),
            ..app("Off_in_policy")
        },
        App { policy: policy("AllSelfAuthorized", "AdminApprovedPreAuthorized"), ..app("Outsider") },
        App { policy: policy("etl@", "noor@"), ..app("Frozen") },
        App { policy: policy("Infinite", "Zero"), ..app("Zero") },
        App { enabled: false, ..app("Switched_off") },
        App { plugin: false, ..app("Plugin_off") },
    ]
}

async fn code(practice: &Practice, key: &str) -> String {
    let query = format!(
        "client_id={key}&redirect_uri=http://localhost:7171/callback&response_type=code&code_challenge={CHALLENGE}"
    );
    let url = practice.org(&format!("/services/oauth2/authorize?{query}"));
    let end = practice.browse(url, "maya@practice.example", "allow").await;
    parameter(end.location(), "code").unwrap_or_else(|| panic!("{}", end.location()))
}

/// The form of a request that would succeed.
async fn good(practice: &Practice, ask: Ask, credentials: &Credentials) -> Vec<(String, String)> {
    let client = [("client_id", credentials.key.clone()), ("client_secret", credentials.secret.clone())];
    let form = match ask {
        Service | Get => vec![("grant_type", "client_credentials".to_owned())],
        Revoke => vec![("token", "none".to_owned())],
        Code => vec![
            ("grant_type", "authorization_code".to_owned()),
            ("redirect_uri", "http://localhost:7171/callback".to_owned()),
            ("code", code(practice, &credentials.key).await),
            ("code_verifier", VERIFIER.to_owned()),
        ],
        Refresh => {
            let form = Box::pin(good(practice, Code, credentials)).await;
            let tokens = send(practice, Code, &form, false).await.json();
            let token = tokens["refresh_token"].as_str().unwrap().to_owned();
            vec![("grant_type", "refresh_token".to_owned()), ("refresh_token", token)]
        }
    };
    form.into_iter().chain(client).map(|(name, value)| (name.to_owned(), value)).collect()
}

async fn send(practice: &Practice, ask: Ask, form: &[(String, String)], at_login: bool) -> Reply {
    let path = if ask == Revoke { "/services/oauth2/revoke" } else { "/services/oauth2/token" };
    let url = if at_login { practice.login(path) } else { practice.org(path) };
    reply(if ask == Get { practice.client.get(url).query(form) } else { practice.client.post(url).form(form) }).await
}

async fn switch_off(practice: &Practice, app: &str) {
    let file = format!(
        "<externalClientApplication>{app}</externalClientApplication><isEnabled>false</isEnabled>\
         <isOauthPluginEnabled>true</isOauthPluginEnabled><label>{app}</label>"
    );
    let name = format!("{app}_defaultPolicy");
    let path = format!("extlClntAppPolicies/{name}.ecaPlcy");
    let files = [
        ("package.xml", manifest(&[(name, "ExtlClntAppConfigurablePolicies")])),
        (path.as_str(), root("ExtlClntAppConfigurablePolicies", &file)),
    ];
    assert_eq!(practice.deploy_as("dana", &files).await["status"], "Succeeded");
}

#[tokio::test]
async fn a_token_request_is_refused_in_other_words() {
    let practice = Practice::new().await;
    for app in apps() {
        practice.app(&app).await;
    }
    for (rule, _, when, ask, app, changed, first, error, description) in ROWS {
        let what = format!("{rule}, {when}");
        let credentials = practice.credentials(app).await;
        let mut form = good(&practice, *ask, &credentials).await;
        form.retain(|(name, _)| changed.iter().all(|(other, _)| other != name));
        let given = changed.iter().filter(|(name, value)| *name != "host" && !value.is_empty());
        form.extend(given.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        if changed.iter().any(|(name, _)| *name == "long") {
            form.push(("long".to_owned(), "x".repeat(300 * 1024)));
        }
        let at_login = changed.contains(&("host", "login"));
        let send = || send(&practice, *ask, &form, at_login);
        let answer = match first {
            First::Nothing => send().await,
            First::Wait(seconds) => {
                practice.world().advance(Duration::from_secs(*seconds));
                send().await
            }
            First::Same => {
                assert_eq!(send().await.status, 200, "{what}");
                send().await
            }
            First::SwitchOff => {
                switch_off(&practice, app).await;
                send().await
            }
        };
        let body = format!(r#"{{"error":"{error}","error_description":"{description}"}}"#);
        assert_eq!((answer.status, answer.body), (400, body), "{what}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{what}");
        assert_eq!(answer.headers["content-type"], "application/json", "{what}");
    }
}
