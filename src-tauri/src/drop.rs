//! Files that are dragged onto the window. Their places stay here; the page hears only what kind they seem to be, and
//! asks for them to be read.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tauri::DragDropEvent;
use ts_rs::TS;

/// The event by which the page hears of it.
pub(crate) const EVENT: &str = "drop";

/// Endings of files that may hold a certificate or a key.
pub(crate) const KEY_FILES: [&str; 7] = ["crt", "cer", "pem", "key", "der", "p12", "pfx"];

/// Endings of files that may hold a blueprint.
pub(crate) const BLUEPRINT_FILES: [&str; 1] = ["json"];

/// What files seem to be, by their endings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DropKind {
    /// Certificates and private keys.
    KeyFiles,
    /// One blueprint.
    Blueprint,
    /// Anything else, or several of these.
    Other,
}

impl DropKind {
    /// One more kind of file gets a line here, a member above, and a command that takes what was dropped of it.
    fn of(paths: &[PathBuf]) -> Self {
        let all_end_in = |endings: &[&str]| {
            paths.iter().all(|path| {
                let ending = path.extension().unwrap_or_default();
                endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
            })
        };
        match paths.len() {
            1.. if all_end_in(&KEY_FILES) => Self::KeyFiles,
            1 if all_end_in(&BLUEPRINT_FILES) => Self::Blueprint,
            _ => Self::Other,
        }
    }
}

/// What the page hears: no name and no place of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "files", rename_all = "snake_case")]
pub(crate) enum FileDrop {
    /// They are held above the window.
    Over {
        /// What they seem to be.
        kind: DropKind,
    },
    /// They went away again.
    Left,
    /// They were dropped.
    Dropped {
        /// What they seem to be.
        kind: DropKind,
    },
}

/// What was dropped last, until it is taken.
#[derive(Default)]
pub(crate) struct Dropped(Mutex<Vec<PathBuf>>);

impl Dropped {
    /// Hears what the system tells; the answer is for the page.
    pub(crate) fn hear(&self, event: &DragDropEvent) -> Option<FileDrop> {
        match event {
            DragDropEvent::Enter { paths, .. } => Some(FileDrop::Over { kind: DropKind::of(paths) }),
            DragDropEvent::Leave => Some(FileDrop::Left),
            DragDropEvent::Drop { paths, .. } => {
                self.0.lock().unwrap_or_else(PoisonError::into_inner).clone_from(paths);
                Some(FileDrop::Dropped { kind: DropKind::of(paths) })
            }
            // Moving above the window changes nothing.
            _ => None,
        }
    }

    /// The files of one kind that were dropped last, once; none when they are of another.
    pub(crate) fn take(&self, kind: DropKind) -> Vec<PathBuf> {
        let paths = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if DropKind::of(&paths) == kind { paths } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dropped(names: &[&str]) -> DragDropEvent {
        let paths = names.iter().map(|name| PathBuf::from("/home/dana").join(name)).collect();
        DragDropEvent::Drop { paths, position: tauri::PhysicalPosition::default() }
    }

    #[test]
    fn dropped_key_files_are_not_taken_or_taken_twice_or_named_to_the_page() {
        let files = Dropped::default();
        let heard = files.hear(&dropped(&["Acme.CRT", "acme.key"])).unwrap();
        assert_eq!(heard, FileDrop::Dropped { kind: DropKind::KeyFiles });
        assert_eq!(serde_json::to_string(&heard).unwrap(), r#"{"files":"dropped","kind":"key_files"}"#);
        assert_eq!(files.take(DropKind::KeyFiles).len(), 2);
        assert!(files.take(DropKind::KeyFiles).is_empty());
    }

    #[test]
    fn a_dropped_blueprint_is_not_taken_or_taken_twice_or_as_a_key() {
        let files = Dropped::default();
        assert_eq!(files.hear(&dropped(&["Acme.JSON"])), Some(FileDrop::Dropped { kind: DropKind::Blueprint }));
        assert_eq!(files.take(DropKind::Blueprint).len(), 1);
        assert!(files.take(DropKind::Blueprint).is_empty());
        files.hear(&dropped(&["acme.json"]));
        assert!(files.take(DropKind::KeyFiles).is_empty());
    }

    #[test]
    fn a_file_of_another_kind_is_read_as_a_key() {
        let files = Dropped::default();
        let two_blueprints = &["a.json", "b.json"];
        for names in
            [&["film.mp4"][..], &["acme.crt", "notes.txt"], &["acme.crt", "a.json"], two_blueprints, &["crt"], &[]]
        {
            assert_eq!(files.hear(&dropped(names)), Some(FileDrop::Dropped { kind: DropKind::Other }), "{names:?}");
            assert!(files.take(DropKind::KeyFiles).is_empty(), "{names:?}");
        }
        let over = DragDropEvent::Enter { paths: vec!["a.p12".into()], position: tauri::PhysicalPosition::default() };
        assert_eq!(files.hear(&over), Some(FileDrop::Over { kind: DropKind::KeyFiles }));
        assert_eq!(files.hear(&DragDropEvent::Leave), Some(FileDrop::Left));
        assert!(files.take(DropKind::KeyFiles).is_empty(), "held above the window is not dropped");
    }
}
