use super::*;

fn message(place: Place) -> Message {
    Message {
        due: place.0,
        ..Message::of_test(u128::from(place.1))
    }
}

/// With messages that are durable, at these places.
fn with(most: usize, places: &[Place]) -> Delayed {
    let mut delayed = Delayed::new(most);
    for place in places {
        delayed.begin(*place, message(*place));
        delayed.durable(*place);
    }
    delayed
}

fn found(places: &[Place], rest: Option<Place>) -> Found {
    let messages = places.iter().map(|place| (*place, message(*place)));
    Found {
        messages: messages.collect(),
        rest,
    }
}

#[test]
fn the_next_are_in_memory_and_the_later_half_only_on_disk() {
    let delayed = with(4, &[(5000, 1), (1000, 2), (3000, 3), (2000, 4), (4000, 5)]);
    assert_eq!((delayed.next.len(), delayed.rest), (2, Some((3000, 3))));
    assert_eq!((delayed.waiting(), delayed.visible()), (5, 0));
    assert_eq!(delayed.next_end(0), Some(1000));
    assert_eq!(
        delayed.next_end(2000),
        Some(3000),
        "the disk has to be read"
    );
}

#[test]
fn however_many_come_memory_has_no_more_of_them() {
    let mut delayed = Delayed::new(10);
    for seq in 0..10_000 {
        let place = (i64::try_from(seq * 7919 % 900).unwrap() * 1000 + 1, seq);
        delayed.begin(place, message(place));
        delayed.durable(place);
        assert!(delayed.next.len() <= 10 && delayed.writing.is_empty());
    }
    assert_eq!(delayed.waiting(), 10_000);
    assert!(delayed.on_disk.numbers() <= 900);
}

#[test]
fn those_on_disk_count_as_visible_when_their_second_is_over() {
    let mut delayed = with(0, &[(1500, 1), (2500, 2)]);
    delayed.wake(1999);
    assert_eq!((delayed.waiting(), delayed.visible()), (2, 0));
    delayed.wake(2000);
    assert_eq!((delayed.waiting(), delayed.visible()), (1, 1));
    let shown = delayed.read(found(&[(1500, 1), (2500, 2)], None));
    assert_eq!(shown.len(), 2);
    assert!(delayed.is_empty() && delayed.waiting() + delayed.visible() == 0);
}

/// The disk does not show it: it has to come from memory.
#[test]
fn what_is_being_written_where_the_disk_is_read_is_not_lost() {
    let mut delayed = with(0, &[(1000, 1)]);
    let place = (2000, 2);
    delayed.begin(place, message(place));
    assert_eq!(delayed.first_ended(3000), None, "the disk comes first");
    delayed.read(found(&[(1000, 1)], None));
    assert_eq!(delayed.first_ended(3000), Some(place));
    assert!(delayed.take(place).is_some() && delayed.is_empty());
}

/// Where something was handed out or deleted the disk must not be read again.
#[test]
fn what_was_shown_is_never_left_to_the_disk_again() {
    let mut delayed = with(9, &[(2000, 1), (3000, 2)]);
    delayed.take((3000, 2));
    assert!(!delayed.let_go((2000, 1)));
    assert!(delayed.let_go((3000, 3)));
}
