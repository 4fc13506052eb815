//! nginx, with its stream module.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use tillit_trust_stores::servers::service::{Asks, Note};
use tillit_trust_stores::servers::{ProblemKind, Server, server};
use tillit_trust_stores::tree::Folder;

use crate::harness::{
    Case, Door, Ground, HSA_3, ID_3, LAB, LET_IN, NEW_ROOT, OLD_ROOT, Said, judge, read, read_in, section, table_head,
};

fn nginx() -> &'static Server {
    server("nginx").unwrap()
}

fn command(ground: &Ground, main: &Path) -> Command {
    let mut command = Command::new("/usr/sbin/nginx");
    let log = ground.path("error.log");
    command.args(["-g", "daemon off;", "-e", &log, "-c"]).arg(main);
    command
}

/// What every configuration has outside of `http`, `stream` and `mail`.
fn outside(ground: &Ground) -> String {
    format!(
        "pid {0}/pid; error_log {0}/error.log; worker_processes 1;\nevents {{}}\n",
        ground.path("").trim_end_matches('/')
    )
}

/// `http` with folders that its worker needs none of.
fn http(ground: &Ground, inner: &str) -> String {
    let folder = ground.path("");
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary.map(|name| format!("{name}_temp_path {folder}{name};\n")).concat();
    format!("{}http {{\naccess_log off;\n{temporary}{inner}\n}}\n", outside(ground))
}

/// The server's own certificate.
fn own() -> String {
    let (certificate, key) = (LAB.file("functions/server.pem"), LAB.file("keys/functions/server.key"));
    format!("ssl_certificate {certificate};\nssl_certificate_key {key};\n")
}

/// A server that lets a card in.
fn host(port: u16, more: &str) -> String {
    format!("server {{\nlisten 127.0.0.1:{port} ssl;\n{}{more}\n{}}}\n", own(), page())
}

/// A certificate with a key that any level takes: the lab's are RSA with 2048 bits.
fn strong(ground: &Ground) -> (String, String) {
    let (certificate, key) = (ground.path("strong.pem"), ground.path("strong.key"));
    let kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-subj", "/CN=strong"];
    let made = Command::new("openssl")
        .args(["req", "-x509", "-out", &certificate, "-keyout", &key])
        .args(kind)
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success());
    (certificate, key)
}

fn page() -> String {
    format!("location / {{ return 200 '{LET_IN}'; }}\n")
}

const LEVEL_0: &str = "ssl_ciphers DEFAULT@SECLEVEL=0;";

/// One configuration: what it is called, its text, at which doors cards try.
struct Try {
    title: &'static str,
    ground: Ground,
    text: String,
    doors: Vec<Door>,
    said: Said,
}

/// One server at one door.
fn one(title: &'static str, more: impl Fn(&Ground) -> String) -> Try {
    let ground = Ground::new();
    let text = http(&ground, &host(ground.ports[0], &more(&ground)));
    Try { title, ground, text, doors: vec![Door::default()], said: Said::Everything }
}

fn not_all(tried: Try) -> Try {
    Try { said: Said::NotAll, ..tried }
}

/// All of `http`, with doors of its own.
fn several(title: &'static str, doors: Vec<Door>, inner: impl Fn(&Ground) -> String) -> Try {
    let ground = Ground::new();
    let text = http(&ground, &inner(&ground));
    Try { title, ground, text, doors, said: Said::Everything }
}

fn door(port: usize, name: Option<&'static str>) -> Door {
    Door { port, name, path: None }
}

fn stream(title: &'static str, more: &str) -> Try {
    let ground = Ground::new();
    let text = format!(
        "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n{}stream {{ server {{ listen 127.0.0.1:{} ssl;\n{}{more}\n\
         return '{LET_IN}\\n'; }} }}\n",
        outside(&ground),
        ground.ports[0],
        own(),
    );
    Try { title, ground, text, doors: vec![Door::default()], said: Said::Everything }
}

const ALL_NEW: [&str; 7] =
    [NEW_ROOT, HSA_3, ID_3, "Person HSA-id 2 CA v1", "Person ID 2 CA v1", "Mobile CA v1", "e-id Function CA v1"];

fn spoiled(ground: &Ground, name: &str) -> String {
    LAB.spoil(ground, &ALL_NEW);
    ground.path(&format!("spoiled/{name}"))
}

fn trust() -> Vec<Try> {
    let (both, old, new, half) =
        (LAB.file("trust/both.pem"), LAB.file("trust/old.pem"), LAB.file("trust/new.pem"), LAB.file("trust/half.pem"));
    let on = |bundle: &str| format!("ssl_client_certificate {bundle}; ssl_verify_client on;");
    vec![
        one("both generations trusted", |_| on(&both)),
        one("both, `ssl_ciphers DEFAULT@SECLEVEL=0`", |_| on(&both) + LEVEL_0),
        one("both, `@SECLEVEL=1`", |_| on(&both) + "ssl_ciphers DEFAULT:@SECLEVEL=1;"),
        several("both, `@SECLEVEL=3`", vec![Door::default()], |ground| {
            let (certificate, key) = strong(ground);
            let (port, asking) = (ground.ports[0], on(&both));
            format!(
                "server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {certificate}; ssl_certificate_key {key};\n\
                 {asking} ssl_ciphers DEFAULT:@SECLEVEL=3; {} }}",
                page()
            )
        }),
        one("the old generation alone, level 0", |_| on(&old) + LEVEL_0),
        one("the new generation alone", |_| on(&new)),
        one("old generation and the new root, level 0", |_| on(&half) + LEVEL_0),
        one("the new root alone", |ground| on(&ground.write("ca.pem", LAB.pem(&[NEW_ROOT])))),
        one("the old root alone", |ground| on(&ground.write("ca.pem", LAB.pem(&[OLD_ROOT])))),
        one("the old root alone, level 0", |ground| on(&ground.write("ca.pem", LAB.pem(&[OLD_ROOT]))) + LEVEL_0),
        one("new root and issuing CAs of LoA 3", |ground| {
            on(&ground.write("ca.pem", LAB.pem(&[NEW_ROOT, HSA_3, ID_3])))
        }),
        one("new root and one of two issuing CAs of LoA 3", |ground| {
            on(&ground.write("ca.pem", LAB.pem(&[NEW_ROOT, HSA_3])))
        }),
        one("issuing CAs without the root", |ground| on(&ground.write("ca.pem", LAB.pem(&[HSA_3, ID_3])))),
        one("old announced, both trusted (`ssl_trusted_certificate`), level 0", |_| {
            format!("{} ssl_trusted_certificate {both}; {LEVEL_0}", on(&old))
        }),
        one("issuing CAs announced, the root trusted", |ground| {
            let issuing = ground.write("issuing.pem", LAB.pem(&[HSA_3, ID_3]));
            let root = ground.write("root.pem", LAB.pem(&[NEW_ROOT]));
            format!("{} ssl_trusted_certificate {root};", on(&issuing))
        }),
        one("the new root announced, all of new trusted", |ground| {
            let root = ground.write("root.pem", LAB.pem(&[NEW_ROOT]));
            format!("{} ssl_trusted_certificate {new};", on(&root))
        }),
        one("an issuing CA of LoA 3 whose time is over", |ground| on(&spoiled(ground, "over.pem"))),
        one("the same beside a copy of it in its time", |ground| on(&spoiled(ground, "over-and-good.pem"))),
        one("an issuing CA of LoA 3 marked as rejected for clients", |ground| on(&spoiled(ground, "rejected.pem"))),
        one("a list of an issuing CA of LoA 3 that is over", |ground| {
            let lists = spoiled(ground, "over.crl");
            format!("{} ssl_crl {lists};", on(&new))
        }),
        one("a thousand other names", |ground| on(&spoiled(ground, "many.pem"))),
        one("a name relative to the folder of nginx.conf, in quotes", |ground| {
            ground.write("trust ed/ca.pem", LAB.pem(&ALL_NEW));
            "ssl_client_certificate \"trust ed/ca.pem\"; ssl_verify_client on;".to_owned()
        }),
    ]
}

fn asking() -> Vec<Try> {
    let (both, old, new) = (LAB.file("trust/both.pem"), LAB.file("trust/old.pem"), LAB.file("trust/new.pem"));
    vec![
        one("nothing is asked", |_| format!("ssl_client_certificate {both};")),
        one("`optional`, the old generation trusted", |_| {
            format!("ssl_client_certificate {old}; ssl_verify_client optional; {LEVEL_0}")
        }),
        not_all(one("`optional_no_ca` without any CA", |_| "ssl_verify_client optional_no_ca;".to_owned())),
        one("`optional_no_ca`, the old generation trusted", |_| {
            format!("ssl_client_certificate {old}; ssl_verify_client optional_no_ca;")
        }),
        one("`optional_no_ca`, the old generation trusted, level 0", |_| {
            format!("ssl_client_certificate {old}; ssl_verify_client optional_no_ca; {LEVEL_0}")
        }),
        not_all(one("`optional_no_ca`, issuing CAs without the root", |ground| {
            let issuing = ground.write("ca.pem", LAB.pem(&[HSA_3, ID_3]));
            format!("ssl_client_certificate {issuing}; ssl_verify_client optional_no_ca;")
        })),
        not_all(one("`optional_no_ca`, the new root alone, depth 0", |ground| {
            let root = ground.write("ca.pem", LAB.pem(&[NEW_ROOT]));
            format!("ssl_client_certificate {root}; ssl_verify_client optional_no_ca; ssl_verify_depth 0;")
        })),
        one("`optional_no_ca`, the new generation trusted, depth 0, level 0", |_| {
            format!("ssl_client_certificate {new}; ssl_verify_client optional_no_ca; ssl_verify_depth 0; {LEVEL_0}")
        }),
        one("`ssl_verify_depth 0`", |_| {
            format!("ssl_client_certificate {new}; ssl_verify_client on; ssl_verify_depth 0;")
        }),
        one("`ssl_verify_depth 2`", |_| {
            format!("ssl_client_certificate {new}; ssl_verify_client on; ssl_verify_depth 2;")
        }),
        one("lists of all new CAs", |ground| {
            let lists = ground.write("crl.pem", LAB.crls(&ALL_NEW));
            format!("ssl_client_certificate {new}; ssl_verify_client on; ssl_crl {lists};")
        }),
        one("lists of issuing CAs, not of the root", |ground| {
            let lists = ground.write("crl.pem", LAB.crls(&ALL_NEW[1..]));
            format!("ssl_client_certificate {new}; ssl_verify_client on; ssl_crl {lists};")
        }),
        one("a list for one of two issuing CAs of LoA 3", |ground| {
            let lists = ground.write("crl.pem", LAB.crls(&[NEW_ROOT, HSA_3]));
            format!("ssl_client_certificate {new}; ssl_verify_client on; ssl_crl {lists};")
        }),
        one("`optional_no_ca` with lists of the old generation", |ground| {
            let lists = ground.write("crl.pem", LAB.crls(&[OLD_ROOT]));
            format!("ssl_client_certificate {both}; ssl_verify_client optional_no_ca; ssl_crl {lists}; {LEVEL_0}")
        }),
        not_all(one("`ssl_ocsp on`, nobody answers", |_| {
            format!(
                "ssl_client_certificate {new}; ssl_verify_client on; ssl_ocsp on; resolver 127.0.0.1:9; resolver_timeout 1s;"
            )
        })),
    ]
}

fn protocols() -> Vec<Try> {
    let new = LAB.file("trust/new.pem");
    let both = LAB.file("trust/both.pem");
    let on = format!("ssl_client_certificate {new}; ssl_verify_client on;");
    let with = |title, more: &'static str| {
        let text = format!("{on} {more}");
        one(title, move |_| text.clone())
    };
    let mut configured = one("openssl.cnf of the system: `CipherString = DEFAULT@SECLEVEL=0`", |_| {
        format!("ssl_client_certificate {both}; ssl_verify_client on;")
    });
    configured.ground.write(
        "openssl.cnf",
        "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nCipherString = DEFAULT@SECLEVEL=0\nMinProtocol = TLSv1.3\n",
    );
    configured.title = "the system's openssl.cnf: `CipherString = DEFAULT@SECLEVEL=0`, `MinProtocol = TLSv1.3`";
    vec![
        with("`ssl_protocols TLSv1.2 TLSv1.3`", "ssl_protocols TLSv1.2 TLSv1.3;"),
        with("`ssl_protocols TLSv1.3`", "ssl_protocols TLSv1.3;"),
        with("`ssl_protocols TLSv1.2`", "ssl_protocols TLSv1.2;"),
        with("`ssl_protocols` in two lines", "ssl_protocols TLSv1.2; ssl_protocols tlsv1.3;"),
        with("`ssl_protocols TLSv1.1`", "ssl_protocols TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0;"),
        with(
            "`ssl_conf_command MinProtocol TLSv1.3`",
            "ssl_protocols TLSv1.2 TLSv1.3; ssl_conf_command MinProtocol TLSv1.3;",
        ),
        with(
            "`ssl_conf_command MaxProtocol TLSv1.2`",
            "ssl_protocols TLSv1.2 TLSv1.3; ssl_conf_command MaxProtocol TLSv1.2;",
        ),
        with(
            "`ssl_conf_command Protocol -TLSv1.2`",
            "ssl_protocols TLSv1.2 TLSv1.3; ssl_conf_command Protocol -TLSv1.2;",
        ),
        one("`ssl_conf_command CipherString DEFAULT@SECLEVEL=0`", |_| {
            format!(
                "ssl_client_certificate {both}; ssl_verify_client on; ssl_ciphers DEFAULT@SECLEVEL=2;\n\
                 ssl_conf_command CipherString DEFAULT@SECLEVEL=0;"
            )
        }),
        not_all(one("`ssl_conf_command VerifyMode Require` alone", |_| {
            format!(
                "ssl_client_certificate {both}; ssl_trusted_certificate {new}; ssl_conf_command VerifyMode Require;"
            )
        })),
        not_all(one("`ssl_conf_command VerifyMode Peer`, `ClientCAFile`", |ground| {
            let names = ground.write("names.pem", LAB.pem(&[NEW_ROOT, HSA_3]));
            format!(
                "ssl_trusted_certificate {new}; ssl_conf_command VerifyMode Peer; ssl_conf_command ClientCAFile {names};"
            )
        })),
        one("`ssl_conf_command ClientCAFile` beside `ssl_client_certificate`", |ground| {
            let names = ground.write("names.pem", LAB.pem(&[NEW_ROOT, HSA_3]));
            format!("ssl_client_certificate {new}; ssl_verify_client on; ssl_conf_command ClientCAFile {names};")
        }),
        one("`ssl_conf_command VerifyCAFile` in place of what is announced", |ground| {
            let root = ground.write("root.pem", LAB.pem(&[NEW_ROOT]));
            format!(
                "ssl_client_certificate {both}; ssl_verify_client on; ssl_conf_command VerifyCAFile {root}; {LEVEL_0}"
            )
        }),
        configured,
    ]
}

fn hosts() -> Vec<Try> {
    let (both, old, new) = (LAB.file("trust/both.pem"), LAB.file("trust/old.pem"), LAB.file("trust/new.pem"));
    let server = |port: u16, listen: &str, more: &str| {
        format!("server {{ listen 127.0.0.1:{port} {listen}; {} {more} {} }}\n", own(), page())
    };
    let named = |name| door(0, Some(name));
    vec![
        several(
            "the default server asks nothing, a name asks",
            vec![named("a.lab"), named("b.lab"), door(0, None)],
            |ground| {
                let port = ground.ports[0];
                server(port, "ssl", "server_name a.lab;")
                    + &server(
                        port,
                        "ssl",
                        &format!("server_name b.lab; ssl_client_certificate {new}; ssl_verify_client on;"),
                    )
            },
        ),
        several(
            "names with levels, trust, depth and protocols of their own",
            vec![named("a.lab"), named("b.lab"), named("c.lab")],
            |ground| {
                let port = ground.ports[0];
                let asking = |trust: &str| format!("ssl_client_certificate {trust}; ssl_verify_client on;");
                server(port, "ssl", &format!("server_name a.lab; {} ssl_protocols TLSv1.2 TLSv1.3;", asking(&both)))
                    + &server(
                        port,
                        "ssl",
                        &format!("server_name b.lab; {} {LEVEL_0} ssl_protocols TLSv1.2;", asking(&both)),
                    )
                    + &server(port, "ssl", &format!("server_name c.lab; {} ssl_verify_depth 0;", asking(&new)))
            },
        ),
        several("`default_server` is the second, with TLS 1.3 alone", vec![named("a.lab"), named("b.lab")], |ground| {
            let port = ground.ports[0];
            let asking = format!("ssl_client_certificate {new}; ssl_verify_client on;");
            server(port, "ssl", &format!("server_name a.lab; {asking} ssl_protocols TLSv1.2 TLSv1.3;"))
                + &server(port, "ssl default_server", &format!("server_name b.lab; {asking} ssl_protocols TLSv1.3;"))
        }),
        several("`ssl` is said by another server of the address", vec![named("a.lab"), named("b.lab")], |ground| {
            let port = ground.ports[0];
            server(port, "", &format!("server_name a.lab; ssl_client_certificate {new}; ssl_verify_client on;"))
                + &server(port, "ssl", "server_name b.lab;")
        }),
        several("`ssl on`, and plain HTTP beside it", vec![door(0, None)], |ground| {
            let [tls, plain, _] = ground.ports;
            server(tls, "", &format!("ssl on; ssl_client_certificate {new}; ssl_verify_client on;"))
                + &format!("server {{ listen 127.0.0.1:{plain}; return 404; }}")
        }),
        several("two servers of the same name: the first answers", vec![named("a.lab")], |ground| {
            let port = ground.ports[0];
            server(port, "ssl", "server_name x.lab;")
                + &server(
                    port,
                    "ssl",
                    &format!("server_name a.lab; ssl_client_certificate {new}; ssl_verify_client on;"),
                )
                + &server(port, "ssl", "server_name A.lab; ssl_verify_client off;")
        }),
        several(
            "set in `http`; a server has its own trust, another its own asking",
            vec![door(0, None), door(1, None), door(2, None)],
            |ground| {
                let [a, b, c] = ground.ports;
                format!("ssl_client_certificate {old}; ssl_verify_client on; {LEVEL_0}\n")
                    + &server(a, "ssl", "")
                    + &server(b, "ssl", &format!("ssl_client_certificate {new};"))
                    + &server(c, "ssl", "ssl_verify_client off;")
            },
        ),
        several("commands in `http` are replaced by one in a server", vec![door(0, None), door(1, None)], |ground| {
            let [a, b, _] = ground.ports;
            format!(
                "ssl_client_certificate {both}; ssl_verify_client on; ssl_protocols TLSv1.2 TLSv1.3;\n\
                 ssl_conf_command MinProtocol TLSv1.3; ssl_conf_command CipherString DEFAULT@SECLEVEL=0;\n"
            ) + &server(a, "ssl", "")
                + &server(b, "ssl", "ssl_conf_command Options -SessionTicket;")
        }),
        several("includes by a pattern, read in order, one of them in a server", vec![door(0, None)], |ground| {
            ground.write("conf.d/10-site.conf", server(ground.ports[0], "ssl", "include snippets/ask[0-9].inc;"));
            ground.write("conf.d/.hidden.conf", "nonsense");
            ground.write("conf.d/20.conf.bak", "nonsense");
            ground.write(
                "snippets/ask1.inc",
                format!("# \u{e5}\r\nssl_verify_client\r\n  on ; ssl_client_certificate '{new}';\r\n"),
            );
            "include conf.d/*.conf;\ninclude nothing/*.conf;".to_owned()
        }),
        several(
            "ciphers of each server and the keys that go with them",
            vec![named("a.lab"), named("b.lab"), named("c.lab")],
            |ground| {
                let port = ground.ports[0];
                let (certificate, key) = strong(ground);
                let ec = format!("ssl_certificate {certificate}; ssl_certificate_key {key};\n");
                let asking =
                    format!("ssl_protocols TLSv1.2 TLSv1.3; ssl_client_certificate {new}; ssl_verify_client on;\n");
                let ecdsa = "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305;";
                asking
                    + &server(port, "ssl", &format!("server_name a.lab; {ecdsa}"))
                    + &format!(
                        "server {{ listen 127.0.0.1:{port} ssl; server_name b.lab; {ec} {ecdsa}\n{} }}\n",
                        page()
                    )
                    + &server(port, "ssl", &format!("server_name c.lab; {ec} {ecdsa}"))
            },
        ),
        several("the default server rejects, a name asks", vec![named("b.lab")], |ground| {
            let port = ground.ports[0];
            format!("server {{ listen 127.0.0.1:{port} ssl default_server; ssl_reject_handshake on; }}\n")
                + &server(
                    port,
                    "ssl",
                    &format!("server_name b.lab; ssl_client_certificate {new}; ssl_verify_client on;"),
                )
        }),
        several("all addresses of a port, and one of them", vec![door(0, None)], |ground| {
            let port = ground.ports[0];
            format!("server {{ listen {port} ssl; {} {} }}\n", own(), page())
                + &server(port, "ssl", &format!("ssl_client_certificate {new}; ssl_verify_client on;"))
        }),
        stream("`stream`: both, level 0", &format!("ssl_client_certificate {both}; ssl_verify_client on; {LEVEL_0}")),
        stream(
            "`stream`: `optional`, the old trusted",
            &format!("ssl_client_certificate {old}; ssl_verify_client optional;"),
        ),
        stream(
            "`stream`: `optional_no_ca`, the old trusted",
            &format!("ssl_client_certificate {old}; ssl_verify_client optional_no_ca;"),
        ),
    ]
}

/// Lists of ciphers beside the server's own key, which is RSA.
fn ciphers() -> Vec<Try> {
    let new = LAB.file("trust/new.pem");
    let asking = format!("ssl_client_certificate {new}; ssl_verify_client on;");
    let both = format!("ssl_protocols TLSv1.2 TLSv1.3; {asking}");
    let with = |ciphers: &'static str| {
        let both = both.clone();
        move |_: &Ground| format!("{both} {ciphers}")
    };
    vec![
        one("`ssl_ciphers` of ECDSA, TLS 1.2 and 1.3", with("ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256;")),
        one("`ssl_ciphers` of ECDSA, TLS 1.2 alone", |_| format!("{asking} ssl_ciphers 'ECDHE+AESGCM:!aRSA';")),
        one("`ssl_ciphers` of ECDSA, and one of RSA", with("ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:AES128-SHA;")),
        one(
            "a cipher of TLS 1.3 in `ssl_ciphers`, beside one of RSA",
            with("ssl_ciphers TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES256-GCM-SHA384;"),
        ),
        one(
            "`ssl_conf_command CipherString` of ECDSA over `ssl_ciphers`",
            with("ssl_ciphers HIGH; ssl_conf_command CipherString aECDSA;"),
        ),
        one("`ssl_conf_command Ciphersuites`", with("ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384;")),
        not_all(one("`ssl_ciphers` that need parameters: DHE", with("ssl_ciphers DHE-RSA-AES128-GCM-SHA256;"))),
    ]
}

/// All rows of these tables, several servers at once.
fn tables(tables: Vec<(&str, Vec<Try>)>) -> (String, Vec<String>) {
    let mut made = String::new();
    let mut disagreements = Vec::new();
    for (title, tries) in tables {
        made += "\n### ";
        made += title;
        made += "\n\n";
        made += &table_head();
        for pair in tries.chunks(3) {
            let rows: Vec<(String, Vec<String>)> = thread::scope(|scope| {
                let all: Vec<_> = pair.iter().map(|tried| (tried, scope.spawn(|| row(tried)))).collect();
                let failed = |tried: &Try| (String::new(), vec![format!("{}: failed", tried.title)]);
                all.into_iter().map(|(tried, one)| one.join().unwrap_or_else(|_| failed(tried))).collect()
            });
            for (row, mut wrong) in rows {
                made.push_str(&row);
                disagreements.append(&mut wrong);
            }
        }
    }
    (made, disagreements)
}

fn row(tried: &Try) -> (String, Vec<String>) {
    let main = tried.ground.write("nginx.conf", &tried.text);
    let main = Path::new(&main);
    let command = command(&tried.ground, main);
    let case = Case { title: tried.title, ground: &tried.ground, main, doors: &tried.doors, said: tried.said };
    let mut wrong = Vec::new();
    let row = judge(nginx(), command, &case, &mut wrong);
    (row, wrong)
}

#[test]
fn nginx_does_what_is_predicted() {
    let (made, disagreements) = tables(vec![
        ("What is trusted", trust()),
        ("What is asked", asking()),
        ("Versions and levels", protocols()),
        ("Ciphers and keys", ciphers()),
        ("Servers and names", hosts()),
    ]);
    assert!(disagreements.is_empty(), "{}\n\n{made}", disagreements.join("\n"));
    section("nginx", &format!("## nginx\n{made}"));
}

/// What `nginx -t` says of a configuration: refused or not.
fn refused(ground: &Ground, main: &Path) -> (bool, String) {
    let log = ground.path("error.log");
    let output = Command::new("/usr/sbin/nginx").args(["-t", "-e", &log, "-c"]).arg(main).output().unwrap();
    (!output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Files of CAs as they are found.
fn stores(ground: &Ground) {
    let (good, both) = (LAB.pem(&[NEW_ROOT]), LAB.pem(&[NEW_ROOT, HSA_3]));
    let root = LAB.authority(NEW_ROOT);
    ground.write("pem/good", &good);
    ground.write("pem/empty", "");
    ground.write("pem/der", &root.issued.der);
    ground.write("pem/glued", both.replace("-----\n-----", "----------"));
    ground.write("pem/crlf", both.replace('\n', "\r\n"));
    ground.write("pem/mark", format!("\u{feff}{both}"));
    ground.write("pem/text", format!("one\n{good}two\n{}three", LAB.pem(&[HSA_3])));
    ground.write("pem/trusted", good.replace("CERTIFICATE", "TRUSTED CERTIFICATE"));
    ground.write("pem/x509", good.replace("CERTIFICATE", "X509 CERTIFICATE"));
    ground.write("pem/cut", &good[..good.len() - 100]);
    ground.write("pem/second", format!("{good}-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"));
    ground.write("pem/list", LAB.crls(&[NEW_ROOT]));
    ground.write("pem/list-der", &root.crl);
}

/// `@` stands for a whole server without its end, `=` for one that asks nothing.
#[track_caller]
fn as_nginx_says(texts: &[&str]) {
    let mut wrong = Vec::new();
    for text in texts {
        let ground = Ground::new();
        ground.write("empty.inc", "");
        ground.write("loop.inc", "include loop.inc;");
        ground.write("open.inc", "server {");
        ground.write("folder/x", "");
        stores(&ground);
        ground.write("mark.inc", "\u{feff}# nothing\n");
        let port = ground.ports[0];
        let begin = format!("server {{ listen 127.0.0.1:{port} ssl;\n{}", own());
        let inner = text.replace('@', &begin).replace('=', &format!("{begin} }}"));
        let whole = match inner.strip_prefix("main:") {
            Some(main) => main.to_owned(),
            None => http(&ground, &inner),
        };
        let main = ground.write("nginx.conf", whole);
        let (refuses, said) = refused(&ground, Path::new(&main));
        let found = read(nginx(), Path::new(&main));
        if refuses == found.problems.is_empty() {
            wrong.push(format!("{text}: nginx says {said}we say {:?}", found.problems));
        }
        // In the same line, where nginx names one.
        let line: Option<u64> =
            said.rsplit_once("nginx.conf:").and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok());
        let problem = found.problems.first().map(|problem| problem.spot.line);
        if let (Some(line), Some(ours)) = (line, problem)
            && said.contains("[emerg]")
            // There it names the line in which the directive ends.
            && !said.contains("unknown directive")
            && line != ours
        {
            wrong.push(format!("{text}: line {line}, we say {ours}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_nginx_refuses_is_a_problem_and_nothing_else() {
    as_nginx_says(&[
        "=",
        "@ ssl_verify_client on; }",
        "@ ssl_verify_client optional_no_ca; }",
        "@ ssl_verify_client yes; }",
        "@ ssl_verify_client ON; ssl_client_certificate none.pem; }",
        "@ ssl_verify_client on on; }",
        "@ ssl_verify_client off; ssl_verify_client off; }",
        "@ ssl_verify_client off ssl_verify_depth 2; }",
        "@ ssl_verify_client 'off'x; }",
        "@ ssl_verify_client \"off\"; }",
        "@ ssl_protocols TLSv1.2; ssl_protocols TLSv1.3; }",
        "@ ssl_protocols TLSv1.4; }",
        "@ ssl_verify_depth x; }",
        "@ ssl_verify_depth -1; }",
        "@ ssl_conf_command MinProtocol; }",
        "@ ssl_ciphers HIGH:!aNULL; }",
        "@ ssl_ciphers TLS_AES_256_GCM_SHA384; }",
        "@ ssl_ciphers HIGH:*; }",
        "@ ssl_ciphers DEFAULT@SECLEVEL=4; }",
        "@ ssl_conf_command CipherString TLS_AES_256_GCM_SHA384; }",
        "@ ssl_conf_command CipherString kRSA+AES; }",
        "@ ssl_conf_command VerifyMode None; }",
        "@ ssl_conf_command VerifyMode Peer,-Require; }",
        "@ ssl_password_file none; }",
        "@ ssl_password_file empty.inc; }",
        "ssl_ciphers nonsense; @ } @ listen 127.0.0.1:6; }",
        "@ ssl_ocsp on; }",
        "@ ssl_ocsp maybe; }",
        "@ ssl_ocsp on; ssl_verify_client optional_no_ca; }",
        "@ location / { ssl_verify_client off; } }",
        "@ location / { location /a { root /; } } }",
        "@ location / }",
        "@ location { } }",
        "@ if ($uri) { return 403; } }",
        "@ if ($uri) { ssl_verify_client off; } }",
        "@ http { } }",
        "@ server { } }",
        "@ include nothing/*.conf; }",
        "@ include nothing.conf; }",
        "@ include folder; }",
        "@ include empty.inc; }",
        "@ include empty.inc empty.inc; }",
        "include open.inc; } ",
        "include mark.inc;",
        "@ ssl_client_certificate ''; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/good; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/empty; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/der; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/glued; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/crlf; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/mark; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/text; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/trusted; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/x509; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/cut; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/second; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/list; }",
        "@ ssl_verify_client on; ssl_client_certificate pem; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/good; ssl_trusted_certificate pem/second; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/good; ssl_crl pem/good; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/good; ssl_crl pem/list; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/good; ssl_crl pem/empty; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/good; ssl_crl none; }",
        "@ ssl_verify_client on; ssl_client_certificate pem/good; ssl_crl pem/list-der; }",
        "@ ssl_client_certificate $x; }",
        "@ ssl_client_certificate none.pem; }",
        "@ ssl_trusted_certificate none.pem; }",
        "@ ssl_crl none.pem; }",
        "@ ssl_certificate none.pem; }",
        "@ listen 99999; }",
        "@ listen a:b:1; }",
        "@ listen 127.0.0.1:80 nonsense; }",
        "@ listen 127.0.0.1:1-3; }",
        "@ listen [::1]:8443 ssl ipv6only; }",
        "@ server_name ; }",
        "@ server_name; }",
        "@ ssl on; }",
        "@ ssl maybe; }",
        "==",
        "@ server_name a; } @ server_name b; }",
        "server { listen 127.0.0.1:4 ssl; }",
        "server { listen 127.0.0.1:4 ssl; ssl_verify_client on; ssl_reject_handshake on; }",
        "server { listen 127.0.0.1:4; ssl_verify_client on; ssl_crl none.pem; }",
        "ssl_certificate none.pem;",
        "ssl_verify_client on; = ",
        "@ listen 127.0.0.1:4 default_server; } server { listen 127.0.0.1:4 default_server; }",
        "@",
        "@ } }",
        "@ server_tokens off",
        "@ ; }",
        "@ return 200 'a; }",
        "@ return 200 \"a\\\"b\"; }",
        "@ return 200 ${uri}a; }",
        "@ return 200 a#b; }",
        "map $uri $x { default 0; ssl_verify_client on; include empty.inc; } =",
        "map $uri $x { default 0; include none.inc; } =",
        "types { text/html html; listen x; } =",
        "upstream a { server 127.0.0.1:1; } =",
        "server_name a;",
        "listen 80;",
        "location / { }",
        "events { } =",
        "main:",
        "main:events {}",
        "main:http {}",
        "main:events {} http {} http {}",
        "main:events {} events {}",
        "main:events {} ssl_verify_client off;",
        "main:events; http {}",
        "main:events {} http;",
        "main:events {} server { }",
        "main:events {} # \n }",
        "main:\n\nevents {\n} }",
        "main:\u{feff}events {}",
        "main:\u{feff}# a\nevents {}",
        "main:events {} include loop.inc;",
    ]);
}

#[test]
fn lua_is_passed_over_and_said_to_decide() {
    let ground = Ground::new();
    let load = ["ndk_http_module", "ngx_http_lua_module"];
    let load = load.map(|name| format!("load_module /usr/lib/nginx/modules/{name}.so;\n")).concat();
    let asking = format!("ssl_client_certificate {}; ssl_verify_client on;", LAB.file("trust/new.pem"));
    let lua =
        "content_by_lua_block { local x = '}' -- }\n ngx.say([[}]]) --[==[ } ]==] local y = { [1] = \"\\\"}\" } }";
    let tls = "ssl_certificate_by_lua_block { local ssl = require 'ngx.ssl' if not ssl then return end }";
    let inner = |more: &str| {
        let port = ground.ports[0];
        format!(
            "{load}{}",
            http(&ground, &format!("server {{ listen 127.0.0.1:{port} ssl; {} {asking} {more} }}", own()))
        )
    };
    let main = ground.write("nginx.conf", inner(&format!("location / {{ {lua} }}")));
    let (refuses, said) = refused(&ground, Path::new(&main));
    assert!(!refuses, "{said}");
    let found = read(nginx(), Path::new(&main));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert!(found.services[0].service.unresolved.is_empty());
    let main = ground.write("nginx.conf", inner(&format!("{tls} location / {{ {lua} }}")));
    assert!(!refused(&ground, Path::new(&main)).0);
    let found = read(nginx(), Path::new(&main));
    assert_eq!(found.services[0].service.unresolved.len(), 1);
    let predictions = tillit_trust_stores::servers::predict(&found.services[0], &LAB.measure());
    assert!(!predictions.is_empty() && predictions.iter().all(|one| one.offered.is_none() && one.full_chain.is_none()));
    let main = ground.write("nginx.conf", inner("location / { content_by_lua_block { -- } }"));
    assert!(refused(&ground, Path::new(&main)).0);
    assert!(!read(nginx(), Path::new(&main)).problems.is_empty());
}

#[test]
fn the_untouched_package_of_debian_has_nothing_to_say() {
    let root = tempfile::tempdir().unwrap();
    for folder in [
        "etc/nginx",
        "usr/share/nginx",
        "var/lib/dpkg/status",
        "etc/os-release",
        "usr/lib/os-release",
        "etc/ssl/openssl.cnf",
    ] {
        let to = root.path().join(folder);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        let copied = Command::new("cp").args(["-rP", &format!("/{folder}")]).arg(to.parent().unwrap()).status();
        assert!(copied.unwrap().success(), "{folder}");
    }
    // With TLS, as its comments show it.
    let found = read_in(nginx(), None, &Folder::at(root.path()));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert!(found.services.is_empty(), "plain HTTP is no service");
    assert!(found.looked.iter().any(|looked| looked.found));
    let site = root.path().join("etc/nginx/sites-available/default");
    let text = fs::read_to_string(&site)
        .unwrap()
        .replace("# listen 443", "listen 443")
        .replace("# listen [::]:443", "listen [::]:443");
    assert!(text.contains("\tlisten 443"));
    fs::write(site, text.replace("# include snippets/snakeoil.conf", "include snippets/snakeoil.conf")).unwrap();
    for file in ["etc/ssl/certs/ssl-cert-snakeoil.pem", "etc/ssl/private/ssl-cert-snakeoil.key"] {
        fs::create_dir_all(root.path().join(file).parent().unwrap()).unwrap();
        fs::write(root.path().join(file), "").unwrap();
    }
    let found = read_in(nginx(), None, &Folder::at(root.path()));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let [gathered] = found.services.as_slice() else { panic!("{:#?}", found.services) };
    let service = &gathered.service;
    assert_eq!(service.asks.value, Asks::Off);
    assert_eq!(service.listeners, ["0.0.0.0:443", "[::]:443"]);
    assert!(service.names.is_empty() && service.unresolved.is_empty() && service.notes.is_empty());
    assert_eq!(service.floor.value.level, Some(2));
    assert!(service.version.is_some());
}

#[test]
fn every_setting_has_its_line() {
    let ground = Ground::new();
    let (root, port) = (ground.write("ca.pem", LAB.pem(&ALL_NEW)), ground.ports[0]);
    ground.write("a.conf", format!("# one\nserver {{\n\tlisten {port} ssl;\n\tlisten 1 ssl;\n{}\tserver_name A.lab ~^x; ssl_verify_client on; }}\n", own()));
    let text = format!(
        "events {{}}\nhttp {{\n  ssl_client_certificate {root};\n  ssl_ciphers HIGH@SECLEVEL=1; include *.conf*; # å\n}}\n"
    );
    let main = ground.write("main", text);
    let found = read(nginx(), Path::new(&main));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let service = &found.services[0].service;
    let at = |spot: &tillit_trust_stores::servers::Spot| {
        (spot.file.file_name().unwrap().to_str().unwrap().to_owned(), spot.line, spot.column, spot.name.to_string())
    };
    let place = |file: &str, line, column, name: &str| (file.to_owned(), line, column, name.to_owned());
    assert_eq!(at(&service.source), place("a.conf", 2, 1, "server"));
    assert_eq!(at(service.asks.written.as_ref().unwrap()), place("a.conf", 7, 25, "ssl_verify_client"));
    assert_eq!(at(service.sources[0].written.as_ref().unwrap()), place("main", 3, 3, "ssl_client_certificate"));
    assert_eq!(at(service.floor.written.as_ref().unwrap()), place("main", 4, 3, "ssl_ciphers"));
    assert_eq!(service.depth.written, None);
    assert_eq!(service.names, ["a.lab", "~^x"]);
    assert_eq!(service.listeners, [format!("0.0.0.0:{port}"), "0.0.0.0:1".to_owned()]);
    let files: Vec<_> = found.services[0].files.iter().map(|file| file.file_name().unwrap().to_owned()).collect();
    assert_eq!(files, ["main", "a.conf"]);
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_read() {
    let ground = Ground::new();
    let site = |name: &str| format!("server {{ listen 443 ssl; server_name {name}; {} }}\n", own());
    ground.write("d/10.conf", site("a.lab") + "server { listen 443 ssl; server_name cut.lab; ");
    ground.write("d/20.conf", "include d/2*.conf;");
    ground.write("d/30.conf", vec![b'#'; 17 << 20]);
    ground.write("d/40.conf", site("b.lab") + &site("B.lab"));
    ground.write("d/50.conf", "a ".repeat(200_000) + &"{".repeat(200_000));
    ground.write("d/60.conf", [0xff, 0, 0xfe, b'"', b'{']);
    std::os::unix::fs::symlink("nowhere", ground.folder().join("d/70.conf")).unwrap();
    let main = ground.write("nginx.conf", http(&ground, "include d/*.conf;"));
    let found = read(nginx(), Path::new(&main));
    let names: Vec<&str> = found.services.iter().flat_map(|one| &one.service.names).map(String::as_str).collect();
    assert_eq!(names, ["a.lab", "b.lab"]);
    assert!(matches!(found.services[1].service.notes.as_slice(), [Note::OverriddenBy(hidden, _)] if hidden.line > 1));
    let of = |name: &str| {
        let here = |spot: &tillit_trust_stores::servers::Spot, kind: &ProblemKind| {
            spot.file.ends_with(name)
                || matches!(kind, ProblemKind::File(path, _) | ProblemKind::Loop(path) if path.ends_with(name))
        };
        found.problems.iter().find(|problem| here(&problem.spot, &problem.kind)).map(|problem| &problem.kind)
    };
    assert!(matches!(of("d/10.conf"), Some(ProblemKind::Syntax(_))));
    assert!(matches!(of("d/20.conf"), Some(ProblemKind::Loop(_))));
    assert!(matches!(of("d/30.conf"), Some(ProblemKind::File(..))));
    assert!(matches!(of("d/50.conf"), Some(ProblemKind::Syntax(_))));
    assert!(matches!(of("d/60.conf"), Some(ProblemKind::Syntax(_))));
    assert!(matches!(of("d/70.conf"), Some(ProblemKind::File(..))));
    assert_eq!(found.problems.len(), 6, "{:#?}", found.problems);
}

#[test]
fn a_thousand_files() {
    let ground = Ground::new();
    for number in 0..1000 {
        let text = format!("server {{ listen 443 ssl; server_name s{number}.lab; {}{} }}\n", own(), page().repeat(20));
        ground.write(&format!("sites/{number:04}.conf"), text);
    }
    let trust = LAB.file("trust/both.pem");
    let main = ground.write(
        "nginx.conf",
        http(&ground, &format!("ssl_client_certificate {trust}; ssl_verify_client on; include sites/*;")),
    );
    let found = read(nginx(), Path::new(&main));
    assert!(found.problems.is_empty());
    assert_eq!((found.services.len(), found.stores.len()), (1000, 1));
    assert_eq!(found.services[999].service.names, ["s999.lab"]);
}
