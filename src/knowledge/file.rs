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
use crate::translated::{self, Translation};

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

/// A table of the file that states one fact.
trait Table {
    type Fact;

    /// The key of the source that says so, and how sure that is.
    fn stated(&self) -> (&Spanned<String>, Confidence);

    /// The fact, on that basis.
    fn on(self, basis: Basis) -> Self::Fact;
}

impl Table for CautionTable {
    type Fact = Caution;

    fn stated(&self) -> (&Spanned<String>, Confidence) {
        (&self.source, self.confidence)
    }

    fn on(self, basis: Basis) -> Caution {
        Caution {
            group: self.group.into_inner(),
            label: self.label,
            level: self.level,
            scope: self.scope,
            when: self.when,
            reason: self.reason,
            basis,
        }
    }
}

impl Table for HarmTable {
    type Fact = Harm;

    fn stated(&self) -> (&Spanned<String>, Confidence) {
        (&self.source, self.confidence)
    }

    fn on(self, basis: Basis) -> Harm {
        Harm { label: self.label, terms: self.terms, seriousness: self.seriousness, basis }
    }
}

impl Table for EvidenceTable {
    type Fact = Evidence;

    fn stated(&self) -> (&Spanned<String>, Confidence) {
        (&self.source, self.confidence)
    }

    fn on(self, basis: Basis) -> Evidence {
        Evidence {
            claim: self.claim,
            terms: self.terms,
            certainty: self.certainty,
            summary: self.summary,
            basis,
        }
    }
}

impl Table for WarningSignTable {
    type Fact = WarningSign;

    fn stated(&self) -> (&Spanned<String>, Confidence) {
        (&self.source, self.confidence)
    }

    fn on(self, basis: Basis) -> WarningSign {
        WarningSign { label: self.label, terms: self.terms, action: self.action, basis }
    }
}

impl Table for RegulationTable {
    type Fact = Regulation;

    fn stated(&self) -> (&Spanned<String>, Confidence) {
        (&self.source, self.confidence)
    }

    fn on(self, basis: Basis) -> Regulation {
        Regulation {
            markets: self.markets,
            place: self.place,
            body: self.body,
            status: self.status,
            summary: self.summary,
            basis,
        }
    }
}

/// The facts of some tables; the first that names a source that is not there is a fault.
fn facts<T: Table>(
    tables: Vec<T>, basis: &impl Fn(&Spanned<String>, Confidence) -> Result<Basis, Fault>,
) -> Result<Vec<T::Fact>, Fault> {
    tables
        .into_iter()
        .map(|table| {
            let (source, confidence) = table.stated();
            let basis = basis(source, confidence)?;
            Ok(table.on(basis))
        })
        .collect()
}

/// Reads the file of an intervention.
pub(super) fn parse(path: &str, text: &str, id: &str) -> Result<Parsed, Fault> {
    let file = toml::from_str(text).map_err(|error| Fault::from_toml(path, text, &error))?;
    stated(file, path, text, id)
}

/// Reads one of our own files as the build script translated it, or else as text.
pub(super) fn embedded(translated: Translation, text: &str, id: &str) -> Result<Parsed, Fault> {
    match translated::read(translated) {
        Ok(file) => stated(file, "", text, id),
        Err(_) => parse("", text, id),
    }
}

/// What a file states.
fn stated(file: InterventionFile, path: &str, text: &str, id: &str) -> Result<Parsed, Fault> {
    let sources = file.sources;
    let basis = &|source: &Spanned<String>, confidence| match sources.get(source.get_ref()) {
        Some(found) => Ok(Basis { source: found.clone(), confidence }),
        None => Err(Fault {
            path: path.to_owned(),
            source: text.to_owned(),
            span: source.span(),
            message: format!("there is no `[sources.{}]` in this file", source.get_ref()),
            help: hint(source.get_ref(), sources.keys().map(String::as_str)),
        }),
    };
    let groups = file.cautions.iter().map(|table| table.group.clone()).collect();
    let facts = Intervention {
        id: id.to_owned(),
        name: file.name,
        kind: file.kind,
        audience: file.audience,
        builds_on: file.builds_on.iter().map(|b| b.get_ref().clone()).collect(),
        note: file.note,
        cautions: facts(file.cautions, basis)?,
        harms: facts(file.harms, basis)?,
        evidence: facts(file.evidence, basis)?,
        warning_signs: facts(file.warning_signs, basis)?,
        regulatory: facts(file.regulatory, basis)?,
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
