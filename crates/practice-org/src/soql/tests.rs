//! Statements, their answers and their refusals.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    Cell, Code, Field, Kind, MAX_CHARACTERS, Outcome, Record, Relationship, Row, Schema, SoqlError, Source, run,
};

struct Harbour;

impl Source for Harbour {
    fn schema(&self, object: &str) -> Option<Schema> {
        let fields: &[(&str, Kind)] = match object.to_ascii_lowercase().as_str() {
            "user" => &[
                ("Id", Kind::Id),
                ("Username", Kind::Text),
                ("Alias", Kind::Text),
                ("IsActive", Kind::Boolean),
                ("ProfileId", Kind::Id),
                ("Logins", Kind::Number),
                ("CreatedDate", Kind::DateTime),
                ("Birthday", Kind::Date),
            ],
            "profile" => &[("Id", Kind::Id), ("Name", Kind::Text)],
            _ => return None,
        };
        let name = if fields.len() > 2 { "User" } else { "Profile" };
        let relationship = Relationship { name: "Profile".to_owned(), object: "Profile".to_owned() };
        Some(Schema {
            name: name.to_owned(),
            fields: fields.iter().map(|(name, kind)| Field { name: (*name).to_owned(), kind: *kind }).collect(),
            relationships: if name == "User" { vec![relationship] } else { Vec::new() },
        })
    }

    fn rows(&self, object: &str) -> Vec<Row> {
        let rows = match object {
            "User" => json!([
                {"Id": "005PRACTICE000aAAA", "Username": "Ada@harbour.example", "Alias": "ada", "IsActive": true,
                 "ProfileId": "00ePRACTICE0001AAA", "Logins": 3, "CreatedDate": "2026-11-23T08:00:00.000+0000",
                 "Birthday": "1990-01-02", "Profile": {"Id": "00ePRACTICE0001AAA", "Name": "Admin"}},
                {"Id": "005PRACTICE000bAAA", "Username": "bob@harbour.example", "Alias": null, "IsActive": false,
                 "ProfileId": "00ePRACTICE0000AAA", "Logins": 10, "CreatedDate": "2026-11-01T08:00:00.000+0000",
                 "Profile": null},
                {"Id": "005PRACTICE000cAAA", "Username": "c_c@harbour.example", "Alias": "C%", "IsActive": true,
                 "ProfileId": "00ePRACTICE0000AAA", "Logins": 1, "CreatedDate": "2025-11-23T08:00:00.000+0000",
                 "Profile": {"Id": "00ePRACTICE0000AAA", "Name": "Reader"}},
            ]),
            _ => json!([{"Id": "00ePRACTICE0000AAA", "Name": "Admin"}]),
        };
        let Value::Array(rows) = rows else { return Vec::new() };
        rows.into_iter().filter_map(|row| row.as_object().cloned()).collect()
    }
}

fn ask(statement: &str) -> Result<Outcome, SoqlError> {
    run(statement, &Harbour, "2026-11-23T12:00:00Z".parse().unwrap())
}

fn found(condition: &str) -> String {
    let outcome =
        ask(&format!("SELECT Username FROM User {condition}")).unwrap_or_else(|error| panic!("{condition}: {error:?}"));
    let first = |record: &Record| match &record.cells[0].1 {
        Cell::Value(Value::String(name)) => name[..1].to_lowercase(),
        other => panic!("{other:?}"),
    };
    outcome.records.iter().map(first).collect()
}

#[test]
fn a_condition_finds_the_wrong_rows() {
    for (condition, names) in [
        ("", "abc"),
        ("WHERE Username = 'ADA@harbour.example'", "a"),
        ("where username <> 'ada@harbour.example'", "bc"),
        ("WHERE IsActive = TRUE AND Logins >= 3", "a"),
        ("WHERE Logins < 3 OR (IsActive = false AND Logins = 10)", "bc"),
        ("WHERE NOT IsActive = true", "b"),
        ("WHERE NOT (NOT (Logins > 3))", "b"),
        ("WHERE Logins <= 3.5 AND Logins != 1", "a"),
        ("WHERE Alias = null", "b"),
        ("WHERE Alias = ''", "b"),
        ("WHERE Alias != null", "ac"),
        ("WHERE Alias != 'ada'", "bc"),
        ("WHERE Username LIKE '%HARBOUR%'", "abc"),
        ("WHERE Username LIKE 'a_a@%'", "a"),
        ("WHERE Username LIKE 'c\\_c@%'", "c"),
        ("WHERE Alias LIKE 'c\\%'", "c"),
        ("WHERE Alias LIKE 'a'", ""),
        ("WHERE Id = '005PRACTICE000a'", "a"),
        ("WHERE Id = '005PRACTICE000aAAA'", "a"),
        ("WHERE Id IN ('005PRACTICE000b', '005PRACTICE000cAAA')", "bc"),
        ("WHERE Id NOT IN ('005PRACTICE000b')", "ac"),
        ("WHERE ProfileId IN (SELECT Id FROM Profile WHERE Name = 'Admin')", "bc"),
        ("WHERE Profile.Name = 'admin'", "a"),
        ("WHERE User.Profile.Name = null", "b"),
        ("WHERE CreatedDate = TODAY", "a"),
        ("WHERE CreatedDate < TODAY", "bc"),
        ("WHERE CreatedDate = LAST_N_DAYS:30", "ab"),
        ("WHERE CreatedDate = last_n_days:4000000000", "abc"),
        ("WHERE CreatedDate > 2026-11-01T08:00:00Z", "a"),
        ("WHERE CreatedDate >= 2026-11-01T09:00:00.000+01:00", "ab"),
        ("WHERE Birthday = 1990-01-02", "a"),
        ("WHERE Birthday < 1990-01-02", ""),
        ("ORDER BY Logins", "cab"),
        ("ORDER BY Username DESC", "cba"),
        ("ORDER BY Alias", "bac"),
        ("ORDER BY Alias DESC NULLS LAST", "cab"),
        ("ORDER BY IsActive DESC, Logins ASC NULLS FIRST LIMIT 2", "ca"),
        ("ORDER BY Logins LIMIT 1 OFFSET 1", "a"),
        ("LIMIT 0", ""),
    ] {
        assert_eq!(found(condition), names, "{condition}");
    }
}

#[test]
fn columns_come_in_another_order_or_casing() {
    let outcome = ask("select profile.name, id, PROFILE.ID, alias from USER limit 2").unwrap();
    assert_eq!(outcome.object, "User");
    let paths: Vec<&str> = outcome.columns.iter().map(|column| column.path.as_str()).collect();
    assert_eq!(paths, ["Profile.Name", "Id", "Profile.Id", "Alias"]);
    let names: Vec<&str> = outcome.records[0].cells.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Profile", "Id", "Alias"]);
    let Cell::Parent(profile) = &outcome.records[0].cells[0].1 else { panic!("no parent") };
    assert_eq!((profile.object.as_str(), profile.id.as_deref()), ("Profile", Some("00ePRACTICE0001AAA")));
    assert_eq!(profile.cells.len(), 2);
    assert_eq!(outcome.records[1].cells[0].1, Cell::Value(Value::Null));
    assert_eq!(outcome.records[0].id.as_deref(), Some("005PRACTICE000aAAA"));
}

#[test]
fn a_count_brings_records() {
    let outcome = ask("SELECT count() FROM User WHERE IsActive = true").unwrap();
    assert_eq!((outcome.total_size, outcome.records.len(), outcome.columns.len()), (2, 0, 0));
}

#[test]
fn a_refusal_is_not_in_salesforces_words() {
    let unknown = ask("SELECT Foo FROM User").unwrap_err();
    assert_eq!(unknown.code, Code::InvalidField);
    assert_eq!(
        unknown.message,
        "\nSELECT Foo FROM User\n       ^\nERROR at Row:1:Column:8\nNo such column 'Foo' on entity 'User'. If you are \
         attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference \
         your WSDL or the describe call for the appropriate names."
    );
    for (statement, code, message) in [
        (
            "SELECT Id FROM Boat",
            Code::InvalidType,
            "\nSELECT Id FROM Boat\n               ^\nERROR at Row:1:Column:16\nsObject type 'Boat' is not supported.",
        ),
        (
            "SELECT Id FORM User",
            Code::MalformedQuery,
            "\nSELECT Id FORM User\n          ^\nERROR at Row:1:Column:11\nunexpected token: 'FORM'",
        ),
        ("SELECT Id\nFROM User WHERE", Code::MalformedQuery, "ERROR at Row:2:Column:16\nunexpected token: '<EOF>'"),
        ("SELECT FROM User", Code::MalformedQuery, "unexpected token: 'FROM'"),
        ("SELECT Id, FROM User", Code::MalformedQuery, "unexpected token: 'FROM'"),
        ("DELETE FROM User", Code::MalformedQuery, "unexpected token: 'DELETE'"),
        ("", Code::MalformedQuery, "unexpected token: '<EOF>'"),
        ("SELECT Id FROM User WHERE Alias = 'x", Code::MalformedQuery, "unexpected token"),
        ("SELECT Id FROM User WHERE Alias = 'a\\q'", Code::MalformedQuery, "unexpected token"),
        (
            "SELECT Id FROM User WHERE Alias = 'a' AND Alias = 'b' OR Alias = 'c'",
            Code::MalformedQuery,
            "unexpected token: 'OR'",
        ),
        ("SELECT Id FROM User LIMIT -1", Code::MalformedQuery, "unexpected token: '-1'"),
        ("SELECT Id FROM User;", Code::MalformedQuery, "unexpected token: ';'"),
        ("SELECT Id, id FROM User", Code::InvalidField, "duplicate field selected: Id"),
        ("SELECT Owner.Name FROM User", Code::InvalidField, "Didn't understand relationship 'Owner' in field path."),
        ("SELECT Profile.Foo FROM User", Code::InvalidField, "No such column 'Foo' on entity 'Profile'."),
        (
            "SELECT Id FROM User WHERE IsActive = 'true'",
            Code::InvalidField,
            "value of filter criterion for field 'IsActive' must be of type boolean and should not be enclosed in quotes",
        ),
        (
            "SELECT Id FROM User WHERE Alias = 1",
            Code::InvalidField,
            "must be of type string and should be enclosed in quotes",
        ),
        ("SELECT Id FROM User WHERE CreatedDate = 2026-11-23", Code::InvalidField, "must be of type dateTime"),
        ("SELECT Id FROM User WHERE Id = 'xyz'", Code::InvalidQueryFilterOperator, "invalid ID field: xyz"),
        ("SELECT Id FROM User WHERE Id LIKE '005%'", Code::InvalidQueryFilterOperator, "invalid operator on id field"),
        (
            "SELECT Id FROM User WHERE IsActive > true",
            Code::InvalidQueryFilterOperator,
            "invalid operator on boolean field",
        ),
        ("SELECT Id FROM User OFFSET 2001", Code::NumberOutsideValidRange, "Maximum SOQL offset allowed is 2000"),
    ] {
        let error = ask(statement).unwrap_err();
        assert_eq!(error.code, code, "{statement}: {}", error.message);
        assert!(error.message.contains(message), "{statement}: {}", error.message);
    }
}

#[test]
fn a_statement_without_end_is_read() {
    let deep = format!("SELECT Id FROM User WHERE {}Alias = 'a'{}", "(".repeat(65), ")".repeat(65));
    assert_eq!(ask(&deep).unwrap_err().code, Code::QueryTooComplicated);
    let nots = format!("SELECT Id FROM User WHERE {}Alias = 'a'", "NOT ".repeat(20_000));
    assert_eq!(ask(&nots).unwrap_err().code, Code::QueryTooComplicated);
    let long = format!("SELECT Id FROM User{}", " ".repeat(MAX_CHARACTERS));
    assert_eq!(ask(&long).unwrap_err().code, Code::QueryTooComplicated);
}

proptest! {
    #[test]
    fn arbitrary_text_panics(text in "\\PC{0,80}") {
        let _ = ask(&text);
    }

    #[test]
    fn arbitrary_tokens_panic(tokens in prop::collection::vec(prop::sample::select(vec![
        "SELECT", "FROM", "WHERE", "User", "Id", "Alias", "Profile.Name", "COUNT", "(", ")", ",", "=", "LIKE", "IN",
        "NOT", "AND", "OR", "'a%'", "'\\u00e9'", "'", "1", "-1.5", "2026-11-23", "2026-11-23T10:00:00Z", "TODAY",
        "LAST_N_DAYS", ":", "ORDER", "BY", "DESC", "NULLS", "LAST", "LIMIT", "OFFSET", "null", "true", "é", "\n",
    ]), 0..24)) {
        let _ = ask(&tokens.join(" "));
        let _ = ask(&format!("SELECT Id FROM User WHERE {}", tokens.join(" ")));
    }
}
