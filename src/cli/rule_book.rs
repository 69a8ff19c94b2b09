//! `caveat rules --format markdown`: the rules as a document to read. Owns its look, and how an
//! example that is a whole article is cut; must not know any rule by name.

use std::io::{self, Write};
use std::ops::Range;

use crate::finding::{Level, Reference};
use crate::rule::{Example, Examples, Rule};

/// Most examples of a kind that are shown.
const EXAMPLES: usize = 6;
/// Longest example that is shown whole, in characters.
const LONGEST: usize = 240;

/// Writes the rules, by category; `level` says what the configuration makes of a rule.
pub(super) fn write(
    out: &mut dyn Write, rules: &[&Rule], level: &dyn Fn(&Rule) -> Option<Level>,
) -> io::Result<()> {
    writeln!(out, "# The rules\n")?;
    writeln!(
        out,
        "<!-- Written by `caveat rules --format markdown`; change the files in `rules/` instead. -->\n"
    )?;
    writeln!(
        out,
        "This is what caveat looks for: {} rules, each with the reason for it, what to do, and on whose authority.",
        rules.len()
    )?;
    writeln!(
        out,
        "In the examples `{{{{…}}}}` marks the words that are flagged, and ⏎ the end of a line; `[…]` stands for what is left out.\n"
    )?;
    for (i, rule) in rules.iter().enumerate() {
        if i == 0 || rules[i - 1].category != rule.category {
            writeln!(out, "- [{}](#{})", capital(rule.category.name), rule.category.name)?;
        }
    }
    for (i, rule) in rules.iter().enumerate() {
        if i == 0 || rules[i - 1].category != rule.category {
            writeln!(out, "\n## {}", capital(rule.category.name))?;
        }
        one(out, rule, level(rule))?;
    }
    Ok(())
}

fn one(out: &mut dyn Write, rule: &Rule, level: Option<Level>) -> io::Result<()> {
    let level = level.map_or("off", Level::name);
    let markets = match rule.markets.as_slice() {
        [] => String::new(),
        some => format!(", market {}", some.join(", ")),
    };
    writeln!(out, "\n### {}\n\nFlags {} ({level}{markets}).\n", rule.id, rule.summary)?;
    for (title, text) in [("Why", &rule.why), ("What to do", &rule.help)] {
        writeln!(out, "{title}: {text}\n")?;
    }
    let Examples { flag, pass, .. } = rule.examples();
    for (title, examples) in [("Flagged", flag), ("Passed over", pass)] {
        writeln!(out, "{title}:\n\n```text")?;
        for Example { text, .. } in examples.iter().take(EXAMPLES) {
            writeln!(out, "{}", shortened(text).trim_end().replace("\n\n", "\n").replace('\n', " ⏎ "))?;
        }
        writeln!(out, "```\n")?;
    }
    let authorities: Vec<String> = rule.references.iter().map(authority).collect();
    writeln!(out, "Authority: {}.", authorities.join("; "))
}

fn authority(reference: &Reference) -> String {
    match &reference.url {
        Some(url) => format!("[{}]({url})", reference.title),
        None => reference.title.clone(),
    }
}

/// The word with a capital letter.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// An example, cut where it is a whole article: its beginning, the words that it marks, its end.
pub(super) fn shortened(example: &str) -> String {
    const HEAD: usize = 110;
    const TAIL: usize = 90;
    const AROUND: usize = 60;
    if example.chars().count() <= LONGEST {
        return example.to_owned();
    }
    let mut parts: Vec<Range<usize>> = std::iter::once(0..floor(example, HEAD)).collect();
    if let (Some(open), Some(close)) = (example.find("{{"), example.find("}}")) {
        let marked = floor(example, open.saturating_sub(AROUND))..floor(example, close + 2 + AROUND);
        match parts.last_mut() {
            Some(last) if marked.start <= last.end => last.end = last.end.max(marked.end),
            _ => parts.push(marked),
        }
    }
    let tail = floor(example, example.len() - TAIL)..example.len();
    match parts.last_mut() {
        Some(last) if tail.start <= last.end => last.end = tail.end,
        _ => parts.push(tail),
    }
    let parts: Vec<&str> = parts.into_iter().map(|part| example[part].trim()).collect();
    parts.join(" […] ")
}

/// The end of the last whole word that begins before a byte.
fn floor(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at.min(text.len()));
    if at == text.len() {
        return at;
    }
    text[..at].rfind(char::is_whitespace).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_long_example_keeps_its_ends_and_its_mark() {
        let filler = "the cups are made of glass and ".repeat(12);
        let long = format!("# Cupping\n\n{filler}and {{{{cure all}}}} of it {filler}at last");
        let short = shortened(&long);
        assert!(short.starts_with("# Cupping") && short.ends_with("at last"), "{short}");
        assert!(short.contains("{{cure all}}") && short.matches("[…]").count() == 2, "{short}");
        assert!(short.len() < 500, "{short}");
        assert_eq!(shortened("A {{cure}}."), "A {{cure}}.");
    }
}
