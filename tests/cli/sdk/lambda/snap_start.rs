//! SnapStart as functions show it.

use aws_sdk_lambda::{
    Client,
    types::{
        FunctionCode, Runtime, SnapStart, SnapStartApplyOn as ApplyOn,
        SnapStartOptimizationStatus as Status, SnapStartResponse,
    },
};

use super::{
    super::{refused, until},
    package,
};

fn asked(apply_on: ApplyOn) -> SnapStart {
    SnapStart::builder().apply_on(apply_on).build()
}

fn shown(state: Option<&SnapStartResponse>) -> (ApplyOn, Status) {
    let state = state.unwrap();
    (
        state.apply_on().unwrap().clone(),
        state.optimization_status().unwrap().clone(),
    )
}

/// The function `work` brings its own program.
pub(super) async fn snap_start(lambda: &Client, role: &str) {
    let change = |name| lambda.update_function_configuration().function_name(name);
    refused!(
        change("work").snap_start(asked(ApplyOn::PublishedVersions)),
        is_invalid_parameter_value_exception
    );
    refused!(
        change("work").snap_start(asked(ApplyOn::from("Always"))),
        is_invalid_parameter_value_exception
    );
    let code = FunctionCode::builder().zip_file(package("one")).build();
    let create = lambda.create_function().function_name("fast").role(role);
    let create = create.runtime(Runtime::Python313).handler("index.handler");
    let create = create
        .code(code)
        .snap_start(asked(ApplyOn::PublishedVersions));
    let made = create.send().await.unwrap();
    let (off, on) = (
        (ApplyOn::PublishedVersions, Status::Off),
        (ApplyOn::PublishedVersions, Status::On),
    );
    assert_eq!(shown(made.snap_start()), off);
    let published = || lambda.publish_version().function_name("fast").send();
    until("a version can be published", || async {
        published().await.is_ok()
    })
    .await;
    assert_eq!(shown(published().await.unwrap().snap_start()), on);
    let of = |qualifier: &str| {
        let get = lambda.get_function_configuration().function_name("fast");
        get.qualifier(qualifier).send()
    };
    assert_eq!(shown(of("$LATEST").await.unwrap().snap_start()), off);
    assert_eq!(shown(of("1").await.unwrap().snap_start()), on);
    refused!(
        change("fast").runtime(Runtime::Python311),
        is_invalid_parameter_value_exception
    );
    let none = change("fast").snap_start(asked(ApplyOn::None));
    let none = none.send().await.unwrap();
    assert_eq!(shown(none.snap_start()), (ApplyOn::None, Status::Off));
    let delete = lambda.delete_function().function_name("fast");
    delete.send().await.unwrap();
}
