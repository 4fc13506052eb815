//! Enums of words for JSON, each made from a type of a room below.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $from:pat),* $(,)? } from $source:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ::serde::Serialize, ::schemars::JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$variant_doc])* $variant),* }

        impl From<$source> for $name {
            fn from(value: $source) -> Self {
                match value { $($from => Self::$variant),* }
            }
        }
    };
}
