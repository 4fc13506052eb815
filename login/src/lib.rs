//! Looks at a live server from outside: what it asks of a client, whether a key gets in, and why not.
//!
//! ```text
//! Target ─► addresses ─► connection (with a tap) ─► hello / tls ─► Handshake ─► http ─► what was seen
//! ```
//!
//! Nothing here speaks to people and nothing looks at this computer's trust: what is trusted is handed in, what was seen comes out. Only what
//! the user names is contacted.

pub mod announced;
pub mod ask;
pub mod attempt;
pub mod browser;
pub mod causes;
pub mod connection;
mod der;
pub mod differences;
pub mod follow;
pub mod handshake;
pub mod hello;
pub mod http;
pub mod key;
pub mod local;
pub mod many;
pub mod pages;
pub mod pilot;
pub mod probe;
pub mod proxy;
pub mod server_chain;
pub mod signs;
pub mod target;
pub mod trust;
pub mod wire;

pub use handshake::{Alert, Asked, End, Handshake};
pub use target::Target;
