//! Sentences in Swedish and English, from the Fluent files in `i18n/`.
