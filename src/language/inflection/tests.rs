//! Forms of words, one table a kind.

#![allow(clippy::unwrap_used)]

use super::Inflection;

fn inflection() -> Inflection {
    Inflection::from_toml(include_str!("../../../rules/english/inflection.toml")).unwrap()
}

#[test]
fn verbs() {
    let inflection = inflection();
    for forms in [
        "heal heals healed healing",
        "treat treats treated treating",
        "cure cures cured curing",
        "stop stops stopped stopping",
        "show shows showed shown showing",
        "fix fixes fixed fixing",
        "relieve relieves relieved relieving",
        "remedy remedies remedied remedying",
        "destroy destroys destroyed destroying",
        "flush flushes flushed flushing",
        "travel travels travelled travelling traveled traveling",
        "control controls controlled controlling",
        "prevent prevents prevented preventing",
        "detox detoxes detoxed detoxing",
        "free frees freed freeing",
        "die dies died dying",
        "equip equips equipped equipping",
        "visit visits visited visiting",
        "open opens opened opening",
        "mimic mimics mimicked mimicking",
        "age ages aged aging ageing",
        "dye dyes dyed dyeing",
        "echo echoes echoed echoing",
        "undergo undergoes underwent undergone undergoing",
        "overcome overcomes overcame overcoming",
        "withdraw withdraws withdrew withdrawn withdrawing",
        "beat beats beaten beating",
        "cut cuts cutting",
        "rid rids ridded ridding",
        "sleep sleeps slept sleeping",
        "be am is are was were been being",
        "get gets got gotten getting",
        "focus focuses focused focussed focusing focussing",
        "enrol enrols enrolled enrolling",
        "quiet quiets quieted quieting",
        "drop drops dropped dropping",
        "ease eases eased easing",
        "rebuild rebuilds rebuilt rebuilding",
    ] {
        let forms: Vec<&str> = forms.split(' ').collect();
        assert_eq!(inflection.verb(forms[0]), forms);
    }
    assert_eq!(inflection.verb("get rid of")[1], "gets rid of");
}

#[test]
fn nouns() {
    let inflection = inflection();
    for forms in [
        "patient patients patient's patients'",
        "man men man's men's",
        "woman women woman's women's",
        "child children child's children's",
        "foot feet foot's feet's",
        "diagnosis diagnoses diagnosis's diagnoses'",
        "analysis analyses analysis's analyses'",
        "bacterium bacteria bacterium's bacteria's",
        "therapy therapies therapy's therapies'",
        "day days day's days'",
        "stitch stitches stitch's stitches'",
        "stomach stomachs stomach's stomachs'",
        "virus viruses virus's viruses'",
        "calf calves calf's calves'",
        "relief reliefs relief's reliefs'",
        "human humans human's humans'",
        "evidence evidence's",
        "midwife midwives midwife's midwives'",
    ] {
        let forms: Vec<&str> = forms.split(' ').collect();
        assert_eq!(inflection.noun(forms[0]), forms);
    }
    assert_eq!(inflection.noun("blood vessel")[1], "blood vessels");
    assert_eq!(inflection.noun("side-effect")[1], "side-effects");
}

#[test]
fn spellings() {
    let inflection = inflection();
    for pair in [
        "randomised randomized",
        "hospitalisation hospitalization",
        "tumours tumors",
        "behavioural behavioral",
        "colourful colorful",
        "fibre fiber",
        "fibres fibers",
        "centred centered",
        "analysed analyzed",
        "analysing analyzing",
        "paralysed paralyzed",
        "programmes programs",
        "practised practiced",
        "practising practicing",
        "ageing aging",
        "haemorrhage hemorrhage",
        "haemorrhoids hemorrhoids",
        "hyperglycaemia hyperglycemia",
        "hypoglycaemic hypoglycemic",
        "anaemia anemia",
        "paediatrician pediatrician",
        "gynaecologists gynecologists",
        "orthopaedic orthopedic",
        "oedema edema",
        "oestrogens estrogens",
        "diarrhoea diarrhea",
        "dyspnoea dyspnea",
        "travelled traveled",
        "labelling labeling",
        "enrol enroll",
        "enrols enrolls",
        "licence license",
        "anaesthetists anesthetists",
    ] {
        let (uk, us) = pair.split_once(' ').unwrap();
        assert_eq!(inflection.variants(uk), [uk, us]);
        assert_eq!(inflection.variants(us), [us, uk]);
    }
    for word in [
        "exercise",
        "advise",
        "size",
        "prize",
        "disease",
        "doctor",
        "four",
        "hour",
        "tour",
        "water",
        "filter",
        "theatrical",
        "semester",
        "noise",
        "raise",
        "precise",
        "visor",
        "minor",
        "motor",
        "hormone",
        "chemist",
        "remedy",
        "problem",
        "rise",
        "mathematics",
        "schematic",
        "thematic",
        "humoral",
        "wise",
        "felling",
        "selling",
        "healing",
        "filled",
        "anemone",
        "alternate",
        "factor",
        "donor",
        "color-blind",
    ] {
        assert_eq!(inflection.variants(word), [word]);
    }
}
