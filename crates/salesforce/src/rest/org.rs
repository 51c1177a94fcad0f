//! One org as one user sees it: the session, the version, and the way to it.

use serde_json::Value;

use crate::transport::{Body, Call, Transport};
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

/// Says things to one org. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Org {
    transport: Transport,
    session: Session,
    version: ApiVersion,
}

impl Org {
    /// An org to be spoken to with this session, in this version of the API.
    pub fn new(transport: Transport, session: Session, version: ApiVersion) -> Self {
        Self { transport, session, version }
    }

    /// Who is signed in, and where.
    pub fn session(&self) -> &Session {
        &self.session
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
        self.transport.ask(&self.get("get", path_below_version)).await?.json()
    }

    pub(crate) fn get(&self, name: &'static str, path: &str) -> Call<'_> {
        Call::get(name, &self.session.host, &self.path(path)).bearer(&self.session.access_token)
    }

    pub(crate) fn post(&self, name: &'static str, path: &str, body: Body) -> Call<'_> {
        Call::post(name, &self.session.host, &self.path(path), body).bearer(&self.session.access_token)
    }

    pub(crate) fn path(&self, path: &str) -> String {
        format!("/services/data/v{}/{}", self.version, path.trim_start_matches('/'))
    }
}
