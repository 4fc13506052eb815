//! `tillit lab card`: a virtual card in a virtual reader.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use clap::ValueEnum;
use tillit_lab::card::{Card, Contents, ContentsError, Kind, Pin, Protocol, READER};
use tillit_lab::{Options, Pki};
use tillit_reports::i18n::Value;

use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output;
use crate::progress::Progress;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "KIND")]
    kind: KindArg,
    #[arg(long, value_name = "DIR")]
    lab: Option<PathBuf>,
    #[arg(long, value_name = "VPCD", default_value = READER, hide_default_value = true)]
    reader: String,
    #[arg(long, value_name = "PROTOCOL", default_value = "t1", hide_default_value = true)]
    protocol: ProtocolArg,
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug)]
struct KindArg(Kind);

impl ValueEnum for KindArg {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [KindArg; 8] = {
            let [a, b, c, d, e, f, g, h] = Kind::ALL;
            [KindArg(a), KindArg(b), KindArg(c), KindArg(d), KindArg(e), KindArg(f), KindArg(g), KindArg(h)]
        };
        &ALL
    }
    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.word()))
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ProtocolArg {
    T0,
    T1,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let kind = args.kind.0;
    let contents = if let Some(folder) = &args.lab {
        Contents::of_folder(folder, kind, context.now).map_err(said)?
    } else {
        let progress = Progress::new(context, "progress-lab", Pki::steps());
        let pki = Pki::siths_shaped(&Options::new(context.now), &|done, _| progress.at(done));
        drop(progress);
        Contents::of_pki(&pki.map_err(super::said)?, kind).map_err(said)?
    };
    let protocol = match args.protocol {
        ProtocolArg::T0 => Protocol::T0,
        ProtocolArg::T1 => Protocol::T1,
    };
    let mut card = Card::new(&contents, protocol);
    if let Some(path) = &args.log {
        card = card.log_to(path).map_err(|cause| Error::Write { path: path.clone(), cause })?;
    }
    let inserted = card.insert(&args.reader).map_err(|cause| Error::Said {
        exit: Exit::Incomplete,
        id: "error-lab-card-reader",
        arguments: vec![("reader", args.reader.clone()), ("cause", cause.to_string())],
    })?;
    let values = [
        ("kind", Value::from(kind.word())),
        ("certificates", Value::from(contents.slots.len())),
        ("reader", Value::from(args.reader.clone())),
        ("login", Value::from(Pin::Login.digits())),
        ("signature", Value::from(Pin::Signature.digits())),
        ("tries", Value::from(contents.tries.first().copied().map_or(0, usize::from))),
    ];
    output::to_stdout(&format!("{}\n", context.texts.format("lab-card-in", &values)))?;
    // Ended from outside, as cards are pulled; or the reader goes.
    while inserted.is_in() {
        thread::sleep(Duration::from_millis(100));
    }
    Err(Error::Said {
        exit: Exit::Incomplete,
        id: "error-lab-card-gone",
        arguments: vec![("reader", args.reader.clone())],
    })
}

fn said(error: ContentsError) -> Error {
    match error {
        ContentsError::Made(error) => super::said(error),
        ContentsError::Read { path, cause } => Error::Said {
            exit: Exit::Incomplete,
            id: "error-lab-card-read",
            arguments: vec![("path", path.display().to_string()), ("cause", cause.to_string())],
        },
        ContentsError::NotALabs(path) => Error::Said {
            exit: Exit::Usage,
            id: "error-lab-card-lab",
            arguments: vec![("path", path.display().to_string())],
        },
        other => {
            Error::Said { exit: Exit::Incomplete, id: "error-lab-made", arguments: vec![("detail", other.to_string())] }
        }
    }
}
