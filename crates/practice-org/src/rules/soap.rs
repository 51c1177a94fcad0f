//! What the SOAP Metadata API refuses, as faults.

use super::rules;

rules! { "soap":
    NO_SESSION 500 "INVALID_SESSION_ID"
        "Invalid Session ID found in SessionHeader: Illegal Session. Session not found"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    VERSION 500 "UNSUPPORTED_API_VERSION" "Invalid Api version specified on URL"
        Guess "text: general platform wording, not traced to a source";
    INVALID_LOGIN 500 "INVALID_LOGIN" "Invalid username, password, security token; or user locked out."
        Seen "public clients and traces";
    LOGIN_OFF 500 "INVALID_OPERATION" "SOAP API login() is disabled by default in this org."
        Seen "public clients and traces";
    NO_LOGIN 500 "UNSUPPORTED_API_VERSION" "SOAP API login() is not available in this API version."
        Guess "the rule: SOAP API Developer Guide, login(); code and text: none";
    RESTRICTED_DOMAIN 500 "LOGIN_DURING_RESTRICTED_DOMAIN" "User attempting to login outside of restricted domain"
        Guess "code: SOAP API Developer Guide, ExceptionCode; text: general platform wording, not traced to a source";
    API_DISABLED_FOR_ORG 500 "API_DISABLED_FOR_ORG" "API is not enabled for this Organization or Partner"
        Documented "error tables of the API, as published";
    API_DISABLED 500 "API_CURRENTLY_DISABLED" "API is disabled for this User"
        Documented "error tables of the REST API, as published";
    LIMIT_EXCEEDED 500 "REQUEST_LIMIT_EXCEEDED" "TotalRequests Limit exceeded."
        Documented "error tables of the REST API, as published";
    METADATA_API_NEEDS 500 "INSUFFICIENT_ACCESS"
        "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    NO_OPERATION 500 "UNKNOWN_EXCEPTION" "No operation available for request {}"
        Guess "text: general platform wording, not traced to a source; code: none";
    TOO_MANY_RECORDS 500 "LIMIT_EXCEEDED"
        "record limit reached. cannot submit more than 10 records into this operation"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    TOO_MANY_QUERIES 500 "LIMIT_EXCEEDED" "The maximum number of list queries in one call is 3"
        Guess "the limit: Metadata API Developer Guide, listMetadata(); text: none";
    UNKNOWN_TYPE 500 "INVALID_TYPE" "Unknown type name '{}' specified in request"
        Guess "by analogy with the text for package.xml";
    NOT_FOUND 0 "" "Entity of type '{}' named '{}' cannot be found"
        Seen "the Salesforce CLI takes type and name out of this text";
    ENTITY_TYPE_UNKNOWN 0 "" "Entity type '{}' is unknown"
        Guess "text: general platform wording, not traced to a source";
    NO_PACKAGE 0 "INVALID_CROSS_REFERENCE_KEY" "No package named '{}' found"
        Guess "text: general platform wording, not traced to a source";
    NO_VALIDATION 500 "INVALID_ID_FIELD" "No recent validation has this id"
        Guess "none";
    DEPLOY_DONE 500 "INVALID_ID_FIELD" "Deployment already completed"
        Guess "text: general platform wording, not traced to a source";
    NOT_BASE64 500 "INVALID_FIELD" "ZipFile: the value is not base64"
        Guess "none";
    NO_JOB 500 "INVALID_CROSS_REFERENCE_KEY" "invalid cross reference id"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    UNREADABLE 500 "UNKNOWN_EXCEPTION" "{}"
        Guess "text: our parser's";
    NO_ENVELOPE 500 "UNKNOWN_EXCEPTION" "There is no Envelope"
        Guess "none";
    EMPTY_BODY 500 "UNKNOWN_EXCEPTION" "The Body is empty"
        Guess "none";
    QUEUE_FULL 500 "LIMIT_EXCEEDED" "The packages of the deployments that wait are too large"
        Guess "the practice org's own limit";
    TOO_LARGE 500 "LIMIT_EXCEEDED" "Maximum size of request reached"
        Guess "text: general platform wording, not traced to a source; status: none";
}
