//! Cards that are not laid out as PKCS#15, through the PKCS#11 modules of this computer: what they show without a PIN.

use std::time::Duration;

use tillit_card::apdu::Protocol;
use tillit_card::pkcs11::{Maker, Module, OnToken, PinState, modules};
use tillit_card::pkcs15::{CardCertificate, CardContents, List, Pin, PinRole, Token};
use tillit_card::readers::{self, CardRead, Tries};

/// A card as a module shows it.
pub(super) struct Through {
    /// What the module calls itself.
    pub(super) module: String,
    pub(super) card: CardRead,
}

/// One token of a card: OpenSC and Net iD show one for each of its PINs.
struct Part {
    label: String,
    manufacturer: String,
    serial: String,
    pin: PinState,
    certificates: Vec<OnToken>,
}

/// What the first module shows of the card in this reader that shows anything.
pub(super) fn read(reader: &str, limit: Duration) -> Option<Through> {
    let mut installed = modules();
    // The one for the login PIN alone hides what the other PIN opens.
    installed.sort_by_key(|module| module.maker == Maker::OpenScOnePin);
    installed.into_iter().find_map(|installed| {
        let reader = reader.to_owned();
        // Its code is its maker's: it may not come back.
        let shown = readers::within(limit, move || {
            let Ok(module) = Module::open(&installed.path) else { return Ok(None) };
            let parts = parts(&module, &reader);
            Ok(Some((module.about().to_owned(), parts)))
        });
        let (module, parts) = shown.ok()??;
        let card = of_parts(parts)?;
        Some(Through { module, card })
    })
}

fn parts(module: &Module, reader: &str) -> Vec<Part> {
    let tokens = module.tokens().map(|tokens| tokens.tokens).unwrap_or_default();
    let here = tokens.into_iter().filter(|token| is_same(&token.reader, reader));
    here.map(|token| Part {
        certificates: module.certificates(&token).unwrap_or_default(),
        label: token.label,
        manufacturer: token.manufacturer,
        serial: token.serial,
        pin: token.pin,
    })
    .collect()
}

/// PKCS#11 has 64 bytes for a reader's name.
fn is_same(theirs: &str, ours: &str) -> bool {
    !theirs.is_empty() && (ours == theirs || theirs.len() >= 60 && ours.starts_with(theirs))
}

/// The card of these tokens; `None`: they show no certificate.
fn of_parts(parts: Vec<Part>) -> Option<CardRead> {
    let mut contents = CardContents::default();
    let mut tries = Vec::new();
    for part in parts {
        let text = |text: String| Some(text).filter(|text| !text.is_empty());
        contents.pins.push(Pin {
            label: part.label.clone(),
            auth_id: None,
            reference: 0,
            role: PinRole::User,
            folder: None,
            min: None,
            max: None,
            initialized: true,
            local: false,
        });
        tries.push(match part.pin {
            PinState { locked: true, .. } => Tries::Left(0),
            PinState { final_try: true, .. } => Tries::Left(1),
            _ => Tries::NotKnown,
        });
        // "CARD (PIN)"
        let card = part.label.split_once(" (").map_or(part.label.as_str(), |(card, _)| card).to_owned();
        contents.token.get_or_insert_with(|| Token {
            label: text(card),
            manufacturer: text(part.manufacturer),
            serial: text(part.serial),
            ..Token::default()
        });
        for one in part.certificates {
            if contents.certificates.iter().all(|other| other.certificate != one.certificate) {
                contents.certificates.push(CardCertificate {
                    label: one.label,
                    id: one.id,
                    authority: one.certificate.is_ca(),
                    list: List::Own,
                    location: None,
                    certificate: one.certificate,
                });
            }
        }
    }
    (!contents.certificates.is_empty()).then(|| CardRead {
        // Nobody here talked to it.
        protocol: Protocol::T1,
        contents: Ok(contents),
        foreign: None,
        tries,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn readers_are_the_same_by_name_and_where_it_is_cut() {
        let long = "A reader of a very long name indeed, which no standard foresaw 00 00";
        assert!(is_same("Virtual PCD 00 00", "Virtual PCD 00 00"));
        assert!(is_same(&long[..64], long));
        assert!(!is_same("Virtual PCD 00 0", "Virtual PCD 00 00") && !is_same("", "Virtual PCD 00 00"));
    }

    #[test]
    fn tokens_of_one_card_are_put_together() {
        let key = tillit_lab::KeyPool::shared().get(tillit_lab::KeyKind::P256, "module").unwrap();
        let name = tillit_lab::Dn::cn("Tolvan");
        let der = tillit_lab::CertificateBuilder::leaf(name).key(&key).self_sign().unwrap().der;
        let certificate = tillit_verifier::Certificate::from_der(&der).unwrap();
        let on_token = || OnToken { certificate: certificate.clone(), label: "Tolvan".to_owned(), id: vec![1] };
        let part = |label: &str, pin: PinState| Part {
            label: label.to_owned(),
            manufacturer: String::new(),
            serial: "77".to_owned(),
            pin,
            certificates: vec![on_token()],
        };
        let locked = PinState { locked: true, final_try: true, ..PinState::default() };
        let parts = vec![part("Kort (Legitimering)", PinState::default()), part("Kort (Underskrift)", locked)];
        let card = of_parts(parts).unwrap();
        let contents = card.contents.unwrap();
        assert_eq!((contents.certificates.len(), contents.pins.len()), (1, 2));
        assert_eq!(contents.token.unwrap().label.as_deref(), Some("Kort"));
        assert_eq!(card.tries, [Tries::NotKnown, Tries::Left(0)]);
        assert!(of_parts(Vec::new()).is_none());
    }
}
