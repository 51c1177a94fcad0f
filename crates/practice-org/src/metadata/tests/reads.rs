//! What is shown, and what must not be.

use super::{Files, after, find, org, settled};
use crate::metadata::{ComponentType, OrgWritten, file, file_properties, records, xml};

#[test]
fn elements_come_in_another_order_than_salesforces() {
    let org = settled();
    for component in &org.components {
        let text = records(&[Some((component, OrgWritten::default()))], 67);
        let root = xml::read(
            text.replacen(
                "<records ",
                "<records xmlns=\"http://soap.sforce.com/2006/04/metadata\" xmlns:xsi=\"x\" ",
                1,
            )
            .as_bytes(),
        )
        .unwrap();
        let names: Vec<&str> = root.children.iter().map(|child| child.name.as_str()).collect();
        assert_eq!(names[0], "fullName");
        assert!(names[1..].is_sorted(), "{names:?}");
    }
}

#[test]
fn certificate_or_secret_is_shown() {
    let with = Files::complete().edit(
        ".ecaGlblOauth",
        "</callbackUrl>",
        &format!(
            "</callbackUrl><certificate>{}</certificate>",
            include_str!("../../../tests/samples/certificates/rsa-2048.pem")
        ),
    );
    let org = after(org(), &with.judge(&org()));
    let settings = find(&org, ComponentType::GlobalOauthSettings, "Tide_Tables_glbloauth").unwrap();
    let text = records(&[Some((settings, OrgWritten::default())), None], 67);
    assert!(text.starts_with("<records xsi:type=\"ExtlClntAppGlobalOauthSettings\">"));
    assert!(text.contains("<consumerKey>3MVG9PRACTICE.generated</consumerKey>"));
    assert!(!text.contains("certificate") && !text.contains("consumerSecret"));
    assert!(text.trim_end().ends_with("<records xsi:nil=\"true\"/>"));
}

#[test]
fn what_the_org_writes_is_not_shown() {
    let org = settled();
    let app = find(&org, ComponentType::App, "Tide_Tables").unwrap();
    let written =
        OrgWritten { org_scoped_external_app: Some("00DPRACTICE0001:Tide_Tables".to_owned()), ..OrgWritten::default() };
    let text = records(&[Some((app, written.clone()))], 67);
    assert!(text.contains("<orgScopedExternalApp>00DPRACTICE0001:Tide_Tables</orgScopedExternalApp>"));
    assert!(file(app, &written, 67).contains("<orgScopedExternalApp>"));
    let settings = find(&org, ComponentType::OauthSettings, "Tide_Tables_oauth").unwrap();
    let written = OrgWritten { oauth_link: Some("00DPRACTICE0001:888".to_owned()), ..OrgWritten::default() };
    assert!(records(&[Some((settings, written))], 67).contains("<oauthLink>00DPRACTICE0001:888</oauthLink>"));
}

#[test]
fn an_element_is_shown_to_a_version_that_does_not_have_it() {
    let org = settled();
    let policies = find(&org, ComponentType::Settings, "ExternalClientApp").unwrap();
    let at = |version| records(&[Some((policies, OrgWritten::default()))], version);
    assert!(at(62).contains("enableClientSecretInRestApiAccess") && !at(62).contains("enableConsumerSecretApiAccess"));
    assert!(at(61).contains("enableConsumerSecretApiAccess") && !at(61).contains("enableClientSecretInRestApiAccess"));
}

#[test]
fn what_a_retrieve_packs_cannot_be_deployed_back_unchanged() {
    let kept = "<classAccesses><apexClass>Tide</apexClass><enabled>true</enabled></classAccesses><label>";
    let org = after(org(), &Files::complete().edit(".permissionset", "<label>", kept).judge(&org()));
    let mut files = Files(vec![super::COMPLETE[0]].into_iter().map(|(p, t)| (p.to_owned(), t.to_owned())).collect());
    for component in &org.components {
        let properties = file_properties(component);
        files = files.with(&properties.file_name, &file(component, &OrgWritten::default(), 66));
    }
    let judgement = files.judge(&org);
    assert!(judgement.success && judgement.changes.is_empty(), "{:#?}", judgement.messages);
}
