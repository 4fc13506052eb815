//! A whole page.

use base64::Engine as _;
use sha2::{Digest as _, Sha256};

use super::{Element, Tag, escape, text};
use crate::i18n::Language;
use crate::plain::clean;

/// How every page looks, on a screen by day and by night and on paper.
const STYLE: &str = include_str!("style.css");

/// A page, complete in one file.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// The language of its words.
    pub language: Language,
    /// Its title, shown as the heading, too.
    pub title: &'a str,
    /// One sentence under the heading.
    pub lead: &'a str,
    /// What is in it.
    pub body: Vec<Element>,
    /// What stands at its end: what made it, and when.
    pub made: &'a str,
    /// What this kind of page needs beside the common style.
    pub style: &'static str,
}

impl Page<'_> {
    /// The file.
    pub fn render(&self) -> String {
        let style = format!("{STYLE}{}", self.style);
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&style));
        let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
        let mut title = String::new();
        escape(&clean(self.title), &mut title);
        let header =
            Element::new(Tag::Header).child(text(Tag::H1, self.title)).child(text(Tag::P, self.lead).class("lead"));
        let main = Element::new(Tag::Main).children(self.body.iter().cloned());
        let footer = Element::new(Tag::Footer).child(text(Tag::P, self.made));
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n",
            self.language.code()
        );
        for part in [header, main, footer] {
            part.write(&mut out);
        }
        out.push_str("</body>\n</html>\n");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_loads_nothing_and_runs_nothing() {
        let page = Page {
            language: Language::Sv,
            title: "A </title><script>",
            lead: "b",
            body: vec![text(Tag::P, "c")],
            made: "tillit",
            style: "",
        };
        let html = page.render();
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"sv\">"), "{html}");
        for forbidden in
            ["<script", "http://", "https://", "url(", "@import", "<link", "src=", "javascript:", "style=\""]
        {
            assert!(!html.contains(forbidden), "{forbidden} is in the page");
        }
        assert_eq!(html.matches("<title>").count(), 1);
        assert_eq!(html.matches("</title>").count(), 1);
        assert!(html.contains("default-src 'none'; style-src 'sha256-"));
        // The style would end where its text says so.
        assert!(!STYLE.contains('<'));
    }
}
