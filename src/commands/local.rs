//! `coagent local`: the AWS on this machine.

mod events;
mod export;
mod import;
mod reset;
mod serve;
mod start;
mod status;
mod stop;

crate::cli::group! {
    /// The AWS on this machine: start it, look at it, stop it
    ///
    /// EventBridge, SQS, Lambda, CloudFormation, CloudWatch, Logs, SNS, S3, DynamoDB, STS and IAM
    /// on one loopback port, without an account, Docker or any other program. The AWS CLI, boto3
    /// and every SDK work with it unchanged. Commands that change something start it by themselves.
    {
        Start(start),
        Status(status),
        Events(events),
        Stop(stop),
        Reset(reset),
        Export(export),
        Import(import),
        #[command(hide = true)]
        Serve(serve),
    }
}

impl Args {
    /// Whether this process becomes the environment.
    pub(crate) fn is_server(&self) -> bool {
        match &self.command {
            Command::Serve(_) => true,
            Command::Start(start) => start.foreground,
            _ => false,
        }
    }
}
