//! Blueprints: written, explained, and what is wrong with one named where it stands.

use serde_json::{Value, json};

use crate::support::{Computer, Ended};

#[tokio::test]
async fn a_slip_in_a_blueprint_is_not_named_or_something_is_made_of_it() {
    let computer = Computer::new().await;
    let typo = computer.blueprint(|file| file["netwrok"] = json!("ignore"));
    let ended = computer.done(&["set-up", &typo, "--yes"]).await;
    assert_eq!((ended.code, ended.problems()), (4, vec![("blueprint_unreadable".to_owned(), "netwrok".to_owned())]));
    let words = Ended::of(computer.orgkey(&["set-up", &typo, "--yes"]).output().await.unwrap()).text;
    assert!(words.contains("“netwrok” is no setting of a blueprint"), "{words}");
    assert_eq!(computer.log().await, [], "nothing was asked");

    let wrong = computer.blueprint(|file| {
        file["contact_email"] = json!("nobody");
        file["scopes"] = json!(["everything"]);
        file["client_credentials"]["run_as"] = json!("ghost@practice.example");
        file["access"] = json!({ "permission_sets": ["Ghosts"] });
    });
    let ended = computer.done(&["set-up", &wrong, "--yes"]).await;
    let found: Vec<_> = ended.problems().into_iter().map(|(code, setting)| format!("{code} {setting}")).collect();
    let expected = [
        "email_malformed contact_email",
        "run_as_not_usable client_credentials.run_as",
        "scope_unknown scopes",
        "permission_set_missing access.permission_sets",
    ];
    assert_eq!((ended.code, found), (4, expected.map(str::to_owned).to_vec()));
    let admin = computer.blueprint(|file| file["client_credentials"]["run_as"] = json!("dana@practice.example"));
    let ended = computer.done(&["set-up", &admin, "--yes"]).await;
    assert_eq!(ended.problems()[0].1, "client_credentials.run_as_confirmation", "an administrator by accident");
    assert_eq!(computer.apps().await, 0);
}

#[tokio::test]
async fn a_new_blueprint_can_not_be_filled_in_and_used() {
    let computer = Computer::new().await;
    let new = Ended::of(computer.bare(&["blueprint", "new", "--connect", "server"]).output().await.unwrap());
    let mut blueprint: Value = serde_json::from_str(&new.text).unwrap();
    let unfinished = computer.file("new.json", &new.text);
    let explained = computer.bare(&["blueprint", "explain", &unfinished, "--json"]).output().await.unwrap();
    let explained = Ended::of(explained);
    assert_eq!(explained.code, 4);
    let settings: Vec<_> = explained.problems().into_iter().map(|(_, setting)| setting).collect();
    assert_eq!(settings, ["label", "api_name", "contact_email", "client_credentials.run_as"]);

    blueprint["label"] = json!("Acme Loader");
    blueprint["contact_email"] = json!("it@acme.example");
    blueprint["client_credentials"]["run_as"] = json!("etl@practice.example");
    let finished = computer.file("finished.json", &blueprint.to_string());
    let explained = Ended::of(computer.bare(&["blueprint", "explain", &finished]).output().await.unwrap());
    assert_eq!(explained.code, 0, "{}", explained.all);
    assert!(explained.text.contains("network: Keep your IP rules\n"), "{}", explained.text);
    let ended = computer.done(&["set-up", &finished, "--yes"]).await;
    assert_eq!(ended.code, 0, "{}", ended.all);
}

#[tokio::test]
async fn a_loosening_is_not_explained_or_a_default_passes_for_a_choice() {
    let computer = Computer::new().await;
    let loose = computer.blueprint(|file| file["network"] = json!("ignore"));
    let text = Ended::of(computer.bare(&["blueprint", "explain", &loose]).output().await.unwrap()).text;
    assert!(text.contains("! Your IP rules are ignored for this app."), "{text}");
    assert!(text.contains("sign_out_after: After 120 minutes (left out: the default)"), "{text}");
    assert!(!text.contains("explain_") && !text.contains("cli_") && !text.contains('{'), "{text}");
}

#[tokio::test]
async fn a_yes_to_everything_accepts_what_is_looser_too() {
    let computer = Computer::new().await;
    let loose = computer.blueprint(|file| file["network"] = json!("ignore"));
    let ended = computer.done(&["set-up", &loose, "--yes"]).await;
    assert_eq!((ended.code, ended.problems()[0].0.as_str()), (3, "loosenings_not_accepted"), "{}", ended.all);
    assert_eq!(computer.apps().await, 0);
    let text = Ended::of(computer.orgkey(&["set-up", &loose, "--yes"]).output().await.unwrap());
    assert!(text.text.contains("Looser than the safe defaults:\n  ! Your IP rules are ignored"), "{}", text.all);
    let ended = computer.done(&["set-up", &loose, "--yes", "--accept-loosenings"]).await;
    assert_eq!(ended.code, 0, "{}", ended.all);
}

#[tokio::test]
async fn the_schema_is_none_or_knows_other_settings_than_the_reader() {
    let computer = Computer::new().await;
    let schema = Ended::of(computer.bare(&["blueprint", "schema"]).output().await.unwrap());
    let schema: Value = serde_json::from_str(&schema.text).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["required"], json!(["schema"]));
    let known = schema["properties"].as_object().unwrap();
    for kind in ["server", "web-app", "mobile-or-desktop", "saas-product", "many-orgs", "i-know", "many_orgs"] {
        let new = Ended::of(computer.bare(&["blueprint", "new", "--connect", kind]).output().await.unwrap());
        let new: Value = serde_json::from_str(&new.text).unwrap();
        for name in new.as_object().unwrap().keys() {
            assert!(known.contains_key(name), "{name} of {kind}");
        }
    }
}

#[tokio::test]
async fn a_key_pair_is_not_made_or_brought_or_its_key_is_shown() {
    let computer = Computer::new().await;
    let jwt = |file: &mut Value| {
        file["client_credentials"].take();
        file.as_object_mut().unwrap().remove("client_credentials");
        file["jwt_bearer"] = json!({ "speaks_for": "etl@practice.example" });
    };
    let file = computer.blueprint(jwt);
    let explained = Ended::of(computer.bare(&["blueprint", "explain", &file]).output().await.unwrap());
    assert_eq!(explained.code, 0, "a file can't hold what is missing: {}", explained.all);
    let missing = computer.done(&["set-up", &file, "--yes"]).await;
    assert_eq!(
        (missing.code, missing.problems()),
        (4, vec![("certificate_missing".to_owned(), "jwt_bearer.certificate".to_owned())])
    );
    let key_file = computer.path("app.key").display().to_string();
    let made = computer.done(&["set-up", &file, "--yes", "--make-key-pair", "--private-key-file", &key_file]).await;
    assert_eq!(made.code, 0, "{}", made.all);
    assert_eq!(made.last("evidence")["flows"], json!([{ "flow": "jwt_bearer", "verdict": "proven" }]));
    assert!(std::fs::read_to_string(&key_file).unwrap().contains("BEGIN PRIVATE KEY"));

    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../orgkey/tests/samples/key_pairs/");
    let [certificate, key, archive] = ["good.crt", "good.key", "modern.p12"].map(|name| format!("{samples}{name}"));
    let second = computer.blueprint(|file| {
        jwt(file);
        file["label"] = json!("Second");
    });
    let brought = computer.done(&["set-up", &second, "--yes", "--certificate", &certificate, "--key", &key]).await;
    assert_eq!(brought.code, 0, "{}", brought.all);
    let third = computer.blueprint(|file| {
        jwt(file);
        file["label"] = json!("Third");
    });
    let mut locked = computer.orgkey(&["set-up", &third, "--plan", "--json", "--certificate", &archive]);
    let wrong = Ended::of(locked.output().await.unwrap());
    assert_eq!((wrong.code, &*wrong.problems()[0].0), (1, "key_password_wrong"));
    let opened = Ended::of(locked.env("ORGKEY_KEY_PASSWORD", "harbour-7").output().await.unwrap());
    assert_eq!(opened.code, 0, "{}", opened.all);
    let unused = computer.blueprint(|_| {});
    let refused = computer.done(&["set-up", &unused, "--yes", "--make-key-pair"]).await;
    assert_eq!((refused.code, &refused.last("not_wanted")["id"]), (2, &json!("cli_key_pair_not_wanted")));
}
