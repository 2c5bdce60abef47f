//! The outcome of an import for programs and spreadsheets.

use std::{collections::BTreeMap, fs::File, io::Write as _, path::Path};

use market::{
    Language,
    import::{Outcome, RowIssue, Severity},
};
use serde_json::{Value, json};

use crate::cli::CommandError;

/// The outcome as one JSON object, details in this language.
pub(super) fn json(outcome: &Outcome, language: Language) -> Value {
    let list = |severity| -> Vec<Value> {
        let issues = outcome.issues_of(severity);
        issues.map(|issue| issue_json(issue, language)).collect()
    };
    let missing: serde_json::Map<String, Value> = outcome
        .missing
        .iter()
        .map(|(missing, rows)| (missing.code().to_owned(), json!(rows)))
        .collect();
    // A list without prices says the same of every row: notices are counted by code.
    let mut notices: BTreeMap<&str, u64> = BTreeMap::new();
    for issue in outcome.issues_of(Severity::Notice) {
        *notices.entry(issue.code()).or_default() += 1;
    }
    json!({
        "rows": outcome.rows,
        "created": outcome.created,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "duplicates": outcome.duplicates,
        "skipped": outcome.skipped,
        "failed": outcome.failed,
        "drafts": outcome.drafts,
        "errors": list(Severity::Error),
        "warnings": list(Severity::Warning),
        "notices": notices,
        "missing": missing,
        "unresolved_places": outcome.unresolved_places,
    })
}

fn issue_json(issue: &RowIssue, language: Language) -> Value {
    json!({
        "line": issue.line,
        "column": issue.column_name(),
        "code": issue.code(),
        "detail": detail(issue, language),
    })
}

/// What is wrong and what to do, in this language.
pub(super) fn detail(issue: &RowIssue, language: Language) -> String {
    match language {
        Language::Vi => issue.detail_vi(),
        Language::En => issue.detail_en(),
    }
}

/// Writes every issue to a CSV file, in both languages.
pub(super) fn write(path: &Path, outcome: &Outcome) -> Result<(), CommandError> {
    let mut file = File::create(path)?;
    // Spreadsheet programs take a file without this mark for one in an old encoding.
    file.write_all("\u{feff}".as_bytes())?;
    let mut rows = csv::Writer::from_writer(file);
    rows.write_record([
        "line",
        "column",
        "severity",
        "code",
        "detail_vi",
        "detail_en",
    ])?;
    for issue in &outcome.issues {
        rows.write_record([
            &issue.line.to_string(),
            issue.column_name(),
            issue.severity().code(),
            issue.code(),
            &issue.detail_vi(),
            &issue.detail_en(),
        ])?;
    }
    rows.flush()?;
    Ok(())
}
