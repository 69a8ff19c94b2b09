//! What each lexicon of contexts does to a sentence. Must not know how far it reaches.

use crate::language::lexicon::Lexicons;
use crate::language::mark::Mark;

/// What a lexicon of contexts does; each is the lexicon named in [`Does::NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    Before,
    After,
    Partial,
    Ends,
    EndsAfterComma,
    Joins,
    Subordinate,
    /// Leads into what is said, shown or true: "shown that".
    Complement,
    /// Goes on in a mind: denied of the reader, it leaves standing what is known.
    Mind,
    /// Nobody is to do it, or is in that state, about something that holds.
    PutOff,
    Hedge,
    HedgeClause,
    HalfHedge,
    Certain,
    Conditional,
    Unreal,
    LeadIn,
    Asks,
    AsksInHeading,
    Sells,
    Yes,
    No,
    Echo,
    Reported,
    Myth,
    Fact,
    MythHeading,
    /// Heads a column of what others say.
    MythColumn,
    /// Takes back the sentence before it.
    Retort,
    /// Takes back the sentence before it, or gives the reason for what that orders.
    Reason,
    /// Opens an order, or names whom it is for.
    Order,
    FalseBelief,
    /// Holds something that the sentence finds poorly supported.
    Unsettled,
    ThirdParty,
    RedFlag,
    Disclaimer,
    Mention,
    HistoricTime,
    Past,
    Present,
    Historic,
    Attribution,
    Says,
    Testimony,
    FirstPerson,
}

impl Does {
    const NAMES: [(&'static str, Self); 45] = [
        ("negation.before", Self::Before),
        ("negation.after", Self::After),
        ("negation.partial", Self::Partial),
        ("negation.ends", Self::Ends),
        ("negation.ends-after-comma", Self::EndsAfterComma),
        ("negation.joins", Self::Joins),
        ("negation.subordinate", Self::Subordinate),
        ("negation.complement", Self::Complement),
        ("negation.mind", Self::Mind),
        ("negation.put-off", Self::PutOff),
        ("contexts.hedge", Self::Hedge),
        ("contexts.hedge-clause", Self::HedgeClause),
        ("contexts.half-hedge", Self::HalfHedge),
        ("contexts.certain", Self::Certain),
        ("contexts.conditional", Self::Conditional),
        ("contexts.unreal", Self::Unreal),
        ("contexts.lead-in", Self::LeadIn),
        ("contexts.asks", Self::Asks),
        ("contexts.asks-in-heading", Self::AsksInHeading),
        ("contexts.sells", Self::Sells),
        ("contexts.yes", Self::Yes),
        ("contexts.no", Self::No),
        ("contexts.echo", Self::Echo),
        ("contexts.reported", Self::Reported),
        ("contexts.myth", Self::Myth),
        ("contexts.fact", Self::Fact),
        ("contexts.myth-heading", Self::MythHeading),
        ("contexts.myth-column", Self::MythColumn),
        ("contexts.retort", Self::Retort),
        ("contexts.reason", Self::Reason),
        ("contexts.order", Self::Order),
        ("contexts.false-belief", Self::FalseBelief),
        ("contexts.unsettled", Self::Unsettled),
        ("contexts.third-party", Self::ThirdParty),
        ("contexts.red-flag", Self::RedFlag),
        ("contexts.disclaimer", Self::Disclaimer),
        ("contexts.mention", Self::Mention),
        ("contexts.historic-time", Self::HistoricTime),
        ("contexts.past", Self::Past),
        ("contexts.present", Self::Present),
        ("contexts.historic", Self::Historic),
        ("contexts.attribution", Self::Attribution),
        ("contexts.says", Self::Says),
        ("contexts.testimony", Self::Testimony),
        ("contexts.first-person", Self::FirstPerson),
    ];
}

/// What each kind of mark does, looked up once.
#[derive(Debug)]
pub(in crate::language) struct ContextKinds(Vec<Option<Does>>);

impl ContextKinds {
    pub(in crate::language) fn new(lexicons: &Lexicons) -> Self {
        let mut kinds = vec![None; lexicons.len()];
        for (name, does) in Does::NAMES {
            if let Some(kind) = lexicons.kind(name) {
                kinds[kind.0 as usize] = Some(does);
            }
        }
        Self(kinds)
    }

    pub(super) fn of(&self, mark: &Mark) -> Option<Does> {
        self.0[mark.kind.0 as usize]
    }
}
