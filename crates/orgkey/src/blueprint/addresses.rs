//! Trusted IP ranges: what is wrong with a row, and the ranges themselves.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use super::judge::push;
use crate::problem::{Code, FieldProblem, Problem};
use crate::text;
use crate::wizard::IpRange;

/// Most ranges of an app (Metadata API Developer Guide, "ExtlClntAppOauthSettings", `trustedIpRanges`).
const LIMIT: usize = 128;

/// Addresses from `start` to `end`, both included and of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedAddresses {
    /// The first.
    pub start: IpAddr,
    /// The last.
    pub end: IpAddr,
    /// What they are; may be empty.
    pub description: String,
}

/// What has to change before Salesforce takes the rows. Empty rows are no rows; a row without an end is one address.
pub(super) fn judge(rows: &[IpRange], problems: &mut Vec<FieldProblem>) {
    for (position, row) in given(rows) {
        let field = |part: &str| format!("ip_ranges.{position}.{part}");
        let (start, end) = (address(&row.start), address(row.end_or_start()));
        if let Err(problem) = &start {
            push(problems, &field("start"), problem.clone());
        }
        if let (false, Err(problem)) = (row.end.trim().is_empty(), &end) {
            push(problems, &field("end"), problem.clone());
        }
        if let (Ok(start), Ok(end)) = (start, end) {
            let refused = |code| Problem::new(code).with("start", start).with("end", end);
            if start.is_ipv4() != end.is_ipv4() {
                push(problems, &field("end"), refused(Code::IpRangeMixed));
            } else if start > end {
                push(problems, &field("end"), refused(Code::IpRangeBackwards));
            }
        }
        if let Some(problem) = text::judge("ip_description", row.description.trim(), 255, false) {
            push(problems, &field("description"), problem);
        }
    }
    let count = given(rows).count();
    if count > LIMIT {
        push(problems, "ip_ranges", Problem::new(Code::IpRangesTooMany).with("count", count).with("limit", LIMIT));
    }
}

/// The ranges of rows that passed the judgement.
pub(super) fn parse(rows: &[IpRange]) -> Vec<TrustedAddresses> {
    let range = |row: &IpRange| {
        let (start, end) = (address(&row.start).ok()?, address(row.end_or_start()).ok()?);
        Some(TrustedAddresses { start, end, description: row.description.trim().to_owned() })
    };
    given(rows).filter_map(|(_, row)| range(row)).collect()
}

/// Ranges so wide that they trust half the world: more than a /8 of IPv4, or a /24 of IPv6.
pub(super) fn wide(rows: &[IpRange]) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    for (position, row) in given(rows) {
        let wide = match (address(&row.start), address(row.end_or_start())) {
            (Ok(IpAddr::V4(start)), Ok(IpAddr::V4(end))) => end.to_bits().saturating_sub(start.to_bits()) >= 1 << 24,
            (Ok(IpAddr::V6(start)), Ok(IpAddr::V6(end))) => end.to_bits().saturating_sub(start.to_bits()) >= 1 << 104,
            _ => false,
        };
        if wide {
            push(&mut problems, &format!("ip_ranges.{position}.end"), Problem::new(Code::IpRangeWide));
        }
    }
    problems
}

fn given(rows: &[IpRange]) -> impl Iterator<Item = (usize, &IpRange)> {
    let empty = |row: &IpRange| [&row.start, &row.end, &row.description].iter().all(|text| text.trim().is_empty());
    rows.iter().enumerate().filter(move |(_, row)| !empty(row))
}

fn address(text: &str) -> Result<IpAddr, Problem> {
    let text = text.trim();
    text.parse().map_err(|_| {
        let problem = Problem::new(Code::IpAddressMalformed).with("address", text::visible(text));
        match block(text) {
            Some((start, end)) => {
                problem.with("reason", "ip_address_reason_block").with("start", start).with("end", end)
            }
            None if text.is_empty() => problem.with("reason", "ip_address_reason_empty"),
            None => problem.with("reason", "ip_address_reason_form"),
        }
    })
}

/// First and last address of a block in CIDR notation (RFC 4632), such as `192.0.2.0/24`.
fn block(text: &str) -> Option<(IpAddr, IpAddr)> {
    let (address, bits) = text.split_once('/')?;
    let bits: u32 = bits.parse().ok()?;
    Some(match address.parse().ok()? {
        IpAddr::V4(address) => {
            let hosts = u32::MAX.checked_shr(bits).unwrap_or_default();
            let first = (bits <= 32).then(|| address.to_bits() & !hosts)?;
            (Ipv4Addr::from_bits(first).into(), Ipv4Addr::from_bits(first | hosts).into())
        }
        IpAddr::V6(address) => {
            let hosts = u128::MAX.checked_shr(bits).unwrap_or_default();
            let first = (bits <= 128).then(|| address.to_bits() & !hosts)?;
            (Ipv6Addr::from_bits(first).into(), Ipv6Addr::from_bits(first | hosts).into())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(start: &str, end: &str) -> IpRange {
        IpRange { start: start.to_owned(), end: end.to_owned(), ..IpRange::default() }
    }

    #[test]
    fn a_range_that_salesforce_refuses_passes_or_a_good_one_is_refused() {
        use Code::{IpAddressMalformed as Malformed, IpRangeBackwards, IpRangeMixed};
        for (start, end, field, code, says) in [
            ("192.0.2.20", "192.0.2.10", "end", IpRangeBackwards, "192.0.2.20"),
            ("192.0.2.1", "2001:db8::1", "end", IpRangeMixed, "IPv6"),
            ("192.0.2", "192.0.2.9", "start", Malformed, "192.0.2.10"),
            ("192.0.2.256", "", "start", Malformed, "192.0.2.10"),
            ("192.0.2.01", "", "start", Malformed, "192.0.2.10"),
            ("0xC0000201", "", "start", Malformed, "192.0.2.10"),
            ("office", "", "start", Malformed, "192.0.2.10"),
            ("fe80::1%eth0", "", "start", Malformed, "192.0.2.10"),
            ("", "192.0.2.9", "start", Malformed, "first"),
            ("192.0.2.1", "192.0.2.9 ,", "end", Malformed, "192.0.2.10"),
            ("192.0.2.77/24", "", "start", Malformed, "192.0.2.0 to 192.0.2.255"),
            ("2001:db8::/32", "", "start", Malformed, "2001:db8:ffff"),
            ("192.0.2.1/33", "", "start", Malformed, "192.0.2.10"),
        ] {
            let mut problems = Vec::new();
            judge(&[row("203.0.113.1", ""), row(start, end)], &mut problems);
            let [found] = &problems[..] else { panic!("{start} {end}: {problems:?}") };
            assert_eq!((found.field.as_str(), found.problem.code), (&*format!("ip_ranges.1.{field}"), code), "{start}");
            let words = crate::words::problem(&found.problem).title;
            assert!(words.contains(says) && !words.contains('{'), "{start}: {words}");
        }
        let mut problems = Vec::new();
        let good =
            [row(" 192.0.2.1 ", "192.0.2.1"), row("192.0.2.1", ""), row("", ""), row("2001:db8::1", "2001:db8::f")];
        judge(&good, &mut problems);
        assert_eq!(problems, []);
        assert_eq!(parse(&good).len(), 3, "a row with nothing in it is no range");
        assert_eq!(parse(&good)[1].end.to_string(), "192.0.2.1");
    }

    #[test]
    fn more_ranges_than_salesforce_takes_pass() {
        let count = |count| {
            let mut problems = Vec::new();
            judge(&vec![row("192.0.2.1", ""); count], &mut problems);
            problems.into_iter().map(|found| (found.field, found.problem.code)).collect::<Vec<_>>()
        };
        assert_eq!(count(128), []);
        assert_eq!(count(129), [("ip_ranges".to_owned(), Code::IpRangesTooMany)]);
    }

    #[test]
    fn half_the_world_is_trusted_without_a_word() {
        let wide = |start, end| wide(&[row(start, end)]).len();
        assert_eq!(wide("0.0.0.0", "255.255.255.255"), 1);
        assert_eq!(wide("::", "ffff::"), 1);
        assert_eq!(wide("10.0.0.0", "10.255.255.255"), 0);
        assert_eq!(wide("192.0.2.9", "192.0.2.1"), 0);
    }
}
