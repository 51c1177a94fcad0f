//! What the page may ask for. Each command is one call of the core; the list of them is in `commands.rs` beside the
//! manifest, and its types are checked against the bodies here.

include!("../../commands.rs");

mod around;
mod catalogue;
mod drafts;
mod files;
mod key_pairs;
mod log;
mod runs;
mod signing_in;

#[cfg(test)]
mod bindings;

use orgkey::apply::RunView;
use orgkey::catalogue::ConnectKind;
use orgkey::diagnosis::Diagnosis;
use orgkey::key_pair::KeyPairView;
use orgkey::plan::PlanView;
use orgkey::preflight::{Checkup, SetupPage};
use orgkey::sign_in::{Place, SfFound, SignInView};
use orgkey::verify::Flow;
use orgkey::views::{
    AskedWait, Catalogue, Copied, CopyWhat, Guide, NameState, ObjectView, PermissionSetView, Start, Theme, UserList,
    Validation,
};
use orgkey::wizard::{Answer, DraftView, Step, Submitted};
use orgkey::{Line, Problem};
use uuid::Uuid as Id;

use crate::menu::Shortcut;
use crate::shell::Shell;
use crate::zoom::Zoom;

/// The bodies, by the names of the list.
mod bodies {
    pub(super) use super::around::{
        copy_text, copy_value, keys, open_app_in_setup, open_guide, open_left_over, open_setup, open_taken_app,
        open_user_in_setup, save_hand_over, zoom,
    };
    pub(super) use super::catalogue::{
        bring_copy_back, catalogue, check_keychain, delete_left_secrets, end_waits, forget_org, keep_until_closed,
        leave_copy, left_secrets, set_theme, start, waits,
    };
    pub(super) use super::drafts::{
        api_name_for, check, choose_connect, create, delete_draft, go_to, name_state, new_draft, objects,
        open_blueprint, open_draft, own_address, permission_sets, plan, save_answer, submit_answer,
        take_dropped_blueprint, undo_edit, users, validate_plan,
    };
    pub(super) use super::key_pairs::{
        choose_key_pair, key_pair, make_key_pair, save_certificate, save_private_key, take_dropped_key_pair,
        unlock_key_pair,
    };
    pub(super) use super::log::{log, save_log};
    pub(super) use super::runs::{
        bring_secret, cancel_deployment, check_now, continue_run, copy_person_link, diagnose, finish_without_secret,
        leave_run, leave_unreadable_run, mend, open_person_link, paste_callback, prove_again, read_secret_after_all,
        reveal_secret, run, skip_person, undo_run,
    };
    pub(super) use super::signing_in::{
        accept_org, begin_own_sign_in, begin_sign_in, cancel_sign_in, copy_sign_in_link, extend_sign_in,
        open_sign_in_again, sf_orgs, sign_in, sign_in_with_sf, sign_in_with_token, use_org, use_practice,
    };
}

macro_rules! handlers {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        $(
            #[tauri::command(rename_all = "snake_case")]
            async fn $name(shell: tauri::State<'_, Shell>, $($argument: $type),*) -> Result<$answer, Problem> {
                bodies::$name(&shell, $($argument),*).await.inspect_err(|problem: &Problem| {
                    tracing::info!(command = stringify!($name), code = ?problem.code, "refused");
                })
            }
        )*

        /// Hands each command to its body.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}

with_commands!(handlers);
