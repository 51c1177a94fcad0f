//! What stands in an org of a practice world, asked of it directly, past everything of ours.

use practice_org::OrgDescription;
use serde_json::Value;

use crate::client;

/// Looks at one org, as its administrator.
#[derive(Clone, Copy)]
pub struct OrgWitness<'a>(pub &'a OrgDescription);

impl OrgWitness<'_> {
    /// Rows of a query.
    ///
    /// # Panics
    /// When the org refuses.
    pub async fn query(&self, soql: &str) -> Vec<Value> {
        let mut address =
            url::Url::parse(&self.0.url).expect("an address").join("/services/data/v67.0/query").expect("a path");
        address.query_pairs_mut().append_pair("q", soql);
        let request = client().get(address).bearer_auth(&self.0.users[0].access_token);
        let reply: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        reply["records"].as_array().unwrap_or_else(|| panic!("{reply}")).clone()
    }

    /// Whether the org's switch for secrets is on, asked as Salesforce is: by SOAP `readMetadata`.
    ///
    /// # Panics
    /// When the org refuses.
    pub async fn secret_switch(&self) -> bool {
        let question = "<readMetadata><type>ExternalClientAppSettings</type><fullNames>ExternalClientApp</fullNames>\
                        </readMetadata>";
        let reply = self.soap(question).await;
        assert!(reply.contains("enableClientSecretInRestApiAccess"), "{reply}");
        reply.contains("<enableClientSecretInRestApiAccess>true<")
    }

    /// Changes a component as somebody does in Setup.
    ///
    /// # Panics
    /// When the org refuses.
    pub async fn change(&self, root: &str, full_name: &str, elements: &str) {
        let reply = self
            .soap(&format!(
                "<updateMetadata><metadata xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"{root}\">\
                 <fullName>{full_name}</fullName>{elements}</metadata></updateMetadata>"
            ))
            .await;
        assert!(reply.contains("<success>true<"), "{reply}");
    }

    async fn soap(&self, operation: &str) -> String {
        let body = format!(
            "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns=\"http://soap.sforce.com/2006/04/metadata\"><s:Header><SessionHeader><sessionId>{}</sessionId>\
             </SessionHeader></s:Header><s:Body>{operation}</s:Body></s:Envelope>",
            self.0.users[0].access_token
        );
        let address = format!("{}/services/Soap/m/67.0", self.0.url);
        let request = client().post(address).header("content-type", "text/xml").header("soapaction", "\"\"").body(body);
        request.send().await.expect("an answer").text().await.expect("a body")
    }

    /// Whether client credentials give a token.
    ///
    /// # Panics
    /// When the org does not answer.
    pub async fn gives_token(&self, client_id: &str, secret: &str) -> bool {
        let form = [("grant_type", "client_credentials"), ("client_id", client_id), ("client_secret", secret)];
        let request = client().post(format!("{}/services/oauth2/token", self.0.url)).form(&form);
        request.send().await.expect("an answer").status().is_success()
    }
}
