//! Waiting until every Salesforce server has learnt of the app: asked without signing in, with a clock, never red.

use std::time::Duration;

use jiff::Timestamp;
use salesforce::oauth::DryCheck;
use tokio::time::{Instant, sleep};

use super::{Driver, Entry, Part, ReadinessAnswer, Signal, Waiting};
use crate::Line;
use crate::problem::{Code, Problem};
use crate::verify::{Subject, audience};

/// Two good answers this far apart: one may come from a server that learnt earlier than the others.
const TWICE: Duration = Duration::from_secs(2);
/// How many answers are shown.
const SHOWN: usize = 6;

/// How long to wait before asking again; none when waiting is over.
fn pause(waited: Duration) -> Option<Duration> {
    match waited.as_secs() {
        0..60 => Some(Duration::from_secs(5)),
        60..600 => Some(Duration::from_secs(15)),
        600..1800 => Some(Duration::from_secs(30)),
        _ => None,
    }
}

impl Driver {
    pub(super) async fn ready(&mut self) -> Result<(), Problem> {
        if self.live.progress().ready.is_some() {
            return Ok(());
        }
        let subject = self.subject().await?;
        let since = Timestamp::now();
        // Only what was waited here: a computer that slept meanwhile has asked nobody.
        let mut waited = Duration::ZERO;
        let mut answers: Vec<ReadinessAnswer> = Vec::new();
        let mut good = false;
        loop {
            let answer = ask(&subject).await?;
            answers.insert(0, ReadinessAnswer { at: Timestamp::now(), answer: answer.clone() });
            answers.truncate(SHOWN);
            if answer == "known" {
                if good {
                    self.end_wait();
                    self.live.note(Part::Ready, None);
                    return self.journal(Entry::Ready);
                }
                good = true;
                self.live.note(Part::Ready, Some(Line::new("run_note_waiting_ready")));
                sleep(TWICE).await;
                continue;
            }
            good = false;
            let Some(pause) = pause(waited) else {
                return Err(Problem::new(Code::NotReadyInTime).with("answer", answer));
            };
            let next_check = Timestamp::now().saturating_add(pause).unwrap_or(since);
            self.live.wait_for(Some(Waiting::Readiness { since, next_check, answers: answers.clone() }));
            let begun = Instant::now();
            self.pause_or_signal(pause).await;
            waited += begun.elapsed().min(pause);
        }
    }

    async fn pause_or_signal(&mut self, pause: Duration) {
        let until = Instant::now() + pause;
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(until) => return,
                signal = self.signals.recv() => match signal {
                    Some(Signal::CheckNow) => return,
                    Some(_) => {}
                    None => return tokio::time::sleep_until(until).await,
                },
            }
        }
    }

    /// The app as the proofs see it.
    pub(super) async fn subject(&self) -> Result<Subject, Problem> {
        let progress = self.live.progress();
        let key = progress.key.ok_or_else(|| Problem::new(Code::NotFound).with("what", "client_id"))?;
        Ok(Subject {
            transport: self.org.transport().clone(),
            host: self.org.session().host.clone(),
            plan: self.live.record().plan.clone(),
            key,
            secret: self.kept_secret().await?,
            private_key: self.private_key().await?,
            audience: audience(&self.live.record().org),
        })
    }
}

/// Salesforce's word for it: `known`, or what it refused with. A lost connection is an answer too: ask again.
async fn ask(subject: &Subject) -> Result<String, Problem> {
    // A changed callback becomes known later than the app that it belongs to.
    for callback in subject.callbacks() {
        let answer = ask_with(subject, &callback).await?;
        if answer != "known" {
            return Ok(answer);
        }
    }
    Ok("known".to_owned())
}

async fn ask_with(subject: &Subject, callback: &str) -> Result<String, Problem> {
    match subject.dry_check(callback, true).await {
        Ok(DryCheck::Known) => Ok("known".to_owned()),
        Ok(DryCheck::Refused { error, .. }) => Ok(error),
        Ok(DryCheck::Unexpected { status, .. }) => Ok(format!("http_{status}")),
        Err(problem) if matches!(problem.code, Code::Offline | Code::TimedOut) => Ok("offline".to_owned()),
        Err(problem) => Err(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salesforce_is_asked_too_often_or_for_ever() {
        assert_eq!(pause(Duration::from_secs(59)), Some(Duration::from_secs(5)));
        assert_eq!(pause(Duration::from_secs(60)), Some(Duration::from_secs(15)));
        assert_eq!(pause(Duration::from_secs(600)), Some(Duration::from_secs(30)));
        assert_eq!(pause(Duration::from_secs(1800)), None);
    }
}
