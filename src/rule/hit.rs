//! What a rule finds: the words at fault, and what there is to say of them. Must not know which question
//! found it, levels or reports.

use std::collections::HashSet;
use std::ops::Range;

use crate::finding::{Item, Reference, Role, Scope};
use crate::language::Reading;
use crate::language::claim::Claim;

/// A fault found by a rule, in prose offsets. Small: a file may have a million.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// The words at fault.
    pub(crate) prose: Range<usize>,
    /// How far it reaches, where that is not what the rule says.
    pub(crate) scope: Option<Scope>,
    /// Which entry of the rule's list was hit.
    pub(super) entry: u32,
    /// What most hits do without.
    more: Option<Box<More>>,
}

#[derive(Debug, Clone, Default)]
struct More {
    blocks: Option<Range<usize>>,
    passage: Option<Range<usize>>,
    /// It stands at the line above a list, for the items that are its other places.
    leads_list: bool,
    values: Vec<(&'static str, String)>,
    related: Vec<(Role, Range<usize>, String)>,
    fix: Option<Correction>,
    fix_title: Option<&'static str>,
    items: Vec<Item>,
    cited: Vec<Reference>,
}

/// A replacement of prose.
#[derive(Debug, Clone)]
pub(crate) struct Correction {
    pub(crate) prose: Range<usize>,
    /// One text, or several to choose from.
    pub(crate) texts: Vec<String>,
    pub(crate) safe: bool,
}

impl Hit {
    /// A hit at these words, with nothing more to say.
    pub(crate) fn at(prose: Range<usize>) -> Self {
        Self { prose, scope: None, entry: 0, more: None }
    }

    /// The hit of that entry of the rule's list.
    pub(super) fn of_entry(self, entry: u32) -> Self {
        Self { entry, ..self }
    }

    /// A hit at a claim; of an item that only names a condition, at the line above that makes it one,
    /// since the name alone claims nothing. A line of two words, "Other Conditions", claims even less.
    pub(crate) fn at_claim(reading: &Reading<'_>, claim: &Claim) -> Self {
        let own = reading.span_of_claim(claim);
        let Some((first, last)) = claim.stem else { return Self::at(own) };
        let stem = reading.span_of_tokens(first as usize, last as usize);
        // "Ideal for" says too little to be pointed at, and the item says nothing without it
        if last - first < 2 {
            let prose = reading.document().prose();
            let both = format!("{}: {}", &prose[stem], &prose[own.clone()]);
            return Self::at(own).value("text", shown(&both));
        }
        let mut hit = Self::at(stem);
        hit.also(Role::SameFault, own);
        hit.more().leads_list = true;
        hit
    }

    /// Leaves the places of a list to another hit at the same line above it that has them too; returns
    /// whether it has none of its own.
    pub(crate) fn leave_places_to(&mut self, other: &Self) -> bool {
        let leads = |hit: &Self| hit.more.as_ref().is_some_and(|more| more.leads_list);
        if !leads(self) || !leads(other) || self.prose != other.prose {
            return true;
        }
        let theirs: HashSet<usize> = other.related().iter().map(|(_, place, _)| place.start).collect();
        self.more().related.retain(|(_, place, _)| !theirs.contains(&place.start));
        self.related().is_empty()
    }

    fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// Adds a value for the message.
    pub(crate) fn value(mut self, name: &'static str, value: impl ToString) -> Self {
        self.more().values.push((name, value.to_string()));
        self
    }

    /// It reaches further, or less far, than the rule says.
    pub(crate) fn reaching(mut self, scope: Scope) -> Self {
        self.scope = Some(scope);
        self
    }

    /// It covers whole blocks.
    pub(crate) fn covering(mut self, scope: Scope, blocks: Range<usize>) -> Self {
        self.more().blocks = Some(blocks);
        self.reaching(scope)
    }

    /// It speaks for a whole passage: what a rule of a lower rank in its group finds in there is part of
    /// the fault.
    pub(crate) fn speaking_for(mut self, passage: Range<usize>) -> Self {
        self.more().passage = Some(passage);
        self
    }

    /// The prose that it speaks for.
    pub(crate) fn passage(&self) -> &Range<usize> {
        self.more.as_ref().and_then(|more| more.passage.as_ref()).unwrap_or(&self.prose)
    }

    /// It can be mended so.
    pub(crate) fn mended(mut self, fix: Correction) -> Self {
        self.more().fix = Some(fix);
        self
    }

    /// It can be mended so; the title says what applying it does, where the text alone does not.
    pub(crate) fn mended_as(mut self, title: &'static str, fix: Correction) -> Self {
        self.more().fix_title = Some(title);
        self.mended(fix)
    }

    /// What applying the fix does, in a few words.
    pub(crate) fn fix_title(&self) -> Option<&'static str> {
        self.more.as_ref()?.fix_title
    }

    /// Adds something that is missing.
    pub(crate) fn lacking(&mut self, item: Item) {
        self.more().items.push(item);
    }

    /// What is missing.
    pub(crate) fn items(&self) -> &[Item] {
        self.more.as_ref().map_or(&[], |more| &more.items)
    }

    /// Names authorities of its own, before those of the rule.
    pub(crate) fn on_authority_of(&mut self, references: Vec<Reference>) {
        self.more().cited = references;
    }

    /// Authorities of its own.
    pub(crate) fn cited(&self) -> &[Reference] {
        self.more.as_ref().map_or(&[], |more| &more.cited)
    }

    /// Blocks that it covers, where it covers more than the one it stands in.
    pub(crate) fn blocks(&self) -> Option<Range<usize>> {
        self.more.as_ref()?.blocks.clone()
    }

    /// Values for the message.
    pub(crate) fn values(&self) -> &[(&'static str, String)] {
        self.more.as_ref().map_or(&[], |more| &more.values)
    }

    /// Other places.
    pub(crate) fn related(&self) -> &[(Role, Range<usize>, String)] {
        self.more.as_ref().map_or(&[], |more| &more.related)
    }

    /// Adds another place.
    pub(crate) fn also(&mut self, role: Role, prose: Range<usize>) {
        self.more().related.push((role, prose, String::new()));
    }

    /// Takes over the place of another hit of the rule, and the places beside it.
    pub(crate) fn gather(&mut self, other: Self) {
        self.also(Role::SameFault, other.prose);
        if let Some(more) = other.more {
            self.more().related.extend(more.related);
        }
    }

    /// Keeps the first other places only; returns how many went.
    pub(crate) fn cut_related(&mut self, most: usize) -> usize {
        let cut = self.related().len().saturating_sub(most);
        if cut > 0 {
            self.more().related.truncate(most);
        }
        cut
    }

    /// A way to mend it.
    pub(crate) fn fix(&self) -> Option<&Correction> {
        self.more.as_ref()?.fix.as_ref()
    }
}

/// Found words for a message: one line, not too long.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((cut, _)) => {
            let cut = text[..cut].rfind(' ').unwrap_or(cut);
            format!("{}…", &text[..cut])
        }
    }
}

/// The replacement with the capital letters of what it replaces.
pub(crate) fn like(written: &str, replacement: &str) -> String {
    let mut letters = written.chars().filter(|c| c.is_alphabetic());
    let first_upper = letters.next().is_some_and(char::is_uppercase);
    let all_upper = first_upper
        && written.chars().filter(|c| c.is_alphabetic()).count() > 1
        && letters.all(char::is_uppercase);
    if all_upper {
        return replacement.to_uppercase();
    }
    let mut chars = replacement.chars();
    match chars.next() {
        Some(c) if first_upper => c.to_uppercase().chain(chars).collect(),
        _ => replacement.to_owned(),
    }
}
