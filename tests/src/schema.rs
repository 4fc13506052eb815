//! Output held against the published schemas.

use serde_json::Value;

use crate::tree::top;

/// The document is valid under `docs/schema/NAME`, and every part of the schema is understood.
#[track_caller]
pub fn assert_valid(document: &Value, schema: &str) {
    let path = top().join("docs/schema").join(schema);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let schema: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let validator = jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let faults: Vec<String> =
        validator.iter_errors(document).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "against {}:\n{}\n{document:#}", path.display(), faults.join("\n"));
}
