//! A run, told as it goes, to its end or to what stops it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use orgkey::apply::{PartState, RunState, RunView};
use orgkey::desk::Desk;
use orgkey::{Line, Problem, words};
use serde::Serialize;

use crate::evidence::{self, Work};
use crate::exit::Exit;
use crate::report::{Event, Reporter};

/// How often the live line moves.
const TICK: Duration = Duration::from_millis(120);

/// Follows a run to its end, and shows what came of it.
///
/// # Errors
/// What kept it from being looked at. What stopped the run itself is told, and in the exit code.
pub(crate) async fn follow(
    reporter: &Reporter,
    desk: &Desk,
    mut run: RunView,
    work: &Work<'_>,
) -> Result<Exit, Problem> {
    let mut changes = desk.changes();
    let mut told = Told::default();
    loop {
        run = desk.run(run.id)?;
        told.parts(reporter, &run);
        told.lost(reporter, &run);
        match &run.state {
            // Without a browser nothing is waited for that a person would have to bring.
            RunState::Running | RunState::Waiting { .. } => {}
            _ => break,
        }
        if reporter.is_live() {
            reporter.live(&now(&run, work.began));
            // Whichever comes first: a change, or the next turn of the live line.
            let _ = tokio::time::timeout(TICK, changes.recv()).await;
        } else {
            // Missed notices are no loss: the state is asked for, and a closed line can't be while the desk is held.
            let _ = changes.recv().await;
        }
    }
    reporter.clear();
    evidence::show(reporter, desk, &run, work).await
}

/// What goes on this moment, in a line.
fn now(run: &RunView, began: Instant) -> String {
    let under_way = |state: PartState| matches!(state, PartState::Doing | PartState::Waiting);
    let parts = run.parts.iter().filter(|part| under_way(part.state) && run.undo.is_none());
    let parts = parts.map(|part| (title("part", part.part), part.note.as_ref()));
    let undo = run.undo.iter().flat_map(|undo| &undo.parts).filter(|part| under_way(part.state));
    let undo = undo.map(|part| (title("undo_part", part.part), part.note.as_ref()));
    let (title, note) = parts.chain(undo).next().unwrap_or_default();
    let note = note.map(|line| format!(" – {}", words::line(line))).unwrap_or_default();
    format!("{title}{note} ({} s)", began.elapsed().as_secs())
}

/// What a part is called, in words.
pub(crate) fn title(kind: &str, part: impl Serialize) -> String {
    words::line(&part_line(kind, part))
}

fn part_line(kind: &str, part: impl Serialize) -> Line {
    let name = serde_json::to_value(part).ok();
    let name = name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
    Line::new(&format!("{kind}_{name}"))
}

/// What was told, so that nothing is told twice.
#[derive(Default)]
struct Told {
    parts: BTreeSet<String>,
    lost: BTreeSet<String>,
}

impl Told {
    fn parts(&mut self, reporter: &Reporter, run: &RunView) {
        let ended = |state: PartState| matches!(state, PartState::Done | PartState::Skipped);
        if let Some(undo) = &run.undo {
            for part in undo.parts.iter().filter(|part| ended(part.state)) {
                self.part(reporter, part_line("undo_part", part.part), part);
            }
            return;
        }
        for part in run.parts.iter().filter(|part| ended(part.state)) {
            self.part(reporter, part_line("part", part.part), part);
        }
    }

    /// What keeps a run from going on, where no live line says it: each once, however often it is tried again.
    fn lost(&mut self, reporter: &Reporter, run: &RunView) {
        if reporter.is_live() {
            return;
        }
        let parts = run.parts.iter().filter_map(|part| part.note.as_ref());
        let undo = run.undo.iter().flat_map(|undo| &undo.parts).filter_map(|part| part.note.as_ref());
        for note in parts.chain(undo).filter(|note| note.id.starts_with("run_note_connection_")) {
            if self.lost.insert(format!("{} {:?}", note.id, note.params.get("reason"))) {
                reporter.say(Event::Waiting, note, note);
            }
        }
    }

    fn part(&mut self, reporter: &Reporter, line: Line, part: impl Serialize) {
        if self.parts.insert(line.id.clone()) {
            reporter.say(Event::Part, &line, part);
        }
    }
}
