//! The files of the knowledge base. Owns their keys, and points each complaint at its exact place;
//! must not know how the facts are used.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use toml::Spanned;

use super::{
    Action, Audience, Basis, Caution, CautionLevel, Certainty, Confidence, DataFile, Evidence, Group, Harm,
    Intervention, Kind, Regulation, Seriousness, Source, WarningSign, hint,
};
use crate::fault::Fault;

/// `interventions/<id>.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct InterventionFile {
    name: String,
    kind: Kind,
    audience: Option<Audience>,
    names: Vec<String>,
    #[serde(default)]
    exact: Vec<String>,
    #[serde(default)]
    ambiguous: Vec<String>,
    #[serde(default)]
    builds_on: Vec<Spanned<String>>,
    note: Option<String>,
    #[serde(rename = "checked")]
    _checked: String,
    #[serde(default)]
    cautions: Vec<CautionTable>,
    #[serde(default)]
    harms: Vec<HarmTable>,
    #[serde(default)]
    evidence: Vec<EvidenceTable>,
    #[serde(default)]
    warning_signs: Vec<WarningSignTable>,
    #[serde(default)]
    regulatory: Vec<RegulationTable>,
    #[serde(default)]
    sources: BTreeMap<String, Source>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CautionTable {
    group: Spanned<String>,
    label: Option<String>,
    level: CautionLevel,
    scope: Option<String>,
    #[serde(default)]
    when: Vec<String>,
    reason: String,
    source: Spanned<String>,
    confidence: Confidence,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct HarmTable {
    label: String,
    terms: Vec<String>,
    seriousness: Seriousness,
    source: Spanned<String>,
    confidence: Confidence,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct EvidenceTable {
    claim: String,
    #[serde(default)]
    terms: Vec<String>,
    certainty: Certainty,
    summary: String,
    source: Spanned<String>,
    confidence: Confidence,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WarningSignTable {
    label: String,
    terms: Vec<String>,
    action: Action,
    source: Spanned<String>,
    confidence: Confidence,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RegulationTable {
    #[serde(default)]
    markets: Vec<String>,
    place: Option<String>,
    body: Option<String>,
    status: Option<String>,
    summary: String,
    source: Spanned<String>,
    confidence: Confidence,
}

/// An intervention, with what only its file needs.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) facts: Intervention,
    pub(super) names: Vec<String>,
    pub(super) exact: Vec<String>,
    pub(super) ambiguous: Vec<String>,
    groups: Vec<Spanned<String>>,
    bases: Vec<Spanned<String>>,
}

/// Reads the file of an intervention.
pub(super) fn parse(path: &str, text: &str, id: &str) -> Result<Parsed, Fault> {
    let file: InterventionFile =
        toml::from_str(text).map_err(|error| Fault::from_toml(path, text, &error))?;
    let sources = file.sources;
    let basis = |source: &Spanned<String>, confidence| match sources.get(source.get_ref()) {
        Some(found) => Ok(Basis { source: found.clone(), confidence }),
        None => Err(Fault {
            path: path.to_owned(),
            source: text.to_owned(),
            span: source.span(),
            message: format!("there is no `[sources.{}]` in this file", source.get_ref()),
            help: hint(source.get_ref(), sources.keys().map(String::as_str)),
        }),
    };
    let mut groups = Vec::new();
    let mut cautions = Vec::new();
    for table in file.cautions {
        cautions.push(Caution {
            group: table.group.get_ref().clone(),
            label: table.label,
            level: table.level,
            scope: table.scope,
            when: table.when,
            reason: table.reason,
            basis: basis(&table.source, table.confidence)?,
        });
        groups.push(table.group);
    }
    let mut harms = Vec::new();
    for table in file.harms {
        harms.push(Harm {
            label: table.label,
            terms: table.terms,
            seriousness: table.seriousness,
            basis: basis(&table.source, table.confidence)?,
        });
    }
    let mut evidence = Vec::new();
    for table in file.evidence {
        evidence.push(Evidence {
            claim: table.claim,
            terms: table.terms,
            certainty: table.certainty,
            summary: table.summary,
            basis: basis(&table.source, table.confidence)?,
        });
    }
    let mut warning_signs = Vec::new();
    for table in file.warning_signs {
        warning_signs.push(WarningSign {
            label: table.label,
            terms: table.terms,
            action: table.action,
            basis: basis(&table.source, table.confidence)?,
        });
    }
    let mut regulatory = Vec::new();
    for table in file.regulatory {
        regulatory.push(Regulation {
            markets: table.markets,
            place: table.place,
            body: table.body,
            status: table.status,
            summary: table.summary,
            basis: basis(&table.source, table.confidence)?,
        });
    }
    let facts = Intervention {
        id: id.to_owned(),
        name: file.name,
        kind: file.kind,
        audience: file.audience,
        builds_on: file.builds_on.iter().map(|b| b.get_ref().clone()).collect(),
        note: file.note,
        cautions,
        harms,
        evidence,
        warning_signs,
        regulatory,
    };
    Ok(Parsed {
        facts,
        names: file.names,
        exact: file.exact,
        ambiguous: file.ambiguous,
        groups,
        bases: file.builds_on,
    })
}

impl Parsed {
    /// Groups and interventions that it names and that are not there.
    pub(super) fn faults(
        &self, file: &DataFile<'_>, is_group: impl Fn(&str) -> bool, is_intervention: impl Fn(&str) -> bool,
    ) -> Vec<Fault> {
        let at = |what: &Spanned<String>, message: String| Fault {
            path: file.path.to_owned(),
            source: file.text.to_owned(),
            span: what.span(),
            message,
            help: None,
        };
        let groups = self
            .groups
            .iter()
            .filter(|g| !is_group(g.get_ref()))
            .map(|g| at(g, format!("there is no group `{}` in knowledge/groups.toml", g.get_ref())));
        let bases = self
            .bases
            .iter()
            .filter(|b| !is_intervention(b.get_ref()))
            .map(|b| at(b, format!("there is no intervention `{}`", b.get_ref())));
        groups.chain(bases).collect()
    }
}

/// Reads a file of groups.
pub(super) fn groups(path: &str, text: &str) -> Result<BTreeMap<String, Group>, Fault> {
    toml::from_str(text).map_err(|error| Fault::from_toml(path, text, &error))
}

/// The kind of that name.
pub(super) fn kind(name: &str) -> Option<Kind> {
    let name: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
    Kind::deserialize(name).ok()
}

/// A complaint about a whole file.
pub(super) fn whole(file: &DataFile<'_>, message: &str) -> Fault {
    Fault {
        path: file.path.to_owned(),
        source: file.text.to_owned(),
        span: 0..0,
        message: message.to_owned(),
        help: None,
    }
}
