use std::sync::LazyLock;

use orgkey::sign_in::{Callback, CallbackProfile, answer_once, read_pasted};
use salesforce::Host;
use salesforce::oauth::State;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::runtime::{Builder, Runtime};

/// Stands in an input for the state of the attempt, which nobody can know.
const STATE: &str = "$STATE";

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));

/// Whatever arrives on the callback's port, or is pasted: a code or a refusal is believed only from a GET with the
/// right host, path and state, and nothing of it is repeated on the page.
pub fn callback_request(data: &[u8]) {
    let state = State::new();
    let request = with_state(data, state.as_str());
    let (callback, page) = answered(&request, &state);
    if let Some(callback) = callback {
        let head = String::from_utf8_lossy(&request).into_owned();
        let line = head.trim_start_matches(['\r', '\n']).lines().next().unwrap_or_default();
        assert!(line.starts_with("GET /OauthRedirect?") && line.contains(state.as_str()), "{line}");
        let host = |line: &str| {
            line.split_once(':')
                .is_some_and(|(name, value)| name.eq_ignore_ascii_case("host") && value.trim() == "localhost:1717")
        };
        assert!(head.lines().any(host), "{head}");
        if let Callback::Refused { error, description } = callback {
            assert!(error.chars().count() <= 100 && description.chars().count() <= 500);
        }
    }
    let page = String::from_utf8_lossy(&page);
    assert!(!page.contains(state.as_str()), "the page repeats the state");
    // What is no HTTP at all is answered by the library, with a bare status.
    assert!(!page.contains('<') || page.contains("no-store"), "{page}");

    // The same input where another attempt is waited for.
    let (callback, _) = answered(&request, &State::new());
    assert!(callback.is_none(), "a callback of another attempt is believed");

    if let Ok(address) = std::str::from_utf8(&request) {
        let uri = "https://app.acme.example/cb";
        if read_pasted(address, uri, &state, &Host::login()).is_ok() {
            assert!(address.trim().starts_with(&format!("{uri}?")) && address.contains(state.as_str()));
        }
        assert!(read_pasted(address, uri, &State::new(), &Host::login()).is_err());
    }
}

fn with_state(data: &[u8], state: &str) -> Vec<u8> {
    let mut rest = data;
    let mut request = Vec::with_capacity(data.len() + state.len());
    while let Some(at) = rest.windows(STATE.len()).position(|window| window == STATE.as_bytes()) {
        request.extend_from_slice(&rest[..at]);
        request.extend_from_slice(state.as_bytes());
        rest = &rest[at + STATE.len()..];
    }
    request.extend_from_slice(rest);
    request
}

fn answered(request: &[u8], state: &State) -> (Option<Callback>, Vec<u8>) {
    RUNTIME.block_on(async {
        let (mut browser, listener) = tokio::io::duplex(1 << 20);
        browser.write_all(request).await.expect("room for the request");
        browser.shutdown().await.expect("an end");
        let callback = answer_once(listener, &CallbackProfile::platform_cli(), state, &Host::login()).await;
        let mut page = Vec::new();
        browser.read_to_end(&mut page).await.expect("an answer");
        (callback, page)
    })
}
