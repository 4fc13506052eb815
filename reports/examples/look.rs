use std::fs;
use tillit_reports::i18n::{Language, Texts};
use tillit_reports::style::*;
use tillit_reports::verify::*;
use tillit_verifier::container::*;
use tillit_verifier::judge::*;
use tillit_verifier::verdict::*;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let catalog = tillit_verifier::catalog::embedded();
    let mut cas = vec![];
    let mut lang = Language::En;
    let mut style = Style { color: true, width: 100, ..Style::default() };
    let mut at = time::OffsetDateTime::now_utc();
    let mut purpose = Purpose::Login;
    let mut inputs = vec![];
    let mut format = "human".to_owned();
    let mut it = args.into_iter();
    let mut problems = vec![];
    while let Some(a) = it.next() {
        match a.as_str() {
            "--ca" => {
                let p = it.next().unwrap();
                let files: Vec<_> = if fs::metadata(&p).unwrap().is_dir() { fs::read_dir(&p).unwrap().map(|e| e.unwrap().path()).collect() } else { vec![p.into()] };
                for f in files { for e in read(fs::File::open(f).unwrap(), &[], &ReadLimits::default()).unwrap().entries { cas.push(e.certificate.unwrap()); } }
            }
            "--sv" => lang = Language::Sv,
            "-v" => style.detail = Detail::Full,
            "-q" => style.detail = Detail::Brief,
            "--ascii" => style.marks = Marks::Ascii,
            "--width" => style.width = it.next().unwrap().parse().unwrap(),
            "--signing" => purpose = Purpose::Signing,
            "--at" => at = time::OffsetDateTime::parse(&it.next().unwrap(), &time::format_description::well_known::Rfc3339).unwrap(),
            "--format" => format = it.next().unwrap(),
            _ => inputs.push(a),
        }
    }
    let judge = Judge::new(&catalog, cas, None);
    let mut options = Options::login(at);
    options.purpose = purpose.clone();
    let mut certificates = vec![];
    let mut files = vec![];
    for i in inputs { if fs::metadata(&i).is_ok_and(|m| m.is_dir()) { let mut l: Vec<_> = fs::read_dir(&i).unwrap().map(|e| e.unwrap().path().display().to_string()).collect(); l.sort(); files.extend(l) } else { files.push(i) } }
    for input in files {
        let file = match fs::File::open(&input) { Ok(f) => f, Err(e) => { problems.push(InputProblem { input, position: None, alias: None, kind: InputProblemKind::Input(tillit_verifier::input::InputError::from_io(e)) }); continue } };
        match read(file, &[], &ReadLimits::default()) {
            Err(e) => problems.push(InputProblem { input, position: None, alias: None, kind: InputProblemKind::Input(e.into()) }),
            Ok(c) => {
                let of = c.entries.len();
                let all: Vec<_> = c.entries.iter().filter_map(|e| e.certificate.clone().ok()).collect();
                for (index, e) in c.entries.into_iter().enumerate() {
                    match e.certificate {
                        Ok(cert) => certificates.push(VerifiedCertificate { input: input.clone(), index, of, position: e.position, alias: e.alias, judgement: judge.judge(&cert, &all, &options) }),
                        Err(error) => problems.push(InputProblem { input: input.clone(), position: Some(e.position), alias: e.alias, kind: InputProblemKind::Entry(error) }),
                    }
                }
            }
        }
    }
    let report = VerifyReport { version: "0.1.0".into(), at, purpose, certificates, problems, notes: vec![], show_personal_id: false, generations: None, revocation: RevocationMode::Off };
    let texts = Texts::new(lang);
    match format.as_str() {
        "human" => print!("{}", human(&report, &catalog, &texts, &style)),
        "json" => println!("{:#}", json(&report, &catalog, &texts)),
        "ndjson" => print!("{}", ndjson(&report, &catalog, &texts)),
        "csv" => print!("{}", csv(&report, &catalog, &texts)),
        "markdown" => print!("{}", markdown(&report, &catalog, &texts)),
        _ => {}
    }
    eprintln!("exit {}", exit_code(&report, Severity::Warning));
}
