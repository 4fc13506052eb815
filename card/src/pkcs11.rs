//! PKCS#11 modules of this computer, their tokens, and keys that sign without leaving them.
