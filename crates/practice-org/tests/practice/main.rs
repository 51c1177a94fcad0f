//! The practice org from outside, over HTTP: one program of tests, so that it is linked once.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod access;
mod authorize;
mod composite;
mod deploy_life;
mod deploys;
mod device;
mod faults;
mod formats;
mod gate;
mod happened;
mod hosts;
mod identity;
mod jwt_bearer;
mod jwt_token;
mod limits;
mod metadata_calls;
mod orgs;
mod other_orgs;
mod packages;
mod queries;
mod real_secrets;
mod records;
mod rest;
mod retrieves;
mod robust;
mod rules;
mod settings;
mod single_access;
mod soap;
mod staged;
mod support;
mod token;
mod usage;
