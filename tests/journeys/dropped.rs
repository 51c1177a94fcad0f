//! Files are dragged onto the window by another program, as a file manager does it: XDND, spoken here. Blueprints come by
//! the dialog too.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use orgkey_tests::{Practice, Window, root};
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, SelectionRequestEvent, Window as Id, WindowClass,
};
use x11rb::wrapper::ConnectionExt as _;

use crate::habits::OnScreen;
use crate::steps::{Person, apps_named};

const PATIENCE: Duration = Duration::from_secs(20);

/// The program that the files are dragged from.
struct Dragging {
    onto: OnScreen,
    from: Id,
    files: String,
}

impl Dragging {
    fn of(files: &[&Path], onto: OnScreen) -> Self {
        let display = &onto.display;
        let from = display.generate_id().unwrap();
        let aux = CreateWindowAux::new();
        display.create_window(0, from, onto.root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &aux).unwrap();
        let files = files.iter().map(|path| format!("{}\r\n", url::Url::from_file_path(path).unwrap())).collect();
        let this = Self { onto, from, files };
        let selection = this.atom("XdndSelection");
        this.onto.display.set_selection_owner(from, selection, 0u32).unwrap().check().unwrap();
        this
    }

    fn atom(&self, name: &str) -> Atom {
        self.onto.display.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
    }

    fn tell(&self, what: &str, rest: [u32; 4]) {
        let [one, two, three, four] = rest;
        let data = [self.from, one, two, three, four];
        let message = ClientMessageEvent::new(32, self.onto.window, self.atom(what), data);
        self.onto.display.send_event(false, self.onto.window, EventMask::NO_EVENT, message).unwrap();
        self.onto.display.flush().unwrap();
    }

    fn enter(&self) {
        self.tell("XdndEnter", [5 << 24, self.atom("text/uri-list"), 0, 0]);
    }

    fn move_to(&self, x: i16, y: i16) {
        let place = (u32::from(x.unsigned_abs()) << 16) | u32::from(y.unsigned_abs());
        self.tell("XdndPosition", [0, place, 0, self.atom("XdndActionCopy")]);
    }

    fn let_go(&self) {
        self.tell("XdndDrop", [0, 0, 0, 0]);
    }

    /// Hands the files out to whoever asks for them.
    fn serve(&self) {
        while let Some(event) = self.onto.display.poll_for_event().unwrap() {
            if let Event::SelectionRequest(asked) = event {
                self.hand_out(&asked);
            }
        }
    }

    fn hand_out(&self, asked: &SelectionRequestEvent) {
        let display = &self.onto.display;
        let bytes = self.files.as_bytes();
        display.change_property8(PropMode::REPLACE, asked.requestor, asked.property, asked.target, bytes).unwrap();
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: asked.time,
            requestor: asked.requestor,
            selection: asked.selection,
            target: asked.target,
            property: asked.property,
        };
        display.send_event(false, asked.requestor, EventMask::NO_EVENT, answer).unwrap();
        display.flush().unwrap();
    }
}

/// Drags files onto the window, where a zone says that they are taken, and lets them go; waits for what comes of it.
async fn drop_on(window: &mut Window, files: &[&Path], comes: &str) {
    let dragging = Dragging::of(files, OnScreen::of(window.process()));
    let (x, y, ..) = dragging.onto.frame();
    dragging.enter();
    let began = Instant::now();
    let mut step = 0;
    while window.all("[data-test=\"drop-zone\"][data-taken=\"true\"]").await == 0 {
        assert!(began.elapsed() < PATIENCE, "no zone says that the files are taken: {}", window.shown().await);
        step += 1;
        dragging.move_to(x + 300 + step % 50, y + 300);
        dragging.serve();
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    window.picture("drop-zone").await;
    dragging.let_go();
    let began = Instant::now();
    while window.all(comes).await == 0 {
        assert!(began.elapsed() < PATIENCE, "the files are not taken: {}", window.shown().await);
        dragging.serve();
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

#[tokio::test]
async fn a_certificate_dropped_on_the_window_is_not_taken() {
    let practice = Practice::start(&[]);
    let mut person = Person::new(&practice, "dropped").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("next").await;
    person.name("Warehouse Loader").await;
    let window = &mut person.window;
    window.press("connect-i-know").await;
    window.press("next").await;
    window.screen("flows").await;
    window.press("flow-jwt-bearer").await;
    window.find("[data-test=\"undo-edit\"]").await;

    let samples = root().join("crates/orgkey/tests/samples/key_pairs").canonicalize().unwrap();
    let files = [samples.join("good.crt"), samples.join("good.key")];
    let files = files.each_ref().map(|file| file.as_path());
    drop_on(window, &files, "[data-test=\"certificate-check-together\"][data-outcome=\"pass\"]").await;
    window.screen("key").await;
    assert!(!window.source().await.contains("good.key"), "the page knows the name of a file");
    person.window.close().await;
}

#[tokio::test]
async fn a_blueprint_in_a_file_does_not_become_a_draft() {
    let practice = Practice::start(&[]);
    let mut person = Person::new(&practice, "blueprint").await;
    let file = |name: &str, label: &str| {
        let file = person.home.folder().join(name);
        let text = format!("{{\n  \"schema\": 1,\n  \"{label}\": \"Warehouse Loader\", \"connects\": \"server\"\n}}\n");
        fs::write(&file, text).unwrap();
        file
    };
    let (good, broken) = (file("from-a-colleague.json", "label"), file("slip-of-the-pen.json", "lable"));
    let window = &mut person.window;
    drop_on(window, &[&broken], "[data-test=\"problem-blueprint_unreadable\"]").await;
    let said = "“lable” is no setting of a blueprint (line 3, column 9).";
    assert!(window.shown().await.contains(said), "{}", window.shown().await);
    window.picture("blueprint-unreadable").await;
    window.press("open-blueprint").await;
    window.dialog().await.choose(&good).await;
    window.screen("change-org").await;
    window.press("back").await;
    window.screen("welcome").await;
    assert_eq!(window.all("[data-test^=\"delete-draft-\"]").await, 1, "the draft that a file brought is not kept");

    drop_on(window, &[&good], "[data-screen=\"change-org\"]").await;
    window.screen("change-org").await;
    let page = window.source().await;
    assert!(!page.contains("from-a-colleague"), "the page knows the name of a file");
    person.sign_in(&practice, "dana@practice.example").await;
    let window = &mut person.window;
    window.press("next").await;
    window.screen("name").await;
    assert_eq!(window.value("label").await, "Warehouse Loader");
    assert_eq!(window.value("api-name").await, "Warehouse_Loader");
    window.fill("contact-email", "it@acme.com").await;
    window.press("next").await;
    window.screen("distribution").await;
    window.press("next").await;
    window.screen("flows").await;
    assert_eq!(apps_named(&practice, "Warehouse_Loader").await, 0, "a file alone changes the org");
    person.window.close().await;
}
