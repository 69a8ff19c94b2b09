//! How the report looks, and what must never happen to a terminal.

use proptest::prelude::*;
use unicode_width::UnicodeWidthChar;

use super::*;
use crate::document::Position;
use crate::finding::{Edit, Fix, Related, Role, Scope, Span};
use crate::report::samples::{ARTICLE, Sample, article, references, report};

fn ascii(width: usize) -> Text {
    Text::new(Options { width, color: false, unicode: false, suggestions: false })
}

fn sample(source: &str, words: &str) -> Sample {
    let mut sample = Sample::new("draft.md", source);
    sample.add("absolute-safety", words);
    sample
}

#[test]
fn an_article() {
    insta::assert_snapshot!(report(ascii(80), &[article().checked], &[]), @r#"
    warning[missing-warning]: the article recommends acupuncture but does not say
                              who should ask first
      --> drafts/acupuncture.md:1:3
       |
     1 | Acupuncture for back pain: what to know
       |
       = missing: people who are pregnant, people on blood thinners
       = why: People at risk read the same page as everyone else.
       = help: Add a sentence for each group, near the place where you recommend it.

    warning[unsourced-research-claim]: “Studies show” names no study
      --> drafts/acupuncture.md:3:1
       |
       | Studies *show* that acupuncture eases back pain in nearly everyone who
       | ^^^^^^^^^^^^^^
       | tries it, and that the relief lasts for months.
       |
       = why: A reader cannot weigh evidence that is not named, and most claims of
              this kind turn out to rest on one small trial, or none.
       = help: Name the study or review and link to it, or say that you know of
               none.
       = see: FTC, Health Products Compliance Guidance, section III.B, 2022
              NCCIH, Know the Science: How To Make Sense of a Scientific Journal
              Article, 2023
              and 2 more: caveat explain unsourced-research-claim

    error[absolute-safety]: no treatment is “completely safe for everyone”
      --> drafts/acupuncture.md:5:68
       |
       | Fine needles are put into the skin. Done by a trained person it is
       | completely safe for everyone, and it has no side effects at all, which is
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       | why so many people choose it over tablets. Bruising and soreness are common
       |                                            --------------------------------
       | for a day or two.
       |
       = contrast: 5:185 names harms
       = why: Every treatment that works can harm someone, and needles do.
       = help: Name the common harms and how often they come.
       = see: MHRA, Blue Guide, chapter 4, 2020
    suggestion: say how rare harm is
       |
     5 - ...person it is completely safe for everyone, and it has no side effects...
     5 + ...person it is safe for most adults, and it has no side effects...

    warning[unproven-benefits]: this list promises what no trial supports
      --> drafts/acupuncture.md:9:3
       |
     9 | migraine
       | ^^^^^^^^
       |
       = also: 10:3 poor sleep, 11:3 infertility
       = help: Say what was measured, and in whom.

    warning[long-sentence]: this sentence is hard to follow
      --> drafts/acupuncture.md:15:1
       |
    15 | Long one. Short.
       | ^^^^^^^^^
       |
       = help: Make two sentences of it.

    warning[long-sentence]: this sentence is hard to follow
      --> drafts/acupuncture.md:17:1
       |
    17 | Long two. Short.
       | ^^^^^^^^^

    warning[long-sentence]: this sentence is hard to follow
      --> drafts/acupuncture.md:19:1
       |
    19 | Long three. Short.
       | ^^^^^^^^^^^

    warning[long-sentence]: and 2 more, lines 21, 23

    drafts/acupuncture.md: fix 1 error before publishing; 8 warnings should be
      changed; 1 suggestion not shown (--suggestions). Start with line 5
      (absolute-safety).
    "#);
}

#[test]
fn an_article_on_a_wide_screen() {
    let text = Text::new(Options { width: 120, suggestions: true, ..Options::default() });
    insta::assert_snapshot!(report(text, &[article().checked], &[]), @r#"
    warning[missing-warning]: the article recommends acupuncture but does not say who should ask first
       ╭▸ drafts/acupuncture.md:1:3
       │
     1 │ Acupuncture for back pain: what to know
       │
       ├ missing: people who are pregnant, people on blood thinners
       ├ why: People at risk read the same page as everyone else.
       ╰ help: Add a sentence for each group, near the place where you recommend it.

    warning[unsourced-research-claim]: “Studies show” names no study
       ╭▸ drafts/acupuncture.md:3:1
       │
       │ Studies *show* that acupuncture eases back pain in nearly everyone who tries it, and that the relief lasts for
       │ ━━━━━━━━━━━━━━
       │ months.
       │
       ├ why: A reader cannot weigh evidence that is not named, and most claims of this kind turn out to rest on one small
       │      trial, or none.
       ├ help: Name the study or review and link to it, or say that you know of none.
       ╰ see: FTC, Health Products Compliance Guidance, section III.B, 2022
              NCCIH, Know the Science: How To Make Sense of a Scientific Journal Article, 2023
              and 2 more: caveat explain unsourced-research-claim

    error[absolute-safety]: no treatment is “completely safe for everyone”
       ╭▸ drafts/acupuncture.md:5:68
       │
       │ Fine needles are put into the skin. Done by a trained person it is completely safe for everyone, and it has no side
       │                                                                    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━
       │ effects at all, which is why so many people choose it over tablets. Bruising and soreness are common for a day or
       │                                                                     ──────────────────────────────── contrast
       │ two.
       │
       ├ contrast: 5:185 names harms
       ├ why: Every treatment that works can harm someone, and needles do.
       ├ help: Name the common harms and how often they come.
       ╰ see: MHRA, Blue Guide, chapter 4, 2020
    suggestion: say how rare harm is
       ╭╴
     5 - …skin. Done by a trained person it is completely safe for everyone, and it has no side effects at all, which…
     5 + …skin. Done by a trained person it is safe for most adults, and it has no side effects at all, which…
       ╰╴

    warning[unproven-benefits]: this list promises what no trial supports
       ╭▸ drafts/acupuncture.md:9:3
       │
     9 │ migraine
       │ ━━━━━━━━
       │
       ├ also: 10:3 poor sleep, 11:3 infertility
       ╰ help: Say what was measured, and in whom.

    suggestion[doubled-word]: “the” stands twice
       ╭▸ drafts/acupuncture.md:13:5
       │
    13 │ Ask the the practice for a first visit.
       │     ━━━━━━━
       ╰╴
    fix: keep one
       ╭╴
    13 - Ask the the practice for a first visit.
    13 + Ask the practice for a first visit.
       ╰╴

    warning[long-sentence]: this sentence is hard to follow
       ╭▸ drafts/acupuncture.md:15:1
       │
    15 │ Long one. Short.
       │ ━━━━━━━━━
       │
       ╰ help: Make two sentences of it.

    warning[long-sentence]: this sentence is hard to follow
       ╭▸ drafts/acupuncture.md:17:1
       │
    17 │ Long two. Short.
       ╰╴━━━━━━━━━

    warning[long-sentence]: this sentence is hard to follow
       ╭▸ drafts/acupuncture.md:19:1
       │
    19 │ Long three. Short.
       ╰╴━━━━━━━━━━━

    warning[long-sentence]: and 2 more, lines 21, 23

    drafts/acupuncture.md: fix 1 error before publishing; 8 warnings should be changed; 1 suggestion is worth a look. Start
      with line 5 (absolute-safety).
    "#);
}

#[test]
fn an_article_on_a_narrow_screen() {
    insta::assert_snapshot!(report(ascii(40), &[article().checked], &[]), @r#"
    warning: [missing-warning] the article
             recommends acupuncture but does
             not say who should ask first
      --> drafts/acupuncture.md:1:3
       |
       | Acupuncture for back pain: what to
       | know
       |
       = missing: people who are pregnant,
                  people on blood thinners
       = why: People at risk read the same
              page as everyone else.
       = help: Add a sentence for each
               group, near the place where
               you recommend it.

    warning: [unsourced-research-claim]
             “Studies show” names no study
      --> drafts/acupuncture.md:3:1
       |
       | Studies *show* that acupuncture
       | ^^^^^^^^^^^^^^
       | eases back pain in nearly everyone
       | who tries it, and that the relief
       | lasts for months.
       |
       = why: A reader cannot weigh evidence
              that is not named, and most
              claims of this kind turn out
              to rest on one small trial, or
              none.
       = help: Name the study or review and
               link to it, or say that you
               know of none.
       = see: FTC, Health Products
              Compliance Guidance, section
              III.B, 2022
              NCCIH, Know the Science: How
              To Make Sense of a Scientific
              Journal Article, 2023
              and 2 more: caveat explain
              unsourced-research-claim

    error: [absolute-safety] no treatment is
           “completely safe for everyone”
      --> drafts/acupuncture.md:5:68
       |
       | Fine needles are put into the skin.
       | Done by a trained person it is
       | completely safe for everyone, and
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       | it has no side effects at all,
       | which is why so many people choose
       | it over tablets. Bruising and
       |                  ------------
       | soreness are common for a day or
       | ------------------- contrast
       | two.
       |
       = contrast: 5:185 names harms
       = why: Every treatment that works can
              harm someone, and needles do.
       = help: Name the common harms and how
               often they come.
       = see: MHRA, Blue Guide, chapter 4,
              2020
    suggestion: say how rare harm is
       |
     5 - ...completely safe for everyone...
     5 + ...safe for most adults...

    warning: [unproven-benefits] this list
             promises what no trial supports
      --> drafts/acupuncture.md:9:3
       |
     9 | migraine
       | ^^^^^^^^
       |
       = also: 10:3 poor sleep, 11:3
               infertility
       = help: Say what was measured, and in
               whom.

    warning: [long-sentence] this sentence
             is hard to follow
      --> drafts/acupuncture.md:15:1
       |
    15 | Long one. Short.
       | ^^^^^^^^^
       |
       = help: Make two sentences of it.

    warning: [long-sentence] this sentence
             is hard to follow
      --> drafts/acupuncture.md:17:1
       |
    17 | Long two. Short.
       | ^^^^^^^^^

    warning: [long-sentence] this sentence
             is hard to follow
      --> drafts/acupuncture.md:19:1
       |
    19 | Long three. Short.
       | ^^^^^^^^^^^

    warning: [long-sentence] and 2 more,
             lines 21, 23

    drafts/acupuncture.md: fix 1 error
      before publishing; 8 warnings should
      be changed; 1 suggestion not shown
      (--suggestions). Start with line 5
      (absolute-safety).
    "#);
}

#[test]
fn colour_is_sparing() {
    let mut sample = sample("It is safe, and cheap.", "safe");
    sample.fix("say for whom", false, &[("safe", "safe for most adults")]);
    let text = Text::new(Options { color: true, ..Options::default() });
    let shown = report(text, &[sample.checked], &[]).replace('\u{1b}', "^");
    insta::assert_snapshot!(shown, @r#"
    ^[33mwarning[absolute-safety]^[0m^[1m: “safe” needs a second look^[0m
      ^[2m ╭▸ ^[0mdraft.md:1:7
       ^[2m│^[0m
    ^[2m 1^[0m ^[2m│^[0m It is safe, and cheap.
       ^[2m│^[0m       ^[33m━━━━^[0m
       ^[2m│^[0m
       ^[2m╰ ^[0m^[1mhelp^[0m: Say what was measured, and in whom.
    ^[1msuggestion^[0m: say for whom
       ^[2m╭╴^[0m
    ^[2m 1^[0m ^[2m│ ^[0mIt is safe^[32m for most adults^[0m, and cheap.
       ^[2m╰╴^[0m           ^[32m+++++++++++++++^[0m

    draft.md: no errors; 1 warning should be changed.
    "#);
}

#[test]
fn a_long_paragraph_shows_the_sentence() {
    let filler = "People often say that they feel fuller after small meals. ".repeat(40);
    let source = format!("{filler}The tea is scientifically proven to cure type 2 diabetes. {filler}");
    insta::assert_snapshot!(report(ascii(80), &[sample(&source, "proven to cure").checked], &[]), @r#"
    warning[absolute-safety]: “proven to cure” needs a second look
      --> draft.md:1:2347
       |
     1 | ... The tea is scientifically proven to cure type 2 diabetes. ...
       |                               ^^^^^^^^^^^^^^
       |
       = help: Say what was measured, and in whom.

    draft.md: no errors; 1 warning should be changed.
    "#);
}

#[test]
fn a_long_sentence_shows_its_ends() {
    let source =
        format!("Short. It helps {} and that is all. Short.", "with sleep and with pain, ".repeat(60));
    let mut sample = Sample::new("draft.md", &source);
    sample.add_at("long-sentence", 7..source.len() - 7).message = "this sentence has 300 words".to_owned();
    insta::assert_snapshot!(report(ascii(80), &[sample.checked], &[]), @r#"
    warning[long-sentence]: this sentence has 300 words
      --> draft.md:1:8
       |
       | ... It helps with sleep and with pain, with sleep and with pain, with sleep
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       | and with pain, with sleep and with pain, with sleep and with pain, with
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       | sleep and with pain, with sleep and with pain, with sleep and with pain,
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       | with sleep and with pain, with sleep and with pain, with sleep and with
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       | ...
       | and with pain, with sleep and with pain,  and that is all. ...
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: Say what was measured, and in whom.

    draft.md: no errors; 1 warning should be changed.
    "#);
}

#[test]
fn lines_of_the_source_keep_their_numbers_where_they_fit() {
    let source = "# Tea\n\nTea is warm,\n  wet and\n\tcompletely\n  safe for you, said the man who sold it to everyone he met that day.\nThen more.\n";
    let shown = |width| {
        let mut sample = Sample::new("draft.md", source);
        let at = source.find("completely").expect("there");
        sample.add_at("absolute-safety", at..at + 17).message = "nothing is completely safe".to_owned();
        report(ascii(width), &[sample.checked], &[])
    };
    insta::assert_snapshot!(shown(80), @r#"
    warning[absolute-safety]: nothing is completely safe
      --> draft.md:5:2
       |
     3 | Tea is warm,
     4 | wet and
     5 | completely
       | ^^^^^^^^^^
     6 | safe for you, said the man who sold it to everyone he met that day.
       | ^^^^
     7 | Then more.
       |
       = help: Say what was measured, and in whom.

    draft.md: no errors; 1 warning should be changed.
    "#);
    insta::assert_snapshot!(shown(50), @r#"
    warning: [absolute-safety] nothing is completely
             safe
      --> draft.md:5:2
       |
       | Tea is warm,
       | wet and
       | completely
       | ^^^^^^^^^^
       | safe for you, said the man who sold it to
       | ^^^^
       | everyone he met that day. Then more.
       |
       = help: Say what was measured, and in whom.

    draft.md: no errors; 1 warning should be changed.
    "#);
}

#[test]
fn a_paragraph_filled_to_a_wider_margin_is_filled_anew() {
    let source = "Fine needles are put into the skin. Done by a trained person it is\n\
                  completely safe for everyone, and it has no side effects at all,\n\
                  which is why so many people choose it over tablets.\n\
                  - a list\n";
    let mut sample = sample(source, "trained person it is\ncompletely safe");
    sample.checked.findings[0].message = "no one is safe from everything".to_owned();
    let text = Text::new(Options { width: 64, ..Options::default() });
    insta::assert_snapshot!(report(text, &[sample.checked], &[]), @r#"
    warning[absolute-safety]: no one is safe from everything
       ╭▸ draft.md:1:47
       │
       │ Fine needles are put into the skin. Done by a trained
       │                                               ━━━━━━━
       │ person it is completely safe for everyone, and it has no
       │ ━━━━━━━━━━━━━━━━━━━━━━━━━━━━
       │ side effects at all, which is why so many people choose it
       │ over tablets.
       │
       ╰ help: Say what was measured, and in whom.

    draft.md: no errors; 1 warning should be changed.
    "#);
}

#[test]
fn wide_letters_marks_and_emoji_are_underlined_in_place() {
    let source = "针灸完全安全 e\u{301}te\u{301} 👩🏽\u{200d}⚕\u{fe0f} miracle cure\u{a0}now";
    let mut sample = sample(source, "完全安全");
    sample.relate(Role::Contrast, "miracle cure", "");
    insta::assert_snapshot!(report(ascii(80), &[sample.checked], &[]), @r#"
    warning[absolute-safety]: “完全安全” needs a second look
      --> draft.md:1:3
       |
     1 | 针灸完全安全 été 👩⚕ miracle cure now
       |     ^^^^^^^^         ------------ contrast
       |
       = help: Say what was measured, and in whom.

    draft.md: no errors; 1 warning should be changed.
    "#);
}

#[test]
fn what_is_hidden_is_written_out() {
    let source = "This is \u{202e}efas\u{202c} and pro\u{200b}ven\u{1b}[2J\u{9b}31m by\tall.";
    let mut sample = Sample::new("a\u{1b}]0;x\u{7}\nb.md", source);
    sample.add("absolute-safety", "pro\u{200b}ven");
    insta::assert_snapshot!(report(ascii(80), &[sample.checked], &[]), @r#"
    warning[absolute-safety]: “pro<U+200B>ven” needs a second look
      --> a<U+001B>]0;x<U+0007><U+000A>b.md:1:20
       |
       | This is <U+202E>efas<U+202C> and pro<U+200B>ven<U+001B>[2J<U+009B>31m by
       |                                  ^^^^^^^^^^^^^^
       | all.
       |
       = help: Say what was measured, and in whom.

    a<U+001B>]0;x<U+0007><U+000A>b.md: no errors; 1 warning should be changed.
    "#);
}

#[test]
fn changes_fit() {
    let mut sample = sample(ARTICLE, "Fine needles");
    sample.fix("leave it out", true, &[("Done by a trained person it is completely safe for everyone, and it has no side effects at all, which is why so many people choose it over tablets. ", "")]);
    sample.fix(
        "name both",
        false,
        &[("Fine", "Thin"), ("skin", "skin\nor muscle"), ("sleep", "sleep (two small trials)")],
    );
    insta::assert_snapshot!(report(ascii(60), &[sample.checked], &[]), @r#"
    warning[absolute-safety]: “Fine needles” needs a second look
      --> draft.md:5:1
       |
       | Fine needles are put into the skin. Done by a trained
       | ^^^^^^^^^^^^
       | person it is completely safe for everyone, and it has
       | no side effects at all, which is why so many people
       | choose it over tablets. Bruising and soreness are
       | common for a day or two.
       |
       = help: Say what was measured, and in whom.
    fix: leave it out
       |
       = - ...skin. Done by a trained person it is completely
           safe for everyone, and it has no side effects at all,
           which is why so many people choose it over tablets.
           Bruising...
         + ...skin. Bruising...
    suggestion: name both
       |
     5 - Fine needles are put into the skin...
     5 + Thin needles are put into the skin\nor muscle...
       |
    10 | - poor sleep (two small trials)
       |              ++++++++++++++++++

    draft.md: no errors; 1 warning should be changed.
    "#);
}

#[test]
fn one_clean_document_gets_its_line() {
    insta::assert_snapshot!(report(ascii(80), &[Sample::new("draft.md", "Tea.").checked], &[]), @r#"
    draft.md: nothing found. That is no clearance: caveat does not check facts.
    "#);
}

#[test]
fn many_clean_documents_share_one() {
    let clean = || Sample::new("draft.md", "Tea.").checked;
    insta::assert_snapshot!(report(ascii(80), &[clean(), clean(), clean()], &[]), @r#"
    3 documents: nothing found. That is no clearance: caveat does not check facts.
    "#);
}

#[test]
fn a_run_ends_with_totals() {
    let mut quiet = sample("It is safe.", "safe");
    quiet.checked.findings[0].level = Level::Suggestion;
    let mut french = Sample::new("fr.md", "Le thé.");
    french.checked.problems.push("the text is French".to_owned());
    let mut loud = sample("It is safe.", "safe");
    loud.checked.allowed = 2;
    let all = [Sample::new("draft.md", "Tea.").checked, quiet.checked, french.checked, loud.checked];
    insta::assert_snapshot!(report(ascii(80), &all, &[("b.html", "it is not text")]), @r#"
    problem: fr.md: the text is French

    warning[absolute-safety]: “safe” needs a second look
      --> draft.md:1:7
       |
     1 | It is safe.
       |       ^^^^
       |
       = help: Say what was measured, and in whom.

    draft.md: no errors; 1 warning should be changed; 2 allowed.

    problem: b.html: it is not text

    4 documents: 0 errors, 1 warning, 1 suggestion (--suggestions shows them);
      nothing found in 1, which is no clearance; 2 allowed; 2 problems.
    "#);
}

#[test]
fn a_missing_passage_is_no_matter() {
    let mut sample = Sample::new("draft.md", "No title, and a second\nline.");
    let f = sample.add_at("missing-author", 0..0);
    (f.scope, f.passage, f.message) = (Scope::Document, 0..0, "no author is named".to_owned());
    insta::assert_snapshot!(report(ascii(80), &[sample.checked], &[]), @r#"
    warning[missing-author]: no author is named
      --> draft.md:1:1
       |
       = help: Say what was measured, and in whom.

    draft.md: no errors; 1 warning should be changed.
    "#);
}

#[test]
fn faults_point_at_the_file() {
    let source = "[rules]\nabsolute-safety = \"of\"\nother = 1\n";
    let at = source.find("\"of\"").expect("there");
    let fault = Fault {
        path: "site/caveat.toml".to_owned(),
        source: source.to_owned(),
        span: at..at + 4,
        message: "unknown level “of”".to_owned(),
        help: None,
    };
    let options = Options { unicode: false, ..Options::default() };
    let whole = Fault { span: 0..0, message: "no rule is left to check".to_owned(), ..fault.clone() };
    let shown =
        [fault.with_help("did you mean `off`?"), whole].map(|f| render_fault(&f, &options)).join("\n");
    insta::assert_snapshot!(shown, @r#"
    error: unknown level “of”
     --> site/caveat.toml:2:19
      |
    2 | absolute-safety = "of"
      |                   ^^^^
      |
      = help: did you mean `off`?

    error: no rule is left to check
    --> site/caveat.toml
    "#);
}

#[test]
fn faults_at_the_end_of_a_file_show_where_it_ends() {
    let source = "[[with]]\nmark = [\n\t\"harm\",\n";
    let (path, message) = ("rules/tea.toml".to_owned(), "the list is not closed".to_owned());
    let fault =
        Fault { path, source: source.to_owned(), span: source.len()..source.len(), message, help: None };
    insta::assert_snapshot!(render_fault(&fault, &Options::default()), @r#"
    error: the list is not closed
      ╭▸ rules/tea.toml:4:1
      │
    4 │
      ╰╴━
    "#);
}

#[test]
fn places_in_the_passage_are_named() {
    let source = "Ginger is wholly safe for you. It cures nausea and cures pain in all who take it every day, \
                  and it has never harmed anyone at all; see the doctor first. Ginger can harm.\n\nThe the end.\n";
    let mut sample = sample(source, "wholly safe for you");
    sample.relate(Role::Contrast, "cures nausea and cures pain", "a claim of cure");
    sample.relate(Role::NearMiss, "see the doctor first", "");
    sample.relate(Role::FirstMention, "Ginger", "");
    sample.relate(Role::SameFault, "never harmed", "");
    sample.relate(Role::SameFault, "The the", "");
    let advice = "safe for most adults, though people on blood thinners, people who are pregnant and people \
                  due for surgery should ask a doctor first";
    let edits = [("wholly safe for you", advice), ("The the", "The")];
    sample.fix("say who should ask first, in words that a reader in a hurry will not miss", false, &edits);
    sample.fix("leave the word out", true, &[("wholly ", "")]);
    let text = Text::new(Options { width: 80, ..Options::default() });
    insta::assert_snapshot!(report(text, &[sample.checked], &[]), @r#"
    warning[absolute-safety]: “wholly safe for you” needs a second look
       ╭▸ draft.md:1:11
       │
       │ Ginger is wholly safe for you. It cures nausea and cures pain in all who
       │ ┬─────    ━━━━━━━━━━━━━━━━━━━     ─────────────────────────── contrast
       │ │
       │ first mention
       │ take it every day, and it has never harmed anyone at all; see the doctor
       │                               ────────────                ──────────────
       │ first. Ginger can harm.
       │ ───── only named
       │
       ├ also: 3:1 The the
       ├ contrast: 1:35 a claim of cure
       ╰ help: Say what was measured, and in whom.
    suggestion: say who should ask first, in words that a reader in a hurry will not
                miss
       │
       ├ - …is wholly safe for you. It cures…
       │ + …is safe for most adults, though people on blood thinners, people who are
       │   pregnant and people due for surgery should ask a doctor first. It cures…
       ╭╴
     3 - The the end.
     3 + The end.
       ╰╴
    fix: leave the word out
       ╭╴
     1 - Ginger is wholly safe for you. It cures nausea and cures pain in all…
     1 + Ginger is safe for you. It cures nausea and cures pain in all…
       ╰╴

    draft.md: no errors; 1 warning should be changed.
    "#);
}

#[test]
fn faults_may_span_lines() {
    let source = "a = [\n\n      \"x\",\n      1,\n  ]\nb = 2\n".to_owned();
    let (path, message) = ("caveat.toml".to_owned(), "a list of names holds no numbers".to_owned());
    let fault = Fault { path, source, span: 4..30, message, help: None };
    insta::assert_snapshot!(render_fault(&fault, &Options::default()), @r#"
    error: a list of names holds no numbers
      ╭▸ caveat.toml:1:5
      │
    1 │ a = [
      │     ━
    2 │
    3 │       "x",
      │       ━━━━
    4 │       1,
      │       ━━
    5 │   ]
      ╰╴  ━
    "#);
}

#[test]
fn markup_and_long_paths_fit() {
    let source = "<p>\n    Our <a href=\"https://example.org/a/very/long/address/that/goes/on/and/on.html\">tea</a> is\n    <b>100&nbsp;% safe</b>.</p>\n";
    let mut sample = Sample::new("/srv/site/articles/a-very-long-folder-name/another/tea.en-GB.html", source);
    sample.add("absolute-safety", "100&nbsp;% safe").message = "nothing is “100 % safe”".to_owned();
    sample.fix("say less", false, &[("<b>100&nbsp;% safe</b>", "well tolerated")]);
    insta::assert_snapshot!(report(ascii(60), &[sample.checked], &[]), @r#"
    warning[absolute-safety]: nothing is “100 % safe”
      --> .../a-very-long-folder-name/another/tea.en-GB.html:3:8
       |
       | <p>
       | Our <a
       | href="https://example.org/a/very/long/address/that/goes
       | /on/and/on.html">tea</a> is
       | <b>100&nbsp;% safe</b>.</p>
       |    ^^^^^^^^^^^^^^^
       |
       = help: Say what was measured, and in whom.
    suggestion: say less
       |
     3 - <b>100&nbsp;% safe</b>.</p>
     3 + well tolerated.</p>

    .../another/tea.en-GB.html: no errors; 1 warning should be
      changed.
    "#);
}

/// Text as it comes, and as it should not.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => "[a-z]{1,9}[.,!]?",
        1 => "[A-Z][a-z]{0,60}",
        1 => "\\PC{1,6}",
        1 => proptest::sample::select(vec![
            "\u{1b}[31m", "\u{202e}", "\u{200b}", "\u{feff}", "\u{7}", "\u{85}", "\u{2028}", "针灸完全安全", "👩🏽\u{200d}⚕\u{fe0f}",
            "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", "\u{301}", "🇬🇧", "\u{200d}", "1\u{fe0f}\u{20e3}", "각", "क्षि", "\u{e0041}",
        ]).prop_map(str::to_owned),
    ];
    let gap = proptest::sample::select(vec![
        " ", " ", " ", " ", " ", "  ", "\n", "\r\n", "\n\n", "\r", "\t", "", ". ",
    ]);
    proptest::collection::vec((word, gap), 0..200)
        .prop_map(|words| words.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect())
}

fn boundary(text: &str, at: proptest::sample::Index) -> usize {
    let mut at = at.index(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The output without its colours; anything else that escapes stays in.
fn plain(output: &str) -> String {
    let mut text = String::new();
    let mut rest = output;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        text.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(after.len());
        assert!(after[end..].starts_with('m'), "{after:?}");
        rest = &after[end + 1..];
    }
    text + rest
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_is_too_wide_and_nothing_escapes(
        source in text(), message in text(), path in text(), new in text(),
        places in proptest::collection::vec(any::<[proptest::sample::Index; 2]>(), 4),
        width in 20_usize..200, unicode: bool, color: bool, whole: bool,
    ) {
        let spans: Vec<_> = places
            .iter()
            .map(|&[a, b]| (boundary(&source, a), boundary(&source, b)))
            .map(|(a, b)| a.min(b)..a.max(b))
            .collect();
        let mut sample = Sample::new(&path, &source);
        let located = |i: usize| crate::report::samples::span(&source, spans[i].clone());
        let finding = sample.add_at("absolute-safety", spans[0].clone());
        finding.message = message.clone();
        finding.passage = spans[1].clone();
        finding.scope = if whole { Scope::Document } else { Scope::Sentence };
        finding.why = "It matters, and it matters much more to those who are ill than to those who are not.";
        finding.references = references(&["One", "Two, a longer one", "Three"]);
        for role in [Role::SameFault, Role::Contrast] {
            let (message, span) = (message.clone(), located(2));
            finding.related.push(Related { role, message, context: String::new(), span, prose: 0..0 });
        }
        let edits = vec![Edit { span: located(3), text: new.clone() }, Edit { span: located(2), text: new }];
        finding.fixes.push(Fix { title: message.clone(), safe: whole, edits });
        sample.checked.problems.push(message.clone());
        let options = Options { width, color, unicode, suggestions: true };
        let mut output = report(Text::new(options.clone()), &[sample.checked], &[(&path, &message)]);
        let fault = Fault { path, source: source.clone(), span: spans[0].clone(), message, help: None };
        output.push_str(&render_fault(&fault, &options));

        let shown = if color { plain(&output) } else { output };
        for line in shown.lines() {
            let columns: usize = line.chars().map(|c| c.width().unwrap_or(0)).sum();
            prop_assert!(columns <= width, "{columns} columns, not {width}: {line:?}");
        }
        let bad = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        };
        prop_assert_eq!(shown.chars().find(|&c| bad(c)), None);
    }

    #[test]
    fn the_words_are_underlined(
        before in "[a-z 针é]{0,900}", words in "[A-Z][A-Z ]{0,30}[A-Z]", after in "[a-z 针é]{0,900}",
        width in 30_usize..200,
    ) {
        let mut sample = Sample::new("draft.md", &format!("x{before}{words}{after}x"));
        sample.add_at("absolute-safety", 1 + before.len()..1 + before.len() + words.len()).message.clear();
        let output = report(ascii(width), &[sample.checked], &[]);
        // columns, not characters: a wide letter stands for two
        let cells = |line: &str| -> Vec<char> {
            line.chars().flat_map(|c| std::iter::repeat_n(c, c.width().unwrap_or(0))).collect()
        };
        let lines: Vec<Vec<char>> = output.lines().map(cells).collect();
        let mut found = String::new();
        for (above, line) in lines.iter().zip(&lines[1..]) {
            let marks = line.iter().enumerate().filter(|(_, c)| **c == '^').map(|(i, _)| above[i]);
            found.extend(marks);
        }
        let letters = |s: &str| s.replace(' ', "");
        prop_assert_eq!(letters(&found), letters(&words), "{}", output);
    }
}

/// A line of ten megabytes costs no more than a short one.
#[test]
fn a_huge_line_is_quick() {
    let source = "word ".repeat(2_000_000);
    let mut checked = Sample::new("draft.md", "").checked;
    let mut builder = crate::document::Builder::new(&source);
    builder.open(crate::document::BlockKind::Paragraph);
    builder.text(0..source.len());
    checked.document = builder.finish();
    let rules: Vec<&'static str> = (0..100).map(|i| &*format!("rule-{i}").leak()).collect();
    let at = |byte: usize| Position { byte, line: 1, column: byte + 1, utf16: byte + 1 };
    for (i, rule) in rules.iter().enumerate() {
        let mut one = Sample::new("draft.md", "word ");
        let mut finding = one.add("x", "word").clone();
        let start = i * 100_000;
        (finding.rule, finding.passage) = (rule, 0..source.len());
        finding.span = Span { start: at(start), end: at(if i == 50 { source.len() } else { start + 9 }) };
        checked.findings.push(finding);
    }
    let begun = std::time::Instant::now();
    let output = report(Text::new(Options::default()), &[checked], &[]);
    let each = begun.elapsed() / 100;
    assert!(output.len() < 200_000, "{}", output.len());
    assert!(each < std::time::Duration::from_millis(20), "{each:?} a finding");
}
