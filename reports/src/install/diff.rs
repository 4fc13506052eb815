//! What changes in a file of a server's configuration, as a unified diff (`diff -u`).

use std::ops::Range;

use tillit_trust_stores::install::plan::Pointed;

/// Lines around a change that are shown.
const AROUND: usize = 3;
/// Words of lines that may hold a secret: of what is around a change, it and what lies beyond it are not shown.
const SECRETS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "auth",
    "credential",
    "cookie",
    "api-key",
    "apikey",
];

/// The unified diff of a file in which arguments are exchanged. What is no UTF-8 is replaced: it is for reading.
pub(super) fn unified(pointed: &Pointed) -> String {
    let path = pointed.path.display();
    let mut out = format!("--- {path}\n+++ {path}\n");
    let before = Lines::of(pointed.before.bytes());
    let hunks = hunks(pointed, &before);
    // How many lines the new file has more than the old one, up to here.
    let mut more = 0_i64;
    for hunk in hunks {
        let mut body = String::new();
        let (mut old, mut new) = (0_i64, 0_i64);
        let mut at = hunk.shown.start;
        for (lines, written) in &hunk.changes {
            for line in at..lines.start {
                push(&mut body, ' ', before.line(line));
                (old, new) = (old + 1, new + 1);
            }
            for line in lines.clone() {
                push(&mut body, '-', before.line(line));
                old += 1;
            }
            for line in Lines::of(written).all() {
                push(&mut body, '+', line);
                new += 1;
            }
            at = lines.end;
        }
        for line in at..hunk.shown.end {
            push(&mut body, ' ', before.line(line));
            (old, new) = (old + 1, new + 1);
        }
        let begin = i64::try_from(hunk.shown.start).unwrap_or_default() + 1;
        out.push_str(&format!("@@ -{begin},{old} +{},{new} @@\n{body}", begin + more));
        more += new - old;
    }
    out
}

/// Changes that stand so near to each other that they are shown together.
struct Hunk {
    /// The lines of the old file that are shown.
    shown: Range<usize>,
    /// Lines of the old file, and what takes their place.
    changes: Vec<(Range<usize>, Vec<u8>)>,
}

fn hunks(pointed: &Pointed, before: &Lines<'_>) -> Vec<Hunk> {
    let bytes = pointed.before.bytes();
    // The places by the lines that they stand in, those of one line together.
    let mut changes: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
    for place in &pointed.places {
        let lines = before.number(place.start)..before.number(place.end.saturating_sub(1).max(place.start)) + 1;
        match changes.last_mut() {
            Some((last, places)) if last.end > lines.start => {
                last.end = last.end.max(lines.end);
                places.push(place.clone());
            }
            _ => changes.push((lines, vec![place.clone()])),
        }
    }
    let mut hunks: Vec<Hunk> = Vec::new();
    for (lines, places) in changes {
        let mut written = Vec::new();
        let mut at = before.begin(lines.start);
        for place in places {
            written.extend_from_slice(bytes.get(at..place.start).unwrap_or_default());
            written.extend_from_slice(pointed.to.as_bytes());
            at = place.end;
        }
        written.extend_from_slice(bytes.get(at..before.begin(lines.end)).unwrap_or_default());
        let first = lines.start.saturating_sub(AROUND);
        let first = (first..lines.start).rev().take_while(|line| !may_be_secret(before.line(*line))).last();
        let last = (lines.end + AROUND).min(before.count());
        let last = (lines.end..last).take_while(|line| !may_be_secret(before.line(*line))).last();
        let shown = first.unwrap_or(lines.start)..last.map_or(lines.end, |line| line + 1);
        match hunks.last_mut() {
            Some(hunk) if hunk.shown.end >= shown.start => {
                hunk.shown.end = shown.end.max(hunk.shown.end);
                hunk.changes.push((lines, written));
            }
            _ => hunks.push(Hunk { shown, changes: vec![(lines, written)] }),
        }
    }
    hunks
}

fn may_be_secret(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    SECRETS.iter().any(|word| line.contains(word))
}

fn push(out: &mut String, sign: char, line: &[u8]) {
    out.push(sign);
    out.push_str(&String::from_utf8_lossy(line));
    if !line.ends_with(b"\n") {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

/// Lines of a text, with their ends, counted from 0.
struct Lines<'a> {
    text: &'a [u8],
    begins: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a [u8]) -> Self {
        let mut begins = vec![0];
        begins.extend(text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1));
        if begins.last() == Some(&text.len()) {
            begins.pop();
        }
        Self { text, begins }
    }

    fn count(&self) -> usize {
        self.begins.len()
    }

    /// Where a line begins; the end of the text beyond the last.
    fn begin(&self, line: usize) -> usize {
        self.begins.get(line).copied().unwrap_or(self.text.len())
    }

    fn line(&self, line: usize) -> &'a [u8] {
        self.text.get(self.begin(line)..self.begin(line + 1)).unwrap_or_default()
    }

    /// The line in which a byte lies.
    fn number(&self, at: usize) -> usize {
        self.begins.partition_point(|begin| *begin <= at).saturating_sub(1)
    }

    fn all(&self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.count()).map(|line| self.line(line))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use tillit_trust_stores::install::change::Content;

    use super::*;

    fn pointed(before: &str, word: &str) -> Pointed {
        let places = before.match_indices(word).map(|(at, word)| at..at + word.len()).collect();
        let before: Content = before.as_bytes().to_vec().into();
        Pointed { path: "/etc/x.conf".into(), before, places, from: "/etc/old.pem".into(), to: "/etc/new.pem".into() }
    }

    #[cfg(unix)] // the judge is not on Windows
    #[test]
    fn patch_makes_of_it_what_is_written() {
        use std::process::Command;
        let far = "other;\n".repeat(9);
        for before in [
            "ca OLD;\n",
            "ca OLD;",
            "a;\nb;\r\nca OLD OLD;\r\nc\n",
            &format!("ca OLD;\n{far}ca OLD;\nx;\nca OLD"),
            &format!("{far}ca \"OLD\";\nx;\ny;\n{far}ca OLD;\n{far}"),
            "1\n2\nca OLD;\n3\n4\n5\n6\n7\n8\n9\nca OLD;\n",
        ] {
            let pointed = pointed(before, "OLD");
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("x.conf"), before).unwrap();
            std::fs::write(folder.path().join("x.diff"), unified(&pointed)).unwrap();
            let patched = Command::new("patch")
                .args(["--binary", "-s", "-F0", "x.conf", "x.diff"])
                .current_dir(folder.path())
                .output()
                .expect("patch");
            assert!(patched.status.success(), "{}\n{patched:?}", unified(&pointed));
            assert_eq!(std::fs::read(folder.path().join("x.conf")).unwrap(), pointed.after());
        }
    }

    #[test]
    fn lines_around_a_change_are_shown_up_to_a_secret() {
        let before = "1\n2\nstats auth admin:hemligt\n3\nca OLD;\n4\n5\n6\n7\n";
        let wanted = "--- /etc/x.conf\n+++ /etc/x.conf\n@@ -4,5 +4,5 @@\n 3\n-ca OLD;\n+ca /etc/new.pem;\n 4\n 5\n 6\n";
        assert_eq!(unified(&pointed(before, "OLD")), wanted);
    }
}
