//! `bootstrap`: the program of the Lambda bundle.

use std::process::ExitCode;

use coagent_processors::{Environment, bootstrap, lambda};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let served = match Environment::from_process() {
        Ok(environment) => bootstrap(environment).await,
        Err(error) => Err(error.into()),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            lambda::report(&error);
            ExitCode::FAILURE
        }
    }
}
