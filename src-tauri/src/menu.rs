//! The native menu. One table says what there is, with its words and keys; the page shows the same keys in its help.

use orgkey::{Line, words};
use serde::Serialize;
use tauri::menu::{Menu, MenuBuilder, MenuItemBuilder, SubmenuBuilder};
use tauri::{AppHandle, Emitter as _, Manager as _};
use ts_rs::TS;

use crate::editing::{self, Edit};
use crate::shell::Shell;
use crate::zoom::{self, Zoom};

/// The event by which the page hears what was chosen.
const EVENT: &str = "menu";

/// What the page does about a menu entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MenuAction {
    /// A new app, from the first screen.
    NewApp,
    /// Another org, for a new app.
    AddOrg,
    /// A new app with the answers of a blueprint's file.
    OpenBlueprint,
    /// Find an app, an org, a step or an action.
    Find,
    /// Take the last edit back: of the text field that has the focus, else of the step.
    Undo,
    /// Copy the value that has the focus.
    CopyValue,
    /// The page's main button.
    Main,
    /// To the page before.
    Back,
    /// End a wait, or close what is open.
    Cancel,
    /// The theme that the system has.
    ThemeSystem,
    /// The light theme.
    ThemeLight,
    /// The dark theme.
    ThemeDark,
    /// The keys.
    Keys,
    /// The log.
    Log,
}

/// A key with what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Shortcut {
    /// What it does, as the menu says it.
    pub(crate) line: Line,
    /// The keys, pressed together.
    pub(crate) keys: Vec<String>,
}

/// Who does it.
#[derive(Clone, Copy)]
enum Act {
    Page(MenuAction),
    Edit(Edit),
    Zoom(Zoom),
    Quit,
}

/// An entry: the id of its words, which is its own too, what it does, its key.
struct Entry(&'static str, Act, Key);

/// The key of an entry, as the system's menus take it.
#[derive(Clone, Copy)]
enum Key {
    None,
    Bound(&'static str),
    /// Said in the menu, but heard by the page alone: the system's input methods need the key before any menu.
    Heard(&'static str),
}

const BACK: &str = if cfg!(target_os = "macos") { "Cmd+[" } else { "Alt+Left" };

/// The menus, each with its entries; none stands for a line between two groups.
static MENUS: [(&str, &[Option<Entry>]); 5] = [
    (
        "menu_file",
        &[
            Some(Entry("menu_new_app", Act::Page(MenuAction::NewApp), Key::Bound("CmdOrCtrl+N"))),
            Some(Entry("menu_add_org", Act::Page(MenuAction::AddOrg), Key::None)),
            Some(Entry("menu_open_blueprint", Act::Page(MenuAction::OpenBlueprint), Key::None)),
            None,
            Some(Entry("menu_quit", Act::Quit, Key::Bound("CmdOrCtrl+Q"))),
        ],
    ),
    (
        "menu_edit",
        &[
            Some(Entry("menu_undo", Act::Page(MenuAction::Undo), Key::Bound("CmdOrCtrl+Z"))),
            None,
            Some(Entry("menu_cut", Act::Edit(Edit::Cut), Key::Bound("CmdOrCtrl+X"))),
            Some(Entry("menu_copy", Act::Edit(Edit::Copy), Key::Bound("CmdOrCtrl+C"))),
            Some(Entry("menu_paste", Act::Edit(Edit::Paste), Key::Bound("CmdOrCtrl+V"))),
            Some(Entry("menu_select_all", Act::Edit(Edit::SelectAll), Key::Bound("CmdOrCtrl+A"))),
            None,
            Some(Entry("menu_copy_value", Act::Page(MenuAction::CopyValue), Key::Bound("CmdOrCtrl+Shift+C"))),
        ],
    ),
    (
        "menu_view",
        &[
            Some(Entry("menu_zoom_in", Act::Zoom(Zoom::In), Key::Bound("CmdOrCtrl+="))),
            Some(Entry("menu_zoom_out", Act::Zoom(Zoom::Out), Key::Bound("CmdOrCtrl+-"))),
            Some(Entry("menu_zoom_reset", Act::Zoom(Zoom::Reset), Key::Bound("CmdOrCtrl+0"))),
            None,
            Some(Entry("menu_theme_system", Act::Page(MenuAction::ThemeSystem), Key::None)),
            Some(Entry("menu_theme_light", Act::Page(MenuAction::ThemeLight), Key::None)),
            Some(Entry("menu_theme_dark", Act::Page(MenuAction::ThemeDark), Key::None)),
        ],
    ),
    (
        "menu_go",
        &[
            Some(Entry("menu_find", Act::Page(MenuAction::Find), Key::Bound("CmdOrCtrl+K"))),
            None,
            Some(Entry("menu_main", Act::Page(MenuAction::Main), Key::Bound("CmdOrCtrl+Enter"))),
            Some(Entry("menu_back", Act::Page(MenuAction::Back), Key::Bound(BACK))),
            Some(Entry("menu_cancel", Act::Page(MenuAction::Cancel), Key::Heard("Esc"))),
        ],
    ),
    (
        "menu_help",
        &[
            Some(Entry("menu_keys", Act::Page(MenuAction::Keys), Key::Bound("F1"))),
            Some(Entry("menu_log", Act::Page(MenuAction::Log), Key::None)),
        ],
    ),
];

fn entries() -> impl Iterator<Item = &'static Entry> {
    MENUS.iter().flat_map(|(_, entries)| entries.iter().flatten())
}

/// Makes the menu.
pub(crate) fn menu(app: &AppHandle) -> tauri::Result<Menu<tauri::Wry>> {
    let mut menu = MenuBuilder::new(app);
    // There the first menu bears the program's name, whatever it is called.
    if cfg!(target_os = "macos") {
        menu = menu.item(&SubmenuBuilder::new(app, "Orgkey").hide().hide_others().show_all().build()?);
    }
    for (name, entries) in &MENUS {
        let mut submenu = SubmenuBuilder::new(app, said(name));
        for entry in *entries {
            let Some(Entry(word, act, key)) = entry else {
                submenu = submenu.separator();
                continue;
            };
            // Where the system edits text by entries of its own, those are taken.
            if let Act::Edit(edit) = act
                && editing::IS_THE_SYSTEMS
            {
                submenu = match edit {
                    Edit::Cut => submenu.cut(),
                    Edit::Copy => submenu.copy(),
                    Edit::Paste => submenu.paste(),
                    Edit::SelectAll => submenu.select_all(),
                };
                continue;
            }
            let item = match key {
                Key::None => MenuItemBuilder::new(said(word)),
                Key::Bound(keys) => MenuItemBuilder::new(said(word)).accelerator(keys),
                Key::Heard(keys) => MenuItemBuilder::new(format!("{} ({keys})", said(word))),
            };
            submenu = submenu.item(&item.id(*word).build(app)?);
        }
        menu = menu.item(&submenu.build()?);
    }
    menu.build()
}

/// Does what was chosen.
pub(crate) fn chosen(app: &AppHandle, id: &str) {
    let Some(Entry(_, act, _)) = entries().find(|Entry(word, ..)| *word == id) else { return };
    match *act {
        // A page that is not there yet has nothing to do.
        Act::Page(action) => drop(app.emit(EVENT, action)),
        Act::Edit(edit) => editing::edit(app, edit),
        Act::Zoom(step) => {
            if let Some(shell) = app.try_state::<Shell>()
                && let Err(problem) = zoom::zoom(&shell, step)
            {
                tracing::warn!(code = ?problem.code, "the size of the page is not kept");
            }
        }
        Act::Quit => app.exit(0),
    }
}

/// Every key of the menu.
pub(crate) fn shortcuts() -> Vec<Shortcut> {
    let shortcut = |Entry(word, _, key): &Entry| match key {
        Key::None => None,
        Key::Bound(keys) | Key::Heard(keys) => Some(Shortcut { line: Line::new(word), keys: pressed(keys) }),
    };
    entries().filter_map(shortcut).collect()
}

fn pressed(keys: &str) -> Vec<String> {
    let name = |key: &str| match key {
        "CmdOrCtrl" | "Cmd" if cfg!(target_os = "macos") => "⌘".to_owned(),
        "CmdOrCtrl" => "Ctrl".to_owned(),
        "Left" => "←".to_owned(),
        "Enter" => "↵".to_owned(),
        other => other.to_owned(),
    };
    keys.split('+').map(name).collect()
}

fn said(word: &str) -> String {
    words::line(&Line::new(word))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_entry_has_no_words_or_two_have_one_key() {
        let mut ids = BTreeSet::new();
        let mut keys = BTreeSet::new();
        for (menu, _) in &MENUS {
            assert_ne!(said(menu), *menu);
        }
        for Entry(word, _, key) in entries() {
            assert!(said(word) != *word && ids.insert(*word), "{word}");
            if let Key::Bound(bound) = key {
                assert!(keys.insert(*bound), "{word} has the key of another: {bound}");
            }
        }
        let shown: Vec<_> = shortcuts().into_iter().map(|one| one.keys.join("+")).collect();
        for key in ["↵", "K", "F1", "Esc", "N", "0"] {
            assert!(shown.iter().any(|keys| keys.ends_with(key)), "{key} is not in {shown:?}");
        }
    }
}
