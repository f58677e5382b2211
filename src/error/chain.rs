//! Causes that are known as sentences.

use std::{error::Error as StdError, fmt};

/// A sentence and what caused it.
#[derive(Debug)]
pub(crate) struct Chain {
    text: String,
    next: Option<Box<Chain>>,
}

impl Chain {
    /// Sentences, each caused by the next one; `None` for none.
    pub(crate) fn of<I>(sentences: I) -> Option<Self>
    where
        I: IntoIterator<Item = String>,
        I::IntoIter: DoubleEndedIterator,
    {
        let link = |next: Option<Self>, text| {
            Some(Self {
                text,
                next: next.map(Box::new),
            })
        };
        sentences.into_iter().rev().fold(None, link)
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for Chain {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.next.as_deref().map(|next| next as _)
    }
}
