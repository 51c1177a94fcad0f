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
    FAILED 500 "UNKNOWN_EXCEPTION"
        "An unexpected error occurred. Please include this ErrorId if you contact support: PRACTICE-2 (2)"
        Seen "public traces";
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
    NO_BODY 400 "JSON_PARSER_ERROR" "The HTTP entity body is required, but this request has no entity body."
        Seen "tests of public clients that ran against an org";
    OTHER_MEDIA_TYPE 415 "UNSUPPORTED_MEDIA_TYPE" "MediaType of '{}' is not supported by this resource"
        Seen "public traces";
    OTHER_ENCODING 415 "UNSUPPORTED_MEDIA_TYPE" "Content-Encoding of '{}' is not supported"
        Guess "code: REST API Developer Guide; text: none";
    MALFORMED_ID 400 "MALFORMED_ID" "malformed id {}"
        Documented "REST API Developer Guide, sObject Collections, the example of a delete that fails";
    WRONG_ID 400 "MALFORMED_ID" "{}: id value of incorrect type: {}"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    NO_RECORD 404 "NOT_FOUND" "Provided external ID field does not exist or is not accessible: {}"
        Seen "public traces, for what is no id and no key; the code of a public client, for the id of no record";
    IS_DELETED 404 "ENTITY_IS_DELETED" "entity is deleted"
        Guess "text: general platform wording, not traced to a source";
    NOT_CREATEABLE 400 "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" "entity type cannot be inserted: {}"
        Seen "the documentation of a public client";
    NOT_UPDATEABLE 400 "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" "entity type cannot be updated: {}"
        Guess "by analogy with the text for records that are made";
    NOT_DELETABLE 400 "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" "entity type cannot be deleted: {}"
        Guess "by analogy with the text for records that are made; code: none";
    ID_IN_BODY 400 "INVALID_FIELD" "The {} field should not be specified in the sobject data."
        Documented "REST API Developer Guide, Update a Record";
    READ_ONLY_FIELDS 400 "INVALID_FIELD_FOR_INSERT_UPDATE"
        "Unable to create/update fields: {}. Please check the security settings of this field and verify that it is read/write for your profile or permission set."
        Seen "public traces";
    WRONG_TYPE 400 "JSON_PARSER_ERROR"
        "Cannot deserialize instance of {} from {} or request may be missing a required field at [line:1, column:{}]"
        Guess "public traces; the column is that of the value in a body without white space";
    TOO_LONG 400 "STRING_TOO_LONG" "{}: data value too large: {} (max length={})"
        Seen "public traces";
    BAD_EMAIL 400 "INVALID_EMAIL_ADDRESS" "{}: invalid email address: {}"
        Documented "REST API Developer Guide, Composite Subrequest Result";
    NOT_IN_PICKLIST 400 "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" "{}: bad value for restricted picklist field: {}"
        Seen "public traces";
    INACTIVE_OWNER 400 "INACTIVE_OWNER_OR_USER" "operation performed with inactive user [{}] as owner of {}"
        Guess "general platform wording, not traced to a source";
    NO_REFERENCE 400 "PROCESSING_HALTED" "Invalid reference specified. No value for {} found in {}"
        Seen "public traces; the REST API Developer Guide has a full stop after it";
    HALTED 400 "PROCESSING_HALTED"
        "The transaction was rolled back since another operation in the same transaction failed."
        Documented "REST API Developer Guide, Composite";
    NOT_WITHIN 400 "PROCESSING_HALTED" "The resource {} can't be used in a subrequest"
        Guess "code: public traces; text: none";
    BAD_REFERENCE_ID 400 "JSON_PARSER_ERROR"
        "Provided referenceId ('{}') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_')."
        Seen "public traces";
    SAME_REFERENCE_ID 400 "INVALID_INPUT" "Duplicate ReferenceId provided in the request."
        Guess "public traces of trees; that composites say it too: none";
    TOO_MANY_SUBREQUESTS 400 "LIMIT_EXCEEDED" "The maximum number of subrequests in one request is 25"
        Guess "the limit: REST API Developer Guide; code and text: none";
    BATCH_HALTED 412 "BATCH_PROCESSING_HALTED" "The request was not processed because a request before it failed"
        Guess "status and code: REST API Developer Guide, Composite Batch; text: none";
    TOO_MANY_IN_TREE 400 "INVALID_INPUT" "The maximum number of records in one tree is 200"
        Guess "the limit: REST API Developer Guide, sObject Tree; code and text: none";
    TREE_TOO_DEEP 400 "INVALID_INPUT" "The maximum depth of a tree is 5"
        Guess "the limit: REST API Developer Guide, sObject Tree; code and text: none";
    EMPTY_TREE 400 "INVALID_INPUT" "A tree must have at least one record"
        Guess "none";
    NO_REFERENCE_ID 400 "INVALID_INPUT" "The referenceId of a record is not specified in its attributes"
        Guess "the rule: REST API Developer Guide, sObject Tree Request Body; code and text: none";
    OTHER_TYPE 400 "INVALID_INPUT" "The type of a record is {}, but it stands among records of type {}"
        Guess "the rule: REST API Developer Guide, sObject Tree; code and text: none";
    TOO_MANY_RECORDS 400 "EXCEEDED_ID_LIMIT"
        "record limit reached. cannot submit more than 200 records into this call"
        Seen "public traces";
    ROLLED_BACK 0 "ALL_OR_NONE_OPERATION_ROLLED_BACK"
        "Record rolled back because not all records were valid and the request was using AllOrNone header"
        Documented "REST API Developer Guide, sObject Collections";
    ID_IN_INSERT 0 "INVALID_FIELD_FOR_INSERT_UPDATE" "cannot specify Id in an insert call"
        Seen "public traces";
    NO_ID_IN_UPDATE 0 "MISSING_ARGUMENT" "Id not specified in an update call"
        Guess "general platform wording, not traced to a source";
    NO_KEY 0 "MISSING_ARGUMENT" "{} not specified"
        Guess "by analogy with the text for an update without an id";
    NO_TYPE 0 "INVALID_INPUT" "The type of the record is not specified in its attributes"
        Guess "the rule: REST API Developer Guide, sObject Collections; code and text: none";
    NO_PARAMETER 400 "MISSING_ARGUMENT" "The parameter {} is required"
        Guess "the rule: REST API Developer Guide, sObject Collections; code and text: none";
    BAD_XML 400 "XML_PARSER_ERROR" "{}"
        Guess "by analogy with JSON_PARSER_ERROR; text: our parser's";
    UNREADABLE 400 "INVALID_CONTENT" "{}"
        Guess "text: our parser's; code: none";
    REQUIRED_FIELD 400 "REQUIRED_FIELD_MISSING" "Required fields are missing: [{}]"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    DANGLING 400 "INVALID_CROSS_REFERENCE_KEY" "invalid cross reference id"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    BAD_API_NAME 400 "FIELD_INTEGRITY_EXCEPTION"
        "The API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores."
        Guess "text: as for deployed components; code: none";
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
    BAD_PARAMETER 400 "INVALID_QUERY_VALUE" "Invalid value for the {} parameter: {}"
        Guess "none";
    QUEUE_FULL 403 "LIMIT_EXCEEDED" "The packages of the deployments that wait are too large"
        Guess "the practice org's own limit";
    NO_QUERY 400 "MALFORMED_QUERY" "A query string has to be specified"
        Guess "code: documented or seen; text: general platform wording, not traced to a source";
    NO_METHOD 405 "METHOD_NOT_ALLOWED" "HTTP Method '{}' not allowed. Allowed are {}"
        Seen "public traces";
    TOO_LARGE 413 "REQUEST_ENTITY_TOO_LARGE" "Maximum size of request reached"
        Guess "status: REST API Developer Guide; code and text: none";
}
