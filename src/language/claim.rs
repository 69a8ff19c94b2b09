//! Claims: who or what is said to do how much to which condition, in which context. Owns the
//! reading of a sentence as a claim and what the article promotes; the words are data (the lexicons
//! `efficacy`, `condition`, `outcome`, `intervention`, `subject`, `heading`, `clause`). Must not know
//! rules.
//!
//! A claim starts from a word that says an effect. What stands before it in the clause says whose
//! effect it is; what follows says on what. An item, heading or fragment without a subject is about
//! what its stem, heading or article promotes, unless these speak of something else (causes,
//! symptoms, warnings).

mod grammar;
mod polarity;
mod promoted;
mod sentence;
#[cfg(test)]
mod tests;

use super::Marked;
use super::context::Contexts;
use super::lexicon::{Kind, Lexicons};
use super::term::Known;
use crate::document::BlockKind;

pub(super) use promoted::{may_sell, promotes};

/// How strongly an effect is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Named beside a treatment, and no effect stated: "used for", "studied in".
    Neutral,
    /// Something gets somewhat better: "supports", "eases".
    Improve,
    /// An effect is stated plainly: "reduces", "prevents".
    Cause,
    /// A condition goes away: "cures", "eliminates".
    Cure,
}

/// What an effect is said to be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    /// Nothing that a lexicon knows.
    Unknown,
    /// What goes on in the body.
    Physiology,
    /// A feeling, an ability, looks.
    Benefit,
    /// A complaint.
    Symptom,
    /// A disease or disorder.
    Disease,
    /// A disease that needs a doctor.
    SeriousDisease,
}

/// Whose effect it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A treatment or product, named in the sentence.
    Treatment,
    /// The publisher: "we", "our therapists".
    Provider,
    /// Nobody is named: the stem, the heading or the article says who.
    Implied,
}

/// One claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// First token: the word that says the effect, or what it is on where that comes first.
    pub first: u32,
    /// Last token.
    pub last: u32,
    /// How strongly it is put, before hedges.
    pub strength: Strength,
    /// On what.
    pub object: Object,
    /// First and last token of the words that name what it is on, where they are known.
    pub condition: Option<(u32, u32)>,
    /// Whose effect.
    pub subject: Subject,
    /// What the sentence does with it.
    pub context: Contexts,
    /// "can", "helps": weaker than a plain statement, stronger than "may".
    pub half_hedged: bool,
    /// Of an item that only names a condition, the first and last token of the line above that says
    /// what the treatment does to it: "Conditions we treat:".
    pub stem: Option<(u32, u32)>,
}

/// Something that the article promotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promoted {
    /// Its name in the knowledge base, or else as the article writes it, in lower case.
    pub name: String,
    /// Its number in the knowledge base.
    pub known: Option<u32>,
    /// What kind of thing it is.
    pub kind: Promotable,
    /// How prominent it is; the most prominent comes first.
    pub weight: u32,
}

/// Kinds of things that an article can promote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promotable {
    /// Done by a practitioner, or with a device.
    Therapy,
    /// Taken as food or supplement.
    Supplement,
    /// A way of eating or living.
    Diet,
    /// A medicine.
    Medicine,
}

/// The lexicons that name treatments, and what they name.
pub(super) const TREATMENTS: [(&str, Promotable); 4] = [
    ("intervention.therapy", Promotable::Therapy),
    ("intervention.supplement", Promotable::Supplement),
    ("intervention.diet", Promotable::Diet),
    ("intervention.medicine", Promotable::Medicine),
];

/// The lexicons that claims are read from, looked up once.
#[derive(Debug)]
pub(super) struct ClaimKinds {
    /// By number of the kind.
    roles: Vec<Roles>,
    treatments: [(Option<Kind>, Promotable); 4],
    /// Lexicons of those who sell: who speaks, and how they ask for an order.
    voices: [Option<Kind>; 2],
}

/// What the marks of a lexicon are to a claim.
#[derive(Debug, Clone, Copy, Default)]
struct Roles {
    head: Option<Head>,
    object: Option<Object>,
    doer: Option<Names>,
    says: Option<Says>,
}

/// What a claim starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    /// A verb of change: "relieves".
    Verb(Strength),
    /// A verb that gives something: "provides".
    Give,
    /// An adjective of change: "deeper".
    Changed,
    /// "relief from"
    Nominal,
    /// "anti-inflammatory properties"
    Property,
    /// "effective for"
    Effective,
    /// "a powerful tool for"
    Evaluates,
    /// "leaves you refreshed"
    Feels,
    /// "say goodbye to"
    Farewell,
    /// "the ache melts away"
    Recedes,
    /// "energy returns"
    Returns,
    /// "stops the bone from shrinking", in whole
    Does,
    /// "this will help", where the complaint is named before
    Answers,
    /// "its benefits include"
    Lists,
    /// "used for"
    Neutral,
}

/// Whom or what a noun names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Treatment(Promotable),
    Generic,
    Provider,
    /// A habit, a part of the body, a person: what it does is no claim for a treatment.
    Other,
}

/// What words say beside effects, objects and doers. The first seven of a heading, on the text below it; all
/// others where they stand, in any line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Benefit,
    /// Calls them benefits, in so many words.
    NamesBenefits,
    Other,
    Treats,
    Advice,
    Harm,
    Anatomy,
    /// Puts an effect down to a cause.
    Owing,
    /// What a treatment leaves behind for a while.
    AfterEffect,
    /// A verb of more.
    More,
    /// A verb of destroying.
    Destroys,
    /// A verb that lets something come.
    Brings,
    /// Takes from a complaint behind it.
    Lessened,
    /// Less of it is better.
    BetterLow,
    /// A verb of growing less: no benefit of a good thing.
    Dwindles,
    /// Asks for an order.
    Sale,
    /// A verb that hands something over.
    Gives,
    /// Turns a complaint before it into a benefit.
    Relief,
    /// Tells beside a source of no effect, of harm, or not of people.
    Unlike,
    /// What a summary adds to what it repeats.
    Own,
    /// An order to take something.
    Takes,
    /// A span of time.
    Span,
    /// A skill.
    Skill,
    /// Gets the effect.
    Receiver,
    /// What all people do.
    Lives,
    /// Puts a thing in its class.
    Class,
    /// Says that a thing holds another.
    Holds,
    /// Leads an infinitive that states an effect.
    Able,
    /// An intention.
    Aims,
    /// An effect that is about to come.
    Comes,
    /// Ends the noun phrase of an object.
    AfterObject,
    /// Looks like a verb of change and states no effect.
    NoEffect,
    /// Is built like the name of a disease and is none.
    NoDisease,
    /// Ends a statement about a complaint that goes.
    Closing,
    /// What anybody does with a complaint.
    Handles,
    /// An adjective that is a verb of change as well.
    Describes,
    /// A verb of becoming.
    Becomes,
    /// A person.
    Person,
    /// Waits for a benefit.
    Awaits,
    /// Says of somebody that a benefit came.
    HasBenefit,
    /// What has it brings an effect.
    Power,
    /// Calls what follows good.
    Gain,
    /// Treats people for a living.
    Tradesperson,
    /// A word for complaints in general.
    Complaint,
    /// Says of people that they have a complaint.
    HasComplaint,
    /// Doubts the benefit behind it.
    Doubts,
    /// Beside a substance, that the body's own is meant.
    OfBody,
    /// Beside a substance, that something to take or to buy is meant.
    AsProduct,
    /// Beside a treatment, that another one is praised above it.
    Compared,
    /// Before a complaint, that somebody has it.
    Suffers,
    /// An adjective of change that says so of the body, of its looks or its moods.
    Bodily,
    /// Money, time and goods, on which an effect is none on health.
    Dealings,
    /// A boast, a scare or a slight that no page of information holds.
    Brash,
    /// A habit, an aid or standard care, whose effect is common knowledge.
    Common,
    /// A thing of the business, neither body nor treatment.
    Trade,
    /// Behind a word, that it is part of the name of a house: "Linden Clinic".
    House,
    /// Beside a word, that it is the name of a street or a person.
    Place,
    /// A house that informs and sells nothing by it.
    Public,
}

/// The lexicons whose words a claim starts from.
const HEADS: &[(&str, Head)] = &[
    ("efficacy.cure", Head::Verb(Strength::Cure)),
    ("efficacy.cause", Head::Verb(Strength::Cause)),
    ("efficacy.improve", Head::Verb(Strength::Improve)),
    ("efficacy.give", Head::Give),
    ("efficacy.changed", Head::Changed),
    ("efficacy.nominal", Head::Nominal),
    ("efficacy.property", Head::Property),
    ("efficacy.effective", Head::Effective),
    ("efficacy.evaluates", Head::Evaluates),
    ("efficacy.feels", Head::Feels),
    ("efficacy.farewell", Head::Farewell),
    ("efficacy.recedes", Head::Recedes),
    ("efficacy.returns", Head::Returns),
    ("efficacy.answers", Head::Answers),
    ("efficacy.lists", Head::Lists),
    ("efficacy.does", Head::Does),
    ("efficacy.neutral", Head::Neutral),
];

/// The lexicons that name what an effect is on.
const OBJECTS: &[(&str, Object)] = &[
    ("condition.serious", Object::SeriousDisease),
    ("condition.disease", Object::Disease),
    ("condition.symptom", Object::Symptom),
    ("outcome.benefit", Object::Benefit),
    ("outcome.physiology", Object::Physiology),
];

/// The lexicons that name whose effect it is, beside [`TREATMENTS`].
const DOERS: &[(&str, Names)] = &[
    ("intervention.generic", Names::Generic),
    ("subject.provider", Names::Provider),
    ("subject.other", Names::Other),
    ("subject.common", Names::Other),
];

/// The lexicons of what else is said.
const SAID: &[(&str, Says)] = &[
    ("subject.common", Says::Common),
    ("heading.benefit", Says::Benefit),
    ("heading.names-benefits", Says::NamesBenefits),
    ("heading.other", Says::Other),
    ("heading.treats", Says::Treats),
    ("heading.advice", Says::Advice),
    ("heading.harm", Says::Harm),
    ("heading.anatomy", Says::Anatomy),
    ("efficacy.owing", Says::Owing),
    ("condition.after-effect", Says::AfterEffect),
    ("efficacy.more", Says::More),
    ("efficacy.destroys", Says::Destroys),
    ("efficacy.brings", Says::Brings),
    ("efficacy.lessened", Says::Lessened),
    ("outcome.better-low", Says::BetterLow),
    ("efficacy.dwindles", Says::Dwindles),
    ("subject.sale", Says::Sale),
    ("clause.gives", Says::Gives),
    ("clause.relief", Says::Relief),
    ("restated.unlike", Says::Unlike),
    ("restated.own", Says::Own),
    ("clause.takes", Says::Takes),
    ("clause.span", Says::Span),
    ("clause.skill", Says::Skill),
    ("clause.receiver", Says::Receiver),
    ("clause.lives", Says::Lives),
    ("clause.class", Says::Class),
    ("clause.holds", Says::Holds),
    ("clause.able", Says::Able),
    ("clause.aims", Says::Aims),
    ("clause.comes", Says::Comes),
    ("clause.after-object", Says::AfterObject),
    ("clause.no-effect", Says::NoEffect),
    ("condition.no-disease", Says::NoDisease),
    ("clause.closing", Says::Closing),
    ("clause.handles", Says::Handles),
    ("clause.describes", Says::Describes),
    ("clause.becomes", Says::Becomes),
    ("clause.person", Says::Person),
    ("clause.awaits", Says::Awaits),
    ("clause.has-benefit", Says::HasBenefit),
    ("clause.power", Says::Power),
    ("clause.gain", Says::Gain),
    ("clause.complaint", Says::Complaint),
    ("clause.trade", Says::Tradesperson),
    ("clause.has-complaint", Says::HasComplaint),
    ("clause.doubts", Says::Doubts),
    ("intervention.of-body", Says::OfBody),
    ("intervention.as-product", Says::AsProduct),
    ("intervention.compared", Says::Compared),
    ("clause.suffers", Says::Suffers),
    ("clause.bodily", Says::Bodily),
    ("clause.dealings", Says::Dealings),
    ("subject.public", Says::Public),
    ("subject.house", Says::House),
    ("subject.trade", Says::Trade),
    ("subject.place", Says::Place),
];

/// The lexicons of boasts, scares and slights.
const BRASH: &[&str] = &[
    "energy.claim",
    "energy.picture",
    "medicine.disparaged",
    "medicine.drop",
    "safety.absolute",
    "guarantee.certain",
    "fear.threat",
    "lasting.cured",
    "efficacy.flat-cure",
    "detox.claim",
    "hype.praise",
    "immune.boost",
    "speed.instant",
    "permanence.lasting",
    "certainty.proof",
    "superlative.claim",
    "cause.root",
    "blame.blamed",
    "natural.appeal",
    "natural.safe",
    "tradition.popular",
    "tradition.age",
    "fear.loss",
    "fear.attack",
    "fear.fate",
    "urgency.pressure",
    "avoidance.claim",
    "medicine.refused",
    "medicine.idle",
    "medicine.delay",
    "medicine.stand-in",
    "medicine.unheeded",
    "medicine.self-started",
    "weight.rate",
    "approval.endorsed",
    "approval.regulator",
    "vulnerable.claim",
    "testimonial.report",
    "promise.plain",
];

impl ClaimKinds {
    pub(super) fn new(lexicons: &Lexicons) -> Self {
        let mut roles = vec![Roles::default(); lexicons.len()];
        give(&mut roles, lexicons, HEADS, |roles, head| roles.head = Some(head));
        give(&mut roles, lexicons, OBJECTS, |roles, object| roles.object = Some(object));
        give(&mut roles, lexicons, &TREATMENTS, |roles, what| roles.doer = Some(Names::Treatment(what)));
        give(&mut roles, lexicons, DOERS, |roles, doer| roles.doer = Some(doer));
        give(&mut roles, lexicons, SAID, |roles, says| roles.says = Some(says));
        for kind in BRASH.iter().filter_map(|name| lexicons.kind(name)) {
            roles[kind.0 as usize].says = Some(Says::Brash);
        }
        Self {
            roles,
            treatments: TREATMENTS.map(|(name, what)| (lexicons.kind(name), what)),
            voices: ["subject.provider", "subject.sale"].map(|name| lexicons.kind(name)),
        }
    }

    fn roles(&self, kind: Kind) -> Roles {
        self.roles[kind.0 as usize]
    }

    /// The lexicons whose marks are looked up by name: treatments, and those who sell.
    pub(super) fn asked(&self) -> impl Iterator<Item = Kind> {
        let treatments = self.treatments.iter().filter_map(|(kind, _)| *kind);
        treatments.chain(self.voices.iter().flatten().copied())
    }

    /// The lexicons that say what an article promotes.
    pub(super) fn for_promotes(&self) -> impl Iterator<Item = Kind> {
        self.with_role(|r| {
            let names = matches!(r.doer, Some(Names::Treatment(_) | Names::Provider | Names::Generic));
            let shows = matches!(
                r.says,
                Some(
                    Says::Sale
                        | Says::OfBody
                        | Says::AsProduct
                        | Says::Compared
                        | Says::Brash
                        | Says::Public
                        | Says::House
                        | Says::Trade
                        | Says::Place
                )
            );
            names || r.object.is_some() || shows
        })
    }

    /// The lexicons that name treatments, complaints and what is good for people.
    pub(super) fn for_health(&self) -> impl Iterator<Item = Kind> {
        self.with_role(|r| r.object.is_some() || matches!(r.doer, Some(Names::Treatment(_) | Names::Generic)))
    }

    /// The lexicons that claims are read from.
    pub(super) fn for_claims(&self) -> impl Iterator<Item = Kind> {
        self.with_role(|r| r.head.is_some() || r.object.is_some() || r.doer.is_some() || r.says.is_some())
    }

    fn with_role(&self, wanted: impl Fn(&Roles) -> bool) -> impl Iterator<Item = Kind> {
        self.roles.iter().enumerate().filter(move |(_, r)| wanted(r)).map(|(kind, _)| Kind(kind as u16))
    }

    /// How strong an effect the words of a kind state by themselves.
    pub(super) fn effect(&self, kind: Kind) -> Option<Strength> {
        match self.roles(kind).head? {
            Head::Verb(strength) => Some(strength),
            Head::Neutral => None,
            _ => Some(Strength::Improve),
        }
    }

    /// More of a complaint, or one that comes, is harm.
    pub(super) fn brings(&self, kind: Kind) -> bool {
        matches!(self.roles(kind).says, Some(Says::More | Says::Brings | Says::Destroys))
    }

    /// What stands beside a source in such a sentence is no source for a benefit.
    pub(super) fn is_unlike(&self, kind: Kind) -> bool {
        self.says(kind, Says::Unlike)
    }

    /// A summary with such words tells more than it repeats.
    pub(super) fn is_own(&self, kind: Kind) -> bool {
        self.says(kind, Says::Own)
    }

    pub(super) fn object(&self, kind: Kind) -> Option<Object> {
        self.roles(kind).object
    }

    /// Names the treatment, by its name or as "this therapy".
    fn treats(&self, kind: Kind) -> bool {
        matches!(self.roles(kind).doer, Some(Names::Treatment(_) | Names::Generic))
    }

    fn says(&self, kind: Kind, what: Says) -> bool {
        self.roles(kind).says == Some(what)
    }
}

/// Gives each lexicon of a table its role.
fn give<R: Copy>(
    roles: &mut [Roles], lexicons: &Lexicons, table: &[(&str, R)], role: impl Fn(&mut Roles, R),
) {
    for &(name, what) in table {
        if let Some(kind) = lexicons.kind(name) {
            role(&mut roles[kind.0 as usize], what);
        }
    }
}

/// All claims, by first token; `promoted` is what the article promotes, and `may_sell` whether its page may
/// sell something.
pub(super) fn claims(
    marked: &Marked<'_>, kinds: &ClaimKinds, known: &Known, promoted: &[Promoted], may_sell: bool,
) -> Vec<Claim> {
    let mut out = Vec::new();
    let words = marked.words();
    let mut page = sentence::Page::new(marked, kinds, known, promoted, may_sell);
    for (number, block) in marked.document().blocks().iter().enumerate() {
        let tokens = words.of_block(number);
        let nowhere = Contexts::RESIDUE.with(Contexts::REFERENCE);
        if tokens.is_empty() || marked.context(tokens.start).any(nowhere) || block.kind == BlockKind::Byline {
            continue;
        }
        page.open(number);
        for sentence in words.sentences_in(tokens.clone()) {
            page.read(sentence, &mut out);
        }
    }
    out
}
