//! What the blocks are to each other: title, sections, list stems, questions and answers, bylines,
//! references. Works on kinds and words alone, so that every format gets the same structure;
//! must not know which format it was.

use super::{Block, BlockKind, Document};

/// Most words a line may have to be read as a byline.
const BYLINE_WORDS: usize = 14;
/// Blocks from the top in which the title and the byline are looked for.
const TOP: usize = 8;

/// Fills in the relations between blocks, once all blocks are there. The first `preamble` blocks
/// came from metadata; the running text begins after them.
pub(super) fn resolve(document: &mut Document, preamble: usize) {
    let prose = std::mem::take(&mut document.prose);
    let blocks = &mut document.blocks;
    mark_title(&mut blocks[preamble..]);
    let mut outline = Outline { prose: &prose, ..Outline::default() };
    for i in 0..blocks.len() {
        if i == preamble {
            (outline.question, outline.references) = (None, None);
        }
        let text = outline.text(&blocks[i]);
        let place = Place::of(&blocks[i]);
        let cell = blocks[i].kind == BlockKind::TableCell;
        outline.keep_references(blocks, i, place);
        if place == Place::Entry && blocks[i].kind != BlockKind::Reference {
            if blocks[i].kind == BlockKind::ListItem && text.ends_with('?') {
                blocks[i].kind = BlockKind::Question;
            } else if is_byline(text) {
                blocks[i].kind = BlockKind::Byline;
            }
        }
        if blocks[i].kind == BlockKind::Byline && i < preamble + TOP {
            read_byline(text, &mut document.metadata);
        }
        outline.set_section(blocks, i, place);
        outline.set_stem(blocks, i, cell);
    }
    mark_notes(&mut blocks[preamble..], &prose);
    document.prose = prose;
}

/// Where a block stands in an outline, by what its format makes of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It heads what follows.
    Heading,
    /// It may be an entry of a list of references.
    Entry,
    Other,
}

impl Place {
    fn of(block: &Block) -> Self {
        match block.kind {
            BlockKind::Title | BlockKind::Heading => Self::Heading,
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::TableCell => Self::Entry,
            _ => Self::Other,
        }
    }
}

/// What the blocks so far say of those that follow.
#[derive(Default)]
struct Outline<'p> {
    prose: &'p str,
    /// The heading and the question above.
    section: Option<usize>,
    question: Option<usize>,
    /// The level of the heading of a list of references; 0 of one without markup.
    references: Option<u8>,
    /// What the first entry of that list is.
    entries: Option<BlockKind>,
    /// The stems of the lists, the last of them last.
    stems: Vec<(u32, Option<usize>)>,
}

impl<'p> Outline<'p> {
    fn text(&self, block: &Block) -> &'p str {
        &self.prose[block.prose.clone()]
    }

    /// Marks an entry of a list of references; ends one, or begins one.
    fn keep_references(&mut self, blocks: &mut [Block], i: usize, place: Place) {
        if let Some(level) = self.references {
            if self.ends_references(blocks, i, place, level) {
                self.references = None;
            } else if place == Place::Entry {
                self.entries.get_or_insert(blocks[i].kind);
                blocks[i].kind = BlockKind::Reference;
            }
        }
        let may_introduce = self.references.is_none() && place != Place::Other;
        if may_introduce && introduces_references(self.text(&blocks[i])) {
            self.references = Some(if place == Place::Heading { blocks[i].level } else { 0 });
            self.entries = None;
        }
    }

    /// Whether the list of references under a heading of that level ends before a block.
    fn ends_references(&self, blocks: &[Block], i: usize, place: Place, level: u8) -> bool {
        let block = &blocks[i];
        if place == Place::Heading {
            return block.level <= level || block.level == 0;
        }
        // without markup, a list of references ends at the first line that looks like none
        if level == 0 {
            let before = i.checked_sub(1).map(|before| &blocks[before]);
            let same_list = block.list.is_some()
                && before.is_some_and(|b| b.kind == BlockKind::Reference && b.list == block.list);
            return !same_list && !looks_like_reference(self.text(block));
        }
        block.kind == BlockKind::Paragraph
            && self.entries.is_some_and(|first| closes(first, self.text(block)))
    }

    /// Says under which heading and behind which question a block stands.
    fn set_section(&mut self, blocks: &mut [Block], i: usize, place: Place) {
        let block = &mut blocks[i];
        let heading = place == Place::Heading;
        block.section = self.section;
        if heading {
            self.section = Some(i);
        }
        if block.kind == BlockKind::Question || heading && self.text(block).ends_with('?') {
            self.question = Some(i);
        } else if heading {
            self.question = None;
        } else {
            block.question = self.question;
        }
    }

    /// Says which block leads into an item of a list, and which heads a cell.
    fn set_stem(&mut self, blocks: &mut [Block], i: usize, cell: bool) {
        /// Lists whose stems are kept: an item belongs to one of the last.
        const MOST: usize = 64;
        let introduces = |b: usize| introduces_list(&blocks[b], &self.prose[blocks[b].prose.clone()]);
        let mut stem = blocks[i].stem;
        if let Some(list) = blocks[i].list {
            stem = match self.stems.iter().rev().find(|(l, _)| *l == list) {
                Some((_, stem)) => *stem,
                None => {
                    let stem = i.checked_sub(1).filter(|&before| introduces(before));
                    self.stems.push((list, stem));
                    if self.stems.len() > MOST {
                        self.stems.drain(..MOST / 2);
                    }
                    stem
                }
            };
        }
        if cell {
            stem = head(blocks, i, |block| self.text(block)).filter(|&head| introduces(head));
        }
        blocks[i].stem = stem;
    }
}

/// The first top-level heading is the title where the format named none.
fn mark_title(blocks: &mut [Block]) {
    let headed = |b: &Block| b.kind == BlockKind::Heading && b.level <= 1;
    if let Some(title) = blocks.iter_mut().take(TOP).find(|b| headed(b)) {
        title.kind = BlockKind::Title;
    }
}

/// The cell that says what stands in a cell: the head of its column, or the first cell of its row where the
/// rows and not the columns are named for what they hold.
fn head<'p>(blocks: &[Block], cell: usize, text: impl Fn(&Block) -> &'p str) -> Option<usize> {
    /// What stands over the names of rows, if anything does.
    const CORNERS: [&str; 14] = [
        "feature",
        "features",
        "aspect",
        "factor",
        "criteria",
        "criterion",
        "category",
        "property",
        "detail",
        "question",
        "comparison",
        "metric",
        "topic",
        "at a glance",
    ];
    let Block { row, column, .. } = blocks[cell];
    let row = row?;
    let Some(corner) = blocks[row].column.map(|corner| text(&blocks[corner])) else { return Some(row) };
    match CORNERS.iter().any(|name| name.eq_ignore_ascii_case(corner)) {
        true => Some(row),
        false => column.or(Some(row)),
    }
}

/// A heading, or a line that stops short of a full stop, leads into the list that follows.
fn introduces_list(block: &Block, text: &str) -> bool {
    match block.kind {
        BlockKind::Title | BlockKind::Heading | BlockKind::ListItem => true,
        BlockKind::Paragraph | BlockKind::Quote | BlockKind::TableCell => !text.ends_with(['.', '!', '?']),
        _ => false,
    }
}

/// Whether a heading or a label says that sources follow, one slip of the keyboard allowed.
pub(crate) fn introduces_references(text: &str) -> bool {
    const NAMES: [&str; 9] = [
        "references",
        "sources",
        "citations",
        "bibliography",
        "works cited",
        "scientific references",
        "medical references",
        "references and sources",
        "footnotes",
    ];
    if text.len() > 40 {
        return false;
    }
    let name =
        text.trim_end_matches(|c: char| !c.is_alphabetic()).trim_start_matches(|c: char| !c.is_alphabetic());
    let name = name.to_lowercase();
    // one slip of the keyboard does not turn a list of sources into prose ("Souces:")
    let near = |n: &str| {
        if n.len().abs_diff(name.len()) > 1 {
            return false;
        }
        // one slip leaves all but two letters where they were, from one end or the other
        let (a, b) = (n.bytes(), name.bytes());
        let begin = a.clone().zip(b.clone()).take_while(|(a, b)| a == b).count();
        let end = a.rev().zip(b.rev()).take_while(|(a, b)| a == b).count();
        begin + end + 2 >= n.len() && strsim::osa_distance(n, &name) <= 1
    };
    name.len() >= 6 && NAMES.iter().any(|n| near(n))
}

fn looks_like_reference(text: &str) -> bool {
    let year = |w: &str| {
        let digits = w.trim_matches(|c: char| !c.is_ascii_digit());
        digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
    };
    ["http", "www.", "doi", "et al", "PMID", "ISBN"].iter().any(|m| text.contains(m))
        || text.split(|c: char| c.is_whitespace() || c == ';').any(year)
}

/// Notes at the foot of an article are its list of references, though no heading says so. Of what
/// comes behind them, an offer or a disclaimer, a few blocks may stand.
fn mark_notes(blocks: &mut [Block], prose: &str) {
    const FEWEST: usize = 2;
    const BEHIND: usize = 3;
    let is_note = |b: &Block| {
        let text = &prose[b.prose.clone()];
        matches!(b.kind, BlockKind::Paragraph | BlockKind::ListItem)
            && (is_work(text) || is_marked_note(text))
    };
    if blocks.iter().any(|b| b.kind == BlockKind::Reference) {
        return;
    }
    let behind = blocks.iter().rev().take_while(|b| !is_note(b)).take(BEHIND + 1).count();
    let end = blocks.len() - behind;
    let notes = blocks[..end].iter().rev().take_while(|b| is_note(b)).count();
    // one note is enough where the text above points to it
    let pointed_at = || {
        blocks[end - notes..end].first().is_some_and(|note| {
            let mark = note_mark(&prose[note.prose.clone()]);
            mark.is_some_and(|mark| prose[..note.prose.start].contains(mark))
        })
    };
    if behind <= BEHIND && (notes >= FEWEST || pointed_at()) {
        for block in &mut blocks[end - notes..end] {
            block.kind = BlockKind::Reference;
        }
    }
}

/// "[1] Royal College of Nursing. https://…": a note that opens with the mark by which the text points to it, and
/// tells where it was printed. A label may stand before it: "Sources: [1] …".
fn is_marked_note(text: &str) -> bool {
    const LONGEST: usize = 4000;
    text.len() <= LONGEST
        && note_mark(text).is_some()
        && (has_address(text) || looks_like_reference(text) && opens_with_author(text))
}

/// The mark that opens a note: "[1]".
fn note_mark(text: &str) -> Option<&str> {
    let note = without_label(text);
    let digits = note.strip_prefix('[')?;
    let end = digits.find(|c: char| !c.is_ascii_digit())?;
    (end > 0 && digits[end..].starts_with(']')).then(|| &note[..end + 2])
}

/// What stands behind the label of a list of references in one line: "Sources: [1] …".
pub(crate) fn without_label(text: &str) -> &str {
    match text.split_once(": [") {
        Some((label, _)) if introduces_references(label) => &text[label.len() + 2..],
        _ => text,
    }
}

/// A line that is a published work and nothing else: who, when, and where it is printed.
fn is_work(text: &str) -> bool {
    const LONGEST: usize = 600;
    if text.len() > LONGEST || !looks_like_reference(text) {
        return false;
    }
    // "2019;364:l1234", "12(3):45–50"
    let bytes = text.as_bytes();
    let volume = || {
        bytes.windows(3).any(|w| {
            w[0].is_ascii_digit() && matches!(w[1], b';' | b':' | b'(') && w[2].is_ascii_alphanumeric()
                || w[0] == b')' && w[1] == b':'
        })
    };
    opens_with_author(text) && (volume() || has_address(text) || text.contains("et al"))
}

/// A work can be found by what stands there.
fn has_address(text: &str) -> bool {
    ["doi", "PMID", "http"].iter().any(|sign| text.contains(sign))
}

/// "Patel S", "Patel, S.", "Patel and Lee", "Patel S, et al."
fn opens_with_author(text: &str) -> bool {
    let opening = without_label(text).trim_start_matches(|c: char| !c.is_alphabetic());
    let mut words = opening.split_whitespace();
    let surname = words.next().is_some_and(|w| w.starts_with(char::is_uppercase) && w.len() > 1);
    // "Van Dyk A": a surname may have several words
    let initials = words.take(2).any(|w| {
        let letters = w.trim_end_matches([',', '.', ';']);
        letters.len() <= 4 && letters.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-'))
    });
    surname && (initials || text.contains("et al"))
}

/// Whether a paragraph behind the entries of a list of references is the article's last word, an offer or
/// a notice; the first entry is of that kind.
fn closes(first: BlockKind, text: &str) -> bool {
    const SHORTEST: usize = 6;
    let address = |w: &str| {
        let word = w.trim_matches(|c: char| !c.is_alphabetic());
        ["you", "your", "we", "our", "us"].iter().any(|a| word.eq_ignore_ascii_case(a))
    };
    text.split_whitespace().nth(SHORTEST).is_some()
        && !looks_like_reference(text)
        && (first == BlockKind::ListItem || text.split_whitespace().any(address))
}

/// Whether a line says only who wrote or checked the article, or when.
pub(crate) fn is_byline(text: &str) -> bool {
    const LONGEST: usize = 320;
    // a paragraph may be as long as the file
    if text.len() > LONGEST {
        return false;
    }
    // nearly every line has none of the signs that part such a line
    let parted = text.contains('|') || !text.is_ascii();
    let several = parted && pieces(text).nth(1).is_some();
    if !several {
        return is_credit(text)
            || name_then_credit(text).is_some_and(|(name, rest)| is_titled_name(name) && is_credit(rest));
    }
    const WORDS: usize = 24;
    // "Written by Greg Nowak, podiatrist — Stride Foot & Ankle, updated November 2024"
    let signed = |text: &str| {
        credit(text).is_some_and(|(kind, _)| matches!(kind, Credit::Author | Credit::Reviewer))
            && !begins(text, "by ")
            && is_credit(text)
    };
    let led = || pieces(text).next().is_some_and(signed) && text.split_whitespace().count() <= WORDS;
    pieces(text).any(is_credit)
        && (pieces(text).all(|piece| is_credit(piece) || is_titled_name(piece) || date_only(piece)) || led())
}

/// "Dr Aoife Brennan, MRCOG Published on June 2, 2025": a name, and where a credit begins behind it.
fn name_then_credit(text: &str) -> Option<(&str, &str)> {
    // nearly every line is told by its first words
    if !text.split_whitespace().take(2).all(capitalised) {
        return None;
    }
    // "by" and "updated" alone may be part of what is said
    let plain = |name: &str| name.len() > "published ".len();
    let credited = |text: &str| CREDITS.iter().any(|(name, _)| plain(name) && begins(text, name));
    let mut inside = false;
    let at = text.char_indices().find_map(|(at, c)| {
        let starts = !std::mem::replace(&mut inside, c.is_alphanumeric()) && inside;
        (starts && credited(&text[at..])).then_some(at)
    })?;
    let (name, rest) = (text[..at].trim_end(), &text[at..]);
    (!name.is_empty()).then_some((name.trim_end_matches([',', '.']), rest))
}

/// What a line gives one after the other: "Words by A | Medical review: B | 5 May 2025".
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(['|', '·', '•'])
        .flat_map(|piece| piece.split(" — "))
        .flat_map(|piece| piece.split(" – "))
        .map(|piece| piece.trim_matches(|c: char| c.is_whitespace() || "_*".contains(c)))
        .filter(|piece| !piece.is_empty())
}

fn date_only(text: &str) -> bool {
    // a date has digits, and nearly every line has none
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    date(&lower).is_some_and(|d| {
        d.len() + 12 >= lower.len() || is_clock(&lower[..d.start]) && is_clock(&lower[d.end..])
    })
}

/// What newspapers put beside a date: "Tuesday", "06.00 GMT", "at 6:00 a.m. ET".
fn is_clock(lower: &str) -> bool {
    /// Most words of it.
    const MOST: usize = 4;
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const OTHERS: [&str; 11] = ["at", "am", "pm", "gmt", "bst", "utc", "et", "est", "edt", "pt", "cet"];
    let hour = |word: &str| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let parts = || digits.split([':', '.']);
        matches!(&word[digits.len()..], "" | "am" | "pm")
            && parts().count() <= 3
            && parts().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let day = |word: &str| {
        DAYS.iter().any(|day| word.starts_with(day))
            && (word.len() <= 5 || word.ends_with("day"))
            && word.len() <= 9
    };
    let words = || lower.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    words().count() <= MOST
        && words().all(|word| {
            let plain = word.replace("a.m.", "am").replace("p.m.", "pm");
            hour(&plain) || day(&plain) || OTHERS.contains(&plain.as_str())
        })
}

/// "Tom Ferreira, BSc (Hons) Sports Therapy", "Dr Jo Castle": a name with what its bearer has learnt.
fn is_titled_name(text: &str) -> bool {
    const WORDS: usize = 12;
    const NAME: std::ops::RangeInclusive<usize> = 2..=5;
    let titled = ["Dr ", "Dr. ", "Prof ", "Prof. ", "Professor "].iter().any(|title| text.starts_with(title));
    // MD, BSc, RGN, PhD
    let degree = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        (2..=6).contains(&word.len()) && word.bytes().filter(u8::is_ascii_uppercase).count() >= 2
    };
    let (name, learnt) = text.split_once(',').unwrap_or((text, ""));
    NAME.contains(&name.split_whitespace().count())
        && name.split_whitespace().all(capitalised)
        && (titled || learnt.split_whitespace().any(degree))
        && text.split_whitespace().count() <= WORDS
}

/// Whether a line is a credit by itself, or a date.
fn is_credit(text: &str) -> bool {
    if text.len() > 160 || text.ends_with(['?', '!']) {
        return false;
    }
    let says = match credit(text) {
        // "By Dr. Glenn December 5, 2025", but not "By the end of the week, you will …"
        Some((_, rest)) => {
            date(&rest.to_ascii_lowercase()).is_some()
                || rest.split_whitespace().next().is_some_and(capitalised) && !rest.trim_end().ends_with('.')
        }
        None => date_only(text),
    };
    says && text.split_whitespace().count() <= BYLINE_WORDS
}

fn capitalised(word: &str) -> bool {
    word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
}

#[derive(Clone, Copy, PartialEq)]
enum Credit {
    Author,
    Reviewer,
    Published,
    Modified,
    Reviewed,
}

/// What a credit begins with; the longer before those that they hold.
const CREDITS: [(&str, Credit); 43] = [
    ("medically reviewed by", Credit::Reviewer),
    ("clinically reviewed by", Credit::Reviewer),
    ("medically checked by", Credit::Reviewer),
    ("medical review by", Credit::Reviewer),
    ("medical review:", Credit::Reviewer),
    ("medical reviewer:", Credit::Reviewer),
    ("clinical reviewer:", Credit::Reviewer),
    ("clinical review:", Credit::Reviewer),
    ("clinical adviser:", Credit::Reviewer),
    ("clinical advisor:", Credit::Reviewer),
    ("medical adviser:", Credit::Reviewer),
    ("medical advisor:", Credit::Reviewer),
    ("fact checked by", Credit::Reviewer),
    ("fact-checked by", Credit::Reviewer),
    ("checked by", Credit::Reviewer),
    ("reviewed by", Credit::Reviewer),
    ("reviewer:", Credit::Reviewer),
    ("reviewed:", Credit::Reviewer),
    ("written by", Credit::Author),
    ("words by", Credit::Author),
    ("words:", Credit::Author),
    ("posted by", Credit::Author),
    ("submitted by", Credit::Author),
    ("author:", Credit::Author),
    ("by:", Credit::Author),
    ("by ", Credit::Author),
    ("last updated on", Credit::Modified),
    ("last updated", Credit::Modified),
    ("updated on", Credit::Modified),
    ("updated:", Credit::Modified),
    ("updated ", Credit::Modified),
    ("last reviewed", Credit::Reviewed),
    ("reviewed on", Credit::Reviewed),
    ("reviewed ", Credit::Reviewed),
    ("last checked on", Credit::Reviewed),
    ("last checked", Credit::Reviewed),
    ("first published on", Credit::Published),
    ("first published", Credit::Published),
    ("published on", Credit::Published),
    ("published:", Credit::Published),
    ("published ", Credit::Published),
    ("posted on", Credit::Published),
    ("date:", Credit::Published),
];

/// Whether a text begins with one in ASCII small letters, in whatever case.
fn begins(text: &str, with: &str) -> bool {
    let (text, with) = (text.as_bytes(), with.as_bytes());
    // nearly every line is told by its first letter
    text.first().is_some_and(|b| b.to_ascii_lowercase() == with[0])
        && text.get(..with.len()).is_some_and(|text| text.eq_ignore_ascii_case(with))
}

/// The credit a line opens with, and what follows it.
fn credit(text: &str) -> Option<(Credit, &str)> {
    let trimmed = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    CREDITS.iter().filter(|(name, _)| begins(trimmed, name)).find_map(|(name, credit)| {
        let rest = trimmed[name.len()..].trim_start_matches([':', ' ']);
        (!rest.is_empty()).then_some((*credit, rest))
    })
}

/// Where a further credit begins in a line that opens with one.
fn next_credit(lower: &str) -> Option<usize> {
    let (_, rest) = credit(lower)?;
    let from = lower.len() - rest.len();
    // "by" and "updated" alone may be part of what is said
    let further = |(name, credit): &&(&str, Credit)| *credit == Credit::Reviewer || name.starts_with("last ");
    let starts = CREDITS.iter().filter(further).filter_map(|(name, _)| lower[from..].find(name));
    starts.min().map(|at| from + at).filter(|&at| at > from)
}

/// Reads who wrote and who checked the article, and when, from a line that says nothing else.
pub(crate) fn read_byline(text: &str, metadata: &mut super::Metadata) {
    if pieces(text).nth(1).is_some() {
        for piece in pieces(text) {
            if metadata.author.is_none() && is_titled_name(piece) {
                metadata.author = Some(piece.to_owned());
            } else {
                read_byline(piece, metadata);
            }
        }
        return;
    }
    if let Some((name, rest)) = name_then_credit(text).filter(|(name, _)| is_titled_name(name)) {
        metadata.author.get_or_insert_with(|| name.to_owned());
        return read_byline(rest, metadata);
    }
    let lower = text.to_ascii_lowercase();
    // "Written by Dana Whitlow. Reviewed by Peter Oyelaran, MD, May 2026": one credit after another
    if let Some(next) = next_credit(&lower) {
        read_byline(&text[..next], metadata);
        return read_byline(&text[next..], metadata);
    }
    let (opened, day) = (credit(&lower), date(&lower));
    // "Posted on 14 April 2026 by Gareth Llewelyn, audiologist"
    if let (Some(_), Some(day)) = (&opened, &day)
        && let Some(name) = lower[day.end..].find("by ")
        && !lower[day.end..day.end + name].contains(char::is_alphanumeric)
    {
        read_byline(&text[..day.end], metadata);
        return read_byline(&text[day.end + name..], metadata);
    }
    let when = day.map(|d| text[d].to_owned());
    match opened {
        Some((kind, rest)) => {
            let rest_at = lower.len() - rest.len();
            let who = match date(rest) {
                Some(d) => &text[rest_at..rest_at + d.start],
                None => &text[rest_at..],
            };
            let who = who.trim_matches(|c: char| c.is_whitespace() || "|·•-–—,;".contains(c));
            // "Karen Whitfield on Tue, 05/20/2025"
            const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
            let who = DAYS.iter().find_map(|day| who.strip_suffix(day)).unwrap_or(who).trim_end();
            let who = who.strip_suffix(" on").unwrap_or(who).to_owned();
            let who = (!who.is_empty()).then_some(who);
            let (name, day) = match kind {
                Credit::Author => (&mut metadata.author, &mut metadata.published),
                Credit::Reviewer => (&mut metadata.reviewer, &mut metadata.reviewed),
                Credit::Published => (&mut metadata.author, &mut metadata.published),
                Credit::Modified => (&mut metadata.author, &mut metadata.modified),
                Credit::Reviewed => (&mut metadata.reviewer, &mut metadata.reviewed),
            };
            if matches!(kind, Credit::Author | Credit::Reviewer) && name.is_none() {
                *name = who;
            }
            if day.is_none() {
                *day = when;
            }
        }
        None => {
            if metadata.published.is_none() {
                metadata.published = when;
            }
        }
    }
}

/// Byte range of the first date in lower-case text: "december 5, 2025", "5 dec 2025", "2025-12-05".
pub(crate) fn date(lower: &str) -> Option<std::ops::Range<usize>> {
    #[rustfmt::skip]
    const MONTHS: [&[u8; 3]; 12] =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    if !lower.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let words: Vec<(usize, &str)> = lower
        .split([' ', ',', '\u{a0}'])
        .scan(0, |at, w| {
            let here = *at;
            *at += w.len() + lower[here + w.len()..].chars().next().map_or(0, char::len_utf8);
            Some((here, w))
        })
        .filter(|(_, w)| !w.is_empty())
        .collect();
    let month = |w: &str| {
        let w = w.trim_end_matches('.');
        w.as_bytes().first_chunk().is_some_and(|m| MONTHS.contains(&m))
            && w.len() <= 9
            && w.bytes().all(|b| b.is_ascii_lowercase())
    };
    let number = |w: &str| w.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok();
    let day = |w: &str| number(w).is_some_and(|n| (1..=31).contains(&n)) && w.len() <= 4;
    let year = |w: &str| number(w).is_some_and(|n| (1900..2100).contains(&n)) && w.len() <= 5;
    for (i, &(at, w)) in words.iter().enumerate() {
        // nearly every word is neither
        if !month(w) && !w.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let next = |k: usize| words.get(i + k).map(|x| x.1);
        let end = |k: usize| words[i + k].0 + words[i + k].1.trim_end_matches(['.', ')']).len();
        if month(w) && next(1).is_some_and(day) && next(2).is_some_and(year) {
            return Some(at..end(2));
        }
        if day(w) && next(1).is_some_and(month) && next(2).is_some_and(year) {
            return Some(at..end(2));
        }
        if month(w) && next(1).is_some_and(year) {
            return Some(at..end(1));
        }
        let parts: Vec<&str> = w.split(['-', '/']).collect();
        if parts.len() == 3
            && parts.iter().all(|p| number(p).is_some() && p.len() <= 4)
            && parts.iter().any(|p| year(p))
        {
            return Some(at..at + w.len());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_grow_in_lower_case_move_nothing() {
        assert!(is_byline("By İİİİ"));
        assert!(is_byline("By İpek Şahin, İstanbul"));
        let mut metadata = super::super::Metadata::default();
        read_byline("Written by İpek Şahin 5 May 2025", &mut metadata);
        assert_eq!(metadata.author.as_deref(), Some("İpek Şahin"));
        assert_eq!(metadata.published.as_deref(), Some("5 May 2025"));
    }

    #[test]
    fn a_date_may_stand_before_the_name() {
        let mut metadata = crate::document::Metadata::default();
        read_byline("Posted on 14 April 2026 by Gareth Llewelyn, audiologist", &mut metadata);
        assert_eq!(metadata.author.as_deref(), Some("Gareth Llewelyn, audiologist"));
        assert_eq!(metadata.published.as_deref(), Some("14 April 2026"));
    }

    #[test]
    fn a_date_may_have_a_day_and_an_hour() {
        for line in
            ["Tuesday 2 January 2024 06.00 GMT", "January 2, 2024, 6:00 a.m. ET", "Mon 3 Mar 2025 at 9am"]
        {
            let mut metadata = super::super::Metadata::default();
            read_byline(line, &mut metadata);
            assert!(is_byline(line) && metadata.published.is_some(), "{line}");
        }
        for line in
            ["We moved to the new clinic on Tuesday 2 January 2024", "Tuesday 2 January 2024 500mg 2x 30g"]
        {
            assert!(!is_byline(line), "{line}");
        }
    }

    #[test]
    fn a_line_may_hold_two_credits() {
        let mut metadata = super::super::Metadata::default();
        read_byline("Written by Dana Whitlow, L.Ac. Reviewed by Peter Oyelaran, MD, May 2026", &mut metadata);
        assert_eq!(metadata.author.as_deref(), Some("Dana Whitlow, L.Ac."));
        assert_eq!(metadata.reviewer.as_deref(), Some("Peter Oyelaran, MD"));
        assert_eq!(metadata.reviewed.as_deref(), Some("May 2026"));
    }

    #[test]
    fn a_line_may_hold_several_credits() {
        let read = |text: &str| {
            assert!(is_byline(text), "{text}");
            let mut m = super::super::Metadata::default();
            read_byline(text, &mut m);
            [m.author, m.reviewer, m.published].map(Option::unwrap_or_default)
        };
        for (line, found) in [
            (
                "Words by Jo Castle | Medical review: Naomi Feld, MD | Published 30 September 2024",
                ["Jo Castle", "Naomi Feld, MD", "30 September 2024"],
            ),
            (
                "Tom Ferreira, BSc (Hons) Sports Therapy, MSST — 18 November 2024",
                ["Tom Ferreira, BSc (Hons) Sports Therapy, MSST", "", "18 November 2024"],
            ),
            ("By Jo Castle · 5 May 2025", ["Jo Castle", "", "5 May 2025"]),
            (
                "Dr Aoife Brennan, MRCOG, consultant Published on June 2, 2025",
                ["Dr Aoife Brennan, MRCOG, consultant", "", "June 2, 2025"],
            ),
            ("Submitted by Karen Whitfield RN on Tue, 05/20/2025", ["Karen Whitfield RN", "", "05/20/2025"]),
        ] {
            assert_eq!(read(line), found.map(str::to_owned));
        }
        for line in
            ["Home | Prices | 5 May 2025", "Sports Massage — 18 November 2024", "By car | By bus | By bike"]
        {
            assert!(!is_byline(line), "{line}");
        }
    }

    #[test]
    fn tells_works_from_sentences() {
        for yes in [
            "1. Patel S. Yoga for back pain. BMJ 2019;364:l1234.",
            "² Lee K, et al. Spine at work. 2018.",
            "Moreau, J., & Silva, P. (2016). Tea and sleep. Sleep, 12(3), 45–50. doi:10.1000/1",
            "[3] Van Dyk A. Heat and rest. J Sleep 2020; 12(4): 1–9.",
        ] {
            assert!(is_work(yes), "{yes}");
        }
        for no in [
            "In 2019 we moved to 12 High Street; 364 steps from the station.",
            "Ann L. has worked here since 2019.",
            "Patel S. works with us.",
            "A 2019 trial (12:45) found less pain.",
        ] {
            assert!(!is_work(no), "{no}");
        }
    }

    #[test]
    fn tells_bylines_from_sentences() {
        for yes in [
            "By Dr. Glenn December 5, 2025",
            "August 26, 2025",
            "Jul 16 2025",
            "Medically reviewed by Ann Poe, MD",
            "- May 31, 2025",
            "Last updated: 12 March 2017",
            "2025-01-15",
        ] {
            assert!(is_byline(yes), "{yes}");
        }
        for no in [
            "By the end of the week you feel better",
            "May 2025 be kind to your back, your knees and your head",
            "A trial published in March 2017 tested 5,110 adults.",
            "By resting more.",
            "In 2012",
        ] {
            assert!(!is_byline(no), "{no}");
        }
    }
}
