//! FNV-1a: a small hash that is the same on every machine and in every version.

/// The hash of no bytes.
pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of these bytes behind those that were hashed before.
pub(crate) fn more(hash: u64, bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The hash of these bytes.
pub(crate) fn of(bytes: impl IntoIterator<Item = u8>) -> u64 {
    more(START, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the authors' list of test vectors.
    #[test]
    fn hashes_as_the_authors_do() {
        for (text, hash) in [("", START), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)] {
            assert_eq!(of(text.bytes()), hash, "{text}");
        }
    }
}
