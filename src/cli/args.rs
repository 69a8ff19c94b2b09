//! The command line: what can be asked for, and the words of `--help`. Owns
//! the names of commands and options; must not know how they are carried out.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{LARGEST, parse_size};
use crate::finding::Level;
use crate::format::Format;
use crate::rule::MARKETS;

const EXAMPLES: &str = "\
Examples:
  caveat check draft.md       check one article
  caveat check articles/      check every article in a folder

Set rules and words for your site in a file named caveat.toml beside your articles.";

/// Checks health articles before they are published: claims without a source, promises that no
/// trial supports, warnings left out.
#[derive(Debug, Parser)]
#[command(name = "caveat", version, after_help = EXAMPLES, arg_required_else_help = true)]
#[command(subcommand_required = true, disable_help_subcommand = true, max_term_width = 100)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
    /// What holds for every command.
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct Common {
    /// Use this configuration file, and look for no other
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Whether to use colours; `auto` does where a screen can show them
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
    /// Width of the output in columns [default: that of the window, up to 120]
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = columns)]
    pub(super) width: Option<usize>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check articles
    Check(Check),
    /// Take today's findings as known: afterwards only new ones count
    Baseline(Baseline),
    /// List the comments in articles that allow a rule, with their reasons
    Allowances(Allowances),
    /// Show what caveat reads in an article, and what it leaves out
    Read(Read),
    /// List the claims an article makes: what is said to do what, how strongly, on what support
    Claims(Claims),
    /// Show what an article on a treatment should say: what is there, and what is missing
    Scorecard(Scorecard),
    /// List the words that look misspelt, and accept them for your site if you say so
    Words(WordList),
    /// Say what a rule looks for, why, and on whose authority; or what is known of a treatment
    Explain(Explain),
    /// List what is known of treatments, or what of it needs a stronger source
    Knowledge(Knowledge),
    /// List all rules
    Rules(Rules),
    /// Try the examples of rules, such as those that you have written
    Test(Test),
    /// Write a configuration to start from
    Init(Init),
    /// Print a script that lets a shell complete commands and options
    Completions(Completions),
    /// Print the manual page of caveat, or of one of its commands
    Man(Man),
}

const CHECK_EXAMPLES: &str = "\
Examples:
  caveat check draft.md
  caveat check articles/ --skip readability --fail-on warning

The exit status is 0 if nothing was found at the failing level, 1 if something was, and 2 if a
file could not be checked.";

#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(super) struct Check {
    /// Articles, or folders of articles (.md, .mdx, .markdown, .txt, .html, .htm); `-` reads what
    /// is piped in [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// How to show what was found [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Output>,
    /// Write a report to a file, such as json=report.json; `-` stands for standard output. Can be
    /// given several times. A file is replaced whole, or not at all
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = output)]
    pub(super) outputs: Vec<OutputTo>,
    /// Least level that makes the check fail [default: error]
    #[arg(long, value_name = "LEVEL")]
    pub(super) fail_on: Option<FailOn>,
    /// Ask only these rules or categories; give several with commas
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) only: Vec<String>,
    /// Leave out these rules or categories
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) skip: Vec<String>,
    /// Show suggestions too, instead of only counting them
    #[arg(long)]
    pub(super) suggestions: bool,
    /// Leave out the findings that this file of `caveat baseline` holds [default: what the
    /// configuration says]
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline")]
    pub(super) baseline: Option<PathBuf>,
    /// Use no baseline
    #[arg(long)]
    pub(super) no_baseline: bool,
    /// Count only findings on lines that changed since this branch left a git revision
    #[arg(long, value_name = "REVISION")]
    pub(super) since: Option<String>,
    /// Apply the safe fixes, and report what is left
    #[arg(long, conflicts_with_all = ["diff", "since"])]
    pub(super) fix: bool,
    /// Show what --fix would change, and change nothing
    #[arg(long, conflicts_with_all = ["format", "outputs", "since"])]
    pub(super) diff: bool,
    /// Read one JSON object a line from standard input, with `text`, `markdown` or `html` and perhaps
    /// `id` and `path`, and write one result a line, in the same order
    #[arg(long, conflicts_with_all = ["paths", "format", "outputs", "baseline", "since", "fix", "diff", "timings"])]
    pub(super) jsonl: bool,
    /// Stay, and check again what changes
    #[arg(long, conflicts_with_all = ["jsonl", "diff"])]
    pub(super) watch: bool,
    /// Say afterwards which rules took the most time
    #[arg(long)]
    pub(super) timings: bool,
    /// Articles to check at the same time [default: one for each processor]
    #[arg(long, value_name = "NUMBER", value_parser = jobs)]
    pub(super) jobs: Option<usize>,
    /// How the articles are to be read
    #[command(flatten)]
    pub(super) input: Input,
}

impl Check {
    /// The files that its reports go to.
    pub(super) fn targets(&self) -> impl Iterator<Item = &Path> {
        self.outputs.iter().filter_map(|output| output.file.as_deref())
    }
}

/// A report and where it goes.
#[derive(Debug, Clone)]
pub(super) struct OutputTo {
    pub(super) format: Output,
    /// `None` for standard output.
    pub(super) file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Input {
    /// What the articles are written in; `auto` goes by the name, else by the text
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    pub(super) input_format: InputFormat,
    /// Name to give to what is piped in: tells its format, and where to look for a configuration
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_path: Option<PathBuf>,
    /// Refuse files larger than this, such as 500KB [default: what the configuration says, else 64MB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(super) max_size: Option<u64>,
    /// Check also the files of a folder that .gitignore and .ignore files name
    #[arg(long)]
    pub(super) no_ignore: bool,
}

#[derive(Debug, Args)]
pub(super) struct Baseline {
    /// Articles, or folders of articles [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The file to write [default: what the configuration says, else caveat-baseline.json]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// How the articles are to be read
    #[command(flatten)]
    pub(super) input: Input,
}

#[derive(Debug, Args)]
pub(super) struct Allowances {
    /// Articles, or folders of articles [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// How to show them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: CardFormat,
    /// How the articles are to be read
    #[command(flatten)]
    pub(super) input: Input,
}

#[derive(Debug, Args)]
pub(super) struct Read {
    /// The article; `-` reads what is piped in
    #[arg(value_name = "ARTICLE")]
    pub(super) path: PathBuf,
    /// How the article is to be read
    #[command(flatten)]
    pub(super) input: Input,
}

#[derive(Debug, Args)]
pub(super) struct Claims {
    /// The article; `-` reads what is piped in
    #[arg(value_name = "ARTICLE")]
    pub(super) path: PathBuf,
    /// How to show them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: TableFormat,
    /// How the article is to be read
    #[command(flatten)]
    pub(super) input: Input,
}

#[derive(Debug, Args)]
pub(super) struct Scorecard {
    /// The article; `-` reads what is piped in
    #[arg(value_name = "ARTICLE")]
    pub(super) path: PathBuf,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: CardFormat,
    /// How the article is to be read
    #[command(flatten)]
    pub(super) input: Input,
}

#[derive(Debug, Args)]
pub(super) struct WordList {
    /// Articles, or folders of articles; `-` reads what is piped in [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Add the words to `words` in caveat.toml, so that no spelling rule reports them
    #[arg(long)]
    pub(super) write: bool,
    /// How the articles are to be read
    #[command(flatten)]
    pub(super) input: Input,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Name of the rule, as shown with a finding; or of a treatment, such as acupuncture
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
}

#[derive(Debug, Args)]
pub(super) struct Knowledge {
    /// List the facts that need a stronger source
    #[arg(long)]
    pub(super) review: bool,
    /// Articles, or folders of articles: what they promote most comes first
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// How the articles are to be read
    #[command(flatten)]
    pub(super) input: Input,
}

#[derive(Debug, Args)]
pub(super) struct Rules {
    /// How to show them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ListFormat,
}

#[derive(Debug, Args)]
pub(super) struct Test {
    /// Folders with your rules [default: the rules that hold here, those that come with caveat among
    /// them]
    #[arg(value_name = "FOLDER")]
    pub(super) folders: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// Where the articles are read; give several with commas
    #[arg(long = "market", value_name = "MARKET", value_delimiter = ',', value_parser = PossibleValuesParser::new(MARKETS))]
    pub(super) markets: Vec<String>,
    /// What kind of site they are on
    #[arg(long, value_name = "KIND", default_value = "clinic")]
    pub(super) site: Site,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Site {
    /// A practice, clinic or hospital
    Clinic,
    /// A shop or brand
    Shop,
    /// A magazine or portal with editors
    Magazine,
    /// A blog
    Blog,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct Man {
    /// The command
    #[arg(value_name = "COMMAND")]
    pub(super) command: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    /// For reading: each finding over the text
    Text,
    /// One line for each finding
    Compact,
    /// For other programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab's Code Quality report
    Gitlab,
    /// reviewdog's Diagnostic Format
    Rdjson,
    /// To send to an author, or to paste into a pull request
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// One line for each rule
    Text,
    /// For other programs
    Json,
    /// A document of all that is known of each rule
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CardFormat {
    /// For reading
    Text,
    /// For other programs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// For reading
    Text,
    /// For a spreadsheet
    Csv,
    /// For other programs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// What should not be published
    Error,
    /// What should be changed, too
    Warning,
    /// Anything at all
    Suggestion,
    /// Nothing
    Never,
}

impl FailOn {
    pub(super) fn level(self) -> Option<Level> {
        match self {
            Self::Error => Some(Level::Error),
            Self::Warning => Some(Level::Warning),
            Self::Suggestion => Some(Level::Suggestion),
            Self::Never => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InputFormat {
    Auto,
    Text,
    Markdown,
    Mdx,
    Html,
}

impl InputFormat {
    pub(super) fn format(self) -> Option<Format> {
        match self {
            Self::Auto => None,
            Self::Text => Some(Format::Plain),
            Self::Markdown => Some(Format::Markdown),
            Self::Mdx => Some(Format::Mdx),
            Self::Html => Some(Format::Html),
        }
    }
}

fn columns(text: &str) -> Result<usize, &'static str> {
    text.trim().parse().map_err(|_| "write a number of columns such as 100")
}

fn output(text: &str) -> Result<OutputTo, String> {
    let (format, file) = text.split_once('=').ok_or("write FORMAT=FILE, such as json=report.json")?;
    let known = || Output::value_variants().iter().filter_map(Output::to_possible_value);
    let format = Output::from_str(format, false).map_err(|_| {
        let names: Vec<_> = known().map(|v| v.get_name().to_owned()).collect();
        match crate::fault::nearest(format, names.iter().map(String::as_str)) {
            Some(near) => format!("there is no format `{format}`: did you mean `{near}`?"),
            None => format!("there is no format `{format}`: use one of {}", names.join(", ")),
        }
    })?;
    match file {
        "" => Err("name a file after the equals sign, or `-` for standard output".to_owned()),
        "-" => Ok(OutputTo { format, file: None }),
        file => Ok(OutputTo { format, file: Some(PathBuf::from(file)) }),
    }
}

/// More threads than any machine has processors would only cost memory.
const MOST_JOBS: usize = 1024;

fn jobs(text: &str) -> Result<usize, &'static str> {
    match text.trim().parse() {
        Ok(n @ 1..=MOST_JOBS) => Ok(n),
        _ => Err("write a number from 1 to 1024"),
    }
}

fn size(text: &str) -> Result<u64, &'static str> {
    match parse_size(text) {
        Some(size) if size <= LARGEST => Ok(size),
        Some(_) => Err("files can be 4 GiB at most"),
        None => Err("write a size such as 64MB"),
    }
}
