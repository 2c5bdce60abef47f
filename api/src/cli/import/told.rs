//! The outcome of an import in words.

use std::fmt::Write as _;

use market::{
    Language,
    import::{Outcome, Severity},
    language::Bilingual as _,
};

use super::report;

/// Lines of one kind before the rest is only counted.
const LINES_MAX: usize = 40;

/// Everything a person should know, ending with a table of counts.
pub(super) fn outcome(outcome: &Outcome, language: Language, is_dry_run: bool) -> String {
    let mut text = String::new();
    for severity in [Severity::Error, Severity::Warning] {
        issues(&mut text, outcome, severity, language);
    }
    places(&mut text, outcome, language);
    if is_dry_run {
        let dry = language.pick(
            "Chạy thử: chưa ghi gì vào chợ.",
            "A dry run: nothing was written.",
        );
        line(&mut text, dry);
    }
    counts(&mut text, outcome, language);
    text
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a String takes any text");
}

fn issues(text: &mut String, outcome: &Outcome, severity: Severity, language: Language) {
    let all: Vec<_> = outcome.issues_of(severity).collect();
    if all.is_empty() {
        return;
    }
    let [vi, en] = match severity {
        Severity::Error => [
            "Lỗi, các dòng này không được nhập:",
            "Errors; these rows are not taken:",
        ],
        _ => ["Cần xem lại:", "To be looked at:"],
    };
    line(text, language.pick(vi, en));
    for issue in all.iter().take(LINES_MAX) {
        let (number, column, code) = (issue.line, issue.column_name(), issue.code());
        let detail = report::detail(issue, language);
        let where_vi = format!("  dòng {number}, cột {column} [{code}]: {detail}");
        let where_en = format!("  line {number}, column {column} [{code}]: {detail}");
        line(text, language.pick(&where_vi, &where_en));
    }
    rest(text, all.len(), language);
    text.push('\n');
}

fn rest(text: &mut String, all: usize, language: Language) {
    let Some(more @ 1..) = all.checked_sub(LINES_MAX) else {
        return;
    };
    let vi = format!("  … và {more} nữa: thêm --report FILE.csv để ghi lại tất cả.");
    let en = format!("  … and {more} more: --report FILE.csv writes them all down.");
    line(text, language.pick(&vi, &en));
}

/// Places are told apart from the issues, because a list repeats them.
fn places(text: &mut String, outcome: &Outcome, language: Language) {
    let places = &outcome.unresolved_places;
    if places.is_empty() {
        return;
    }
    line(
        text,
        language.pick(
            "Địa danh giữ nguyên như đã ghi (số dòng):",
            "Places kept as printed (rows):",
        ),
    );
    for (place, rows) in places.iter().take(LINES_MAX) {
        line(text, &format!("  {place} ({rows})"));
    }
    rest(text, places.len(), language);
    text.push('\n');
}

fn counts(text: &mut String, outcome: &Outcome, language: Language) {
    for (vi, en, rows) in [
        ("Số dòng", "Rows", outcome.rows),
        ("  tạo mới", "  created", outcome.created),
        ("  cập nhật", "  updated", outcome.updated),
        ("  không đổi", "  unchanged", outcome.unchanged),
        ("  trùng lặp", "  duplicates", outcome.duplicates),
        ("  bỏ qua", "  skipped", outcome.skipped),
        ("  có lỗi", "  failed", outcome.failed),
        ("Bản nháp", "Drafts", outcome.drafts),
    ] {
        let name = language.pick(vi, en);
        line(text, &format!("{name:<18}{rows:>9}"));
    }
    for (missing, rows) in &outcome.missing {
        let [vi, en] = missing.words();
        let vi = format!("thiếu {vi}");
        let en = format!("without {en}");
        let name = format!("  {}", language.pick(&vi, &en));
        line(text, &format!("{name:<18}{rows:>9}"));
    }
}
