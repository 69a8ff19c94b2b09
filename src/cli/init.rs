//! `caveat init`: a configuration to start from, with a comment on every line. Owns its text.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write as _};

use super::Status;
use super::args::{Init, Site};
use super::replace::unwritable;
use super::terminal::Terminal;
use crate::config::FILE_NAME;
use crate::rule::MARKETS;

pub(super) fn run(init: &Init, terminal: &mut Terminal, status: &mut Status) -> io::Result<()> {
    let text = template(init);
    // never over one that is there, not even one that appears at this moment
    let file = OpenOptions::new().write(true).create_new(true).open(FILE_NAME);
    match file.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => {
            let out = terminal.out();
            writeln!(out, "Wrote {FILE_NAME}. Next:\n")?;
            writeln!(out, "  caveat check       see what there is to mend")?;
            writeln!(out, "  caveat baseline    take what there is as known, and count only what is new")
        }
        Err(error) => {
            status.raise(Status::Trouble);
            let reason = match error.kind() {
                ErrorKind::AlreadyExists => "is already here: change it, or delete it first".to_owned(),
                _ => unwritable(&error),
            };
            terminal.say(&format!("error: {FILE_NAME} {reason}"))
        }
    }
}

fn template(init: &Init) -> String {
    let quoted = |names: &[&str]| names.iter().map(|n| format!("{n:?}")).collect::<Vec<_>>().join(", ");
    let markets: Vec<&str> = init.markets.iter().map(String::as_str).collect();
    let markets = match markets.is_empty() {
        true => format!("# markets = [{}]", quoted(&MARKETS)),
        false => format!("markets = [{}]", quoted(&markets)),
    };
    let (fail_on, inline_allow, rules) = match init.site {
        Site::Clinic => ("error", "warning", ""),
        Site::Shop => ("error", "suggestion", ""),
        Site::Magazine => ("warning", "warning", ""),
        Site::Blog => ("error", "error", "readability = \"suggestion\"\n"),
    };
    let version = env!("CARGO_PKG_VERSION");
    let as_of = version.rsplit_once('.').map_or(version, |(minor, _)| minor);
    format!(
        "\
# Settings of caveat for the articles in this folder and below.

# Where the articles are read: us, uk, eu, au. Some rules hold in some places only.
{markets}

# Least level that makes a check fail: error, warning, suggestion or never.
fail-on = \"{fail_on}\"

# Highest level that a comment in an article may allow: error, warning, suggestion or none.
inline-allow = \"{inline_allow}\"

# Names that no phrase may match inside: people, products, your own.
names = []

# Words that spelling rules accept.
words = []

# Findings that are known and do not count; `caveat baseline` writes the file.
# baseline = \"caveat-baseline.json\"

[rules]
# Rules of later versions stay off until you raise this or name them.
as-of = \"{as_of}\"
# The level of a rule or of a category: error, warning, suggestion or off. `caveat rules` lists them.
{rules}
# Which files of a folder are checked; a folder stands for all that is in it.
[files]
exclude = []
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Resolved};
    use crate::rule::RuleSet;

    #[test]
    fn every_configuration_can_be_used() {
        let rules = RuleSet::load(Vec::new()).expect("the built-in rules");
        for site in [Site::Clinic, Site::Shop, Site::Magazine, Site::Blog] {
            for markets in [&[][..], &["us"], &["uk", "eu"]] {
                let markets = markets.iter().map(|m| (*m).to_owned()).collect();
                let text = template(&Init { markets, site });
                let config = Config::parse(FILE_NAME, &text).expect("no mistake");
                let resolved = Resolved::new(vec![config], &rules).expect("no mistake");
                let settings = resolved.settings(&[]);
                assert!(rules.iter().any(|rule| settings.level(rule).is_some()), "{text}");
                // what is in comments works as well
                let all = text.replace("# markets =", "markets =").replace("# baseline =", "baseline =");
                assert!(Config::parse(FILE_NAME, &all).is_ok(), "{all}");
            }
        }
    }
}
