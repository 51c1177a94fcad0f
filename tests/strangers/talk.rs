//! A script around a client, and the test's conversation with it: a line of JSON each way.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};

use crate::home::{Home, LIMIT, folder};

/// A running script.
pub(crate) struct Talk {
    home: Home,
    child: Child,
    to: Option<ChildStdin>,
    from: Lines<BufReader<ChildStdout>>,
}

impl Talk {
    /// Starts a script, such as `jsforce/pages.mjs`.
    pub(crate) fn with(script: &str) -> Self {
        let home = Home::new();
        let mut child = home.command(&folder(script)).stdin(Stdio::piped()).spawn().unwrap();
        let to = child.stdin.take();
        let from = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { home, child, to, from }
    }

    /// Says something and waits for the answer.
    pub(crate) async fn ask(&mut self, question: Value) -> Value {
        let line = format!("{question}\n");
        // A script that has ended does not listen; why it ended is told below.
        let _ = self.to.as_mut().unwrap().write_all(line.as_bytes()).await;
        let answer = tokio::time::timeout(LIMIT, self.from.next_line()).await.unwrap().unwrap();
        match answer {
            Some(answer) => serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}")),
            None => panic!("{}", self.complaint().await),
        }
    }

    /// Waits for the script to end well.
    pub(crate) async fn end(mut self) {
        drop(self.to.take());
        let status = tokio::time::timeout(LIMIT, self.child.wait()).await.unwrap().unwrap();
        assert!(status.success(), "{}", self.complaint().await);
        self.home.assert_nobody_left(&status);
    }

    async fn complaint(&mut self) -> String {
        let mut text = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut text).await.unwrap();
        text
    }
}
