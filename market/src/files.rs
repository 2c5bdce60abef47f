//! Files on disk, named by what they contain: the same bytes are kept once and never change.

use std::{io, path::PathBuf};

use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use crate::{App, token};

/// Who may see a file; each sort lies in a folder of its own within the data directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Everybody who knows its name.
    Public,
    /// Those whom the rules let see it: proof in a return or a quarrel, or of a payout.
    Private,
}

impl Shelf {
    const fn folder(self) -> &'static str {
        match self {
            Self::Public => "files",
            Self::Private => "proofs",
        }
    }
}

/// What a stored file is; decided by its content, never by what an uploader says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A WebP picture.
    Webp,
    /// A PDF document.
    Pdf,
}

impl FileKind {
    const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::Webp, Self::Pdf];

    /// The media type it is served with.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }

    /// How the names of such files end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
        }
    }
}

/// Keeps bytes for everybody and names them: SHA-256 in hexadecimal and the kind's extension.
///
/// # Errors
///
/// When the disk refuses.
pub async fn store(app: &App, bytes: &[u8], kind: FileKind) -> io::Result<String> {
    store_on(app, Shelf::Public, bytes, kind).await
}

/// Keeps bytes on a shelf and names them as [`store`] does.
///
/// # Errors
///
/// When the disk refuses.
pub async fn store_on(app: &App, shelf: Shelf, bytes: &[u8], kind: FileKind) -> io::Result<String> {
    let key = format!(
        "{}.{}",
        token::hex(&Sha256::digest(bytes)),
        kind.extension()
    );
    let folder = folder(app, shelf);
    tokio::fs::create_dir_all(&folder).await?;
    let path = folder.join(&key);
    if tokio::fs::try_exists(&path).await? {
        return Ok(key);
    }
    // Written whole under another name first: a name that counts never holds half a picture.
    let draft = folder.join(format!(".{}", token::random_letters(10)));
    let mut file = tokio::fs::File::create(&draft).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    tokio::fs::rename(&draft, &path).await?;
    Ok(key)
}

/// Reads what was stored for everybody under a name; none when there is no such file.
///
/// # Errors
///
/// When the disk fails.
pub async fn read(app: &App, key: &str) -> io::Result<Option<(Vec<u8>, FileKind)>> {
    read_from(app, Shelf::Public, key).await
}

/// Reads what was stored on a shelf under a name; none when there is no such file.
///
/// # Errors
///
/// When the disk fails.
pub async fn read_from(
    app: &App,
    shelf: Shelf,
    key: &str,
) -> io::Result<Option<(Vec<u8>, FileKind)>> {
    let Some(kind) = kind_of(key) else {
        return Ok(None);
    };
    match tokio::fs::read(folder(app, shelf).join(key)).await {
        Ok(bytes) => Ok(Some((bytes, kind))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where the public finds a stored file, on whatever host it reaches the market.
#[must_use]
pub fn url(key: &str) -> String {
    format!("/files/{key}")
}

fn folder(app: &App, shelf: Shelf) -> PathBuf {
    app.settings().data_dir.join(shelf.folder())
}

/// The kind that a name tells; none for a name that we do not give.
fn kind_of(key: &str) -> Option<FileKind> {
    let (hash, extension) = key.split_once('.')?;
    let is_hash = hash.len() == 64
        && hash
            .bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    FileKind::ALL
        .into_iter()
        .find(|kind| is_hash && kind.extension() == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_we_give_are_read() {
        let hash = "a".repeat(64);

        assert_eq!(kind_of(&format!("{hash}.jpg")), Some(FileKind::Jpeg));
        for stranger in [
            format!("{hash}.html"),
            format!("{hash}.jpg.png"),
            format!("../{}.png", "a".repeat(61)),
            format!("{}.png", "A".repeat(64)),
            "chosao.sqlite".to_owned(),
        ] {
            assert_eq!(kind_of(&stranger), None, "{stranger}");
        }
    }
}
