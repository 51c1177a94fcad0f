//! SOQL: every refusal, whole, with its excerpt.

use practice_org::rules::Standing::{self, Documented, Guess, Seen};

use crate::{rules::Mark, support::Practice};

/// Rule, standing, when, statement, code, exact message.
type Row = (&'static str, Standing, &'static str, &'static str, &'static str, &'static str);

/// A statement too long to be written here.
const DEEP: &str = "DEEP";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("soql::EMPTY", Seen, "nothing but spaces", " ", "MALFORMED_QUERY",
        "SOQL statements cannot be empty or null"),
    ("soql::UNEXPECTED", Seen, "a word too many", "SELECT Id FROM Account LIMIT 1 Name", "MALFORMED_QUERY",
        "\nSELECT Id FROM Account LIMIT 1 Name\n                              ^\nERROR at Row:1:Column:31\nunexpected token: 'Name'"),
    ("soql::UNEXPECTED", Seen, "a comma too many", "SELECT Id, FROM Account", "MALFORMED_QUERY",
        "\nSELECT Id, FROM Account\n          ^\nERROR at Row:1:Column:11\nunexpected token: 'FROM'"),
    ("soql::UNEXPECTED", Seen, "no field at all", "SELECT FROM Account", "MALFORMED_QUERY",
        "\nSELECT FROM Account\n      ^\nERROR at Row:1:Column:7\nunexpected token: 'SELECT FROM'"),
    ("soql::UNEXPECTED", Seen, "an empty list", "SELECT Id FROM Contact WHERE AccountId IN ()", "MALFORMED_QUERY",
        "\nFROM Contact WHERE AccountId IN ()\n                                ^\nERROR at Row:1:Column:43\nunexpected token: 'AccountId IN ()'"),
    ("soql::UNEXPECTED", Seen, "AND beside OR without parentheses", "SELECT Id FROM Contact WHERE Name = 'a' OR Name = 'b' AND Phone = 'c'", "MALFORMED_QUERY",
        "\nWHERE Name = 'a' OR Name = 'b' AND Phone = 'c'\n                              ^\nERROR at Row:1:Column:54\nunexpected token: 'AND'"),
    ("soql::UNEXPECTED", Seen, "no such clause", "SELECT Id FROM Account USING everything", "MALFORMED_QUERY",
        "\nSELECT Id FROM Account USING everything\n                            ^\nERROR at Row:1:Column:29\nunexpected token: 'everything'"),
    ("soql::UNEXPECTED", Seen, "an unquoted word", "SELECT Id FROM Account WHERE Name = Fjord", "MALFORMED_QUERY",
        "\nSELECT Id FROM Account WHERE Name = Fjord\n                                   ^\nERROR at Row:1:Column:36\nunexpected token: 'Fjord'"),
    ("soql::UNEXPECTED", Seen, "COUNT() beside a field", "SELECT Name, COUNT() FROM Account", "MALFORMED_QUERY",
        "\nSELECT Name, COUNT() FROM Account\n                  ^\nERROR at Row:1:Column:19\nunexpected token: ')'"),
    ("soql::UNEXPECTED", Seen, "an aggregate in WHERE", "SELECT Id FROM Account WHERE COUNT(Id) > 1", "MALFORMED_QUERY",
        "\nSELECT Id FROM Account WHERE COUNT(Id) > 1\n                            ^\nERROR at Row:1:Column:29\nunexpected token: 'COUNT'"),
    ("soql::UNEXPECTED", Seen, "a function that is not spoken", "SELECT DISTANCE(Name) FROM Account", "MALFORMED_QUERY",
        "\nSELECT DISTANCE(Name) FROM Account\n              ^\nERROR at Row:1:Column:15\nunexpected token: '('"),
    ("soql::EOF", Seen, "it ends too early", "SELECT Id FROM Account WHERE", "MALFORMED_QUERY",
        "unexpected token: '<EOF>'"),
    ("soql::MISSING", Seen, "FROM misspelt", "SELECT lastmodifieddate, companyna fr user", "MALFORMED_QUERY",
        "\nlastmodifieddate, companyna fr user\n                              ^\nERROR at Row:1:Column:38\nmissing value at 'user'"),
    ("soql::MISSING", Seen, "GROUP BY in a semi-join", "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact GROUP BY AccountId)", "MALFORMED_QUERY",
        "\n(SELECT AccountId FROM Contact GROUP BY AccountId)\n                              ^\nERROR at Row:1:Column:66\nmissing value at 'GROUP'"),
    ("soql::BAD_CHARACTER", Documented, "a character of no token", "SELECT Id from $casecomment WHERE isdeleted = false", "MALFORMED_QUERY",
        "\nSELECT Id from $casecomment WHERE isdeleted =\n              ^\nERROR at Row:1:Column:15\nline 1:15 unexpected token: '$'"),
    ("soql::BAD_CHARACTER", Documented, "a comment", "SELECT Id FROM Account\n/* all of them */", "MALFORMED_QUERY",
        "\n/* all of them */\n^\nERROR at Row:2:Column:1\nline 2:0 unexpected token: '/'"),
    ("soql::BAD_DATE", Guess, "no such day", "SELECT Id FROM Contact WHERE Birthdate = 2020-02-30", "MALFORMED_QUERY",
        "Invalid date: 2020-02-30"),
    ("soql::BAD_MOMENT", Documented, "no such month", "SELECT Id FROM Account WHERE SystemModstamp > 2020-52-12t12:12:00-05:00", "MALFORMED_QUERY",
        "Invalid datetime: 2020-52-12t12:12:00-05:00"),
    ("soql::BIND_VARIABLE", Seen, "a variable", "SELECT Id FROM Account WHERE Id IN accounts", "MALFORMED_QUERY",
        "Bind variables only allowed in Apex code"),
    ("soql::BIND_VARIABLE", Seen, "a variable with a colon", "SELECT Id FROM Account WHERE Name = :name", "MALFORMED_QUERY",
        "Bind variables only allowed in Apex code"),
    ("soql::ALL_ROWS", Guess, "ALL ROWS", "SELECT Id FROM Account LIMIT 1 ALL ROWS", "MALFORMED_QUERY",
        "\nSELECT Id FROM Account LIMIT 1 ALL ROWS\n                              ^\nERROR at Row:1:Column:31\nALL ROWS not allowed in this context"),
    ("soql::ONLY_APEX", Documented, "SECURITY_ENFORCED", "SELECT Id FROM Account WITH SECURITY_ENFORCED", "MALFORMED_QUERY",
        "\nSELECT Id FROM Account WITH SECURITY_ENFORCED\n                           ^\nERROR at Row:1:Column:28\nrule soqlWithIdentifierClause failed predicate: {this.helper.allowApexSyntax() && this.helper.hasApexContext()}?"),
    ("soql::TOO_DEEP", Guess, "65 parentheses", DEEP, "QUERY_TOO_COMPLICATED",
        "Query is too complicated: nested too deeply"),
    ("soql::OFFSET", Seen, "too far on", "SELECT Id FROM Account OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE",
        "Maximum SOQL offset allowed is 2000"),
    ("soql::SCOPE", Guess, "a scope of other objects", "SELECT Id FROM Profile USING SCOPE mine", "INVALID_QUERY_SCOPE",
        "\nSELECT Id FROM Profile USING SCOPE mine\n                                   ^\nERROR at Row:1:Column:36\nThe scope mine is not supported for the entity Profile"),
    ("soql::NO_OBJECT", Seen, "no such object", "SELECT Id, DeveloperName, Description, NamespacePrefix, Status FROM Boat", "INVALID_TYPE",
        "\n NamespacePrefix, Status FROM Boat\n                              ^\nERROR at Row:1:Column:69\nsObject type 'Boat' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."),
    ("soql::NO_CHILD", Seen, "the name of the child, not of the relationship", "SELECT Id, (SELECT Id FROM Contact) FROM Account", "INVALID_TYPE",
        "\nSELECT Id, (SELECT Id FROM Contact) FROM Account\n                           ^\nERROR at Row:1:Column:28\nDidn't understand relationship 'Contact' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."),
    ("soql::NO_COLUMN", Seen, "no such field", "SELECT Asdf FROM Contact", "INVALID_FIELD",
        "\nSELECT Asdf FROM Contact\n       ^\nERROR at Row:1:Column:8\nNo such column 'Asdf' on entity 'Contact'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."),
    ("soql::NO_COLUMN", Seen, "no such field of a parent, on another line", "SELECT Id,\n       Account.Asdf\nFROM Contact", "INVALID_FIELD",
        "\n       Account.Asdf\n       ^\nERROR at Row:2:Column:8\nNo such column 'Asdf' on entity 'Account'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."),
    ("soql::NO_COLUMN", Seen, "the alias of an aggregate in ORDER BY", "SELECT AccountId, COUNT(Id) people FROM Contact GROUP BY AccountId ORDER BY people DESC", "INVALID_FIELD",
        "\nContact GROUP BY AccountId ORDER BY people DESC\n                                    ^\nERROR at Row:1:Column:77\nNo such column 'people' on entity 'Contact'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."),
    ("soql::NO_RELATIONSHIP", Seen, "no such relationship", "SELECT Id, From.Id FROM Contact", "INVALID_FIELD",
        "\nSELECT Id, From.Id FROM Contact\n           ^\nERROR at Row:1:Column:12\nDidn't understand relationship 'From' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."),
    ("soql::TOO_MANY_PARENTS", Guess, "six parents", "SELECT CreatedBy.CreatedBy.CreatedBy.CreatedBy.CreatedBy.CreatedBy.Name FROM Account", "MALFORMED_QUERY",
        "\nSELECT CreatedBy.CreatedBy.CreatedBy.CreatedBy.CreatedBy.CreatedBy.Name\n       ^\nERROR at Row:1:Column:8\nSOQL relationship path exceeds the maximum of 5 levels: CreatedBy.CreatedBy.CreatedBy.CreatedBy.CreatedBy.CreatedBy.Name"),
    ("soql::DUPLICATE_FIELD", Documented, "a field and all fields", "SELECT Id, FIELDS(ALL) FROM User LIMIT 200", "INVALID_FIELD",
        "duplicate field selected: Id"),
    ("soql::DUPLICATE_ALIAS", Guess, "an alias twice", "SELECT COUNT(Id) n, COUNT(Name) n FROM Account", "MALFORMED_QUERY",
        "duplicate alias: n"),
    ("soql::ALIAS", Seen, "no comma between fields", "SELECT Id Name FROM Account", "MALFORMED_QUERY",
        "only aggregate expressions use field aliasing"),
    ("soql::FIELDS_LIMIT", Seen, "all fields of all records", "SELECT FIELDS(ALL) FROM Account", "MALFORMED_QUERY",
        "The SOQL FIELDS function must have a LIMIT of at most 200"),
    ("soql::FIELDS_EMPTY", Documented, "custom fields where there are none", "SELECT FIELDS(CUSTOM) FROM User LIMIT 200", "MALFORMED_QUERY",
        "'FIELDS(...)' expansion function must result in at least one field being selected."),
    ("soql::TYPEOF", Guess, "of a parent of one type", "SELECT TYPEOF Owner WHEN User THEN Id ELSE Name END FROM Account", "INVALID_FIELD",
        "\nSELECT TYPEOF Owner WHEN User THEN Id ELSE Name\n              ^\nERROR at Row:1:Column:15\nTYPEOF is not supported on the relationship 'Owner'"),
    ("soql::WRONG_KIND", Seen, "a number for a text", "select Id, Name from Account where Name = 3999", "INVALID_FIELD",
        "\nselect Id, Name from Account where Name = 3999\n                                   ^\nERROR at Row:1:Column:36\nvalue of filter criterion for field 'Name' must be of type string and should be enclosed in quotes"),
    ("soql::WRONG_KIND", Seen, "a text for a moment", "SELECT Id FROM Account WHERE CreatedDate > '2026-11-23'", "INVALID_FIELD",
        "\nSELECT Id FROM Account WHERE CreatedDate > '2026-11-23'\n                             ^\nERROR at Row:1:Column:30\nvalue of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes"),
    ("soql::WRONG_KIND", Seen, "a day for a moment", "SELECT Id FROM Account WHERE CreatedDate > 2026-11-23", "INVALID_FIELD",
        "\nSELECT Id FROM Account WHERE CreatedDate > 2026-11-23\n                             ^\nERROR at Row:1:Column:30\nvalue of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes"),
    ("soql::WRONG_KIND", Seen, "a text for a checkbox of a parent", "SELECT Id FROM Account WHERE Owner.IsActive = 'true'", "INVALID_FIELD",
        "\nSELECT Id FROM Account WHERE Owner.IsActive = 'true'\n                                  ^\nERROR at Row:1:Column:35\nvalue of filter criterion for field 'IsActive' must be of type boolean and should not be enclosed in quotes"),
    ("soql::INVALID_ID", Seen, "an id too short", "SELECT Id FROM Contact WHERE Id = 'ZZZ'", "INVALID_QUERY_FILTER_OPERATOR",
        "\nSELECT Id FROM Contact WHERE Id = 'ZZZ'\n                             ^\nERROR at Row:1:Column:30\ninvalid ID field: ZZZ"),
    ("soql::OPERATOR", Seen, "LIKE with an id", "SELECT Id FROM Contact WHERE Id LIKE '%a081U000001D2jvQAC%'", "INVALID_QUERY_FILTER_OPERATOR",
        "\nSELECT Id FROM Contact WHERE Id LIKE '%a081U000001D2jvQAC%'\n                             ^\nERROR at Row:1:Column:30\ninvalid operator on id field"),
    ("soql::CANNOT_FILTER", Seen, "a long text", "SELECT Id FROM Account WHERE Description != null", "INVALID_FIELD",
        "\nSELECT Id FROM Account WHERE Description != null\n                             ^\nERROR at Row:1:Column:30\nfield 'Description' can not be filtered in a query call"),
    ("soql::CANNOT_SORT", Guess, "several choices", "SELECT Id FROM Account ORDER BY Channels__c", "INVALID_FIELD",
        "\nSELECT Id FROM Account ORDER BY Channels__c\n                                ^\nERROR at Row:1:Column:33\nfield 'Channels__c' can not be sorted in a query call"),
    ("soql::CANNOT_GROUP", Guess, "a moment", "SELECT LastModifiedDate FROM Account WHERE LastModifiedDate>TODAY GROUP BY LastModifiedDate", "INVALID_FIELD",
        "\nLastModifiedDate>TODAY GROUP BY LastModifiedDate\n                                ^\nERROR at Row:1:Column:76\nfield 'LastModifiedDate' can not be grouped in a query call"),
    ("soql::CANNOT_AGGREGATE", Seen, "a checkbox", "SELECT COUNT(IsActive) CNT FROM User", "MALFORMED_QUERY",
        "\nSELECT COUNT(IsActive) CNT FROM User\n             ^\nERROR at Row:1:Column:14\nfield IsActive does not support aggregate operator COUNT"),
    ("soql::NOT_GROUPED", Seen, "a field beside an aggregate", "SELECT LastModifiedDate, COUNT(Id) FROM Account", "MALFORMED_QUERY",
        "Field must be grouped or aggregated: LastModifiedDate"),
    ("soql::ORDER_NOT_GROUPED", Guess, "ordered by another field", "SELECT Industry, COUNT(Id) FROM Account GROUP BY Industry ORDER BY Name", "MALFORMED_QUERY",
        "Ordered field must be grouped or aggregated: Name"),
    ("soql::GROUPED_AND_AGGREGATED", Seen, "both", "SELECT COUNT(Id)\nFROM Account\nGROUP BY Name, Id", "MALFORMED_QUERY",
        "\nSELECT COUNT(Id)\n             ^\nERROR at Row:1:Column:14\nGrouped field should not be aggregated: Id"),
    ("soql::ONLY_AT_ROOT", Seen, "an aggregate of children", "SELECT Name, (SELECT COUNT(Id) FROM Contacts) FROM Account", "MALFORMED_QUERY",
        "only root queries support aggregate expressions"),
    ("soql::AGGREGATE_LIMIT", Guess, "one group, and LIMIT", "SELECT MAX(CreatedDate) FROM Account LIMIT 1", "MALFORMED_QUERY",
        "Non-grouped query that uses overall aggregate functions cannot also use LIMIT"),
    ("soql::DATE_FUNCTION", Guess, "the year of a text", "SELECT CALENDAR_YEAR(Name) FROM Account GROUP BY CALENDAR_YEAR(Name)", "MALFORMED_QUERY",
        "\nAccount GROUP BY CALENDAR_YEAR(Name)\n                               ^\nERROR at Row:1:Column:64\nfield Name does not support the function CALENDAR_YEAR"),
    ("soql::SEMI_JOIN_FIELDS", Guess, "two fields", "SELECT Id FROM Account WHERE Id IN (SELECT AccountId, Id FROM Contact)", "MALFORMED_QUERY",
        "\nSELECT Id FROM Account WHERE Id IN (SELECT AccountId, Id FROM\n                             ^\nERROR at Row:1:Column:30\nSemi join sub-selects must select exactly one field"),
    ("soql::SEMI_JOIN_ID", Guess, "no ids", "SELECT Id FROM Account WHERE Name IN (SELECT Name FROM Contact)", "MALFORMED_QUERY",
        "\nSELECT Id FROM Account WHERE Name IN (SELECT Name FROM Contact)\n                             ^\nERROR at Row:1:Column:30\nsemi join sub selects can only query id fields, cannot use: 'Name'"),
    ("soql::SEMI_JOIN_OR", Guess, "beside OR", "SELECT Id FROM Account WHERE Name = 'a' OR Id IN (SELECT AccountId FROM Contact)", "MALFORMED_QUERY",
        "\nFROM Account WHERE Name = 'a' OR Id IN (SELECT AccountId FROM Contact)\n                                 ^\nERROR at Row:1:Column:44\nSemi join sub-selects are not allowed with the 'OR' operator"),
    ("soql::SEMI_JOIN_NESTED", Guess, "one in another", "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE OwnerId IN (SELECT Id FROM User))", "MALFORMED_QUERY",
        "\nSELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact\n                             ^\nERROR at Row:1:Column:30\nNesting of semi join sub-selects is not supported"),
    ("soql::SEMI_JOIN_COUNT", Guess, "three", "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact) AND OwnerId IN (SELECT Id FROM User) AND CreatedById NOT IN (SELECT Id FROM User)", "MALFORMED_QUERY",
        "\nOwnerId IN (SELECT Id FROM User) AND CreatedById NOT IN (SELECT Id FROM\n                                     ^\nERROR at Row:1:Column:109\nMaximum 2 semi join sub-selects are allowed"),
    ("soql::SEMI_JOIN_SAME", Guess, "of the object itself", "SELECT Id FROM Account WHERE Id NOT IN (SELECT Id FROM Account)", "MALFORMED_QUERY",
        "\nSELECT Id FROM Account WHERE Id NOT IN (SELECT Id FROM Account)\n                             ^\nERROR at Row:1:Column:30\nThe inner and outer selects should not be on the same object type"),
    ("soql::SEMI_JOIN_TYPES", Guess, "ids of another object", "SELECT Id FROM Account WHERE OwnerId IN (SELECT AccountId FROM Contact)", "MALFORMED_QUERY",
        "\nSELECT Id FROM Account WHERE OwnerId IN (SELECT AccountId FROM\n                             ^\nERROR at Row:1:Column:30\nThe selected field 'AccountId' in the subquery and the left operand field in the where expression in the outer query 'OwnerId' should point to the same object type"),
];

pub(crate) fn marks() -> Vec<Mark> {
    ROWS.iter().map(|row| (row.0, row.1)).collect()
}

#[tokio::test]
async fn soql_refuses_in_other_words() {
    let practice = Practice::new().await;
    for (rule, _, when, statement, code, message) in ROWS {
        let statement = match *statement {
            DEEP => format!("SELECT Id FROM Account WHERE {}Name = 'a'{}", "(".repeat(65), ")".repeat(65)),
            other => other.to_owned(),
        };
        for parameter in ["q", "explain"] {
            let path = practice.org("/services/data/v67.0/query");
            let request = practice.client.get(path).query(&[(parameter, &statement)]);
            let answer = crate::support::reply(request.bearer_auth(practice.token("dana"))).await;
            let wanted = serde_json::json!([{ "message": message, "errorCode": code }]);
            assert_eq!((answer.status, answer.json()), (400, wanted), "{rule}, {when}, {parameter}");
        }
    }
}
