//! A curl command that gets a token, with variables in place of secrets: the secret comes from standard input, so it
//! is in no argument list.

use salesforce::types::ConsumerKey;

use crate::orgs::KnownOrg;
use crate::plan::Plan;
use crate::verify::audience;

/// The command for the app's first flow.
pub fn curl(plan: &Plan, org: &KnownOrg, key: &ConsumerKey) -> String {
    let token = format!("{}/services/oauth2/token", org.origin);
    if plan.blueprint.client_credentials.is_some() {
        return format!(
            "# Put the client secret into CLIENT_SECRET first, for example with: read -rs CLIENT_SECRET\n\
             printf 'grant_type=client_credentials&client_id=%s&client_secret=%s' \\\n  \
             '{key}' \"$CLIENT_SECRET\" |\n  curl --data @- '{token}'"
        );
    }
    if let (Some(jwt), false) = (&plan.blueprint.jwt_bearer, plan.blueprint.authorization_code) {
        let (user, audience) = (&jwt.speaks_for, audience(org));
        return format!(
            "# Put the path of the private key's file into KEY first. The key itself goes nowhere.\n\
             part() {{ openssl base64 -A | tr '+/' '-_' | tr -d '='; }}\n\
             HEAD=$(printf '{{\"alg\":\"RS256\"}}' | part)\n\
             BODY=$(printf '{{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"exp\":%d}}' \\\n  \
             '{key}' '{user}' '{audience}' $(($(date +%s) + 120)) | part)\n\
             SIGNATURE=$(printf '%s.%s' \"$HEAD\" \"$BODY\" | openssl dgst -sha256 -sign \"$KEY\" -binary | part)\n\
             printf 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=%s.%s.%s' \\\n  \
             \"$HEAD\" \"$BODY\" \"$SIGNATURE\" |\n  curl --data @- '{token}'"
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
