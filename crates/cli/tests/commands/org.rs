//! `set-up` and `check` in an org that is named, with a token that is given.

use std::process::Stdio;

use serde_json::json;
use tokio::io::AsyncWriteExt as _;

use crate::support::{Computer, Ended};

#[tokio::test]
async fn an_app_is_not_made_from_a_blueprint_and_a_token_or_something_of_it_is_not_told() {
    let computer = Computer::new().await;
    let (file, address) = (computer.blueprint(|_| {}), computer.address());
    let secret_file = computer.path("secret");
    let arguments =
        ["set-up", &file, "--org", &address, "--yes", "--json", "--secret-file", &secret_file.display().to_string()];
    let mut command = computer.orgkey(&arguments);
    let ended = Ended::of(command.env("ORGKEY_ACCESS_TOKEN", computer.token()).output().await.unwrap());
    assert_eq!(ended.code, 0, "{}", ended.all);
    let evidence = ended.last("evidence");
    assert!(evidence["client_id"].as_str().unwrap().starts_with("3MVG9PRACTICE"));
    assert_eq!(evidence["flows"], json!([{ "flow": "client_credentials", "verdict": "proven" }]));
    // What counts is each request to the org or its login host, also one that is refused or comes again; the handshake
    // with the practice org does not.
    let asked = computer.asked().await;
    assert!(asked.len() > 8, "{asked:?}");
    assert_eq!(evidence["requests"], asked.len(), "{asked:?}");
    assert_eq!(evidence["exit_code"], 0);
    for stage in ["plan", "sent", "app", "access", "credentials", "ready", "proof"] {
        assert!(evidence["stages"][stage].is_u64(), "{stage}: {}", evidence["stages"]);
    }
    let stages = evidence["stages"].as_object().unwrap();
    let whole = evidence["milliseconds"].as_u64().unwrap();
    let took: Vec<_> = stages.values().map(|took| took.as_u64().unwrap()).collect();
    assert!(took.iter().any(|took| *took > 0) && took.iter().all(|took| *took <= whole), "{stages:?} of {whole}");
    assert_eq!(evidence["secret"], json!({ "place": "memory", "file": secret_file }));
    assert!(std::fs::read_to_string(&secret_file).unwrap().starts_with("FA4EFA4E"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&secret_file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // The token is borrowed: it still works for whoever gave it.
    assert_eq!(computer.apps().await, 1);
    assert!(ended.said("signed_in")[0]["username"] == "dana@practice.example");
}

#[tokio::test]
async fn a_file_that_is_there_is_overwritten_with_a_secret_or_found_too_late() {
    let computer = Computer::new().await;
    let file = computer.blueprint(|_| {});
    let there = computer.file("secret", "mine");
    let ended = computer.done(&["set-up", &file, "--yes", "--secret-file", &there]).await;
    assert_eq!((ended.code, &*ended.problems()[0].0), (1, "file_exists"));
    #[cfg(unix)]
    {
        let link = computer.path("link");
        std::os::unix::fs::symlink(computer.path("nowhere"), &link).unwrap();
        let ended = computer.done(&["set-up", &file, "--yes", "--secret-file", &link.display().to_string()]).await;
        assert_eq!((ended.code, &*ended.problems()[0].0), (1, "file_exists"));
    }
    let nowhere = computer.path("no-folder").join("secret").display().to_string();
    let ended = computer.done(&["set-up", &file, "--yes", "--secret-file", &nowhere]).await;
    assert_eq!((ended.code, &*ended.problems()[0].0), (1, "file_not_written"));
    assert_eq!(computer.apps().await, 0);
    assert_eq!(std::fs::read_to_string(there).unwrap(), "mine");
}

#[tokio::test]
async fn a_token_from_standard_input_does_not_lead_in_or_is_shown() {
    let computer = Computer::new().await;
    let address = computer.address();
    let mut command = computer.orgkey(&["check", "--org", &address, "--token-stdin", "--json"]);
    let mut child = command.stdin(Stdio::piped()).env("RUST_LOG", "trace").spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(format!("{}\n", computer.token()).as_bytes()).await.unwrap();
    drop(stdin);
    let ended = Ended::of(child.wait_with_output().await.unwrap());
    assert_eq!(ended.code, 0, "{}", ended.all);
    assert_eq!(ended.said("check").len(), 10);
}

#[tokio::test]
async fn a_wrong_or_ended_token_or_none_is_not_told_apart() {
    let computer = Computer::new().await;
    let address = computer.address();
    let check = async |token: &str| {
        let mut command = computer.orgkey(&["check", "--org", &address, "--json"]);
        let ended = Ended::of(command.env("ORGKEY_ACCESS_TOKEN", token).output().await.unwrap());
        (ended.code, ended.problems()[0].0.clone())
    };
    let outcome = |code: i32, problem: &str| (code, problem.to_owned());
    assert_eq!(check("").await, outcome(3, "not_signed_in"));
    assert_eq!(check("hello").await, outcome(3, "token_not_one"));
    let wrong = format!("{}x", computer.token());
    assert_eq!(check(&wrong).await, outcome(3, "token_refused"));
    computer.expire(&computer.token()).await;
    assert_eq!(check(&computer.token()).await, outcome(3, "token_refused"));
    let elsewhere = computer.bare(&["check", "--org", "https://evil.example", "--json"]).output().await.unwrap();
    let elsewhere = Ended::of(elsewhere);
    assert_eq!((elsewhere.code, &*elsewhere.problems()[0].0), (2, "not_a_salesforce_address"));
}

#[tokio::test]
async fn a_plan_or_a_validation_changes_something() {
    let computer = Computer::new().await;
    let file = computer.blueprint(|_| {});
    let rows = async || {
        let mut rows = Vec::new();
        for object in ["ExternalClientApplication", "PermissionSet", "PermissionSetAssignment"] {
            rows.push(computer.count(&format!("SELECT Id FROM {object}")).await);
        }
        rows
    };
    // What reads by POST: several reads at once, and the older API, in which a deployment has no place.
    let written = async || {
        let sent = computer.log().await.into_iter().filter(|(method, path)| {
            method != "GET" && !path.ends_with("/composite") && !path.starts_with("/services/Soap/m/")
        });
        sent.map(|(method, path)| format!("{method} {}", path.rsplit('/').next().unwrap())).collect::<Vec<_>>()
    };
    let before = rows().await;
    let plan = computer.done(&["set-up", &file, "--plan", "--yes"]).await;
    assert_eq!(plan.code, 0, "{}", plan.all);
    assert_eq!(plan.said("plan")[0]["label"], "Acme Loader");
    assert_eq!((written().await, rows().await), (vec![], before.clone()));

    let good = computer.done(&["set-up", &file, "--validate"]).await;
    assert_eq!((good.code, &good.last("validated")["accepted"]), (0, &json!(true)), "{}", good.all);
    assert_eq!((written().await, rows().await), (vec!["POST deployRequest".to_owned()], before), "only checked");

    // Salesforce knows no such object; nobody else can tell.
    let unknown = computer.blueprint(|file| file["access"]["objects"][0]["object"] = json!("Nothing__c"));
    let refused = computer.done(&["set-up", &unknown, "--validate"]).await;
    assert_eq!((refused.code, &refused.last("validated")["accepted"]), (4, &json!(false)), "{}", refused.all);
    let refused = computer.done(&["set-up", &unknown, "--yes"]).await;
    assert_eq!(refused.code, 4, "{}", refused.all);
    assert_eq!(computer.apps().await, 0);
}

#[tokio::test]
async fn nobody_said_yes_and_something_is_made() {
    let computer = Computer::new().await;
    let file = computer.blueprint(|_| {});
    let ended = computer.done(&["set-up", &file]).await;
    assert_eq!(ended.code, 3, "{}", ended.all);
    ended.last("declined");
    assert_eq!(computer.apps().await, 0);
}

#[tokio::test]
async fn an_org_that_is_not_ready_is_called_ready_or_worked_in() {
    let computer = Computer::new().await;
    let file = computer.blueprint(|_| {});
    let change = practice_org::ProfileChange {
        username: "dana@practice.example".to_owned(),
        permissions: [("ExternalClientAppDeveloper".to_owned(), false)].into(),
        ..practice_org::ProfileChange::default()
    };
    computer.practice.world().change_profile(&change).unwrap();
    let check = computer.done(&["check"]).await;
    assert_eq!(check.code, 4, "{}", check.all);
    // People see which one it is, and why.
    let read = Ended::of(computer.orgkey(&["check"]).output().await.unwrap());
    let blocks: Vec<_> = read.text.lines().skip_while(|line| !line.starts_with('✕')).take(2).collect();
    assert!(blocks[1].contains("needs the permission"), "{}", read.text);
    assert_eq!(read.text.lines().filter(|line| line.starts_with('✓')).count(), 8, "{}", read.text);
    let ended = computer.done(&["set-up", &file, "--yes"]).await;
    assert_eq!((ended.code, &*ended.problems()[0].0), (4, "checks_block"), "{}", ended.all);
}
