//! `orgkey practice-org`: starts one, says where it is, and ends when it is told.

use std::process::Stdio;

use practice_org::Description;
use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::support::{Computer, Ended};

/// The arguments that start one at any port, and have it say everything in a line.
const START: [&str; 6] = ["practice-org", "--port", "0", "--timing", "instant", "--json"];

#[cfg(unix)]
#[tokio::test]
async fn a_practice_org_can_not_be_worked_in_or_not_ended() {
    let computer = Computer::new().await;
    let mut command = computer.bare(&START);
    let mut child = command.args(["--org", "enterprise", "--org", "sandbox"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let description: Description = serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
    let kinds: Vec<_> = description.orgs.iter().map(|org| org.kind.as_str()).collect();
    assert_eq!(kinds, ["enterprise", "sandbox"]);

    let mut other = computer.bare(&["check", "--practice-at", &description.login_url, "--json"]);
    let refused = Ended::of(other.env("ORGKEY_PRACTICE_BEARER", "somebody's").output().await.unwrap());
    assert_eq!((refused.code, &*refused.problems()[0].0), (3, "not_a_practice_org"), "{}", refused.all);

    let mut check = computer.bare(&["check", "--practice-at", &description.login_url, "--json"]);
    let checked = Ended::of(check.env("ORGKEY_PRACTICE_BEARER", &description.control.bearer).output().await.unwrap());
    assert_eq!(checked.code, 0, "{}", checked.all);
    assert_eq!(checked.said("signed_in")[0]["name"], description.orgs[0].name.as_str());

    let id = rustix::process::Pid::from_raw(child.id().unwrap().cast_signed()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    let ended = child.wait_with_output().await.unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
    let gone = computer.bare(&["check", "--practice-at", &description.login_url, "--json"]).output().await.unwrap();
    assert_eq!(Ended::of(gone).code, 1);
}

#[tokio::test]
async fn a_port_that_is_taken_or_a_kind_that_is_none_is_not_told() {
    let computer = Computer::new().await;
    let taken = computer.practice.description().login_url.rsplit(':').next().unwrap().to_owned();
    let refused = Ended::of(computer.bare(&["practice-org", "--port", &taken]).output().await.unwrap());
    assert_eq!(refused.code, 1, "{}", refused.all);
    assert!(refused.text.contains(&format!("port {taken} is taken: choose another with --port")), "{}", refused.text);
    for wrong in [["--org", "starter"], ["--fault", "nothing"], ["--timing", "never"]] {
        let refused = Ended::of(computer.bare(&START).args(wrong).output().await.unwrap());
        assert_eq!(refused.code, 2, "{}", refused.all);
    }
}

#[tokio::test]
async fn the_kinds_and_faults_are_not_listed_or_a_closed_pipe_is_an_error() {
    let computer = Computer::new().await;
    let listed = Ended::of(computer.bare(&["practice-org", "--list"]).output().await.unwrap());
    assert_eq!(listed.code, 0);
    for kind in practice_org::OrgKind::ALL {
        assert!(listed.text.contains(&format!("--org {kind} ")), "{kind}");
    }
    for fault in practice_org::Fault::ALL {
        assert!(listed.text.contains(&format!("--fault {fault} ")), "{fault}");
    }
    let mut command = computer.bare(&["practice-org", "--list"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait_with_output().await.unwrap().status.code(), Some(0));
}
