//! Which elements of which arrays a leaf lies in.
//!
//! Scalars directly in an array belong to no element; what is inside an object or array in an
//! array belongs to that element. Fields that match together must not contradict one another.

/// A set of (array, element) pairs, by number; [`Contexts::ROOT`] is the empty one.
pub(crate) type Context = u32;

/// The element of each array that has been settled on.
pub(crate) type Membership = Vec<(u32, u32)>;

/// All contexts of one event: each adds one pair to its parent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Contexts {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    parent: Context,
    array: u32,
    element: u32,
}

impl Contexts {
    pub(crate) const ROOT: Context = 0;

    pub(crate) fn clear(&mut self) {
        self.nodes.clear();
    }

    /// Whether no leaf lies in an element.
    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub(crate) fn add(&mut self, parent: Context, array: u32, element: u32) -> Context {
        self.nodes.push(Node {
            parent,
            array,
            element,
        });
        self.nodes.len() as Context
    }

    /// The pairs of a context, innermost first.
    pub(crate) fn pairs(&self, context: Context) -> impl Iterator<Item = (u32, u32)> + '_ {
        let mut at = context;
        std::iter::from_fn(move || {
            let node = self.nodes.get((at as usize).checked_sub(1)?)?;
            at = node.parent;
            Some((node.array, node.element))
        })
    }

    /// Whether a field of this context can go with what is settled already.
    pub(crate) fn agrees(&self, settled: &Membership, context: Context) -> bool {
        self.pairs(context)
            .all(|(array, element)| !settled.iter().any(|&(a, e)| a == array && e != element))
    }
}
