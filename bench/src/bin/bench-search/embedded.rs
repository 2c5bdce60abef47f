//! The embedded index, inside this process.

use std::{error::Error, time::Duration};

use search::{Change, Index, SearchError};

use crate::{
    Material,
    times::{Times, timed, verdict},
};

/// Aims for 100,000 products.
const REBUILD: Duration = Duration::from_secs(60);
const SEARCH: [Option<Duration>; 2] = [
    Some(Duration::from_millis(1)),
    Some(Duration::from_millis(10)),
];
const SUGGEST: [Option<Duration>; 2] = [None, Some(Duration::from_millis(5))];
/// Rounds of changes that are made durable, and the changes of each.
const APPLIED: (u32, u32) = (50, 10);

/// Measures everything and prints it.
pub(crate) fn measure(material: &Material) -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let index = Index::open(dir.path())?.index;
    let (built, outcome) = timed(|| build(material, &index));
    outcome?;
    println!(
        "{:<30} {built:.1?}{} for {} products",
        "full rebuild",
        verdict(built, Some(REBUILD)),
        index.len()
    );
    searches(material, &index)?;
    let mut applied = Times::default();
    let (rounds, changes) = APPLIED;
    for round in 0..rounds {
        let entries = (0..changes).map(|step| material.entry(round * changes + step));
        let changes: Vec<Change> = entries.map(Change::from).collect();
        let (time, outcome) = timed(|| index.apply(changes, i64::from(round) + 2));
        outcome?;
        applied.push(time);
    }
    applied.print("ten changes, made durable", [None, None]);
    Ok(())
}

fn build(material: &Material, index: &Index) -> Result<(), SearchError> {
    let mut rebuild = index.rebuild()?;
    for number in 0..material.products {
        rebuild.add(&material.entry(number))?;
    }
    rebuild.swap(1)
}

fn searches(material: &Material, index: &Index) -> Result<(), SearchError> {
    let (mut plain, mut faceted) = (Times::default(), Times::default());
    let mut typed = Times::default();
    for _ in 0..material.rounds {
        for text in &material.texts {
            for (facets, times) in [(false, &mut plain), (true, &mut faceted)] {
                let query = Material::query(text, facets);
                let (time, outcome) = timed(|| index.search(&query));
                outcome?;
                times.push(time);
            }
            let begun: String = text.chars().take(text.chars().count() / 2 + 1).collect();
            let (time, outcome) = timed(|| index.suggest(&begun, 8));
            outcome?;
            typed.push(time);
        }
    }
    plain.print("search", [None, None]);
    faceted.print("search with all facets", SEARCH);
    typed.print("suggest", SUGGEST);
    Ok(())
}
