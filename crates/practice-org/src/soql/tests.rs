//! Statements, their answers and their refusals.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    Cell, Child, Field, Kind, MAX_CHARACTERS, Outcome, Record, Relationship, Row, Schema, SoqlError, Source, run,
};
use crate::rules::soql as say;

struct Harbour;

impl Source for Harbour {
    fn schema(&self, object: &str) -> Option<Schema> {
        let fields: &[(&str, Kind, Option<&'static str>)] = match object.to_ascii_lowercase().as_str() {
            "user" => &[
                ("Id", Kind::Id, Some("User")),
                ("Username", Kind::Text, None),
                ("Alias", Kind::Text, None),
                ("About", Kind::LongText, None),
                ("IsActive", Kind::Boolean, None),
                ("ProfileId", Kind::Id, Some("Profile")),
                ("OwnerId", Kind::Id, Some("User")),
                ("Logins", Kind::Double, None),
                ("Desk", Kind::Int, None),
                ("Skills__c", Kind::MultiPicklist, None),
                ("CreatedDate", Kind::DateTime, None),
                ("Birthday", Kind::Date, None),
            ],
            "profile" => &[("Id", Kind::Id, Some("Profile")), ("Name", Kind::Text, None)],
            _ => return None,
        };
        let is_user = fields.len() > 2;
        let to = |name, object, field: &str| Relationship { name, object, field: field.to_owned() };
        let field = |(name, kind, refers_to): &(&str, Kind, Option<&'static str>)| Field {
            name: (*name).to_owned(),
            kind: *kind,
            refers_to: *refers_to,
        };
        Some(Schema {
            name: if is_user { "User" } else { "Profile" }.to_owned(),
            fields: fields.iter().map(field).collect(),
            relationships: match is_user {
                true => vec![to("Profile", "Profile", "ProfileId"), to("Owner", "User", "OwnerId")],
                false => Vec::new(),
            },
            children: match is_user {
                true => Vec::new(),
                false => vec![Child { name: "Users", object: "User", field: "ProfileId" }],
            },
        })
    }

    fn rows(&self, object: &str) -> Vec<Row> {
        let rows = match object {
            "User" => json!([
                {"Id": "005PRACTICE000aAAA", "Username": "Ada@harbour.example", "Alias": "ada", "IsActive": true,
                 "ProfileId": "00ePRACTICE0001AAA", "Logins": 3, "CreatedDate": "2026-11-23T08:00:00.000+0000",
                 "Birthday": "1990-01-02", "Desk": 4, "Skills__c": "Sail;Row", "OwnerId": "005PRACTICE000bAAA"},
                {"Id": "005PRACTICE000bAAA", "Username": "bob@harbour.example", "Alias": null, "IsActive": false,
                 "ProfileId": null, "Logins": 10, "CreatedDate": "2026-11-01T08:00:00.000+0000", "Desk": null,
                 "Skills__c": "Row", "OwnerId": "005PRACTICE000cAAA"},
                {"Id": "005PRACTICE000cAAA", "Username": "c_c@harbour.example", "Alias": "C%", "IsActive": true,
                 "ProfileId": "00ePRACTICE0000AAA", "Logins": 1, "CreatedDate": "2025-11-23T08:00:00.000+0000",
                 "Desk": 9, "OwnerId": "005PRACTICE000aAAA"},
            ]),
            _ => json!([
                {"Id": "00ePRACTICE0000AAA", "Name": "Reader"},
                {"Id": "00ePRACTICE0001AAA", "Name": "Admin"},
                {"Id": "00ePRACTICE0002AAA", "Name": "Nobody"},
            ]),
        };
        let Value::Array(rows) = rows else { return Vec::new() };
        rows.into_iter().filter_map(|row| row.as_object().cloned()).collect()
    }

    fn record(&self, object: &str, record_id: &str) -> Option<Row> {
        self.rows(object).into_iter().find(|row| row["Id"] == record_id)
    }

    fn user(&self) -> &str {
        "005PRACTICE000cAAA"
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
        ("WHERE ProfileId IN (SELECT Id FROM Profile WHERE Name = 'Reader')", "c"),
        ("WHERE Profile.Name = 'admin'", "a"),
        ("WHERE User.Profile.Name = null", "b"),
        ("WHERE Owner.Owner.Owner.Owner.Owner.Alias = 'C%'", "a"),
        ("u WHERE u.Profile.Name = 'Admin' AND User.IsActive = true", "a"),
        ("AS u, u.Profile p WHERE p.Name LIKE '%r'", "c"),
        ("u, u.Owner o, o.Owner oo WHERE oo.Alias = 'ada'", "b"),
        ("USING SCOPE mine", "b"),
        ("USING SCOPE everything WHERE Desk IN (4, 9)", "ac"),
        ("WHERE Skills__c INCLUDES ('Row')", "ab"),
        ("WHERE Skills__c INCLUDES ('sail;row', 'Swim')", "a"),
        ("WHERE Skills__c EXCLUDES ('Sail')", "bc"),
        ("WHERE Skills__c = 'Row'", "b"),
        ("WHERE CALENDAR_YEAR(CreatedDate) = 2025", "c"),
        ("WHERE DAY_ONLY(CreatedDate) = 2026-11-01", "b"),
        ("WHERE CreatedDate = TODAY", "a"),
        ("WHERE CreatedDate = THIS_WEEK", "a"),
        ("WHERE CreatedDate = THIS_MONTH", "ab"),
        ("WHERE CreatedDate = LAST_MONTH", ""),
        ("WHERE CreatedDate = N_WEEKS_AGO:4", "b"),
        ("WHERE CreatedDate = LAST_N_WEEKS:3", ""),
        ("WHERE CreatedDate = THIS_FISCAL_QUARTER", "ab"),
        ("WHERE CreatedDate < THIS_QUARTER", "c"),
        ("WHERE CreatedDate = LAST_YEAR", "c"),
        ("WHERE CreatedDate = LAST_N_YEARS:1", "c"),
        ("WHERE CreatedDate >= NEXT_N_MONTHS:1", ""),
        ("WHERE CreatedDate < NEXT_90_DAYS", "abc"),
        ("WHERE CreatedDate = LAST_90_DAYS FOR VIEW", "ab"),
        ("WHERE CreatedDate < TODAY", "bc"),
        ("WHERE CreatedDate = LAST_N_DAYS:30", "ab"),
        ("WHERE CreatedDate = last_n_days:4000000000", "abc"),
        ("WHERE CreatedDate > 2026-11-01T08:00:00Z", "a"),
        ("WHERE CreatedDate >= 2026-11-01T09:00:00.000+01:00", "ab"),
        ("WHERE Birthday = 1990-01-02", "a"),
        ("WHERE Birthday < 1990-01-02", ""),
        ("WHERE Birthday < LAST_N_YEARS:30", "a"),
        ("ORDER BY Logins", "cab"),
        ("ORDER BY Username DESC", "cba"),
        ("ORDER BY Alias", "bac"),
        ("ORDER BY Alias DESC NULLS LAST", "cab"),
        ("ORDER BY IsActive DESC, Logins ASC NULLS FIRST LIMIT 2", "ca"),
        ("ORDER BY Logins LIMIT 1 OFFSET 1", "a"),
        ("ORDER BY CALENDAR_YEAR(CreatedDate), Owner.Username DESC", "cba"),
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

/// Records as text: names and values, parents and children in brackets.
fn shown(statement: &str) -> String {
    fn one(record: &Record) -> String {
        let cell = |(name, cell): &(String, Cell)| match cell {
            Cell::Value(value) => format!("{name}={}", value.to_string().trim_matches('"')),
            Cell::Parent(parent) => format!("{name}=[{}]", one(parent)),
            Cell::Children(children) => {
                format!("{name}={{{}}}", children.iter().map(one).collect::<Vec<_>>().join("|"))
            }
        };
        record.cells.iter().map(cell).collect::<Vec<_>>().join(" ")
    }
    let outcome = ask(statement).unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    outcome.records.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[test]
fn groups_and_children_are_others() {
    for (statement, wanted) in [
        ("SELECT IsActive, COUNT(Id) FROM User GROUP BY IsActive", "IsActive=false expr0=1; IsActive=true expr0=2"),
        ("SELECT COUNT(Desk), COUNT_DISTINCT(Desk) FROM User", "expr0=2 expr1=2"),
        (
            "SELECT COUNT(Desk) desks, SUM(Logins), AVG(Desk), MIN(Username) least, MAX(CreatedDate) FROM User",
            "desks=2 expr0=14.0 expr1=6.5 least=Ada@harbour.example expr2=2026-11-23T08:00:00.000+0000",
        ),
        ("SELECT SUM(Desk), MIN(Alias) FROM User WHERE Username = 'x'", "expr0=null expr1=null"),
        (
            "SELECT Profile.Name, COUNT(Id) c FROM User GROUP BY Profile.Name",
            "Name=null c=1; Name=Admin c=1; Name=Reader c=1",
        ),
        (
            "SELECT CALENDAR_YEAR(CreatedDate) y, COUNT(Id) FROM User GROUP BY CALENDAR_YEAR(CreatedDate) \
             ORDER BY CALENDAR_YEAR(CreatedDate) DESC",
            "y=2026 expr0=2; y=2025 expr0=1",
        ),
        ("SELECT IsActive FROM User GROUP BY IsActive HAVING COUNT(Id) > 1 AND IsActive = true", "IsActive=true"),
        (
            "SELECT IsActive, COUNT(Id) FROM User GROUP BY IsActive ORDER BY COUNT(Id) DESC LIMIT 1",
            "IsActive=true expr0=2",
        ),
        (
            "SELECT IsActive, COUNT(Id) n, GROUPING(IsActive) g FROM User GROUP BY ROLLUP(IsActive)",
            "IsActive=false n=1 g=0; IsActive=true n=2 g=0; IsActive=null n=3 g=1",
        ),
        (
            "SELECT IsActive a, Desk d, COUNT(Id) n FROM User WHERE Desk != null GROUP BY CUBE(IsActive, Desk)",
            "a=true d=4 n=1; a=true d=9 n=1; a=null d=4 n=1; a=null d=9 n=1; a=true d=null n=2; a=null d=null n=2",
        ),
        (
            "SELECT Name, (SELECT Alias, Owner.Alias FROM Users ORDER BY Alias LIMIT 1) FROM Profile",
            "Name=Reader Users={Alias=C% Owner=[Alias=ada]}; Name=Admin Users={Alias=ada Owner=[Alias=null]}; \
             Name=Nobody Users={}",
        ),
        (
            "SELECT (SELECT Alias FROM p.Users WHERE IsActive = false) FROM Profile p WHERE p.Name = 'Reader'",
            "Users={}",
        ),
        ("SELECT toLabel(Alias), toLabel(Username) who FROM User LIMIT 1", "Alias=ada who=Ada@harbour.example"),
        ("SELECT FIELDS(CUSTOM) FROM User LIMIT 2", "Skills__c=Sail;Row; Skills__c=Row"),
        ("SELECT FIELDS(ALL) FROM Profile WHERE Id IN ('00ePRACTICE0000AAA')", "Id=00ePRACTICE0000AAA Name=Reader"),
        ("SELECT FIELDS(STANDARD) FROM Profile LIMIT 1", "Id=00ePRACTICE0000AAA Name=Reader"),
    ] {
        assert_eq!(shown(statement), wanted, "{statement}");
    }
}

#[test]
fn the_excerpt_or_the_place_is_another() {
    // Statements and excerpts as in public traces, with the names of this harbour where objects must exist.
    for (statement, excerpt) in [
        ("SELECT Asdf FROM User", "\nSELECT Asdf FROM User\n       ^\nERROR at Row:1:Column:8\n"),
        (
            "select Id, Username from User where Username = 3999",
            "\nselect Id, Username from User where Username = 3999\n                                    ^\n\
             ERROR at Row:1:Column:37\n",
        ),
        (
            "SELECT Id, DepProbeField__c FROM Account LIMIT 2",
            "\nSELECT Id, DepProbeField__c FROM Account LIMIT 2\n                                 ^\n\
             ERROR at Row:1:Column:34\n",
        ),
        (
            "SELECT Id, DepProbeFields_c FROM User ORDER BY Id DESC",
            "\nSELECT Id, DepProbeFields_c FROM User ORDER\n           ^\nERROR at Row:1:Column:12\n",
        ),
        (
            "SELECT Id, DeveloperName, Description, NamespacePrefix, Status FROM PermissionSetGroup",
            "\n NamespacePrefix, Status FROM PermissionSetGroup\n                              ^\n\
             ERROR at Row:1:Column:69\n",
        ),
        ("SELECT Id\nFROM\n  Boat", "\n  Boat\n  ^\nERROR at Row:3:Column:3\n"),
        (
            "select Id from User where id = $sfid",
            "\nselect Id from User where id = $sfid\n                              ^\nERROR at Row:1:Column:31\n\
             line 1:31 unexpected token: '$'",
        ),
    ] {
        let message = ask(statement).unwrap_err().message;
        assert!(message.starts_with(excerpt), "{message}");
    }
}

#[test]
fn a_statement_without_end_is_read() {
    let deep = format!("SELECT Id FROM User WHERE {}Alias = 'a'{}", "(".repeat(65), ")".repeat(65));
    assert_eq!(ask(&deep).unwrap_err().rule, say::TOO_DEEP);
    let nots = format!("SELECT Id FROM User WHERE {}Alias = 'a'", "NOT ".repeat(20_000));
    assert_eq!(ask(&nots).unwrap_err().rule, say::TOO_DEEP);
    let long = format!("SELECT Id FROM User{}", " ".repeat(MAX_CHARACTERS));
    assert_eq!(ask(&long).unwrap_err().rule, say::TOO_LONG);
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
        "LAST_N_DAYS", ":", "GROUP", "HAVING", "ROLLUP", "FIELDS", "TYPEOF", "AS", "INCLUDES", "Users", "ORDER", "BY", "DESC", "NULLS", "LAST", "LIMIT", "OFFSET", "null", "true", "é", "\n",
    ]), 0..24)) {
        let _ = ask(&tokens.join(" "));
        let _ = ask(&format!("SELECT Id FROM User WHERE {}", tokens.join(" ")));
    }
}
