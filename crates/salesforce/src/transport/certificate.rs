//! The operating system decides which certificates are good. Its refusal is given a name here, and the issuer's, so that
//! a person can tell a company's inspection from a wrong clock.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;

use crate::CertificateFault;

/// Longest name of an issuer that is repeated.
const NAME: usize = 120;

/// TLS 1.2 and 1.3, judged by the system's verifier.
pub(super) fn client_config() -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Naming(Verifier::new(Arc::clone(&provider))?);
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous() // what every verifier but the bundled one is installed by; this one adds names to refusals only
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// A certificate that the system refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("certificate of {issuer:?}: {system}")]
pub(super) struct Refused {
    pub(super) fault: CertificateFault,
    pub(super) issuer: Option<String>,
    /// The verifier's own words.
    system: String,
}

impl Refused {
    /// This refusal, if that is what an error of the TLS library is.
    pub(super) fn within(error: &Error) -> Option<&Self> {
        match error {
            Error::InvalidCertificate(CertificateError::Other(OtherError(inner))) => inner.downcast_ref(),
            _ => None,
        }
    }
}

/// The system's verifier. Every verdict is its own.
#[derive(Debug)]
struct Naming(Verifier);

impl ServerCertVerifier for Naming {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.0
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| named(error, end_entity))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

fn named(error: Error, end_entity: &CertificateDer<'_>) -> Error {
    let Error::InvalidCertificate(reason) = &error else { return error };
    let certificate = Certificate::from_der(end_entity).ok().map(|certificate| certificate.tbs_certificate);
    let self_signed = certificate.as_ref().is_some_and(|it| it.issuer == it.subject);
    let fault = match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => CertificateFault::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => CertificateFault::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateFault::OtherHost
        }
        _ if self_signed => CertificateFault::SelfSigned,
        CertificateError::UnknownIssuer => CertificateFault::UnknownIssuer,
        _ => CertificateFault::Other,
    };
    let issuer = certificate.map(|certificate| printable(&certificate.issuer.to_string()));
    let refused = Refused { fault, issuer, system: reason.to_string() };
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(refused))))
}

/// A name that a stranger chose, without what could disturb the line that it is shown in.
fn printable(name: &str) -> String {
    name.chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        })
        .take(NAME)
        .collect()
}
