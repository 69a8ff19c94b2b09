//! Which language a text is in. Owns the decision that a text is not English; must not know rules.

use super::spelling::is_known;

/// Least letters that a guess rests on.
const ENOUGH: usize = 200;
/// Share of English function words above which a text is English whatever else it holds.
const ENGLISH_SHARE: f32 = 0.18;
/// Bytes of prose that are looked at.
const SAMPLE: usize = 8192;
/// As many are enough to tell languages apart by their letters.
const GUESSED: usize = 3072;

/// The language of a text as ISO 639-1 code (ISO 639-3 where there is none); `None` where the text
/// is too short or mixed to tell.
pub(crate) fn language(prose: &str) -> Option<String> {
    let sample = sample(prose);
    if sample.chars().filter(|c| c.is_alphabetic()).take(ENOUGH).count() < ENOUGH {
        return None;
    }
    let (english, words) = english_words(sample);
    if share(english, words) >= ENGLISH_SHARE {
        return Some("en".to_owned());
    }
    let guess = whatlang::detect(middle(sample, GUESSED))?;
    if !guess.is_reliable() && guess.confidence() < 0.6 {
        return None;
    }
    Some(code(guess.lang()))
}

/// The middle of an article, which is the most typical part of it.
fn sample(prose: &str) -> &str {
    middle(prose, SAMPLE)
}

/// So many bytes from the middle of a text.
fn middle(text: &str, bytes: usize) -> &str {
    let from = text.ceil_char_boundary(text.len().saturating_sub(bytes) / 2);
    &text[from..text.floor_char_boundary((from + bytes).min(text.len()))]
}

/// Small words of other languages that are no English words, nor usual in references and names.
#[rustfmt::skip]
const FOREIGN: &[&str] = &[
    "aux", "avec", "cette", "dans", "de", "des", "du", "est", "je", "la", "le", "les", "nos", "notre", "nous", "ou",
    "pas", "que", "qui", "sont", "sur", "une", "vos", "votre", "vous",
    "auf", "das", "dem", "der", "een", "ein", "eine", "für", "het", "ist", "mit", "nicht", "niet", "sie", "und", "von",
    "voor", "wir", "zijn",
    "che", "del", "della", "di", "el", "en", "gli", "il", "nel", "não", "para", "sono", "uma", "una",
    "att", "det", "ikke", "och", "som", "är",
];

/// Whether a text too short for its language to be told may be taken for English. A heading, a list or
/// a caption has few of the words by which English is known, so it is enough that nothing speaks
/// against it: more small words of other languages, or several unknown words among few.
pub(crate) fn passes_for_english(prose: &str) -> bool {
    const SHORTEST: usize = 3;
    let sample = sample(prose);
    let (mut foreign, mut small, mut unknown) = (0, 0, 0);
    for word in words_of(sample) {
        foreign += u32::from(FOREIGN.contains(&word.to_lowercase().as_str()));
        // a word with a capital may be a name
        if word.chars().count() >= SHORTEST && word.chars().all(char::is_lowercase) {
            small += 1;
            unknown += u32::from(!is_known(word));
        }
    }
    let (english, words) = english_words(sample);
    foreign <= english && (share(english, words) >= ENGLISH_SHARE || unknown < 2 || unknown * 3 < small)
}

/// Words as far as guessing a language needs them.
fn words_of(sample: &str) -> impl Iterator<Item = &str> {
    sample.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty())
}

fn share(of: u32, all: u32) -> f32 {
    if all == 0 { 0.0 } else { of as f32 / all as f32 }
}

/// How many English function words there are, among how many words.
fn english_words(sample: &str) -> (u32, u32) {
    const WORDS: [&str; 36] = [
        "the", "of", "and", "to", "in", "is", "that", "for", "it", "with", "as", "are", "be", "this", "your",
        "you", "can", "or", "by", "from", "have", "not", "at", "which", "may", "they", "their", "on", "has",
        "was", "but", "more", "who", "how", "what", "if",
    ];
    const LONGEST: usize = 5;
    // a short word is compared as one number
    const fn number(word: &[u8]) -> u64 {
        let (mut out, mut at) = (0, 0);
        while at < word.len() {
            out = out << 8 | word[at].to_ascii_lowercase() as u64;
            at += 1;
        }
        out
    }
    const FUNCTION_WORDS: [u64; WORDS.len()] = {
        let (mut out, mut at) = ([0; WORDS.len()], 0);
        while at < WORDS.len() {
            out[at] = number(WORDS[at].as_bytes());
            at += 1;
        }
        out
    };
    // of the words with each first letter, a bit for each length
    const LENGTHS: [u8; 32] = {
        let (mut out, mut at) = ([0; 32], 0);
        while at < WORDS.len() {
            let word = WORDS[at].as_bytes();
            out[(word[0] & 0x1F) as usize] |= 1 << word.len();
            at += 1;
        }
        out
    };
    let mut words = 0u32;
    let mut hits = 0u32;
    for word in words_of(sample) {
        words += 1;
        let may = || LENGTHS[usize::from(word.as_bytes()[0] & 0x1F)] & 1 << word.len() != 0;
        let is = || FUNCTION_WORDS.contains(&number(word.as_bytes()));
        hits += u32::from(word.len() <= LONGEST && may() && is());
    }
    (hits, words)
}

fn code(lang: whatlang::Lang) -> String {
    use whatlang::Lang;
    match lang {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Pol => "pl",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Tur => "tr",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Ces => "cs",
        Lang::Hun => "hu",
        Lang::Ell => "el",
        Lang::Heb => "he",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Ron => "ro",
        other => other.code(),
    }
    .to_owned()
}

/// The English name of a language code, for messages.
pub(crate) fn name(code: &str) -> &str {
    match code {
        "de" => "German",
        "fr" => "French",
        "es" => "Spanish",
        "it" => "Italian",
        "pt" => "Portuguese",
        "nl" => "Dutch",
        "pl" => "Polish",
        "ru" => "Russian",
        "uk" => "Ukrainian",
        "tr" => "Turkish",
        "zh" => "Chinese",
        "ja" => "Japanese",
        "ko" => "Korean",
        "ar" => "Arabic",
        "hi" => "Hindi",
        "sv" => "Swedish",
        "da" => "Danish",
        "nb" => "Norwegian",
        "fi" => "Finnish",
        "cs" => "Czech",
        "hu" => "Hungarian",
        "el" => "Greek",
        "he" => "Hebrew",
        "vi" => "Vietnamese",
        "id" => "Indonesian",
        "ro" => "Romanian",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_passes_for_english_unless_something_speaks_against_it() {
        for (text, passes) in [
            ("", true),
            ("Symtoms", true),
            ("Stress symtoms", true),
            ("We recieve the symtoms.", true),
            ("Recieve massage. Headache relief. Muscle tension.", true),
            ("Cupping marks, three days after treatment; mild symtoms", true),
            ("Tuina with Wei Zhang, Los Angeles", true),
            ("Acupunture, massage, reflexology, aromatherpy, reiki, cupping, yoga, pilates", true),
            ("Notre massage", false),
            ("Nos soins sont doux, et le jardin est calme.", false),
            ("massage doux, bain tiède, huile chaude", false),
            ("Unsere Praxis liegt mitten in der Stadt und ist barrierefrei.", false),
            ("Massage und Akupunktur", false),
            ("De massage is in de praktijk van een therapeut.", false),
            ("Masajes para el dolor de espalda", false),
            ("Il massaggio della schiena", false),
        ] {
            assert_eq!(passes_for_english(text), passes, "{text}");
            assert_eq!(language(text), None, "{text}");
        }
    }
}
