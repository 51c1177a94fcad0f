//! The practice org inside this process.

use std::sync::Arc;

use orgkey::desk::{PracticeOrg, PracticeStart};
use orgkey::{Code, Problem};
use practice_org::{Options, Running, Timing};
use tokio::sync::Mutex;

/// Starts one practice org in this process, with waits that a person can see. It lives as long as the window.
pub(crate) fn starter() -> PracticeStart {
    let running: Arc<Mutex<Option<Running>>> = Arc::default();
    Arc::new(move || {
        let running = Arc::clone(&running);
        Box::pin(async move {
            let failed = |detail: String| Problem::new(Code::PracticeOrgNotStarted).with("detail", detail);
            let options = Options { timing: Timing::for_people(), ..Options::default() };
            let started = practice_org::start(options).await.map_err(|error| failed(error.to_string()))?;
            let description =
                serde_json::to_string(started.description()).map_err(|error| failed(error.to_string()))?;
            let practice = PracticeOrg::described(&description)?;
            *running.lock().await = Some(started);
            Ok(practice)
        })
    })
}
