//! One state of the index, as all searches that began with it see it.

use std::{collections::HashMap, sync::Arc};

use tantivy::Searcher;

use super::{
    rows::{Rows, Values},
    schema::Fields,
};

/// One state of the index. It never changes: a commit makes another.
pub(super) struct View {
    pub(super) fields: Arc<Fields>,
    pub(super) searcher: Searcher,
    /// By ordinal of the segment.
    pub(super) rows: Vec<Arc<Rows>>,
    pub(super) values: Arc<Values>,
    pub(super) applied_through: i64,
}

impl View {
    /// Opens a state, taking over the rows of segments that `previous` already had.
    pub(super) fn new(
        fields: Arc<Fields>,
        searcher: Searcher,
        applied_through: i64,
        previous: Option<&Self>,
    ) -> tantivy::Result<Self> {
        let mut known = HashMap::new();
        if let Some(previous) = previous {
            let segments = previous.searcher.segment_readers().iter();
            known.extend(
                segments
                    .map(tantivy::SegmentReader::segment_id)
                    .zip(&previous.rows),
            );
        }
        let mut values = previous.map_or_else(
            || Arc::new(Values::new()),
            |previous| Arc::clone(&previous.values),
        );
        let mut rows = Vec::new();
        for segment in searcher.segment_readers() {
            rows.push(match known.get(&segment.segment_id()) {
                Some(rows) => Arc::clone(rows),
                None => Arc::new(Rows::read(segment, &mut values)?),
            });
        }
        if !values.is_ranked() {
            Arc::make_mut(&mut values).rank();
        }
        Ok(Self {
            fields,
            searcher,
            rows,
            values,
            applied_through,
        })
    }
}
