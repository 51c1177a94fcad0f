//! What people expect of any window: it opens where it was, things are found by their name, edits can be taken back, keys
//! work, the log can be read.

use std::time::{Duration, Instant};

use fantoccini::key::Key;
use orgkey_tests::{Home, Practice, Window};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{AtomEnum, ConfigureWindowAux, ConnectionExt as _, Window as Id};
use x11rb::rust_connection::RustConnection;

use crate::steps::Person;

const PATIENCE: Duration = Duration::from_secs(20);

/// The window of a process on the display, and where it stands.
pub(crate) struct OnScreen {
    pub(crate) display: RustConnection,
    pub(crate) root: Id,
    pub(crate) window: Id,
}

impl OnScreen {
    pub(crate) fn of(process: u32) -> Self {
        let (display, screen) = x11rb::connect(None).unwrap();
        let root = display.setup().roots[screen].root;
        let atom = display.intern_atom(false, b"_NET_WM_PID").unwrap().reply().unwrap().atom;
        let began = Instant::now();
        loop {
            for window in display.query_tree(root).unwrap().reply().unwrap().children {
                // Of its windows the large one: GTK keeps small ones for itself.
                let Ok(size) = display.get_geometry(window).unwrap().reply() else { continue };
                let asked = display.get_property(false, window, atom, AtomEnum::CARDINAL, 0, 1).unwrap().reply();
                let owner = asked.ok().and_then(|found| found.value32().and_then(|mut values| values.next()));
                if owner == Some(process) && size.width > 300 {
                    return Self { display, root, window };
                }
            }
            assert!(began.elapsed() < PATIENCE, "process {process} has no window");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What stands in its title bar.
    fn title(&self) -> String {
        let atom = |name: &[u8]| self.display.intern_atom(false, name).unwrap().reply().unwrap().atom;
        let (name, text) = (atom(b"_NET_WM_NAME"), atom(b"UTF8_STRING"));
        let title = self.display.get_property(false, self.window, name, text, 0, 256).unwrap().reply().unwrap();
        String::from_utf8(title.value).unwrap()
    }

    pub(crate) fn frame(&self) -> (i16, i16, u16, u16) {
        let found = self.display.get_geometry(self.window).unwrap().reply().unwrap();
        (found.x, found.y, found.width, found.height)
    }

    fn put(&self, (x, y, width, height): (i16, i16, u16, u16)) {
        let place =
            ConfigureWindowAux::new().x(i32::from(x)).y(i32::from(y)).width(u32::from(width)).height(u32::from(height));
        self.display.configure_window(self.window, &place).unwrap().check().unwrap();
    }

    fn until(&self, frame: (i16, i16, u16, u16)) {
        let began = Instant::now();
        while self.frame() != frame {
            assert!(began.elapsed() < PATIENCE, "{:?} instead of {frame:?}", self.frame());
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

/// Waits until a setting has been kept and satisfies a condition.
fn until_kept(home: &Home, name: &str, holds: impl Fn(&str) -> bool) {
    let began = Instant::now();
    loop {
        let file = rusqlite::Connection::open(home.orgkey().join("orgkey.sqlite")).unwrap();
        let kept: Option<String> =
            file.query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0)).ok();
        if kept.as_deref().is_some_and(&holds) {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{name} is kept as {kept:?}");
        std::thread::sleep(Duration::from_millis(30));
    }
}

async fn width(window: &Window) -> u64 {
    let width = window.client.execute("return window.innerWidth", vec![]).await.unwrap();
    width.as_u64().unwrap()
}

async fn until_width(window: &Window, holds: impl Fn(u64) -> bool) {
    let began = Instant::now();
    while !holds(width(window).await) {
        assert!(began.elapsed() < PATIENCE, "the page is {} wide", width(window).await);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

#[tokio::test]
async fn a_window_opens_elsewhere_or_larger_or_smaller_than_it_was() {
    let home = Home::new();
    let mut window = Window::open(&home, None, None).await;
    window.screen("welcome").await;
    let place = (40, 30, 1000, 640);
    let on_screen = OnScreen::of(window.process());
    assert_ne!(on_screen.frame(), place);
    on_screen.put(place);
    until_kept(&home, "window", |kept| kept.contains(r#""x":40,"y":30,"width":1000,"height":640"#));
    window.key(&[Key::Control], '=').await;
    until_width(&window, |width| width < 950).await;
    let zoomed = width(&window).await;
    // Not closed but killed: what was kept does not depend on a farewell.
    window.kill();

    let mut window = Window::open(&home, None, None).await;
    window.screen("welcome").await;
    OnScreen::of(window.process()).until(place);
    until_width(&window, |width| width == zoomed).await;
    window.key(&[Key::Control], '0').await;
    until_width(&window, |width| width == 1000).await;
    let height = window.client.execute("return window.innerHeight", vec![]).await.unwrap();
    assert!(height.as_u64().unwrap() < 640, "no menu stands above the page: {height}");
    window.kill();

    // A place on a screen that is gone.
    let file = rusqlite::Connection::open(home.orgkey().join("orgkey.sqlite")).unwrap();
    let gone = r#"{"x":9000,"y":9000,"width":1000,"height":640,"maximized":false}"#;
    file.execute("UPDATE setting SET value = ?1 WHERE name = 'window'", [gone]).unwrap();
    drop(file);
    let mut window = Window::open(&home, None, None).await;
    window.screen("welcome").await;
    let (x, y, ..) = OnScreen::of(window.process()).frame();
    assert!(x < 1000 && y < 1000, "it opened at {x}, {y}");
    window.close().await;
}

#[tokio::test]
async fn something_is_not_found_by_its_name_or_an_edit_is_not_taken_back_or_the_log_says_nothing() {
    let practice = Practice::start(&[]);
    let mut person = Person::new(&practice, "habits").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("next").await;
    person.name("Warehouse Loader").await;
    let window = &mut person.window;
    let exports = tempfile::tempdir().unwrap();

    // One choice that set several answers.
    assert_eq!(window.all("[data-test=\"undo-edit\"]").await, 0, "nothing was changed in this step");
    window.press("connect-server").await;
    window.press("next").await;
    window.screen("flows").await;
    window.press("undo-edit").await;
    window.screen("connect-kind").await;
    assert_eq!(window.all("[name=\"connects\"]:checked").await, 0);

    // A step by its name.
    window.key(&[Key::Control], 'k').await;
    window.find("[data-test=\"palette\"]").await;
    window.picture("palette").await;
    window.tab_around("palette").await;
    window.tab_to("palette-field").await;
    window.letters("name").await;
    window.find("[data-test=\"find-step-name\"][aria-selected=\"true\"]").await;
    window.key(&[], Key::Enter).await;
    window.screen("name").await;
    assert_eq!(window.value("label").await, "Warehouse Loader");
    window.fill("label", "Something else").await;
    let began = Instant::now();
    while window.value("label").await != "Warehouse Loader" {
        assert!(began.elapsed() < PATIENCE, "the label stays {}", window.value("label").await);
        window.press("undo-edit").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    // The keys, and back to where one was.
    window.key(&[], Key::F1).await;
    window.screen("keys").await;
    window.find_text("Ctrl").await;
    window.tab_around("keys").await;
    window.key(&[], Key::Escape).await;
    window.screen("name").await;

    // The log, by its name; nothing of it is anybody's.
    window.key(&[Key::Control], 'k').await;
    window.letters("log").await;
    window.find("[data-test=\"find-log\"][aria-selected=\"true\"]").await;
    window.key(&[], Key::Enter).await;
    window.screen("log").await;
    window.find_text("call=versions").await;
    window.tab_around("log").await;
    let log = "return document.querySelector('[data-test=\"log-text\"]').textContent";
    let log = window.client.execute(log, vec![]).await.unwrap();
    let log = log.as_str().unwrap_or_default();
    assert!(log.starts_with("Orgkey ") && log.contains("started"), "{log}");
    for private in ["dana", "Warehouse", "00DPRACTICE"] {
        assert!(!log.contains(private), "{private} is in the log: {log}");
    }
    // What came since is not in the file: what was read is what is saved.
    window.press("save-log").await;
    let saved = exports.path().join("orgkey-log.txt");
    window.dialog().await.choose(&saved).await;
    window.find_text("orgkey-log.txt").await;
    assert_eq!(std::fs::read_to_string(&saved).unwrap(), log);
    window.press("back").await;
    window.screen("name").await;
    let on_screen = OnScreen::of(window.process());
    let began = Instant::now();
    while on_screen.title() != "Name – step 3 of 8 – New app" {
        assert!(began.elapsed() < PATIENCE, "the title bar says {:?}", on_screen.title());
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    person.window.close().await;
}
