//! A practice org in a process of its own, so that it outlives a window that is killed.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use practice_org::Description;
use serde_json::{Value, json};

use crate::{OrgWitness, client, program};

/// A running practice org.
pub struct Practice {
    child: Child,
    /// What it says of itself.
    pub description: Description,
}

impl Practice {
    /// Starts one with faults, in which nothing takes time.
    pub fn start(faults: &[&str]) -> Self {
        Self::with("instant", faults)
    }

    /// Starts one whose deployments and publishing take as long as a person can see.
    pub fn for_people() -> Self {
        Self::with("people", &[])
    }

    fn with(timing: &str, faults: &[&str]) -> Self {
        let mut command = Command::new(program("practice-org"));
        command.args(["--port", "0", "--json", "--timing", timing]).stdout(Stdio::piped());
        for fault in faults {
            command.args(["--fault", fault]);
        }
        let mut child = command.spawn().expect("practice-org starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output is piped")).read_line(&mut line).expect("it says a line");
        let description = serde_json::from_str(&line).expect("the line is its description");
        Self { child, description }
    }

    /// Turns a fault on or off.
    ///
    /// # Panics
    /// When the practice org refuses.
    pub async fn fault(&self, name: &str, on: bool) {
        let reply = self.control("faults", json!({ "name": name, "on": on })).await;
        assert!(reply.status().is_success(), "{}", reply.status());
    }

    /// Its first org, to look at.
    pub fn org(&self) -> OrgWitness<'_> {
        OrgWitness(&self.description.orgs[0])
    }

    /// Rows of a query, asked as the administrator.
    ///
    /// # Panics
    /// When the practice org refuses.
    pub async fn query(&self, soql: &str) -> Vec<Value> {
        self.org().query(soql).await
    }

    /// Whether the org's switch for secrets is on.
    ///
    /// # Panics
    /// When the practice org refuses.
    pub async fn secret_switch(&self) -> bool {
        self.org().secret_switch().await
    }

    /// What it has noted of the requests that it got.
    ///
    /// # Panics
    /// When it refuses.
    pub async fn log(&self) -> String {
        let control = &self.description.control;
        let address = format!("{}/log", control.url.trim_end_matches('/'));
        let reply = client().get(address).bearer_auth(&control.bearer).send().await.expect("an answer");
        assert!(reply.status().is_success(), "{}", reply.status());
        reply.text().await.expect("a body")
    }

    /// Gives a user a permission set, as somebody does in Setup.
    ///
    /// # Panics
    /// When there is no such user or set.
    pub async fn give_permission_set(&self, set: &str, username: &str) {
        let set = self.query(&format!("SELECT Id FROM PermissionSet WHERE Name = '{set}'")).await;
        let user = self.query(&format!("SELECT Id FROM User WHERE Username = '{username}'")).await;
        let org = &self.description.orgs[0];
        let address = format!("{}/services/data/v67.0/sobjects/PermissionSetAssignment", org.url);
        let body = json!({ "PermissionSetId": set[0]["Id"], "AssigneeId": user[0]["Id"] });
        let request = client().post(address).bearer_auth(&org.users[0].access_token).json(&body);
        let reply = request.send().await.expect("an answer");
        assert!(reply.status().is_success(), "{}", reply.status());
    }

    async fn control(&self, path: &str, body: Value) -> reqwest::Response {
        let control = &self.description.control;
        let address = format!("{}/{path}", control.url.trim_end_matches('/'));
        client().post(address).bearer_auth(&control.bearer).json(&body).send().await.expect("an answer")
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
