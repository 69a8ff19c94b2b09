//! What counts as the same word where things and people are found by name: letter case, plurals,
//! British and American spelling. Owns the key of a word; must not know terms. The build script works
//! out the keys of our own names with it.

use super::pattern::{fold, split};

/// A word as terms see it: the hash of its folded form.
pub type Key = u64;

/// The keys of a term's words.
pub(super) fn keys_of(term: &str) -> Vec<Key> {
    split(&fold(term)).into_iter().map(key).collect()
}

/// Longest word that is told from others, in bytes; a longer one is no term.
const LONGEST: usize = 64;

/// The key of a word: lower case, singular, in one spelling. Other words may share it only where no
/// reader would mix them up.
pub(super) fn key(word: &str) -> Key {
    let mut buffer = [0u8; LONGEST];
    let mut len = 0;
    // whether two letters follow each other that may be written in two ways
    let mut varies = false;
    let mut last = 0;
    let mut push = |b: u8| {
        if len < LONGEST {
            buffer[len] = b;
            len += 1;
            varies |= match b {
                b'e' => matches!(last, b'a' | b'o' | b'r'),
                b'u' => last == b'o',
                b'h' => last == b'p',
                b's' => matches!(last, b'i' | b'y'),
                _ => false,
            };
            last = b;
        }
    };
    if word.is_ascii() {
        word.bytes().for_each(|b| push(b.to_ascii_lowercase()));
    } else {
        for c in word.chars().flat_map(char::to_lowercase) {
            let c = if c == '’' || c == 'ʼ' { '\'' } else { c };
            c.encode_utf8(&mut [0; 4]).bytes().for_each(&mut push);
        }
    }
    let mut word = &buffer[..len];
    for ending in [&b"'s"[..], b"'"] {
        word = word.strip_suffix(ending).unwrap_or(word);
    }
    let singular = singular(word);
    if !varies {
        return hash(singular);
    }
    let mut out = [0u8; LONGEST];
    let mut n = 0;
    let mut i = 0;
    while i < singular.len() {
        let rest = &singular[i..];
        // haemophilia, oedema, tumour, sulphate, immunisation
        let (put, taken): (&[u8], usize) = match rest {
            [b'a' | b'o', b'e', _, ..] => (b"e", 2),
            [b'o', b'u', b'r', ..] => (b"or", 3),
            [b'p', b'h', ..] => (b"f", 2),
            [v @ (b'i' | b'y'), b's', b'a' | b'e' | b'i', ..] => {
                out[n] = *v;
                n += 1;
                (b"z", 2)
            }
            [b, ..] => (std::slice::from_ref(b), 1),
            [] => break,
        };
        out[n..n + put.len()].copy_from_slice(put);
        n += put.len();
        i += taken;
    }
    // fibre, litre
    if n > 3 && out[n - 2..n] == *b"re" && matches!(out[n - 3], b'b' | b't') {
        out[n - 2..n].copy_from_slice(b"er");
    }
    hash(&out[..n])
}

fn singular(word: &[u8]) -> &[u8] {
    match word {
        [stem @ .., b'i', b'e', b's'] if stem.len() > 2 => stem,
        [stem @ .., b'y'] if stem.len() > 2 && !matches!(stem.last(), Some(b'a' | b'e' | b'o')) => {
            // so that "allergy" and "allergies" meet
            stem
        }
        [.., b's' | b'u' | b'i', b's'] => word,
        [stem @ .., b's'] if stem.len() > 2 => stem,
        _ => word,
    }
}

fn hash(bytes: &[u8]) -> Key {
    // FNV-1a, 64 bits
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_the_same_to_a_reader() {
        for (a, b) in [
            ("haemophilia", "Hemophilia"),
            ("tumours", "tumor"),
            ("allergies", "allergy"),
            ("Raynaud’s", "raynaud"),
            ("thinners", "thinner"),
            ("fibre", "fiber"),
            ("immunisation", "immunization"),
            ("oedema", "edema"),
        ] {
            assert_eq!(key(a), key(b), "{a} {b}");
        }
        for (a, b) in
            [("illness", "ill"), ("stroke", "stroking"), ("virus", "viru"), ("diabetes", "diabetic")]
        {
            assert_ne!(key(a), key(b), "{a} {b}");
        }
    }
}
