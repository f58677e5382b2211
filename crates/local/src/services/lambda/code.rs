//! Deployment packages: from zip bytes to a directory named by their digest, and the bytes beside
//! it for who asks for them (`GetFunction`).

use std::{
    fs::{self, File},
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::{
    fault::{invalid, lacking},
    model::function::FunctionCode,
    state::Code,
};
use crate::{core::Core, fault::Fault};

/// The most bytes of an unpacked package, as AWS has it, with all layers.
pub(crate) const UNPACKED_LIMIT: u64 = 262_144_000;

/// Fetches, checks and unpacks a package. The directory is there when this returns.
///
/// # Errors
/// `InvalidParameterValueException` when there is no code, it is no zip file, or it is too large;
/// S3's own fault when the object cannot be had.
pub(crate) async fn install(core: &Core, source: FunctionCode) -> Result<Code, Fault> {
    if source.image_uri.is_some() {
        return Err(lacking("container images (Code.ImageUri)"));
    }
    let package = match (source.zip_file, source.s3_bucket.zip(source.s3_key)) {
        (Some(zip), _) => zip.0,
        (None, Some((bucket, key))) => {
            fetch(core, &bucket, &key, source.s3_object_version.as_deref()).await?
        }
        (None, None) => return Err(invalid("Please provide a source for function code.")),
    };
    let code = describe(&package);
    let (directory, file) = (directory(core, &code), package_file(core, &code.digest));
    let install = move || unpack(&package, &directory).and_then(|()| keep(&package, &file));
    tokio::task::spawn_blocking(install)
        .await
        .map_err(Fault::internal)??;
    Ok(code)
}

/// Where the code of a version is.
pub(crate) fn directory(core: &Core, code: &Code) -> PathBuf {
    home(core).join(&code.digest)
}

/// Where all code is.
fn home(core: &Core) -> PathBuf {
    core.data_dir.join("lambda").join("code")
}

fn package_file(core: &Core, digest: &str) -> PathBuf {
    home(core).join(format!("{digest}.zip"))
}

/// Where the package of a version can be fetched, if it was kept: environments of earlier versions
/// did not.
pub(crate) fn location(core: &Core, code: &Code) -> Option<String> {
    let file = package_file(core, &code.digest);
    let path = format!("{}/_coagent/lambda/code/{}", core.endpoint(), code.digest);
    file.is_file().then_some(path)
}

/// A package by the digest of its bytes.
pub(crate) async fn package(core: &Core, digest: &str) -> Option<Vec<u8>> {
    let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let file = is_digest.then(|| package_file(core, digest))?;
    tokio::fs::read(file).await.ok()
}

async fn fetch(
    core: &Core,
    bucket: &str,
    key: &str,
    version: Option<&str>,
) -> Result<Vec<u8>, Fault> {
    let cloud = core
        .cloud()
        .ok_or_else(|| Fault::internal("the environment is starting"))?;
    let object = cloud.s3.object(bucket, key, version).await;
    object.map_err(|fault| {
        invalid(format!(
            "Error occurred while GetObject of s3://{bucket}/{key}. S3 Error Code: {}. S3 Error \
             Message: {}",
            fault.code, fault.message
        ))
    })
}

fn describe(package: &[u8]) -> Code {
    let digest = Sha256::digest(package);
    let archive = ZipArchive::new(Cursor::new(package)).ok();
    let unpacked = archive.and_then(|archive| archive.decompressed_size());
    Code {
        digest: hex(&digest),
        sha256: STANDARD.encode(digest),
        size: package.len() as u64,
        unpacked: unpacked.map_or(0, |bytes| u64::try_from(bytes).unwrap_or(u64::MAX)),
    }
}

/// Where what packages make together is.
pub(crate) fn joint_directory(core: &Core, packages: &[&Code]) -> PathBuf {
    let digests: Vec<&str> = packages.iter().map(|code| &*code.digest).collect();
    home(core).join(hex(&Sha256::digest(digests.join("+"))))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unpack(package: &[u8], directory: &Path) -> Result<(), Fault> {
    make_once(directory, |partial| {
        let archive = ZipArchive::new(Cursor::new(package)).map_err(|_| {
            invalid(
                "Could not unzip uploaded file. Please check your file, then try to upload again.",
            )
        });
        extract(&mut archive?, partial)
    })
}

/// Makes a directory that is not there: beside its final place, and renamed, so that a crash leaves
/// no half of it.
pub(crate) fn make_once(
    directory: &Path,
    make: impl FnOnce(&Path) -> Result<(), Fault>,
) -> Result<(), Fault> {
    if directory.is_dir() {
        return Ok(());
    }
    let partial = directory.with_extension(format!("partial-{}", uuid::Uuid::new_v4()));
    let outcome = make(&partial).and_then(|()| {
        match fs::rename(&partial, directory) {
            // Somebody else was faster with the same.
            Err(_) if directory.is_dir() => Ok(()),
            other => other.map_err(Fault::internal),
        }
    });
    if partial.exists() {
        let _ = fs::remove_dir_all(&partial);
    }
    outcome
}

/// Written beside its final place and renamed, too.
fn keep(package: &[u8], file: &Path) -> Result<(), Fault> {
    if file.is_file() {
        return Ok(());
    }
    let partial = file.with_extension(format!("partial-{}", uuid::Uuid::new_v4()));
    let outcome = fs::write(&partial, package).and_then(|()| fs::rename(&partial, file));
    if outcome.is_err() {
        let _ = fs::remove_file(&partial);
    }
    outcome.map_err(Fault::internal)
}

fn extract(archive: &mut ZipArchive<Cursor<&[u8]>>, into: &Path) -> Result<(), Fault> {
    fs::create_dir_all(into).map_err(Fault::internal)?;
    let mut left = UNPACKED_LIMIT;
    for index in 0..archive.len() {
        let mut entry = archive
            .by_index(index)
            .map_err(|e| invalid(format!("Could not unzip uploaded file: {e}")))?;
        let name = entry
            .name()
            .map(std::borrow::Cow::into_owned)
            .unwrap_or_default();
        let path = entry
            .enclosed_name()
            .ok_or_else(|| invalid(format!("The package has a path that leaves it: {name}")))?;
        let (target, mode) = (into.join(path), entry.unix_mode());
        if entry.is_symlink() {
            return Err(lacking(&format!("symbolic links in packages ({name})")));
        }
        if entry.is_dir() {
            fs::create_dir_all(&target).map_err(Fault::internal)?;
            continue;
        }
        left = left
            .checked_sub(write(&mut entry, &target, mode, left)?)
            .ok_or_else(too_large)?;
    }
    Ok(())
}

/// Writes one file, at most one byte more than `limit`; the answer is its size.
fn write(
    entry: &mut impl Read,
    target: &Path,
    mode: Option<u32>,
    limit: u64,
) -> Result<u64, Fault> {
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(Fault::internal)?;
    }
    let mut file = File::create(target).map_err(Fault::internal)?;
    let size = io::copy(&mut entry.take(limit + 1), &mut file)
        .map_err(|e| invalid(format!("Could not unzip uploaded file: {e}")))?;
    set_mode(&file, mode).map_err(Fault::internal)?;
    Ok(size)
}

#[cfg(unix)]
fn set_mode(file: &File, mode: Option<u32>) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    match mode {
        Some(mode) => file.set_permissions(fs::Permissions::from_mode(mode & 0o755 | 0o600)),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn set_mode(_file: &File, _mode: Option<u32>) -> io::Result<()> {
    Ok(())
}

fn too_large() -> Fault {
    invalid(format!(
        "Unzipped size must be smaller than {UNPACKED_LIMIT} bytes"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn package(name: &str, content: &[u8]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().unix_permissions(0o755);
        zip.start_file(name, options).unwrap();
        zip.write_all(content).unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn installed(package: Vec<u8>) -> (tempfile::TempDir, Result<PathBuf, Fault>) {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("code");
        let outcome = unpack(&package, &target).map(|()| target);
        (dir, outcome)
    }

    #[cfg(unix)]
    #[test]
    fn a_package_is_unpacked_with_its_modes() {
        use std::os::unix::fs::PermissionsExt;
        let (_dir, path) = installed(package("bin/bootstrap", b"#!/bin/sh\n"));
        let file = path.unwrap().join("bin/bootstrap");
        assert_eq!(fs::read(&file).unwrap(), b"#!/bin/sh\n");
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o755);
    }

    #[test]
    fn a_path_out_of_the_package_is_refused_and_leaves_nothing() {
        let (dir, outcome) = installed(package("../evil", b"x"));
        assert_eq!(outcome.unwrap_err().code, "InvalidParameterValueException");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_zip_file_is_refused() {
        let (_dir, outcome) = installed(b"not a zip".to_vec());
        assert_eq!(outcome.unwrap_err().code, "InvalidParameterValueException");
    }

    #[test]
    fn the_digest_is_the_packages() {
        let code = describe(b"");
        assert_eq!(code.sha256, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert!(code.digest.starts_with("e3b0c442"));
    }
}
