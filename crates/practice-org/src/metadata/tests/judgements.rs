//! Apps, scopes, callbacks, certificates, keys, permission sets, settings.

use super::{Files, after, find, message, org, put, settled};
use crate::metadata::message::ProblemType;
use crate::metadata::{Caller, Change, Component, ComponentType, DeployOptions, Faults, OrgMetadata, judge};

const CALLBACKS: &str = "https://harbour.example.com/callback\nhttp://localhost:1717/OauthRedirect";

#[test]
fn a_complete_app_is_refused() {
    let judgement = Files::complete().judge(&org());
    assert!(judgement.success, "{:#?}", judgement.messages);
    let rows = judgement.messages.iter().filter(|row| !row.component_type.is_empty());
    assert!(rows.clone().all(|row| row.created && row.changed && row.success && !row.deleted));
    assert_eq!(rows.count(), 7);
    assert_eq!(judgement.changes.len(), 7);
    assert!(judgement.changes.iter().all(|change| matches!(change, Change::Put { automatic: false, .. })));
}

#[test]
fn a_rule_of_the_app_is_not_held() {
    let long = "x".repeat(81);
    let grammar = "The API Name can only contain underscores";
    let cases = [
        ("harbour@example.com", "harbour", "INVALID_EMAIL_ADDRESS: Contact Email: invalid email address: harbour"),
        ("harbour@example.com", "a@b", "INVALID_EMAIL_ADDRESS"),
        ("Tide Tables<", &format!("{long}<"), "STRING_TOO_LONG: External Client App Name"),
        ("Reads tide tables", &"x".repeat(256), "STRING_TOO_LONG: Description"),
        (">Local<", ">Managed<", "internal use"),
        ("<isProtected>", "<iconUrl>http://example.com/i.png</iconUrl><isProtected>", "https"),
        (
            "</label>",
            "</label><orgScopedExternalApp>00DOTHER0000001:Tide_Tables</orgScopedExternalApp>",
            "another organization",
        ),
    ];
    for (from, to, problem) in cases {
        let refusal = Files::complete().edit(".eca", from, to).refusal(&org(), ".eca");
        assert!(refusal.contains(problem), "{refusal}");
    }
    for name in ["2Fast", "_Tide", "Tide_", "Tide__Tables", "Tide-Tables", &long] {
        let files = Files::complete().edit(
            "package.xml",
            "<members>Tide_Tables</members>",
            &format!("<members>{name}</members>"),
        );
        let files = Files(
            files
                .0
                .into_iter()
                .map(|(path, text)| (path.replace("Tide_Tables.eca", &format!("{name}.eca")), text))
                .collect(),
        );
        let refusal = files.refusal(&org(), &format!("{name}.eca"));
        assert!(refusal.contains(grammar) || refusal.contains("STRING_TOO_LONG"), "{refusal}");
    }
    let taken = OrgMetadata { taken_names: vec!["tide_tables".to_owned()], ..org() };
    assert!(Files::complete().refusal(&taken, ".eca").starts_with("DUPLICATE_DEVELOPER_NAME"));
}

#[test]
fn someone_without_the_permission_makes_apps() {
    let nobody = OrgMetadata { caller: Caller::default(), ..org() };
    for suffix in [".eca", ".ecaOauth", ".ecaGlblOauth", ".ecaOauthPlcy", ".ecaPlcy", ".permissionset", ".settings"] {
        let refusal = Files::complete().refusal(&nobody, suffix);
        assert!(refusal.starts_with("INSUFFICIENT_ACCESS_OR_READONLY"), "{suffix}: {refusal}");
    }
}

#[test]
fn a_child_lives_without_its_app() {
    let orphans = Files::complete().without(".eca");
    for suffix in [".ecaOauth", ".ecaGlblOauth", ".ecaOauthPlcy", ".ecaPlcy"] {
        assert!(orphans.refusal(&org(), suffix).starts_with("INVALID_CROSS_REFERENCE_KEY"));
    }
}

#[test]
fn a_wrong_scope_passes_or_does_not_list_the_right_ones() {
    let refusal = Files::complete().edit(".ecaOauth", "OpenID", "mcp_api").refusal(&org(), ".ecaOauth");
    assert!(refusal.contains("mcp_api"));
    assert_eq!(refusal.matches(", ").count(), 35);
    let judgement = Files::complete().judge(&org());
    let Some(Component::OauthSettings(settings)) = put(&judgement, ComponentType::OauthSettings) else {
        panic!("no settings")
    };
    assert_eq!(settings.comma_separated_oauth_scopes.as_deref(), Some("Api, RefreshToken, OpenID"));
}

#[test]
fn a_link_to_another_org_passes_and_one_to_this_org_does_not() {
    let link =
        |text: &str| Files::complete().edit(".ecaOauth", "</label>", &format!("</label><oauthLink>{text}</oauthLink>"));
    assert!(link("00DOTHER0000001:888000000000001").refusal(&org(), ".ecaOauth").contains("String.split"));
    link("00DPRACTICE0001:888000000000001").is_taken(&org());
}

#[test]
fn a_callback_is_judged_wrongly() {
    let callbacks = |text: &str| Files::complete().edit(".ecaGlblOauth", CALLBACKS, text);
    for good in
        ["https://a.example/cb", "http://127.0.0.1:7171/callback", "http://localhost/x", "tide://back", "com.tide:/x"]
    {
        callbacks(good).is_taken(&org());
    }
    for bad in [
        "http://harbour.example/cb",
        "http://[::1]:1717/cb",
        "http://localhost.example/cb",
        "javascript:alert(1)",
        "/relative",
        "https://a.example/with space",
        "https://a.example/1,https://a.example/2 https://a.example/3",
    ] {
        let refusal = callbacks(bad).refusal(&org(), ".ecaGlblOauth");
        assert_eq!(refusal, format!("Enter a valid callback URL: {bad}"));
    }
    assert_eq!(callbacks("").refusal(&org(), ".ecaGlblOauth"), "Required field is missing: callbackUrl");
    let long = format!("https://a.example/{}", "x".repeat(2000));
    assert!(callbacks(&long).refusal(&org(), ".ecaGlblOauth").starts_with("STRING_TOO_LONG: Callback URL"));
    let faulty = OrgMetadata { faults: Faults { loopback_literal_refused: true, ..Faults::default() }, ..org() };
    assert!(callbacks("http://127.0.0.1:7171/callback").refusal(&faulty, ".ecaGlblOauth").contains("valid callback"));
}

#[test]
fn breaks_between_callbacks_are_not_made_line_feeds() {
    let judgement = Files::complete()
        .edit(".ecaGlblOauth", CALLBACKS, "https://b.example/\r\nhttps://a.example/&#13;\n")
        .judge(&org());
    let Some(Component::GlobalOauthSettings(settings)) = put(&judgement, ComponentType::GlobalOauthSettings) else {
        panic!("no settings: {:#?}", judgement.messages)
    };
    assert_eq!(settings.callback_url.as_deref(), Some("https://b.example/\nhttps://a.example/"));
}

fn certified(certificate: &str) -> Files {
    Files::complete().edit(
        ".ecaGlblOauth",
        "</callbackUrl>",
        &format!("</callbackUrl><certificate>{certificate}</certificate>"),
    )
}

#[test]
fn a_certificate_is_judged_wrongly() {
    let good = include_str!("../../../tests/samples/certificates/rsa-2048.pem");
    let bare: String = good.lines().filter(|line| !line.starts_with("-----")).collect();
    certified(good).is_taken(&org());
    certified(&bare).is_taken(&org());
    for (bad, problem) in [
        (include_str!("../../../tests/samples/certificates/rsa-1024.pem").to_owned(), "shorter than 2048 bits"),
        (include_str!("../../../tests/samples/certificates/p-256.pem").to_owned(), "valid X.509 certificate"),
        (bare[..200].to_owned(), "valid X.509 certificate"),
        ("not a certificate".to_owned(), "valid X.509 certificate"),
        (format!("{good}{}", " ".repeat(4000)) + "x", "larger than 4 KB"),
    ] {
        let refusal = certified(&bad).refusal(&org(), ".ecaGlblOauth");
        assert!(refusal.contains(problem), "{refusal}");
    }
}

#[test]
fn what_a_redeploy_leaves_out_stays() {
    let with = certified(include_str!("../../../tests/samples/certificates/rsa-2048.pem")).edit(
        ".ecaGlblOauth",
        "<isDeviceFlowEnabled>false",
        "<isDeviceFlowEnabled>true",
    );
    let org = after(org(), &with.judge(&org()));
    let without = Files::complete().edit(".ecaGlblOauth", "<isDeviceFlowEnabled>false</isDeviceFlowEnabled>", "");
    let org = after(org.clone(), &without.judge(&org));
    let Some(Component::GlobalOauthSettings(settings)) =
        find(&org, ComponentType::GlobalOauthSettings, "Tide_Tables_glbloauth")
    else {
        panic!("no settings")
    };
    assert_eq!((settings.certificate.as_deref(), settings.is_device_flow_enabled), (None, false));
}

#[test]
fn deploying_the_same_again_counts_as_a_change() {
    let judgement = Files::complete().judge(&settled());
    assert!(judgement.success && judgement.changes.is_empty(), "{:#?}", judgement.changes);
    let rows = judgement.messages.iter().filter(|row| !row.component_type.is_empty());
    assert!(rows.clone().all(|row| row.success && !row.changed && !row.created), "{rows:#?}");
    let judgement = Files::complete().edit(".eca", "Reads tide", "Shows tide").judge(&settled());
    let row = message(&judgement, ".eca");
    assert_eq!((row.changed, row.created), (true, false));
    assert_eq!(judgement.changes.len(), 1);
}

fn keyed(key: &str) -> Files {
    Files::complete().edit(
        ".ecaGlblOauth",
        "</callbackUrl>",
        &format!("</callbackUrl><consumerKey>{key}</consumerKey><consumerSecret>hush</consumerSecret>"),
    )
}

#[test]
fn a_key_of_ones_own_is_lost_or_moves_or_is_shared() {
    let judgement = keyed("3MVG9PRACTICE.mine").judge(&org());
    let Some(Component::GlobalOauthSettings(settings)) = put(&judgement, ComponentType::GlobalOauthSettings) else {
        panic!("no settings")
    };
    assert_eq!(settings.consumer_key.as_deref(), Some("3MVG9PRACTICE.mine"));
    assert_eq!(settings.consumer_secret, None);
    let org = after(org(), &judgement);
    let second = keyed("3MVG9PRACTICE.other").judge(&org);
    let row = message(&second, ".ecaGlblOauth");
    assert_eq!((row.success, row.changed), (true, false));
    assert!(second.changes.is_empty());
    assert!(keyed("3MVG9PRACTICE.taken").refusal(&super::org(), ".ecaGlblOauth").contains("already in use"));
    assert!(keyed("short").refusal(&super::org(), ".ecaGlblOauth").contains("8 to 256"));
}

#[test]
fn rotation_happens_without_asking() {
    let rotate = Files::complete().edit(
        ".ecaGlblOauth",
        "<shouldRotateConsumerSecret>false",
        "<shouldRotateConsumerSecret>true",
    );
    assert!(rotate.refusal(&settled(), ".ecaGlblOauth").contains("ignoreWarnings"));
    let options = DeployOptions { ignore_warnings: true, ..DeployOptions::default() };
    let judgement = judge(&rotate.package(), &options, &settled(), 67);
    let row = message(&judgement, ".ecaGlblOauth");
    assert_eq!((row.success, row.problem_type, row.changed), (true, Some(ProblemType::Warning), true));
    assert!(matches!(
        judgement.changes.as_slice(),
        [Change::Rotate { consumer_key: false, consumer_secret: true, .. }]
    ));
    let mut barred = settled();
    barred.caller.client_secret_rotation = false;
    assert!(rotate.refusal(&barred, ".ecaGlblOauth").starts_with("INSUFFICIENT_ACCESS"));
}

#[test]
fn a_rule_of_the_permission_set_is_not_held() {
    let cases = [
        (">ApiEnabled<", ">ApiOnlyUser<", "Unknown user permission: ApiOnlyUser"),
        (">Account<", ">Boat__c<", "In field: field - no CustomObject named Boat__c found"),
        ("<allowEdit>false", "<allowEdit>true", ""),
        ("<allowRead>true", "<allowRead>false", ""),
        ("<allowDelete>false", "<allowDelete>true", "Permission Delete Account depends on permission(s): Edit Account"),
    ];
    for (from, to, problem) in cases {
        let files = Files::complete().edit(".permissionset", from, to);
        if problem.is_empty() {
            files.is_taken(&org());
        } else {
            assert_eq!(files.refusal(&org(), ".permissionset"), problem);
        }
    }
    Files::complete()
        .edit(".permissionset", "<label>", "<license>Salesforce</license><tabSettings><tab>standard-Account</tab><visibility>Visible</visibility></tabSettings><label>")
        .is_taken(&org());
}

#[test]
fn the_settings_file_forgets_switches_that_it_does_not_name() {
    let mut org = settled();
    let Some(Component::ExternalClientAppSettings(before)) =
        find(&org, ComponentType::Settings, "ExternalClientApp").cloned()
    else {
        panic!("no settings")
    };
    assert_eq!(before.enable_client_secret_in_rest_api_access, Some(true));
    let other = Files::complete()
        .edit(".settings", "<enableClientSecretInRestApiAccess>true", "<enablePackageEcaOauthFromDevOrg>true")
        .edit(".settings", "</enableClientSecretInRestApiAccess>", "</enablePackageEcaOauthFromDevOrg>");
    org = after(org.clone(), &other.judge(&org));
    let Some(Component::ExternalClientAppSettings(now)) = find(&org, ComponentType::Settings, "ExternalClientApp")
    else {
        panic!("no settings")
    };
    assert_eq!(now.enable_client_secret_in_rest_api_access, Some(true));
    assert_eq!(now.enable_package_eca_oauth_from_dev_org, Some(true));
}

#[test]
fn a_failure_or_a_validation_changes_the_org() {
    let bad = Files::complete().edit(".ecaPlcy", "Tide_Tables<", "Nowhere<");
    let judgement = bad.judge(&org());
    assert!(!judgement.success && judgement.changes.is_empty());
    let partial = DeployOptions { rollback_on_error: false, ..DeployOptions::default() };
    let judgement = judge(&bad.package(), &partial, &org(), 67);
    assert!(!judgement.success);
    // Everything else, and the policy that Salesforce makes in place of the refused one.
    assert_eq!(judgement.changes.len(), 7);
    let dry = DeployOptions { check_only: true, ..DeployOptions::default() };
    let judgement = judge(&Files::complete().package(), &dry, &org(), 67);
    assert!(judgement.success && judgement.changes.is_empty());
    assert!(message(&judgement, ".eca").created);
}

#[test]
fn production_takes_options_that_it_must_refuse() {
    let org = OrgMetadata { production: true, ..org() };
    for options in [
        DeployOptions { rollback_on_error: false, ..DeployOptions::default() },
        DeployOptions { purge_on_delete: true, ..DeployOptions::default() },
    ] {
        let judgement = judge(&Files::complete().package(), &options, &org, 67);
        assert!(!judgement.success && judgement.fault.is_some() && judgement.changes.is_empty());
    }
}
