//! `rules/scorecard.toml`: what a card asks of an article, area by area. Owns the keys of the file and
//! the check of its names; must not know how a card is drawn.

use serde::Deserialize;
use toml::Spanned;

use super::needs::Needs;

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Card {
    #[serde(rename = "area")]
    pub(crate) areas: Vec<Area>,
}

/// One area of the card, such as safety.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Area {
    pub(crate) name: String,
    /// Categories whose findings belong to it.
    pub(crate) counts: Vec<Spanned<String>>,
    #[serde(default, rename = "item")]
    pub(crate) items: Vec<Item>,
}

/// One thing that an article should say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) what: String,
    pub(crate) advice: String,
    pub(crate) references: Vec<Spanned<String>>,
    /// Asked of articles that promote nothing as well.
    #[serde(default)]
    pub(crate) always: bool,
    pub(crate) needs: Needs,
}
