//! Real keychains: missing and started later, locked, ended in between; and what long secrets come back as.

use std::time::Duration;

use orgkey::vault::{Namespace, Slot, Vault};
use orgkey::views::KeychainState;
use orgkey_tests::{Bus, Home, Practice};
use rusqlite::{Connection, OpenFlags};

use crate::steps::Person;

#[tokio::test]
async fn a_keychain_that_starts_after_the_window_is_not_found() {
    let mut bus = Bus::new();
    let practice = Practice::start(&[]);
    let mut person = Person::at(Home::new().with(bus.environment()), &practice, "keychain").await;
    person.window.find("[data-test=\"problem-keychain_missing\"]").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("save-and-close").await;
    person.window.screen("welcome").await;
    person.window.press("keep-until-closed").await;
    person.window.find("[data-test=\"keychain-accepted\"]").await;
    person.window.picture("accepted").await;

    bus.start_keychain();
    person.window.press("check-keychain").await;
    person.window.gone("[data-test=\"check-keychain\"]").await;
    assert!(bus.items().contains("orgkey-practice"), "what was kept in memory is in the keychain");

    // Another Orgkey on the same computer finds what the first one kept.
    person.restart(&practice, "keychain-restarted").await;
    person.window.find("[data-test^=\"use-org-\"]").await;
    assert_eq!(person.window.all("[data-test=\"check-keychain\"]").await, 0);
    person.window.find_text("Signed in").await;

    person.window.press_first("[data-test^=\"forget-org-\"]").await;
    person.window.find("[data-test=\"confirm-forget\"]").await;
    person.window.picture("forget").await;
    person.window.press("confirm-forget").await;
    person.window.gone("[data-test^=\"use-org-\"]").await;
    assert!(!bus.items().contains("orgkey"), "a forgotten org left something in the keychain");
    person.window.close().await;
}

#[tokio::test]
async fn a_locked_keychain_is_not_told_apart_or_stops_the_window() {
    let mut bus = Bus::new();
    bus.start_keychain();
    bus.start_locked_keychain();
    let practice = Practice::start(&[]);
    let mut person = Person::at(Home::new().with(bus.environment()), &practice, "keychain-locked").await;
    let problem = "[data-test=\"problem-keychain_locked\"], [data-test=\"problem-keychain_denied\"]";
    person.window.find(problem).await;
    person.window.picture("locked").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("save-and-close").await;
    person.window.screen("welcome").await;

    bus.start_keychain();
    person.window.press("check-keychain").await;
    person.window.gone("[data-test=\"check-keychain\"]").await;
    person.window.close().await;
}

#[tokio::test]
async fn what_a_damaged_file_held_is_lost_or_its_secrets_stay_in_the_keychain_for_ever() {
    let mut bus = Bus::new();
    bus.start_keychain();
    let practice = Practice::start(&[]);
    let mut person = Person::at(Home::new().with(bus.environment()), &practice, "damaged").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("save-and-close").await;
    person.window.screen("welcome").await;
    person.restart(&practice, "damaged-copied").await;
    let file = person.home.orgkey().join("orgkey.sqlite");
    let copy = file.with_extension("sqlite.good");
    let damage = || {
        std::fs::write(&file, "garbage").unwrap();
        // What was written last is whole in here.
        std::fs::remove_file(file.with_extension("sqlite-wal")).unwrap();
    };
    let only_read = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let copied = || {
        Connection::open_with_flags(&copy, only_read)?
            .query_row("SELECT count(*) FROM org", (), |row| row.get::<_, i64>(0))
    };
    let waited = async {
        while !copied().is_ok_and(|orgs| orgs == 1) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waited).await.expect("a copy is kept at each start");

    person.window.kill();
    damage();
    person.open_again(&practice, "damaged-offered").await;
    person.window.find("[data-test=\"notice\"]").await;
    person.window.find("[data-test=\"copy-offered\"]").await;
    assert_eq!(person.window.all("[data-test^=\"use-org-\"]").await, 0);
    person.window.picture("offered").await;
    person.window.press("bring-copy-back").await;
    person.window.find("[data-test^=\"use-org-\"]").await;
    person.window.find_text("Signed in").await;
    person.window.press("help").await;
    person.window.press("find-left-secrets").await;
    person.window.find("[data-test=\"no-left-secrets\"]").await;

    // Without a copy, the keychain holds what nobody owns.
    person.window.kill();
    std::fs::remove_file(&copy).unwrap();
    damage();
    person.open_again(&practice, "damaged-for-good").await;
    person.window.find("[data-test=\"notice\"]").await;
    assert_eq!(person.window.all("[data-test=\"copy-offered\"]").await, 0);
    assert!(bus.items().contains("orgkey-practice"));
    person.window.press("help").await;
    person.window.press("find-left-secrets").await;
    person.window.find("[data-test=\"left-secrets\"]").await;
    person.window.picture("left").await;
    person.window.press("delete-left-secrets").await;
    person.window.press("confirm-delete-left").await;
    person.window.find("[data-test=\"no-left-secrets\"]").await;
    assert!(!bus.items().contains("orgkey"), "{}", bus.items());
    person.window.close().await;
}

/// The real keychain of the desktop that this test runs in.
#[tokio::test]
async fn a_long_secret_comes_back_otherwise_than_it_was() {
    let values: Vec<String> = [1279, 1280, 1281, 2560, 2561, 8000]
        .into_iter()
        .flat_map(|length| ["k", "\u{1F511}"].map(|character| character.repeat(length)))
        .collect();
    let slot = |number: usize| Slot::session(Namespace::Practice, &format!("length-{number}"));
    let vault = Vault::open();
    for (number, value) in values.iter().enumerate() {
        vault.set(&slot(number), value).await;
    }
    assert_eq!(vault.state(), KeychainState::Working);
    let again = Vault::open();
    for (number, value) in values.iter().enumerate() {
        let kept = again.get(&slot(number)).await.unwrap();
        assert!(kept.is_some_and(|kept| *kept == *value), "number {number} of {} bytes", value.len());
        again.delete(&slot(number)).await.unwrap();
        assert!(vault.get(&slot(number)).await.unwrap().is_none());
    }
}
