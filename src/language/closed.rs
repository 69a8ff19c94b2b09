//! Closed classes of English words: those a grammar can list in full, and no writer adds to. Owns the
//! one list of each class, and the parts of a class that behave otherwise than the rest. Knows nothing
//! but words; must not know tokens, contexts, claims or rules.
//!
//! The terms are those of reference grammars. Whoever needs a class for a purpose of its own joins it
//! there from these ([`join`]) and says what for; open classes, such as verbs, are data below `rules/`.

/// Whether it is one of these words, in any case.
#[inline]
pub(crate) fn is<W: AsRef<str>>(word: &str, class: &[W]) -> bool {
    class.iter().any(|w| w.as_ref().eq_ignore_ascii_case(word))
}

/// The words of several classes as one class, which is read as fast. A length that is not that of all of
/// them together does not compile.
pub(crate) const fn join<const N: usize>(classes: &[&[&'static str]]) -> [&'static str; N] {
    let mut all = [""; N];
    let (mut class, mut at) = (0, 0);
    while class < classes.len() {
        let mut word = 0;
        while word < classes[class].len() {
            all[at] = classes[class][word];
            at += 1;
            word += 1;
        }
        class += 1;
    }
    assert!(at == N, "the length is that of all classes together");
    all
}

// Determiners.

/// The articles.
pub(crate) const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// The possessive determiners but the one of who tells of themselves and goes on: "one of my weeks".
pub(crate) const POSSESSIVES_OF_OTHERS: [&str; 6] = ["your", "his", "her", "its", "our", "their"];

/// The possessive determiners.
pub(crate) const POSSESSIVES: [&str; 7] = join(&[&["my"], &POSSESSIVES_OF_OTHERS]);

/// The demonstratives of several things: as pronouns they are followed by no verb in -s, so that a
/// word in -s behind them is a noun.
pub(crate) const PLURAL_DEMONSTRATIVES: [&str; 2] = ["these", "those"];

/// The demonstratives that open no clause, as "that" does more often than it points.
pub(crate) const POINTING_DEMONSTRATIVES: [&str; 3] = join(&[&["this"], &PLURAL_DEMONSTRATIVES]);

/// The demonstratives.
pub(crate) const DEMONSTRATIVES: [&str; 4] = join(&[&["that"], &POINTING_DEMONSTRATIVES]);

/// The central determiners: of these a noun has one.
pub(crate) const CENTRAL_DETERMINERS: [&str; 14] = join(&[&ARTICLES, &POSSESSIVES, &DEMONSTRATIVES]);

/// The quantifiers of one: "each session".
pub(crate) const DISTRIBUTIVES: [&str; 3] = ["any", "each", "every"];

/// The quantifiers that stand before a noun and seldom alone.
pub(crate) const QUANTIFIERS: [&str; 8] = join(&[&DISTRIBUTIVES, &["no", "some", "more", "most", "such"]]);

// Pronouns.

/// The personal pronouns whose form shows a subject.
pub(crate) const NOMINATIVES: [&str; 5] = ["i", "he", "she", "we", "they"];

/// The personal pronouns that are subjects; "you" and "it" may be objects as well.
pub(crate) const SUBJECT_PRONOUNS: [&str; 7] = join(&[&NOMINATIVES, &["you", "it"]]);

/// The pronouns of one who speaks.
pub(crate) const FIRST_PERSON: [&str; 3] = ["i", "my", "me"];

/// The pronouns of several who speak.
pub(crate) const FIRST_PERSON_PLURAL: [&str; 3] = ["we", "our", "us"];

/// The pronouns of whom a text speaks to.
pub(crate) const SECOND_PERSON: [&str; 2] = ["you", "your"];

/// The relative pronouns that can be nothing but that or a question.
pub(crate) const WH_RELATIVES: [&str; 3] = ["which", "who", "whose"];

/// The relative pronouns that can be subjects.
pub(crate) const SUBJECT_RELATIVES: [&str; 3] = ["that", "which", "who"];

/// The interrogative words, which open a question and a question that is told.
pub(crate) const INTERROGATIVES: [&str; 8] = ["how", "what", "when", "where", "which", "who", "whose", "why"];

// Verbs without a meaning of their own.

/// The modal verbs of what is possible.
pub(crate) const POSSIBILITY_MODALS: [&str; 4] = ["can", "could", "may", "might"];

/// The modal verbs of what will be.
pub(crate) const FUTURE_MODALS: [&str; 2] = ["will", "would"];

/// The modal verbs of what ought to be.
pub(crate) const NECESSITY_MODALS: [&str; 2] = ["should", "must"];

/// The modal verbs; "shall" is hardly met outside of rules and contracts.
pub(crate) const MODALS: [&str; 8] = join(&[&POSSIBILITY_MODALS, &FUTURE_MODALS, &NECESSITY_MODALS]);

/// The present of the copula.
pub(crate) const BE_PRESENT: [&str; 2] = ["is", "are"];

/// The forms of the copula that stand with a subject; "am" tells of the writer alone.
pub(crate) const BE_FINITE: [&str; 4] = join(&[&BE_PRESENT, &["was", "were"]]);

/// The forms of the copula that need another verb before them.
pub(crate) const BE_NONFINITE: [&str; 3] = ["be", "been", "being"];

/// The present of having, which makes the perfect.
pub(crate) const HAVE_PRESENT: [&str; 2] = ["has", "have"];

/// The forms of having.
pub(crate) const HAVE: [&str; 3] = join(&[&HAVE_PRESENT, &["had"]]);

/// The present of doing, which asks and denies.
pub(crate) const DO_PRESENT: [&str; 2] = ["does", "do"];

/// The forms of doing.
pub(crate) const DO: [&str; 3] = join(&[&DO_PRESENT, &["did"]]);

/// The auxiliaries that show by their form alone that a statement is made.
pub(crate) const FINITE_AUXILIARIES: [&str; 18] = join(&[&MODALS, &BE_FINITE, &HAVE, &DO]);

/// The words that take a short "is": "it's", "let's" among them. Behind any other word "'s" is a
/// possessive.
pub(crate) const BEFORE_SHORT_IS: [&str; 12] =
    ["it", "that", "there", "here", "what", "who", "he", "she", "let", "how", "where", "this"];

/// The short forms of auxiliaries but "'s", which may be a possessive.
pub(crate) const SHORT_AUXILIARIES: [&str; 5] = ["'re", "'ve", "'ll", "'d", "'m"];

/// The auxiliaries that end as a third person does.
pub(crate) const AUXILIARIES_IN_S: [&str; 4] = ["is", "was", "has", "does"];

/// The other function words that end as a plural or a third person does.
pub(crate) const OTHERS_IN_S: [&str; 4] = ["this", "its", "his", "as"];

// Words that join and lead.

/// The coordinators that join two of a kind.
pub(crate) const COORDINATORS: [&str; 3] = ["and", "or", "nor"];

/// The subordinators that make a clause the object of what is said or known.
pub(crate) const COMPLEMENTIZERS: [&str; 3] = ["that", "if", "whether"];

/// The conjunctions that open a clause before the one it belongs to: "When pills fail, massage …".
pub(crate) const SUBORDINATORS: [&str; 14] = [
    "if", "when", "where", "while", "although", "though", "because", "since", "as", "after", "before",
    "until", "once", "whenever",
];

/// The prepositions that lead from one noun to another: "relief for", "the warmth of". "As", "than" and
/// "since" are not among them: they open a clause as often.
pub(crate) const PREPOSITIONS: [&str; 37] = [
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

/// The articles, prepositions and coordinators that a title or a name writes small: "Journal of the Heart".
pub(crate) const SMALL_IN_TITLES: [&str; 8] = ["of", "the", "and", "in", "for", "on", "to", "a"];

/// The particles that belong to a verb before them: "wears off".
pub(crate) const PARTICLES: [&str; 5] = ["up", "down", "out", "off", "away"];

// Words that deny or say how often.

/// The words that deny what stands behind them.
pub(crate) const NEGATORS: [&str; 6] = ["no", "not", "never", "without", "n't", "nor"];

/// The words that say that there is nothing.
pub(crate) const NOTHING: [&str; 4] = ["no", "none", "nothing", "zero"];

/// The adverbs of how often something happens.
pub(crate) const FREQUENCIES: [&str; 6] =
    ["often", "usually", "typically", "generally", "sometimes", "normally"];

// Names that are counted out.

/// The months.
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The titles before the name of a person.
pub(crate) const TITLES: [&str; 6] = ["dr", "mr", "mrs", "ms", "prof", "professor"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_in_any_case() {
        assert!(is("The", &ARTICLES) && is("AN", &ARTICLES));
        assert!(!is("then", &ARTICLES) && !is("", &ARTICLES));
    }

    #[test]
    fn classes_hold_each_word_once() {
        for class in [
            CENTRAL_DETERMINERS.as_slice(),
            &QUANTIFIERS,
            &SUBJECT_PRONOUNS,
            &INTERROGATIVES,
            &MODALS,
            &BE_FINITE,
            &PREPOSITIONS,
        ] {
            for (at, word) in class.iter().enumerate() {
                assert!(!class[at + 1..].contains(word), "{word}");
            }
        }
    }
}
