//! One Tantivy index with its single writer.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy,
    directory::MmapDirectory,
    indexer::{IndexWriterOptions, LogMergePolicy, MergePolicy, NoMergePolicy},
};
use uuid::Uuid;

use super::{schema::Fields, view::View};
use crate::entry::{Change, Entry};

/// Memory in which changes gather before they become a segment.
const WRITER_BYTES: usize = 20_000_000;
/// A segment with more dead documents than this share is merged. Every change of a product
/// leaves a dead document behind.
const DEAD_SHARE_MAX: f32 = 0.3;

/// One Tantivy index with its single writer.
pub(super) struct Live {
    fields: Arc<Fields>,
    index: Index,
    /// None after a failure, until the next change.
    writer: Option<IndexWriter>,
    reader: IndexReader,
}

/// Why a directory does not hold an index that can be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unfit {
    #[error("files are damaged: {0:?}")]
    Damaged(Vec<PathBuf>),
    #[error("it was written with other fields")]
    OtherFields,
    #[error("its commit does not say how far changes were applied")]
    OtherPayload,
    #[error("it cannot be opened")]
    Engine(#[from] tantivy::TantivyError),
}

impl Live {
    /// An empty index in memory.
    pub(super) fn in_memory(fields: Arc<Fields>) -> tantivy::Result<Self> {
        let index = Index::create_in_ram(fields.schema.clone());
        Self::new(fields, index)
    }

    /// An empty index in an empty directory.
    pub(super) fn create(dir: &Path, fields: Arc<Fields>) -> tantivy::Result<Self> {
        let index = Index::create_in_dir(dir, fields.schema.clone())?;
        Self::new(fields, index)
    }

    /// The index in a directory, if every byte of it is sound and it has the fields of today.
    pub(super) fn open(dir: &Path, fields: Arc<Fields>) -> Result<Self, Unfit> {
        let directory = MmapDirectory::open(dir).map_err(tantivy::TantivyError::from)?;
        let index = Index::open(directory)?;
        if index.schema() != fields.schema {
            return Err(Unfit::OtherFields);
        }
        let damaged = index.validate_checksum()?;
        if !damaged.is_empty() {
            return Err(Unfit::Damaged(damaged.into_iter().collect()));
        }
        let live = Self::new(fields, index)?;
        live.applied_through()?.ok_or(Unfit::OtherPayload)?;
        Ok(live)
    }

    fn new(fields: Arc<Fields>, index: Index) -> tantivy::Result<Self> {
        let writer = Some(open_writer(&index)?);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            fields,
            index,
            writer,
            reader,
        })
    }

    /// Makes all of the changes, or none, and remembers how far they reach.
    pub(super) fn apply(
        &mut self,
        changes: impl IntoIterator<Item = Change>,
        through: i64,
    ) -> tantivy::Result<()> {
        let applied = self.write(changes).and_then(|()| self.commit(through));
        if applied.is_err() {
            // What it was given and did not commit goes with it.
            self.writer = None;
        }
        applied
    }

    fn write(&mut self, changes: impl IntoIterator<Item = Change>) -> tantivy::Result<()> {
        for change in changes {
            match change {
                Change::Put(entry) => {
                    self.remove(entry.id)?;
                    self.add(&entry)?;
                }
                Change::Remove(id) => self.remove(id)?,
            }
        }
        Ok(())
    }

    /// Adds an entry that the index does not have yet.
    pub(super) fn add(&mut self, entry: &Entry) -> tantivy::Result<()> {
        let document = self.fields.document(entry);
        self.writer()?.add_document(document)?;
        Ok(())
    }

    fn remove(&mut self, id: Uuid) -> tantivy::Result<()> {
        let term = self.fields.id_term(id);
        self.writer()?.delete_term(term);
        Ok(())
    }

    /// Makes what was written durable and remembers how far it reaches.
    pub(super) fn commit(&mut self, through: i64) -> tantivy::Result<()> {
        let mut commit = self.writer()?.prepare_commit()?;
        commit.set_payload(&through.to_string());
        commit.commit()?;
        Ok(())
    }

    /// Leaves segments as they are until [`Live::merge_all`].
    pub(super) fn hold_merges(&mut self) -> tantivy::Result<()> {
        self.writer()?.set_merge_policy(Box::new(NoMergePolicy));
        Ok(())
    }

    /// Merges everything into one segment, which is the fastest to search.
    pub(super) fn merge_all(&mut self) -> tantivy::Result<()> {
        let segments = self.index.searchable_segment_ids()?;
        if segments.len() > 1 {
            self.writer()?.merge(&segments).wait()?;
        }
        self.writer()?.set_merge_policy(merge_policy());
        Ok(())
    }

    fn writer(&mut self) -> tantivy::Result<&mut IndexWriter> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => open_writer(&self.index)?,
        };
        Ok(self.writer.insert(writer))
    }

    /// How far changes were applied; 0 before the first, none when the commit is not ours.
    fn applied_through(&self) -> tantivy::Result<Option<i64>> {
        let payload = self.index.load_metas()?.payload;
        Ok(payload.map_or(Some(0), |payload| payload.parse().ok()))
    }

    /// What is committed, to be searched.
    pub(super) fn view(&self, previous: Option<&View>) -> tantivy::Result<View> {
        self.reader.reload()?;
        let through = self.applied_through()?.unwrap_or_default();
        View::new(
            Arc::clone(&self.fields),
            self.reader.searcher(),
            through,
            previous,
        )
    }
}

fn open_writer(index: &Index) -> tantivy::Result<IndexWriter> {
    let options = IndexWriterOptions::builder()
        .memory_budget_per_thread(WRITER_BYTES)
        .num_worker_threads(1)
        .num_merge_threads(1)
        .build();
    let writer: IndexWriter = index.writer_with_options(options)?;
    writer.set_merge_policy(merge_policy());
    Ok(writer)
}

fn merge_policy() -> Box<dyn MergePolicy> {
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(DEAD_SHARE_MAX);
    Box::new(policy)
}
