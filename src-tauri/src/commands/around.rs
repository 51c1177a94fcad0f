//! Copying, saving, links to Salesforce's own pages, keys, how large the page is.

use orgkey::orgs::setup_page;
use orgkey::preflight::SetupPage;
use orgkey::verify::Flow;
use orgkey::views::{Change, Copied, CopyWhat, Guide, NameState};
use orgkey::{Code, Problem};
use tauri::Emitter as _;
use url::Url;
use uuid::Uuid;

use crate::menu::{self, Shortcut};
use crate::shell::Shell;
use crate::zoom::{self, Zoom};

pub(super) async fn copy_value(shell: &Shell, id: Uuid, what: CopyWhat) -> Result<Copied, Problem> {
    if what == CopyWhat::Secret {
        let secret = shell.desk.secret(id).await?;
        let app = shell.app.clone();
        return shell
            .clipboard
            .copy_secret(secret.expose(), move || drop(app.emit("change", Change::ClipboardCleared)));
    }
    let run = shell.desk.run(id)?;
    let value = match what {
        CopyWhat::ClientId => run.client_id,
        CopyWhat::Curl => run.curl,
        CopyWhat::SignInAddress => Some(run.sign_in_address),
        CopyWhat::TokenAddress => Some(run.token_address),
        CopyWhat::Secret => None,
    };
    shell.clipboard.copy(&value.ok_or_else(|| Problem::new(Code::NotFound).with("what", "value"))?)
}

pub(super) async fn copy_text(shell: &Shell, text: String) -> Result<Copied, Problem> {
    shell.clipboard.copy(&text)
}

/// Asks where to, in the system's own dialog, and writes the sheet there; none when the person cancelled.
pub(super) async fn save_hand_over(shell: &Shell, id: Uuid) -> Result<Option<String>, Problem> {
    let (name, sheet) = shell.desk.hand_over(id)?;
    let Some(path) = super::files::ask_where(shell, name).await else { return Ok(None) };
    orgkey::private::write(&path, &sheet)?;
    Ok(Some(path.display().to_string()))
}

pub(super) async fn open_setup(shell: &Shell, org: String, page: SetupPage) -> Result<(), Problem> {
    let known = shell.desk.known_org(&org)?;
    open_link(shell, setup_page(&known.origin, page))
}

pub(super) async fn open_app_in_setup(shell: &Shell, id: Uuid) -> Result<(), Problem> {
    open_link(shell, shell.desk.run(id)?.setup_link)
}

/// Opens the user whom a flow of a run is about.
pub(super) async fn open_user_in_setup(shell: &Shell, id: Uuid, flow: Flow) -> Result<(), Problem> {
    open_link(shell, shell.desk.user_in_setup(id, flow)?)
}

/// Opens the app that has a name in the draft's org, found there anew.
pub(super) async fn open_taken_app(shell: &Shell, id: Uuid, api_name: String) -> Result<(), Problem> {
    match shell.desk.name_state(id, &api_name).await? {
        NameState::Taken { setup_link, .. } => open_link(shell, Some(setup_link)),
        _ => Err(Problem::new(Code::NotFound).with("what", "app")),
    }
}

/// Opens what an undo left, by its place in the list: the page names no address.
pub(super) async fn open_left_over(shell: &Shell, id: Uuid, place: usize) -> Result<(), Problem> {
    let left = shell.desk.run(id)?.undo.and_then(|undo| undo.left.into_iter().nth(place)).and_then(|left| left.link);
    open_link(shell, left)
}

fn open_link(shell: &Shell, link: Option<String>) -> Result<(), Problem> {
    let link = link.and_then(|link| Url::parse(&link).ok());
    let link = link.ok_or_else(|| Problem::new(Code::NotFound).with("what", "link"))?;
    shell.desk.open_in_browser(&link)
}

pub(super) async fn open_guide(shell: &Shell, guide: Guide) -> Result<(), Problem> {
    let link = match guide {
        Guide::Components => "https://developer.salesforce.com/docs/platform/lwc/guide/",
        Guide::ExternalClientApps => "https://help.salesforce.com/s/articleView?id=xcloud.external_client_apps.htm",
        Guide::PasswordFlowRetirement => "https://help.salesforce.com/s/articleView?id=000886201",
        Guide::IntegrationUser => "https://help.salesforce.com/s/articleView?id=platform.integration_user.htm",
        Guide::PackagedRules => "https://help.salesforce.com/s/articleView?id=xcloud.package_eca_not_on_dev_hub.htm",
    };
    let link = Url::parse(link).map_err(|error| Problem::new(Code::Unexpected).with("detail", error))?;
    shell.desk.open_in_browser(&link)
}

pub(super) async fn keys(_: &Shell) -> Result<Vec<Shortcut>, Problem> {
    Ok(menu::shortcuts())
}

pub(super) async fn zoom(shell: &Shell, step: Zoom) -> Result<(), Problem> {
    zoom::zoom(shell, step)
}
