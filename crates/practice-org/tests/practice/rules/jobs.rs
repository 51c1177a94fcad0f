//! Deploys that fail as a whole: what the zip may be, over HTTP.

use practice_org::rules::Standing::{self, Guess};
use serde_json::{Value, json};

use crate::{
    rules::Mark,
    support::{
        Practice,
        package::{manifest, zip_bytes},
        problem_of,
    },
};

/// Rule, standing, when, zip, `errorStatusCode` (none where `package.xml` is blamed), text.
type Row = (&'static str, Standing, &'static str, Vec<u8>, Option<&'static str>, &'static str);

fn rows() -> Vec<Row> {
    let package = manifest(&[]);
    let with = |name: &str, bytes: &[u8]| zip_bytes(&[("package.xml", package.as_bytes()), (name, bytes)]);
    let names: Vec<String> = (0..10_001).map(|number| format!("{number}.eca")).collect();
    let flood: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let bomb = vec![b' '; 8 * 1024 * 1024];
    let illegal = "Illegal file name in the zip file: ";
    let name = |name: &'static str| {
        (
            "deploy::ILLEGAL_NAME",
            Guess,
            "a name that leads out",
            with(name, b"x"),
            Some("UNKNOWN_EXCEPTION"),
            &*format!("{illegal}{name}").leak(),
        )
    };
    vec![
        ("deploy::NO_PACKAGE_XML", Guess, "no manifest", zip_bytes(&[("a.eca", b"x")]), None, "No package.xml found"),
        (
            "deploy::BAD_ZIP",
            Guess,
            "no zip",
            b"this is no zip".to_vec(),
            Some("UNKNOWN_EXCEPTION"),
            "The zip file could not be read: invalid Zip archive: Could not find EOCD",
        ),
        name("../x.eca"),
        name("a/../../x.eca"),
        name("/x.eca"),
        name("a\\x.eca"),
        name("C:x.eca"),
        (
            "deploy::DUPLICATE_NAME",
            Guess,
            "names that differ by case",
            zip_bytes(&[("package.xml", package.as_bytes()), ("x.eca", b"1"), ("X.eca", b"2")]),
            Some("UNKNOWN_EXCEPTION"),
            "Duplicate file name in the zip file: X.eca",
        ),
        (
            "deploy::TOO_MANY_FILES",
            Guess,
            "10,001 files",
            zip_bytes(&flood),
            Some("LIMIT_EXCEEDED"),
            "Maximum number of files in request exceeded",
        ),
        (
            "deploy::TOO_LARGE",
            Guess,
            "a bomb",
            with("x.eca", &bomb),
            Some("LIMIT_EXCEEDED"),
            "Maximum size of request reached",
        ),
        (
            "deploy::TOO_LARGE",
            Guess,
            "more than 39 MB",
            vec![0; 39 * 1024 * 1024 + 1],
            Some("LIMIT_EXCEEDED"),
            "Maximum size of request reached",
        ),
    ]
}

pub(crate) fn marks() -> Vec<Mark> {
    rows().iter().map(|row| (row.0, row.1)).chain([("deploy::SEVERAL_PACKAGES", Guess)]).collect()
}

async fn deployed(practice: &Practice, zip: Vec<u8>, options: Value) -> Value {
    let started = practice.start_zip("dana", zip, options).await;
    assert_eq!(started.status, 201, "{}", started.body);
    practice.deploy_result("dana", started.json()["id"].as_str().unwrap()).await
}

#[tokio::test]
async fn a_zip_that_is_no_package_is_taken_or_refused_in_other_words() {
    let practice = Practice::new().await;
    for (rule, _, when, zip, code, text) in rows() {
        let end = deployed(&practice, zip, json!({})).await;
        let what = format!("{rule}, {when}: {end:#}");
        assert_eq!((&end["status"], &end["done"]), (&json!("Failed"), &json!(true)), "{what}");
        assert_eq!(end["errorStatusCode"], json!(code), "{what}");
        let said = if code.is_some() {
            end["errorMessage"].as_str().map(str::to_owned)
        } else {
            problem_of(&end, "package.xml")
        };
        assert_eq!(said.as_deref(), Some(text), "{what}");
    }
    // deploy::SEVERAL_PACKAGES, guess
    let package = manifest(&[]);
    let two = zip_bytes(&[("a/package.xml", package.as_bytes()), ("b/package.xml", package.as_bytes())]);
    let end = deployed(&practice, two, json!({ "singlePackage": false })).await;
    assert_eq!(end["errorMessage"], "Multiple packages in one deployment are not supported by the practice org");
    // The next request works.
    let good = zip_bytes(&[("package.xml", package.as_bytes())]);
    assert_eq!(deployed(&practice, good, json!({})).await["status"], "Succeeded");
}
