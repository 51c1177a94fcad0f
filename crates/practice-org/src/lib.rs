//! A stand-in Salesforce on loopback: one login host and any of six kinds of org, each on its own port.
//!
//! It behaves as Salesforce's documentation and public traces of it say, and refuses what Salesforce refuses. It knows
//! no client in particular and shares no code with one. All its state is in memory and gone when it stops; every key,
//! token and id is plainly fake.

pub(crate) mod browser;
mod change;
pub(crate) mod clock;
mod command;
mod connections;
mod control;
mod description;
mod fault;
pub(crate) mod front_door;
mod gate;
pub(crate) mod id;
mod inflow;
pub(crate) mod metadata;
pub(crate) mod oauth;
pub(crate) mod objects;
pub(crate) mod org;
pub(crate) mod pages;
pub(crate) mod random;
mod real_secret;
pub(crate) mod request_log;
pub(crate) mod rest;
pub mod rules;
mod server;
pub(crate) mod soap;
pub(crate) mod soql;
mod timing;
mod world;

pub use change::{Missing, OrgChange, ProfileChange, UserChange};
pub use command::Command;
pub use connections::ConnectionLimits;
pub use description::{Control, Description, OrgDescription, UserDescription};
pub use fault::{Fault, UnknownFault};
pub use gate::{Gate, Passage, Passing, Stage};
pub use org::kind::{OrgKind, UnknownOrgKind};
pub use server::{Listeners, Options, Running, run, start};
pub use timing::Timing;
pub use world::World;
