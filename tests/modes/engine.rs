//! The same screens as the engine of the window draws them: for everyone.

use futures_util::future::join_all;
use orgkey_tests::{Chromium, Scenes, WebKit};
use tokio::sync::Mutex;

/// How many look at once: the engine draws without help of a graphics card here.
const BROWSERS: usize = 2;

#[tokio::test]
async fn a_screen_is_not_for_everyone_in_the_engine_of_the_window() {
    let page = Scenes::serve().await;
    let left = Mutex::new(page.names(&Chromium::start().await.client).await);
    let browsers = (0..BROWSERS).map(|_| async {
        let browser = WebKit::start().await;
        let mut found = Vec::new();
        loop {
            let next = left.lock().await.pop();
            let Some(scene) = next else { return found };
            if !browser.open(&page.scene(&scene)).await {
                found.push(format!("{scene} · is not drawn"));
                continue;
            }
            found.extend(browser.faults().await.into_iter().map(|line| format!("{scene} · {line}")));
        }
    });
    let mut found = join_all(browsers).await.concat();
    found.sort();
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}
