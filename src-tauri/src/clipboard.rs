//! The clipboard: text goes there from Rust, and a secret is taken away again if it is still there.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use orgkey::views::Copied;
use orgkey::{Code, Problem};

/// How long a secret stays.
const SECRET_STAYS: Duration = Duration::from_secs(30);

/// The system's clipboard, opened when it is first needed and held open: on X11 what was copied lives in the program
/// that copied it.
#[derive(Clone, Default)]
pub(crate) struct Clipboard(Arc<Mutex<State>>);

/// What a clipboard does, as far as it is needed here.
trait System: Send {
    /// Puts text there; a secret so that histories leave it out.
    fn put(&mut self, text: &str, secret: bool) -> Result<(), arboard::Error>;
    /// The text that is there; none where that can't be told.
    fn text(&mut self) -> Option<String>;
    /// Takes away what is there. One that can't be cleared is not ours any more.
    fn empty(&mut self);
}

#[derive(Default)]
struct State {
    system: Option<Box<dyn System>>,
    secret: Option<String>,
    // Which copy it is: an older copy's time-out must not take a newer one away.
    copies: u64,
}

impl Clipboard {
    /// Copies text that is no secret.
    pub(crate) fn copy(&self, text: &str) -> Result<Copied, Problem> {
        self.set(text, None)?;
        Ok(Copied { clears_at: None })
    }

    /// Copies a secret; after half a minute it is taken away if nothing else was copied. `cleared` is told then. Where
    /// the clipboard can't be read nobody knows whether the secret is still there: it stays, and the answer says so.
    pub(crate) fn copy_secret(&self, text: &str, cleared: impl FnOnce() + Send + 'static) -> Result<Copied, Problem> {
        let copy = self.set(text, Some(text.to_owned()))?;
        if !self.holds(text) {
            return Ok(Copied { clears_at: None });
        }
        let clipboard = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(SECRET_STAYS).await;
            if clipboard.is_newest(copy) {
                clipboard.clear_secret();
                cleared();
            }
        });
        Ok(Copied { clears_at: Timestamp::now().checked_add(SECRET_STAYS).ok() })
    }

    /// Takes a secret away if it is still there: also at the end.
    pub(crate) fn clear_secret(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(secret) = state.secret.take() else { return };
        if let Some(system) = &mut state.system
            && system.text().is_some_and(|text| text == secret)
        {
            system.empty();
        }
    }

    /// Whether a text can be seen to be there.
    fn holds(&self, text: &str) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.system.as_mut().and_then(|system| system.text()).is_some_and(|there| there == text)
    }

    fn is_newest(&self, copy: u64) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).copies == copy
    }

    /// The number of this copy.
    fn set(&self, text: &str, secret: Option<String>) -> Result<u64, Problem> {
        let failed = |error: arboard::Error| Problem::new(Code::Unexpected).with("detail", error);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let system = match &mut state.system {
            Some(system) => system,
            none => none.insert(Box::new(arboard::Clipboard::new().map_err(failed)?)),
        };
        system.put(text, secret.is_some()).map_err(failed)?;
        state.secret = secret;
        state.copies += 1;
        Ok(state.copies)
    }
}

impl System for arboard::Clipboard {
    fn put(&mut self, text: &str, secret: bool) -> Result<(), arboard::Error> {
        if secret { without_history(self.set()).text(text) } else { self.set_text(text) }
    }

    fn text(&mut self) -> Option<String> {
        self.get_text().ok()
    }

    fn empty(&mut self) {
        let _ = self.clear();
    }
}

/// Asks clipboard histories to leave this copy out.
#[cfg(target_os = "linux")]
fn without_history(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

/// Asks clipboard histories and the cloud to leave this copy out.
#[cfg(target_os = "windows")]
fn without_history(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtWindows::exclude_from_cloud(arboard::SetExtWindows::exclude_from_history(set))
}

/// Asks clipboard histories to leave this copy out.
#[cfg(target_os = "macos")]
fn without_history(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clipboard that others can copy to, too; one that is not `read` tells nobody what is on it.
    struct Desktop {
        there: Arc<Mutex<String>>,
        read: bool,
    }

    impl System for Desktop {
        fn put(&mut self, text: &str, _secret: bool) -> Result<(), arboard::Error> {
            text.clone_into(&mut self.there.lock().unwrap());
            Ok(())
        }

        fn text(&mut self) -> Option<String> {
            self.read.then(|| self.there.lock().unwrap().clone())
        }

        fn empty(&mut self) {
            self.there.lock().unwrap().clear();
        }
    }

    fn on(read: bool) -> (Clipboard, Arc<Mutex<String>>) {
        let there = Arc::default();
        let system: Box<dyn System> = Box::new(Desktop { there: Arc::clone(&there), read });
        (Clipboard(Arc::new(Mutex::new(State { system: Some(system), ..State::default() }))), there)
    }

    #[tokio::test]
    async fn a_secret_stays_or_what_was_copied_after_it_goes() {
        let (clipboard, there) = on(true);
        assert!(clipboard.copy_secret("secret", || {}).unwrap().clears_at.is_some());
        clipboard.clear_secret();
        assert_eq!(*there.lock().unwrap(), "");

        clipboard.copy_secret("secret", || {}).unwrap();
        "by another program".clone_into(&mut there.lock().unwrap());
        clipboard.clear_secret();
        assert_eq!(*there.lock().unwrap(), "by another program");

        clipboard.copy_secret("secret", || {}).unwrap();
        assert!(clipboard.copy("by ourselves").unwrap().clears_at.is_none());
        clipboard.clear_secret();
        assert_eq!(*there.lock().unwrap(), "by ourselves");
    }

    #[tokio::test]
    async fn a_clipboard_that_cannot_be_read_is_said_to_clear_itself_or_loses_somebodys_text() {
        let (clipboard, there) = on(false);
        assert!(clipboard.copy_secret("secret", || {}).unwrap().clears_at.is_none());
        "by another program".clone_into(&mut there.lock().unwrap());
        clipboard.clear_secret();
        assert_eq!(*there.lock().unwrap(), "by another program");
    }
}
