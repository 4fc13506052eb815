//! Servers that read trust stores: whose configuration names a store, whether it is still fine, and how a change takes effect.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::apply::CheckFailed;
use super::programs::Program;
use crate::places::homes::expand;
use crate::tree::{FileKind, Folder, Tree as _};

/// A server program. One line in [`SERVICES`] each.
#[derive(Debug, PartialEq, Eq)]
pub struct Service {
    /// What it is called: `nginx`, `Tomcat`.
    pub name: &'static str,
    /// Folders and files of its configuration; `*` stands for any part of a name.
    pub configuration: &'static [&'static str],
    /// The program that checks its configuration, with its arguments: the first that is installed.
    pub check: &'static [&'static [&'static str]],
    /// Names that the service manager knows it under; `*` stands for any part.
    pub units: &'static [&'static str],
    /// Names that its process has.
    pub processes: &'static [&'static str],
    /// What makes a change take effect.
    pub takes_effect: How,
    /// The program that tells it itself where there is no service manager, with its arguments.
    pub by_itself: Option<&'static [&'static str]>,
}

/// What makes a change of a store take effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// The configuration is read again; connections stay, nobody is logged out.
    Reload,
    /// The program is started anew: who is logged in is logged out, unless the service keeps its sessions elsewhere.
    Restart,
}

/// A service that uses files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The service.
    pub service: &'static Service,
    /// Which of the files that were asked for its configuration names.
    pub paths: Vec<PathBuf>,
}

/// Every service that is known. A new one is a line.
pub static SERVICES: &[Service] = &[
    Service {
        name: "nginx",
        configuration: &["/etc/nginx", "/usr/local/nginx/conf", "/opt/nginx*/conf"],
        check: &[&["nginx", "-t"]],
        units: &["nginx"],
        processes: &["nginx"],
        takes_effect: How::Reload,
        by_itself: Some(&["nginx", "-s", "reload"]),
    },
    Service {
        name: "Apache",
        configuration: &["/etc/apache2", "/etc/httpd", "/usr/local/apache2/conf"],
        check: &[&["apache2ctl", "configtest"], &["apachectl", "configtest"], &["httpd", "-t"]],
        units: &["apache2", "httpd"],
        processes: &["apache2", "httpd"],
        takes_effect: How::Reload,
        by_itself: Some(&["apachectl", "graceful"]),
    },
    Service {
        name: "HAProxy",
        configuration: &["/etc/haproxy", "/usr/local/etc/haproxy"],
        check: &[&["haproxy", "-c", "-f", "/etc/haproxy/haproxy.cfg"]],
        units: &["haproxy"],
        processes: &["haproxy"],
        takes_effect: How::Reload,
        by_itself: None,
    },
    restarted(
        "Tomcat",
        &[
            "/etc/tomcat*",
            "/etc/default/tomcat*",
            "/etc/sysconfig/tomcat*",
            "/var/lib/tomcat*/conf",
            "/usr/share/tomcat*/conf",
            "/usr/local/tomcat*/conf",
            "/opt/tomcat*/conf",
            "/opt/tomcat*/bin/setenv.sh",
            "/opt/apache-tomcat*/conf",
            "/opt/apache-tomcat*/bin/setenv.sh",
        ],
        &["tomcat*"],
    ),
    restarted("Jetty", &["/etc/jetty*", "/opt/jetty*/etc", "/opt/jetty*/start.d", "/var/lib/jetty*/etc"], &["jetty*"]),
    restarted("Keycloak", &["/etc/keycloak*", "/opt/keycloak*/conf"], &["keycloak*"]),
    restarted(
        "WildFly",
        &[
            "/etc/wildfly*",
            "/opt/wildfly*/standalone/configuration",
            "/opt/jboss*/standalone/configuration",
            "/opt/eap*/standalone/configuration",
        ],
        &["wildfly*", "jboss*", "eap*"],
    ),
    restarted("Shibboleth", &["/opt/shibboleth-idp*/conf", "/etc/shibboleth*"], &["shibboleth*", "shibd"]),
];

/// A service on a JVM, or one that reads its stores only when it starts.
const fn restarted(
    name: &'static str,
    configuration: &'static [&'static str],
    units: &'static [&'static str],
) -> Service {
    Service { name, configuration, check: &[], units, processes: &[], takes_effect: How::Restart, by_itself: None }
}

/// Bytes of a configuration file.
const MAX_TEXT: u64 = 4 << 20;
/// Files of one service that are looked through.
const MAX_FILES: usize = 5_000;
/// Folders in folders.
const MAX_DEPTH: usize = 6;
/// How long a check of a configuration may take: host names in it are looked up.
const CHECK_LIMIT: Duration = Duration::from_mins(1);
/// How long a service may take to start anew.
const START_LIMIT: Duration = Duration::from_mins(3);
/// How long a question to the service manager may take.
const ASK_LIMIT: Duration = Duration::from_secs(20);

/// Which services use one of these files, real paths of the tree: those whose configuration names it, a link that leads to it, or the folder that
/// it lies in; and those of whose configuration it is a part.
pub fn users_of(paths: &[PathBuf], tree: &Folder) -> Vec<Use> {
    Mentions::read(tree).users_of(paths)
}

/// What the configurations of a tree's services lead to, read once for any number of questions.
#[derive(Debug)]
pub struct Mentions {
    /// For each service that has a configuration here: what its words lead to, with links and without.
    services: Vec<(&'static Service, HashSet<PathBuf>)>,
    /// Folders of configurations: to be named in one does not mean that all in them is a store.
    tops: HashSet<PathBuf>,
}

impl Mentions {
    /// Reads every configuration.
    pub fn read(tree: &Folder) -> Self {
        let mentioned = |service: &'static Service| {
            let mut leads_to = HashSet::new();
            for text in configuration(service, tree) {
                // A store that lies among its files is no part of it.
                if !text.content.contains("-----BEGIN ") {
                    leads_to.extend(text.real.clone());
                }
                mentions(&text, tree, &mut leads_to);
            }
            (!leads_to.is_empty()).then_some((service, leads_to))
        };
        let patterns = SERVICES.iter().flat_map(|service| service.configuration);
        Self {
            services: SERVICES.iter().filter_map(mentioned).collect(),
            tops: patterns.flat_map(|pattern| expand(tree, Path::new(pattern))).collect(),
        }
    }

    /// See [`users_of`].
    pub fn users_of(&self, paths: &[PathBuf]) -> Vec<Use> {
        let of = |(service, leads_to): &(&'static Service, HashSet<PathBuf>)| {
            let is_named = |path: &&PathBuf| {
                let folder = path.parent().filter(|folder| self.is_store_folder(folder));
                leads_to.contains(*path) || folder.is_some_and(|folder| leads_to.contains(folder))
            };
            let paths: Vec<PathBuf> = paths.iter().filter(is_named).cloned().collect();
            (!paths.is_empty()).then_some(Use { service, paths })
        };
        self.services.iter().filter_map(of).collect()
    }

    /// A folder that could be named as a store of its own (`SSLCACertificatePath`), not one that holds everything.
    fn is_store_folder(&self, folder: &Path) -> bool {
        !self.tops.contains(folder) && folder.components().count() > 2
    }
}

/// A text file of a configuration, with where it lies.
struct Text {
    /// Its path without links.
    real: Option<PathBuf>,
    folder: PathBuf,
    /// The folder where its configuration begins: relative names are relative to it, too.
    top: PathBuf,
    content: String,
}

fn configuration(service: &Service, tree: &Folder) -> Vec<Text> {
    let mut texts = Vec::new();
    let mut seen = HashSet::new();
    let mut files = 0;
    for top in service.configuration.iter().flat_map(|pattern| expand(tree, Path::new(pattern))) {
        let mut left = vec![(top.clone(), 0)];
        while let Some((path, depth)) = left.pop() {
            let Ok(found) = tree.metadata(&path) else { continue };
            if !seen.insert(found.identity) || files >= MAX_FILES {
                continue;
            }
            match found.kind {
                FileKind::Folder if depth < MAX_DEPTH => {
                    let names = tree.list(&path).unwrap_or_default();
                    left.extend(names.into_iter().map(|name| (path.join(name), depth + 1)));
                }
                FileKind::File if found.len <= MAX_TEXT => {
                    files += 1;
                    let folder = path.parent().unwrap_or(&path).to_owned();
                    let bytes = tree.read(&path, MAX_TEXT).ok().filter(|bytes| !bytes.contains(&0));
                    if let Some(bytes) = bytes {
                        let content = String::from_utf8_lossy(&bytes).into_owned();
                        let top = if tree.is_folder(&top) { top.clone() } else { folder.clone() };
                        texts.push(Text { real: tree.real_path(&path).ok(), folder, top, content });
                    }
                }
                _ => {}
            }
        }
    }
    texts
}

/// What the words of a configuration lead to, outside comments.
fn mentions(text: &Text, tree: &Folder, leads_to: &mut HashSet<PathBuf>) {
    let mut lead = |candidate: PathBuf| {
        if !leads_to.contains(&candidate) {
            leads_to.extend(tree.real_path(&candidate));
            leads_to.insert(candidate);
        }
    };
    let lines = text.content.lines().filter(|line| !line.trim_start().starts_with(['#', ';']));
    let words = lines.flat_map(|line| line.split(|c: char| c.is_whitespace() || "\"'<>=;,()[]|".contains(c)));
    let mut seen = HashSet::new();
    for word in words.filter(|word| seen.insert(*word)) {
        let word = word.strip_prefix("file:").unwrap_or(word);
        let word = ["${catalina.base}", "${catalina.home}", "${jetty.base}", "${idp.home}", "%{idp.home}"]
            .iter()
            .find_map(|variable| Some(word.strip_prefix(variable)?.trim_start_matches('/')))
            .unwrap_or(word);
        if word.starts_with('/') {
            lead(Path::new(word).to_owned());
            continue;
        }
        // A relative name has an ending or a folder in it; anything else is a word of the configuration's own.
        if !word.contains(['.', '/']) || word.len() > 255 {
            continue;
        }
        // Tomcat's begin above `conf`, HAProxy's and nginx's in the folder of the configuration.
        let tops = [Some(text.folder.as_path()), Some(text.top.as_path()), text.top.parent()];
        tops.into_iter().flatten().for_each(|top| lead(top.join(word)));
    }
}

/// Asks the service's own program whether its configuration can be loaded, as it is now. `None`: it has no such program, or it is not installed.
pub fn configuration_is_fine(service: &Service) -> Option<Result<&'static str, CheckFailed>> {
    service.check.iter().find_map(|line| {
        let (name, arguments) = line.split_first()?;
        let program = Program::find(name)?;
        Some(program.succeeds(arguments, &[], CHECK_LIMIT).map(|_| shown(line)))
    })
}

/// What [`configuration_is_fine`] will ask: `nginx -t`.
pub fn check_name(service: &Service) -> Option<&'static str> {
    let installed = |line: &&&'static [&'static str]| line.first().is_some_and(|name| Program::find(name).is_some());
    service.check.iter().find(installed).map(|line| shown(line))
}

/// A command line as people know it.
fn shown(line: &'static [&'static str]) -> &'static str {
    match line {
        ["nginx", ..] => "nginx -t",
        ["haproxy", ..] => "haproxy -c",
        ["httpd", ..] => "httpd -t",
        _ => "apachectl configtest",
    }
}

/// It runs on this machine.
pub fn is_running(service: &Service) -> bool {
    let unit = systemd().is_some_and(|systemctl| !active_units(&systemctl, service).is_empty());
    unit || has_process(service)
}

fn has_process(service: &Service) -> bool {
    let host = Folder::host();
    host.list(Path::new("/proc")).unwrap_or_default().into_iter().any(|name| {
        let is_process = name.to_str().is_some_and(|name| name.bytes().all(|b| b.is_ascii_digit()));
        let read =
            |file: &str| host.read_text(&Path::new("/proc").join(&name).join(file), MAX_TEXT).unwrap_or_default();
        is_process && service.is_process(read("comm").trim(), &read("cmdline"))
    })
}

impl Service {
    /// A process of this name and command line is one of the service's. What runs on a JVM is called java; its command line has the folder
    /// of its configuration or its own name.
    pub fn is_process(&self, name: &str, line: &str) -> bool {
        self.processes.contains(&name) || (self.processes.is_empty() && name == "java" && of_jvm(self, line))
    }
}

fn of_jvm(service: &Service, line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    line.contains(&service.name.to_ascii_lowercase())
        || (service.name == "Tomcat" && line.contains("org.apache.catalina"))
        || (service.name == "WildFly" && line.contains("jboss.home.dir"))
}

/// systemd's program, where systemd is at work.
fn systemd() -> Option<Program> {
    Folder::host().is_folder(Path::new("/run/systemd/system")).then(|| Program::find("systemctl")).flatten()
}

/// The units of a service that are active.
fn active_units(systemctl: &Program, service: &Service) -> Vec<String> {
    let mut line = vec!["list-units", "--type=service", "--state=active", "--plain", "--no-legend", "--full", "--"];
    let patterns: Vec<String> = service.units.iter().map(|unit| format!("{unit}.service")).collect();
    line.extend(patterns.iter().map(String::as_str));
    let listed = systemctl.run(&line, &[], ASK_LIMIT).map(|output| output.stdout).unwrap_or_default();
    let text = String::from_utf8_lossy(&listed).into_owned();
    let units =
        text.lines().filter_map(|line| line.split_whitespace().next()).filter(|unit| unit.ends_with(".service"));
    units.map(str::to_owned).collect()
}

/// The line that makes a change take effect, for a person to run.
pub fn command(service: &Service, how: How) -> String {
    command_in(service, how, &Folder::host())
}

/// As [`command`], for the machine of a tree; of one that is not this machine nobody knows what is running, and systemd is likely.
pub fn command_in(service: &Service, how: How, tree: &Folder) -> String {
    let unit = installed_unit(service, tree)
        .unwrap_or_else(|| service.units.first().copied().unwrap_or_default().replace('*', ""));
    let verb = if how == How::Reload { "reload" } else { "restart" };
    let by_itself = if tree.is_host() && systemd().is_none() { service.by_itself } else { None };
    match (how, by_itself) {
        (How::Reload, Some(line)) => line.join(" "),
        _ => format!("systemctl {verb} {unit}"),
    }
}

/// The name that a service has on this machine: that of its unit, or of its script.
fn installed_unit(service: &Service, tree: &Folder) -> Option<String> {
    let folders = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];
    let units =
        folders.iter().flat_map(|folder| service.units.iter().map(move |unit| format!("{folder}/{unit}.service")));
    let scripts = service.units.iter().map(|unit| format!("/etc/init.d/{unit}"));
    let found = units.chain(scripts).flat_map(|pattern| expand(tree, Path::new(&pattern)));
    let mut names = found.filter_map(|path| Some(path.file_name()?.to_str()?.trim_end_matches(".service").to_owned()));
    // Units with `@` in their names are patterns of units.
    names.find(|name| !name.ends_with('@'))
}

/// Makes a running service take up what was changed, through the service manager, else by its own program; gives the lines that were run.
///
/// # Errors
/// [`CheckFailed`]: the service manager or the program failed, or there is none: `said` then is the line for a person to run.
pub fn take_effect(service: &Service, how: How) -> Result<Vec<String>, CheckFailed> {
    let verb = if how == How::Reload { "reload" } else { "restart" };
    if let Some(systemctl) = systemd() {
        let units = active_units(&systemctl, service);
        for unit in &units {
            systemctl.succeeds(&[verb, "--", unit], &[], START_LIMIT)?;
        }
        if !units.is_empty() {
            return Ok(units.iter().map(|unit| format!("systemctl {verb} {unit}")).collect());
        }
    } else if let Some(ran) = by_init(service, verb)? {
        return Ok(vec![ran]);
    }
    if how == How::Reload
        && has_process(service)
        && let Some((name, arguments)) = service.by_itself.and_then(|line| line.split_first())
        && let Some(program) = Program::find(name)
    {
        program.succeeds(arguments, &[], START_LIMIT)?;
        return Ok(vec![format!("{name} {}", arguments.join(" "))]);
    }
    Err(CheckFailed { by: service.name.to_owned(), said: command(service, how) })
}

/// OpenRC or System V's scripts, where one of them is at work and knows the service as running.
fn by_init(service: &Service, verb: &str) -> Result<Option<String>, CheckFailed> {
    let host = Folder::host();
    let openrc = host.is_folder(Path::new("/run/openrc")).then(|| Program::find("rc-service")).flatten();
    let Some(program) = openrc.or_else(|| Program::find("service")) else { return Ok(None) };
    let scripts = service.units.iter().flat_map(|unit| expand(&host, &Path::new("/etc/init.d").join(unit)));
    let mut names = scripts.filter_map(|script| Some(script.file_name()?.to_str()?.to_owned()));
    // Scripts answer 0 to `status` where the service runs (LSB 5, section 22.2).
    let is_up = |name: &String| {
        program.run(&[name.as_str(), "status"], &[], ASK_LIMIT).is_ok_and(|output| output.success)
            && has_process(service)
    };
    let Some(name) = names.find(is_up) else { return Ok(None) };
    program.succeeds(&[name.as_str(), verb], &[], START_LIMIT)?;
    Ok(Some(format!("{} {name} {verb}", program.name())))
}
