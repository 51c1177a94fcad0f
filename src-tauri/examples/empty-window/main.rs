//! A window with nothing but a button, built as Orgkey's is: what `make bench` measures Orgkey's own window against.

fn main() -> Result<(), tauri::Error> {
    tauri::Builder::default().run(tauri::generate_context!("examples/empty-window/tauri.conf.json"))
}
