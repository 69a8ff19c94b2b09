//! The keys of terms that are known in advance. Owns the form in which the build script hands them to
//! the program; must not know what a term stands for.

use super::lookup::{Interner, Lookup};
use super::table::Lists;
use super::term_key::{Key, keys_of};

/// Terms with the keys of their words.
#[derive(Debug, Clone, Default)]
pub(crate) struct TermKeys {
    terms: Lookup,
    /// By term, the lower and the higher half of each key.
    keys: Lists,
}

impl TermKeys {
    /// Works the keys of terms out.
    pub(crate) fn new<'t>(terms: impl IntoIterator<Item = &'t str>) -> Self {
        let (mut interner, mut keys) = (Interner::default(), Vec::new());
        for term in terms {
            if interner.intern(term) as usize > keys.len() {
                keys.push(keys_of(term).into_iter().flat_map(|key| [key as u32, (key >> 32) as u32]));
            }
        }
        Self { terms: interner.finish(), keys: keys.into_iter().collect() }
    }

    /// The keys of a term, worked out where they are not known.
    pub(crate) fn of(&self, term: &str) -> impl Iterator<Item = Key> + use<'_> {
        let number = self.terms.number(term.as_bytes()).checked_sub(1);
        let mut halves = number.map(|number| self.keys.get(number as usize));
        let known = std::iter::from_fn(move || {
            let halves = halves.as_mut()?;
            Some(u64::from(halves.next()?) | u64::from(halves.next()?) << 32)
        });
        known.chain(if number.is_none() { keys_of(term) } else { Vec::new() })
    }

    /// Everything in bytes, for [`TermKeys::from_bytes`].
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.terms.write(&mut out);
        self.keys.write(&mut out);
        out
    }

    /// What [`TermKeys::to_bytes`] wrote, read where it lies; `None` where the bytes are cut off.
    pub(crate) fn from_bytes(mut bytes: &'static [u8]) -> Option<Self> {
        let rest = &mut bytes;
        Some(Self { terms: Lookup::read(rest)?, keys: Lists::read(rest)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_known_are_those_that_would_be_worked_out() {
        let made = TermKeys::new(["blood thinners", "warfarin", "blood thinners"]);
        let read = TermKeys::from_bytes(made.to_bytes().leak()).expect("just written");
        for term in ["blood thinners", "warfarin", "Raynaud’s disease"] {
            assert_eq!(read.of(term).collect::<Vec<_>>(), keys_of(term), "{term}");
        }
        assert_eq!(read.terms.len(), 2);
    }
}
