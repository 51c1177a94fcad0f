//! An app is created and undone from its last page; another is left open, found on the first page and undone from there.

use orgkey_tests::Practice;

use crate::steps::{Person, apps_named};

#[tokio::test]
async fn an_app_can_not_be_undone_from_its_last_page_or_from_the_first() {
    let practice = Practice::for_people();
    let mut person = Person::new(&practice, "undo").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("next").await;
    person.name("Mail Loader").await;
    person.as_a_server().await;
    let window = &mut person.window;
    window.press("create").await;
    window.screen("create").await;
    // The page is loaded anew in the middle: it comes back to the run.
    window.reload().await;
    window.screen("waiting-ready").await;
    window.press("check-now").await;
    window.screen("done").await;
    assert_eq!(apps_named(&practice, "Mail_Loader").await, 1);
    window.press("undo").await;
    window.screen("undo-confirm").await;
    window.find_text("Mail_Loader").await;
    window.picture("undo-confirm").await;
    window.press("undo-now").await;
    window.find_text("Mail Loader is undone").await;
    window.picture("undo-done").await;
    window.tab_around("undo, done").await;
    assert_eq!(apps_named(&practice, "Mail_Loader").await, 0);
    assert!(!practice.secret_switch().await, "the switch was not put back");
    let sets = "SELECT Id FROM PermissionSet WHERE Name = 'Mail_Loader_Users'";
    assert!(practice.query(sets).await.is_empty());

    // The answers are kept. The same again, but this time Orgkey dies in the middle, and somebody else uses its set.
    window.press("back-to-draft").await;
    person.review().await;
    person.window.press("create").await;
    person.window.screen("waiting-ready").await;
    person.restart(&practice, "undo-from-the-first-page").await;
    practice.give_permission_set("Mail_Loader_Users", "maya@practice.example").await;
    let window = &mut person.window;
    window.press_first("[data-test^=\"undo-\"]").await;
    window.screen("undo-confirm").await;
    window.press("undo-now").await;
    window.find_text("One thing is left").await;
    window.find("[data-test=\"open-left-0\"]").await;
    window.picture("undo-left").await;
    window.tab_around("undo, left").await;
    assert_eq!(apps_named(&practice, "Mail_Loader").await, 0);
    window.press("leave-run").await;
    window.screen("welcome").await;
    window.picture("welcome-after-undo").await;
    person.window.close().await;
}
