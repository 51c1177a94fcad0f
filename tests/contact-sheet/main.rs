//! `make pictures`: every screen in each of its states, in light and dark, beside the comp that it was drawn after if there
//! is one, on one sheet for somebody to look at. Comps are in `ui/dev/public/comps`.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a tool that can't go on says why; it prints the path")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use futures_util::future::join_all;
use orgkey_tests::{Chromium, Scenes, root};
use serde_json::json;
use tokio::sync::Mutex;

/// Each comp, and the scene that shows the same. `None`: the app has no such screen.
const COMPS: [(&str, Option<&str>); 40] = [
    ("welcome", Some("welcome")),
    ("welcome-need", Some("welcome-need-pages")),
    ("welcome-need-legacy", Some("welcome-need-legacy")),
    ("welcome-need-yes", Some("welcome-need-yes")),
    ("sign-in", Some("sign-in-waiting")),
    ("sign-in-other-ways", Some("sign-in-ways")),
    ("right-org", Some("right-org")),
    ("right-org-different", Some("right-org-different")),
    ("check", Some("check")),
    ("check-blocked", Some("check-blocked")),
    ("name", Some("name")),
    ("distribution", Some("distribution")),
    ("connect-kind", Some("connect-kind-chosen")),
    ("flows", Some("flows")),
    ("run-as", Some("run-as")),
    ("run-as-empty", Some("run-as-empty")),
    ("jwt-key", Some("key")),
    ("scopes", Some("scopes")),
    ("access", Some("access")),
    ("review", Some("review")),
    ("review-production", Some("review-production")),
    ("create", Some("create")),
    ("create-failed", Some("create-failed")),
    ("problem-unknown", Some("problem-unknown")),
    ("resume", Some("resume")),
    ("secret-declined", Some("waiting-secret")),
    ("waiting-ready", Some("waiting-ready")),
    ("done", Some("done")),
    ("proved", Some("proved")),
    ("undo", Some("undo-left")),
    ("api-calls", None),
    ("apps", None),
    ("batch", None),
    ("batch-result", None),
    ("bench-flow", None),
    ("bench-token", None),
    ("command-palette", Some("command-palette")),
    ("practice", None),
    ("rotate", None),
    ("settings", None),
];

const THEMES: [&str; 2] = ["light", "dark"];

/// How many browsers take pictures at once.
const BROWSERS: usize = 3;

/// The comps name Inter and JetBrains Mono, and the scenes carry them.
const FONTS: &str = "
    const done = arguments[0];
    (async () => {
        const page = await (await fetch('/')).text();
        const [, sheet] = page.match(/href=\"\\.(\\/assets\\/[^\"]+\\.css)\"/);
        const css = await (await fetch(sheet)).text();
        const style = document.createElement('style');
        style.textContent = css.match(/@font-face\\s*\\{[^}]*\\}/g).join('').replaceAll('url(./', 'url(/assets/');
        document.head.append(style);
        await Promise.all([...document.fonts].map((font) => font.load()));
    })().then(() => done(true), (thrown) => done(String(thrown)))";

/// The window as it opens.
const SIZE: (u32, u32) = (1100, 760);

const STRETCHED: &str = "
    const [height, done] = arguments;
    const look = () => innerHeight === height ? done() : requestAnimationFrame(look);
    look()";

/// How high the window must be for all that scrolls in it to be seen at once.
const WHOLE: &str = "
    const hidden = [...document.querySelectorAll('html, .page, .rail')].map((one) => one.scrollHeight - one.clientHeight);
    return innerHeight + Math.max(0, ...hidden)";

/// What a picture is taken of.
enum Subject {
    Comp(&'static str),
    Scene(String),
}

#[tokio::main]
async fn main() {
    let listed = BTreeSet::from(COMPS.map(|(comp, _)| comp.to_owned()));
    let odd: Vec<_> = listed.symmetric_difference(&comps()).cloned().collect();
    assert!(odd.is_empty(), "either not among the comps here, or no comp is there: {}", odd.join(", "));
    let folder = root().join("tests/pictures/sheet");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for pictures");
    let page = Scenes::serve().await;
    let scenes = page.names(&Chromium::start().await.client).await;
    let lost = COMPS.into_iter().filter_map(|(_, scene)| scene).filter(|scene| scenes.iter().all(|name| name != scene));
    assert_eq!(lost.collect::<Vec<_>>(), Vec::<&str>::new(), "comps stand beside scenes that are gone");
    let comps = COMPS.into_iter().map(|(comp, _)| Subject::Comp(comp));
    let left = Mutex::new(comps.chain(scenes.iter().cloned().map(Subject::Scene)).collect::<Vec<_>>());
    let browsers = (0..BROWSERS).map(|_| async {
        let browser = Chromium::start().await;
        loop {
            let next = left.lock().await.pop();
            let Some(subject) = next else { return };
            pictures(&browser, &page, &folder, subject).await;
        }
    });
    join_all(browsers).await;
    let sheet = folder.join("index.html");
    fs::write(&sheet, html(&scenes)).expect("a file");
    println!("{}", sheet.canonicalize().expect("the sheet").display());
}

/// The names of all comps that there are.
fn comps() -> BTreeSet<String> {
    let files = fs::read_dir(root().join("ui/dev/public/comps/screens")).expect("a folder of comps");
    files
        .filter_map(|file| Some(file.expect("a comp").file_name().to_str()?.strip_suffix(".html")?.to_owned()))
        .collect()
}

/// Makes the window as high as this, and waits until the page knows.
async fn stretch(browser: &Chromium, height: u32) {
    let screen = json!({ "width": SIZE.0, "height": height, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    browser.client.execute_async(STRETCHED, vec![json!(height)]).await.expect("a window of this height");
}

async fn pictures(browser: &Chromium, page: &Scenes, folder: &Path, subject: Subject) {
    let name = match subject {
        Subject::Comp(comp) => {
            browser.client.goto(&page.comp(comp)).await.expect("a comp");
            let loaded = browser.client.execute_async(FONTS, vec![]).await.expect("a page");
            assert_eq!(loaded, true, "{comp} has not the fonts of the scenes");
            format!("comp-{comp}")
        }
        Subject::Scene(scene) => {
            assert!(browser.open(&page.scene(&scene)).await, "{scene} is not drawn");
            scene
        }
    };
    stretch(browser, SIZE.1).await;
    let whole = browser.client.execute(WHOLE, vec![]).await.expect("a page");
    stretch(browser, u32::try_from(whole.as_u64().expect("a height")).expect("a height that fits")).await;
    for theme in THEMES {
        let set = "document.documentElement.dataset.theme = arguments[0]";
        browser.client.execute(set, vec![json!(theme)]).await.expect("a theme");
        let picture = browser.client.screenshot().await.expect("a picture");
        fs::write(folder.join(format!("{name}-{theme}.png")), picture).expect("a file");
    }
}

/// The sheet: each comp beside its scene, then every other scene.
fn html(scenes: &[String]) -> String {
    let mut rows = String::new();
    for (comp, scene) in COMPS {
        row(&mut rows, Some(&format!("comp-{comp}")), scene, comp);
    }
    for scene in scenes.iter().filter(|scene| COMPS.iter().all(|(_, shown)| *shown != Some(scene.as_str()))) {
        row(&mut rows, None, Some(scene), scene);
    }
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Screens beside their comps</title>\
         <style>body{{font:14px sans-serif;margin:16px}}td{{width:25%;vertical-align:top;padding:4px}}\
         img{{width:100%;border:1px solid}}th{{text-align:start;padding-top:20px}}</style>\
         <h1>Screens beside their comps</h1><table>{rows}</table></html>\n"
    )
}

fn row(rows: &mut String, comp: Option<&str>, scene: Option<&str>, name: &str) {
    let _ = write!(rows, "<tr><th colspan=\"4\">{name}: comp, app, in light; comp, app, in dark</th></tr><tr>");
    for theme in THEMES {
        for (picture, none) in [(comp, "no comp"), (scene, "no such screen")] {
            let _ = match picture {
                Some(picture) => write!(
                    rows,
                    "<td><a href=\"{picture}-{theme}.png\"><img alt=\"{picture} in {theme}\" src=\"{picture}-{theme}.png\"></a></td>"
                ),
                None => write!(rows, "<td>{none}</td>"),
            };
        }
    }
    rows.push_str("</tr>\n");
}
