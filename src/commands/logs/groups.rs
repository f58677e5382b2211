//! Which log groups.

use coagent_template::nearest;

use crate::{
    aws::{Aws, lambda::Function},
    context::Context,
    error::{Error, Result},
};

/// The log groups of the functions asked for, or of all functions of the environment's stack.
pub(super) async fn find(ctx: &Context, aws: &Aws, asked: &[String]) -> Result<Vec<String>> {
    let environment = ctx.environment()?;
    let stack = aws.deployed(&environment.stack, &environment.name).await?;
    let resources = aws.cloudformation().resources(&stack.id).await?;
    let functions = aws.functions(&resources).await?;
    if functions.is_empty() {
        let text = format!(
            "The stack `{}` in {} has no functions",
            environment.stack, aws.place
        );
        return Err(
            Error::not_found(text).hint(format!("coagent deploy --env {}", environment.name))
        );
    }
    if asked.is_empty() {
        return Ok(functions
            .into_iter()
            .map(|function| function.log_group)
            .collect());
    }
    asked
        .iter()
        .map(|name| of_processor(&functions, name))
        .collect()
}

/// A function is called by its name or by its handler, which is the processor's name, where no other
/// function has the same.
fn of_processor(functions: &[Function], name: &str) -> Result<String> {
    let known: Vec<&str> = functions
        .iter()
        .map(|function| called(functions, function))
        .collect();
    let asked = |(function, known): &(&Function, &str)| function.name == name || *known == name;
    let mut both = functions.iter().zip(known.iter().copied());
    if let Some((found, _)) = both.find(asked) {
        return Ok(found.log_group.clone());
    }
    let error = Error::not_found(format!("There is no processor `{name}`"));
    Err(match nearest(name, known.iter().copied()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("the processors are {}", known.join(", "))),
    })
}

/// What is typed for a function.
fn called<'a>(functions: &[Function], function: &'a Function) -> &'a str {
    let same = functions.iter();
    let same = same.filter(|other| other.handler == function.handler);
    match same.count() {
        1 => &function.handler,
        _ => &function.name,
    }
}
