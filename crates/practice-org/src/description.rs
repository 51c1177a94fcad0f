//! What a practice org tells about itself to whoever started it.

use serde::{Deserialize, Serialize};

/// Addresses, users and the control bearer of a running world.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct Description {
    /// The login host.
    pub login_url: String,
    /// The control calls.
    pub control: Control,
    /// The orgs, each with its own host.
    pub orgs: Vec<OrgDescription>,
}

/// Where the world can be changed while it runs.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct Control {
    /// Base address of the control calls.
    pub url: String,
    /// What they want in `Authorization: Bearer`.
    pub bearer: String,
}

/// One org.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct OrgDescription {
    /// Its name.
    pub name: String,
    /// Its kind, as `--org` takes it: `developer`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id, 18 characters.
    pub id: String,
    /// Its own host, which is its My Domain.
    pub url: String,
    /// Its users.
    pub users: Vec<UserDescription>,
}

/// One user, with all that signs them in.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct UserDescription {
    /// What they type to log in.
    pub username: String,
    /// Their name.
    pub name: String,
    /// Their password.
    pub password: String,
    /// What is appended to the password where no browser is used.
    pub security_token: String,
    /// An access token that works, empty for a user who may not log in.
    pub access_token: String,
    /// Their id, 18 characters.
    pub id: String,
    /// The name of their profile.
    pub profile: String,
}
