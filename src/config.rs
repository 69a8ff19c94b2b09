//! `caveat.toml`: text to settings. Owns the names and meaning of every key; must not know files.
//! (Finding, reading and joining configuration files is the business of `cli`.)

use crate::finding::Level;

/// What a check needs to know of the configuration, for one document.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Level of rules and categories that the configuration changes; `None` switches off.
    /// Looked up by rule name first, then by category; the last entry of a name counts.
    pub levels: Vec<(String, Option<Level>)>,
    /// Names of people, products and organisations that no phrase rule may match inside.
    pub names: Vec<String>,
    /// Words that spelling rules accept.
    pub words: Vec<String>,
    /// Markets whose rules apply: `us`, `uk`, `eu`, `au`.
    pub markets: Vec<String>,
    /// Highest level that an inline allowance may cover; `None` allows none.
    pub inline_allow: Option<Level>,
}
