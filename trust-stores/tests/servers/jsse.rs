//! A plain JSSE server (`SSLServerSocket`, PKIX trust manager) with the settings of Spring Boot: what every Java server does that adds no
//! rules of its own.

use std::process::Command;

use tillit_lab::store::{Java, java};
use tillit_trust_stores::servers::server;

use crate::harness::{
    Case, Door, Ground, HSA_3, LAB, LET_IN, NEW_ROOT, OLD_ROOT, Running, Said, judge, section, table_head,
};
use crate::java::{NEW, OLD, certificates, jks, p12};

const HEAD: &str = "## JSSE alone\n\nA server of Java's own library, as Spring Boot's settings make it.\n\n";

/// Settings without `server.`: `@F` is the folder. The store's password is `changeit`.
const TRIES: &[(&str, &str)] = &[
    ("`client-auth=need`, both generations in a JKS", "ssl.client-auth=need\nssl.trust-store=@F/both.jks"),
    ("both in a PKCS#12", "ssl.client-auth=need\nssl.trust-store=@F/both.p12\nssl.trust-store-type=PKCS12"),
    ("`client-auth=want`, the old generation", "ssl.client-auth=want\nssl.trust-store=@F/old.jks"),
    ("`client-auth=none`", "ssl.client-auth=none\nssl.trust-store=@F/both.jks"),
    ("a store and nothing about clients", "ssl.trust-store=@F/both.jks"),
    ("`NEED` in capitals, `file:`", "ssl.clientAuth=NEED\nssl.trustStore=file:@F/both.jks"),
    ("the roots alone", "ssl.client-auth=need\nssl.trust-store=@F/roots.jks"),
    ("the new root and one issuing CA", "ssl.client-auth=need\nssl.trust-store=@F/root-hsa.jks"),
    ("issuing CAs without their root", "ssl.client-auth=need\nssl.trust-store=@F/issuing.p12"),
    ("the old generation alone", "ssl.client-auth=need\nssl.trust-store=@F/old.jks"),
    ("the new generation alone", "ssl.client-auth=need\nssl.trust-store=@F/new.jks"),
    ("TLS 1.2 alone", "ssl.client-auth=need\nssl.trust-store=@F/new.jks\nssl.enabled-protocols=TLSv1.2"),
    ("TLS 1.3 alone", "ssl.client-auth=need\nssl.trust-store=@F/new.jks\nssl.enabled-protocols=TLSv1.3"),
    ("an issuing CA of LoA 3 whose time is over", "ssl.client-auth=need\nssl.trust-store=@F/over.jks"),
    ("the same beside a copy of it in its time", "ssl.client-auth=need\nssl.trust-store=@F/over-and-good.jks"),
    ("a bundle", "ssl.client-auth=need\nssl.bundle=web"),
];

/// Reads `application.properties` of each folder as Spring Boot would, as far as it is written above, and serves.
const PROGRAM: &str = r#"
import java.io.*; import java.nio.file.*; import java.security.*; import java.util.*; import javax.net.ssl.*;
public class Start {
    static KeyStore store(String file, String type) throws Exception {
        KeyStore store = KeyStore.getInstance(type == null ? "JKS" : type);
        if (file.startsWith("file:")) file = file.substring(5);
        try (InputStream in = new FileInputStream(file)) { store.load(in, "changeit".toCharArray()); }
        return store;
    }
    public static void main(String[] folders) throws Exception {
        for (String folder : folders) {
            Properties p = new Properties();
            try (Reader in = Files.newBufferedReader(Path.of(folder, "application.properties"))) { p.load(in); }
            Map<String, String> all = new HashMap<>();
            for (String name : p.stringPropertyNames()) all.put(name.replace("-", "").toLowerCase(), p.getProperty(name));
            KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
            own.init(store(all.get("server.ssl.keystore"), "PKCS12"), "changeit".toCharArray());
            String file = all.get("server.ssl.truststore"), type = all.get("server.ssl.truststoretype");
            if (all.containsKey("server.ssl.bundle")) file = all.get("spring.ssl.bundle.jks." + all.get("server.ssl.bundle") + ".truststore.location");
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(file == null ? null : store(file, type));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            int port = Integer.parseInt(all.get("server.port"));
            SSLServerSocket socket = (SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(port, 100, java.net.InetAddress.getByName("127.0.0.1"));
            String asks = all.getOrDefault("server.ssl.clientauth", "none").toLowerCase();
            if (asks.equals("need")) socket.setNeedClientAuth(true); else if (asks.equals("want")) socket.setWantClientAuth(true);
            String protocols = all.get("server.ssl.enabledprotocols");
            if (protocols != null) socket.setEnabledProtocols(protocols.split(","));
            Thread listener = new Thread(() -> { while (true) try {
                java.net.Socket client = socket.accept();
                client.setSoTimeout(20000);
                new Thread(() -> { try (client) {
                    new BufferedReader(new InputStreamReader(client.getInputStream())).readLine();
                    client.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\nLET_IN\n".getBytes());
                } catch (IOException refused) { } }).start();
            } catch (IOException gone) { return; } });
            listener.start();
        }
    }
}
"#;

fn ground(lines: &str) -> Ground {
    let ground = Ground::new();
    let folder = ground.folder().to_str().unwrap().to_owned();
    jks(&ground, "both.jks", &[OLD, NEW].concat());
    p12(&ground, "both.p12", &[OLD, NEW].concat());
    jks(&ground, "old.jks", OLD);
    jks(&ground, "new.jks", NEW);
    jks(&ground, "roots.jks", &[OLD_ROOT, NEW_ROOT]);
    jks(&ground, "root-hsa.jks", &[NEW_ROOT, HSA_3]);
    p12(&ground, "issuing.p12", &NEW[1..]);
    let over = LAB.over(HSA_3).der;
    let others: Vec<&str> = NEW.iter().copied().filter(|ca| *ca != HSA_3).collect();
    for (name, cas) in [("over.jks", others.as_slice()), ("over-and-good.jks", NEW)] {
        let mut all = vec![("over".to_owned(), over.clone())];
        all.extend(certificates(cas));
        let all: Vec<(&str, &[u8])> = all.iter().map(|(alias, der)| (alias.as_str(), der.as_slice())).collect();
        ground.write(name, java(Java::Jks, &all, "changeit"));
    }
    let own = LAB.file("p12/server.p12");
    let mut text = format!(
        "server.port={}\nserver.address=127.0.0.1\nserver.ssl.key-store={own}\nserver.ssl.key-store-password=changeit\n\
         server.ssl.trust-store-password=changeit\nspring.ssl.bundle.jks.web.truststore.location={folder}/both.jks\n\
         spring.ssl.bundle.jks.web.truststore.password=changeit\n",
        ground.ports[0]
    );
    for line in lines.lines() {
        text.extend(["server.", &line.replace("@F", &folder), "\n"]);
    }
    ground.write("application.properties", text);
    ground
}

#[test]
fn jsse_as_it_is_predicted() {
    let grounds: Vec<Ground> = TRIES.iter().map(|(_, lines)| ground(lines)).collect();
    let program = grounds[0].write("Start.java", PROGRAM.replace("LET_IN", LET_IN));
    let mut command = Command::new("java");
    command.args(["-XX:TieredStopAtLevel=1", "-Xmx256m", &program]).args(grounds.iter().map(Ground::folder));
    let ports: Vec<u16> = grounds.iter().map(|ground| ground.ports[0]).collect();
    let running = Running::start(command, &grounds[0], &ports);
    let mut disagreements = Vec::new();
    let mut made = format!("{HEAD}{}", table_head());
    for (ground, (title, _)) in grounds.iter().zip(TRIES) {
        let main = ground.folder().join("application.properties");
        let case = Case { title, ground, main: &main, doors: &[Door::default()], said: Said::Everything };
        // It runs already.
        let mut nothing = Command::new("sleep");
        nothing.arg("600");
        made.push_str(&judge(server("spring-boot").unwrap(), nothing, &case, &mut disagreements));
    }
    assert!(disagreements.is_empty(), "{}\n{}", disagreements.join("\n\n"), running.log());
    section("jsse", &made);
}
