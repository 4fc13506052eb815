//! nginx and OpenResty: files with what they include, `http`, `stream` and `mail` with their servers.
//!
//! Rules are those of nginx's source, 1.9 to 1.29: `ngx_conf_file.c`, `ngx_http_core_module.c`, `ngx_http_ssl_module.c`,
//! `ngx_stream_ssl_module.c`, `ngx_event_openssl.c`. What `nginx -t` refuses of what matters here is a [`Problem`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::syntax::nginx::{Block, Directive, parse};
use super::{Configuration, MAX_FILES, Problem, ProblemKind, Reading, Server, Spot, Text, glob, version};
use crate::observation::Cause;
use crate::places::{Found, Place, Search};

mod listen;
mod services;
mod settings;

use listen::Listen;
use settings::{Line, Settings};

pub(crate) static SERVER: Server = Server {
    word: "nginx",
    name: "nginx",
    configurations: &[
        "/etc/nginx/nginx.conf",
        "/usr/local/nginx/conf/nginx.conf",
        "/opt/nginx*/conf/nginx.conf",
        "/usr/local/etc/nginx/nginx.conf",
        "/usr/local/openresty/nginx/conf/nginx.conf",
    ],
    read,
};

pub(crate) const PLACE: Place = Place { word: "nginx", on_every_host: true, find };

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    super::find(&SERVER, search, path)
}

/// Files that include each other, and blocks in them: nginx is stopped by the files that it may open.
const MAX_DEPTH: usize = 200;

/// What kind of server a block is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Http,
    Stream,
    Mail,
}

/// Where a directive stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Context {
    Main,
    /// Of all servers of a kind.
    All(Kind),
    Server(Kind),
    /// A part of a server: `location`, `if`, `limit_except`.
    Part,
    /// Pairs of values that are no directives, and blocks of modules.
    Other,
}

/// A server, or what stands around all of them.
struct Level {
    kind: Kind,
    spot: Spot,
    settings: Settings,
    listens: Vec<Listen>,
    names: Vec<String>,
    /// Where the names are written.
    named: Option<Spot>,
    servers: Vec<Self>,
    /// Rules on the name of a certificate's issuer.
    rules: Vec<(Spot, Vec<String>)>,
}

impl Level {
    fn new(kind: Kind, spot: Spot) -> Self {
        let settings = Settings::default();
        let servers = Vec::new();
        Self { kind, spot, settings, listens: Vec::new(), names: Vec::new(), named: None, servers, rules: Vec::new() }
    }
}

/// What a configuration is read with.
struct Reader<'a> {
    reading: &'a Reading<'a>,
    /// Relative names are of the folder of the main file, whatever file they stand in.
    folder: PathBuf,
    configuration: Configuration,
    /// Files that are being read, as they really are.
    open: Vec<PathBuf>,
    depth: usize,
    version: Option<String>,
    has_events: bool,
    has_http: bool,
    stopped: bool,
}

/// Names in a configuration are relative to this: the folder of the main file as it is named, not of what a link leads to.
fn read(reading: &Reading<'_>, main: &Path) -> Configuration {
    let main = if reading.tree.is_folder(main) { main.join("nginx.conf") } else { main.to_owned() };
    let mut reader = Reader {
        reading,
        folder: main.parent().unwrap_or(&main).to_owned(),
        configuration: Configuration::default(),
        open: Vec::new(),
        depth: 0,
        version: installed(reading, &main),
        has_events: false,
        has_http: false,
        stopped: false,
    };
    let mut outermost = Level::new(Kind::Http, Spot::file(&main));
    reader.file(&main, Spot::file(&main), Context::Main, &mut outermost);
    if reader.configuration.problems.is_empty() && !reader.has_events {
        reader.refuse(Spot::file(&main), "no \"events\" section in configuration");
    }
    reader.configuration
}

/// The version of the program that most likely reads this file.
fn installed(reading: &Reading<'_>, main: &Path) -> Option<String> {
    let tree = reading.tree;
    // PREFIX/conf/nginx.conf belongs to PREFIX/sbin/nginx.
    let own = main.parent().and_then(Path::parent).map(|prefix| prefix.join("sbin/nginx"));
    let own = own.as_deref().and_then(Path::to_str).filter(|program| tree.is_file(Path::new(program)));
    let of = |programs: &[&str]| {
        version::of_program(tree, programs, "nginx/").or_else(|| version::of_program(tree, programs, "openresty/"))
    };
    own.and_then(|program| of(&[program]))
        .or_else(|| {
            let packages = ["nginx", "nginx-core", "nginx-full", "nginx-light", "nginx-extras", "nginx-mainline"];
            version::of_package(tree, &packages)
        })
        .or_else(|| of(&["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx", "/usr/local/nginx/sbin/nginx"]))
}

impl Reader<'_> {
    fn problem(&mut self, spot: Spot, kind: ProblemKind) {
        self.configuration.problems.push(Problem { server: SERVER.word, spot, kind });
    }

    /// In nginx's words.
    fn refuse(&mut self, spot: Spot, says: &str) {
        self.problem(spot, ProblemKind::Syntax(says.to_owned()));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The version is at least this; one that is not known counts as new.
    fn is_since(&self, least: [u32; 3]) -> bool {
        let numbers = self.version.as_deref().map(version::numbers);
        numbers.is_none_or(|numbers| numbers.is_empty() || numbers.as_slice() >= least.as_slice())
    }

    /// Reads a file in the place of what names it.
    fn file(&mut self, path: &Path, named: Spot, context: Context, level: &mut Level) {
        if self.stopped {
            return;
        }
        let real = self.reading.tree.real_path(path).unwrap_or_else(|_| path.to_owned());
        if self.open.contains(&real) {
            return self.problem(named, ProblemKind::Loop(path.to_owned()));
        }
        if self.configuration.files.len() >= MAX_FILES || self.depth >= MAX_DEPTH {
            self.stopped = true;
            return self.problem(named, ProblemKind::TooMuch);
        }
        let text = match self.reading.text(path) {
            Ok(text) => Arc::new(text),
            Err(error) => return self.problem(named, ProblemKind::File(path.to_owned(), Cause::from(error))),
        };
        self.configuration.files.push(path.to_owned());
        if self.has_mark(path) {
            return self.refuse(text.spot(0..0, "BOM"), "unknown directive \"\\xEF\\xBB\\xBF...\"");
        }
        let parsed = parse(&text.content);
        self.open.push(real);
        self.walk(&parsed.directives, &text, context, level);
        self.open.pop();
        if let Some((range, says)) = parsed.error {
            self.problem(text.spot(range, ""), ProblemKind::Syntax(says));
        }
    }

    /// A byte order mark is a part of the first word to nginx.
    fn has_mark(&self, path: &Path) -> bool {
        let mut head = [0; 3];
        let opened = self.reading.tree.open(path);
        opened.is_ok_and(|mut file| std::io::Read::read_exact(&mut file, &mut head).is_ok()) && head == *b"\xEF\xBB\xBF"
    }

    fn walk(&mut self, directives: &[Directive], text: &Arc<Text>, context: Context, level: &mut Level) {
        self.depth += 1;
        for directive in directives {
            if self.stopped {
                break;
            }
            let spot = || text.spot(directive.range(), directive.name());
            if is_issuer_rule(directive) && context != Context::Other {
                level.rules.push((spot(), words_of(directive)));
            }
            match (&directive.block, directive.name()) {
                (None, "include") => self.include(directive, spot(), context, level),
                (None, _) => self.line(directive, &spot, context, level),
                (Some(block), _) => self.block(directive, block, text, &spot, context, level),
            }
        }
        self.depth -= 1;
    }

    fn include(&mut self, directive: &Directive, spot: Spot, context: Context, level: &mut Level) {
        let [name] = directive.args() else {
            return self.refuse(spot, "invalid number of arguments in \"include\" directive");
        };
        let path = self.path(&name.value);
        if !glob::is_pattern(&path.to_string_lossy()) {
            return self.file(&path, spot, context, level);
        }
        for path in glob::glob(self.reading.tree, &path) {
            self.file(&path, spot.clone(), context, level);
        }
    }

    fn block(
        &mut self,
        directive: &Directive,
        block: &Block,
        text: &Arc<Text>,
        spot: &dyn Fn() -> Spot,
        context: Context,
        level: &mut Level,
    ) {
        use Context::{All, Main, Other, Part, Server};
        let name = directive.name();
        if block.script {
            return self.line(directive, spot, context, level);
        }
        let arguments = directive.args().len();
        match (name, context) {
            ("http" | "stream" | "mail", Main) => {
                let kind = match name {
                    "http" => Kind::Http,
                    "stream" => Kind::Stream,
                    _ => Kind::Mail,
                };
                if kind == Kind::Http && std::mem::replace(&mut self.has_http, true) {
                    self.refuse(spot(), "\"http\" directive is duplicate");
                }
                let mut all = Level::new(kind, spot());
                self.walk(&block.directives, text, All(kind), &mut all);
                self.finish(all);
            }
            ("events", Main) => {
                if std::mem::replace(&mut self.has_events, true) {
                    self.refuse(spot(), "\"events\" directive is duplicate");
                }
                self.walk(&block.directives, text, Other, level);
            }
            ("server", All(kind)) => {
                if arguments > 0 {
                    self.refuse(spot(), "invalid number of arguments in \"server\" directive");
                }
                let mut server = Level::new(kind, spot());
                self.walk(&block.directives, text, Server(kind), &mut server);
                // What an error cuts off is not believed.
                if block.closed {
                    level.servers.push(server);
                }
            }
            ("location", Server(Kind::Http) | Part) => {
                if !(1..=2).contains(&arguments) {
                    self.refuse(spot(), "invalid number of arguments in \"location\" directive");
                }
                self.walk(&block.directives, text, Part, level);
            }
            ("if", Server(_) | Part) | ("limit_except", Part) => {
                self.walk(&block.directives, text, Part, level);
            }
            ("http" | "stream" | "mail" | "events" | "location" | "limit_except", Main | All(_) | Server(_) | Part)
            | ("server", Main | Server(_) | Part)
            | ("if", Main | All(_)) => {
                self.refuse(spot(), &format!("\"{name}\" directive is not allowed here"));
            }
            (_, Main | All(_) | Server(_) | Part)
                if settings::is_known(name) || matches!(name, "listen" | "include") =>
            {
                self.refuse(spot(), &format!("directive \"{name}\" is not terminated by \";\""));
            }
            _ => self.walk(&block.directives, text, Other, level),
        }
    }

    fn line(&mut self, directive: &Directive, spot: &dyn Fn() -> Spot, context: Context, level: &mut Level) {
        let name = directive.name();
        let wrong_place =
            |reader: &mut Self| reader.refuse(spot(), &format!("\"{name}\" directive is not allowed here"));
        if context == Context::Other {
            return;
        }
        match (name, context) {
            ("http" | "events" | "stream" | "mail", Context::Main) | ("server", Context::All(_)) => {
                self.refuse(spot(), &format!("directive \"{name}\" has no opening \"{{\""));
            }
            ("listen", Context::Server(kind)) => match Listen::parse(directive, kind, &spot()) {
                Ok(listens) => {
                    for listen in listens {
                        let same = |known: &&Listen| known.address == listen.address && known.quic == listen.quic;
                        if level.listens.iter().any(|known| same(&known)) {
                            self.refuse(spot(), &format!("a duplicate listen {}", listen.address));
                        }
                        level.listens.push(listen);
                    }
                }
                Err(says) => self.refuse(spot(), &says),
            },
            ("server_name", Context::Server(_)) => {
                if directive.args().is_empty() {
                    self.refuse(spot(), "invalid number of arguments in \"server_name\" directive");
                }
                level.names.extend(directive.args().iter().map(|word| word.value.clone()));
                level.named.get_or_insert_with(spot);
            }
            ("listen" | "server_name", Context::Main | Context::All(_) | Context::Part) => wrong_place(self),
            (_, Context::All(kind) | Context::Server(kind)) if settings::is_known(name) => {
                let line =
                    Line { args: directive.args().iter().map(|word| word.value.clone()).collect(), spot: spot() };
                if name == "ssl" && (self.is_since([1, 25, 1]) || kind == Kind::Stream) {
                    return self.refuse(spot(), "unknown directive \"ssl\"");
                }
                if let Err(says) = level.settings.take(name, line) {
                    self.refuse(spot(), &says);
                }
            }
            (_, Context::All(_) | Context::Server(_)) if settings::is_strange(name) => {
                level.settings.take_strange(spot());
            }
            (_, Context::Main | Context::Part) if settings::is_known(name) && !settings::is_lua(name) => {
                wrong_place(self);
            }
            _ => {}
        }
    }
}

/// A rule on the name of a certificate's issuer: `if`, `map`, `set` and what else looks at the variable; what hands it on to an application or
/// into a log is none.
fn is_issuer_rule(directive: &Directive) -> bool {
    const HANDED_ON: &[&str] = &[
        "proxy_set_header",
        "fastcgi_param",
        "uwsgi_param",
        "scgi_param",
        "grpc_set_header",
        "add_header",
        "log_format",
    ];
    let names = |word: &String| word.contains("$ssl_client_i_dn") || word.contains("${ssl_client_i_dn");
    let mut args = directive.args().iter().map(|word| &word.value);
    !HANDED_ON.contains(&directive.name()) && args.any(names)
}

/// What a rule compares with: its own words, and those of a table that it stands over.
fn words_of(directive: &Directive) -> Vec<String> {
    let own = directive.args().iter().map(|word| word.value.clone());
    let table = directive.block.iter().flat_map(|block| &block.directives);
    own.chain(table.map(|line| line.name().to_owned())).collect()
}
