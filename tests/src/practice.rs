//! A practice org in a process of its own, so that it outlives a window that is killed.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use practice_org::Description;
use serde_json::{Value, json};

use crate::program;

/// A running practice org.
pub struct Practice {
    child: Child,
    /// What it says of itself.
    pub description: Description,
}

impl Practice {
    /// Starts one with faults.
    ///
    /// # Panics
    /// When it does not start: nothing can be tested then.
    pub fn start(faults: &[&str]) -> Self {
        let mut command = Command::new(program("practice-org"));
        command.args(["--port", "0", "--json"]).stdout(Stdio::piped());
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

    /// Rows of a query, asked as the administrator.
    ///
    /// # Panics
    /// When the practice org refuses.
    pub async fn query(&self, soql: &str) -> Vec<Value> {
        let org = &self.description.orgs[0];
        let mut address = url::Url::parse(&org.url).expect("an address").join("/services/data/v67.0/query").expect("a path");
        address.query_pairs_mut().append_pair("q", soql);
        let request = client().get(address).bearer_auth(&org.users[0].access_token);
        let reply: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        reply["records"].as_array().unwrap_or_else(|| panic!("{reply}")).clone()
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

fn client() -> reqwest::Client {
    crate::browser::with_tls();
    reqwest::Client::new()
}
