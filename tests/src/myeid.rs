//! A card that OpenSC's own tool fills, so that what is on it was written by somebody else.

use std::fs;

use tillit_lab::card::{Card, Contents, Inserted, Pin};

use crate::pcsc::Pcsc;

/// Of the one who fills cards, and what unblocks every PIN.
const OFFICER: &str = "87654321";

impl Pcsc {
    /// Puts an empty card into the first reader, and has `pkcs15-init` write on it what a lab's card has; then it is activated. The first slots
    /// only: a card of this kind has room for six certificates or so.
    #[track_caller]
    pub fn filled_by_opensc(&self, contents: &Contents) -> Inserted {
        let inserted = self.insert(Card::blank(), 0);
        let init = |args: &[&str]| {
            let always = ["--reader", "0", "--so-pin", OFFICER];
            let output = self.tool("pkcs15-init", &[&always[..], args].concat());
            assert!(
                output.code == 0 && !output.stderr.contains("Failed"),
                "pkcs15-init (Debian: opensc) {args:?}: {}{}\n{:#?}",
                output.stdout,
                output.stderr,
                inserted.log().lines()
            );
        };
        init(&["--create-pkcs15", "--so-puk", OFFICER, "--label", &contents.label]);
        for pin in Pin::ALL {
            let id = number(pin);
            init(&["--store-pin", "--auth-id", id, "--label", pin.label(), "--pin", pin.digits(), "--puk", OFFICER]);
        }
        for slot in &contents.slots {
            let id = format!("{:02x}", slot.id);
            fs::write(self.file("certificate.der"), &slot.der).expect("a file");
            let certificate = ["--store-certificate", "certificate.der", "--format", "der", "--id", &id];
            let label = ["--label", &slot.label];
            let Some((key, pin)) = &slot.key else {
                init(&[&certificate[..], &label, &["--authority"]].concat());
                continue;
            };
            fs::write(self.file("key.der"), key).expect("a file");
            let pem = ["pkey", "-inform", "DER", "-in", "key.der", "-out", "key.pem"];
            assert_eq!(self.tool("openssl", &pem).code, 0);
            let usage = match pin {
                Pin::Login => "sign,decrypt",
                Pin::Signature => "nonRepudiation",
            };
            let opened = ["--auth-id", number(*pin), "--pin", pin.digits()];
            let key = ["--store-private-key", "key.pem", "--id", &id, "--key-usage", usage];
            init(&[&key[..], &label, &opened].concat());
            init(&[&certificate[..], &label, &opened].concat());
        }
        for file in ["key.der", "key.pem", "certificate.der"] {
            drop(fs::remove_file(self.file(file)));
        }
        init(&["--finalize"]);
        inserted
    }
}

fn number(pin: Pin) -> &'static str {
    match pin {
        Pin::Login => "01",
        Pin::Signature => "02",
    }
}
