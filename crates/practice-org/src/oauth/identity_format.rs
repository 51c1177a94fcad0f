//! The forms of the identity URL: JSON, XML, and JSON in a call of a function.
//!
//! Source: *Salesforce Help*, "Identity URLs" (`format`, `callback`, the header `Accept`).

use axum::{
    Json,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use super::Params;
use crate::pages::escape;

/// The identity as `format` wants it, or else as the header `Accept` does.
pub(super) fn write(identity: &Value, headers: &HeaderMap, params: &Params) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match (params.get("format"), accept) {
        (Some("xml"), _) | (None, "application/xml" | "text/xml") => {
            let mut body = String::from(
                r#"<?xml version="1.0" encoding="UTF-8"?><user xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            );
            elements(identity, &mut body);
            body.push_str("</user>");
            ([(header::CONTENT_TYPE, "application/xml")], body).into_response()
        }
        (Some("jsonp"), _) => {
            let body = format!("{}({identity});", function(params.get("callback")));
            ([(header::CONTENT_TYPE, "application/javascript")], body).into_response()
        }
        _ => Json(identity).into_response(),
    }
}

/// The name of a function, and of nothing else.
fn function(name: Option<&str>) -> &str {
    let plain = |name: &&str| {
        let rest = |character: char| character.is_ascii_alphanumeric() || "_$.".contains(character);
        name.starts_with(|first: char| !first.is_ascii_digit()) && name.chars().all(rest)
    };
    name.filter(plain).unwrap_or("callback")
}

fn elements(value: &Value, out: &mut String) {
    let Value::Object(map) = value else { return };
    for (name, value) in map {
        match value {
            Value::Null => out.push_str(&format!(r#"<{name} xsi:nil="true"/>"#)),
            Value::Object(_) => {
                out.push_str(&format!("<{name}>"));
                elements(value, out);
                out.push_str(&format!("</{name}>"));
            }
            Value::String(text) => out.push_str(&format!("<{name}>{}</{name}>", escape(text))),
            other => out.push_str(&format!("<{name}>{other}</{name}>")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::function;

    #[test]
    fn a_callback_would_be_a_program() {
        assert_eq!(function(Some("my.app_1.got$")), "my.app_1.got$");
        for name in ["alert(1)", "1x", "a b", "a;b", "<script>"] {
            assert_eq!(function(Some(name)), "callback", "{name}");
        }
    }
}
