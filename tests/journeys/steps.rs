//! The way through the steps, as far as several journeys share it.

use std::sync::LazyLock;

use orgkey_tests::{Browser, Home, Practice, Window};
use tokio::sync::{Mutex, MutexGuard};

/// The sign-in comes back to one fixed port, so journeys go one after another.
static TURN: LazyLock<Mutex<()>> = LazyLock::new(Mutex::default);

/// One person at one computer with one window.
pub(crate) struct Person {
    pub(crate) window: Window,
    pub(crate) home: Home,
    opened: usize,
    _turn: MutexGuard<'static, ()>,
}

impl Person {
    /// Opens the window for the first time.
    pub(crate) async fn new(practice: &Practice, journey: &str) -> Self {
        Self::at(Home::new(), practice, journey).await
    }

    /// The same at a computer that is given.
    pub(crate) async fn at(home: Home, practice: &Practice, journey: &str) -> Self {
        let turn = TURN.lock().await;
        let mut window = Window::open(&home, Some(practice), Some(journey)).await;
        window.screen("welcome").await;
        Self { window, home, opened: 0, _turn: turn }
    }

    /// Puts a program on this computer, before all others of its name.
    pub(crate) fn program(&self, name: &str, script: &str) {
        self.home.program(name, script);
    }

    /// Kills the window and opens it again, on the same computer.
    pub(crate) async fn restart(&mut self, practice: &Practice, journey: &str) {
        self.window.kill();
        self.open_again(practice, journey).await;
    }

    /// Opens the window again, once it is gone.
    pub(crate) async fn open_again(&mut self, practice: &Practice, journey: &str) {
        self.window = Window::open(&self.home, Some(practice), Some(journey)).await;
        self.window.screen("welcome").await;
    }

    /// Every link that the browser was asked to open, one a line.
    pub(crate) fn opened(&self) -> String {
        std::fs::read_to_string(self.home.folder().join("opened")).unwrap_or_default()
    }

    /// Signs in through the browser, as the user of this name, and comes to Check.
    pub(crate) async fn sign_in(&mut self, practice: &Practice, username: &str) {
        let window = &mut self.window;
        window.press("add-org").await;
        window.screen("sign-in").await;
        window.press("place-practice").await;
        window.press("open-sign-in").await;
        window.find("[data-test=\"cancel-sign-in\"]").await;
        window.picture("sign-in-waiting").await;
        let (page, _) = self.browse(practice, username).await;
        assert!(page.contains("You can close this tab"), "{page}");
        let window = &mut self.window;
        window.screen("right-org").await;
        window.press("accept-org").await;
        window.screen("check").await;
        window.find("[data-test=\"check-clock\"]").await;
        window.picture("check-ended").await;
    }

    /// Plays the browser for the link that was opened last: what it showed at the end, and the link.
    pub(crate) async fn browse(&mut self, practice: &Practice, username: &str) -> (String, String) {
        let link = self.home.opened(self.opened).await;
        self.opened += 1;
        let users = &practice.description.orgs[0].users;
        let user = users.iter().find(|user| user.username == username).unwrap();
        let (_, page) = Browser::new().sign_in(&link, &user.username, &user.password).await;
        (page, link)
    }

    /// Names the app and keeps it local.
    pub(crate) async fn name(&mut self, label: &str) {
        let window = &mut self.window;
        window.screen("name").await;
        window.fill("label", label).await;
        window.fill("contact-email", "it@acme.com").await;
        window.find("[data-test=\"name-state\"]").await;
        window.picture("name-filled").await;
        window.press("next").await;
        window.screen("distribution").await;
        window.press("next").await;
        window.screen("connect-kind").await;
    }

    /// From "What will connect?" to Review, for a server that runs as the ETL user.
    pub(crate) async fn as_a_server(&mut self) {
        let window = &mut self.window;
        window.press("connect-server").await;
        window.picture("connect-kind-chosen").await;
        window.press("next").await;
        window.screen("flows").await;
        window.press("run-as-etl@practice.example").await;
        window.picture("run-as-chosen").await;
        window.press("next").await;
        window.screen("scopes").await;
        window.find("[data-test=\"no-callback\"]").await;
        window.press("next").await;
        window.screen("access").await;
        window.press("next").await;
        self.review().await;
    }

    /// Waits until Review shows the plan.
    pub(crate) async fn review(&mut self) {
        self.window.screen("review").await;
        self.window.find("[data-test=\"plan-row-app\"]").await;
        self.window.picture("review-plan").await;
    }
}

/// How many apps of this API name the org has.
pub(crate) async fn apps_named(practice: &Practice, api_name: &str) -> usize {
    let soql = format!("SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '{api_name}'");
    practice.query(&soql).await.len()
}
