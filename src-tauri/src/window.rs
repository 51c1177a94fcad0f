//! Opens the window and keeps it to its own page.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use orgkey::desk::{Desk, PracticeOrg, Setting};
use orgkey::log::Log;
use orgkey::sign_in::SystemBrowser;
use orgkey::vault::Vault;
use orgkey::{Code, Problem, place};
use tauri::plugin::TauriPlugin;
use tauri::{Emitter as _, Manager as _, WebviewWindowBuilder, Window, WindowEvent};

use crate::clipboard::Clipboard;
use crate::drop::{self, Dropped};
use crate::shell::Shell;
use crate::{commands, frame, menu, practice, zoom};

/// The event by which the page hears that something changed.
const CHANGE: &str = "change";

/// Runs the window until it is closed.
pub(crate) fn run(log: Log) -> Result<(), Box<dyn std::error::Error>> {
    let address = practice_at(std::env::args().skip(1))?;
    // Before anything is drawn: what stands in the way is said in words, and nothing half opens.
    let desk = tauri::async_runtime::block_on(open_desk(address))?;
    tauri::Builder::default()
        .plugin(one_window()?)
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(commands::handler())
        .menu(menu::menu)
        .on_menu_event(|app, event| menu::chosen(app, event.id().as_ref()))
        .on_window_event(heard)
        .setup(move |app| {
            tell_page_of_changes(app.handle().clone(), &desk);
            keep_copies(desk.clone());
            app.manage(Shell {
                desk: desk.clone(),
                clipboard: Clipboard::default(),
                app: app.handle().clone(),
                dropped: Dropped::default(),
                log,
                shown_log: Mutex::default(),
            });
            open_window(app)
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if let tauri::RunEvent::Exit = event
                && let Some(shell) = app.try_state::<Shell>()
            {
                shell.clipboard.clear_secret();
            }
        });
    Ok(())
}

/// One window a folder: a second start brings the first window to the front, and ends. Where a start can't hear of another
/// (another user's, another session's), the locks of the store keep the two apart.
fn one_window() -> Result<TauriPlugin<tauri::Wry>, Problem> {
    let to_front = |app: &tauri::AppHandle| {
        let window = app.get_webview_window("main")?;
        window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus()).ok()
    };
    Ok(tauri_plugin_single_instance::Builder::new()
        .callback(move |app, _, _| {
            let _ = to_front(app);
        })
        .dbus_id(format!("dev.orgkey.desktop.{}", place::name()?))
        .build())
}

/// Whether a start failed because the window that was there ended just then: it was asked to come to the front, and went.
#[cfg(unix)]
pub(crate) fn is_of_a_window_that_ended(error: &(dyn std::error::Error + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(tauri::Error::PluginInitialization(plugin, _)) if plugin == "single-instance")
}

/// `--practice-at URL`: another process's practice org. Its bearer comes by the environment, never by argument. Anything
/// else is refused, so that a slip of the keyboard does not open a window on real orgs instead.
fn practice_at(mut arguments: impl Iterator<Item = String>) -> Result<Option<String>, Problem> {
    let wrong = |argument: String| Problem::new(Code::NotAPracticeOrg).with("address", argument);
    match (arguments.next(), arguments.next(), arguments.next()) {
        (None, ..) => Ok(None),
        (Some(option), Some(address), None) if option == "--practice-at" => Ok(Some(address)),
        (Some(argument), ..) => Err(wrong(argument)),
    }
}

async fn open_desk(practice_at: Option<String>) -> Result<Desk, Problem> {
    let folder = place::folder()?;
    let practice_at = match practice_at {
        Some(address) => {
            let bearer = std::env::var("ORGKEY_PRACTICE_BEARER").unwrap_or_default();
            Some(PracticeOrg::at(&address, &bearer).await?)
        }
        None => None,
    };
    Desk::open(Setting {
        folder,
        vault: Vault::open(),
        browser: Some(Arc::new(SystemBrowser)),
        practice: practice::starter(),
        practice_at,
    })
}

fn tell_page_of_changes(app: tauri::AppHandle, desk: &Desk) {
    let mut changes = desk.changes();
    tauri::async_runtime::spawn(async move {
        loop {
            match changes.recv().await {
                // A page that is not there yet asks for everything when it comes.
                Ok(change) => drop(app.emit(CHANGE, change)),
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
            }
        }
    });
}

/// Copies Orgkey's file now and every hour: what the copy of a damaged file lacks is an hour's work at most.
fn keep_copies(desk: Desk) {
    tauri::async_runtime::spawn(async move {
        let mut hours = tokio::time::interval(Duration::from_secs(3600));
        loop {
            hours.tick().await;
            let desk = desk.clone();
            let kept = tauri::async_runtime::spawn_blocking(move || desk.keep_copy()).await;
            if let Ok(Err(problem)) = kept {
                tracing::warn!(code = ?problem.code, "no copy of the file was kept");
            }
        }
    });
}

/// What the system tells of the window itself.
fn heard(window: &Window, event: &WindowEvent) {
    match event {
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => frame::moved(window.app_handle()),
        WindowEvent::DragDrop(event) => {
            let told = window.try_state::<Shell>().and_then(|shell| shell.dropped.hear(event));
            if let Some(told) = told {
                // A page that is not there yet takes no files.
                let _ = window.emit(drop::EVENT, told);
            }
        }
        _ => {}
    }
}

fn open_window(app: &tauri::App) -> Result<(), Box<dyn std::error::Error>> {
    let config = app.config().app.windows.first().ok_or("no window is configured")?;
    let window = WebviewWindowBuilder::from_config(app, config)?
        // Only Orgkey's own page, never a site: a page that came from elsewhere could call commands.
        .on_navigation(|link| link.scheme() == "tauri" || link.host_str() == Some("tauri.localhost"))
        .on_document_title_changed(|window, title| drop(window.set_title(&title)))
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .build()?;
    let shell = app.state::<Shell>();
    // A window in its usual place is better than none.
    if let Err(error) = frame::restore(&shell, &window).and_then(|()| zoom::restore(&shell, &window)) {
        tracing::warn!(%error, "the window is not where it was");
    }
    Ok(())
}
