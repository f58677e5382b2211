//! CIDR blocks.

use super::digits::{DigitRange, hex};
use super::ip::{self, Address};

/// A block of addresses, as written and as a range of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cidr {
    pub(crate) text: String,
    pub(crate) range: DigitRange,
}

impl Cidr {
    /// Parses `address/bits`; the error is the service's text.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (address, bits) = split(text)?;
        let address = read_address(address)?;
        let (name, width) = match address {
            Address::V4(_) => ("IPv4", 32),
            Address::V6(_) => ("IPv6", 128),
        };
        if bits >= width {
            return Err(format!("{name} mask bits must be < {width}"));
        }
        let (low, high) = ends(address.bytes(), bits as usize);
        Ok(Self {
            text: text.to_string(),
            range: DigitRange::closed(hex(&low), hex(&high)),
        })
    }
}

fn split(text: &str) -> Result<(&str, u32), String> {
    let mut parts: Vec<&str> = text.split('/').collect();
    while parts.len() > 1 && parts.last() == Some(&"") {
        parts.pop();
    }
    let &[address, bits] = parts.as_slice() else {
        return Err("Malformed CIDR, one '/' required".into());
    };
    let bits: i32 = bits
        .parse()
        .map_err(|_| "Malformed CIDR, mask bits must be an integer".to_string())?;
    let bits = u32::try_from(bits)
        .map_err(|_| "Malformed CIDR, mask bits must not be negative".to_string())?;
    Ok((address, bits))
}

fn read_address(text: &str) -> Result<Address, String> {
    Address::parse(text).ok_or_else(|| match ip::is_shaped(text) {
        true => format!("Invalid IP address: {text}"),
        false => format!("Nonstandard IP address: {text}"),
    })
}

/// The first and the last address of the block; host bits of `address` do not matter.
fn ends(address: &[u8], bits: usize) -> (Vec<u8>, Vec<u8>) {
    let (mut low, mut high) = (address.to_vec(), address.to_vec());
    for (i, (low, high)) in low.iter_mut().zip(&mut high).enumerate() {
        let kept = bits.saturating_sub(i * 8).min(8);
        let host = (0xFFu16 >> kept) as u8;
        *low &= !host;
        *high |= host;
    }
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(cidr: &str, address: &str) -> bool {
        let address = Address::parse(address).unwrap();
        Cidr::parse(cidr).unwrap().range.contains(&address.digits())
    }

    #[test]
    fn host_bits_do_not_matter() {
        assert!(holds("10.0.0.77/24", "10.0.0.0") && holds("10.0.0.77/24", "10.0.0.255"));
        assert!(!holds("10.0.0.77/24", "10.0.1.0"));
        assert!(holds("2001:db8::1/127", "2001:db8::"));
        assert!(holds("10.0.0.1/31", "10.0.0.1") && !holds("10.0.0.1/31", "10.0.0.2"));
    }

    #[test]
    fn families_are_not_kept_apart() {
        assert!(holds("10.0.0.0/8", "a00::1") && holds("::/0", "10.0.0.1"));
    }

    #[test]
    fn errors_are_the_services() {
        for (text, error) in [
            ("10.0.0.1", "Malformed CIDR, one '/' required"),
            ("10.0.0.1/x", "Malformed CIDR, mask bits must be an integer"),
            (
                "10.0.0.1/-1",
                "Malformed CIDR, mask bits must not be negative",
            ),
            ("10.0.0.1/32", "IPv4 mask bits must be < 32"),
            ("::1/128", "IPv6 mask bits must be < 128"),
            ("host/8", "Nonstandard IP address: host"),
            ("1.2.3.400/8", "Invalid IP address: 1.2.3.400"),
        ] {
            assert_eq!(Cidr::parse(text).unwrap_err(), error);
        }
    }
}
