//! Whether the negator of a line above a list denies the items. It does where they fill what its clause leaves open,
//! "It cannot treat:", or are those that the line keeps away, "Who should not have it"; and not where the clause is
//! whole, "There is no reason to wait", or denies what the reader knew, "Benefits you did not expect". Must not know
//! how contexts are painted.

use std::ops::Range;

use super::Input;
use super::kind::Does;
use crate::language::closed::{self, join};
use crate::language::token::Flags;

/// The publisher, whose own mind is a position: "We do not believe that it:".
const OURSELVES: [&str; 2] = ["we", "i"];
/// Nobody does what follows.
const NOBODY: [&str; 3] = ["nobody", "no", "none"];
/// They deny a thing, and leave no verb open.
const OF_THINGS: [&str; 10] =
    join(&[&closed::NOTHING, &["nobody", "nowhere", "neither", "nor", "without", "absence"]]);
/// What shows that a thing works.
const EVIDENCE: [&str; 9] =
    ["evidence", "proof", "research", "study", "studies", "trial", "trials", "data", "basis"];
/// The items stand for them.
const LISTED: [&str; 5] = ["following", "these", "those", "below", "any"];
/// What must be followed by more.
const UNFINISHED: [&str; 74] = join(&[
    &closed::ARTICLES,
    &closed::PREPOSITIONS,
    &closed::COORDINATORS,
    &closed::COMPLEMENTIZERS,
    &closed::FINITE_AUXILIARIES,
    &closed::BE_NONFINITE,
    &["your", "than", "when", "while", "who", "it", "like"],
]);
/// What may stand between a negator and the last verb of its clause: "has not been shown to help".
const CHAIN: [&str; 28] = [
    "be", "been", "being", "to", "have", "used", "shown", "proven", "proved", "known", "found", "meant",
    "intended", "designed", "able", "likely", "always", "yet", "claim", "promise", "offer", "try", "help",
    "do", "also", "cure", "treat", "or",
];
/// Duties, which keep somebody away.
const DUTIES: [&str; 6] = ["should", "must", "ought", "can", "cannot", "may"];
/// Whether the last negator of a stem denies its items: `stem` are the tokens of the stem's last sentence.
pub(super) fn denies_items(input: &Input<'_>, negator: Range<u32>, stem: Range<u32>) -> bool {
    let tail = negator.end..stem.end;
    let any = |mut range: Range<u32>, words: &[&str]| range.any(|t| input.is(t, words));
    let says = |does| {
        let marks = input.marks.within(tail.start as usize..tail.end as usize);
        marks.iter().any(|m| input.kinds.of(m) == Some(does))
    };
    let head = (stem.start..stem.end).find(|&t| !input.has(t, Flags::DIGIT)).unwrap_or(stem.start);
    let duty =
        any(stem.clone(), &DUTIES) && any(stem.start..negator.start, &["who", "whom", "when", "where"]);
    let keeps_away = duty
        || input.is(head, &["who"])
        || input.is(head, &["when", "where"]) && any(tail.clone(), &["to", "suitable", "right"]);
    // "no proof that acupuncture:" waits for its verb
    let opened = tail.clone().rev().find(|&t| input.is(t, &["that", "if", "whether", "while", "when"]));
    if keeps_away || opened.is_some_and(|t| !any(t + 1..stem.end, &closed::FINITE_AUXILIARIES)) {
        return true;
    }
    let own = any(stem.start..negator.start, &OURSELVES)
        || negator.start <= head + 1 && !input.is(negator.start, &NOBODY);
    // "What no pill can do" is said to be done here
    let outdone = input.is(head, &["what"]) && input.is(negator.start, &OF_THINGS);
    if outdone || says(Does::PutOff) || !own && says(Does::Mind) {
        return false;
    }
    if any(tail.clone(), &LISTED)
        || any(negator.start..stem.end, &EVIDENCE)
        || input.is(stem.end - 1, &UNFINISHED)
    {
        return true;
    }
    !input.is(negator.start, &OF_THINGS)
        && !input.is(head, &["why", "how"])
        && (tail.start..stem.end.saturating_sub(1))
            .all(|t| input.is(t, &CHAIN) || input.word(t).ends_with("ly"))
}
