//! The whole job for a server that proves itself with a certificate: JWT bearer, with a key pair made here.

use orgkey_tests::Practice;

use crate::steps::{Person, apps_named};

#[tokio::test]
async fn an_admin_cannot_get_from_nothing_to_a_proven_app_for_a_server_with_a_certificate() {
    let practice = Practice::start(&[]);
    let mut person = Person::new(&practice, "certificate").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("next").await;
    person.name("Warehouse Loader").await;
    let window = &mut person.window;
    window.press("connect-i-know").await;
    window.press("next").await;
    window.screen("flows").await;
    window.press("flow-jwt-bearer").await;
    window.picture("flows-certificate").await;
    window.press("next").await;
    window.screen("key").await;
    window.press("next").await;
    window.find("[data-test=\"error-summary\"]").await;
    window.press("make-key-pair").await;
    window.find("[data-test=\"certificate-check-together\"][data-outcome=\"pass\"]").await;
    assert_eq!(window.all("[data-test^=\"certificate-check-\"][data-outcome=\"pass\"]").await, 4);
    window.picture("key-made").await;
    window.press("save-private-key").await;
    window.find("[data-test=\"save-private-key-ask\"]").await;
    window.picture("key-save-asks").await;
    window.press("save-private-key-no").await;
    window.press("next").await;
    window.screen("scopes").await;
    window.press("next").await;
    window.screen("access").await;
    window.press("next").await;
    window.find("[data-test=\"error-summary\"]").await;
    window.press("speaks-for-etl@practice.example").await;
    window.picture("access-speaks-for").await;
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
    person.window.close().await;
}
