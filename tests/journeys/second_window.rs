//! Orgkey is started again while its window is open, and ten times at once.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use orgkey_tests::{Home, program};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, CreateWindowAux, WindowClass};

use crate::habits::OnScreen;

/// Long enough for ten windows on two cores.
const PATIENCE: Duration = Duration::from_secs(60);

fn start(home: &Home) -> Child {
    let mut command = Command::new(program("orgkey-window"));
    command.env("ORGKEY_HOME", home.orgkey()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits until so few are left; those that ended did so well.
async fn until_left(windows: &mut Vec<Child>, count: usize) {
    let began = Instant::now();
    while windows.len() > count {
        windows.retain_mut(|window| match window.try_wait().unwrap() {
            Some(status) => {
                assert!(status.success(), "{status}");
                false
            }
            None => true,
        });
        assert!(began.elapsed() < PATIENCE, "{} windows stay open", windows.len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A window of somebody else's, above all others.
fn cover(on_screen: &OnScreen) -> u32 {
    let display = &on_screen.display;
    let window = display.generate_id().unwrap();
    let (like, no_border) = (x11rb::COPY_FROM_PARENT, 0);
    let class = WindowClass::INPUT_OUTPUT;
    let look = CreateWindowAux::new().background_pixel(0);
    let made = display.create_window(0, window, on_screen.root, 0, 0, 1280, 900, no_border, class, like, &look);
    made.unwrap().check().unwrap();
    display.map_window(window).unwrap().check().unwrap();
    window
}

/// Whether one window lies above another.
fn is_above(on_screen: &OnScreen, one: u32, other: u32) -> bool {
    let windows = on_screen.display.query_tree(on_screen.root).unwrap().reply().unwrap().children;
    let place = |wanted| windows.iter().position(|window| *window == wanted);
    place(one) > place(other)
}

#[tokio::test]
async fn a_second_start_leaves_the_first_window_behind_another() {
    let home = Home::new();
    let mut first = start(&home);
    let on_screen = OnScreen::of(first.id());
    let cover = cover(&on_screen);
    assert!(is_above(&on_screen, cover, on_screen.window));
    until_left(&mut vec![start(&home)], 0).await;
    let began = Instant::now();
    while !is_above(&on_screen, on_screen.window, cover) {
        assert!(began.elapsed() < PATIENCE, "it stays behind");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    first.kill().unwrap();
    first.wait().unwrap();
}

#[tokio::test]
async fn ten_starts_at_once_open_two_windows() {
    let (home, other) = (Home::new(), Home::new());
    let mut windows: Vec<_> = (0..10).map(|_| start(&home)).collect();
    until_left(&mut windows, 1).await;
    // Another folder is another Orgkey.
    let mut elsewhere = start(&other);
    windows.push(start(&home));
    until_left(&mut windows, 1).await;
    assert_eq!(windows.len(), 1, "the first stays");
    for window in windows.iter_mut().chain([&mut elsewhere]) {
        assert!(window.try_wait().unwrap().is_none(), "it ended");
        window.kill().unwrap();
        window.wait().unwrap();
    }
}
