//! HTML pages that work without a network: built from typed parts, so that a text can never become markup.
//!
//! ```text
//! Element (a tag of Tag, attributes by methods, texts escaped) ─► Page (title, language, one stylesheet, no scripts) ─► String
//! ```
//!
//! There is no way to write a script, a style, an image or an address of the web: [`Tag`] and the methods of [`Element`] have none. A policy in the
//! page's head (CSP) says the same to the browser. What a colour says, a mark and a word say too ([`mark`]).

mod page;
mod parts;

use crate::plain::clean;

pub use page::Page;
pub use parts::{Mark, mark, table};

/// What an element may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Tag {
    A,
    Aside,
    Caption,
    Code,
    Dd,
    Details,
    Div,
    Dl,
    Dt,
    Footer,
    H1,
    H2,
    H3,
    Header,
    Li,
    Main,
    Nav,
    Ol,
    P,
    Pre,
    Section,
    Span,
    Strong,
    Summary,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Tr,
    Ul,
}

impl Tag {
    const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::Aside => "aside",
            Self::Caption => "caption",
            Self::Code => "code",
            Self::Dd => "dd",
            Self::Details => "details",
            Self::Div => "div",
            Self::Dl => "dl",
            Self::Dt => "dt",
            Self::Footer => "footer",
            Self::H1 => "h1",
            Self::H2 => "h2",
            Self::H3 => "h3",
            Self::Header => "header",
            Self::Li => "li",
            Self::Main => "main",
            Self::Nav => "nav",
            Self::Ol => "ol",
            Self::P => "p",
            Self::Pre => "pre",
            Self::Section => "section",
            Self::Span => "span",
            Self::Strong => "strong",
            Self::Summary => "summary",
            Self::Table => "table",
            Self::Tbody => "tbody",
            Self::Td => "td",
            Self::Th => "th",
            Self::Thead => "thead",
            Self::Tr => "tr",
            Self::Ul => "ul",
        }
    }
}

/// One element with what is in it. Values are given by methods that escape them.
#[derive(Clone, Debug)]
#[must_use]
pub struct Element {
    tag: Tag,
    attributes: String,
    inside: String,
}

impl Element {
    /// An empty one.
    pub fn new(tag: Tag) -> Self {
        Self { tag, attributes: String::new(), inside: String::new() }
    }

    /// A text.
    pub fn text(mut self, text: &str) -> Self {
        escape(&clean(text), &mut self.inside);
        self
    }

    /// A text of several lines, as they are: for [`Tag::Pre`].
    pub fn lines(mut self, text: &str) -> Self {
        for (number, line) in text.lines().enumerate() {
            if number > 0 {
                self.inside.push('\n');
            }
            escape(&clean(line), &mut self.inside);
        }
        self
    }

    /// An element in it.
    #[allow(clippy::needless_pass_by_value)] // It is handed over: nothing is to be in two places.
    pub fn child(mut self, child: Self) -> Self {
        child.write(&mut self.inside);
        self
    }

    /// Elements in it.
    pub fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// The name that a link leads to; letters, digits and hyphens are kept.
    pub fn id(self, name: &str) -> Self {
        self.attribute("id", &anchor(name))
    }

    /// What the stylesheet knows it by.
    pub fn class(self, name: &'static str) -> Self {
        self.attribute("class", name)
    }

    /// Leads to the element of this name in the same page.
    pub fn leads_to(self, name: &str) -> Self {
        self.attribute("href", &format!("#{}", anchor(name)))
    }

    /// A heading of a table's column.
    pub fn of_column(self) -> Self {
        self.attribute("scope", "col")
    }

    /// A heading of a table's row.
    pub fn of_row(self) -> Self {
        self.attribute("scope", "row")
    }

    /// What it is called for whoever does not see it.
    pub fn named(self, name: &str) -> Self {
        self.attribute("aria-label", name)
    }

    /// It is named by the element of this name.
    pub fn named_by(self, name: &str) -> Self {
        self.attribute("aria-labelledby", &anchor(name))
    }

    /// It is an ornament: not read aloud.
    pub fn ornament(self) -> Self {
        self.attribute("aria-hidden", "true")
    }

    fn attribute(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.push(' ');
        self.attributes.push_str(name);
        self.attributes.push_str("=\"");
        escape(&clean(value), &mut self.attributes);
        self.attributes.push('"');
        self
    }

    /// As it stands in a page.
    pub(crate) fn written(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        let name = self.tag.name();
        out.push_str(&format!("<{name}{}>{}</{name}>", self.attributes, self.inside));
        // Between inline elements a line break would be a blank.
        let is_inline = matches!(self.tag, Tag::A | Tag::Code | Tag::Span | Tag::Strong);
        if !is_inline {
            out.push('\n');
        }
    }
}

/// An element with a text in it.
pub fn text(tag: Tag, text: &str) -> Element {
    Element::new(tag).text(text)
}

fn anchor(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(element: &Element) -> String {
        let mut out = String::new();
        element.write(&mut out);
        out
    }

    #[test]
    fn a_text_never_becomes_markup() {
        let hostile = "</p><script>alert('1')</script><img src=x onerror=\"x\">&amp;\u{202e}\u{1b}[2J";
        let element = text(Tag::P, hostile).id("a\"><b").named("\" onclick=\"x").lines("one\n<two>");
        let written = written(&element);
        assert_eq!(written.matches('<').count(), 2, "{written}");
        assert_eq!(written.matches('"').count(), 4, "{written}");
        for part in
            ["&lt;/p&gt;&lt;script&gt;", "onerror=&quot;", "&amp;amp;", "\\u{202e}\\u{1b}[2J", "one\n&lt;two&gt;"]
        {
            assert!(written.contains(part), "{part} is not in {written}");
        }
        assert!(written.contains("id=\"a---b\""), "{written}");
    }

    #[test]
    fn elements_lie_in_elements() {
        let list = Element::new(Tag::Ul).children(["å", "b"].map(|item| text(Tag::Li, item)));
        assert_eq!(written(&list), "<ul><li>å</li>\n<li>b</li>\n</ul>\n");
        let link = Element::new(Tag::P).child(text(Tag::A, "to").leads_to("END x")).text(".");
        assert_eq!(written(&link), "<p><a href=\"#end-x\">to</a>.</p>\n");
    }
}
