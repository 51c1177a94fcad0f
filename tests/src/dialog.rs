//! The system's own file dialog, filled in by keys as a person would.

use std::path::Path;
use std::time::{Duration, Instant};

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ConnectionExt as _, ImageFormat, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MapState, Window as Xid,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// How long a dialog may take to open, and to close.
const PATIENCE: Duration = Duration::from_secs(20);
/// Keysyms; those of printable ASCII are its codes.
const RETURN: u32 = 0xff0d;
const SHIFT: u32 = 0xffe1;
const CONTROL: u32 = 0xffe3;

/// A dialog that is open.
pub struct Dialog {
    display: RustConnection,
    root: Xid,
    window: Xid,
    /// The first keycode, and the keysyms of each from there on.
    keys: (u8, Vec<Vec<u32>>),
}

impl Dialog {
    /// Waits for the file dialog of a process.
    ///
    /// # Panics
    /// When none opens.
    pub async fn of(process: u32) -> Self {
        let (display, screen) = x11rb::connect(None).expect("a display");
        let root = display.setup().roots[screen].root;
        let (first, last) = (display.setup().min_keycode, display.setup().max_keycode);
        let mapping = display.get_keyboard_mapping(first, last - first + 1).expect("a question").reply();
        let mapping = mapping.expect("a keyboard");
        let keys = mapping.keysyms.chunks(usize::from(mapping.keysyms_per_keycode)).map(<[u32]>::to_vec).collect();
        let began = Instant::now();
        loop {
            if let Some(window) = opened(&display, root, process) {
                return Self { display, root, window, keys: (first, keys) };
            }
            assert!(began.elapsed() < PATIENCE, "no dialog opens");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Opens a file, or saves as it.
    pub async fn choose(self, file: &Path) {
        self.go_to(&file.display().to_string()).await;
        let began = Instant::now();
        while is_shown(&self.display, self.window) {
            assert!(began.elapsed() < PATIENCE, "the dialog stays");
            // Again and again: the dialog reads folders in its own time.
            self.press(RETURN, &[]);
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }

    /// Types a path, over a name that is proposed. Its slash opens the field for it, where there is none yet.
    async fn go_to(&self, path: &str) {
        self.still().await;
        self.press(u32::from(b'a'), &[CONTROL]);
        for (place, character) in path.bytes().enumerate() {
            self.press(u32::from(character), &[]);
            if place == 0 {
                self.still().await;
            }
        }
        self.still().await;
    }

    /// Waits until the dialog looks twice the same: keys that come before it is drawn are lost.
    async fn still(&self) {
        let began = Instant::now();
        let mut before = Vec::new();
        loop {
            let seen = self.picture();
            if seen == before && seen.iter().any(|byte| *byte != 0) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "the dialog never stands still");
            before = seen;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// What it looks like; nothing when it is not there.
    fn picture(&self) -> Vec<u8> {
        let size = self.display.get_geometry(self.window).ok().and_then(|asked| asked.reply().ok());
        let picture = size.and_then(|size| {
            let asked = self.display.get_image(ImageFormat::Z_PIXMAP, self.window, 0, 0, size.width, size.height, !0);
            asked.ok()?.reply().ok()
        });
        picture.map(|picture| picture.data).unwrap_or_default()
    }

    /// As the keyboard does, with the focus on the dialog: nobody manages windows here, so nobody else gives it that.
    fn press(&self, keysym: u32, held: &[u32]) {
        let (key, shifted) = self.key(keysym);
        let held = held.iter().chain(shifted.then_some(&SHIFT)).map(|keysym| self.key(*keysym).0);
        let down: Vec<u8> = held.chain([key]).collect();
        self.display.set_input_focus(InputFocus::PARENT, self.window, x11rb::CURRENT_TIME).expect("a display");
        for key in &down {
            self.strike(KEY_PRESS_EVENT, *key);
        }
        for key in down.iter().rev() {
            self.strike(KEY_RELEASE_EVENT, *key);
        }
        self.display.flush().expect("a display");
    }

    fn strike(&self, kind: u8, key: u8) {
        let sent = self.display.xtest_fake_input(kind, key, x11rb::CURRENT_TIME, self.root, 0, 0, 0);
        sent.expect("a display");
    }

    /// The keycode of a keysym, and whether it wants Shift.
    fn key(&self, keysym: u32) -> (u8, bool) {
        let (first, keys) = &self.keys;
        let place = |level: usize| keys.iter().position(|keysyms| keysyms.get(level) == Some(&keysym));
        let found = place(0).map(|at| (at, false)).or_else(|| place(1).map(|at| (at, true)));
        let (at, shifted) = found.unwrap_or_else(|| panic!("no key for {keysym:x}"));
        (first + u8::try_from(at).expect("a keycode"), shifted)
    }
}

/// The window of a dialog among those of a process.
fn opened(display: &RustConnection, root: Xid, process: u32) -> Option<Xid> {
    let atom = |name: &[u8]| display.intern_atom(false, name).ok()?.reply().ok().map(|found| found.atom);
    let (pid, kind) = (atom(b"_NET_WM_PID")?, atom(b"_NET_WM_WINDOW_TYPE")?);
    let dialog = atom(b"_NET_WM_WINDOW_TYPE_DIALOG")?;
    let first = |window: Xid, property: u32| {
        let asked = display.get_property(false, window, property, AtomEnum::ANY, 0, 1).ok()?;
        asked.reply().ok()?.value32()?.next()
    };
    let windows = display.query_tree(root).ok()?.reply().ok()?.children;
    windows.into_iter().find(|&window| {
        first(window, pid) == Some(process) && first(window, kind) == Some(dialog) && is_shown(display, window)
    })
}

fn is_shown(display: &RustConnection, window: Xid) -> bool {
    let attributes = display.get_window_attributes(window).ok().and_then(|asked| asked.reply().ok());
    attributes.is_some_and(|attributes| attributes.map_state == MapState::VIEWABLE)
}
