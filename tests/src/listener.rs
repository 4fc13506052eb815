//! Real TLS servers on loopback with settings of their own: what logins are tried at. `TlsServer` has one way of asking for a card, and takes in
//! new files; these have many ways, and are only started and ended.

use std::fs::{self, File};
use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::lab::{Lab, text};

/// A server listens by then; else the test fails. No measure of speed.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// A server; its process ends when this is dropped.
#[derive(Debug)]
pub struct Listener {
    /// `nginx`, `apache`, ...
    pub name: &'static str,
    folder: PathBuf,
    port: u16,
    process: Child,
}

/// A free port. Another program could take it before the server does; then the server says so.
fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a port on loopback").port()
}

/// The server's certificate with its issuing CA, which servers are to send, and its key.
fn own(folder: &Path) -> (String, String) {
    let lab = Lab::get();
    let chain = ["functions/server.pem", "ca/new/labsithseidfunctioncav1.pem"];
    let chain = chain.map(|file| fs::read_to_string(lab.path(file)).expect("the lab has it"));
    (write(folder, "chain.pem", &chain.concat()), lab.text("keys/functions/server.key"))
}

impl Listener {
    /// nginx: `settings` stand in its `server` block, which answers every path with 200 unless they have locations.
    #[track_caller]
    pub fn nginx(folder: &Path, settings: &str) -> Self {
        let (folder, port) = (made(folder), free_port());
        let (at, (certificate, key)) = (text(&folder), own(&folder));
        let page = if settings.contains("location") { "" } else { "location / { return 200 'welcome'; }" };
        let configuration = format!(
            "daemon off; pid {at}/pid; error_log {at}/error.log; worker_processes 1;\nevents {{}}\n\
             http {{ access_log off; default_type text/html; client_body_temp_path {at}/a; proxy_temp_path {at}/b;\n\
             fastcgi_temp_path {at}/c; uwsgi_temp_path {at}/d; scgi_temp_path {at}/e;\n\
             server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {certificate}; ssl_certificate_key {key};\n\
             ssl_protocols TLSv1.2 TLSv1.3;\n{settings}\n{page} }} }}\n"
        );
        let file = write(&folder, "configuration", &configuration);
        Self::run("nginx", folder.clone(), port, "/usr/sbin/nginx", &["-c", &file, "-e", &format!("{at}/error.log")])
    }

    /// Apache: `settings` stand in the main server, `within` in the folder of its page.
    #[track_caller]
    pub fn apache(folder: &Path, settings: &str, within: &str) -> Self {
        let (folder, port) = (made(folder), free_port());
        let (at, (certificate, key)) = (text(&folder), own(&folder));
        fs::create_dir(folder.join("page")).expect("a folder");
        write(&folder.join("page"), "index.html", "welcome");
        let modules: String = ["mpm_event", "authz_core", "dir", "mime", "socache_shmcb", "ssl"]
            .iter()
            .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so"))
            .collect::<Vec<_>>()
            .join("\n");
        let configuration = format!(
            "ServerRoot {at}\nDefaultRuntimeDir {at}\nPidFile {at}/pid\nErrorLog {at}/error.log\nMutex file:{at} default\n\
             ServerName localhost\nListen 127.0.0.1:{port}\n{modules}\nTypesConfig /etc/mime.types\n\
             DocumentRoot {at}/page\nDirectoryIndex index.html\nSSLEngine on\nSSLCertificateFile {certificate}\n\
             SSLCertificateKeyFile {key}\n{settings}\n<Directory {at}/page>\nRequire all granted\n{within}\n</Directory>\n"
        );
        let file = write(&folder, "configuration", &configuration);
        Self::run("apache", folder, port, "/usr/sbin/apache2", &["-DFOREGROUND", "-f", &file])
    }

    /// HAProxy: `settings` stand at the end of its `bind` line.
    #[track_caller]
    pub fn haproxy(folder: &Path, settings: &str) -> Self {
        let (folder, port) = (made(folder), free_port());
        let (at, (certificate, key)) = (text(&folder), own(&folder));
        let both = [fs::read_to_string(certificate), fs::read_to_string(key)].map(|file| file.expect("a file"));
        write(&folder, "own.pem", &both.concat());
        let configuration = format!(
            "defaults\n  mode http\n  timeout client 20s\n  timeout server 20s\n  timeout connect 20s\n\
             frontend cards\n  bind 127.0.0.1:{port} ssl crt {at}/own.pem {settings}\n\
             \x20 http-request return status 200 content-type text/plain string welcome\n"
        );
        let file = write(&folder, "configuration", &configuration);
        Self::run("haproxy", folder, port, "/usr/sbin/haproxy", &["-W", "-db", "-f", &file])
    }

    /// HAProxy that carries TLS alone: what is said over it comes from this port. `settings` stand at the end of its `bind` line.
    #[track_caller]
    pub fn haproxy_before(folder: &Path, settings: &str, behind: u16) -> Self {
        let (folder, port) = (made(folder), free_port());
        let (at, (certificate, key)) = (text(&folder), own(&folder));
        let both = [fs::read_to_string(certificate), fs::read_to_string(key)].map(|file| file.expect("a file"));
        write(&folder, "own.pem", &both.concat());
        let configuration = format!(
            "defaults\n  mode tcp\n  timeout client 60s\n  timeout server 60s\n  timeout connect 20s\n\
             listen cards\n  bind 127.0.0.1:{port} ssl crt {at}/own.pem {settings}\n  server behind 127.0.0.1:{behind}\n"
        );
        let file = write(&folder, "configuration", &configuration);
        Self::run("haproxy", folder, port, "/usr/sbin/haproxy", &["-W", "-db", "-f", &file])
    }

    /// `openssl s_server` with a page of its own.
    #[track_caller]
    pub fn openssl(folder: &Path, settings: &[&str]) -> Self {
        let (folder, port) = (made(folder), free_port());
        let (certificate, key) = own(&folder);
        let accept = format!("127.0.0.1:{port}");
        let first = ["s_server", "-quiet", "-www", "-accept", &accept, "-cert", &certificate, "-key", &key];
        Self::run("s_server", folder, port, "openssl", &[&first, settings].concat())
    }

    /// Java's own server over a socket, which trusts a PKCS#12 or JKS store with the password `changeit`.
    #[track_caller]
    pub fn java(folder: &Path, store: &Path) -> Self {
        let (folder, port) = (made(folder), free_port());
        let file = write(&folder, "Server.java", &crate::tls::JAVA.replace("LET_IN", "welcome"));
        let own = Lab::get().text("p12/server.p12");
        Self::run("java", folder, port, "java", &[&file, &port.to_string(), &own, &text(store)])
    }

    #[track_caller]
    fn run(name: &'static str, folder: PathBuf, port: u16, program: &str, args: &[&str]) -> Self {
        let output = File::create(folder.join("output")).expect("a file");
        let mut process = Command::new(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("a file"))
            .stderr(output)
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = process.try_wait().expect("our own child");
            if ended.is_some() || begun.elapsed() > READY_WITHIN {
                drop(process.kill());
                drop(process.wait());
                panic!("{program} does not answer ({ended:?})\n{}", log(&folder));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Self { name, folder, port, process }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.port)
    }

    /// What the server said so far.
    pub fn log(&self) -> String {
        log(&self.folder)
    }
}

fn made(folder: &Path) -> PathBuf {
    fs::create_dir_all(folder).expect("a folder for a server");
    folder.to_owned()
}

fn write(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, content).expect("a file");
    text(&path)
}

fn log(folder: &Path) -> String {
    let mut log = String::new();
    for name in ["output", "error.log"] {
        if let Ok(mut file) = File::open(folder.join(name)) {
            drop(file.read_to_string(&mut log));
        }
    }
    log
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Asked first: these servers end the processes that they started.
        drop(Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status());
        let begun = Instant::now();
        while matches!(self.process.try_wait(), Ok(None)) {
            if begun.elapsed() > READY_WITHIN {
                drop(self.process.kill());
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
        drop(self.process.wait());
    }
}
