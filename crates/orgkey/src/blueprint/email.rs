//! Contact emails, as far as a form can judge them: Salesforce decides the rest.

/// Longest email: the length of Salesforce's email fields.
pub(super) const EMAIL_LIMIT: usize = 80;

/// Why a text is no email address: the id of the words for it.
pub(super) fn problem(email: &str) -> Option<&'static str> {
    if email.contains([',', ';']) || email.matches('@').count() > 1 {
        return Some("email_reason_several");
    }
    if crate::text::hidden(email, false).is_some() || email.contains(char::is_whitespace) {
        return Some("email_reason_space");
    }
    // RFC 5322 section 3.4.1 allows these only between quotes, and no form of Salesforce takes quotes.
    if email.contains(['<', '>', '(', ')', '[', ']', '"', '\\', ':']) {
        return Some("email_reason_characters");
    }
    let Some((local, host)) = email.split_once('@') else { return Some("email_reason_no_at") };
    if local.is_empty() {
        return Some("email_reason_no_name");
    }
    let good = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    let dotted = host.split('.').count() > 1 && host.split('.').all(good);
    (!dotted || host.contains(['_', '/', '%'])).then_some("email_reason_host")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_nothing_reaches_passes_or_a_good_one_is_refused() {
        for (email, reason) in [
            ("it", "email_reason_no_at"),
            ("@acme.com", "email_reason_no_name"),
            ("it@", "email_reason_host"),
            ("it@acme", "email_reason_host"),
            ("it@acme..com", "email_reason_host"),
            ("it@acme.com.", "email_reason_host"),
            ("it@-a.com", "email_reason_host"),
            ("it@acme.com/x", "email_reason_host"),
            ("i t@acme.com", "email_reason_space"),
            ("it@acme.com\n", "email_reason_space"),
            ("it\u{200b}@acme.com", "email_reason_space"),
            ("it\u{202e}@acme.com", "email_reason_space"),
            ("a@b@c.com", "email_reason_several"),
            ("it@acme.com,ops@acme.com", "email_reason_several"),
            ("it@acme.com; ops@acme.com", "email_reason_several"),
            ("<it@acme.com>", "email_reason_characters"),
            ("mailto:it@acme.com", "email_reason_characters"),
            ("\"it\"@acme.com", "email_reason_characters"),
            ("it@[192.0.2.1]", "email_reason_characters"),
        ] {
            assert_eq!(problem(email), Some(reason), "{email:?}");
        }
        for good in [
            "it@acme.com",
            "it+salesforce@acme.co.uk",
            "o'neil@acme.example",
            "dana_x%y@mail-1.acme.example",
            "jörg@bücher.example",
            "用户@例子.广告",
            "a.b.c@xn--bcher-kva.example",
        ] {
            assert_eq!(problem(good), None, "{good}");
        }
    }
}
