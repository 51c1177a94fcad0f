use salesforce::Trust;
use salesforce::metadata::{DeployResult, DeployStatus};
use salesforce::oauth::TokenReply;

use super::is_salesforce;

/// Whatever a token endpoint answers: what is read shows no token, and names a host only where that is Salesforce.
pub fn token_reply(data: &[u8]) {
    let reply = match TokenReply::parse(data) {
        Ok(reply) => reply,
        Err(error) => {
            // Eight letters of a token are too many; less may stand in any sentence.
            let shown = format!("{error} {error:?}");
            for text in texts(data).into_iter().filter(|text| text.len() >= 12 && text.contains('!')) {
                assert!(!shown.contains(&text), "an error repeats {text}");
            }
            return;
        }
    };
    let token = reply.access_token.expose();
    assert!(!token.is_empty(), "an empty token is taken for one");
    let shown = format!("{reply:?}");
    let beside = format!("{} {:?} {:?} {:?}", reply.instance_url, reply.id, reply.scopes, reply.token_format);
    assert!(token.len() < 12 || beside.contains(token) || !shown.contains(token), "{shown}");
    if let Ok(host) = Trust::Salesforce.accept(&reply.instance_url) {
        let name = host.origin().strip_prefix("https://").expect("only https");
        assert!(is_salesforce(name) && host.is_my_domain(), "{name}");
    }
    for scope in &reply.scopes {
        assert!(!scope.as_str().is_empty() && !scope.as_str().contains([' ', '"', '\\']));
    }
}

/// Every text in a JSON reply.
fn texts(data: &[u8]) -> Vec<String> {
    fn collect(value: &serde_json::Value, texts: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => texts.push(text.clone()),
            serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
            serde_json::Value::Object(members) => members.values().for_each(|item| collect(item, texts)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_slice(data) {
        collect(&value, &mut found);
    }
    found
}

/// Whatever a deploy status says: success is never read out of a deploy that goes on, failed or was called off.
pub fn deploy_reply(data: &[u8]) {
    let Ok(result) = DeployResult::parse(data) else { return };
    use DeployStatus as Status;
    if result.success {
        assert!(result.done, "a success that goes on");
        assert!(matches!(result.status, Status::Succeeded | Status::SucceededPartial), "{:?}", result.status);
    }
    if result.done {
        assert!(!matches!(result.status, Status::Pending | Status::InProgress | Status::Canceling));
    }
    assert!(result.id.as_str().len() == 18 && result.id.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric()));
}
