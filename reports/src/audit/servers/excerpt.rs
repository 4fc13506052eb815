//! A line of a configuration with marks below the words that are meant, as compilers show them.

use tillit_trust_stores::servers::{Spot, may_be_secret};

use crate::plain::clean;
use crate::style::width;

/// A line and where its marks stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, safe to show, cut around the words that are meant.
    pub line: String,
    /// Columns before the first mark.
    pub before: usize,
    /// How many marks; 0: the whole line is meant.
    pub marks: usize,
}

impl Excerpt {
    /// `      ^^^^^`
    pub fn carets(&self) -> String {
        format!("{}{}", " ".repeat(self.before), "^".repeat(self.marks))
    }
}

/// The line of a place in at most so many columns; `None` where nothing can be shown. `mask` hides what must not be told.
pub fn excerpt(spot: &Spot, columns: usize, mask: &dyn Fn(&str) -> String) -> Option<Excerpt> {
    const CUT: &str = "…";
    let letters: Vec<char> = spot.text.chars().collect();
    let begin = spot.column.saturating_sub(1).saturating_sub(spot.skipped);
    let begin = usize::try_from(begin).ok()?.min(letters.len());
    let end = begin.saturating_add(usize::try_from(spot.len).ok()?).min(letters.len());
    let part = |from: usize, to: usize| letters.get(from..to).unwrap_or_default().iter().collect::<String>();
    let (before, meant, after) = (part(0, begin), part(begin, end), part(end, letters.len()));
    let shown = |text: &str| clean(&mask(&text.replace('\t', " ")));
    let (mut before, meant, mut after) = if may_be_secret(&spot.text) {
        // Nothing but the words that are meant is shown then.
        if meant.is_empty() || may_be_secret(&meant) || may_be_secret(&spot.name) {
            return None;
        }
        let cut = |text: &str| if text.trim().is_empty() { String::new() } else { format!("{CUT} ") };
        (cut(&before), shown(&meant), if after.trim().is_empty() { String::new() } else { format!(" {CUT}") })
    } else {
        let cut = if spot.skipped > 0 { CUT } else { "" };
        (format!("{cut}{}", shown(before.trim_start())), shown(&meant), shown(after.trim_end()))
    };
    let meant = clip(&meant, columns.max(20), CUT);
    let room = columns.saturating_sub(width(&meant)).max(2);
    if width(&before) + width(&after) > room {
        // What comes before tells more than what follows.
        let left = room.saturating_sub(width(&after)).max(room / 2);
        if width(&before) > left {
            let kept: Vec<char> = before.chars().rev().take(left.saturating_sub(1)).collect();
            before = format!("{CUT}{}", kept.into_iter().rev().collect::<String>());
        }
        after = clip(&after, room.saturating_sub(width(&before)), CUT);
    }
    let line = format!("{before}{meant}{after}");
    (!line.trim().is_empty()).then(|| Excerpt { before: width(&before), marks: width(&meant), line })
}

fn clip(text: &str, columns: usize, cut: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let kept: String = text.chars().take(columns.saturating_sub(1)).collect();
    format!("{kept}{cut}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use tillit_trust_stores::servers::Text;

    use super::*;

    fn of(line: &str, words: &str, columns: usize) -> Option<Excerpt> {
        let text = Text::new(Path::new("/etc/a.conf"), line.as_bytes());
        let at = line.find(words).unwrap();
        excerpt(&text.spot(at..at + words.len(), "x"), columns, &str::to_owned)
    }

    fn marked(excerpt: &Excerpt) -> String {
        excerpt.line.chars().skip(excerpt.before).take(excerpt.marks).collect()
    }

    #[test]
    fn marks_stand_under_the_words() {
        let found = of("\t  ssl_verify_depth 0; # ö", "ssl_verify_depth 0", 80).unwrap();
        assert_eq!((found.line.as_str(), found.carets().as_str()), ("ssl_verify_depth 0; # ö", "^^^^^^^^^^^^^^^^^^"));
        let found = of("a ö b\tdirective x", "directive", 80).unwrap();
        assert_eq!(marked(&found), "directive");
    }

    #[test]
    fn what_is_not_secret_is_shown() {
        let line = "ssl_ciphers DEFAULT:@SECLEVEL=1;";
        assert_eq!(of(line, "DEFAULT:@SECLEVEL=1", 80).unwrap().line, line);
    }

    #[test]
    fn long_lines_are_cut_around_the_words() {
        let line = format!("{} here {}", "b".repeat(90), "e".repeat(90));
        for columns in [20, 40, 60] {
            let found = of(&line, "here", columns).unwrap();
            assert_eq!(marked(&found), "here", "{found:?}");
            assert!(width(&found.line) <= columns, "{columns}: {found:?}");
        }
        let found = of(&line, &"b".repeat(90), 30).unwrap();
        assert!(width(&found.line) <= 33, "{found:?}");
    }

    #[test]
    fn passwords_are_never_shown() {
        let line = r#"<Certificate truststoreFile="conf/t.p12" truststorePassword="hunter2" />"#;
        let found = of(line, r#"truststoreFile="conf/t.p12""#, 80).unwrap();
        assert_eq!(found.line, r#"… truststoreFile="conf/t.p12" …"#);
        assert_eq!(marked(&found), r#"truststoreFile="conf/t.p12""#);
        assert_eq!(of("bind proxy://ada:hunter2@host/ ssl", "proxy://ada:hunter2@host/", 80), None);
        let text = Text::new(Path::new("/a"), line.as_bytes());
        let at = line.find("hunter2").unwrap();
        assert_eq!(excerpt(&text.spot(at..at + 7, "truststorePassword"), 80, &str::to_owned), None);
        assert_eq!(of(line, "Password=\"hunter2\"", 80), None);
        assert_eq!(of("trust-store-password: hunter2", "trust-store-password: hunter2", 80), None);
        let mut whole = Text::new(Path::new("/a"), line.as_bytes()).spot(0..0, "x");
        assert_eq!(excerpt(&whole, 80, &str::to_owned), None);
        whole.len = 5;
        assert!(!excerpt(&whole, 80, &str::to_owned).unwrap().line.contains("hunter2"));
    }
}
