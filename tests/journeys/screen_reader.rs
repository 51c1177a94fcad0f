//! What somebody who does not see the window hears of it, through the desktop's accessibility bus.

use orgkey_tests::{Heard, Practice, Role, ScreenReader};

use crate::steps::Person;

/// What every secret of the practice org begins with, and what all of its tokens have in them.
const SECRETS: [&str; 2] = ["FA4EFA4E", "!PRACTICE."];

/// What somebody can do something with, which must say what it is for.
const CONTROLS: [Role; 8] = [
    Role::Button,
    Role::ToggleButton,
    Role::Link,
    Role::Entry,
    Role::RadioButton,
    Role::CheckBox,
    Role::ComboBox,
    Role::ProgressBar,
];

#[tokio::test]
async fn somebody_who_only_hears_the_window_is_not_told_what_it_shows() {
    let practice = Practice::start(&[]);
    let mut person = Person::new(&practice, "screen-reader").await;
    let reader = ScreenReader::of(&person.window).await;
    let welcome = reader
        .hears(&[
            "document web \"All orgs and apps – Orgkey\", focused",
            "button \"Find an app, org or step (Ctrl+K)\"",
            "button \"Help (F1)\"",
            "landmark \"Steps\"",
            "progress bar \"0 of 8 steps done\"",
            "heading 1 \"Set up a Salesforce external client app\", focused",
            "button \"Answer one question\"",
            "heading 2 \"New to this? Start in the practice org\"",
            "button \"Try it in the practice org\"",
            "heading 2 \"Your orgs\"",
            "button \"Add org\"",
            "heading 2 \"Good to have at hand\"",
        ])
        .await;
    assert_can_be_followed(&welcome);

    let window = &mut person.window;
    window.press("try-practice").await;
    window.screen("check").await;
    window.find("[data-test=\"check-clock\"]").await;
    window.press("next").await;
    window.screen("name").await;
    window.press("next").await;
    let refused = reader
        .hears(&[
            "document web \"Problem: Name – step 3 of 8 – New app\", focused",
            "progress bar \"2 of 8 steps done\"",
            "button \"Check – Completed Ready, to know: 1\"",
            "list item \"Name – Current step\": 3 Name– Current step",
            "paragraph: Step 3 of 8 · Name",
            "heading 1 \"Name the app\"",
            "notification \"There is a problem\", focused",
            "heading 2 \"There is a problem\"",
            "link \"App name: fill this in\"",
            "link \"API name: fill this in\"",
            "link \"Contact email: fill this in\"",
            // What is wrong with a field is said with the field, before its help.
            "entry \"App name required Setup External Client App Name\" (App name: fill this in Say what it does and for \
             whom, so that it’s recognised a year from now.), invalid-entry",
            "entry \"API name required\" (API name: fill this in Letters, numbers and _ only. Starts with a letter. Other \
             systems refer to it, so choose once.), invalid-entry",
            "entry \"Contact email required\" (Contact email: fill this in Salesforce writes here about this app. A shared \
             mailbox outlives a person.), invalid-entry",
            "entry \"Description optional\" (0 of 255 characters)",
            "heading 2 \"Where this shows up\"",
            "button \"Back\"",
            "button \"Save and close\"",
            "button \"Next\"",
        ])
        .await;
    assert_can_be_followed(&refused);
    person.window.fill("label", "Spoken Loader").await;
    let mended = reader
        .hears(&[
            "link \"Contact email: fill this in\"",
            "entry \"App name required Setup External Client App Name\": Spoken Loader (Say what it does and for whom, so \
             that it’s recognised a year from now.), focused",
        ])
        .await;
    assert!(!mended.iter().any(|one| one.name == "App name: fill this in"), "what was mended is still called wrong");
    assert_can_be_followed(&mended);

    person.name("Spoken Loader").await;
    person.as_a_server().await;
    let review = reader
        .hears(&[
            "document web \"Review – step 8 of 8 – New app\", focused",
            "progress bar \"7 of 8 steps done\"",
            "button \"Name – Completed Spoken Loader\"",
            "heading 1 \"Check the plan, then create\", focused",
            "paragraph: Nothing has been changed yet. This is everything that will change.",
            "description list",
            "section: App",
            "section: Local, for this org only",
            "button \"Change App\"",
            "description value: A server works alone, as etl@practice.example",
            "button \"Change Connects by\"",
            "section: Access",
            "section: Only people with “Spoken Loader Users”",
            "button \"Change Access\"",
            "heading 2 \"Things to know: 2\"",
            "button \"Back\"",
            "button \"Test without changing anything\"",
            "button \"Create app in Orgkey Practice PRACTICE\"",
        ])
        .await;
    assert_can_be_followed(&review);
    assert_keeps_quiet(&review);

    let window = &mut person.window;
    window.press("create").await;
    window.screen("done").await;
    let hidden = "panel \"Client secret\": Client secret Consumer Secret ••••••••••••••••••••Hidden Kept in this computer’s \
                  keychain, nowhere else";
    let done = reader
        .hears(&[
            "document web \"Spoken Loader is ready – Orgkey\", focused",
            "heading 1 \"Spoken Loader is ready\", focused",
            "landmark \"ID, secret and addresses\"",
            "button \"Copy Client ID\"",
            hidden,
            "button \"Show\"",
            "button \"Copy Client secret\"",
            "heading 2 \"What we just proved\"",
            "button \"See each exchange\"",
            "heading 2 \"Where Salesforce keeps it\"",
            "button \"Undo: delete the app…\"",
            "button \"Finish\"",
        ])
        .await;
    assert_can_be_followed(&done);
    assert_keeps_quiet(&done);
    let client_id = person.window.client_id().await;
    let id = done.iter().find(|one| one.name == "Client ID").unwrap();
    assert!(id.text.replace(' ', "").contains(&client_id), "the client ID {client_id} is not heard whole: {id}");

    // Shown, it is heard too; hidden again, no more.
    person.window.press("show-secret").await;
    let tells = |one: &Heard| one.name == "Client secret" && one.text.contains(SECRETS[0]);
    reader.until(|heard| (!heard.iter().any(tells)).then(|| "the secret that is shown".to_owned())).await;
    person.window.press("show-secret").await;
    assert_keeps_quiet(&reader.hears(&[hidden, "button \"Show\", focused"]).await);
    person.window.close().await;
}

/// One page, one first heading, no level left out, one place of the focus; no control without a name.
fn assert_can_be_followed(heard: &[Heard]) {
    let levels: Vec<u8> = heard.iter().filter(|one| one.role == Role::Heading).filter_map(|one| one.level).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{levels:?}");
    assert!(levels.first() == Some(&1) && levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    let focused: Vec<&Heard> = heard.iter().filter(|one| one.role != Role::DocumentWeb && one.is_focused()).collect();
    assert_eq!(focused.len(), 1, "{focused:?}");
    let nameless = heard.iter().find(|one| CONTROLS.contains(&one.role) && one.name.is_empty());
    assert!(nameless.is_none(), "{nameless:?} does not say what it is for");
}

/// Nothing secret is read out, under whatever heading.
fn assert_keeps_quiet(heard: &[Heard]) {
    for secret in SECRETS {
        let told = heard.iter().find(|one| one.to_string().contains(secret));
        // The secret itself has no place in what a test writes.
        assert!(told.is_none(), "a {} reads out what begins with {secret}", told.unwrap().role);
    }
}
