//! Programs that let cards in.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use tillit_verifier::Certificate;
use tillit_verifier::container::{self, Passwords, ReadLimits};

use crate::ground::{Conf, Ground, LAB, Own, Special, Versions};

/// A program: its word, and how it is started.
pub(crate) struct Program {
    pub word: &'static str,
    command: fn(&Ground, &Conf) -> Command,
}

pub(crate) const PROGRAMS: &[Program] = &[
    Program { word: "nginx", command: nginx },
    Program { word: "apache", command: apache },
    Program { word: "haproxy", command: haproxy },
    Program { word: "stunnel", command: stunnel },
    Program { word: "s_server", command: s_server },
    Program { word: "caddy", command: caddy },
    Program { word: "gnutls", command: gnutls },
    Program { word: "java", command: java },
    Program { word: "tomcat", command: tomcat },
    Program { word: "node", command: node },
];

/// A program that runs; it ends when this is dropped.
pub(crate) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Asked first: a program that is killed leaves its workers behind.
        drop(Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status());
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) {
            if self.0.try_wait().is_ok_and(|ended| ended.is_some()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts a program and waits until it listens.
pub(crate) fn start(program: &Program, ground: &Ground, conf: &Conf) -> Running {
    let log = || Stdio::from(File::options().create(true).append(true).open(ground.path("log")).unwrap());
    let mut command = (program.command)(ground, conf);
    command.stdin(Stdio::null()).stdout(log()).stderr(log());
    let mut running = Running(command.spawn().unwrap_or_else(|error| panic!("{} is not here: {error}", program.word)));
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", ground.port)).is_err() {
        let log = || std::fs::read_to_string(ground.path("log")).unwrap_or_default();
        let ended = running.0.try_wait().unwrap();
        assert!(
            ended.is_none() && begun.elapsed() < Duration::from_mins(1),
            "{} does not start: {ended:?}\n{}",
            program.word,
            log()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    running
}

/// What stands behind programs that only carry TLS: it answers "in" to every request.
static BEHIND: LazyLock<u16> = LazyLock::new(|| {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut connection in listener.incoming().flatten() {
            std::thread::spawn(move || {
                drop(connection.set_read_timeout(Some(Duration::from_secs(20))));
                let mut request = Vec::new();
                let mut buffer = [0; 1024];
                while !request.windows(4).any(|four| four == b"\r\n\r\n") {
                    match connection.read(&mut buffer) {
                        Ok(count @ 1..) => request.extend_from_slice(&buffer[..count]),
                        _ => return,
                    }
                }
                drop(connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nin"));
            });
        }
    });
    port
});

/// The server's own certificate alone, its key, and the certificate with its issuing CA.
fn own(ground: &Ground, conf: &Conf) -> (String, String, String) {
    let (certificate, key) = match conf.own {
        Own::Sound | Own::Alone => {
            (LAB.file("functions/server.pem"), std::fs::read_to_string(LAB.file("keys/functions/server.key")).unwrap())
        }
        Own::Over | Own::OfAnother => {
            let made = Ground::own_certificate(conf.own == Own::Over);
            (ground.write("own-certificate.pem", made.to_pem()), made.key.to_pem())
        }
    };
    let mut chain = std::fs::read_to_string(&certificate).unwrap();
    if conf.own != Own::Alone {
        chain += &LAB.authority("e-id Function CA v1").issued.to_pem();
    }
    (certificate, ground.write("own.key", key), ground.write("chain.pem", chain))
}

fn s_server(ground: &Ground, conf: &Conf) -> Command {
    let (certificate, key, chain) = own(ground, conf);
    let mut command = Command::new("openssl");
    let port = ground.port.to_string();
    command.args(["s_server", "-accept", &port, "-cert", &certificate, "-key", &key, "-www", "-quiet"]);
    command.args(["-cert_chain", &chain, "-no-CApath", "-no-CAstore", "-CAfile", &conf.trust]);
    if conf.asks {
        command.args([if conf.required { "-Verify" } else { "-verify" }, "5", "-verify_return_error"]);
    }
    match conf.versions {
        Versions::Both => {}
        Versions::Only12 => drop(command.arg("-tls1_2")),
        Versions::Only13 => drop(command.arg("-tls1_3")),
        Versions::Only10 => drop(command.args(["-tls1", "-cipher", "DEFAULT@SECLEVEL=0"])),
    }
    match conf.special {
        Special::OldCiphers => drop(command.args(["-cipher", "AES128-SHA"])),
        Special::OtherCiphers => drop(command.args(["-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"])),
        Special::LevelZero => drop(command.args(["-cipher", "DEFAULT@SECLEVEL=0"])),
        _ => {}
    }
    command
}

/// As nginx, Apache and HAProxy write ciphers.
fn ciphers(conf: &Conf) -> Option<&'static str> {
    match (conf.special, conf.versions) {
        (Special::OldCiphers, _) => Some("AES128-SHA"),
        (Special::OtherCiphers, _) => Some("ECDHE-ECDSA-AES128-GCM-SHA256"),
        (Special::LevelZero, _) | (_, Versions::Only10) => Some("DEFAULT@SECLEVEL=0"),
        _ => None,
    }
}

fn versions(conf: &Conf) -> &'static str {
    match conf.versions {
        Versions::Both => "TLSv1.2 TLSv1.3",
        Versions::Only12 => "TLSv1.2",
        Versions::Only13 => "TLSv1.3",
        Versions::Only10 => "TLSv1",
    }
}

fn nginx(ground: &Ground, conf: &Conf) -> Command {
    let (folder, port) = (ground.path(""), ground.port);
    let (_, key, chain) = own(ground, conf);
    let mut more = String::new();
    if conf.asks {
        let announced = conf.names.as_ref().unwrap_or(&conf.trust);
        let verify = match (conf.special, conf.required) {
            (Special::AnyCa, _) => "optional_no_ca",
            (_, true) => "on",
            (_, false) => "optional",
        };
        more = format!(
            "ssl_client_certificate {announced}; ssl_trusted_certificate {}; ssl_verify_client {verify};",
            conf.trust
        );
    }
    if let Some(lists) = &conf.lists {
        let _ = write!(more, " ssl_crl {lists};");
    }
    if let Some(depth) = conf.depth {
        let _ = write!(more, " ssl_verify_depth {depth};");
    }
    if let Some(ciphers) = ciphers(conf) {
        let _ = write!(more, " ssl_ciphers {ciphers};");
    }
    if conf.special == Special::Ocsp {
        let _ = write!(more, " ssl_ocsp leaf; ssl_ocsp_responder http://127.0.0.1:1/;");
    }
    let ssl = format!("ssl_certificate {chain}; ssl_certificate_key {key}; ssl_protocols {};", versions(conf));
    let page = if conf.special == Special::Forbidden { "return 403;" } else { "return 200 'in';" };
    let server =
        |listen: &str, more: &str| format!("server {{ listen {listen} {ssl} {more} location / {{ {page} }} }}\n");
    let here = format!("127.0.0.1:{port} ssl;");
    let servers = match conf.special {
        Special::NotTls => format!("server {{ listen 127.0.0.1:{port}; location / {{ {page} }} }}\n"),
        Special::UnknownName => format!(
            "server {{ listen 127.0.0.1:{port} ssl default_server; ssl_reject_handshake on; }}\n{}",
            server(&format!("{here} server_name other.example;"), &more)
        ),
        Special::InFront => {
            let behind = ground.other_port;
            format!(
                "server {{ listen {here} {ssl} location / {{ proxy_pass https://127.0.0.1:{behind}; }} }}\n{}",
                server(&format!("127.0.0.1:{behind} ssl;"), &more)
            )
        }
        _ => server(&here, &more),
    };
    let text = format!(
        "daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\n\
         http {{ access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;\n\
         uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;\n{servers} }}\n"
    );
    let mut command = Command::new("nginx");
    command.args(["-c", &ground.write("nginx.conf", text)]);
    command
}

fn apache(ground: &Ground, conf: &Conf) -> Command {
    let (folder, port) = (ground.path(""), ground.port);
    let (_, key, chain) = own(ground, conf);
    std::fs::create_dir_all(ground.folder().join("page/cards")).unwrap();
    ground.write("page/index.html", "in");
    ground.write("page/cards/index.html", "in");
    let mut text = format!(
        "ServerRoot {folder}\nDefaultRuntimeDir {folder}\nPidFile {folder}/pid\nErrorLog {folder}/error.log\n\
         Mutex file:{folder} default\nServerName localhost\nListen 127.0.0.1:{port}\n"
    );
    for (name, file) in [
        ("mpm_event", "mpm_event"),
        ("authz_core", "authz_core"),
        ("dir", "dir"),
        ("mime", "mime"),
        ("socache_shmcb", "socache_shmcb"),
        ("ssl", "ssl"),
    ] {
        let _ = writeln!(text, "LoadModule {name}_module /usr/lib/apache2/modules/mod_{file}.so");
    }
    let granted = if conf.special == Special::Forbidden { "denied" } else { "granted" };
    let _ = write!(
        text,
        "TypesConfig /etc/mime.types\nDocumentRoot {folder}/page\nDirectoryIndex index.html\nSSLEngine on\n\
         SSLCertificateFile {chain}\nSSLCertificateKeyFile {key}\nSSLProtocol -all +{}\nSSLVerifyDepth {}\n\
         <Directory {folder}/page>\nRequire all {granted}\n</Directory>\n",
        // Without its mark each word would take the place of the one before.
        versions(conf).replace(' ', " +"),
        // Its own count has the root in it.
        conf.depth.map_or(3, |depth| depth + 1),
    );
    if conf.asks {
        let verify = match (conf.special, conf.required) {
            (Special::AnyCa, _) => "optional_no_ca",
            (_, true) => "require",
            (_, false) => "optional",
        };
        let _ = writeln!(text, "SSLCACertificateFile {}", conf.trust);
        let _ = match conf.special {
            Special::Late => writeln!(text, "<Location /cards>\nSSLVerifyClient {verify}\n</Location>"),
            _ => writeln!(text, "SSLVerifyClient {verify}"),
        };
    }
    if let Some(names) = &conf.names {
        let _ = writeln!(text, "SSLCADNRequestFile {names}");
    }
    if let Some(lists) = &conf.lists {
        let _ = write!(text, "SSLCARevocationFile {lists}\nSSLCARevocationCheck chain\n");
    }
    if let Some(ciphers) = ciphers(conf) {
        let _ = writeln!(text, "SSLCipherSuite {ciphers}");
    }
    if conf.special == Special::Ocsp {
        text.push_str("SSLOCSPEnable leaf\nSSLOCSPDefaultResponder http://127.0.0.1:1/\nSSLOCSPOverrideResponder on\n");
    }
    let mut command = Command::new("apache2");
    command.args(["-DFOREGROUND", "-f", &ground.write("apache2.conf", text)]);
    command
}

fn haproxy(ground: &Ground, conf: &Conf) -> Command {
    let (_, key, chain) = own(ground, conf);
    let own = [chain, key].map(|file| std::fs::read_to_string(file).unwrap()).concat();
    let own = ground.write("own.pem", own);
    let asks = |trust: &str, names: Option<&String>| {
        let verify = if conf.required { "required" } else { "optional" };
        match names {
            Some(names) => format!(" verify {verify} ca-file {names} ca-verify-file {trust}"),
            None => format!(" verify {verify} ca-file {trust}"),
        }
    };
    let tls = match conf.versions {
        Versions::Both => "ssl-min-ver TLSv1.2",
        Versions::Only12 => "force-tlsv12",
        Versions::Only13 => "force-tlsv13",
        Versions::Only10 => "force-tlsv10",
    };
    let mut bind = format!("ssl crt {own} {tls}");
    if let Some(ciphers) = ciphers(conf) {
        let _ = write!(bind, " ciphers {ciphers}");
    }
    let plain = bind.clone();
    if conf.asks {
        bind.push_str(&asks(&conf.trust, conf.names.as_ref()));
    }
    if let Some(lists) = &conf.lists {
        let _ = write!(bind, " crl-file {lists}");
    }
    match conf.special {
        Special::NoNames => bind.push_str(" no-ca-names"),
        Special::UnknownName => bind.push_str(" strict-sni"),
        _ => {}
    }
    let answer = if conf.special == Special::Forbidden { "403" } else { "200" };
    let (port, other, third) = (ground.port, ground.other_port, ground.third_port);
    let mut text =
        String::from("defaults\n mode http\n timeout client 20s\n timeout server 20s\n timeout connect 20s\n");
    let bound = match conf.special {
        // Two nodes that are not alike, behind one that deals them out.
        Special::Farm => {
            let old = ground.bundle("unprepared.pem", crate::ground::OLD);
            let _ = write!(
                text,
                "listen farm\n mode tcp\n balance roundrobin\n bind 127.0.0.1:{port}\n server a 127.0.0.1:{other}\n \
                 server b 127.0.0.1:{third}\n"
            );
            format!("bind 127.0.0.1:{other} {bind}\n bind 127.0.0.1:{third} {plain}{}", asks(&old, None))
        }
        _ => format!("bind 127.0.0.1:{port} {bind}"),
    };
    let _ = write!(
        text,
        "frontend cards\n {bound}\n http-request return status {answer} content-type text/plain string in\n"
    );
    let mut command = Command::new("haproxy");
    command.args(["-db", "-f", &ground.write("haproxy.cfg", text)]);
    command
}

fn stunnel(ground: &Ground, conf: &Conf) -> Command {
    let (_, key, chain) = own(ground, conf);
    let mut text = format!(
        "foreground = yes\npid =\nsyslog = no\n[cards]\naccept = 127.0.0.1:{}\nconnect = 127.0.0.1:{}\ncert = {chain}\nkey = {key}\n",
        ground.port, *BEHIND
    );
    if conf.asks {
        let _ = write!(text, "CAfile = {}\nverifyChain = yes\nrequireCert = yes\n", conf.trust);
    }
    if let Some(lists) = &conf.lists {
        let _ = writeln!(text, "CRLfile = {lists}");
    }
    text.push_str(match conf.versions {
        Versions::Both => "sslVersionMin = TLSv1.2\n",
        Versions::Only12 => "sslVersion = TLSv1.2\n",
        Versions::Only13 => "sslVersion = TLSv1.3\n",
        Versions::Only10 => "sslVersion = TLSv1\nciphers = DEFAULT@SECLEVEL=0\n",
    });
    let mut command = Command::new("stunnel");
    command.arg(ground.write("stunnel.conf", text));
    command
}

fn caddy(ground: &Ground, conf: &Conf) -> Command {
    let (_, key, chain) = own(ground, conf);
    let folder = ground.path("");
    let mut tls = match conf.versions {
        Versions::Only12 => "protocols tls1.2 tls1.2\n".to_owned(),
        Versions::Only13 => "protocols tls1.3 tls1.3\n".to_owned(),
        _ => "protocols tls1.2 tls1.3\n".to_owned(),
    };
    if conf.asks {
        let mode = if conf.required { "require_and_verify" } else { "verify_if_given" };
        let _ = write!(tls, "client_auth {{\n mode {mode}\n");
        // Of a file it takes the first certificate alone.
        let trust = std::fs::read_to_string(&conf.trust).unwrap();
        let end = "-----END CERTIFICATE-----\n";
        for (number, one) in trust.split_inclusive(end).filter(|one| one.contains("BEGIN")).enumerate() {
            let _ = writeln!(tls, " trusted_ca_cert_file {}", ground.write(&format!("trust-{number}.pem"), one));
        }
        tls.push_str("}\n");
    }
    let name = if conf.special == Special::UnknownName { "other.example" } else { "localhost" };
    let page = if conf.special == Special::Forbidden { "respond \"no\" 403" } else { "respond \"in\"" };
    let text = format!(
        "{{\n admin off\n auto_https off\n storage file_system {folder}/storage\n}}\nhttps://{name}:{} {{\n bind 127.0.0.1\n\
         tls {chain} {key} {{\n{tls}}}\n {page}\n}}\n",
        ground.port
    );
    let mut command = Command::new("caddy");
    command.args(["run", "--adapter", "caddyfile", "--config", &ground.write("Caddyfile", text)]);
    command.env("HOME", &folder).env("XDG_DATA_HOME", &folder).env("XDG_CONFIG_HOME", &folder);
    command
}

fn gnutls(ground: &Ground, conf: &Conf) -> Command {
    let (_, key, chain) = own(ground, conf);
    let mut command = Command::new("gnutls-serv");
    let port = ground.port.to_string();
    command.args(["--http", "--quiet", "--port", &port, "--x509certfile", &chain, "--x509keyfile", &key]);
    command.args(["--x509cafile", &conf.trust]);
    match (conf.asks, conf.required) {
        (true, true) => drop(command.args(["--verify-client-cert", "--require-client-cert"])),
        (true, false) => drop(command.arg("--verify-client-cert")),
        _ => drop(command.arg("--disable-client-cert")),
    }
    if let Some(lists) = &conf.lists {
        command.args(["--x509crlfile", lists]);
    }
    let priority = match conf.versions {
        Versions::Both => None,
        Versions::Only12 => Some("NORMAL:-VERS-ALL:+VERS-TLS1.2"),
        Versions::Only13 => Some("NORMAL:-VERS-ALL:+VERS-TLS1.3"),
        Versions::Only10 => Some("NORMAL:-VERS-ALL:+VERS-TLS1.0"),
    };
    command.args(priority.into_iter().flat_map(|priority| ["--priority", priority]));
    command
}

fn node(ground: &Ground, conf: &Conf) -> Command {
    let (_, key, chain) = own(ground, conf);
    let read = |file: &str| format!("fs.readFileSync({file:?})");
    let lists = conf.lists.as_ref().map_or(String::new(), |lists| {
        format!(", crl: String({}).match(/-----BEGIN[^]*?-----END X509 CRL-----/g)", read(lists))
    });
    let ask =
        if conf.asks { format!("requestCert: true, rejectUnauthorized: {},", conf.required) } else { String::new() };
    let limits = match conf.versions {
        Versions::Only12 => "maxVersion: 'TLSv1.2',",
        Versions::Only13 => "minVersion: 'TLSv1.3',",
        _ => "",
    };
    let answer = if conf.special == Special::Forbidden { "r.statusCode = 403; r.end('no')" } else { "r.end('in')" };
    let program = format!(
        "const fs = require('fs'), https = require('https');\n\
         https.createServer({{cert: {}, key: {}, {ask} {limits} ca: String({}).match(/-----BEGIN[^]*?-----END CERTIFICATE-----/g){lists}}},\n\
         (q, r) => {{ {answer} }}).listen({}, '127.0.0.1');\n",
        read(&chain),
        read(&key),
        read(&conf.trust),
        ground.port,
    );
    let mut command = Command::new("node");
    command.arg(ground.write("server.js", program));
    command
}

fn java(ground: &Ground, conf: &Conf) -> Command {
    let program = ground.write("Server.java", JAVA);
    let lists = conf.lists.clone().unwrap_or_default();
    let asks = if !conf.asks {
        "none"
    } else if conf.required {
        "need"
    } else {
        "want"
    };
    let protocols = versions(conf).replace(' ', ",");
    let mut command = Command::new("java");
    command.args(["-XX:TieredStopAtLevel=1", "-Xmx128m", &program, &ground.port.to_string()]);
    command.args([&LAB.file("p12/server.p12"), &conf.trust, asks, &lists, &protocols]);
    command
}

/// Debian's Tomcat 10 with Java's own TLS.
fn tomcat(ground: &Ground, conf: &Conf) -> Command {
    let (certificate, key, chain) = own(ground, conf);
    let folder = ground.path("");
    for part in ["conf", "temp", "work", "webapps/ROOT"] {
        std::fs::create_dir_all(ground.folder().join(part)).unwrap();
    }
    ground.write("webapps/ROOT/index.html", "in");
    ground.write("conf/catalina.properties", std::fs::read_to_string("/etc/tomcat10/catalina.properties").unwrap());
    ground.write(
        "conf/web.xml",
        "<web-app version=\"5.0\"><servlet><servlet-name>default</servlet-name>\
         <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class></servlet><servlet-mapping>\
         <servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping><welcome-file-list>\
         <welcome-file>index.html</welcome-file></welcome-file-list></web-app>",
    );
    let trust = if conf.asks {
        let store = ground.path("trust.p12");
        let read = container::read_with(
            &*std::fs::read(&conf.trust).unwrap(),
            &Passwords::given(Vec::new()),
            &ReadLimits::default(),
        )
        .unwrap();
        let trusted: Vec<Certificate> = read.entries.into_iter().map(|entry| entry.certificate.unwrap()).collect();
        let aliases: Vec<String> = (0..trusted.len()).map(|number| format!("ca-{number}")).collect();
        let named: Vec<(&str, &[u8])> =
            aliases.iter().zip(&trusted).map(|(alias, one)| (alias.as_str(), one.der())).collect();
        std::fs::write(&store, tillit_lab::store::pkcs12(&named, "changeit").unwrap()).unwrap();
        let verification = if conf.required { "required" } else { "optional" };
        format!(
            "certificateVerification=\"{verification}\" truststoreFile=\"{store}\" truststorePassword=\"changeit\" \
             truststoreType=\"PKCS12\""
        )
    } else {
        String::new()
    };
    let lists = conf
        .lists
        .as_ref()
        .map_or(String::new(), |lists| format!("certificateRevocationListFile=\"{lists}\" revocationEnabled=\"true\""));
    let protocols = versions(conf).replace(' ', "+");
    let text = format!(
        "<Server port=\"-1\"><Service name=\"Catalina\"><Connector port=\"{}\" address=\"127.0.0.1\" SSLEnabled=\"true\" \
         maxThreads=\"8\"><SSLHostConfig protocols=\"{protocols}\" {trust} {lists}><Certificate certificateFile=\"{certificate}\" \
         certificateKeyFile=\"{key}\" certificateChainFile=\"{chain}\"/></SSLHostConfig></Connector>\
         <Engine name=\"Catalina\" defaultHost=\"localhost\"><Host name=\"localhost\" appBase=\"webapps\"/></Engine></Service></Server>",
        ground.port
    );
    ground.write("conf/server.xml", text);
    let mut command = Command::new("java");
    let bin = "/usr/share/tomcat10/bin";
    command.args(["-XX:TieredStopAtLevel=1", "-Xmx128m", &format!("-Dcatalina.base={folder}")]);
    command.args([&format!("-Djava.io.tmpdir={folder}/temp"), "-Dcatalina.home=/usr/share/tomcat10"]);
    command.args(["-cp", &format!("{bin}/bootstrap.jar:{bin}/tomcat-juli.jar")]);
    command.args(["org.apache.catalina.startup.Bootstrap", "start"]);
    command
}

const JAVA: &str = r#"
import java.io.*; import java.security.*; import java.security.cert.*; import java.util.*; import javax.net.ssl.*;
public class Server {
    public static void main(String[] a) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(a[1])) { own.load(in, "changeit".toCharArray()); }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, "changeit".toCharArray());
        CertificateFactory x509 = CertificateFactory.getInstance("X.509");
        Set<TrustAnchor> anchors = new HashSet<>();
        try (InputStream in = new FileInputStream(a[2])) {
            for (var one : x509.generateCertificates(in)) anchors.add(new TrustAnchor((X509Certificate) one, null));
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setRevocationEnabled(!a[4].isEmpty());
        if (parameters.isRevocationEnabled()) try (InputStream in = new FileInputStream(a[4])) {
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(x509.generateCRLs(in))));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(new CertPathTrustManagerParameters(parameters));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket socket = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(Integer.parseInt(a[0]), 100, java.net.InetAddress.getByName("127.0.0.1"));
        socket.setEnabledProtocols(a[5].split(","));
        if (a[3].equals("need")) socket.setNeedClientAuth(true); else if (a[3].equals("want")) socket.setWantClientAuth(true);
        while (true) {
            java.net.Socket client = socket.accept();
            client.setSoTimeout(20000);
            new Thread(() -> { try (client) {
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream()));
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) { }
                client.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nin".getBytes());
            } catch (IOException refused) { } }).start();
        }
    }
}
"#;
