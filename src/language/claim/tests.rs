//! The table of claims: each row a text and its claims, in order. A claim is written as
//! `strength certainty "words" on "condition"`, as `caveat claims` shows it.

use super::{BRASH, Claim, DOERS, HEADS, OBJECTS, SAID, Strength, TREATMENTS};
use crate::format::{self, Format};
use crate::language::{Contexts, Site};
use crate::rule::RuleSet;

const ROWS: &[(&str, &[&str])] = &[
    // strength: cure > cause > improve > neutral, before hedges
    ("Ozone cures tinnitus.", &["cure stated \"cures tinnitus\" on \"tinnitus\""]),
    ("Ozone reduces back pain.", &["cause stated \"reduces back pain\" on \"back pain\""]),
    ("Ozone soothes back pain.", &["improve stated \"soothes back pain\" on \"back pain\""]),
    ("Ozone is used for back pain.", &["neutral stated \"is used for back pain\" on \"back pain\""]),
    ("Ozone may reduce back pain.", &["cause hedged \"reduce back pain\" on \"back pain\""]),
    ("Ozone can reduce back pain.", &["cause half-hedged \"reduce back pain\" on \"back pain\""]),
    // what the sentence does with it
    ("Ozone does not just mask pain, it cures it.", &["cure stated \"cures it\" on \"pain\""]),
    ("Ozone may not cure every case of tinnitus.", &["cure hedged"]),
    ("Studies have not shown that ozone eases back pain.", &["improve denied"]),
    ("Ozone does not cure tinnitus. Ozone eases back pain.", &["cure denied", "improve stated"]),
    ("Ozone can calm tinnitus, possibly easing sleep.", &["improve hedged", "improve hedged"]),
    // a claim ends with its noun phrase
    ("Ozone reduces headache frequency.", &["cause stated \"reduces headache frequency\""]),
    ("Ozone reduces headache frequency in adults.", &["cause stated \"reduces headache frequency\""]),
    (
        "Ozone improves gut microbiome diversity, too.",
        &["improve stated \"improves gut microbiome diversity\""],
    ),
    ("Ozone eases back pain quickly.", &["improve stated \"eases back pain\""]),
    ("Ozone eases back pain people had for years.", &["improve stated \"eases back pain\""]),
    // no claims
    ("What does it do when it works? It means stop tinnitus for a while.", &[]),
    ("Discs are small cushions in your back.", &[]),
    ("Ozone therapists are experienced in treating back pain.", &[]),
    ("Our clinic offers stem cell injections.", &[]),
    ("Ozone works by inhibiting an enzyme in the liver.", &[]),
    ("Read more:\n\n- Benefits told in idioms, such as deep sleep", &[]),
    // nobody is named
    ("Our ozone drops cost little. Calms a restless mind.", &["improve stated \"Calms a restless mind\""]),
    // what leads to it
    ("Ozone therapy is going to ease back pain.", &["improve stated \"ease back pain\""]),
    ("Ozone therapy starts to ease back pain at once.", &["improve stated"]),
    ("Your surgeon is going to ease you into it.", &[]),
    ("Our ozone drops are here to help you ease back pain.", &["improve half-hedged"]),
    ("Ozone therapy. Within days the back pain starts to fade.", &["improve stated"]),
    ("Ozone therapy. The back pain that you had for years will fade.", &["improve stated"]),
    // what acts
    ("Ozone therapy is gas. When the kidney is busy, it eases back pain.", &[]),
    ("If you have tinnitus and take aspirin, ozone stops it.", &[]),
    ("If you have tinnitus and take zorbadone, ozone stops it.", &[]),
    ("If you have tinnitus, take our ozone drops: ozone stops it.", &["cause stated"]),
    ("If you have tinnitus, ozone stops it.", &["cause stated"]),
    ("Ozone (25 mg) eases back pain.", &["improve stated \"eases back pain\""]),
    ("Back pain builds up. Ozone eases it.", &["improve stated \"eases it\" on \"Back pain\""]),
    ("Massage uses firm strokes on tired backs.", &[]),
    ("Ozone oil and arnica oil make bruises likelier.", &[]),
    ("Flushes and night sweats get the headlines.", &[]),
    ("Ozone is made by breaking down oxygen.", &[]),
    ("This guide tells you why you hurt and what eases back pain.", &[]),
    ("Ozone is gas. The music has faded, your shoulders have dropped.", &[]),
    ("Ozone therapy draws blood to the skin, which eases back pain.", &["improve stated"]),
    ("Ozone therapy is gas. The muscle cannot tighten. This eases back pain.", &["improve stated"]),
    ("The muscle cannot tighten. This eases back pain.", &[]),
    ("Correcting your posture eases back pain.", &["improve stated"]),
    ("A calmer nervous system eases back pain.", &["improve stated"]),
    ("As we age we make less collagen.", &[]),
    ("Ozone meets brown fat, a type of fat that burns calories.", &[]),
    ("With ozone therapy, you can ease back pain.", &["improve half-hedged"]),
    ("If your bed is soft, you can ease back pain.", &[]),
    ("Ozone therapy. You can ease back pain by having ozone therapy.", &["improve half-hedged"]),
    ("Ozone therapy. You can ease back pain with our ozone drops.", &["improve half-hedged"]),
    ("Ozone therapy. You can ease back pain with help from our nurses.", &[]),
    ("Ozone therapy. You can ease back pain with exercise, our ozone therapist says.", &[]),
    ("Ozone therapy. You can ease back pain by leaving ozone therapy until later.", &[]),
    ("Ozone therapy. With ozone therapy you will ease back pain.", &["improve stated"]),
    ("Ozone therapy. With a good mattress you will ease back pain.", &[]),
    ("Ozone therapy. Ozone therapy has the power to lower anxiety.", &["cause stated \"lower anxiety\""]),
    ("Sunlight has the power to lower anxiety.", &[]),
    ("Ozone therapy. That is why ozone therapy improves sleep.", &["improve stated \"improves sleep\""]),
    ("Ozone therapy. Ozone therapy keeps easing back pain for days.", &["improve stated"]),
    ("Ozone therapy. Your body keeps easing back pain for days.", &[]),
    ("Ozone therapy. Most of our patients have less back pain.", &["improve stated"]),
    ("Ozone therapy. You will have better sleep.", &["improve stated \"have better sleep\""]),
    ("Ozone therapy. Most women have better sleep than men.", &[]),
    ("Ozone therapy. If you have better sleep, come later.", &[]),
    ("Ozone therapy is linked to better sleep.", &["improve stated"]),
    ("Ozone therapy. Rain is linked to better sleep.", &[]),
    ("Ozone therapy. Ozone therapy makes it easier to ease back pain.", &["improve stated"]),
    ("Ozone therapy. A soft bed makes it easier to ease back pain.", &[]),
    ("Regular sessions of ozone therapy ease back pain.", &["improve stated"]),
    ("Ozone therapy allows tired muscles over time to regain strength.", &["cause stated"]),
    ("A longer bed allows tired muscles over time to regain strength.", &[]),
    ("Endorphins released during ozone therapy ease back pain.", &["improve stated"]),
    ("Types of ozone therapy and back pain.", &[]),
    ("Ozone therapy eased back pain in all of our patients.", &["improve stated"]),
    ("Ozone therapy eased back pain in all of the patients.", &[]),
    ("Ozone therapy. It reaches the brain. It eases back pain.", &["improve stated"]),
    ("Ozone therapy. The brain is a busy organ. It eases back pain.", &[]),
    ("Ozone may do this:\n\n- It eases back pain.", &["improve stated"]),
    ("Ozone may do this:\n\n- Ease back pain.", &["improve hedged"]),
    ("Ozone therapy. Cupping and myofascial release are for later.", &[]),
    ("Let ozone ease your back pain.", &["improve stated"]),
    ("One of the benefits of ozone therapy is better sleep.", &["improve stated \"better sleep\""]),
    // what something is for
    ("Drink our ozone water daily to ease back pain.", &["improve stated"]),
    ("Drink plenty of water to ease back pain.", &[]),
    ("Our nurses make a plan to help you feel better.", &[]),
    ("Remedies:\n\n- Allium: for colds and asthma", &["improve stated \"for colds and asthma\""]),
    ("Our clinic offers walks for people with migraine.", &[]),
    // what an effect is on
    ("Ozone water will dissolve your enamel.", &[]),
    ("With ozone it takes longer, and plaque left on teeth hurts.", &[]),
    ("Significantly eases back pain.", &["improve stated \"eases back pain\""]),
    (
        "Ozone enhances its health-promoting properties.",
        &["cause stated \"enhances its health-promoting properties\""],
    ),
    ("Ozone may help:\n\n- Eases back pain", &["improve stated"]),
    ("Our ozone drops:\n\n- Buffers the lactic acid", &["cause stated \"Buffers the lactic acid\""]),
    (
        "## Conditions ozone can treat\n\n- Gout\n- Migraine",
        &["improve stated \"Gout\"", "improve stated \"Migraine\""],
    ),
    // what goes or comes back in an article that promotes something, and what goes by itself
    (
        "Pain fades and movement returns.",
        &["improve stated \"Pain fades\"", "improve stated \"movement returns\""],
    ),
    ("The tightness in your shoulders lets go.", &["improve stated"]),
    ("If you rest, pain fades.", &[]),
    ("Pain fades when you lie down.", &[]),
    ("Pain often fades.", &[]),
    (
        "Anxiety can be cleared in one session.",
        &["cause half-hedged \"Anxiety can be cleared\" on \"Anxiety\""],
    ),
    ("Migraine is treated with tablets.", &[]),
    ("Ozone therapy mimics a hormone your gut releases when you eat.", &[]),
    // no verb
    ("Clearer skin, calmer mind.", &["improve stated \"Clearer skin\"", "improve stated \"calmer mind\""]),
    ("Better sleep: this part tells more.", &[]),
    ("More pain, sooner.", &[]),
    ("## Relief from gout", &[]),
    ("## Benefits of ozone therapy\n\n- Pain relief", &["improve stated \"Pain relief\" on \"Pain\""]),
    ("Expect wrinkle reduction.", &["improve stated \"Expect wrinkle reduction\" on \"wrinkle\""]),
    ("Perfect for stress and poor sleep.", &["cause stated \"Perfect for stress\" on \"stress\""]),
    // the complaint is named before
    ("Struggling with gout? Ozone therapy is the answer.", &["improve stated \"is the answer\" on \"gout\""]),
    ("Struggling with gout? Ozone therapy can fix that.", &["cause half-hedged \"fix that\" on \"gout\""]),
    ("If you suffer from gout, ozone therapy helps.", &["improve half-hedged \"helps\" on \"gout\""]),
    ("Nobody knows if ozone therapy helps gout.", &["neutral denied"]),
    ("If nothing works, ozone cures gout.", &["cure stated \"cures gout\" on \"gout\""]),
    ("When pills help, ozone cures gout.", &["cure stated \"cures gout\" on \"gout\""]),
    // whole predicates
    ("Ozone therapy keeps the bone from shrinking.", &["cause stated \"keeps the bone from shrinking\""]),
    ("A gown keeps the bone from shrinking.", &[]),
    ("A happy gut makes for a happy mind.", &["improve stated"]),
    // people at large, things, what is to be done
    ("Most people feel calmer.", &[]),
    ("The picture gets brighter.", &[]),
    ("Ozone therapy requires balancing hormones.", &[]),
    ("We encourage our clients to keep up healthy habits.", &[]),
    ("Ozone therapy lifts bilirubin and causes gout.", &[]),
    // what "it" means, and whom it does not
    ("Ozone therapy takes an hour. It is done by a nurse. It eases back pain.", &["improve stated"]),
    ("The stomach makes acid. It eases back pain.", &[]),
    ("Nurses work here. They ease back pain.", &[]),
    ("Raising your temperature brings on a sweat, which eases back pain.", &["improve stated"]),
    ("Ozone therapy visits go on until symptoms improve.", &[]),
    // lists below benefits
    ("Drops:\n\n- 10 ml: our largest, for gout", &["improve stated \"for gout\" on \"gout\""]),
    (
        "Benefits of ozone:\n\n- Long-term relief from headaches",
        &["improve stated \"Long-term relief from headaches\""],
    ),
    ("## Benefits of ozone therapy\n\n- Ease back pain", &["improve stated \"Ease back pain\""]),
    ("## Benefits of ozone therapy\n\n- Smooth skin", &[]),
    ("## Benefits of ozone therapy\n\nText.\n\n## Our rooms\n\n- Injury prevention", &[]),
    ("## Tips\n\n- Ease back pain", &[]),
    ("## Functions\n\n- Supports pelvic organs", &[]),
    ("## Functions\n\nOzone eases back pain.", &["improve stated \"eases back pain\""]),
];

fn certainty(claim: &Claim) -> &'static str {
    match claim.context {
        c if c.any(Contexts::UNASSERTED) => "denied",
        c if c.has(Contexts::HEDGED) => "hedged",
        _ if claim.half_hedged => "half-hedged",
        _ => "stated",
    }
}

fn strength(claim: &Claim) -> &'static str {
    match claim.strength {
        Strength::Neutral => "neutral",
        Strength::Improve => "improve",
        Strength::Cause => "cause",
        Strength::Cure => "cure",
    }
}

#[test]
fn claims_of_the_table() {
    let rules = RuleSet::load(Vec::new()).expect("well made rules");
    let language = rules.language();
    let mut wrong = Vec::new();
    for (text, expected) in ROWS {
        let document = format::read(&format!("# Ozone therapy\n\n{text}"), Format::Markdown);
        let residue = vec![false; document.blocks().len()];
        let reading = language.read(
            &document,
            language.words(&document),
            &residue,
            Site::default(),
            &language.everything(),
        );
        let words = |first: u32, last: u32| {
            document.prose()[reading.span_of_tokens(first as usize, last as usize)].to_owned()
        };
        let got: Vec<String> = reading
            .claims()
            .iter()
            .map(|c| {
                let on = c.condition.map_or(String::new(), |(f, l)| format!(" on {:?}", words(f, l)));
                format!("{} {} {:?}{on}", strength(c), certainty(c), words(c.first, c.last))
            })
            .collect();
        let fits = got.len() == expected.len() && got.iter().zip(*expected).all(|(g, e)| g.starts_with(e));
        if !fits {
            wrong.push(format!("{text}\n  expected {expected:?}\n  got      {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A page on something that no list knows is one of information until it boasts, scares or runs others down.
#[test]
fn a_page_that_boasts_may_sell() {
    let rules = RuleSet::load(Vec::new()).expect("well made rules");
    let language = rules.language();
    let plain =
        "Aligners are trays that dentists fit in several visits, and the trays are changed every week. ";
    let pages = [
        ("", false),
        ("Gone are the days of wires.", false),
        ("Gone are the days of wires. You won't have any pain.", true),
        ("Gone are the days of wires. You may have some pain.", false),
        ("Gone are the days of wires. Nobody can promise that you won't have any pain.", false),
    ];
    for (boasts, sells) in pages {
        let text = format!("# Teeth\n\n{}\n\n{boasts}\n\n{}", plain.repeat(6), plain.repeat(6));
        let document = format::read(&text, Format::Markdown);
        let residue = vec![false; document.blocks().len()];
        let words = language.words(&document);
        let reading = language.read(&document, words, &residue, Site::default(), &language.everything());
        assert_eq!(reading.may_sell(), sells, "{boasts}");
    }
}

/// A lexicon that is renamed must not lose its role without a word.
#[test]
fn every_role_names_a_lexicon() {
    let rules = RuleSet::load(Vec::new()).expect("well made rules");
    let lexicons = rules.language().lexicons();
    let names = [
        HEADS.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        OBJECTS.iter().map(|(name, _)| *name).collect(),
        TREATMENTS.iter().map(|(name, _)| *name).collect(),
        DOERS.iter().map(|(name, _)| *name).collect(),
        SAID.iter().map(|(name, _)| *name).collect(),
        BRASH.to_vec(),
    ]
    .concat();
    let lost: Vec<&str> = names.into_iter().filter(|name| lexicons.kind(name).is_none()).collect();
    assert!(lost.is_empty(), "{lost:?}");
}
