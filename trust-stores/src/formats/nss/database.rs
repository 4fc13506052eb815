//! The SQLite database below: its objects, read from bytes in memory.
//!
//! The file is hostile until shown otherwise. SQLite is told to trust nothing in its schema, views, triggers and computed columns are
//! refused, a check of the whole structure comes before the first row, and a query that does not end is ended.

use std::collections::HashSet;
use std::io::Cursor;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use tillit_verifier::Certificate;

use super::trust::{Attribute, TrustObject, Vouching};

/// How an SQLite file begins.
pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";

/// Where the header says how the file is written and read: 2 for a write-ahead log, which a database in memory cannot have. What the log
/// has was carried over before ([`super::log`]).
const VERSIONS: std::ops::Range<usize> = 18..20;
/// How long one database may take. A real one takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// Steps of SQLite's machine between two looks at the clock.
const STEPS: i32 = 10_000;
/// NSS's placeholder for an attribute that is there and empty.
const EMPTY: &[u8] = &[0xa5, 0x00, 0x5a];
/// NSS's table of objects that are no secrets.
const TABLE: &str = "nssPublic";
/// CKO_CERTIFICATE (PKCS#11 section 4.6).
const CERTIFICATE: u32 = 1;
/// CKO_TRUST (PKCS#11 v3.2): NSS writes it since it knows that version, Firefox 153 for one. Older versions of NSS do not see it.
const TRUST: u32 = 0x0b;
/// CKO_NSS_TRUST: what NSS wrote before.
const NSS_TRUST: u32 = 0xce53_4353;

/// Why a database gives nothing.
#[derive(Debug)]
pub(super) enum Fault {
    /// SQLite, and not NSS's.
    OtherDatabase,
    /// More objects than the limit.
    TooMany,
    /// It does not hold together.
    Damaged(String),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

fn damaged(what: &str) -> Fault {
    Fault::Damaged(what.to_owned())
}

/// What NSS finds a certificate's trust by: issuer and serial number as the database has them, in DER.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    issuer: Vec<u8>,
    serial: Vec<u8>,
}

/// A certificate object.
#[derive(Debug)]
pub(super) struct CertificateObject {
    /// CKA_LABEL: the nickname.
    pub(super) label: Option<String>,
    /// CKA_VALUE: the certificate in DER.
    pub(super) value: Vec<u8>,
    /// What its trust is found by.
    pub(super) key: Option<Key>,
    /// NSS does not see it although it is there, and why.
    pub(super) damage: Option<&'static str>,
}

/// Everything in a certificate database that matters here.
#[derive(Debug, Default)]
pub(super) struct Objects {
    pub(super) certificates: Vec<CertificateObject>,
    pub(super) trust: Vec<TrustObject>,
}

/// A database in memory.
pub(super) struct Database {
    connection: Connection,
}

impl Database {
    /// Opens the bytes of a database.
    pub(super) fn open(mut bytes: Vec<u8>) -> Result<Self, Fault> {
        if !bytes.starts_with(MAGIC) {
            return Err(damaged("not an SQLite database"));
        }
        let versions = bytes.get_mut(VERSIONS).ok_or_else(|| damaged("ends in its header"))?;
        versions.iter_mut().filter(|version| **version == 2).for_each(|version| *version = 1);

        let mut connection = Connection::open_in_memory()?;
        let size = bytes.len();
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::try_from(size).unwrap_or(i32::MAX))?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        for (config, on) in [
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        ] {
            connection.set_db_config(config, on)?;
        }
        connection.pragma_update(None, "cell_size_check", true)?;
        connection.deserialize_read_exact("main", Cursor::new(bytes), size, true)?;
        let deadline = Instant::now() + PATIENCE;
        connection.progress_handler(STEPS, Some(move || Instant::now() > deadline))?;
        Ok(Self { connection })
    }

    /// The table's columns; [`Fault::OtherDatabase`] if there is no such table.
    fn columns(&self, table: &str) -> Result<HashSet<String>, Fault> {
        let mut kinds = self.connection.prepare("SELECT type FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE")?;
        let kinds = kinds.query_map([table], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        match kinds.as_slice() {
            [] => return Err(Fault::OtherDatabase),
            [kind] if kind == "table" => {}
            _ => return Err(Fault::Damaged(format!("{table} is not a table"))),
        }
        let mut columns = self.connection.prepare("SELECT name, hidden FROM pragma_table_xinfo(?1)")?;
        let mut rows = columns.query([table])?;
        let mut names = HashSet::new();
        while let Some(row) = rows.next()? {
            // Computed columns, and those of a virtual table.
            if row.get::<_, i64>(1)? != 0 {
                return Err(Fault::Damaged(format!("{table} has computed columns")));
            }
            names.insert(row.get::<_, String>(0)?);
        }
        Ok(names)
    }

    /// The whole structure holds: each page is in its place, each row in its index. Without it a damaged page could hide rows.
    fn check(&self) -> Result<(), Fault> {
        let found: String = self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if found == "ok" { Ok(()) } else { Err(Fault::Damaged(found)) }
    }

    /// Certificates and trust, in the order of the database. At most `limit` rows.
    pub(super) fn objects(&self, limit: usize) -> Result<Objects, Fault> {
        let columns = self.columns(TABLE)?;
        self.check()?;
        if !["id", "a0", "a11"].iter().all(|column| columns.contains(*column)) {
            return Err(damaged("nssPublic has no columns for certificates"));
        }
        // Databases of older versions of NSS have fewer columns.
        let column = |name: &str| if columns.contains(name) { format!("\"{name}\"") } else { "NULL".to_owned() };
        let names: Vec<String> = ["id", "a0", "a11", "a3", "a81", "a82"]
            .into_iter()
            .map(column)
            .chain(Attribute::ALL.iter().map(|attribute| column(&format!("a{:x}", attribute.number()))))
            .collect();
        let mut query = self.connection.prepare(&format!("SELECT {} FROM {TABLE} NOT INDEXED", names.join(", ")))?;
        let mut rows = query.query([])?;
        let mut objects = Objects::default();
        let mut count = 0;
        while let Some(row) = rows.next()? {
            count += 1;
            if count > limit.saturating_mul(2) {
                return Err(Fault::TooMany);
            }
            objects.add(row)?;
        }
        if objects.certificates.len() > limit { Err(Fault::TooMany) } else { Ok(objects) }
    }

    /// Which trust a key database vouches for. Nothing else of it is looked at.
    pub(super) fn signatures(&self) -> Result<Vouching, Fault> {
        self.columns("metaData")?;
        let mut query = self.connection.prepare("SELECT id FROM metaData NOT INDEXED")?;
        let mut rows = query.query([])?;
        let mut signed = HashSet::new();
        let mut initialised = false;
        while let Some(row) = rows.next()? {
            let Some(name) = bytes(row, 0)?.and_then(|name| std::str::from_utf8(name).ok()) else { continue };
            initialised |= name == "password";
            let numbers = name.strip_prefix("sig_cert_").and_then(|rest| rest.split_once('_'));
            if let Some((Ok(object), Ok(attribute))) =
                numbers.map(|(object, attribute)| (u32::from_str_radix(object, 16), u32::from_str_radix(attribute, 16)))
            {
                signed.insert((object, attribute));
            }
        }
        // Without a password, be it the empty one, there is no key that signatures could be checked with.
        Ok(if initialised { Vouching::Signed(signed) } else { Vouching::Unknown })
    }
}

impl Objects {
    fn add(&mut self, row: &Row<'_>) -> Result<(), Fault> {
        let value = bytes(row, 2)?;
        let class = bytes(row, 1)?.and_then(number);
        match class {
            Some(NSS_TRUST | TRUST) => {
                let mut attributes = Vec::new();
                for (index, attribute) in Attribute::ALL.iter().enumerate() {
                    if let Some(value) = bytes(row, index + 6)? {
                        attributes.push((*attribute, value.to_vec()));
                    }
                }
                self.trust.push(TrustObject {
                    id: id(row),
                    standard: class == Some(TRUST),
                    key: key(row)?,
                    attributes,
                });
            }
            Some(CERTIFICATE) => self.certificates.push(CertificateObject {
                label: bytes(row, 3)?.map(|label| String::from_utf8_lossy(label).into_owned()),
                value: value.unwrap_or_default().to_vec(),
                key: key(row)?,
                damage: None,
            }),
            // Revocation lists, keys and S/MIME profiles are none of ours, but a certificate that is called one was not meant to be.
            _ => {
                if let Some(value) = value.filter(|value| Certificate::from_der(value).is_ok()) {
                    self.certificates.push(CertificateObject {
                        label: bytes(row, 3)?.map(|label| String::from_utf8_lossy(label).into_owned()),
                        value: value.to_vec(),
                        key: key(row)?,
                        damage: Some("a certificate in an object of another class"),
                    });
                }
            }
        }
        Ok(())
    }
}

/// An attribute's bytes; `None`: it has none.
fn bytes<'a>(row: &'a Row<'_>, index: usize) -> Result<Option<&'a [u8]>, Fault> {
    Ok(match row.get_ref(index)? {
        ValueRef::Blob(bytes) | ValueRef::Text(bytes) => Some(bytes).filter(|bytes| *bytes != EMPTY),
        _ => None,
    })
}

/// The object's number, as signatures name it.
fn id(row: &Row<'_>) -> Option<u32> {
    row.get_ref(0).ok().and_then(|value| value.as_i64().ok()).and_then(|id| u32::try_from(id).ok())
}

/// Four bytes, big-endian: how NSS stores a CK_ULONG on every machine.
pub(super) fn number(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_be_bytes)
}

fn key(row: &Row<'_>) -> Result<Option<Key>, Fault> {
    let (issuer, serial) = (bytes(row, 4)?, bytes(row, 5)?);
    Ok(issuer.zip(serial).map(|(issuer, serial)| Key { issuer: issuer.to_vec(), serial: serial.to_vec() }))
}
