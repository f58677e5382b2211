//! `Fn::Cidr`: blocks cut out of a block.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Evaluator;
use crate::diagnostic::Problem;
use crate::node::Node;
use crate::token;
use crate::value::{Kind, Value};

impl Evaluator<'_> {
    pub(super) fn cidr(&mut self, block: &Node, count: &Node, bits: Option<&Node>) -> Kind {
        let mut texts = Vec::with_capacity(3);
        for part in [Some(block), Some(count), bits].into_iter().flatten() {
            match self.text(part, "Fn::Cidr takes a block and numbers") {
                Ok(text) => texts.push(text),
                Err(kind) => return kind,
            }
        }
        if texts.iter().any(|text| token::present(text)) {
            return Kind::Unknown("address blocks of a block that is not known".into());
        }
        let bits = texts.get(2).map_or("8", String::as_str);
        match cut(&texts[0], &texts[1], bits) {
            Ok(blocks) => Kind::List(
                blocks
                    .into_iter()
                    .map(|b| Value::string(block.span(), b))
                    .collect(),
            ),
            Err(message) => self.wrong(Problem::new("cidr", block.span(), message)),
        }
    }
}

/// `count` (1 to 256) blocks with `bits` host bits each, from the start of `block`.
fn cut(block: &str, count: &str, bits: &str) -> Result<Vec<String>, String> {
    let wrong = || format!("`{block}` is not an address block such as 10.0.0.0/16");
    let (address, prefix) = block.split_once('/').ok_or_else(wrong)?;
    let address: IpAddr = address.parse().map_err(|_| wrong())?;
    let prefix: u32 = prefix.parse().map_err(|_| wrong())?;
    let count: u32 = count
        .parse()
        .map_err(|_| format!("`{count}` is not a count"))?;
    let bits: u32 = bits
        .parse()
        .map_err(|_| format!("`{bits}` is not a number of bits"))?;
    let width = if address.is_ipv4() { 32 } else { 128 };
    let fits = prefix <= width
        && (1..=256).contains(&count)
        && bits >= 1
        && bits <= width - prefix
        && (width - prefix - bits >= 9 || count <= 1 << (width - prefix - bits));
    if !fits {
        return Err(format!(
            "{count} blocks of {bits} bits do not fit into `{block}`"
        ));
    }
    Ok((0..count)
        .map(|index| nth(address, prefix, bits, index))
        .collect())
}

fn nth(address: IpAddr, prefix: u32, bits: u32, index: u32) -> String {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
            let start = (u32::from(v4) & mask) + index.checked_shl(bits).unwrap_or(0);
            format!("{}/{}", Ipv4Addr::from(start), 32 - bits)
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - prefix).unwrap_or(0);
            let start = (u128::from(v6) & mask) + u128::from(index).checked_shl(bits).unwrap_or(0);
            format!("{}/{}", Ipv6Addr::from(start), 128 - bits)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_as_the_documentation_shows() {
        let blocks = cut("192.168.0.0/24", "6", "5").expect("fits");
        assert_eq!(blocks[..2], ["192.168.0.0/27", "192.168.0.32/27"]);
        assert_eq!(blocks.len(), 6);
        assert_eq!(
            cut("2001:db8::/56", "2", "64").expect("fits")[1],
            "2001:db8:0:1::/64"
        );
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(cut("10.0.0.0/24", "2", "8").is_err());
        assert!(cut("10.0.0.0/33", "1", "1").is_err());
        assert!(cut("nonsense", "1", "1").is_err());
        assert!(cut("10.0.0.0/0", "256", "32").is_err());
        assert!(cut("10.0.0.0/0", "1", "32").is_ok());
    }
}
