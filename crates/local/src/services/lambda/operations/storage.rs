//! How much code the functions and layers of an account have.

use crate::{
    fault::Fault,
    services::lambda::{Lambda, fault::code_storage_exceeded, state::Function},
};

/// Bytes of all packages together.
pub(super) const LIMIT: u64 = 75 * 1024 * 1024 * 1024;

impl Lambda {
    /// Bytes of the packages of all functions, those of their versions too, and of all layers.
    pub(super) fn stored(&self) -> u64 {
        let functions: u64 = self.registry.all(size).iter().sum();
        functions + self.layers.stored()
    }

    /// Whether there is room for a package of so many bytes.
    ///
    /// # Errors
    /// `CodeStorageExceededException`.
    pub(super) fn check_storage(&self, more: u64) -> Result<(), Fault> {
        check(self.stored(), more)
    }
}

fn size(function: &Function) -> u64 {
    let versions = function.versions.values();
    let versions = versions.map(|version| version.code.size).sum::<u64>();
    function.latest.code.size + versions
}

fn check(stored: u64, more: u64) -> Result<(), Fault> {
    match stored.saturating_add(more) <= LIMIT {
        true => Ok(()),
        false => Err(code_storage_exceeded()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_package_that_fits_is_let_in() {
        assert!(check(LIMIT - 1, 1).is_ok());
        let fault = check(LIMIT, 1).unwrap_err();
        assert_eq!(fault.code, "CodeStorageExceededException");
    }
}
