//! The real window under a web driver: started, looked at, typed into, pictured, killed.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Dialog, Practice, accessibility, executable, program, root};

/// A picture shows where a movement ends.
pub(crate) const STILL: &str = "for (const name of ['fast', 'base', 'slow']) \
                     document.documentElement.style.setProperty(`--motion-${name}`, '0ms')";

/// How long a condition may take to come true.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// One person's computer: Orgkey's folder, and a browser that only writes down what it was asked to open.
pub struct Home {
    folder: TempDir,
    environment: Vec<(String, String)>,
    logged: bool,
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Home {
    /// A computer on which Orgkey never ran.
    ///
    /// # Panics
    /// When there is no room for it.
    pub fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().expect("a folder"), environment: Vec::new(), logged: false };
        home.program(
            "xdg-open",
            "#!/bin/sh\nprintf '%s\\n' \"$1\" >> \"$ORGKEY_TEST_OPENED\"\nenv >> \"$ORGKEY_TEST_OPENED.environment\"\n",
        );
        home
    }

    /// Puts a program on this computer, before all others of its name.
    ///
    /// # Panics
    /// When there is no room for it.
    pub fn program(&self, name: &str, script: &str) {
        let file = self.folder.path().join("bin").join(name);
        fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
        executable(&file, script);
    }

    /// The same computer with folders of its own for what the page's engine keeps.
    #[must_use]
    pub fn apart(mut self) -> Self {
        for (name, folder) in [("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache"), ("XDG_CONFIG_HOME", "config")] {
            let folder = self.folder.path().join(folder);
            fs::create_dir_all(&folder).expect("a folder");
            self.environment.push((name.to_owned(), folder.display().to_string()));
        }
        self
    }

    /// The same computer, on which everything that can be said is written to the file `log`, and on which a program that
    /// crashes leaves its memory in a file, unless it has seen to it that none is written.
    #[must_use]
    pub fn logged(mut self) -> Self {
        self.logged = true;
        self.with(("RUST_LOG".to_owned(), "trace".to_owned()))
    }

    /// Everything of this computer.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// The same computer with one more variable of the environment.
    #[must_use]
    pub fn with(mut self, variable: (String, String)) -> Self {
        self.environment.push(variable);
        self
    }

    /// The last link that the browser was asked to open, waited for.
    ///
    /// # Panics
    /// When none is opened in time.
    pub async fn opened(&self, already: usize) -> String {
        let file = self.folder.path().join("opened");
        let began = Instant::now();
        loop {
            let lines: Vec<String> = fs::read_to_string(&file).unwrap_or_default().lines().map(str::to_owned).collect();
            if let Some(line) = lines.get(already) {
                return line.clone();
            }
            assert!(began.elapsed() < PATIENCE, "the browser was not opened");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Orgkey's own folder.
    pub fn orgkey(&self) -> PathBuf {
        self.folder.path().join("orgkey")
    }

    fn path(&self) -> String {
        format!("{}:{}", self.folder.path().join("bin").display(), std::env::var("PATH").unwrap_or_default())
    }
}

/// The window, and the driver that moves it.
pub struct Window {
    /// For what the helpers here do not do.
    pub client: Client,
    driver: Child,
    pictures: Option<PathBuf>,
    taken: u32,
}

impl Window {
    /// Opens the window beside a practice org. With a name, pictures go to `tests/pictures/<name>`.
    ///
    /// # Panics
    /// When the window does not open.
    pub async fn open(home: &Home, practice: Option<&Practice>, name: Option<&str>) -> Self {
        let port = free_port();
        let mut command = Command::new("sh");
        let start = if home.logged { "ulimit -c unlimited; exec WebKitWebDriver" } else { "exec WebKitWebDriver" };
        command
            .args(["-c", &format!("{start} \"$@\""), "sh"])
            .current_dir(home.folder.path())
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            // What a dialog remembers of its last time has no place to go.
            .env("GSETTINGS_BACKEND", "memory")
            .env("ORGKEY_HOME", home.orgkey())
            .env("ORGKEY_TEST_OPENED", home.folder.path().join("opened"))
            .env("PATH", home.path())
            .envs(home.environment.iter().cloned())
            .stdout(Stdio::null());
        if home.logged {
            let log = fs::File::create(home.folder.path().join("log")).expect("a file");
            command.stdout(log.try_clone().expect("a second hold")).stderr(log);
        }
        let mut arguments = Vec::new();
        if let Some(practice) = practice {
            command.env("ORGKEY_PRACTICE_BEARER", &practice.description.control.bearer);
            arguments = vec!["--practice-at".to_owned(), practice.description.login_url.clone()];
        }
        let driver = command.spawn().expect("WebKitWebDriver starts");
        let options = json!({ "binary": program("orgkey-window"), "args": arguments });
        let capabilities = [("webkitgtk:browserOptions".to_owned(), options)].into_iter().collect();
        let client = connect(port, capabilities).await;
        client.execute(STILL, vec![]).await.expect("a page");
        let pictures = name.map(|name| root().join("tests/pictures").join(name));
        if let Some(folder) = &pictures {
            let _ = fs::remove_dir_all(folder);
            fs::create_dir_all(folder).expect("a folder for pictures");
        }
        Self { client, driver, pictures, taken: 0 }
    }

    /// Waits for the screen of this name.
    ///
    /// # Panics
    /// When another screen stays, with what it shows.
    pub async fn screen(&mut self, name: &str) {
        self.find(&format!("[data-screen=\"{name}\"]")).await;
        self.picture(name).await;
    }

    /// Waits for an element.
    ///
    /// # Panics
    /// When it does not appear, with what the page shows.
    pub async fn find(&self, selector: &str) -> Element {
        let began = Instant::now();
        loop {
            if let Ok(element) = self.client.find(Locator::Css(selector)).await {
                return element;
            }
            if began.elapsed() > PATIENCE {
                let shown = self.client.find(Locator::Css("body")).await.expect("a page").text().await;
                panic!("{selector} does not appear. The page shows: {}", shown.unwrap_or_default());
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Waits until there is no such element.
    ///
    /// # Panics
    /// When one stays, with what the page shows.
    pub async fn gone(&self, selector: &str) {
        let began = Instant::now();
        while self.all(selector).await > 0 {
            assert!(began.elapsed() < PATIENCE, "{selector} stays. The page shows: {}", self.shown().await);
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// The window's own process.
    ///
    /// # Panics
    /// When it is not there.
    pub fn process(&self) -> u32 {
        child_of(self.driver.id()).expect("the window's process")
    }

    /// The text of an element, waited for.
    ///
    /// # Panics
    /// When it does not appear.
    pub async fn text(&self, selector: &str) -> String {
        self.find(selector).await.text().await.expect("text")
    }

    /// The value of a field, waited for.
    ///
    /// # Panics
    /// When it does not appear.
    pub async fn value(&self, test: &str) -> String {
        let element = self.find(&named(test)).await;
        element.prop("value").await.expect("a property").unwrap_or_default()
    }

    /// The client ID that Done shows, whole.
    ///
    /// # Panics
    /// When Done is not there.
    pub async fn client_id(&self) -> String {
        let element = self.find(&named("client-id")).await;
        element.attr("title").await.expect("an attribute").unwrap_or_default()
    }

    /// How many elements there are now.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn all(&self, selector: &str) -> usize {
        self.client.find_all(Locator::Css(selector)).await.expect("a page").len()
    }

    /// Waits until the page shows a text.
    ///
    /// # Panics
    /// When it does not, with what is shown.
    pub async fn find_text(&self, text: &str) {
        let began = Instant::now();
        loop {
            let shown = self.client.execute("return document.body.textContent", vec![]).await.expect("a page");
            if shown.as_str().is_some_and(|shown| shown.contains(text)) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{text} is not shown: {shown}");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Loads the page anew, as after a crash of the web view.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("a page");
        self.client.execute(STILL, vec![]).await.expect("a page");
    }

    /// The page as it stands in memory, attributes and all.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn source(&self) -> String {
        self.client.source().await.expect("a page")
    }

    /// Everything that the page shows.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn shown(&self) -> String {
        self.text("body").await
    }

    /// Looks whether what is shown is for everyone, in light and in dark; where the journey has a name, also takes a
    /// picture of each, for somebody to look at.
    ///
    /// # Panics
    /// When it is not for everyone, or a picture can't be written.
    pub async fn picture(&mut self, name: &str) {
        self.taken += 1;
        for theme in ["light", "dark"] {
            self.client
                .execute_async(
                    "const done = arguments[1]; document.documentElement.dataset.theme = arguments[0]; \
                     requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))",
                    vec![json!(theme)],
                )
                .await
                .expect("frames");
            if let Some(folder) = &self.pictures {
                let file = folder.join(format!("{:02}-{name}-{theme}.png", self.taken));
                fs::write(&file, self.client.screenshot().await.expect("a picture")).expect("a file");
            }
            if accessibility::is_new(&self.client, theme).await {
                let findings = self.findings(theme).await;
                assert!(findings.is_empty(), "{name}, {theme}:\n{}", findings.join("\n"));
            }
        }
        self.client.execute("document.documentElement.dataset.theme = 'light'", vec![]).await.expect("a theme");
    }

    /// What is wrong for somebody with what is shown now, in the theme that it has: rule, element, and what would help.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn findings(&self, theme: &str) -> Vec<String> {
        accessibility::findings(&self.client, theme).await
    }

    /// The dialog that the window has opened, waited for.
    pub async fn dialog(&self) -> Dialog {
        Dialog::of(self.process()).await
    }

    /// Kills the window as a power cut would, and its driver.
    ///
    /// # Panics
    /// When the window is not there to kill.
    pub fn kill(&mut self) {
        self.end_by("KILL");
        self.end_driver();
    }

    /// Sends the window a signal until it is gone: Rust's own handler of crashes takes the first SEGV that no memory is to
    /// blame for.
    ///
    /// # Panics
    /// When it is not there, or outlives it.
    pub fn end_by(&self, signal: &str) {
        end(self.process(), signal);
    }

    /// Waits until the window has closed by itself.
    ///
    /// # Panics
    /// When it stays open.
    pub async fn closes(mut self, process: u32) {
        let began = Instant::now();
        while is_alive(process) {
            assert!(began.elapsed() < PATIENCE, "the window stays open");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        self.end_driver();
    }

    /// Closes the window.
    pub async fn close(mut self) {
        let window = child_of(self.driver.id());
        let _ = self.client.clone().close().await;
        // The driver forgets a window now and then.
        if let Some(window) = window {
            end(window, "TERM");
        }
        self.end_driver();
    }

    fn end_driver(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        end_with_browser(&mut self.driver);
    }
}

/// Ends a driver and the browser, or window, that it drives: however a driver ends, it may leave that behind.
pub(crate) fn end_with_browser(driver: &mut Child) {
    if let Some(browser) = child_of(driver.id()) {
        let _ = Command::new("kill").args(["-KILL", &browser.to_string()]).status();
    }
    let _ = driver.kill();
    let _ = driver.wait();
}

pub(crate) fn named(test: &str) -> String {
    format!("[data-test=\"{test}\"]")
}

fn end(process: u32, signal: &str) {
    let began = Instant::now();
    while is_alive(process) {
        assert!(began.elapsed() < PATIENCE, "{signal} did not end the window");
        // It may be gone by now.
        let _ = Command::new("kill").args(["-s", signal, &process.to_string()]).stderr(Stdio::null()).status();
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A session of the web driver at `port`, waited for.
///
/// # Panics
/// When none begins in time.
pub async fn connect(port: u16, capabilities: serde_json::Map<String, Value>) -> Client {
    let began = Instant::now();
    loop {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities.clone());
        // The driver itself waits for a window that says nothing for ever.
        let address = format!("http://127.0.0.1:{port}");
        let connected = tokio::time::timeout(2 * PATIENCE, builder.connect(&address)).await;
        match connected.expect("the window opened, and says nothing") {
            Ok(client) => return client,
            Err(error) => assert!(began.elapsed() < PATIENCE, "the window did not open: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A port that nobody holds.
///
/// # Panics
/// When there is none.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port()
}

/// Whether a process runs: one that ended may still wait to be asked how.
fn is_alive(process: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

/// The first child of a process.
fn child_of(parent: u32) -> Option<u32> {
    let threads = fs::read_dir(format!("/proc/{parent}/task")).ok()?;
    let children = threads.flatten().filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    children.collect::<String>().split_whitespace().next()?.parse().ok()
}
