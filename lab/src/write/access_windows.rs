//! New files and folders have the access list of the folder that they are made in: a user's folders are the user's own.

use std::fs::{DirBuilder, OpenOptions};

use super::Access;

pub(super) fn folder(_access: Access) -> DirBuilder {
    DirBuilder::new()
}

pub(super) fn file(_access: Access) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    options
}
