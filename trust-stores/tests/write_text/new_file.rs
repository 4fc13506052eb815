//! A server's configuration that is pointed at a new file. The servers' own checks are the judges of what is written.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tillit_trust_stores::install::apply::{ApplyError, CheckFailed, Hooks, apply};
use tillit_trust_stores::install::journal::Who;
use tillit_trust_stores::install::plan::NotPointed;
use tillit_trust_stores::install::undo::{Left, UndoError};

use super::undo::{applied, journal, try_undo, undone};
use super::*;

/// A server's certificate with its key, in one file.
static OWN: LazyLock<String> = LazyLock::new(|| {
    let key = Key::generate(KeyKind::P256).unwrap();
    let own = CertificateBuilder::new(Dn::cn("localhost")).key(&key).self_sign().unwrap();
    own.to_pem() + &key.to_pem()
});

/// A folder with a configuration, the files that it names, and the file that is to be.
struct Site {
    server: &'static str,
    base: PathBuf,
    _folder: tempfile::TempDir,
}

impl Site {
    /// `@` in the configuration stands for the folder.
    fn new(server: &'static str, configuration: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::Builder::new().prefix("tillit-new-file-").tempdir().unwrap();
        let site = Self { server, base: folder.path().canonicalize().unwrap(), _folder: folder };
        site.write("own.pem", OWN.as_str());
        site.write("old.pem", bundle(&[ca(0)]));
        site.write("server.conf", site.with_folder(configuration));
        site
    }

    fn nginx(http: &str) -> Self {
        Self::new(
            "nginx",
            format!("pid @/pid; error_log @/log;\nevents {{}}\nhttp {{ access_log off;\n{NGINX}{http}}}\n"),
        )
    }

    fn apache(lines: &str) -> Self {
        let mut text =
            "ServerRoot @\nDefaultRuntimeDir @\nPidFile @/pid\nErrorLog @/log\nMutex file:@ default\n".to_owned();
        for name in ["mpm_event", "authz_core", "socache_shmcb", "macro", "ssl"] {
            let _ = writeln!(text, "LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so");
        }
        text += "ServerName localhost\nListen 127.0.0.1:8443\nSSLEngine on\nSSLCertificateFile @/own.pem\n";
        Self::new("apache", text + lines)
    }

    fn haproxy(lines: &str) -> Self {
        let head = "global\n  ca-base @\ndefaults\n  mode http\n  timeout client 9s\n  timeout server 9s\n  timeout connect 9s\n";
        Self::new("haproxy", format!("{head}frontend a\n{lines}"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.base.join(name)
    }

    fn with_folder(&self, text: impl AsRef<[u8]>) -> Vec<u8> {
        let folder = self.base.to_str().unwrap().as_bytes();
        text.as_ref().split(|byte| *byte == b'@').collect::<Vec<_>>().join(folder)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    fn plan(&self, add: &[&Issued]) -> Plan {
        self.plan_at(&self.path("new.pem"), add, &[])
    }

    fn plan_at(&self, new_file: &Path, add: &[&Issued], remove: &[&Issued]) -> Plan {
        let selection = Selection {
            add: add.iter().map(|issued| addition(issued)).collect(),
            remove: remove.iter().map(|issued| Removal { fingerprint: print(issued), ca: None }).collect(),
            ..Selection::default()
        };
        let target = format!("{}:{}", self.server, self.path("server.conf").display());
        let named = [Named { shown: target.clone(), target: Target::parse(Path::new(&target)), kind: None }];
        let request = Request {
            targets: &named,
            selection: &selection,
            tree: &Folder::host(),
            environment: &Environment::of([]),
            passwords: &Passwords::defaults(),
            catalog: &Catalog::default(),
            at_hand: &[],
            now: OffsetDateTime::now_utc(),
            create: false,
            in_place: false,
            new_file: Some(new_file),
            purpose: planner::Purpose::Apply,
            anyway: false,
        };
        planner::plan(&request, format!("2026-11-22T10:02Z-{:04x}", unique()))
    }

    fn refusal(&self) -> NotPointed {
        self.refusal_at(&self.path("new.pem"))
    }

    fn refusal_at(&self, new_file: &Path) -> NotPointed {
        match refusal(&self.plan_at(new_file, &[ca(1)], &[])) {
            Refusal::NotPointed(why) => why.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// What the server's own program says of the configuration.
    #[track_caller]
    fn is_fine(&self) {
        let conf = self.path("server.conf");
        let (program, args) = match self.server {
            "nginx" => ("/usr/sbin/nginx", vec!["-t", "-c"]),
            "apache" => ("/usr/sbin/apache2", vec!["-t", "-f"]),
            _ => ("/usr/sbin/haproxy", vec!["-c", "-f"]),
        };
        let output = Command::new(program).args(args).arg(&conf).current_dir(&self.base).output().unwrap();
        assert!(output.status.success(), "{output:?}\n{}", String::from_utf8_lossy(&fs::read(conf).unwrap()));
    }

    /// The whole story: fine before; after it `names` stands in the place of each `old`, the server finds it fine, a second run has nothing to
    /// do, and undo gives back every byte.
    #[track_caller]
    fn story(&self, exchanged: &[(&str, &[(&str, usize)])]) {
        self.is_fine();
        let old = self.read("old.pem");
        let before: Vec<Vec<u8>> = exchanged.iter().map(|(file, _)| self.read(file)).collect();
        let plan = self.plan(&[ca(1), ca(2)]);
        let pointed = &edited(&plan).pointed;
        assert_eq!(pointed.len(), exchanged.len(), "{pointed:?}");
        // At no time is a file named that is not there.
        assert!(matches!(edited(&plan).changes.first(), Some(Change::Create { .. })));
        let journal = journal(&self.base);
        let record = applied(&plan, &journal);
        for ((file, words), before) in exchanged.iter().zip(&before) {
            let mut wanted = before.clone();
            for (word, times) in *words {
                let word = self.with_folder(word);
                let new = self.path("new.pem");
                assert_eq!(memchr::memmem::find_iter(&wanted, &word).count(), *times, "{file}");
                let place = word.windows(7).rposition(|part| part == b"old.pem").unwrap();
                let quote = word.get(place + 7).copied().filter(|c| matches!(c, b'"' | b'\''));
                let begin = quote.map_or_else(
                    || word.iter().take(place).rposition(u8::is_ascii_whitespace).map_or(0, |at| at + 1),
                    |quote| word.iter().take(place).rposition(|c| *c == quote).unwrap(),
                );
                let end = place + 7 + usize::from(quote.is_some());
                let with = [&word[..begin], new.to_str().unwrap().as_bytes(), &word[end..]].concat();
                let parts: Vec<&[u8]> = split(&wanted, &word);
                wanted = parts.join(&with[..]);
            }
            assert_eq!(
                String::from_utf8_lossy(&self.read(file)),
                String::from_utf8_lossy(&wanted),
                "nothing else is changed"
            );
            assert_eq!(self.read(file), wanted);
        }
        assert_eq!(self.read("old.pem"), old);
        for one in [ca(0), ca(1), ca(2)] {
            assert!(String::from_utf8(self.read("new.pem")).unwrap().contains(&one.to_pem()));
        }
        self.is_fine();
        assert!(matches!(planned(&self.plan(&[ca(1), ca(2)])), Planned::Unchanged));
        let undone = undone(&record, &journal);
        assert!(undone.adapted.is_empty() && undone.left.is_empty(), "{undone:?}");
        for ((file, _), before) in exchanged.iter().zip(&before) {
            assert_eq!(&self.read(file), before);
        }
        assert!(!self.path("new.pem").exists());
        self.is_fine();
    }
}

const NGINX: &str = "ssl_certificate @/own.pem; ssl_certificate_key @/own.pem;\n";

fn split<'a>(text: &'a [u8], word: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut at = 0;
    for found in memchr::memmem::find_iter(text, word) {
        parts.push(&text[at..found]);
        at = found + word.len();
    }
    parts.push(&text[at..]);
    parts
}

fn unique() -> u32 {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

const ASKING: &str = "server { listen 127.0.0.1:8443 ssl; ssl_verify_client on; }\n";

#[test]
fn nginx_of_all_servers_in_one_line() {
    let site = Site::nginx(
        &format!("# p\u{e5}sk\r\n\tssl_client_certificate   'old.pem' ;\r\n{ASKING}{ASKING}")
            .replacen("8443", "8444", 1),
    );
    site.story(&[("server.conf", &[("ssl_client_certificate   'old.pem' ;\r\n", 1)])]);
}

#[test]
fn nginx_in_several_lines_and_files_with_other_encodings() {
    let site = Site::nginx("include sites/*;\n");
    let latin = b"# f\xF6r p\xE5l\xE4ggsvis \xC3\r\nserver { listen 127.0.0.1:8443 ssl; ssl_verify_client on;\r\n\
        ssl_client_certificate\r\n  @/old.pem; add_header X \"\xE5\xE4\xF6\"; } # old.pem \xFF";
    site.write("available/a", site.with_folder(latin));
    fs::create_dir(site.path("sites")).unwrap();
    std::os::unix::fs::symlink("../available/a", site.path("sites/a")).unwrap();
    site.write(
        "sites/b",
        "server { listen 127.0.0.1:8444 ssl; ssl_verify_client optional; ssl_client_certificate old.pem;\n\
         ssl_trusted_certificate \"./old.pem\"; }\nserver { listen 127.0.0.1:8445 ssl; ssl_trusted_certificate old.pem; }\n",
    );
    site.story(&[
        ("available/a", &[("ssl_client_certificate\r\n  @/old.pem", 1)]),
        ("sites/b", &[("ssl_client_certificate old.pem", 1), ("ssl_trusted_certificate \"./old.pem\"", 1)]),
    ]);
    assert!(fs::symlink_metadata(site.path("sites/a")).unwrap().is_symlink());
}

#[test]
fn nginx_with_a_command_of_openssl() {
    // Without names of its own nginx sends those of the command.
    let site =
        Site::nginx(&format!("ssl_client_certificate names.pem; ssl_conf_command VerifyCAFile @/old.pem;\n{ASKING}"));
    site.write("names.pem", bundle(&[ca(0), ca(1), ca(2)]));
    site.story(&[("server.conf", &[("VerifyCAFile @/old.pem", 1)])]);
}

#[test]
fn apache_in_several_hosts_and_over_two_lines() {
    let site = Site::apache(
        "# gr\u{f6}n\nSSLCACertificateFile \\\r\n   \"@/old.pem\"\nSSLVerifyClient require\nListen 127.0.0.1:8444\n\
         <VirtualHost *:8444>\nSSLEngine on\nsslcacertificatefile old.pem\n</VirtualHost>\n",
    );
    site.story(&[(
        "server.conf",
        &[("SSLCACertificateFile \\\r\n   \"@/old.pem\"\n", 1), ("sslcacertificatefile old.pem", 1)],
    )]);
}

#[test]
fn apache_that_announces_another_file() {
    let site = Site::apache("SSLCACertificateFile old.pem\nSSLCADNRequestFile names.pem\nSSLVerifyClient require\n");
    site.write("names.pem", bundle(&[ca(0)]));
    let (old, names) = (site.path("old.pem"), site.path("names.pem"));
    assert_eq!(site.refusal(), NotPointed::Several(old, names));
    // One of the two is complete: the other is the one.
    site.write("names.pem", bundle(&[ca(0), ca(1), ca(2)]));
    site.story(&[("server.conf", &[("SSLCACertificateFile old.pem", 1)])]);
}

#[test]
fn haproxy_on_a_bind_line_and_in_a_list() {
    let site = Site::haproxy(
        "  bind 127.0.0.1:8443 ssl crt @/own.pem ca-file 'old.pem'\tverify required # old.pem\n\
         \x20 bind [::1]:8444 ssl crt-list @/list\n",
    );
    site.write(
        "list",
        site.with_folder("@/own.pem [verify required ca-file @/old.pem] *.example.se\n# p\u{e5}\n@/own.pem [ca-file old.pem ca-verify-file old.pem verify required]\n"),
    );
    site.story(&[
        ("server.conf", &[("ca-file 'old.pem'", 1)]),
        ("list", &[("verify required ca-file @/old.pem", 1), ("[ca-file old.pem", 1), ("ca-verify-file old.pem", 1)]),
    ]);
}

#[test]
fn what_stands_there_decides() {
    let listen = "server { listen 127.0.0.1:8443 ssl;";
    let site = Site::nginx(&format!("{listen} ssl_verify_client on; ssl_client_certificate old.pem; }}"));
    assert_eq!(site.refusal_at(Path::new("new.pem")), NotPointed::Name("new.pem".into()));
    for name in ["with blank.pem", "a;b.pem", "a$b.pem", "a{b.pem", "a'b.pem", "a\\b.pem", "a#b.pem", "a\nb.pem", ""] {
        let file = site.path(name);
        let file = if name.is_empty() { PathBuf::from(format!("{}/", file.display())) } else { file };
        assert_eq!(site.refusal_at(&file), NotPointed::Name(file.clone()));
    }
    let nowhere = site.path("nowhere/new.pem");
    assert_eq!(site.refusal_at(&nowhere), NotPointed::NoFolder(site.path("nowhere")));
    assert_eq!(site.refusal_at(&site.path("old.pem")), NotPointed::Same(site.path("old.pem")));
    for (there, is_link) in [(bundle(&[ca(0)]), false), (String::new(), false), (String::new(), true)] {
        let new = site.path("new.pem");
        if is_link {
            std::os::unix::fs::symlink("nothing", &new).unwrap();
        } else {
            fs::write(&new, there).unwrap();
        }
        assert_eq!(site.refusal(), NotPointed::There(new.clone()));
        fs::remove_file(&new).unwrap();
    }
    // Where the new file would be read as a part of the configuration.
    let site =
        Site::nginx(&format!("include conf.d/*; {listen} ssl_verify_client on; ssl_client_certificate old.pem; }}"));
    fs::create_dir(site.path("conf.d")).unwrap();
    assert!(matches!(refusal(&site.plan_at(&site.path("conf.d/new.pem"), &[ca(1)], &[])), Refusal::WouldLose(_)));

    let broken = Site::nginx(&format!("{listen} ssl_verify_client on; ssl_client_certificate old.pem; }}\nserver {{"));
    assert!(matches!(broken.refusal(), NotPointed::Unread(spot) if spot.line > 5));
    let unread =
        Site::nginx(&format!("include nothing; {listen} ssl_verify_client on; ssl_client_certificate old.pem; }}"));
    assert!(matches!(unread.refusal(), NotPointed::Unread(_)));
    let gone = Site::nginx(&format!("{listen} ssl_verify_client on; ssl_client_certificate gone.pem; }}"));
    assert!(matches!(refusal(&gone.plan(&[ca(1)])), Refusal::Unreadable(_)));
    let nobody = Site::nginx(&format!("{listen} ssl_client_certificate old.pem; }}"));
    assert!(matches!(refusal(&nobody.plan(&[ca(1)])), Refusal::NothingFound));

    let apache = |lines: &str| Site::apache(&format!("{lines}\nSSLVerifyClient require\n"));
    for made in [
        "Define X @\nSSLCACertificateFile ${X}/old.pem",
        "SSLCACertificateFile ${NOBODY_KNOWS}/old.pem",
        "<Macro Cas $file>\nSSLCACertificateFile @/$file\n</Macro>\nUse Cas old.pem",
    ] {
        assert!(matches!(apache(made).refusal(), NotPointed::Made(_)), "{made}");
    }
    let folder = apache("SSLCACertificatePath @/folder");
    folder.write("folder/a.pem", bundle(&[ca(0)]));
    assert!(matches!(folder.refusal(), NotPointed::Folder(_)));
    let none = apache("");
    assert_eq!(none.refusal(), NotPointed::NoLine);

    let haproxy =
        |file: &str| Site::haproxy(&format!("  bind :8443 ssl crt @/own.pem ca-file {file} verify required\n"));
    assert!(matches!(haproxy("\"${NOBODY_KNOWS}/old.pem\"").refusal(), NotPointed::Made(_)));
    let folder = haproxy("@/folder");
    folder.write("folder/a.pem", bundle(&[ca(0)]));
    folder.write("folder/b.pem", bundle(&[ca(3)]));
    assert!(matches!(folder.refusal(), NotPointed::Folder(_)));
    let key = haproxy("@/own.pem");
    assert!(matches!(refusal(&key.plan(&[ca(1)])), Refusal::PrivateKeyFile));

    for server in ["tomcat", "spring-boot", "wildfly", "keycloak"] {
        let site = Site { server, ..Site::nginx("") };
        assert_eq!(site.refusal(), NotPointed::Server(server));
    }
}

#[test]
fn the_file_may_be_there_and_something_may_go() {
    let site = Site::nginx(&format!("ssl_client_certificate old.pem;\n{ASKING}"));
    site.write("old.pem", bundle(&[ca(0), ca(3), ca(0)]));
    fs::set_permissions(site.path("old.pem"), fs::Permissions::from_mode(0o640)).unwrap();
    let plan = site.plan_at(&site.path("new.pem"), &[ca(1)], &[ca(3)]);
    let edit = edited(&plan);
    assert_eq!((edit.added.as_slice(), edit.removed.as_slice()), (&[print(ca(1))][..], &[print(ca(3))][..]));
    let Change::Create { after, mode: 0o640, .. } = &edit.changes[0] else { panic!("{edit:?}") };
    // Laid there beforehand, it is taken as it is; an undo leaves it.
    let content = after.bytes().to_vec();
    site.write("new.pem", &content);
    let plan = site.plan_at(&site.path("new.pem"), &[ca(1)], &[ca(3)]);
    assert!(matches!(edited(&plan).changes.as_slice(), [Change::Replace { .. }]));
    let journal = journal(&site.base);
    let before = site.read("server.conf");
    let record = applied(&plan, &journal);
    site.is_fine();
    undone(&record, &journal);
    assert_eq!((site.read("server.conf"), site.read("new.pem")), (before, content));
}

#[test]
fn a_configuration_that_was_edited_since_gets_its_lines_back_and_keeps_the_rest() {
    let site = Site::nginx(&format!(
        "{}{}",
        "server { listen 127.0.0.1:8443 ssl; ssl_verify_client on;\n ssl_client_certificate old.pem;\n }\n",
        "server { listen 127.0.0.1:8444 ssl; ssl_verify_client on;\n ssl_client_certificate @/old.pem;\n }\n"
    ));
    let before = String::from_utf8(site.read("server.conf")).unwrap();
    let journal = journal(&site.base);
    let record = applied(&site.plan(&[ca(1)]), &journal);
    let edited = String::from_utf8(site.read("server.conf")).unwrap();
    site.write("server.conf", format!("# theirs\n{edited}"));
    let done = undone(&record, &journal);
    assert_eq!((done.adapted, done.left), (vec![site.path("server.conf")], vec![]));
    assert_eq!(String::from_utf8(site.read("server.conf")).unwrap(), format!("# theirs\n{before}"));
    assert!(!site.path("new.pem").exists());
    site.is_fine();

    // The line itself is another, and names the new file still: nothing is done.
    site.write("server.conf", &before);
    let record = applied(&site.plan(&[ca(1)]), &journal);
    let moved = edited.replacen(" ssl_client_certificate", "   ssl_client_certificate", 1);
    site.write("server.conf", &moved);
    match try_undo(&record, &journal) {
        Err(UndoError::Refused { refusal: Refusal::NotPointed(NotPointed::Edited(path)), .. }) => {
            assert_eq!(path, site.path("server.conf"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(String::from_utf8(site.read("server.conf")).unwrap(), moved);
    assert!(site.path("new.pem").exists());
    site.is_fine();
    // After the line is put back by hand it goes on.
    let by_hand = format!("# by hand\n{before}");
    site.write("server.conf", &by_hand);
    let done = undone(&record, &journal);
    assert!(done.adapted.is_empty() && done.left.is_empty());
    assert_eq!(String::from_utf8(site.read("server.conf")).unwrap(), by_hand);
    assert!(!site.path("new.pem").exists());
    site.is_fine();
}

#[test]
fn a_new_file_that_others_changed_is_left_and_named_by_nobody() {
    let site = Site::nginx(&format!("ssl_client_certificate old.pem;\n{ASKING}"));
    let before = site.read("server.conf");
    let journal = journal(&site.base);
    let record = applied(&site.plan(&[ca(1)]), &journal);
    let theirs = [site.read("new.pem"), ca(4).to_pem().into_bytes()].concat();
    site.write("new.pem", &theirs);
    let done = undone(&record, &journal);
    assert_eq!(done.left, [(site.path("new.pem"), Left::Unused)]);
    assert_eq!((site.read("server.conf"), site.read("new.pem")), (before, theirs));
}

#[test]
fn a_check_that_fails_puts_the_configuration_back_before_the_file_goes() {
    let site = Site::nginx(&format!("ssl_client_certificate old.pem;\n{ASKING}"));
    let before = site.read("server.conf");
    let plan = site.plan(&[ca(1)]);
    let journal = journal(&site.base);
    let mut hooks = Hooks {
        staged: &mut |_, _, _| Ok(()),
        written: &mut |_| {
            site.is_fine();
            Err(CheckFailed { by: "nginx -t".to_owned(), said: "no".to_owned() })
        },
        run: &mut |_| Ok(()),
        left_behind: &mut |_| Ok(Vec::new()),
        progress: &mut |_| {},
    };
    let failed = apply(&plan, &journal, &Who::current(), &mut hooks);
    assert!(matches!(failed, Err(ApplyError::Check(_))), "{failed:?}");
    assert_eq!(site.read("server.conf"), before);
    assert!(!site.path("new.pem").exists());
}
