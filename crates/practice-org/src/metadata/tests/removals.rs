//! What `destructiveChanges` files take away.

use super::{Files, after, settled, zipped};
use crate::metadata::message::ProblemType;
use crate::metadata::{Change, DeployMessage, DeployOptions, Judgement, OrgMetadata, judge, open};

const EMPTY: &str = r#"<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>66.0</version></Package>"#;

fn destructive(org: &OrgMetadata, file_name: &str, members: &[(&str, &str)]) -> Judgement {
    let types: String = members
        .iter()
        .map(|(kind, name)| format!("<types><members>{name}</members><name>{kind}</name></types>"))
        .collect();
    let text = format!("<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">{types}</Package>");
    let zip = zipped(&[("package.xml", EMPTY.as_bytes()), (file_name, text.as_bytes())]);
    judge(&open(&zip, true).unwrap(), &DeployOptions::default(), org, 67)
}

const APP: (&str, &str) = ("ExternalClientApplication", "Tide_Tables");

#[test]
fn children_outlive_their_app() {
    for file in ["destructiveChanges.xml", "destructiveChangesPre.xml", "destructiveChangesPost.xml"] {
        let judgement = destructive(&settled(), file, &[APP]);
        assert!(judgement.success);
        let [DeployMessage { deleted, changed, full_name, file_name, success, .. }, _] = judgement.messages.as_slice()
        else {
            panic!("{:#?}", judgement.messages)
        };
        assert_eq!((*deleted, *changed, *success), (true, true, true));
        assert_eq!((full_name.as_str(), file_name.as_str()), ("Tide_Tables", file));
        assert_eq!(judgement.changes.len(), 5);
        assert_eq!(after(settled(), &judgement).components.len(), 2);
    }
}

#[test]
fn an_app_named_before_its_children_turns_them_into_warnings() {
    let judgement = destructive(
        &settled(),
        "destructiveChanges.xml",
        &[
            APP,
            ("ExtlClntAppOauthSettings", "Tide_Tables_oauth"),
            ("ExtlClntAppGlobalOauthSettings", "Tide_Tables_glbloauth"),
            ("ExtlClntAppOauthConfigurablePolicies", "Tide_Tables_oauthPlcy"),
            ("ExtlClntAppConfigurablePolicies", "Tide_Tables_plcy"),
            ("PermissionSet", "Tide_Tables_Readers"),
        ],
    );
    assert!(judgement.success);
    assert_eq!(judgement.messages.iter().filter(|message| message.deleted).count(), 6, "{:#?}", judgement.messages);
    assert_eq!(judgement.changes.len(), 6);
}

#[test]
fn a_missing_component_fails_the_removal_or_goes_unsaid() {
    let judgement = destructive(&settled(), "destructiveChanges.xml", &[("PermissionSet", "Nobody")]);
    assert!(judgement.success);
    let row = &judgement.messages[0];
    assert_eq!(row.problem.as_deref(), Some("No PermissionSet named: Nobody found"));
    assert_eq!(row.problem_type, Some(ProblemType::Warning));
    assert_eq!((row.full_name.as_str(), row.file_name.as_str()), ("destructiveChanges.xml", "destructiveChanges.xml"));
    assert_eq!((row.component_type.as_str(), row.deleted, row.success), ("PermissionSet", false, true));
}

#[test]
fn what_must_stay_goes() {
    let assigned = OrgMetadata { assigned_permission_sets: vec!["Tide_Tables_Readers".to_owned()], ..settled() };
    let mut barred = settled();
    barred.caller.external_client_app_developer = false;
    for (org, member, problem) in [
        (&assigned, ("PermissionSet", "Tide_Tables_Readers"), "is assigned to users"),
        (&settled(), ("Settings", "ExternalClientApp"), "can't be deleted"),
        (&barred, APP, "INSUFFICIENT_ACCESS"),
        (&settled(), ("Boat", "X"), "Unknown type name 'Boat'"),
    ] {
        let judgement = destructive(org, "destructiveChanges.xml", &[member]);
        assert!(!judgement.success && judgement.changes.is_empty());
        assert!(judgement.messages[0].problem.as_deref().unwrap().contains(problem));
    }
}

#[test]
fn an_app_removed_first_cannot_be_made_anew_in_the_same_deploy() {
    let text = EMPTY.replace(
        "<version>66.0</version>",
        "<types><members>Tide_Tables</members><name>ExternalClientApplication</name></types>",
    );
    let judgement = Files::complete().with("destructiveChangesPre.xml", &text).judge(&settled());
    assert!(judgement.success, "{:#?}", judgement.messages);
    assert!(judgement.messages.iter().any(|message| message.created && message.full_name == "Tide_Tables"));
    assert!(matches!(judgement.changes[0], Change::Remove(_)));
    assert_eq!(after(settled(), &judgement).components.len(), 7);
}
