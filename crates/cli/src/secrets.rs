//! Secrets that go into files: only where asked, new ones, for their owner alone.

use std::path::{Path, PathBuf};

use orgkey::desk::Desk;
use orgkey::export::write_new;
use orgkey::{Code, Problem, Uuid};

/// Where to write secrets.
#[derive(clap::Args)]
pub(crate) struct SecretFiles {
    /// Write the client secret into a new file that only you can read.
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
    /// Write the private key of the app's certificate into a new file that only you can read.
    #[arg(long, value_name = "FILE")]
    private_key_file: Option<PathBuf>,
}

impl SecretFiles {
    /// Refuses files that are there already or can't be written, before anything is made: each is written once, empty.
    pub(crate) fn free(&self) -> Result<(), Problem> {
        for path in [&self.secret_file, &self.private_key_file].into_iter().flatten() {
            write(path, "")?;
            let failed = |error| Problem::new(Code::FileNotWritten).with("file", path.display()).with("detail", error);
            std::fs::remove_file(path).map_err(failed)?;
        }
        Ok(())
    }

    /// Writes what was asked for.
    pub(crate) async fn write(&self, desk: &Desk, run: Uuid) -> Result<(), Problem> {
        if let Some(path) = &self.secret_file {
            write(path, desk.secret(run).await?.expose())?;
        }
        if let Some(path) = &self.private_key_file {
            write(path, desk.private_key(run).await?.1.expose())?;
        }
        Ok(())
    }
}

fn write(path: &Path, secret: &str) -> Result<(), Problem> {
    write_new(path, secret, true)
}
