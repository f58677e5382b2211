//! The catalogue of the application that comes with `coagent`.

use coagent_processors::{catalogue, processors};

use super::verify::{
    Catalogue,
    catalogue::{EventShape, ProcessorShape},
};

impl Catalogue {
    /// The bundled events and processors.
    pub(crate) fn bundled() -> Catalogue {
        Catalogue {
            events: catalogue::all().iter().map(event).collect(),
            processors: processors::all().iter().map(processor).collect(),
            account_buses: None,
        }
    }
}

fn event(event: &catalogue::EventType) -> EventShape {
    EventShape {
        name: event.name().to_owned(),
        source: event.source().to_owned(),
        detail_type: event.detail_type().to_owned(),
        schema: event.event_schema(),
    }
}

fn processor(info: &processors::ProcessorInfo) -> ProcessorShape {
    let owned = |envelopes: &[processors::envelopes::Envelope]| {
        let pairs = envelopes.iter();
        pairs
            .map(|(source, detail_type)| ((*source).to_owned(), (*detail_type).to_owned()))
            .collect()
    };
    ProcessorShape {
        handler: info.handler.to_owned(),
        publishes: owned(info.publishes),
        acts_on: Some(owned(info.consumes)),
        idempotent: info.idempotent,
    }
}
