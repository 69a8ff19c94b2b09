//! The written forms that one expression tells: identifiers, years, authors before a year. Must not know what
//! they are worth.

use std::sync::LazyLock;

use super::super::knowledge::latin;
use crate::language::expression::Expression;

/// The expressions of written citations.
pub(super) struct Forms {
    pub(super) identifier: Expression,
    pub(super) in_brackets: Expression,
    pub(super) year_in_brackets: Expression,
    pub(super) names_before: Expression,
    pub(super) year: Expression,
}

/// A name of a person or a group, as authors are written.
const NAME: &str = r"(?:(?:van|von|der|den|de|di|du|da|la|le|el|al|bin|ten|ter|dos|del|della|Van|Von|De|Di|Du|Da|La|Le|El|Al) ){0,3}\p{Lu}[\p{L}'’\-]+(?: (?:of|for|and|on) (?:the )?\p{Lu}[\p{L}'’\-]+| \p{Lu}[\p{L}'’\-]+){0,5}(?:,? (?:\p{Lu}\.?){1,3})?";

/// The forms; compiled when the first is asked for.
pub(super) static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let regex = latin;
    Forms {
        identifier: regex(
            r#"(?-u:\b)(?:10\.\d{4,9}/[!#-;=?-\\^-~]{2,}|PMID:? ?\d{4,9}|PMCID:? ?PMC\d{4,9}|PMC\d{5,9}|NCT\d{8}|ISRCTN ?\d{6,8}|CD\d{6})(?-u:\b)"#,
        ),
        in_brackets: regex(&format!(
            r"^(?:(?i:see also|see|e\.g\.|cf\.?|reviewed in|for example|as in|in),? )?(?P<name>{NAME}(?:(?:, and |, & | and | & |, ){NAME}){{0,6}})(?:(?P<et>,? et al\.?|,? and colleagues|,? and others)(?:[,:;]? (?:\p{{Lu}}[\p{{L}}.]*|of|the|and|in|for|on),?){{0,8}}|(?P<printed>, (?:[A-Z]\p{{Ll}}{{0,3}} )?J\.?(?: \p{{Lu}}\p{{L}}*\.?){{1,5}}))?,? \(?(?P<year>(?:19|20)\d\d)[a-z]?(?P<where>[,:;] ?.{{0,80}})?$"
        ))
        .grouped(),
        year_in_brackets: regex(r"^(?P<year>(?:19|20)\d\d)[a-z]?(?:[,:;] ?(?:pp?\. ?)?\d[\d–-]*)?$").grouped(),
        names_before: regex(&format!(
            r"(?P<name>{NAME}(?:(?:, and |, & | and | & |, ){NAME}){{0,6}})(?:['’]s?)?(?P<et>,? et al\.?,?(?:['’]s)?| and (?:his |her |their )?colleagues)? $"
        ))
        .grouped(),
        year: regex(r"\b(?:19|20)\d\d"),
    }
});

/// Whether an identifier may stand in a text with digits: most hold none of these.
pub(super) fn may_identify(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit_behind = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    // "10. Sleep" opens an item, "10.1136/bmj" a DOI
    memchr::memmem::find_iter(bytes, "10.").any(|at| digit_behind(at + 3))
        || ["PM", "NCT", "ISRCTN", "CD"]
            .iter()
            .any(|sign| memchr::memmem::find(bytes, sign.as_bytes()).is_some())
}
