//! ID and secret, as a stage of a run: fetched, or brought by the person, or left.

use salesforce::types::{AuthorizationCode, ConsumerSecret, PrivateKey};
use salesforce::{Error, oauth};

use super::{Driver, Entry, Part, SecretPlace, Signal, Waiting, app_link, switch};
use crate::Line;
use crate::credentials;
use crate::plan::SwitchPlan;
use crate::preflight::{SwitchState, read_secret_switch};
use crate::problem::{Code, Problem};
use crate::vault::Slot;

impl Driver {
    /// Reads ID and secret where that needs nobody and nothing else: whether Salesforce gave them, none where it was not
    /// asked.
    pub(super) async fn fetched_at_once(&self) -> Result<Option<bool>, Problem> {
        let progress = self.live.progress();
        if progress.credentials.is_some() {
            return Ok(Some(true));
        }
        match (self.live.record().plan.secret_switch, progress.switch_is_on) {
            (SwitchPlan::AlreadyOn, _) | (SwitchPlan::OnAndBack, true) if progress.app.is_some() => {
                self.fetched().await.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// ID and secret, by whatever way is left after `at_once`.
    pub(super) async fn credentials(&mut self, at_once: Option<bool>) -> Result<(), Problem> {
        let progress = self.live.progress();
        if progress.credentials.is_none() {
            let fetched = match (self.live.record().plan.secret_switch, progress.switch_is_on) {
                (SwitchPlan::AlreadyOn, _) | (SwitchPlan::OnAndBack, true) => match at_once {
                    Some(fetched) => fetched,
                    None => self.fetched().await?,
                },
                // Put back meanwhile, or on because the person asked for it and was cut short.
                (SwitchPlan::OnAndBack, false) | (SwitchPlan::LeftOff, true) => self.read_after_all().await?.is_none(),
                (SwitchPlan::LeftOff, false) => false,
            };
            if !fetched {
                // Salesforce won't show it to this user, or was not asked to: then the person fetches it in Setup.
                self.switched_back().await?;
                self.brought().await?;
            }
        }
        self.switched_back().await
    }

    /// Puts the org's switch back if this run turned it on.
    pub(super) async fn switched_back(&self) -> Result<(), Problem> {
        if self.live.progress().switch_is_on {
            self.switch_back().await?;
        }
        Ok(())
    }

    fn slot(&self) -> Slot {
        Slot::client_secret(self.namespace, self.live.id())
    }

    /// Reads the secret over REST and keeps it; false when Salesforce refuses it to this user or org.
    async fn fetched(&self) -> Result<bool, Problem> {
        let progress = self.live.progress();
        let app = progress.app.ok_or_else(|| Problem::new(Code::NotFound).with("what", "app"))?;
        match credentials::fetch(&self.org, &app).await {
            Ok((key, secret)) => {
                self.journal(Entry::KeyRead { key })?;
                self.keep(&secret).await?;
                Ok(true)
            }
            Err(problem) if matches!(problem.code, Code::SecretSwitchOff | Code::PermissionMissing) => Ok(false),
            Err(problem) => Err(problem),
        }
    }

    async fn keep(&self, secret: &ConsumerSecret) -> Result<(), Problem> {
        let place: SecretPlace = credentials::keep(&self.vault, &self.slot(), secret).await;
        self.journal(Entry::SecretStored { place })
    }

    /// The secret as kept, if it is.
    pub(super) async fn kept_secret(&self) -> Result<Option<ConsumerSecret>, Problem> {
        Ok(self.vault.get(&self.slot()).await?.map(|kept| ConsumerSecret::new(kept.as_str())))
    }

    /// The private key of the app's certificate, if there is one and it is still kept.
    pub(super) async fn private_key(&self) -> Result<Option<PrivateKey>, Problem> {
        let Some(jwt) = &self.live.record().plan.blueprint.jwt_bearer else { return Ok(None) };
        let slot = Slot::private_key(self.namespace, &jwt.certificate.fingerprint);
        Ok(self.vault.get(&slot).await?.map(|text| PrivateKey::new(text.as_str())))
    }

    /// Waits for the person to bring the secret from Setup, to let Orgkey read it after all, or to go on without.
    async fn brought(&mut self) -> Result<(), Problem> {
        let plan = &self.live.record().plan;
        if self.live.progress().key.is_none() {
            let key = credentials::fetch_key(&self.org, &plan.blueprint.api_name).await?;
            self.journal(Entry::KeyRead { key })?;
        }
        if self.browser.is_none() {
            return self.journal(Entry::SecretLeft);
        }
        let wrong = || Problem::new(Code::SecretNotAccepted);
        let mut problem = self.live.progress().secret_refused.then(wrong);
        loop {
            self.live.wait_for(Some(self.secret_wait(problem.take())));
            let Some(signal) = self.signals.recv().await else { return self.journal(Entry::SecretLeft) };
            match signal {
                Signal::Secret(secret) if self.refuses(&secret).await? => problem = Some(wrong()),
                Signal::Secret(secret) => {
                    self.end_wait();
                    return self.keep(&secret).await;
                }
                Signal::FinishWithoutSecret => {
                    self.end_wait();
                    return self.journal(Entry::SecretLeft);
                }
                Signal::ReadSecretAfterAll => {
                    self.end_wait();
                    match self.read_after_all().await? {
                        None => return Ok(()),
                        refused => problem = refused,
                    }
                }
                _ => {}
            }
        }
    }

    fn secret_wait(&self, problem: Option<Problem>) -> Waiting {
        let progress = self.live.progress();
        let key = progress.key.as_ref().map(|key| key.as_str().to_owned()).unwrap_or_default();
        let tail = key.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        let app = progress.app.as_ref().map(|app| app.short().to_owned()).unwrap_or_default();
        Waiting::Secret {
            key_ends_in: key[tail..].to_owned(),
            setup_link: app_link(&self.live.record().org.origin, &app).unwrap_or_default(),
            problem,
        }
    }

    /// On, read, off again; a switch that somebody else turned on meanwhile stays on. None when the secret is kept, else
    /// why not.
    pub(super) async fn read_after_all(&self) -> Result<Option<Problem>, Problem> {
        let refused = || Problem::new(Code::PermissionMissing).with("error", "");
        if !self.live.progress().switch_is_on {
            match read_secret_switch(&self.org).await? {
                SwitchState::Off => {}
                SwitchState::On => return Ok(if self.fetched().await? { None } else { Some(refused()) }),
                // What can't be read can't be put back to what it was.
                SwitchState::Unknown => {
                    return Ok(Some(
                        Problem::new(Code::Unreadable).with("call", "readMetadata").with("detail", "switch"),
                    ));
                }
            }
            self.journal(Entry::SwitchOnIntended)?;
        }
        // Also where the journal says that it may be on: Orgkey may have been closed before it was.
        self.live.note(Part::Credentials, Some(Line::new("run_note_secret_switch_on")));
        switch::set(&self.org, true).await?;
        self.journal(Entry::SwitchedOn)?;
        let fetched = self.fetched().await;
        self.switch_back().await?;
        Ok(if fetched? { None } else { Some(refused()) })
    }

    /// Whether a secret that the person brought turns out to be wrong, now that the app answers. It is let go then.
    pub(super) async fn brought_secret_is_wrong(&self) -> Result<bool, Problem> {
        let brought = self.live.record().plan.secret_switch == SwitchPlan::LeftOff;
        let Some(secret) = self.kept_secret().await?.filter(|_| brought) else { return Ok(false) };
        if !self.refuses(&secret).await? {
            return Ok(false);
        }
        self.vault.delete(&self.slot()).await?;
        self.journal(Entry::SecretRefused)?;
        Ok(true)
    }

    /// Whether Salesforce says that a secret is wrong. A code that means nothing is sent with it: what is refused first
    /// is the client. An app that is not published yet can't be asked; it is asked again when it is.
    async fn refuses(&self, secret: &ConsumerSecret) -> Result<bool, Problem> {
        let progress = self.live.progress();
        let Some(key) = &progress.key else { return Ok(false) };
        let grant = oauth::CodeGrant {
            client_id: key,
            client_secret: Some(secret),
            code: &AuthorizationCode::new("orgkey-check"),
            redirect_uri: "https://localhost",
            verifier: None,
        };
        match oauth::authorization_code(self.org.transport(), &self.org.session().host, &grant).await {
            Err(Error::Salesforce(said)) => Ok(said.code == "invalid_client"),
            Err(error) => Err(error.into()),
            Ok(_) => Ok(false),
        }
    }
}
