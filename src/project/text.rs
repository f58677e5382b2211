//! Reading files of the user, which are UTF-8.

use std::{fs, io, path::Path};

use crate::error::{Error, Result};

/// The text of a file; what is no UTF-8 is named with its place and the way out.
pub(crate) fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(|cause| unreadable(path, cause))?;
    if is_utf16(&bytes) {
        let name = path.display();
        return Err(Error::usage(format!("{name} is written in UTF-16"))
            .hint(format!("save it as UTF-8: iconv -f UTF-16 -t UTF-8 {name}")));
    }
    String::from_utf8(bytes).map_err(|cause| {
        let read = cause.utf8_error().valid_up_to();
        let (line, column) = place(&cause.into_bytes()[..read]);
        let name = path.display();
        Error::usage(format!("{name}:{line}:{column}: this is not UTF-8"))
            .hint("is it a text, and saved as UTF-8?")
    })
}

fn unreadable(path: &Path, cause: io::Error) -> Error {
    let is_folder = cause.kind() == io::ErrorKind::IsADirectory;
    let error = Error::usage(format!("Failed to read {}", path.display())).because(cause);
    if is_folder {
        error.hint("name a file in it")
    } else {
        error
    }
}

/// By its mark, or by the zero beside a first letter of ASCII.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || matches!(bytes, [first, second, ..] if (*first == 0) != (*second == 0))
}

/// Line and column, counted from 1, of what follows a text.
fn place(before: &[u8]) -> (usize, usize) {
    let text = String::from_utf8_lossy(before);
    let line = text.matches('\n').count() + 1;
    let last = text.rsplit('\n').next().unwrap_or_default();
    (line, last.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(bytes: &[u8]) -> String {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.yaml");
        fs::write(&path, bytes).unwrap();
        let error = read(&path).unwrap_err();
        let hints = error.hints.join("; ");
        format!(
            "{} ({hints})",
            error.message.replace(&dir.path().display().to_string(), "")
        )
    }

    #[test]
    fn utf_16_is_named_with_and_without_its_mark() {
        for bytes in [&b"\xff\xfeR\0"[..], b"R\0e\0", b"\0R\0e"] {
            let error = error_of(bytes);
            assert!(
                error.starts_with("/t.yaml is written in UTF-16 (save it as UTF-8"),
                "{error}"
            );
        }
    }

    #[test]
    fn what_is_no_utf_8_is_named_with_its_place() {
        let error = error_of("a: ä\nb: \u{fc}".as_bytes().split_last().unwrap().1);
        assert!(
            error.starts_with("/t.yaml:2:4: this is not UTF-8"),
            "{error}"
        );
    }

    #[test]
    fn a_folder_is_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let error = read(dir.path()).unwrap_err();
        assert_eq!(error.hints, ["name a file in it"]);
    }
}
