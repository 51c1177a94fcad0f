//! Strangers: other people's published clients, unchanged, against the practice org. They were written for Salesforce
//! by others, so where they work, the practice org is like it in all that they look at.
//!
//! Each runs as a process in a home of its own and reaches nothing but this computer. Their versions stand in
//! `package.json`, and `scripts/set-up --tests` installs them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails")]

mod home;
mod jsforce;
mod key;
mod openid_client;
mod practice;
mod project;
mod sf;
mod sf_deploys;
mod sf_logins;
mod sf_reused;
mod talk;
