//! The hand-over sheet: what a developer needs, as text, with no secret in it.

use std::io::Write as _;
use std::path::Path;

use crate::Line;
use crate::apply::RunView;
use crate::plan::Plan;
use crate::problem::{Code, Problem};
use crate::verify::{ProofOutcome, Verdict, audience};
use crate::words;

/// A file name from an app name: only characters that every system takes.
pub fn file_name(api_name: &str) -> String {
    let kept: String =
        api_name.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '_').collect();
    format!("{}-hand-over.txt", if kept.is_empty() { "app" } else { &kept })
}

/// The sheet for one run of a plan.
pub fn hand_over_sheet(run: &RunView, plan: &Plan) -> String {
    let say = |id: &str| words::line(&Line::new(id));
    let row = |id: &str, value: &str| format!("{}: {}\n", say(id), one_line(value));
    let mut sheet = format!("{}\n{}\n\n", one_line(&run.label), say("sheet_no_secret"));
    sheet += &row("sheet_org", &run.org.name);
    sheet += &row("sheet_org_kind", &say(&format!("org_kind_{}", kind(run))));
    sheet += &row("sheet_api_name", &run.api_name);
    sheet += &row("sheet_client_id", run.client_id.as_deref().unwrap_or("-"));
    sheet += &row("sheet_sign_in_address", &run.sign_in_address);
    sheet += &row("sheet_authorize_address", &format!("{}/services/oauth2/authorize", run.sign_in_address));
    sheet += &row("sheet_token_address", &run.token_address);
    let scopes = plan.blueprint.scopes.iter().map(AsRef::as_ref).collect::<Vec<&str>>();
    sheet += &row("sheet_scopes", &scopes.join(" "));
    for callback in &plan.blueprint.callbacks {
        sheet += &row("sheet_callback", callback.as_str());
    }
    if let Some(user) = &plan.blueprint.client_credentials {
        sheet += &row("sheet_run_as", user.as_str());
    }
    if let (Some(jwt), Some(certificate)) = (&plan.blueprint.jwt_bearer, &run.certificate) {
        let day = |at: jiff::Timestamp| at.strftime("%Y-%m-%d").to_string();
        sheet += &row("sheet_speaks_for", jwt.speaks_for.as_str());
        sheet += &row("sheet_audience", &audience(&run.org));
        sheet += &row("sheet_certificate", &certificate.subject);
        sheet += &row("sheet_certificate_fingerprint", &certificate.fingerprint);
        sheet += &row("sheet_certificate_ends", &day(certificate.ends_at));
        if let Some(reminds_at) = certificate.reminds_at {
            sheet += &row("sheet_certificate_renew", &day(reminds_at));
        }
    }
    if plan.blueprint.authorization_code {
        let yes_or_no = |yes| say(if yes { "sheet_yes" } else { "sheet_no" });
        sheet += &row("sheet_pkce", &yes_or_no(plan.blueprint.require_pkce));
        sheet += &row("sheet_rotation", &yes_or_no(plan.blueprint.rotate_refresh_tokens));
    }
    if let Some(link) = &run.setup_link {
        sheet += &row("sheet_setup_link", link);
    }
    if let Some(curl) = &run.curl {
        sheet += &format!("\n{}\n{curl}\n", say("sheet_curl"));
    }
    if let Some(report) = &run.report {
        sheet += &format!("\n{} ({})\n", say("sheet_proved"), report.at.strftime("%Y-%m-%d %H:%M UTC"));
        for flow in &report.flows {
            let verdict = match &flow.verdict {
                Verdict::Proven => say("sheet_proven"),
                Verdict::DryCheckOnly { because } => {
                    format!("{} {}", say("sheet_dry_check_only"), words::line(because))
                }
                Verdict::NotProven { problem } => {
                    format!("{} {}", say("sheet_not_proven"), words::problem(problem).title)
                }
            };
            sheet += &format!("{}: {verdict}\n", say(&format!("flow_{}_title", flow.flow.as_str())));
            for proof in &flow.proofs {
                let sign = if proof.outcome == ProofOutcome::Passed { "+" } else { "-" };
                let detail = proof.detail.as_ref().map(|line| format!(" ({})", words::line(line))).unwrap_or_default();
                sheet += &format!("  {sign} {}{detail}\n", say(&format!("proof_{}_title", proof.id.as_str())));
            }
        }
    }
    sheet
}

/// Writes a file that is not there yet; a private key so that only its owner may read it.
///
/// # Errors
/// `file_exists`: nothing is ever overwritten; `store_failed`.
pub fn write_new(path: &Path, text: &str, private: bool) -> Result<(), Problem> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = private;
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Problem::new(Code::FileExists).with("file", path.display()),
        _ => Problem::new(Code::FileNotWritten).with("file", path.display()).with("detail", error),
    };
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}

fn kind(run: &RunView) -> &'static str {
    use crate::orgs::OrgKind;
    match run.org.kind {
        OrgKind::Production => "production",
        OrgKind::Sandbox => "sandbox",
        OrgKind::Developer => "developer",
        OrgKind::Scratch => "scratch",
        OrgKind::Practice => "practice",
    }
}

/// Text from an org on one line, without control characters.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_leaves_its_folder_or_is_none() {
        assert_eq!(file_name("Acme_Loader"), "Acme_Loader-hand-over.txt");
        assert_eq!(file_name("../../etc/passwd"), "etcpasswd-hand-over.txt");
        assert_eq!(file_name("..."), "app-hand-over.txt");
    }

    #[test]
    fn a_private_key_overwrites_a_file_or_others_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("acme.key");
        write_new(&path, "first", true).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(write_new(&path, "second", true).unwrap_err().code, Code::FileExists);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "first");
        let nowhere = folder.path().join("no/such/folder.key");
        assert_eq!(write_new(&nowhere, "x", true).unwrap_err().code, Code::FileNotWritten);
    }

    #[test]
    fn text_of_an_org_writes_lines_of_its_own() {
        assert_eq!(one_line("Acme\nClient ID: forged\u{1b}[2J"), "Acme Client ID: forged [2J");
    }
}
