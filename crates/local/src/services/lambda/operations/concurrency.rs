//! Reserved concurrency and the limits of the account.

use serde_json::{Map, Value};

use super::storage;
use crate::{
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda,
        fault::invalid,
        model::{
            function::{Concurrency, FunctionRequest},
            settings::{
                AccountLimit, AccountSettingsResponse, AccountUsage, NoMembers,
                PutConcurrencyRequest,
            },
        },
        name::FunctionName,
        run::ACCOUNT_LIMIT,
    },
};

/// What AWS keeps unreserved for the other functions.
const UNRESERVED_LEAST: u32 = 100;

impl Lambda {
    pub(crate) async fn put_function_concurrency(
        &self,
        request: PutConcurrencyRequest,
        _caller: &Caller,
    ) -> Result<Concurrency, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        let reserved = request.reserved_concurrent_executions;
        let others: u32 = self
            .registry
            .all(|one| one.reserved.filter(|_| one.name != name.name).unwrap_or(0))
            .iter()
            .sum();
        if others + reserved > ACCOUNT_LIMIT - UNRESERVED_LEAST {
            return Err(invalid(format!(
                "Specified ReservedConcurrentExecutions for function decreases account's \
                 UnreservedConcurrentExecution below its minimum value of [{UNRESERVED_LEAST}]."
            )));
        }
        self.set_reserved(&name, Some(reserved)).await
    }

    pub(crate) async fn delete_function_concurrency(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        self.set_reserved(&name, None).await?;
        Ok(Map::new())
    }

    async fn set_reserved(
        &self,
        name: &FunctionName,
        reserved: Option<u32>,
    ) -> Result<Concurrency, Fault> {
        self.registry
            .change(name, |function| {
                function.reserved = reserved;
                Ok(Concurrency {
                    reserved_concurrent_executions: reserved,
                })
            })
            .await
    }

    pub(crate) async fn get_function_concurrency(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<Concurrency, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        self.registry.read(&name, |function| {
            Ok(Concurrency {
                reserved_concurrent_executions: function.reserved,
            })
        })
    }

    pub(crate) async fn get_account_settings(
        &self,
        _request: NoMembers,
        _caller: &Caller,
    ) -> Result<AccountSettingsResponse, Fault> {
        let reserved = self.registry.all(|one| one.reserved.unwrap_or(0));
        let function_count = reserved.len();
        let reserved: u32 = reserved.iter().sum();
        Ok(AccountSettingsResponse {
            account_limit: AccountLimit {
                total_code_size: storage::LIMIT,
                code_size_unzipped: 262_144_000,
                code_size_zipped: 52_428_800,
                concurrent_executions: ACCOUNT_LIMIT,
                unreserved_concurrent_executions: ACCOUNT_LIMIT - reserved,
            },
            account_usage: AccountUsage {
                total_code_size: self.stored(),
                function_count,
            },
        })
    }
}
