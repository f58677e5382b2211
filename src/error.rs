//! The one error of the command line: what failed on which named thing, why, and the way out.

mod chain;
mod excerpt;
mod print;
mod template;

use std::error::Error as StdError;

pub(crate) use chain::Chain;
pub(crate) use excerpt::Excerpt;
pub(crate) use print::render;

/// What a command gives back.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of failure it is: it decides the exit code and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something failed that neither the usage nor a permission explains.
    Failed,
    /// The command line, coagent.yaml or a template is wrong.
    Usage,
    /// A named thing is not there.
    NotFound,
    /// AWS does not let us: credentials or permission.
    Refused,
    /// Stopped part-way; a journal says where.
    Stopped,
    /// The user interrupted.
    Interrupted,
    /// Who reads our output has gone: not worth a word.
    BrokenPipe,
}

impl Kind {
    /// The exit code of the process.
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::BrokenPipe => 0,
            Self::Failed => 1,
            Self::Usage | Self::NotFound => 2,
            Self::Refused => 3,
            Self::Stopped => 4,
            Self::Interrupted => 130,
        }
    }
}

/// A failure, complete: ready to be printed.
#[derive(Debug)]
pub(crate) struct Error {
    pub(crate) kind: Kind,
    pub(crate) message: String,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
    pub(crate) excerpts: Vec<Excerpt>,
    pub(crate) hints: Vec<String>,
}

impl Error {
    /// An error of a kind. The message says what failed on which named thing.
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
            excerpts: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Something failed: exit code 1.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// The command line or a file of the user is wrong: exit code 2.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// A named thing is not there: exit code 2.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, message)
    }

    /// AWS refused: exit code 3.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// The user interrupted: exit code 130.
    pub(crate) fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "Interrupted")
    }

    /// With what caused it.
    pub(crate) fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// With what caused it, as sentences, each caused by the next one.
    pub(crate) fn because_of<I>(mut self, sentences: I) -> Self
    where
        I: IntoIterator<Item = String>,
        I::IntoIter: DoubleEndedIterator,
    {
        self.source = Chain::of(sentences).map(Into::into);
        self
    }

    /// The message and its cause, without the ways out.
    pub(crate) fn in_a_line(&self) -> String {
        match &self.source {
            Some(cause) => format!("{}: {cause}", self.message),
            None => self.message.clone(),
        }
    }

    /// With a way out, best a command to paste.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// With the place in a file of the user.
    pub(crate) fn at(mut self, excerpt: Excerpt) -> Self {
        self.excerpts.push(excerpt);
        self
    }
}

/// Says what was being done when something failed.
pub(crate) trait Doing<T> {
    /// Makes the failure a [`Kind::Failed`] with this message and itself as the cause.
    fn doing(self, message: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: StdError + Send + Sync + 'static> Doing<T> for std::result::Result<T, E> {
    fn doing(self, message: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|cause| Error::failed(message()).because(cause))
    }
}

/// Takes what is not there for none.
pub(crate) trait IfThere<T> {
    /// `None` for a failure that is [`Kind::NotFound`].
    fn if_there(self) -> Result<Option<T>>;
}

impl<T> IfThere<T> for Result<T> {
    fn if_there(self) -> Result<Option<T>> {
        match self {
            Ok(thing) => Ok(Some(thing)),
            Err(error) if error.kind == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_documented() {
        let codes = [
            (Kind::Failed, 1),
            (Kind::Usage, 2),
            (Kind::NotFound, 2),
            (Kind::Refused, 3),
            (Kind::Stopped, 4),
            (Kind::Interrupted, 130),
        ];
        for (kind, code) in codes {
            assert_eq!(kind.exit_code(), code, "{kind:?}");
        }
    }
}
