//! A curl command that gets a token, with variables in place of secrets: the secret comes from standard input, so it
//! is in no argument list.

use salesforce::types::ConsumerKey;

use crate::plan::Plan;

/// The command for the app's first flow.
pub fn curl(plan: &Plan, origin: &str, key: &ConsumerKey) -> String {
    let token = format!("{origin}/services/oauth2/token");
    if plan.blueprint.client_credentials.is_some() {
        return format!(
            "# Put the client secret into CLIENT_SECRET first, for example with: read -rs CLIENT_SECRET\n\
             printf 'grant_type=client_credentials&client_id=%s&client_secret=%s' \\\n  \
             '{key}' \"$CLIENT_SECRET\" |\n  curl --data @- '{token}'"
        );
    }
    if !plan.blueprint.secret_when_signing_in {
        return format!(
            "# CALLBACK, CODE and CODE_VERIFIER come from the sign-in in the browser. This app has no secret to send.\n\
             curl '{token}' --data grant_type=authorization_code --data-urlencode 'client_id={key}' \\\n  \
             --data-urlencode \"redirect_uri=$CALLBACK\" --data-urlencode \"code=$CODE\" \\\n  \
             --data-urlencode \"code_verifier=$CODE_VERIFIER\""
        );
    }
    format!(
        "# CALLBACK, CODE and CODE_VERIFIER come from the sign-in in the browser.\n\
         # Put the client secret into CLIENT_SECRET first, for example with: read -rs CLIENT_SECRET\n\
         printf 'client_secret=%s' \"$CLIENT_SECRET\" |\n  \
         curl '{token}' --data @- --data grant_type=authorization_code --data-urlencode 'client_id={key}' \\\n  \
         --data-urlencode \"redirect_uri=$CALLBACK\" --data-urlencode \"code=$CODE\" \\\n  \
         --data-urlencode \"code_verifier=$CODE_VERIFIER\""
    )
}
