//! The answer for a person at a terminal, and the same without colours for a ticket.

use anstyle::AnsiColor;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::flaws::Flaw;
use tillit_verifier::identity::{CardKind, Kind, LevelSource, Use};
use tillit_verifier::verdict::{Judgement, MissingCa, ReasonKind, Severity, Verdict};
use time::OffsetDateTime;

use super::answer::Answer;
use super::revocation::{State, is_beside_a_refusal};
use super::say::{Said, Speaker};
use super::{VerifiedCertificate, VerifyReport};
use crate::codes;
use crate::i18n::Texts;
use crate::plain::clean;
use crate::style::{Detail, Marks, Style, pad, width, wrap};

/// The whole answer.
pub fn human(report: &VerifyReport, catalog: &Catalog, texts: &Texts, style: &Style) -> String {
    let writer = Writer { speak: Speaker { report, catalog, texts }, texts, style };
    let mut out = String::new();
    if report.at_is_set {
        out.push_str(&wrap(&writer.speak.judged_at(), style.width, 0, 2));
        if style.detail > Detail::Brief {
            out.push('\n');
        }
    }
    let several = report.certificates.len() + report.problems.len() > 1;
    if several {
        out.push_str(&writer.summary());
        out.push('\n');
    }
    for certificate in &report.certificates {
        out.push_str(&writer.certificate(certificate));
        if style.detail > Detail::Brief {
            out.push('\n');
        }
    }
    for problem in &report.problems {
        let said = writer.speak.problem(problem);
        let place = writer.place(&problem.input, problem.position, problem.alias.as_deref());
        out.push_str(&format!("{}\n", writer.style.bold(&place)));
        out.push_str(&writer.said(&said, true, &About::Problem));
        // What the reader stumbled over is for whoever mends it.
        let words = said.detail.get("error").and_then(serde_json::Value::as_str).map(|words| writer.speak.shown(words));
        if let Some(words) = words.filter(|words| style.detail == Detail::Full && !said.text.contains(words.as_str())) {
            out.push_str(&wrap(&words, style.width, 4, 6));
        }
        out.push('\n');
    }
    if style.detail > Detail::Brief {
        for note in &report.notes {
            let said = writer.speak.note(note);
            out.push_str(&wrap(
                &format!("{}: {}\u{a0}[{}]", clean(&note.input), said.text, said.code),
                style.width,
                0,
                2,
            ));
        }
        if !report.notes.is_empty() {
            out.push('\n');
        }
        let missing = writer.missing();
        out.push_str(&missing);
        if !several && missing.is_empty() && report.notes.is_empty() && out.ends_with("\n\n") {
            out.pop();
        }
    }
    if !report.certificates.is_empty() {
        // About the one certificate, or about all of them.
        let indent = if several || style.detail == Detail::Brief { 0 } else { 2 };
        if let Some(line) = writer.speak.revocation_of_all(style.detail == Detail::Brief) {
            // An option is not torn from its value.
            let line = line.replace("--revocation ", "--revocation\u{a0}");
            out.push_str(&wrap(&line, style.width, indent, indent + 2));
        }
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

/// The same without colours and with fixed width, for pasting into a ticket.
pub fn text(report: &VerifyReport, catalog: &Catalog, texts: &Texts) -> String {
    human(report, catalog, texts, &Style::default())
}

/// What a sentence is about: decides how it is introduced.
enum About {
    /// As a problem of an input.
    Problem,
    /// Under a verdict.
    Reason,
    /// About the certificate itself, whatever the verdict.
    Flaw,
}

struct Writer<'a> {
    speak: Speaker<'a>,
    texts: &'a Texts,
    style: &'a Style,
}

/// What one verdict says, as a mark and a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Trusted,
    NotTrusted,
    CannotSay,
    NotIssued,
}

impl Word {
    fn of(verdict: &Verdict) -> Self {
        match verdict.trusted {
            Some(true) => Self::Trusted,
            _ if verdict.is_of_another_generation() => Self::NotIssued,
            Some(false) => Self::NotTrusted,
            None => Self::CannotSay,
        }
    }
    fn mark(self, marks: Marks) -> &'static str {
        match (self, marks) {
            (Self::Trusted, Marks::Unicode) => "✔",
            (Self::Trusted, Marks::Ascii) => "OK",
            (Self::NotTrusted, Marks::Unicode) => "✘",
            (Self::NotTrusted, Marks::Ascii) => "NO",
            (Self::CannotSay, _) => "?",
            (Self::NotIssued, Marks::Unicode) => "–",
            (Self::NotIssued, Marks::Ascii) => "-",
        }
    }
    fn id(self) -> &'static str {
        match self {
            Self::Trusted => "verify-answer-trusted",
            Self::NotTrusted => "verify-answer-not-trusted",
            Self::CannotSay => "verify-answer-cannot-say",
            Self::NotIssued => "verify-not-issued",
        }
    }
    fn color(self) -> AnsiColor {
        match self {
            Self::Trusted => AnsiColor::Green,
            Self::NotTrusted => AnsiColor::Red,
            Self::CannotSay => AnsiColor::Yellow,
            Self::NotIssued => AnsiColor::BrightBlack,
        }
    }
}

/// A CA certificate that is not here, with the PKI whose verdict waits for it and how many certificates need it.
struct Missing<'a> {
    ca: &'a MissingCa,
    pki: &'a str,
    count: usize,
}

impl Missing<'_> {
    fn is(&self, other: &MissingCa) -> bool {
        self.ca.subject == other.subject && self.ca.key_id == other.key_id
    }
}

/// Verdicts that say the same.
struct Row<'a> {
    label: String,
    word: Word,
    verdict: &'a Verdict,
}

impl Writer<'_> {
    fn back(&self) -> &'static str {
        match self.style.marks {
            Marks::Unicode => "←",
            Marks::Ascii => "<-",
        }
    }

    /// How many of each answer, for more than one certificate.
    fn summary(&self) -> String {
        let judgements = || self.speak.report.certificates.iter().map(|c| &c.judgement);
        let answers: Vec<Answer> = judgements().map(Answer::of).collect();
        let revoked = judgements().filter(|judgement| {
            let (answer, verdict) = Answer::with_verdict(judgement);
            answer == Answer::NotTrusted && State::of(verdict) == State::Revoked
        });
        let revoked = revoked.count();
        let mut parts = Vec::new();
        for answer in Answer::ALL {
            let count = answers.iter().filter(|a| **a == answer).count();
            if count > 0 {
                let part = self.texts.format(&format!("verify-summary-{}", answer.word()), &[("count", count.into())]);
                parts.push(if answer == Answer::NotTrusted && revoked > 0 {
                    let values = [("part", part.into()), ("count", revoked.into())];
                    self.texts.format("verify-summary-revoked", &values)
                } else {
                    part
                });
            }
        }
        let problems = self.speak.report.problems.len();
        if problems > 0 {
            parts.push(self.texts.format("verify-summary-problems", &[("count", problems.into())]));
        }
        let line =
            self.texts.format("verify-summary", &[("count", answers.len().into()), ("parts", parts.join(", ").into())]);
        wrap(&line, self.style.width, 0, 2)
    }

    fn certificate(&self, certificate: &VerifiedCertificate) -> String {
        let judgement = &certificate.judgement;
        if self.style.detail == Detail::Brief {
            return self.one_line(certificate);
        }
        let mut out = self.flow(&self.header(certificate), 3, 4);
        let rows = self.rows(judgement);
        let label_width = rows.iter().map(|r| width(&r.label)).max().unwrap_or(0);
        let mark_width = if self.style.marks == Marks::Ascii { 2 } else { 1 };
        let word_width = rows
            .iter()
            .filter(|r| r.word != Word::NotIssued)
            .map(|r| width(&self.texts.get(r.word.id())))
            .max()
            .unwrap_or(0);
        // Verdicts that say something first, with what explains them; what is merely of another generation last.
        let (silent, telling): (Vec<&Row<'_>>, Vec<&Row<'_>>) = rows.iter().partition(|r| r.word == Word::NotIssued);
        let line = |row: &Row<'_>| {
            let word = if row.word == Word::NotIssued { String::new() } else { self.texts.get(row.word.id()) };
            let mark = pad(row.word.mark(self.style.marks), mark_width);
            let answer =
                self.style.painted(&pad(&format!("{mark} {word}"), mark_width + 1 + word_width), row.word.color());
            let chain = match row.word {
                Word::NotIssued => vec![self.texts.get(row.word.id())],
                _ => self.chain(certificate, row.verdict),
            };
            let start = 2 + label_width + 2 + mark_width + 1 + word_width + 2;
            let chain = self.chain_text(&chain, start);
            // Spaces that only lead to the chain beside it.
            let answer = if chain.starts_with('\n') {
                self.style.painted(format!("{mark} {word}").trim_end(), row.word.color())
            } else {
                answer
            };
            format!("  {}  {answer}{chain}", pad(&row.label, label_width))
        };
        let mut told = Vec::new();
        for row in telling {
            out.push_str(&line(row));
            self.reasons(judgement, row, &mut told, &mut out);
            if self.style.detail == Detail::Full && !row.verdict.policies.is_empty() {
                let policies = row.verdict.policies.join(", ");
                let text = self.texts.format("verify-policies", &[("policies", policies.into())]);
                out.push_str(&wrap(&text, self.style.width, 4, 6));
            }
        }
        for row in silent {
            out.push_str(&line(row));
        }
        if rows.is_empty() || rows.iter().all(|r| r.word == Word::NotIssued) && !judgement.verdicts.is_empty() {
            out.push_str(&self.said(&self.speak.of_no_generation(judgement), true, &About::Reason));
        }
        // The reason says it already, and says what follows from it. (Warnings of a refused certificate are not shown.)
        let digest_told = judgement.verdicts.iter().any(|verdict| {
            verdict.reasons.iter().filter(|reason| reason.link == 0).any(|reason| match reason.kind {
                ReasonKind::Sha1Accepted => verdict.trusted == Some(true),
                ReasonKind::WeakDigest { .. } => true,
                _ => false,
            })
        });
        for flaw in judgement.flaws.iter().filter(|flaw| !(digest_told && matches!(flaw, Flaw::Sha1Signature))) {
            let said = self.speak.flaw(flaw);
            out.push_str(&self.said(&said, self.style.detail == Detail::Full, &About::Flaw));
        }
        out.push_str(&self.revocation(judgement));
        if self.style.detail == Detail::Full {
            out.push_str(&self.technical(certificate));
        }
        out
    }

    /// What the deciding verdict found out about revocation; with `-v` link by link and source by source.
    fn revocation(&self, judgement: &Judgement) -> String {
        let (_, verdict) = Answer::with_verdict(judgement);
        let Some(line) = self.speak.revocation_line(verdict, self.style.detail == Detail::Full) else {
            return String::new();
        };
        let mut out = wrap(&line, self.style.width, 2, 4);
        if let Some(verdict) = verdict.filter(|_| self.style.detail == Detail::Full) {
            for (indent, line) in self.speak.revocation_lines(verdict) {
                out.push_str(&wrap(&line, self.style.width, 4 + indent, 6 + indent));
            }
        }
        out
    }

    /// What explains one verdict. `told` is what was said of this certificate before: the same fault under several generations is told
    /// once, and so is a next step that several faults share.
    fn reasons(&self, judgement: &Judgement, row: &Row<'_>, told: &mut Vec<String>, out: &mut String) {
        let mut warned: Vec<&str> = Vec::new();
        for reason in &row.verdict.reasons {
            let said = self.speak.reason(judgement, row.verdict, reason);
            if self.style.detail < Detail::Full && said.severity == Severity::Warning {
                // Of no interest beside a refusal; and one SHA-1 signature in the chain is as telling as two.
                if row.word == Word::NotTrusted || warned.contains(&said.code.code) {
                    continue;
                }
                warned.push(said.code.code);
            }
            // The line on revocation says it of all that are concerned.
            if self.style.detail < Detail::Full && said.code == &codes::NO_REVOCATION_SOURCE {
                continue;
            }
            // The refusal is certain: what could not be found out beside it changes nothing.
            let beside = said.code == &codes::REVOCATION_UNKNOWN && is_beside_a_refusal(row.verdict, reason);
            if told.contains(&said.text) || (beside && self.style.detail < Detail::Full) {
                continue;
            }
            // Whoever gets a new certificate gets one from a CA that is still valid.
            let covered = said.code == &codes::CA_EXPIRED
                && row.verdict.reasons.iter().any(|r| r.link == 0 && matches!(r.kind, ReasonKind::Expired { .. }));
            out.push_str(&self.said(&said, !covered && !beside && !told.contains(&said.remedy), &About::Reason));
            told.extend([said.text, said.remedy]);
        }
    }

    /// Mark, name, answer and the most important reason.
    fn one_line(&self, certificate: &VerifiedCertificate) -> String {
        let judgement = &certificate.judgement;
        let (answer, verdict) = Answer::with_verdict(judgement);
        let word = match answer {
            Answer::Trusted | Answer::TrustedUnderOlder => Word::Trusted,
            Answer::NotTrusted => Word::NotTrusted,
            Answer::CannotSay => Word::CannotSay,
        };
        let first = verdict.and_then(|v| Some((v, v.reasons.first()?)));
        let code = match (answer, first) {
            (Answer::Trusted, _) => String::new(),
            (_, Some((verdict, reason))) => {
                let said = self.speak.reason(judgement, verdict, reason);
                format!(" ({} [{}])", said.text.trim_end_matches('.'), said.code)
            }
            (_, None) => format!(" [{}]", self.speak.of_no_generation(judgement).code),
        };
        let mark = self.style.painted(word.mark(self.style.marks), word.color());
        let mut answer = self.texts.get(&format!("verify-answer-{}", answer.word()));
        if word == Word::Trusted && State::of(verdict) == State::NoSource {
            answer = self.texts.format("verify-nobody-to-ask", &[("answer", answer.into())]);
        }
        format!("{mark} {}: {answer}{code}\n", self.place_of(certificate))
    }

    /// The verdicts that are shown. Generations of other PKIs and ended ones that have nothing to say are left out; where no PKI is
    /// known, the same answer under many generations stands once.
    fn rows<'j>(&self, judgement: &'j Judgement) -> Vec<Row<'j>> {
        let report = self.speak.report;
        let own = judgement.identity.generation.as_ref().map(|g| g.pki.as_str());
        let shown = judgement.verdicts.iter().filter(|v| {
            let word = Word::of(v);
            let ended = || {
                let pki = self.speak.catalog.pki(&v.under.pki);
                let generation = pki.and_then(|p| p.generations.iter().find(|g| g.id == v.under.generation));
                generation.is_some_and(|g| g.is_over(report.at))
            };
            self.style.detail == Detail::Full
                || report.generations.is_some()
                || word != Word::NotIssued
                || (own == Some(v.under.pki.as_str()) && !ended())
        });
        let mut groups: Vec<(Word, &Verdict, Vec<&Verdict>)> = Vec::new();
        for verdict in shown {
            let word = Word::of(verdict);
            let alike = groups.iter_mut().find(|(other, first, _)| {
                own.is_none() && *other == word && word != Word::Trusted && first.reasons == verdict.reasons
            });
            match alike {
                Some((_, _, members)) => members.push(verdict),
                None => groups.push((word, verdict, vec![verdict])),
            }
        }
        groups
            .into_iter()
            .map(|(word, verdict, members)| {
                let label = if members.len() > 1 && members.len() == judgement.verdicts.len() {
                    self.texts.get("verify-all-generations")
                } else if members.len() > 2 {
                    self.texts.format("verify-many-generations", &[("count", members.len().into())])
                } else {
                    members.iter().map(|v| self.speak.generation_name(&v.under)).collect::<Vec<_>>().join(", ")
                };
                Row { label, word, verdict }
            })
            .collect()
    }

    /// Leaf, CAs and, where the chain ends early, the name of what is missing, each with the arrow that leads to it. A signature that does
    /// not fit is marked at its arrow.
    fn chain(&self, certificate: &VerifiedCertificate, verdict: &Verdict) -> Vec<String> {
        let mut parts = Vec::new();
        for (i, link) in verdict.chain.links.iter().enumerate() {
            let name = if i == 0 { self.short_name(certificate) } else { self.speak.name(link.certificate.subject()) };
            let level = certificate.judgement.identity.assurance.as_ref().filter(|_| i == 1);
            let mut remarks: Vec<String> = level.map(|level| format!("LoA {}", level.level)).into_iter().collect();
            // Only where the path holds: a root that is not reached says nothing of what lies below it.
            if i > 0 && verdict.chain.complete && link.pinned == Some(false) {
                remarks.push(self.texts.get("verify-observed"));
            }
            let part = if remarks.is_empty() { name } else { format!("{name} ({})", remarks.join(", ")) };
            parts.push(if i == 0 { part } else { format!("{} {part}", self.arrow_above(verdict, i - 1)) });
        }
        if let Some(missing) = verdict.missing().next() {
            let name = self.speak.name(&missing.subject);
            let name = self.texts.format("verify-chain-missing", &[("name", name.into())]);
            parts.push(if parts.is_empty() { name } else { format!("{} {name}", self.back()) });
        } else if let Some(last) = verdict.chain.links.len().checked_sub(1).filter(|last| is_broken(verdict, *last)) {
            let issuer = self.speak.name(verdict.chain.links[last].certificate.issuer());
            parts.push(format!("{} {issuer}", self.arrow_above(verdict, last)));
        }
        parts
    }

    /// The arrow from a link to its issuer.
    fn arrow_above(&self, verdict: &Verdict, link: usize) -> String {
        let mark = if is_broken(verdict, link) { Word::NotTrusted.mark(self.style.marks) } else { "" };
        format!("{mark}{}", self.back())
    }

    /// The chain beside the answer where it fits, else on lines of its own below.
    fn chain_text(&self, pieces: &[String], start: usize) -> String {
        const INDENT: usize = 4;
        let whole = pieces.join(" ");
        if start + width(&whole) <= self.style.width {
            return format!("  {whole}\n");
        }
        let mut out = String::from("\n");
        let mut line = String::new();
        for piece in pieces {
            if !line.is_empty() && INDENT + width(&line) + 1 + width(piece) > self.style.width {
                out.push_str(&wrap(&line, self.style.width, INDENT, INDENT + 2));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(piece);
        }
        out.push_str(&wrap(&line, self.style.width, INDENT, INDENT + 2));
        out
    }

    /// What the certificate is called in its chain.
    fn short_name(&self, certificate: &VerifiedCertificate) -> String {
        let name = certificate.input.rsplit(['/', '\\']).next().unwrap_or(&certificate.input);
        if name == "-" || width(name) > 24 || certificate.of > 1 { self.texts.get("verify-leaf") } else { clean(name) }
    }

    /// `store.jks (2 of 5, alias "kort")`
    fn place_of(&self, certificate: &VerifiedCertificate) -> String {
        let mut out = clean(&self.input_name(&certificate.input));
        let mut more = Vec::new();
        if certificate.of > 1 {
            more.push(self.texts.format(
                "verify-number-of",
                &[("number", (certificate.index + 1).into()), ("count", certificate.of.into())],
            ));
        }
        if let Some(alias) = certificate.alias.as_ref().filter(|alias| !is_said_anyway(alias, &certificate.judgement)) {
            more.push(format!("\"{}\"", self.speak.shown(alias)));
        }
        if !more.is_empty() {
            out.push_str(&format!(" ({})", more.join(", ")));
        }
        out
    }

    fn input_name(&self, input: &str) -> String {
        if input == "-" { self.texts.get("verify-standard-input") } else { input.to_owned() }
    }

    fn place(
        &self,
        input: &str,
        position: Option<tillit_verifier::container::Position>,
        alias: Option<&str>,
    ) -> String {
        use tillit_verifier::container::Position;
        let mut out = clean(&self.input_name(input));
        match position {
            Some(Position::Line(line)) => out.push_str(&format!(":{line}")),
            Some(Position::Index(index)) => {
                out.push_str(&format!(" ({})", self.texts.format("verify-number", &[("number", (index + 1).into())])));
            }
            None => {}
        }
        if let Some(alias) = alias {
            out.push_str(&format!(" \"{}\"", self.speak.shown(alias)));
        }
        out
    }

    /// The first line: what it is, whose, for what, and for how long.
    fn header(&self, certificate: &VerifiedCertificate) -> Vec<String> {
        let judgement = &certificate.judgement;
        let identity = &judgement.identity;
        let mut parts = vec![self.place_of(certificate)];
        let mut who = self.speak.shown(&identity.display_name);
        if let Some(organisation) = identity.organisation.as_ref().filter(|_| identity.kind != Kind::Ca) {
            who.push_str(&format!(", {}", self.speak.shown(organisation)));
        }
        parts.push(who);
        if let Some(hsa_id) = &identity.hsa_id {
            parts.push(format!("HSA-id {}", self.speak.shown(hsa_id)));
        }
        if let Some(number) = &identity.personal_number {
            let shown = if self.speak.report.show_personal_id { number.reveal().to_owned() } else { number.masked() };
            let id =
                if number.is_coordination_number() { "verify-coordination-number" } else { "verify-personal-number" };
            parts.push(self.texts.format(id, &[("number", shown.into())]));
        }
        if let Some(level) = &identity.assurance {
            parts.push(self.texts.format("verify-level", &[("level", level.level.into())]));
        }
        parts.push(format!("{}, {}", self.kind_and_use(judgement), self.validity(judgement)));
        if let Some(guess) = identity.card_kind_guess {
            parts.push(self.texts.get(match guess {
                CardKind::Ordinary => "verify-guess-ordinary",
                CardKind::ShortTerm => "verify-guess-short-term",
                CardKind::Reserve => "verify-guess-reserve",
            }));
        }
        parts
    }

    fn kind_and_use(&self, judgement: &Judgement) -> String {
        let identity = &judgement.identity;
        let kind = match identity.kind {
            Kind::Function => Some("verify-kind-function"),
            Kind::Ca if judgement.certificate.is_self_issued() => Some("verify-kind-root"),
            Kind::Ca => Some("verify-kind-ca"),
            // A person's certificate says so by the HSA-id or the number beside it.
            Kind::PersonHsaId | Kind::PersonIdentity | Kind::Person => None,
            Kind::Unknown => Some("verify-kind-unknown"),
        };
        let usage = match identity.usage {
            Use::Authentication => Some("verify-use-authentication"),
            Use::Signature => Some("verify-use-signature"),
            Use::Both => Some("verify-use-both"),
            Use::Ca => None,
            Use::Other => Some("verify-use-other"),
        };
        let words: Vec<String> = kind.into_iter().chain(usage).map(|id| self.texts.get(id)).collect();
        if words.is_empty() { self.texts.get("verify-kind-unknown") } else { words.join(", ") }
    }

    fn validity(&self, judgement: &Judgement) -> String {
        let at = self.speak.report.at;
        let certificate = &judgement.certificate;
        let day = |moment: OffsetDateTime| moment.date().to_string();
        if certificate.not_before() > at {
            return self.texts.format("verify-valid-from", &[("date", day(certificate.not_before()).into())]);
        }
        if certificate.not_after() < at {
            return self.texts.format("verify-expired", &[("date", day(certificate.not_after()).into())]);
        }
        let days = (certificate.not_after() - at).whole_days();
        self.texts.format("verify-valid-to", &[("date", day(certificate.not_after()).into()), ("days", days.into())])
    }

    /// Joins parts by spaces, on as many lines as it takes.
    fn flow(&self, parts: &[String], gap: usize, indent: usize) -> String {
        let mut out = String::new();
        let mut used = 0;
        for (i, part) in parts.iter().enumerate() {
            if i == 0 {
                out.push_str(&self.style.bold(part));
                used = width(part);
                continue;
            }
            if used + gap + width(part) <= self.style.width {
                out.push_str(&" ".repeat(gap));
                out.push_str(part);
                used += gap + width(part);
                continue;
            }
            // A line of its own, or several where the part alone is too long.
            let lines = wrap(part, self.style.width, indent, indent + 2);
            let lines = lines.trim_end_matches('\n');
            out.push('\n');
            out.push_str(lines);
            used = lines.lines().last().map_or(0, width);
        }
        out.push('\n');
        out
    }

    /// A sentence with its code, and the next step.
    fn said(&self, said: &Said, with_remedy: bool, about: &About) -> String {
        let (indent, lead) = match (about, said.severity) {
            (About::Problem, _) => (2, String::new()),
            (About::Flaw, _) => (2, self.texts.get("verify-lead-info")),
            (About::Reason, Severity::Error) => (4, String::new()),
            (About::Reason, Severity::Warning) => (4, self.texts.get("verify-lead-warning")),
            (About::Reason, Severity::Info) => (4, self.texts.get("verify-lead-info")),
        };
        let lead = if lead.is_empty() { lead } else { format!("{lead} ") };
        let mut out = wrap(&format!("{lead}{}\u{a0}[{}]", said.text, said.code), self.style.width, indent, indent + 2);
        let with_remedy = with_remedy && (said.severity > Severity::Info || self.style.detail == Detail::Full);
        if with_remedy {
            let arrow = self.style.arrow();
            out.push_str(&wrap(
                &format!("{arrow} {}", said.remedy),
                self.style.width,
                indent,
                indent + width(arrow) + 1,
            ));
        }
        out
    }

    /// The technical block, last.
    fn technical(&self, certificate: &VerifiedCertificate) -> String {
        let judgement = &certificate.judgement;
        let x509 = &judgement.certificate;
        let identity = &judgement.identity;
        let mut rows: Vec<(&str, String)> = vec![
            ("verify-technical-subject", self.speak.shown(&x509.subject().to_string())),
            ("verify-technical-issuer", self.speak.shown(&x509.issuer().to_string())),
            ("verify-technical-serial", tillit_verifier::certificate::to_hex(x509.serial())),
            ("verify-technical-sha256", x509.fingerprint().to_string()),
            (
                "verify-technical-validity",
                format!("{} – {}", super::facts::moment(x509.not_before()), super::facts::moment(x509.not_after())),
            ),
        ];
        if let Some(level) = &identity.assurance {
            let source = match &level.source {
                LevelSource::Policy(oid) => self.texts.format("verify-level-policy", &[("policy", oid.clone().into())]),
                LevelSource::IssuingCa(ca) => {
                    self.texts.format("verify-level-ca", &[("ca", self.speak.shown(ca).into())])
                }
            };
            rows.push(("verify-technical-level", format!("LoA {} ({source})", level.level)));
        }
        if let Some(number) = &identity.card_number {
            rows.push(("verify-technical-card", self.speak.shown(number)));
        }
        let rows: Vec<(String, String)> = rows.into_iter().map(|(id, value)| (self.texts.get(id), value)).collect();
        let label_width = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
        let mut out = String::new();
        for (label, value) in rows {
            // Not wrapped: these are for copying.
            out.push_str(&format!("    {}  {value}\n", pad(&label, label_width)));
        }
        out
    }

    /// CA certificates that are not here, each once, with the commands that bring them.
    fn missing(&self) -> String {
        let mut list: Vec<Missing<'_>> = Vec::new();
        for certificate in &self.speak.report.certificates {
            let mut own: Vec<Missing<'_>> = Vec::new();
            for verdict in &certificate.judgement.verdicts {
                for ca in verdict.missing() {
                    let missing = Missing { ca, pki: &verdict.under.pki, count: 1 };
                    if !own.iter().any(|other| other.is(ca)) {
                        own.push(missing);
                    }
                }
            }
            for missing in own {
                match list.iter_mut().find(|known| known.is(missing.ca)) {
                    Some(known) => known.count += 1,
                    None => list.push(missing),
                }
            }
        }
        if list.is_empty() {
            return String::new();
        }
        let mut out = self.style.bold(&self.texts.get("verify-missing"));
        out.push('\n');
        for missing in &list {
            let name = self.speak.name(&missing.ca.subject);
            let needed = self.texts.format("verify-missing-needed", &[("count", missing.count.into())]);
            out.push_str(&self.flow_at(&[name, needed], 2));
            for url in missing.ca.urls.iter().take(3) {
                out.push_str(&format!("    {}\n", self.speak.shown(url)));
            }
            if missing.ca.urls.is_empty() {
                out.push_str(&wrap(&self.texts.get("verify-missing-no-address"), self.style.width, 4, 6));
            }
        }
        let mut commands: Vec<(String, &str)> =
            self.fetches(&list).into_iter().map(|command| (command, "verify-missing-fetch")).collect();
        if list.iter().any(|missing| missing.ca.ca.is_some()) {
            commands.push((self.texts.get("verify-missing-import.command"), "verify-missing-import"));
        }
        commands.push((self.texts.get("verify-missing-given.command"), "verify-missing-given"));
        let arrow = self.style.arrow();
        let wide = commands.iter().map(|(command, _)| width(command)).filter(|wide| *wide <= 40).max().unwrap_or(0);
        for (command, why) in commands {
            let why = self.texts.get(why);
            // A command is not broken: it is for copying.
            let command = command.replace(' ', "\u{a0}");
            out.push_str(&wrap(&format!("{arrow} {}   {why}", pad(&command, wide)), self.style.width, 2, 7 + wide));
        }
        out.push('\n');
        out
    }

    /// The commands that fetch what the catalog has an address for. Without a name, test environments are left out.
    fn fetches(&self, list: &[Missing<'_>]) -> Vec<String> {
        const NAMED: usize = 3;
        let fetchable = list.iter().filter(|missing| missing.ca.ca.is_some() && !missing.ca.urls.is_empty());
        let is_test = |missing: &&Missing<'_>| self.speak.catalog.pki(missing.pki).is_some_and(|p| p.test_environment);
        let (test, production): (Vec<&Missing<'_>>, Vec<&Missing<'_>>) = fetchable.partition(is_test);
        let mut commands = Vec::new();
        if !production.is_empty() {
            commands.push("tillit catalog fetch".to_owned());
        }
        let mut names: Vec<String> = if test.len() > NAMED {
            test.iter().map(|missing| missing.pki.to_owned()).collect()
        } else {
            test.iter()
                .filter_map(|missing| missing.ca.ca.as_deref())
                .map(|n| format!("\"{}\"", self.speak.shown(n)))
                .collect()
        };
        names.dedup();
        if !names.is_empty() {
            commands.push(format!("tillit catalog fetch {}", names.join(" ")));
        }
        commands
    }

    fn flow_at(&self, parts: &[String], indent: usize) -> String {
        wrap(&parts.join("   "), self.style.width, indent, indent + 2)
    }
}

/// The signature of this link does not fit its issuer's key.
fn is_broken(verdict: &Verdict, link: usize) -> bool {
    verdict.reasons.iter().any(|reason| reason.link == link && reason.kind == ReasonKind::SignatureInvalid)
}

/// The alias is the name, or the subject in whatever order and with whatever names of its attributes: no help beside them.
fn is_said_anyway(alias: &str, judgement: &Judgement) -> bool {
    fn values(name: &str) -> Vec<&str> {
        let mut values: Vec<&str> =
            name.split(',').map(|part| part.split_once('=').map_or(part, |p| p.1).trim()).collect();
        values.sort_unstable();
        values
    }
    let subject = judgement.certificate.subject();
    alias == judgement.identity.display_name
        || alias == subject.common_name()
        || (alias.contains('=') && values(alias) == values(&subject.to_string()))
}
