//! A key pair as the page shows it, and when somebody has to be reminded of its end.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{Certificate, Check};
use crate::apply::SecretPlace;
use crate::blueprint::JwtBearer;

/// The key pair of a draft. Without its private key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeyPairView {
    /// The certificate, once made or brought.
    pub certificate: Option<Certificate>,
    /// What was looked at.
    pub checks: Vec<Check>,
    /// Where the private key is.
    pub private_key: SecretPlace,
    /// Files were chosen that a password locks; it is asked for.
    pub locked: bool,
}

/// The certificate of an app that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CertificateView {
    /// Whose it is.
    pub subject: String,
    /// SHA-256 of the DER, in pairs of capital hex digits with colons.
    pub fingerprint: String,
    /// Until when it counts.
    #[ts(type = "string")]
    pub ends_at: Timestamp,
    /// When Orgkey says that the end is near; none = never.
    #[ts(type = "string | null")]
    pub reminds_at: Option<Timestamp>,
}

impl CertificateView {
    /// What an app's certificate shows.
    pub fn of(jwt: &JwtBearer) -> Self {
        let certificate = &jwt.certificate;
        Self {
            subject: certificate.subject.clone(),
            fingerprint: certificate.fingerprint.clone(),
            ends_at: certificate.ends_at,
            reminds_at: jwt.remind_before.map(|days| reminds_at(certificate, days)),
        }
    }
}

/// The end of an app's certificate is near, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reminder {
    /// The run that made the app.
    #[ts(type = "string")]
    pub run: Uuid,
    /// App name.
    pub label: String,
    /// Name of its org.
    pub org: String,
    /// Until when the certificate counts.
    #[ts(type = "string")]
    pub ends_at: Timestamp,
    /// Whole days until then; below zero when it is over.
    pub days: i32,
}

/// When to remind of a certificate's end, so many days before it.
pub fn reminds_at(certificate: &Certificate, days: u16) -> Timestamp {
    certificate.ends_at.saturating_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(certificate.ends_at)
}

/// Whole days from now to then; below zero when it is over.
pub fn days_left(ends_at: Timestamp, now: Timestamp) -> i32 {
    let days = ends_at.as_second().saturating_sub(now.as_second()).div_euclid(24 * 60 * 60);
    i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX })
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn a_reminder_comes_on_another_day() {
        let (certificate, _) = samples::good();
        let at = reminds_at(&certificate, 30);
        assert_eq!(days_left(certificate.ends_at, at), 30);
        assert_eq!(days_left(certificate.ends_at, at + SignedDuration::from_secs(1)), 29);
        assert_eq!(days_left(certificate.ends_at, certificate.ends_at), 0);
        assert_eq!(days_left(certificate.ends_at, certificate.ends_at + SignedDuration::from_secs(1)), -1);
    }
}
