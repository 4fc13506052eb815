//! The whole dialogue as one page without scripts: every question and every end is a section, every answer a link to the next; the browser shows
//! the one that its address names (`:target`), and its back button takes an answer back. On paper all of them are there.

use tillit_login::ask::{Answer, End, START, Step, To, Walk, ends, steps};
use tillit_login::signs::{Kind, Program, SIGNS};
use time::OffsetDateTime;

use super::{named, say};
use crate::html::{Element, Mark, Page, Tag, mark, table, text};
use crate::i18n::Texts;
use crate::verify::facts::moment;

/// One section at a time; the start where none is named. It stands last in the file, so that old browsers can hide it, too, and is shown first.
const STYLE: &str = "
main { display: flex; flex-direction: column; }
.step { display: none; }
.step:target, .start { display: block; }
.start { order: -1; }
.step:target ~ .start { display: none; }
.answers { list-style: none; margin: 1rem 0 0; padding: 0; }
.answers li { margin: 0 0 .5rem; }
.answers a { display: block; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .375rem; background: var(--paper); text-decoration: none; }
.answers a:hover { border-color: var(--link); text-decoration: underline; }
.codes { display: block; font-size: .875em; color: var(--soft); }
.aloud { font-size: 1.25rem; line-height: 1.4; border-left: .3rem solid var(--link); padding-left: .9rem; margin-bottom: 1rem; }
@media print { .step, .start, .step:target ~ .start { display: block; } }
";

/// The page.
pub fn page(version: &str, at: OffsetDateTime, texts: &Texts) -> String {
    let mut body: Vec<Element> = Vec::new();
    body.extend(steps().into_iter().filter(|step| step.name != START.name).map(|step| question(step, texts)));
    body.extend(ends().into_iter().map(|end| conclusion(end, texts)));
    body.push(question(&START, texts));
    body.push(codes(texts));
    let date = moment(at).get(..10).unwrap_or_default().to_owned();
    Page {
        language: texts.language(),
        title: &texts.get("ask-page-title"),
        lead: &texts.get("ask-page-lead"),
        body,
        made: &texts.format("ask-page-made", &[("version", version.into()), ("date", date.into())]),
        style: STYLE,
    }
    .render()
}

/// The name of a section.
fn section(to: To) -> String {
    match to {
        To::Step(step) => step.name.to_owned(),
        To::End(end) => format!("end-{}", end.name),
    }
}

fn question(step: &'static Step, texts: &Texts) -> Element {
    let is_start = step.name == START.name;
    let heading = format!("q-{}", step.name);
    let answers = Element::new(Tag::Ul)
        .class("answers")
        .named(&texts.get("ask-page-answers"))
        .children(step.answers.iter().map(|answer| link(step, answer, texts)));
    let card = Element::new(Tag::Section)
        .id(step.name)
        .class(if is_start { "card start" } else { "card step" })
        .named_by(&heading)
        .child(text(Tag::H2, &say::question(step.question, texts)).id(&heading))
        .child(text(Tag::P, &say::hint(step.question, texts)).class("hint"))
        .child(answers);
    if is_start { card } else { card.child(ways_back(texts)) }
}

fn link(step: &Step, answer: &Answer, texts: &Texts) -> Element {
    let link = text(Tag::A, &say::answer(step, answer, texts)).leads_to(&section(answer.to));
    let link = match answer.signs {
        [] => link,
        signs => link.child(text(Tag::Span, &signs.join(", ")).class("codes")),
    };
    Element::new(Tag::Li).child(link)
}

fn ways_back(texts: &Texts) -> Element {
    Element::new(Tag::P)
        .class("hint screen")
        .text(&texts.get("ask-page-back"))
        .text(" ")
        .child(text(Tag::A, &texts.get("ask-page-again")).leads_to(START.name))
}

fn conclusion(end: &'static End, texts: &Texts) -> Element {
    let heading = format!("e-{}", end.name);
    let whose = match end.side {
        Some(_) => mark(Mark::Plain, &say::whose(end.side, texts)),
        None => mark(Mark::Open, &say::whose(end.side, texts)),
    };
    let causes = end.causes.iter().map(|cause| {
        let named = named(*cause, texts);
        Element::new(Tag::Li).child(text(Tag::Code, named.code)).text(&format!(" {} ({})", named.title, named.id))
    });
    let term = |id: &str| text(Tag::Dt, &capitalised(&texts.get(id)));
    let facts = Element::new(Tag::Dl)
        .child(term("ask-label-whose"))
        .child(Element::new(Tag::Dd).child(whose))
        .child(term("ask-label-next"))
        .child(text(Tag::Dd, &say::next(end, texts)))
        .child(term("ask-label-forward"))
        .child(text(Tag::Dd, &say::desk(end.desk, texts)))
        .child(term("ask-label-causes"))
        .child(Element::new(Tag::Dd).child(Element::new(Tag::Ul).children(causes)))
        .child(term("ask-label-name"))
        .child(Element::new(Tag::Dd).child(text(Tag::Code, end.name)))
        .child(term("ask-label-more"))
        .child(text(Tag::Dd, &texts.get("ask-more")));
    Element::new(Tag::Section)
        .id(&section(To::End(end)))
        .class("card step")
        .named_by(&heading)
        .child(text(Tag::H2, &capitalised(&texts.get("ask-label-aloud"))).id(&heading))
        .child(text(Tag::P, &say::aloud(end, texts)).class("aloud"))
        .child(facts)
        .child(ways_back(texts))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Every code, by who shows it, with the way on from it.
fn codes(texts: &Texts) -> Element {
    let columns = ["ask-page-column-code", "ask-page-column-causes", "ask-page-column-next"].map(|id| texts.get(id));
    let columns = columns.each_ref().map(String::as_str);
    let tables = Program::ALL.iter().map(|program| {
        let signs = SIGNS.iter().filter(|sign| sign.program == *program && sign.kind == Kind::Code);
        let rows = signs.map(|sign| {
            let causes = sign.causes.iter().map(|cause| named(*cause, texts).title).collect::<Vec<_>>().join("; ");
            let mut walk = Walk::default();
            walk.paste(sign.name);
            let onward = text(Tag::A, &texts.get("ask-page-continue"))
                .leads_to(&section(walk.at()))
                .named(&texts.format("ask-page-continue-named", &[("code", sign.name.into())]));
            vec![text(Tag::Code, sign.name), text(Tag::Span, &causes), onward]
        });
        table(&texts.get(&format!("signs-program-{}", program.word())), &columns, rows)
    });
    Element::new(Tag::Details)
        .id("codes")
        .class("card")
        .child(text(Tag::Summary, &texts.get("ask-page-codes")))
        .child(text(Tag::P, &texts.get("ask-page-codes-hint")).class("hint"))
        .children(tables)
}
