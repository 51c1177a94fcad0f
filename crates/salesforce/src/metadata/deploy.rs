//! Deploying a package, watching it, and calling it off.

use serde::Deserialize;
use serde_json::json;

use super::deploy_result::DeployResult;
use crate::Result;
use crate::rest::Org;
use crate::transport::{Body, Call};
use crate::types::RecordId;

/// The id of a deploy; begins with `0Af`.
pub type DeployId = RecordId;

/// How a deploy is to be done (Metadata API Developer Guide, "DeployOptions").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeployOptions {
    /// Only look whether it would work.
    pub check_only: bool,
    /// All or nothing; production orgs take nothing else.
    pub rollback_on_error: bool,
    /// Count warnings as success.
    pub ignore_warnings: bool,
}

impl Default for DeployOptions {
    /// For real, all or nothing, warnings not ignored.
    fn default() -> Self {
        Self { check_only: false, rollback_on_error: true, ignore_warnings: false }
    }
}

#[derive(Deserialize)]
struct Submitted {
    id: RecordId,
}

impl Org {
    /// Submits a zip and returns at once. Sent once: after a failure it is unknown whether it arrived, so look for it
    /// before submitting again.
    pub async fn deploy(&self, zip: Vec<u8>, options: &DeployOptions) -> Result<DeployId> {
        let mut call = self.submission(zip, options);
        self.ask(&mut call).await?.json::<Submitted>().map(|submitted| submitted.id)
    }

    fn submission(&self, zip: Vec<u8>, options: &DeployOptions) -> Call<'_> {
        let options = json!({ "deployOptions": {
            "allowMissingFiles": false,
            "autoUpdatePackage": false,
            "checkOnly": options.check_only,
            "ignoreWarnings": options.ignore_warnings,
            "performRetrieve": false,
            "purgeOnDelete": false,
            "rollbackOnError": options.rollback_on_error,
            "singlePackage": true,
            "testLevel": "NoTestRun",
        }});
        self.post("deploy", "metadata/deployRequest", Body::Package(options, zip)).slow()
    }

    /// How far a deploy is, with a message for each component.
    pub async fn deploy_status(&self, id: &DeployId) -> Result<DeployResult> {
        let mut call = self.get("deploy status", &format!("metadata/deployRequest/{id}?includeDetails=true")).large();
        DeployResult::parse(&self.ask(&mut call).await?.body)
    }

    /// Asks to call a deploy off. Watch the status: it may end as canceled, or as done if it was faster.
    pub async fn cancel_deploy(&self, id: &DeployId) -> Result<()> {
        let body = Body::Json(json!({ "deployResult": { "status": "Canceling" } }));
        let mut call = self.post("cancel deploy", &format!("metadata/deployRequest/{id}"), body);
        call.method = reqwest::Method::PATCH;
        self.ask(&mut call).await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{AccessToken, ApiVersion};
    use crate::{Host, Session, Transport};

    #[test]
    fn a_slow_upload_is_given_up_or_a_silent_one_waited_for() {
        let session = Session {
            host: Host::login(),
            access_token: AccessToken::new("00Dxx0000001gPL!canary"),
            org: "00Dxx0000001gPLEAY".parse().unwrap(),
            user: "005xx000001SwiUAAS".parse().unwrap(),
        };
        let org = Org::new(Transport::new().unwrap(), session, ApiVersion::new(67));
        let call = org.submission(Vec::new(), &DeployOptions::default());
        assert_eq!((call.first_byte.as_secs(), call.timeout.as_secs()), (120, 120));
        assert!(!call.is_safe(), "sent once");
    }
}
