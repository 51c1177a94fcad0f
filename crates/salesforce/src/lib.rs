//! What can be said to Salesforce, and nothing about why.
//!
//! Hosts, sign-in, REST, Metadata and the credentials of external client apps, as typed calls over one transport.
//! Nothing here decides, plans, stores or shows anything.

mod error;
mod xml;

pub mod apps;
pub mod host;
pub mod metadata;
pub mod oauth;
pub mod practice;
pub mod rest;
pub mod transport;
pub mod types;

pub use error::{ApiUsage, CertificateFault, Error, NetworkKind, NetworkProblem, Result, SalesforceError};
pub use host::{Host, HostProblem, Trust};
pub use rest::{Org, Renewal, Session};
pub use transport::{Exchange, ExchangeSink, Pause, Transport, masked};
