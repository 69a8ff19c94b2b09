//! Which language a text is in. Owns the decision that a text is not English; must not know rules.

/// Least letters that a guess rests on.
const ENOUGH: usize = 200;
/// Share of English function words above which a text is English whatever else it holds.
const ENGLISH_SHARE: f32 = 0.18;
/// Bytes of prose that are looked at.
const SAMPLE: usize = 8192;

/// The language of a text as ISO 639-1 code (ISO 639-3 where there is none); `None` where the text
/// is too short or mixed to tell.
pub(crate) fn language(prose: &str) -> Option<String> {
    // the middle of an article is the most typical part of it
    let from = prose.ceil_char_boundary(prose.len().saturating_sub(SAMPLE) / 2);
    let sample = &prose[from..prose.floor_char_boundary((from + SAMPLE).min(prose.len()))];
    if sample.chars().filter(|c| c.is_alphabetic()).take(ENOUGH).count() < ENOUGH {
        return None;
    }
    if english_share(sample) >= ENGLISH_SHARE {
        return Some("en".to_owned());
    }
    let guess = whatlang::detect(sample)?;
    if !guess.is_reliable() && guess.confidence() < 0.6 {
        return None;
    }
    Some(code(guess.lang()))
}

fn english_share(sample: &str) -> f32 {
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
    let mut words = 0u32;
    let mut hits = 0u32;
    for word in sample.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
        words += 1;
        hits += u32::from(word.len() <= LONGEST && FUNCTION_WORDS.contains(&number(word.as_bytes())));
    }
    if words == 0 { 0.0 } else { hits as f32 / words as f32 }
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
