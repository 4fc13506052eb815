//! Readers and cards over PC/SC.
