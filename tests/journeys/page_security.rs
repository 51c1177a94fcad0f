//! What the page of the real window can't do, whoever gets a script into it.

use std::io::Read as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use orgkey_tests::{Home, Practice, Window, root};
use serde_json::{Value, json};

use crate::steps::Person;

/// Asks the window for something as an injected script would: "refused" or what was answered.
const CALL: &str = "const [command, args, done] = arguments; \
    window.__TAURI_INTERNALS__.invoke(command, args).then((got) => done({ got }), (refused) => done({ refused: String(refused?.code ?? refused) }));";

/// Everybody who would be reached by what the page must not do.
struct Recorder {
    address: String,
    calls: Arc<AtomicUsize>,
}

impl Recorder {
    fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let counted = Arc::clone(&counted);
                // The engine may open a connection before it asks whether it may go there; nothing is said on it.
                std::thread::spawn(move || {
                    if { stream }.read(&mut [0; 64]).is_ok_and(|said| said > 0) {
                        counted.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        Self { address, calls }
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

async fn person(journey: &str) -> (Practice, Person) {
    let practice = Practice::start(&[]);
    let person = Person::at(Home::new(), &practice, journey).await;
    (practice, person)
}

/// Lets whatever was begun happen: the page draws and answers a question of ours.
async fn settled(window: &Window) {
    let wait = "const done = arguments[0]; setTimeout(done, 250)";
    window.client.execute_async(wait, vec![]).await.unwrap();
}

pub(crate) async fn call(window: &Window, command: &str, args: Value) -> Value {
    window.client.execute_async(CALL, vec![json!(command), args]).await.unwrap()
}

#[tokio::test]
async fn the_page_can_be_led_away_or_open_another_window() {
    let (_practice, person) = person("led-away").await;
    let window = &person.window;
    let recorder = Recorder::listen();
    let there = format!("http://{}/", recorder.address);
    let put = "const put = (html) => { const box = document.createElement('div'); box.innerHTML = html; \
               document.body.append(box); return box.firstElementChild; };";
    for script in [
        format!("location = '{there}'"),
        format!("location.assign('{there}')"),
        format!("window.open('{there}')"),
        "window.open('tauri://localhost/index.html', 'second')".to_owned(),
        format!("{put} put('<a target=\"_blank\" href=\"{there}\">x</a>').click()"),
        format!("{put} put('<a href=\"{there}\">x</a>').click()"),
        format!("{put} put('<form method=\"post\" action=\"{there}\"><input name=\"a\" value=\"b\"></form>').submit()"),
        format!("{put} document.head.append(put('<meta http-equiv=\"refresh\" content=\"0;url={there}\">'))"),
        format!("{put} put('<iframe src=\"{there}\"></iframe>')"),
        format!("{put} put('<object data=\"{there}\"></object>')"),
        format!("{put} document.head.append(put('<base href=\"{there}\">'))"),
        "location = 'file:///etc/passwd'".to_owned(),
        "location = 'data:text/html,<h1>elsewhere</h1>'".to_owned(),
        "location = 'about:blank'".to_owned(),
        "location = 'https://login.salesforce.com/'".to_owned(),
        "location = 'javascript:void (window.reached = 1, document.body.innerHTML = \"\")'".to_owned(),
        "const data = new DataTransfer(); \
         data.items.add(new File(['<h1>elsewhere</h1>'], 'elsewhere.html', { type: 'text/html' })); \
         for (const kind of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent( \
         new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }))"
            .to_owned(),
    ] {
        // What the script itself throws is as good.
        let _ = window.client.execute(&format!("try {{ {script} }} catch (error) {{}}"), vec![]).await;
        settled(window).await;
        let address = window.client.current_url().await.unwrap();
        assert_eq!((address.scheme(), address.host_str()), ("tauri", Some("localhost")), "{script}");
        assert_eq!(window.all("[data-screen=\"welcome\"]").await, 1, "{script}");
        assert_eq!(window.client.windows().await.unwrap().len(), 1, "{script}");
    }
    assert_eq!(recorder.calls(), 0, "somebody was reached");
    let reached = window.client.execute("return window.reached ?? null", vec![]).await.unwrap();
    assert_eq!(reached, Value::Null, "an address ran as a script");
    person.window.close().await;
}

#[tokio::test]
async fn a_script_or_address_that_is_not_ours_is_run_or_reached() {
    let (_practice, person) = person("content-policy").await;
    let window = &person.window;
    let recorder = Recorder::listen();
    let there = &recorder.address;
    window
        .client
        .execute(
            "window.refused = []; \
             document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));",
            vec![],
        )
        .await
        .unwrap();
    for (directive, script) in [
        ("script-src-elem", "const tag = document.createElement('script'); tag.textContent = 'window.reached = 1'; document.body.append(tag)".to_owned()),
        ("script-src-elem", format!("const tag = document.createElement('script'); tag.src = 'http://{there}/x.js'; document.body.append(tag)")),
        ("script-src-elem", "location = 'javascript:void (window.reached = 1)'".to_owned()),
        ("script-src-attr", "document.body.insertAdjacentHTML('beforeend', '<button id=\"inline\" onclick=\"window.reached = 1\">x</button>'); document.getElementById('inline').click()".to_owned()),
        ("img-src", format!("const image = new Image(); image.src = 'http://{there}/x.png'; document.body.append(image)")),
        ("connect-src", format!("fetch('http://{there}/').catch(() => {{}})")),
        ("connect-src", format!("try {{ new WebSocket('ws://{there}/') }} catch (error) {{}}")),
        ("connect-src", format!("navigator.sendBeacon('http://{there}/', 'x')")),
        ("style-src-elem", format!("const tag = document.createElement('link'); tag.rel = 'stylesheet'; tag.href = 'http://{there}/x.css'; document.head.append(tag)")),
        ("font-src", format!("new FontFace('x', 'url(http://{there}/x.woff2)').load().catch(() => {{}})")),
        ("frame-src", format!("const tag = document.createElement('iframe'); tag.src = 'http://{there}/'; document.body.append(tag)")),
    ] {
        window.client.execute("window.refused.length = 0", vec![]).await.unwrap();
        window.client.execute(&script, vec![]).await.unwrap();
        settled(window).await;
        let refused = window.client.execute("return window.refused", vec![]).await.unwrap();
        let refused: Vec<&str> = refused.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        // An engine may name the directive that stands in for the one asked.
        let family = directive.trim_end_matches("-elem").trim_end_matches("-attr");
        assert!(refused.iter().any(|one| one.starts_with(family) || *one == "default-src"), "{directive}: {refused:?} {script}");
    }
    let reached = window.client.execute("return window.reached ?? null", vec![]).await.unwrap();
    assert_eq!(reached, Value::Null, "an injected script ran");
    assert_eq!(recorder.calls(), 0, "somebody was reached");

    let polluted = window
        .client
        .execute(
            "JSON.parse('{\"__proto__\":{\"x\":1}}'); Object.assign({}, JSON.parse('{\"__proto__\":{\"x\":1}}')); \
             try { Object.prototype.x = 1 } catch (error) {} try { ({}).__proto__.x = 1 } catch (error) {} \
             return [Object.isFrozen(Object.prototype), ({}).x ?? null]",
            vec![],
        )
        .await
        .unwrap();
    assert_eq!(polluted, json!([true, null]), "every object can be given a property");
    person.window.close().await;
}

/// The commands with what they take, from their one list.
fn commands() -> Vec<(String, Vec<(String, String)>)> {
    let list = std::fs::read_to_string(root().join("src-tauri/commands.rs")).unwrap();
    let lines = list.lines().map(str::trim).filter(|line| line.contains(") -> ") && line.ends_with(';'));
    lines
        .map(|line| {
            let (name, rest) = line.split_once('(').unwrap();
            let arguments = rest.split_once(") -> ").unwrap().0;
            let pairs = arguments.split(", ").filter_map(|pair| pair.split_once(": "));
            (name.to_owned(), pairs.map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect())
        })
        .collect()
}

/// What is nobody's.
const STRANGE: [&str; 8] = [
    "ffffffff-ffff-4fff-8fff-ffffffffffff",
    "00D000000000001AAA",
    "../../../../etc/passwd",
    "/etc/passwd",
    "file:///etc/passwd",
    "https://evil.example/",
    "' OR 1=1 --",
    "__proto__",
];

#[tokio::test]
async fn a_command_does_something_for_an_id_path_or_address_that_is_nobodys() {
    let (_practice, mut person) = person("commands").await;
    // Ending what does not exist is no harm: these may answer nothing.
    let harmless =
        ["cancel_sign_in", "delete_draft", "leave_unreadable_run"].map(|command| (command, json!({ "got": null })));
    let window = &mut person.window;
    let before = call(window, "start", json!({})).await;
    let mut asked = 0;
    for (command, arguments) in commands() {
        let named = |(name, kind): &&(String, String)| kind == "Id" || kind == "Option<Id>" || name == "org";
        if !arguments.iter().any(|pair| named(&pair)) {
            continue;
        }
        for strange in STRANGE {
            let values = arguments.iter().map(|(name, kind)| {
                let value = match kind.as_str() {
                    // A name that can't be one is a state of its field, and is not looked up.
                    _ if name == "api_name" => json!("Strange_App"),
                    "Answer" => json!({ "step": "check", "answer": { "secret_switch": "leave_as_is" } }),
                    "ConnectKind" => json!("server"),
                    "Step" => json!("review"),
                    "Place" => json!({ "place": "practice" }),
                    "CopyWhat" => json!("secret"),
                    "SetupPage" => json!("users"),
                    _ => json!(strange),
                };
                (name.clone(), value)
            });
            let mut args: serde_json::Map<String, Value> = values.collect();
            args.insert("path".to_owned(), json!("/etc/passwd"));
            if command == "begin_sign_in" {
                continue;
            }
            let answer = call(window, &command, Value::Object(args)).await;
            let done = harmless.iter().any(|(one, nothing)| *one == command && answer == *nothing);
            assert!(done || answer["refused"].is_string(), "{command} {strange}: {answer}");
            asked += 1;
        }
    }
    assert!(asked > 200, "the list could not be read: {asked}");
    assert_eq!(call(window, "start", json!({})).await, before, "something changed");

    for address in [
        "file:///etc/passwd",
        "smb://evil/x",
        "ms-msdt:/id",
        "javascript:alert(1)",
        "https://evil.com",
        "https://login.salesforce.com@evil.com",
        "https://login.salesforce.com.evil.com",
        "\\\\evil\\share",
    ] {
        let place = json!({ "place": { "place": "my_domain", "address": address }, "expected_org": null });
        let answer = call(window, "begin_sign_in", place).await;
        assert_eq!(answer["refused"], "not_a_salesforce_address", "{address}");
    }
    assert_eq!(person.opened(), "", "something was opened");

    let window = &person.window;
    for (command, args) in [
        ("plugin:dialog|open", json!({ "options": {} })),
        ("plugin:dialog|save", json!({ "options": {} })),
        ("plugin:dialog|message", json!({ "message": "x" })),
        ("plugin:shell|open", json!({ "path": "file:///etc/passwd" })),
        ("plugin:opener|open_url", json!({ "url": "file:///etc/passwd" })),
        ("plugin:fs|read_text_file", json!({ "path": "/etc/passwd" })),
        (
            "plugin:webview|create_webview_window",
            json!({ "options": { "label": "second", "url": "https://evil.example" } }),
        ),
        ("plugin:window|create", json!({ "options": { "label": "second" } })),
        ("plugin:event|emit", json!({ "event": "change", "payload": {} })),
        ("plugin:app|version", json!({})),
        ("plugin:path|resolve_directory", json!({ "directory": 1 })),
        ("read_file", json!({ "path": "/etc/passwd" })),
    ] {
        let answer = call(window, command, args).await;
        assert!(answer["refused"].is_string(), "{command}: {answer}");
    }
    assert_eq!(window.client.windows().await.unwrap().len(), 1);
    person.window.close().await;
}

/// Saves a name that ends in the middle of a character: a text that the web knows and Unicode does not.
const HALF_A_CHARACTER: &str = "const [id, answer, done] = arguments; answer.answer.label = 'Acme \\ud83d'; \
    window.__TAURI_INTERNALS__.invoke('save_answer', { id, answer }).then((got) => done({ got }), (refused) => done({ refused: String(refused?.code ?? refused) }));";

#[tokio::test]
async fn half_a_character_becomes_another_text_or_stops_the_window() {
    let (_practice, person) = person("half-a-character").await;
    let window = &person.window;
    let draft = call(window, "new_draft", json!({})).await["got"]["draft"].clone();
    let mut name = draft["answers"]["name"].clone();
    name["label"] = json!("Acme");
    let answer = json!({ "step": "name", "answer": name });
    let saved = call(window, "save_answer", json!({ "id": draft["id"], "answer": answer })).await;
    assert_eq!(saved["got"]["draft"]["answers"]["name"]["label"], "Acme", "{saved}");

    let refused = window.client.execute_async(HALF_A_CHARACTER, vec![draft["id"].clone(), answer]).await.unwrap();
    assert!(refused["refused"].is_string(), "{refused}");
    let kept = call(window, "open_draft", json!({ "id": draft["id"] })).await;
    assert_eq!(kept["got"]["draft"]["answers"]["name"]["label"], "Acme", "{kept}");
    person.window.close().await;
}
