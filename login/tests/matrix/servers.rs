//! Programs that let cards in.

use std::fmt::Write as _;
use std::fs::File;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::ground::{Conf, Ground, LAB};

/// A program: its word, and how it is started.
pub(crate) struct Program {
    pub word: &'static str,
    command: fn(&Ground, &Conf) -> Command,
}

pub(crate) const PROGRAMS: &[Program] = &[
    Program { word: "s_server", command: s_server },
    Program { word: "nginx", command: nginx },
    Program { word: "apache", command: apache },
    Program { word: "haproxy", command: haproxy },
    Program { word: "gnutls", command: gnutls },
    Program { word: "node", command: node },
    Program { word: "java", command: java },
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
    let running = Running(command.spawn().unwrap_or_else(|error| panic!("{} is not here: {error}", program.word)));
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", ground.port)).is_err() {
        let log = || std::fs::read_to_string(ground.path("log")).unwrap_or_default();
        assert!(begun.elapsed() < Duration::from_mins(1), "{} does not start:\n{}", program.word, log());
        std::thread::sleep(Duration::from_millis(50));
    }
    running
}

fn own() -> (String, String) {
    (LAB.file("functions/server.pem"), LAB.file("keys/functions/server.key"))
}

/// The server's chain with its issuing CA.
fn chain(ground: &Ground) -> String {
    let own = std::fs::read_to_string(own().0).unwrap();
    ground.write("chain.pem", own + &LAB.authority("e-id Function CA v1").issued.to_pem())
}

fn s_server(ground: &Ground, conf: &Conf) -> Command {
    let (certificate, key) = own();
    let mut command = Command::new("openssl");
    let port = ground.port.to_string();
    command.args(["s_server", "-accept", &port, "-cert", &certificate, "-key", &key, "-www", "-quiet"]);
    command.args(["-cert_chain", &chain(ground), "-no-CApath", "-no-CAstore", "-CAfile", &conf.trust]);
    if conf.asks {
        command.args([if conf.required { "-Verify" } else { "-verify" }, "5", "-verify_return_error"]);
    }
    command
}

fn nginx(ground: &Ground, conf: &Conf) -> Command {
    let (folder, port, (_, key)) = (ground.path(""), ground.port, own());
    let mut more = String::new();
    if conf.asks {
        let announced = conf.names.as_ref().unwrap_or(&conf.trust);
        let verify = if conf.required { "on" } else { "optional" };
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
    let text = format!(
        "daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\n\
         http {{ access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;\n\
         uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;\n\
         server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {}; ssl_certificate_key {key}; ssl_protocols TLSv1.2 TLSv1.3;\n\
         {more} location / {{ return 200 'in'; }} }} }}\n",
        chain(ground)
    );
    let mut command = Command::new("nginx");
    command.args(["-c", &ground.write("nginx.conf", text)]);
    command
}

fn apache(ground: &Ground, conf: &Conf) -> Command {
    let (folder, port, (_, key)) = (ground.path(""), ground.port, own());
    std::fs::create_dir_all(ground.folder().join("page")).unwrap();
    ground.write("page/index.html", "in");
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
    let _ = write!(
        text,
        "TypesConfig /etc/mime.types\nDocumentRoot {folder}/page\nDirectoryIndex index.html\nSSLEngine on\n\
         SSLCertificateFile {}\nSSLCertificateKeyFile {key}\nSSLProtocol TLSv1.2 TLSv1.3\nSSLVerifyDepth {}\n\
         <Directory {folder}/page>\nRequire all granted\n</Directory>\n",
        chain(ground),
        // Its own count has the root in it.
        conf.depth.map_or(3, |depth| depth + 1),
    );
    if conf.asks {
        let verify = if conf.required { "require" } else { "optional" };
        let _ = write!(text, "SSLCACertificateFile {}\nSSLVerifyClient {verify}\n", conf.trust);
    }
    if let Some(names) = &conf.names {
        let _ = writeln!(text, "SSLCADNRequestFile {names}");
    }
    if let Some(lists) = &conf.lists {
        let _ = write!(text, "SSLCARevocationFile {lists}\nSSLCARevocationCheck chain\n");
    }
    let mut command = Command::new("apache2");
    command.args(["-DFOREGROUND", "-f", &ground.write("apache2.conf", text)]);
    command
}

fn haproxy(ground: &Ground, conf: &Conf) -> Command {
    let own = [chain(ground), own().1].map(|file| std::fs::read_to_string(file).unwrap()).concat();
    let own = ground.write("own.pem", own);
    let mut bind = format!("bind 127.0.0.1:{} ssl crt {own}", ground.port);
    if conf.asks {
        let verify = if conf.required { "required" } else { "optional" };
        let _ = write!(bind, " verify {verify} ca-file {}", conf.names.as_ref().unwrap_or(&conf.trust));
        if conf.names.is_some() {
            let _ = write!(bind, " ca-verify-file {}", conf.trust);
        }
    }
    if let Some(lists) = &conf.lists {
        let _ = write!(bind, " crl-file {lists}");
    }
    let text = format!(
        "defaults\n mode http\n timeout client 20s\n timeout server 20s\n timeout connect 20s\nfrontend cards\n {bind}\n \
         http-request return status 200 content-type text/plain string in\n"
    );
    let mut command = Command::new("haproxy");
    command.args(["-db", "-f", &ground.write("haproxy.cfg", text)]);
    command
}

fn gnutls(ground: &Ground, conf: &Conf) -> Command {
    let mut command = Command::new("gnutls-serv");
    let port = ground.port.to_string();
    command.args(["--http", "--quiet", "--port", &port, "--x509certfile", &chain(ground), "--x509keyfile", &own().1]);
    command.args(["--x509cafile", &conf.trust]);
    match (conf.asks, conf.required) {
        (true, true) => drop(command.args(["--verify-client-cert", "--require-client-cert"])),
        (true, false) => drop(command.arg("--verify-client-cert")),
        _ => drop(command.arg("--disable-client-cert")),
    }
    if let Some(lists) = &conf.lists {
        command.args(["--x509crlfile", lists]);
    }
    command
}

fn node(ground: &Ground, conf: &Conf) -> Command {
    let read = |file: &str| format!("fs.readFileSync({file:?})");
    let lists = conf.lists.as_ref().map_or(String::new(), |lists| {
        format!(", crl: String({}).match(/-----BEGIN[^]*?-----END X509 CRL-----/g)", read(lists))
    });
    let ask =
        if conf.asks { format!("requestCert: true, rejectUnauthorized: {},", conf.required) } else { String::new() };
    let program = format!(
        "const fs = require('fs'), https = require('https');\n\
         https.createServer({{cert: {}, key: {}, {ask} ca: String({}).match(/-----BEGIN[^]*?-----END CERTIFICATE-----/g){lists}}},\n\
         (q, r) => r.end('in')).listen({}, '127.0.0.1');\n",
        read(&chain(ground)),
        read(&own().1),
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
    let mut command = Command::new("java");
    command.args(["-XX:TieredStopAtLevel=1", "-Xmx128m", &program, &ground.port.to_string()]);
    command.args([&LAB.file("p12/server.p12"), &conf.trust, asks, &lists]);
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
        parameters.setRevocationEnabled(a.length > 4 && !a[4].isEmpty());
        if (parameters.isRevocationEnabled()) try (InputStream in = new FileInputStream(a[4])) {
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(x509.generateCRLs(in))));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(new CertPathTrustManagerParameters(parameters));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket socket = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(Integer.parseInt(a[0]), 100, java.net.InetAddress.getByName("127.0.0.1"));
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
