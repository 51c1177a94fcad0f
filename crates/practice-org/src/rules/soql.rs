//! What SOQL refuses. Before most of these texts stand an excerpt of the statement and the place (`soql::error`).

use super::rules;

rules! { "soql":
    EMPTY 400 "MALFORMED_QUERY" "SOQL statements cannot be empty or null"
        Seen "public traces";
    UNEXPECTED 400 "MALFORMED_QUERY" "unexpected token: '{}'"
        Seen "public traces; which token, for SELECT FROM and IN (): Summer '24 release notes";
    EOF 400 "MALFORMED_QUERY" "unexpected token: '<EOF>'"
        Seen "code of public clients that was tested on an org";
    MISSING 400 "MALFORMED_QUERY" "missing value at '{}'"
        Seen "Summer '24 release notes; public traces";
    BAD_CHARACTER 400 "MALFORMED_QUERY" "line {}:{} unexpected token: '{}'"
        Documented "Summer '24 release notes";
    BAD_DATE 400 "MALFORMED_QUERY" "Invalid date: {}"
        Guess "by analogy with the text for a moment";
    BAD_MOMENT 400 "MALFORMED_QUERY" "Invalid datetime: {}"
        Documented "Summer '24 release notes";
    BIND_VARIABLE 400 "MALFORMED_QUERY" "Bind variables only allowed in Apex code"
        Seen "public traces";
    ALL_ROWS 400 "MALFORMED_QUERY" "ALL ROWS not allowed in this context"
        Guess "text: general platform wording, not traced to a source";
    ONLY_APEX 400 "MALFORMED_QUERY"
        "rule soqlWithIdentifierClause failed predicate: {this.helper.allowApexSyntax() && this.helper.hasApexContext()}?"
        Documented "Summer '24 release notes";
    TOO_LONG 400 "QUERY_TOO_COMPLICATED" "SOQL statements cannot be longer than {} characters."
        Guess "the limit: SOQL and SOSL Reference, SOQL Limits; code and text: none";
    TOO_DEEP 400 "QUERY_TOO_COMPLICATED" "Query is too complicated: nested too deeply"
        Guess "the practice org's own limit";
    OFFSET 400 "NUMBER_OUTSIDE_VALID_RANGE" "Maximum SOQL offset allowed is 2000"
        Seen "public traces";
    SCOPE 400 "INVALID_QUERY_SCOPE" "The scope {} is not supported for the entity {}"
        Guess "code: SOAP API Developer Guide, Core Data Types; text: none";
    NO_OBJECT 400 "INVALID_TYPE"
        "sObject type '{}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
        Seen "public traces";
    NO_CHILD 400 "INVALID_TYPE"
        "Didn't understand relationship '{}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
        Seen "public traces";
    NO_COLUMN 400 "INVALID_FIELD"
        "No such column '{}' on entity '{}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
        Seen "public traces";
    NO_RELATIONSHIP 400 "INVALID_FIELD"
        "Didn't understand relationship '{}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
        Seen "public traces";
    TOO_MANY_PARENTS 400 "MALFORMED_QUERY" "SOQL relationship path exceeds the maximum of 5 levels: {}"
        Guess "the limit: SOQL and SOSL Reference, Understanding Relationship Query Limitations; text: none";
    DUPLICATE_FIELD 400 "INVALID_FIELD" "duplicate field selected: {}"
        Documented "SOQL and SOSL Reference, FIELDS()";
    DUPLICATE_ALIAS 400 "MALFORMED_QUERY" "duplicate alias: {}"
        Guess "text: general platform wording, not traced to a source";
    ALIAS 400 "MALFORMED_QUERY" "only aggregate expressions use field aliasing"
        Seen "public traces";
    FIELDS_LIMIT 400 "MALFORMED_QUERY" "The SOQL FIELDS function must have a LIMIT of at most 200"
        Seen "public traces";
    FIELDS_EMPTY 400 "MALFORMED_QUERY"
        "'FIELDS(...)' expansion function must result in at least one field being selected."
        Documented "SOQL and SOSL Reference, Considerations for FIELDS()";
    TYPEOF 400 "INVALID_FIELD" "TYPEOF is not supported on the relationship '{}'"
        Guess "the rule: SOQL and SOSL Reference, TYPEOF; code and text: none";
    WRONG_KIND 400 "INVALID_FIELD" "value of filter criterion for field '{}' must be of type {} and {} be enclosed in quotes"
        Seen "public traces";
    INVALID_ID 400 "INVALID_QUERY_FILTER_OPERATOR" "invalid ID field: {}"
        Seen "code of public clients that was tested on an org";
    OPERATOR 400 "INVALID_QUERY_FILTER_OPERATOR" "invalid operator on {} field"
        Seen "public traces, for ids";
    CANNOT_FILTER 400 "INVALID_FIELD" "field '{}' can not be filtered in a query call"
        Seen "public traces";
    CANNOT_SORT 400 "INVALID_FIELD" "field '{}' can not be sorted in a query call"
        Guess "by analogy with the text for grouping";
    CANNOT_GROUP 400 "INVALID_FIELD" "field '{}' can not be grouped in a query call"
        Guess "text and place: public traces; code: by analogy with filtering";
    CANNOT_AGGREGATE 400 "MALFORMED_QUERY" "field {} does not support aggregate operator {}"
        Seen "public traces";
    NOT_GROUPED 400 "MALFORMED_QUERY" "Field must be grouped or aggregated: {}"
        Seen "public traces";
    ORDER_NOT_GROUPED 400 "MALFORMED_QUERY" "Ordered field must be grouped or aggregated: {}"
        Guess "text: general platform wording, not traced to a source";
    GROUPED_AND_AGGREGATED 400 "MALFORMED_QUERY" "Grouped field should not be aggregated: {}"
        Seen "public traces";
    ONLY_AT_ROOT 400 "MALFORMED_QUERY" "only root queries support aggregate expressions"
        Seen "public traces";
    AGGREGATE_LIMIT 400 "MALFORMED_QUERY"
        "Non-grouped query that uses overall aggregate functions cannot also use LIMIT"
        Guess "the rule: SOQL and SOSL Reference, Considerations for GROUP BY; text: general platform wording, not traced to a source";
    DATE_FUNCTION 400 "MALFORMED_QUERY" "field {} does not support the function {}"
        Guess "none";
    SEMI_JOIN_FIELDS 400 "MALFORMED_QUERY" "Semi join sub-selects must select exactly one field"
        Guess "none";
    SEMI_JOIN_ID 400 "MALFORMED_QUERY" "semi join sub selects can only query id fields, cannot use: '{}'"
        Guess "text: public traces; place: none";
    SEMI_JOIN_OR 400 "MALFORMED_QUERY" "Semi join sub-selects are not allowed with the 'OR' operator"
        Guess "text: public traces; place: none";
    SEMI_JOIN_NESTED 400 "MALFORMED_QUERY" "Nesting of semi join sub-selects is not supported"
        Guess "text: public traces; place: none";
    SEMI_JOIN_COUNT 400 "MALFORMED_QUERY" "Maximum 2 semi join sub-selects are allowed"
        Guess "the limit: SOQL and SOSL Reference, Semi-Joins and Anti-Joins; text: public traces; place: none";
    SEMI_JOIN_SAME 400 "MALFORMED_QUERY" "The inner and outer selects should not be on the same object type"
        Guess "text: public traces; place: none";
    SEMI_JOIN_TYPES 400 "MALFORMED_QUERY"
        "The selected field '{}' in the subquery and the left operand field in the where expression in the outer query '{}' should point to the same object type"
        Guess "text: public traces; place: none";
    LOCATOR 400 "INVALID_QUERY_LOCATOR" "invalid query locator"
        Seen "public traces";
    AGGREGATE_BATCH 400 "EXCEEDED_ID_LIMIT"
        "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch"
        Guess "the rule: SOQL and SOSL Reference, Considerations for GROUP BY; code and text: general platform wording, not traced to a source";
}
