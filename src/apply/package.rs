//! What a template names of this machine: directories become zips, files are taken as they are.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    ffi::OsStr,
    fs::{self, File},
    io::{self, Cursor},
    path::{Path, PathBuf},
};

use coagent_template::{Artifact, Template};
use walkdir::{DirEntry, WalkDir};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::{
    error::{Error, Excerpt, Result},
    project::TemplateSource,
};

/// What Lambda takes of code, unzipped, in bytes. Source: Lambda Developer Guide, Lambda quotas.
const CODE_LIMIT: u64 = 250 * 1024 * 1024;
/// What lies beside code and is none.
const LEFT_OUT: [&str; 3] = [".git", ".coagent", ".aws-sam"];

/// An artifact to be uploaded.
pub(crate) struct Package {
    /// Where the template names it: functions often share their code.
    pub(crate) artifacts: Vec<Artifact>,
    /// Its file's name, for messages and its extension.
    pub(crate) name: PathBuf,
    /// What is uploaded.
    pub(crate) content: Vec<u8>,
}

/// Everything that a template names of this machine.
///
/// # Errors
/// A path that is not there, cannot be read or is empty; code of more than 250 MiB.
pub(crate) fn pack(source: &TemplateSource, template: &Template) -> Result<Vec<Package>> {
    let beside = source.path.as_deref().and_then(Path::parent);
    let beside = beside.unwrap_or(Path::new(""));
    let mut packages: BTreeMap<(String, bool), Package> = BTreeMap::new();
    for artifact in template.artifacts() {
        let (path, is_code) = (artifact.path.clone(), artifact.is_code);
        match packages.entry((path, is_code)) {
            Entry::Occupied(known) => known.into_mut().artifacts.push(artifact),
            Entry::Vacant(new) => {
                let packed = one(&beside.join(&artifact.path), is_code);
                let packed = packed.map_err(|cause| not_packed(source, &artifact, cause));
                let (name, content) = packed?;
                new.insert(Package {
                    artifacts: vec![artifact],
                    name,
                    content,
                });
            }
        }
    }
    Ok(packages.into_values().collect())
}

fn not_packed(source: &TemplateSource, artifact: &Artifact, cause: io::Error) -> Error {
    let (place, path) = (artifact.span.start, &artifact.path);
    let is_missing = cause.kind() == io::ErrorKind::NotFound;
    let said = if is_missing {
        format!("there is no `{path}` beside the template")
    } else {
        format!("`{path}` cannot be deployed")
    };
    let excerpt = Excerpt {
        file: source.name.clone(),
        text: source.text.clone(),
        offset: artifact.span.range().start,
        length: artifact.span.range().len(),
        label: String::new(),
    };
    let said = format!("{}:{place}: {said}", source.name);
    let error = Error::usage(said).at(excerpt);
    if is_missing {
        return error.hint("paths are relative to the template; build first what must be built");
    }
    error.because(cause)
}

/// A file's name and its content: code that is no archive yet becomes one.
fn one(path: &Path, is_code: bool) -> io::Result<(PathBuf, Vec<u8>)> {
    let is_archive = matches!(
        path.extension().and_then(OsStr::to_str),
        Some("zip" | "jar")
    );
    if path.is_file() && (is_archive || !is_code) {
        return Ok((path.to_owned(), fs::read(path)?));
    }
    Ok((PathBuf::from("code.zip"), zip(path)?))
}

/// A zip of a directory, or of one file.
fn zip(path: &Path) -> io::Result<Vec<u8>> {
    let root = if path.is_file() {
        path.parent().unwrap_or(path)
    } else {
        path
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut size = 0;
    for entry in entries(path) {
        let entry = entry?;
        size += entry.metadata()?.len();
        if size > CODE_LIMIT {
            let said = "it is larger than the 250 MiB that Lambda takes";
            return Err(io::Error::other(said));
        }
        zip.start_file(name(root, entry.path()), options(&entry)?)?;
        io::copy(&mut File::open(entry.path())?, &mut zip)?;
    }
    if size == 0 {
        return Err(io::Error::other("there is nothing in it"));
    }
    Ok(zip.finish()?.into_inner())
}

/// The files in it, always in the same order; links are followed.
fn entries(path: &Path) -> impl Iterator<Item = io::Result<DirEntry>> {
    let walk = WalkDir::new(path).follow_links(true).sort_by_file_name();
    let is_meant = |entry: &DirEntry| {
        entry.depth() != 1 || !LEFT_OUT.iter().any(|name| entry.file_name() == *name)
    };
    walk.into_iter()
        .filter_entry(is_meant)
        .map(|entry| entry.map_err(io::Error::from))
        .filter(|entry| !entry.as_ref().is_ok_and(|entry| entry.file_type().is_dir()))
}

fn name(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = path.iter().map(OsStr::to_string_lossy).collect();
    parts.join("/")
}

/// The same content must make the same zip, or every deployment would change every function.
fn options(entry: &DirEntry) -> io::Result<SimpleFileOptions> {
    let mode = if is_executable(&entry.metadata()?) {
        0o755
    } else {
        0o644
    };
    Ok(SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(mode))
}

#[cfg(unix)]
fn is_executable(file: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.permissions().mode() & 0o111 != 0
}

/// Without modes everything can be run, as `sam build` has it there.
#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use zip::ZipArchive;

    use super::*;

    fn packed(dir: &Path, code: &str) -> Result<Vec<Package>> {
        let text = format!(
            "Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: {code}\n"
        );
        let source = TemplateSource {
            name: "t.yaml".to_owned(),
            path: Some(dir.join("t.yaml")),
            text,
        };
        pack(&source, &Template::parse("t.yaml", &source.text).unwrap())
    }

    #[test]
    fn a_directory_becomes_the_same_zip_each_time_and_programs_stay_programs() {
        let dir = tempfile::tempdir().unwrap();
        for file in [
            "app/lib/b.js",
            "app/bootstrap",
            "app/.coagent/state",
            "app/.env",
        ] {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        let program = dir.path().join("app/bootstrap");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        let first = packed(dir.path(), "app/").unwrap().remove(0);
        fs::write(&program, "app/bootstrap").unwrap();
        assert_eq!(first.content, packed(dir.path(), "app").unwrap()[0].content);

        let mut zip = ZipArchive::new(Cursor::new(first.content)).unwrap();
        let names: Vec<_> = zip
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect();
        assert_eq!(names, [".env", "bootstrap", "lib/b.js"]);
        let mut mode = |name| zip.by_name(name).unwrap().unix_mode().unwrap() & 0o777;
        assert_eq!((mode("bootstrap"), mode("lib/b.js")), (0o755, 0o644));
    }

    #[test]
    fn code_that_functions_share_is_packed_once() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("app.js"), "x").unwrap();
        let function = "{Type: AWS::Serverless::Function, Properties: {CodeUri: .}}";
        let text = format!("Resources:\n  A: {function}\n  B: {function}\n");
        let source = TemplateSource {
            name: "t.yaml".to_owned(),
            path: Some(dir.path().join("t.yaml")),
            text,
        };
        let template = Template::parse("t.yaml", &source.text).unwrap();
        let packages = pack(&source, &template).unwrap();
        let named: Vec<usize> = packages.iter().map(|each| each.artifacts.len()).collect();
        assert_eq!(named, [2]);
    }

    #[test]
    fn one_file_is_zipped_and_a_zip_is_not() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("index.py"), "x").unwrap();
        fs::write(dir.path().join("a.zip"), "taken as it is").unwrap();
        let file = packed(dir.path(), "index.py").unwrap().remove(0);
        let zip = ZipArchive::new(Cursor::new(file.content)).unwrap();
        assert_eq!(zip.file_names().next().unwrap().unwrap(), "index.py");
        let archive = packed(dir.path(), "a.zip").unwrap().remove(0);
        assert_eq!(archive.content, b"taken as it is");
    }

    #[test]
    fn what_is_not_there_or_empty_is_named_with_its_place() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("empty")).unwrap();
        let missing = packed(dir.path(), "nowhere/").err().unwrap();
        assert_eq!(
            missing.message,
            "t.yaml:5:16: there is no `nowhere/` beside the template"
        );
        let empty = packed(dir.path(), "empty").err().unwrap();
        assert!(
            empty.in_a_line().contains("there is nothing in it"),
            "{empty:?}"
        );
    }
}
