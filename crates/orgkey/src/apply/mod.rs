//! Making the app: journalled, made, read back, compared; resumed where it stopped.

mod curl;
mod deploy;
mod drive;
mod live;
mod mend;
mod progress;
mod prove;
mod read_back;
mod ready;
mod record;
mod refusals;
mod run;
mod secret;
mod switch;
mod undo;

pub use curl::curl;
pub use deploy::{deploy_problems, validate};
pub use drive::{Driver, drive};
pub use live::{Live, Signal, app_link};
pub use progress::Progress;
pub use record::{Entry, Made, MadePart, Record};
pub use run::{Part, PartState, PartView, ReadinessAnswer, RunState, RunSummary, RunView, SecretPlace, Waiting};
use undo::undoes;
pub use undo::{Creation, LeftOver, PartEnd, Undo, UndoPart, UndoPartView, UndoStep, UndoView};
