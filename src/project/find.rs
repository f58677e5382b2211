//! Where the project is.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{Environment, Project, TemplateSource, file, text::read};
use crate::error::{Error, Result};

const FILE: &str = "coagent.yaml";
const SHIPPED: &str = "bayon-coagent";
const SHIPPED_TEMPLATE: &str = include_str!("../../templates/bayon-coagent.yaml");

impl Project {
    /// The project in `named`, or of the first directory upwards from `here` with a coagent.yaml,
    /// or the application that coagent ships.
    pub(crate) fn find(named: Option<&Path>, here: &Path) -> Result<Self> {
        if let Some(named) = named {
            return Self::read(&file_in(named)?, named, here);
        }
        let found = here
            .ancestors()
            .map(|dir| dir.join(FILE))
            .find(|file| file.is_file());
        match found {
            Some(file) => Self::read(&file, file.parent().unwrap_or(here), here),
            None => Ok(shipped(here)),
        }
    }

    fn read(path: &Path, root: &Path, here: &Path) -> Result<Self> {
        let name = path.strip_prefix(here).unwrap_or(path);
        let text = read(path)?;
        let mut file = file::parse(name, &text)?;
        let silences = std::mem::take(&mut file.verify).silences(name, &text)?;
        let places = std::mem::take(&mut file.environments);
        let environments = places
            .into_iter()
            .map(|(name, place)| (name.clone(), place.environment(&name, &file)))
            .collect();
        Ok(Self {
            templates: templates(root, std::mem::take(&mut file.template).paths())?,
            bundle: file.bundle.map(|path| root.join(path)),
            application: file.application,
            root: root.to_owned(),
            environments,
            silences,
        })
    }
}

/// coagent.yaml where `--project` points: a directory with one, or the file itself.
fn file_in(named: &Path) -> Result<PathBuf> {
    let file = if named.is_dir() {
        named.join(FILE)
    } else {
        named.to_owned()
    };
    if file.is_file() {
        return Ok(file);
    }
    Err(
        Error::usage(format!("There is no {FILE} in `{}`", named.display()))
            .hint("`--project` takes the directory that has it"),
    )
}

fn templates(root: &Path, paths: Vec<PathBuf>) -> Result<Vec<TemplateSource>> {
    if paths.is_empty() {
        return Ok(vec![shipped_template()]);
    }
    let source = |path: PathBuf| {
        let full = root.join(&path);
        Ok(TemplateSource {
            name: path.display().to_string(),
            text: read(&full)?,
            path: Some(full),
        })
    };
    paths.into_iter().map(source).collect()
}

fn shipped_template() -> TemplateSource {
    TemplateSource {
        name: format!("templates/{SHIPPED}.yaml"),
        path: None,
        text: SHIPPED_TEMPLATE.to_owned(),
    }
}

/// The application that coagent ships, in its four environments.
fn shipped(here: &Path) -> Project {
    let environment = |name: &str| Environment {
        name: name.to_owned(),
        stack: format!("{SHIPPED}-{name}"),
        protected: name == "production",
        ..Environment::default()
    };
    let names = ["local", "development", "staging", "production"];
    let environments: BTreeMap<_, _> = names
        .map(|name| (name.to_owned(), environment(name)))
        .into_iter()
        .collect();
    Project {
        application: SHIPPED.to_owned(),
        root: here.to_owned(),
        templates: vec![shipped_template()],
        bundle: None,
        environments,
        silences: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_file_is_searched_upwards() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(dir.path().join(FILE), "application: shop").unwrap();
        let project = Project::find(None, &deep).unwrap();
        assert_eq!(
            (project.application.as_str(), project.root.as_path()),
            ("shop", dir.path())
        );
    }

    #[test]
    fn without_a_file_it_is_the_shipped_application_protected_in_production() {
        let dir = tempfile::tempdir().unwrap();
        let project = Project::find(None, dir.path()).unwrap();
        assert_eq!(project.application, "bayon-coagent");
        assert!(project.environment("production").unwrap().protected);
        assert!(!project.environment("local").unwrap().protected);
    }

    #[test]
    fn a_directory_without_the_file_is_the_users_mistake() {
        let dir = tempfile::tempdir().unwrap();
        let error = Project::find(Some(dir.path()), dir.path()).unwrap_err();
        assert_eq!(error.kind, crate::error::Kind::Usage);
    }

    #[test]
    fn a_misspelt_environment_gets_the_one_that_was_meant() {
        let dir = tempfile::tempdir().unwrap();
        let project = Project::find(None, dir.path()).unwrap();
        let error = project.environment("stagging").unwrap_err();
        assert_eq!(error.hints, ["did you mean `--env staging`?"]);
    }
}
