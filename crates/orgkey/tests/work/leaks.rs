//! Nothing that Orgkey writes down or shows holds a secret, however it is spelled.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use orgkey::apply::{RunState, Signal, Waiting};
use serde_json::to_string;

use crate::support::{DANA, Journey, Person, waiting};

/// How a practice org's tokens, codes and secrets begin. Keys are no secret.
const BEGINNINGS: [&str; 4] = ["00DPRACTICE0001!PRACTICE.", "5AepPRACTICE", "aPrxPRACTICE", "FA4EFA4E"];

/// A text as itself, in an address, and within Base64 at each of its three places.
fn spellings(text: &str) -> Vec<Vec<u8>> {
    let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let mut all = vec![text.as_bytes().to_vec(), encoded.into_bytes()];
    for before in 0..3 {
        let padded = [vec![b' '; before], text.as_bytes().to_vec()].concat();
        let base64 = STANDARD.encode(padded);
        // The first and the last characters depend on what stands around.
        let from = if before == 0 { 0 } else { 4 };
        all.push(base64.as_bytes()[from..(base64.len() - 4)].to_vec());
    }
    all
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn the_search_finds_nothing_at_all() {
    let secret = "FA4EFA4E0123456789ABCDEF";
    for text in [
        format!("x{secret}x"),
        STANDARD.encode(format!("id:{secret}")),
        STANDARD.encode(format!("key:{secret}:")),
        STANDARD.encode(format!("abc{secret}")),
    ] {
        assert!(spellings(secret).iter().any(|needle| holds(text.as_bytes(), needle)), "{text}");
    }
    assert!(spellings("a!b==").contains(&b"a%21b%3D%3D".to_vec()));
}

#[tokio::test]
async fn a_secret_or_token_is_written_down_or_shown() {
    let journey = Journey::begin().await;
    // Both flows in one app: every kind of token there is.
    let mut shown = Vec::new();
    let server = journey.server("Acme Loader").await;
    shown.push(to_string(&journey.desk.plan(server).await.unwrap()).unwrap());
    let first = journey.create(server).await;
    journey.until_still(first).await;
    let website = journey.website("Acme Portal").await;
    let second = journey.create(website).await;
    let view = journey.until_person(second).await;
    shown.push(to_string(&view).unwrap());
    let Some(Waiting::Person { link, .. }) = waiting(&view) else { panic!("{:?}", view.state) };
    journey.desk.signal(second, Signal::OpenPersonLink).unwrap();
    Person::new(DANA).sign_in(&link.parse().unwrap()).await;
    journey.until_still(second).await;

    for run in [first, second] {
        let view = journey.desk.run(run).unwrap();
        assert_eq!(view.state, RunState::Done);
        shown.push(to_string(&view).unwrap());
        shown.push(to_string(&view.report).unwrap());
        shown.push(format!("{view:?}"));
        let (_, sheet) = journey.desk.hand_over(run).unwrap();
        assert!(sheet.contains(view.client_id.as_deref().unwrap()), "the sheet is the real one");
        shown.push(sheet);
    }
    shown.push(to_string(&journey.desk.start().unwrap()).unwrap());
    for draft in [server, website] {
        shown.push(to_string(&journey.desk.open_draft(draft).unwrap()).unwrap());
    }

    let mut places: Vec<(String, Vec<u8>)> = shown.into_iter().map(|text| (text.clone(), text.into_bytes())).collect();
    for file in fs::read_dir(journey.folder.path()).unwrap() {
        let path = file.unwrap().path();
        places.push((path.display().to_string(), fs::read(&path).unwrap()));
    }
    assert!(places.iter().any(|(place, bytes)| place.ends_with("orgkey.sqlite") && !bytes.is_empty()));

    let mut canaries: Vec<String> = BEGINNINGS.map(str::to_owned).to_vec();
    for run in [first, second] {
        canaries.push(journey.desk.secret(run).await.unwrap().expose().to_owned());
    }
    canaries.push(journey.org().await.0.session().access_token.expose().to_owned());
    for canary in &canaries {
        for needle in spellings(canary) {
            for (place, bytes) in &places {
                assert!(!holds(bytes, &needle), "{canary} as {} in {place}", String::from_utf8_lossy(&needle));
            }
        }
    }
}
