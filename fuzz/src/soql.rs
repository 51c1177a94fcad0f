use std::sync::LazyLock;

use practice_org::{OrgKind, Timing, World};
use salesforce::rest::soql::{list, quote};

static WORLD: LazyLock<World> = LazyLock::new(|| World::new(&[OrgKind::Developer], [], Timing::instant()));

/// Whatever is typed stays a value inside a statement; and whatever statement arrives, the practice org answers or
/// refuses it.
pub fn soql(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // As a statement of somebody else.
    let _ = WORLD.query(text);

    // As a value of ours. Controls are no part of any name and are dropped where no escape can say them.
    if text.len() > 4000 {
        return;
    }
    let kept: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{8}' | '\u{c}')).collect();
    for condition in [format!("Name = {}", quote(text)), format!("Name IN {}", list([text, text]))] {
        let names = WORLD
            .query(&format!("SELECT Name FROM Account WHERE {condition}"))
            .unwrap_or_else(|refusal| panic!("{condition}: {refusal}"));
        for name in names {
            assert!(name.to_lowercase() == kept.trim().to_lowercase(), "{condition} finds {name}");
        }
    }
}
