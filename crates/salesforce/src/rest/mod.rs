//! The REST API of one org: versions, limits, queries, records, descriptions.

mod describe;
mod limits;
mod org;
mod query;
mod records;
mod renewal;
pub mod soql;
mod versions;

pub use describe::{Describe, Field, ObjectSummary};
pub use limits::{Limit, Limits};
pub use org::{Org, Session};
pub use query::Rows;
pub use renewal::{Renewal, Renewed};
pub use versions::{Versions, versions};
