//! The knowledge base holds together: every file can be read, and names what is there.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn base() -> Knowledge {
    Knowledge::load(&[]).expect("the built-in files are well made").0
}

#[test]
fn every_file_can_be_read_and_names_what_is_there() {
    let groups = file::groups("groups.toml", GROUPS).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(
        format!("{groups:?}"),
        format!("{:?}", base().all_groups()),
        "groups.toml as it was translated"
    );
    let ids: BTreeSet<&str> = EMBEDDED.iter().map(|e| e.id).collect();
    let mut complaints = Vec::new();
    let mut used = BTreeSet::new();
    for embedded in EMBEDDED {
        let path = format!("interventions/{}.toml", embedded.id);
        let parsed = match file::parse(&path, embedded.text, embedded.id) {
            Ok(parsed) => parsed,
            Err(fault) => {
                complaints.push(fault.to_string());
                continue;
            }
        };
        let data = DataFile { path: &path, key: &path, text: embedded.text };
        let broken = parsed.faults(&data, |g| groups.contains_key(g), |i| ids.contains(i));
        complaints.extend(broken.iter().map(ToString::to_string));
        assert_eq!(parsed.names, embedded.names, "{path}: the header in the program is the file's");
        let facts = parsed.facts;
        let translated =
            file::embedded(embedded.translated, "", embedded.id).unwrap_or_else(|f| panic!("{f}"));
        assert_eq!(format!("{:?}", translated.facts), format!("{facts:?}"), "{path} as it was translated");
        let own: Vec<&str> = facts.cautions.iter().map(|c| c.group.as_str()).collect();
        let once: BTreeSet<&str> = own.iter().copied().collect();
        if once.len() < own.len() {
            complaints.push(format!("{path}: a group is named twice"));
        }
        for caution in &facts.cautions {
            used.insert(caution.group.clone());
            if !caution.reason.ends_with('.') {
                complaints.push(format!("{path}: the reason for {} is no sentence", caution.group));
            }
        }
        let bases = facts.cautions.iter().map(|c| &c.basis).chain(facts.harms.iter().map(|h| &h.basis));
        for basis in bases.chain(facts.evidence.iter().map(|e| &e.basis)) {
            // a page that was read has an address
            if basis.confidence == Confidence::PageRead && basis.source.url.is_none() {
                complaints.push(format!("{path}: {} was read, but where?", basis.source.title));
            }
        }
        if facts.cautions.is_empty() && facts.builds_on.is_empty()
            || facts.harms.is_empty() && facts.evidence.is_empty()
        {
            complaints.push(format!("{path}: says too little"));
        }
    }
    for (key, group) in &groups {
        if !used.contains(key) && !groups.values().any(|g| g.broader.contains(key)) {
            complaints.push(format!("groups.toml: nothing names {key}"));
        }
        complaints.extend(
            group.broader.iter().filter(|b| !groups.contains_key(*b)).map(|b| format!("{key}: no group {b}")),
        );
        if !(1..=3).contains(&group.weight) || group.terms.is_empty() {
            complaints.push(format!("groups.toml: {key} has no weight or no terms"));
        }
        let words: BTreeSet<&String> = group.terms.iter().collect();
        if words.len() < group.terms.len() {
            complaints.push(format!("groups.toml: {key} names a term twice"));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn no_two_interventions_share_a_name() {
    let mut owner: BTreeMap<String, &str> = BTreeMap::new();
    for embedded in EMBEDDED {
        let folded =
            embedded.names.iter().chain(embedded.ambiguous).map(|n| n.to_lowercase().replace('-', " "));
        for name in folded.chain(embedded.exact.iter().map(|n| (*n).to_owned())) {
            if let Some(other) = owner.insert(name.clone(), embedded.id) {
                assert_eq!(other, embedded.id, "both are called {name}");
            }
        }
    }
}

#[test]
fn an_intervention_has_the_cautions_of_those_it_builds_on() {
    let knowledge = base();
    let groups = |id: &str| -> BTreeSet<&str> {
        knowledge.get(id).expect("known").cautions.iter().map(|c| c.group.as_str()).collect()
    };
    assert!(groups("electroacupuncture").is_superset(&groups("acupuncture")));
    assert!(groups("electroacupuncture").contains("metal-implant"));
}

#[test]
fn a_broader_group_takes_in_what_is_below_it() {
    let knowledge = base();
    let caution = |id: &str, group: &str| -> Caution {
        let facts = knowledge.get(id).expect("known");
        facts.cautions.iter().find(|c| c.group == group).expect("warned").clone()
    };
    for (broad, id, group, covered) in [
        ("cancer", "testosterone-replacement-therapy", "prostate-cancer", true),
        ("prostate-cancer", "testosterone-replacement-therapy", "prostate-cancer", false),
        ("blood-thinners", "acupuncture", "bleeding-disorder", false),
        // "any medicine" reaches whoever may have it once they have asked
        ("other-medicines", "ashwagandha", "sedatives", true),
        ("other-medicines", "acupuncture", "blood-thinners", true),
        // but not those who must not have it at all
        ("other-medicines", "ed-medicines", "nitrates", false),
    ] {
        assert_eq!(knowledge.covers(broad, &caution(id, group)), covered, "{broad} {id} {group}");
    }
}

#[test]
fn those_who_can_be_meant_come_first() {
    let knowledge = base();
    let first = |id: &str| -> String {
        let facts = knowledge.get(id).expect("known");
        let most = facts.cautions.iter().max_by_key(|c| knowledge.importance(facts, c));
        most.expect("warned").group.clone()
    };
    // whoever reads about testosterone is not pregnant, as a rule
    assert_ne!(first("testosterone-replacement-therapy"), "pregnancy");
    assert_eq!(first("ed-medicines"), "nitrates");
}

const OWN: &str = r#"
name = "salt room"
kind = "other"
names = ["salt room", "halotherapy"]
checked = "2026-01-01"

[[cautions]]
group = "asthma"
level = "ask-first"
reason = "Salt can tighten the airways."
source = "house"
confidence = "page-read"

[sources.house]
organisation = "Our Clinic"
title = "Handbook"
url = "https://example.org/salt"
type = "professional"
"#;

#[test]
fn a_file_of_the_user_adds_an_intervention_or_replaces_one() {
    for (key, id) in [("interventions/salt-room.toml", "salt-room"), ("interventions/yoga.toml", "yoga")] {
        let files = [DataFile { path: key, key, text: OWN }];
        let (knowledge, _) = Knowledge::load(&files).expect("well made");
        assert_eq!(knowledge.get(id).expect("there").name, "salt room");
        assert_eq!(knowledge.ids().filter(|i| *i == id).count(), 1);
    }
}

#[test]
fn a_mistake_in_a_file_of_the_user_is_shown_at_its_place() {
    for (wrong, right, place) in [
        ("group = \"asthma\"", "group = \"asthmatic\"", "asthmatic"),
        ("source = \"house\"", "source = \"hause\"", "hause"),
        ("level = \"ask-first\"", "level = \"ask\"", "ask"),
        ("kind = \"other\"", "kind = \"other\"\ncolour = \"red\"", "colour"),
        ("kind = \"other\"", "kind = \"other\"\nbuilds-on = [\"salt\"]", "salt"),
    ] {
        let text = OWN.replace(wrong, right);
        let files = [DataFile { path: "mine.toml", key: "interventions/salt-room.toml", text: &text }];
        let faults = Knowledge::load(&files).map(|_| ()).expect_err(right);
        assert!(text[faults[0].span.clone()].contains(place), "{}", faults[0]);
    }
}
