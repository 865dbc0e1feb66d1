//! Under which names and addresses the page answers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What the `Host` of a request may be. Another site can have its name lead to this machine, and a browser would then take
/// this page for a part of that site; but it sends the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    names: Vec<String>,
    addresses: Vec<IpAddr>,
    /// Whether any address will do: of a page that listens at all addresses of the machine, which are not known here. No site
    /// can take an address for its name.
    any_address: bool,
}

impl Hosts {
    /// Of a page that listens at this address, and can be reached by these names too.
    pub fn new(listen: IpAddr, names: impl IntoIterator<Item = String>) -> Hosts {
        let mut hosts =
            Hosts { names: names.into_iter().collect(), addresses: vec![listen], any_address: listen.is_unspecified() };
        if listen.is_loopback() || listen.is_unspecified() {
            hosts.names.push("localhost".to_owned());
            hosts.addresses.extend([IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)]);
        }
        hosts
    }

    /// Whether a `Host` is one of them, on any port.
    pub(crate) fn has(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let address: Option<IpAddr> = match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
            None => name.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
        };
        match address {
            Some(address) => self.any_address || self.addresses.contains(&address),
            None => self.names.iter().any(|known| known.eq_ignore_ascii_case(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(listen: &str, name: &str, answers: &[&str], refuses: &[&str]) {
        let names = Some(name).filter(|name| !name.is_empty()).map(str::to_owned);
        let hosts = Hosts::new(listen.parse().unwrap(), names);
        for host in answers {
            assert!(hosts.has(host), "{listen} answers to {host}");
        }
        for host in refuses {
            assert!(!hosts.has(host), "{listen} answers not to {host}");
        }
    }

    #[test]
    fn a_page_answers_to_its_address_and_its_names_alone() {
        check(
            "127.0.0.1",
            "",
            &["127.0.0.1", "127.0.0.1:7410", "localhost:1", "LOCALHOST", "[::1]:80", "[::1]"],
            &[
                "evil.example",
                "127.0.0.1.evil.example",
                "localhost.",
                "127.0.0.1:x",
                "",
                "10.0.0.1:7410",
                "::1",
                "[::1",
            ],
        );
        check(
            "192.168.1.20",
            "desk.example",
            &["192.168.1.20:7410", "desk.example", "Desk.Example:80"],
            &["192.168.1.21:7410", "evil.example", "desk", "localhost:7410", "desk.example.evil.example"],
        );
        check("0.0.0.0", "", &["10.0.0.7:7410", "localhost", "[fe80::1]:7410"], &["evil.example:7410", "desk"]);
        check("::", "", &["10.0.0.7", "[::1]"], &["evil.example"]);
    }
}
