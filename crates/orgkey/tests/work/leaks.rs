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
fn spellings(text: &str) -> Vec<String> {
    let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let mut all = vec![text.to_owned(), encoded];
    for before in 0..3 {
        let padded = [vec![b' '; before], text.as_bytes().to_vec()].concat();
        let base64 = STANDARD.encode(padded);
        // The first and the last characters depend on what stands around.
        let from = if before == 0 { 0 } else { 4 };
        all.push(base64[from..(base64.len() - 4)].to_owned());
    }
    all
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
        assert!(spellings(secret).iter().any(|needle| text.contains(needle)), "{text}");
    }
    assert!(spellings("a!b==").contains(&"a%21b%3D%3D".to_owned()));
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

    let mut keys = Vec::new();
    let certified = journey.certified("Acme Bridge", async |draft| {
        let pair = journey.desk.make_key_pair(draft).await.unwrap();
        shown.push(to_string(&pair).unwrap());
        shown.push(format!("{pair:?}"));
    });
    let certified = certified.await;
    shown.push(to_string(&journey.desk.plan(certified).await.unwrap()).unwrap());
    let third = journey.create(certified).await;
    journey.until_still(third).await;
    let (_, key) = journey.desk.private_key(third).await.unwrap();
    shown.push(format!("{key:?}"));
    // Every line of it: each alone would be a piece of the key.
    keys.extend(key.expose().lines().filter(|line| !line.starts_with("--")).map(str::to_owned));
    assert!(keys.len() > 20);

    for run in [first, second, third] {
        let view = journey.desk.run(run).unwrap();
        assert_eq!(view.state, RunState::Done);
        shown.push(to_string(&view).unwrap());
        shown.push(to_string(&view.report).unwrap());
        shown.push(format!("{view:?}"));
        let (_, sheet) = journey.desk.hand_over(run).unwrap();
        assert!(sheet.contains(view.client_id.as_deref().unwrap()), "the sheet is the real one");
        shown.push(sheet);
    }
    shown.push(to_string(&journey.desk.start().await.unwrap()).unwrap());
    for draft in [server, website, certified] {
        shown.push(to_string(&journey.desk.open_draft(draft).unwrap()).unwrap());
    }

    // What the browser was given stands in its history and in the arguments of a program.
    shown.extend(journey.links.opened().iter().map(ToString::to_string));

    let mut places: Vec<(String, String)> = shown.into_iter().map(|text| (text.clone(), text)).collect();
    for file in fs::read_dir(journey.folder.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        places.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
    }
    assert!(places.iter().any(|(place, text)| place.ends_with("orgkey.sqlite") && !text.is_empty()));

    let mut canaries: Vec<String> = BEGINNINGS.map(str::to_owned).to_vec();
    for run in [first, second, third] {
        canaries.push(journey.desk.secret(run).await.unwrap().expose().to_owned());
    }
    canaries.push(journey.org().await.0.session().access_token.expose().to_owned());
    canaries.extend(keys);
    for canary in &canaries {
        for needle in spellings(canary) {
            for (place, text) in &places {
                assert!(!text.contains(&needle), "{canary} as {needle} in {place}");
            }
        }
    }
}
