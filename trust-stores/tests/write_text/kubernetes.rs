//! Kubernetes objects.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tillit_lab::Issued;
use tillit_trust_stores::install::{Planned, Refusal};

use super::{Desk, addition, bundle, ca, change, plan, planned, refusal};

/// The objects of a file as kubectl reads them, without a cluster.
fn objects(desk: &Desk, name: &str) -> Vec<Value> {
    let said = desk.says("kubectl", &["annotate", "--local", "-o", "json", "-f", name, "judged=yes"]);
    let read = serde_json::Deserializer::from_str(&said).into_iter::<Value>();
    read.map(|object| object.unwrap())
        .flat_map(|object| match object.get("items") {
            Some(items) => items.as_array().unwrap().clone(),
            None => vec![object],
        })
        .collect()
}

/// The same objects with the values of these keys left out, and those values as a pod sees them.
fn parted(mut objects: Vec<Value>) -> (Vec<Value>, Vec<String>) {
    let mut values = Vec::new();
    for object in &mut objects {
        let is_secret = object["kind"] == "Secret";
        for part in ["data", "binaryData", "stringData"] {
            let Some(map) = object.get_mut(part).and_then(Value::as_object_mut) else { continue };
            for (_, value) in map.iter_mut().filter(|(key, _)| key.ends_with("ca.crt")) {
                let mut text = value.as_str().unwrap().to_owned();
                let is_base64 = part == "binaryData" || (is_secret && part == "data");
                if is_base64 {
                    text.retain(|c| !c.is_ascii_whitespace());
                }
                let bytes = if is_base64 { STANDARD.decode(text).unwrap() } else { text.into_bytes() };
                values.push(String::from_utf8(bytes).unwrap());
                *value = Value::Null;
            }
        }
    }
    (objects, values)
}

/// The certificates that OpenSSL finds in a text.
fn certificates(desk: &Desk, text: &str) -> Vec<String> {
    desk.write("value.pem", text);
    desk.says("openssl", &["crl2pkcs7", "-nocrl", "-certfile", "value.pem", "-out", "value.p7"]);
    let said = desk.says("openssl", &["pkcs7", "-print_certs", "-in", "value.p7"]);
    said.split("-----BEGIN CERTIFICATE-----")
        .skip(1)
        .map(|block| block.split_whitespace().collect::<String>())
        .map(|block| block.split("-----END").next().unwrap().to_owned())
        .collect()
}

fn bodies(issued: &[&Issued]) -> Vec<String> {
    issued.iter().map(|issued| STANDARD.encode(&issued.der)).collect()
}

/// Adds and removes, with kubectl as the judge of what is there and of everything else.
fn judged(desk: &Desk, name: &str) -> (String, String) {
    let [root, first, second] = [ca(0), ca(1), ca(2)];
    let target = desk.target(name);
    let text = desk.read(name);
    let (others, values) = parted(objects(desk, name));
    assert!(!values.is_empty() && values.iter().all(|value| certificates(desk, value) == bodies(&[root])), "{name}");
    change(&target, &[first, second], &[]);
    let added = desk.read(name);
    let (others_after, values) = parted(objects(desk, name));
    assert_eq!(others, others_after, "{name}");
    for value in &values {
        assert_eq!(certificates(desk, value), bodies(&[root, first, second]), "{name}");
        assert!(value.contains(&format!("# {}\n", addition(first).name())), "{name}: {value}");
    }
    change(&target, &[], &[first, second]);
    let back = desk.read(name);
    let (others_after, values) = parted(objects(desk, name));
    assert_eq!(others, others_after, "{name}");
    assert!(values.iter().all(|value| certificates(desk, value) == bodies(&[root])), "{name}");
    assert!(matches!(refusal(&plan(&target, &[], &[root])), Refusal::WouldBeEmpty));
    change(&target, &[first], &[root]);
    let (others_after, values) = parted(objects(desk, name));
    assert_eq!(others, others_after, "{name}");
    assert!(values.iter().all(|value| certificates(desk, value) == bodies(&[first])), "{name}");
    assert_eq!(back.replace("\r\n", "\n").trim_end().is_empty(), text.trim_end().is_empty());
    (added, back)
}

fn indented(text: &str, by: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let _ = writeln!(out, "{:by$}{line}", "");
    }
    out
}

const HEAD: &str = "# Kept by the operations team: åäö\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: 'siths-ca'   # quoted\n  labels: {\"a\": b}\n";

#[test]
fn every_layout_of_a_config_map_stays_as_it_is() {
    let pem = ca(0).to_pem();
    let block = indented(&pem, 4);
    let doubled = indented(&pem, 4).replace('\n', "\n\n");
    let json = serde_json::to_string(&pem).unwrap();
    let single = pem.trim_end().replace('\n', "\n\n    ");
    let tail = "  other: \"x\\ty\"   # a comment\n  z: >\n    folded\n    text\n";
    for (name, value) in [
        ("literal", format!("|\n{block}")),
        ("literal-strip", format!("|- # why\n{block}\n")),
        ("literal-keep", format!("|+\n{block}\n\n")),
        ("literal-indent", format!("|4\n{}", indented(&pem, 6))),
        ("literal-wide", format!("|\n\n{}", indented(&pem, 9))),
        ("literal-comment", format!("|\n{block}  # a comment of less indentation\n")),
        ("folded", format!(">\n{doubled}")),
        ("double", format!("{json}   # a comment\n")),
        ("single", format!("'{single}\n\n    '\n")),
        ("flow", String::new()),
    ] {
        for crlf in [false, true] {
            let desk = Desk::new();
            let mut text = format!(
                "{HEAD}data:\n  first: word\n  ca.crt: {value}{tail}---\n# nothing\n---\n{HEAD}data: {{x: y}}\n"
            );
            if name == "flow" {
                text = format!("{HEAD}data: {{first: word, ca.crt: {json}, other: 'y'}}\n");
            }
            if crlf {
                text = text.replace('\n', "\r\n");
            }
            let file = format!("{name}.yaml");
            desk.write(&file, &text);
            let (added, back) = judged(&desk, &file);
            assert_eq!(back, text, "{name} {crlf}");
            // Every line of before is there, and in order.
            let mut lines = added.lines();
            let in_place = !matches!(name, "double" | "flow");
            assert!(!in_place || text.lines().all(|line| lines.any(|after| after == line)), "{name} {crlf}");
            assert_eq!(added.matches('\n').count() - added.matches("\r\n").count() == 0, crlf, "{name}");
        }
    }
}

#[test]
fn at_the_end_of_a_file_without_a_line_end() {
    let desk = Desk::new();
    let text = format!("{HEAD}data:\n  ca.crt: |\n{}", indented(&ca(0).to_pem(), 4).trim_end());
    desk.write("end.yaml", &text);
    let (added, back) = judged(&desk, "end.yaml");
    assert_eq!(back, text);
    assert!(added.starts_with(&text));
}

#[test]
fn what_kubectl_writes() {
    let desk = Desk::new();
    desk.write("ca.crt", ca(0).to_pem());
    desk.write("config.properties", "a=b\n");
    let files = ["--from-file=ca.crt", "--from-file=config.properties", "--dry-run=client", "-o"];
    for what in [&["configmap", "siths"][..], &["secret", "generic", "siths"]] {
        for format in ["yaml", "json"] {
            let text = desk.says("kubectl", &[&["create", "-n", "auth"], what, &files, &[format]].concat());
            let name = format!("{}.{format}", what[0]);
            desk.write(&name, &text);
            assert_eq!(judged(&desk, &name).1, text, "{name}");
        }
    }
}

/// Ansible and others write it through PyYAML: quoted, folded at 80 columns.
#[test]
fn what_pyyaml_writes() {
    let desk = Desk::new();
    for (name, pem) in [("plain", ca(0).to_pem()), ("explained", format!("# Påhittad, l'été\n{}", ca(0).to_pem()))] {
        let object = serde_json::json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {"ca.crt": pem, "b": "c"}});
        desk.write("in.json", object.to_string());
        let script = "import json,sys,yaml; yaml.safe_dump(json.load(open('in.json')), open(sys.argv[1], 'w'))";
        let file = format!("{name}.yaml");
        desk.says("/usr/bin/python3", &["-c", script, &file]);
        let text = desk.read(&file);
        let (_, back) = judged(&desk, &file);
        if name == "plain" {
            assert_eq!(back, text);
        }
    }
}

#[test]
fn secrets_in_every_layout() {
    let base64 = STANDARD.encode(ca(0).to_pem());
    let lines: Vec<&str> = base64.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let wrapped = indented(&lines.join("\n"), 4);
    let folded = wrapped.trim().to_owned();
    for (name, value) in [
        ("plain", base64.clone()),
        ("double", format!("\"{base64}\" # a comment")),
        ("single", format!("'{base64}'")),
        ("wrapped", format!("|\n{}", wrapped.trim_end())),
        ("folded", format!(">-\n{}", wrapped.trim_end())),
        ("plain-lines", folded),
    ] {
        let desk = Desk::new();
        let file = format!("{name}.yaml");
        let text = format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\ndata:\n  ca.crt: {value}\n  b: YWJj # abc\nstringData:\n  other-ca.crt: |\n{}",
            indented(&ca(0).to_pem(), 4)
        );
        desk.write(&file, &text);
        let (added, back) = judged(&desk, &file);
        assert!(added.contains("  b: YWJj # abc\nstringData:\n"), "{added}");
        if !matches!(name, "folded" | "plain-lines") {
            assert_eq!(back, text, "{name}");
        }
    }
}

#[test]
fn a_list_and_json_in_any_layout() {
    let desk = Desk::new();
    let pem = ca(0).to_pem();
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: a}}\n  data:\n    ca.crt: |\n{}- \
         apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: b}}\n  data:\n    x.ca.crt: |\n{}",
        indented(&pem, 6),
        indented(&pem, 8)
    );
    desk.write("list.yaml", &list);
    assert_eq!(judged(&desk, "list.yaml").1, list);
    let value = serde_json::to_string(&pem).unwrap();
    let json = format!(
        "{{ \"kind\":\"ConfigMap\", \"apiVersion\" : \"v1\",\n\t\"metadata\": {{\"name\": \"a\\u00e5\\\"\"}},\n  \"data\": {{\"z\": \"\\/\", \"ca.crt\": {value} ,\n\"a\":\"\"}} }}\n"
    )
    .replace("a\\u00e5\\\"", "abc");
    desk.write("odd.json", &json);
    assert_eq!(judged(&desk, "odd.json").1, json);
}

#[test]
fn refused_with_the_reason() {
    let block = indented(&ca(0).to_pem(), 4);
    let desk = Desk::new();
    let base64 = STANDARD.encode(ca(0).to_pem());
    let large = "x".repeat((1 << 20) - ca(0).to_pem().len() - 10);
    for (name, text) in [
        ("anchor", format!("{HEAD}data:\n  ca.crt: &ca |\n{block}  b: *ca\n")),
        ("merged", format!("{HEAD}x: &x\n  ca.crt: |\n{block}data:\n  <<: *x\n")),
        ("tag", format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\ndata:\n  ca.crt: !!binary {base64}\n")),
        ("immutable", format!("{HEAD}immutable: true\ndata:\n  ca.crt: |\n{block}")),
        ("large", format!("{HEAD}data:\n  blob: {large}\n  ca.crt: |\n{block}")),
    ] {
        let target = desk.write(&format!("{name}.yaml"), text);
        let made = plan(&target, &[ca(1)], &[]);
        assert!(matches!(refusal(&made), Refusal::WouldLose(_)), "{name}: {made:?}");
        // Where nothing is to be done nothing is in the way.
        assert!(matches!(planned(&plan(&target, &[ca(0)], &[])), Planned::Unchanged), "{name}");
    }
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(format!("{HEAD}data:\n  ca.crt: |\n{block}").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let target = desk.write("utf16.yaml", utf16);
    assert!(matches!(refusal(&plan(&target, &[ca(1)], &[])), Refusal::WouldLose(_)));
}

/// A server's own certificate beside its key is not a trust store, and stays.
#[test]
fn a_servers_own_certificate_stays() {
    let desk = Desk::new();
    let new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x"];
    desk.says("openssl", &[&new[..], &["-keyout", "k.pem", "-out", "c.pem"]].concat());
    let text = desk.says(
        "kubectl",
        &["create", "secret", "tls", "web", "--cert=c.pem", "--key=k.pem", "--dry-run=client", "-o", "yaml"],
    );
    let target = desk.write("only.yaml", &text);
    assert!(matches!(refusal(&plan(&target, &[ca(1)], &[])), Refusal::PrivateKeyFile));
    let with_ca = text.replacen("data:\n", &format!("data:\n  ca.crt: {}\n", STANDARD.encode(ca(0).to_pem())), 1);
    desk.write("web.yaml", &with_ca);
    assert_eq!(judged(&desk, "web.yaml").1, with_ca);
}

#[test]
fn a_mark_at_the_beginning_stays() {
    let desk = Desk::new();
    let text = format!("\u{feff}{HEAD}data:\n  ca.crt: |\n{}", indented(&ca(0).to_pem(), 4));
    let target = desk.write("mark.yaml", &text);
    change(&target, &[ca(1)], &[]);
    change(&target, &[], &[ca(1)]);
    assert_eq!(desk.read("mark.yaml"), text);
    let target = desk.write("map.yaml", format!("{HEAD}data:\n  ca.crt: |\n{}", indented(&bundle(&[ca(0), ca(1)]), 4)));
    assert!(matches!(planned(&plan(&target, &[ca(1)], &[])), Planned::Unchanged));
}

/// Java's stores in a Secret, one of them opened by the password beside it.
#[test]
fn java_stores_in_a_secret() {
    for (kind, file) in [("JKS", "trust.jks"), ("PKCS12", "trust.p12")] {
        let desk = Desk::new();
        desk.write("one.pem", ca(0).to_pem());
        let store = ["-keystore", file, "-storetype", kind, "-storepass", "only-this-one"];
        let import = ["-importcert", "-noprompt", "-alias", "old", "-file", "one.pem"];
        desk.says("keytool", &[&import[..], &store].concat());
        desk.write("trust.password", "only-this-one\n");
        let (of_file, of_password) = (format!("--from-file={file}"), "--from-file=trust.password");
        let create = ["create", "secret", "generic", "x", &of_file, of_password, "--dry-run=client", "-o", "yaml"];
        let text = desk.says("kubectl", &create);
        let target = desk.write("secret.yaml", format!("# kept\n{text}"));
        let seen = || {
            let object = &objects(&desk, "secret.yaml")[0];
            desk.write(file, STANDARD.decode(object["data"][file].as_str().unwrap()).unwrap());
            desk.says("keytool", &[&["-list", "-rfc"][..], &store].concat()).matches("-----BEGIN").count()
        };
        let made = change(&target, &[ca(1), ca(2)], &[]);
        assert_eq!((made.added.len(), seen()), (2, 3), "{kind}");
        change(&target, &[], &[ca(0)]);
        assert_eq!(seen(), 2, "{kind}");
        let lines =
            |text: &str| text.lines().filter(|line| !line.contains(file)).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines(&desk.read("secret.yaml")), lines(&format!("# kept\n{text}")));
        let mut plan = format!("{made:?}");
        plan.push_str(&desk.read("secret.yaml"));
        assert!(!plan.contains("only-this-one"));
    }
}
