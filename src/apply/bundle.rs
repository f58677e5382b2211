//! The functions' bundle: a zip with the program `bootstrap`.

use std::{
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
};

use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{
    error::{Doing, Error, Result},
    project::{Environment, Project},
};

const BOOTSTRAP: &str = "bootstrap";

/// What makes a bundle.
const BUILD: &str =
    "cargo lambda build --release --arm64 --output-format zip --package coagent-processors";

/// A bundle to be uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bundle {
    /// Its file's name, for messages and its extension.
    pub(crate) name: PathBuf,
    /// The zip.
    pub(crate) content: Vec<u8>,
}

/// The bundle for an environment: for the local one the running program itself, else the file that
/// the command line or coagent.yaml names.
pub(crate) fn find(
    project: &Project,
    environment: &Environment,
    named: Option<&Path>,
    program: &Path,
) -> Result<Bundle> {
    match named.or(project.bundle.as_deref()) {
        Some(file) => read(file),
        None if environment.is_local() => ours(program),
        None => Err(no_bundle(environment)),
    }
}

fn no_bundle(environment: &Environment) -> Error {
    let name = &environment.name;
    Error::usage(format!(
        "There is no bundle of the functions to deploy to `{name}`"
    ))
    .hint(BUILD)
    .hint(format!(
        "then: coagent deploy --env {name} --bundle target/lambda/bootstrap/bootstrap.zip"
    ))
    .hint("or say it once in coagent.yaml: bundle: target/lambda/bootstrap/bootstrap.zip")
}

fn read(file: &Path) -> Result<Bundle> {
    let content = fs::read(file).map_err(|cause| {
        Error::usage(format!("Failed to read the bundle `{}`", file.display())).because(cause)
    })?;
    check(file, &content)?;
    Ok(Bundle {
        name: file.to_owned(),
        content,
    })
}

/// What Lambda would only find out at the first event.
fn check(file: &Path, content: &[u8]) -> Result<()> {
    let not_zip = |cause| Error::usage(format!("`{}` is no zip", file.display())).because(cause);
    let mut zip = ZipArchive::new(Cursor::new(content)).map_err(not_zip)?;
    let found = zip.by_name(BOOTSTRAP);
    found.map(drop).map_err(|cause| {
        Error::usage(format!(
            "The bundle `{}` has no program `{BOOTSTRAP}`",
            file.display()
        ))
        .because(cause)
        .hint(BUILD)
    })
}

/// A bundle that runs this very program: no build step, and always of the same version.
fn ours(program: &Path) -> Result<Bundle> {
    let script = script(program);
    // The same content must make the same zip, or every deployment would change every function.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o755);
    let doing = || "Failed to make the bundle of the functions".to_owned();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(BOOTSTRAP, options).doing(doing)?;
    zip.write_all(script.as_bytes()).doing(doing)?;
    Ok(Bundle {
        name: PathBuf::from("bundle.zip"),
        content: zip.finish().doing(doing)?.into_inner(),
    })
}

fn script(program: &Path) -> String {
    let quoted = program.display().to_string().replace('\'', r"'\''");
    let version = env!("CARGO_PKG_VERSION");
    format!("#!/bin/sh\n# coagent {version}\nexec '{quoted}' \"$@\"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_program_makes_the_same_bundle_and_it_has_a_bootstrap() {
        let bundle = ours(Path::new("/opt/coagent")).unwrap();
        assert_eq!(bundle, ours(Path::new("/opt/coagent")).unwrap());
        check(&bundle.name, &bundle.content).unwrap();
    }

    #[test]
    fn a_path_with_a_quote_stays_one_word() {
        assert!(script(Path::new("/a'b/c d")).contains(r"exec '/a'\''b/c d' "));
    }

    #[test]
    fn a_bundle_without_its_program_is_refused_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("bundle.zip");
        let empty = ZipWriter::new(Cursor::new(Vec::new()))
            .finish()
            .unwrap()
            .into_inner();
        fs::write(&file, empty).unwrap();
        let error = read(&file).unwrap_err();
        assert!(
            error.message.contains("has no program `bootstrap`"),
            "{error:?}"
        );
    }
}
