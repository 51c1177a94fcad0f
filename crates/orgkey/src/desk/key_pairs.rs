//! Key pairs of drafts and runs: made, brought, looked at, handed out when somebody asks, and let go.

use jiff::Timestamp;
use salesforce::types::PrivateKey;
use uuid::Uuid;

use super::sessions::namespace;
use super::{Desk, lock};
use crate::apply::{Progress, SecretPlace};
use crate::key_pair::{
    Brought, Certificate, Check, KeyPairView, Reminder, bring, checks, days_left, half, make, reminds_at,
};
use crate::orgs::KnownOrg;
use crate::problem::{Code, Problem};
use crate::store::KeptDraft;
use crate::vault::Slot;
use crate::views::KeychainState;
use crate::wizard::Draft;

impl Desk {
    /// The key pair of a draft, looked at now.
    ///
    /// # Errors
    /// `not_found`; `store_failed`; what the keychain answered.
    pub async fn key_pair(&self, draft: Uuid) -> Result<KeyPairView, Problem> {
        let draft = self.0.store.draft(draft)?;
        let locked = lock(&self.0.locked).contains_key(&draft.id);
        let none = KeyPairView { certificate: None, checks: Vec::new(), private_key: SecretPlace::None, locked };
        let Some(certificate) = draft.answers.certificate.clone() else { return Ok(none) };
        let key = self.kept_key(&self.org_known(&draft)?, &certificate).await?;
        let place = match (&key, self.0.vault.state()) {
            (None, _) => SecretPlace::None,
            (Some(_), KeychainState::Working) => SecretPlace::Keychain,
            (Some(_), KeychainState::Asking | KeychainState::UntilClosed { .. }) => SecretPlace::Memory,
        };
        let checks = judged(certificate.clone(), key).await?;
        Ok(KeyPairView { certificate: Some(certificate), checks, private_key: place, locked })
    }

    /// Makes a key pair for a draft. One that it had before is let go.
    ///
    /// # Errors
    /// `not_found`; `store_failed`; what the keychain answered.
    pub async fn make_key_pair(&self, draft: Uuid) -> Result<KeyPairView, Problem> {
        let found = self.0.store.draft(draft)?;
        let org = self.org_known(&found)?;
        let subject = format!("{}, {}", found.answers.name.label.trim(), org.name);
        let (certificate, key) = blocking(move || make(&subject, Timestamp::now())).await??;
        self.take_pair(draft, certificate, Some(key)).await
    }

    /// Takes what key files hold. Where a password locks them, they wait for it.
    ///
    /// # Errors
    /// `key_file_unreadable`, `certificate_missing`, `private_key_missing`; what the keychain answered.
    pub async fn bring_key_pair(&self, draft: Uuid, files: Vec<Vec<u8>>) -> Result<KeyPairView, Problem> {
        lock(&self.0.locked).remove(&draft);
        let (brought, files) = blocking(move || (bring(&files, None), files)).await?;
        match brought? {
            Brought::Pair(certificate, key) => self.take_pair(draft, certificate, key).await,
            Brought::Locked => {
                lock(&self.0.locked).insert(draft, files);
                self.key_pair(draft).await
            }
        }
    }

    /// Opens the files that wait for their password.
    ///
    /// # Errors
    /// `key_password_wrong`; `not_found` when none wait; as [`Desk::bring_key_pair`].
    pub async fn unlock_key_pair(&self, draft: Uuid, password: String) -> Result<KeyPairView, Problem> {
        let files = lock(&self.0.locked).get(&draft).cloned();
        let files = files.ok_or_else(|| Problem::new(Code::NotFound).with("what", "key_file"))?;
        match blocking(move || bring(&files, Some(&password))).await?? {
            Brought::Pair(certificate, key) => {
                lock(&self.0.locked).remove(&draft);
                self.take_pair(draft, certificate, key).await
            }
            Brought::Locked => Err(Problem::new(Code::KeyPasswordWrong)),
        }
    }

    /// The certificate of a draft or a run, with a file name for it.
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub fn certificate(&self, of: Uuid) -> Result<(String, Certificate), Problem> {
        let (name, certificate, _) = self.certificate_of(of)?;
        Ok((format!("{name}.crt"), certificate))
    }

    /// The private key of a draft or a run, with a file name for it. The caller hands it out only when the person asks.
    ///
    /// # Errors
    /// `private_key_missing` when it is not kept any more; `not_found`; what the keychain answered.
    pub async fn private_key(&self, of: Uuid) -> Result<(String, PrivateKey), Problem> {
        let (name, certificate, org) = self.certificate_of(of)?;
        let missing = || Problem::new(Code::PrivateKeyMissing).with("subject", &certificate.subject);
        let key = self.kept_key(&org, &certificate).await?.ok_or_else(missing)?;
        Ok((format!("{name}.key"), key))
    }

    /// What was looked at in a draft's certificate; none when it has none.
    pub(super) async fn certificate_checks(&self, draft: &Draft) -> Result<Option<Vec<Check>>, Problem> {
        let Some(certificate) = &draft.answers.certificate else { return Ok(None) };
        let key = self.kept_key(&self.org_known(draft)?, certificate).await?;
        Ok(Some(judged(certificate.clone(), key).await?))
    }

    /// Certificates of apps made here whose end is near enough to say so, the nearest first.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn reminders(&self, now: Timestamp) -> Result<Vec<Reminder>, Problem> {
        let mut reminders = Vec::new();
        for (record, _) in self.0.store.runs()? {
            let Some(jwt) = &record.plan.blueprint.jwt_bearer else { continue };
            let near = jwt.remind_before.is_some_and(|days| reminds_at(&jwt.certificate, days) <= now);
            let Ok(journal) = self.0.store.journal(record.id) else { continue };
            if near && Progress::of(&record.plan, &journal).app_is_there() {
                let ends_at = jwt.certificate.ends_at;
                reminders.push(Reminder {
                    run: record.id,
                    label: record.plan.blueprint.label.clone(),
                    org: record.org.name,
                    ends_at,
                    days: days_left(ends_at, now),
                });
            }
        }
        reminders.sort_by_key(|reminder| reminder.ends_at);
        Ok(reminders)
    }

    /// Lets the private key of a draft's certificate go, unless another draft or a run has the same certificate.
    pub(super) async fn let_key_go(&self, draft: &Draft) -> Result<(), Problem> {
        lock(&self.0.locked).remove(&draft.id);
        // Before an org is chosen a certificate comes from a blueprint alone, and no key with it.
        let (Some(certificate), Some(_)) = (&draft.answers.certificate, &draft.org) else { return Ok(()) };
        let same = |other: &Certificate| other.fingerprint == certificate.fingerprint;
        let drafts = self.0.store.drafts()?;
        let in_draft = drafts.iter().any(|one| match one {
            KeptDraft::Whole(one) => one.id != draft.id && one.answers.certificate.as_ref().is_some_and(same),
            KeptDraft::Unreadable { .. } => false,
        });
        // A run that can't be read may need it; one that is undone does not.
        let in_run = self.0.store.kept_runs()?.iter().any(|run| match &run.record {
            Ok(record) => {
                record.plan.blueprint.jwt_bearer.as_ref().is_some_and(|jwt| same(&jwt.certificate))
                    && self.progress_of(run).is_none_or(|progress| progress.keeps_an_app())
            }
            Err(_) => run.org == draft.org.clone().unwrap_or_default(),
        });
        if in_draft || in_run {
            return Ok(());
        }
        let slot = Slot::private_key(namespace(&self.org_known(draft)?), &certificate.fingerprint);
        self.0.vault.delete(&slot).await
    }

    /// The private key is kept before the draft says that there is one.
    async fn take_pair(
        &self,
        id: Uuid,
        certificate: Certificate,
        key: Option<PrivateKey>,
    ) -> Result<KeyPairView, Problem> {
        let before = self.0.store.draft(id)?;
        if let Some(key) = key {
            let slot = Slot::private_key(namespace(&self.org_known(&before)?), &certificate.fingerprint);
            self.0.vault.set(&slot, key.expose()).await;
        }
        let same = before.answers.certificate.as_ref() == Some(&certificate);
        self.change(id, |draft| draft.answers.certificate = Some(certificate))?;
        if !same {
            // One that can't be let go stays in the keychain, which is no reason to refuse the new one.
            let _ = self.let_key_go(&before).await;
        }
        self.key_pair(id).await
    }

    async fn kept_key(&self, org: &KnownOrg, certificate: &Certificate) -> Result<Option<PrivateKey>, Problem> {
        let slot = Slot::private_key(namespace(org), &certificate.fingerprint);
        Ok(self.0.vault.get(&slot).await?.map(|text| PrivateKey::new(text.as_str())))
    }

    fn certificate_of(&self, id: Uuid) -> Result<(String, Certificate, KnownOrg), Problem> {
        let missing = || Problem::new(Code::NotFound).with("what", "certificate");
        let (name, certificate, org) = match self.0.store.run(id) {
            Ok((record, _)) => {
                let jwt = record.plan.blueprint.jwt_bearer.map(|jwt| jwt.certificate);
                (record.plan.blueprint.api_name, jwt, record.org)
            }
            Err(_) => {
                let draft = self.0.store.draft(id)?;
                let org = self.org_known(&draft)?;
                (draft.answers.name.api_name, draft.answers.certificate, org)
            }
        };
        // The API name, as one of the few texts that every system takes in a file name.
        let kept: String = name.chars().filter(|one| one.is_ascii_alphanumeric() || *one == '_').collect();
        Ok((if kept.is_empty() { "app".to_owned() } else { kept }, certificate.ok_or_else(missing)?, org))
    }

    fn org_known(&self, draft: &Draft) -> Result<KnownOrg, Problem> {
        let org = draft.org.as_deref().ok_or_else(|| Problem::new(Code::NotFound).with("what", "org"))?;
        self.known_org(org)
    }
}

async fn judged(certificate: Certificate, key: Option<PrivateKey>) -> Result<Vec<Check>, Problem> {
    blocking(move || checks(&certificate, half(&certificate, key.as_ref()), Timestamp::now())).await
}

/// Work with keys takes long enough to be done beside the rest.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let ended = tokio::task::spawn_blocking(work).await;
    ended.map_err(|_| Problem::new(Code::Unexpected).with("detail", "work with a key ended early"))
}
