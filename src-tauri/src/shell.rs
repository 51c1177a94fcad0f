//! What the commands work with: the desk and the clipboard.

use orgkey::desk::Desk;

use crate::clipboard::Clipboard;

/// The state behind every command.
pub(crate) struct Shell {
    pub(crate) desk: Desk,
    pub(crate) clipboard: Clipboard,
    pub(crate) app: tauri::AppHandle,
}
