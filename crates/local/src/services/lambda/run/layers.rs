//! What a function finds of its layers. On Lambda that is `/opt`, the layers unpacked one over the
//! other; here it is a directory of its own, named in the search paths that Lambda's runtimes have.
//! <https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html>

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    core::Core,
    fault::Fault,
    services::lambda::{
        code,
        state::{Attached, Code},
    },
};

/// The directory with what all layers of a function have, made if it is not there; none without
/// layers. Of files with the same path the later layer's counts.
///
/// # Errors
/// When it cannot be made.
pub(super) async fn directory(core: &Core, layers: &[Attached]) -> io::Result<Option<PathBuf>> {
    let codes: Vec<&Code> = layers.iter().map(|layer| &layer.code).collect();
    let folders: Vec<PathBuf> = codes
        .iter()
        .map(|code| code::directory(core, code))
        .collect();
    if folders.len() < 2 {
        return Ok(folders.into_iter().next());
    }
    let home = code::joint_directory(core, &codes);
    let make = move || {
        code::make_once(&home, |partial| {
            let mut folders = folders.iter();
            let laid = folders.try_for_each(|folder| lay_over(folder, partial));
            laid.map_err(Fault::internal)
        })
        .map(|()| home)
    };
    let made = tokio::task::spawn_blocking(make).await?;
    made.map(Some).map_err(io::Error::other)
}

/// Puts every file of a folder into another, over what is there.
fn lay_over(folder: &Path, into: &Path) -> io::Result<()> {
    fs::create_dir_all(into)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (from, to) = (entry.path(), into.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            if to.is_file() {
                fs::remove_file(&to)?;
            }
            lay_over(&from, &to)?;
            continue;
        }
        if to.is_dir() {
            fs::remove_dir_all(&to)?;
        } else if to.exists() {
            fs::remove_file(&to)?;
        }
        fs::copy(&from, &to)?;
    }
    Ok(())
}

/// The variables by which a runtime finds what is in the layers, `root`; `path` is the search path
/// without them.
pub(super) fn variables(
    runtime: &str,
    task: &Path,
    root: &Path,
    path: &str,
) -> Vec<(&'static str, String)> {
    let (task, root) = (task.display(), root.display());
    let mut variables = vec![
        ("PATH", format!("{path}:{root}/bin")),
        ("LD_LIBRARY_PATH", format!("{task}:{task}/lib:{root}/lib")),
    ];
    if runtime.starts_with("python") {
        let packages = format!("{root}/python/lib/{runtime}/site-packages");
        variables.push(("PYTHONPATH", format!("{packages}:{root}/python")));
    }
    if let Some(version) = runtime.strip_prefix("nodejs") {
        let version = version.trim_end_matches(".x");
        let modules = format!("{root}/nodejs/node{version}/node_modules");
        variables.push(("NODE_PATH", format!("{modules}:{root}/nodejs/node_modules")));
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let file = dir.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        dir
    }

    #[test]
    fn the_later_layer_lies_over_the_earlier() {
        let one = folder(&[("python/a.py", "one"), ("bin", "a file"), ("lib/x", "x")]);
        let two = folder(&[
            ("python/a.py", "two"),
            ("bin/tool", "a folder"),
            ("lib", "a file"),
        ]);
        let all = tempfile::tempdir().unwrap();
        for layer in [&one, &two] {
            lay_over(layer.path(), all.path()).unwrap();
        }
        let read = |name: &str| fs::read_to_string(all.path().join(name)).unwrap();
        assert_eq!(read("python/a.py"), "two");
        assert_eq!(read("bin/tool"), "a folder");
        assert_eq!(read("lib"), "a file");
    }

    #[test]
    fn each_runtime_is_told_where_its_packages_are() {
        let of = |runtime| variables(runtime, Path::new("/task"), Path::new("/layers"), "/bin");
        let value = |runtime, name| {
            let found = of(runtime).into_iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value)
        };
        assert_eq!(
            value("provided.al2023", "PATH").unwrap(),
            "/bin:/layers/bin"
        );
        assert_eq!(
            value("python3.13", "PYTHONPATH").unwrap(),
            "/layers/python/lib/python3.13/site-packages:/layers/python"
        );
        assert_eq!(
            value("nodejs22.x", "NODE_PATH").unwrap(),
            "/layers/nodejs/node22/node_modules:/layers/nodejs/node_modules"
        );
        assert_eq!(value("nodejs22.x", "PYTHONPATH"), None);
    }
}
