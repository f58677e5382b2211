//! Where messages go, as typed.

use crate::{
    aws::{Aws, cloudformation::StackResource, holdings::names, sqs::Queue},
    error::{Doing, Error, Result},
    plan::redrive::{Destination, route::To},
};

const KINDS: &str = "bus [NAME], queue NAME, function NAME or file PATH";

/// Reads `--to`, and makes sure that the place is there and can be sent to.
pub(super) async fn read(
    aws: &Aws,
    from: &Queue,
    typed: &[String],
    resources: Option<&[StackResource]>,
) -> Result<To> {
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    let place = match typed[..] {
        [] => return Ok(To::Target),
        ["bus"] => bus(aws, only_bus(resources)?).await?,
        ["bus", name] => bus(aws, name.to_owned()).await?,
        ["queue", name] => queue(aws, from, name).await?,
        ["function", name] => Destination::Function {
            name: aws.lambda().find(name).await?.arn,
        },
        ["file", path] => file(path)?,
        _ => {
            let typed = typed.join(" ");
            return Err(Error::usage(format!("--to {typed}: it must be {KINDS}")));
        }
    };
    Ok(To::Place(place))
}

fn only_bus(resources: Option<&[StackResource]>) -> Result<String> {
    let buses = names(resources.unwrap_or_default(), "AWS::Events::EventBus");
    match buses.as_slice() {
        [only] => Ok(only.clone()),
        buses => Err(Error::usage(format!(
            "--to bus: the stack has {} event buses; name one",
            buses.len()
        ))
        .hint("--to bus NAME")),
    }
}

async fn bus(aws: &Aws, name: String) -> Result<Destination> {
    aws.eventbridge().require_bus(&name).await?;
    Ok(Destination::Bus { name })
}

/// A file that can be made, or added to.
fn file(path: &str) -> Result<Destination> {
    let whole = std::path::absolute(path).doing(|| format!("--to file {path}"))?;
    let wrong = match whole.parent() {
        _ if whole.is_dir() => Some("it is a directory".to_owned()),
        Some(parent) if !parent.is_dir() => {
            Some(format!("there is no directory {}", parent.display()))
        }
        _ => None,
    };
    match wrong {
        Some(wrong) => Err(Error::usage(format!("--to file {path}: {wrong}"))),
        None => Ok(Destination::File {
            path: path.to_owned(),
        }),
    }
}

/// A queue that is not the one the messages come from, nor where that one's own dead letters go.
async fn queue(aws: &Aws, from: &Queue, name: &str) -> Result<Destination> {
    let to = aws.sqs().find(name).await?;
    let refused = if to.arn == from.arn {
        Some("that is where they come from")
    } else if from.dead_letter_queue.as_ref() == Some(&to.arn) {
        Some("that is its own dead-letter queue")
    } else {
        None
    };
    match refused {
        None => Ok(Destination::Queue { arn: to.arn }),
        Some(why) => Err(Error::usage(format!(
            "Messages of queue `{}` cannot go to queue `{}`: {why}",
            from.name, to.name
        ))),
    }
}
