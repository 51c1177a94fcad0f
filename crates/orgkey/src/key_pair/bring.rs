//! A certificate and its private key out of files that a person chose: PEM, DER or PKCS#12.

use std::io::Read as _;
use std::path::PathBuf;

use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error as ArchiveError;
use pkcs8::EncryptedPrivateKeyInfoRef;
use rsa::RsaPrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use salesforce::types::PrivateKey;
use x509_parser::pem::Pem;

use super::{Certificate, Half, half};
use crate::problem::{Code, Problem};

/// No key file is larger; a chosen film is refused before it is read whole.
const LARGEST_FILE: u64 = 256 * 1024;

/// What the files held.
#[derive(Debug)]
pub enum Brought {
    /// A certificate, and its private key if that is an RSA key.
    Pair(Certificate, Option<PrivateKey>),
    /// Something in them is locked by a password.
    Locked,
}

/// Reads the files that a person chose.
///
/// # Errors
/// `key_file_unreadable` when one can't be read or is too large to be a key file.
pub fn read_files(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, Problem> {
    let unreadable = |detail: String| Problem::new(Code::KeyFileUnreadable).with("detail", detail);
    let read = |path: &PathBuf| {
        // Neither a folder nor what waits for a writer for ever.
        if !std::fs::metadata(path).is_ok_and(|found| found.is_file()) {
            return Err(unreadable("no file".to_owned()));
        }
        let file = std::fs::File::open(path).map_err(|error| unreadable(error.to_string()))?;
        let mut bytes = Vec::new();
        file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| unreadable(error.to_string()))?;
        if bytes.len() as u64 > LARGEST_FILE { Err(unreadable("too large".to_owned())) } else { Ok(bytes) }
    };
    paths.iter().map(read).collect()
}

/// The certificate and its key. Of several certificates, as in a chain, it is the one that fits the key.
///
/// # Errors
/// `key_file_unreadable`, `key_password_wrong`, `certificate_missing`, `private_key_missing`.
pub fn bring(files: &[Vec<u8>], password: Option<&str>) -> Result<Brought, Problem> {
    let mut found = Found { password, ..Found::default() };
    for bytes in files {
        found.take(bytes)?;
    }
    if found.locked {
        return match password {
            None => Ok(Brought::Locked),
            Some(_) => Err(Problem::new(Code::KeyPasswordWrong)),
        };
    }
    let first = found.certificates.first().ok_or_else(|| Problem::new(Code::CertificateMissing))?;
    let key = found.key;
    let fitting = found.certificates.iter().find(|one| half(one, key.as_ref()) == Half::Fits);
    let certificate = fitting.unwrap_or(first).clone();
    if key.is_none() && !found.other_key {
        return Err(Problem::new(Code::PrivateKeyMissing).with("subject", &certificate.subject));
    }
    Ok(Brought::Pair(certificate, key))
}

#[derive(Default)]
struct Found<'a> {
    password: Option<&'a str>,
    certificates: Vec<Certificate>,
    key: Option<PrivateKey>,
    /// There was a private key, of a kind that Salesforce does not take.
    other_key: bool,
    locked: bool,
}

impl Found<'_> {
    fn take(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        if bytes.windows(10).any(|part| part == b"-----BEGIN") {
            for block in Pem::iter_from_buffer(bytes) {
                let block = block.map_err(|_| Problem::new(Code::KeyFileUnreadable))?;
                self.block(&block)?;
            }
            return Ok(());
        }
        if let Ok(certificate) = Certificate::from_der(bytes) {
            self.certificates.push(certificate);
            return Ok(());
        }
        let key = RsaPrivateKey::from_pkcs8_der(bytes).ok().or_else(|| RsaPrivateKey::from_pkcs1_der(bytes).ok());
        if let Some(key) = key {
            return self.keep(&key);
        }
        self.archive(bytes)
    }

    fn block(&mut self, block: &Pem) -> Result<(), Problem> {
        let unreadable = || Problem::new(Code::KeyFileUnreadable);
        match block.label.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
                self.certificates.push(Certificate::from_der(&block.contents)?);
            }
            "PRIVATE KEY" => self.pkcs8(&block.contents)?,
            "RSA PRIVATE KEY" => {
                self.keep(&RsaPrivateKey::from_pkcs1_der(&block.contents).map_err(|_| unreadable())?)?
            }
            "EC PRIVATE KEY" => self.other_key = true,
            "ENCRYPTED PRIVATE KEY" => {
                let locked =
                    EncryptedPrivateKeyInfoRef::try_from(block.contents.as_slice()).map_err(|_| unreadable())?;
                match self.password.and_then(|password| locked.decrypt(password).ok()) {
                    Some(key) => self.pkcs8(key.as_bytes())?,
                    None => self.locked = true,
                }
            }
            // Parameters and the like, which some tools write beside the key.
            _ => {}
        }
        Ok(())
    }

    /// PKCS#12 (RFC 7292). One without a password is tried first.
    fn archive(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let archive = match Pkcs12Archive::from_pkcs12(bytes, self.password.unwrap_or_default()) {
            Ok(archive) => archive,
            Err(ArchiveError::MacError(_) | ArchiveError::Pkcs5Error(_) | ArchiveError::UnpadError) => {
                self.locked = true;
                return Ok(());
            }
            Err(_) => return Err(Problem::new(Code::KeyFileUnreadable)),
        };
        for bag in &archive.certs {
            self.certificates.push(Certificate::from_der(bag.cert.as_der())?);
        }
        if let Some(bag) = archive.keys.first() {
            self.pkcs8(bag.key.as_der())?;
        }
        Ok(())
    }

    fn pkcs8(&mut self, der: &[u8]) -> Result<(), Problem> {
        match RsaPrivateKey::from_pkcs8_der(der) {
            Ok(key) => self.keep(&key),
            Err(_) => {
                self.other_key = true;
                Ok(())
            }
        }
    }

    fn keep(&mut self, key: &RsaPrivateKey) -> Result<(), Problem> {
        let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| Problem::new(Code::KeyFileUnreadable))?;
        self.key = Some(PrivateKey::new(pem.as_str()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::samples::{GOOD, GOOD_KEY, LOCKED_KEY, MODERN, OLD, OPEN, PKCS1_KEY, WEAK};
    use super::*;

    fn brought(files: &[&[u8]], password: Option<&str>) -> Result<Brought, Problem> {
        bring(&files.iter().map(|bytes| bytes.to_vec()).collect::<Vec<_>>(), password)
    }

    fn fits(files: &[&[u8]], password: Option<&str>) -> bool {
        match brought(files, password) {
            Ok(Brought::Pair(certificate, key)) => half(&certificate, key.as_ref()) == Half::Fits,
            other => panic!("{other:?}"),
        }
    }

    fn refused(files: &[&[u8]], password: Option<&str>) -> Code {
        brought(files, password).unwrap_err().code
    }

    #[test]
    fn a_pair_in_pem_is_not_read_or_another_of_its_chain_is_taken() {
        assert!(fits(&[&[GOOD, GOOD_KEY].concat()], None), "one file");
        assert!(fits(&[GOOD_KEY, GOOD], None), "two files");
        assert!(fits(&[GOOD, PKCS1_KEY], None), "the older format");
        assert!(fits(&[&[WEAK, GOOD].concat(), GOOD_KEY], None), "a chain, the right one last");
        assert!(!fits(&[WEAK, GOOD_KEY], None), "not refused: the checks show it");
        assert_eq!(refused(&[GOOD], None), Code::PrivateKeyMissing);
        assert_eq!(refused(&[GOOD_KEY], None), Code::CertificateMissing);
        let (der, _) = super::super::samples::good();
        assert!(fits(&[&der.der().unwrap(), GOOD_KEY], None), "a certificate without header lines");
    }

    #[test]
    fn an_archive_is_not_read_or_a_wrong_password_is_taken() {
        for archive in [MODERN, OLD] {
            assert!(matches!(brought(&[archive], None), Ok(Brought::Locked)));
            assert!(fits(&[archive], Some("harbour-7")));
            for wrong in ["", "harbour-8", "Harbour-7"] {
                assert_eq!(refused(&[archive], Some(wrong)), Code::KeyPasswordWrong, "{wrong}");
            }
        }
        assert!(fits(&[OPEN], None), "one with an empty password asks for none");
    }

    #[test]
    fn a_locked_key_in_pem_is_not_opened_by_its_password() {
        let files = [GOOD, LOCKED_KEY];
        assert!(matches!(brought(&files, None), Ok(Brought::Locked)));
        assert!(fits(&files, Some("harbour-7")));
        assert_eq!(refused(&files, Some("harbour-8")), Code::KeyPasswordWrong);
    }

    #[test]
    fn something_else_than_a_key_file_is_taken() {
        let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for bytes in [&b""[..], b"hello", b"\x30\x82", &[0x30; 900], broken] {
            assert_eq!(refused(&[bytes], None), Code::KeyFileUnreadable, "{bytes:?}");
        }
        let folder = tempfile::tempdir().unwrap();
        let film = folder.path().join("film.p12");
        std::fs::write(&film, vec![0; 300 * 1024]).unwrap();
        assert_eq!(read_files(&[film]).unwrap_err().code, Code::KeyFileUnreadable);
        assert_eq!(read_files(&[folder.path().join("gone.pem")]).unwrap_err().code, Code::KeyFileUnreadable);
    }

    #[test]
    fn a_problem_or_a_printed_pair_shows_the_key() {
        let shown = format!("{:?}", brought(&[GOOD, GOOD_KEY], None));
        assert!(shown.contains("harbour.example") && !shown.contains("PRIVATE KEY"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_file_makes_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 1..400), at in 0..OPEN.len()) {
            let _ = brought(&[&bytes], Some("x"));
            let mut archive = OPEN.to_vec();
            archive[at] ^= bytes[0];
            let _ = brought(&[&archive], None);
        }
    }
}
