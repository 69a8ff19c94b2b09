//! The phrase notation of rules and lexicons: text to a tree and back. Owns the grammar and its
//! errors; must not know words of any language, documents or rules.
//!
//! ```text
//! phrase = item , { " " , [ gap , " " ] , item } ;        no gap at either end
//! gap    = ".." , number ;                                0 to number words, 1–25
//! item   = ( word | ref | class | group ) , [ "?" ] ;     ? = may be absent
//! group  = "(" , phrase , { "|" , phrase } , ")" , [ form ] ;
//! word   = ( bare , [ form | "*" ] ) | quoted ;
//! form   = "/v" | "/n" ;                                  all forms of a verb, of a noun
//! ref    = "@" , name , { "." , name } ;                  a hit of that lexicon
//! class  = "#" , ( "num" | "percent" | "year" | "Name" | "ing" ) ;
//! quoted = '"' , { any character except '"' } , '"' ;     punctuation that must stand there
//! ```

use std::fmt;
use std::ops::Range;

use super::closed;

/// Longest gap that a phrase may leave open, in words.
pub const MAX_GAP: u8 = 25;
/// Shortest stem that may carry a star, in characters.
pub const MIN_STEM: usize = 4;
/// Deepest nesting of groups.
const MAX_DEPTH: usize = 8;

/// A phrase: items in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The items; never empty, the first without a gap.
    pub items: Vec<Item>,
}

/// One item of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Words that may stand before the item.
    pub gap: u8,
    /// What must stand here.
    pub what: What,
    /// It may be absent.
    pub optional: bool,
}

/// What an item matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A word, hyphens included, in the given form.
    Word(String, Form),
    /// A word that begins so.
    Stem(String),
    /// A hit of the lexicon of that name.
    Reference(String),
    /// A kind of token.
    Class(Class),
    /// Punctuation between the word before and the word after.
    Quoted(String),
    /// One of several phrases; a verb's form applies to the first word of each, a noun's to the last.
    Group(Vec<Phrase>, Form),
}

/// Which forms of a word match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Only the word as written (UK and US spelling alike).
    Bare,
    /// Every form of the verb.
    Verb,
    /// Singular, plural and the possessives of both.
    Noun,
}

/// A kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A number in digits or words.
    Number,
    /// A number followed by `%`, `percent` or `per cent`.
    Percent,
    /// A year from 1900 to 2099.
    Year,
    /// A word with a capital letter.
    Name,
    /// A word that ends in -ing.
    Ing,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 5] = [Self::Number, Self::Percent, Self::Year, Self::Name, Self::Ing];
}

/// Why a phrase was refused, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseError {
    /// Byte range in the phrase.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
}

impl Phrase {
    /// Reads a phrase.
    ///
    /// # Errors
    /// Where the text does not follow the grammar, with the place.
    pub fn parse(text: &str) -> Result<Self, PhraseError> {
        let mut parser = Parser { text, at: 0 };
        let phrase = parser.phrase(0)?;
        match parser.peek() {
            None => Ok(phrase),
            Some(c) => Err(parser.error(1, format!("`{c}` has no opening bracket or group before it"))),
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn error(&self, len: usize, message: impl Into<String>) -> PhraseError {
        let end = self.text.ceil_char_boundary(self.at + len);
        PhraseError { span: self.at.min(end)..end, message: message.into() }
    }

    fn spaces(&mut self) -> bool {
        let before = self.at;
        self.at += self.text[self.at..].len() - self.text[self.at..].trim_start().len();
        self.at > before
    }

    fn phrase(&mut self, depth: usize) -> Result<Phrase, PhraseError> {
        if depth > MAX_DEPTH {
            return Err(self.error(1, "groups are nested too deeply"));
        }
        let mut items: Vec<Item> = Vec::new();
        let mut gap = None;
        self.spaces();
        loop {
            match self.peek() {
                None | Some(')' | '|') => break,
                Some('.') if self.text[self.at..].starts_with("..") => {
                    let digits = self.text[self.at + 2..].bytes().take_while(u8::is_ascii_digit).count();
                    let number = self.text[self.at + 2..self.at + 2 + digits].parse::<u8>();
                    let size = 2 + digits;
                    match number {
                        Ok(n) if (1..=MAX_GAP).contains(&n) => {
                            if items.is_empty() || gap.is_some() {
                                return Err(self.error(size, "a gap needs a word on both sides"));
                            }
                            gap = Some(n);
                        }
                        _ => {
                            let message =
                                format!("a gap is `..` and a number from 1 to {MAX_GAP}, as in `..3`");
                            return Err(self.error(size.max(2), message));
                        }
                    }
                    self.at += size;
                }
                Some(_) => {
                    let begun = self.at;
                    let item = self.item(gap.take().unwrap_or(0), depth)?;
                    let is = |item: &Item, word: &str| matches!(&item.what, What::Word(w, _) if w == word);
                    if is(&item, "n't") && items.last().is_some_and(|last| is(last, "ca")) {
                        self.at = begun.saturating_sub("ca ".len());
                        return Err(self.error("ca n't".len(), "no text has “ca”: write `can't`"));
                    }
                    items.push(item);
                }
            }
            if !self.spaces() && !matches!(self.peek(), None | Some(')' | '|')) {
                return Err(self.error(1, "a space is missing here"));
            }
        }
        if gap.is_some() {
            return Err(self.error(0, "a gap needs a word on both sides"));
        }
        if items.iter().all(|i| i.optional) {
            let message = if items.is_empty() {
                "an empty phrase matches nothing"
            } else {
                "every item may be absent, so that this would match anywhere"
            };
            return Err(self.error(1, message));
        }
        if items.len() > 1
            && items.first().is_some_and(|i| i.optional)
            && items.last().is_some_and(|i| i.optional)
        {
            return Err(self.error(0, "first and last item may not both be absent"));
        }
        Ok(Phrase { items })
    }

    fn item(&mut self, gap: u8, depth: usize) -> Result<Item, PhraseError> {
        let what = match self.peek() {
            Some('(') => self.group(depth)?,
            Some('@') => {
                let name = self
                    .bare_run(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'), 1);
                if name.is_empty() {
                    return Err(self.error(1, "`@` needs the name of a lexicon, as in `@hedge.strong`"));
                }
                let name = name.to_owned();
                self.at += 1 + name.len();
                What::Reference(name)
            }
            Some('#') => {
                let name = self.bare_run(char::is_alphabetic, 1);
                let class = match name {
                    "num" => Class::Number,
                    "percent" => Class::Percent,
                    "year" => Class::Year,
                    "Name" => Class::Name,
                    "ing" => Class::Ing,
                    _ => {
                        let message = "the classes are #num, #percent, #year, #Name and #ing";
                        return Err(self.error(1 + name.len(), message));
                    }
                };
                self.at += 1 + name.len();
                What::Class(class)
            }
            Some('"') => {
                let Some(len) = self.text[self.at + 1..].find('"') else {
                    return Err(self.error(1, "the quotation mark is not closed"));
                };
                let inner = self.text[self.at + 1..self.at + 1 + len].to_owned();
                if inner.is_empty() || inner.chars().any(char::is_alphanumeric) {
                    return Err(self.error(
                        len + 2,
                        "quoted text holds punctuation only; words stand without quotation marks",
                    ));
                }
                self.at += len + 2;
                What::Quoted(inner)
            }
            Some(c @ ('?' | '*')) => {
                return Err(self.error(1, format!("`{c}` needs a word or group before it")));
            }
            _ => self.word()?,
        };
        let optional = self.peek() == Some('?');
        self.at += usize::from(optional);
        Ok(Item { gap, what, optional })
    }

    fn bare_run(&self, keep: impl Fn(char) -> bool, skip: usize) -> &str {
        let rest = &self.text[self.at + skip..];
        &rest[..rest.find(|c| !keep(c)).unwrap_or(rest.len())]
    }

    fn group(&mut self, depth: usize) -> Result<What, PhraseError> {
        let open = self.at;
        self.at += 1;
        let mut phrases = Vec::new();
        loop {
            phrases.push(self.phrase(depth + 1)?);
            match self.peek() {
                Some('|') => self.at += 1,
                Some(')') => break,
                _ => {
                    self.at = open;
                    return Err(self.error(1, "the bracket is not closed"));
                }
            }
        }
        self.at += 1;
        let form = self.form();
        let mut lone = phrases.iter().filter_map(|phrase| match phrase.items.as_slice() {
            [Item { what: What::Word(word, _), .. }] => Some(word.as_str()),
            _ => None,
        });
        if form != Form::Bare
            && let Some(word) = lone.find(|word| has_no_forms(word))
        {
            self.at = open;
            return Err(self.error(1, format!("`{word}` is a pronoun and has no other forms: put it outside the group that ends in `{form}`")));
        }
        Ok(What::Group(phrases, form))
    }

    fn form(&mut self) -> Form {
        let rest = &self.text[self.at..];
        let form = match rest.get(..2) {
            Some("/v") => Form::Verb,
            Some("/n") => Form::Noun,
            _ => return Form::Bare,
        };
        // at the end of a word only, so that ME/CFS and and/nor are words
        match rest[2..].chars().next() {
            None | Some(' ' | ')' | '|' | '?') => {
                self.at += 2;
                form
            }
            _ => Form::Bare,
        }
    }

    fn word(&mut self) -> Result<What, PhraseError> {
        let start = self.at;
        let mut end = start;
        let text = self.text;
        for (i, c) in text[start..].char_indices() {
            let here = start + i;
            if c == '/' {
                self.at = here;
                if self.form() != Form::Bare {
                    break;
                }
            } else if matches!(c, ' ' | '(' | ')' | '|' | '?' | '*' | '@' | '#' | '"') {
                break;
            } else if matches!(c, '[' | ']' | '{' | '}' | '\\' | '+' | '&' | '~' | '!' | ',' | ';' | ':') {
                self.at = here;
                return Err(self.error(c.len_utf8(), format!("`{c}` is not part of the notation; punctuation that must match stands in quotation marks")));
            }
            end = here + c.len_utf8();
        }
        self.at = end;
        let word = text[start..end].to_owned();
        if !word.chars().any(char::is_alphanumeric) {
            self.at = start;
            return Err(self.error(word.len().max(1), "a word has at least one letter or digit"));
        }
        if self.peek() == Some('*') {
            if word.chars().count() < MIN_STEM || word.contains('-') {
                self.at = start;
                return Err(self
                    .error(word.len() + 1, format!("a stem has at least {MIN_STEM} letters and no hyphen")));
            }
            self.at += 1;
            return Ok(What::Stem(word));
        }
        let form = self.form();
        if form != Form::Bare && has_no_forms(&word) {
            self.at = start;
            return Err(self.error(
                word.len() + 2,
                format!("`{word}` is a pronoun and has no other forms: leave out `{form}`"),
            ));
        }
        Ok(What::Word(word, form))
    }
}

/// Pronouns, whose made-up forms would be read for others: "it's" for a plural of "it".
fn has_no_forms(word: &str) -> bool {
    closed::is(word, &closed::SUBJECT_PRONOUNS)
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, item) in self.items.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            if item.gap > 0 {
                write!(f, "..{} ", item.gap)?;
            }
            match &item.what {
                What::Word(word, form) => write!(f, "{word}{form}")?,
                What::Stem(stem) => write!(f, "{stem}*")?,
                What::Reference(name) => write!(f, "@{name}")?,
                What::Class(class) => write!(f, "{class}")?,
                What::Quoted(text) => write!(f, "\"{text}\"")?,
                What::Group(phrases, form) => {
                    f.write_str("(")?;
                    for (i, phrase) in phrases.iter().enumerate() {
                        if i > 0 {
                            f.write_str("|")?;
                        }
                        write!(f, "{phrase}")?;
                    }
                    write!(f, "){form}")?;
                }
            }
            if item.optional {
                f.write_str("?")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bare => "",
            Self::Verb => "/v",
            Self::Noun => "/n",
        })
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number => "#num",
            Self::Percent => "#percent",
            Self::Year => "#year",
            Self::Name => "#Name",
            Self::Ing => "#ing",
        })
    }
}

impl Phrase {
    /// Every phrase that says a little less: one alternative, option or gap taken away. The test
    /// that every word earns its place tries them all.
    pub fn reductions(&self) -> Vec<Self> {
        let mut out = Vec::new();
        for (i, item) in self.items.iter().enumerate() {
            let mut with = |new: Item| {
                let mut reduced = self.clone();
                reduced.items[i] = new;
                out.push(reduced);
            };
            if item.gap > 0 {
                with(Item { gap: 0, ..item.clone() });
            }
            if item.optional {
                with(Item { optional: false, ..item.clone() });
                if self.items.len() > 1 {
                    let mut reduced = self.clone();
                    let gone = reduced.items.remove(i);
                    match reduced.items.get_mut(i) {
                        Some(next) if i > 0 => next.gap = next.gap.max(gone.gap),
                        Some(next) => next.gap = 0,
                        None => {}
                    }
                    out.push(reduced);
                }
            }
            if let What::Group(phrases, form) = &item.what {
                for (k, phrase) in phrases.iter().enumerate() {
                    let mut with = |new: Vec<Self>| {
                        let mut reduced = self.clone();
                        reduced.items[i] = Item { what: What::Group(new, *form), ..item.clone() };
                        out.push(reduced);
                    };
                    if phrases.len() > 1 {
                        with(
                            phrases
                                .iter()
                                .enumerate()
                                .filter(|(j, _)| *j != k)
                                .map(|(_, p)| p.clone())
                                .collect(),
                        );
                    }
                    for inner in phrase.reductions() {
                        let mut all = phrases.clone();
                        all[k] = inner;
                        with(all);
                    }
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_the_notation() {
        for text in [
            "completely safe",
            "studies ..3 (show|find|has been shown)/v",
            "(no|zero) (known|harmful)? side effect/n",
            "pain-free",
            "vaccin*",
            "@efficacy.cure ..6 @condition",
            "#num out of #num",
            "ME/CFS",
            "(get rid of|wipe out)/v ..2 (it|them)",
            "guaranteed \"!\" results",
        ] {
            let phrase = Phrase::parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
            assert_eq!(phrase.to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_no_phrase_and_says_where() {
        for (text, at) in [
            ("", 0),
            ("..3 cure", 0),
            ("cure ..3", 8),
            ("cure ..99 it", 5),
            ("cure .. it", 5),
            ("it ca n't cure", 3),
            ("(cure|heal", 0),
            ("cure)", 4),
            ("x?", 2),
            ("\\d+", 0),
            ("a & b", 2),
            ("va*", 0),
            ("#number", 0),
            ("@", 0),
            ("()", 1),
            ("\"safe\"", 0),
            ("a? b?", 5),
            ("help it/n", 5),
            ("all (people|you)/n", 4),
        ] {
            let error = Phrase::parse(text).expect_err(text);
            assert_eq!(error.span.start, at, "{text}: {error:?}");
        }
    }

    #[test]
    fn a_mistake_never_ends_inside_a_character() {
        for text in ["a)é", "(a)é", "é\u{301}🙂)🙂", "va*🙂", "\"\"é", "@é", "#é"] {
            let error = Phrase::parse(text).expect_err(text);
            assert!(text.get(error.span.clone()).is_some(), "{text}: {error:?}");
        }
    }

    #[test]
    fn reductions_take_one_thing_away() {
        let phrase = Phrase::parse("(no|zero) known? side ..2 effects").expect("valid");
        let all: Vec<String> = phrase.reductions().iter().map(ToString::to_string).collect();
        assert_eq!(
            all,
            [
                "(zero) known? side ..2 effects",
                "(no) known? side ..2 effects",
                "(no|zero) known side ..2 effects",
                "(no|zero) side ..2 effects",
                "(no|zero) known? side effects"
            ]
        );
    }
}
