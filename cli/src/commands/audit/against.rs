//! `--against`: another target, or an earlier report.

use std::path::Path;

use serde_json::Value;
use tillit_reports::audit::AuditedTarget;
use tillit_reports::verify::input_problem;
use tillit_trust_stores::compare::{Compared, ReportError, Side, compare_all};
use tillit_trust_stores::places::Target;

use super::{Audit, Job, What};
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::files;

/// A report of more bytes than this is something else.
const MAX_REPORT_BYTES: u64 = 512 << 20;

/// Compares what was audited with what `--against` names.
pub(super) fn compare(
    named: &Path,
    audited: &[AuditedTarget],
    like: &Job,
    audit: &Audit<'_>,
    context: &Context,
) -> Result<Vec<Compared>, Error> {
    let before = if let Some(sides) = report(named, context)? {
        sides
    } else {
        let what = What::Target(Target::parse(named));
        let job = Job { shown: named.display().to_string(), what, ..like.clone() };
        let other = audit.run(&[job], context);
        let sides = sides(&other);
        // A model that cannot be read is nothing to compare with.
        if sides.iter().all(|side| side.contents.is_none()) {
            let problem = other.iter().flat_map(|target| &target.failures).next();
            let problem = problem.map(|failure| input_problem(&failure.error, &context.texts));
            return Err(Error::Said {
                exit: Exit::Incomplete,
                id: "error-audit-against",
                arguments: vec![
                    ("path", named.display().to_string()),
                    ("problem", problem.unwrap_or_else(|| context.texts.get("error-audit-against.nothing"))),
                ],
            });
        }
        sides
    };
    Ok(compare_all(&before, &sides(audited)))
}

fn sides(audited: &[AuditedTarget]) -> Vec<Side> {
    audited
        .iter()
        .flat_map(|target| target.stores.iter().map(Side::of).chain(target.failures.iter().map(Side::of_failure)))
        .collect()
}

/// The stores of an earlier report, if that is what the file is: what begins like JSON is no trust store but a Kubernetes object, which has
/// no `schema` of tillit's.
fn report(named: &Path, context: &Context) -> Result<Option<Vec<Side>>, Error> {
    if !named.is_file() {
        return Ok(None);
    }
    let Ok(text) = files::text(named, MAX_REPORT_BYTES) else { return Ok(None) };
    let Ok(document) = serde_json::from_str::<Value>(&text) else { return Ok(None) };
    if !document.get("schema").and_then(Value::as_str).is_some_and(|schema| schema.starts_with("tillit/")) {
        return Ok(None);
    }
    Side::from_report(&document).map(Some).map_err(|error| {
        let texts = &context.texts;
        let problem = match error {
            ReportError::OtherReport { schema } => {
                texts.format("error-audit-report.other", &[("schema", schema.into())])
            }
            ReportError::LaterVersion { schema } => {
                texts.format("error-audit-report.later", &[("schema", schema.into())])
            }
            ReportError::Malformed { at, .. } => texts.format("error-audit-report.malformed", &[("at", at.into())]),
            ReportError::Empty => texts.get("error-audit-report.empty"),
            _ => texts.get("error-audit-report.none"),
        };
        Error::Said {
            exit: Exit::Incomplete,
            id: "error-audit-report",
            arguments: vec![("path", named.display().to_string()), ("problem", problem)],
        }
    })
}
