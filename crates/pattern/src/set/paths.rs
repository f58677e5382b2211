//! The paths that some pattern asks for, as a tree of names.

use crate::json::unescape;
use hashbrown::HashMap;
use std::sync::Arc;

/// The number of a path.
pub(crate) type PathId = u32;

const NONE: u32 = u32::MAX;

/// More members than this are searched, not looked through.
const MANY: usize = 8;

/// What a written name leads to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lookup<'t> {
    /// Of the name as written, without quotes.
    pub(crate) length: usize,
    pub(crate) member: Option<&'t PathNode>,
}

/// A tree of names; each path is counted as often as it is asked for.
#[derive(Debug, Clone)]
pub(crate) struct PathTree {
    nodes: Vec<PathNode>,
    free: Vec<u32>,
    ids: HashMap<Arc<str>, PathId>,
    uses: Vec<Use>,
    free_ids: Vec<PathId>,
}

/// A path and how often it is asked for.
#[derive(Debug, Clone)]
struct Use {
    path: Arc<str>,
    node: u32,
    count: u32,
}

/// The end of a path so far.
#[derive(Debug, Clone)]
pub(crate) struct PathNode {
    /// First bytes that members' names, or names that need a closer look, can have.
    firsts: [u64; 4],
    /// Sorted by name.
    members: Vec<Member>,
    leaf: PathId,
    /// How many checks ask for exact strings.
    exact: u32,
}

/// A name and the node that it leads to.
#[derive(Debug, Clone)]
struct Member {
    /// The first eight bytes of the name and its closing quote, under `mask`.
    head: u64,
    mask: u64,
    name: Box<[u8]>,
    node: u32,
}

impl Member {
    fn new(name: &[u8], node: u32) -> Self {
        let mut head = [0; 8];
        let mut mask = [0; 8];
        for (at, byte) in name.iter().chain(b"\"").take(8).enumerate() {
            (head[at], mask[at]) = (*byte, 0xFF);
        }
        let (head, mask) = (u64::from_le_bytes(head), u64::from_le_bytes(mask));
        Self {
            head,
            mask,
            name: name.into(),
            node,
        }
    }

    /// Whether `text` begins with the name and a quote; `head` are its first eight bytes.
    #[inline]
    fn begins(&self, text: &[u8], head: u64) -> bool {
        head & self.mask == self.head
            && (self.name.len() < 8
                || (text.get(self.name.len()) == Some(&b'"') && text.starts_with(&self.name)))
    }
}

impl PathNode {
    const EMPTY: Self = Self {
        firsts: [0; 4],
        members: Vec::new(),
        leaf: NONE,
        exact: 0,
    };

    /// Whether some check asks for exact strings.
    pub(crate) fn wants_symbol(&self) -> bool {
        self.exact > 0
    }

    pub(crate) fn is_leaf(&self) -> bool {
        self.leaf != NONE
    }

    pub(crate) fn leaf(&self) -> PathId {
        self.leaf
    }

    pub(crate) fn has_members(&self) -> bool {
        !self.members.is_empty()
    }

    /// Whether a name that begins with this byte (`"` for the empty name) can lead anywhere.
    #[inline]
    pub(crate) fn may_have_member(&self, first: u8) -> bool {
        self.firsts[usize::from(first >> 6)] & (1 << (first & 63)) != 0
    }

    fn note_firsts(&mut self) {
        self.firsts = [0; 4];
        let names: Vec<u8> = self
            .members
            .iter()
            .flat_map(|member| first_bytes(&member.name))
            .collect();
        for byte in names.into_iter().chain([b'\\']) {
            self.firsts[usize::from(byte >> 6)] |= 1 << (byte & 63);
        }
    }

    #[inline]
    fn find(&self, name: &[u8]) -> Option<u32> {
        let at = self
            .members
            .binary_search_by(|member| (*member.name).cmp(name))
            .ok()?;
        Some(self.members[at].node)
    }
}

/// The length of the name that `text` begins with, up to its quote, and whether it has escapes.
fn name_length(text: &[u8]) -> Option<(usize, bool)> {
    let mut at = 0;
    let mut escaped = false;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some((at, escaped));
        }
        escaped = true;
        at += 2;
    }
}

/// How a written name can begin that leads to the member `name`.
fn first_bytes(name: &[u8]) -> Vec<u8> {
    name.first()
        .map_or_else(|| vec![b'"', b'.'], |byte| vec![*byte])
}

impl PathTree {
    pub(crate) fn new() -> Self {
        Self {
            nodes: vec![PathNode::EMPTY],
            free: Vec::new(),
            ids: HashMap::new(),
            uses: Vec::new(),
            free_ids: Vec::new(),
        }
    }

    pub(crate) fn root(&self) -> &PathNode {
        &self.nodes[0]
    }

    /// An upper bound of the numbers in use.
    pub(crate) fn ids(&self) -> usize {
        self.uses.len()
    }

    pub(crate) fn id_of(&self, path: &str) -> Option<PathId> {
        self.ids.get(path).copied()
    }

    /// What the name leads to whose inside `text` begins with; `None` if the name does not end.
    #[inline]
    pub(crate) fn member<'t>(&'t self, node: &'t PathNode, text: &[u8]) -> Option<Lookup<'t>> {
        if node.members.len() <= MANY
            && let Some(head) = text.first_chunk()
        {
            let head = u64::from_le_bytes(*head);
            for member in &node.members {
                if member.begins(text, head) {
                    let length = member.name.len();
                    return Some(Lookup {
                        length,
                        member: Some(&self.nodes[member.node as usize]),
                    });
                }
            }
            // Nearly all names are plain; then there is nothing else to try.
            let end = memchr::memchr3(b'"', b'\\', b'.', text)?;
            if text[end] == b'"' {
                return Some(Lookup {
                    length: end,
                    member: None,
                });
            }
        }
        self.member_slowly(node, text)
    }

    /// Names among many, with escapes, or with dots, which count as steps.
    fn member_slowly<'t>(&'t self, node: &'t PathNode, text: &[u8]) -> Option<Lookup<'t>> {
        let (length, escaped) = name_length(text)?;
        let name = &text[..length];
        let member = match escaped {
            true => self.dotted(node, &unescape(name)),
            false => self.dotted(node, name),
        };
        Some(Lookup { length, member })
    }

    fn dotted<'t>(&'t self, node: &'t PathNode, name: &[u8]) -> Option<&'t PathNode> {
        if let Some(found) = node.find(name) {
            return Some(&self.nodes[found as usize]);
        }
        memchr::memchr(b'.', name)?;
        name.split(|byte| *byte == b'.')
            .try_fold(node, |node, step| {
                Some(&self.nodes[node.find(step)? as usize])
            })
    }

    pub(crate) fn add(&mut self, path: &str) -> PathId {
        if let Some(&id) = self.ids.get(path) {
            self.uses[id as usize].count += 1;
            return id;
        }
        let node = path
            .split('.')
            .fold(0, |node, step| self.step(node, step.as_bytes()));
        let id = self.free_ids.pop().unwrap_or(self.uses.len() as PathId);
        let path: Arc<str> = path.into();
        let new = Use {
            path: Arc::clone(&path),
            node,
            count: 1,
        };
        match self.uses.get_mut(id as usize) {
            Some(slot) => *slot = new,
            None => self.uses.push(new),
        }
        self.nodes[node as usize].leaf = id;
        self.ids.insert(path, id);
        id
    }

    fn step(&mut self, node: u32, name: &[u8]) -> u32 {
        if let Some(found) = self.nodes[node as usize].find(name) {
            return found;
        }
        let new = self.free.pop().unwrap_or(self.nodes.len() as u32);
        if new as usize == self.nodes.len() {
            self.nodes.push(PathNode::EMPTY);
        }
        let node = &mut self.nodes[node as usize];
        let at = node.members.partition_point(|member| *member.name < *name);
        node.members.insert(at, Member::new(name, new));
        node.note_firsts();
        new
    }

    /// Counts the checks of a path that ask for exact strings.
    pub(crate) fn note_exact(&mut self, id: PathId, more: bool) {
        let node = &mut self.nodes[self.uses[id as usize].node as usize];
        node.exact = if more { node.exact + 1 } else { node.exact - 1 };
    }

    /// Takes back one [`PathTree::add`].
    pub(crate) fn release(&mut self, id: PathId) {
        let used = &mut self.uses[id as usize];
        used.count -= 1;
        if used.count > 0 {
            return;
        }
        let path = Arc::clone(&used.path);
        self.nodes[used.node as usize].leaf = NONE;
        self.free_ids.push(id);
        self.ids.remove(&path);
        self.prune(&path);
    }

    /// Removes the nodes of a path that lead nowhere any more, from its end.
    fn prune(&mut self, path: &str) {
        let steps: Vec<&[u8]> = path.split('.').map(str::as_bytes).collect();
        let mut line = vec![0];
        for step in &steps {
            let Some(next) = line
                .last()
                .and_then(|n: &u32| self.nodes[*n as usize].find(step))
            else {
                return;
            };
            line.push(next);
        }
        for (at, step) in steps.iter().enumerate().rev() {
            let node = line[at + 1];
            if self.nodes[node as usize].is_leaf() || self.nodes[node as usize].has_members() {
                return;
            }
            self.nodes[node as usize] = PathNode::EMPTY;
            self.free.push(node);
            let parent = &mut self.nodes[line[at] as usize];
            parent.members.retain(|member| *member.name != **step);
            parent.note_firsts();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(tree: &PathTree, names: &[&str]) -> Option<PathId> {
        let mut node = tree.root();
        for name in names {
            let text = format!("{name}\": 1");
            if !node.may_have_member(text.as_bytes()[0]) {
                return None;
            }
            let found = tree.member(node, text.as_bytes())?;
            assert_eq!(found.length, name.len());
            node = found.member?;
        }
        node.is_leaf().then(|| node.leaf())
    }

    #[test]
    fn dots_in_names_are_steps() {
        let mut tree = PathTree::new();
        let id = tree.add("a.b.c");
        for names in [
            &["a", "b", "c"][..],
            &["a.b", "c"],
            &["a.b.c"],
            &["a", "b.c"],
        ] {
            assert_eq!(lookup(&tree, names), Some(id), "{names:?}");
        }
        assert_eq!(lookup(&tree, &["a", "b"]), None);
    }

    #[test]
    fn escapes_and_empty_names_are_seen_through() {
        let mut tree = PathTree::new();
        let (name, empty) = (tree.add("source"), tree.add(".v"));
        assert_eq!(lookup(&tree, &["so\\u0075rce"]), Some(name));
        assert_eq!(lookup(&tree, &["\\u0073ource"]), Some(name));
        assert_eq!(lookup(&tree, &["", "v"]), Some(empty));
        assert_eq!(lookup(&tree, &[".v"]), Some(empty));
    }

    #[test]
    fn released_paths_are_gone() {
        let mut tree = PathTree::new();
        let (ab, a) = (tree.add("a.b"), tree.add("a"));
        tree.add("a");
        tree.release(ab);
        assert_eq!(lookup(&tree, &["a", "b"]), None);
        tree.release(a);
        assert_eq!(lookup(&tree, &["a"]), Some(a));
        tree.release(a);
        assert!(!tree.root().has_members());
        assert_eq!(tree.add("c"), a.max(ab));
    }
}
