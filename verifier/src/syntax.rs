//! How names are written: the rules that RFC 5280 sections 4.2.1.6 and 4.2.1.10 borrow from elsewhere.

/// The "preferred name syntax" of RFC 1034 section 3.5, with digits in front as RFC 1123 section 2.1 has it: letters, digits and hyphens,
/// no hyphen at either end of a label, no underscore. An asterisk passes in the left-most label: what a wildcard means is outside RFC 5280.
pub(crate) fn is_preferred_name(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').enumerate().all(|(i, label)| {
            let letter = |b: u8| b.is_ascii_alphanumeric() || (i == 0 && b == b'*');
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| letter(b) || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

/// The local part and the domain of a mailbox (RFC 2821 section 4.1.2): no name before it, no brackets around it. `None`: it is not one.
/// An underscore in the domain is let pass: which hosts there are is not the mailbox's matter.
pub(crate) fn mailbox(text: &str) -> Option<(&str, &str)> {
    let (local, domain) = text.rsplit_once('@').filter(|_| text.is_ascii())?;
    let quoted = || {
        let inside = local.strip_prefix('"')?.strip_suffix('"')?;
        let mut escaped = false;
        let closed = inside.bytes().all(|b| {
            let ends_early = b == b'"' && !escaped;
            escaped = b == b'\\' && !escaped;
            !ends_early && (b == b' ' || b.is_ascii_graphic())
        });
        Some(closed && !escaped)
    };
    let atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    let dotted = || local.split('.').all(|part| !part.is_empty() && part.bytes().all(atom));
    let literal = || {
        let inside = domain.strip_prefix('[')?.strip_suffix(']')?;
        Some(!inside.is_empty() && inside.bytes().all(|b| b.is_ascii_alphanumeric() || b":.-".contains(&b)))
    };
    let good_domain =
        literal().unwrap_or_else(|| !domain.contains('*') && is_preferred_name(&domain.replace('_', "x")));
    (quoted().unwrap_or_else(dotted) && good_domain).then_some((local, domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        let longest = "a".repeat(63);
        for good in ["example.org", "3com.example", "*.example.org", "a-b", "xn--bcher-kva.example", longest.as_str()] {
            assert!(is_preferred_name(good), "{good}");
        }
        let too_long = "a".repeat(64);
        let bad =
            ["", ".", ".example.org", "example.org.", "a..b", "a_b.example", "-a", "a-", "a b", "å.example", "a.*.b"];
        for bad in bad.into_iter().chain([too_long.as_str()]) {
            assert!(!is_preferred_name(bad), "{bad}");
        }
    }

    #[test]
    fn mailboxes() {
        for (good, local) in [
            ("a@example.org", "a"),
            ("*@example.org", "*"),
            ("a.b+c@[192.0.2.1]", "a.b+c"),
            (r#""a@b \" c"@example.org"#, r#""a@b \" c""#),
        ] {
            assert_eq!(mailbox(good).map(|(local, _)| local), Some(local), "{good}");
        }
        let bad = [
            "",
            "a",
            "@example.org",
            "a@",
            "a@b@example.org",
            "a..b@example.org",
            "a b@example.org",
            "<a@b.org>",
            "a@*.org",
            "\"a\"b\"@c",
        ];
        for bad in bad {
            assert_eq!(mailbox(bad), None, "{bad}");
        }
    }
}
