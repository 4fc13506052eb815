import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * What Java itself finds in key stores: its entries, and what its TrustManager trusts. Words and hex only, in no language.
 *
 * read: lines of TYPE, PASSWORD ("-": none) and FILE with tabs between them, on standard input.
 * contents: the same input; every entry with all that is in it (for keys, too), sorted.
 * default: what a JVM trusts that was started with these options.
 * make TYPE PASSWORD FILE COUNT CERTIFICATE...: a store with COUNT trusted entries.
 */
public class Judge {
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "read":
                for (String line : new String(System.in.readAllBytes(), "UTF-8").split("\n")) {
                    String[] words = line.split("\t");
                    System.out.println("store");
                    try {
                        read(words[0], words[1].equals("-") ? null : words[1].toCharArray(), words[2]);
                    } catch (Exception error) {
                        System.out.println("error " + error.getClass().getSimpleName());
                    }
                }
                break;
            case "contents":
                for (String line : new String(System.in.readAllBytes(), "UTF-8").split("\n")) {
                    String[] words = line.split("\t");
                    System.out.println("store");
                    try {
                        contents(words[0], words[1].equals("-") ? null : words[1].toCharArray(), words[2]);
                    } catch (Exception error) {
                        System.out.println("error " + error);
                    }
                }
                break;
            case "default":
                try {
                    anchors(null);
                } catch (Exception error) {
                    System.out.println("error " + error.getClass().getSimpleName());
                }
                break;
            default:
                make(arguments);
        }
    }

    static void read(String type, char[] password, String file) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        try (FileInputStream in = new FileInputStream(file)) {
            store.load(in, password);
        }
        for (String alias : Collections.list(store.aliases())) {
            String shown = hex(alias.getBytes("UTF-8"));
            if (store.isCertificateEntry(alias)) {
                System.out.println("trusted " + sha256(store.getCertificate(alias)) + " " + shown);
            } else if (store.isKeyEntry(alias)) {
                Certificate[] chain = store.getCertificateChain(alias);
                System.out.println("key " + (chain == null ? "none" : sha256(chain[0])) + " " + shown);
            }
        }
        anchors(store);
    }

    static void contents(String type, char[] password, String file) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        try (FileInputStream in = new FileInputStream(file)) {
            store.load(in, password);
        }
        List<String> lines = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            StringBuilder line = new StringBuilder();
            if (store.isCertificateEntry(alias)) {
                line.append("trusted ").append(sha256(store.getCertificate(alias)));
            } else {
                line.append("key ").append(hex(MessageDigest.getInstance("SHA-256").digest(store.getKey(alias, password).getEncoded())));
                Certificate[] chain = store.getCertificateChain(alias);
                for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
                    line.append(' ').append(sha256(certificate));
                }
            }
            lines.add(line + " " + hex(alias.getBytes("UTF-8")));
        }
        Collections.sort(lines);
        lines.forEach(System.out::println);
    }

    static void anchors(KeyStore store) throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (X509Certificate certificate : ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()) {
            System.out.println("anchor " + sha256(certificate));
        }
    }

    static void make(String[] arguments) throws Exception {
        List<Certificate> certificates = new ArrayList<>();
        for (int i = 5; i < arguments.length; i++) {
            certificates.add(CertificateFactory.getInstance("X.509").generateCertificate(Files.newInputStream(Path.of(arguments[i]))));
        }
        KeyStore store = KeyStore.getInstance(arguments[1]);
        store.load(null, null);
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
            store.setCertificateEntry("CA " + i, certificates.get(i % certificates.size()));
        }
        char[] password = arguments[2].equals("-") ? null : arguments[2].toCharArray();
        try (FileOutputStream out = new FileOutputStream(arguments[3])) {
            store.store(out, password);
        }
    }

    static String sha256(Certificate certificate) throws Exception {
        return hex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(String.format("%02x", b));
        }
        return text.toString();
    }
}
