//! The eight steps: which there are, what was answered, what an answer has to satisfy. Pure; no window, no network.

mod answers;
mod draft;
mod edits;
mod rail;
mod step;

pub use answers::{
    AccessAnswer, Answer, Answers, CheckAnswer, Distribution, DistributionAnswer, FlowsAnswer, IpRange, NameAnswer,
    Network, ObjectRights, PermissionSetChoice, Reach, ScopesAnswer, SecretSwitch, Stay, Who,
};
pub use draft::{AddsUp, Checked, Draft, DraftSummary, DraftTrouble, DraftView, Submitted};
pub use edits::Edits;
pub use rail::{adds_up, rail};
pub use step::{Step, StepState, StepView};
