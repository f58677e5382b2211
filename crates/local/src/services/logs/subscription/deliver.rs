//! Bringing events to functions.

use std::{sync::Arc, time::Duration};

use super::{PARCELS, Parcel, source};
use crate::{
    core::{Core, Peers},
    fault::Fault,
    services::lambda::AsyncInvocation,
    store::{Batch, StoreError},
};

/// How often a function is offered a parcel before it is given up, and the first pause between;
/// it doubles.
const ATTEMPTS: u32 = 8;
const PAUSE: Duration = Duration::from_secs(1);

/// Sends what was on its way when the process ended.
pub(in super::super) fn resume(core: &Arc<Core>) -> Result<(), StoreError> {
    let left = core.store.load::<Parcel>(PARCELS)?;
    send(core, left.into_iter().map(|(_, parcel)| parcel).collect());
    Ok(())
}

/// Sends parcels on their way, one after the other.
pub(in super::super) fn send(core: &Arc<Core>, parcels: Vec<Parcel>) {
    if parcels.is_empty() {
        return;
    }
    let on = Arc::clone(core);
    core.spawn(async move {
        for parcel in parcels {
            until_done(&on, parcel).await;
        }
    });
}

async fn until_done(core: &Core, parcel: Parcel) {
    let cloud = loop {
        match core.cloud() {
            Some(cloud) => break cloud,
            // While the environment starts there is nobody to deliver to.
            None => tokio::time::sleep(Duration::from_millis(1)).await,
        }
    };
    for attempt in 0..ATTEMPTS {
        if hand_over(core, &cloud, &parcel).await.is_ok() {
            break;
        }
        core.clock.sleep(PAUSE * 2_u32.pow(attempt)).await;
    }
    let mut batch = Batch::new();
    batch.delete(PARCELS, parcel.id.as_str());
    // A store that fails finds the parcel again at the next start: it arrives twice then.
    let _ = core.store.commit(batch).durable().await;
}

/// The invocation is durable when this returns.
async fn hand_over(core: &Core, cloud: &Peers, parcel: &Parcel) -> Result<(), Fault> {
    let invocation = AsyncInvocation {
        function: parcel.function.clone(),
        payload: parcel.event.clone().into_bytes(),
        source: Some(source(core, &parcel.group)),
        trace_header: None,
    };
    cloud.lambda.invoke_async(invocation).await.map(drop)
}
