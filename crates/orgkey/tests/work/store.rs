//! Orgkey's own file, written by a newer Orgkey: shown, never changed, and said in words.

use orgkey::Code;
use orgkey::plan::Consent;
use rusqlite::Connection;

use crate::support::Journey;

#[tokio::test]
async fn a_newer_file_is_worked_on_without_a_word() {
    let mut journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let plan = journey.desk.plan(draft).await.unwrap();
    let file = journey.folder.path().join("orgkey.sqlite");
    let newer = Connection::open(&file).unwrap();
    newer.execute_batch("ALTER TABLE draft ADD COLUMN new TEXT; PRAGMA user_version = 99").unwrap();
    newer.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    drop(newer);
    journey.reopen();
    let before = std::fs::read(&file).unwrap();

    let start = journey.desk.start().await.unwrap();
    assert_eq!(start.notices[0].id, "notice_store_newer");
    assert_eq!((start.orgs.len(), start.drafts.len()), (1, 1), "what can be read is shown");
    assert_eq!(journey.desk.new_draft().unwrap_err().code, Code::StoreNewer);
    assert_eq!(journey.desk.set_theme(orgkey::views::Theme::Dark).unwrap_err().code, Code::StoreNewer);
    assert_eq!(journey.desk.delete_draft(draft).await.unwrap_err().code, Code::StoreNewer);
    let refused = journey.desk.create(draft, &plan.fingerprint, &Consent::default()).await.unwrap_err();
    assert_eq!(refused.code, Code::StoreNewer);
    assert!(journey.apps().await.is_empty(), "something was made that nobody will know of");
    assert!(std::fs::read(&file).unwrap() == before, "the file is another");
}

#[tokio::test]
async fn an_app_is_made_though_its_journal_cannot_be_written() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let plan = journey.desk.plan(draft).await.unwrap();
    let file = Connection::open(journey.folder.path().join("orgkey.sqlite")).unwrap();
    file.execute_batch("CREATE TRIGGER full BEFORE INSERT ON run BEGIN SELECT RAISE(ABORT, 'disk full'); END").unwrap();
    let refused = journey.desk.create(draft, &plan.fingerprint, &Consent::default()).await.unwrap_err();
    assert_eq!(refused.code, Code::StoreFailed);
    assert!(journey.apps().await.is_empty());
    file.execute_batch("DROP TRIGGER full").unwrap();
    let run = journey.create(draft).await;
    assert_eq!(journey.until_still(run).await.state, orgkey::apply::RunState::Done, "its turn was given back");
}
