//! An index through its life: changes, restarts, damage, rebuilds.

use std::{fs, path::PathBuf};

use search::{Change, Entry, Index, SearchError, State};

use crate::given::{Dir, found, id, index_of_names, product};

#[test]
fn a_change_is_seen_by_the_next_search() {
    let index = index_of_names(&["Tôm khô", "Mật ong"]);

    index
        .apply(
            [product(1, "Cua biển").into(), product(3, "Tôm sú").into()],
            7,
        )
        .unwrap();

    assert_eq!(found(&index, "cua biển"), [1]);
    assert_eq!(found(&index, "tôm"), [3]);
    assert_eq!(index.len(), 3);
    assert_eq!(index.applied_through(), 7);
}

#[test]
fn a_removed_product_is_gone_from_hits_counts_and_suggestions() {
    let index = index_of_names(&["Tôm khô", "Tôm sú"]);

    index
        .apply([Change::Remove(id(1)), Change::Remove(id(99))], 2)
        .unwrap();

    assert_eq!(found(&index, "tôm"), [2]);
    assert_eq!(found(&index, ""), [2]);
    assert_eq!(index.suggest("tôm", 10).unwrap().products, [id(2)]);
    assert_eq!(index.len(), 1);
}

#[test]
fn applying_twice_changes_nothing() {
    let index = Index::in_memory().unwrap();
    let changes = || -> [Change; 3] {
        [
            product(1, "Tôm khô").into(),
            product(2, "Mật ong").into(),
            Change::Remove(id(2)),
        ]
    };

    index.apply(changes(), 3).unwrap();
    index.apply(changes(), 3).unwrap();

    assert_eq!(found(&index, ""), [1]);
}

#[test]
fn the_last_of_several_changes_to_a_product_holds() {
    let index = Index::in_memory().unwrap();

    index
        .apply(
            [
                product(1, "Tôm").into(),
                Change::Remove(id(1)),
                product(1, "Cua").into(),
            ],
            3,
        )
        .unwrap();

    assert!(found(&index, "tôm").is_empty());
    assert_eq!(found(&index, "cua"), [1]);
}

#[test]
fn an_index_survives_a_restart() {
    let dir = Dir::new();
    let opened = Index::open(&dir.0).unwrap();
    assert_eq!(opened.state, State::Created);
    assert_eq!(opened.index.applied_through(), 0);
    opened
        .index
        .apply([product(1, "Tôm khô").into()], 41)
        .unwrap();
    opened
        .index
        .apply([product(2, "Tôm sú").into()], 42)
        .unwrap();
    drop(opened);

    let opened = Index::open(&dir.0).unwrap();

    assert_eq!(opened.state, State::Kept);
    assert_eq!(opened.index.applied_through(), 42);
    assert_eq!(found(&opened.index, "tôm sú"), [2]);
    opened.index.apply([Change::Remove(id(2))], 43).unwrap();
    assert_eq!(found(&opened.index, "tôm"), [1]);
}

#[test]
fn an_index_of_nothing_survives_a_restart() {
    let dir = Dir::new();
    drop(Index::open(&dir.0).unwrap());

    assert_eq!(Index::open(&dir.0).unwrap().state, State::Kept);
}

#[test]
fn two_cannot_open_one_directory() {
    let dir = Dir::new();
    let first = Index::open(&dir.0).unwrap();

    assert!(matches!(
        Index::open(&dir.0),
        Err(SearchError::InUse { .. })
    ));

    drop(first);
    assert!(Index::open(&dir.0).is_ok());
}

/// The files of a sound index in a new directory.
fn written() -> (Dir, Vec<PathBuf>) {
    let dir = Dir::new();
    let opened = Index::open(&dir.0).unwrap();
    opened
        .index
        .apply([product(1, "Tôm khô").into()], 41)
        .unwrap();
    opened
        .index
        .apply([product(2, "Tôm sú").into(), Change::Remove(id(1))], 42)
        .unwrap();
    drop(opened);
    let files = fs::read_dir(dir.0.join("2-1"))
        .unwrap()
        .map(|file| file.unwrap().path());
    let files = files
        .filter(|path| path.extension().is_none_or(|end| end != "lock"))
        .collect();
    (dir, files)
}

#[test]
fn a_damaged_index_is_discarded_and_reported() {
    let (_, files) = written();
    assert!(files.len() > 5);

    for place in 0..files.len() {
        for damage in [Damage::Flip, Damage::Cut, Damage::Empty, Damage::Remove] {
            let (dir, files) = written();
            damage.apply(&files[place.min(files.len() - 1)]);

            let opened = Index::open(&dir.0).unwrap();

            // What is only bookkeeping may be damaged without harm.
            match opened.state {
                State::Discarded { reason } => {
                    assert!(!reason.is_empty());
                    assert_eq!(opened.index.applied_through(), 0);
                    assert!(opened.index.is_empty());
                }
                State::Kept => assert_eq!(found(&opened.index, "tôm"), [2]),
                State::Created => panic!("the damage to {:?} was not noticed", files[place]),
            }
            opened
                .index
                .apply([product(3, "Tôm hùm").into()], 1)
                .unwrap();
            assert!(found(&opened.index, "tôm hùm").contains(&3));
        }
    }
}

#[derive(Clone, Copy)]
enum Damage {
    Flip,
    Cut,
    Empty,
    Remove,
}

impl Damage {
    fn apply(self, path: &PathBuf) {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        match self {
            Self::Flip => bytes[middle] ^= 0x55,
            Self::Cut => bytes.truncate(middle),
            Self::Empty => bytes.clear(),
            Self::Remove => return fs::remove_file(path).unwrap(),
        }
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn an_index_of_another_version_is_discarded_and_reported() {
    let (dir, _) = written();
    fs::write(dir.0.join("current"), "0-1").unwrap();

    let opened = Index::open(&dir.0).unwrap();

    assert!(matches!(opened.state, State::Discarded { .. }));
    assert!(opened.index.is_empty());
    drop(opened);
    assert_eq!(Index::open(&dir.0).unwrap().state, State::Kept);
}

#[test]
fn only_indexes_are_ever_removed() {
    let (dir, _) = written();
    fs::create_dir(dir.0.join("mine")).unwrap();
    fs::create_dir(dir.0.join("2-99")).unwrap();
    fs::write(dir.0.join("current"), "nonsense").unwrap();

    drop(Index::open(&dir.0).unwrap());

    assert!(dir.0.join("mine").exists());
    assert!(!dir.0.join("2-99").exists());
}

#[test]
fn a_rebuild_replaces_the_index_at_once() {
    let dir = Dir::new();
    for index in [
        Index::open(&dir.0).unwrap().index,
        Index::in_memory().unwrap(),
    ] {
        index
            .apply(
                [product(1, "Tôm khô").into(), product(2, "Mật ong").into()],
                9,
            )
            .unwrap();
        let mut rebuild = index.rebuild().unwrap();
        for number in 10..20 {
            rebuild.add(&product(number, "Cua biển")).unwrap();
        }
        index.apply([product(3, "Tôm sú").into()], 10).unwrap();
        assert_eq!(index.len(), 3);

        rebuild.swap(9).unwrap();

        assert_eq!(index.applied_through(), 9);
        assert_eq!(index.len(), 10);
        assert!(found(&index, "tôm khô").is_empty());
        index.apply([product(3, "Tôm sú").into()], 10).unwrap();
        assert_eq!(found(&index, "tôm sú"), [3]);
    }
    let opened = Index::open(&dir.0).unwrap();
    assert_eq!(opened.state, State::Kept);
    assert_eq!(
        (opened.index.len(), opened.index.applied_through()),
        (11, 10)
    );
}

#[test]
fn an_abandoned_rebuild_leaves_nothing() {
    let dir = Dir::new();
    let index = Index::open(&dir.0).unwrap().index;
    index.apply([product(1, "Tôm khô").into()], 9).unwrap();
    let mut rebuild = index.rebuild().unwrap();
    rebuild.add(&product(2, "Cua biển")).unwrap();
    assert!(dir.0.join("2-2").exists());

    drop(rebuild);

    assert!(!dir.0.join("2-2").exists());
    assert_eq!(found(&index, ""), [1]);
}

#[test]
fn many_small_changes_and_merges_lose_nothing() {
    let index = Index::in_memory().unwrap();
    let put = |number: u128, round: i64| -> Change {
        Entry {
            price: Some(round),
            ..product(number, "Tôm khô")
        }
        .into()
    };

    for round in 0..40 {
        let changes = (0..20)
            .map(|number| put(number, round))
            .chain([Change::Remove(id(7))]);
        index.apply(changes, round).unwrap();
    }

    assert_eq!(found(&index, "tom kho").len(), 19);
    let prices = search::Filters {
        price_min: Some(39),
        ..search::Filters::default()
    };
    let query = search::Query {
        filters: prices,
        limit: 24,
        ..search::Query::default()
    };
    assert_eq!(index.search(&query).unwrap().total, 19);
}
