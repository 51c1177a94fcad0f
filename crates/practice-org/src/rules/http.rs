//! What is refused before anybody looks at what is asked.

use super::rules;

rules! { "http":
    URI_TOO_LONG 414 "" "URI Too Long"
        Guess "status, and 16,384 bytes: REST API Developer Guide, Status Codes and Error Responses; body, and that other APIs do so too: none";
    HEAD_TOO_LONG 431 "" "Request Header Fields Too Large"
        Guess "status, and 16,384 bytes with the URI: REST API Developer Guide, Status Codes and Error Responses; body, and that other APIs do so too: none";
    TOO_SLOW 408 "" "Request Timeout"
        Guess "RFC 9110 section 15.5.9; that, and when: none";
    BROKEN_BODY 400 "" "Bad Request"
        Guess "RFC 9112 section 8: a body without its end, or with wrong chunks; text: none";
}
