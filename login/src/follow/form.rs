//! Forms that a browser sends on by itself: SAML's HTTP-POST binding, WS-Federation, OpenID Connect's `form_post`.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// Fields that belong to a login protocol (saml-bindings-2.0-os section 3.5.4, WS-Federation 1.2 section 13, OAuth 2.0 Form Post Response Mode).
const FIELDS: &[&str] = &["SAMLRequest", "SAMLResponse", "SAMLart", "wresult", "id_token", "code", "response"];
/// Fields of a form; real ones have three.
const MAX_FIELDS: usize = 50;

/// A form, and what it sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Where; empty: the page itself.
    pub(super) action: String,
    pub(super) is_post: bool,
    /// `application/x-www-form-urlencoded`
    pub(super) content: String,
}

/// A form in the making.
#[derive(Default)]
struct Open {
    action: String,
    is_post: bool,
    fields: Vec<(String, String)>,
    /// Somebody is to fill it in.
    asks: bool,
}

/// The first form of a page that nobody has to fill in, on a page that sends it by a script or whose fields are those of a login protocol.
pub(super) fn self_sending(page: &str) -> Option<Form> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut open: Option<Open> = None;
    let mut forms = Vec::new();
    let has_script = page.contains("submit()") || page.contains(".submit(");
    // What stands in a script is no tag.
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    for Ok(token) in Tokenizer::new_with_emitter(page, emitter) {
        match token {
            Token::StartTag(tag) => {
                let value = |name: &str| tag.attributes.get(name.as_bytes()).map(|value| text(value));
                match &**tag.name {
                    b"form" => {
                        let is_post = value("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
                        let action = value("action").unwrap_or_default();
                        open = Some(Open { action, is_post, ..Open::default() });
                    }
                    b"input" | b"button" => {
                        let Some(form) = &mut open else { continue };
                        let kind = value("type").unwrap_or_default().to_ascii_lowercase();
                        match (&**tag.name, kind.as_str()) {
                            (b"input", "hidden") if form.fields.len() < MAX_FIELDS => {
                                form.fields.extend(value("name").zip(Some(value("value").unwrap_or_default())));
                            }
                            (b"input", "submit" | "button" | "image" | "reset") | (b"button", _) => {}
                            _ => form.asks = true,
                        }
                    }
                    b"select" | b"textarea" => {
                        if let Some(form) = &mut open {
                            form.asks = true;
                        }
                    }
                    _ => {}
                }
            }
            Token::EndTag(tag) if &**tag.name == b"form" => forms.extend(open.take()),
            _ => {}
        }
    }
    forms.extend(open);
    forms
        .into_iter()
        .filter(|form| !form.asks && !form.fields.is_empty())
        .find(|form| has_script || form.fields.iter().any(|(name, _)| FIELDS.contains(&name.as_str())))
        .map(|form| Form {
            action: form.action,
            is_post: form.is_post,
            content: url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish(),
        })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn forms_that_nobody_fills_in() {
        let saml = "<!DOCTYPE html><html><body onload=\"document.forms[0].submit()\">\
            <noscript><p>Tryck p&aring; Forts&auml;tt</p></noscript>\
            <FORM ACTION='https&#x3a;&#x2f;&#x2f;sp.example&#x2f;acs' method=POST>\
            <input type=\"hidden\" name=\"SAMLResponse\" value=\"a+b/c=\"/><input type=hidden name=RelayState value='x y&amp;z'>\
            <noscript><input type=submit value=Continue></noscript></form></body></html>";
        let form = self_sending(saml).unwrap();
        assert_eq!((form.action.as_str(), form.is_post), ("https://sp.example/acs", true));
        assert_eq!(form.content, "SAMLResponse=a%2Bb%2Fc%3D&RelayState=x+y%26z");
    }

    #[test]
    fn forms_that_somebody_fills_in_are_left_alone() {
        for page in [
            "<form action=/search><input type=hidden name=a value=b></form>",
            "<form method=post><input type=hidden name=SAMLRequest value=x><input name=user></form>",
            "<form method=post><input type=hidden name=code value=x><select name=s></select></form>",
            "<!-- <form method=post><input type=hidden name=code value=x></form> -->",
            "<script>'<form method=post><input type=hidden name=code value=x>'</script>",
            "<input type=hidden name=code value=x>",
            "",
        ] {
            assert_eq!(self_sending(page), None, "{page}");
        }
    }
}
