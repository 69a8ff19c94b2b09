//! Word lists to the dictionary that the program carries. Owns the notation of the lists; must not
//! know where they came from.

use std::collections::BTreeMap;

/// Facts of an entry; the same bits as in `src/language/spelling/dictionary.rs`.
pub(crate) const BRITISH: u64 = 1 << 3;
pub(crate) const AMERICAN: u64 = 1 << 4;
pub(crate) const NAME: u64 = 1 << 5;
pub(crate) const HEALTH: u64 = 1 << 6;
/// How common a word of health writing is at least.
const HEALTH_BAND: u64 = 2;

/// Joins the lists into one map of folded words: how common each is (0 to 7), and facts.
pub(crate) fn compile(english: &str, health: &str, substances: &str) -> Vec<u8> {
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    for line in lines(english) {
        let (word, facts) = line.split_once(' ').expect("a word and its facts");
        let mut value = 0;
        for fact in facts.chars() {
            value |= match fact {
                'b' => BRITISH,
                'a' => AMERICAN,
                'n' => NAME,
                digit => u64::from(digit.to_digit(8).expect("a band")),
            };
        }
        words.insert(word.to_owned(), value);
    }
    for line in lines(health) {
        for entry in line.split_whitespace() {
            let (word, forms) = entry.split_once('/').unwrap_or((entry, ""));
            let name = word.starts_with(|c: char| c.is_uppercase());
            let word = word.strip_suffix("'s").or_else(|| word.strip_suffix('\'')).unwrap_or(word);
            for part in word.split(['-', '\'']) {
                let part = fold(part);
                for form in inflect(&part, forms) {
                    let value = words.entry(form).or_insert(if name { NAME } else { 0 });
                    *value = *value & !7 | (*value & 7).max(HEALTH_BAND) | HEALTH;
                    if !name {
                        *value &= !NAME;
                    }
                }
            }
        }
    }
    for word in lines(substances) {
        words.entry(fold(word)).or_insert(HEALTH);
    }
    let mut map = fst::MapBuilder::memory();
    for (word, value) in words {
        map.insert(word, value).expect("sorted and without repeats");
    }
    map.into_inner().expect("in memory")
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A word and the forms that its mark asks for.
fn inflect(word: &str, forms: &str) -> Vec<String> {
    let mut all = vec![word.to_owned()];
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end));
    let consonant_y = word.ends_with('y') && !["ay", "ey", "oy", "uy"].iter().any(|end| word.ends_with(end));
    let stem = &word[..word.len() - 1];
    if !forms.is_empty() {
        all.push(match (consonant_y, sibilant) {
            (true, _) => format!("{stem}ies"),
            (_, true) => format!("{word}es"),
            _ => format!("{word}s"),
        });
    }
    if forms == "v" {
        let silent_e = word.ends_with('e');
        all.push(if consonant_y {
            format!("{stem}ied")
        } else if silent_e {
            format!("{word}d")
        } else {
            format!("{word}ed")
        });
        all.push(if silent_e { format!("{stem}ing") } else { format!("{word}ing") });
    }
    all
}

/// Lower case, and letters without their accents.
pub(crate) fn fold(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'à'..='å' => 'a',
            'ç' => 'c',
            'è'..='ë' => 'e',
            'ì'..='ï' => 'i',
            'ñ' => 'n',
            'ò'..='ö' | 'ø' => 'o',
            'ù'..='ü' => 'u',
            'ý' | 'ÿ' => 'y',
            c => c,
        })
        .collect()
}
