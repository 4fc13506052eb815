//! What servers should have sent, fetched from where their own certificates say: `--fetch` of probe and diagnose.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tillit_login::server_chain::{Fault, ServerChain};
use tillit_net::{HttpFetch, Proxy};
use tillit_reports::i18n::Texts;
use tillit_reports::plain::clean;
use tillit_verifier::Certificate;
use tillit_verifier::container::{self, ReadLimits};
use tillit_verifier::fetch::{Fetch as _, Limits};

use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output;

/// A CA's certificate has a few KiB.
const MAX_BYTES: u64 = 256 << 10;
/// For one of them.
const MAX_TIME: Duration = Duration::from_secs(15);
/// Addresses in one run.
const MAX_ADDRESSES: usize = 100;

/// Fetches each address once, and says so before.
pub(super) struct Fetching<'a> {
    network: HttpFetch,
    texts: &'a Texts,
    is_quiet: bool,
    /// For one address.
    within: Duration,
    known: Mutex<BTreeMap<String, Option<Certificate>>>,
}

impl<'a> Fetching<'a> {
    pub(super) fn new(context: &'a Context) -> Result<Self, Error> {
        let network = HttpFetch::new(Proxy::Environment).map_err(|error| Error::Said {
            exit: Exit::Incomplete,
            id: "catalog-error-net",
            arguments: vec![("cause", error.to_string())],
        })?;
        let within = context.timeout.map_or(MAX_TIME, |timeout| timeout.min(MAX_TIME));
        Ok(Self { network, texts: &context.texts, is_quiet: context.quiet, within, known: Mutex::default() })
    }

    /// The CA above a server's own certificate, where the server sent that alone and names an address for it.
    pub(super) fn missing(&self, chain: &ServerChain) -> Option<Certificate> {
        // What another's certificate among them says is not asked.
        let [_] = chain.sent.as_slice() else { return None };
        let (missing, urls) = chain.faults.iter().find_map(|fault| match fault {
            Fault::Incomplete { missing, urls, is_known: false } => Some((missing, urls)),
            _ => None,
        })?;
        let url = urls.iter().find(|url| url.starts_with("http://") || url.starts_with("https://"))?;
        // Held while it is fetched: nobody asks for the same twice.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(url) {
            return found.clone();
        }
        if known.len() >= MAX_ADDRESSES {
            return None;
        }
        let name = clean(missing.common_name());
        let shown = clean(&tillit_net::shown(url));
        let say = |id: &str, sha256: String| {
            let values = [("url", shown.clone().into()), ("name", name.clone().into()), ("sha256", sha256.into())];
            if !self.is_quiet {
                output::to_stderr(&format!("{}\n", self.texts.format(id, &values)));
            }
        };
        say("note-probe-fetches", String::new());
        // Nobody but the one whom the certificate names is contacted.
        let limits = Limits { max_bytes: MAX_BYTES, timeout: self.within, max_redirects: 0 };
        let body = self.network.get(url, &limits).ok().map(|fetched| fetched.body);
        let contents =
            body.and_then(|body| container::read(body.as_slice(), &[], &ReadLimits::default()).ok()).into_iter();
        let mut certificates =
            contents.flat_map(|contents| contents.entries).filter_map(|entry| entry.certificate.ok());
        let found = certificates.find(|one| one.is_ca() && one.subject() == missing);
        match &found {
            Some(found) => say("note-probe-fetched", found.fingerprint().to_string()),
            None => say("note-probe-not-fetched", String::new()),
        }
        known.insert(url.clone(), found.clone());
        found
    }
}
