//! A flow that fails is explained, and mended by one button: a run-as user that is missing, a callback that differs.

use orgkey_tests::Practice;

use crate::steps::Person;

#[tokio::test]
async fn a_failed_test_is_not_explained_or_not_mended_by_one_button() {
    let practice = Practice::start(&["no-run-as-user"]);
    let mut person = Person::new(&practice, "mended").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("next").await;
    person.name("Warehouse Loader").await;
    person.as_a_server().await;
    let window = &mut person.window;
    window.press("create").await;
    window.screen("done").await;

    window.press("why-client-credentials").await;
    window.find("[data-test=\"diagnosis-no-run-as-user\"]").await;
    window.find_text("no client credentials user enabled").await;
    window.find_text("Works as etl@practice.example").await;
    window.picture("run-as-user-missing").await;
    window.tab_around("proved, failed").await;
    // As long as Salesforce drops the user, nothing is called mended.
    window.press("way-mend").await;
    window.find("[data-test=\"problem-read_back_differs\"]").await;
    window.picture("change-refused").await;
    practice.fault("no-run-as-user", false).await;
    window.press("why-client-credentials").await;
    window.press("way-mend").await;
    window.find("[data-test=\"verdict-client-credentials\"][data-verdict=\"proven\"]").await;
    window.picture("run-as-user-mended").await;

    let origin = practice.description.orgs[0].url.clone();
    let elements = format!(
        "<callbackUrl>{origin}/services/oauth2/Success</callbackUrl>\
         <externalClientApplication>Warehouse_Loader</externalClientApplication>\
         <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled><isPkceRequired>true</isPkceRequired>\
         <label>Warehouse Loader</label>"
    );
    practice.org().change("ExtlClntAppGlobalOauthSettings", "Warehouse_LoaderGlblOAuth", &elements).await;
    window.press("prove-again").await;
    window.find("[data-test=\"verdict-client-credentials\"][data-verdict=\"not_proven\"]").await;
    window.press("why-client-credentials").await;
    window.find("[data-test=\"diagnosis-callback-mismatch\"]").await;
    let marked = window.text("[data-test=\"callback-registered\"] mark").await;
    assert!(marked.ends_with('S'), "{marked}");
    window.picture("callback-differs").await;
    window.press("way-mend").await;
    window.find("[data-test=\"verdict-client-credentials\"][data-verdict=\"proven\"]").await;
    person.window.close().await;
}
