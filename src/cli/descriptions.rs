//! Completions and manual pages, made from the declaration of the command line: there is nothing to
//! keep in step. Owns no words of its own.

use std::io;

use clap::CommandFactory as _;

use super::Status;
use super::args::{Arguments, Completions, Man};
use super::terminal::{Terminal, safe};

pub(super) fn completions(wanted: &Completions, terminal: &mut Terminal) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(wanted.shell, &mut Arguments::command(), env!("CARGO_PKG_NAME"), &mut script);
    terminal.out().write_all(&script)
}

pub(super) fn man(wanted: &Man, terminal: &mut Terminal, status: &mut Status) -> io::Result<()> {
    let mut all = Arguments::command();
    all.build();
    let page = match &wanted.command {
        None => clap_mangen::Man::new(all),
        Some(name) => match all.find_subcommand(name) {
            // as git and cargo have it
            Some(command) => clap_mangen::Man::new(command.clone()).title(format!("caveat-{name}")),
            None => {
                status.raise(Status::Trouble);
                return terminal.say(&format!("error: there is no command `{}`", safe(name)));
            }
        },
    };
    page.render(&mut terminal.out())
}
