//! `tillit install` and `tillit undo` as their users meet them: twice, later, from a file, with old cards still in use, when something is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tillit_tests::{Home, Lab, Output, assert_valid, text};

const NEW: [&str; 2] = ["--generation", "lab/e-id"];
const APPLY: [&str; 4] = ["--generation", "lab/e-id", "--apply", "--yes"];

/// The JSON of `tillit install`, held against the schema.
#[track_caller]
fn answer(output: &Output) -> Value {
    let document = output.json();
    assert_valid(&document, "install-1.json");
    document
}

fn install(home: &Home, into: &Path, more: &[&str]) -> Output {
    Lab::get().install(home, &[&["--into", &text(into)], more].concat())
}

/// How many certificates OpenSSL reads in a bundle.
#[track_caller]
fn certificates(bundle: &Path) -> usize {
    let output = Command::new("openssl").args(["storeutl", "-noout", "-certs", &text(bundle)]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().rsplit_once("Total found: ").unwrap().1.trim().parse().unwrap()
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().unwrap().stdout == b"0\n"
}

#[test]
fn a_second_run_has_nothing_to_do_and_undo_gives_back_the_bytes() {
    let (lab, home) = (Lab::get(), Home::new());
    let store = lab.old_bundle(&home, "client-ca.pem");
    let before = fs::read(&store).unwrap();

    let plan = answer(install(&home, &store, &[&NEW[..], &["--json"]].concat()).assert_code(0));
    assert_eq!((&plan["stage"], &plan["applied"], &plan["changed"]), (&"planned".into(), &false.into(), &false.into()));
    assert_eq!(plan["targets"][0]["add"].as_array().unwrap().len(), 7);
    assert_eq!(fs::read(&store).unwrap(), before);
    assert!(fs::read_dir(home.data()).unwrap().next().is_none(), "a plan writes nothing");

    // Nobody is there to say yes.
    install(&home, &store, &[&NEW[..], &["--apply"]].concat()).assert_code(2).assert_complains("--yes");
    assert_eq!(fs::read(&store).unwrap(), before);

    let applied = answer(install(&home, &store, &[&APPLY[..], &["--json"]].concat()).assert_code(0));
    assert_eq!((&applied["stage"], &applied["changed"]), (&"applied".into(), &true.into()));
    assert_eq!(applied["targets"][0]["state"], "applied");
    assert_ne!(applied["targets"][0]["before_sha256"], applied["targets"][0]["after_sha256"]);
    assert_eq!(certificates(&store), 11);
    let after = fs::read(&store).unwrap();

    let again = answer(install(&home, &store, &[&APPLY[..], &["--json"]].concat()).assert_code(0));
    assert_eq!((&again["applied"], &again["changed"]), (&true.into(), &false.into()));
    assert_eq!(again["targets"][0]["state"], "unchanged");
    assert_eq!(fs::read(&store).unwrap(), after);
    install(&home, &store, &[&APPLY[..], &["--lang", "en"]].concat()).assert_code(0).assert_says("Nothing to do");
    install(&home, &store, &[&APPLY[..], &["--lang", "sv"]].concat()).assert_code(0).assert_says("Inget att göra");

    let list = lab.undo(&home, &["--list", "--json"]);
    let list = list.assert_code(0).json();
    assert_valid(&list, "changes-1.json");
    assert_eq!(list["results"].as_array().unwrap().len(), 1, "what had nothing to do is no change");
    assert_eq!((&list["results"][0]["id"], &list["results"][0]["state"]), (&applied["id"], &"applied".into()));

    let dry = lab.undo(&home, &["--dry-run", "--json"]).assert_code(0).json();
    assert_valid(&dry, "undo-1.json");
    assert_eq!((&dry["stage"], &dry["changed"]), (&"planned".into(), &false.into()));
    assert_eq!(fs::read(&store).unwrap(), after);
    lab.undo(&home, &[]).assert_code(2).assert_complains("--yes");
    assert_eq!(fs::read(&store).unwrap(), after);

    let undone = lab.undo(&home, &["--yes", "--json"]).assert_code(0).json();
    assert_valid(&undone, "undo-1.json");
    assert_eq!((&undone["stage"], &undone["changed"]), (&"done".into(), &true.into()));
    assert_eq!(fs::read(&store).unwrap(), before);
    lab.undo(&home, &["--list", "--lang", "sv"]).assert_code(0);
    let id = applied["id"].as_str().unwrap();
    lab.undo(&home, &[id, "--yes"]).assert_code(0).assert_says("already");
}

#[test]
fn all_or_nothing_over_several_targets() {
    let (lab, home) = (Lab::get(), Home::new());
    let good = lab.old_bundle(&home, "client-ca.pem");
    let java = lab.old_java(&home, "truststore.jks", "jks");
    let before = (fs::read(&good).unwrap(), fs::read(&java).unwrap());
    let wrong = home.write("password", "not this one\n");
    let password = format!("file:{}", text(&wrong));
    let into = ["--into", &text(&good), &text(&java)].map(str::to_owned);
    let into: Vec<&str> = into.iter().map(String::as_str).collect();

    let more = [&into[..], &APPLY, &["--password", &password, "--json"]].concat();
    let refused = answer(lab.install(&home, &more).assert_code(3));
    assert_eq!((&refused["targets"][1]["state"], &refused["changed"]), (&"refused".into(), &false.into()));
    assert_eq!((fs::read(&good).unwrap(), fs::read(&java).unwrap()), before);

    lab.install(&home, &[&into[..], &APPLY].concat()).assert_code(0);
    assert_eq!(certificates(&good), 11);
    lab.undo(&home, &["--yes"]).assert_code(0);
    assert_eq!((fs::read(&good).unwrap(), fs::read(&java).unwrap()), before);
}

#[test]
fn a_saved_plan_is_applied_later_where_nothing_has_changed() {
    let (lab, home) = (Lab::get(), Home::new());
    let store = lab.old_bundle(&home, "client-ca.pem");
    let before = fs::read(&store).unwrap();
    let plan = text(&home.work().join("sunday.plan"));
    let saved = install(&home, &store, &[&NEW[..], &["--save-plan", &plan]].concat());
    saved.assert_code(0).assert_says("--plan");
    assert_eq!(fs::read(&store).unwrap(), before);
    let apply = |more: &[&str]| lab.tillit(&home, "install", &["--plan", &plan, "--apply", "--yes"], more);

    // Somebody adds a line in between.
    let changed = [&before[..], b"# a line\n"].concat();
    fs::write(&store, &changed).unwrap();
    let differs = answer(apply(&["--json"]).assert_code(3));
    assert_eq!((&differs["stage"], &differs["changed"]), (&"differs".into(), &false.into()));
    assert_eq!(differs["differences"].as_array().unwrap().len(), 1, "{differs:#}");
    assert_eq!(fs::read(&store).unwrap(), changed);
    apply(&["--lang", "sv"]).assert_code(3).assert_says("client-ca.pem").assert_says("T-437");
    // A new plan comes from the old one, and can be applied.
    let newer = text(&home.work().join("newer.plan"));
    lab.tillit(&home, "install", &["--plan", &plan, "--save-plan", &newer], &[]).assert_code(3);
    lab.tillit(&home, "install", &["--plan", &newer, "--apply", "--yes"], &[]).assert_code(0);
    assert_eq!(certificates(&store), 11);
    lab.undo(&home, &["--yes"]).assert_code(0);
    assert_eq!(fs::read(&store).unwrap(), changed);

    // Back as it was: no network and no CA certificates are needed but those in the plan.
    fs::write(&store, &before).unwrap();
    let applied = answer(apply(&["--json", "--offline"]).assert_code(0));
    assert_eq!(applied["changed"], true);
    assert_eq!(certificates(&store), 11);
    apply(&[]).assert_code(0).assert_says("Nothing to do");
}

/// Makes another plan of a plan.
type Edit = Box<dyn Fn(&mut Value)>;

#[test]
fn a_plan_that_was_tampered_with_is_refused() {
    let (lab, home) = (Lab::get(), Home::new());
    let store = lab.old_bundle(&home, "client-ca.pem");
    let other = lab.old_bundle(&home, "other.pem");
    fs::write(&other, [&fs::read(&other).unwrap()[..], b"# another file\n"].concat()).unwrap();
    let before = (fs::read(&store).unwrap(), fs::read(&other).unwrap());
    let plan = home.work().join("sunday.plan");
    install(&home, &store, &[&NEW[..], &["--save-plan", &text(&plan)]].concat()).assert_code(0);
    let good: Value = serde_json::from_str(&fs::read_to_string(&plan).unwrap()).unwrap();
    let look_alike = fs::read_to_string(lab.path("broken/look-alike-ca.pem")).unwrap();

    let der =
        ["x509", "-in", &lab.text("broken/look-alike-ca.pem"), "-noout", "-fingerprint", "-sha256"].map(str::to_owned);
    let der = tillit_tests::openssl(der.iter().map(String::as_str).collect::<Vec<_>>());
    let sha256 = String::from_utf8(der).unwrap().trim().split_once('=').unwrap().1.replace(':', "");
    let edits: Vec<(&str, i32, Edit)> = vec![
        ("a false CA", 2, {
            let look_alike = look_alike.clone();
            Box::new(move |plan| plan["certificates"][0]["pem"] = look_alike.clone().into())
        }),
        ("a false CA with its own fingerprint", 2, {
            let (look_alike, sha256) = (look_alike.clone(), sha256.clone());
            Box::new(move |plan| {
                plan["certificates"][0]["pem"] = look_alike.clone().into();
                plan["certificates"][0]["sha256"] = sha256.clone().into();
            })
        }),
        ("a false CA as one that nobody knows", 2, {
            let look_alike = look_alike.clone();
            let sha256 = sha256.clone();
            Box::new(move |plan| {
                plan["certificates"][0]["pem"] = look_alike.clone().into();
                plan["certificates"][0]["sha256"] = sha256.clone().into();
                plan["certificates"][0]["ca"] = Value::Null;
            })
        }),
        ("another target", 3, {
            let other = text(&other);
            Box::new(move |plan| plan["targets"][0]["named"] = other.clone().into())
        }),
        ("an unknown field", 2, Box::new(|plan| plan["run"] = "rm -rf /".into())),
        ("an unknown field within", 2, Box::new(|plan| plan["targets"][0]["command"] = "reboot".into())),
        ("another schema", 2, Box::new(|plan| plan["schema"] = "tillit/plan/99".into())),
        ("no plan", 2, Box::new(|plan| *plan = Value::Array(Vec::new()))),
    ];
    for (what, code, edit) in edits {
        let mut edited = good.clone();
        edit(&mut edited);
        assert_ne!(edited, good, "{what}");
        fs::write(&plan, edited.to_string()).unwrap();
        let output = lab.tillit(&home, "install", &["--plan", &text(&plan)], &["--apply", "--yes"]);
        assert_eq!(output.code, code, "{what}\n{}{}", output.stdout, output.stderr);
        assert_eq!((fs::read(&store).unwrap(), fs::read(&other).unwrap()), before, "{what}");
    }
    fs::write(&plan, &good.to_string().as_bytes()[..300]).unwrap();
    lab.tillit(&home, "install", &["--plan", &text(&plan)], &["--apply", "--yes"]).assert_code(2);
}

#[cfg(unix)]
#[test]
fn root_does_not_believe_a_plan_that_others_can_write() {
    use std::os::unix::fs::PermissionsExt as _;
    if !is_root() {
        assert!(std::env::var_os("CI").is_none(), "needs root");
        eprintln!("skipped: needs root");
        return;
    }
    let (lab, home) = (Lab::get(), Home::new());
    let store = lab.old_bundle(&home, "client-ca.pem");
    let before = fs::read(&store).unwrap();
    let plan = home.work().join("sunday.plan");
    install(&home, &store, &[&NEW[..], &["--save-plan", &text(&plan)]].concat()).assert_code(0);
    let apply = || lab.tillit(&home, "install", &["--plan", &text(&plan)], &["--apply", "--yes"]);
    fs::set_permissions(&plan, fs::Permissions::from_mode(0o666)).unwrap();
    apply().assert_code(2).assert_complains("can be written by others");
    fs::set_permissions(&plan, fs::Permissions::from_mode(0o644)).unwrap();
    std::os::unix::fs::chown(&plan, Some(1), None).unwrap();
    apply().assert_code(2).assert_complains("can be written by others");
    assert_eq!(fs::read(&store).unwrap(), before);
    std::os::unix::fs::chown(&plan, Some(0), None).unwrap();
    apply().assert_code(0);
    assert_eq!(certificates(&store), 11);
}

#[test]
fn an_old_generation_goes_only_when_nothing_depends_on_it() {
    let (lab, home) = (Lab::get(), Home::new());
    let store = home.write("client-ca.pem", fs::read(lab.path("trust/both.pem")).unwrap());
    let before = fs::read(&store).unwrap();
    let remove = ["--remove-generation", "lab/root-v1"];
    let go = |more: &[&str]| install(&home, &store, &[&remove[..], more].concat());

    go(&["--in-use", &lab.text("cards/old"), "--apply", "--yes"]).assert_code(3).assert_complains("cards/old");
    go(&["--in-use", &lab.text("cards/old"), "--lang", "sv"]).assert_code(3).assert_complains("--anyway");
    let services = format!(
        "[[services]]\nname = \"New\"\nenvironment = \"test\"\ntargets = [\"{0}\"]\n\
         [[services]]\nname = \"Booking\"\nenvironment = \"test\"\ntargets = [\"{1}\"]\n",
        lab.text("trust/both.pem"),
        lab.text("trust/old.pem")
    );
    let services = text(&home.write("services.toml", services));
    let refused = go(&["--inventory", &services, "--apply", "--yes"]);
    refused.assert_code(3).assert_complains("Booking");
    assert!(!refused.stderr.contains("New,"), "{}", refused.stderr);
    assert_eq!(fs::read(&store).unwrap(), before);

    // Where the new generation is not, nothing usable would be left.
    let old = lab.old_bundle(&home, "old.pem");
    let only_old = fs::read(&old).unwrap();
    let refused = install(&home, &old, &[&remove[..], &["--apply", "--yes", "--json"]].concat());
    assert_eq!(answer(refused.assert_code(3))["targets"][0]["state"], "refused");
    assert_eq!(fs::read(&old).unwrap(), only_old);
    // Nor beside a CA of somebody else: that one lets nobody of theirs in. There the user may insist.
    let theirs = fs::read(lab.path("broken/look-alike-ca.pem")).unwrap();
    let beside = home.write("beside.pem", [&only_old[..], &theirs].concat());
    let more = [&remove[..], &["--apply", "--yes", "--json"]].concat();
    let refused = answer(install(&home, &beside, &more).assert_code(3));
    assert_eq!(refused["targets"][0]["reason"]["code"], "T-417", "{refused:#}");
    assert_eq!(certificates(&beside), 5);
    install(&home, &beside, &[&more[..], &["--anyway"]].concat()).assert_code(0);
    assert_eq!(certificates(&beside), 1);
    lab.undo(&home, &["--yes"]).assert_code(0);
    // A store without certificates keeps servers from starting: no word of the user's changes that, and none says that it would.
    for store in [old.clone(), lab.old_java(&home, "old.jks", "jks"), lab.old_java(&home, "old.p12", "pkcs12")] {
        let before = fs::read(&store).unwrap();
        for anyway in [&[][..], &["--anyway"]] {
            let more = [&remove[..], anyway, &["--apply", "--yes", "--json"]].concat();
            let refused = answer(install(&home, &store, &more).assert_code(3));
            assert_eq!(refused["targets"][0]["reason"]["code"], "T-445", "{refused:#}");
            assert_eq!(fs::read(&store).unwrap(), before);
        }
        install(&home, &store, &[&remove[..], &APPLY].concat()).assert_code(0);
        lab.undo(&home, &["--yes"]).assert_code(0);
        assert_eq!(fs::read(&store).unwrap(), before);
    }
    let refused = install(&home, &old, &[&remove[..], &["--lang", "sv"]].concat());
    refused.assert_code(3).assert_says("--generation new").assert_says("nginx");

    // Cards of the new generation do not hold it back.
    let done = answer(go(&["--in-use", &lab.text("cards/upgraded"), "--apply", "--yes", "--json"]).assert_code(0));
    assert_eq!(done["targets"][0]["remove"].as_array().unwrap().len(), 4);
    assert_eq!(certificates(&store), 7);
    lab.undo(&home, &["--yes"]).assert_code(0);
    assert_eq!(fs::read(&store).unwrap(), before);

    go(&["--in-use", &lab.text("cards/old"), "--anyway", "--apply", "--yes"]).assert_code(0);
    assert_eq!(certificates(&store), 7);
    install(&home, &store, &["--generation", "lab/e-id", "--remove-generation", "lab/e-id"]).assert_code(2);
}

#[test]
fn everything_is_put_back_when_a_card_would_not_be_let_in() {
    let (lab, home) = (Lab::get(), Home::new());
    let store = lab.old_bundle(&home, "client-ca.pem");
    let java = lab.old_java(&home, "truststore.p12", "pkcs12");
    let before = (fs::read(&store).unwrap(), fs::read(&java).unwrap());
    let card = lab.text("cards/upgraded/hsaid-login.pem");
    let into = ["--into", &text(&store), &text(&java)].map(str::to_owned);
    let into: Vec<&str> = into.iter().map(String::as_str).collect();

    // The functions' CAs alone do not let a person in.
    let functions = ["--generation", "lab/e-id", "--roles", "functions", "--apply", "--yes"];
    let failed = lab.install(&home, &[&into[..], &functions, &["--card-certificate", &card, "--json"]].concat());
    let failed = answer(failed.assert_code(3));
    assert_eq!((&failed["stage"], &failed["changed"]), (&"rolled-back".into(), &false.into()));
    assert_eq!((fs::read(&store).unwrap(), fs::read(&java).unwrap()), before);
    let list = lab.undo(&home, &["--list", "--json"]).assert_code(0).json();
    assert_eq!(list["results"][0]["state"], "rolled-back");

    // Both generations' cards get in with everything.
    let old = lab.text("cards/old/hsaid-login.pem");
    let both = ["--card-certificate", &card, "--card-certificate", &old];
    lab.install(&home, &[&into[..], &APPLY, &both].concat()).assert_code(0);
}

#[test]
fn missing_ca_certificates_are_listed_and_nothing_is_planned() {
    let (lab, home) = (Lab::get(), Home::new());
    let store = lab.old_bundle(&home, "client-ca.pem");
    let before = fs::read(&store).unwrap();
    let into = text(&store);
    // Without the new CA certificates at hand; the root alone does not do.
    let root = lab.text("ca/new/labsithseidrootcav2.pem");
    for ca in [&[][..], &["--ca", &root]] {
        let output = lab.tillit(&home, "install", &["--into", &into], &[&APPLY[..], ca].concat());
        output.assert_code(3);
        let said = format!("{}{}", output.stdout, output.stderr);
        assert!(said.contains("LAB SITHS e-id Person HSA-id 3 CA v1"), "{said}");
        assert!(said.contains("http://aia.lab.invalid/labsithseidpersonhsaid3cav1.cer"), "{said}");
        assert_eq!(fs::read(&store).unwrap(), before);

        let report = text(&home.work().join("answer.txt"));
        let more = [&APPLY[..], ca, &["--json", "-o", &report]].concat();
        let document = answer(lab.tillit(&home, "install", &["--into", &into], &more).assert_code(3));
        assert_eq!((&document["stage"], &document["changed"]), (&"missing".into(), &false.into()));
        let missing = document["missing"].as_array().unwrap();
        assert_eq!(missing.len(), if ca.is_empty() { 7 } else { 6 }, "{document:#}");
        assert!(missing.iter().all(|ca| ca["certificate_urls"][0]["url"].is_string()), "{document:#}");
        assert_eq!(document["findings"][0]["code"], "T-050");
        assert!(fs::read_to_string(report).unwrap().contains("labsithseidpersonhsaid3cav1.cer"));
        // What is not a script never looks like one.
        let more = [&NEW[..], ca, &["--print-commands"]].concat();
        let printed = lab.tillit(&home, "install", &["--into", &into], &more);
        assert_eq!((printed.code, printed.stdout.as_str()), (3, ""));
    }
}

/// One that goes under the name of a known CA is refused, whoever gives it; one that nobody knows is named, and goes in on the user's word.
#[test]
fn given_certificates_are_no_false_cas() {
    let (lab, home) = (Lab::get(), Home::new());
    let store = lab.old_bundle(&home, "client-ca.pem");
    let before = fs::read(&store).unwrap();
    let look_alike = lab.text("broken/look-alike-ca.pem");
    let refused = install(&home, &store, &["--certificate", &look_alike, "--apply", "--yes"]);
    refused.assert_code(2).assert_complains("look-alike-ca.pem").assert_complains("not that CA");
    // Nor where the root that would show it is not at hand.
    let into = text(&store);
    for lang in ["en", "sv"] {
        let more = ["--certificate", &look_alike, "--apply", "--yes", "--lang", lang];
        let refused = lab.tillit(&home, "install", &["--into", &into], &more);
        refused.assert_code(2).assert_complains("LAB SITHS e-id Root CA v2").assert_complains("catalog fetch");
    }
    assert_eq!(fs::read(&store).unwrap(), before);
    // An issuing CA without its root lets nobody in.
    let alone = lab.text("ca/new/labsithseidfunctioncav1.pem");
    let failed =
        answer(install(&home, &store, &["--certificate", &alone, "--apply", "--yes", "--json"]).assert_code(3));
    assert_eq!((&failed["stage"], &failed["changed"]), (&"rolled-back".into(), &false.into()), "{failed:#}");
    assert_eq!(fs::read(&store).unwrap(), before);
    // A card is no CA.
    let card = lab.text("cards/new/hsaid-login.pem");
    install(&home, &store, &["--certificate", &card, "--apply", "--yes"])
        .assert_code(2)
        .assert_complains("hsaid-login");
    assert_eq!(fs::read(&store).unwrap(), before);
}

/// The file of the journal that a run holds while it changes something.
fn lock_file(home: &Home) -> PathBuf {
    let mut folders = vec![home.data()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() == "lock" {
                return path;
            }
        }
    }
    panic!("no lock");
}

#[test]
fn of_two_runs_at_once_one_refuses() {
    let (lab, home) = (Lab::get(), Home::new());
    let store = lab.old_bundle(&home, "client-ca.pem");
    install(&home, &store, &APPLY).assert_code(0);
    lab.undo(&home, &["--yes"]).assert_code(0);
    let before = fs::read(&store).unwrap();

    let lock = File::open(lock_file(&home)).unwrap();
    lock.lock().unwrap();
    let busy = install(&home, &store, &APPLY);
    busy.assert_code(3);
    assert_eq!(fs::read(&store).unwrap(), before);
    // A plan needs no lock.
    install(&home, &store, &NEW).assert_code(0);
    lock.unlock().unwrap();
    install(&home, &store, &APPLY).assert_code(0);
    assert_eq!(certificates(&store), 11);
}

#[test]
fn what_others_have_put_in_since_stays_when_a_change_is_taken_back() {
    let (lab, home) = (Lab::get(), Home::new());
    let store = lab.old_bundle(&home, "client-ca.pem");
    let old = fs::read_to_string(&store).unwrap();
    install(&home, &store, &APPLY).assert_code(0);
    let theirs = fs::read_to_string(lab.path("broken/look-alike-ca.pem")).unwrap();
    fs::write(&store, format!("{}{theirs}", fs::read_to_string(&store).unwrap())).unwrap();
    let undone = lab.undo(&home, &["--yes", "--json"]).assert_code(0).json();
    assert_eq!(undone["results"][0]["put_back"], "only-additions");
    assert_eq!(certificates(&store), 5);
    let left = fs::read_to_string(&store).unwrap();
    assert!(left.starts_with(&old) && left.contains(theirs.trim()), "{left}");
}
