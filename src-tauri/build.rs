//! Builds the window. The commands that the page may call come from the one list in `commands.rs`.

include!("commands.rs");

macro_rules! names {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        const COMMANDS: &[&str] = &[$(stringify!($name)),*];
    };
}

with_commands!(names);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=commands.rs");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
