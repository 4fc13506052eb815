//! New files and folders with the permissions that they shall have from their first moment on.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};

use super::Access;

pub(super) fn folder(access: Access) -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.mode(if access == Access::Secret { 0o700 } else { 0o755 });
    builder
}

pub(super) fn file(access: Access) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).mode(if access == Access::Secret { 0o600 } else { 0o644 });
    options
}
