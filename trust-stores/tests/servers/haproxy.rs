//! HAProxy.

use std::path::Path;
use std::process::Command;

use crate::harness::{
    Case, Door, Ground, HSA_3, ID_3, LAB, LET_IN, NEW_ROOT, Said, judge, read, read_in, section, table_head,
};
use tillit_lab::certificate::CertificateBuilder;
use tillit_lab::key::{Key, KeyKind};
use tillit_lab::name::Dn;
use tillit_trust_stores::servers::service::Asks;
use tillit_trust_stores::servers::{Server, server};
use tillit_trust_stores::tree::Folder;

const PROGRAM: &str = "/usr/sbin/haproxy";

fn haproxy() -> &'static Server {
    server("haproxy").unwrap()
}

/// What goes into `global`, and what goes into `frontend` before the answer: `@1` is a port, `@F` the folder, `@old`, `@new`, `@both`,
/// `@half` bundles of the lab, `@B` is `bind 127.0.0.1:@1 ssl crt ...`.
struct Try {
    title: &'static str,
    global: &'static str,
    text: &'static str,
    doors: &'static [Door],
    said: Said,
}

const WHOLE: &[Door] = &[Door { port: 0, name: None, path: None }];
const TWO: &[Door] = &[Door { port: 0, name: None, path: None }, Door { port: 1, name: None, path: None }];
const NAMED: &[Door] = &[
    Door { port: 0, name: Some("a.test"), path: None },
    Door { port: 0, name: Some("b.test"), path: None },
    Door { port: 0, name: Some("c.test"), path: None },
];

const fn of(title: &'static str, doors: &'static [Door], global: &'static str, text: &'static str) -> Try {
    Try { title, global, text, doors, said: Said::Everything }
}

const fn open_in_part(title: &'static str, doors: &'static [Door], global: &'static str, text: &'static str) -> Try {
    Try { title, global, text, doors, said: Said::NotAll }
}

const LEVEL_0: &str = "ssl-default-bind-ciphers DEFAULT@SECLEVEL=0\n";

const TRIES: &[Try] = &[
    of("`verify required`, both generations, level 0", WHOLE, LEVEL_0, "@B ca-file @both verify required\n"),
    of("the same with the level of Debian", WHOLE, "", "@B ca-file @both verify required\n"),
    of("`ca-file` without `verify`", WHOLE, "", "@B ca-file @both\n"),
    of("the old generation alone", WHOLE, LEVEL_0, "@B ca-file @old verify required\n"),
    of("the new root without issuing CAs, `optional`", WHOLE, "", "@B verify optional ca-file @half\n"),
    of("issuing CAs without their root", WHOLE, "", "@B verify required ca-file @F/issuers.pem\n"),
    of("an issuing CA of LoA 3 whose time is over", WHOLE, "", "@B verify required ca-file @F/spoiled/over.pem\n"),
    of(
        "the same beside a copy of it in its time",
        WHOLE,
        "",
        "@B verify required ca-file @F/spoiled/over-and-good.pem\n",
    ),
    of(
        "an issuing CA of LoA 3 marked as rejected for clients",
        WHOLE,
        "",
        "@B verify required ca-file @F/spoiled/rejected.pem\n",
    ),
    of(
        "a list of an issuing CA of LoA 3 that is over",
        WHOLE,
        "",
        "@B verify required ca-file @new crl-file @F/spoiled/over.crl\n",
    ),
    of("a thousand other names", WHOLE, "", "@B verify required ca-file @F/spoiled/many.pem\n"),
    of("`ca-file` old, `ca-verify-file` new", WHOLE, LEVEL_0, "@B verify required ca-file @old ca-verify-file @new\n"),
    of("`ca-verify-file` alone", WHOLE, "", "@B verify required ca-verify-file @new\n"),
    of("`no-ca-names`", WHOLE, "", "@B verify required ca-file @both no-ca-names\n"),
    of("`no-ca-names`, the old generation alone", WHOLE, LEVEL_0, "@B verify required ca-file @old no-ca-names\n"),
    of("`ca-file` is a folder", WHOLE, "", "@B verify required ca-file @F/folder\n"),
    of("`ca-file` is a folder with a bundle", WHOLE, "", "@B verify required ca-file @F/bundle\n"),
    of("`ca-file` is a folder: a bundle beside files of one", WHOLE, "", "@B verify required ca-file @F/mixed\n"),
    of(
        "`ca-file` is a folder: other names, DER, damage, a list before a certificate, links",
        WHOLE,
        "",
        "@B verify required ca-file @F/odd\n",
    ),
    of(
        "`ca-verify-file` is a folder with a bundle",
        WHOLE,
        "",
        "@B verify required ca-file @old ca-verify-file @F/bundle\n",
    ),
    of("`crt-list`: `ca-file` is a folder", NAMED, "", "@B crt-list @F/folders\n"),
    of(
        "`crt-list`: a `ca-verify-file` over that of the line",
        NAMED,
        "",
        "@B crt-list @F/verify ca-verify-file @old\n",
    ),
    of("`crl-file` is a folder", WHOLE, "", "@B verify required ca-file @new crl-file @F/lists\n"),
    of(
        "`ciphers` of ECDSA, a key of RSA",
        WHOLE,
        "",
        "@B verify required ca-file @new ciphers ECDHE-ECDSA-AES128-GCM-SHA256\n",
    ),
    of(
        "`ciphers` of RSA and of ECDSA, a key of ECDSA",
        TWO,
        "",
        "bind 127.0.0.1:@1 ssl crt @F/ec.pem ca-file @new verify required ciphers ECDHE-RSA-AES128-GCM-SHA256\n\
         bind 127.0.0.1:@2 ssl crt @F/ec.pem ca-file @new verify required ciphers ECDHE-ECDSA-AES128-GCM-SHA256\n",
    ),
    of(
        "`ssl-default-bind-ciphers` of ECDSA, TLS 1.2 alone",
        WHOLE,
        "ssl-default-bind-ciphers aECDSA\n",
        "@B verify required ca-file @new force-tlsv12\n",
    ),
    of("level 4 with a key of RSA", WHOLE, "", "@B verify required ca-file @new ciphers DEFAULT@SECLEVEL=4\n"),
    open_in_part(
        "`ciphers` that need parameters: DHE",
        WHOLE,
        "",
        "@B verify required ca-file @new ciphers DHE-RSA-AES128-GCM-SHA256\n",
    ),
    of("`crt-list`: ciphers and keys of each name", NAMED, "", "@B crt-list @F/ciphers ca-file @new verify required\n"),
    of(
        "old issuing CAs without their root, `ca-ignore-err 2 crt-ignore-err 68`, the level of Debian",
        WHOLE,
        "",
        "@B verify required ca-file @F/old-issuers.pem ca-ignore-err 2 crt-ignore-err 68\n",
    ),
    open_in_part(
        "issuing CAs and their lists without the root, `ca-ignore-err 2,3 crt-ignore-err 20,21`",
        WHOLE,
        "",
        "@B verify required ca-file @F/issuers.pem crl-file @F/issuers.crl ca-ignore-err 2,3 crt-ignore-err 20,21\n",
    ),
    of(
        "`ca-base`, quotes, escapes, variables",
        WHOLE,
        "ca-base @F\nsetenv TRUSTED issuers\npresetenv TRUSTED other\n",
        "bind 127.0.0.1:@1 s\"s\"l crt @F/own.pem name ssl verify \"req\"'uired' ca-verify-file \"${TRUSTED}.pem\" ca-file folder/root\\ ca.pem # verify none\n",
    ),
    of("`@system-ca`", WHOLE, "", "@B verify optional ca-file @system-ca\n"),
    of("`crl-file` with all lists", WHOLE, "", "@B verify required ca-file @new crl-file @F/new.crl\n"),
    of("`crl-file` without the root's list", WHOLE, "", "@B verify required ca-file @new crl-file @F/issuers.crl\n"),
    of(
        "`crt-ignore-err all ca-ignore-err all`",
        WHOLE,
        "",
        "@B verify required ca-file @old crt-ignore-err all ca-ignore-err all\n",
    ),
    of("`ca-ignore-err all` alone", WHOLE, LEVEL_0, "@B verify required ca-file @old ca-ignore-err all\n"),
    of("`crt-ignore-err 20,21` alone", WHOLE, LEVEL_0, "@B verify required ca-file @new crt-ignore-err 20,21\n"),
    of(
        "issuing CAs without their root, `ca-ignore-err 2`",
        WHOLE,
        LEVEL_0,
        "@B verify required ca-file @F/issuers.pem ca-ignore-err 2\n",
    ),
    of(
        "`ssl-default-bind-options ssl-min-ver TLSv1.3`, `ssl-max-ver TLSv1.2` on another line",
        TWO,
        "ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets\n",
        "@B ca-file @new verify required ssl-min-ver TLSv1.3\nbind 127.0.0.1:@2 ssl crt @F/own.pem ca-file @new verify required ssl-max-ver TLSv1.2\n",
    ),
    of(
        "`no-tlsv13` beside `ssl-min-ver`, and alone",
        TWO,
        "",
        "@B ca-file @new verify required no-tlsv13 ssl-min-ver TLSv1.2\nbind 127.0.0.1:@2 ssl crt @F/own.pem ca-file @new verify required no-tlsv13\n",
    ),
    of(
        "`force-tlsv12`, two addresses of one line",
        TWO,
        "",
        "bind 127.0.0.1:@1,127.0.0.1:@2 ssl crt @F/own.pem ca-file @new verify required force-tlsv12\n",
    ),
    of("`crt-list`: options of each name", NAMED, LEVEL_0, "@B crt-list @F/list ca-file @both verify optional\n"),
    of(
        "`crt-list` alone: its first line is for all others",
        NAMED,
        "",
        "bind 127.0.0.1:@1 ssl crt-list @F/list ca-file @both\n",
    ),
    of(
        "conditions",
        WHOLE,
        "setenv NEW 1\n.if streq(\"$NEW\",1) && !version_before(2.4)\nssl-default-bind-ciphers DEFAULT@SECLEVEL=0\n.else\nnonsense\n.endif\n",
        ".if 0\n@B verify none\n.elif version_atleast(2.5)\n@B verify required ca-file @both\n.else\n.alert \"no\"\n.endif\n",
    ),
    of("beside a line without `ssl`", WHOLE, "", "bind 127.0.0.1:@3\n@B verify required ca-file @both\n"),
];

fn ground() -> Ground {
    let ground = Ground::new();
    let issuers = [HSA_3, ID_3, "Person HSA-id 2 CA v1", "Person ID 2 CA v1", "e-id Function CA v1", "Mobile CA v1"];
    let all: Vec<&str> = issuers.iter().copied().chain([NEW_ROOT]).collect();
    LAB.spoil(&ground, &all);
    ground.write("issuers.pem", LAB.pem(&issuers));
    ground.write("old-issuers.pem", LAB.pem(&["Type 1 CA v1", "Type 2 CA v1", "Type 3 CA v1"]));
    ground.write("issuers.crl", LAB.crls(&issuers));
    ground.write("new.crl", LAB.crls(&all));
    ground.write("folder/root ca.pem", LAB.pem(&[NEW_ROOT]));
    ground.write("folder/one.crt", LAB.pem(&[HSA_3]));
    ground.write("folder/two.txt", LAB.pem(&[ID_3]));
    ground.write("folder/.three.pem", LAB.pem(&[ID_3]));
    let (certificate, key) = (LAB.file("functions/server.pem"), LAB.file("keys/functions/server.key"));
    let own = [certificate, key].map(|file| std::fs::read(file).unwrap()).concat();
    ground.write("own.pem", own);
    ground.write("bundle/all.pem", LAB.pem(&[&[NEW_ROOT], &issuers[..]].concat()));
    ground.write("mixed/root.pem", LAB.pem(&[NEW_ROOT]));
    ground.write("mixed/loa-3.crt", LAB.pem(&[HSA_3, ID_3]));
    ground.write("mixed/others.crt", LAB.pem(&["e-id Function CA v1", "Mobile CA v1"]));
    ground.write("mixed/id.cer", LAB.pem(&[ID_3]));
    ground.write("odd/a-list.crl", LAB.crls(&[NEW_ROOT]) + &LAB.pem(&[NEW_ROOT]));
    ground.write("odd/hsa-3.PEM", LAB.pem(&[HSA_3]));
    ground.write(
        "odd/id-3.pem",
        format!("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n{}", LAB.pem(&[ID_3])),
    );
    ground.write("odd/deep.pem/function.pem", LAB.pem(&["e-id Function CA v1"]));
    ground.write("odd/mobile.txt", LAB.pem(&["Mobile CA v1"]));
    std::os::unix::fs::symlink("mobile.txt", ground.folder().join("odd/mobile.pem")).unwrap();
    ground.write("odd/hsa-2.crt", LAB.pem(&["Person HSA-id 2 CA v1"]) + "-----BEGIN CERTIFICATE-----\n####\n");
    ground.write("odd/id-2.pem", &LAB.authority("Person ID 2 CA v1").issued.der);
    ground.write("lists/all.crl", LAB.crls(&all));
    ground.write("lists/root.pem", LAB.pem(&[NEW_ROOT]));
    let key = Key::generate(KeyKind::P256).unwrap();
    let name = Dn::new().common_name("localhost");
    let ec = CertificateBuilder::leaf(name).key(&key).self_sign().unwrap();
    ground.write("ec.pem", format!("{}{}", ec.to_pem(), key.to_pem()));
    ground.write(
        "ciphers",
        fill(
            "@F/own.pem [ciphers ECDHE-ECDSA-AES128-GCM-SHA256] a.test\n@F/ec.pem [ciphers ECDHE-ECDSA-AES128-GCM-SHA256] b.test\n",
            &ground,
        ),
    );
    ground.write(
        "folders",
        fill("@F/own.pem [verify required ca-file @F/mixed] a.test\n@F/own.pem other.test\n", &ground),
    );
    ground.write(
        "verify",
        fill("@F/own.pem [verify required ca-file @old ca-verify-file @new] a.test\n@F/own.pem other.test\n", &ground),
    );
    let list = "# names\n@F/own.pem [verify required ca-file @new] a.test\n@F/own.pem [ca-file @old ssl-max-ver TLSv1.2 verify required] b.test !x.b.test\n@F/own.pem other.test\n";
    let list = fill(list, &ground);
    ground.write("list", list);
    ground
}

fn fill(text: &str, ground: &Ground) -> String {
    let mut text = text.replace("@B", "bind 127.0.0.1:@1 ssl crt @F/own.pem");
    for (mark, port) in ["@1", "@2", "@3"].iter().zip(ground.ports) {
        text = text.replace(mark, &port.to_string());
    }
    for bundle in ["old", "new", "both", "half"] {
        text = text.replace(&format!("@{bundle}"), &LAB.file(&format!("trust/{bundle}.pem")));
    }
    text.replace("@F", ground.path("").trim_end_matches('/'))
}

fn configuration(global: &str, text: &str) -> String {
    format!(
        "global\n{global}defaults\nmode http\ntimeout client 20s\ntimeout server 20s\ntimeout connect 20s\nfrontend cards\n{text}\
         http-request return status 200 content-type text/plain string \"{LET_IN}\"\n"
    )
}

#[test]
fn predictions_are_what_haproxy_does() {
    let mut wrong = Vec::new();
    let mut made = table_head();
    let only = std::env::var("TILLIT_ONLY").ok();
    for configured in TRIES.iter().filter(|one| only.as_ref().is_none_or(|only| one.title.contains(only))) {
        let ground = ground();
        let main = ground.write("haproxy.cfg", fill(&configuration(configured.global, configured.text), &ground));
        let Try { title, doors, said, .. } = configured;
        let case = Case { title, ground: &ground, main: Path::new(&main), doors, said: *said };
        let mut command = Command::new(PROGRAM);
        command.args(["-db", "-f", &main]);
        made.push_str(&judge(haproxy(), command, &case, &mut wrong));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    if only.is_none() {
        section("haproxy", &format!("## HAProxy\n\n{made}"));
    }
}

/// Configurations with which HAProxy does not start: a problem for each, at the line that it names itself.
#[test]
fn what_haproxy_refuses_is_a_problem_at_its_line() {
    let all = [
        ("global\nca-base \"/x\n", 2),
        ("global\nsetenv X \"${Y\"\n", 2),
        ("bind :1\n", 1),
        ("global\n.if 1\n", 2),
        ("global\n.endif\n", 2),
        ("global\n.else\n", 2),
        ("global\n.alert \"no\"\n", 2),
        ("frontend\n", 1),
        ("frontend a\nmode http\nbind 127.0.0.1:@1 ssl\n", 3),
        ("frontend a\nmode http\n@B verify maybe\n", 3),
        ("frontend a\nmode http\n@B verify\n", 3),
        ("frontend a\nmode http\n@B verify required\n", 3),
        ("frontend a\nmode http\n@B ssl-min-ver TLSv9\n", 3),
        ("frontend a\nmode http\n@B crt-list @F/nowhere\n", 3),
        ("frontend a\nmode http\n@B verify required ca-file @F/nowhere.pem\n", 3),
        ("frontend a\nmode http\n@B verify required ca-file ${NOBODY}/x.pem\n", 3),
        ("frontend a\nmode http\n@B verify required ca-file @new ciphers TLS_AES_256_GCM_SHA384\n", 3),
        ("frontend a\nmode http\n@B verify required ca-file @new ciphers HIGH:@NO\n", 3),
        ("frontend a\nmode http\n@B verify required ca-file @new crt-ignore-err X509_V_ERR_CERT_HAS_EXPIRED\n", 3),
        ("frontend a\nmode http\n@B verify required ca-file @new ca-ignore-err 10,all\n", 3),
    ];
    for (text, line) in all {
        let ground = ground();
        let main = ground.write("haproxy.cfg", fill(text, &ground));
        let output = Command::new(PROGRAM).args(["-c", "-f", &main]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{text}: HAProxy takes it: {said}");
        let found = read(haproxy(), Path::new(&main));
        let lines: Vec<u64> = found.problems.iter().map(|problem| problem.spot.line).collect();
        assert_eq!(lines, [line], "{text}: {:?}\n{said}", found.problems);
    }
}

/// As the package comes; with a folder beside it, as its settings may name one.
#[test]
fn debians_own_configuration_is_read_without_a_word() {
    let root = tempfile::tempdir().unwrap();
    for path in ["/etc/haproxy", "/etc/default/haproxy", "/lib/systemd/system/haproxy.service", "/var/lib/dpkg/status"]
    {
        let to = root.path().join(path.trim_start_matches('/'));
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        let done = Command::new("cp").args(["-a", path]).arg(&to).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }
    let tree = Folder::at(root.path());
    let found = read_in(haproxy(), None, &tree);
    assert!(found.problems.is_empty() && found.services.is_empty(), "{:?} {:?}", found.problems, found.services);
    std::fs::create_dir(root.path().join("etc/haproxy/conf.d")).unwrap();
    let line = "frontend cards\n bind :443 ssl crt own.pem ca-file cards.pem verify optional\n";
    std::fs::write(root.path().join("etc/haproxy/conf.d/10-cards.cfg"), line).unwrap();
    std::fs::write(root.path().join("etc/haproxy/conf.d/20-cards.txt"), line).unwrap();
    let settings = "EXTRAOPTS=\"-f /etc/haproxy/conf.d -S /run/x.sock\"\n";
    std::fs::write(root.path().join("etc/default/haproxy"), settings).unwrap();
    std::fs::create_dir_all(root.path().join("etc/ssl/certs")).unwrap();
    std::fs::write(root.path().join("etc/ssl/certs/cards.pem"), LAB.pem(&[NEW_ROOT])).unwrap();
    let found = read_in(haproxy(), None, &tree);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let services: Vec<_> = found.services.iter().map(|gathered| &gathered.service).collect();
    let [service] = services.as_slice() else { panic!("{services:#?}") };
    assert!(service.unresolved.is_empty(), "{service:#?}");
    assert_eq!((service.asks.value, service.listeners.as_slice()), (Asks::Optional, ["*:443".to_owned()].as_slice()));
    assert!(service.versions.value.tls12 && service.versions.value.tls13 && service.versions.written.is_some());
}
