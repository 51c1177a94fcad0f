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

#[derive(Default)]
struct State {
    system: Option<arboard::Clipboard>,
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

    /// Copies a secret; after half a minute it is taken away if nothing else was copied. `cleared` is told then.
    pub(crate) fn copy_secret(&self, text: &str, cleared: impl FnOnce() + Send + 'static) -> Result<Copied, Problem> {
        let copy = self.set(text, Some(text.to_owned()))?;
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
            && system.get_text().is_ok_and(|text| text == secret)
        {
            // A clipboard that can't be cleared is not ours any more.
            let _ = system.clear();
        }
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
            none => none.insert(arboard::Clipboard::new().map_err(failed)?),
        };
        if secret.is_some() {
            without_history(system.set()).text(text).map_err(failed)?;
        } else {
            system.set_text(text).map_err(failed)?;
        }
        state.secret = secret;
        state.copies += 1;
        Ok(state.copies)
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
