//! Smart cards: the readers of this computer, the certificates on a card as anybody may read them, and the login key that never leaves it.
//!
//! ```text
//! readers (PC/SC) ─► card ─► PKCS#15 files ─► certificates, keys, PINs
//! modules (PKCS#11) ─► token ─► certificates; with the PIN: the key that signs
//! Windows' own store ─► certificates; Windows asks for the PIN: the key that signs
//! ```
//!
//! Two ways that never mix: what is read over PC/SC is read without a PIN, and none of our own commands to a card carries one or writes
//! anything; a PIN goes to a PKCS#11 module and nowhere else; of Windows' keys nobody here sees one. Typed results come out; nothing here speaks to people.

pub mod apdu;
pub mod atr;
pub mod choose;
mod der;
pub mod key;
pub mod pkcs11;
pub mod pkcs15;
pub mod readers;
pub mod windows_keys;
