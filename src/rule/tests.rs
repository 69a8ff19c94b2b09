//! Tests over all built-in rules at once: rules are data, so what holds for one is asked of each.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::check;
use crate::config::Settings;
use crate::examples;
use crate::fault::Fault;
use crate::format::{self, Format};
use crate::language::phrase::Phrase;
use crate::translated::{self, Translation};

fn list(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn built_in_examples_hold() {
    let rules = RuleSet::load(Vec::new()).unwrap_or_else(|faults| panic!("{}", list(&faults)));
    let examined = examples::run(&rules, &|_| true);
    let failures: Vec<String> = examined
        .failures
        .iter()
        .map(|f| format!("{}: {}\n    {}", f.rule, f.fault.message, &f.fault.source[f.fault.span.clone()]))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(examined.rules > 100 && examined.examples > 3000, "{} rules", examined.rules);
    const FEWEST: usize = 4;
    for rule in rules.iter() {
        let (flag, pass) = (rule.examples().flag.len(), rule.examples().pass.len());
        assert!(flag >= FEWEST && pass >= FEWEST, "{}: {flag} to flag and {pass} to pass", rule.id);
    }
}

/// What the build script made of our files is what their texts say, to the last place; but for the
/// examples of rules, which nobody needs who checks articles.
#[test]
fn translations_say_what_the_texts_say() {
    fn same<T: serde::de::DeserializeOwned + std::fmt::Debug>(
        key: &str, text: &str, translation: Translation, without_examples: impl Fn(&mut T),
    ) {
        let translated: T = translated::read(translation).unwrap_or_else(|e| panic!("{key}: {e}"));
        let mut read: T = toml::from_str(text).unwrap_or_else(|e| panic!("{key}: {e}"));
        without_examples(&mut read);
        assert_eq!(format!("{translated:?}"), format!("{read:?}"), "{key}");
    }
    for &(key, text, translation) in load::FILES {
        same::<toml::Table>(key, text, translation, |table| drop(table.remove("examples")));
        match key.split('/').next() {
            Some("lexicons") => {
                same::<BTreeMap<String, file::LexiconTable>>(key, text, translation, |_| {});
            }
            Some(folder) if Category::named(folder).is_some() => {
                same::<file::RuleFile>(key, text, translation, |rule| rule.examples = None);
            }
            _ => {}
        }
    }
}

/// The phrases that the build script worked out come to what they are when worked out here, and they
/// are nearly all: whoever starts the program waits for the rest. No time is measured, only how much
/// there is to do.
#[test]
fn phrases_are_worked_out_in_advance() {
    let load = |change: &dyn Fn(&mut DataFile)| {
        let files = load::FILES.iter().map(|(key, text, _)| {
            let mut file = DataFile { path: (*key).to_owned(), key: (*key).to_owned(), text: (*text).into() };
            change(&mut file);
            ((*key).to_owned(), file)
        });
        RuleSet::from_files(&files.collect(), Knowledge::load(&[]))
            .unwrap_or_else(|faults| panic!("{}", list(&faults)))
    };
    let prepared = load(&|_| {});
    // word forms of one's own: nothing can be taken from what was prepared for others
    let unprepared =
        load(&|file| file.text.to_mut().push(if file.key == "english/inflection.toml" { '\n' } else { ' ' }));
    let (prepared, unprepared) = (prepared.language().lexicons(), unprepared.language().lexicons());
    assert_eq!(prepared.unprepared(), 0);
    assert_eq!(prepared.outline(), unprepared.outline());
    assert!(unprepared.to_bytes() == load::LEXICONS, "the whole index");
    let (phrases, patterns) = (unprepared.unprepared(), prepared.outline().len());
    assert!(patterns < 3 * phrases, "{patterns} patterns of {phrases} phrases: which one multiplies?");
}

/// A lexicon that a built-in question names and nobody has is a mistake at its place.
#[test]
fn names_of_lexicons_are_checked_in_every_table() {
    for (key, name) in [
        ("safety/missing-headache-signs.toml", "caution.headache-signs"),
        ("consistency/conclusion-contradiction.toml", "stance.doubt"),
        ("numbers/mixed-denominators.toml", "quantity.frequency"),
    ] {
        let (_, text, _) = load::FILES.iter().find(|(k, ..)| *k == key).expect("a rule of ours");
        let wrong = text.replacen(&format!("\"{name}\""), &format!("\"{name}x\""), 1);
        assert_ne!(*text, wrong, "{key} does not name {name}");
        let file = DataFile { path: key.to_owned(), key: key.to_owned(), text: wrong.into() };
        let faults = RuleSet::load(vec![file]).expect_err("a mistake");
        let [fault] = &faults[..] else { panic!("{}", list(&faults)) };
        assert_eq!(fault.source[fault.span.clone()], format!("\"{name}x\""));
        assert!(fault.message.contains(name), "{}", fault.message);
    }
}

/// Names in the file of the scorecard lead somewhere, whatever an article promotes.
#[test]
fn names_in_the_scorecard_are_checked() {
    let (key, text, _) = load::FILES.iter().find(|(k, ..)| *k == "scorecard.toml").expect("ours");
    for (from, to) in [
        ("risk.named", "risk.nmaed"),
        ("\"grade-wording\"", "\"grade-wrding\""),
        ("\"safety\", ", "\"saftey\", "),
    ] {
        let text = text.replacen(from, to, 1);
        let file = DataFile { path: "mine".into(), key: (*key).to_owned(), text: text.clone().into() };
        let faults = RuleSet::load(vec![file]).expect_err("a mistake");
        let [fault] = &faults[..] else { panic!("{}", list(&faults)) };
        let name = to.trim_matches([',', ' ', '"']);
        assert_eq!(text[fault.span.clone()].trim_matches('"'), name);
        assert!(fault.message.contains(from.trim_matches([',', ' ', '"'])), "{}", fault.message);
    }
}

/// So is one that a user's file of lexicons takes away.
#[test]
fn lexicons_that_are_gone_are_missed() {
    let (_, text, _) = load::FILES.iter().find(|(k, ..)| *k == "lexicons/caution.toml").expect("ours");
    let cut = text.replacen("[headache-signs]", "[no-such-signs]", 1);
    assert_ne!(*text, cut);
    let file = DataFile { path: "mine".into(), key: "lexicons/caution.toml".into(), text: cut.into() };
    let faults = RuleSet::load(vec![file]).expect_err("a mistake");
    assert!(faults.iter().all(|fault| fault.message.contains("caution.headache-signs")), "{}", list(&faults));
}

/// `as-of` in a configuration compares them.
#[test]
fn built_in_rules_say_since_which_version() {
    let rules = RuleSet::load(Vec::new()).expect("the built-in rules");
    for rule in rules.iter() {
        assert!(crate::config::version(&rule.since).is_some(), "{}: {}", rule.path, rule.since);
    }
}

/// A mistake of each kind is refused, and pointed at where it stands.
#[test]
fn mistakes_in_rule_files_are_pointed_at() {
    const GOOD: &str = "summary = 'x'\nlevel = 'warning'\nmessage = 'x {text}'\nhelp = 'x'\nwhy = 'x'\nsince = '0.1'\n\
        references = ['pif-tick']\n[find]\nany = ['zorb']\n[examples]\nflag = ['{{zorb}}', 'a {{zorb}}']\npass = ['a', 'b']\n";
    const LONG: &str = "any = ['a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a \
                        a a a a a a a a a a a a a a a a a a a a a a a a a a zorb']";
    let mistakes = [
        // what is changed, into what, what is marked, what is said
        ("level = 'warning'", "level = 'wraning'", "'wraning'", "wraning"),
        ("help = 'x'", "hepl = 'x'", "hepl", "hepl"),
        ("help = 'x'", "help = ' '", "' '", "empty"),
        ("since = '0.1'", "since = 'tomorrow'", "'tomorrow'", "a version"),
        ("{text}", "{text", "'x {text'", "not closed"),
        ("'pif-tick'", "'pif-tock'", "'pif-tock'", "pif-tick"),
        ("any = ['zorb']", "any = ['zorb ..99 x']", "..99", "1 to 25"),
        ("any = ['zorb']", "any = ['@hype.prais']", "'@hype.prais'", "hype.prais"),
        ("any = ['zorb']", "any = ['(zorb']", "(", "not closed"),
        ("any = ['zorb']", "any = ['zorb']\nin = ['headin']", "['headin']", "heading"),
        ("any = ['zorb']", "any = ['zorb']\ntolerate = ['negatd']", "['negatd']", "negated"),
        (
            "any = ['zorb']",
            "any = ['zorb']\n[[with]]\nany = ['x']\nwithin = 'sentense'",
            "'sentense'",
            "sentence",
        ),
        // steps are counted in a byte
        ("any = ['zorb']", LONG, &LONG[7..LONG.len() - 1], "at most 64"),
        ("{text}", "{txt}", "'x {txt}'", "text"),
        ("help = 'x'", "help = '{txt}'", "'{txt}'", "text"),
        ("flag = ['{{zorb}}', 'a {{zorb}}']", "flag = ['zorb', 'a {{zorb}}']", "'zorb'", "{{"),
        ("[find]\nany = ['zorb']", "[pattern]\ninside = ['zo(rb']", "'zo(rb'", "group"),
    ];
    let load = |text: &str| {
        RuleSet::load(vec![DataFile {
            path: "mine/x.toml".into(),
            key: "safety/x.toml".into(),
            text: text.to_owned().into(),
        }])
    };
    load(GOOD).unwrap_or_else(|faults| panic!("{}", list(&faults)));
    let path = "mine/trust/cure-claim.toml".to_owned();
    let doubled = DataFile { path, key: "trust/cure-claim.toml".into(), text: GOOD.into() };
    let faults = RuleSet::load(vec![doubled]).expect_err("a rule of that name is there");
    assert!(
        faults[0].path.starts_with("mine/") && faults[0].message.contains("efficacy/cure-claim"),
        "{}",
        faults[0]
    );
    for (from, to, marked, said) in mistakes {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        let faults = load(&text).err().unwrap_or_else(|| panic!("{to} is accepted"));
        let fault = &faults[0];
        assert_eq!(&fault.source[fault.span.clone()], marked, "{fault}");
        let whole = format!("{} {}", fault.message, fault.help.as_deref().unwrap_or(""));
        assert!(whole.contains(said), "{to}: {whole}");
    }
}

/// Whatever a rule asks, what it says may show the words at fault.
#[test]
fn every_rule_may_show_the_words() {
    const TEXT: &str = "It is a zorb of the the kind that rolls.\n";
    for (question, words) in [
        ("[count]\nof = 'words'\nper = 'sentence'\nmax = 2", "It is a zorb of the the kind"),
        ("[pattern]\ninside = ['zorb']", "zorb"),
        ("[find]\nany = ['zorb']", "zorb"),
        ("[replace.pairs]\nzorb = 'ball'", "zorb"),
        ("[builtin.repeated-word]\nallow = []", "the the"),
    ] {
        let text = format!(
            "summary = 'x'\nlevel = 'warning'\nmessage = 'not {{text}}'\nhelp = 'use no {{text}}'\nwhy = 'x'\nsince = '0.1'\n\
             references = ['pif-tick']\n{question}\n[examples]\nflag = ['{{{{a}}}}', '{{{{b}}}}']\npass = ['a', 'b']\n"
        );
        let file = DataFile { path: "x".into(), key: "language/x.toml".into(), text: text.into() };
        let rules = RuleSet::load(vec![file]).unwrap_or_else(|faults| panic!("{}", list(&faults)));
        let document = format::read(TEXT, Format::Plain);
        let input = check::Input { path: String::new(), document, format: Format::Plain, encoding: "utf-8" };
        let checked = check::check_with(input, &rules, &Settings::default(), &|rule| rule.id == "x");
        let messages: Vec<&str> = checked.findings.iter().map(|f| f.message.as_str()).collect();
        assert_eq!(messages, [format!("not {words}")], "{question}");
        assert_eq!(checked.findings[0].help, format!("use no {words}"), "{question}");
    }
}

/// In a group the first word of a verb changes, and the last of a noun.
#[test]
fn forms_bear_on_the_word_that_changes() {
    let text = "summary = 'x'\nlevel = 'warning'\nmessage = 'x'\nhelp = 'x'\nwhy = 'x'\nsince = '0.1'\n\
        references = ['mine']\n[find]\nany = ['(zorb|side effect)/n', '(breathe in|zap)/v steam']\n[examples]\n\
        flag = ['Two {{side effects}}.', '{{Breathing in steam}} here.']\npass = ['Sides effect.', 'breathe ins steam']\n";
    let file = |key: &str, text: &str| DataFile {
        path: format!("mine/{key}"),
        key: key.to_owned(),
        text: text.to_owned().into(),
    };
    // a user's authorities add to those that are there
    let sources = file("sources.toml", "[mine]\norganisation = 'Us'\ntitle = 'House guide'\n");
    let rules = RuleSet::load(vec![file("safety/x.toml", text), sources])
        .unwrap_or_else(|faults| panic!("{}", list(&faults)));
    let examined = examples::run(&rules, &|r| r.id == "x");
    assert_eq!((examined.rules, examined.failures.len()), (1, 0), "{:?}", examined.failures);
    assert_eq!(rules.get("x").expect("it is there").references[0].title, "Us, House guide");
}

/// Drafts begin anywhere: each example is read from each of its words on, where what a reader looks back at is
/// not there.
#[test]
fn every_example_is_read_from_any_of_its_words() {
    let rules = RuleSet::load(Vec::new()).unwrap_or_else(|faults| panic!("{}", list(&faults)));
    let examples = rules.iter().flat_map(|rule| rule.examples().flag.iter().chain(&rule.examples().pass));
    let lines: BTreeSet<&str> = examples.filter_map(|example| example.text.lines().last()).collect();
    for line in lines {
        for (at, _) in line.match_indices(' ') {
            let document = format::read(&line[at + 1..], Format::Markdown);
            let input =
                check::Input { path: String::new(), document, format: Format::Markdown, encoding: "utf-8" };
            let checked = check::check(input, &rules, &Settings::default());
            assert!(checked.findings.iter().all(|f| f.span.end.line == 1), "{}", &line[at + 1..]);
        }
    }
}

/// Every alternative, exception and gap of every rule is needed by one of its examples: what no
/// example needs is deleted, or gets an example.
#[test]
fn every_word_earns_its_place() {
    let all: BTreeMap<String, DataFile> = load::FILES
        .iter()
        .map(|(key, text, _)| {
            let file =
                DataFile { path: format!("rules/{key}"), key: (*key).to_owned(), text: (*text).into() };
            ((*key).to_owned(), file)
        })
        .collect();
    let shared = |key: &str| {
        key.starts_with("lexicons/")
            || key.starts_with("english/")
            || matches!(key, "sources.toml" | "citations.toml" | "scorecard.toml")
    };
    let mut idle = Vec::new();
    for file in all.values().filter(|f| !shared(&f.key)) {
        let id = file.key.split(['/', '.']).nth(1).expect("a category and a name").to_owned();
        let mut files: BTreeMap<String, DataFile> =
            all.iter().filter(|(key, _)| shared(key)).map(|(k, f)| (k.clone(), f.clone())).collect();
        let table: toml::Table = file.text.parse().expect("a well made file");
        let mut holds = |table: &toml::Table| {
            let text = toml::to_string(table).expect("a table");
            files.insert(file.key.clone(), DataFile { text: text.into(), ..file.clone() });
            // a reduced phrase may be none at all: then the word was needed
            let known = Knowledge::load(&[]);
            RuleSet::from_files(&files, known).is_ok_and(|rules| examples::hold(&rules, &id))
        };
        assert!(holds(&table), "{id} as written");
        for (path, phrases) in lists(&table) {
            let known = crate::language::phrase::Phrase::parse;
            for (number, phrase) in phrases.iter().enumerate() {
                let pattern = path.contains("pattern");
                let mut smaller = vec![None];
                if !pattern && let Ok(phrase) = known(phrase) {
                    smaller.extend(phrase.reductions().iter().map(|p: &Phrase| Some(p.to_string())));
                }
                for candidate in smaller {
                    if candidate.is_none() && phrases.len() == 1 {
                        continue;
                    }
                    let mut reduced = table.clone();
                    let array = array_at(&mut reduced, &path);
                    match &candidate {
                        Some(text) => array[number] = toml::Value::String(text.clone()),
                        None => drop(array.remove(number)),
                    }
                    if holds(&reduced) {
                        idle.push(match candidate {
                            Some(text) => format!("{id}: `{phrase}` could be `{text}`"),
                            None => format!("{id}: `{phrase}` is not needed"),
                        });
                    }
                }
            }
        }
    }
    assert!(idle.is_empty(), "{} idle words:\n{}", idle.len(), idle.join("\n"));
}

/// What is found in a sentence is found behind a clause that has nothing to do with it: a negation ends with its own
/// statement, and what nobody forgets is so.
#[test]
fn a_clause_before_hides_nothing() {
    const CLAUSES: [&str; 13] = [
        "It takes no time, and {}.",
        "You need no referral, and {}.",
        "It is not new, and {}.",
        "We are open, but {}.",
        "All 1500 patients know that {}.",
        "Never forget that {}.",
        "You can't deny that {}.",
        "It is no accident that {}.",
        "It goes without saying that {}.",
        "We believe that {}.",
        "Whatever your doctor may say, {}.",
        "If nothing else helps, {}.",
        "Unlike drugs, {}.",
    ];
    /// Pairs of a clause and a sentence where something is hidden, many because a subordinate clause or an order
    /// cannot follow it: never more than this.
    const HIDDEN: usize = 87;
    let (tried, hidden) = around_errors(&CLAUSES, false);
    assert!(tried > 500, "{tried} pairs");
    assert!(hidden.len() <= HIDDEN, "{} of {tried}:\n{}", hidden.len(), hidden.join("\n"));
}

/// What is denied, asked, told as a myth or put down to others is not found, however long it is.
#[test]
fn what_is_denied_is_not_found() {
    const DENIALS: [&str; 12] = [
        "There is no evidence that {}.",
        "It has not been shown that {}.",
        "It is not true that {}.",
        "Nobody knows whether {}.",
        "Nobody can promise that {}.",
        "We would never tell you that {}.",
        "It is a myth that {}.",
        "Some sellers claim that {}.",
        "Beware of anyone who says that {}.",
        "If anyone tells you that {}, walk away.",
        "Is it true that {}?",
        "You heard that {}? No.",
    ];
    /// Pairs where something is found all the same, nearly all because the sentence has a clause more, which
    /// the denial need not reach: never more than this.
    const FOUND: usize = 82;
    let (tried, found) = around_errors(&DENIALS, true);
    assert!(tried > 500, "{tried} pairs");
    assert!(found.len() <= FOUND, "{} of {tried}:\n{}", found.len(), found.join("\n"));
}

/// Puts each frame around each example of an error: how many pairs that makes, and those where it is flagged, or
/// where it is not.
fn around_errors(frames: &[&str], flagged: bool) -> (usize, Vec<String>) {
    let rules = RuleSet::load(Vec::new()).unwrap_or_else(|faults| panic!("{}", list(&faults)));
    let errors = errors_of_one_sentence(&rules);
    let mut pairs = Vec::new();
    for Error { rule, above, sentence } in &errors {
        for frame in frames {
            let text = frame.replace("{}", sentence);
            if examples::flags(&rules, rule, &format!("{above}\n\n{text}")) == flagged {
                pairs.push(format!("{}: {text}", rule.id));
            }
        }
    }
    (errors.len() * frames.len(), pairs)
}

/// An example of an error that is one plain sentence.
struct Error<'r> {
    rule: &'r Rule,
    /// What stands above it.
    above: String,
    /// The sentence without its full stop, as it goes on behind another word.
    sentence: String,
}

fn errors_of_one_sentence(rules: &RuleSet) -> Vec<Error<'_>> {
    let mut errors = Vec::new();
    for rule in rules.iter().filter(|rule| rule.level == crate::finding::Level::Error) {
        for example in &rule.examples().flag {
            let (text, _) = examples::unmark(&example.text).expect("a well marked example");
            let (above, sentence) = text.rsplit_once("\n\n").unwrap_or(("", &text));
            let inside = sentence.trim_end_matches('.');
            let first = sentence.split(' ').next().unwrap_or_default();
            let is_sentence = sentence.len() == inside.len() + 1
                && !inside.contains(['.', '!', '?', ':', '\n', '“', '"', '|'])
                && first.starts_with(|c: char| c.is_ascii_uppercase());
            if !is_sentence {
                continue;
            }
            let written_so =
                first.starts_with("I'") || first == "I" || first[1..].contains(|c: char| c.is_uppercase());
            let sentence = match written_so {
                true => inside.to_owned(),
                false => inside[..1].to_lowercase() + &inside[1..],
            };
            errors.push(Error { rule, above: above.to_owned(), sentence });
        }
    }
    errors
}

/// A phrase that stands twice in a list is read twice by whoever argues with it, and one that stands among the
/// exceptions too finds nothing.
#[test]
fn no_phrase_of_a_lexicon_stands_twice() {
    let mut again = Vec::new();
    for (key, text, _) in load::FILES.iter().filter(|(key, ..)| key.starts_with("lexicons/")) {
        let file: toml::Table = text.parse().expect("a well made file");
        for (name, lexicon) in &file {
            let mut seen = std::collections::HashSet::new();
            for list in ["words", "exact", "weak", "not"] {
                let phrases = lexicon.get(list).and_then(toml::Value::as_array).into_iter().flatten();
                let twice = phrases.filter_map(toml::Value::as_str).filter(|phrase| !seen.insert(*phrase));
                again.extend(twice.map(|phrase| format!("{key}, {name}, {list}: `{phrase}`")));
            }
        }
    }
    assert!(again.is_empty(), "{} phrases:\n{}", again.len(), again.join("\n"));
}

/// Path and content of each list of phrases or expressions in a rule file.
fn lists(table: &toml::Table) -> Vec<(String, Vec<String>)> {
    let mut out = Vec::new();
    let mut take = |path: String, value: &toml::Value| {
        let Some(array) = value.as_array() else { return };
        out.push((path, array.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()));
    };
    for (key, value) in table {
        match (key.as_str(), value) {
            ("find" | "pattern", toml::Value::Table(inner)) => {
                for name in ["any", "headings", "inside"] {
                    if let Some(list) = inner.get(name) {
                        take(format!("{key}.{name}"), list);
                    }
                }
            }
            ("with" | "without", toml::Value::Array(clauses)) => {
                for (i, clause) in clauses.iter().enumerate() {
                    if let Some(list) = clause.get("any") {
                        take(format!("{key}.{i}.any"), list);
                    }
                }
            }
            _ => {}
        }
    }
    out
}

fn array_at<'t>(table: &'t mut toml::Table, path: &str) -> &'t mut Vec<toml::Value> {
    let mut parts = path.split('.');
    let mut value = table.get_mut(parts.next().expect("a key")).expect("there");
    for part in parts {
        value = match part.parse::<usize>() {
            Ok(i) => value.get_mut(i).expect("there"),
            Err(_) => value.get_mut(part).expect("there"),
        };
    }
    value.as_array_mut().expect("a list")
}
