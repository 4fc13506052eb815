//! `tillit install`: puts CA certificates into trust stores. A plan first; nothing is changed without `--apply`.

pub(super) mod apply;
mod asked;
pub(super) mod checks;
mod retire;
mod saved;

use std::path::{Path, PathBuf};

use tillit_reports::i18n::Value;
use tillit_reports::install::{self as report, InstallReport, Stage};
use tillit_reports::plain::shell_word;
use tillit_trust_stores::StoreKind;
use tillit_trust_stores::formats;
use tillit_trust_stores::install::planner::{self, Named, Purpose, Request};
use tillit_trust_stores::install::script::{self, NoScript, Words};
use tillit_trust_stores::install::{Plan, Planned, PlannedTarget, Selection};
use tillit_trust_stores::places::{Environment as Variables, Target};
use tillit_trust_stores::servers;
use tillit_trust_stores::tree::Folder;
use tillit_trust_stores::windows::View;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::container::Passwords;

use crate::args::OutputArgs;
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Format};
use crate::target::{self, KindArg};

// One for each flag.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "TARGET", num_args = 1.., required_unless_present_any = ["plan", "resume"])]
    into: Vec<PathBuf>,
    #[arg(long, value_name = "GENERATION")]
    generation: Vec<String>,
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    roles: Vec<String>,
    #[arg(long, value_name = "FILE")]
    certificate: Vec<PathBuf>,
    #[arg(long, value_name = "GENERATION")]
    remove_generation: Vec<String>,
    #[arg(long, value_name = "CERT", requires = "remove_generation")]
    in_use: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "remove_generation")]
    inventory: Option<PathBuf>,
    #[arg(long, requires = "remove_generation")]
    anyway: bool,
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "into", "generation", "roles", "certificate", "remove_generation", "root", "create", "in_place", "kind", "resume",
        "new_file", "ad_logon",
    ])]
    plan: Option<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["apply", "resume"])]
    save_plan: Option<PathBuf>,
    #[arg(long, conflicts_with_all = ["dry_run", "print_commands"])]
    apply: bool,
    #[arg(long)]
    dry_run: bool,
    #[arg(short, long)]
    yes: bool,
    #[arg(long, conflicts_with_all = ["resume", "json", "format", "output"])]
    print_commands: bool,
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[arg(long)]
    create: bool,
    #[arg(long)]
    in_place: bool,
    #[arg(long, conflicts_with = "resume")]
    ad_logon: bool,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["create", "kind", "resume"])]
    new_file: Option<PathBuf>,
    #[arg(long = "type", value_name = "KIND")]
    kind: Option<KindArg>,
    #[arg(long, value_name = "FILE")]
    card_certificate: Vec<PathBuf>,
    #[arg(long, value_name = "PATH")]
    ca: Vec<PathBuf>,
    #[arg(long)]
    reload: bool,
    #[arg(long)]
    restart: bool,
    #[arg(long, conflicts_with_all = ["into", "apply", "dry_run", "print_commands"])]
    resume: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// Where a computer's own stores lie, and those of group policies and the domain.
const STORES: &str = r"HKLM\SOFTWARE\Microsoft\SystemCertificates";
const BESIDE: [&str; 2] =
    [r"HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates", r"HKLM\SOFTWARE\Microsoft\EnterpriseCertificates"];

/// Formats that `reports` renders.
const FORMATS: [Format; 4] = [Format::Human, Format::Text, Format::Json, Format::Markdown];

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let outputs = output::targets(&args.output, context, &FORMATS)?;
    let catalog = context.catalog()?;
    let wish = if let Some(file) = &args.plan {
        saved::read(file, args, &catalog, context)?
    } else if args.resume {
        return apply::resume(&outputs, &catalog, context);
    } else {
        match asked::wish(args, &catalog, context)? {
            Ok(wish) => wish,
            Err(missing) => return asked::tell_missing(&missing, args, &outputs, &catalog, context),
        }
    };
    let purpose = if args.apply { Purpose::Apply } else { Purpose::Look };
    let plan = wish.plan(purpose, &catalog, context, plan_id(context));
    let mut done = InstallReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: context.now,
        checks: apply::names_of_checks(&plan, args),
        effects: apply::effects(&plan),
        apply_with: None,
        stage: Stage::Planned { saved: None },
        plan,
    };
    let differences = wish.saved.as_ref().map(|saved| saved.differences(&done.plan)).unwrap_or_default();
    // What a target refuses says more than that it is not as it was.
    if !differences.is_empty() && !done.plan.is_refused() {
        done.stage = Stage::Differs(differences);
    }
    if args.print_commands {
        return print_commands(done, context);
    }
    if matches!(done.stage, Stage::Differs(_)) {
        // Nothing is done; the report says why.
    } else if args.apply && done.plan.can_be_applied() {
        done.stage = apply::apply(&mut done, &wish, args, &catalog, context)?;
    }
    if let Some(file) = &args.save_plan
        && matches!(done.stage, Stage::Planned { .. } | Stage::Differs(_))
    {
        saved::write(file, &done.plan, &wish)?;
        if let Stage::Planned { saved } = &mut done.stage {
            *saved = Some(file.clone());
        }
    }
    // The saved plan that does not fit any more does not fit the next time either.
    let is_stale = matches!(done.stage, Stage::Differs(_)) && args.save_plan.is_none();
    if matches!(done.stage, Stage::Planned { .. } | Stage::Differs(_)) && !is_stale && done.plan.can_be_applied() {
        done.apply_with = Some(apply_with(args, &done, context));
    }
    show(&done, &outputs, context)?;
    Ok(exit(report::exit_code(&done)))
}

/// Renders the report.
fn show(done: &InstallReport, targets: &[output::Target], context: &Context) -> Result<(), Error> {
    let texts = &context.texts;
    output::deliver(targets, |format, medium| match format {
        Format::Json => output::pretty(&report::json(done, texts)),
        Format::Text => report::text(done, texts),
        Format::Markdown => report::markdown(done, texts),
        // The others are refused before anything is read.
        _ => report::human(done, texts, &context.style(medium)),
    })
}

pub(super) fn exit(code: u8) -> Exit {
    match code {
        0 => Exit::Fine,
        1 => Exit::Findings,
        2 => Exit::Usage,
        _ => Exit::Incomplete,
    }
}

/// Everything that was asked for.
pub(super) struct Wish {
    /// The targets.
    targets: Vec<Named>,
    /// What goes in and out.
    selection: Selection,
    tree: Folder,
    root: Option<PathBuf>,
    passwords: Passwords,
    at_hand: Vec<Certificate>,
    create: bool,
    in_place: bool,
    /// The new file that a server's configuration is pointed at.
    new_file: Option<PathBuf>,
    anyway: bool,
    /// The saved plan that it comes from.
    saved: Option<tillit_trust_stores::install::saved::Saved>,
}

impl Wish {
    fn plan(&self, purpose: Purpose, catalog: &Catalog, context: &Context, id: String) -> Plan {
        let environment = if self.root.is_none() { Variables::of_process() } else { Variables::default() };
        let request = Request {
            targets: &self.targets,
            selection: &self.selection,
            tree: &self.tree,
            environment: &environment,
            passwords: &self.passwords,
            catalog,
            at_hand: &self.at_hand,
            now: context.now,
            purpose,
            create: self.create,
            in_place: self.in_place,
            new_file: self.new_file.as_deref(),
            anyway: self.anyway,
        };
        let saved = self.saved.as_ref().map(|saved| saved.id.clone()).filter(|id| !apply::is_in_journal(id, context));
        let id = saved.unwrap_or(id);
        planner::plan(&request, id)
    }
}

/// The targets as they were typed.
fn named(
    typed: &[PathBuf],
    kind: Option<KindArg>,
    root: Option<&Path>,
    context: &Context,
) -> Result<Vec<Named>, Error> {
    let tree = target::tree(root, context)?;
    let mut named = Vec::new();
    let mut errors = Vec::new();
    for typed in typed {
        let shown = typed.display().to_string();
        if shown.contains("://") {
            errors.push(target::url(&shown));
            continue;
        }
        if shown == "-" {
            errors.push(said("error-install-stdin", Vec::new()));
            continue;
        }
        let target = Target::parse(typed);
        let is_new_file = matches!(target, Target::Path(_));
        if is_new_file && let Some(error) = target::no_such_place(typed, &target, &tree) {
            errors.push(error);
            continue;
        }
        if let Some(error) = target::windows_elsewhere(&target, &tree, "error-install-windows") {
            errors.push(error);
            continue;
        }
        named.push(Named { shown, target, kind: kind.map(|kind| kind.0) });
    }
    several(errors, named)
}

/// Exports of another computer's registry as the one target: the plan is made for that computer, with its registry, and carried out there.
fn for_elsewhere(targets: &mut [Named], args: &Args, context: &Context) -> Result<Option<Folder>, Error> {
    let [named] = targets else { return Ok(None) };
    let Target::Place("windows", Some(path)) = &named.target else { return Ok(None) };
    if args.root.is_some() || path.to_str().and_then(View::parse).is_some() {
        return Ok(None);
    }
    if args.apply || args.save_plan.is_some() {
        return Err(said("error-install-export", vec![("path", path.display().to_string())]));
    }
    // What cannot be read is told as for every other target.
    let Ok(exported) = formats::exported_registry(path, &Folder::host()) else { return Ok(None) };
    // What is not exported would pass for empty.
    if !exported.has(STORES) {
        return Err(said("error-install-export-incomplete", vec![("path", path.display().to_string())]));
    }
    let missing: Vec<&str> = BESIDE.into_iter().filter(|key| !exported.has(key)).collect();
    if !missing.is_empty() {
        let keys = Value::from(missing.join(", "));
        context.note(&context.texts.format("note-install-export-without", &[("keys", keys)]));
    }
    named.target = Target::Place("windows", None);
    Ok(Some(Folder::with_registry(exported)))
}

/// Only Windows' stores have a list for logging on to the domain.
fn ad_logon_fits(ad_logon: bool, targets: &[Named]) -> Result<(), Error> {
    let is_windows = |named: &Named| matches!(&named.target, Target::Place("windows", _));
    if !ad_logon || targets.iter().any(is_windows) { Ok(()) } else { Err(said("error-install-ad-logon", Vec::new())) }
}

/// A new file takes the place of the one that a server's configuration names: it needs one target, and that a server.
fn new_file_fits(new_file: Option<&Path>, targets: &[Named]) -> Result<(), Error> {
    let Some(file) = new_file else { return Ok(()) };
    let is_server = |target: &Target| matches!(target, Target::Place(word, _) if servers::server(word).is_some());
    let arguments = || vec![("path", file.display().to_string())];
    match targets {
        [Named { target, .. }] if is_server(target) => Ok(()),
        [_] => Err(said("error-install-new-file-target", arguments())),
        _ => Err(said("error-install-new-file-one", arguments())),
    }
}

/// `2026-11-21T10:02Z-7f3a`: when, and something that no other plan of that minute has.
fn plan_id(context: &Context) -> String {
    let now = time::OffsetDateTime::now_utc();
    let moment = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}Z",
        context.now.year(),
        u8::from(context.now.month()),
        context.now.day(),
        context.now.hour(),
        context.now.minute()
    );
    let unlike = format!("{}-{}", now.unix_timestamp_nanos(), std::process::id());
    let unlike = tillit_verifier::Fingerprint::of(unlike.as_bytes()).to_string().to_ascii_lowercase();
    format!("{moment}-{}", &unlike[..4])
}

/// The plan as a script, on standard output and nothing else there.
fn print_commands(mut done: InstallReport, context: &Context) -> Result<Exit, Error> {
    let texts = &context.texts;
    // Those of this machine's programs are not the script's.
    done.checks.clear();
    if done.plan.is_refused() || matches!(done.stage, Stage::Differs(_)) {
        output::to_stderr(&report::text(&done, texts));
        return Ok(exit(report::exit_code(&done)));
    }
    // Where the copy lies means nothing on the machine that the script is for.
    let copy = std::mem::replace(&mut done.plan.tree, Folder::host());
    let summary = report::text(&done, texts);
    done.plan.tree = copy;
    let is_windows = |target: &PlannedTarget| target.kind == Some(StoreKind::Windows);
    let is_powershell = done.plan.targets.iter().any(is_windows);
    let head = texts.get(if is_powershell { "install-script-head-windows" } else { "install-script-head" });
    let head = head.lines().map(str::to_owned).chain([String::new()]).chain(summary.lines().map(str::to_owned));
    let words = Words { head: head.collect() };
    let script = script::script(&done.plan, &words).map_err(|error| match error {
        NoScript::PrivateKey(path) => said("error-install-script-key", vec![("path", path)]),
        NoScript::Name(path) => said("error-install-script-name", vec![("path", path)]),
        NoScript::Mixed => said("error-install-script-mixed", Vec::new()),
        NoScript::Changed(path) => said("error-install-script-changed", vec![("path", path)]),
    })?;
    output::to_stdout(&script)?;
    Ok(Exit::Fine)
}

/// Options with a value that go with a saved plan when it is applied.
const KEPT_BESIDE_A_PLAN: [&str; 5] = ["--data", "--catalog", "--password", "--card-certificate", "--lang"];

/// The command line that applies this plan.
fn apply_with(args: &Args, done: &InstallReport, context: &Context) -> String {
    let edited = done.plan.targets.iter().filter_map(|target| match &target.planned {
        // There is no sudo where Windows' stores are.
        Planned::Edited(edited) if target.kind != Some(StoreKind::Windows) => Some(edited),
        _ => None,
    });
    let mut words: Vec<String> = Vec::new();
    if edited.into_iter().any(|edited| edited.needs_privilege) {
        words.push("sudo".to_owned());
    }
    words.push("tillit".to_owned());
    let plan = match &done.stage {
        Stage::Planned { saved: Some(file) } => Some(file),
        Stage::Differs(_) => args.save_plan.as_ref(),
        _ => args.plan.as_ref(),
    };
    let is_elsewhere = done.plan.tree.has_exported_registry();
    let mut typed = context.typed.iter().map(|word| word.to_string_lossy().into_owned());
    if let Some(file) = plan {
        words.extend(["install", "--plan"].map(str::to_owned));
        words.push(shell_word(&file.display().to_string()));
        // The plan has everything but what it must not have, and what is not its own.
        while let Some(word) = typed.next() {
            let (flag, value) = word.split_once('=').map_or((word.as_str(), None), |(flag, value)| (flag, Some(value)));
            if KEPT_BESIDE_A_PLAN.contains(&flag) {
                words.push(flag.to_owned());
                words.extend(value.map(str::to_owned).or_else(|| typed.next()).as_deref().map(shell_word));
            } else if matches!(flag, "--reload" | "--restart" | "--anyway") {
                words.push(word);
            }
        }
    } else {
        // As it was typed, but for what only looks.
        while let Some(word) = typed.next() {
            match word.as_str() {
                "--dry-run" | "--apply" | "--yes" | "-y" | "--json" | "-v" | "--verbose" => {}
                "--format" | "-o" | "--output" | "--save-plan" => drop(typed.next()),
                _ if ["--format=", "--output=", "--save-plan="].iter().any(|option| word.starts_with(option)) => {}
                _ => words.push(shell_word(&word)),
            }
        }
    }
    if is_elsewhere {
        words.push("--print-commands".to_owned());
        return words.join(" ");
    }
    words.push("--apply".to_owned());
    let needs = |how| done.effects.iter().any(|effect| effect.how == how);
    if needs(report::How::Reload) && !args.reload {
        words.push("--reload".to_owned());
    }
    if needs(report::How::Restart) && !args.restart {
        words.push("--restart".to_owned());
    }
    words.join(" ")
}

fn said(id: &'static str, arguments: Vec<(&'static str, String)>) -> Error {
    Error::Said { exit: Exit::Usage, id, arguments }
}

/// The result, or everything that was wrong.
fn several<T>(mut errors: Vec<Error>, result: T) -> Result<T, Error> {
    match errors.len() {
        0 => Ok(result),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Several(errors)),
    }
}
