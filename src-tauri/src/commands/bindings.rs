//! Writes the TypeScript side of every command and type, and fails when the committed one is stale.
//!
//! `ORGKEY_BLESS=1 cargo test -p orgkey-window bindings` writes it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use orgkey::views::Change;
use ts_rs::{Config, TS, TypeVisitor};

use super::*;
use crate::drop::FileDrop;
use crate::menu::MenuAction;

macro_rules! typescript {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        fn export(config: &Config) -> String {
            let mut imports = BTreeMap::new();
            let mut lines = Vec::new();
            $(
                let arguments: Vec<String> = vec![$({
                    collect::<$type>(config, &mut imports);
                    format!("{}: {}", stringify!($argument), <$type>::name(config))
                }),*];
                collect::<$answer>(config, &mut imports);
                lines.push(format!(
                    "  {}: {{ args: {{ {} }}; returns: {} }};",
                    stringify!($name),
                    arguments.join("; "),
                    <$answer>::name(config),
                ));
            )*
            collect::<Change>(config, &mut imports);
            collect::<MenuAction>(config, &mut imports);
            collect::<FileDrop>(config, &mut imports);
            collect::<Problem>(config, &mut imports);
            let imports: String = imports
                .into_iter()
                .filter(|(name, _)| lines.iter().any(|line| mentions(line, name)))
                .map(|(name, file)| format!("import type {{ {name} }} from './{file}';\n"))
                .collect();
            format!(
                "// Made from src-tauri/commands.rs. Do not edit.\n{imports}\n\
                 /** Every command: what it takes and what it answers. A failed one rejects with a Problem. */\n\
                 export interface Commands {{\n{}\n}}\n",
                lines.join("\n"),
            )
        }
    };
}

with_commands!(typescript);

/// Writes a type and everything in it, and notes what `commands.ts` may have to import.
fn collect<T: TS + 'static>(config: &Config, imports: &mut BTreeMap<String, String>) {
    let mut collector = Collector { config, imports };
    collector.visit::<T>();
    // A list has no file of its own; what it holds has.
    T::visit_generics(&mut collector);
}

struct Collector<'a> {
    config: &'a Config,
    imports: &'a mut BTreeMap<String, String>,
}

impl TypeVisitor for Collector<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let Some(itself) = ts_rs::Dependency::from_ty::<T>(self.config) else { return };
        T::export_all(self.config).unwrap();
        let file = itself.output_path.with_extension("");
        self.imports.insert(itself.ts_name, file.display().to_string());
    }
}

fn mentions(line: &str, name: &str) -> bool {
    line.split(|character: char| !character.is_alphanumeric()).any(|word| word == name)
}

fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.map(|path| (path.file_name().unwrap().into(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_types_of_the_page_are_stale() {
    let made = tempfile::tempdir().unwrap();
    let config = Config::new().with_out_dir(made.path());
    let commands = export(&config);
    fs::write(made.path().join("commands.ts"), commands).unwrap();
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/host/bindings");
    if std::env::var_os("ORGKEY_BLESS").is_some() {
        let _ = fs::remove_dir_all(&committed);
        fs::create_dir_all(&committed).unwrap();
        for (name, text) in files(made.path()) {
            fs::write(committed.join(name), text).unwrap();
        }
    }
    let stale: Vec<_> = {
        let (made, committed) = (files(made.path()), files(&committed));
        made.keys().chain(committed.keys()).filter(|name| made.get(*name) != committed.get(*name)).cloned().collect()
    };
    assert!(stale.is_empty(), "run ORGKEY_BLESS=1 cargo test -p orgkey-window bindings: {stale:?}");
}
