//! Categories of rules: the folders that they stand in. Owns what holds of all rules of one; must not
//! know the rules.

/// A category of rules.
#[derive(Debug)]
pub struct Category {
    /// Its name: that of its folder.
    pub name: &'static str,
    /// Its rules are on what treatments are said to do: what a text says of its car park is not meant.
    pub(crate) about_health: bool,
    /// Its rules are on how words are spelt and put: those that the site accepts are right.
    pub(crate) heeds_words: bool,
    /// A share in percent that is told again is one fault with its places: both have it from the same
    /// source.
    pub(crate) gathers_shares: bool,
    /// Its rules say what is no part of the article: a block that one finds is silent for all others.
    pub(crate) makes_residue: bool,
}

/// A category is told by its name.
impl PartialEq for Category {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Category {}

/// A category of which nothing holds but its name.
const fn plain(name: &'static str) -> Category {
    Category { name, about_health: false, heeds_words: false, gathers_shares: false, makes_residue: false }
}

/// One on what treatments are said to do.
const fn on_health(name: &'static str) -> Category {
    Category { about_health: true, ..plain(name) }
}

/// All of them, in the order in which reports list them.
static CATEGORIES: [Category; 12] = [
    plain("evidence"),
    on_health("efficacy"),
    on_health("safety"),
    on_health("balance"),
    Category { gathers_shares: true, ..on_health("numbers") },
    plain("regulatory"),
    plain("trust"),
    plain("consistency"),
    plain("readability"),
    Category { heeds_words: true, ..plain("language") },
    plain("stigma"),
    Category { makes_residue: true, ..plain("residue") },
];

impl Category {
    /// The category of that name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        CATEGORIES.iter().find(|category| category.name == name)
    }

    /// The names of all, in the order in which reports list them.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        CATEGORIES.iter().map(|category| category.name)
    }

    /// Its place in that order.
    pub(crate) fn rank(&self) -> Option<usize> {
        CATEGORIES.iter().position(|category| category == self)
    }

    /// A category that there is not, for tests of settings.
    #[cfg(test)]
    pub(crate) fn sample(name: &str) -> &'static Self {
        Box::leak(Box::new(plain(name.to_owned().leak())))
    }
}
