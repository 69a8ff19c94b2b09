//! Classes of English words that show where the subject and the object of a verb stand. Closed
//! classes only: what a language has a handful of. Must not know health.

/// Whether it is one of these words, in any case.
pub(super) fn is(word: &str, list: &[&str]) -> bool {
    list.iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// Stands before a noun: what follows is no verb.
pub(super) const DETERMINERS: [&str; 24] = [
    "a", "an", "the", "your", "our", "their", "its", "his", "her", "my", "this", "these", "those", "of",
    "no", "any", "some", "each", "every", "more", "most", "such", "very", "extra",
];

/// Stand before a noun and never before a verb.
pub(super) const OWNERS: [&str; 13] =
    ["a", "an", "the", "your", "our", "their", "its", "his", "her", "my", "these", "those", "of"];

/// Stands between subject and verb.
pub(super) const AUXILIARIES: [&str; 40] = [
    "can", "may", "might", "could", "will", "would", "should", "must", "shall", "also", "further", "has",
    "have", "been", "is", "are", "be", "help", "helps", "helped", "helping", "to", "not", "n't", "'ll",
    "even", "then", "thus", "both", "often", "always", "still", "just", "all", "now", "works", "work",
    "does", "do", "soon",
];

/// Before "to" they say that an effect begins, is near or goes on, and leave the statement as it is:
/// "starts to fade", "is going to ease".
pub(super) const ASPECTS: [&str; 20] = [
    "start",
    "starts",
    "started",
    "begin",
    "begins",
    "began",
    "continue",
    "continues",
    "goes",
    "manages",
    "going",
    "able",
    "about",
    "set",
    "ready",
    "here",
    "there",
    "sure",
    "bound",
    "certain",
];

/// Forms of being, having and doing, and what is said with them: a line that holds one has a verb.
pub(super) const LINKS: [&str; 24] = [
    "is", "are", "was", "were", "be", "been", "'s", "’s", "'re", "’re", "has", "have", "had", "do", "does",
    "can", "may", "might", "could", "will", "would", "should", "must", "n't",
];

/// Stand behind a subject and before its verb.
pub(super) const MODALS: [&str; 12] =
    ["can", "may", "might", "could", "will", "would", "should", "must", "is", "are", "was", "were"];

/// Years of a life, which look like verbs: "in your forties".
pub(super) const DECADES: [&str; 8] =
    ["teens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties"];

/// Stand before the name of a person.
pub(super) const TITLES: [&str; 6] = ["dr", "mr", "mrs", "ms", "prof", "professor"];

/// Leads from one noun to another: "relief for", "the warmth of".
pub(super) const PREPOSITIONS: [&str; 37] = [
    "of",
    "for",
    "in",
    "with",
    "on",
    "against",
    "from",
    "to",
    "at",
    "by",
    "about",
    "during",
    "without",
    "under",
    "after",
    "before",
    "between",
    "into",
    "through",
    "over",
    "around",
    "near",
    "via",
    "per",
    "along",
    "across",
    "behind",
    "beneath",
    "beside",
    "above",
    "below",
    "within",
    "throughout",
    "towards",
    "toward",
    "inside",
    "beyond",
];

/// Open a question with their subject behind them: "Does yoga help?"
pub(super) const INVERTS: [&str; 9] = ["can", "could", "will", "would", "does", "do", "did", "may", "might"];

/// Deny what stands behind them.
pub(super) const NEGATORS: [&str; 6] = ["no", "not", "never", "without", "n't", "nor"];

/// Before a single word that could be noun or verb, these make it a noun: "for comfort", "in control".
pub(super) const BEFORE_NOUN: [&str; 10] =
    ["for", "in", "with", "on", "under", "at", "from", "as", "without", "into"];

/// Leads a participle that says how or with what result: "by reducing", "while calming".
pub(super) const BEFORE_PARTICIPLE: [&str; 8] =
    ["by", "while", "thereby", "thus", "through", "via", "ultimately", "therefore"];

/// Opens a part of the sentence with a subject of its own: an object is not looked for beyond it.
pub(super) const OPENS_CLAUSE: [&str; 17] = [
    "how", "who", "which", "that", "when", "if", "because", "while", "where", "so", "but", "whether",
    "although", "as", "than", "before", "since",
];

/// Open a clause that is put before the one it belongs to: "When pills fail, massage …".
pub(super) const SUBORDINATES: [&str; 14] = [
    "if", "when", "where", "while", "although", "though", "because", "since", "as", "after", "before",
    "until", "once", "whenever",
];

/// Pronouns that point back to what the text speaks of.
pub(super) const POINTERS: [&str; 6] = ["it", "they", "this", "these", "those", "both"];

/// Links a description to its noun.
pub(super) const RELATIVES: [&str; 3] = ["that", "which", "who"];

/// Persons that are no product and no seller.
pub(super) const PERSONS: [&str; 12] =
    ["you", "i", "he", "she", "people", "someone", "everyone", "who", "us", "many", "most", "some"];

/// How often something happens: what is said so tells of the usual course.
pub(super) const FREQUENCIES: [&str; 6] =
    ["often", "usually", "typically", "generally", "sometimes", "normally"];

/// "can", "helps": weaker than a plain statement.
pub(super) const HALF_HEDGES: [&str; 11] = [
    "can",
    "help",
    "helps",
    "helping",
    "often",
    "usually",
    "typically",
    "generally",
    "sometimes",
    "aims",
    "helped",
];

/// Whether a noun phrase ends before this word: it belongs to a closed class, or is built like an
/// adverb or a participle.
pub(super) fn ends_noun_phrase(word: &str) -> bool {
    is(word, &PREPOSITIONS)
        || is(word, &AUXILIARIES)
        || is(word, &DETERMINERS)
        || is(word, &OPENS_CLAUSE)
        || is(word, &POINTERS)
        || is(word, &PERSONS)
        || is(word, &["and", "or", "nor", "plus", "then", "'s", "’s", "up", "down", "out", "off", "away"])
        || word.ends_with("ly")
        || matches!(Form::of(word), Form::Ing | Form::Past)
}

/// Stand before a noun phrase and nowhere else: a word in -s before them is a verb.
pub(super) const OPENS_NOUN: [&str; 18] = [
    "the", "your", "a", "an", "any", "every", "those", "that", "all", "both", "excess", "out", "up", "down",
    "away", "off", "through", "back",
];

/// Whether a word is built like a verb of one: "buffers", "quenches".
pub(super) fn third_person(word: &str) -> bool {
    const SHORTEST: usize = 4;
    word.len() >= SHORTEST
        && is_plural(word)
        && word.bytes().all(|b| b.is_ascii_alphabetic())
        && !is(word, &["is", "was", "has", "does"])
}

/// Of the words in -eed those that are past; the others feed, speed and bleed.
const FREED: [&str; 5] = ["freed", "agreed", "disagreed", "guaranteed", "decreed"];

/// Participles that do not end in -ed: "broken down by the liver".
const IRREGULAR: [&str; 21] = [
    "broken", "told", "taken", "driven", "drawn", "grown", "shrunk", "held", "fought", "kept", "built",
    "fed", "sped", "woken", "brought", "given", "got", "gotten", "swept", "dealt", "undone",
];

/// The form of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// "reduce": an infinitive, an order, or the verb of several.
    Base,
    /// "reduces"
    Third,
    /// "reducing"
    Ing,
    /// "reduced"
    Past,
}

impl Form {
    /// The form of a word that is known to be a verb.
    pub(super) fn of(word: &str) -> Self {
        let ends = |with: &str| {
            word.len() > with.len() + 1
                && word.get(word.len() - with.len()..).is_some_and(|e| e.eq_ignore_ascii_case(with))
        };
        match () {
            () if ends("ing") => Self::Ing,
            () if ends("eed") => {
                if is(word, &FREED) {
                    Self::Past
                } else {
                    Self::Base
                }
            }
            () if ends("ed") && !is(word, &["shed", "shred", "embed", "imbed"]) => Self::Past,
            () if is(word, &IRREGULAR) => Self::Past,
            () if ends("s") && !ends("ss") => Self::Third,
            () => Self::Base,
        }
    }
}

/// Looks like the name of several things.
pub(super) fn is_plural(word: &str) -> bool {
    let ends = |with: &str| {
        word.get(word.len().saturating_sub(with.len())..).is_some_and(|e| e.eq_ignore_ascii_case(with))
    };
    word.len() > 3 && ends("s") && !ends("ss") && !ends("us") && !ends("is")
}

/// Whether a word is built like the name of a disease: "-itis", "-algia", "-emia".
pub(super) fn names_disease(word: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        "itis", "algia", "aemia", "emia", "osis", "plegia", "uria", "rrhoea", "rrhea", "penia", "trophy",
        "phobia", "megaly", "plasia",
    ];
    const SHORTEST: usize = 7;
    word.len() >= SHORTEST
        && ENDINGS
            .iter()
            .any(|e| word.get(word.len() - e.len()..).is_some_and(|end| end.eq_ignore_ascii_case(e)))
}
