//! The files of a card as PKCS#15 (ISO/IEC 7816-15) lays them out.
