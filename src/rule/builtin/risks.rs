//! What can go wrong with what an article promotes, and whether the article says so.

use std::ops::Range;

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use super::place::{first_naming, opening};
use super::publisher::{about_animals, advertises, promoted};
use super::warned::{headings_above, question_answered};
use crate::document::BlockKind;
use crate::finding::Scope;
use crate::knowledge::{Intervention, Knowledge, Seriousness};
use crate::language::claim::{Claim, Promoted, Strength};
use crate::language::closed::{self, join};
use crate::language::lexicon::Kind;
use crate::language::mark::Mark;
use crate::language::term::Terms;
use crate::language::{Contexts, Reading, Unit};

/// `[builtin.missing-risks]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MissingRisks {
    /// Fewest words of an article that must name risks.
    min_words: usize,
    /// Fewest benefits that the article states.
    min_claims: usize,
    /// Lexicons of harms that any treatment may have.
    harms: Vec<String>,
    /// What shows that a harm comes of the treatment.
    named: Named,
    /// Lexicon of harms as those who have had a treatment tell them: "sore", "light-headed".
    felt: String,
    /// Lexicon of phrases that name harms in so many words, whichever follow: "side effects include".
    outright: String,
    /// Lexicon of animals: nothing is known of them.
    animals: String,
}

/// What shows that a harm which a text mentions comes of the treatment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Named {
    /// Lexicon of words that say that a harm comes of the treatment.
    consequence: String,
    /// Lexicon of verbs that lead to a harm.
    may_cause: String,
    /// Lexicon of those who may come to harm: of a harm that is known of a treatment, nobody need say
    /// whose it is where one of them has it.
    who: String,
    /// Lexicon of words that make a harm possible: "may", "sometimes".
    may: String,
    /// Lexicon of times after a treatment: what is felt then comes of it.
    afterwards: String,
    /// Lexicon of what a harm does by itself: it may appear.
    occurs: String,
    /// Lexicon of what else may harm: other treatments, the disease.
    other_cause: String,
    /// Lexicons of words for a treatment without its name, and of what it works with.
    generic: Vec<String>,
    /// Lexicon of headings under which harms are named.
    heading: String,
}

/// The lexicons, looked up once.
pub(super) struct Look<'r, 'd> {
    reading: &'r Reading<'d>,
    consequence: Option<Kind>,
    may_cause: Option<Kind>,
    who: Option<Kind>,
    may: Option<Kind>,
    afterwards: Option<Kind>,
    occurs: Option<Kind>,
    other_cause: Option<Kind>,
    generic: Vec<Kind>,
    heading: Option<Kind>,
}

/// What a sentence must tell of a harm that it says may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// That it comes.
    ThatItComes,
    /// Of what it comes, too.
    OfWhatItComes,
}

impl BuiltinQuestion for MissingRisks {
    fn placeholders(&self) -> &'static [&'static str] {
        &["name", "harms"]
    }

    fn ask(&self, reading: &Reading<'_>, knowledge: &Knowledge) -> Vec<Hit> {
        let Some(first) = reading.promotes().first() else { return Vec::new() };
        if !advertises(reading, self.min_words, self.min_claims) || about_animals(reading, &self.animals) {
            return Vec::new();
        }
        let known = promoted(reading, knowledge);
        // of what is not in the base, the harms are not known either: it has to be what is praised
        if known.is_empty() && !is_praised(reading) {
            return Vec::new();
        }
        let places = mentions(reading, &known, &self.harms, Some(&self.felt));
        let look = self.named.look(reading);
        // a title about side effects promises them
        let titled = reading.document().title_number().is_some_and(|number| {
            look.marks(look.heading, reading.words().of_block(number)).next().is_some()
        });
        let told = if known.is_empty() { Told::ThatItComes } else { Told::OfWhatItComes };
        if titled
            || self.names_outright(reading)
            || places.iter().any(|(place, own)| look.is_named(place, *own, told))
        {
            return Vec::new();
        }
        let named = first.known.and_then(|known| first_naming(reading, known));
        let Some(place) = named.or_else(|| opening(reading)) else { return Vec::new() };
        let (name, harms) = match known.first() {
            Some((_, facts)) => {
                let rank = |s| match s {
                    Seriousness::CommonMild => 0,
                    Seriousness::Serious => 1,
                    Seriousness::RareSerious => 2,
                    Seriousness::Uncommon => 3,
                };
                let mut harms: Vec<_> = facts.harms.iter().collect();
                harms.sort_by_key(|h| rank(h.seriousness));
                let common = harms.iter().find(|h| rank(h.seriousness) == 0);
                let serious = harms.iter().find(|h| matches!(rank(h.seriousness), 1 | 2));
                let mut some: Vec<&str> =
                    common.into_iter().chain(serious).map(|h| h.label.as_str()).collect();
                if some.is_empty() {
                    some.extend(harms.first().map(|h| h.label.as_str()));
                }
                let some = match some.is_empty() {
                    true => String::new(),
                    false => format!(", such as {}", some.join(" or ")),
                };
                (facts.name.clone(), some)
            }
            None => (first.name.clone(), String::new()),
        };
        vec![Hit::at(place).reaching(Scope::Document).value("name", name).value("harms", harms)]
    }
}

impl MissingRisks {
    /// The text says in so many words that there are harms, and which.
    fn names_outright(&self, reading: &Reading<'_>) -> bool {
        let kind = reading.lexicon(&self.outright).into_iter();
        kind.flat_map(|kind| reading.of_kind(kind))
            .any(|m| !reading.context_of(m).any(NOWHERE.with(Contexts::QUESTION)))
    }
}

/// The words for harms in an article, and whether each is one that is known of what it promotes or that
/// those tell who have had a treatment (`felt`); those of the lexicons `any` may come of any treatment, and
/// be what brings a reader to it.
pub(super) fn mentions(
    reading: &Reading<'_>, known: &[(&Promoted, &Intervention)], any: &[String], felt: Option<&String>,
) -> Vec<(Range<usize>, bool)> {
    let mut terms = Terms::default();
    for harm in known.iter().flat_map(|(_, facts)| &facts.harms) {
        harm.terms.iter().for_each(|t| terms.add(t, 0, false));
    }
    let own = reading.find_terms(&terms);
    let own = own.iter().map(|h| (h.first as usize..h.last as usize + 1, true));
    let lexicons = any.iter().map(|name| (name, false)).chain(felt.map(|name| (name, true)));
    let listed = lexicons.flat_map(|(name, own)| {
        let marks = reading.lexicon(name).into_iter().flat_map(|kind| reading.of_kind(kind));
        marks.map(move |m| (m.first as usize..m.last() as usize + 1, own))
    });
    own.chain(listed).collect()
}

/// Where nothing that is said of a harm counts.
const NOWHERE: Contexts = Contexts::NOT_ITS_OWN.with(Contexts::NEGATED).with(Contexts::MYTH);

impl Named {
    /// The lexicons in an article.
    pub(super) fn look<'r, 'd>(&self, reading: &'r Reading<'d>) -> Look<'r, 'd> {
        Look {
            reading,
            consequence: reading.lexicon(&self.consequence),
            may_cause: reading.lexicon(&self.may_cause),
            who: reading.lexicon(&self.who),
            may: reading.lexicon(&self.may),
            afterwards: reading.lexicon(&self.afterwards),
            occurs: reading.lexicon(&self.occurs),
            other_cause: reading.lexicon(&self.other_cause),
            generic: self.generic.iter().filter_map(|name| reading.lexicon(name)).collect(),
            heading: reading.lexicon(&self.heading),
        }
    }
}

impl Look<'_, '_> {
    fn marks(&self, kind: Option<Kind>, tokens: Range<usize>) -> impl Iterator<Item = &Mark> {
        kind.into_iter().flat_map(move |kind| self.reading.of_kind_within(kind, tokens.clone()))
    }

    /// Whether a harm that is mentioned there is said to come of the treatment. It is `own` where it is
    /// known of the treatment.
    pub(super) fn is_named(&self, harm: &Range<usize>, own: bool, told: Told) -> bool {
        let (number, block) = self.reading.block_of(harm.start);
        if !self.may_be_named(harm, block.kind) {
            return false;
        }
        let [sentence, stem] = self.reading.unit(Unit::Sentence, harm.start, harm.end - 1);
        let sentence =
            sentence.start.max(harm.start.saturating_sub(REACH))..sentence.end.min(harm.end + REACH);
        let stem = stem.start.max(stem.end.saturating_sub(REACH))..stem.end;
        let mention = Mention { look: self, harm, own, sentence, stem };
        !mention.has_other_cause()
            && (mention.is_consequence()
                || self.under_heading(number)
                || mention.is_caused() && (told == Told::ThatItComes || mention.is_of_treatment())
                || mention.is_met()
                || mention.appears())
    }

    /// Whether words about a harm count at all: they are the article's own, in its text, and not what the
    /// treatment is said to be good for.
    fn may_be_named(&self, harm: &Range<usize>, kind: BlockKind) -> bool {
        let claimed = || {
            self.reading
                .claims_over(harm.clone())
                .any(|c| c.strength > Strength::Neutral && !c.context.has(Contexts::NEGATED))
        };
        !self.reading.context(harm.start).any(NOWHERE.with(Contexts::TESTIMONY))
            && !matches!(
                kind,
                BlockKind::Title | BlockKind::Description | BlockKind::Byline | BlockKind::AltText
            )
            && !claimed()
    }

    /// A heading above, or the head of the column or row, speaks of harm.
    fn under_heading(&self, number: usize) -> bool {
        let blocks = self.reading.document().blocks();
        let words = self.reading.words();
        let speaks = |block: usize| self.marks(self.heading, words.of_block(block)).next().is_some();
        let mut heads = blocks[number].column.into_iter().chain(blocks[number].row);
        heads.any(speaks)
            || headings_above(blocks, number)
                .any(|heading| blocks[heading].kind == BlockKind::Heading && speaks(heading))
            || question_answered(self.reading, number)
                .is_some_and(|question| self.marks(self.heading, question).next().is_some())
    }
}

/// A sentence that mentions a harm, with the ways in which it can say that the harm comes of the treatment.
struct Mention<'l, 'r, 'd> {
    look: &'l Look<'r, 'd>,
    harm: &'l Range<usize>,
    /// The harm is known of the treatment.
    own: bool,
    sentence: Range<usize>,
    stem: Range<usize>,
}

/// How far from a harm its sentence is read, in words: it may be as long as the file.
const REACH: usize = 200;
/// What asks or denies names no harm.
const DENIED: Contexts = Contexts::NEGATED.with(Contexts::QUESTION);
/// Nor does what is said under a condition.
const UNSURE: Contexts = DENIED.with(Contexts::CONDITIONAL);

impl Mention<'_, '_, '_> {
    /// The marks of a lexicon in the sentence that stand in none of these contexts.
    fn said(&self, kind: Option<Kind>, not: Contexts) -> impl Iterator<Item = &Mark> {
        self.said_in(self.sentence.clone(), kind, not)
    }

    fn said_in(
        &self, tokens: Range<usize>, kind: Option<Kind>, not: Contexts,
    ) -> impl Iterator<Item = &Mark> {
        self.look.marks(kind, tokens).filter(move |m| !self.look.reading.context_of(m).any(not))
    }

    /// Whether the sentence or its stem has a mark of a lexicon that stands in none of these contexts.
    fn says(&self, kind: Option<Kind>, not: Contexts) -> bool {
        self.said(kind, not).next().is_some() || self.said_in(self.stem.clone(), kind, not).next().is_some()
    }

    fn is(&self, token: usize, list: &[&str]) -> bool {
        closed::is(self.look.reading.word(token), list)
    }

    fn names_treatment(&self) -> bool {
        self.look.reading.namings_in(self.sentence.clone()).next().is_some()
    }

    /// Another treatment, or the disease, is named first: the harm comes of that.
    fn has_other_cause(&self) -> bool {
        let before = self.sentence.start..self.harm.start;
        self.look.marks(self.look.other_cause, before).next().is_some()
    }

    /// "Side effects are bruises".
    fn is_consequence(&self) -> bool {
        self.says(self.look.consequence, DENIED)
    }

    /// "It can lead to bruises".
    fn is_caused(&self) -> bool {
        self.says(self.look.may_cause, UNSURE)
    }

    /// The sentence, or what it goes on from, says that it speaks of the treatment.
    fn is_of_treatment(&self) -> bool {
        let generic = |kind: &Kind| {
            let before = self.sentence.start..self.harm.start;
            self.look.marks(Some(*kind), before).next().is_some()
                || self.look.marks(Some(*kind), self.stem.clone()).next().is_some()
        };
        self.own && (self.somebody_has_it() || self.follows_naming())
            || self.names_treatment()
            || self.look.generic.iter().any(generic)
    }

    /// "You may feel drowsy", "it can damage the kidneys", "it has caused choking": of a harm that is known of it, nobody need say
    /// whose it is.
    fn somebody_has_it(&self) -> bool {
        const POINTS: [&str; 3] = ["it", "this", "they"];
        const MAY: [&str; 6] = join(&[&closed::POSSIBILITY_MODALS, &closed::HAVE_PRESENT]);
        let who = |t: usize| self.look.marks(self.look.who, t..t + 1).next().is_some();
        self.said(self.look.may_cause, UNSURE).any(|m| {
            let first = m.first as usize;
            let before = first > self.sentence.start;
            first <= self.harm.start
                && (who(first)
                    || before && (who(first - 1) || self.is(first - 1, &POINTS) && self.is(first, &MAY)))
        })
    }

    /// "It can nudge thyroid levels. There have been reports of liver injury too": the sentence before in
    /// the block names the treatment.
    fn follows_naming(&self) -> bool {
        let reading = self.look.reading;
        let words = reading.words();
        let block = words.of_block(words.block_of(self.harm.start));
        let sentence = words.sentence_of(self.harm.start);
        let before = sentence.start.checked_sub(1).filter(|&t| t >= block.start);
        before.is_some_and(|t| reading.namings_in(words.sentence_of(t)).next().is_some())
    }

    /// "A tender shoulder the next day is normal", "you may be tender": it is stated that somebody comes
    /// to the harm.
    fn is_met(&self) -> bool {
        let unsure = Contexts::QUESTION.with(Contexts::CONDITIONAL);
        let afterwards = || self.look.marks(self.look.afterwards, self.sentence.clone()).next().is_some();
        !self.look.reading.context(self.harm.start).any(unsure)
            && (afterwards() || self.own && self.may_befall())
    }

    /// "You may be tender the next day", "students sometimes strain a wrist": somebody may come to the
    /// harm.
    fn may_befall(&self) -> bool {
        /// Most words from the word of chance to the harm, and from whom it meets to that word.
        const NEAR: usize = 5;
        let within = |words: usize| self.harm.start.saturating_sub(words).max(self.sentence.start);
        // "what they do not expect is that …" gives no chance of it
        let denied = |m: &Mark| self.is(m.last() as usize + 1, &["not", "n't"]);
        let chance = self.look.marks(self.look.may, within(NEAR)..self.harm.start).find(|m| !denied(m));
        chance.is_some_and(|chance| {
            let before = within(2 * NEAR)..chance.last() as usize + 1;
            self.look.marks(self.look.who, before).next().is_some()
        })
    }

    /// "Acne can appear", "infection, inflamed veins and allergy are possible": the harm is said to happen,
    /// where it is known of the treatment or the sentence names that.
    fn appears(&self) -> bool {
        const NEXT: usize = 3;
        const LIST: usize = 14;
        let end = self.harm.end;
        let listed = |first: usize| {
            self.is(first, &["are", "can"]) && (end..first).any(|t| self.is(t, &["and", "or"]))
        };
        (self.own || self.names_treatment())
            && self.said(self.look.occurs, UNSURE).any(|m| {
                let first = m.first as usize;
                (end..end + NEXT).contains(&first) || (end..end + LIST).contains(&first) && listed(first)
            })
    }
}

/// Whether the sentences that state benefits name something that the article promotes, and not only
/// another product beside it.
fn is_praised(reading: &Reading<'_>) -> bool {
    const PRAISES: usize = 2;
    let prose = reading.document().prose();
    // the sentence looked at last, and its answer: it may be as long as the file, and full of claims
    let mut looked = (0..0, false);
    let mut praises = |claim: &&Claim| {
        if claim.context.any(Contexts::UNASSERTED) {
            return false;
        }
        if !looked.0.contains(&(claim.first as usize)) {
            let sentence = reading.words().sentence_of(claim.first as usize);
            let text = prose[reading.words().bytes(sentence.clone())].to_lowercase();
            looked = (sentence, reading.promotes().iter().any(|p| text.contains(p.name.as_str())));
        }
        looked.1
    };
    reading.claims().iter().filter(|claim| praises(claim)).take(PRAISES).count() == PRAISES
}
