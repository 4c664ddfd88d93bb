//! Where the published figures come from: one file that its publisher signed.
//!
//! Cost of a look: the file's date and length. It is read again when they change. What is not signed by the
//! key that was set is not shown, whatever it says; the log says why, once for each file.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use release::bundle::PublisherId;
use release::publication::Publication;

/// Which file is shown, and whose signature it must have.
#[derive(Clone, Debug)]
pub struct Source {
    /// The signed file, as `daybreak release sign` writes it.
    pub file: PathBuf,
    /// The public half of the publisher's key.
    pub key: PublisherId,
}

/// The figures of this node.
#[derive(Default)]
pub struct Published {
    source: Option<Source>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    mark: Option<(SystemTime, u64)>,
    publication: Option<Arc<Publication>>,
}

impl Published {
    /// The figures of a source; none without one.
    #[must_use]
    pub fn new(source: Option<Source>) -> Self {
        Self { source, state: Mutex::default() }
    }

    /// What is published now; nothing if there is no file, or none that was signed.
    #[must_use]
    pub fn now(&self) -> Option<Arc<Publication>> {
        let source = self.source.as_ref()?;
        let about = std::fs::metadata(&source.file).ok();
        let mark = about.and_then(|about| Some((about.modified().ok()?, about.len())));
        // A panic while reading leaves the figures of before, which were signed too.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.mark != mark {
            state.mark = mark;
            state.publication = mark.and_then(|_| source.read());
        }
        state.publication.clone()
    }
}

impl Source {
    fn read(&self) -> Option<Arc<Publication>> {
        let file = self.file.display();
        let bytes = match std::fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) => {
                tracing::error!(%file, %error, "the published figures cannot be read");
                return None;
            }
        };
        match self.key.open(&bytes) {
            Ok(publication) => Some(Arc::new(publication)),
            Err(refused) => {
                tracing::error!(%file, %refused, "the published figures are not shown");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use release::bundle::PublisherKey;

    use super::*;

    #[test]
    fn only_what_the_publisher_signed_is_shown_and_news_are_seen() {
        let folder = std::env::temp_dir().join(format!("daybreak-figures-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (ours, other) = (PublisherKey::new([1; 32]), PublisherKey::new([2; 32]));
        let file = folder.join("figures.json");
        let published = Published::new(Some(Source { file: file.clone(), key: ours.id() }));
        assert_eq!(published.now(), None);
        let publication = |period: &str| Publication {
            dataset: "county".into(),
            period: period.into(),
            ..Publication::default()
        };
        std::fs::write(&file, ours.sign(&publication("2026")).unwrap()).unwrap();
        assert_eq!(published.now().unwrap().period, "2026");
        std::fs::write(&file, ours.sign(&publication("2026 and 2027")).unwrap()).unwrap();
        assert_eq!(published.now().unwrap().period, "2026 and 2027");
        std::fs::write(&file, other.sign(&publication("2028 by another")).unwrap()).unwrap();
        assert_eq!(published.now(), None);
        std::fs::remove_file(&file).unwrap();
        assert_eq!(published.now(), None);
        assert_eq!(Published::default().now(), None);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
