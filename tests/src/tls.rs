//! Real TLS servers on loopback that ask for a client certificate, as ordinary processes with a configuration of their own.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::lab::{Lab, text};

/// What a server that lets a card in answers.
const LET_IN: &str = "this card is let in";

/// A server has started, taken in its files or ended by then; else the test fails. No measure of speed.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// Which server, and what it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `ssl_client_certificate`: a bundle
    Nginx,
    /// `SSLCACertificateFile`: a bundle
    ApacheFile,
    /// `SSLCACertificatePath`: a folder with names from hashes
    ApacheFolder,
    /// `ca-file`: a bundle
    HaProxy,
    /// `SSLServerSocket` with a JKS or PKCS#12 store whose password is `changeit`
    Java,
}

/// A server; its process ends when this is dropped.
#[derive(Debug)]
pub struct TlsServer {
    kind: Kind,
    folder: PathBuf,
    store: PathBuf,
    port: u16,
    process: Option<Child>,
}

impl TlsServer {
    /// Starts a server whose configuration lies in `folder` (made here) and which trusts `store`. It never writes there.
    #[track_caller]
    pub fn start(kind: Kind, folder: PathBuf, store: &Path) -> Self {
        fs::create_dir(&folder).expect("a folder for a server");
        // Dropped before the server takes it: another program could be quicker, and then the server says so.
        let free = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
        let port = free.local_addr().expect("it is bound").port();
        drop(free);
        let mut server = Self { kind, folder, store: store.to_owned(), port, process: None };
        server.configure();
        server.run();
        server
    }

    /// Its page.
    pub fn url(&self) -> String {
        format!("https://localhost:{}/", self.port)
    }

    /// The server reads its files anew, as its manual says: reload where there is one, else it is ended and started.
    #[track_caller]
    pub fn take_in(&mut self) {
        let signal = match self.kind {
            Kind::Nginx => "-HUP",
            Kind::ApacheFile | Kind::ApacheFolder => "-USR1",
            Kind::HaProxy => "-USR2",
            Kind::Java => {
                self.end();
                self.run();
                return;
            }
        };
        self.signal(signal);
    }

    /// A card logs in with nothing but its own certificate; the server comes to let it in, or to turn it away, once it has taken in its
    /// files.
    #[track_caller]
    pub fn comes_to(&self, lets_in: bool, card: &str) {
        let begun = Instant::now();
        loop {
            let said = self.log_in(card);
            if said.contains(LET_IN) == lets_in {
                return;
            }
            assert!(
                begun.elapsed() < READY_WITHIN,
                "{:?}: {card}: wanted {lets_in}, said {said}\n{}",
                self.kind,
                self.log()
            );
            thread::sleep(Duration::from_millis(200));
        }
    }

    /// What a login with a card gives. Level 0: the old PKI signs with SHA-1.
    fn log_in(&self, card: &str) -> String {
        let lab = Lab::get();
        let address = format!("127.0.0.1:{}", self.port);
        let (certificate, key) = (lab.text(&format!("{card}.pem")), lab.text(&format!("keys/{card}.key")));
        // Without CA certificates of its own s_client cannot complete the chain that it sends.
        let args = ["s_client", "-quiet", "-no-CAfile", "-no-CApath", "-no-CAstore", "-connect", &address];
        let more = ["-cipher", "DEFAULT@SECLEVEL=0", "-cert", &certificate, "-key", &key];
        let mut client = Command::new("timeout")
            .args(["20", "openssl"])
            .args(args)
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("openssl is here");
        // A server that turns the card away may have closed already.
        let mut stdin = client.stdin.take().expect("piped");
        drop(stdin.write_all(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"));
        let output = client.wait_with_output().expect("our own child");
        drop(stdin);
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    }

    fn file(&self, name: &str) -> String {
        text(&self.folder.join(name))
    }

    fn log(&self) -> String {
        let mut log = String::new();
        for name in ["output", "error.log"] {
            if let Ok(mut file) = File::open(self.folder.join(name)) {
                drop(file.read_to_string(&mut log));
            }
        }
        log
    }

    fn configure(&self) {
        let lab = Lab::get();
        let (certificate, key) = (lab.text("functions/server.pem"), lab.text("keys/functions/server.key"));
        let (port, store) = (self.port, text(&self.store));
        let folder = text(&self.folder);
        let configuration = match self.kind {
            Kind::Nginx => format!(
                "daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n\
                 events {{}}\n\
                 http {{ access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b;\n\
                 fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;\n\
                 server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {certificate}; ssl_certificate_key {key};\n\
                 ssl_ciphers DEFAULT@SECLEVEL=0; ssl_client_certificate {store}; ssl_verify_client on;\n\
                 location / {{ return 200 '{LET_IN}'; }} }} }}\n"
            ),
            Kind::ApacheFile | Kind::ApacheFolder => {
                let page = self.folder.join("page");
                fs::create_dir(&page).expect("a folder");
                fs::write(page.join("index.html"), LET_IN).expect("a file");
                let directive =
                    if self.kind == Kind::ApacheFile { "SSLCACertificateFile" } else { "SSLCACertificatePath" };
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
                // Without mod_unixd its children stay the user who runs the test, who can read the page.
                let _ = write!(
                    text,
                    "TypesConfig /etc/mime.types\nDocumentRoot {folder}/page\nDirectoryIndex index.html\n\
                     SSLEngine on\nSSLCertificateFile {certificate}\nSSLCertificateKeyFile {key}\n\
                     SSLCipherSuite DEFAULT@SECLEVEL=0\n{directive} {store}\nSSLVerifyClient require\nSSLVerifyDepth 3\n\
                     ErrorDocument 403 \"no\"\n<Directory {folder}/page>\nRequire all granted\n</Directory>\n"
                );
                text
            }
            Kind::HaProxy => {
                let own = [fs::read(certificate).expect("a file"), fs::read(key).expect("a file")].concat();
                fs::write(self.folder.join("own.pem"), own).expect("a file");
                format!(
                    "global\n  ssl-default-bind-ciphers DEFAULT@SECLEVEL=0\n\
                     defaults\n  mode http\n  timeout client 20s\n  timeout server 20s\n  timeout connect 20s\n\
                     frontend cards\n  bind 127.0.0.1:{port} ssl crt {folder}/own.pem ca-file {store} verify required\n\
                     \x20 http-request return status 200 content-type text/plain string \"{LET_IN}\"\n"
                )
            }
            Kind::Java => JAVA.replace("LET_IN", LET_IN),
        };
        let name = if self.kind == Kind::Java { "Server.java" } else { "configuration" };
        fs::write(self.folder.join(name), configuration).expect("a configuration");
    }

    #[track_caller]
    fn run(&mut self) {
        let file = |name: &str| self.file(name);
        let (program, args) = match self.kind {
            Kind::Nginx => {
                ("/usr/sbin/nginx", vec!["-c".into(), file("configuration"), "-e".into(), file("error.log")])
            }
            Kind::ApacheFile | Kind::ApacheFolder => {
                ("/usr/sbin/apache2", vec!["-DFOREGROUND".into(), "-f".into(), file("configuration")])
            }
            Kind::HaProxy => ("/usr/sbin/haproxy", vec!["-W".into(), "-db".into(), "-f".into(), file("configuration")]),
            Kind::Java => {
                let own = Lab::get().text("p12/server.p12");
                ("java", vec![file("Server.java"), self.port.to_string(), own, text(&self.store)])
            }
        };
        let output = File::create(self.folder.join("output")).expect("a file");
        let process = Command::new(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("a file"))
            .stderr(output)
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        self.process = Some(process);
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.process.as_mut().expect("just started").try_wait().expect("our own child");
            assert!(
                ended.is_none() && begun.elapsed() < READY_WITHIN,
                "{program} does not answer ({ended:?})\n{}",
                self.log()
            );
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn signal(&self, signal: &str) {
        let Some(process) = &self.process else { return };
        let status = Command::new("kill").args([signal, &process.id().to_string()]).status();
        assert!(status.is_ok_and(|status| status.success()), "kill {signal}");
    }

    fn end(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        if !matches!(process.try_wait(), Ok(None)) {
            return;
        }
        // Asked first: these servers end the processes that they started.
        drop(Command::new("kill").args(["-TERM", &process.id().to_string()]).status());
        let begun = Instant::now();
        while matches!(process.try_wait(), Ok(None)) {
            if begun.elapsed() > READY_WITHIN {
                drop(process.kill());
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
        drop(process.wait());
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.end();
    }
}

/// One file, as `java Server.java` runs it: port, own PKCS#12, trust store.
pub(crate) const JAVA: &str = r#"
import java.io.*;
import java.security.KeyStore;
import javax.net.ssl.*;

class Server {
    public static void main(String[] args) throws Exception {
        char[] password = "changeit".toCharArray();
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(KeyStore.getInstance(new File(args[1]), password), password);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(KeyStore.getInstance(new File(args[2]), password));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(Integer.parseInt(args[0]), 50, java.net.InetAddress.getByName("127.0.0.1"));
        server.setNeedClientAuth(true);
        while (true) {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.setSoTimeout(20000);
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {}
                socket.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\nLET_IN\n".getBytes());
            } catch (IOException refused) {
                System.out.println(refused);
            }
        }
    }
}
"#;
