//! The whole job for "a server or ETL job".

use orgkey_tests::{Browser, Home, Practice, Window};

#[tokio::test]
async fn an_admin_cannot_get_from_nothing_to_a_proven_app_for_a_server() {
    let practice = Practice::start(&[]);
    let home = Home::new();
    let mut window = Window::open(&home, Some(&practice), Some("server")).await;
    let dana = &practice.description.orgs[0].users[0];

    window.screen("welcome").await;
    window.press("add-org").await;
    window.screen("sign-in").await;
    window.press("place-practice").await;
    window.press("open-sign-in").await;
    let link = home.opened(0).await;
    window.find("[data-test=\"cancel-sign-in\"]").await;
    window.picture("sign-in-waiting").await;
    let (_, page) = Browser::new().sign_in(&link, &dana.username, &dana.password).await;
    assert!(page.contains("close this tab"), "{page}");

    window.screen("right-org").await;
    assert!(window.shown().await.contains("Dana Ito"));
    window.press("accept-org").await;

    window.screen("check").await;
    window.find("[data-test=\"check-create_permission\"][data-outcome=\"pass\"], [data-test=\"check-create-permission\"][data-outcome=\"pass\"]").await;
    window.picture("check-ended").await;
    window.press("next").await;

    window.screen("name").await;
    window.fill("label", "Warehouse Loader").await;
    window.fill("contact-email", "it@acme.com").await;
    window.press("next").await;

    window.screen("distribution").await;
    window.press("next").await;

    window.screen("connect-kind").await;
    window.press("connect-server").await;
    window.press("next").await;
    window.screen("flows").await;
    window.press("run-as-etl@practice.example").await;
    window.picture("run-as").await;
    window.press("next").await;

    window.screen("scopes").await;
    assert!(window.shown().await.contains("Callback not needed"));
    window.press("next").await;

    window.screen("access").await;
    window.press("next").await;

    window.screen("review").await;
    window.find("[data-test=\"plan-row-app\"]").await;
    window.picture("review-ready").await;
    window.press("create").await;

    window.screen("done").await;
    let client_id = window.text("[data-test=\"client-id\"]").await;
    assert!(client_id.starts_with("3MVG9PRACTICE"), "{client_id}");
    assert!(!window.shown().await.contains("FA4EFA4E"), "the secret is shown unasked");
    window.press("show-secret").await;
    window.find("[data-test=\"secret-value\"]").await;
    window.press("see-exchanges").await;
    window.screen("proved").await;
    let apps = practice.query("SELECT Id FROM ExternalClientApplication").await;
    assert_eq!(apps.len(), 1);
    window.close().await;
}
