//! Words by which the subject and the object of a verb are found, joined from the closed classes of
//! English for what each shows, and the forms of words. Must not know health.

use crate::language::closed::{self, is, join};

/// Stand before a noun: what follows is no verb. "That" more often leads a clause.
pub(super) const DETERMINERS: [&str; 24] = join(&[
    &closed::ARTICLES,
    &closed::POSSESSIVES,
    &closed::POINTING_DEMONSTRATIVES,
    &closed::QUANTIFIERS,
    &["of", "very", "extra"],
]);

/// Stand before a noun and never before a verb, as "this" does.
pub(super) const OWNERS: [&str; 13] =
    join(&[&closed::ARTICLES, &closed::POSSESSIVES, &closed::PLURAL_DEMONSTRATIVES, &["of"]]);

/// Stand between a subject and its verb: auxiliaries of the present, and adverbs.
pub(super) const BEFORE_VERB: [&str; 41] = join(&[
    &closed::MODALS,
    &closed::BE_PRESENT,
    &closed::HAVE_PRESENT,
    &closed::DO_PRESENT,
    &[
        "shall", "'ll", "be", "been", "to", "not", "n't", "help", "helps", "helped", "helping", "works",
        "work",
    ],
    &[
        "also", "further", "even", "then", "thus", "both", "often", "always", "still", "just", "all", "now",
        "soon", "indeed",
    ],
]);

/// After a noun they say what is done with it: "the light absorbed by the follicles".
pub(super) const APPLIED: [&str; 14] = [
    "absorbed",
    "administered",
    "applied",
    "delivered",
    "emitted",
    "given",
    "infused",
    "inhaled",
    "injected",
    "inserted",
    "massaged",
    "placed",
    "rubbed",
    "used",
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

/// Auxiliaries in all their forms, short ones too: a line that holds one has a verb.
pub(super) const AUXILIARIES: [&str; 25] =
    join(&[&closed::FINITE_AUXILIARIES, &["be", "been", "'s", "’s", "'re", "’re", "n't"]]);

/// Stand behind a subject and before its verb.
pub(super) const BEHIND_SUBJECT: [&str; 12] = join(&[&closed::MODALS, &closed::BE_FINITE]);

/// Years of a life, which look like verbs: "in your forties".
pub(super) const DECADES: [&str; 8] =
    ["teens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties"];

/// Open a question with their subject behind them: "Does yoga help?"
pub(super) const INVERTS: [&str; 11] = join(&[&closed::MODALS, &closed::DO]);

/// Before a single word that could be noun or verb, these make it a noun: "for comfort", "in control".
/// "By" and "to" do not: a participle or an infinitive follows them as well.
pub(super) const BEFORE_NOUN: [&str; 10] =
    ["for", "in", "with", "on", "under", "at", "from", "as", "without", "into"];

/// Lead a participle that says how or with what result: "by reducing", "while calming".
pub(super) const BEFORE_PARTICIPLE: [&str; 8] =
    ["by", "while", "thereby", "thus", "through", "via", "ultimately", "therefore"];

/// Open a part of the sentence with a subject of its own: an object is not looked for beyond it.
pub(super) const OPENS_CLAUSE: [&str; 17] = [
    "how", "who", "which", "that", "when", "if", "because", "while", "where", "so", "but", "whether",
    "although", "as", "than", "before", "since",
];

/// Pronouns that point back to what the text speaks of.
pub(super) const POINTERS: [&str; 6] = join(&[&["it", "they", "both"], &closed::POINTING_DEMONSTRATIVES]);

/// Persons that are no product and no seller.
pub(super) const PERSONS: [&str; 12] =
    ["you", "i", "he", "she", "people", "someone", "everyone", "who", "us", "many", "most", "some"];

/// "can", "helps": weaker than a plain statement.
pub(super) const HALF_HEDGES: [&str; 12] =
    join(&[&closed::FREQUENCIES, &["can", "help", "helps", "helped", "helping", "aims"]]);

/// Whether a noun phrase ends before this word: it belongs to a closed class, or is built like an
/// adverb or a participle.
pub(super) fn ends_noun_phrase(word: &str) -> bool {
    is(word, &closed::PREPOSITIONS)
        || is(word, &BEFORE_VERB)
        || is(word, &DETERMINERS)
        || is(word, &OPENS_CLAUSE)
        || is(word, &POINTERS)
        || is(word, &PERSONS)
        || is(word, &closed::COORDINATORS)
        || is(word, &closed::PARTICLES)
        || is(word, &["plus", "then", "'s", "’s"])
        || word.ends_with("ly")
        || matches!(Form::of(word), Form::Ing | Form::Past)
}

/// Stand before a noun phrase and nowhere else: a word in -s before them is a verb.
pub(super) const OPENS_NOUN: [&str; 18] = join(&[
    &closed::ARTICLES,
    &closed::PARTICLES,
    &["your", "any", "every", "those", "that", "all", "both", "excess", "through", "back"],
]);

/// Whether a word is built like a verb of one: "buffers", "quenches".
pub(super) fn third_person(word: &str) -> bool {
    const SHORTEST: usize = 4;
    word.len() >= SHORTEST
        && is_plural(word)
        && word.bytes().all(|b| b.is_ascii_alphabetic())
        && !is(word, &closed::AUXILIARIES_IN_S)
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
