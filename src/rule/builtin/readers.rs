//! For whom an article is written. Owns how one sees that a text is about children, men or women; must
//! not know what they are to be told.

use serde::Deserialize;

use crate::document::BlockKind;
use crate::knowledge::Audience;
use crate::language::Reading;
use crate::language::lexicon::Kind;

/// The lexicons by which readers are known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Lexicons {
    /// Children of any age.
    children: String,
    /// Men, and what only they have.
    men: String,
    /// Women, and what only they have.
    women: String,
}

/// Whom an article is about; nobody in particular where nothing shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Readers {
    /// It is about the treatment of children.
    pub(super) children: bool,
    /// It is about one sex.
    pub(super) only: Option<Audience>,
}

impl Readers {
    pub(super) fn of(reading: &Reading<'_>, lexicons: &Lexicons) -> Self {
        /// So many namings of children, beside one in the title or one in a hundred words.
        const CHILDREN: usize = 5;
        const SHARE: usize = 100;
        /// So many times as often as the other sex.
        const TIMES: usize = 3;
        let named = |name: &str| Named::of(reading, reading.lexicon(name));
        let (children, men, women) =
            (named(&lexicons.children), named(&lexicons.men), named(&lexicons.women));
        let words = reading.words().tokens().len();
        let one = |this: Named, other: Named| {
            this.headed && !other.headed && this.times >= TIMES && this.times >= TIMES * other.times
        };
        Self {
            children: children.times >= CHILDREN && (children.titled || children.times * SHARE >= words),
            only: match () {
                () if one(men, women) => Some(Audience::Men),
                () if one(women, men) => Some(Audience::Women),
                () => None,
            },
        }
    }
}

/// How an article names somebody.
#[derive(Debug, Clone, Copy)]
struct Named {
    times: usize,
    titled: bool,
    /// In the title, the description or a heading.
    headed: bool,
}

impl Named {
    fn of(reading: &Reading<'_>, kind: Option<Kind>) -> Self {
        let mut named = Self { times: 0, titled: false, headed: false };
        for mark in kind.into_iter().flat_map(|kind| reading.of_kind(kind)) {
            let at = reading.block_of(mark.first as usize).1.kind;
            named.times += 1;
            named.titled |= at == BlockKind::Title;
            named.headed |= matches!(at, BlockKind::Title | BlockKind::Description | BlockKind::Heading);
        }
        named
    }
}
