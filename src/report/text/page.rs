//! The page that blocks are drawn on: what of the drawing crate is the same for all of them. Owns
//! the colours, and what has to be done about a text before and after the crate draws it, so that
//! nothing unescaped and nothing too wide is printed.

use std::ops::Range;

use annotate_snippets::renderer::{AnsiColor, DecorStyle, Effects, Style};
use annotate_snippets::{Group, Level, Message, Renderer, Title};
use anstream::adapter::strip_str;

use super::flow::wrapped;
use super::{Glyphs, Options, escape};

/// Only colours that can be read on white and black: neither bright yellow nor dark blue.
const COLOURS: Renderer = Renderer::styled()
    .error(AnsiColor::Red.on_default().effects(Effects::BOLD))
    .warning(AnsiColor::Yellow.on_default())
    .info(AnsiColor::Cyan.on_default())
    .help(STRONG)
    .emphasis(STRONG)
    .line_num(Style::new().effects(Effects::DIMMED))
    .context(AnsiColor::Cyan.on_default())
    .removal(REMOVED)
    .addition(ADDED)
    .hyperlink(false);
const STRONG: Style = Style::new().effects(Effects::BOLD);
pub(super) const REMOVED: Style = AnsiColor::Red.on_default();
pub(super) const ADDED: Style = AnsiColor::Green.on_default();

/// Lines of output, coloured or not.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) glyphs: &'static Glyphs,
    pub(super) width: usize,
    pub(super) color: bool,
    renderer: Renderer,
}

impl Page {
    pub(super) fn new(options: &Options) -> Self {
        let width = options.columns();
        let renderer = if options.color { COLOURS } else { Renderer::plain() };
        let decor = if options.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
        Self {
            text: String::new(),
            glyphs: Glyphs::of(options),
            width,
            color: options.color,
            renderer: renderer.decor_style(decor).term_width(width),
        }
    }

    /// Columns beside a gutter of this many digits.
    pub(super) fn room(&self, digits: usize) -> usize {
        self.width.saturating_sub(digits + 3).max(4)
    }

    /// A title of its own, for what has no passage.
    pub(super) fn line(&mut self, level: Level<'_>, name: &str, rule: Option<&str>, text: &str) {
        let title = self.title(level, name, rule, text).0;
        self.draw(&[Group::with_title(title)], 0..0);
    }

    /// A title, and how many lines it has.
    pub(super) fn title<'t>(
        &self, level: Level<'t>, name: &'t str, rule: Option<&str>, text: &str,
    ) -> (Title<'t>, usize) {
        let mut text = escape::one_line(text, self.glyphs.unicode);
        let rule = rule.map(|rule| escape::one_line(rule, self.glyphs.unicode));
        let mut label = name.len() + 2;
        let mut id = None;
        if let Some(rule) = rule {
            let wide = label + 2 + escape::columns(&rule);
            // the lines of the text stand beside the label: a wide one would leave them no room
            if 2 * wide <= self.width {
                label = wide;
                id = Some(rule);
            } else {
                text = format!("[{rule}] {text}");
            }
        }
        let text = wrapped(&text, self.width.saturating_sub(label), "");
        let lines = 1 + text.matches('\n').count();
        let title = level.with_name(name).primary_title(text);
        (if let Some(id) = id { title.id(id) } else { title }, lines)
    }

    /// The heading of a second part, such as a fix.
    pub(super) fn heading<'t>(&self, name: &'t str, text: &str) -> Title<'t> {
        let text = escape::one_line(text, self.glyphs.unicode);
        Level::HELP.with_name(name).secondary_title(wrapped(
            &text,
            self.width.saturating_sub(name.len() + 2),
            "",
        ))
    }

    /// A paragraph under the passage, of a text that is escaped already.
    pub(super) fn note<'t>(&self, digits: usize, name: &'t str, text: &str) -> Message<'t> {
        let (room, label) = (self.room(digits), name.len() + 2);
        if 2 * label <= room {
            return Level::NOTE.with_name(name).message(wrapped(text, room - label, ""));
        }
        Level::NOTE.no_name().message(wrapped(&format!("{name}: {text}"), room, ""))
    }

    /// Prints a report without some of its lines.
    pub(super) fn draw(&mut self, report: &[Group<'_>], without: Range<usize>) {
        let drawn = self.renderer.render(report);
        let lines = drawn.lines().enumerate().filter(|(i, _)| !without.contains(i));
        let mut lines: Vec<&str> = lines.map(|(_, line)| line).collect();
        // in plain ASCII a block may end with a bar that leads nowhere
        if lines.last().is_some_and(|last| strip_str(last).to_string().trim() == "|") {
            lines.pop();
        }
        for line in lines {
            self.text.push_str(line.trim_end_matches(' '));
            self.text.push('\n');
        }
    }

    /// Prints a paragraph; lines after the first are indented.
    pub(super) fn paragraph(&mut self, text: &str, strong: bool) {
        let indent = if self.width < 30 { "" } else { "  " };
        let text = wrapped(&escape::one_line(text, self.glyphs.unicode), self.width, indent);
        let style = if strong && self.color { STRONG } else { Style::new() };
        self.text.push_str(&format!("{style}{text}{style:#}\n"));
    }
}
