//! Cases are one text each; `|` stands where a sentence starts.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use super::Splitter;

fn splitter() -> Splitter {
    toml::from_str(include_str!("../../../rules/english/sentences.toml")).unwrap()
}

/// The text with `|` at each start found.
fn marked(splitter: &Splitter, text: &str) -> String {
    let mut starts = Vec::new();
    splitter.split(text, &mut starts);
    let mut shown = String::new();
    let mut from = 0;
    for start in starts {
        shown.push_str(&text[from..start]);
        shown.push('|');
        from = start;
    }
    shown + &text[from..]
}

/// How many cases hold; prints the others.
fn held(cases: &[&str]) -> usize {
    let splitter = splitter();
    let holds = |case: &&&str| {
        let got = marked(&splitter, &case.replace('|', ""));
        if got != **case {
            eprintln!("expected {case}\n     got {got}\n");
        }
        got == **case
    };
    cases.iter().filter(holds).count()
}

/// The phenomena of the fifty golden rules of English sentence boundaries, in their order.
const GOLDEN: &[&str] = &[
    // 1–3 one stop of each kind
    "Sleep matters. |Most adults need seven hours.",
    "Is it safe? |Most people tolerate it.",
    "It worked! |She slept.",
    // 4–7 single letters and short abbreviations inside a sentence
    "The study was led by Anna B. Keller in Oslo.",
    "The dose is given on p. 55 of the leaflet.",
    "Do vitamins, zinc and co. help with a cold?",
    "The gel was made by Hale, Moore & Co. in Leeds.",
    // 8–9 the same at its end
    "Forget about detox teas and co. |They do nothing.",
    "The gel was made by Hale, Moore & Co. |It is still sold.",
    // 10–12
    "The clinic near Mt. Hood closed.",
    "St. Anne's Hospital is on 5th st. near the park.",
    "That is Robert Gray Jr.'s diet.",
    // 13–17 abbreviations of several stops
    "It was withdrawn in the U.S.A. last year.",
    "It is banned in the E.U. |How is that possible?",
    "It is banned in the U.S. |How is that possible?",
    "The U.S. Surgeon General warned of it in 2016.",
    "It has been sold in the U.S. for 20 years.",
    // 18 times of day
    "At 5 a.m. Dr. Lee left the ward. |He took the last dose at 6 p.m. |Dr. Lee then went home.",
    // 19–20 prices
    "A month costs $100.00 in most shops.",
    "A month costs $100.00. |It is rarely covered.",
    // 21 brackets
    "She takes iron (She was anaemic for 5 years.) with every meal.",
    // 22–23 addresses
    "Write to Jane.Doe@example.com. |We answer within a day.",
    "The leaflet is at https://www.example.50.com/new-page/iron_and_zinc.html. |Please read it.",
    // 24–26 quotations
    "He turned to me, 'It still hurts.' and sat down.",
    "He turned to me, \"It still hurts.\" and sat down.",
    "He turned to me, \"It still hurts.\" |She gave him a tablet.",
    // 27–30 two stops
    "No more pain!! |Sign up now.",
    "No more pain?? |Who says so?",
    "No more pain!? |Is that true?",
    "No more pain?! |Is that true?",
    // 31–39 lists inside a line
    "1.) Warm up slowly |2.) Stretch both legs",
    "1.) Warm up slowly. |2.) Stretch both legs.",
    "1) Warm up slowly |2) Stretch both legs",
    "1) Warm up slowly. |2) Stretch both legs.",
    "1. Warm up slowly |2. Stretch both legs",
    "1. Warm up slowly. |2. Stretch both legs.",
    "• 9. Warm up slowly |• 10. Stretch both legs",
    "⁃9. Warm up slowly |⁃10. Stretch both legs",
    "a. Warm up slowly |b. Stretch both legs |c. Cool down and rest",
    // 40–41 line feeds inside a sentence
    "The tablet is taken\nonce a day because it lasts.",
    "It was a cold \nnight on the ward.",
    // 43 numbers of many stops
    "The record is kept as N°. 1026.253.553. |That is where the results are.",
    // 44 names with an exclamation mark
    "She asked on Yahoo! about the rash.",
    // 45 "I" as a word and as an initial
    "We share the risk, you and I. |Did you read Albert I. Marsh on it?",
    // 46–51 ellipses
    "The leaflet warns that with alcohol, “the effect will be much stronger. . . .”",
    "\"The panel [...] saw no effect on weight [...]\" (Marsh 55).",
    "The leaflet leaves out the end of its own warning and goes on about the price . . . . |Then it stops.",
    "I never took that.... |She left the clinic.",
    "I wasn’t really ... well, what I mean...see . . . what I'm saying, the pain is . . . I didn’t feel it.",
    "The swelling had by then gone down . . . and was that of a mild sprain. . . . |The cast was not removed. . . .",
    // 52 no space between sentences
    "It helps with pain.|Today it is sold.|Dr. Moore tested it and sold 1,000.|That is a lot.",
];

/// What health articles and scraped pages do to their sentences.
const HEALTH: &[&str] = &[
    "Dr. Glenn of St. Charles saw 1.5 mg vs. 2 mg, e.g. p < .05. |Then he left.",
    "Dr. Glenn of St. Charles saw 1.5 mg vs. 2 mg, e.g. p < .05. |Then he left. |U.S. adults gained weight.",
    "Patients lost 14.9% of body weight (95% CI, 13.4 to 16.4; P<.001) vs. 2.4% with placebo. |That is a lot.",
    "Take 5 mg q.d. for 4 weeks. |Then increase to 10 mg b.i.d. if needed.",
    "The study by Wilding et al. was large. |It enrolled 1,961 adults.",
    "See Fig. 2 and Table 3. |The effect was small.",
    "He works in the U.S. |She works in Paris.",
    "It was approved by the U.S. Food and Drug Administration in 2021. |Others followed.",
    "She holds a Ph.D. in nutrition. |Her work is cited.",
    "Jane Doe, M.D., is an endocrinologist. |John Roe, R.D.N., reviewed this.",
    "Reviewed by Jane Smith, M.D. |Updated May 2, 2024.",
    "We opened at 9 a.m. and closed at 5 p.m. |Nobody came.",
    "Is it safe? |Yes! |But talk to your doctor first.",
    "\"It changed my life!\" said Ann. |She lost 30 lb.",
    "He asked, \"Does it work?\" |Nobody answered.",
    "Vitamin D (i.e., cholecalciferol) helps. |Probably.",
    "Use apple cider vinegar, ginger, etc. |They are cheap.",
    "The No. 1 reason is cost. |No. |It is not.",
    "Wait... |Is that true?",
    "The dose was .5 mL. |It hurt.",
    "Prof. E. coli Smith joined. |E. coli causes illness.",
    "Infections with S. aureus are common. |C. diff. is worse.",
    "Visit example.com. |Then call us.",
    "Version 2.0 is out. |iPhone users rejoice.",
    "Results were reported (N Engl J Med. 2021;384:989-1002). |They were good.",
    "Compare approx. 30 min. of walking with 1 hr. of yoga. |Both help.",
    "Mr. and Mrs. Jones vs. Dr. Lee Jr. and Sons Inc. went to court. |The case closed.",
    "J. K. Rowling wrote it. |A. Fauci reviewed it.",
    "The placebo group (n = 655) lost 2.4%. |In contrast, the drug group lost 14.9%.",
    "Hyaluronic acid works by vol. 3 standards. |OK.",
    "It contains vitamin C. |It also contains zinc.",
    "Semaglutide, a GLP-1 agonist, costs $1,349.02 per mo. |That's high.",
    "Ask Dr. Who? |No thanks.",
    "“It works.” |That is what they say.",
    "(See below.) |Next we discuss risks.",
    "I said no!! |Why?? |Because.",
    "The effect size was d = 0.5, p = .03, r = .2. |It was modest.",
    "Results at wk. 68 were good. |By wk. 72 they were not.",
    "Women aged 40 yrs. and over qualify. |Men don't.",
    "Washington, D.C. is warm. |It rains.",
    "This was a phase 3 trial. |1,961 adults took part. |10% left.",
    // references after the stop
    "It eases pain.[1] |Then it wears off.",
    "It eases pain.[1][2] |Then it wears off.",
    "It eases pain.[1, 3–5] |Then it wears off.",
    "It eases pain. [1] |Then it wears off.",
    "It eases pain.1 |Then it wears off.",
    "It eases pain.1,2 |Then it wears off.",
    "It eases pain.12–14 |Then it wears off.",
    "It eases pain.¹ |Then it wears off.",
    "It eases pain.¹² |Then it wears off.",
    "It eases pain (Smith et al., 2012). |Then it wears off.",
    "It eases pain, as shown by Smith et al. |The effect was small.",
    "It was shown by Smith et al. (2012) and others.",
    "It halves the risk by 2.5 points on a scale from 0.1 to 9.9 in all.",
    // letters and numbers that belong to a word
    "You need vitamins A, C and E. |Oranges hold them.",
    "It protects from hepatitis B. |Vaccination is free.",
    "Patients have diabetes type 2. |They eat less.",
    "It contains vitamin B12. |Meat does too.",
    "It happened on Dec. 5 at the clinic. |Nobody knew.",
    "Take it on Jan. 1, Feb. 1 and so on.",
    "The bath was kept at 37 °C. |Cold baths were not tested.",
    "Heat it to 98 F. |Cool it again.",
    "Add 5 g. |Stir it.",
    "Wait for 30 min. |Walking is allowed.",
    "The infant weighed 7 lb. 4 oz. at birth.",
    "This improves your VO2 max. |Athletes know that.",
    "It adds muscle mass. |Muscle burns energy.",
    "That is who I am. |Chiropractic is my life.",
    "We are open from 9 am to 5 pm. |Call us.",
    "Staph. aureus and H. pylori are bacteria.",
    // quotations, brackets, dashes
    "\"Does it help?\" Ann asked. |Nobody knew.",
    "\"It helps,\" she said. |\"It really does.\"",
    "It helps (a little). |It also hurts (a lot!). |Ask first.",
    "It helps (see p. 5). |It also hurts.",
    "Does it help? |(Not really.) and so on.",
    "It helps – e.g. with pain – but slowly. |It costs little.",
    "“It gave me my life back.” — Anna, 42",
    "The ‘miracle cure.’ |That is what they call it.",
    "It helps with pain; it helps with sleep; it helps with mood.",
    "It needs three things: rest, food, and water. |Nothing else.",
    // bullets and ticks run together
    "✅ They lift weights |❌ They stop early",
    "✅ lifts weights |✅ sleeps well",
    "Benefits: |• Less pain |• Better sleep",
    "Benefits |▪ Less pain |▪ Better sleep |► More money",
    "I slept so well ✨ and woke up fresh.",
    "Great news ✅",
    "✔️ Less pain |✔️ Better sleep",
    "1️⃣ Warm up |2️⃣ Stretch",
    "Do this: |1. Warm up |2. Stretch |3. Rest",
    "1. Wait for phase 3. |Then start again |2. Rest",
    "Three of 10 had pain. |3 had none.",
    "It may: a) ease pain, b) help sleep, and c) lift mood.",
    // glued sentences
    "It helps with chronic pain.|The study was small.",
    "It helps with chronic pain (mostly).|The study was small.",
    "Is it safe?|The study was small.",
    "It helps with pain.|I tried it.",
    "See example.Com or Node.Js for more.",
    "Look at https://example.com/Pain.The/Study for more.",
    "It cut pain by 50%.|The study was small.",
    // stops that end nothing
    "He paid $1.50 for 2.5 kg at 9.30 a.m. on Monday.",
    "The (so-called) “detox!” diet is back.",
    "It hurts. |it also swells.",
    "It is given by mouth, i.e. as a tablet, to adults.",
    "Ann Lee, Ph.D., R.D., and Bo Ek, M.Sc., wrote it. |Both are dietitians.",
    "Pain… |That is all she felt.",
    "It eases stress on the joints etc. |Age plays a part too.",
    "It is linked to the immune […] |In this article you learn more.",
    "Pain… and more pain.",
    "mRNA was found. |mRNA is short-lived.",
    "Is it\u{a0}safe?\u{a0}|Yes.",
    "",
    " ",
    ".",
    "...",
    "Pain.",
    "Pain. ",
];

#[test]
fn the_golden_rules_hold() {
    let held = held(GOLDEN);
    eprintln!("golden: {held} of {}", GOLDEN.len());
    assert!(held + 2 >= GOLDEN.len(), "golden: {held} of {}", GOLDEN.len());
}

#[test]
fn health_prose_is_split() {
    assert_eq!(held(HEALTH), HEALTH.len());
}

#[test]
fn offsets_ascend_and_fall_on_visible_characters() {
    let splitter = splitter();
    let text = GOLDEN.iter().chain(HEALTH).copied().collect::<Vec<_>>().join("\u{2003} ");
    for from in text.char_indices().map(|(at, _)| at) {
        let part = &text[from..];
        let mut starts = Vec::new();
        splitter.split(part, &mut starts);
        assert!(starts.windows(2).all(|w| w[0] < w[1]));
        assert!(starts.iter().all(|&s| s > 0 && !part[s..].starts_with(char::is_whitespace)));
    }
}

#[test]
fn hostile_lines_stay_linear() {
    let splitter = splitter();
    let mut starts = Vec::new();
    for part in [
        ".", "a.", "a. ", "A. ", ". ", "1) ", "1.", "[1", ".[1", "(", ".\"", "?!", "…", "✅", "✅ ", " ",
        "\u{a0}", "e.g. ", ".1", "’.", "1️⃣",
    ] {
        starts.clear();
        splitter.split(&part.repeat((1 << 20) / part.len()), &mut starts);
    }
}

#[test]
fn an_unknown_list_is_an_error() {
    assert!(toml::from_str::<Splitter>("titels = []").is_err());
}

/// Run with `cargo test --release --lib sentence -- --ignored --nocapture`.
#[test]
#[ignore = "prints the speed; takes a release build to mean anything"]
fn speed() {
    let splitter = splitter();
    let prose = HEALTH.iter().map(|case| case.replace('|', "") + " ").collect::<String>().repeat(2_000);
    let plain =
        "The treatment was tested in a large group of adults who had lived with pain for years, and most of \
                 them said that it had helped. Nobody knows how long it lasts, because the trial was short. "
            .repeat(60_000);
    let hostile =
        ["a.", ".", "A. ", "e.g. ", ".[1", "✅ ", "1) "].map(|part| part.repeat(10_000_000 / part.len()));
    let mut starts = Vec::with_capacity(20_000_000);
    for (name, text) in [("cases", &prose), ("plain", &plain)]
        .into_iter()
        .chain(["a.", ".", "A. ", "e.g. ", ".[1", "ticks", "1) "].into_iter().zip(&hostile))
    {
        starts.clear();
        let begun = std::time::Instant::now();
        splitter.split(text, &mut starts);
        let took = begun.elapsed().as_secs_f64();
        eprintln!("{name:<8} {:>6.0} MB/s, {} sentences", text.len() as f64 / 1e6 / took, starts.len() + 1);
    }
}
