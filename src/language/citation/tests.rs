//! Tests of citations: one table of forms and traps, one of what covers what.

use super::*;
use crate::language::{Reading, Site};
use crate::rule::RuleSet;

fn with_reading<T>(rules: &RuleSet, markdown: &str, ask: impl FnOnce(&Reading<'_>) -> T) -> T {
    let document = crate::format::read(markdown, crate::format::Format::Markdown);
    let words = rules.language().words(&document);
    let residue = vec![false; document.blocks().len()];
    ask(&rules.language().read(&document, words, &residue, Site::default(), &rules.language().everything()))
}

fn rules() -> RuleSet {
    RuleSet::load(Vec::new()).expect("well made rules")
}

const LIST: &str = "\n\n## References\n\n1. Patel S. Yoga for back pain. BMJ 2019;364:l1234.\n2. O'Neill K, van der Berg L. Tea at work. Spine 2018.\n3. World Health Organization. Sleep report. 2021.\n4. https://www.healthline.com/tea\n";

/// What is written, and the citations in it: kind, strength and whether they lead somewhere.
#[test]
fn forms_and_traps() {
    let cases: &[(&str, bool, &str)] = &[
        // identifiers
        ("It helped (10.1056/NEJMoa2034577).", false, "doi strong"),
        ("It helped (PMID: 12345678).", false, "pmid strong"),
        ("It helped, PMC1234567.", false, "pmid strong"),
        ("It helped (NCT01234567).", false, "register strong"),
        ("It helped (ISRCTN12345678).", false, "register strong"),
        ("A review (CD012345) says so.", false, "register strong"),
        ("A CD01234 player.", false, ""),
        // trials that go by a name
        ("The STEP 4 trial found that it helped.", false, "study named"),
        ("In the SELECT trial it helped.", false, "study named"),
        ("It helped in the Framingham study.", false, "study named"),
        ("An HIIT study found that it helped.", false, ""),
        ("The study found that HIIT helped.", false, ""),
        // links by host
        ("[it helped](https://doi.org/10.1136/bmj.l1)", false, "link strong"),
        ("[it helped](https://pubmed.ncbi.nlm.nih.gov/1/)", false, "link strong"),
        ("[it helped](https://www.cochranelibrary.com/x)", false, "link strong"),
        ("[it helped](https://www.nice.org.uk/guidance/ng59)", false, "link strong"),
        ("[it helped](https://eprints.soton.ac.uk/1/)", false, "link strong"),
        ("[it helped](https://journals.example.com/1)", false, "link strong"),
        ("[it helped](https://www.nhs.uk/conditions/x/)", false, "link named"),
        ("[it helped](https://medlineplus.gov/x.html)", false, "link named"),
        ("[it helped](https://www.niddk.nih.gov/x)", false, "link named"),
        ("[it helped](https://www.mayoclinic.org/x)", false, "link named"),
        ("[it helped](https://www.healthline.com/x)", false, "link weak second-hand"),
        ("[it helped](https://en.wikipedia.org/wiki/X)", false, "link weak second-hand"),
        ("[it helped](https://some-clinic.example/blog/x)", false, "link weak"),
        ("[our post](/blog/x)", false, ""),
        ("[call us](tel:+441234)", false, ""),
        ("[write](mailto:a@b.example)", false, ""),
        ("[book](https://calendly.com/x)", false, ""),
        ("[book](https://some-clinic.example/book)", false, ""),
        ("Follow [us](https://www.instagram.com/x).", false, ""),
        ("Read more [here](https://some-clinic.example/x).", false, ""),
        ("Read the study [here](https://doi.org/10.1136/x).", false, "link strong"),
        ("See the address https://www.bmj.com/content/1 for more.", false, "link strong"),
        // a link that somebody with a name is said to stand behind
        (
            "Continence Matters Australia says that one in five do ([link](https://cma.example/x)).",
            false,
            "link named",
        ),
        ("According to [Spine Friends Utrecht](https://sfu.example/x), one in five do.", false, "link named"),
        ("Most people say that [it helped](https://cma.example/x).", false, "link weak"),
        ("Sam says that [it helped](https://cma.example/x).", false, "link weak"),
        (
            "Come to Continence Matters Australia, where [it helped](https://cma.example/x).",
            false,
            "link weak",
        ),
        // numbers
        ("Yoga helped [1].", true, "number strong"),
        ("Yoga helped [1, 2].", true, "number strong"),
        ("Yoga helped [1–3].", true, "number strong"),
        ("Yoga helped.[2]", true, "number strong"),
        ("Yoga helped [4].", true, "number weak second-hand"),
        ("Yoga helped [9].", true, "number none missing"),
        ("Yoga helped [1].", false, "number none missing"),
        ("Yoga helped (2).", true, "number strong"),
        ("Yoga helped (2).", false, ""),
        ("Take (1) tea, (2) milk and (3) honey.", true, ""),
        ("Children aged [10–12] slept.", true, ""),
        ("They “was [sic] tired” […].", true, ""),
        // raised marks
        ("Yoga helped.<sup>2</sup>", true, "superscript strong"),
        ("Yoga helped².", true, "superscript strong"),
        ("Yoga helped¹².", true, "superscript none missing"),
        ("A room of 12 m² with CO₂.", true, ""),
        ("A room of 12 m<sup>2</sup>.", true, ""),
        ("The lamp gives 92 mW/cm².", true, ""),
        ("Take B12, 5-HT2A and CO2.", true, ""),
        ("Only £40* a month.", true, ""),
        ("Yoga helped[^n].\n\n[^n]: Patel S. Yoga. BMJ 2019.", false, "superscript strong"),
        // author and year
        ("Yoga helped (Patel, 2019).", true, "author-year strong"),
        ("Yoga helped (Patel et al., 2019).", true, "author-year strong"),
        ("Yoga helped (Patel et al., 2019).", false, "author-year named"),
        ("Yoga helped (Moreau, 2016).", true, "author-year none missing"),
        ("Yoga helped (Moreau, 2016).", false, "author-year named"),
        ("Tea helped (O'Neill & van der Berg, 2018).", true, "author-year strong"),
        ("Tea helped (García-López, 2018).", false, "author-year named"),
        ("Sleep helps (World Health Organization, 2021).", true, "author-year strong"),
        ("O'Neill and van der Berg (2018) drank tea.", true, "author-year strong"),
        ("Smith (2012) found less pain.", false, "author-year named"),
        ("Yoga helped (Patel et al., Lancet 2019).", false, "author-year named"),
        ("Yoga helped (Patel et al., BMJ Open 2012;393:655).", false, "author-year named"),
        ("Yoga helped (Patel and others, Annals of the Spine, 2012).", false, "author-year named"),
        ("We opened in Leeds (near the Lancet Hotel 2019).", false, ""),
        ("Vitamax (1998) is a tonic.", false, ""),
        ("It began (March 2012).", false, ""),
        ("It began in 2012.", false, ""),
        ("Yoga helped (Patel, 2019; O'Neill, 2018).", true, "author-year strong, author-year strong"),
        ("Tea helped for four years [3].", true, "number strong"),
        ("It takes four years [3].", false, ""),
        // named sources
        ("According to the World Health Organization, tea helps.", false, "organisation named"),
        ("The NHS recommends tea.", false, "organisation named"),
        ("According to the British Acupuncture Council, it helps.", false, "organisation named"),
        ("Who recommends tea? A nice idea.", false, ""),
        ("She works for the NHS.", false, ""),
        ("One in three falls (NHS).", false, "organisation named"),
        ("The muscle relaxes (Mobidol prescribing information, section 5.1).", false, "organisation named"),
        ("Serious reactions are rare, the manufacturer's leaflet says.", false, "organisation named"),
        ("It is paid for by the National Health Service (NHS).", false, ""),
        ("Public (NHS) and private clinics offer it.", false, ""),
        ("It follows NICE guideline NG59.", false, "organisation named, guideline named"),
        ("A 2019 trial in the Journal of Tea found little.", false, "study named"),
        ("A trial by Okafor et al. in 2021 found little.", false, "study named"),
        ("A 2019 review found little.", false, ""),
        ("A study at Oxford University found little.", false, ""),
        ("In 2019 a study of 96 adults at Oxford University found little.", false, "study named"),
        ("Healthline was founded in 1999.", false, ""),
    ];
    let rules = rules();
    let mut wrong = Vec::new();
    for (text, list, expected) in cases {
        let source = format!("{text}{}", if *list { LIST } else { "" });
        let found = with_reading(&rules, &source, |reading| {
            let shown = reading.citations().iter().map(|c| {
                let kind = match c.kind {
                    CitationKind::Doi => "doi",
                    CitationKind::Pmid => "pmid",
                    CitationKind::Register => "register",
                    CitationKind::Link => "link",
                    CitationKind::Number => "number",
                    CitationKind::Superscript => "superscript",
                    CitationKind::AuthorYear => "author-year",
                    CitationKind::Organisation => "organisation",
                    CitationKind::Guideline => "guideline",
                    CitationKind::Study => "study",
                };
                let strength = match c.strength {
                    None => "none",
                    Some(Strength::Weak) => "weak",
                    Some(Strength::Named) => "named",
                    Some(Strength::Strong) => "strong",
                };
                let missing = if c.target == Target::Missing { " missing" } else { "" };
                let second = if c.second_hand { " second-hand" } else { "" };
                format!("{kind} {strength}{missing}{second}")
            });
            shown.collect::<Vec<_>>().join(", ")
        });
        if found != *expected {
            wrong.push(format!("{text}\n    {found} instead of {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A claim, marked by CLAIM, and what supports it.
#[test]
fn distance_and_lists() {
    let cite = "(10.1136/bmj.l1234)";
    let cases = [
        (format!("CLAIM helps {cite}."), Some(Distance::Sentence)),
        ("CLAIM helps.".to_owned(), None),
        (format!("CLAIM helps. This trial says so {cite}."), Some(Distance::Next)),
        (format!("CLAIM helps. The review says so {cite}."), Some(Distance::Next)),
        (format!("CLAIM helps. The tea was hot {cite}."), Some(Distance::Paragraph)),
        (format!("Tea is old {cite}. CLAIM helps."), Some(Distance::Paragraph)),
        (format!("Tea is old {cite}. The trial was small. CLAIM helps."), Some(Distance::Paragraph)),
        (format!("Tea is old {cite}. Milk is white. CLAIM helps."), None),
        (format!("CLAIM helps.\n\nTea is old {cite}."), None),
        (format!("It does this {cite}:\n\n- CLAIM helps\n- tea cools"), Some(Distance::List)),
        (format!("It does this:\n\n- CLAIM helps\n- tea cools {cite}"), None),
        (format!("It does this:\n\n- tea cools\n- CLAIM helps {cite}"), Some(Distance::Sentence)),
        (
            format!("It does this:\n\n- CLAIM helps\n- tea cools\n\nSo says a review {cite}."),
            Some(Distance::List),
        ),
        (
            format!("It does this:\n\n- CLAIM helps\n- tea cools\n\nTea is old. So says a review {cite}."),
            None,
        ),
        (
            format!(
                "It does this:\n\n- CLAIM helps\n- tea cools\n\nDoubters like to bring up a large and costly trial in which it did no better than tea {cite}."
            ),
            None,
        ),
        (format!("CLAIM does this:\n\n- it helps\n- tea cools {cite}"), None),
        (format!("CLAIM does this:\n\n- it helps {cite}\n- tea cools {cite}"), Some(Distance::List)),
        (
            format!("CLAIM does this:\n\n- it helps\n- tea cools\n\nSo says a review {cite}."),
            Some(Distance::List),
        ),
        (format!("CLAIM does this:\n\n- it helps\n- tea cools\n\n{cite}"), Some(Distance::List)),
        (format!("A trial {cite}:\n\n- 40 people\n\nMain results:\n\n- CLAIM helps"), Some(Distance::List)),
        (format!("A trial {cite}:\n\n- 40 people\n\nWhat we tell all our guests:\n\n- CLAIM helps"), None),
        (format!("## A trial {cite}\n\nTea is old.\n\nCLAIM helps."), Some(Distance::List)),
        (format!("## A trial {cite}\n\nTea is old.\n\n## Prices\n\nCLAIM helps."), None),
        ("CLAIM helps.\n\n## References\n\n- Patel S. BMJ 2019.".to_owned(), None),
        // figures are told again, of the same thing
        (
            format!("Tea eased cramps in 23% {cite}.\n\n## In short\n\nCLAIM helps cramps in 23 percent."),
            Some(Distance::Elsewhere),
        ),
        (
            format!("Tea eased cramps in 15–35% {cite}.\n\n## In short\n\nCLAIM helps cramps in 15-35%."),
            Some(Distance::Elsewhere),
        ),
        (
            format!("Tea eased cramps in 23 per cent {cite}.\n\n## In short\n\nCLAIM: 23% had no cramps."),
            Some(Distance::Elsewhere),
        ),
        (format!("Tea eased cramps in 23% {cite}.\n\n## In short\n\nCLAIM helps cramps in 24%."), None),
        (format!("Tea eased cramps in 23% {cite}.\n\n## In short\n\nCLAIM helps asthma in 23%."), None),
        (
            format!("Cramps came in 23%; cramps cost 99 {cite}.\n\n## In short\n\nCLAIM: cramps fall 99%."),
            None,
        ),
        (format!("Tea eased cramps in 20% {cite}.\n\n## In short\n\nCLAIM helps cramps in 20%."), None),
        (format!("Tea eased cramps in 95% {cite}.\n\n## In short\n\nCLAIM helps cramps in 95%."), None),
        (
            format!(
                "Cramps cost 45 per session {cite}.\n\n## In short\n\nCLAIM: cramps go for 45 per session."
            ),
            None,
        ),
        // a study is pointed back to
        (
            format!("## A trial\n\nTea was tried {cite}.\n\nCLAIM helps, in that trial."),
            Some(Distance::Elsewhere),
        ),
        (
            format!("## A trial\n\nTea was tried {cite}.\n\nCLAIM helped most people in those trials."),
            Some(Distance::Elsewhere),
        ),
        (format!("## A trial\n\nTea was tried {cite}.\n\nCLAIM helped most of those in studies."), None),
        (format!("## A trial\n\nTea was tried {cite}.\n\nCLAIM helps in those who report stress."), None),
        (
            format!("## A trial\n\nTea was tried {cite}.\n\nCLAIM helps, as those reviews on the wall say."),
            None,
        ),
        (format!("## A trial\n\nTea was tried {cite}.\n\nCLAIM helped, we know that trials say so."), None),
        (format!("## A trial\n\nTea was tried {cite}.\n\n## Prices\n\nCLAIM helps, in that trial."), None),
    ];
    let rules = rules();
    for (text, expected) in cases {
        with_reading(&rules, &text, |reading| {
            let at = reading.document().prose().find("CLAIM").expect("marked");
            let support = reading.support(reading.words().token_at(at));
            assert_eq!(support.strength, expected.map(|_| Strength::Strong), "{text}");
            if let Some(distance) = expected {
                assert_eq!(support.distance, distance, "{text}");
            }
        });
    }
}

#[test]
fn what_a_link_named_is_known_again() {
    let link = "https://doi.org/10.1000/1";
    let cases = [
        (format!("In [PLUM 1]({link}) most slept.\n\nIn PLUM 1, CLAIM helps."), true),
        (format!("The [Office of Tea]({link}) (OOT) says so.\n\nCLAIM helps (OOT)."), true),
        (format!("The PLUM studies followed 90 people ([paper]({link})).\n\nIn PLUM, CLAIM helps."), true),
        ("In PLUM 1 most slept.\n\nIn PLUM 1, CLAIM helps.".to_owned(), false),
        (format!("In [PLUM 1]({link}) most slept.\n\nThe PLUM tea tastes good. CLAIM helps."), false),
        (format!("In PLUM 1, CLAIM helps.\n\nIn [PLUM 1]({link}) most slept."), false),
    ];
    let rules = rules();
    for (text, expected) in cases {
        with_reading(&rules, &text, |reading| {
            let at = reading.document().prose().find("CLAIM").expect("marked");
            let support = reading.support(reading.words().token_at(at));
            assert_eq!(support.strength.is_some(), expected, "{text}");
        });
    }
}

/// What a summary says of an article on melatonin, and whether it takes the article's source.
#[test]
fn a_summary_takes_the_source_of_what_it_repeats() {
    let cases = [
        ("Melatonin eases jet lag.", true),
        ("It eases jet lag.", true),
        ("Melatonin can ease jet lag.", true),
        ("Melatonin cures jet lag.", false),
        ("Melatonin eases migraine.", false),
        ("Melatonin eases jet lag and migraine.", false),
        ("Magnesium eases jet lag.", false),
        ("Melatonin eases jet lag in 95% of people.", false),
        ("Melatonin eases jet lag in half of people.", false),
        // the source was not so sure
        ("Melatonin eases anxiety.", false),
        ("Melatonin may ease anxiety.", true),
        // nor did it find that
        ("Melatonin eases cramp.", false),
    ];
    let found = "Melatonin eased jet lag (10.1136/bmj.l1234). Melatonin may ease anxiety (10.1136/bmj.l5). \
                 Melatonin did not ease cramp (10.1136/bmj.l6). Melatonin increased nausea (10.1136/bmj.l7). \
             Melatonin eased hay fever in mice (10.1136/bmj.l8). \
             Melatonin eased tinnitus little better than sham pills (10.1136/bmj.l9). \
             Sham needles eased back pain as much as melatonin (10.1136/bmj.l10).";
    let rules = rules();
    for (summary, expected) in cases {
        let text = format!(
            "# Melatonin\n\nOrder our melatonin.\n\n## Trials\n\n{found}\n\n## In short\n\n{summary}"
        );
        with_reading(&rules, &text, |reading| {
            let at = reading.document().prose().rfind(summary).expect("it is there");
            let support = reading.support(reading.words().token_at(at));
            assert_eq!(support.strength.is_some(), expected, "{summary}");
            assert!(!expected || support.distance == Distance::Elsewhere, "{summary}");
        });
    }
}

#[test]
fn entries() {
    let rules = rules();
    with_reading(&rules, &format!("Tea helps [2].{LIST}"), |reading| {
        assert!(reading.has_references());
        assert_eq!(reading.references().len(), 4);
        let cited = &reading.citations()[0];
        assert_eq!(cited.target, Target::Entry(reading.references()[1].block));
    });
    with_reading(&rules, "Tea helps.", |reading| assert!(!reading.has_references()));
    // the article's last word is no entry
    let last = format!("Tea helps [2].{LIST}\n\nOrder our tea today and feel the difference for yourself.");
    with_reading(&rules, &last, |reading| assert_eq!(reading.references().len(), 4));
    // notes at the foot, each under the mark that points to it
    for (notes, missing) in [
        ("[1] Royal College of Nursing. Hip surgery. https://www.rcn.org.uk/x", 0),
        ("[1] Patel S, Lee K. Hips. BMJ 2019.\n[2] Moreau J. Knees. Spine 2018.", 0),
        ("Sources: [1] Patel S, Lee K. Hips. BMJ 2019. [2] Moreau J. Knees. Spine 2018.", 0),
        ("Works cited: [1] Patel S, Lee K. Hips. BMJ 2019. [2] Moreau J. Knees. Spine 2018.", 0),
        ("[1] Patel S, Lee K. Hips. BMJ 2019;43[2]:345. https://doi.org/10.1136/x", 0),
        ("[1] Prices from January.", 1),
        ("[1] In 2019 our oil cured hips in 98% of patients.", 1),
        ("Call us [1] time only.", 1),
    ] {
        let both = if notes.contains(" [2]") || notes.contains("\n[2]") { " [2]" } else { "" };
        with_reading(&rules, &format!("Hips heal [1].{both}\n\nCall us.\n\n{notes}"), |reading| {
            let lost = reading.citations().iter().filter(|c| c.target == Target::Missing).count();
            assert_eq!(lost.min(1), missing, "{notes}");
        });
    }
    // a title may begin with a number, which is not its place in the list
    let list =
        "Tea helps [1]. Milk may not [2].\n\n## References\n\n- Lee A. Tea. BMJ 2012.\n- 21 CFR 101.81.";
    with_reading(&rules, list, |reading| {
        let targets: Vec<Target> = reading.citations().iter().map(|c| c.target).collect();
        assert_eq!(targets, [0, 1].map(|i| Target::Entry(reading.references()[i].block)));
    });
}

/// Brackets by the million are read in linear time.
#[test]
fn brackets_are_cheap() {
    let rules = rules();
    for piece in ["[", "(", "[1] ", "(2012) ", "((Smith 2012", "² ", "a* ", "[1](#a) "] {
        let text = piece.repeat(200_000 / piece.len());
        let start = std::time::Instant::now();
        with_reading(&rules, &text, |reading| assert!(reading.citations().len() <= text.len()));
        assert!(start.elapsed().as_secs() < 20, "{piece}");
    }
}
