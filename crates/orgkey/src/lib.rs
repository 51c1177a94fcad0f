//! What Orgkey does, with no window: the steps a person answers, the plan, applying it, proving it and keeping it.
//!
//! The data's way: [`wizard::Draft`] → [`blueprint::Blueprint`] + [`plan::OrgSnapshot`] → [`plan::Plan`] →
//! [`apply`] with its journal → credentials in the [`vault`] → [`verify`]. Nothing in here knows a window, and
//! nothing in here writes sentences: words live in `messages/`, keyed by the codes and ids used here.

pub mod apply;
pub mod blueprint;
pub mod catalogue;
pub mod credentials;
pub mod desk;
pub mod diagnosis;
pub mod export;
pub mod key_pair;
pub mod line;
pub mod log;
pub mod orgs;
pub mod place;
pub mod plan;
pub mod preflight;
pub mod private;
pub mod problem;
pub mod process;
pub mod sign_in;
pub mod store;
mod text;
pub mod vault;
pub mod verify;
pub mod views;
pub mod wizard;
pub mod words;

pub use line::Line;
pub use problem::{Code, Problem};
pub use text::visible;
pub use uuid::Uuid;
