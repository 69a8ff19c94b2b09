//! The table of contexts: each row a text, the words looked at in `{{…}}`, and the exact contexts of
//! the first of them. A trap and its opposite stand together.

use super::super::{Reading, Site, Words};
use super::*;
use crate::document::Document;
use crate::examples::unmark;
use crate::format::{self, Format};
use crate::rule::RuleSet;

const ROWS: &[(&str, &str)] = &[
    // what the line above a list denies
    ("## Benefits you did not expect\n\n- {{Cures}} tinnitus", ""),
    ("## What your doctor won't tell you\n\n- It {{cures}} tinnitus", ""),
    ("It doesn't stop there:\n\n- It {{cures}} tinnitus", ""),
    ("Without drugs or surgery, balm:\n\n- {{cures}} tinnitus", ""),
    ("## What no pill can do\n\n- {{Cures}} tinnitus", "half-hedged"),
    ("There is no reason to wait:\n\n- Balm {{cures}} tinnitus", ""),
    ("Balm does not:\n\n- {{cure}} tinnitus", "negated"),
    ("## What it has not been shown to do\n\n- {{Cure}} tinnitus", "negated"),
    ("There is no evidence that balm:\n\n- {{cures}} tinnitus", "negated"),
    ("We do not believe that balm:\n\n- {{cures}} tinnitus", "negated"),
    ("## Who should not have it\n\n- Those who want to {{cure}} tinnitus", "negated"),
    ("Trials found no benefit for:\n\n- {{curing}} tinnitus", "negated"),
    ("Do not expect balm to do any of these:\n\n- {{cure}} tinnitus", "negated"),
    // negation
    ("It does not {{cure}} tinnitus.", "negated"),
    ("It {{cures}} tinnitus.", ""),
    ("He told her that it {{cures}} tinnitus.", "reported"),
    ("The salesman's line was that it {{cures}} tinnitus.", "reported"),
    ("They claim that it is old, and that it {{cures}} tinnitus.", "reported"),
    ("If they say it is old, or that it {{cures}} tinnitus, go.", "conditional reported"),
    ("If they say it is old, it {{cures}} tinnitus.", ""),
    ("They claim that it is old because it {{cures}} tinnitus.", "reported"),
    ("It {{cures}} tinnitus, and it calms the ear, the makers say.", "reported"),
    ("It {{cures}} tinnitus; it calms the ear, the makers say.", ""),
    ("No drink—hot or cold, old or new—can {{cure}} tinnitus.", "half-hedged negated"),
    ("It isn't a drink—it's a balm—and it {{cures}} tinnitus.", ""),
    ("| Balm | How well it {{works}} |\n|---|---|\n| Arnica | unknown |", "question"),
    ("> It {{cures}} tinnitus.\n\nNone of this is true.", "quoted"),
    ("Balm sets your “{{cures}} and flow” free.", "quoted scare-quoted"),
    ("Without surgery the balm {{cures}} tinnitus.", ""),
    ("Without the balm or the oil {{cures}} are rare.", "negated"),
    ("“It {{cures}} tinnitus,” says our Dr Lee.", "testimony"),
    ("“It {{cures}} tinnitus,” says Dr Lee of the agency.", "quoted"),
    ("On the lid:\n\n> It {{cures}} tinnitus.", "quoted"),
    ("## Zorb\n\n> It {{cures}} tinnitus.\n\n“Cures tinnitus” is a bold promise.", "quoted"),
    ("## Zorb\n\n> It {{cures}} tinnitus.\n\nYou will love it.", ""),
    ("It {{cures}} tinnitus. It doesn't.", "myth"),
    ("It was {{toxins}} leaving. It wasn't toxins.", "myth"),
    ("Chemotherapy is harsh and it {{cures}} tinnitus. It isn't harsh.", ""),
    ("It {{cures}} tinnitus, unlike a drug. It isn't a drug.", ""),
    ("It doesn't {{cure}} tinnitus.", "negated"),
    ("It doesn’t {{cure}} tinnitus.", "negated"),
    ("It cannot {{cure}} tinnitus.", "negated"),
    ("It never {{cured}} anyone.", "negated"),
    ("There is no evidence that honey {{cures}} burns.", "negated"),
    ("There is no doubt that honey {{cures}} burns.", ""),
    ("Without a doubt it {{cures}} burns.", ""),
    ("It works without {{curing}} anything.", "negated"),
    ("After a year without sugar she {{cured}} her migraine.", ""),
    ("Without evidence that they {{cure}} eczema, the herbs should not be sold.", "negated"),
    ("They advertise without pretending they {{cure}} eczema.", "negated"),
    ("It works without anything we would call a {{cure}} for eczema.", "negated"),
    ("Balm no. 3 {{cures}} burns.", ""),
    ("No one {{cures}} burns.", "negated"),
    ("It not only {{eases}} pain.", ""),
    ("It does not just mask pain, it {{cures}} it.", ""),
    ("It does not mask pain, it {{cures}} it.", ""),
    ("It takes no time, and massage is {{curing}} tinnitus.", ""),
    ("You need no letter, and cures are {{guaranteed}}.", ""),
    ("You need no letter, and massage {{cures}} tinnitus.", ""),
    ("It takes no time, and by June tinnitus was {{cured}}.", ""),
    ("Do not wait for it, and {{cure}} tinnitus.", ""),
    ("It does not treat pain, stress, and {{cure}} tinnitus.", "negated"),
    ("It is not a {{cure}} and is completely safe.", "negated"),
    ("It is not a drug and is completely {{safe}}.", ""),
    ("It is not always {{safe}}, and it is not completely new.", "hedged partial"),
    ("Our clinic is not big and massage is a {{cure}} for tinnitus.", ""),
    ("Our balm is not a drug and is a {{cure}} for tinnitus.", ""),
    ("The balm does not smell and will {{cure}} tinnitus.", ""),
    ("There is no proof that massage and balm are a {{cure}}.", "negated"),
    ("No proof that it is safe and yoga {{cures}} colds.", "negated"),
    ("There is no proof that it is safe, and massage is a {{cure}}.", ""),
    ("No balm, oil, and tea is a {{cure}} for tinnitus.", "negated"),
    ("You can't say massage and balm are a {{cure}}.", "half-hedged negated"),
    ("If the clinic is not big and massage is a {{cure}}, go.", "conditional"),
    ("Balm, not surgery, {{cures}} tinnitus.", ""),
    ("Our balm, not a drug, is a {{cure}}.", ""),
    ("It is for stress, not pain, sleep or {{curing}} tinnitus.", "negated"),
    ("Unlike pills, which do nothing, balm {{cures}} tinnitus.", ""),
    ("Never forget that balm {{cures}} tinnitus.", ""),
    ("It has not been shown that twelve long sessions of massage therapy {{cure}} tinnitus.", "negated"),
    ("It is not true that massage is new and has no risk, or {{cures}} tinnitus.", "negated"),
    ("Nobody can promise that a good balm from our shop {{cures}} tinnitus.", "half-hedged negated"),
    ("It is not a drug that takes weeks to work, and within a few days massage is a {{cure}}.", ""),
    ("Trials have found no sign that a good balm from our new shop {{cures}} tinnitus.", "negated"),
    ("Massage {{cures}} tinnitus? No.", "question"),
    ("# A {{cure}} for tinnitus?\n\nNobody has found one.", "question"),
    ("Massage {{cures}} tinnitus? Sadly not, but it is pleasant.", "question"),
    ("Massage {{cures}} tinnitus? No doubt.", ""),
    ("Massage {{cures}} tinnitus. No.", ""),
    ("It goes without saying that balm {{cures}} tinnitus.", ""),
    ("Whatever your friends may say, balm {{cures}} tinnitus.", ""),
    ("Isn't it great that balm {{cures}} tinnitus?", ""),
    ("Who knew that balm {{cures}} tinnitus?", ""),
    ("Isn't it odd that balm {{cures}} tinnitus?", "question"),
    ("You can't deny that balm {{cures}} tinnitus.", "half-hedged"),
    ("Physios often don't realise that balm {{cures}} tinnitus.", "half-hedged"),
    ("Your GP may not know that balm {{cures}} tinnitus.", ""),
    ("We do not know that balm {{cures}} tinnitus.", "hedged negated"),
    ("It is no accident that balm {{cures}} tinnitus.", ""),
    ("Nobody understands how balm {{cures}} tinnitus.", ""),
    ("Nobody knows whether balm {{cures}} tinnitus.", "conditional negated"),
    ("Hardly anyone knows that balm {{cures}} tinnitus.", ""),
    ("We deny that balm {{cures}} tinnitus.", "negated"),
    ("All 1500 patients said the balm {{cured}} tinnitus.", ""),
    ("She took 1500 mg of balm, which {{cured}} tinnitus.", ""),
    ("The 1200 calorie plan {{cured}} tinnitus.", ""),
    ("In a trial of 1500 patients the balm {{cured}} tinnitus.", ""),
    ("In 1500 people the balm {{cured}} tinnitus.", ""),
    ("In 1847 the balm was said to {{cure}} tinnitus.", "historic reported"),
    ("In March 1902 the balm was said to {{cure}} tinnitus.", "historic reported"),
    ("It doesn't merely {{ease}} pain.", ""),
    ("It does not mask pain but {{cures}} it.", ""),
    ("It does not mask pain; ozone {{cures}} it.", ""),
    ("Ozone is not new. Honey {{cures}} burns.", ""),
    ("It does not cure or {{prevent}} colds.", "negated"),
    ("It does not cure, treat or {{prevent}} colds.", "negated"),
    ("It neither cures nor {{prevents}} colds.", "negated"),
    ("It neither {{cures}} nor prevents colds.", "negated"),
    ("The oil has {{no}} side effects.", ""),
    ("Nobody claims it has {{no}} side effects.", "negated"),
    ("It does not hurt and has {{no}} side effects.", ""),
    ("It is not addictive, with {{no}} side effects.", ""),
    ("It does not mean that there are {{no}} side effects.", "negated"),
    ("Studies have not shown that it {{eases}} pain.", "negated"),
    ("It has not yet been shown to {{ease}} pain.", "negated"),
    ("That honey {{cures}} burns is a myth.", "negated"),
    ("The idea that honey {{cures}} burns has never been proven.", "negated"),
    ("Honey {{cures}} burns, and that is no myth.", ""),
    ("A drug that {{cures}} tinnitus does not exist.", "negated"),
    ("The balm {{eases}} pain and has not been shown to harm anyone.", ""),
    ("No treatment {{cures}} tinnitus.", "negated"),
    ("No drug, supplement, diet, device or app has been shown to {{cure}} tinnitus.", "negated"),
    ("No pills and no needles, and within a week the whole course {{cures}} tinnitus.", ""),
    ("The book promises to {{cure}} tinnitus.", "reported"),
    ("Our course promises to {{cure}} tinnitus.", ""),
    ("In his view, magnets {{cure}} tinnitus.", "reported"),
    ("No other treatment {{cures}} tinnitus like ours.", ""),
    ("Nothing {{cures}} tinnitus better.", ""),
    ("Nothing {{cures}} tinnitus.", "negated"),
    ("It never fails to {{cure}} tinnitus.", ""),
    ("It failed to {{cure}} tinnitus.", "negated"),
    ("You will no longer suffer: it {{cures}} tinnitus.", ""),
    ("It is no longer sold to {{cure}} tinnitus.", "negated"),
    ("The pill was no more able to {{cure}} pain than a sugar pill.", "negated"),
    ("No more pain thanks to a balm that {{heals}}.", ""),
    ("Rather than {{cure}} tinnitus, it hides the sound.", "negated"),
    ("Doctors doubt that ozone {{cures}} tinnitus.", "negated"),
    ("We found no herb which {{cures}} tinnitus.", "negated"),
    ("The tea is not a drug, which is why it {{heals}}.", ""),
    ("It is not one of the many costly new and old remedies that {{cure}} tinnitus.", ""),
    ("Why not {{cure}} your tinnitus today?", ""),
    // partial negation
    ("It may not {{cure}} every case.", "partial hedged"),
    ("It does not {{cure}} every case.", "partial hedged"),
    ("Not all patients are {{cured}}.", "partial hedged"),
    ("It does not {{help}} everyone.", "partial hedged"),
    ("It does not {{help}} at all.", "negated"),
    ("It will not {{heal}} you overnight.", "partial hedged"),
    ("It only partly {{eases}} pain.", "partial hedged"),
    // hedges
    ("Although it does not hurt, ozone {{cures}} tinnitus.", ""),
    ("When nothing else helps, ozone {{cures}} tinnitus.", ""),
    ("It may {{ease}} pain.", "hedged"),
    ("It {{may}} ease pain.", ""),
    ("Massage perhaps {{eases}} pain.", "hedged"),
    ("The trial suggests that massage {{eases}} pain.", "hedged"),
    ("The trial suggests that, in adults, it {{eases}} pain.", "hedged"),
    ("It is thought that massage {{eases}} pain.", "hedged"),
    ("It seems to {{ease}} pain.", "hedged"),
    ("It {{eases}} pain in some people.", "hedged"),
    ("In some people, it {{eases}} pain.", "hedged"),
    ("It may be clinically proven to {{ease}} pain.", ""),
    ("It may ease pain, but it {{cures}} colds.", ""),
    ("It may ease pain, and it will {{cure}} colds.", ""),
    ("It may not be proven to {{ease}} pain.", "negated hedged"),
    ("Book in May to {{ease}} pain.", ""),
    ("It can {{ease}} pain.", "half-hedged"),
    ("It helps {{ease}} pain.", "half-hedged"),
    ("It is designed to {{cure}} tinnitus.", "half-hedged"),
    ("It may help {{ease}} pain.", "hedged half-hedged"),
    ("It can always {{ease}} pain.", ""),
    ("It can definitely {{cure}} tinnitus.", ""),
    ("It will {{ease}} pain.", ""),
    // questions
    ("Does ozone {{cure}} tinnitus?", "question"),
    ("So, does ozone {{cure}} tinnitus?", "question"),
    ("And is it {{safe}}?", "question"),
    ("If you are old, does it {{cure}} tinnitus?", "question"),
    ("Can ozone {{cure}} tinnitus?", "half-hedged question"),
    ("Is there a {{cure}} for tinnitus?", "question"),
    ("How safe is {{ozone}}?", "question"),
    ("How does ozone {{cure}} tinnitus?", ""),
    ("# How ozone {{cures}} tinnitus", ""),
    ("# Why ozone {{cures}} tinnitus", ""),
    ("What makes ozone so {{effective}}?", ""),
    ("Looking for a guaranteed {{cure}}?", ""),
    ("Ready for {{relief}}?", ""),
    ("Tired of pills that never {{work}}?", "negated"),
    ("Do you want to {{cure}} your tinnitus?", ""),
    ("Did you know that ozone {{cures}} tinnitus?", ""),
    ("Ozone {{cures}} tinnitus, doesn't it?", ""),
    ("# Is ozone {{safe}}", "question"),
    ("Ozone cures tinnitus. Is it {{safe}}?", "question"),
    ("## Is ozone safe?\n\n- It is {{harmless}}\n- It is quick", ""),
    // answers
    ("Does ozone {{cure}} tinnitus? Yes, in most people.", ""),
    ("Does ozone {{cure}} tinnitus? No.", "question"),
    ("Does ozone {{cure}} tinnitus? It depends.", "question"),
    ("Does ozone {{cure}} tinnitus? The evidence is mixed.", "question"),
    ("Does ozone {{cure}} tinnitus? Yes and no.", "question"),
    ("Does ozone {{cure}} tinnitus? Yes, it may.", ""),
    ("Does ozone {{cure}} tinnitus? It does.", ""),
    ("Does ozone {{cure}} tinnitus? It does not.", "question"),
    ("Is ozone {{safe}}? It is very safe.", ""),
    ("Is ozone {{safe}}? It is a new gas.", "question"),
    ("## Does ozone {{cure}} tinnitus?\n\nYes, in most people.", ""),
    ("## Does ozone {{cure}} tinnitus?\n\nAbsolutely! Book now.", ""),
    ("## Does ozone {{cure}} tinnitus?\n\nDefinitely.", ""),
    ("## Does ozone {{cure}} tinnitus?\n\nNo, nothing does.", "question"),
    ("## Does ozone {{cure}} tinnitus?\n\nDefinitely not.", "question"),
    ("4. Can reflexology {{replace}} medication?\n\n   No.", "half-hedged question"),
    // conditions
    ("Ask if it {{cures}} tinnitus.", "conditional"),
    ("We do not know whether it {{cures}} tinnitus.", "negated hedged conditional"),
    ("The trial aimed to show that ozone {{cures}} tinnitus.", "half-hedged conditional"),
    ("The study was designed to determine whether it {{eases}} pain.", "half-hedged conditional"),
    ("If you have tinnitus, ozone {{cures}} it.", ""),
    ("If ozone {{cured}} tinnitus, we would all use it.", "conditional"),
    ("If ozone worked, it would {{cure}} tinnitus.", "conditional"),
    ("If you want to {{cure}} tinnitus, book a session.", ""),
    ("If you're looking to {{cure}} tinnitus, book a session.", ""),
    ("Even if nothing helped before, ozone {{cures}} tinnitus.", ""),
    ("Do not buy it unless it {{cures}} tinnitus.", "conditional"),
    ("It {{cures}} tinnitus if you take it daily.", ""),
    // quotations
    ("The FDA said: “It {{cures}} nothing but boredom.”", "quoted"),
    ("The regulator banned the advert. It had said “our gas {{cures}} every disease”.", "quoted"),
    ("“Our gas {{cures}} every disease.” The regulator banned the advert.", "quoted"),
    ("“It {{cured}} my tinnitus in a week,” said one of our patients.", "testimony"),
    ("A patient told us: “It {{cured}} my tinnitus.”", "testimony"),
    ("“It {{cured}} my tinnitus,” says Anna, 54.", "testimony"),
    ("Our founder says “this gas {{cures}} tinnitus for good”.", "testimony"),
    ("Our “{{miracle}}” gas is here.", "quoted scare-quoted"),
    ("Our “gas that {{cures}} every kind of tinnitus” is here.", ""),
    ("Our ‘{{miracle}}’ gas is here.", "quoted scare-quoted"),
    ("The court called it ‘a lie that {{cures}} nobody’.", "quoted"),
    ("Our '{{miracle}}' gas is here.", "quoted scare-quoted"),
    ("In the '90s it {{cured}} thousands.", ""),
    ("In the ‘90s it {{cured}} thousands.", ""),
    ("Our patients' gas {{cured}} others' tinnitus.", ""),
    ("Our patients’ gas {{cured}} others’ tinnitus.", ""),
    ("He is 6' 2\" tall and {{cured}} at 5' 1\" too.", ""),
    ("The FDA wrote: “Ozone is a gas. It {{cures}} nobody.”", "quoted"),
    ("> Ozone {{cures}} tinnitus.", ""),
    ("The FDA wrote:\n\n> Ozone {{cures}} nobody.", "quoted"),
    ("> Ozone {{cures}} nobody, the regulator said.", "quoted"),
    ("> It {{cured}} my tinnitus in a week.", "testimony"),
    // the belief of others
    ("Proponents say it {{cures}} tinnitus.", "reported"),
    ("It is believed to {{cure}} tinnitus.", "hedged reported"),
    ("It was thought to {{cure}} tinnitus.", "hedged reported"),
    ("Some clinics claim that it {{cures}} tinnitus.", "reported"),
    ("Traditional medicine holds that it {{cures}} tinnitus.", "reported"),
    ("According to its makers, it {{cures}} tinnitus.", "reported"),
    ("Ozone {{cures}} tinnitus, according to its makers.", "reported"),
    ("It is marketed as a {{cure}} for tinnitus.", "reported"),
    ("We believe it {{cures}} tinnitus.", ""),
    ("Experts agree that it {{cures}} tinnitus.", ""),
    ("It is well known that it {{cures}} tinnitus.", ""),
    ("A gas called ozone {{cures}} tinnitus.", ""),
    // myths
    ("Myth: Honey {{cures}} burns. Fact: It is sweet.", "myth"),
    ("Myth: Honey cures burns. Fact: Honey {{eases}} coughs.", ""),
    ("Myth: Bees are rare. Honey {{cures}} burns.", "myth"),
    ("## Myth\n\nHoney {{cures}} burns.", "myth"),
    ("Misconception #2: Honey {{cures}} burns.", "myth"),
    ("It is a myth that honey {{cures}} burns.", "myth"),
    ("Some people wrongly think honey {{cures}} burns.", "hedged myth"),
    ("It is no myth: honey {{cures}} burns.", ""),
    ("It's no myth: honey {{cures}} burns.", ""),
    ("Contrary to popular belief, honey does {{cure}} burns.", ""),
    // warnings
    ("Beware of clinics that {{cure}} everything.", "third-party"),
    ("Be wary of clinics that {{guarantee}} results.", "third-party"),
    ("Avoid anyone who promises a {{cure}}.", "third-party"),
    ("Promises of a {{cure}} are a red flag.", "third-party"),
    ("This is not a scam: it {{cures}} tinnitus.", ""),
    ("No ethical clinic will {{guarantee}} results.", "negated third-party"),
    ("Our ethical clinic will {{guarantee}} results.", ""),
    ("Avoid the pill, as honey {{cures}} burns.", ""),
    ("Avoid a clinic that {{guarantees}} results.", "third-party"),
    // disclaimers
    (
        "This product is not intended to {{diagnose}}, treat, cure or prevent any disease.",
        "negated disclaimer",
    ),
    ("This product is intended to {{cure}} disease.", "half-hedged"),
    ("{{Individual}} results may vary.", "disclaimer"),
    // names
    ("We sell herbs by {{Proven}} Naturals.", "name"),
    ("We sell herbs that are {{proven}} to work.", ""),
    ("Visit the {{Safe}} Hands Clinic in Leeds.", "name"),
    ("{{Proven}} relief for backs.", ""),
    ("# Get Your {{Miracle}} Cure Today", ""),
    ("Try our {{Miracle}}™ balm for aches.", "name"),
    ("Try our {{miracle}} balm for aches.", ""),
    ("The trial is in *The {{Cure}}* of 2019.", "name"),
    ("Get it NOW, a {{MIRACLE}} CURE.", ""),
    // taken back by the next sentence
    ("People tell you that it will {{cure}} a cold. It won't.", "myth"),
    ("Magnesium is said to {{cure}} cramps. That is not true.", "reported myth"),
    ("We {{cure}} the cause. It does not last.", ""),
    // history
    ("It was once sold as a {{cure}} for cholera.", "historic"),
    ("In Victorian times, mercury was used to {{cure}} syphilis.", "historic"),
    ("In 1847, doctors used it to {{cure}} fits.", "historic"),
    ("In 2019, doctors used it to {{cure}} fits.", ""),
    ("It has been used for centuries to {{cure}} fits.", ""),
    ("It was once used to dye wool, but it {{cures}} fits.", ""),
    ("Since ancient times it has been used to {{cure}} fits.", ""),
    // text about wording
    ("Avoid the word “{{cure}}” in your advert.", "quoted mention"),
    ("Claims such as “our gas {{cures}} every disease” are banned.", "quoted mention"),
    ("The term “{{safe}}” means little.", "mention quoted scare-quoted"),
    ("Over the long term it {{cures}} tinnitus.", ""),
    // literals and references
    ("Run `{{cure}}` now.", "literal"),
    ("See https://{{example}}.com/cure now.", "literal"),
    ("## References\n\n1. Smith J. Honey {{cures}} burns. Burns 2015;3:1-9.", "reference"),
    // what stands near other things
    ("It may (in theory) {{ease}} pain.", "hedged"),
    ("Ozone does not, as some hope, {{cure}} tinnitus.", "negated"),
    ("It’s not that ozone {{cures}} tinnitus.", "negated"),
    ("No one has shown that it {{cures}} tinnitus.", "negated"),
    ("Few, if any, are {{cured}}.", "negated"),
    ("A cure that {{works}}, not a promise.", ""),
    ("Not a day passes: it {{cures}} tinnitus.", ""),
    ("The oil is anything but new and {{cures}} tinnitus.", ""),
    ("It is nothing short of a {{cure}}.", ""),
    ("Ozone does not (as some hope) {{cure}} tinnitus.", "negated"),
    ("It may help (it is cheap). It {{cures}} colds.", ""),
    ("It was tested to see if it {{cures}} tinnitus.", "conditional"),
    ("Want to see if it {{cures}} you?", "conditional"),
    ("Is it a myth that ozone {{cures}} tinnitus?", "question"),
    ("A regulator told a company to drop “our gas {{cures}} every disease”.", "quoted"),
    ("Five stars: “It {{cured}} my tinnitus at once.”", "testimony"),
    ("“Ozone is a gas. It {{cured}} my tinnitus,” wrote a happy customer.", "testimony"),
    ("The tea «{{heals}}» all.", "quoted scare-quoted"),
    ("Our proven track record {{eases}} fears.", ""),
    ("It can {{ease}} pain and has a proven track record.", "half-hedged"),
    ("We work in a {{safe}} environment.", ""),
    ("Acupuncture for {{lower}} back pain.", ""),
    // what a part of a phrase denies
    ("What they don't expect is that red light therapy {{cures}} tinnitus.", ""),
    // what people say, answered item by item
    (
        "People say:\n\n- \"I {{lost}} three stone on tea.\" Good for you.\n- \"I tried all.\" You probably did.",
        "myth quoted",
    ),
    // lists
    ("Red light therapy does not:\n\n- {{cure}} tinnitus\n- ease pain", "negated"),
    ("Red light therapy does not:\n\n- cure tinnitus\n- {{ease}} pain", "negated"),
    ("Red light therapy does:\n\n- {{cure}} tinnitus\n- ease pain", ""),
    ("It may:\n\n- {{ease}} pain\n- calm nerves", "hedged"),
    ("It can:\n\n- {{ease}} pain\n- calm nerves", "half-hedged"),
    ("Proponents say it:\n\n- {{cures}} tinnitus\n- calms nerves", "reported"),
    ("Beware of clinics that:\n\n- {{guarantee}} results\n- sell pills", "third-party"),
    ("Does red light therapy help with any of these?\n\n- {{acne}}\n- pain", "question"),
    ("Does red light therapy:\n\n- {{cure}} tinnitus?\n- ease pain?", "question"),
    ("It does not help everyone. It does:\n\n- {{cure}} tinnitus\n- ease pain", ""),
    (
        "Neither has been shown to do any one of the following things to you:\n\n- {{cure}} tinnitus\n- ease pain",
        "negated",
    ),
];

fn contexts_of(rules: &RuleSet, marked: &str, names: &[String]) -> Contexts {
    let (text, ranges) = unmark(marked).unwrap_or_else(|e| panic!("{marked}: {e}"));
    let document: Document = format::read(&text, Format::Markdown);
    let language = rules.language();
    let words: Words = language.words(&document);
    let reading: Reading<'_> =
        language.read(&document, words, &[], Site { names, ..Site::default() }, &language.everything());
    let prose = (0..document.prose().len())
        .find(|&at| {
            document.prose().is_char_boundary(at) && document.locate(at..at + 1).start >= ranges[0].start
        })
        .expect("the marked words are prose");
    let token = reading.words().token_at(prose);
    reading.context(token)
}

#[test]
fn contexts_of_the_table() {
    let rules = RuleSet::load(Vec::new()).unwrap_or_else(|faults| panic!("{}", faults[0]));
    let mut wrong = Vec::new();
    for (marked, wanted) in ROWS {
        let found = contexts_of(&rules, marked, &[]);
        let mut wanted: Vec<&str> = wanted.split_whitespace().collect();
        let mut names: Vec<&str> = found.names().collect();
        wanted.sort_unstable();
        names.sort_unstable();
        if names != wanted {
            wrong.push(format!(
                "{marked}\n    wanted: {}\n    found:  {}",
                wanted.join(" "),
                names.join(" ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), ROWS.len(), wrong.join("\n"));
    assert!(ROWS.len() >= 140);
}

#[test]
fn configured_names_are_whole_words() {
    let rules = RuleSet::load(Vec::new()).unwrap_or_else(|faults| panic!("{}", faults[0]));
    let names = ["proven naturals".to_owned(), "cure".to_owned()];
    let of = |text| contexts_of(&rules, text, &names);
    assert_eq!(of("Our {{proven naturals}} range."), Contexts::NAME);
    assert_eq!(of("It {{cures}} colds."), Contexts::default());
}

/// A sentence without end, with every opener over and over, takes time in proportion to its length.
#[test]
fn a_sentence_without_end_is_read_in_linear_time() {
    const PIECES: [&str; 5] = [
        "it may not cure “all” or if believed to ease pain, the word myth, was once ‘sold’ and beware, they can always heal ",
        "there is no proof that it works and ",
        "nobody says that it works or ",
        "they slept no better showing that magnets help and ",
        "it is not better than a placebo, ",
    ];
    let rules = RuleSet::load(Vec::new()).unwrap_or_else(|faults| panic!("{}", faults[0]));
    let time = |piece: &str, bytes: usize| {
        let document = format::read(&piece.repeat(bytes / piece.len()), Format::Markdown);
        let words = rules.language().words(&document);
        let start = std::time::Instant::now();
        let reading =
            rules.language().read(&document, words, &[], Site::default(), &rules.language().everything());
        assert!(reading.words().tokens().len() > bytes / 10);
        start.elapsed()
    };
    time(PIECES[0], 20_000);
    for piece in PIECES {
        // a machine that is busy elsewhere gets another chance
        let linear = (0..3).any(|_| time(piece, 800_000) < time(piece, 50_000) * 80);
        assert!(linear, "{piece}: sixteen times the text takes more than eighty times as long");
    }
}

#[test]
#[ignore = "prints the speed; takes a release build to mean anything"]
#[expect(clippy::print_stderr, reason = "the speed is what the test is run for")]
fn speed() {
    let rules = RuleSet::load(Vec::new()).unwrap_or_else(|faults| panic!("{}", faults[0]));
    let plain: Vec<String> =
        ROWS.iter().map(|(text, _)| text.replace("{{", "").replace("}}", "").replace('`', "")).collect();
    let text = plain.join("\n\n");
    let text = text.repeat(10_000_000 / text.len());
    for (name, text) in
        [("articles", text.clone()), ("one sentence", text.replace(['\n', '.', '?', '!', ':'], " "))]
    {
        let document = format::read(&text, Format::Markdown);
        let words = rules.language().words(&document);
        let joints = super::super::joints(&document, &words);
        let seen = super::super::mark::Text {
            prose: document.prose(),
            tokens: &words.tokens,
            joints: &joints,
            by_stem: &joints,
            negators: &[],
        };
        let start = std::time::Instant::now();
        let lexicons = &rules.language().lexicons;
        let marks = super::super::mark::match_contexts(lexicons, &seen);
        let matched = start.elapsed();
        let start = std::time::Instant::now();
        let contexts = sweep(&Input {
            document: &document,
            tokens: &words.tokens,
            sentences: &words.sentences,
            block_first: &words.block_first,
            marks: &marks,
            kinds: &rules.language().kinds,
            names: &[],
            residue: &[],
        });
        let swept = start.elapsed();
        let rate = |t: std::time::Duration| text.len() as f64 / 1e6 / t.as_secs_f64();
        eprintln!(
            "{name}: {} marks, {} tokens; marks {:.0} MB/s, contexts {:.0} MB/s",
            marks.all().len(),
            contexts.len(),
            rate(matched),
            rate(swept)
        );
    }
}
