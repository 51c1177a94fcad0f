//! One org as one user sees it: the session, the version, and the way to it.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::Renewal;
use crate::transport::{Body, Call, Reply, Transport};
use crate::types::{AccessToken, ApiVersion, OrgId, RecordId};
use crate::{Host, Result};

/// A signed-in user in one org. Requests made with it go to `host` and nowhere else.
#[derive(Clone, Debug)]
pub struct Session {
    /// The org's own host, accepted by [`crate::Trust`].
    pub host: Host,
    /// The user's token.
    pub access_token: AccessToken,
    /// The org.
    pub org: OrgId,
    /// The user.
    pub user: RecordId,
}

/// Says things to one org. Cloning is cheap, and clones share the newest token.
#[derive(Clone)]
pub struct Org {
    transport: Transport,
    /// Its token is the one that the session began with.
    session: Session,
    version: ApiVersion,
    newest: Arc<Mutex<AccessToken>>,
    renewal: Option<Arc<dyn Renewal>>,
}

impl std::fmt::Debug for Org {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Org").field("session", &self.session).field("version", &self.version).finish_non_exhaustive()
    }
}

impl Org {
    /// An org to be spoken to with this session, in this version of the API.
    pub fn new(transport: Transport, session: Session, version: ApiVersion) -> Self {
        let newest = Arc::new(Mutex::new(session.access_token.clone()));
        Self { transport, session, version, newest, renewal: None }
    }

    /// The same org, whose session is renewed when Salesforce no longer takes its token: once for each token that is
    /// refused. What only reads is then asked again; a change is not, its caller is told as before.
    pub fn renewed_by(&self, renewal: Arc<dyn Renewal>) -> Self {
        Self { renewal: Some(renewal), ..self.clone() }
    }

    /// Who is signed in, and where, with the newest token.
    pub fn session(&self) -> Session {
        Session { access_token: self.newest(), ..self.session.clone() }
    }

    fn newest(&self) -> AccessToken {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A token newer than `used`, which Salesforce refused; none when the session can't be renewed.
    ///
    /// # Errors
    /// What stood in the way of asking for one.
    pub async fn renew(&self, used: &AccessToken) -> Result<Option<AccessToken>> {
        let newest = self.newest();
        if newest != *used {
            return Ok(Some(newest));
        }
        let Some(renewal) = &self.renewal else { return Ok(None) };
        let renewed = renewal.renew(used).await?;
        if let Some(token) = &renewed {
            *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = token.clone();
        }
        Ok(renewed)
    }

    /// Asks with the newest token, and once more if that had ended and the call changes nothing.
    pub(crate) async fn ask(&self, call: &mut Call<'_>) -> Result<Reply> {
        let used = self.newest();
        call.bearer = Some(used.clone());
        let refused = match self.transport.ask(call).await {
            Err(error) if error.is_session_expired() => error,
            outcome => return outcome,
        };
        match self.renew(&used).await? {
            Some(token) if call.is_safe() => {
                call.bearer = Some(token);
                self.transport.ask(call).await
            }
            _ => Err(refused),
        }
    }

    /// The version used in addresses and packages.
    pub fn version(&self) -> ApiVersion {
        self.version
    }

    /// The way to the org.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// The same org by another way, such as one that is observed.
    pub fn with_transport(&self, transport: Transport) -> Self {
        Self { transport, ..self.clone() }
    }

    /// Any resource below `/services/data/vXX.0/`, such as `limits` or `sobjects/User/describe`, as plain JSON.
    ///
    /// The text may carry a query, already encoded.
    pub async fn get_json(&self, path_below_version: &str) -> Result<Value> {
        self.ask(&mut self.get("get", path_below_version)).await?.json()
    }

    /// The org's host.
    pub fn host(&self) -> &Host {
        &self.session.host
    }

    /// A call to be asked with [`Self::ask`], which puts the token in.
    pub(crate) fn get(&self, name: &'static str, path: &str) -> Call<'_> {
        Call::get(name, &self.session.host, &self.path(path))
    }

    pub(crate) fn post(&self, name: &'static str, path: &str, body: Body) -> Call<'_> {
        Call::post(name, &self.session.host, &self.path(path), body)
    }

    pub(crate) fn path(&self, path: &str) -> String {
        format!("/services/data/v{}/{}", self.version, path.trim_start_matches('/'))
    }
}
