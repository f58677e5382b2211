//! All functions, in memory and in the store.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Function, InvokeConfig, Version};
use crate::{
    core::Core,
    fault::Fault,
    principal::Source,
    services::lambda::{
        fault::not_found,
        name::{FunctionName, LATEST},
    },
    store::{Batch, StoreError, Table},
};

const FUNCTIONS: Table = Table("lambda.functions");

/// Every function of the environment.
pub(crate) struct Registry {
    core: Arc<Core>,
    functions: Mutex<BTreeMap<String, Function>>,
}

/// What an invocation needs to know about a function.
#[derive(Clone)]
pub(crate) struct Resolved {
    pub(crate) name: String,
    /// ARN as it was invoked: with the qualifier only when one was given.
    pub(crate) invoked_arn: String,
    pub(crate) qualifier: String,
    pub(crate) version: Arc<Version>,
    pub(crate) reserved: Option<u32>,
    pub(crate) invoke_config: InvokeConfig,
}

impl Resolved {
    /// Whether a version or an alias was asked for.
    pub(crate) fn is_qualified(&self) -> bool {
        self.qualifier != LATEST
    }
}

impl Registry {
    pub(crate) fn open(core: &Arc<Core>) -> Result<Self, StoreError> {
        let functions = core.store.load(FUNCTIONS)?.into_iter().collect();
        Ok(Self {
            core: Arc::clone(core),
            functions: Mutex::new(functions),
        })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Function>> {
        self.functions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at one function.
    ///
    /// # Errors
    /// `ResourceNotFoundException`, or what `look` says.
    pub(crate) fn read<T>(
        &self,
        name: &FunctionName,
        look: impl FnOnce(&Function) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        look(self.found(&self.lock(), name)?)
    }

    /// Looks at all functions, in the order of their names.
    pub(crate) fn all<T>(&self, look: impl FnMut(&Function) -> T) -> Vec<T> {
        self.lock().values().map(look).collect()
    }

    /// Changes one function; the change is durable when this returns.
    ///
    /// # Errors
    /// `ResourceNotFoundException`, what `change` says (then nothing is changed), a failed disk.
    pub(crate) async fn change<T>(
        &self,
        name: &FunctionName,
        change: impl FnOnce(&mut Function) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (answer, commit) = {
            let mut functions = self.lock();
            let mut changed = self.found(&functions, name)?.clone();
            let answer = change(&mut changed)?;
            let mut batch = Batch::new();
            batch.put(FUNCTIONS, name.name.as_str(), &changed);
            functions.insert(name.name.clone(), changed);
            (answer, self.core.store.commit(batch))
        };
        commit.durable().await?;
        Ok(answer)
    }

    /// Adds a function unless one of that name is there: then the answer is `false`.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) async fn add(&self, function: Function) -> Result<bool, Fault> {
        let commit = {
            let mut functions = self.lock();
            if functions.contains_key(&function.name) {
                return Ok(false);
            }
            let mut batch = Batch::new();
            batch.put(FUNCTIONS, function.name.as_str(), &function);
            functions.insert(function.name.clone(), function);
            self.core.store.commit(batch)
        };
        commit.durable().await?;
        Ok(true)
    }

    /// Removes a function with all that belongs to it.
    ///
    /// # Errors
    /// `ResourceNotFoundException`; a failed disk.
    pub(crate) async fn remove(&self, name: &FunctionName) -> Result<(), Fault> {
        let commit = {
            let mut functions = self.lock();
            self.found(&functions, name)?;
            functions.remove(&name.name);
            let mut batch = Batch::new();
            batch.delete(FUNCTIONS, name.name.as_str());
            self.core.store.commit(batch)
        };
        commit.durable().await
    }

    /// The version to run.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when there is no such function, version or alias.
    pub(crate) fn resolve(&self, name: &FunctionName) -> Result<Resolved, Fault> {
        self.read(name, |function| {
            let version = function
                .version(name.or_latest())
                .ok_or_else(|| self.absent(name))?;
            Ok(Resolved {
                name: function.name.clone(),
                invoked_arn: function.qualified_arn(name.qualifier.as_deref()),
                qualifier: name.or_latest().to_owned(),
                version: Arc::clone(version),
                reserved: function.reserved,
                invoke_config: function.invoke_config(name.or_latest()),
            })
        })
    }

    /// Whether the resource policy of the function, or of the qualifier, lets `source` in.
    ///
    /// # Errors
    /// `ResourceNotFoundException` or `AccessDeniedException`.
    pub(crate) fn authorize(&self, name: &FunctionName, source: &Source) -> Result<(), Fault> {
        let allowed = self.read(name, |function| {
            let key = name.qualifier.as_deref().unwrap_or_default();
            let arn = function.qualified_arn(name.qualifier.as_deref());
            let policy = function.policies.get(key);
            Ok(policy.is_some_and(|policy| policy.allows(source, &arn)))
        })?;
        if allowed {
            return Ok(());
        }
        let Source { principal, arn, .. } = source;
        let function = self.core.arn("lambda", &name.resource());
        Err(Fault::new(
            "AccessDeniedException",
            format!(
                "{principal} is not authorized to perform: lambda:InvokeFunction on resource: \
                 {function} for {arn} because no resource-based policy allows the \
                 lambda:InvokeFunction action"
            ),
        )
        .with_status(403))
    }

    fn found<'a>(
        &self,
        functions: &'a BTreeMap<String, Function>,
        name: &FunctionName,
    ) -> Result<&'a Function, Fault> {
        let found = functions
            .get(&name.name)
            .filter(|_| name.is_here(&self.core));
        found.ok_or_else(|| self.absent(name))
    }

    fn absent(&self, name: &FunctionName) -> Fault {
        not_found(format!("Function not found: {}", name.arn(&self.core)))
    }
}
