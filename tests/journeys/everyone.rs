//! The look at every picture finds what it is there for.

use orgkey_tests::{Home, Practice, Window};

/// Puts what is wrong into the page, for the time of one look.
const PLANT: &str = "const box = document.createElement('div'); box.id = 'planted'; \
    box.innerHTML = '<button data-test=\"nameless\"></button><input>' + \
    '<p id=\"faint\">words that nobody can read</p><p id=\"striped\">words on stripes</p>'; \
    document.querySelector('main').append(box); \
    document.getElementById('faint').style.cssText = 'color: #999; background: #aaa'; \
    document.getElementById('striped').style.cssText = 'background: linear-gradient(90deg, #aaa 50%, #999 50%)'";

#[tokio::test]
async fn a_screen_that_is_not_for_everyone_passes() {
    let practice = Practice::start(&[]);
    let window = Window::open(&Home::new(), Some(&practice), None).await;
    window.find("[data-screen=\"welcome\"]").await;
    assert_eq!(window.findings("light").await, Vec::<String>::new());
    window.client.execute(PLANT, vec![]).await.unwrap();
    let light = window.findings("light").await.join("\n");
    for rule in ["button-name", "label", "color-contrast: #faint", "#striped", "target: <button data-test=\"nameless\""]
    {
        assert!(light.contains(rule), "{rule} is not found: {light}");
    }
    assert!(window.findings("dark").await.join("\n").contains("color-contrast"));
    window.close().await;
}
