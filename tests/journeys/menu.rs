//! The window's own menu, as the accessibility bus gives it: what it says, and what each entry does.

use std::time::{Duration, Instant};

use orgkey::{Line, words};
use orgkey_tests::{Display, Home, ScreenReader, Window};
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(20);

/// The keys that Help names, with what they do.
const KEYS: &str = "return [...document.querySelectorAll('.keys .list-row')].map((row) => \
    [row.querySelector('dd').textContent, [...row.querySelectorAll('kbd')].map((key) => key.textContent).join('+')])";

/// GTK's names of keys, as Help writes them.
fn written(keys: &str) -> String {
    let mut text = keys.replace("<Primary>", "Ctrl+").replace("<Control>", "Ctrl+");
    for (gtk, help) in
        [("<Shift>", "Shift+"), ("<Alt>", "Alt+"), ("Left", "←"), ("Return", "↵"), ("equal", "="), ("minus", "-")]
    {
        text = text.replace(gtk, help);
    }
    text
}

#[tokio::test]
async fn the_menu_of_the_window_says_no_key_or_another_than_help() {
    let home = Home::new();
    let mut window = Window::open(&home, None, None).await;
    window.screen("welcome").await;
    let reader = ScreenReader::of(&window).await;
    window.press("help").await;
    window.screen("keys").await;
    window.find_text("Select all").await;
    let said = window.client.execute(KEYS, vec![]).await.unwrap();
    let said: Vec<(String, String)> = serde_json::from_value(said).unwrap();
    let menu = reader.menu(&window).await;
    let mut bound = 0;
    for (name, keys) in &menu {
        let Some((_, help)) = said.iter().find(|(words, _)| words == name) else {
            assert_eq!(keys, "", "{name}: Help does not name it");
            continue;
        };
        assert_eq!(written(keys).to_lowercase(), help.to_lowercase(), "{name}");
        bound += 1;
    }
    assert_eq!(bound, 15, "{menu:?}");
    window.close().await;
}

/// Waits until the page says what is expected.
async fn until(window: &Window, script: &str, expected: impl Into<Value>) {
    let (began, expected) = (Instant::now(), expected.into());
    loop {
        let said = window.client.execute(script, vec![]).await.unwrap();
        if said == expected {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{script}: {said} instead of {expected}");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

#[tokio::test]
async fn an_entry_of_the_menu_does_nothing_or_something_else() {
    let display = Display::start();
    let home = Home::new().with(("DISPLAY".to_owned(), display.name.clone()));
    let mut window = Window::open(&home, None, None).await;
    window.screen("welcome").await;
    let reader = ScreenReader::of(&window).await;
    let choose = async |window: &Window, entry: &str| reader.choose(window, &words::line(&Line::new(entry))).await;

    let width = "return innerWidth";
    let usual = window.client.execute(width, vec![]).await.unwrap();
    choose(&window, "menu_zoom_in").await;
    until(&window, &format!("return innerWidth < {usual}"), true).await;
    choose(&window, "menu_zoom_reset").await;
    until(&window, width, usual).await;
    let theme = "return document.documentElement.dataset.theme ?? null";
    choose(&window, "menu_theme_dark").await;
    until(&window, theme, "dark").await;
    choose(&window, "menu_theme_light").await;
    until(&window, theme, "light").await;

    choose(&window, "menu_find").await;
    window.fill("palette-field", "harbour").await;
    let typed = "return document.querySelector('[data-test=\"palette-field\"]')?.value ?? null";
    choose(&window, "menu_select_all").await;
    choose(&window, "menu_cut").await;
    until(&window, typed, "").await;
    choose(&window, "menu_paste").await;
    until(&window, typed, "harbour").await;
    // The page alone hears its key, which stands in its name.
    reader.choose(&window, &format!("{} (Esc)", words::line(&Line::new("menu_cancel")))).await;
    until(&window, typed, Value::Null).await;
    choose(&window, "menu_keys").await;
    window.screen("keys").await;
    choose(&window, "menu_log").await;
    window.screen("log").await;
    choose(&window, "menu_new_app").await;
    window.screen("welcome").await;
    choose(&window, "menu_add_org").await;
    window.screen("sign-in").await;
    choose(&window, "menu_back").await;
    window.screen("welcome").await;
    let process = window.process();
    choose(&window, "menu_quit").await;
    window.closes(process).await;
}
