//! Where options of JVMs are set: the environment, files of the machine, programs that run.

use std::path::{Path, PathBuf};

use super::super::settings_files;
use super::super::{Environment, Search};
use super::jvm::{Jvm, List};
use super::options::JvmOptions;
use crate::tree::Tree;

/// Variables that every JVM reads, or every command `java`.
const OF_EVERY_JVM: &[&str] = &["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"];
/// Variables that the start scripts of single programs read.
const OF_PROGRAMS: &[&str] = &[
    "JAVA_OPTS",
    "JAVA_OPTIONS",
    "JAVA_ARGS",
    "JAVA_OPTS_APPEND",
    "CATALINA_OPTS",
    "MAVEN_OPTS",
    "GRADLE_OPTS",
    "ANT_OPTS",
    "SBT_OPTS",
    "KAFKA_OPTS",
    "SOLR_OPTS",
    "ES_JAVA_OPTS",
    "LS_JAVA_OPTS",
];

/// Bytes of a process's arguments or environment.
const MAX_ARGUMENTS: u64 = 4 << 20;

/// Options that are set somewhere, and say something of trust stores.
#[derive(Debug)]
pub(super) struct Setting {
    /// The variable; of a running program the option itself.
    pub(super) by: String,
    /// The file; `None`: the environment of this process.
    pub(super) set_in: Option<PathBuf>,
    pub(super) options: JvmOptions,
    /// The folder from which relative paths are meant, where it is known.
    pub(super) folder: Option<PathBuf>,
    pub(super) scope: Scope,
}

/// Which installations the options are for.
#[derive(Debug)]
pub(super) enum Scope {
    /// All that this environment starts.
    EveryJvm,
    /// The one whose trust store lies in this folder, without links.
    Jvm(PathBuf),
    /// One program's, of which it is not known what it runs with.
    SomeProgram,
}

/// Those of the environment.
pub(super) fn of_environment(environment: &Environment) -> Vec<Setting> {
    let setting = |name: &str, every_jvm: bool| {
        let options = JvmOptions::of_variable(&environment.get(name)?.to_string_lossy());
        let scope = if every_jvm { Scope::EveryJvm } else { Scope::SomeProgram };
        (!options.is_empty()).then(|| Setting { by: name.to_owned(), set_in: None, options, folder: None, scope })
    };
    let every = OF_EVERY_JVM.iter().filter_map(|name| setting(name, true));
    every.chain(OF_PROGRAMS.iter().filter_map(|name| setting(name, false))).collect()
}

/// Those in files of the machine. A `JAVA_HOME` that such a file sets is added to the installations.
pub(super) fn of_files(tree: &dyn Tree, jvms: &mut List) -> Vec<Setting> {
    let names: Vec<&str> = OF_EVERY_JVM.iter().chain(OF_PROGRAMS).copied().chain(["JAVA_HOME", "JRE_HOME"]).collect();
    let mut settings = Vec::new();
    for set in settings_files::variables(tree, &names) {
        if set.name.ends_with("_HOME") {
            jvms.add(tree, Jvm::at(tree, Path::new(&set.value)));
            continue;
        }
        let options = JvmOptions::of_variable(&set.value);
        if !options.is_empty() {
            let scope = Scope::SomeProgram;
            settings.push(Setting { by: set.name, set_in: Some(set.file), options, folder: None, scope });
        }
    }
    settings
}

/// Those of Java programs that run on this machine, as far as this user may see them; their installations are added.
pub(super) fn of_processes(search: &Search<'_>, jvms: &mut List) -> Vec<Setting> {
    let tree = search.options.tree;
    let mut settings: Vec<Setting> = Vec::new();
    if !tree.is_host() {
        return settings;
    }
    for name in tree.list(Path::new("/proc")).unwrap_or_default() {
        if !name.to_str().is_some_and(|name| name.bytes().all(|b| b.is_ascii_digit())) {
            continue;
        }
        let process = Path::new("/proc").join(name);
        let Some(jvm) = jvm_of(tree, &process) else { continue };
        let home = jvm.real_security(tree);
        jvms.add(tree, Some(jvm));
        let folder = tree.read_link(&process.join("cwd")).ok();
        let mut add = |by: &str, file: &str, options: JvmOptions| {
            let same = |other: &Setting| {
                other.options.store == options.store && matches!(&other.scope, Scope::Jvm(of) if *of == home)
            };
            if !options.is_empty() && !settings.iter().any(same) {
                settings.push(Setting {
                    by: by.to_owned(),
                    set_in: Some(process.join(file)),
                    options,
                    folder: folder.clone(),
                    scope: Scope::Jvm(home.clone()),
                });
            }
        };
        // The first argument is the command's name. What comes after the name of the class is the program's own and cannot be told
        // apart here; nobody gives a program an option like these.
        let arguments = texts(tree, &process.join("cmdline"));
        add("-Djavax.net.ssl.trustStore", "cmdline", JvmOptions::of(arguments.iter().skip(1)));
        let environment = texts(tree, &process.join("environ"));
        for variable in OF_EVERY_JVM {
            let value = environment.iter().find_map(|set| set.strip_prefix(variable)?.strip_prefix('='));
            if let Some(value) = value {
                add(variable, "environ", JvmOptions::of_variable(value));
            }
        }
    }
    settings
}

/// The installation that a process runs. In a container its path means another file: nothing is said of that.
fn jvm_of(tree: &dyn Tree, process: &Path) -> Option<Jvm> {
    let command = tree.read_link(&process.join("exe")).ok()?;
    if !matches!(command.file_name()?.to_str()?, "java" | "javaw") {
        return None;
    }
    let (runs, is_there) = (tree.metadata(&process.join("exe")).ok()?, tree.metadata(&command).ok()?);
    (runs.identity == is_there.identity).then(|| Jvm::of_command(tree, &command)).flatten()
}

/// Texts with a zero byte after each, as `/proc` has them.
fn texts(tree: &dyn Tree, file: &Path) -> Vec<String> {
    let data = tree.read(file, MAX_ARGUMENTS).unwrap_or_default();
    data.split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text).into_owned()).collect()
}
