//! Where the project is.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{Environment, Project, TemplateSource, file, text::read};
use crate::error::{Error, Result};

const FILE: &str = "coagent.yaml";
/// What `sam init` calls a template.
const TEMPLATES: [&str; 3] = ["template.yaml", "template.yml", "template.json"];
const SHIPPED: &str = "bayon-coagent";
const SHIPPED_TEMPLATE: &str = include_str!("../../templates/bayon-coagent.yaml");

impl Project {
    /// The project in `named`, or of the first directory upwards from `here` with a coagent.yaml,
    /// or the application of a template of SAM's name that lies here, or the one that coagent ships.
    pub(crate) fn find(named: Option<&Path>, here: &Path) -> Result<Self> {
        if let Some(named) = named {
            return Self::named(named, here);
        }
        let found = here
            .ancestors()
            .map(|dir| dir.join(FILE))
            .find(|file| file.is_file());
        match found {
            Some(file) => Self::read(&file, file.parent().unwrap_or(here), here),
            None => match Self::of_template(here)? {
                Some(project) => Ok(project),
                None => Ok(project(SHIPPED.to_owned(), shipped_template(), here)),
            },
        }
    }

    /// Where `--project` points: a directory with a coagent.yaml or a template, or the file itself.
    fn named(named: &Path, here: &Path) -> Result<Self> {
        let file = if named.is_dir() {
            named.join(FILE)
        } else {
            named.to_owned()
        };
        if file.is_file() {
            return Self::read(&file, file.parent().unwrap_or(here), here);
        }
        let missing = || {
            let said = format!("There is no {FILE} in `{}`", named.display());
            let way_out = "`--project` takes the directory that has it, or has a template.yaml";
            Error::usage(said).hint(way_out)
        };
        Self::of_template(named)?.ok_or_else(missing)
    }

    /// The application of a template that nobody had to name.
    fn of_template(dir: &Path) -> Result<Option<Self>> {
        let template = template_in(dir)?;
        Ok(template.map(|template| project(application_of(dir), template, dir)))
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

fn templates(root: &Path, paths: Vec<PathBuf>) -> Result<Vec<TemplateSource>> {
    if paths.is_empty() {
        return Ok(vec![template_in(root)?.unwrap_or_else(shipped_template)]);
    }
    paths
        .into_iter()
        .map(|path| template_at(root, &path))
        .collect()
}

fn template_at(root: &Path, path: &Path) -> Result<TemplateSource> {
    let full = root.join(path);
    Ok(TemplateSource {
        name: path.display().to_string(),
        text: read(&full)?,
        path: Some(full),
    })
}

/// The template of a directory that nobody had to name. Other programs have files of that name,
/// too: one without resources is not meant.
fn template_in(dir: &Path) -> Result<Option<TemplateSource>> {
    let mut names = TEMPLATES.iter().map(Path::new);
    let Some(name) = names.find(|name| dir.join(name).is_file()) else {
        return Ok(None);
    };
    let template = template_at(dir, name)?;
    Ok(Some(template).filter(|template| template.text.contains("Resources")))
}

/// A directory's name, as far as a stack's name can have it.
fn application_of(dir: &Path) -> String {
    let whole = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let name = whole.file_name().unwrap_or_default().to_string_lossy();
    let parts = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    let name = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let name = name.join("-");
    match name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        true => name,
        false => format!("app-{name}").trim_end_matches('-').to_owned(),
    }
}

fn shipped_template() -> TemplateSource {
    TemplateSource {
        name: format!("templates/{SHIPPED}.yaml"),
        path: None,
        text: SHIPPED_TEMPLATE.to_owned(),
    }
}

/// An application without a coagent.yaml, in four environments.
fn project(application: String, template: TemplateSource, here: &Path) -> Project {
    let environment = |name: &str| Environment {
        name: name.to_owned(),
        stack: format!("{application}-{name}"),
        protected: name == "production",
        ..Environment::default()
    };
    let names = ["local", "development", "staging", "production"];
    let environments: BTreeMap<_, _> = names
        .map(|name| (name.to_owned(), environment(name)))
        .into_iter()
        .collect();
    Project {
        root: here.to_owned(),
        templates: vec![template],
        bundle: None,
        environments,
        application,
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
    fn a_template_of_the_usual_name_is_an_application_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("my_shop.2");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("template.yaml"), "Chart: a").unwrap();
        let other = Project::find(None, &root).unwrap();
        assert_eq!(other.application, SHIPPED, "that is no template of AWS");

        fs::write(root.join("template.yaml"), "Resources: {}").unwrap();
        let project = Project::find(None, &root).unwrap();
        assert_eq!(project.application, "my-shop-2");
        assert_eq!(
            project.environment("staging").unwrap().stack,
            "my-shop-2-staging"
        );

        let pointed_at = Project::find(Some(&root.join(".")), dir.path()).unwrap();
        assert_eq!(pointed_at.application, "my-shop-2");

        fs::write(root.join(FILE), "application: shop").unwrap();
        for named in [None, Some(root.join(FILE)), Some(root.clone())] {
            let project = Project::find(named.as_deref(), &root).unwrap();
            assert_eq!(
                (&*project.application, &*project.template().name),
                ("shop", "template.yaml")
            );
        }
    }

    #[test]
    fn a_directory_s_name_becomes_one_that_a_stack_can_have() {
        for (dir, name) in [
            ("/a/shop", "shop"),
            ("/2nd", "app-2nd"),
            ("/", "app"),
            ("/é", "app"),
        ] {
            assert_eq!(application_of(Path::new(dir)), name);
        }
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
