//! Tomcat 10 (JSSE) and 9 (the old form, JSSE and OpenSSL), Jetty 9; Spring Boot, Keycloak, WildFly and identity providers by their files
//! alone.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use tillit_lab::store::{Java, java, pkcs12};
use tillit_trust_stores::servers::{Server, server};

use crate::harness::{
    Case, Door, Ground, HSA_3, ID_3, LAB, LET_IN, NEW_ROOT, OLD_ROOT, Running, Said, judge, section, table_head,
};

/// CAs of a generation, by the ends of their names.
pub(crate) const OLD: &[&str] = &[OLD_ROOT, "Type 1 CA v1", "Type 2 CA v1", "Type 3 CA v1"];
pub(crate) const NEW: &[&str] =
    &[NEW_ROOT, HSA_3, ID_3, "Person HSA-id 2 CA v1", "Person ID 2 CA v1", "e-id Function CA v1", "Mobile CA v1"];

fn tomcat() -> &'static Server {
    server("tomcat").unwrap()
}

/// Trusted certificates for a Java store.
pub(crate) fn certificates(cas: &[&str]) -> Vec<(String, Vec<u8>)> {
    cas.iter().enumerate().map(|(index, ca)| (format!("ca{index}"), LAB.authority(ca).issued.der.clone())).collect()
}

pub(crate) fn jks(ground: &Ground, name: &str, cas: &[&str]) {
    let all = certificates(cas);
    let all: Vec<(&str, &[u8])> = all.iter().map(|(alias, der)| (alias.as_str(), der.as_slice())).collect();
    ground.write(name, java(Java::Jks, &all, "changeit"));
}

pub(crate) fn p12(ground: &Ground, name: &str, cas: &[&str]) {
    let all = certificates(cas);
    let all: Vec<(&str, &[u8])> = all.iter().map(|(alias, der)| (alias.as_str(), der.as_slice())).collect();
    ground.write(name, pkcs12(&all, "changeit").unwrap());
}

fn own_certificate() -> String {
    let (certificate, key) = (LAB.file("functions/server.pem"), LAB.file("keys/functions/server.key"));
    format!("<Certificate certificateFile=\"{certificate}\" certificateKeyFile=\"{key}\"/>")
}

/// A host of a connector: its name, what is said of it in the table, its attributes. `OWN STORE`: its key is in a PKCS#12 store.
type Host<'a> = (&'static str, &'a str, &'a str);

fn hosts(hosts: &[Host<'_>]) -> String {
    let own = own_certificate();
    hosts.iter().fold(String::new(), |mut text, (name, _, attributes)| {
        let (attributes, own) = match attributes.strip_prefix("OWN STORE ") {
            Some(attributes) => (attributes, "<Certificate certificateKeystoreFile=\"conf/own.p12\"/>"),
            None => (*attributes, own.as_str()),
        };
        let _ = writeln!(text, "<SSLHostConfig hostName=\"{name}\" {attributes}>\n  {own}\n</SSLHostConfig>");
        text
    })
}

/// A `server.xml` with this inside its service, and more services after it.
fn server_xml(head: &str, listeners: &str, connectors: &str, more: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{head}<Server port=\"-1\">\n{listeners}<Service name=\"Catalina\">\n{connectors}\n\
         <Engine name=\"Catalina\" defaultHost=\"localhost\"><Host name=\"localhost\" appBase=\"webapps\"/></Engine>\n\
         </Service>{more}</Server>\n"
    )
}

/// A base with a page that lets in.
fn base() -> Ground {
    let ground = Ground::new();
    for folder in ["temp", "logs", "work", "lib"] {
        std::fs::create_dir(ground.folder().join(folder)).unwrap();
    }
    ground.write("webapps/ROOT/index.html", LET_IN);
    let web = "<web-app version=\"4.0\"><servlet><servlet-name>default</servlet-name>\
        <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class></servlet>\
        <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping>\
        <welcome-file-list><welcome-file>index.html</welcome-file></welcome-file-list></web-app>";
    ground.write("conf/web.xml", web);
    jks(&ground, "conf/both.jks", &[OLD, NEW].concat());
    p12(&ground, "conf/both.p12", &[OLD, NEW].concat());
    jks(&ground, "conf/old.jks", OLD);
    jks(&ground, "conf/roots.jks", &[OLD_ROOT, NEW_ROOT]);
    jks(&ground, "conf/root-hsa.jks", &[NEW_ROOT, HSA_3]);
    p12(&ground, "conf/issuing.p12", &NEW[1..]);
    ground.write("conf/own.p12", std::fs::read(LAB.file("p12/server.p12")).unwrap());
    ground.write("conf/all.crl", LAB.crls(&[OLD, NEW].concat()));
    ground.write("conf/old.crl", LAB.crls(OLD));
    ground.write("conf/leaf.crl", LAB.crls(&NEW[1..]));
    ground.write("conf/both.pem", LAB.pem(&[OLD, NEW].concat()));
    ground.write("conf/roots.pem", LAB.pem(&[OLD_ROOT, NEW_ROOT]));
    ground.write("conf/issuing.pem", LAB.pem(&NEW[1..]));
    ground
}

fn command(ground: &Ground) -> Command {
    let mut command = Command::new("java");
    let folder = ground.folder().to_str().unwrap();
    command.args(["-XX:TieredStopAtLevel=1", "-Xmx256m"]);
    command.args([&format!("-Dcatalina.base={folder}"), &format!("-Djava.io.tmpdir={folder}/temp")]);
    command
}

/// Debian's Tomcat 10.
fn tomcat_10(ground: &Ground) -> Command {
    ground.write("bin/setenv.sh", "CATALINA_HOME=/usr/share/tomcat10\n");
    let mut command = command(ground);
    let bin = "/usr/share/tomcat10/bin";
    command.args(["-Dcatalina.home=/usr/share/tomcat10", "-cp", &format!("{bin}/bootstrap.jar:{bin}/tomcat-juli.jar")]);
    command.args(["org.apache.catalina.startup.Bootstrap", "start"]);
    command
}

/// Debian has the libraries of Tomcat 9 without a program that starts them.
fn tomcat_9(ground: &Ground) -> Command {
    ground.write("RELEASE-NOTES", "                     Apache Tomcat Version 9.0.70\n");
    let program = "public class Start { public static void main(String[] a) throws Exception { \
        var c = new org.apache.catalina.startup.Catalina(); c.setParentClassLoader(Start.class.getClassLoader()); \
        c.setAwait(false); c.load(); c.start(); Thread.sleep(Long.MAX_VALUE); } }";
    let program = ground.write("Start.java", program);
    let mut jars: Vec<String> = std::fs::read_dir("/usr/share/java")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "jar"))
        .map(|path| path.to_str().unwrap().to_owned())
        .filter(|path| path.contains("/tomcat9-"))
        .collect();
    jars.extend(
        ["el-api", "jsp-api", "servlet-api", "websocket-api"].map(|name| format!("/usr/share/java/{name}.jar")),
    );
    jars.sort();
    assert!(jars.len() > 8, "libtomcat9-java is not here: {jars:?}");
    let mut command = command(ground);
    let folder = ground.folder().to_str().unwrap().to_owned();
    command.args([
        &format!("-Dcatalina.home={folder}"),
        "-Djava.library.path=/usr/lib/x86_64-linux-gnu:/usr/lib/aarch64-linux-gnu",
    ]);
    command.args(["-cp", &jars.join(":"), &program]);
    command
}

fn doors(port: usize, hosts: &[Host<'_>]) -> Vec<Door> {
    hosts.iter().map(|(name, ..)| Door { port, name: Some(*name), path: None }).collect()
}

/// Rows with what each host is, instead of its name.
fn titled(rows: &str, hosts: &[Host<'_>]) -> String {
    hosts.iter().fold(rows.to_owned(), |rows, (name, title, _)| rows.replace(&format!(" → `{name}`"), title))
}

const JSSE: &[Host<'_>] = &[
    (
        "both.example",
        "`required`, JKS of both generations",
        "certificateVerification=\"required\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "p12.example",
        "the same as PKCS#12, `truststoreType` JKS",
        "certificateVerification=\"true\" truststoreType=\"JKS\" truststoreFile=\"${trust.folder}/both.p12\" truststorePassword=\"${trust.password}\"",
    ),
    (
        "old.example",
        "the old generation alone",
        "certificateVerification=\"required\" truststoreFile=\"conf/old.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "roots.example",
        "roots alone",
        "certificateVerification=\"required\" truststoreFile=\"conf/roots.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "hsa.example",
        "the new root and one issuing CA",
        "certificateVerification=\"required\" truststoreFile=\"conf/root-hsa.jks\"",
    ),
    (
        "issuing.example",
        "issuing CAs alone",
        "certificateVerification=\"required\" truststoreFile=\"conf/issuing.p12\" truststorePassword=\"changeit\" truststoreType=\"PKCS12\"",
    ),
    (
        "optional.example",
        "`optional`, the old generation alone",
        "certificateVerification=\"optional\" truststoreFile=\"conf/old.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "noca.example",
        "`optionalNoCA`, roots alone",
        "certificateVerification=\"optionalNoCA\" truststoreFile=\"conf/roots.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "none.example",
        "`none`",
        "certificateVerification=\"none\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "depth0.example",
        "depth 0, roots alone",
        "certificateVerification=\"required\" certificateVerificationDepth=\"0\" truststoreFile=\"conf/roots.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "depth0crl.example",
        "depth 0, roots alone, lists of all CAs",
        "certificateVerification=\"required\" certificateVerificationDepth=\"0\" certificateRevocationListFile=\"conf/all.crl\" truststoreFile=\"conf/roots.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "depth0both.example",
        "depth 0, both generations",
        "certificateVerification=\"required\" certificateVerificationDepth=\"0\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "depth1.example",
        "depth 1, roots alone",
        "certificateVerification=\"required\" certificateVerificationDepth=\"1\" truststoreFile=\"conf/roots.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "deep.example",
        "depth -1, roots alone",
        "certificateVerification=\"required\" certificateVerificationDepth=\"-1\" truststoreFile=\"conf/roots.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "crl.example",
        "lists of all CAs",
        "certificateVerification=\"required\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\" certificateRevocationListFile=\"conf/all.crl\"",
    ),
    (
        "oldcrl.example",
        "lists of the old generation alone",
        "certificateVerification=\"required\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\" certificateRevocationListFile=\"conf/old.crl\"",
    ),
    (
        "leafcrl.example",
        "lists of issuing CAs alone, roots trusted",
        "certificateVerification=\"required\" truststoreFile=\"conf/roots.jks\" truststorePassword=\"changeit\" certificateRevocationListFile=\"conf/leaf.crl\"",
    ),
    (
        "leafcrlboth.example",
        "lists of issuing CAs alone, all trusted",
        "certificateVerification=\"required\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\" certificateRevocationListFile=\"conf/leaf.crl\"",
    ),
    (
        "tls13.example",
        "TLS 1.3 alone",
        "certificateVerification=\"required\" protocols=\"TLSv1.3\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "tls12.example",
        "`protocols=\"all-TLSv1.3\"`",
        "certificateVerification=\"required\" protocols=\"all-TLSv1.3\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "ciphers.example",
        "one cipher of TLS 1.2",
        "certificateVerification=\"required\" ciphers=\"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "ciphers13.example",
        "one cipher of TLS 1.3 in `ciphers`, beside HIGH",
        "certificateVerification=\"required\" ciphers=\"TLS_AES_256_GCM_SHA384:HIGH\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "ciphersecdsa.example",
        "a cipher of ECDSA in TLS 1.2, a key of RSA",
        "certificateVerification=\"required\" ciphers=\"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "ciphersecdsa13.example",
        "ciphers of ECDSA as OpenSSL names them, and one of TLS 1.3, a key of RSA",
        "certificateVerification=\"required\" ciphers=\"ECDHE-ECDSA-AES128-GCM-SHA256:TLS_AES_256_GCM_SHA384\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "ciphersstore.example",
        "ciphers of ECDSA, a key of RSA in a PKCS#12 store",
        "OWN STORE certificateVerification=\"required\" ciphers=\"aECDSA:TLS_AES_128_GCM_SHA256\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "ciphersstorersa.example",
        "ciphers of RSA, a key of RSA in a PKCS#12 store",
        "OWN STORE certificateVerification=\"required\" ciphers=\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "sunx509.example",
        "`truststoreAlgorithm=\"SunX509\"`, both generations",
        "certificateVerification=\"required\" truststoreAlgorithm=\"SunX509\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "sunx509roots.example",
        "`truststoreAlgorithm=\"SunX509\"`, depth 0, roots alone",
        "certificateVerification=\"required\" truststoreAlgorithm=\"SunX509\" certificateVerificationDepth=\"0\" truststoreFile=\"conf/roots.jks\" truststorePassword=\"changeit\"",
    ),
    (
        "pem.example",
        "`caCertificateFile` without OpenSSL: the JVM's store",
        "certificateVerification=\"required\" caCertificateFile=\"conf/both.pem\"",
    ),
    ("jvm.example", "no store: the JVM's", "certificateVerification=\"optional\""),
    (
        "file.example",
        "a store as `file:` URL",
        "certificateVerification=\"want\" truststoreFile=\"file:BASE/conf/both.jks\" truststorePassword=\"changeit\"",
    ),
];

/// Left open: what Java does with `revocationEnabled` hangs on its system properties and the network.
const OPEN: &[Host<'_>] = &[(
    "revocation.example",
    "`revocationEnabled` without a list",
    "certificateVerification=\"required\" revocationEnabled=\"true\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\"",
)];

const OPENSSL: &[Host<'_>] = &[
    (
        "file.example",
        "OpenSSL: `caCertificateFile` of both generations",
        "certificateVerification=\"required\" caCertificateFile=\"conf/both.pem\"",
    ),
    (
        "roots.example",
        "OpenSSL: roots alone",
        "certificateVerification=\"required\" caCertificateFile=\"conf/roots.pem\"",
    ),
    (
        "issuing.example",
        "OpenSSL: issuing CAs alone",
        "certificateVerification=\"required\" caCertificateFile=\"conf/issuing.pem\"",
    ),
    (
        "ciphersecdsa.example",
        "OpenSSL: a cipher of ECDSA, a key of RSA",
        "certificateVerification=\"required\" ciphers=\"ECDHE-ECDSA-AES128-GCM-SHA256\" caCertificateFile=\"conf/both.pem\"",
    ),
    (
        "level.example",
        "OpenSSL: `@SECLEVEL=0`",
        "certificateVerification=\"required\" ciphers=\"HIGH:@SECLEVEL=0\" caCertificateFile=\"conf/both.pem\"",
    ),
    (
        "depth0.example",
        "OpenSSL: depth 0",
        "certificateVerification=\"required\" certificateVerificationDepth=\"0\" caCertificateFile=\"conf/both.pem\"",
    ),
    (
        "depth1.example",
        "OpenSSL: depth 1",
        "certificateVerification=\"required\" certificateVerificationDepth=\"1\" caCertificateFile=\"conf/both.pem\"",
    ),
    (
        "optional.example",
        "OpenSSL: `optional`, issuing CAs alone",
        "certificateVerification=\"optional\" caCertificateFile=\"conf/issuing.pem\"",
    ),
    (
        "noca.example",
        "OpenSSL: `optionalNoCA`, roots alone",
        "certificateVerification=\"optionalNoCA\" caCertificateFile=\"conf/roots.pem\"",
    ),
    (
        "crl.example",
        "OpenSSL: lists of all CAs",
        "certificateVerification=\"required\" caCertificateFile=\"conf/both.pem\" certificateRevocationListFile=\"conf/all.crl\"",
    ),
    (
        "oldcrl.example",
        "OpenSSL: lists of the old generation alone",
        "certificateVerification=\"required\" caCertificateFile=\"conf/both.pem\" certificateRevocationListFile=\"conf/old.crl\"",
    ),
    (
        "store.example",
        "OpenSSL with a trust store of Java: issuing CAs alone",
        "certificateVerification=\"required\" truststoreFile=\"conf/issuing.p12\" truststorePassword=\"changeit\"",
    ),
    (
        "both.example",
        "OpenSSL with a trust store of Java and `caCertificateFile`",
        "certificateVerification=\"required\" truststoreFile=\"conf/both.jks\" truststorePassword=\"changeit\" caCertificateFile=\"conf/issuing.pem\"",
    ),
    ("nothing.example", "OpenSSL: no CAs", "certificateVerification=\"required\""),
];

const TOMCAT_HEAD: &str = "## Tomcat\n\n\
    Tomcat 10.1 with Java's own TLS, unless it is said otherwise; the rows with OpenSSL and the old form are Tomcat 9 with the native\n\
    library 1.2. That library asks the OCSP responders that cards name and refuses where they do not answer, so that nobody can say from\n\
    files whether a card gets in: `?`. `caCertificateFile` does nothing without OpenSSL, and `certificateVerificationDepth` nothing with\n\
    Java: both are told.\n\n";

const JETTY_HEAD: &str = "## Jetty\n\nJetty 9.4.\n\n";

#[test]
fn tomcat_as_it_is_predicted() {
    let mut disagreements = Vec::new();
    let mut made = format!("{TOMCAT_HEAD}{}", table_head());
    made.push_str(&tomcat_10_with_jsse(&mut disagreements));
    made.push_str(&tomcat_9_with_openssl(&mut disagreements));
    made.push_str(&tomcat_9_in_the_old_form(&mut disagreements));
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n\n"));
    section("tomcat", &made);
}

fn tomcat_10_with_jsse(disagreements: &mut Vec<String>) -> String {
    let ground = base();
    let properties = "trust.folder=conf\ntrust.password=change\\\n  it\n";
    ground.write(
        "conf/catalina.properties",
        format!("{properties}{}", std::fs::read_to_string("/etc/tomcat10/catalina.properties").unwrap()),
    );
    let base = ground.folder().to_str().unwrap();
    // The hosts of one connector lie in a file that is taken in.
    ground.write("conf/hosts.xml", hosts(JSSE).replace("BASE", base));
    let head = "<!DOCTYPE server-xml [ <!ENTITY hosts SYSTEM \"hosts.xml\"> ]>\n";
    let listeners = "<Listener className=\"org.apache.catalina.core.AprLifecycleListener\"/>\n";
    let own = own_certificate();
    let [port, open, late] = ground.ports;
    let connectors = format!(
        "<Connector port=\"{port}\" SSLEnabled=\"true\" clientAuth=\"true\">\n<SSLHostConfig>{own}</SSLHostConfig>\n&hosts;\n</Connector>\n\
         <Connector port=\"{open}\" SSLEnabled=\"true\" defaultSSLHostConfigName=\"revocation.example\">\n{}</Connector>\n\
         <!-- <Connector port=\"1\" SSLEnabled=\"true\"/> -->\n",
        hosts(OPEN)
    );
    // An application that asks for itself, and takes everybody whose certificate was accepted.
    ground.write("late/ROOT/index.html", LET_IN);
    let asks = "<web-app version=\"4.0\"><security-constraint><web-resource-collection><web-resource-name>all</web-resource-name>\
        <url-pattern>/*</url-pattern></web-resource-collection><auth-constraint><role-name>**</role-name></auth-constraint>\
        </security-constraint><login-config><auth-method>CLIENT-CERT</auth-method></login-config></web-app>";
    ground.write("late/ROOT/WEB-INF/web.xml", asks);
    let more = format!(
        "<Service name=\"Late\"><Connector port=\"{late}\" SSLEnabled=\"true\"><SSLHostConfig truststoreFile=\"conf/root-hsa.jks\">{own}\
         </SSLHostConfig></Connector>\n<Engine name=\"Late\" defaultHost=\"localhost\"><Realm \
         className=\"org.apache.catalina.realm.AuthenticatedUserRealm\"/><Host name=\"localhost\" appBase=\"late\"/></Engine></Service>"
    );
    let main = ground.write("conf/server.xml", server_xml(head, listeners, &connectors, &more));
    let case = |doors: &[Door], said: Said, disagreements: &mut Vec<String>| {
        let case = Case { title: "", ground: &ground, main: Path::new(&main), doors, said };
        judge(tomcat(), tomcat_10(&ground), &case, disagreements)
    };
    let rows = case(&doors(0, JSSE), Said::Everything, disagreements);
    let more = case(&doors(1, OPEN), Said::NotAll, disagreements);
    let late = Door { port: 2, name: None, path: Some("/") };
    let late = case(&[late], Said::Everything, disagreements)
        .replace(" → `/`", "`none`; the application at `/` asks (`CLIENT-CERT`)");
    format!("{}{}{late}", titled(&rows, JSSE), titled(&more, OPEN))
}

fn tomcat_9_with_openssl(disagreements: &mut Vec<String>) -> String {
    let ground = base();
    let listeners = "<Listener className=\"org.apache.catalina.core.AprLifecycleListener\"/>\n";
    let own = own_certificate();
    let keys = keys();
    let connectors = format!(
        "<Connector port=\"{}\" SSLEnabled=\"true\">\n<SSLHostConfig>{own}</SSLHostConfig>\n{}</Connector>\n\
         <Connector port=\"{}\" SSLEnabled=\"true\" {keys} SSLVerifyClient=\"require\" SSLVerifyDepth=\"2\" \
         SSLCACertificateFile=\"conf/both.pem\" SSLProtocol=\"TLSv1.2+TLSv1.3\"/>\n",
        ground.ports[0],
        hosts(OPENSSL),
        ground.ports[1]
    );
    let main = ground.write("conf/server.xml", server_xml("", listeners, &connectors, ""));
    let mut doors = doors(0, OPENSSL);
    doors.push(Door { port: 1, ..Door::default() });
    // The native library asks the responders that the cards name, which nobody can be told of from files.
    let case = Case { title: "", ground: &ground, main: Path::new(&main), doors: &doors, said: Said::NotAll };
    let rows = judge(tomcat(), tomcat_9(&ground), &case, disagreements);
    titled(&rows, OPENSSL).replace("|  | ", "| Old form: OpenSSL's attributes | ")
}

fn keys() -> String {
    format!(
        "SSLCertificateFile=\"{}\" SSLCertificateKeyFile=\"{}\"",
        LAB.file("functions/server.pem"),
        LAB.file("keys/functions/server.key")
    )
}

fn tomcat_9_in_the_old_form(disagreements: &mut Vec<String>) -> String {
    let ground = base();
    let listeners = "<Listener className=\"org.apache.catalina.core.AprLifecycleListener\"/>\n";
    let keys = keys();
    let jsse = "sslImplementationName=\"org.apache.tomcat.util.net.jsse.JSSEImplementation\"";
    let ports = ground.ports;
    let connectors = format!(
        "<Connector port=\"{}\" SSLEnabled=\"true\" {jsse} {keys} clientAuth=\"want\" truststoreFile=\"conf/both.jks\" \
         truststorePass=\"changeit\" trustMaxCertLength=\"3\" crlFile=\"conf/leaf.crl\"/>\n\
         <Connector port=\"{}\" SSLEnabled=\"true\" {jsse} {keys} clientAuth=\"true\" truststoreFile=\"conf/root-hsa.jks\" \
         truststorePass=\"changeit\" sslEnabledProtocols=\"TLSv1.2\"/>\n",
        ports[0], ports[1]
    );
    let main = ground.write("conf/server.xml", server_xml("", listeners, &connectors, ""));
    let titles = ["Old form: `clientAuth` want, `crlFile`", "Old form: one issuing CA, TLS 1.2"];
    let doors: Vec<Door> = (0..2).map(|port| Door { port, ..Door::default() }).collect();
    let case = Case { title: "OLD", ground: &ground, main: Path::new(&main), doors: &doors, said: Said::Everything };
    let rows = judge(tomcat(), tomcat_9(&ground), &case, disagreements);
    titles.iter().fold(rows, |rows, title| rows.replacen("OLD", title, 1))
}

/// What a base of Jetty says beside what all say, and in which file.
const JETTY: &[(&str, &str)] = &[
    (
        "`needClientAuth`, JKS of both generations",
        "jetty.sslContext.needClientAuth=true\njetty.sslContext.trustStorePath=etc/both.jks",
    ),
    (
        "the same as PKCS#12",
        "jetty.sslContext.needClientAuth=true\njetty.sslContext.trustStorePath=etc/both.p12\njetty.sslContext.trustStoreType=PKCS12",
    ),
    (
        "`wantClientAuth`, the old generation alone",
        "jetty.sslContext.wantClientAuth=true\njetty.sslContext.trustStorePath=etc/old.jks",
    ),
    ("roots alone", "jetty.sslContext.needClientAuth=true\njetty.sslContext.trustStorePath=etc/roots.jks"),
    (
        "the new root and one issuing CA",
        "jetty.sslContext.needClientAuth=true\njetty.sslContext.trustStorePath=etc/root-hsa.jks",
    ),
    ("issuing CAs alone", "jetty.sslContext.needClientAuth=true\njetty.sslContext.trustStorePath=etc/issuing.p12"),
    ("nobody is asked", "jetty.sslContext.trustStorePath=etc/both.jks"),
    (
        "`needClientAuth` and `wantClientAuth`",
        "jetty.sslContext.needClientAuth=true\njetty.sslContext.wantClientAuth=true\njetty.sslContext.trustStorePath=etc/both.jks",
    ),
    (
        "`wantClientAuth`, both generations",
        "jetty.sslContext.wantClientAuth=true\njetty.sslContext.trustStorePath=etc/both.jks",
    ),
    (
        "`needClientAuth=false` and `wantClientAuth`",
        "jetty.sslContext.needClientAuth=false\njetty.sslContext.wantClientAuth=true\njetty.sslContext.trustStorePath=etc/roots.jks",
    ),
    (
        "older names of settings",
        "jetty.ssl.needClientAuth=true\njetty.truststore=etc/old.jks\njetty.truststore.password=changeit",
    ),
    (
        "an absolute path with `${jetty.base}`",
        "jetty.sslContext.needClientAuth=true\njetty.sslContext.trustStoreAbsolutePath=${jetty.base}/etc/both.jks",
    ),
    (
        "JKS, told as PKCS12",
        "jetty.sslContext.needClientAuth=true\njetty.sslContext.trustStoreType=PKCS12\njetty.sslContext.trustStorePath=etc/both.jks",
    ),
    ("the new generation alone", "jetty.sslContext.needClientAuth=true\njetty.sslContext.trustStorePath=etc/new.jks"),
    (
        "the last of two lines, `?=` after them",
        "jetty.sslContext.needClientAuth=false\njetty.sslContext.trustStorePath=etc/old.jks\njetty.sslContext.trustStorePath=etc/new.jks\njetty.sslContext.needClientAuth=true\njetty.sslContext.trustStorePath?=etc/roots.jks",
    ),
    (
        "JKS without its password",
        "jetty.sslContext.needClientAuth=true\njetty.sslContext.trustStorePath=etc/both.jks\n# no password",
    ),
];

#[test]
fn jetty_as_it_is_predicted() {
    let grounds: Vec<Ground> = JETTY.iter().map(|(_, lines)| jetty_base(lines)).collect();
    // One JVM for all: each base is started as start.jar starts it.
    let program = "public class Start { public static void main(String[] bases) throws Exception { for (String base : bases) \
        org.eclipse.jetty.start.Main.main(new String[] { \"jetty.home=/usr/share/jetty9\", \"jetty.base=\" + base }); } }";
    let program = grounds[0].write("Start.java", program);
    let mut command = Command::new("java");
    command.args(["-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp", "/usr/share/java/jetty9-start.jar", &program]);
    command.args(grounds.iter().map(Ground::folder));
    let ports: Vec<u16> = grounds.iter().map(|ground| ground.ports[0]).collect();
    let running = Running::start(command, &grounds[0], &ports);
    let mut disagreements = Vec::new();
    let mut made = format!("{JETTY_HEAD}{}", table_head());
    for (ground, (title, _)) in grounds.iter().zip(JETTY) {
        let case = Case { title, ground, main: ground.folder(), doors: &[Door::default()], said: Said::Everything };
        // It runs already.
        let mut nothing = Command::new("sleep");
        nothing.arg("600");
        made.push_str(&judge(server("jetty").unwrap(), nothing, &case, &mut disagreements));
    }
    assert!(disagreements.is_empty(), "{}\n{}", disagreements.join("\n\n"), running.log());
    section("jetty", &made);
}

fn jetty_base(lines: &str) -> Ground {
    let ground = Ground::new();
    ground.write("webapps/ROOT/index.html", LET_IN);
    ground.write("resources/none", "");
    jks(&ground, "etc/both.jks", &[OLD, NEW].concat());
    p12(&ground, "etc/both.p12", &[OLD, NEW].concat());
    jks(&ground, "etc/old.jks", OLD);
    jks(&ground, "etc/new.jks", NEW);
    jks(&ground, "etc/roots.jks", &[OLD_ROOT, NEW_ROOT]);
    jks(&ground, "etc/root-hsa.jks", &[NEW_ROOT, HSA_3]);
    p12(&ground, "etc/issuing.p12", &NEW[1..]);
    let key_store = LAB.file("p12/server.p12");
    // As Jetty's own program hides it: `changeit`.
    let password = "OBF:1vn21ugu1saj1v9i1v941sar1ugw1vo0";
    let trust = if lines.contains("no password") || lines.contains("truststore.password") {
        String::new()
    } else {
        format!("jetty.sslContext.trustStorePassword={password}\n")
    };
    let text = format!(
        "# A base.\n--module=https,deploy\njetty.ssl.host=127.0.0.1\njetty.ssl.port={}\njetty.ssl.sniHostCheck=false\n\
         jetty.sslContext.keyStoreAbsolutePath={key_store}\njetty.sslContext.keyStoreType=PKCS12\n\
         jetty.sslContext.keyStorePassword={password}\njetty.sslContext.keyManagerPassword=changeit\n{trust}{lines}\n",
        ground.ports[0]
    );
    ground.write("start.d/ssl.ini", text);
    // Debian's programs.
    ground.write("start.ini", "# JETTY_HOME=/usr/share/jetty9\n");
    ground
}
