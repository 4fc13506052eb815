//! Commands to a card (ISO/IEC 7816-4 section 5.2).

/// A command, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) class: u8,
    pub(super) instruction: u8,
    pub(super) p1: u8,
    pub(super) p2: u8,
    pub(super) data: Vec<u8>,
    /// Bytes that are wanted; 256 and 65536 where the octets are zero.
    pub(super) expected: Option<usize>,
}

impl Command {
    /// Short and extended lengths. Nothing where the lengths do not hold.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let (&[class, instruction, p1, p2], body) = bytes.split_first_chunk::<4>()?;
        let (data, expected) = body_of(body)?;
        Some(Self { class, instruction, p1, p2, data: data.to_vec(), expected })
    }

    /// More of the same command follows.
    pub(super) fn is_chained(&self) -> bool {
        self.class & 0x10 != 0
    }
}

fn body_of(body: &[u8]) -> Option<(&[u8], Option<usize>)> {
    let or = |length: usize, zero: usize| if length == 0 { zero } else { length };
    match body {
        [] => Some((&[], None)),
        [le] => Some((&[], Some(or(usize::from(*le), 256)))),
        [0, high, low] => Some((&[], Some(or(usize::from(u16::from_be_bytes([*high, *low])), 65536)))),
        [0, high, low, rest @ ..] => {
            let (data, le) = rest.split_at_checked(usize::from(u16::from_be_bytes([*high, *low])))?;
            match le {
                [] => Some((data, None)),
                [high, low] => Some((data, Some(or(usize::from(u16::from_be_bytes([*high, *low])), 65536)))),
                _ => None,
            }
        }
        [lc, rest @ ..] => {
            let (data, le) = rest.split_at_checked(usize::from(*lc))?;
            match le {
                [] => Some((data, None)),
                [le] => Some((data, Some(or(usize::from(*le), 256)))),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn all_forms_of_a_command() {
        let parts = |bytes: &[u8]| Command::parse(bytes).map(|command| (command.data.len(), command.expected));
        assert_eq!(parts(&[0, 0xa4, 0, 0]), Some((0, None)));
        assert_eq!(parts(&[0, 0xb0, 0, 0, 0]), Some((0, Some(256))));
        assert_eq!(parts(&[0, 0xa4, 0, 0, 2, 0x3f, 0]), Some((2, None)));
        assert_eq!(parts(&[0, 0xa4, 0, 0, 2, 0x3f, 0, 0x10]), Some((2, Some(16))));
        assert_eq!(parts(&[0, 0xb0, 0, 0, 0, 0, 0]), Some((0, Some(65536))));
        assert_eq!(parts(&[0, 0x2a, 0, 0, 0, 0, 2, 1, 2]), Some((2, None)));
        assert_eq!(parts(&[0, 0x2a, 0, 0, 0, 0, 2, 1, 2, 1, 0]), Some((2, Some(256))));
        for bad in
            [&[0, 0xa4, 0][..], &[0, 0xa4, 0, 0, 3, 1], &[0, 0xa4, 0, 0, 1, 1, 2, 3], &[0, 0xa4, 0, 0, 0, 1, 0, 2]]
        {
            assert_eq!(parts(bad), None, "{bad:?}");
        }
    }
}
