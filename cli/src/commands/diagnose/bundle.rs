//! `--bundle FILE.zip|FILE.html`: what a diagnosis found, for the help desk.

use std::io::{self, Cursor, Write as _};
use std::path::{Path, PathBuf};

use tillit_reports::bundle::{self, Part, System};
use tillit_reports::diagnose::DiagnoseReport;
use tillit_reports::plain::clean;
use tillit_verifier::catalog::Catalog;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output;
use crate::platform::{Here, Platform as _};

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Zip,
    Html,
}

/// Where it goes.
#[derive(Debug)]
pub(super) struct Bundle {
    form: Form,
    path: PathBuf,
}

impl Bundle {
    /// Refused before anything is contacted where it could not be written in the end.
    pub(super) fn of(path: &Path, force: bool) -> Result<Self, Error> {
        let said = |id| Error::Said { exit: Exit::Usage, id, arguments: vec![("path", path.display().to_string())] };
        let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
        let form = match extension.as_deref() {
            Some("zip") => Form::Zip,
            Some("html" | "htm") => Form::Html,
            _ => return Err(said("error-diagnose-bundle-extension")),
        };
        if !force && path.symlink_metadata().is_ok() {
            return Err(said("error-diagnose-bundle-exists"));
        }
        Ok(Self { form, path: path.to_owned() })
    }

    /// Says what is in it and writes it, whole or not at all.
    pub(super) fn write(&self, report: &DiagnoseReport, catalog: &Catalog, context: &Context) -> Result<(), Error> {
        let parts = bundle::parts(report, catalog, &system(), &context.texts);
        context.note(&bundle::contents(&parts, &clean(&self.path.display().to_string()), &context.texts));
        let bytes = match self.form {
            Form::Html => bundle::single(&parts).into_bytes(),
            Form::Zip => archive(&parts, context)
                .map_err(|cause| Error::Write { path: self.path.clone(), cause: io::Error::other(cause) })?,
        };
        output::write_file(&self.path, &bytes)
    }
}

fn archive(parts: &[Part], context: &Context) -> zip::result::ZipResult<Vec<u8>> {
    let now = context.now;
    let (hour, minute, second) = now.to_hms();
    let year = u16::try_from(now.year()).unwrap_or(1980);
    // The format knows the years from 1980 to 2107.
    let at = DateTime::from_date_and_time(year, u8::from(now.month()), now.day(), hour, minute, second);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(at.unwrap_or_default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for part in parts {
        writer.start_file(part.name, options)?;
        writer.write_all(part.content.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

/// The system as it calls itself.
fn system() -> System {
    System {
        name: Here::name().as_deref().map(clean),
        family: std::env::consts::OS.to_owned(),
        machine: std::env::consts::ARCH.to_owned(),
    }
}
