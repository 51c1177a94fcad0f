//! A client's key, made anew in every run, and its certificate.

use std::str::FromStr as _;
use std::sync::LazyLock;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::{Signature, SigningKey};
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
use rsa::rand_core::OsRng;
use rsa::sha2::Sha256;
use rsa::signature::Keypair as _;
use x509_cert::builder::{Builder as _, CertificateBuilder, Profile};
use x509_cert::der::Encode as _;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::Validity;

use crate::project::Project;

/// A key.
pub(crate) struct Key {
    /// PKCS #8.
    pub(crate) pem: String,
    certificate: String,
}

/// The client's.
pub(crate) static KEY: LazyLock<Key> = LazyLock::new(Key::new);

impl Key {
    /// A new one.
    pub(crate) fn new() -> Self {
        let key = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
        let signer = SigningKey::<Sha256>::new(key.clone());
        let public = SubjectPublicKeyInfoOwned::from_key(signer.verifying_key()).unwrap();
        let name = Name::from_str("CN=PRACTICE").unwrap();
        let validity = Validity::from_now(Duration::from_secs(30 * 24 * 3600)).unwrap();
        let serial = SerialNumber::from(1_u32);
        let builder = CertificateBuilder::new(Profile::Root, serial, validity, name, public, &signer).unwrap();
        let certificate = builder.build::<Signature>().unwrap().to_der().unwrap();
        Self { pem: key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(), certificate: STANDARD.encode(certificate) }
    }

    /// Gives the certificate to the app of a project.
    pub(crate) fn give_to(&self, project: &Project) {
        let with = format!("<certificate>{}</certificate>\n    <externalClientApplication>", self.certificate);
        project.change("Harbour_Log_glbloauth.ecaGlblOauth-meta.xml", "<externalClientApplication>", &with);
    }
}
