//! A curl command that gets a token, with variables in place of secrets: what is secret comes from standard input, so it
//! is in no argument list.

use salesforce::types::ConsumerKey;

use crate::orgs::KnownOrg;
use crate::plan::Plan;
use crate::verify::audience;

/// The command for the app's first flow, for a POSIX shell.
pub fn curl(plan: &Plan, org: &KnownOrg, key: &ConsumerKey) -> String {
    let token = quoted(&format!("{}/services/oauth2/token", org.origin));
    let id = quoted(&format!("client_id={key}"));
    if plan.blueprint.client_credentials.is_some() {
        return format!(
            "# Put the client secret into CLIENT_SECRET first, for example with: read -rs CLIENT_SECRET\n\
             printf 'client_secret=%s' \"$CLIENT_SECRET\" |\n  \
             curl {token} --data @- --data grant_type=client_credentials --data-urlencode {id}"
        );
    }
    if let (Some(jwt), false) = (&plan.blueprint.jwt_bearer, plan.blueprint.authorization_code) {
        let text = |value: &str| quoted(&serde_json::Value::from(value).to_string());
        let (key, user, audience) = (text(key.as_str()), text(jwt.speaks_for.as_str()), text(&audience(org)));
        return format!(
            "# Put the path of the private key's file into KEY first. The key itself goes nowhere.\n\
             part() {{ openssl base64 -A | tr '+/' '-_' | tr -d '='; }}\n\
             HEAD=$(printf '{{\"alg\":\"RS256\"}}' | part)\n\
             BODY=$(printf '{{\"iss\":%s,\"sub\":%s,\"aud\":%s,\"exp\":%d}}' \\\n  \
             {key} {user} {audience} $(($(date +%s) + 120)) | part)\n\
             SIGNATURE=$(printf '%s.%s' \"$HEAD\" \"$BODY\" | openssl dgst -sha256 -sign \"$KEY\" -binary | part)\n\
             printf 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=%s.%s.%s' \\\n  \
             \"$HEAD\" \"$BODY\" \"$SIGNATURE\" |\n  curl {token} --data @-"
        );
    }
    let secret = plan.blueprint.secret_when_signing_in;
    let (note, field, value) = if secret {
        let note = "# Put the client secret into CLIENT_SECRET first, for example with: read -rs CLIENT_SECRET";
        (note, "&client_secret=%s", " \"$CLIENT_SECRET\"")
    } else {
        ("# This app has no secret to send.", "", "")
    };
    format!(
        "# CALLBACK, CODE and CODE_VERIFIER come from the sign-in in the browser: CODE as it stands in the address.\n\
         {note}\n\
         printf 'code=%s&code_verifier=%s{field}' \"$CODE\" \"$CODE_VERIFIER\"{value} |\n  \
         curl {token} --data @- --data grant_type=authorization_code \\\n  \
         --data-urlencode {id} --data-urlencode \"redirect_uri=$CALLBACK\""
    )
}

/// Text as one word of a POSIX shell, whatever is in it: a user name may hold a quote.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::process::Command;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use salesforce::types::CallbackUrl;

    use super::*;
    use crate::catalogue::ConnectKind;
    use crate::key_pair::samples::GOOD_KEY;
    use crate::orgs::OrgKind;
    use crate::orgs::sample::known;
    use crate::plan::sample;

    const SECRETS: [(&str, &str); 4] = [
        ("CLIENT_SECRET", "CANARY1"),
        ("CODE", "CANARY2.x=="),
        ("CODE_VERIFIER", "CANARY3"),
        ("CALLBACK", "https://a.b/?x=1"),
    ];

    fn org(origin: &str) -> KnownOrg {
        KnownOrg { origin: origin.to_owned(), ..known(OrgKind::Practice) }
    }

    /// Runs a command with a `curl` that notes what it was told: its arguments, and its standard input.
    fn run(folder: &Path, command: &str) -> (Vec<String>, String) {
        fs::write(folder.join("key.pem"), GOOD_KEY).unwrap();
        let noting = r#"curl() { printf '%s\n' "$@" >told; cat >sent; }"#;
        let output = Command::new("sh")
            .args(["-eu", "-c", &format!("{noting}\n{command}")])
            .current_dir(folder)
            .envs(SECRETS)
            .env("KEY", "key.pem")
            .output()
            .unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}\n{command}");
        let told = fs::read_to_string(folder.join("told")).unwrap();
        (told.lines().map(str::to_owned).collect(), fs::read_to_string(folder.join("sent")).unwrap())
    }

    #[test]
    fn what_an_org_says_becomes_a_command_or_a_secret_an_argument() {
        const EVIL: &str = "x'$(touch${IFS}p)`touch${IFS}q`;touch${IFS}r\"\\@a.b";
        let origin = "https://acme.my.salesforce.com'$(touch p)";
        let key = ConsumerKey::parse("3MVG9'$(touch${IFS}p)+&%s").unwrap();
        let server = sample::plan(ConnectKind::Server);
        let mut jwt = sample::jwt_plan();
        jwt.blueprint.jwt_bearer.as_mut().unwrap().speaks_for = EVIL.parse().unwrap();
        let mut website = sample::plan(ConnectKind::WebApp);
        website.blueprint.callbacks = vec!["https://a.b/?x=1".parse::<CallbackUrl>().unwrap()];
        let mut without_secret = website.clone();
        without_secret.blueprint.secret_when_signing_in = false;
        let sent = [
            "client_secret=CANARY1",
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=",
            "code=CANARY2.x==&code_verifier=CANARY3&client_secret=CANARY1",
            "code=CANARY2.x==&code_verifier=CANARY3",
        ];
        for (plan, sent) in [server, jwt, website, without_secret].into_iter().zip(sent) {
            let folder = tempfile::tempdir().unwrap();
            let command = curl(&plan, &org(origin), &key);
            let (told, body) = run(folder.path(), &command);
            assert_eq!(told[0], format!("{origin}/services/oauth2/token"));
            assert!(body.starts_with(sent), "{body}");
            assert!(!told.iter().any(|word| word.contains("CANARY")), "{told:?}");
            let mut files: Vec<_> =
                fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
            files.sort();
            assert_eq!(files, ["key.pem", "sent", "told"], "{command}");
            if let Some(assertion) = body.strip_prefix(sent).filter(|assertion| assertion.contains('.')) {
                let claims = assertion.split('.').nth(1).map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
                let claims: serde_json::Value = serde_json::from_slice(&claims.unwrap()).unwrap();
                assert_eq!((claims["sub"].as_str(), claims["iss"].as_str()), (Some(EVIL), Some(key.as_str())));
                assert!(!told.iter().any(|word| assertion.contains(word.as_str())), "{told:?}");
            } else {
                assert!(told.contains(&format!("client_id={key}")), "{told:?}");
            }
        }
    }
}
