//! A cause with its code and its title.

use tillit_login::causes::CauseId;

use crate::i18n::Texts;

/// How a cause is shown.
pub(crate) struct Named {
    /// `T-311`
    pub(crate) code: &'static str,
    /// `ca-not-announced`
    pub(crate) id: &'static str,
    /// One sentence without a full stop.
    pub(crate) title: String,
}

pub(crate) fn named(cause: CauseId, texts: &Texts) -> Named {
    let code = crate::codes::of_cause(cause);
    // Among causes nobody needs to be told that it is one.
    let title = code.title(texts);
    let title = title.strip_prefix(&texts.get("ask-cause-prefix")).map_or(title.as_str(), str::trim_start).to_owned();
    Named { code: code.code, id: cause.word(), title }
}
