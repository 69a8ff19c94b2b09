//! A sentence, a paragraph or a list may be as long as the file: the time to check it grows with its length and no
//! faster, and so does what is said of it.

use std::ops::Range;
use std::time::{Duration, Instant};

use caveat::check::{self, Input};
use caveat::config::Settings;
use caveat::finding::{Checked, Finding, Scope};
use caveat::format::{self, Format};
use caveat::rule::RuleSet;

/// Repeated, each is one sentence that keeps a rule or a stage of reading busy at every turn.
const PIECES: [&str; 11] = [
    "Acupuncture reduces pain, ",
    "Every client gets better, ",
    "no proof that it works and ",
    "nobody says that it works or ",
    "Statins come with a price, ",
    "No one gets paid when you're well, ",
    "The weight comes back, so it means lifelong medication and ",
    "Pilates Pilates improves posture and relieves back pain, ",
    "It is not better than a placebo and ",
    "Early stages: Minoxidil: 85% success Late stages: Minoxidil: 50% success, ",
    "Apart from mild soreness it has no side effects and ",
];

fn rules() -> RuleSet {
    RuleSet::load(Vec::new()).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

fn checked<'r>(rules: &'r RuleSet, text: &str) -> Checked<'r> {
    let document = format::read(text, Format::Markdown);
    let input = Input { path: "long.md".to_owned(), document, format: Format::Markdown, encoding: "utf-8" };
    check::check(input, rules, &Settings::default())
}

#[test]
fn a_long_sentence_takes_time_in_proportion() {
    let rules = rules();
    let time = |piece: &str, bytes: usize| -> Duration {
        let text = piece.repeat(bytes / piece.len());
        let start = Instant::now();
        assert!(checked(&rules, &text).document.prose().len() > bytes / 2);
        start.elapsed()
    };
    time(PIECES[0], 20_000);
    for piece in PIECES {
        // a machine that is busy elsewhere gets another chance
        let linear = (0..3).any(|_| time(piece, 480_000) < time(piece, 30_000) * 80);
        assert!(linear, "{piece}: sixteen times the text takes more than eighty times as long");
    }
}

/// What a finding points at is some words, however long the sentence, the answer or the first paragraph is.
#[test]
fn a_finding_points_at_some_words() {
    const LONGEST: usize = 1000;
    let rules = rules();
    let question = "## Does acupuncture cure pain, cure acne, cure asthma?\n\nYes, it does";
    let answer = format!("{question} {}.", "and it does ".repeat(2_000));
    let mut texts = vec![answer];
    for joined in ["", "\n\n", "\n- "] {
        texts.extend(PIECES.map(|piece| [piece, joined].concat().repeat(20_000 / piece.len())));
    }
    for text in texts {
        // a passage at fault is told as a whole
        let passage = |f: &Finding<'_>| matches!(f.scope, Scope::Paragraph | Scope::Section);
        for finding in checked(&rules, &text).findings.into_iter().filter(|f| !passage(f)) {
            let places = finding.related.iter().map(|r| &r.prose).chain([&finding.prose]);
            let longest = places.map(Range::len).max().unwrap_or(0);
            let told = finding.context.chars().count();
            assert!(
                longest <= LONGEST && told <= check::LONGEST_CONTEXT,
                "{}: {}",
                finding.rule,
                &text[..80]
            );
        }
    }
}

/// What is said of a whole document points at all of a short title, and at the first words of a long paragraph.
#[test]
fn a_document_is_known_by_its_first_words() {
    let rules = rules();
    let first_of = |text: &str| {
        let checked = checked(&rules, text);
        let finding = checked.findings.iter().find(|f| f.scope == Scope::Document).expect("a finding");
        checked.document.prose()[finding.prose.clone()].to_owned()
    };
    let body = "Acupuncture cures back pain, cures migraine and eases anxiety. ".repeat(8);
    assert_eq!(first_of(&format!("# Acupuncture for pain\n\n{body}")), "Acupuncture for pain");
    let opening = first_of(&body);
    assert!(opening.ends_with(" cures migraine and eases"), "{opening}");
    assert!((100..=120).contains(&opening.len()));
}
