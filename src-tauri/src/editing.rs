//! Cut, copy, paste and select all, from the menu, in whatever field has the focus.

use tauri::AppHandle;

/// Whether the system's own menu entries do it. GTK has none: there the web view is told.
pub(crate) const IS_THE_SYSTEMS: bool = cfg!(not(target_os = "linux"));

/// What is done to the text that is selected.
#[derive(Clone, Copy)]
pub(crate) enum Edit {
    Cut,
    Copy,
    Paste,
    SelectAll,
}

/// Tells the web view, as if its own keys had been pressed.
#[cfg(target_os = "linux")]
pub(crate) fn edit(app: &AppHandle, edit: Edit) {
    use tauri::Manager as _;
    use webkit2gtk::WebViewExt as _;

    let command = match edit {
        Edit::Cut => "Cut",
        Edit::Copy => "Copy",
        Edit::Paste => "Paste",
        Edit::SelectAll => "SelectAll",
    };
    if let Some(window) = app.get_webview_window("main") {
        // A window that is closing has nothing to edit.
        let _ = window.with_webview(move |view| view.inner().execute_editing_command(command));
    }
}

/// Nothing: the system's own entries are in the menu.
#[cfg(not(target_os = "linux"))]
pub(crate) fn edit(_: &AppHandle, _: Edit) {}
