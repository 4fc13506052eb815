//! Parts that many pages have.

use super::{Element, Tag, text};

/// What a mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is as it should be.
    Good,
    /// It is not.
    Bad,
    /// It cannot be said, or somebody should look at it.
    Open,
    /// It is told and not judged.
    Plain,
}

/// A word with its mark and colour; the colour says nothing that mark and word do not.
pub fn mark(mark: Mark, word: &str) -> Element {
    let (sign, class) = match mark {
        Mark::Good => ("✔ ", "mark good"),
        Mark::Bad => ("✘ ", "mark bad"),
        Mark::Open => ("? ", "mark open"),
        Mark::Plain => ("", "mark plain"),
    };
    let ornament = text(Tag::Span, sign).ornament();
    let element = Element::new(Tag::Span).class(class);
    let element = if sign.is_empty() { element } else { element.child(ornament) };
    element.text(word)
}

/// A table with a caption, headings of columns, and rows whose first cell is the row's heading. Wide ones scroll by themselves.
pub fn table(caption: &str, columns: &[&str], rows: impl IntoIterator<Item = Vec<Element>>) -> Element {
    let head = Element::new(Tag::Tr).children(columns.iter().map(|column| text(Tag::Th, column).of_column()));
    let rows = rows.into_iter().map(|cells| {
        let cells = cells.into_iter().enumerate().map(|(number, cell)| match number {
            0 => Element::new(Tag::Th).of_row().child(cell),
            _ => Element::new(Tag::Td).child(cell),
        });
        Element::new(Tag::Tr).children(cells)
    });
    let table = Element::new(Tag::Table)
        .child(text(Tag::Caption, caption))
        .child(Element::new(Tag::Thead).child(head))
        .child(Element::new(Tag::Tbody).children(rows));
    Element::new(Tag::Div).class("wide").child(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_headings_for_rows_and_columns() {
        let rows = vec![vec![text(Tag::Span, "a"), mark(Mark::Bad, "no")]];
        let mut out = String::new();
        table("What <it> is", &["Name", "Answer"], rows).write(&mut out);
        for part in
            ["<caption>What &lt;it&gt; is</caption>", "<th scope=\"col\">Answer</th>", "<th scope=\"row\">", "✘ "]
        {
            assert!(out.contains(part), "{part} is not in {out}");
        }
    }
}
