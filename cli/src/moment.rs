//! A moment as a user writes it: `--at`.

use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime};

use crate::error::Invalid;

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const MINUTE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]");
const SECOND: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// A moment. Without an offset it is in UTC, as the dates in certificates are; a day alone is its first second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment(pub(crate) OffsetDateTime);

impl Moment {
    pub(crate) fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let spaced = text.replacen('T', " ", 1);
        Date::parse(text, DAY)
            .map(|day| day.midnight().assume_utc())
            .or_else(|_| PrimitiveDateTime::parse(&spaced, MINUTE).map(PrimitiveDateTime::assume_utc))
            .or_else(|_| PrimitiveDateTime::parse(&spaced, SECOND).map(PrimitiveDateTime::assume_utc))
            .or_else(|_| OffsetDateTime::parse(&text.replacen(' ', "T", 1), &Rfc3339))
            .map(Self)
            .map_err(|_| Invalid::new("invalid-at"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use time::macros::datetime;

    #[test]
    fn every_form_that_is_documented() {
        for (text, moment) in [
            ("2020-02-11", datetime!(2020-02-11 0:00 UTC)),
            ("2020-02-11 13:30", datetime!(2020-02-11 13:30 UTC)),
            ("2020-02-11T13:30", datetime!(2020-02-11 13:30 UTC)),
            ("2020-02-11 13:30:05", datetime!(2020-02-11 13:30:05 UTC)),
            ("2020-02-11T13:30:00Z", datetime!(2020-02-11 13:30 UTC)),
            ("2020-02-11T13:30:00+01:00", datetime!(2020-02-11 12:30 UTC)),
            ("1850-01-01", datetime!(1850-01-01 0:00 UTC)),
            ("9999-12-31", datetime!(9999-12-31 0:00 UTC)),
        ] {
            assert_eq!(Moment::parse(text), Ok(Moment(moment)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "2020", "2020-02-30", "11/2/2020", "yesterday", "2020-02-11 25:00", "-2020-02-11x"] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
    }
}
