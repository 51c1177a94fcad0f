//! In how many ways a person may see the same screen.

use orgkey_tests::Chromium;
use serde_json::{Value, json};

/// One way to see a screen.
#[derive(Clone, Copy)]
pub(crate) struct Mode {
    pub(crate) name: &'static str,
    /// The window in the page's own pixels, and how many of the screen's each of them is wide.
    size: (u32, u32),
    scale: u32,
    theme: &'static str,
    forced: bool,
    still: bool,
    spacing: bool,
    direction: &'static str,
    /// In the words of a language that nobody speaks.
    pub(crate) pseudo: bool,
    /// Which of axe-core's rules; none of them when empty.
    rules: Rules,
}

#[derive(Clone, Copy)]
enum Rules {
    None,
    All,
    Colours,
}

const LIGHT: Mode = Mode {
    name: "light",
    size: (1100, 760),
    scale: 1,
    theme: "light",
    forced: false,
    still: false,
    spacing: false,
    direction: "ltr",
    pseudo: false,
    rules: Rules::None,
};

/// Every way that counts: [WCAG 2.2](https://www.w3.org/TR/WCAG22/) 1.4.4, 1.4.10 and 1.4.12, what a system can ask for,
/// and another language. The first of each language is the window as it opens: what is seen there is seen in all others.
pub(crate) const MODES: [Mode; 13] = [
    Mode { rules: Rules::All, ..LIGHT },
    Mode { name: "dark", theme: "dark", rules: Rules::Colours, ..LIGHT },
    Mode { name: "forced colours", forced: true, ..LIGHT },
    Mode { name: "forced colours, dark", forced: true, theme: "dark", ..LIGHT },
    Mode { name: "reduced motion", still: true, ..LIGHT },
    Mode { name: "text spacing", spacing: true, ..LIGHT },
    Mode { name: "smallest window", size: (900, 600), ..LIGHT },
    Mode { name: "200 % zoom", size: (550, 380), scale: 2, ..LIGHT },
    Mode { name: "320 px", size: (320, 640), ..LIGHT },
    Mode { name: "pseudo-locale", pseudo: true, ..LIGHT },
    Mode { name: "pseudo-locale, right to left", pseudo: true, direction: "rtl", ..LIGHT },
    Mode { name: "pseudo-locale, 320 px", size: (320, 640), pseudo: true, ..LIGHT },
    Mode { name: "pseudo-locale, 320 px, right to left", size: (320, 640), pseudo: true, direction: "rtl", ..LIGHT },
];

impl Mode {
    /// Puts the browser into this mode; the page does the rest when it is asked for its faults.
    pub(crate) async fn enter(&self, browser: &Chromium) {
        let (width, height) = self.size;
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": self.scale, "mobile": false });
        browser.devtools("Emulation.setDeviceMetricsOverride", screen).await;
        let choice = |wanted: bool, yes, no| if wanted { yes } else { no };
        let features = json!([
            { "name": "prefers-color-scheme", "value": self.theme },
            { "name": "forced-colors", "value": choice(self.forced, "active", "none") },
            { "name": "prefers-reduced-motion", "value": choice(self.still, "reduce", "no-preference") },
        ]);
        browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// What the page has to know of it.
    pub(crate) fn told(&self) -> Value {
        let rules = match self.rules {
            Rules::None => json!([]),
            Rules::All => Value::Null,
            Rules::Colours => json!(["color-contrast", "link-in-text-block"]),
        };
        json!({
            "width": self.size.0, "theme": self.theme, "direction": self.direction, "spacing": self.spacing,
            "forced": self.forced, "still": self.still, "pseudo": self.pseudo, "rules": rules,
        })
    }
}
