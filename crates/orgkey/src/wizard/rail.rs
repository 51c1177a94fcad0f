//! The rail: how each step stands, and its answer in a few words.

use super::{Answers, Distribution, Draft, Stay, Step, StepState, StepView, Who};
use crate::Line;
use crate::orgs::KnownOrg;
use crate::wizard::draft::AddsUp;

/// The rail for a draft. `problems` are the steps in which something has to change.
pub fn rail(draft: &Draft, org: Option<&KnownOrg>, problems: &[Step]) -> Vec<StepView> {
    Step::ALL
        .into_iter()
        .map(|step| {
            let state = if step == draft.step {
                StepState::Current
            } else if problems.contains(&step) {
                StepState::Problem
            } else if step < draft.reached {
                StepState::Done
            } else {
                StepState::Todo
            };
            let answered = step <= draft.reached;
            StepView { step, state, answer: if answered { answer(draft, org, step) } else { None } }
        })
        .collect()
}

fn answer(draft: &Draft, org: Option<&KnownOrg>, step: Step) -> Option<Line> {
    let Answers { name, distribution, flows, scopes, access, .. } = &draft.answers;
    match step {
        Step::Org => org.map(|org| Line::new("rail_org").with("name", &org.name)),
        Step::Check => draft.checked.map(|checked| match (checked.to_fix, checked.to_know) {
            (0, 0) => Line::new("rail_check_ready"),
            (0, count) => Line::new("rail_check_to_know").with("count", count),
            (count, _) => Line::new("rail_check_to_fix").with("count", count),
        }),
        Step::Name => (!name.label.trim().is_empty()).then(|| Line::new("rail_name").with("label", name.label.trim())),
        Step::Distribution => Some(Line::new(match distribution.distribution {
            Distribution::Local => "rail_distribution_local",
            Distribution::Packaged => "rail_distribution_packaged",
        })),
        Step::Flows => flows.connects.map(|_| {
            Line::new(match (flows.authorization_code, flows.client_credentials, flows.jwt_bearer) {
                (true, false, false) => "rail_flow_authorization_code",
                (false, true, false) => "rail_flow_client_credentials",
                (false, false, true) => "rail_flow_jwt_bearer",
                (false, false, false) => "rail_flow_none",
                (true, _, _) => "rail_flow_both",
                (false, true, true) => "rail_flow_servers",
            })
        }),
        Step::Scopes => {
            let own = scopes.callbacks.iter().filter(|row| !row.is_empty()).count();
            Some(if flows.authorization_code {
                Line::new("rail_scopes").with("scopes", scopes.scopes.len()).with("callbacks", own)
            } else {
                Line::new("rail_scopes_no_callback").with("scopes", scopes.scopes.len())
            })
        }
        Step::Access => Some(Line::new(match access.who {
            Who::Chosen => "rail_access_chosen",
            Who::Anyone => "rail_access_anyone",
        })),
        Step::Review => Some(Line::new("rail_review_nothing_sent")),
    }
}

/// What the scopes and policies add up to, in plain lines.
pub fn adds_up(answers: &Answers) -> Vec<AddsUp> {
    let has = |scope: &str| answers.scopes.scopes.iter().any(|chosen| chosen == scope);
    let everything = has("full");
    let stays = answers.stays_connected();
    let mut lines = Vec::new();
    let mut can = |line: Line| lines.push(AddsUp { can: true, line });
    if everything {
        can(Line::new("adds_can_everything"));
    } else if has("api") {
        can(Line::new("adds_can_records"));
    }
    if !everything && ["id", "profile", "email", "address", "phone"].into_iter().any(has) {
        can(Line::new("adds_can_identity"));
    }
    if stays {
        match answers.access.stay {
            Stay::UntilUnused { days } => can(Line::new("adds_can_stay_unused").with("days", days)),
            Stay::AtMost { days } => can(Line::new("adds_can_stay_at_most").with("days", days)),
            Stay::UntilRevoked => can(Line::new("adds_can_stay_until_revoked")),
            Stay::Never => {}
        }
    }
    let pages = everything || has("web");
    let id_token = everything || has("openid");
    if pages {
        can(Line::new("adds_can_pages"));
    }
    if id_token {
        can(Line::new("adds_can_id_token"));
    }
    let mut cannot = |line: &str| lines.push(AddsUp { can: false, line: Line::new(line) });
    if !stays || answers.access.stay == Stay::Never {
        cannot("adds_cannot_stay");
    }
    if !pages {
        cannot("adds_cannot_pages");
    }
    if !id_token {
        cannot("adds_cannot_id_token");
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ConnectKind;
    use crate::plan::sample;

    fn draft(step: Step, reached: Step) -> Draft {
        let mut draft = Draft::new(jiff::Timestamp::UNIX_EPOCH);
        draft.answers = sample::answers(ConnectKind::WebApp);
        (draft.step, draft.reached) = (step, reached);
        draft
    }

    #[test]
    fn a_step_that_nobody_reached_shows_an_answer() {
        let rail = rail(&draft(Step::Name, Step::Flows), None, &[Step::Distribution]);
        let state = |step| rail.iter().find(|view| view.step == step).map(|view| view.state);
        assert_eq!(state(Step::Check), Some(StepState::Done));
        assert_eq!(state(Step::Name), Some(StepState::Current));
        assert_eq!(state(Step::Distribution), Some(StepState::Problem));
        assert_eq!(state(Step::Access), Some(StepState::Todo));
        for view in rail {
            assert!(view.answer.is_none() || view.step <= Step::Flows, "{:?}", view.step);
        }
    }

    #[test]
    fn what_the_answers_add_up_to_is_said_wrongly() {
        let mut answers = sample::answers(ConnectKind::WebApp);
        let said =
            |answers: &Answers| adds_up(answers).into_iter().map(|line| (line.can, line.line.id)).collect::<Vec<_>>();
        let can = |id: &str| (true, id.to_owned());
        let cannot = |id: &str| (false, id.to_owned());
        let web = said(&answers);
        assert!(web.contains(&can("adds_can_records")) && web.contains(&can("adds_can_stay_unused")));
        assert!(web.contains(&cannot("adds_cannot_pages")) && web.contains(&cannot("adds_cannot_id_token")));
        answers.access.stay = Stay::Never;
        assert!(said(&answers).contains(&cannot("adds_cannot_stay")));
        answers.scopes.scopes = vec!["full".to_owned()];
        let full = said(&answers);
        assert!(full.contains(&can("adds_can_everything")) && !full.contains(&can("adds_can_records")));
        assert!(full.contains(&cannot("adds_cannot_stay")), "full does not hold a refresh token");
    }
}
