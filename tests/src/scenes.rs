//! The scenes page: every screen in each of its states over the fake host, built from `ui/dev` and served on loopback.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use fantoccini::Client;
use tokio::net::TcpListener;

use crate::root;

/// Whether the page could be built: once, whoever serves it how often.
static BUILT: LazyLock<bool> = LazyLock::new(|| {
    let build = ["run", "--silent", "--prefix", "ui", "scenes", "--", "--logLevel", "error"];
    Command::new("npm").args(build).current_dir(root()).status().is_ok_and(|status| status.success())
});

/// The page, served as long as the process lives.
pub struct Scenes {
    address: String,
}

impl Scenes {
    /// The page, built and served.
    ///
    /// # Panics
    /// When it can't be built or served.
    pub async fn serve() -> Self {
        assert!(*BUILT, "the scenes could not be built");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        tokio::spawn(async { axum::serve(listener, Router::new().fallback(file)).await.expect("a server") });
        Self { address }
    }

    /// The address of a scene.
    pub fn scene(&self, name: &str) -> String {
        format!("{}/?show={name}&theme=light", self.address)
    }

    /// The address of a scene whose words are those of a language that nobody speaks.
    pub fn pseudo(&self, name: &str) -> String {
        format!("{}&words=pseudo", self.scene(name))
    }

    /// The names of all scenes, as the page lists them.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn names(&self, client: &Client) -> Vec<String> {
        client.goto(&self.address).await.expect("the list");
        let list = "return [...document.querySelectorAll('a')].map((link) => link.textContent)";
        let names = client.execute(list, vec![]).await.expect("a page");
        serde_json::from_value(names).expect("names")
    }

    /// The address of a comp.
    pub fn comp(&self, name: &str) -> String {
        format!("{}/comps/screens/{name}.html", self.address)
    }
}

/// Opens a scene in a browser, and waits until it says that it is drawn. False when it does not within thirty seconds.
///
/// # Panics
/// When there is no page.
pub(crate) async fn opened(client: &Client, address: &str) -> bool {
    client.goto(address).await.expect("a page");
    let ready = "const done = arguments[0]; \
                 const look = () => document.body?.dataset.ready ? done() : requestAnimationFrame(look); look()";
    client.execute_async(ready, vec![]).await.is_ok()
}

/// A file of the built page.
async fn file(address: Uri) -> Response {
    let name = match address.path() {
        "/" => "index.html",
        path => path.trim_start_matches('/'),
    };
    let kind = match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("woff2") => "font/woff2",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match tokio::fs::read(root().join("ui/dev-dist").join(name)).await {
        // Kept by the browser, script and its compiled form too: each scene is a page of its own.
        Ok(bytes) => ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=3600")], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
