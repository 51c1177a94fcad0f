//! Secrets that the keychain holds for orgs and apps that are no longer on the list: after a file was lost, or a keychain
//! failed while an org was forgotten.

use std::collections::{HashMap, HashSet};

use super::sessions::namespace;
use super::{Desk, lock};
use crate::Line;
use crate::problem::{Code, Problem};
use crate::store::KeptDraft;
use crate::vault::Slot;

impl Desk {
    /// What is there without an owner, a line each. Empty while the copy of a damaged file is offered: its orgs may own it.
    ///
    /// # Errors
    /// `store_newer`; `store_failed` when not everything in the file can be read; `keychain_without_list`; another
    /// `keychain_…` problem when the keychain fails now.
    pub async fn left_secrets(&self) -> Result<Vec<Line>, Problem> {
        let left = self.without_owner().await?;
        let lines = left.iter().filter_map(Slot::line).collect();
        *lock(&self.0.left) = left;
        Ok(lines)
    }

    /// Deletes what [`Self::left_secrets`] told last and still has no owner. Returns what is left.
    ///
    /// # Errors
    /// Those of [`Self::left_secrets`].
    pub async fn delete_left_secrets(&self) -> Result<Vec<Line>, Problem> {
        // Kept until all is done: what a keychain refuses can be tried again.
        let told = lock(&self.0.left).clone();
        for slot in self.without_owner().await?.iter().filter(|slot| told.contains(slot)) {
            // Each deletion may take long, and somebody may have signed in meanwhile.
            if !self.owned()?.0.contains(slot) {
                self.0.vault.delete(slot).await?;
            }
        }
        self.left_secrets().await
    }

    async fn without_owner(&self) -> Result<Vec<Slot>, Problem> {
        // What a newer Orgkey lists can't be read, so that nothing is known to have no owner.
        if self.0.store.is_read_only() {
            return Err(Problem::new(Code::StoreNewer));
        }
        if self.0.store.copy_offered()?.is_some() {
            return Ok(Vec::new());
        }
        if !self.0.store.is_all_readable()? {
            let detail = "an org or a run can't be read, so nobody knows what it owns";
            return Err(Problem::new(Code::StoreFailed).with("detail", detail));
        }
        // Listed before owners are read: an org or a run is written down before its secret is kept.
        let mut left = self.0.vault.slots().await?;
        let (owned, keys_known) = self.owned()?;
        left.retain(|slot| slot.line().is_some() && !owned.contains(slot) && (keys_known || !slot.is_private_key()));
        Ok(left)
    }

    /// Every place that an org on the list owns, and whether the owners of private keys can all be read. The runs and
    /// drafts of a forgotten org stay, and own nothing.
    fn owned(&self) -> Result<(HashSet<Slot>, bool), Problem> {
        let orgs: HashMap<_, _> = self.0.store.orgs()?.into_iter().map(|org| (org.id.clone(), org)).collect();
        let mut owned = HashSet::new();
        let mut keys_known = true;
        for org in orgs.values() {
            let namespace = namespace(org);
            owned.extend([Slot::session(namespace, &org.id), Slot::refresh_token(namespace, &org.id)]);
        }
        for run in self.0.store.kept_runs()? {
            let Some(org) = orgs.get(&run.org) else { continue };
            owned.insert(Slot::client_secret(namespace(org), run.id));
            match &run.record {
                Ok(record) => owned.extend(Slot::all_of(namespace(org), record)),
                Err(_) => keys_known = false,
            }
        }
        for kept in self.0.store.drafts()? {
            let KeptDraft::Whole(draft) = kept else {
                keys_known = false;
                continue;
            };
            let Some(org) = draft.org.as_ref().and_then(|org| orgs.get(org)) else { continue };
            let certificate = draft.answers.certificate;
            owned.extend(certificate.map(|certificate| Slot::private_key(namespace(org), &certificate.fingerprint)));
        }
        Ok((owned, keys_known))
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::desk::Setting;
    use crate::key_pair::samples;
    use crate::orgs::{KnownOrg, OrgKind, sample};
    use crate::vault::Namespace;
    use crate::vault::tests::{Fake, Mood};
    use crate::wizard::Draft;

    fn desk(folder: &std::path::Path, fake: &Fake) -> Desk {
        Desk::open(Setting {
            folder: folder.to_owned(),
            vault: fake.vault(),
            browser: None,
            practice: Arc::new(|| Box::pin(async { Err(Problem::new(Code::PracticeOrgNotStarted)) })),
            practice_at: None,
        })
        .unwrap()
    }

    fn known() -> KnownOrg {
        sample::known(OrgKind::Sandbox)
    }

    fn ids(lines: &[Line]) -> Vec<&str> {
        let mut ids: Vec<_> = lines.iter().map(|line| line.id.as_str()).collect();
        ids.sort_unstable();
        ids
    }

    #[tokio::test]
    async fn a_secret_that_somebody_owns_is_deleted_or_one_without_an_owner_stays() {
        let folder = tempfile::tempdir().unwrap();
        let fake = Fake::that(Mood::Works);
        let desk = desk(folder.path(), &fake);
        let (vault, store, org) = (&desk.0.vault, &desk.0.store, known());
        store.save_org(&org).unwrap();
        let certificate = samples::good().0;
        let mut draft = Draft::new(Timestamp::UNIX_EPOCH);
        draft.org = Some(org.id.clone());
        draft.answers.certificate = Some(certificate.clone());
        store.save_draft(&draft).unwrap();
        let owned = [
            Slot::session(Namespace::Orgkey, &org.id),
            Slot::refresh_token(Namespace::Orgkey, &org.id),
            Slot::private_key(Namespace::Orgkey, &certificate.fingerprint),
        ];
        // The same names in the other namespace belong to nobody.
        let left = [
            Slot::session(Namespace::Practice, &org.id),
            Slot::refresh_token(Namespace::Orgkey, "00D000000000002EAA"),
            Slot::client_secret(Namespace::Orgkey, Uuid::new_v4()),
            Slot::private_key(Namespace::Practice, &certificate.fingerprint),
        ];
        for slot in owned.iter().chain(&left) {
            vault.set(slot, "kept").await;
        }
        let kinds = ["left_client_secret", "left_private_key", "left_refresh_token", "left_session"];
        assert_eq!(ids(&desk.left_secrets().await.unwrap()), kinds);
        fake.now(Mood::Denies);
        assert_eq!(desk.delete_left_secrets().await.unwrap_err().code, Code::KeychainDenied);
        fake.now(Mood::Works);

        // What comes after the list was shown is not deleted unseen.
        let later = Slot::session(Namespace::Orgkey, "00D000000000003EAA");
        vault.set(&later, "kept").await;
        assert_eq!(ids(&desk.delete_left_secrets().await.unwrap()), ["left_session"]);
        for slot in &left {
            assert!(vault.get(slot).await.unwrap().is_none(), "{slot:?}");
        }
        for slot in owned.iter().chain([&later]) {
            assert!(vault.get(slot).await.unwrap().is_some(), "{slot:?}");
        }
        assert_eq!(desk.delete_left_secrets().await.unwrap(), []);
        assert!(vault.get(&later).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn an_org_that_was_forgotten_without_its_keychain_leaves_secrets_that_nobody_finds() {
        let folder = tempfile::tempdir().unwrap();
        let fake = Fake::that(Mood::Works);
        let before = desk(folder.path(), &fake);
        before.0.store.save_org(&known()).unwrap();
        before.0.vault.set(&Slot::session(Namespace::Orgkey, &known().id), "canary").await;
        drop(before);
        fake.now(Mood::Missing);
        let without = desk(folder.path(), &fake);
        without.forget_org(&known().id).await.unwrap();
        drop(without);
        assert!(fake.holds("canary"));

        fake.now(Mood::Works);
        let again = desk(folder.path(), &fake);
        assert_eq!(ids(&again.left_secrets().await.unwrap()), ["left_session"]);
        assert_eq!(again.delete_left_secrets().await.unwrap(), []);
        assert!(!fake.holds("canary"));
        fake.now(Mood::Denies);
        assert_eq!(again.left_secrets().await.unwrap_err().code, Code::KeychainDenied);
    }

    #[tokio::test]
    async fn what_an_org_that_can_not_be_read_owns_is_offered_to_be_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let fake = Fake::that(Mood::Works);
        let desk = desk(folder.path(), &fake);
        desk.0.store.save_org(&known()).unwrap();
        desk.0.vault.set(&Slot::session(Namespace::Orgkey, &known().id), "kept").await;
        assert_eq!(desk.left_secrets().await.unwrap(), []);
        let file = rusqlite::Connection::open(folder.path().join("orgkey.sqlite")).unwrap();
        file.execute("UPDATE org SET body = '{}'", ()).unwrap();
        assert_eq!(desk.left_secrets().await.unwrap_err().code, Code::StoreFailed);
    }

    #[tokio::test]
    async fn what_the_orgs_of_a_copy_own_is_offered_to_be_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let fake = Fake::that(Mood::Works);
        let before = desk(folder.path(), &fake);
        before.keep_copy().unwrap();
        before.0.vault.set(&Slot::session(Namespace::Orgkey, &known().id), "kept").await;
        drop(before);
        std::fs::write(folder.path().join("orgkey.sqlite"), "garbage").unwrap();
        let after = desk(folder.path(), &fake);
        assert_eq!(after.left_secrets().await.unwrap(), []);
        after.leave_copy().await.unwrap();
        assert_eq!(ids(&after.left_secrets().await.unwrap()), ["left_session"]);
    }
}
