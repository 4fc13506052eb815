//! The client's first message, with more in it than the TLS library here would say: old versions, old ciphers, no post-quantum shares.

use super::Version;

/// Cipher suites of TLS 1.2 and before that servers may still choose, the better ones first: what rustls has, then CBC, DHE and RSA key
/// exchange, which it lacks. Numbers are those of the IANA registry.
const SUITES: &[u16] = &[
    0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, // ECDHE with GCM and ChaCha20
    0xC023, 0xC027, 0xC024, 0xC028, 0xC009, 0xC013, 0xC00A, 0xC014, // ECDHE with CBC
    0x009E, 0x009F, 0xCCAA, 0x0067, 0x006B, 0x0033, 0x0039, // DHE
    0x009C, 0x009D, 0x003C, 0x003D, 0x002F, 0x0035, // RSA key exchange
    0x000A, 0xC012, 0x0016, 0x0005, 0x0004, // 3DES and RC4
];

/// Cipher suites of TLS 1.3.
const SUITES_13: &[u16] = &[0x1301, 0x1302, 0x1303, 0x1304, 0x1305];

/// Of TLS 1.2 and before, what rustls has: where a server takes none of these, a refusal is not the server's fault.
pub const RUSTLS_SUITES: &[u16] = &[0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8];

/// secp256r1, secp384r1, secp521r1, x25519, x448, ffdhe2048, ffdhe3072, ffdhe4096
const GROUPS: &[u16] = &[0x001D, 0x0017, 0x0018, 0x0019, 0x001E, 0x0100, 0x0101, 0x0102];

/// Everything that a signature may be made with, SHA-1 and DSA among it.
const SCHEMES: &[u16] = &[
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B, 0x0401, 0x0501, 0x0601,
    0x0203, 0x0201, 0x0202, 0x0402,
];

/// What is offered to a server.
#[derive(Clone, Debug)]
pub struct ClientHello {
    /// The newest version that is offered; TLS 1.3 is offered alone.
    pub version: Version,
    /// The host's name; none for an address, or to see what a server does without.
    pub server_name: Option<String>,
    /// Protocols of the application, by their names: `h2`, `http/1.1`.
    pub alpn: Vec<&'static str>,
    /// Cipher suites in place of all of the version.
    pub suites: Option<Vec<u16>>,
    /// 32 bytes that nobody has used before.
    pub random: [u8; 32],
    /// For TLS 1.3 a share of x25519: the public half of a key that is thrown away.
    pub share: [u8; 32],
}

impl ClientHello {
    /// The record that goes to the server.
    pub fn record(&self) -> Vec<u8> {
        let mut body = Vec::new();
        let is_13 = self.version == Version::Tls13;
        let legacy = self.version.min(Version::Tls12);
        body.extend(legacy.number().to_be_bytes());
        body.extend(self.random);
        // A session's number makes TLS 1.3 look like 1.2 to boxes in between (RFC 8446 appendix D.4).
        if is_13 {
            vector8(&mut body, &self.random);
        } else {
            body.push(0);
        }
        let all = if is_13 { SUITES_13 } else { SUITES };
        let suites = self.suites.as_deref().unwrap_or(all);
        // The last one says that renegotiation is meant to be safe (RFC 5746), without which some servers refuse.
        let own = if is_13 { None } else { Some(0x00FF) };
        vector16(&mut body, &numbers(suites.iter().copied().chain(own)));
        vector8(&mut body, &[0]);
        vector16(&mut body, &self.extensions(is_13));
        let mut message = vec![1];
        message.extend(length24(body.len()));
        message.extend(body);
        let mut record = vec![22];
        // Some old servers look at the version of the first record (RFC 5246 appendix E.1).
        record.extend(self.version.min(Version::Tls10).number().to_be_bytes());
        vector16(&mut record, &message);
        record
    }

    fn extensions(&self, is_13: bool) -> Vec<u8> {
        let mut all = Vec::new();
        let mut add = |number: u16, content: Vec<u8>| {
            all.extend(number.to_be_bytes());
            vector16(&mut all, &content);
        };
        if let Some(name) = &self.server_name {
            let mut entry = vec![0];
            vector16(&mut entry, name.as_bytes());
            let mut list = Vec::new();
            vector16(&mut list, &entry);
            add(0, list);
        }
        if self.version >= Version::Tls12 {
            let mut schemes = Vec::new();
            vector16(&mut schemes, &numbers(SCHEMES.iter().copied()));
            add(13, schemes);
        }
        let mut groups = Vec::new();
        vector16(&mut groups, &numbers(GROUPS.iter().copied()));
        add(10, groups);
        // Points without compression.
        add(11, vec![1, 0]);
        if !self.alpn.is_empty() {
            let mut protocols = Vec::new();
            for protocol in &self.alpn {
                vector8(&mut protocols, protocol.as_bytes());
            }
            let mut list = Vec::new();
            vector16(&mut list, &protocols);
            add(16, list);
        }
        if is_13 {
            add(43, vec![2, 3, 4]);
            let mut share = 0x001D_u16.to_be_bytes().to_vec();
            vector16(&mut share, &self.share);
            let mut shares = Vec::new();
            vector16(&mut shares, &share);
            add(51, shares);
        } else {
            // The keys of the session hang on the whole handshake (RFC 7627).
            add(23, Vec::new());
        }
        all
    }
}

fn numbers(numbers: impl Iterator<Item = u16>) -> Vec<u8> {
    numbers.flat_map(u16::to_be_bytes).collect()
}

/// What is written here is far below what a length can say.
fn length24(length: usize) -> [u8; 3] {
    let [.., a, b, c] = u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    [a, b, c]
}

fn vector8(out: &mut Vec<u8>, content: &[u8]) {
    let length = content.len().min(usize::from(u8::MAX));
    out.push(u8::try_from(length).unwrap_or(u8::MAX));
    out.extend(content.iter().take(length));
}

fn vector16(out: &mut Vec<u8>, content: &[u8]) {
    let length = content.len().min(usize::from(u16::MAX));
    out.extend(u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
    out.extend(content.iter().take(length));
}
