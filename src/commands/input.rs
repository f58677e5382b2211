//! A JSON text that is typed, in a file, or on stdin.

use std::{fs, io};

use crate::error::{Error, Excerpt, Result};

/// A text and what the user knows it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// A file's path, `stdin`, or what the argument is called.
    pub(crate) name: String,
    /// The text.
    pub(crate) text: String,
}

impl Input {
    /// What `given` stands for: JSON when it begins as an object does, `-` for stdin, or a file.
    /// `what` is what the argument is called.
    pub(crate) fn read(given: &str, what: &str) -> Result<Self> {
        if given.trim_start().starts_with('{') {
            return Ok(Self {
                name: what.to_owned(),
                text: given.to_owned(),
            });
        }
        let (name, read) = match given {
            "-" => ("stdin", io::read_to_string(io::stdin().lock())),
            path => (path, fs::read_to_string(path)),
        };
        let text = read.map_err(|cause| {
            Error::usage(format!("Failed to read the {what} from {name}"))
                .because(cause)
                .hint(format!(
                    "the {what} is a file, `-` for stdin, or JSON: '{{\"source\": …}}'"
                ))
        })?;
        Ok(Self {
            name: name.to_owned(),
            text,
        })
    }

    /// An error at a byte of the text.
    pub(crate) fn wrong(&self, message: &str, offset: usize) -> Error {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let excerpt = Excerpt {
            file: self.name.clone(),
            text: self.text.clone(),
            offset,
            length: usize::from(offset < self.text.len()),
            label: "here".to_owned(),
        };
        let (line, column) = excerpt.position();
        Error::usage(format!("{}:{line}:{column}: {message}", self.name)).at(excerpt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_as_an_object_is_the_text_itself() {
        let input = Input::read(" {\"a\": 1}", "pattern").unwrap();
        assert_eq!(
            (input.name.as_str(), input.text.as_str()),
            ("pattern", " {\"a\": 1}")
        );
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = Input::read("no/such.json", "event").unwrap_err();
        assert!(error.message.contains("no/such.json"), "{error:?}");
    }

    #[test]
    fn a_place_within_a_character_does_not_panic() {
        let input = Input {
            name: "e".into(),
            text: "{\"ä\"".into(),
        };
        assert!(input.wrong("bad", 3).message.starts_with("e:1:3: bad"));
        assert!(input.wrong("bad", 99).message.starts_with("e:1:5: bad"));
    }
}
