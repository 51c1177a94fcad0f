//! The whole job for a server that proves itself with a certificate: JWT bearer, with a key pair made here; and files by
//! the system's own dialog.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use orgkey_tests::{Bus, Home, Practice, Window, root};

use crate::steps::{Person, apps_named};

/// How the keychain's entry of a private key begins.
const PRIVATE_KEY: &str = "private-key/";

#[tokio::test]
async fn an_admin_cannot_get_from_nothing_to_a_proven_app_for_a_server_with_a_certificate() {
    let practice = Practice::start(&[]);
    let mut bus = Bus::new();
    bus.start_keychain();
    let mut person = Person::at(Home::new().with(bus.environment()), &practice, "certificate").await;
    person.sign_in(&practice, "dana@practice.example").await;
    to_the_key(&mut person, "Warehouse Loader").await;
    let window = &mut person.window;
    window.press("next").await;
    window.find("[data-test=\"error-summary\"]").await;
    window.press("make-key-pair").await;
    window.find("[data-test=\"certificate-check-together\"][data-outcome=\"pass\"]").await;
    assert_eq!(window.all("[data-test^=\"certificate-check-\"][data-outcome=\"pass\"]").await, 4);
    window.picture("key-made").await;
    window.tab_around("key, made").await;
    assert!(bus.items().contains(PRIVATE_KEY), "the private key is not in the keychain");
    window.press("save-private-key").await;
    window.find("[data-test=\"save-private-key-ask\"]").await;
    window.picture("key-save-asks").await;
    window.press("save-private-key-no").await;
    window.press("save-private-key").await;
    window.press("save-private-key-yes").await;
    let saved = person.home.folder().join("Loader.key");
    window.dialog().await.choose(&saved).await;
    assert!(window.text("[data-test=\"save-private-key-saved\"]").await.contains("Loader.key"));
    let mode = fs::metadata(&saved).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "others can read the private key");
    assert!(fs::read_to_string(&saved).unwrap().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    window.press("next").await;
    window.screen("scopes").await;
    window.press("next").await;
    window.screen("access").await;
    window.press("next").await;
    window.find("[data-test=\"error-summary\"]").await;
    window.press("speaks-for-etl@practice.example").await;
    window.picture("access-speaks-for").await;
    window.tab_around("access, speaks for").await;
    window.press("next").await;
    person.review().await;
    let window = &mut person.window;
    window.find("[data-test=\"plan-row-certificate\"]").await;
    window.press("create").await;

    window.screen("done").await;
    window.find("[data-test=\"certificate-ends\"]").await;
    window.picture("done-certificate").await;
    window.press("see-exchanges").await;
    window.screen("proved").await;
    assert_eq!(window.all("[data-outcome=\"failed\"]").await, 0);
    window.find("[data-test=\"proof-jwt-bearer-got-token\"][data-outcome=\"passed\"]").await;
    window.find("[data-test=\"proof-jwt-bearer-refused-wrong-key\"][data-outcome=\"passed\"]").await;
    assert!(!window.source().await.contains("PRIVATE KEY"), "the page has the private key");
    assert_eq!(apps_named(&practice, "Warehouse_Loader").await, 1);

    let window = &mut person.window;
    window.press("home").await;
    window.press_first("[data-test^=\"forget-org-\"]").await;
    window.press("confirm-forget").await;
    window.gone("[data-test^=\"use-org-\"]").await;
    assert!(!bus.items().contains(PRIVATE_KEY), "a forgotten org left its private key in the keychain");
    person.window.close().await;
}

#[tokio::test]
async fn a_key_pair_in_files_does_not_come_in_by_the_dialog() {
    let practice = Practice::start(&[]);
    let mut bus = Bus::new();
    bus.start_keychain();
    let mut person = Person::at(Home::new().with(bus.environment()), &practice, "certificate-brought").await;
    person.sign_in(&practice, "dana@practice.example").await;
    to_the_key(&mut person, "Warehouse Loader").await;
    let samples = root().join("crates/orgkey/tests/samples/key_pairs");
    let sample = |name: &str| fs::read(samples.join(name)).unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let file = person.home.folder().join(name);
        fs::write(&file, bytes).unwrap();
        file
    };
    let notes = file("notes.pem", b"no key at all");
    let pair = file("pair.pem", &[sample("good.crt"), sample("good.key")].concat());
    let archive = file("pair.p12", &sample("modern.p12"));

    let window = &mut person.window;
    window.press("key-bring").await;
    window.press("choose-key-files").await;
    window.dialog().await.choose(&notes).await;
    window.find("[data-test=\"problem-key_file_unreadable\"]").await;
    window.picture("key-unreadable").await;

    window.press("choose-key-files").await;
    window.dialog().await.choose(&pair).await;
    is_whole(window).await;
    window.gone("[data-test=\"problem-key_file_unreadable\"]").await;
    window.picture("key-brought").await;
    assert!(bus.items().contains(PRIVATE_KEY), "the private key is not in the keychain");

    window.press("choose-key-files").await;
    window.dialog().await.choose(&archive).await;
    window.find("[data-test=\"key-locked\"]").await;
    window.fill("key-password", "harbour-8").await;
    window.press("unlock-key").await;
    window.find("[data-test=\"key-password\"][aria-invalid=\"true\"]").await;
    assert_eq!(window.value("key-password").await, "");
    window.picture("key-password-wrong").await;
    window.fill("key-password", "harbour-7").await;
    window.press("unlock-key").await;
    is_whole(window).await;
    let page = window.source().await;
    assert!(!page.contains("PRIVATE KEY") && !page.contains("harbour-7"), "the page has the key or its password");
    person.window.close().await;
}

/// From Check to the page of the key, for an app that a server uses with a certificate.
pub(crate) async fn to_the_key(person: &mut Person, label: &str) {
    person.window.press("next").await;
    person.name(label).await;
    let window = &mut person.window;
    window.press("connect-i-know").await;
    window.press("next").await;
    window.screen("flows").await;
    window.press("flow-jwt-bearer").await;
    window.picture("flows-certificate").await;
    window.press("next").await;
    window.screen("key").await;
}

/// Waits until there is a certificate with its key, and everything is right with both.
async fn is_whole(window: &Window) {
    window.find("[data-test=\"certificate-check-together\"][data-outcome=\"pass\"]").await;
    assert_eq!(window.all("[data-test^=\"certificate-check-\"][data-outcome=\"pass\"]").await, 4);
}
