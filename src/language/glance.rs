//! A set that tells at a glance what it does not hold. Owns the bits; must not know what the keys
//! stand for.

/// A set of keys of four bytes. It may hold more than was put in (a Bloom filter of one hash function),
/// and so it only saves the look into the set it stands for.
#[derive(Debug, Clone)]
pub(crate) struct Glance<const WORDS: usize = 64>(Box<[u64; WORDS]>);

impl<const WORDS: usize> Default for Glance<WORDS> {
    fn default() -> Self {
        Self(Box::new([0; WORDS]))
    }
}

impl<const WORDS: usize> Glance<WORDS> {
    /// Multiplicative hashing by the golden ratio (Knuth, The Art of Computer Programming, 6.4).
    fn place(key: [u8; 4]) -> (usize, u64) {
        let bits = 64u32.ilog2() + (WORDS as u32).ilog2();
        let hash = u32::from_le_bytes(key).wrapping_mul(0x9E37_79B1) >> (u32::BITS - bits);
        (hash as usize / 64, 1 << (hash % 64))
    }

    /// Puts a key in.
    pub(crate) fn insert(&mut self, key: [u8; 4]) {
        let (at, bit) = Self::place(key);
        self.0[at] |= bit;
    }

    /// Whether the key may have been put in.
    #[inline]
    pub(crate) fn may_hold(&self, key: [u8; 4]) -> bool {
        let (at, bit) = Self::place(key);
        self.0[at] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_put_in_and_little_else() {
        let mut glance: Glance = Glance::default();
        let keys = |salt: u32| (0..100u32).map(move |i| (i.wrapping_mul(7_919) ^ salt).to_be_bytes());
        keys(0).for_each(|key| glance.insert(key));
        assert!(keys(0).all(|key| glance.may_hold(key)));
        assert!(keys(0x5bd1_e995).filter(|&key| glance.may_hold(key)).count() < 20);
    }
}
