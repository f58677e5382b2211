//! What the loads send: orders of about 300 bytes, as JSON. Their fields repeat, and what is in them
//! does not, as in the events of any application: a server that packs what it stores gains no more
//! than it would there.

use fastrand::Rng;
use serde_json::json;

/// Another order each time.
pub(crate) fn order(random: &mut Rng) -> String {
    let mut items = Vec::new();
    for _ in 0..random.usize(1..=2) {
        items.push(
            json!({"sku": id(random, 10), "quantity": random.u8(1..20), "price": random.u16(..)}),
        );
    }
    json!({
        "orderId": id(random, 32),
        "customerId": id(random, 32),
        "placedAt": format!("2026-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            random.u8(1..=12), random.u8(1..=28), random.u8(..24), random.u8(..60),
            random.u8(..60), random.u16(..1000)),
        "currency": random.choice(["EUR", "USD", "GBP"]),
        "items": items,
        "note": id(random, 60),
    })
    .to_string()
}

/// So many letters and digits.
fn id(random: &mut Rng, length: usize) -> String {
    std::iter::repeat_with(|| random.alphanumeric())
        .take(length)
        .collect()
}

/// Requests that one connection makes in turn, made beforehand.
pub(crate) struct Requests {
    made: Vec<Vec<u8>>,
    next: usize,
}

impl Requests {
    /// More than any window that repetitions are looked for in.
    const COUNT: usize = 256;

    pub(crate) fn of(make: impl Fn(&mut Rng) -> Vec<u8>) -> Self {
        let mut random = Rng::new();
        let made = std::iter::repeat_with(|| make(&mut random));
        Self {
            made: made.take(Self::COUNT).collect(),
            next: 0,
        }
    }

    pub(crate) fn next(&mut self) -> &[u8] {
        self.next = (self.next + 1) % self.made.len();
        &self.made[self.next]
    }
}
