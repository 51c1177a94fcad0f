//! The files of a deploy: which there must be, and when one is no XML of the Metadata API.

use practice_org::rules::Standing::{Documented, Guess};
use serde_json::json;

use crate::{
    rules::Mark,
    rules::deploy::Row,
    support::{
        Practice,
        package::{complete, zip_bytes},
        problem_of,
    },
};

/// What the last test of this file holds.
pub(super) const MARKS: [Mark; 2] = [("deploy::NOT_UTF8", Guess), ("deploy::XML_TOO_LARGE", Guess)];

pub(super) fn rows() -> Vec<Row> {
    let app = |rule, standing, when, problem: &str| {
        Row::new(rule, standing, when, ".eca", format!("Error parsing file: {problem}"))
    };
    let root = "<ExternalClientApplication ";
    let deep = format!("{}{}", "<label>".repeat(70), "</label>".repeat(70));
    let namespace = "Element ExternalClientApplication is not in the namespace http://soap.sforce.com/2006/04/metadata";
    vec![
        Row::new("deploy::NOT_NAMED", Guess, "a file that is not named", "read.me", "Not in package.xml").with("notes/read.me", "hello"),
        Row::new("deploy::NO_FILE", Guess, "a member without a file", "package.xml",
            "An object 'Gone' of type ExternalClientApplication was named in package.xml, but was not found in zipped directory")
            .edit("package.xml", "<members>Tide_Tables</members>", "<members>Tide_Tables</members><members>Gone</members>"),
        Row::new("deploy::DUPLICATE_FILE", Guess, "one component in two folders", "again/Tide_Tables.eca", "Duplicate file for Tide_Tables")
            .with("again/Tide_Tables.eca", "<x/>"),
        Row::new("deploy::UNKNOWN_TYPE", Guess, "no such type", "package.xml", "Unknown type name 'Boat' specified in package.xml")
            .edit("package.xml", "<version>", "<types><members>X</members><name>Boat</name></types><version>"),
        Row::new("deploy::NO_CONNECTED_APPS", Documented, "a connected app", ".connectedApp",
            "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.")
            .edit("package.xml", "<version>", "<types><members>Old</members><name>ConnectedApp</name></types><version>")
            .with("connectedApps/Old.connectedApp", "<ConnectedApp xmlns='http://soap.sforce.com/2006/04/metadata'/>"),
        Row::new("deploy::NO_FILE", Guess, "a connected app without a file", "package.xml",
            "An object 'Old' of type ConnectedApp was named in package.xml, but was not found in zipped directory")
            .edit("package.xml", "<version>", "<types><members>Old</members><name>ConnectedApp</name></types><version>"),
        Row::new("deploy::TYPE_TOO_NEW", Guess, "a type that the version has not", "package.xml", "Entity type: 'ExtlClntAppConfigurablePolicies' is not available in this api version")
            .edit("package.xml", "66.0", "59.0"),
        Row::new("deploy::VERSION", Guess, "a version to come", "package.xml", "Invalid version specified: 99.0").edit("package.xml", "66.0", "99.0"),
        Row::new("deploy::VERSION", Guess, "no version", "package.xml", "Invalid version specified: sixty").edit("package.xml", "66.0", "sixty"),
        app("deploy::WRONG_ROOT", Guess, "another root", "Unexpected element PermissionSet, expected ExternalClientApplication")
            .edit(".eca", root, "<PermissionSet ").edit(".eca", "</ExternalClientApplication>", "</PermissionSet>"),
        app("deploy::NOT_XML", Guess, "tags that do not match", "ill-formed document: expected `</label>`, but `</lable>` was found").edit(".eca", "</label>", "</lable>"),
        app("deploy::XML_TOO_DEEP", Guess, "70 levels", "elements are nested deeper than 64").edit(".eca", "</label>", &deep),
        app("deploy::XML_TOO_MANY", Guess, "20,001 elements", "there are more than 20,000 elements, or more than 100 attributes on one")
            .edit(".eca", "<label>", &format!("{}<label>", "<x/>".repeat(20_001))),
        app("deploy::XML_TOO_MANY", Guess, "101 attributes", "there are more than 20,000 elements, or more than 100 attributes on one").edit(".eca", "<label>", &format!("<label {}>", (0..101).map(|number| format!("a{number}=''")).collect::<Vec<_>>().join(" "))),
        app("deploy::NAMESPACE", Guess, "another namespace", namespace).edit(".eca", "http://soap.sforce.com/2006/04/metadata", "http://example.com/"),
        app("deploy::AFTER_ROOT", Guess, "two roots", "The markup in the document following the root element must be well-formed.")
            .edit(".eca", "</ExternalClientApplication>", "</ExternalClientApplication><more xmlns='x'/>"),
        app("deploy::IN_PROLOG", Guess, "text before the root", "Content is not allowed in prolog.").edit(".eca", root, &format!("harbour{root}")),
        app("deploy::ENTITY", Guess, "an entity of one's own", "The entity \"harbour\" was referenced, but not declared.").edit(".eca", "<label>", "<label>&harbour;"),
        app("deploy::DOCTYPE", Guess, "a document type", "DOCTYPE is not allowed").edit(".eca", root, &format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{root}")),
        app("deploy::PREMATURE_END", Guess, "it breaks off", "Premature end of file.").edit(".eca", "</ExternalClientApplication>", ""),
    ]
}

#[tokio::test]
async fn a_file_of_strange_bytes_is_read() {
    let practice = Practice::new().await;
    let package = &complete()[0].1;
    let long = "x".repeat(10 * 1024 * 1024 + 1).into_bytes();
    // A file that would not compress is what reaches the limit before the zip's own does.
    let noise: Vec<u8> = long.iter().enumerate().map(|(place, _)| b' ' + (place * place % 89) as u8).collect();
    for (rule, bytes, problem) in [
        ("deploy::NOT_UTF8, guess", &b"<a>\xff</a>"[..], "Error parsing file: Invalid byte of UTF-8 sequence."),
        ("deploy::XML_TOO_LARGE, guess", &noise, "Error parsing file: the file is larger than 10 MB"),
    ] {
        let files = [("package.xml", package.as_bytes()), ("externalClientApps/Tide_Tables.eca", bytes)];
        let started = practice.start_zip("dana", zip_bytes(&files), json!({})).await;
        let end = practice.deploy_result("dana", started.json()["id"].as_str().unwrap()).await;
        assert_eq!(problem_of(&end, ".eca").as_deref(), Some(problem), "{rule}");
    }
}
