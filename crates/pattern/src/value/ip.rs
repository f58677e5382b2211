//! Internet addresses as the service reads them: as runs of hexadecimal digits.

use super::digits::hex;
use std::net::Ipv6Addr;

/// The bytes of an address: four or sixteen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    V4([u8; 4]),
    V6([u8; 16]),
}

impl Address {
    /// Reads an address; IPv6 forms of IPv4 addresses become IPv4.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if is_v4_shaped(text) {
            return v4(text).map(Self::V4);
        }
        if !is_v6_shaped(text) {
            return None;
        }
        let address: Ipv6Addr = text.parse().ok()?;
        Some(match address.to_ipv4_mapped() {
            Some(v4) => Self::V4(v4.octets()),
            None => Self::V6(address.octets()),
        })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::V4(bytes) => bytes,
            Self::V6(bytes) => bytes,
        }
    }

    /// Two upper-case digits a byte.
    pub(crate) fn digits(&self) -> Vec<u8> {
        hex(self.bytes())
    }
}

/// Whether the text has the shape of an address, valid or not.
pub(crate) fn is_shaped(text: &str) -> bool {
    is_v4_shaped(text) || is_v6_shaped(text)
}

fn is_v4_shaped(text: &str) -> bool {
    let mut parts = 0;
    let digits = text.split('.').all(|part| {
        parts += 1;
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
    });
    digits && parts == 4
}

fn is_v6_shaped(text: &str) -> bool {
    text.contains(':') && text.bytes().all(|b| b == b':' || b.is_ascii_hexdigit())
}

/// Leading zeros are decimal here, unlike in `std`.
fn v4(text: &str) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    if text.len() > 15 {
        return None;
    }
    for (octet, part) in octets.iter_mut().zip(text.split('.')) {
        *octet = part.parse().ok()?;
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_are_decimal() {
        assert_eq!(
            Address::parse("010.0.0.1"),
            Some(Address::V4([10, 0, 0, 1]))
        );
    }

    #[test]
    fn what_only_looks_like_an_address_is_none() {
        for text in ["10.0.0.256", "1.2.3", "::1::", "12345::", "10.0.0.1/8", ""] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn mapped_addresses_are_v4() {
        assert_eq!(
            Address::parse("::ffff:0a00:0001"),
            Some(Address::V4([10, 0, 0, 1]))
        );
    }
}
