//! Roles and policies.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, gone, there},
    json::{document, pick, text, texts},
    naming::Naming,
    schema::Kind,
    tagging::Tagging,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::IAM::Role",
        replace: &["RoleName", "Path"],
        update: &[
            "AssumeRolePolicyDocument",
            "Description",
            "ManagedPolicyArns",
            "MaxSessionDuration",
            "PermissionsBoundary",
            "Policies.PolicyName",
            "Policies.PolicyDocument",
            "Tags",
        ],
        naming: Naming::new("RoleName", 64),
        handler: &Role,
    },
    Kind {
        name: "AWS::IAM::Policy",
        replace: &["PolicyName"],
        update: &["PolicyDocument", "Roles"],
        naming: None,
        handler: &Policy,
    },
    Kind {
        name: "AWS::IAM::ManagedPolicy",
        replace: &["ManagedPolicyName", "Path", "Description"],
        update: &["PolicyDocument", "Roles"],
        naming: Naming::new("ManagedPolicyName", 128),
        handler: &ManagedPolicy,
    },
];

struct Role;

impl Role {
    async fn made(context: &Context, name: &str) -> Result<Made, Fault> {
        let found = context
            .call("iam", "GetRole", json!({ "RoleName": name }))
            .await?;
        Ok(Made::new(name)
            .with("Arn", found["Role"]["Arn"].clone())
            .with("RoleId", found["Role"]["RoleId"].clone()))
    }

    async fn put_policies(context: &Context, name: &str, properties: &Json) -> Result<(), Fault> {
        for policy in properties["Policies"].as_array().into_iter().flatten() {
            let input = json!({
                "RoleName": name,
                "PolicyName": policy["PolicyName"],
                "PolicyDocument": document(&policy["PolicyDocument"]),
            });
            context.call("iam", "PutRolePolicy", input).await?;
        }
        for arn in texts(&properties["ManagedPolicyArns"]) {
            let input = json!({ "RoleName": name, "PolicyArn": arn });
            context.call("iam", "AttachRolePolicy", input).await?;
        }
        Ok(())
    }

    /// Removes the policies that `old` has and `new` has not.
    async fn remove_policies(
        context: &Context,
        name: &str,
        old: &Json,
        new: &Json,
    ) -> Result<(), Fault> {
        let names = |properties: &Json| -> Vec<String> {
            let policies = properties["Policies"].as_array().into_iter().flatten();
            policies
                .map(|policy| text(policy, "PolicyName").to_owned())
                .collect()
        };
        let kept = names(new);
        for policy in names(old).iter().filter(|policy| !kept.contains(policy)) {
            let input = json!({ "RoleName": name, "PolicyName": policy });
            context.remove("iam", "DeleteRolePolicy", input).await?;
        }
        let kept = texts(&new["ManagedPolicyArns"]);
        for arn in texts(&old["ManagedPolicyArns"])
            .iter()
            .filter(|arn| !kept.contains(arn))
        {
            let input = json!({ "RoleName": name, "PolicyArn": arn });
            context.remove("iam", "DetachRolePolicy", input).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Handler for Role {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "RoleName").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        context
            .has("iam", "GetRole", json!({ "RoleName": id }))
            .await
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        Some(Tagging {
            tag: "TagRole",
            untag: "UntagRole",
            ..Tagging::listed("iam", "RoleName", made.id.as_str())
        })
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        self.exists(context, id).await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let members = [
            "RoleName",
            "Path",
            "Description",
            "MaxSessionDuration",
            "PermissionsBoundary",
        ];
        let mut input = pick(properties, &members);
        input["AssumeRolePolicyDocument"] = document(&properties["AssumeRolePolicyDocument"]);
        input["Tags"] = context.tag_list(&properties["Tags"]);
        context.call("iam", "CreateRole", input).await?;
        let name = text(properties, "RoleName");
        Self::put_policies(context, name, properties).await?;
        Self::made(context, name).await
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let trust = json!({
            "RoleName": id, "PolicyDocument": document(&new["AssumeRolePolicyDocument"]),
        });
        context.call("iam", "UpdateAssumeRolePolicy", trust).await?;
        let settings = json!({
            "RoleName": id,
            "Description": text(new, "Description"),
            "MaxSessionDuration": if new["MaxSessionDuration"].is_null() { json!(3600) } else { new["MaxSessionDuration"].clone() },
        });
        context.call("iam", "UpdateRole", settings).await?;
        if old["PermissionsBoundary"] != new["PermissionsBoundary"] {
            let mut input = json!({ "RoleName": id });
            let operation = match &new["PermissionsBoundary"] {
                Json::Null => "DeleteRolePermissionsBoundary",
                boundary => {
                    input["PermissionsBoundary"] = boundary.clone();
                    "PutRolePermissionsBoundary"
                }
            };
            context.call("iam", operation, input).await?;
        }
        Self::put_policies(context, id, new).await?;
        Self::remove_policies(context, id, old, new).await?;
        Self::made(context, id).await
    }

    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        Self::remove_policies(context, id, properties, &Json::Null).await?;
        context
            .remove("iam", "DeleteRole", json!({ "RoleName": id }))
            .await
    }
}

/// An inline policy that is put on roles of its own list.
struct Policy;

impl Policy {
    async fn put(context: &Context, properties: &Json) -> Result<(), Fault> {
        for role in texts(&properties["Roles"]) {
            let input = json!({
                "RoleName": role,
                "PolicyName": properties["PolicyName"],
                "PolicyDocument": document(&properties["PolicyDocument"]),
            });
            context.call("iam", "PutRolePolicy", input).await?;
        }
        Ok(())
    }

    async fn remove(context: &Context, properties: &Json, kept: &[String]) -> Result<(), Fault> {
        for role in texts(&properties["Roles"])
            .iter()
            .filter(|role| !kept.contains(role))
        {
            let input = json!({ "RoleName": role, "PolicyName": properties["PolicyName"] });
            context.remove("iam", "DeleteRolePolicy", input).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Handler for Policy {
    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        Self::put(context, properties).await?;
        Ok(Made::new(text(properties, "PolicyName")))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        Self::put(context, new).await?;
        Self::remove(context, old, &texts(&new["Roles"])).await?;
        Ok(Made::new(id))
    }

    async fn delete(&self, context: &Context, _: &str, properties: &Json) -> Result<(), Fault> {
        Self::remove(context, properties, &[]).await
    }
}

struct ManagedPolicy;

impl ManagedPolicy {
    async fn attach(context: &Context, arn: &str, properties: &Json) -> Result<(), Fault> {
        for role in texts(&properties["Roles"]) {
            let input = json!({ "RoleName": role, "PolicyArn": arn });
            context.call("iam", "AttachRolePolicy", input).await?;
        }
        Ok(())
    }

    async fn detach(
        context: &Context,
        arn: &str,
        properties: &Json,
        kept: &[String],
    ) -> Result<(), Fault> {
        for role in texts(&properties["Roles"])
            .iter()
            .filter(|role| !kept.contains(role))
        {
            let input = json!({ "RoleName": role, "PolicyArn": arn });
            context.remove("iam", "DetachRolePolicy", input).await?;
        }
        Ok(())
    }

    fn made(arn: &str) -> Made {
        Made::new(arn).with("PolicyArn", arn)
    }

    /// Deletes all versions but the default one: five is the most that there may be.
    async fn prune(context: &Context, arn: &str) -> Result<(), Fault> {
        let listed = context
            .call("iam", "ListPolicyVersions", json!({ "PolicyArn": arn }))
            .await?;
        for version in listed["Versions"].as_array().into_iter().flatten() {
            if version["IsDefaultVersion"] != true {
                let input = json!({ "PolicyArn": arn, "VersionId": version["VersionId"] });
                context.remove("iam", "DeletePolicyVersion", input).await?;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Handler for ManagedPolicy {
    fn planned(&self, context: &Context, properties: &Json) -> Option<String> {
        let path = properties["Path"].as_str().unwrap_or("/");
        let name = text(properties, "ManagedPolicyName");
        Some(format!(
            "arn:aws:iam::{}:policy{path}{name}",
            context.core.account
        ))
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        context
            .has("iam", "GetPolicy", json!({ "PolicyArn": id }))
            .await
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        self.exists(context, id).await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = pick(properties, &["Path", "Description"]);
        input["PolicyName"] = properties["ManagedPolicyName"].clone();
        input["PolicyDocument"] = document(&properties["PolicyDocument"]);
        let made = context.call("iam", "CreatePolicy", input).await?;
        let arn = text(&made["Policy"], "Arn");
        Self::attach(context, arn, properties).await?;
        Ok(Self::made(arn))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        if old["PolicyDocument"] != new["PolicyDocument"] {
            Self::prune(context, id).await?;
            let input = json!({
                "PolicyArn": id,
                "PolicyDocument": document(&new["PolicyDocument"]),
                "SetAsDefault": true,
            });
            context.call("iam", "CreatePolicyVersion", input).await?;
        }
        Self::attach(context, id, new).await?;
        Self::detach(context, id, old, &texts(&new["Roles"])).await?;
        Ok(Self::made(id))
    }

    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        Self::detach(context, id, properties, &[]).await?;
        gone(Self::prune(context, id).await)?;
        context
            .remove("iam", "DeletePolicy", json!({ "PolicyArn": id }))
            .await
    }
}
