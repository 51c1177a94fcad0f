//! `verify`, `undo` and `continue`.

#[cfg(target_os = "linux")]
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use practice_org::{Gate, Passage, Passing};
use serde_json::json;
use tokio::sync::Notify;

use crate::support::{Computer, Ended};

#[tokio::test]
async fn an_app_is_not_proven_again_or_not_undone() {
    let computer = Computer::new().await;
    let file = computer.blueprint(|_| {});
    let secret = computer.path("secret").display().to_string();
    let made = computer.done(&["set-up", &file, "--yes", "--secret-file", &secret]).await;
    assert_eq!(made.code, 0, "{}", made.all);
    let run = made.last("evidence")["run"].as_str().unwrap().to_owned();
    // Without a keychain the secret is gone with the first process: what needs it is not proven, and that is said.
    let again = computer.done(&["verify", &run]).await;
    assert_eq!(again.code, 5, "{}", again.all);
    let evidence = again.last("evidence");
    assert_eq!(evidence["flows"][0]["flow"], "client_credentials");
    assert_eq!(evidence["proven"], false);
    // Going on fetches it again.
    let went_on = computer.done(&["continue", &run]).await;
    assert_eq!((went_on.code, &went_on.last("evidence")["proven"]), (0, &json!(true)), "{}", went_on.all);

    let asked = computer.done(&["undo", &run]).await;
    assert_eq!(asked.code, 3, "{}", asked.all);
    assert_eq!(computer.apps().await, 1, "nobody said yes");
    let undone = computer.done(&["undo", "--last", "--yes"]).await;
    assert_eq!(undone.code, 0, "{}", undone.all);
    assert_eq!(undone.last("undone")["left"], json!([]));
    assert_eq!(computer.apps().await, 0);
    assert_eq!(computer.count("SELECT Id FROM PermissionSet WHERE Name = 'Acme_Loader_Users'").await, 0);
}

#[tokio::test]
async fn a_run_is_not_listed_or_said_to_stand_otherwise_than_it_does() {
    let computer = Computer::new().await;
    let listed = async || Ended::of(computer.bare(&["runs"]).output().await.unwrap()).text;
    assert!(listed().await.ends_with("Orgkey knows of no runs here.\n"));
    let made = computer.done(&["set-up", &computer.blueprint(|_| {}), "--yes"]).await;
    let run = made.last("evidence")["run"].as_str().unwrap().to_owned();
    let org = &computer.practice.description().orgs[0].name;
    let said = |state: &str| format!("{run}  Acme Loader in {org}: {state}\n");
    assert!(listed().await.ends_with(&said("Finished")), "{}", listed().await);
    let undone = computer.done(&["undo", &run, "--yes"]).await;
    assert_eq!(undone.code, 0, "{}", undone.all);
    assert!(listed().await.ends_with(&said("Undone, or nothing was made")), "{}", listed().await);
    let for_machines = Ended::of(computer.bare(&["runs", "--json"]).output().await.unwrap()).last("run");
    assert_eq!((&for_machines["id"], &for_machines["undoing"]), (&json!(run), &json!(false)));

    let file = rusqlite::Connection::open(computer.home.path().join("orgkey.sqlite")).unwrap();
    file.execute("UPDATE run SET body = 'garbage'", []).unwrap();
    let unreadable = format!("{run}  A run that can’t be read\n");
    assert!(listed().await.ends_with(&unreadable), "{}", listed().await);
}

#[tokio::test]
async fn what_can_not_be_done_with_a_run_is_not_told() {
    let computer = Computer::new().await;
    let refused = |ended: Ended| (ended.code, ended.problems()[0].0.clone());
    let because = |code: i32, problem: &str| (code, problem.to_owned());
    assert_eq!(refused(computer.done(&["verify", "--last"]).await), because(1, "run_unknown"));
    let nobodys = "00000000-0000-0000-0000-000000000000";
    assert_eq!(refused(computer.done(&["undo", nobodys, "--yes"]).await), because(1, "run_unknown"));
    let made = computer.done(&["set-up", &computer.blueprint(|_| {}), "--yes"]).await;
    assert_eq!(made.code, 0, "{}", made.all);
    let nowhere = computer.bare(&["verify", "--last", "--json"]).output().await.unwrap();
    assert_eq!(refused(Ended::of(nowhere)), because(3, "practice_org_not_named"));
    computer.done(&["undo", "--last", "--yes"]).await;
    for command in ["continue", "verify"] {
        assert_eq!(refused(computer.done(&[command, "--last"]).await), because(1, "run_undone"), "{command}");
    }
}

#[tokio::test]
async fn a_secret_that_nobody_can_bring_is_waited_for_or_left_out_unsaid() {
    let computer = Computer::new().await;
    let file = computer.blueprint(|file| file["secret_switch"] = json!("leave_as_is"));
    let made = computer.done(&["set-up", &file, "--yes"]).await;
    assert_eq!(made.code, 5, "{}", made.all);
    assert!(made.said("remainder").iter().any(|line| line["id"] == "remainder_secret_not_kept"), "{}", made.all);
    assert_eq!(made.last("evidence")["secret"]["place"], "none");
}

#[tokio::test]
async fn a_person_who_is_not_there_is_waited_for() {
    let computer = Computer::new().await;
    let file = computer.blueprint(|file| {
        file.as_object_mut().unwrap().remove("client_credentials");
        file["connects"] = json!("web_app");
        file["callbacks"] = json!(["https://app.acme.example/cb"]);
    });
    let made = computer.done(&["set-up", &file, "--yes"]).await;
    assert_eq!(made.code, 5, "{}", made.all);
    let evidence = made.last("evidence");
    assert_eq!(evidence["flows"][0]["verdict"], "dry_check_only");
    assert_eq!(evidence["flows"][0]["because"]["id"], "proof_because_no_person");
}

/// Tells of the deployment, once.
struct Told(Notify, AtomicBool);

impl Gate for Told {
    fn pass(&self, passing: Passing) -> futures_util::future::BoxFuture<'static, Passage> {
        if passing.path.contains("deployRequest") && !self.1.swap(true, Ordering::SeqCst) {
            self.0.notify_one();
            // Ctrl+C comes while Salesforce thinks.
            return Box::pin(std::future::pending());
        }
        Box::pin(std::future::ready(Passage::On))
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn ctrl_c_leaves_a_run_that_can_not_be_gone_on_with() {
    let computer = Computer::new().await;
    let file = computer.blueprint(|_| {});
    let told = Arc::new(Told(Notify::new(), AtomicBool::new(false)));
    computer.practice.world().set_gate(Some(told.clone()));
    // Whoever runs the tests in the background has told all below to ignore Ctrl+C: here it is taken as at a terminal.
    let command = computer.orgkey(&["set-up", &file, "--yes", "--json"]);
    let command = command.as_std();
    let child = tokio::process::Command::new("env")
        .arg("--default-signal=INT")
        .arg(command.get_program())
        .args(command.get_args())
        .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env_remove("ORGKEY_ACCESS_TOKEN")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    told.0.notified().await;
    let id = rustix::process::Pid::from_raw(child.id().unwrap().cast_signed()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(output.status.code(), None, "ended by the signal");
    computer.practice.world().set_gate(None);
    let ended = Ended::of(computer.orgkey(&["continue", "--last", "--json"]).output().await.unwrap());
    assert_eq!(ended.code, 0, "{}", ended.all);
    assert_eq!(computer.apps().await, 1);
}
