//! Elements: unknown, too new, too late, twice, with wrong values.

use super::{Files, message, org, put};
use crate::metadata::{
    AppPolicies, Component, ComponentType, ExternalClientAppSettings, ExternalClientApplication, GlobalOauthSettings,
    IdTokenConfig, OauthPolicies, OauthSettings, PermissionSet, choice::IpRelaxationPolicyType,
};

const NS: &str = "http://soap.sforce.com/2006/04/metadata";

#[test]
fn a_refused_element_is_not_named_in_salesforces_words() {
    let unknown = format!("Element {{{NS}}}colour invalid at this location in type ExternalClientApplication");
    let cases = [
        (".eca", "<label>", "<colour>red</colour><label>", unknown.as_str()),
        (".eca", "harbour@example.com", "", "Required field is missing: contactEmail"),
        (".eca", "Tide Tables</label>", "</label>", "Required field is missing: label"),
        (".eca", ">Local<", ">local<", "'local' is not a valid value for the enum 'DistributionState'"),
        (".eca", "<isProtected>false", "<isProtected>nein", "'nein' is not a valid value for the type xsd:boolean"),
        (
            ".eca",
            "<label>",
            "<label>A</label><label>",
            "Element label is duplicated at this location in type ExternalClientApplication",
        ),
        (".ecaOauthPlcy", ">4<", ">99999999999<", "'99999999999' is not a valid value for the type xsd:int"),
        (
            ".ecaOauthPlcy",
            "AdminApprovedPreAuthorized",
            "ADMIN_APPROVED",
            "'ADMIN_APPROVED' is not a valid value for the enum 'PermittedUsersPolicyType'",
        ),
        (
            ".ecaOauthPlcy",
            "<isTokenExchangeFlowEnabled>",
            "<isNamedUserJwtEnabled>false</isNamedUserJwtEnabled><isTokenExchangeFlowEnabled>",
            "Property 'isNamedUserJwtEnabled' not valid in version 66.0",
        ),
        (
            ".permissionset",
            "<name>ApiEnabled</name>",
            "<name>ApiEnabled</name><nickname/>",
            &format!("Element {{{NS}}}nickname invalid at this location in type PermissionSetUserPermission"),
        ),
    ];
    for (suffix, from, to, problem) in cases {
        assert_eq!(Files::complete().edit(suffix, from, to).refusal(&org(), suffix), problem);
    }
}

#[test]
fn a_property_newer_than_the_package_gets_in() {
    let old = |version: &str| Files::complete().edit("package.xml", "66.0", version);
    let problem = old("60.0").refusal(&org(), ".ecaGlblOauth");
    assert_eq!(problem, "Property 'isCodeCredFlowEnabled' not valid in version 60.0");
    let problem = old("61.0").refusal(&org(), ".settings");
    assert_eq!(problem, "Property 'enableClientSecretInRestApiAccess' not valid in version 61.0");
    let predecessor =
        |version| {
            old(version)
                .edit(".settings", "<enableClientSecretInRestApiAccess>", "<enableConsumerSecretApiAccess>")
                .edit(".settings", "</enableClientSecretInRestApiAccess>", "</enableConsumerSecretApiAccess>")
        };
    predecessor("61.0").is_taken(&org());
    let problem = predecessor("62.0").refusal(&org(), ".settings");
    assert_eq!(problem, "Property 'enableConsumerSecretApiAccess' not valid in version 62.0");
}

#[test]
fn a_type_newer_than_the_package_gets_in() {
    let problem = Files::complete().edit("package.xml", "66.0", "59.0").refusal(&org(), "package.xml");
    assert_eq!(problem, "Entity type: 'ExtlClntAppConfigurablePolicies' is not available in this api version");
}

#[test]
fn a_parent_after_its_place_is_seen() {
    let late = Files::complete()
        .edit(".ecaOauth", "<externalClientApplication>Tide_Tables</externalClientApplication>", "")
        .edit(".ecaOauth", "</label>", "</label><externalClientApplication>Tide_Tables</externalClientApplication>");
    assert_eq!(late.refusal(&org(), ".ecaOauth"), "Enter the name of the parent external client app");
}

#[test]
fn an_optional_element_after_its_place_is_kept() {
    let late = Files::complete().edit(".eca", "<description>Reads tide tables</description>", "").edit(
        ".eca",
        "</label>",
        "</label><description>late</description>",
    );
    let judgement = late.judge(&org());
    assert!(judgement.success);
    let Some(Component::App(app)) = put(&judgement, ComponentType::App) else { panic!("no app") };
    assert_eq!(app.description, None);
}

#[test]
fn elements_of_a_permission_set_must_be_in_order() {
    Files::complete()
        .edit(".permissionset", "<label>Tide Tables Readers</label>", "")
        .edit(".permissionset", "</userPermissions>", "</userPermissions><label>Readers</label>")
        .is_taken(&org());
}

#[test]
fn ip_relaxation_is_told_apart_by_case() {
    let judgement = Files::complete().edit(".ecaOauthPlcy", ">Enforce<", ">Enforce_relaxrefresh<").judge(&org());
    let Some(Component::OauthPolicies(policies)) = put(&judgement, ComponentType::OauthPolicies) else {
        panic!("no policies")
    };
    assert_eq!(policies.ip_relaxation_policy_type, IpRelaxationPolicyType::EnforceRelaxRefresh);
}

#[test]
fn a_file_that_is_no_metadata_is_read() {
    let deep = format!("{}{}", "<label>".repeat(70), "</label>".repeat(70));
    let cases = [
        (NS, "http://example.com/else", "is not in the namespace"),
        (&format!(" xmlns=\"{NS}\"") as &str, "", "is not in the namespace"),
        ("<label>", "<!-- --><label>&harbour;", "The entity \"harbour\" was referenced, but not declared."),
        ("</label>", "</lable>", "Error parsing file"),
        ("</label>", &deep, "nested deeper than 64"),
        ("<ExternalClientApplication ", "<!DOCTYPE x [<!ENTITY a \"b\">]><ExternalClientApplication ", "DOCTYPE"),
        ("<ExternalClientApplication ", "harbour<ExternalClientApplication ", "prolog"),
        ("</ExternalClientApplication>", "</ExternalClientApplication><more/>", "following the root element"),
    ];
    for (from, to, problem) in cases {
        let refusal = Files::complete().edit(".eca", from, to).refusal(&org(), ".eca");
        assert!(refusal.contains(problem), "{refusal}");
    }
}

#[test]
fn a_refusal_does_not_say_where() {
    let judgement = Files::complete().edit(".eca", "Local", "Here").judge(&org());
    let refused = message(&judgement, ".eca");
    assert_eq!((refused.line_number, refused.column_number), (Some(5), Some(5)));
}

#[test]
fn escaped_and_quoted_text_comes_out_otherwise() {
    let text = "<description>&lt;&#65;&#x42;<![CDATA[ & ]]>&amp;</description>";
    let judgement = Files::complete().edit(".eca", "<description>Reads tide tables</description>", text).judge(&org());
    let Some(Component::App(app)) = put(&judgement, ComponentType::App) else { panic!("no app") };
    assert_eq!(app.description.as_deref(), Some("<AB & &"));
}

#[test]
fn a_table_is_out_of_salesforces_order() {
    for table in [
        ExternalClientApplication::ELEMENTS,
        OauthSettings::ELEMENTS,
        GlobalOauthSettings::ELEMENTS,
        OauthPolicies::ELEMENTS,
        AppPolicies::ELEMENTS,
        ExternalClientAppSettings::ELEMENTS,
        PermissionSet::ELEMENTS,
        IdTokenConfig::ELEMENTS,
    ] {
        let names: Vec<&str> = table.iter().map(|element| element.name).filter(|name| *name != "fullName").collect();
        assert!(names.is_sorted(), "{names:?}");
    }
}
