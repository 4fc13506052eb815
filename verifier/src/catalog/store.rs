//! CA certificates at hand, held against the catalog: which entry each one is, and which are still missing.
