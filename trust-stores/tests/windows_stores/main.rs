//! Certificate stores of Windows: in exports of a registry, on every system; in the registry itself, where there is one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod exported;
mod iis;
#[cfg(windows)]
mod killed_windows;
mod lists;
#[cfg(windows)]
mod live_windows;
