//! `--for URL`: which cards a page asks for.

use tillit_login::Target;
use tillit_login::handshake::Asked;
use tillit_login::probe::{Asks, Options, probe};
use tillit_login::target::TargetError;
use tillit_reports::card::Page;
use time::OffsetDateTime;

use super::said;
use crate::commands::probe::{limits, proxies};
use crate::context::Context;
use crate::error::{Error, Exit};

/// A page that was looked at.
pub(super) struct Looked {
    /// What a report says of it.
    pub(super) seen: Page,
    /// What it asks for; `None`: it does not ask, or that was not seen.
    pub(super) asked: Option<Asked>,
}

pub(super) fn look(url: &str, context: &Context) -> Result<Looked, Error> {
    if context.offline {
        return Err(said(Exit::Usage, "error-card-offline", Vec::new()));
    }
    let target = Target::parse(url).map_err(|error| match error {
        TargetError::WithPassword => said(Exit::Usage, "error-login-secret", Vec::new()),
        TargetError::NotHttps(url) => said(Exit::Usage, "error-login-https", vec![("url", url)]),
        _ => said(Exit::Usage, "error-login-url", vec![("url", url.to_owned())]),
    })?;
    let options = Options { limits: limits(context.timeout), repeat: 1, proxies: proxies(None)? };
    let found = probe(&target, &options, &OffsetDateTime::now_utc);
    let asked = found.asked_everywhere();
    let told = || found.looks.iter().any(|look| look.asks() != Asks::Unknown);
    let asks = if asked.is_some() { Some(true) } else { told().then_some(false) };
    // A query may hold a token.
    let url = format!("https://{}{}", target.authority(), target.url().path());
    Ok(Looked { seen: Page { url, asks }, asked })
}
