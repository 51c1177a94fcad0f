//! What the REST API refuses, in the array that every error of it is.

use super::rules;

rules! { "rest":
    NO_RESOURCE 404 "NOT_FOUND" "The requested resource does not exist"
        Documented "REST API Developer Guide, Status Codes and Error Responses";
    NO_SESSION 401 "INVALID_SESSION_ID" "Session expired or invalid"
        Documented "REST API Developer Guide, Status Codes and Error Responses";
    BAD_HEADER 401 "INVALID_AUTH_HEADER" "INVALID_HEADER_TYPE"
        Seen "public traces";
    API_DISABLED_FOR_ORG 403 "API_DISABLED_FOR_ORG" "API is not enabled for this Organization or Partner"
        Documented "error tables of the REST API, as published";
    API_DISABLED 403 "API_CURRENTLY_DISABLED" "API is disabled for this User"
        Documented "error tables of the REST API, as published";
    SESSION_NOT_FOR_REST 401 "INVALID_SESSION_ID" "This session is not valid for use with the REST API"
        Seen "public traces";
    LIMIT_EXCEEDED 403 "REQUEST_LIMIT_EXCEEDED" "TotalRequests Limit exceeded."
        Documented "error tables of the REST API, as published";
    NO_ACCESS 403 "INSUFFICIENT_ACCESS" "insufficient access rights on cross-reference id"
        Guess "code: Connect REST API Developer Guide; text: none for this resource";
    NO_OBJECT_ACCESS 403 "INSUFFICIENT_ACCESS_OR_READONLY" "insufficient access rights on object id"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    METADATA_API_NEEDS 403 "INSUFFICIENT_ACCESS"
        "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    FEATURE_OFF 403 "FUNCTIONALITY_NOT_ENABLED" "This feature is not currently enabled for this user."
        Guess "seen on other resources of the same API, not on this one";
    BAD_JSON 400 "JSON_PARSER_ERROR" "{}"
        Guess "code: REST API Developer Guide; text: our parser's";
    BAD_MULTIPART 400 "INVALID_MULTIPART_REQUEST" "{}"
        Guess "status: Metadata API Developer Guide; text: our parser's";
    NO_ZIP 400 "INVALID_MULTIPART_REQUEST" "No zip file found in the request"
        Guess "status: Metadata API Developer Guide; text: none";
    NO_OPTIONS 400 "INVALID_MULTIPART_REQUEST" "No deployOptions found in the request"
        Guess "status: Metadata API Developer Guide; text: none";
    MEDIA_TYPE 415 "UNSUPPORTED_MEDIA_TYPE" "Content-Type must be multipart/form-data"
        Guess "code: REST API Developer Guide; text: none";
    ONLY_CANCELING 400 "INVALID_INPUT" "The only status that can be set is Canceling"
        Guess "none";
    NO_VALIDATION 400 "INVALID_ID_FIELD" "No recent validation has this id"
        Guess "none";
    DEPLOY_DONE 400 "INVALID_ID_FIELD" "Deployment already completed"
        Guess "text: general platform wording, not traced to a source; status: none";
    NO_COLUMN 400 "INVALID_FIELD" "No such column '{}' on sobject of type {}"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    MALFORMED_ID 400 "MALFORMED_ID" "Malformed id {}"
        Guess "code: general platform code; text: none";
    WRONG_ID 400 "MALFORMED_ID" "{}: id value of incorrect type: {}"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    NO_RECORD 404 "NOT_FOUND" "Provided external ID field does not exist or is not accessible: Id"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    IS_DELETED 404 "ENTITY_IS_DELETED" "entity is deleted"
        Guess "text: general platform wording, not traced to a source";
    NOT_WRITABLE 400 "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" "entity type {} does not support this operation"
        Guess "none: the practice org lets few objects be written";
    REQUIRED_FIELD 400 "REQUIRED_FIELD_MISSING" "Required fields are missing: [{}]"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    DANGLING 400 "INVALID_CROSS_REFERENCE_KEY" "invalid cross reference id"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    INACTIVE_ASSIGNEE 400 "INACTIVE_OWNER_OR_USER" "Inactive users can't be assigned to permission sets."
        Guess "code: general platform code; text: none";
    OWNED_BY_PROFILE 400 "FIELD_INTEGRITY_EXCEPTION"
        "PermissionSet: can't assign a permission set that is owned by a profile"
        Guess "code: general platform code; text: none";
    DUPLICATE 400 "DUPLICATE_VALUE" "duplicate value found: {} duplicates value on record with id: {}"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    SET_IS_ASSIGNED 400 "DELETE_FAILED"
        "Your attempt to delete the permission set could not be completed because it is assigned to users."
        Guess "none";
    LENGTH_REQUIRED 411 "LENGTH_REQUIRED" "Content-Length is required"
        Guess "that a request without a length gets no good answer: public clients; status, code and text: none";
    STAGED_ALREADY 409 "DUPLICATE_VALUE" "Staged credentials already exist for this consumer"
        Guess "one staged pair for a consumer: Connect REST API Developer Guide; status, code and text: none";
    NO_COMMAND 400 "INVALID_INPUT" "Invalid command: {}"
        Guess "none";
    NOT_ACTIVE 400 "INVALID_INPUT" "Only active staged credentials can be rotated"
        Guess "none";
    BAD_PART 400 "INVALID_QUERY_VALUE" "Invalid value for the part parameter: {}"
        Guess "none";
    NO_QUERY 400 "MALFORMED_QUERY" "A query string has to be specified"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    NO_METHOD 405 "METHOD_NOT_ALLOWED" "HTTP Method '{}' not allowed. Allowed are {}"
        Seen "public traces";
    TOO_LARGE 413 "REQUEST_ENTITY_TOO_LARGE" "Maximum size of request reached"
        Guess "status: REST API Developer Guide; code and text: none";
}
