//! What the org remembers having happened: log-ins and changes in Setup.

use jiff::Timestamp;

/// A row of `LoginHistory`.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    /// The record id.
    pub(crate) id: String,
    /// Who logged in.
    pub(crate) user: String,
    /// When.
    pub(crate) at: Timestamp,
    /// `Application`, `Remote Access 2.0`.
    pub(crate) login_type: &'static str,
    /// The label of the app.
    pub(crate) application: String,
    /// `Success`, or why not.
    pub(crate) status: String,
}

/// A row of `SetupAuditTrail`.
#[derive(Clone, Debug)]
pub(crate) struct AuditEntry {
    /// The record id.
    pub(crate) id: String,
    /// Who did it.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Timestamp,
    /// `createdexternalclientapplication`
    pub(crate) action: String,
    /// The sentence on the page.
    pub(crate) display: String,
    /// `External Client Apps`
    pub(crate) section: &'static str,
}

impl super::Org {
    /// Writes a log-in.
    pub(crate) fn note_login(
        &mut self,
        user: &str,
        at: Timestamp,
        login_type: &'static str,
        application: &str,
        status: &str,
    ) {
        let id = self.ids.next("0Ya");
        self.logins.push(Login {
            id,
            user: user.to_owned(),
            at,
            login_type,
            application: application.to_owned(),
            status: status.to_owned(),
        });
    }

    /// Writes a change in Setup.
    pub(crate) fn note_change(&mut self, by: &str, at: Timestamp, action: &str, display: String) {
        let id = self.ids.next("0Ym");
        self.audit.push(AuditEntry {
            id,
            by: by.to_owned(),
            at,
            action: action.to_owned(),
            display,
            section: "External Client Apps",
        });
    }
}
