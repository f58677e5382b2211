//! Predicts physical names and ARNs, so that references can be followed before a deployment.

use std::cell::RefCell;
use std::collections::HashMap;

use super::catalogue::{self, Naming, Reference};
use crate::bind::Bound;
use crate::evaluate::{Evaluator, Resolve};
use crate::node::Node;
use crate::template::Declaration;
use crate::token;
use crate::value::{Kind, Value};

/// What a resource will be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its name: as set, or a token.
    pub name: String,
    /// Its ARN; `None` for types whose ARN is not predictable.
    pub arn: Option<String>,
    /// What `Ref` gives.
    pub reference: String,
}

/// Predictions for one bound template, made on demand and kept.
pub(super) struct Predictions<'b> {
    bound: &'b Bound,
    /// `None` while a prediction is underway: names that need each other end in tokens.
    known: RefCell<HashMap<String, Option<Identity>>>,
}

impl<'b> Predictions<'b> {
    pub(super) fn new(bound: &'b Bound) -> Predictions<'b> {
        Predictions {
            bound,
            known: RefCell::new(HashMap::new()),
        }
    }

    pub(super) fn identity(&self, logical_id: &str) -> Identity {
        // The borrow ends before predicting, which asks for other identities.
        let found = self.known.borrow().get(logical_id).cloned();
        if let Some(known) = found {
            return known.unwrap_or_else(|| opaque(logical_id));
        }
        self.known.borrow_mut().insert(logical_id.to_owned(), None);
        let predicted = self.predict(logical_id);
        self.known
            .borrow_mut()
            .insert(logical_id.to_owned(), Some(predicted.clone()));
        predicted
    }

    fn predict(&self, logical_id: &str) -> Identity {
        let Some(declaration) = self.bound.declaration(logical_id) else {
            return opaque(logical_id);
        };
        let Some(naming) = catalogue::naming_of(&declaration.type_name) else {
            return self.unlisted(declaration);
        };
        let name = self.text(declaration, naming.property);
        let name = name.unwrap_or_else(|| token::generated(logical_id));
        let arn = self.arn(declaration, &naming, &name);
        let reference = match naming.reference {
            Reference::Name => self.rule_reference(declaration, &name),
            Reference::Arn => arn.clone(),
            Reference::QueueUrl => self.queue_url(&name),
        };
        Identity {
            name,
            arn: Some(arn),
            reference,
        }
    }

    /// Types whose `Ref` is made from other resources.
    fn unlisted(&self, declaration: &Declaration) -> Identity {
        let id = &declaration.logical_id;
        let reference = match declaration.type_name.as_str() {
            "AWS::Lambda::Alias" => self.qualified(declaration, self.text(declaration, "Name")),
            "AWS::Lambda::Version" => self.qualified(declaration, Some(token::generated(id))),
            _ => None,
        };
        match reference {
            Some(arn) => Identity {
                name: token::generated(id),
                arn: Some(arn.clone()),
                reference: arn,
            },
            None => opaque(id),
        }
    }

    /// The ARN of a function's version or alias.
    fn qualified(&self, declaration: &Declaration, qualifier: Option<String>) -> Option<String> {
        let function = self.text(declaration, "FunctionName")?;
        let form = "arn:{P}:lambda:{R}:{A}:function:{N}";
        let arn = if function.starts_with("arn:") {
            function
        } else {
            catalogue::arn(form, &self.bound.frame.pseudo, &function)
        };
        Some(format!("{arn}:{}", qualifier?))
    }

    fn arn(&self, declaration: &Declaration, naming: &Naming, name: &str) -> String {
        let pseudo = &self.bound.frame.pseudo;
        match declaration.type_name.as_str() {
            "AWS::Events::Rule" => match self.custom_bus(declaration) {
                Some(bus) => catalogue::arn(naming.arn, pseudo, &format!("{bus}/{name}")),
                None => catalogue::arn(naming.arn, pseudo, name),
            },
            "AWS::IAM::Role" => {
                let path = self
                    .text(declaration, "Path")
                    .unwrap_or_else(|| "/".to_owned());
                let path = path.trim_start_matches('/');
                catalogue::arn(naming.arn, pseudo, &format!("{path}{name}"))
            }
            "AWS::Scheduler::Schedule" => {
                let group = self.text(declaration, "GroupName");
                let group = group.unwrap_or_else(|| "default".to_owned());
                catalogue::arn(naming.arn, pseudo, &format!("{group}/{name}"))
            }
            _ => catalogue::arn(naming.arn, pseudo, name),
        }
    }

    /// The name of a rule's bus, unless it is the default one.
    fn custom_bus(&self, declaration: &Declaration) -> Option<String> {
        let bus = self.text(declaration, "EventBusName")?;
        let name = bus_name(&bus).to_owned();
        (name != "default").then_some(name)
    }

    fn rule_reference(&self, declaration: &Declaration, name: &str) -> String {
        let is_rule = declaration.type_name == "AWS::Events::Rule";
        match self.custom_bus(declaration).filter(|_| is_rule) {
            Some(bus) => format!("{bus}|{name}"),
            None => name.to_owned(),
        }
    }

    fn queue_url(&self, name: &str) -> String {
        let pseudo = &self.bound.frame.pseudo;
        let (region, suffix, account) = (&pseudo.region, &pseudo.url_suffix, &pseudo.account);
        format!("https://sqs.{region}.{suffix}/{account}/{name}")
    }

    fn text(&self, declaration: &Declaration, property: &str) -> Option<String> {
        let node = declaration.properties()?.get(property)?;
        self.value(node)?.to_text()
    }

    fn value(&self, node: &Node) -> Option<Value> {
        Evaluator::new(&self.bound.frame, self).value(node)
    }

    fn predicted_attribute(&self, declaration: &Declaration, attribute: &str) -> Option<String> {
        let naming = catalogue::naming_of(&declaration.type_name)?;
        let identity = self.identity(&declaration.logical_id);
        match attribute {
            _ if attribute == naming.arn_attribute => identity.arn,
            _ if attribute == naming.name_attribute => Some(identity.name),
            "QueueUrl" => Some(identity.reference),
            "StreamArn" => {
                let label = token::generated(&format!("{}.Stream", declaration.logical_id));
                Some(format!("{}/stream/{label}", identity.arn?))
            }
            _ => None,
        }
    }
}

/// The name in a bus's name or ARN.
pub(crate) fn bus_name(text: &str) -> &str {
    text.rsplit_once(":event-bus/")
        .map_or(text, |(_, name)| name)
}

fn opaque(logical_id: &str) -> Identity {
    let token = token::generated(logical_id);
    Identity {
        name: token.clone(),
        arn: None,
        reference: token,
    }
}

impl Resolve for Predictions<'_> {
    fn reference(&self, logical_id: &str) -> Option<Kind> {
        Some(Kind::String(self.identity(logical_id).reference))
    }

    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Kind> {
        let declaration = self.bound.declaration(logical_id)?;
        let text = self.predicted_attribute(declaration, attribute);
        let name = || token::opaque(&format!("{logical_id}.{attribute}"));
        Some(Kind::String(text.unwrap_or_else(name)))
    }

    fn import(&self, _name: &str) -> Option<Kind> {
        None
    }

    fn dynamic(&self, _reference: &str) -> Option<Kind> {
        None
    }
}
