//! A PIV card (NIST SP 800-73) that others wrote: Nitrokey's `piv-authenticator` on Trussed, put into a virtual reader of vpcd until it is ended.
//!
//!     tillit-piv-card 127.0.0.1:35963
//!
//! It begins empty, with the PIN 123456 and the management key that cards of this kind are delivered with. Each command and each answer leaves a
//! line on standard output, a PIN as `<pin>`. What it makes keys from is the same every time: for tests only.
//!
//! The applet leaves to its host what a real device's dispatcher does: the whole AID where a program selects by a part of it, chained commands, and
//! answers longer than one.

mod dispatch;

use std::io::Write as _;

use heapless::Vec as Buffer;
use iso7816::command::CommandView;
use piv_authenticator::{Authenticator, Options};
use trussed::virt::{StoreConfig, with_platform};
use vpicc::VSmartCard;

use dispatch::{BACKENDS, Dispatch};

/// Historical bytes without a meaning of their own; T=1.
const ATR: &[u8] = &[0x3b, 0x86, 0x80, 0x01, b't', b'i', b'l', b'l', b'i', b't', 0x07];
const PIV: &[u8] = &[0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00];
/// Bytes of one answer: the largest certificate and its frame.
const ANSWER: usize = 7609;

const SELECT: u8 = 0xa4;
const GET_RESPONSE: u8 = 0xc0;
const VERIFY: u8 = 0x20;
/// A part of a command: more follow (ISO/IEC 7816-4, 5.4.1).
const CHAINED: u8 = 0x10;

struct Host<C: piv_authenticator::Client> {
    card: Authenticator<C>,
    /// Data of the parts that came so far.
    parts: Vec<u8>,
    /// What is left of an answer.
    rest: Vec<u8>,
}

impl<C: piv_authenticator::Client> Host<C> {
    /// The answer to one command, whole.
    fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        let Ok(view) = CommandView::try_from(command) else { return vec![0x67, 0x00] };
        let (class, instruction, data) = (command[0], command[1], view.data());
        if class & CHAINED != 0 {
            self.parts.extend_from_slice(data);
            return vec![0x90, 0x00];
        }
        let mut data = [std::mem::take(&mut self.parts).as_slice(), data].concat();
        if instruction == SELECT && !data.is_empty() && PIV.starts_with(&data) {
            data = PIV.to_vec();
        }
        let length = u16::try_from(data.len()).unwrap_or(u16::MAX).to_be_bytes();
        let mut whole = command[..4].to_vec();
        if data.is_empty() {
            whole.extend([0, 0, 0]);
        } else {
            whole.push(0);
            whole.extend(length);
            whole.extend(&data);
            whole.extend([0, 0]);
        }
        let Ok(view) = CommandView::try_from(whole.as_slice()) else { return vec![0x67, 0x00] };
        let mut reply: Buffer<u8, ANSWER> = Buffer::new();
        match self.card.respond(view, &mut reply) {
            Ok(()) => [reply.as_slice(), &[0x90, 0x00]].concat(),
            Err(status) => u16::from(status).to_be_bytes().to_vec(),
        }
    }

    /// As much of an answer as the asker takes at once.
    fn part(&mut self, mut answer: Vec<u8>, most: usize) -> Vec<u8> {
        let length = answer.len().saturating_sub(2);
        if length <= most {
            return answer;
        }
        let status = answer.split_off(length);
        self.rest = [answer.split_off(most), status].concat();
        let left = u8::try_from(self.rest.len() - 2).unwrap_or(0);
        [answer, vec![0x61, left]].concat()
    }
}

impl<C: piv_authenticator::Client> VSmartCard for Host<C> {
    fn atr(&self) -> &[u8] {
        ATR
    }

    fn reset(&mut self) {
        self.parts.clear();
        self.rest.clear();
        // The applet has no reset of its own: VERIFY with P1 FF takes a PIN back (SP 800-73-4 part 2, 3.2.1).
        let _ = self.answer(&[0x00, VERIFY, 0xff, 0x80]);
    }

    fn power_off(&mut self) {
        self.reset();
    }

    fn execute(&mut self, command: &[u8]) -> Vec<u8> {
        let most = CommandView::try_from(command).map_or(256, |view| match view.expected() {
            // Without Le some ask for everything all the same.
            0 => 256,
            expected => expected,
        });
        let answer = if command.get(1) == Some(&GET_RESPONSE) {
            std::mem::take(&mut self.rest)
        } else {
            self.rest.clear();
            self.answer(command)
        };
        let answer = if answer.is_empty() { vec![0x6f, 0x00] } else { self.part(answer, most) };
        tell('>', command);
        tell('<', &answer);
        answer
    }
}

/// A line of the log.
fn tell(direction: char, bytes: &[u8]) {
    let has_pin = direction == '>' && bytes.get(1) == Some(&VERIFY) && bytes.len() > 5;
    let shown = if has_pin { &bytes[..5] } else { bytes };
    let hex: String = shown.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut out = std::io::stdout();
    // Whoever reads it may be gone.
    let _ = writeln!(out, "{direction} {hex}{}", if has_pin { "<pin>" } else { "" }).and_then(|()| out.flush());
}

fn main() -> std::io::Result<()> {
    let reader = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:35963".to_owned());
    let connection = vpicc::connect_socket(reader.as_str())?;
    with_platform(StoreConfig::ram(), |platform| {
        platform.run_client_with_backends("piv", Dispatch::new(), BACKENDS, |client| {
            let card = Authenticator::new(client, Options::default());
            connection.run(&mut Host { card, parts: Vec::new(), rest: Vec::new() })
        })
    })
}
