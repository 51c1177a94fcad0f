//! What the commands work with: the desk, the clipboard, what was dropped, the log.

use std::sync::Mutex;

use orgkey::desk::Desk;
use orgkey::log::Log;

use crate::clipboard::Clipboard;
use crate::drop::Dropped;

/// The state behind every command.
pub(crate) struct Shell {
    pub(crate) desk: Desk,
    pub(crate) clipboard: Clipboard,
    pub(crate) app: tauri::AppHandle,
    pub(crate) dropped: Dropped,
    pub(crate) log: Log,
    /// The log as the page last showed it: that, and nothing that came since, is what is saved.
    pub(crate) shown_log: Mutex<String>,
}
