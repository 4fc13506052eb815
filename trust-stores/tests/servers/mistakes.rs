//! What people get wrong in a configuration, the same for every server: a line that is not taken, a part that is not there, files of any size.

use std::path::Path;

use tillit_trust_stores::places::Found;
use tillit_trust_stores::servers::service::{About, Asks, Note, Why};
use tillit_trust_stores::servers::{ProblemKind, Server, search, server};

use super::harness::{Ground, LAB, read};

const CERTIFICATE: &str = "functions/server.pem";
const KEY: &str = "keys/functions/server.key";

/// A configuration of one server with two listeners: `asks` stands in the first, `silent` in the second.
struct Written {
    word: &'static str,
    text: fn(&Ground, &str, &str) -> String,
    /// A line that asks for a certificate, and the same with a mistake in it.
    asks: &'static str,
    wrong: &'static str,
    /// The same with a slip of the pen in its name.
    slip: &'static str,
    /// A line that says that none is asked for.
    says_off: &'static str,
    /// A line that names a part that is not there.
    lacks: Option<&'static str>,
}

const SERVERS: [Written; 3] = [
    Written {
        word: "nginx",
        text: |ground, first, second| {
            let own = format!("ssl_certificate {}; ssl_certificate_key {};", LAB.file(CERTIFICATE), LAB.file(KEY));
            format!(
                "events {{}} http {{ access_log {}; ssl_client_certificate {};\nserver {{ listen 443 ssl; {own}\n\
                 {first}\n}}\nserver {{ listen 444 ssl; {own}\n{second}\n}} }}\n",
                ground.path("log"),
                LAB.file("trust/both.pem"),
            )
        },
        asks: "ssl_verify_client on;",
        wrong: "ssl_verify_client on\nssl_verify_depth 3;",
        slip: "ssl_verify_clinet on;",
        says_off: "ssl_verify_client off;",
        lacks: Some("include none.conf;"),
    },
    Written {
        word: "apache",
        text: |_, first, second| {
            let own = format!(
                "SSLEngine on\nSSLCertificateFile {}\nSSLCertificateKeyFile {}",
                LAB.file(CERTIFICATE),
                LAB.file(KEY)
            );
            format!(
                "LoadModule ssl_module modules/mod_ssl.so\nListen 443\nListen 444\nSSLCACertificateFile {}\n\
                 <VirtualHost *:443>\n{own}\n{first}\n</VirtualHost>\n<VirtualHost *:444>\n{own}\n{second}\n</VirtualHost>\n",
                LAB.file("trust/both.pem"),
            )
        },
        asks: "SSLVerifyClient require",
        wrong: "SSLVerifyClient requird",
        slip: "SSLVerifyClinet require",
        says_off: "SSLVerifyClient none",
        lacks: Some("Include none.conf"),
    },
    Written {
        word: "haproxy",
        text: |_, first, second| {
            let own = format!("ssl crt {} ca-file {}", LAB.file(CERTIFICATE), LAB.file("trust/both.pem"));
            format!("frontend a\n  mode http\n  bind :443 {own} {first}\n  bind :444 {own} {second}\n")
        },
        asks: "verify required",
        wrong: "verify requird",
        slip: "verfy required",
        says_off: "verify none",
        lacks: None,
    },
];

impl Written {
    fn server(&self) -> &'static Server {
        server(self.word).unwrap()
    }

    fn found(&self, first: &str, second: &str) -> Found {
        let ground = Ground::new();
        let main = ground.write("main.conf", (self.text)(&ground, first, second));
        read(self.server(), Path::new(&main))
    }
}

/// Whether each listener asks; `None`: it cannot be said.
fn asks(found: &Found) -> Vec<(&str, Option<Asks>)> {
    let of = |service: &tillit_trust_stores::servers::Service| {
        let is_open = service.unresolved.iter().any(|setting| setting.about == About::Asks);
        (!is_open).then_some(service.asks.value)
    };
    let port = |listener: &'static str, listeners: &[String]| listeners.iter().any(|l| l.ends_with(listener));
    let name = |listeners: &[String]| if port("443", listeners) { "443" } else { "444" };
    found.services.iter().map(|one| (name(&one.service.listeners), of(&one.service))).collect()
}

#[test]
fn nothing_is_said_of_a_service_with_a_line_that_its_server_does_not_take() {
    for written in &SERVERS {
        let (word, off) = (written.word, written.says_off);
        let sound = written.found(written.asks, off);
        assert!(sound.problems.is_empty(), "{word}: {:#?}", sound.problems);
        assert_eq!(asks(&sound), [("443", Some(Asks::Required)), ("444", Some(Asks::Off))], "{word}");

        let wrong = written.found(off, written.wrong);
        let [problem] = wrong.problems.as_slice() else { panic!("{word}: {:#?}", wrong.problems) };
        assert!(matches!(problem.kind, ProblemKind::Syntax(_) | ProblemKind::Value(_)), "{word}: {problem:?}");
        assert!(problem.spot.text.contains(written.wrong.lines().next().unwrap()), "{word}: {problem:?}");
        let said = asks(&wrong);
        assert_eq!(said[0], ("443", Some(Asks::Off)), "{word}");
        // HAProxy does not open the listener at all.
        assert!(said[1..].iter().all(|one| *one == ("444", None)), "{word}: {said:?}");

        // Whoever asks for nothing because nobody wrote it may ask, once the line is mended.
        let silent = written.found("", written.wrong);
        assert_eq!(asks(&silent)[0], ("443", None), "{word}");
        let slipped = written.found(off, written.slip);
        let name = written.slip.split(' ').next().unwrap();
        assert_eq!(asks(&slipped), [("443", Some(Asks::Off)), ("444", None)], "{word}");
        let open = &slipped.services[1].service.unresolved;
        assert!(
            open.iter().any(|one| one.why == Why::Unknown(name.to_owned()) && &*one.spot.name == name),
            "{word}: {open:?}"
        );
        if let Some(lacks) = written.lacks {
            let lacking = written.found(off, lacks);
            assert_eq!(asks(&lacking), [("443", Some(Asks::Off)), ("444", None)], "{word}");
        }
    }
}

#[test]
fn a_rule_on_the_issuers_name_is_noticed_where_it_holds() {
    let rules = [
        ("nginx", "ssl_verify_client on; location / { if ($ssl_client_i_dn !~ \"Type 1 CA\") { return 403; } }"),
        (
            "nginx",
            "ssl_verify_client on; location / { proxy_set_header X-Issuer $ssl_client_i_dn; set $x \"$ssl_client_i_dn Type 1 CA\"; }",
        ),
        (
            "apache",
            "SSLVerifyClient require\n<Location /x>\nRequire expr \"%{SSL_CLIENT_I_DN_CN} =~ /Type 1 CA/\"\n</Location>",
        ),
        ("apache", "SSLVerifyClient require\nSSLRequire %{SSL_CLIENT_I_DN_CN} eq \"SITHS Type 1 CA v1\""),
        (
            "haproxy",
            "verify required\n  http-request deny unless { ssl_c_i_dn(cn) -m sub \"Type 1 CA\" }\nfrontend b\n",
        ),
    ];
    let catalog = tillit_verifier::catalog::embedded();
    for (word, first) in rules {
        let written = SERVERS.iter().find(|written| written.word == word).unwrap();
        let found = written.found(first, written.says_off);
        assert!(found.problems.is_empty(), "{first}: {:?}", found.problems);
        let rules = |gathered: &tillit_trust_stores::servers::Gathered| -> Vec<(String, Vec<String>)> {
            let rule = |note: &Note| match note {
                Note::IssuerRule(spot, words) => Some((spot.text.to_string(), words.clone())),
                _ => None,
            };
            gathered.service.notes.iter().filter_map(rule).collect()
        };
        let [(line, words)] = &rules(&found.services[0])[..] else {
            panic!("{first}: {:#?}", found.services[0].service.notes)
        };
        assert!(line.contains("Type 1 CA"), "{first}: {line}");
        let named = search::in_rule(Path::new("/x"), words, &catalog).unwrap_or_else(|| panic!("{first}: {words:?}"));
        assert_eq!(named.mentions[0].ca.ca, "SITHS Type 1 CA v1", "{first}");
        assert_eq!(named.standings[0].named, search::Named::OnlyOld, "{first}");
        assert!(rules(&found.services[1]).is_empty(), "{first}");
    }
    // A table stands around all servers.
    let map =
        "ssl_verify_client on; } map $ssl_client_i_dn $x { default 0; \"~CN=.*Type 1 CA\" 1; } server { listen 445;";
    let found = SERVERS[0].found(map, SERVERS[0].says_off);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let has_rule =
        |note: &Note| matches!(note, Note::IssuerRule(_, words) if words.iter().any(|word| word.contains("Type 1")));
    assert!(found.services.iter().all(|gathered| gathered.service.notes.iter().any(has_rule)));
}

#[test]
fn a_file_that_is_too_large_is_one_error_and_the_rest_is_read() {
    for written in &SERVERS {
        let Some(lacks) = written.lacks else { continue };
        let ground = Ground::new();
        let large = std::fs::File::create(ground.folder().join("none.conf")).unwrap();
        large.set_len(100 << 20).unwrap();
        let main = ground.write("main.conf", (written.text)(&ground, written.asks, lacks));
        let found = read(written.server(), Path::new(&main));
        let [problem] = found.problems.as_slice() else { panic!("{}: {:#?}", written.word, found.problems) };
        assert!(matches!(&problem.kind, ProblemKind::File(path, _) if path.ends_with("none.conf")), "{problem:?}");
        assert_eq!(asks(&found)[0], ("443", Some(Asks::Required)), "{}", written.word);
    }
    let ground = Ground::new();
    let main = ground.folder().join("haproxy.cfg");
    std::fs::File::create(&main).unwrap().set_len(100 << 20).unwrap();
    let found = read(server("haproxy").unwrap(), &main);
    assert_eq!((found.problems.len(), found.services.len()), (1, 0));
}

#[test]
fn a_thousand_hosts_of_each() {
    let ground = Ground::new();
    let (own, key, trust) = (LAB.file(CERTIFICATE), LAB.file(KEY), LAB.file("trust/both.pem"));
    for number in 0..1000 {
        let host = format!(
            "<VirtualHost *:443>\nServerName s{number}.lab\nSSLEngine on\nSSLCertificateFile {own}\nSSLCertificateKeyFile {key}\n\
             SSLCACertificateFile {trust}\nSSLVerifyClient require\n{}</VirtualHost>\n",
            "<Location /x>\nRequire all granted\n</Location>\n".repeat(20)
        );
        ground.write(&format!("sites/{number:04}.conf"), host);
        let front =
            format!("frontend f{number}\n  bind :{} ssl crt {own} ca-file {trust} verify required\n", 1000 + number);
        ground.write(&format!("h/{number:04}.cfg"), front);
    }
    let main = ground.write(
        "main.conf",
        format!("LoadModule ssl_module modules/mod_ssl.so\nListen 443\nInclude {}/*.conf\n", ground.path("sites")),
    );
    for (word, main) in [("apache", main), ("haproxy", ground.path("h"))] {
        let found = read(server(word).unwrap(), Path::new(&main));
        assert!(found.problems.is_empty(), "{word}: {:#?}", found.problems.first());
        assert_eq!((found.services.len(), found.stores.len()), (1000, 1), "{word}");
    }
}
