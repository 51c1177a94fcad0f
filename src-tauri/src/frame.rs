//! Where the window was and how large, kept in Orgkey's own file; opened there again if that place is on a screen.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager as _, Monitor, WebviewWindow};

use crate::shell::Shell;

/// The name of the setting.
const SETTING: &str = "window";

/// A window that is being moved is kept when it has stood still this long.
const STILL: Duration = Duration::from_millis(400);

/// Where a window stands, in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Frame {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    maximized: bool,
}

/// The part of a screen that windows may cover, in physical pixels.
#[derive(Clone, Copy, Debug)]
struct Screen {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
}

impl Screen {
    fn of(monitor: &Monitor) -> Self {
        let area = monitor.work_area();
        Self { x: area.position.x, y: area.position.y, width: area.size.width, height: area.size.height }
    }

    /// How much of a frame is on it.
    fn shows(&self, frame: &Frame) -> i64 {
        let overlap = |at: i32, long: u32, other_at: i32, other_long: u32| {
            let end = (i64::from(at) + i64::from(long)).min(i64::from(other_at) + i64::from(other_long));
            (end - i64::from(at.max(other_at))).max(0)
        };
        overlap(self.x, self.width, frame.x, frame.width) * overlap(self.y, self.height, frame.y, frame.height)
    }

    /// The frame, moved and made smaller so far that all of it is on this screen.
    fn holding(&self, frame: Frame) -> Frame {
        let within = |at: i32, long: u32, from: i32, room: u32| {
            let last = i64::from(from) + i64::from(room) - i64::from(long);
            i32::try_from(i64::from(at).min(last).max(i64::from(from))).unwrap_or(from)
        };
        let (width, height) = (frame.width.min(self.width), frame.height.min(self.height));
        Frame {
            x: within(frame.x, width, self.x, self.width),
            y: within(frame.y, height, self.y, self.height),
            width,
            height,
            ..frame
        }
    }
}

/// Where to open a window that stood at `frame`: wholly on the screen that shows most of it; none when no screen shows
/// any, and the system has to say.
fn fitted(frame: Frame, screens: &[Screen]) -> Option<Frame> {
    let best = screens.iter().max_by_key(|screen| screen.shows(&frame))?;
    (best.shows(&frame) > 0).then(|| best.holding(frame))
}

/// Puts a new window where the last one was.
pub(crate) fn restore(shell: &Shell, window: &WebviewWindow) -> tauri::Result<()> {
    let Some(frame) = kept(shell) else { return Ok(()) };
    let screens: Vec<_> = window.available_monitors()?.iter().map(Screen::of).collect();
    if let Some(frame) = fitted(frame, &screens) {
        window.set_size(tauri::PhysicalSize::new(frame.width, frame.height))?;
        window.set_position(tauri::PhysicalPosition::new(frame.x, frame.y))?;
    }
    if frame.maximized { window.maximize() } else { Ok(()) }
}

/// The window was moved or made larger or smaller: kept once it stands still.
pub(crate) fn moved(app: &AppHandle) {
    static MOVES: AtomicU64 = AtomicU64::new(0);
    let this = MOVES.fetch_add(1, Ordering::Relaxed) + 1;
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(STILL).await;
        if MOVES.load(Ordering::Relaxed) == this {
            keep(&app);
        }
    });
}

fn keep(app: &AppHandle) {
    let (Some(shell), Some(window)) = (app.try_state::<Shell>(), app.get_webview_window("main")) else { return };
    let Some(frame) = of(&window, &shell) else { return };
    let outcome = serde_json::to_string(&frame).map(|text| shell.desk.remember(SETTING, &text));
    if let Ok(Err(problem)) = outcome {
        tracing::warn!(code = ?problem.code, "the place of the window is not kept");
    }
}

/// Where the window is; of one that fills the screen, where it was before.
fn of(window: &WebviewWindow, shell: &Shell) -> Option<Frame> {
    if window.is_minimized().ok()? {
        return None;
    }
    let (at, size) = (window.outer_position().ok()?, window.inner_size().ok()?);
    let now = Frame { x: at.x, y: at.y, width: size.width, height: size.height, maximized: false };
    if window.is_maximized().ok()? {
        return Some(Frame { maximized: true, ..kept(shell).unwrap_or(now) });
    }
    Some(now)
}

fn kept(shell: &Shell) -> Option<Frame> {
    serde_json::from_str(&shell.desk.remembered(SETTING).ok()??).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Screen = Screen { x: 0, y: 0, width: 1920, height: 1080 };
    const RIGHT: Screen = Screen { x: 1920, y: -200, width: 1280, height: 1024 };

    fn frame(x: i32, y: i32, width: u32, height: u32) -> Frame {
        Frame { x, y, width, height, maximized: false }
    }

    #[test]
    fn a_window_opens_where_nobody_sees_it() {
        let on_right = frame(2000, -100, 1100, 760);
        assert_eq!(fitted(on_right, &[LEFT, RIGHT]), Some(on_right), "it stays where it was");
        assert_eq!(fitted(on_right, &[LEFT]), None, "that screen is gone");
        assert_eq!(fitted(frame(1700, 900, 1100, 760), &[LEFT]), Some(frame(820, 320, 1100, 760)), "half outside");
        assert_eq!(fitted(frame(-50, -50, 4000, 3000), &[LEFT]), Some(frame(0, 0, 1920, 1080)), "too large");
        assert_eq!(fitted(on_right, &[]), None);
    }

    #[test]
    fn nonsense_that_was_kept_breaks_the_start() {
        let far = frame(i32::MAX, i32::MIN, u32::MAX, u32::MAX);
        assert_eq!(fitted(far, &[LEFT]), None);
        let wide = frame(i32::MIN, 0, u32::MAX, 1);
        assert_eq!(fitted(wide, &[LEFT]), Some(frame(0, 0, 1920, 1)));
    }
}
