//! The command line: arguments, walking folders, reading, writing, exit codes. The only place that
//! reads or writes anything; what a text says is decided elsewhere.

mod allowances;
mod args;
mod article;
mod baseline;
mod check;
mod claims;
mod configs;
mod descriptions;
mod init;
mod input;
mod jsonl;
mod knowledge;
mod mend;
mod outputs;
mod pipeline;
mod plan;
mod read;
mod replace;
mod rule_book;
mod rules;
mod scorecard;
mod since;
mod terminal;
mod walk;
mod watch;
mod words;

use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind as UsageError};

use args::{Arguments, Command};
use terminal::Terminal;

/// What a run came to. Ordered: what weighs more comes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Status {
    /// Nothing to mend.
    #[default]
    Clean,
    /// Something reached the failing level.
    Failed,
    /// Something could not be checked at all.
    Trouble,
}

impl Status {
    fn raise(&mut self, to: Self) {
        *self = (*self).max(to);
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let mut terminal = Terminal::new(&arguments.common);
    let mut status = Status::Clean;
    let common = arguments.common;
    let done = match arguments.command {
        Command::Check(check) => check::run(&check, common, &mut terminal, &mut status),
        Command::Baseline(baseline) => baseline::run(&baseline, common, &mut terminal, &mut status),
        Command::Allowances(wanted) => allowances::run(&wanted, common, &mut terminal, &mut status),
        Command::Read(read) => read::run(&read, &common, &mut terminal, &mut status),
        Command::Claims(claims) => claims::run(&claims, &common, &mut terminal, &mut status),
        Command::Scorecard(card) => scorecard::run(&card, &common, &mut terminal, &mut status),
        Command::Words(list) => words::run(&list, common, &mut terminal, &mut status),
        Command::Explain(explain) => rules::explain(&explain, common, &mut terminal, &mut status),
        Command::Knowledge(asked) => knowledge::run(&asked, common, &mut terminal, &mut status),
        Command::Rules(rules) => rules::list(&rules, common, &mut terminal, &mut status),
        Command::Init(init) => init::run(&init, &mut terminal, &mut status),
        Command::Completions(wanted) => descriptions::completions(&wanted, &mut terminal),
        Command::Man(wanted) => descriptions::man(&wanted, &mut terminal, &mut status),
        Command::Test(test) => rules::test(&test, common, &mut terminal, &mut status),
    };
    match done.and_then(|()| terminal.flush()) {
        Ok(()) => {}
        // whoever reads has seen enough
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        Err(error) => {
            report_write_error(&error);
            status.raise(Status::Trouble);
        }
    }
    status.into()
}

/// Runs a computation over one text; a mistake of the program in it must not hide what other texts
/// have to say, nor end in a status that means something else.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        "could not be checked because of a mistake in caveat itself: please report it".to_owned()
    })
}

fn report_write_error(error: &io::Error) {
    use io::Write as _;
    let _ = writeln!(io::stderr(), "caveat: the output cannot be written: {error}");
}

/// Explains a command line that cannot be understood. `caveat draft.md` is the likeliest slip.
fn usage(error: &clap::Error) -> ExitCode {
    if error.kind() == UsageError::InvalidSubcommand
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && (Path::new(word).exists() || Path::new(word).extension().is_some())
    {
        use io::Write as _;
        let word = terminal::safe(word);
        let _ = writeln!(
            io::stderr(),
            "error: `{word}` is not a command. To check an article, write:\n\n  caveat check {word}"
        );
    } else {
        let _ = error.print();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
