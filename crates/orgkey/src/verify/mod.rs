//! Evidence, not hope: every flow gets a token and makes a call; what must be refused is refused. Every token that a
//! proof obtained is taken back, and shown to be dead.

mod authorization_code;
mod client_credentials;
mod evidence;
mod jwt_bearer;
mod refusals;
mod report;
mod subject;

pub use authorization_code::{PersonSignIn, prove_authorization_code};
pub use client_credentials::prove_client_credentials;
pub use jwt_bearer::{audience, prove_jwt_bearer};
pub use report::{Flow, FlowProof, Proof, ProofId, ProofOutcome, Report, Verdict};
pub use subject::Subject;
