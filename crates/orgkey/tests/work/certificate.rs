//! A server that proves itself with a certificate: the whole job, with a pair made here or brought.

use std::path::Path;

use orgkey::apply::{RunState, SecretPlace};
use orgkey::key_pair::{CheckId, read_files};
use orgkey::orgs::{KnownOrg, OrgKind};
use orgkey::verify::{Flow, ProofId, ProofOutcome, Verdict, audience};
use orgkey::{Code, Uuid};

use crate::support::Journey;

/// Where the certificate and its key come from.
enum Pair {
    Made,
    Files(&'static [&'static str], Option<&'static str>),
}

fn files(names: &[&str]) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/key_pairs");
    read_files(&names.iter().map(|name| folder.join(name)).collect::<Vec<_>>()).unwrap()
}

async fn proven(pair: Pair) {
    let journey = Journey::begin().await;
    let draft = journey.certified("Acme Loader", async |draft| {
        let desk = &journey.desk;
        let view = match pair {
            Pair::Made => desk.make_key_pair(draft).await.unwrap(),
            Pair::Files(names, None) => desk.bring_key_pair(draft, files(names)).await.unwrap(),
            Pair::Files(names, Some(password)) => {
                let view = desk.bring_key_pair(draft, files(names)).await.unwrap();
                assert!(view.locked && view.certificate.is_none());
                let wrong = desk.unlock_key_pair(draft, "wrong".to_owned()).await.unwrap_err();
                assert_eq!(wrong.code, Code::KeyPasswordWrong);
                desk.unlock_key_pair(draft, password.to_owned()).await.unwrap()
            }
        };
        assert!(!view.locked);
        assert_eq!(view.private_key, SecretPlace::Memory, "this vault says what it is");
        let passed: Vec<_> = view.checks.iter().filter(|one| one.problem.is_none()).map(|one| one.id).collect();
        assert_eq!(passed, [CheckId::InTime, CheckId::Strong, CheckId::Together, CheckId::Small]);
    });
    let run = journey.create(draft.await).await;
    let view = journey.until_still(run).await;
    assert_eq!(view.state, RunState::Done);
    assert_eq!(view.remainders, [], "the certificate is confirmed by its proof");

    let flows = &view.report.as_ref().unwrap().flows;
    assert_eq!(flows.len(), 1);
    assert_eq!((flows[0].flow, &flows[0].verdict), (Flow::JwtBearer, &Verdict::Proven), "{flows:?}");
    let proved: Vec<_> = flows[0].proofs.iter().map(|proof| proof.id).collect();
    assert_eq!(
        proved,
        [
            ProofId::Known,
            ProofId::RefusedUnlistedCallback,
            ProofId::RefusedWithoutPkce,
            ProofId::GotToken,
            ProofId::WhoAmI,
            ProofId::ReadOrganization,
            ProofId::ReadAccounts,
            ProofId::RefusedWrongKey,
            ProofId::RefusedExpiredAssertion,
            ProofId::Revoked,
            ProofId::RefusedRevokedToken,
        ]
    );
    assert!(flows[0].proofs.iter().all(|proof| proof.outcome == ProofOutcome::Passed && !proof.exchanges.is_empty()));

    let certificate = view.certificate.unwrap();
    let (_, sheet) = journey.desk.hand_over(run).unwrap();
    assert!(sheet.contains(&certificate.fingerprint) && sheet.contains("etl@practice.example"), "{sheet}");
    assert!(sheet.contains(&certificate.ends_at.strftime("%Y-%m-%d").to_string()), "{sheet}");
    assert!(!sheet.contains("PRIVATE KEY"));
    let (name, key) = journey.desk.private_key(run).await.unwrap();
    assert_eq!(name, "Acme_Loader.key");
    assert!(key.expose().starts_with("-----BEGIN PRIVATE KEY-----"));
}

#[tokio::test]
async fn a_pair_made_here_is_not_proven() {
    proven(Pair::Made).await;
}

#[tokio::test]
async fn a_pair_brought_in_pem_is_not_proven() {
    proven(Pair::Files(&["good.crt", "good.key"], None)).await;
}

#[tokio::test]
async fn a_pair_brought_in_an_archive_is_not_proven() {
    proven(Pair::Files(&["modern.p12"], Some("harbour-7"))).await;
}

#[tokio::test]
async fn a_certificate_that_salesforce_refuses_goes_further_than_its_step() {
    let journey = Journey::begin().await;
    let draft = journey.draft().await;
    for (names, code) in [
        (["ended.crt", "good.key"], Code::KeyPairEnded),
        (["weak.crt", "weak.key"], Code::CertificateTooWeak),
        (["ec.crt", "ec.key"], Code::CertificateNotRsa),
        (["large.crt", "good.key"], Code::CertificateTooLarge),
        (["good.crt", "weak.key"], Code::KeyPairMismatch),
    ] {
        journey.desk.bring_key_pair(draft, files(&names)).await.unwrap();
        assert_eq!(journey.refused_flows(draft).await, [code], "{names:?}");
    }
    let refused = journey.desk.bring_key_pair(draft, files(&["good.crt"])).await.unwrap_err();
    assert_eq!(refused.code, Code::PrivateKeyMissing);
    journey.desk.make_key_pair(draft).await.unwrap();
    assert_eq!(journey.refused_flows(draft).await, []);
}

#[tokio::test]
async fn a_private_key_that_is_gone_is_not_said_or_counts_as_proven() {
    let mut journey = Journey::begin().await;
    let made = async |draft: Uuid| drop(journey.desk.make_key_pair(draft).await.unwrap());
    let draft = journey.certified("Acme Loader", made).await;
    // Orgkey is closed, and the vault was memory.
    journey.forget_vault(draft).await;
    let view = journey.desk.key_pair(draft).await.unwrap();
    assert_eq!(view.private_key, SecretPlace::None);
    assert_eq!(journey.refused_flows(draft).await, [Code::PrivateKeyMissing]);
    assert_eq!(journey.desk.private_key(draft).await.unwrap_err().code, Code::PrivateKeyMissing);
    assert_eq!(journey.desk.plan(draft).await.unwrap_err().code, Code::PrivateKeyMissing);

    journey.desk.make_key_pair(draft).await.unwrap();
    let run = journey.create(draft).await;
    journey.until_still(run).await;
    journey.forget_vault(draft).await;
    journey.desk.prove_again(run).await.unwrap();
    let view = journey.until(run, |view| view.state == RunState::Done).await;
    let flow = &view.report.as_ref().unwrap().flows[0];
    assert!(matches!(&flow.verdict, Verdict::DryCheckOnly { because } if because.id == "proof_because_no_private_key"));
    assert!(view.remainders.iter().any(|line| line.id == "remainder_certificate_not_read_back"));
}

#[tokio::test]
async fn a_private_key_stays_behind_or_goes_while_somebody_needs_it() {
    let journey = Journey::begin().await;
    let draft = journey.draft().await;
    journey.desk.make_key_pair(draft).await.unwrap();
    let (_, first) = journey.desk.certificate(draft).unwrap();
    journey.desk.make_key_pair(draft).await.unwrap();
    let (_, second) = journey.desk.certificate(draft).unwrap();
    assert_ne!(first.fingerprint, second.fingerprint);
    assert!(!journey.keeps_key(&first.fingerprint).await, "the pair before is let go");
    assert!(journey.keeps_key(&second.fingerprint).await);
    journey.desk.delete_draft(draft).await.unwrap();
    assert!(!journey.keeps_key(&second.fingerprint).await, "nobody needs it any more");

    let made = async |draft: Uuid| drop(journey.desk.make_key_pair(draft).await.unwrap());
    let draft = journey.certified("Acme Loader", made).await;
    let run = journey.create(draft).await;
    journey.until_still(run).await;
    let (_, used) = journey.desk.certificate(run).unwrap();
    journey.desk.make_key_pair(draft).await.unwrap();
    journey.desk.delete_draft(draft).await.unwrap();
    assert!(journey.keeps_key(&used.fingerprint).await, "the app that was made needs it");
}

#[tokio::test]
async fn a_forgotten_org_leaves_a_private_key_behind() {
    let journey = Journey::begin().await;
    let made = async |draft: Uuid| drop(journey.desk.make_key_pair(draft).await.unwrap());
    let draft = journey.certified("Acme Loader", made).await;
    let run = journey.create(draft).await;
    journey.until_still(run).await;
    let (_, used) = journey.desk.certificate(run).unwrap();
    let other = journey.draft().await;
    journey.desk.make_key_pair(other).await.unwrap();
    let (_, unused) = journey.desk.certificate(other).unwrap();
    journey.desk.forget_org(&journey.practice.description().orgs[0].id).await.unwrap();
    for certificate in [used, unused] {
        assert!(!journey.keeps_key(&certificate.fingerprint).await);
    }
}

#[tokio::test]
async fn a_wrong_clock_costs_the_token() {
    let journey = Journey::begin().await;
    let made = async |draft: Uuid| drop(journey.desk.make_key_pair(draft).await.unwrap());
    let draft = journey.certified("Acme Loader", made).await;
    let run = journey.create(draft).await;
    journey.until_still(run).await;
    // Seen from Salesforce, this computer is twenty minutes behind.
    journey.practice.world().advance(std::time::Duration::from_secs(20 * 60));
    journey.desk.prove_again(run).await.unwrap();
    let view = journey.until(run, |view| view.state == RunState::Done).await;
    let flow = &view.report.as_ref().unwrap().flows[0];
    assert_eq!(flow.verdict, Verdict::Proven, "{flow:?}");
    let got = flow.proofs.iter().find(|proof| proof.id == ProofId::GotToken).unwrap();
    assert_eq!(got.detail.as_ref().unwrap().id, "proof_detail_their_clock");
}

#[tokio::test]
async fn the_end_of_a_certificate_comes_without_a_word() {
    let journey = Journey::begin().await;
    let made = async |draft: Uuid| drop(journey.desk.make_key_pair(draft).await.unwrap());
    let draft = journey.certified("Acme Loader", made).await;
    let run = journey.create(draft).await;
    let view = journey.until_still(run).await;
    let certificate = view.certificate.unwrap();
    assert!(journey.desk.start().await.unwrap().reminders.is_empty());
    let at = certificate.reminds_at.unwrap();
    let second = jiff::SignedDuration::from_secs(1);
    assert!(journey.desk.reminders(at - second).unwrap().is_empty());
    let reminders = journey.desk.reminders(at).unwrap();
    assert_eq!((reminders.len(), reminders[0].run, reminders[0].days), (1, run, 30));
    assert_eq!(journey.desk.reminders(certificate.ends_at + second).unwrap()[0].days, -1);
}

#[tokio::test]
async fn an_assertion_is_for_another_login_host_than_its_orgs() {
    let journey = Journey::begin().await;
    let known = journey.desk.sign_in_to_practice().await.unwrap();
    let (login, test) = ("https://login.salesforce.com", "https://test.salesforce.com");
    for (kind, wanted) in [
        (OrgKind::Production, login),
        (OrgKind::Developer, login),
        (OrgKind::Sandbox, test),
        (OrgKind::Scratch, test),
        (OrgKind::Practice, &known.origin),
    ] {
        assert_eq!(audience(&KnownOrg { kind, ..known.clone() }), wanted, "{kind:?}");
    }
}
