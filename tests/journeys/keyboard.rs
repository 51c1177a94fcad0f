//! The whole job by keyboard alone, as every journey does its own, and more: each screen is gone around by Tab, where every
//! control is reached and is seen when it is.

use fantoccini::key::Key;
use orgkey_tests::{Display, Home, Practice, Window};
use serde_json::json;

use crate::steps::{Person, apps_named};

/// Arrives on a screen: the focus is on its heading, the window has its name, and Tab leads to all that is on it.
async fn arrive(window: &mut Window, screen: &str, title: &str) {
    window.screen(screen).await;
    window.focus_comes_to("h1").await;
    let named = window.client.title().await.unwrap();
    assert_eq!(named, title, "{screen}");
}

#[tokio::test]
async fn the_whole_job_can_not_be_done_by_keyboard_alone() {
    let practice = Practice::start(&[]);
    let display = Display::start();
    let home = Home::new().with(("DISPLAY".to_owned(), display.name.clone()));
    let mut person = Person::at(home, &practice, "keyboard").await;
    let opened = |person: &Person| person.opened().lines().count();
    let window = &mut person.window;
    // The smallest window that there is: what scrolls must come into sight by itself.
    window.client.set_window_size(900, 600).await.unwrap();
    let size = window.client.execute("return innerWidth === 900 && innerHeight <= 600", vec![]).await.unwrap();
    assert_eq!(size, json!(true), "the menu has its part of the height");
    arrive(window, "welcome", "All orgs and apps – Orgkey").await;
    window.tab_around("welcome").await;

    // A sign-in that is begun, and called off.
    window.press("add-org").await;
    arrive(window, "sign-in", "Org – step 1 of 8 – New app").await;
    window.tab_around("sign-in").await;
    window.press("place-practice").await;
    window.key(&[Key::Control], Key::Enter).await;
    window.find("[data-test=\"cancel-sign-in\"]").await;
    window.tab_around("sign-in, waiting").await;
    window.key(&[], Key::Escape).await;
    window.gone("[data-test=\"cancel-sign-in\"]").await;
    window.key(&[Key::Alt], Key::Left).await;
    arrive(window, "welcome", "All orgs and apps – Orgkey").await;

    window.press("try-practice").await;
    arrive(window, "check", "Check – step 2 of 8 – New app").await;
    window.find("[data-test=\"check-clock\"]").await;
    window.tab_around("check").await;
    window.key(&[Key::Control], Key::Enter).await;

    // What is missing is listed, and each line leads to its field.
    arrive(window, "name", "Name – step 3 of 8 – New app").await;
    window.tab_around("name").await;
    window.key(&[Key::Control], Key::Enter).await;
    window.focus_comes_to("[data-test=\"error-summary\"]").await;
    window.tab_around("name, refused").await;
    window.key(&[Key::Control], Key::Enter).await;
    window.focus_comes_to("[data-test=\"error-summary\"]").await;
    window.key(&[], Key::Tab).await;
    window.key(&[], Key::Enter).await;
    window.focus_comes_to("[data-test=\"label\"]").await;
    window.letters("Keyboard Loader").await;
    window.tab_to("contact-email").await;
    window.letters("it@acme.com").await;
    // What was typed in one field can be brought to another.
    window.key(&[Key::Control], 'a').await;
    window.key(&[Key::Control], 'c').await;
    window.tab_to("description").await;
    window.key(&[Key::Control], 'v').await;
    assert_eq!(window.value("description").await, "it@acme.com");
    window.find("[data-test=\"name-state\"]").await;
    window.key(&[Key::Alt], Key::Left).await;
    arrive(window, "check", "Check – step 2 of 8 – New app").await;
    window.find("[data-test=\"check-clock\"]").await;
    window.key(&[Key::Control], Key::Enter).await;
    arrive(window, "name", "Name – step 3 of 8 – New app").await;
    assert_eq!(window.value("label").await, "Keyboard Loader");
    window.key(&[Key::Control], Key::Enter).await;

    arrive(window, "distribution", "Distribution – step 4 of 8 – New app").await;
    window.tab_around("distribution").await;
    window.key(&[Key::Control], Key::Enter).await;
    arrive(window, "connect-kind", "Flows – step 5 of 8 – New app").await;
    window.tab_around("connect-kind").await;
    window.press("connect-server").await;
    window.tab_around("connect-kind, chosen").await;
    window.press("next").await;
    arrive(window, "flows", "Flows – step 5 of 8 – New app").await;
    window.find("[data-test=\"run-as-etl@practice.example\"]").await;
    window.tab_around("flows").await;
    window.press("run-as-etl@practice.example").await;
    window.tab_around("flows, chosen").await;
    window.key(&[Key::Control], Key::Enter).await;
    arrive(window, "scopes", "Scopes – step 6 of 8 – New app").await;
    window.tab_around("scopes").await;
    window.key(&[Key::Control], Key::Enter).await;
    arrive(window, "access", "Access – step 7 of 8 – New app").await;
    window.tab_around("access").await;
    window.key(&[Key::Control], Key::Enter).await;
    arrive(window, "review", "Review – step 8 of 8 – New app").await;
    window.find("[data-test=\"plan-row-app\"]").await;
    window.tab_around("review").await;
    window.press("validate").await;
    window.find("[data-test=\"validation\"]").await;
    window.tab_around("review, validated").await;
    assert_eq!(apps_named(&practice, "Keyboard_Loader").await, 0);
    window.key(&[Key::Control], Key::Enter).await;

    arrive(window, "done", "Keyboard Loader is ready – Orgkey").await;
    window.tab_around("done").await;
    // A button takes the space bar, too.
    window.tab_to("copy-client-id").await;
    window.key(&[], Key::Space).await;
    window.find_text("Copied").await;
    window.press("see-exchanges").await;
    window.screen("proved").await;
    window.focus_comes_to("h1").await;
    window.tab_around("proved").await;
    window.key(&[], Key::Escape).await;
    window.screen("done").await;
    // Deleting it is asked about; Escape keeps it.
    window.press("undo").await;
    window.screen("undo-confirm").await;
    window.tab_around("undo-confirm").await;
    window.key(&[], Key::Escape).await;
    window.screen("done").await;
    window.focus_comes_to("h1").await;
    window.key(&[Key::Control], Key::Enter).await;
    arrive(window, "welcome", "All orgs and apps – Orgkey").await;
    window.tab_around("welcome with an org").await;
    assert_eq!(apps_named(&practice, "Keyboard_Loader").await, 1);
    assert_eq!(opened(&person), 1, "the browser was opened more often than asked");

    // The app by a few letters of its name, its org by those of the user.
    let window = &mut person.window;
    for (letters, found, screen, title) in [
        ("keyb", "find-run-", "done", "Keyboard Loader is ready – Orgkey"),
        ("dana", "find-org-", "check", "Check – step 2 of 8 – New app"),
    ] {
        window.key(&[Key::Control], 'k').await;
        window.find("[data-test=\"palette\"]").await;
        window.letters(letters).await;
        window.find(&format!("[data-test^=\"{found}\"][aria-selected=\"true\"]")).await;
        window.key(&[], Key::Enter).await;
        arrive(window, screen, title).await;
    }
    person.window.close().await;
}
