//! Orgkey is started again while its window is open, and ten times at once.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use orgkey_tests::{Home, program};

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
