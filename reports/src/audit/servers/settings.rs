//! The line that changes something, as each server writes it.

/// What is to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Chains up to this depth are accepted.
    Depth(u32),
    /// TLS 1.2 and 1.3 are spoken.
    Versions,
    /// Some file with CAs is named at all.
    Trust,
}

/// The line, for a server of this word; `None` where it is not one line. `name`: what stands there now, or what asks for the certificate, which
/// tells in which of several forms a configuration is written.
pub(super) fn line(server: &str, change: Change, name: &str) -> Option<String> {
    if server == "tomcat"
        && let Some(line) = of_old_tomcat(change, name)
    {
        return Some(line);
    }
    let line = match (server, change) {
        ("nginx", Change::Depth(depth)) => format!("ssl_verify_depth {depth};"),
        ("nginx", Change::Versions) => "ssl_protocols TLSv1.2 TLSv1.3;".to_owned(),
        ("nginx", Change::Trust) => "ssl_client_certificate /etc/nginx/client-ca.pem;".to_owned(),
        ("apache" | "httpd", Change::Depth(depth)) => format!("SSLVerifyDepth {depth}"),
        ("apache" | "httpd", Change::Versions) => "SSLProtocol -all +TLSv1.2 +TLSv1.3".to_owned(),
        ("apache" | "httpd", Change::Trust) => "SSLCACertificateFile /etc/ssl/client-ca.pem".to_owned(),
        ("haproxy", Change::Versions) => "ssl-min-ver TLSv1.2".to_owned(),
        ("haproxy", Change::Trust) => "ca-file /etc/haproxy/client-ca.pem".to_owned(),
        ("tomcat", Change::Depth(depth)) => format!("certificateVerificationDepth=\"{depth}\""),
        ("tomcat", Change::Versions) => "protocols=\"TLSv1.2,TLSv1.3\"".to_owned(),
        ("tomcat", Change::Trust) => "truststoreFile=\"conf/truststore.p12\"".to_owned(),
        ("spring" | "spring-boot", Change::Versions) => "server.ssl.enabled-protocols=TLSv1.2,TLSv1.3".to_owned(),
        ("spring" | "spring-boot", Change::Trust) => "server.ssl.trust-store=truststore.p12".to_owned(),
        ("keycloak", Change::Versions) => "https-protocols=TLSv1.3,TLSv1.2".to_owned(),
        ("keycloak", Change::Trust) => "https-trust-store-file=conf/truststore.p12".to_owned(),
        _ => return None,
    };
    Some(line)
}

/// Which of a code's next steps is meant for a server of this word: its own where it has commands of its own, else that of servers on Java.
pub(super) fn family(server: &str) -> &'static str {
    match server {
        "nginx" => "nginx",
        "apache" => "apache",
        "haproxy" => "haproxy",
        "iis" => "windows",
        "simplesamlphp" => "",
        _ => "java",
    }
}

/// The attribute of a `Connector`, as Tomcat had them before `SSLHostConfig`: with names of their own for JSSE and for OpenSSL.
fn of_old_tomcat(change: Change, name: &str) -> Option<String> {
    let openssl = matches!(name, "SSLVerifyDepth" | "SSLVerifyClient" | "SSLProtocol" | "SSLCACertificateFile");
    if !openssl && !matches!(name, "trustMaxCertLength" | "clientAuth" | "sslEnabledProtocols") {
        return None;
    }
    let line = match change {
        Change::Depth(depth) if openssl => format!("SSLVerifyDepth=\"{depth}\""),
        Change::Depth(depth) => format!("trustMaxCertLength=\"{depth}\""),
        Change::Versions if openssl => "SSLProtocol=\"TLSv1.2+TLSv1.3\"".to_owned(),
        Change::Versions => "sslEnabledProtocols=\"TLSv1.2,TLSv1.3\"".to_owned(),
        Change::Trust if openssl => "SSLCACertificateFile=\"conf/client-ca.pem\"".to_owned(),
        Change::Trust => "truststoreFile=\"conf/truststore.p12\"".to_owned(),
    };
    Some(line)
}

/// The same for one that was started with a configuration of its own, quoted; `None`: no command of the program does it.
pub(super) fn reload_with(server: &str, file: &str) -> Option<String> {
    match server {
        "nginx" => Some(format!("nginx -t -c {file} && nginx -s reload -c {file}")),
        "apache" | "httpd" => Some(format!("apachectl -t -f {file} && apachectl -k graceful -f {file}")),
        _ => None,
    }
}

/// What has a server read its files again without logging anybody out; `None`: it is started anew, or nobody knows.
pub(super) fn reload(server: &str) -> Option<&'static str> {
    match server {
        "nginx" => Some("nginx -t && nginx -s reload"),
        "apache" | "httpd" => Some("apachectl configtest && apachectl graceful"),
        "haproxy" => Some("systemctl reload haproxy"),
        _ => None,
    }
}
