//! Which `instance_url` of a token reply may be believed.

use super::{Host, HostProblem};

/// Where a token may be sent after signing in. Ask before the first call and again when loading from disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Any My Domain of Salesforce.
    Salesforce,
    /// Only these practice orgs.
    Practice(Vec<Host>),
}

impl Trust {
    /// The host of an `instance_url`, or why it is not to be trusted.
    pub fn accept(&self, instance_url: &str) -> Result<Host, HostProblem> {
        match self {
            Self::Salesforce => {
                let host = Host::parse(instance_url)?;
                if host.is_my_domain() { Ok(host) } else { Err(HostProblem::NotAnOrg) }
            }
            Self::Practice(hosts) => {
                let host = Host::practice(instance_url.strip_suffix('/').unwrap_or(instance_url))?;
                if hosts.contains(&host) { Ok(host) } else { Err(HostProblem::NotPractice) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_practice_session_cannot_move_to_salesforce_or_another_port() {
        let trust = Trust::Practice(vec![Host::practice("http://127.0.0.1:4711").unwrap()]);
        assert!(trust.accept("http://127.0.0.1:4711").is_ok());
        for other in ["http://127.0.0.1:4712", "http://localhost:4711", "https://acme.my.salesforce.com"] {
            assert!(trust.accept(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_salesforce_session_goes_to_my_domains_only() {
        assert!(Trust::Salesforce.accept("https://acme.my.salesforce.com").is_ok());
        for other in [
            "https://login.salesforce.com",
            "http://acme.my.salesforce.com",
            "https://169.254.169.254",
            "http://127.0.0.1:4711",
            "https://acme.lightning.force.com",
            "https://acme.my.salesforce-setup.com",
        ] {
            assert!(Trust::Salesforce.accept(other).is_err(), "{other}");
        }
    }
}
