//! What each stop, bracket and bullet decides: whether a sentence starts behind it. Must not know the words that
//! decide but by their roles.

use super::{
    ABBREVIATION, ADDRESS, BEFORE_COUNT, BEFORE_LETTER, EXCLAIMING, LONGEST_WORD, LOWER_STARTER, MAY_END,
    NEVER, NUMBER, SPEECH, STARTER, Splitter, TIME, TITLE, UNIT,
};

/// How far an address is followed to either side.
const LONGEST_ADDRESS: usize = 96;

/// A list marker inside a line: "2." or "b)".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Marker {
    kind: MarkerKind,
    bracket: bool,
    value: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkerKind {
    Number,
    Lower,
    Upper,
}

/// What one halt decided: a sentence that starts, and where to scan on (always further ahead).
pub(super) struct Step {
    pub(super) start: Option<usize>,
    pub(super) resume: usize,
}

/// What follows a stop.
struct Next {
    /// Its first character that is no quotation mark or opening bracket.
    first: char,
    /// Where that character stands.
    at: usize,
    /// A bracket was opened before it.
    bracket: bool,
    /// It stands glued or spaced as a dash does.
    dash: bool,
}

/// A block on the way to its sentences.
pub(super) struct Scan<'a> {
    splitter: &'a Splitter,
    text: &'a str,
    pub(super) bytes: &'a [u8],
    /// Where the current sentence starts.
    pub(super) start: usize,
    /// The last list marker of the block.
    marker: Option<Marker>,
    /// The current sentence starts with a bullet or tick.
    bulleted: bool,
}

impl<'a> Scan<'a> {
    pub(super) fn new(splitter: &'a Splitter, text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut scan = Self { splitter, text, bytes, start: 0, marker: None, bulleted: false };
        scan.begin(scan.gap(0));
        scan
    }

    /// A sentence starts there.
    pub(super) fn begin(&mut self, start: usize) {
        self.start = start;
        self.bulleted = self.bullet_at(start);
    }

    /// Decides at one of the bytes that can matter.
    pub(super) fn step(&mut self, here: usize) -> Step {
        match self.bytes[here] {
            b'.' | b'!' | b'?' => self.stop(here),
            b')' => self.closing_bracket(here),
            _ => match self.char_at(here) {
                Some('…' | '‼' | '⁇' | '⁈' | '⁉') => self.stop(here),
                Some('\u{20e3}') => self.keycap(here),
                Some(sign) => match self.splitter.bullet(sign) {
                    Some(tick) => self.bullet(here, tick),
                    None => Step { start: None, resume: here + sign.len_utf8() },
                },
                None => Step { start: None, resume: here + 1 },
            },
        }
    }

    /// A run of stops: one full stop, an ellipsis, "?!" …
    fn stop(&mut self, here: usize) -> Step {
        let (mut end, mut dots, mut marks) = (here, 0usize, 0usize);
        while let Some(c) = self.char_at(end) {
            match c {
                '.' => dots += 1,
                '…' => dots += 3,
                '!' | '?' => marks += 1,
                '‼' | '⁇' | '⁈' | '⁉' => marks += 2,
                ' ' | '\u{a0}' if dots > 0 && marks == 0 && self.spaced_dot(end + c.len_utf8()) => {}
                _ => break,
            }
            end += c.len_utf8();
        }
        let on = Step { start: None, resume: end };
        let before = here.checked_sub(1).map_or(b' ', |at| self.bytes[at]);
        let after = self.bytes.get(end).copied().unwrap_or(b' ');
        let inner = after.is_ascii_lowercase() || matches!(after, b',' | b';' | b':' | b'/' | b'-');
        if dots == 1 && marks == 0 && (inner || (before.is_ascii_digit() && after.is_ascii_digit())) {
            return on;
        }
        // "[...]", "(?)"
        if matches!((before, after), (b'[', b']') | (b'(', b')')) {
            let gap = self.gap(end + 1);
            let starts = dots > 1 && self.next(gap).is_some_and(|next| self.is_starter(&next));
            return Step { start: (starts && gap > end + 1).then_some(gap), resume: end + 1 };
        }
        let single = dots == 1 && marks == 0;
        let word = self.word_before(here);
        if single && self.marks_item(here, end, word, false) {
            let (start, resume) = self.item(here, end, word, false);
            return Step { start, resume };
        }
        let tail = self.tail(here, end, word);
        let gap = self.gap(tail.end);
        if gap >= self.bytes.len() {
            return Step { start: None, resume: tail.end };
        }
        let breaks = if gap == tail.end {
            !tail.reference && dots <= 1 && self.glued(here, word, gap)
        } else {
            match self.next(gap) {
                None => false,
                Some(next) if single => self.after_full_stop(here, word, &next, &tail),
                Some(next) if marks > 0 => self.after_mark(word, marks, &next, &tail),
                Some(next) => self.after_ellipsis(dots, &next),
            }
        };
        Step { start: breaks.then_some(gap), resume: tail.end }
    }

    /// At `at` stands one more dot of an ellipsis ". . ." and not the ".5" of a number.
    fn spaced_dot(&self, at: usize) -> bool {
        match self.char_at(at) {
            Some('.') => !self.bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric),
            Some('…') => true,
            _ => false,
        }
    }

    fn after_full_stop(&self, here: usize, word: &[u8], next: &Next, tail: &Tail) -> bool {
        if next.dash {
            return !tail.quote && self.is_capital(next);
        }
        if next.first.is_lowercase() {
            return self.camel(next.at)
                || (!tail.quote
                    && word.len() >= 4
                    && word.iter().all(u8::is_ascii_lowercase)
                    && self.splitter.roles(word) & ABBREVIATION == 0
                    && self.splitter.roles(self.word_at(next.at)) & LOWER_STARTER != 0);
        }
        let Some(kind) = NextKind::of(next.first) else {
            return false;
        };
        let digit = kind == NextKind::Number;
        if let Some(letter) = lone_letter(word) {
            return self.after_letter(here, letter, next, digit);
        }
        let roles = self.splitter.roles(word);
        if roles & (TITLE | NEVER) != 0 {
            return false;
        }
        if roles & NUMBER != 0 && digit {
            return false;
        }
        let (amount, tail_of_amount) =
            match word.iter().position(|b| !b.is_ascii_digit() && !matches!(b, b'.' | b',')) {
                Some(digits) if digits > 0 => (true, self.splitter.roles(&word[digits..]) & (UNIT | TIME)),
                _ => (false, 0),
            };
        let roles = roles | tail_of_amount;
        // "am" is a time after a number only
        let time =
            roles & TIME != 0 && (amount || word.contains(&b'.') || self.number_before(here - word.len()));
        if roles & UNIT != 0 && roles & MAY_END == 0 {
            return !digit;
        }
        if time || roles & MAY_END != 0 || (roles & TIME == 0 && dotted(word)) {
            // whoever writes "10pm" puts no stop behind it but the sentence's
            if time && !word.contains(&b'.') && self.is_capital(next) {
                return true;
            }
            if digit {
                return !next.bracket
                    && !time
                    && word.first().is_some_and(u8::is_ascii_uppercase)
                    && dotted(word);
            }
            if self.splitter.roles(self.word_at(next.at)) & TITLE != 0 && self.is_capital(next) {
                // "At 5 a.m. Mr. Lee left." but "They closed at 6 p.m. Mr. Lee left."
                return time && here - self.start > 12;
            }
            return self.is_starter(next);
        }
        true
    }

    /// After a single letter: an initial, "p. 55", "E. coli", "vitamin C.", "you and I."
    fn after_letter(&self, here: usize, letter: u8, next: &Next, digit: bool) -> bool {
        let from = here - 1;
        if self.letter_taker_before(from) || (b"glmhLCFK".contains(&letter) && self.number_before(from)) {
            return true;
        }
        if letter.is_ascii_lowercase() {
            return !digit && self.is_starter(next);
        }
        if digit {
            return false;
        }
        let before = self.word_ending(self.visible_before(from));
        let name = before.first().is_some_and(u8::is_ascii_uppercase);
        match letter {
            b'I' => !before.is_empty() && (!name || self.is_starter(next)),
            _ => !before.is_empty() && !name && self.is_starter(next),
        }
    }

    fn after_mark(&self, word: &[u8], marks: usize, next: &Next, tail: &Tail) -> bool {
        if next.dash {
            return !tail.quote && self.is_capital(next);
        }
        if next.first.is_lowercase() {
            return self.camel(next.at)
                || (!tail.quote
                    && self.splitter.roles(word) & EXCLAIMING == 0
                    && self.splitter.roles(self.word_at(next.at)) & LOWER_STARTER != 0);
        }
        if NextKind::of(next.first).is_none() {
            return false;
        }
        if marks == 1 && !tail.quote && self.splitter.roles(word) & EXCLAIMING != 0 {
            return self.is_starter(next);
        }
        // "Does it help?" Ann asked.
        let name = self.word_at(next.at);
        let verb = self.gap(next.at + name.len());
        let speaker = self.is_capital(next) && self.splitter.roles(name) & STARTER == 0;
        !(tail.quote && speaker && self.splitter.roles(self.word_at(verb)) & SPEECH != 0)
    }

    fn after_ellipsis(&self, dots: usize, next: &Next) -> bool {
        if next.first.is_lowercase() {
            return self.camel(next.at);
        }
        match NextKind::of(next.first) {
            // the capital of "I" says nothing
            Some(NextKind::Capital) => dots > 3 || self.word_at(next.at) != b"I",
            Some(NextKind::Number) | None => false,
            Some(NextKind::Sign) => true,
        }
    }

    /// Two sentences without a space: "…pain.The study".
    fn glued(&self, here: usize, word: &[u8], at: usize) -> bool {
        let Some(first) = self.char_at(at).filter(|c| c.is_uppercase()) else {
            return false;
        };
        let second = self.char_at(at + first.len_utf8());
        let alone = matches!(first, 'I' | 'A') && matches!(second, Some(' ' | '\'' | '’')) && word.len() > 2;
        if !alone && !second.is_some_and(char::is_lowercase) {
            return false;
        }
        if self.splitter.roles(self.word_at(at)) & ADDRESS != 0 {
            return false;
        }
        let ends_word = match word {
            [] => self.text[..here]
                .chars()
                .next_back()
                .is_some_and(|c| matches!(c, ')' | ']' | '”' | '’' | '"' | '%')),
            [_] => false,
            [.., last] if last.is_ascii_digit() => {
                word.iter().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.' | b'$'))
            }
            _ => {
                self.splitter.roles(word) & ABBREVIATION == 0
                    && !word.contains(&b'.')
                    && self.text[..here]
                        .chars()
                        .next_back()
                        .is_some_and(|c| c.is_lowercase() || matches!(c, '%' | '"'))
            }
        };
        ends_word && !self.in_address(here, at)
    }

    fn in_address(&self, here: usize, at: usize) -> bool {
        let space = |b: &u8| b.is_ascii_whitespace();
        let from = here.saturating_sub(LONGEST_ADDRESS);
        let back = self.bytes[from..here].iter().rposition(space).map_or(from, |found| from + found + 1);
        let to = self.bytes.len().min(at + LONGEST_ADDRESS);
        let ahead = self.bytes[at..to].iter().position(space).map_or(to, |found| at + found);
        let (back, ahead) = (&self.bytes[back..here], &self.bytes[at..ahead]);
        back.windows(2).any(|w| w == b"//")
            || back.contains(&b'@')
            || back.contains(&b'_')
            || back.starts_with(b"www.")
            || ahead.iter().any(|b| matches!(b, b'@' | b'=' | b'_' | b'/'))
    }

    /// Closing quotation marks, brackets and references that belong to the sentence they follow.
    fn tail(&self, here: usize, end: usize, word: &[u8]) -> Tail {
        let mut tail = Tail { end, quote: false, reference: false };
        while let Some(c) = self.char_at(tail.end) {
            match c {
                '"' | '”' | '\'' | '’' | '»' | '›' => tail.quote = true,
                ')' | ']' | '}' | '*' | '†' | '‡' | '®' | '™' => {}
                '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '⁻' => tail.reference = true,
                '[' | '(' => match self.bracketed_reference(tail.end) {
                    Some(end) => {
                        tail.reference = true;
                        tail.end = end;
                        continue;
                    }
                    None => break,
                },
                '0'..='9' if self.takes_reference(here, word) => match self.bare_reference(tail.end) {
                    Some(end) => {
                        tail.reference = true;
                        tail.end = end;
                        continue;
                    }
                    None => break,
                },
                _ => break,
            }
            tail.end += c.len_utf8();
        }
        // "pain. [1] Then"
        loop {
            let gap = self.gap(tail.end);
            match self.bracketed_reference(gap) {
                Some(end) if gap > tail.end && self.bytes[gap] == b'[' && self.gap(end) > end => {
                    tail.end = end
                }
                _ => break,
            }
        }
        tail
    }

    /// "[1]", "[2, 3]", "[4–6]", "(7)".
    fn bracketed_reference(&self, at: usize) -> Option<usize> {
        let close = match self.bytes.get(at)? {
            b'[' => ']',
            b'(' => ')',
            _ => return None,
        };
        let rest = self.text.get(at + 1..)?;
        let mut digits = false;
        for (offset, c) in rest.char_indices().take(24) {
            match c {
                '0'..='9' => digits = true,
                ',' | ' ' | '-' | '–' | ';' => {}
                c if c == close && digits => return Some(at + 1 + offset + 1),
                _ => return None,
            }
        }
        None
    }

    /// The stop at `here` ends an ordinary word, so that digits glued to it are references.
    fn takes_reference(&self, here: usize, word: &[u8]) -> bool {
        let last = self.text[..here].chars().next_back();
        match last {
            Some(')' | ']' | '”' | '"' | '’' | '%') => true,
            Some(c) if c.is_lowercase() => {
                word.len() > 1 && self.splitter.roles(word) & ABBREVIATION == 0 && !word.contains(&b'.')
            }
            _ => false,
        }
    }

    /// "1", "1,2", "3–5": digits that end at a space or a capital.
    fn bare_reference(&self, at: usize) -> Option<usize> {
        let mut end = at;
        loop {
            let digits = self.bytes[end..].iter().take(4).take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 || digits > 3 {
                return None;
            }
            end += digits;
            let part = match self.char_at(end) {
                Some(c @ (',' | '-' | '–' | ';')) => end + c.len_utf8(),
                None => return Some(end),
                Some(c) if c.is_whitespace() || c.is_uppercase() => return Some(end),
                Some(_) => return None,
            };
            end = match self.bytes.get(part) {
                Some(b' ') => part + 1,
                _ => part,
            };
            if end - at > 40 {
                return None;
            }
        }
    }

    /// Whether the stop or bracket at `here` closes a list marker.
    fn marks_item(&self, here: usize, end: usize, word: &[u8], bracket: bool) -> bool {
        let Some(marker) = Marker::of(word, bracket) else {
            return false;
        };
        let token = here - word.len();
        let end = end + usize::from(!bracket && self.bytes.get(end) == Some(&b')'));
        let gap = self.gap(end);
        if gap == end || gap >= self.bytes.len() {
            return false;
        }
        let Some(next) = self.next(gap) else {
            return false;
        };
        let capital = !next.first.is_lowercase() && NextKind::of(next.first).is_some();
        if self.opens_sentence(token) {
            return match marker.kind {
                MarkerKind::Number => true,
                MarkerKind::Lower => capital,
                // "A. Fauci" is an initial, and never a break either
                MarkerKind::Upper => bracket,
            };
        }
        if !capital || (marker.kind == MarkerKind::Upper && !bracket) {
            return false;
        }
        let last = self.visible_before(token);
        if last == token {
            return false;
        }
        match self.bytes[last - 1] {
            b':' => marker.value == 1,
            b',' | b';' | b'(' | b'[' | b'$' => false,
            _ => {
                self.marker.is_some_and(|m| Marker { value: m.value + 1, ..m } == marker)
                    && self.splitter.roles(self.word_ending(last)) & BEFORE_COUNT == 0
                    && !(bracket && self.in_bracket(here))
            }
        }
    }

    fn item(&mut self, here: usize, end: usize, word: &[u8], bracket: bool) -> (Option<usize>, usize) {
        self.marker = Marker::of(word, bracket);
        let token = here - word.len();
        let start = (!self.opens_sentence(token)).then_some(token);
        (start, end + usize::from(!bracket && self.bytes.get(end) == Some(&b')')))
    }

    fn closing_bracket(&mut self, here: usize) -> Step {
        let word = self.word_before(here);
        match word.len() <= 3 && self.marks_item(here, here + 1, word, true) {
            true => {
                let (start, resume) = self.item(here, here + 1, word, true);
                Step { start, resume }
            }
            false => Step { start: None, resume: here + 1 },
        }
    }

    fn in_bracket(&self, here: usize) -> bool {
        let from = here.saturating_sub(LONGEST_ADDRESS);
        self.bytes[from..here].iter().rev().find(|b| matches!(b, b'(' | b')')) == Some(&b'(')
    }

    fn bullet(&self, here: usize, tick: bool) -> Step {
        // the whole run of signs, with the spaces and variation selectors between them
        let mut end = here;
        while let Some(c) = self.char_at(end) {
            match c {
                '\u{fe0f}' | '\u{fe0e}' | '\u{200d}' => {}
                c if c.is_whitespace() => {}
                c if self.splitter.bullet(c).is_some() => {}
                _ => break,
            }
            end += c.len_utf8();
        }
        let none = Step { start: None, resume: end };
        let Some(next) = self.next(end) else {
            return none;
        };
        if self.opens_sentence(here) {
            return none;
        }
        let apart = self.text[..here]
            .chars()
            .next_back()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '.' | '!' | '?' | ')' | '”' | '"' | ':'));
        let capital = !next.first.is_lowercase() && NextKind::of(next.first).is_some();
        if !apart || !(capital || self.bulleted || !tick) {
            return none;
        }
        Step { start: Some(here), resume: end }
    }

    /// A number in a key, "1️⃣", which begins a list item.
    fn keycap(&self, here: usize) -> Step {
        let end = here + '\u{20e3}'.len_utf8();
        let none = Step { start: None, resume: end };
        let key = self.text[..here].trim_end_matches('\u{fe0f}');
        let Some(number) =
            key.char_indices().next_back().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at)
        else {
            return none;
        };
        let apart = key[..number]
            .chars()
            .next_back()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '.' | '!' | '?' | ':'));
        match apart && !self.opens_sentence(number) && self.next(self.gap(end)).is_some() {
            true => Step { start: Some(number), resume: end },
            false => none,
        }
    }

    fn bullet_at(&self, at: usize) -> bool {
        self.char_at(at).is_some_and(|c| self.splitter.bullet(c).is_some())
    }

    fn char_at(&self, at: usize) -> Option<char> {
        match self.bytes.get(at)? {
            b if b.is_ascii() => Some(char::from(*b)),
            _ => self.text.get(at..)?.chars().next(),
        }
    }

    /// The first visible character from `at` on.
    fn gap(&self, mut at: usize) -> usize {
        while let Some(c) =
            self.char_at(at).filter(|c| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'))
        {
            at += c.len_utf8();
        }
        at
    }

    /// The end of the last visible character before `at`.
    fn visible_before(&self, at: usize) -> usize {
        self.text[..at].trim_end().len()
    }

    /// The word that ends at `end`, without what opens or parts words.
    fn word_before(&self, end: usize) -> &'a [u8] {
        let mut from = end;
        for (at, c) in self.text[..end].char_indices().rev() {
            let parts = c.is_whitespace()
                || matches!(
                    c,
                    '(' | ')'
                        | '['
                        | ']'
                        | '{'
                        | '}'
                        | '"'
                        | '“'
                        | '”'
                        | '‘'
                        | '/'
                        | '<'
                        | '>'
                        | '='
                        | ';'
                        | ':'
                        | '|'
                        | '*'
                )
                || matches!(c, '—' | '–' | '…' | '«' | '»');
            if parts || end - at > LONGEST_WORD {
                break;
            }
            from = at;
        }
        let word = &self.text[from..end];
        word.trim_start_matches(['\'', '’']).as_bytes()
    }

    /// The word that ends at `end`, where a comma may follow it.
    fn word_ending(&self, end: usize) -> &[u8] {
        self.word_before(self.text[..end].strip_suffix(',').map_or(end, str::len))
    }

    /// The letters and digits from `at` on; an apostrophe ends them ("It's" is "It").
    fn word_at(&self, at: usize) -> &[u8] {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let len = rest.iter().take(LONGEST_WORD + 1).take_while(|b| b.is_ascii_alphanumeric()).count();
        &rest[..len]
    }

    fn next(&self, gap: usize) -> Option<Next> {
        let mut next = Next { first: self.char_at(gap)?, at: gap, bracket: false, dash: false };
        for _ in 0..6 {
            match next.first {
                '—' | '–' | '-' | '―' => next.dash = true,
                '(' | '[' | '{' => next.bracket = true,
                '"' | '“' | '‘' | '\'' | '«' | '‹' | '¿' | '¡' | '#' | '*' | '_' => {}
                c if c.is_whitespace() && next.dash => {}
                _ => break,
            }
            next.at += next.first.len_utf8();
            next.first = self.char_at(next.at)?;
        }
        Some(next)
    }

    fn is_capital(&self, next: &Next) -> bool {
        NextKind::of(next.first) == Some(NextKind::Capital)
    }

    fn is_starter(&self, next: &Next) -> bool {
        let word = self.word_at(next.at);
        let initial = word.len() == 1 && self.bytes.get(next.at + 1) == Some(&b'.');
        self.is_capital(next) && !initial && self.splitter.roles(word) & STARTER != 0
    }

    /// "iPhone", "mRNA", "miRNA": small letters that a sentence may start with.
    fn camel(&self, at: usize) -> bool {
        match self.bytes.get(at..).unwrap_or_default() {
            [a, b, ..] if a.is_ascii_lowercase() && b.is_ascii_uppercase() => true,
            [a, b, c, d, ..] => {
                a.is_ascii_lowercase()
                    && b.is_ascii_lowercase()
                    && c.is_ascii_uppercase()
                    && d.is_ascii_uppercase()
            }
            _ => false,
        }
    }

    /// No letter or digit stands between the start of the sentence and `at`.
    fn opens_sentence(&self, at: usize) -> bool {
        at.saturating_sub(self.start) <= 24
            && self.text.get(self.start..at).is_none_or(|lead| !lead.contains(char::is_alphanumeric))
    }

    fn number_before(&self, at: usize) -> bool {
        self.word_before(self.visible_before(at)).first().is_some_and(u8::is_ascii_digit)
    }

    /// "vitamin C", "vitamins A, C and E": the letter at `at` belongs to a word before it.
    fn letter_taker_before(&self, at: usize) -> bool {
        let mut end = self.visible_before(at);
        for _ in 0..8 {
            let word = self.word_ending(end);
            if self.splitter.roles(word) & BEFORE_LETTER != 0 {
                return true;
            }
            let listed = word.len() == 1
                || word == b"and"
                || word == b"or"
                || word.first().is_some_and(u8::is_ascii_uppercase) && word.len() == 2;
            if !listed || word.ends_with(b".") {
                return false;
            }
            let comma = usize::from(self.text[..end].ends_with(','));
            end = self.visible_before(end - comma - word.len());
        }
        false
    }
}

/// What a stop takes with it.
struct Tail {
    end: usize,
    /// A quotation was closed.
    quote: bool,
    /// A reference number was glued to the stop.
    reference: bool,
}

/// What a sentence may start with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NextKind {
    Capital,
    Number,
    Sign,
}

impl NextKind {
    /// None for small letters and for what only goes on with a sentence, such as a comma.
    fn of(first: char) -> Option<Self> {
        match first {
            '$' | '£' | '€' | '¥' | '~' | '≈' | '<' | '>' | '≥' | '≤' | '±' | '+' | '−' | '№' | '§' => {
                Some(Self::Number)
            }
            '.' | ',' | ';' | ':' | '!' | '?' | '…' | ')' | ']' | '}' | '"' | '”' | '’' | '\'' | '/'
            | '%' | '&' | '=' | '|' => None,
            c if c.is_numeric() => Some(Self::Number),
            c if c.is_lowercase() => None,
            c if c.is_alphabetic() => Some(Self::Capital),
            _ => Some(Self::Sign),
        }
    }
}

impl Marker {
    fn of(word: &[u8], bracket: bool) -> Option<Self> {
        let marker = |kind, value| Some(Self { kind, bracket, value });
        match word {
            [a] if a.is_ascii_lowercase() => marker(MarkerKind::Lower, u32::from(a - b'a') + 1),
            [a] if a.is_ascii_uppercase() => marker(MarkerKind::Upper, u32::from(a - b'A') + 1),
            digits if (1..=3).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) => {
                marker(MarkerKind::Number, digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
            }
            _ => None,
        }
    }
}

fn lone_letter(word: &[u8]) -> Option<u8> {
    match word {
        [letter] if letter.is_ascii_alphabetic() => Some(*letter),
        _ => None,
    }
}

/// "U.S", "b.i.d", "J.K": letters parted by stops.
fn dotted(word: &[u8]) -> bool {
    word.contains(&b'.')
        && word
            .split(|b| *b == b'.')
            .all(|part| matches!(part.len(), 1 | 2) && part.iter().all(u8::is_ascii_alphabetic))
}
