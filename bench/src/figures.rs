//! What was measured, for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// What a figure should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Aim {
    /// The value.
    AtLeast(f64),
    /// The value.
    Under(f64),
    /// The part of the baseline, 1 being all of it.
    OfBaseline(f64),
}

/// One measured value.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// Stable name for programs.
    key: &'static str,
    /// What people read.
    name: &'static str,
    value: f64,
    unit: &'static str,
    baseline: Option<f64>,
    aim: Option<Aim>,
}

impl Figure {
    pub(crate) const fn new(
        key: &'static str,
        name: &'static str,
        value: f64,
        unit: &'static str,
    ) -> Self {
        Self {
            key,
            name,
            value,
            unit,
            baseline: None,
            aim: None,
        }
    }

    /// Compares it with a baseline of the same run.
    pub(crate) const fn against(mut self, baseline: f64) -> Self {
        self.baseline = Some(baseline);
        self
    }

    pub(crate) const fn aim(mut self, aim: Aim) -> Self {
        self.aim = Some(aim);
        self
    }

    fn ratio(&self) -> Option<f64> {
        self.baseline.map(|baseline| self.value / baseline)
    }

    /// Whether the aim is met; none where there is no aim.
    fn is_met(&self) -> Option<bool> {
        Some(match self.aim? {
            Aim::AtLeast(least) => self.value >= least,
            Aim::Under(limit) => self.value < limit,
            Aim::OfBaseline(part) => self.ratio()? >= part,
        })
    }

    fn json(&self) -> Value {
        let aim = self.aim.map(|aim| match aim {
            Aim::AtLeast(least) => json!({"at_least": least}),
            Aim::Under(limit) => json!({"under": limit}),
            Aim::OfBaseline(part) => json!({"of_baseline": part}),
        });
        json!({
            "key": self.key,
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "of_baseline": self.ratio(),
            "aim": aim,
            "met": self.is_met(),
        })
    }

    fn cells(&self) -> [String; 6] {
        let aim = self.aim.map(|aim| match aim {
            Aim::AtLeast(least) => format!("≥ {}", number(least)),
            Aim::Under(limit) => format!("< {}", number(limit)),
            Aim::OfBaseline(part) => format!("≥ {:.0} %", part * 100.0),
        });
        let met = self.is_met().map(|met| if met { "yes" } else { "NO" });
        [
            self.name.to_owned(),
            number(self.value),
            self.unit.to_owned(),
            self.ratio()
                .map(|ratio| format!("{:.0} %", ratio * 100.0))
                .unwrap_or_default(),
            aim.unwrap_or_default(),
            met.unwrap_or_default().to_owned(),
        ]
    }
}

/// What a run was about, and what came of it.
#[derive(Debug)]
pub(crate) struct Report {
    /// Which database.
    pub(crate) database: &'static str,
    /// Public products.
    pub(crate) products: u64,
    /// Connections of the readers.
    pub(crate) connections: u32,
    /// Shoppers who bought at once.
    pub(crate) buyers: u32,
    /// Processors that both sides shared.
    pub(crate) processors: usize,
    /// The figures, in the order of measuring.
    pub(crate) figures: Vec<Figure>,
}

impl Report {
    pub(crate) fn json(&self) -> Value {
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "optimised": !cfg!(debug_assertions),
            "database": self.database,
            "products": self.products,
            "connections": self.connections,
            "buyers": self.buyers,
            "processors": self.processors,
            "figures": self.figures.iter().map(Figure::json).collect::<Vec<_>>(),
        })
    }

    pub(crate) fn table(&self) -> String {
        let mut table = format!(
            "{}, {} public products, {} connections, {} buyers, {} processors for both sides\n\n",
            self.database, self.products, self.connections, self.buyers, self.processors
        );
        let header = ["", "figure", "unit", "of baseline", "aim", "met"].map(str::to_owned);
        let rows: Vec<[String; 6]> = std::iter::once(header)
            .chain(self.figures.iter().map(Figure::cells))
            .collect();
        let width = |column: usize| {
            let widths = rows.iter().map(|row| row[column].chars().count());
            widths.max().unwrap_or_default()
        };
        let widths: [usize; 6] = std::array::from_fn(width);
        for [name, value, unit, ratio, aim, met] in &rows {
            let [w0, w1, w2, w3, w4, _] = widths;
            let line =
                format!("{name:<w0$}  {value:>w1$} {unit:<w2$}  {ratio:>w3$}  {aim:>w4$}  {met}");
            writeln!(table, "{}", line.trim_end()).expect("a String takes everything");
        }
        table
    }
}

/// A number as people read it: three digits that count, thousands set apart.
fn number(value: f64) -> String {
    if value < 10.0 {
        return format!("{value:.2}");
    }
    if value < 100.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut spaced = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(number(0.5), "0.50");
        assert_eq!(number(48.25), "48.2");
        assert_eq!(number(400.0), "400");
        assert_eq!(number(77_600.4), "77,600");
        assert_eq!(number(1_234_567.0), "1,234,567");
    }

    #[test]
    fn aims_are_judged() {
        let figure = |value| Figure::new("k", "n", value, "u").against(100.0);

        assert_eq!(figure(40.0).aim(Aim::OfBaseline(0.4)).is_met(), Some(true));
        assert_eq!(figure(39.0).aim(Aim::OfBaseline(0.4)).is_met(), Some(false));
        assert_eq!(figure(2.0).aim(Aim::Under(2.0)).is_met(), Some(false));
        assert_eq!(figure(400.0).aim(Aim::AtLeast(400.0)).is_met(), Some(true));
        assert_eq!(figure(1.0).is_met(), None);
    }

    #[test]
    fn a_table_has_a_line_for_every_figure() {
        let report = Report {
            database: "SQLite",
            products: 10,
            connections: 1,
            buyers: 1,
            processors: 2,
            figures: vec![
                Figure::new("bare", "bare handler", 50_000.0, "requests/s"),
                Figure::new("list", "list", 25_000.0, "requests/s")
                    .against(50_000.0)
                    .aim(Aim::OfBaseline(0.4)),
            ],
        };

        let table = report.table();

        assert!(
            table.contains("bare handler  50,000 requests/s\n"),
            "{table}"
        );
        assert!(table.contains("50 %  ≥ 40 %  yes\n"), "{table}");
    }
}
