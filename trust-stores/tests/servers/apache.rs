//! Apache httpd with mod_ssl.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::harness::{
    Case, Door, Ground, HSA_3, ID_3, LAB, LET_IN, NEW_ROOT, OLD_ROOT, Said, judge, read, read_in, section, table_head,
};
use tillit_lab::certificate::CertificateBuilder;
use tillit_lab::key::{Key, KeyKind};
use tillit_lab::name::Dn;
use tillit_trust_stores::servers::service::Asks;
use tillit_trust_stores::servers::{ProblemKind, Server, server};
use tillit_trust_stores::tree::Folder;

const PROGRAM: &str = "/usr/sbin/apache2";

fn apache() -> &'static Server {
    server("apache").unwrap()
}

/// What every configuration begins with.
fn head(ground: &Ground) -> String {
    for name in ["page/index.html", "page/login/index.html", "page/login/admin/index.html", "else/index.html"] {
        ground.write(name, LET_IN);
    }
    let folder = ground.path("");
    let folder = folder.trim_end_matches('/');
    let mut text = format!(
        "ServerRoot {folder}\nDefaultRuntimeDir {folder}\nPidFile {folder}/pid\nErrorLog {folder}/error.log\n\
         Mutex file:{folder} default\nServerName localhost\n"
    );
    let modules = ["mpm_event", "authz_core", "alias", "dir", "mime", "socache_shmcb", "macro", "ssl"];
    for name in modules {
        let _ = writeln!(text, "LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so");
    }
    // Without mod_unixd its children stay the user who runs the test, who can read the page.
    let _ = write!(
        text,
        "TypesConfig /etc/mime.types\nDocumentRoot {folder}/page\nDirectoryIndex index.html\nErrorDocument 403 \"no\"\n\
         SSLCertificateFile {}\nSSLCertificateKeyFile {}\n<Directory {folder}>\nRequire all granted\n</Directory>\n",
        LAB.file("functions/server.pem"),
        LAB.file("keys/functions/server.key")
    );
    text
}

fn command(main: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("-DFOREGROUND").arg("-f").arg(main);
    command
}

/// A configuration: `@1` stands for a port, `@F` for the folder, `@old`, `@new`, `@both`, `@half` for a bundle of the lab.
struct Try {
    title: &'static str,
    text: &'static str,
    doors: &'static [Door],
    said: Said,
}

const WHOLE: &[Door] = &[Door { port: 0, name: None, path: None }];
const LOGIN: &[Door] = &[Door { port: 0, name: None, path: None }, Door { port: 0, name: None, path: Some("/login/") }];
const PAGE: &[Door] = &[Door { port: 0, name: None, path: None }, Door { port: 0, name: None, path: Some("/") }];
const NAMED: &[Door] =
    &[Door { port: 0, name: Some("a.test"), path: None }, Door { port: 0, name: Some("b.test"), path: None }];

const fn of(title: &'static str, doors: &'static [Door], text: &'static str) -> Try {
    Try { title, text, doors, said: Said::Everything }
}

const TRIES: &[Try] = &[
    of(
        "`SSLVerifyClient require`, both generations, `SSLVerifyDepth 2`, level 0",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLCipherSuite DEFAULT@SECLEVEL=0\nSSLVerifyClient require\nSSLVerifyDepth 2\nSSLCACertificateFile @both\n",
    ),
    of(
        "the same with the level of Debian",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 2\nSSLCACertificateFile @both\n",
    ),
    of(
        "no `SSLVerifyDepth`: 1",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLCipherSuite DEFAULT@SECLEVEL=0\nSSLVerifyClient require\nSSLCACertificateFile @both\n",
    ),
    of(
        "the old generation alone",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLCipherSuite DEFAULT@SECLEVEL=0\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @old\n",
    ),
    of(
        "the new root without issuing CAs, `optional`",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient optional\nSSLVerifyDepth 3\nSSLCACertificateFile @half\n",
    ),
    of(
        "issuing CAs without their root",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @F/issuers.pem\n",
    ),
    of(
        "an issuing CA of LoA 3 whose time is over",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @F/spoiled/over.pem\n",
    ),
    of(
        "the same beside a copy of it in its time",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @F/spoiled/over-and-good.pem\n",
    ),
    of(
        "an issuing CA of LoA 3 marked as rejected for clients",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @F/spoiled/rejected.pem\n",
    ),
    of(
        "a list of an issuing CA of LoA 3 that is over",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\nSSLCARevocationFile @F/spoiled/over.crl\nSSLCARevocationCheck chain\n",
    ),
    of(
        "a thousand other names",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @F/spoiled/many.pem\n",
    ),
    of(
        "`SSLCADNRequestFile` with the old names",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @both\nSSLCADNRequestFile @old\n",
    ),
    of(
        "`SSLCADNRequestPath` with the new root, the old generation trusted",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLCipherSuite DEFAULT@SECLEVEL=0\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @old\nSSLCADNRequestPath @F/plain\n",
    ),
    of(
        "`SSLCACertificatePath` without hashes",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificatePath @F/plain\n",
    ),
    of(
        "`SSLCACertificatePath` with hashes",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificatePath @F/hashed\n",
    ),
    of(
        "the root in a file, issuing CAs in a folder with hashes",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @half\nSSLCACertificatePath @F/hashed\n",
    ),
    of(
        "`require` without any CA",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\n",
    ),
    of(
        "no CA, names of `SSLCADNRequestFile`",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCADNRequestFile @new\n",
    ),
    of(
        "`optional_no_ca`, the old generation, level 0",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLCipherSuite DEFAULT@SECLEVEL=0\nSSLVerifyClient optional_no_ca\nSSLVerifyDepth 3\nSSLCACertificateFile @old\n",
    ),
    of(
        "`optional_no_ca` with the default depth",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLCipherSuite DEFAULT@SECLEVEL=0\nSSLVerifyClient optional_no_ca\nSSLCACertificateFile @new\n",
    ),
    of(
        "`optional_no_ca`, both generations, level 2",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient optional_no_ca\nSSLVerifyDepth 3\nSSLCACertificateFile @both\n",
    ),
    // How old cards are signed themselves is not known: with SHA-1 they are refused.
    Try {
        title: "`optional_no_ca`, issuing CAs without their root",
        text: "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient optional_no_ca\nSSLVerifyDepth 3\nSSLCACertificateFile @F/issuers.pem\n",
        doors: WHOLE,
        said: Said::NotAll,
    },
    of("does not ask", WHOLE, "Listen 127.0.0.1:@1\nSSLEngine on\nSSLCACertificateFile @both\n"),
    of(
        "`<Location>` asks, the host does not",
        LOGIN,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyDepth 3\nSSLCACertificateFile @new\n<Location /login/>\nSSLVerifyClient require\n</Location>\n",
    ),
    of(
        "`<Location>` asks with `SSLCipherSuite` of level 0",
        LOGIN,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyDepth 3\nSSLCACertificateFile @both\n<Location /login/>\nSSLVerifyClient require\nSSLCipherSuite DEFAULT@SECLEVEL=0\n</Location>\n",
    ),
    of(
        "`<Location>` asks with a higher level than the host's",
        LOGIN,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLCipherSuite DEFAULT@SECLEVEL=0\nSSLVerifyDepth 3\nSSLCACertificateFile @both\n<Location /login/>\nSSLVerifyClient require\nSSLCipherSuite DEFAULT@SECLEVEL=2\n</Location>\n",
    ),
    of(
        "`<Directory>` asks with ciphers that do not go with the key",
        LOGIN,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyDepth 3\nSSLCACertificateFile @new\n<Directory @F/page/login>\nSSLVerifyClient require\nSSLCipherSuite ECDHE-ECDSA-AES128-GCM-SHA256\n</Directory>\n",
    ),
    of(
        "the host requires, `<Location>` has ciphers that do not go with the key",
        LOGIN,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\n<Location /login/>\nSSLCipherSuite ECDHE-ECDSA-AES128-GCM-SHA256\n</Location>\n",
    ),
    of(
        "`AllowOverride AuthConfig`, `.htaccess` asks",
        PAGE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyDepth 3\nSSLCACertificateFile @new\n<Directory @F/page>\nAllowOverride AuthConfig\n</Directory>\n",
    ),
    of(
        "`.htaccess` asks, and is not looked at",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyDepth 3\nSSLCACertificateFile @new\n<Directory @F>\nAllowOverride All\n</Directory>\n<Directory @F/page>\nAllowOverride None\n</Directory>\n",
    ),
    of(
        "`SSLCipherSuite` of ECDSA, a key of RSA",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\nSSLCipherSuite ECDHE-ECDSA-AES128-GCM-SHA256\n",
    ),
    of(
        "`SSLCipherSuite` of ECDSA, TLS 1.2 alone, beside `SSLCipherSuite TLSv1.3`",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\nSSLProtocol TLSv1.2\nSSLCipherSuite aECDSA\nSSLCipherSuite TLSv1.3 TLS_AES_256_GCM_SHA384\n",
    ),
    of(
        "`SSLCipherSuite` of ECDSA, keys of RSA and ECDSA",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\nSSLCertificateFile @F/ec.pem\nSSLCertificateKeyFile @F/ec.key\nSSLCipherSuite ECDHE-ECDSA-AES128-GCM-SHA256\n",
    ),
    of(
        "`SSLOpenSSLConfCmd CipherString` of ECDSA over `SSLCipherSuite`",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\nSSLCipherSuite HIGH\nSSLOpenSSLConfCmd CipherString aECDSA\n",
    ),
    of(
        "`<Location>` requires, the host has `optional`, the depth of the `<Location>`",
        LOGIN,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient optional\nSSLCACertificateFile @new\n<Location /login/>\nSSLVerifyClient require\nSSLVerifyDepth 3\n</Location>\n",
    ),
    of(
        "`<Location>` with its own depth, `SSLProtocol` without TLS 1.3",
        LOGIN,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLProtocol all -TLSv1.3\nSSLCACertificateFile @new\n<Location /login>\nSSLVerifyDepth 2\n</Location>\n<Location /login/>\nSSLVerifyClient optional\n</Location>\n",
    ),
    of(
        "`<Directory>` asks, revocation lists looked up",
        LOGIN,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyDepth 3\nSSLCACertificateFile @both\nSSLCARevocationFile @F/new.crl\nSSLCARevocationCheck chain\n<Directory @F/page/login/>\nSSLVerifyClient require\n</Directory>\n",
    ),
    of(
        "virtual hosts: main settings inherited and overridden",
        NAMED,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyDepth 3\nSSLVerifyClient require\nSSLCACertificateFile @new\nSSLCipherSuite DEFAULT@SECLEVEL=0\n<VirtualHost *:@1>\nServerName a.test\nSSLCACertificateFile @old\n</VirtualHost>\n<VirtualHost *:@1>\nServerName other.test\nServerAlias b.test\nSSLVerifyClient optional\nSSLProtocol TLSv1.2 TLSv1.3\n</VirtualHost>\n",
    ),
    of(
        "virtual hosts: the level of each",
        NAMED,
        "Listen 127.0.0.1:@1\nSSLVerifyDepth 3\nSSLVerifyClient require\nSSLCACertificateFile @both\n<VirtualHost 127.0.0.1:@1>\nServerName a.test:@1\nSSLEngine on\nSSLCipherSuite DEFAULT@SECLEVEL=0\n</VirtualHost>\n<VirtualHost 127.0.0.1:@1>\nServerName b.test\nSSLEngine on\nSSLProtocol -all +TLSv1.2\n</VirtualHost>\n",
    ),
    of(
        "lists of revocation, the root's missing, `chain`",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\nSSLCARevocationFile @F/issuers.crl\nSSLCARevocationCheck chain\n",
    ),
    of(
        "the same with `leaf`",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\nSSLCARevocationFile @F/issuers.crl\nSSLCARevocationCheck leaf\n",
    ),
    of(
        "the same with `no_crl_for_cert_ok`",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\nSSLCARevocationFile @F/issuers.crl\nSSLCARevocationCheck chain no_crl_for_cert_ok\n",
    ),
    of(
        "lists in a file and in a folder with hashes",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\nSSLCARevocationFile @F/issuers.crl\nSSLCARevocationPath @F/lists\nSSLCARevocationCheck chain\n",
    ),
    of(
        "lists without `SSLCARevocationCheck`",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\nSSLCARevocationFile @F/issuers.crl\n",
    ),
    Try {
        title: "`SSLOCSPEnable on`",
        text: "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @new\nSSLOCSPEnable on\nSSLOCSPResponderTimeout 1\n",
        doors: WHOLE,
        said: Said::NotAll,
    },
    of(
        "`SSLOpenSSLConfCmd`: `CipherString`, `MinProtocol`, `ClientCAFile`",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @both\nSSLProtocol -all +TLSv1.3\nSSLOpenSSLConfCmd CipherString DEFAULT@SECLEVEL=0\nSSLOpenSSLConfCmd MinProtocol TLSv1.2\nSSLOpenSSLConfCmd ClientCAFile @old\n",
    ),
    of(
        "`SSLOpenSSLConfCmd VerifyCAFile` over `SSLCACertificateFile`",
        WHOLE,
        "Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile @old\nSSLOpenSSLConfCmd VerifyCAFile @new\nSSLOpenSSLConfCmd MaxProtocol TLSv1.2\n",
    ),
    of(
        "`Include`, `Define`, `IfModule`, `IfDefine`, `IfVersion`, `IfFile`, macros",
        NAMED,
        "# a comment that goes on \\\nListen 1\nListen 127.0.0.1:@1\nDefine trusted @new\nDefine DEEP\n<IfModule mod_ssl.c>\n<IfModule !nss_module>\nSSLEngine on\n</IfModule>\n</IfModule>\n<IfModule gnutls_module>\nSSLEngine off\n</IfModule>\n\
         <IfDefine DEEP>\nSSLVerify\\\nDepth   \"3\"\n</IfDefine>\n<IfDefine !DEEP>\nSSLVerifyDepth 1\n</IfDefine>\n<IfVersion >= 2.4>\nsslverifyclient require\n</IfVersion>\n<IfVersion < 2.4>\nSSLVerifyClient none\n</IfVersion>\n\
         <IfFile conf.d/10-a.conf>\nIncludeOptional conf.d/*.conf\n</IfFile>\n<IfFile nowhere>\nInclude nowhere\n</IfFile>\nIncludeOptional nowhere/*.conf\nInclude more\n",
    ),
];

fn ground() -> Ground {
    let ground = Ground::new();
    let issuers = [HSA_3, ID_3, "Person HSA-id 2 CA v1", "Person ID 2 CA v1", "e-id Function CA v1", "Mobile CA v1"];
    let all: Vec<&str> = issuers.iter().copied().chain([NEW_ROOT]).collect();
    LAB.spoil(&ground, &all);
    ground.write("issuers.pem", LAB.pem(&issuers));
    ground.write("issuers.crl", LAB.crls(&issuers));
    ground.write("new.crl", LAB.crls(&all));
    for (number, ca) in all.iter().enumerate() {
        ground.write(&format!("plain/{number}.pem"), LAB.pem(&[ca]));
        ground.write(&format!("hashed/{number}.pem"), LAB.pem(&[ca]));
    }
    let key = Key::generate(KeyKind::P256).unwrap();
    let own = CertificateBuilder::leaf(Dn::cn("localhost")).key(&key).self_sign().unwrap();
    ground.write("page/.htaccess", "SSLVerifyClient require\n");
    ground.write("ec.pem", own.to_pem());
    ground.write("ec.key", key.to_pem());
    ground.write("hashed/old.txt", LAB.pem(&[OLD_ROOT]));
    ground.write("lists/root.pem", LAB.crls(&[NEW_ROOT]));
    for folder in ["hashed", "lists"] {
        let done = Command::new("openssl").args(["rehash", &ground.path(folder)]).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }
    ground.write("conf.d/10-a.conf", "SSLCACertificateFile ${trusted}\n<Macro Host $name $port>\n<VirtualHost *:$port>\nServerName $name.test\nUse Trust_$name\n</VirtualHost>\n</Macro>\n");
    ground.write(
        "conf.d/20-b.conf",
        "<Macro Trust_a>\nSSLCACertificateFile @half\n</Macro>\n<Macro trust_B>\nSSLVerifyClient optional\n</Macro>\n"
            .replace("@half", &LAB.file("trust/half.pem")),
    );
    ground.write("conf.d/.hidden.conf", "SSLEngine off\n");
    ground.write("more/deep/.z", format!("Use host b {}\n", ground.ports[0]));
    ground.write("more/a", format!("Use Host a {}\n", ground.ports[0]));
    ground
}

fn fill(text: &str, ground: &Ground) -> String {
    let mut text = text.to_owned();
    for (mark, port) in ["@1", "@2", "@3"].iter().zip(ground.ports) {
        text = text.replace(mark, &port.to_string());
    }
    for bundle in ["old", "new", "both", "half"] {
        text = text.replace(&format!("@{bundle}"), &LAB.file(&format!("trust/{bundle}.pem")));
    }
    text.replace("@F", ground.path("").trim_end_matches('/'))
}

#[test]
fn predictions_are_what_apache_does() {
    let mut wrong = Vec::new();
    let mut made = table_head();
    let only = std::env::var("TILLIT_ONLY").ok();
    for configuration in TRIES.iter().filter(|one| only.as_ref().is_none_or(|only| one.title.contains(only))) {
        let ground = ground();
        let text = format!("{}{}", head(&ground), fill(configuration.text, &ground));
        let main = ground.write("apache2.conf", text);
        let Try { title, doors, said, .. } = configuration;
        let case = Case { title, ground: &ground, main: Path::new(&main), doors, said: *said };
        made.push_str(&judge(apache(), command(Path::new(&main)), &case, &mut wrong));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    if only.is_none() {
        section("apache", &format!("## Apache httpd\n\n{made}"));
    }
}

/// Configurations with which Apache does not start: a problem for each, at the line that it names itself.
#[test]
fn what_apache_refuses_is_a_problem_at_its_line() {
    let all = [
        ("<VirtualHost *:1>\nSSLEngine on\n", 1),
        ("SSLEngine on\n</VirtualHost>\n", 2),
        ("<IfModule mod_ssl.c>\n</IfDefine>\n", 2),
        ("<VirtualHost *:1\n</VirtualHost>\n", 1),
        ("Include nowhere.conf\n", 1),
        ("\nInclude nowhere/*.conf\n", 2),
        ("SSLEngine yes\n", 1),
        ("SSLVerifyClient maybe\n", 1),
        ("<Location />\nSSLVerifyClient \"\"\n</Location>\n", 2),
        ("SSLProtocol TLSv1.4\n", 1),
        ("SSLCARevocationCheck full\n", 1),
        ("Use Nothing\n", 1),
        ("<Macro A $x>\n</Macro>\nUse A\n", 3),
        ("Error \"not today\"\n", 1),
        ("Listen 127.0.0.1:@1\nSSLEngine on\nSSLCARevocationCheck leaf\n", 3),
        ("Listen 127.0.0.1:@1\nSSLEngine on\nSSLCipherSuite TLS_AES_256_GCM_SHA384\n", 3),
        ("Listen 127.0.0.1:@1\nSSLEngine on\nSSLCipherSuite HIGH:@NO\n", 3),
        ("Listen 127.0.0.1:@1\nSSLEngine on\nSSLCipherSuite HIGH@SECLEVEL=4\n", 3),
        ("Listen 127.0.0.1:@1\nSSLEngine on\nSSLOpenSSLConfCmd CipherString nonsense\n", 3),
        ("Listen 127.0.0.1:@1\nSSLEngine on\nSSLOpenSSLConfCmd VerifyMode None\n", 3),
        ("<Location />\nSSLCipherSuite TLSv1.3 TLS_AES_256_GCM_SHA384\n</Location>\n", 2),
        ("Listen 127.0.0.1:@1\nSSLEngine on\nSSLVerifyClient require\nSSLCACertificateFile @F/nowhere.pem\n", 4),
    ];
    for (text, line) in all {
        let ground = ground();
        let head = head(&ground);
        let main = ground.write("apache2.conf", format!("{head}{}", fill(text, &ground)));
        // What has to do with TLS itself it looks at when it starts.
        let mut tried = Command::new("timeout");
        tried.args(["-s", "TERM", "20", PROGRAM, "-DFOREGROUND", "-f", &main]);
        let output = tried.output().unwrap();
        let log = std::fs::read_to_string(ground.path("error.log")).unwrap_or_default();
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &log;
        let started = output.status.success() || output.status.code() == Some(124);
        assert!(!started, "{text}: httpd takes it: {said}");
        let found = read(apache(), Path::new(&main));
        let here = u64::try_from(head.lines().count()).unwrap() + line;
        let lines: Vec<u64> = found.problems.iter().map(|problem| problem.spot.line).collect();
        assert_eq!(lines, [here], "{text}: {:?}\n{said}", found.problems);
    }
}

#[test]
fn files_that_include_each_other_end() {
    let ground = ground();
    let main = ground.write("apache2.conf", "Include b.conf\nListen 443\nSSLEngine on\n");
    ground.write("b.conf", "SSLVerifyClient require\nInclude apache2.conf\n");
    let found = read(apache(), Path::new(&main));
    assert!(matches!(found.problems.as_slice(), [problem] if matches!(problem.kind, ProblemKind::Loop(_))));
    let asks: Vec<Asks> = found.services.iter().map(|gathered| gathered.service.asks.value).collect();
    assert_eq!(asks, [Asks::Required]);
}

/// As the packages come, and with the TLS host that they bring switched on.
#[test]
fn debians_own_configuration_is_read_without_a_word() {
    let root = tempfile::tempdir().unwrap();
    let copy = |from: &str| {
        let to = root.path().join(from.trim_start_matches('/'));
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        let done = Command::new("cp").args(["-a", from]).arg(&to).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    for path in ["/etc/apache2", "/usr/lib/apache2/modules", "/var/lib/dpkg/status", "/etc/os-release"] {
        copy(path);
    }
    let tree = Folder::at(root.path());
    let found = read_in(apache(), None, &tree);
    assert!(found.problems.is_empty() && found.services.is_empty(), "{:?} {:?}", found.problems, found.services);
    for (kind, name) in
        [("mods", "ssl.load"), ("mods", "ssl.conf"), ("mods", "socache_shmcb.load"), ("sites", "default-ssl.conf")]
    {
        let link = root.path().join(format!("etc/apache2/{kind}-enabled/{name}"));
        std::os::unix::fs::symlink(format!("../{kind}-available/{name}"), link).unwrap();
    }
    let found = read_in(apache(), None, &tree);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let services: Vec<_> = found.services.iter().map(|gathered| &gathered.service).collect();
    let [service] = services.as_slice() else { panic!("{services:#?}") };
    assert!(service.unresolved.is_empty() && service.notes.is_empty(), "{service:#?}");
    assert_eq!((service.asks.value, service.listeners.as_slice()), (Asks::Off, ["*:443".to_owned()].as_slice()));
    assert!(service.version.as_deref().is_some_and(|version| version.starts_with("2.4.")), "{:?}", service.version);
    assert!(!service.versions.value.old || service.versions.written.is_some());
}

/// Definitions, macros and includes that double with each line end all the same, and say so.
#[test]
fn what_doubles_with_each_line_ends() {
    let ground = ground();
    let mut text = "Define A0 xxxxxxxx\n<Macro M0 $x>\nSSLEngine on\n</Macro>\n".to_owned();
    for number in 1..60 {
        let before = number - 1;
        let _ = write!(
            text,
            "Define A{number} ${{A{before}}}${{A{before}}}\n<Macro M{number} $x>\nUse M{before} $x$x\nUse M{before} $x\n</Macro>\n"
        );
        let twice = format!("Include f/{number}.conf\n").repeat(2);
        ground.write(&format!("f/{before}.conf"), twice);
    }
    ground.write("f/59.conf", "SSLEngine on\n");
    for last in ["Use M40 x\n", "Include f/10.conf\n", "Include f/40.conf\n"] {
        let main = ground.write("apache2.conf", format!("{text}{last}"));
        let found = read(apache(), Path::new(&main));
        let is_told =
            found.problems.iter().any(|problem| matches!(problem.kind, ProblemKind::TooMuch | ProblemKind::TooNested));
        assert!(is_told, "{last}: {:?}", found.problems);
    }
}
