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

/// The line, for a server of this word; `None` where it is not one line.
pub(super) fn line(server: &str, change: Change) -> Option<String> {
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

/// What has a server read its files again without logging anybody out; `None`: it is started anew, or nobody knows.
pub(super) fn reload(server: &str) -> Option<&'static str> {
    match server {
        "nginx" => Some("nginx -t && nginx -s reload"),
        "apache" | "httpd" => Some("apachectl configtest && apachectl graceful"),
        "haproxy" => Some("systemctl reload haproxy"),
        _ => None,
    }
}
