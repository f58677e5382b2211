//! Reading delayed messages from the disk.

use std::ops::ControlFlow;

use crate::{
    services::sqs::{
        backlog::{Disk, READ_AHEAD},
        message::{Message, Place},
        records,
    },
    store::StoreError,
};

/// What the disk shows from a place on.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(super) messages: Vec<(Place, Message)>,
    /// The first that was left.
    pub(super) rest: Option<Place>,
}

impl Found {
    /// Reads messages from a place on, for as long as they are wanted: by the place, and by how
    /// many there are already.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) fn read(
        disk: &dyn Disk,
        queue: u64,
        from: Place,
        is_wanted: impl Fn(Place, usize) -> bool,
    ) -> Result<Self, StoreError> {
        let mut found = Self::default();
        let mut bytes = 0;
        disk.visit_delayed(queue, from, &mut |place, record| {
            if !is_wanted(place, found.messages.len()) {
                found.rest = Some(place);
                return Ok(ControlFlow::Break(()));
            }
            bytes += record.len();
            let unreadable = || records::unreadable("delayed message");
            let mut message = records::read_header(record).ok_or_else(unreadable)?;
            if bytes <= READ_AHEAD {
                message.content = records::read_content(record).map(Into::into);
            }
            found.messages.push((place, message));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }
}

/// The places from one on for as long as they are wanted, and the first that was left.
pub(super) fn places(
    disk: &dyn Disk,
    queue: u64,
    from: Place,
    is_wanted: impl Fn(Place, usize) -> bool,
) -> Result<(Vec<Place>, Option<Place>), StoreError> {
    let (mut places, mut rest) = (Vec::new(), None);
    disk.visit_delayed(queue, from, &mut |place, _| {
        if !is_wanted(place, places.len()) {
            rest = Some(place);
            return Ok(ControlFlow::Break(()));
        }
        places.push(place);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((places, rest))
}
