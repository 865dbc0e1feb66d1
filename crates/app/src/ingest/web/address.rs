//! Which addresses of the network may be reached.
//!
//! A page may send the program on to an address within the reader's own network, by a redirect or by a name that leads
//! there. So names are looked up here, all that they lead to is checked, and the connection is made to what was checked.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Looks names up and refuses those that lead to a private address.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) allow_private: bool,
}

/// The reason of an error of [`Checked`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a private address")]
pub(super) struct Private;

impl Resolver for Checked {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        if !self.allow_private && found.iter().any(|address| !is_public(address.ip())) {
            return Err(ureq::Error::Io(io::Error::other(Private)));
        }
        Ok(found)
    }
}

/// Whether an address belongs to the public network: not to this machine, a private network, one provider, a test or a
/// group.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    // Addresses of the old kind in the new one: mapped, translated (64:ff9b::/96) and tunnelled (2002::/16).
    let [.., six, seven] = parts;
    let embedded = |high: u16, low: u16| {
        let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    match parts {
        [0x64, 0xff9b, 0, 0, 0, 0, _, _] => embedded(six, seven),
        [0x2002, high, low, ..] => embedded(high, low),
        // All that is given out so far begins with these three bits; documentation has its own part of it.
        [0x2001, 0x0db8, ..] => false,
        [0x2001, second, ..] => second >= 0x0200,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_may_be_reached() {
        for public in ["93.184.216.34", "2606:4700::1", "::ffff:93.184.216.34", "2002:5db8:d822::1"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.8",
            "240.0.0.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "fec0::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }
}
