//! The log that a person can look at and save: the newest lines of what Orgkey did, in memory, safe to hand to somebody.
//!
//! Only Orgkey's own events come in, and they name no body and no query. Whatever their values hold, tokens are masked,
//! ids and addresses of people shortened, and characters that nobody sees written as their number: one event, one line.

use std::collections::VecDeque;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::text::{fitting, visible};

/// How many lines are kept; older ones make room.
const LINES: usize = 2000;

/// Longest line, in UTF-16 code units.
const LENGTH: usize = 600;

/// Events of these crates are taken, and of no other: nobody knows what those will say tomorrow.
const OURS: [&str; 3] = ["orgkey", "orgkey_window", "salesforce"];

/// The newest lines. Cheap to clone; every clone is the same log.
#[derive(Clone)]
pub struct Log {
    head: Arc<str>,
    // Held for moments, never over an await.
    lines: Arc<Mutex<VecDeque<String>>>,
}

impl Log {
    /// An empty log. `head` stands above its lines, however many were dropped: which Orgkey, on which system.
    pub fn new(head: &str) -> Self {
        Self { head: head.into(), lines: Arc::default() }
    }

    /// The whole log as text, oldest line first, a newline at the end of each.
    pub fn text(&self) -> String {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = format!("{}\n", self.head);
        for line in lines.iter() {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// What hears the events. It asks for nothing that it does not keep.
    pub fn layer<S: Subscriber + for<'span> LookupSpan<'span>>(&self) -> impl Layer<S> + use<S> {
        Keeper(self.clone()).with_filter(filter_fn(is_kept))
    }

    fn push(&self, line: String) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }
}

fn is_kept(event: &Metadata<'_>) -> bool {
    let root = event.target().split("::").next().unwrap_or_default();
    OURS.contains(&root) && *event.level() <= Level::DEBUG
}

struct Keeper(Log);

impl<S: Subscriber> Layer<S> for Keeper {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut values = Values::default();
        event.record(&mut values);
        let meta = event.metadata();
        self.0.push(line(Timestamp::now(), meta.level().as_str(), meta.target(), &values));
    }
}

fn line(at: Timestamp, level: &str, target: &str, Values { message, rest }: &Values) -> String {
    let line = safe(&format!("{message}{rest}"));
    format!("{at:.3} {level:5} {target} {}", fitting(&line, LENGTH))
}

#[derive(Default)]
struct Values {
    message: String,
    rest: String,
}

impl Visit for Values {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.take(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.take(field, &format!("{value:?}"));
    }
}

impl Values {
    fn take(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.message.push_str(value);
        } else {
            // Writing to a String does not fail.
            let _ = write!(self.rest, " {}={value}", field.name());
        }
    }
}

/// Text as it may stand in the log.
fn safe(text: &str) -> String {
    let text = visible(&salesforce::masked(text));
    let mut safe = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let of_a_word = |one: char| one.is_alphanumeric() || "@._+-".contains(one);
        let (word, tail) = rest.split_at(rest.find(|one| !of_a_word(one)).unwrap_or(rest.len()));
        safe.push_str(&shortened(word));
        let (between, next) = tail.split_at(tail.find(of_a_word).unwrap_or(tail.len()));
        safe.push_str(between);
        rest = next;
    }
    safe
}

/// An id by its beginning and its end, a person's address by none of it.
fn shortened(word: &str) -> String {
    if word.contains('@') {
        return "…@…".to_owned();
    }
    let is_id = matches!(word.len(), 15 | 18)
        && word.starts_with(|one: char| one.is_ascii_digit())
        && word.chars().all(|one| one.is_ascii_alphanumeric())
        && word.chars().any(|one| one.is_ascii_alphabetic());
    if is_id { format!("{}…{}", &word[..3], &word[word.len() - 4..]) } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    fn logged(work: impl FnOnce()) -> String {
        let log = Log::new("head");
        tracing::subscriber::with_default(tracing_subscriber::registry().with(log.layer()), work);
        log.text()
    }

    #[test]
    fn a_value_breaks_the_line_or_moves_the_cursor_or_turns_the_text_round() {
        let text = logged(|| tracing::warn!(app = "a\r\n2026 forged\u{1b}[2J\u{202e}b", "made"));
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.contains("made app=a[U+000D][U+000A]2026 forged[U+001B][2J[U+202E]b"), "{text}");
    }

    #[test]
    fn a_token_an_id_or_a_persons_address_is_written_out() {
        let token = format!("00D000000000001!{}", "A".repeat(40));
        let text = logged(|| {
            tracing::debug!(detail = format!("for 00D5f000001PqRsEAK by dana@acme.example with {token}"), "asked");
            tracing::debug!(query = "code=aPrxSECRET1", "asked");
        });
        assert!(text.contains("for 00D…sEAK by …@… with ••••••"), "{text}");
        assert!(!text.contains("aPrx") && !text.contains("AAAAAA") && !text.contains("dana"), "{text}");
    }

    #[test]
    fn others_or_too_much_is_kept() {
        let text = logged(|| {
            tracing::info!(target: "hyper::proto", "not ours");
            tracing::trace!("too fine");
            for number in 0..LINES + 5 {
                tracing::info!(number, "one more");
            }
            tracing::info!(long = "x".repeat(10_000), "the last");
        });
        assert_eq!(text.lines().count(), LINES + 1);
        assert!(text.starts_with("head\n") && !text.contains("not ours") && !text.contains("too fine"));
        assert!(!text.contains("one more number=0\n") && text.contains(&format!("number={}\n", LINES + 4)));
        assert!(text.lines().all(|line| line.len() < LENGTH + 100), "a line has no end");
    }
}
