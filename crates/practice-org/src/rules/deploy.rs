//! What a deploy refuses: problems of single components, and the faults that end a job as a whole, whose code is the
//! `errorStatusCode` of the result.

use super::rules;

rules! { "deploy":
    // Any component.
    UNEXPECTED 0 "" "UNKNOWN_EXCEPTION: An unexpected error occurred. Please include this ErrorId if you contact support: PRACTICE-1 (1)"
        Guess "form: public traces; that it comes for a component: the fault deploy-partly-fails";
    NO_ACCESS 0 "" "INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id"
        Guess "code: public traces; text, and which permission each type wants: none";
    MANAGED 0 "" "CANNOT_MODIFY_MANAGED_OBJECT: Cannot modify managed object: entity={}, component={}, state=installed"
        Guess "text: general platform wording, not traced to a source; that it is said of external client apps: none";
    NO_SUCH_APP 0 "" "INVALID_CROSS_REFERENCE_KEY: In field: externalClientApplication - no ExternalClientApplication named {} found"
        Guess "code: public traces; text: by analogy with other types";
    DUPLICATE_CHILD 0 "" "DUPLICATE_VALUE: {} duplicates value on {}"
        Seen "public traces for OAuth policies; for the other children by analogy";
    PARENT_CHANGED 0 "" "FIELD_INTEGRITY_EXCEPTION: externalClientApplication can't be changed"
        Guess "none";
    TOO_LONG 0 "" "STRING_TOO_LONG: {}: data value too large: {} (max length={})"
        Guess "text: general platform wording, not traced to a source; label 80, description 255, phone 40, API name 80: none";
    API_NAME 0 "" "The API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores."
        Guess "rule: Metadata API Developer Guide, fullName; text: general platform wording, not traced to a source";

    NO_COMPONENT 0 "" "INVALID_CROSS_REFERENCE_KEY: In field: fullName - no {} named {} found"
        Guess "text: general platform wording, not traced to a source";
    ROLLED_BACK 0 "" "ALL_OR_NONE_OPERATION_ROLLED_BACK: Record rolled back because not all records were valid and the request was using AllOrNone header"
        Guess "text: general platform wording, not traced to a source";
    NO_CONNECTED_APPS 0 "" "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support."
        Documented "Salesforce Help, the end of connected app creation in Spring '26";

    // Elements.
    NO_ELEMENT 0 "" "Element {http://soap.sforce.com/2006/04/metadata}{} invalid at this location in type {}"
        Guess "text: general platform wording, not traced to a source";
    NOT_IN_VERSION 0 "" "Property '{}' not valid in version {}.0"
        Seen "public traces of many types";
    TWICE 0 "" "Element {} is duplicated at this location in type {}"
        Guess "text: general platform wording, not traced to a source";
    AT_MOST 0 "" "{}: no more than {} allowed"
        Guess "the number: Metadata API Developer Guide; text: none";
    PARENT_MISSING 0 "" "Enter the name of the parent external client app"
        Seen "public traces; the sentence around it is uncertain";
    REQUIRED_FIELD 0 "" "Required field is missing: {}"
        Guess "text: general platform wording, not traced to a source";
    ENUM 0 "" "'{}' is not a valid value for the enum '{}'"
        Guess "text: general platform wording, not traced to a source; names of the enumerations: none";
    BOOLEAN 0 "" "'{}' is not a valid value for the type xsd:boolean"
        Guess "text: general platform wording, not traced to a source";
    INTEGER 0 "" "'{}' is not a valid value for the type xsd:int"
        Guess "text: general platform wording, not traced to a source";

    // The app.
    EMAIL 0 "" "INVALID_EMAIL_ADDRESS: Contact Email: invalid email address: {}"
        Guess "text: general platform wording, not traced to a source";
    HTTPS_URL 0 "" "Enter a valid URL that starts with https: {}"
        Guess "none";
    INTERNAL_STATE 0 "" "The distribution state {} is for internal use"
        Guess "Metadata API Developer Guide calls the values internal; text: none";
    NAME_IN_USE 0 "" "DUPLICATE_DEVELOPER_NAME: The name {} is already in use"
        Guess "code: public clients test for it; text: none";
    PACKAGED_IN_SANDBOX 0 "" "A sandbox can't hold an external client app with the distribution state Packaged"
        Guess "that apps are not packaged from sandboxes: Salesforce Help; that the state is refused, text: none";
    STAYS_PACKAGED 0 "" "The distribution state can't be changed from Packaged to Local"
        Guess "only the way from Local to Packaged is documented; text: none";
    SCOPED_ELSEWHERE 0 "" "orgScopedExternalApp names another organization"
        Guess "none";

    // OAuth settings.
    SCOPE 0 "" "Invalid OAuth scope: {}. Valid scopes are: {}"
        Guess "that the list is in the message, and the list: public traces; sentence: none";
    IP_RANGE 0 "" "Enter a valid IP range: {} - {}"
        Guess "none";
    OAUTH_LINK 0 "" "Cannot invoke \"String.split(String)\" because the OAuth link is of another organization"
        Guess "an exception of this kind was seen; text: none";

    // Global OAuth settings.
    CALLBACK 0 "" "Enter a valid callback URL: {}"
        Guess "http only for localhost: Salesforce Help; text, and which schemes besides: none";
    CERTIFICATE 0 "" "Enter a valid X.509 certificate"
        Guess "only the first certificate counts, the key is read from the DER, nothing is verified; text: none";
    CERTIFICATE_SIZE 0 "" "The certificate is larger than 4 KB"
        Guess "the limit: Salesforce Help; text: none";
    KEY_BITS 0 "" "The key of the certificate is shorter than 2048 bits"
        Guess "none";
    ID_TOKEN_MINUTES 0 "" "idTokenValidityInMinutes must be between 1 and 720"
        Guess "the range: Metadata API Developer Guide; text: none";
    CONSUMER_KEY 0 "" "Enter a consumer key of 8 to 256 letters, digits, dots and underscores"
        Guess "the rule: Metadata API Developer Guide; text: none";
    CONSUMER_KEY_TAKEN 0 "" "DUPLICATE_VALUE: duplicate value found: the consumer key is already in use"
        Guess "words: public clients test for them; sentence: none";
    ROTATION 0 "" "Rotating the consumer key or secret takes effect at once and stops clients that use the old one"
        Guess "that it is a warning: Metadata API Developer Guide; text: none";
    ROTATION_REFUSED 0 "" "Rotating the consumer key or secret takes effect at once and stops clients that use the old one. To go on, deploy with ignoreWarnings set to true."
        Guess "that ignoreWarnings is needed: Metadata API Developer Guide; text: none";

    // Policies.
    NO_OAUTH_SETTINGS 0 "" "INVALID_CROSS_REFERENCE_KEY: {} has no ExtlClntAppOauthSettings"
        Guess "none";
    RUN_AS_USER 0 "" "Enter a valid execution user for the OAuth client credentials flow."
        Seen "public traces";
    NOT_FOUND_BY_NAME 0 "" "INVALID_FIELD: We couldn't find {} called {}"
        Seen "public traces for permission sets; for profiles by analogy";
    JWT_TIMEOUT 0 "" "Enter a valid JWT timeout: {}"
        Guess "the values: Metadata API Developer Guide; text: none";
    REFRESH_PERIOD 0 "" "Enter a refresh token validity period of 1 or more"
        Guess "none";

    // Permission sets and settings.
    UNKNOWN_PERMISSION 0 "" "Unknown user permission: {}"
        Seen "public traces";
    UNKNOWN_OBJECT 0 "" "In field: field - no CustomObject named {} found"
        Guess "text: general platform wording, not traced to a source";
    RIGHTS 0 "" "Permission {} {} depends on permission(s): {} {}"
        Guess "text: general platform wording, not traced to a source";
    UNKNOWN_SETTINGS 0 "" "Unknown settings: {}"
        Guess "none";
    SWITCH_REFUSED 0 "" "You can't change this setting in this org."
        Guess "packaging from a sandbox: Salesforce Help; the fault secret-switch-refused; text: none";

    // Removals.
    NOT_THERE 0 "" "No {} named: {} found"
        Seen "the Salesforce CLI matches this text";
    SETTINGS_STAY 0 "" "Settings can't be deleted"
        Guess "none";
    SET_ASSIGNED 0 "" "DELETE_FAILED: The permission set {} is assigned to users"
        Guess "none";

    // Files and members.
    NOT_NAMED 0 "" "Not in package.xml"
        Guess "text: general platform wording, not traced to a source";
    NO_FILE 0 "" "An object '{}' of type {} was named in package.xml, but was not found in zipped directory"
        Guess "text: general platform wording, not traced to a source";
    DUPLICATE_FILE 0 "" "Duplicate file for {}"
        Guess "none";
    UNKNOWN_TYPE 0 "" "Unknown type name '{}' specified in {}"
        Guess "text: general platform wording, not traced to a source";
    TYPE_TOO_NEW 0 "" "Entity type: '{}' is not available in this api version"
        Guess "text: general platform wording, not traced to a source";
    VERSION 0 "" "Invalid version specified: {}"
        Guess "text: general platform wording, not traced to a source; that a version above the org's fails the job: none";

    // XML.
    WRONG_ROOT 0 "" "Error parsing file: Unexpected element {}, expected {}"
        Guess "beginning: general platform wording, not traced to a source; rest: none";
    NOT_XML 0 "" "Error parsing file: {}"
        Guess "beginning: general platform wording, not traced to a source; rest: our parser's";
    NOT_UTF8 0 "" "Error parsing file: Invalid byte of UTF-8 sequence."
        Guess "by analogy with the words of the Java parser";
    XML_TOO_LARGE 0 "" "Error parsing file: the file is larger than 10 MB"
        Guess "the practice org's own limit";
    XML_TOO_DEEP 0 "" "Error parsing file: elements are nested deeper than 64"
        Guess "the practice org's own limit";
    XML_TOO_MANY 0 "" "Error parsing file: there are more than 20,000 elements, or more than 100 attributes on one"
        Guess "the practice org's own limit";
    NAMESPACE 0 "" "Error parsing file: Element {} is not in the namespace http://soap.sforce.com/2006/04/metadata"
        Guess "none";
    AFTER_ROOT 0 "" "Error parsing file: The markup in the document following the root element must be well-formed."
        Guess "text: general platform wording, not traced to a source";
    IN_PROLOG 0 "" "Error parsing file: Content is not allowed in prolog."
        Guess "text: general platform wording, not traced to a source";
    ENTITY 0 "" "Error parsing file: The entity \"{}\" was referenced, but not declared."
        Guess "text: general platform wording, not traced to a source";
    DOCTYPE 0 "" "Error parsing file: DOCTYPE is not allowed"
        Guess "none";
    PREMATURE_END 0 "" "Error parsing file: Premature end of file."
        Guess "text: general platform wording, not traced to a source";

    // The job as a whole.
    NO_PACKAGE_XML 0 "" "No package.xml found"
        Guess "text: general platform wording, not traced to a source";
    SEVERAL_PACKAGES 0 "UNKNOWN_EXCEPTION" "Multiple packages in one deployment are not supported by the practice org"
        Guess "the practice org's own limit";
    BAD_ZIP 0 "UNKNOWN_EXCEPTION" "The zip file could not be read: {}"
        Guess "none";
    ILLEGAL_NAME 0 "UNKNOWN_EXCEPTION" "Illegal file name in the zip file: {}"
        Guess "none";
    DUPLICATE_NAME 0 "UNKNOWN_EXCEPTION" "Duplicate file name in the zip file: {}"
        Guess "none";
    TOO_MANY_FILES 0 "LIMIT_EXCEEDED" "Maximum number of files in request exceeded"
        Guess "the limit: Metadata API Developer Guide; code: none";
    TOO_LARGE 0 "LIMIT_EXCEEDED" "Maximum size of request reached"
        Guess "the limit: Metadata API Developer Guide; code: none";
    ROLLBACK_NEEDED 0 "INVALID_OPERATION" "rollbackOnError must be true in a production organization"
        Guess "the rule: Metadata API Developer Guide; code and text: none";
    NO_PURGE 0 "INVALID_OPERATION" "purgeOnDelete is not available in a production organization"
        Guess "the rule: Metadata API Developer Guide; code and text: none";
}
