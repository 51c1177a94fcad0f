//! How large the page is drawn; kept for the next start.

use orgkey::{Code, Problem};
use serde::Deserialize;
use tauri::{Manager as _, WebviewWindow};
use ts_rs::TS;

use crate::shell::Shell;

/// The sizes, in percent. At the largest the smallest window is 300 CSS pixels wide.
const SIZES: [u16; 12] = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];

/// The name of the setting.
const SETTING: &str = "zoom";

/// A step from one size to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Zoom {
    /// Larger.
    In,
    /// Smaller.
    Out,
    /// As large as the system says.
    Reset,
}

/// Draws the page a step larger or smaller, and keeps that.
///
/// # Errors
/// `store_failed`; `unexpected` when the web view refuses.
pub(crate) fn zoom(shell: &Shell, step: Zoom) -> Result<(), Problem> {
    let size = after(kept(shell), step);
    if let Some(window) = shell.app.get_webview_window("main") {
        draw(&window, size).map_err(|error| Problem::new(Code::Unexpected).with("detail", error))?;
    }
    shell.desk.remember(SETTING, &size.to_string())
}

/// Draws the page as large as it was the last time.
pub(crate) fn restore(shell: &Shell, window: &WebviewWindow) -> tauri::Result<()> {
    match kept(shell) {
        100 => Ok(()),
        size => draw(window, size),
    }
}

fn draw(window: &WebviewWindow, size: u16) -> tauri::Result<()> {
    window.set_zoom(f64::from(size) / 100.0)
}

fn kept(shell: &Shell) -> u16 {
    let kept = shell.desk.remembered(SETTING).ok().flatten().and_then(|size| size.parse().ok());
    kept.filter(|size| SIZES.contains(size)).unwrap_or(100)
}

fn after(size: u16, step: Zoom) -> u16 {
    let next = match step {
        Zoom::In => SIZES.into_iter().find(|other| *other > size),
        Zoom::Out => SIZES.into_iter().rev().find(|other| *other < size),
        Zoom::Reset => Some(100),
    };
    next.unwrap_or(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_leads_nowhere_or_past_the_ends() {
        let mut size = 100;
        for _ in 0..20 {
            size = after(size, Zoom::In);
        }
        assert_eq!(size, 300);
        assert_eq!(after(size, Zoom::Out), 250);
        for _ in 0..20 {
            size = after(size, Zoom::Out);
        }
        assert_eq!((size, after(size, Zoom::Reset)), (50, 100));
    }
}
