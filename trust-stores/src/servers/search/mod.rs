//! Where the configuration of an application, an identity provider or a federation names CAs by hand: by their names in any spelling, by
//! fingerprints, or as certificates. What lists the old CAs there keeps the new cards out, whatever the trust store says.

mod standing;
mod text;

use std::collections::HashSet;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::container::ContainerError;
use tillit_verifier::input::InputError;

use super::spot::Spot;
use crate::observation::Cause;
use crate::tree::{FileKind, Tree};
use standing::Judge;
use text::{HEAD, Wanted, as_text, is_text};

pub use standing::{Named, StandIn, Standing};

/// Bytes of a file that is searched. Metadata of whole federations has some tens of millions.
const MAX_FILE: u64 = 256 << 20;
/// Files that are searched.
const MAX_SEARCHED: usize = 500_000;
/// Folders in folders.
const MAX_DEPTH: usize = 64;
/// Mentions that are kept of one file.
const MAX_MENTIONS: usize = 200;
/// Mentions that are kept in all, before of each file one of each CA is.
const MAX_KEPT: usize = 100_000;

/// A place that names a CA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Which CA.
    pub ca: CaId,
    /// Where. Of a long line, `text` is the part around the name.
    pub spot: Spot,
    /// How many characters of the line come before those of `spot.text`.
    pub cut: u32,
    /// How.
    pub written: Written,
}

/// How a CA is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Written {
    /// By its common name inside a distinguished name, in whatever order and spelling.
    DistinguishedName,
    /// By its common name alone.
    Name,
    /// By the SHA-256 fingerprint of its certificate.
    Sha256,
    /// By the SHA-1 fingerprint of its certificate.
    Sha1,
    /// By its key's identifier.
    KeyId,
    /// By its certificate: PEM, or Base64 as in SAML metadata.
    Certificate,
    /// By a certificate that it issued.
    Issued,
}

/// A file that names CAs.
#[derive(Clone, Debug)]
pub struct NamedIn {
    /// The file, as a path in its tree.
    pub file: Arc<Path>,
    /// Where, by line: the first of them, and the first of each CA. One for each line, CA and way of writing.
    pub mentions: Vec<Mention>,
    /// How many there are in all.
    pub count: u64,
    /// What they come to, for each PKI.
    pub standings: Vec<Standing>,
}

/// What a search gave.
#[derive(Debug, Default)]
pub struct Searched {
    /// Files that name CAs, in the order in which they lie.
    pub named: Vec<NamedIn>,
    /// How many files were searched.
    pub files: usize,
    /// What could not be read, and why; also that there were more files than are searched, or folders nested deeper.
    pub failed: Vec<(PathBuf, Cause)>,
}

/// Searches a file, or every text file in a folder. `at_hand`: CA certificates, which tell the fingerprints that a catalog does not have.
/// `progress` is told how many files were searched.
pub fn search(
    path: &Path,
    tree: &dyn Tree,
    catalog: &Catalog,
    at_hand: &[Certificate],
    progress: &dyn Fn(usize),
) -> Searched {
    let wanted = Wanted::of(catalog, at_hand);
    let judge = Judge { catalog, at_hand };
    let mut searched = Searched::default();
    let mut kept = 0;
    let mut seen = HashSet::new();
    let mut left = vec![(path.to_owned(), 0)];
    while let Some((path, depth)) = left.pop() {
        let metadata = match tree.metadata(&path) {
            Ok(metadata) => metadata,
            // A link that leads nowhere inside a folder has nothing to say.
            Err(error) if depth == 0 || error.kind() != io::ErrorKind::NotFound => {
                searched.failed.push((path, InputError::from_io(error).into()));
                continue;
            }
            Err(_) => continue,
        };
        // On systems without such numbers every file has the same.
        if metadata.identity != (0, 0) && !seen.insert(metadata.identity) {
            continue;
        }
        match metadata.kind {
            FileKind::Folder if depth >= MAX_DEPTH => {
                searched.failed.push((path, InputError::TooDeep { limit: MAX_DEPTH }.into()));
            }
            FileKind::Folder => match tree.list(&path) {
                // The last one is taken first: sorted backwards, files come in their order.
                Ok(names) => left.extend(names.into_iter().rev().map(|name| (path.join(name), depth + 1))),
                Err(error) => searched.failed.push((path, InputError::from_io(error).into())),
            },
            FileKind::File if searched.files >= MAX_SEARCHED => {
                let error = InputError::Container(ContainerError::TooMany { limit: MAX_SEARCHED });
                searched.failed.push((path, error.into()));
                break;
            }
            FileKind::File => match text_of(tree, &path) {
                Ok(bytes) => {
                    searched.files += 1;
                    progress(searched.files);
                    let room = if kept < MAX_KEPT { MAX_MENTIONS } else { 0 };
                    let named = as_text(&bytes).and_then(|text| wanted.in_text(&path, &text, room));
                    if let Some(mut named) = named {
                        kept += named.mentions.len();
                        named.standings = judge.standings(&named.mentions);
                        searched.named.push(named);
                    }
                }
                Err(error) => searched.failed.push((path, InputError::from_io(error).into())),
            },
            // What is named itself is told; in a folder there is nothing to search.
            _ if depth == 0 => searched.failed.push((path, InputError::SpecialFile.into())),
            FileKind::Link | FileKind::Pipe | FileKind::Other => {}
        }
    }
    searched
}

/// What the words of a rule on an issuer's name name; `None`: no CA of the catalog. `file`: where it stands.
pub fn in_rule(file: &Path, words: &[String], catalog: &Catalog) -> Option<NamedIn> {
    let mut named = Wanted::of(catalog, &[]).in_rule(file, &words.join("\n"), MAX_MENTIONS)?;
    named.standings = Judge { catalog, at_hand: &[] }.standings(&named.mentions);
    Some(named)
}

/// The bytes of a text; of what is none, its beginning: databases and archives are not read whole.
fn text_of(tree: &dyn Tree, path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = tree.open(path)?;
    file.by_ref().take(HEAD as u64).read_to_end(&mut bytes)?;
    if bytes.len() == HEAD && is_text(&bytes) {
        file.take(MAX_FILE).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::fmt::Write as _;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use tillit_verifier::catalog::embedded;
    use tillit_verifier::certificate::to_hex;

    use super::*;
    use crate::tree::Folder;

    fn named(content: &str) -> Option<NamedIn> {
        let catalog = embedded();
        let mut named = Wanted::of(&catalog, &[]).in_text(Path::new("/a"), content, MAX_MENTIONS)?;
        named.standings = Judge { catalog: &catalog, at_hand: &[] }.standings(&named.mentions);
        Some(named)
    }

    fn found(content: &str) -> Vec<(u64, String, Written)> {
        let mentions = named(content).map(|named| named.mentions).unwrap_or_default();
        mentions.into_iter().map(|mention| (mention.spot.line, mention.ca.ca, mention.written)).collect()
    }

    #[test]
    fn a_name_in_every_spelling() {
        for (content, written) in [
            ("issuer = \"CN=SITHS Type 1 CA v1, O=Inera AB, C=SE\"", Written::DistinguishedName),
            ("/C=SE/O=Inera AB/CN=SITHS Type 1 CA v1", Written::DistinguishedName),
            ("<Issuer>C=SE,O=Inera AB,CN=siths type 1 ca V1</Issuer>", Written::DistinguishedName),
            ("commonName = SITHS Type 1 CA v1", Written::DistinguishedName),
            ("^CN=SITHS\\sType\\s1\\sCA\\sv1$", Written::DistinguishedName),
            ("~CN=.*SITHS Type 1 CA v1", Written::DistinguishedName),
            ("RewriteCond x CN=SITHS\\ Type\\ 1\\ CA\\ v1,", Written::DistinguishedName),
            ("issuer=CN%3DSITHS%20Type%201%20CA%20v1", Written::DistinguishedName),
            ("['SITHS  Type 1 CA v1']", Written::Name),
            ("SITHS Type 1\n  CA v1", Written::Name),
            ("the issuer SITHS Type 1 CA v1", Written::Name),
        ] {
            assert_eq!(found(content), [(1, "SITHS Type 1 CA v1".to_owned(), written)], "{content}");
        }
        for content in ["SITHS Type 1 CA v11", "XSITHS Type 1 CA v1", "SITHS Type", "SITHSType 1 CA v1", ""] {
            assert_eq!(found(content), [], "{content}");
        }
        // The longer name is the one that stands there.
        let named = found("x\nTEST SITHS e-id Root CA v2\nSITHS e-id Root CA v2");
        assert_eq!(
            named.iter().map(|(line, name, _)| (*line, name.as_str())).collect::<Vec<_>>(),
            [(2, "TEST SITHS e-id Root CA v2"), (3, "SITHS e-id Root CA v2")]
        );
    }

    #[test]
    fn a_part_of_a_name_in_a_pattern() {
        for content in
            ["\"~Type 1 CA\" 1;", "~*type\\s1\\sca", "CN=.*Type 1 CA v[0-9]", "(x|Type 1 CA)", "^Type\\ 1\\ CA$"]
        {
            assert_eq!(found(content), [(1, "SITHS Type 1 CA v1".to_owned(), Written::Name)], "{content}");
        }
        assert_eq!(found("~e-id Person HSA-id 3 CA")[0].1, "SITHS e-id Person HSA-id 3 CA v1");
        assert_eq!(found(".*HSA-id 3 CA")[0].1, "SITHS e-id Person HSA-id 3 CA v1");
        for content in ["of Type 1 CA", "~Type 1 CAB", "~Type 1", "x~ Type 1 CA", "~SITHS Type 1 CA v1 Type 1 CA"] {
            let names: Vec<_> = found(content).into_iter().map(|(_, _, written)| written).collect();
            assert!(names.len() < 2 && !found(content).iter().any(|(line, ..)| *line != 1), "{content}: {names:?}");
        }
        assert_eq!(found("of Type 1 CA"), []);
        assert_eq!(found("~Type 1 CAB"), []);
        let rule = in_rule(Path::new("/a"), &["-m".to_owned(), "sub".to_owned(), "Type 1 CA".to_owned()], &embedded());
        assert_eq!(rule.unwrap().mentions[0].ca.ca, "SITHS Type 1 CA v1");
    }

    #[test]
    fn a_name_within_another_ca_s_is_none() {
        for content in [
            "CN=LAB SITHS Root CA v1, O=Lab",
            "SYSTEMTEST SITHS e-id Function CA v1",
            "CN%3DSYSTEMTEST%20SITHS%20e-id%20Function%20CA%20v1",
            "systemtest\\sSITHS e-id Function CA v1",
            "issuer: CN = Another SITHS Root CA v1",
        ] {
            assert_eq!(found(content), [], "{content}");
        }
        // The test environment's CAs are told from those of production by what stands after the name, too.
        assert_eq!(found("CN=SITHS Type 1 CA v1 PP")[0].1, "SITHS Type 1 CA v1 PP");
    }

    #[test]
    fn fingerprints_however_they_are_written() {
        let catalog = embedded();
        let pinned = catalog.cas().find(|found| found.ca.sha256.is_some()).unwrap();
        let pin = pinned.ca.sha256.unwrap();
        let plain = to_hex(&pin.0);
        let colons = pin.0.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":");
        for content in [
            format!("sha256/{plain}"),
            format!("pin = {colons};"),
            format!("SHA256 FINGERPRINT AB {colons}"),
            STANDARD.encode(pin.0),
        ] {
            assert_eq!(found(&content), [(1, pinned.ca.name.clone(), Written::Sha256)], "{content}");
        }
        assert_eq!(found(&plain[..62]), []);
        // The place is that of the digits, whatever digits stand before them.
        let mention = &named(&format!("sha256 fae {plain}")).unwrap().mentions[0];
        assert_eq!((mention.spot.column, mention.spot.len), (12, 64));
    }

    #[test]
    fn what_names_come_to() {
        let standing = |content: &str| {
            let named = named(content).unwrap();
            let of_one = |standing: &Standing| {
                let missing = standing.missing.iter().map(|ca| ca.ca.ca.clone());
                (standing.pki.clone(), standing.named, missing.collect::<Vec<_>>())
            };
            named.standings.iter().map(of_one).collect::<Vec<_>>()
        };
        let siths = |named: Named, missing: &[&str]| {
            vec![("siths".to_owned(), named, missing.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())]
        };
        let persons = ["SITHS e-id Person HSA-id 3 CA v1", "SITHS e-id Person HSA-id 2 CA v1"];
        let function = "SITHS e-id Function CA v1";
        assert_eq!(standing("SITHS Type 1 CA v1"), siths(Named::OnlyOld, &persons));
        assert_eq!(standing("SITHS Type 3 CA v1"), siths(Named::OnlyOld, &[function]));
        assert_eq!(standing("SITHS CA v4"), siths(Named::OnlyOld, &[persons[0], persons[1], function]));
        assert_eq!(standing("SITHS Root CA v1"), siths(Named::OnlyOld, &["SITHS e-id Root CA v2"]));
        assert_eq!(standing("SITHS Type 1 CA v1; SITHS e-id Person HSA-id 3 CA v1"), siths(Named::Both, &[]));
        assert_eq!(
            standing("SITHS Type 1 CA v1; SITHS Type 2 CA v1; SITHS e-id Person HSA-id 3 CA v1"),
            siths(Named::Partial, &[function])
        );
        assert_eq!(standing("SITHS Type 1 CA v1; SITHS e-id Root CA v2"), siths(Named::Partial, &persons));
        assert_eq!(standing("SITHS Root CA v1; SITHS e-id Function CA v1"), siths(Named::Both, &[]));
        assert_eq!(standing("SITHS e-id Function CA v1"), siths(Named::OnlyNew, &[]));
        // Another PKI's new names help nobody.
        let mixed = standing("SITHS Type 3 CA v1; TEST SITHS e-id Function CA v1");
        assert_eq!(mixed[0], siths(Named::OnlyOld, &[function])[0]);
        assert_eq!((mixed[1].0.as_str(), mixed[1].1), ("siths-test", Named::OnlyNew));
    }

    #[test]
    fn every_ca_counts_although_the_first_mentions_alone_are_kept() {
        let mut content = String::new();
        for line in 0..MAX_MENTIONS + 50 {
            let _ = writeln!(content, "{line} SITHS Type 3 CA v1, SITHS Type 3 CA v1");
        }
        content.push_str("SITHS e-id Function CA v1");
        let named = named(&content).unwrap();
        assert_eq!((named.mentions.len(), named.count), (MAX_MENTIONS + 1, MAX_MENTIONS as u64 + 51));
        assert_eq!(named.standings[0].named, Named::Both);
        assert_eq!(named.mentions.last().unwrap().spot.line, MAX_MENTIONS as u64 + 51);
    }

    #[test]
    fn of_a_long_line_the_part_around_the_name_is_kept() {
        let before = format!("ö{}", "<x>19121212-1212</x>".repeat(2_000));
        let after = "191212121212 ".repeat(1_000);
        let named = named(&format!("a\n{before}SITHS Root CA v1 {after}\nb")).unwrap();
        let mention = &named.mentions[0];
        let column = u32::try_from(before.chars().count()).unwrap() + 1;
        assert_eq!((mention.spot.line, mention.spot.column, mention.spot.len), (2, column, 16));
        let at = (column - 1 - mention.cut) as usize;
        assert_eq!(mention.spot.text.chars().skip(at).take(16).collect::<String>(), "SITHS Root CA v1");
        assert!(mention.spot.text.len() < 1_000, "{}", mention.spot.text.len());
        // No number is cut in half: it would not be known for one.
        assert!(!mention.spot.text.starts_with(char::is_numeric) || mention.spot.text.starts_with("19121212"));
        assert!(mention.spot.text.trim_end().ends_with("191212121212"), "{}", mention.spot.text);
    }

    #[test]
    fn folders_loops_and_what_is_no_text() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("deep")).unwrap();
        std::fs::write(at("deep/x.xml"), "a\nCN=SITHS Type 1 CA v1").unwrap();
        std::fs::write(at("binary"), b"\0SITHS Type 1 CA v1").unwrap();
        // A name that begins where the first part of a file ends.
        std::fs::write(at("long"), format!("{}SITHS Root CA v1", " ".repeat(HEAD - 3))).unwrap();
        let wide: Vec<u8> = "\u{feff}b\nSITHS Root CA v1".encode_utf16().flat_map(u16::to_le_bytes).collect();
        std::fs::write(at("wide.txt"), wide).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), at("deep/loop")).unwrap();
        let catalog = embedded();
        let searched = search(folder.path(), &Folder::host(), &catalog, &[], &|_| ());
        let mentions = searched.named.iter().flat_map(|named| &named.mentions);
        let told: Vec<_> = mentions.map(|m| (m.ca.ca.as_str(), m.spot.line, m.spot.column)).collect();
        let column = u32::try_from(HEAD).unwrap() - 2;
        assert_eq!(told, [("SITHS Type 1 CA v1", 2, 4), ("SITHS Root CA v1", 1, column), ("SITHS Root CA v1", 2, 1)]);
        assert_eq!((searched.files, searched.failed.len()), (4, 0));
        let none = search(&at("none"), &Folder::host(), &catalog, &[], &|_| ());
        assert_eq!(none.failed.len(), 1);
    }

    #[test]
    fn folders_that_never_end_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut deep = folder.path().to_owned();
        deep.extend(std::iter::repeat_n("d", MAX_DEPTH + 2));
        std::fs::create_dir_all(&deep).unwrap();
        let searched = search(folder.path(), &Folder::host(), &embedded(), &[], &|_| ());
        assert_eq!(searched.failed.len(), 1);
        assert!(matches!(*searched.failed[0].1.0, InputError::TooDeep { limit: MAX_DEPTH }));
    }
}
