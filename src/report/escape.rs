//! What of a text reaches the terminal. Owns the list of characters that could deceive a reader or
//! drive a terminal; article text, paths and messages all pass through here.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// How one piece of a text is shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown<'t> {
    /// White space inside a line, this many columns wide.
    Blank(usize),
    /// A line ending.
    Break,
    /// As it stands, this many columns wide.
    Plain(&'t str, usize),
    /// As it stands but for marks that terminals disagree on, this many columns wide.
    Rewritten(String, usize),
    /// A character that must not be shown as it is.
    Hidden(char),
}

/// Combining marks kept on one letter; a pile of hundreds would cover the lines above it.
const MARKS: usize = 4;

/// Calls `see` with every piece of the text and its start.
pub(super) fn pieces<'t>(text: &'t str, mut see: impl FnMut(usize, &'t str, Shown<'t>)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // two ASCII characters never make one grapheme, except for a line ending
        let parted = |end: usize| {
            end == bytes.len()
                || bytes[end - 1].is_ascii()
                    && bytes[end].is_ascii()
                    && !(bytes[end - 1] == b'\r' && bytes[end] == b'\n')
        };
        let end = (at + 1..=bytes.len()).find(|&end| parted(end)).unwrap_or(bytes.len());
        let run = &text[at..end];
        match run.len() {
            1 if bytes[at].is_ascii_graphic() => see(at, run, Shown::Plain(run, 1)),
            1 => piece(at, run, &mut see),
            _ => run.grapheme_indices(true).for_each(|(i, grapheme)| piece(at + i, grapheme, &mut see)),
        }
        at = end;
    }
}

fn piece<'t>(at: usize, grapheme: &'t str, see: &mut impl FnMut(usize, &'t str, Shown<'t>)) {
    match grapheme {
        "\n" | "\r" | "\r\n" => see(at, grapheme, Shown::Break),
        " " => see(at, grapheme, Shown::Blank(1)),
        "\t" => see(at, grapheme, Shown::Blank(4)),
        _ => {
            let mut chars = grapheme.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) if is_hidden(c) => see(at, grapheme, Shown::Hidden(c)),
                (Some(c), None) => match width(c) {
                    0 if is_selector(c) => {}
                    // a combining mark without a letter needs a place of its own
                    0 => see(at, grapheme, Shown::Rewritten(format!("\u{25cc}{c}"), 1)),
                    columns => see(at, grapheme, Shown::Plain(grapheme, columns)),
                },
                _ => cluster(at, grapheme, see),
            }
        }
    }
}

/// A letter with marks, or an emoji of several parts: joiners, skin tones and presentation
/// selectors go, because terminals disagree on their width and the underline would be off.
fn cluster<'t>(at: usize, grapheme: &'t str, see: &mut impl FnMut(usize, &'t str, Shown<'t>)) {
    let (mut text, mut columns, mut marks) = (String::new(), 0, 0);
    for (i, c) in grapheme.char_indices() {
        let range = &grapheme[i..i + c.len_utf8()];
        let joins = c == '\u{200d}' && i > 0 && i + c.len_utf8() < grapheme.len();
        if is_selector(c) || joins || (is_skin_tone(c) && columns > 0) {
            continue;
        }
        if is_hidden(c) {
            if !text.is_empty() {
                see(at, grapheme, Shown::Rewritten(std::mem::take(&mut text), columns));
                (columns, marks) = (0, 0);
            }
            see(at + i, range, Shown::Hidden(c));
            continue;
        }
        match width(c) {
            0 if marks >= MARKS => continue,
            0 => {
                marks += 1;
                if text.is_empty() {
                    text.push('\u{25cc}');
                    columns += 1;
                }
            }
            w => columns += w,
        }
        text.push(c);
    }
    if text == grapheme {
        see(at, grapheme, Shown::Plain(grapheme, columns));
    } else if !text.is_empty() {
        see(at, grapheme, Shown::Rewritten(text, columns));
    }
}

/// Columns of one character.
pub(super) fn width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Columns of an escaped text.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Characters that no reader sees, or that turn the order of those around them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// Presentation selectors change how the character before them is drawn.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// How a hidden character is written out.
pub(super) fn code_point(c: char, unicode: bool) -> String {
    let (open, close) = if unicode { ('‹', '›') } else { ('<', '>') };
    format!("{open}U+{:04X}{close}", u32::from(c))
}

/// The text on one line, with nothing hidden in it and white space folded.
pub(super) fn one_line(text: &str, unicode: bool) -> String {
    let mut line = String::with_capacity(text.len());
    pieces(text, |_, _, shown| match shown {
        Shown::Blank(_) | Shown::Break => {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        }
        Shown::Plain(plain, _) => line.push_str(plain),
        Shown::Rewritten(text, _) => line.push_str(&text),
        Shown::Hidden(c) => line.push_str(&code_point(c, unicode)),
    });
    line.truncate(line.trim_end().len());
    line
}

/// The name of a file, exactly: spaces stay, all that is hidden is written out.
pub(super) fn path(text: &str, unicode: bool) -> String {
    exact(text, unicode, |space| (space == " ").then_some(" "))
}

/// A text as it stands, on one line: white space stays, line endings are shown as `newline`.
pub(super) fn inline(text: &str, unicode: bool, newline: &'static str) -> String {
    exact(text, unicode, |space| match space {
        " " => Some(" "),
        "\t" => Some("    "),
        _ => Some(newline),
    })
}

fn exact(text: &str, unicode: bool, space: impl Fn(&str) -> Option<&'static str>) -> String {
    let mut line = String::with_capacity(text.len());
    pieces(text, |_, piece, shown| match shown {
        Shown::Blank(_) | Shown::Break => match space(piece) {
            Some(space) => line.push_str(space),
            None => piece.chars().for_each(|c| line.push_str(&code_point(c, unicode))),
        },
        Shown::Plain(plain, _) => line.push_str(plain),
        Shown::Rewritten(text, _) => line.push_str(&text),
        Shown::Hidden(c) => line.push_str(&code_point(c, unicode)),
    });
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_gets_through() {
        assert_eq!(one_line("a\u{1b}[31mb\r\nc\t d\u{202e}e", true), "a‹U+001B›[31mb c d‹U+202E›e");
        assert_eq!(one_line("pass\u{200b}word \u{200d}x", false), "pass<U+200B>word <U+200D>x");
        assert_eq!(one_line("e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", true).chars().count(), 5);
        assert_eq!(path("a\nb  c", true), "a‹U+000A›b  c");
        assert_eq!(inline("a\r\nb\t c", true, "⏎"), "a⏎b     c");
    }

    #[test]
    fn emoji_come_apart() {
        assert_eq!(one_line("👩🏽\u{200d}⚕\u{fe0f} ok", true), "👩⚕ ok");
    }
}
