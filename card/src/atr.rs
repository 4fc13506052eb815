//! The answer to reset (ATR, ISO/IEC 7816-3 section 8): the first bytes that a card sends, and what is known of cards by them.

use crate::apdu::Protocol;

/// An answer to reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atr {
    bytes: Vec<u8>,
    historical: Vec<u8>,
    protocols: Vec<Protocol>,
    is_whole: bool,
}

/// What is known of a card by its ATR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Known {
    /// An older SITHS card of Telia's making ("Telia EID IP5a").
    TeliaIp5a,
    /// Aventra MyEID.
    MyEid,
    /// A Nitrokey.
    Nitrokey,
    /// A YubiKey.
    YubiKey,
    /// A Java card of NXP's with nothing else to say of itself.
    NxpJavaCard,
    /// A Thales (Gemalto) IDPrime, the make of SITHS cards of later years.
    IdPrime,
}

impl Known {
    /// Its name, the same in all languages.
    pub fn name(self) -> &'static str {
        match self {
            Self::TeliaIp5a => "Telia EID IP5a (SITHS)",
            Self::MyEid => "Aventra MyEID",
            Self::Nitrokey => "Nitrokey",
            Self::YubiKey => "YubiKey",
            Self::NxpJavaCard => "NXP JCOP",
            Self::IdPrime => "Thales IDPrime",
        }
    }
}

/// By the historical bytes: what else an ATR says is the reader's business, and differs from card to card of one make.
const HISTORICAL: [(&[u8], Known); 6] = [
    (b"MyEID", Known::MyEid),
    (b"Nitrokey", Known::Nitrokey),
    (b"YubiKey", Known::YubiKey),
    (b"Yubikey", Known::YubiKey),
    (b"JCOP", Known::NxpJavaCard),
    (b"IDPrime", Known::IdPrime),
];

/// Whole, where the historical bytes are in a form that any card may have. OpenSC's tracker has the first (number 726).
const WHOLE: [(&[u8], Known); 1] = [(
    &[0x3b, 0x7d, 0x96, 0x00, 0x00, 0x80, 0x31, 0x80, 0x65, 0xb0, 0xa3, 0x11, 0x01, 0xf3, 0x83, 0x00, 0x90, 0x00],
    Known::TeliaIp5a,
)];

/// ISO/IEC 7816-3 allows no more.
const MAX_ATR: usize = 33;

impl Atr {
    /// Reads it; one that is cut short, or breaks the rules, gives what can be read of it.
    pub fn new(bytes: &[u8]) -> Self {
        let bytes = bytes.get(..bytes.len().min(MAX_ATR)).unwrap_or_default().to_vec();
        let parsed = parse(&bytes);
        let (historical, protocols, is_whole) = parsed.unwrap_or_default();
        Self { bytes, historical, protocols, is_whole }
    }

    /// All of it.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What its maker wrote into it.
    pub fn historical(&self) -> &[u8] {
        &self.historical
    }

    /// The historical bytes as text, where they are text.
    pub fn text(&self) -> Option<String> {
        let is_text = self.historical.len() >= 3 && self.historical.iter().all(|byte| (0x20..0x7f).contains(byte));
        is_text.then(|| String::from_utf8_lossy(&self.historical).into_owned())
    }

    /// The protocols that the card offers.
    pub fn protocols(&self) -> &[Protocol] {
        &self.protocols
    }

    /// It keeps the rules of ISO/IEC 7816-3: nothing is missing, and its check byte is right.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// What is known of the card.
    pub fn known(&self) -> Option<Known> {
        let whole = WHOLE.iter().find(|(bytes, _)| *bytes == self.bytes);
        let by_name =
            || HISTORICAL.iter().find(|(name, _)| self.historical.windows(name.len()).any(|part| part == *name));
        whole.or_else(by_name).map(|(_, known)| *known)
    }

    /// The card says that it takes lengths above 256 bytes: card capabilities, the third software function table (ISO/IEC 7816-4 section
    /// 8.1.1.2.7).
    pub fn takes_long(&self) -> bool {
        let Some((&category, mut rest)) = self.historical.split_first() else { return false };
        // 00: three status bytes stand at the end; 80: they are an object, too.
        if category == 0x00 {
            rest = rest.get(..rest.len().saturating_sub(3)).unwrap_or_default();
        } else if category != 0x80 {
            return false;
        }
        while let Some((&head, after)) = rest.split_first() {
            let Some((value, after)) = after.split_at_checked(usize::from(head & 0x0f)) else { return false };
            if head >> 4 == 7 {
                return value.get(2).is_some_and(|table| table & 0x40 != 0);
            }
            rest = after;
        }
        false
    }
}

/// As it is written: `3B 85 80 01 …`
impl std::fmt::Display for Atr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (number, byte) in self.bytes.iter().enumerate() {
            write!(f, "{}{byte:02X}", if number == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

fn parse(bytes: &[u8]) -> Option<(Vec<u8>, Vec<Protocol>, bool)> {
    let (&first, mut rest) = bytes.split_first()?;
    if !matches!(first, 0x3b | 0x3f) {
        return None;
    }
    let mut take = || -> Option<u8> {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        Some(byte)
    };
    let format = take()?;
    let historical = usize::from(format & 0x0f);
    let mut follows = format >> 4;
    let mut protocols = Vec::new();
    let mut is_checked = false;
    // TA, TB and TC say how; TD says which protocol, and what follows.
    while follows != 0 {
        for bit in [1, 2, 4] {
            if follows & bit != 0 {
                take()?;
            }
        }
        if follows & 8 == 0 {
            break;
        }
        let next = take()?;
        follows = next >> 4;
        match next & 0x0f {
            0 if !protocols.contains(&Protocol::T0) => protocols.push(Protocol::T0),
            1 if !protocols.contains(&Protocol::T1) => protocols.push(Protocol::T1),
            _ => {}
        }
        is_checked |= next & 0x0f != 0;
    }
    if protocols.is_empty() {
        protocols.push(Protocol::T0);
    }
    let (historical, check) = rest.split_at_checked(historical)?;
    let is_whole = match check {
        [] => !is_checked,
        [_] => is_checked && bytes.iter().skip(1).fold(0, |sum, byte| sum ^ byte) == 0,
        _ => false,
    };
    Some((historical.to_vec(), protocols, is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_cards() {
        let telia = Atr::new(WHOLE[0].0);
        assert_eq!((telia.known(), telia.protocols()), (Some(Known::TeliaIp5a), &[Protocol::T0][..]));
        assert!(telia.is_whole() && telia.text().is_none() && !telia.takes_long());

        let myeid = Atr::new(&[0x3b, 0x85, 0x80, 0x01, 0x4d, 0x79, 0x45, 0x49, 0x44, 0x78]);
        assert_eq!((myeid.known(), myeid.text().as_deref()), (Some(Known::MyEid), Some("MyEID")));
        assert_eq!(myeid.protocols(), [Protocol::T0, Protocol::T1]);
        assert!(myeid.is_whole());
        assert_eq!(myeid.to_string(), "3B 85 80 01 4D 79 45 49 44 78");
    }

    #[test]
    fn the_card_says_whether_it_takes_long_commands() {
        // Category 80, service data, capabilities with extended lengths.
        let mut atr = vec![0x3b, 0x87, 0x80, 0x01, 0x80, 0x31, 0x80, 0x73, 0x80, 0x01, 0x40];
        atr.push(atr.iter().skip(1).fold(0, |sum, byte| sum ^ byte));
        assert!(Atr::new(&atr).takes_long() && Atr::new(&atr).is_whole());
        let at = atr.len() - 2;
        atr[at] = 0;
        assert!(!Atr::new(&atr).takes_long() && !Atr::new(&atr).is_whole());
    }

    #[test]
    fn nothing_in_an_atr_does_harm() {
        let atr = [0x3b, 0xff, 0x96, 0x00, 0x00, 0x80, 0x31, 0x80, 0x65, 0xb0, 0xa3, 0x11, 0x01, 0xf3, 0x83, 0x00];
        for end in 0..=atr.len() {
            for at in 0..end {
                for value in [0, 0x0f, 0x80, 0xf0, 0xff] {
                    let mut bytes = atr[..end].to_vec();
                    bytes[at] = value;
                    let _ = (Atr::new(&bytes).takes_long(), Atr::new(&bytes).known());
                }
            }
        }
        assert_eq!(Atr::new(&[0xff; 100]).bytes().len(), 33);
    }
}
