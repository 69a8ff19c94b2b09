//! How fast caveat is: start-up of the program, megabytes a second of each stage, and the texts that
//! are hard on a reader of prose. `cargo bench` prints a table; nothing here passes or fails.
//!
//! No benchmark library: each figure is the median of a few runs of the wall clock, on one thread,
//! which is enough to see a change by a tenth. Compare runs on the same idle machine only. The
//! corpus is made here, from a few paragraphs, always the same; sizes are of the source.
//!
//! - *start-up*: the program is started on an article of 4 KB and of 10 KB, from spawn to exit;
//! - *stages*: reading a format, words, the whole check (which reads the language and asks all
//!   rules), the text and the JSON report;
//! - *articles*: 2,000 articles of about 10 KB in one process, as `caveat check folder` does it;
//! - *hard texts*: 1 MB and 10 MB of each; time and memory should grow tenfold and no more.

use std::hint::black_box;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use caveat::check::{self, Input};
use caveat::config::Settings;
use caveat::document::Document;
use caveat::finding::Summary;
use caveat::format::{self, Format};
use caveat::report::Report;
use caveat::report::json::Json;
use caveat::report::text::{Options, Text};
use caveat::rule::RuleSet;

const PARAGRAPHS: [&str; 8] = [
    "Back pain is one of the most common reasons why adults see a doctor. In most people it gets better \
     within a few weeks, with or without treatment, and staying active helps more than bed rest does.",
    "Dry needling may ease a sore neck for a short time. A review of 29 trials with 1,612 adults found \
     small differences, and the certainty of the evidence was low. It doesn’t replace exercise.",
    "Ashwagandha is sold as a cure for stress. Two small trials lasted eight weeks; nobody knows what it \
     does over a year. Some people got nausea, and a few had liver injury (Smith et al., 2021).",
    "“I slept like a baby after the first session,” says one patient. Such stories are no proof: pain \
     comes and goes, and people look for help when it is at its worst. What would have happened anyway?",
    "Talk to your doctor before you start if you take blood thinners, are pregnant, or have diabetes. \
     Call an ambulance if you have chest pain, a stiff neck with fever, or numbness on one side.",
    "The diet promises to melt 10 pounds in 14 days, guaranteed, with no side effects. Most of what is \
     lost in the first week is water: about 3.5 kg of it is bound to glycogen in liver and muscle.",
    "Sleep is when the body repairs itself. Adults need 7 to 9 hours, e.g. from 10:30 p.m. to 6 a.m.; \
     caffeine after 2 p.m., late meals and bright screens get in teh way of it.",
    "Massage feels good, and that is reason enough to enjoy it. Whether it lowers blood pressure, boosts \
     immunity or removes toxins is another matter: none of these claims has been shown to be true.",
];

const HEADINGS: [&str; 4] =
    ["What the studies say", "Who should be careful?", "How it works", "The bottom line"];

const RUNS: usize = 7;

fn main() {
    // `cargo test` runs benches too: there is nothing to test
    if std::env::args().any(|a| a == "--test") {
        return;
    }
    let mut out = io::stdout().lock();
    // whoever reads the table may stop reading it
    let _ = tables(&mut out);
}

fn tables(out: &mut dyn Write) -> io::Result<()> {
    start_up(out)?;
    let begun = Instant::now();
    let rules = RuleSet::load(Vec::new()).expect("the built-in rules load");
    writeln!(out, "  loading the rules, once in this process {:>18}", millis(begun.elapsed()))?;
    stages(out, &rules)?;
    articles(out, &rules)?;
    hard(out, &rules)
}

fn start_up(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "start-up, from spawn to exit")?;
    let folder = std::env::temp_dir().join(format!("caveat-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    for (kilobytes, name) in [(4, "four.md"), (10, "ten.md")] {
        let path = folder.join(name);
        std::fs::write(&path, article(1, kilobytes * 1000, Format::Markdown))?;
        let mut times: Vec<Duration> = (0..15).map(|_| spawn(&path)).collect::<io::Result<_>>()?;
        times.sort_unstable();
        writeln!(out, "  an article of {kilobytes:>2} KB {:>40}", millis(times[7]))?;
    }
    std::fs::remove_dir_all(&folder)
}

fn spawn(path: &Path) -> io::Result<Duration> {
    let begun = Instant::now();
    Command::new(env!("CARGO_BIN_EXE_caveat"))
        .arg("check")
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(begun.elapsed())
}

fn stages(out: &mut dyn Write, rules: &RuleSet) -> io::Result<()> {
    writeln!(out, "\nstages, on 1 MB")?;
    for format in [Format::Plain, Format::Markdown, Format::Html] {
        let text = article(2, 1_000_000, format);
        let name = format.name();
        rate(out, &format!("read {name}"), text.len(), || format::read(&text, format))?;
        let document = format::read(&text, format);
        rate(out, &format!("words of {name}"), text.len(), || rules.language().words(&document))?;
        rate(out, &format!("read and check {name}"), text.len(), || {
            check::check(input(format::read(&text, format), format), rules, &Settings::default())
        })?;
    }
    let text = article(2, 1_000_000, Format::Markdown);
    let document = format::read(&text, Format::Markdown);
    let checked = check::check(input(document, Format::Markdown), rules, &Settings::default());
    rate(out, &format!("text report of {} findings", checked.findings.len()), text.len(), || {
        report(&mut Text::new(Options::default()), &checked)
    })?;
    rate(out, &format!("JSON report of {} findings", checked.findings.len()), text.len(), || {
        report(&mut Json::new(), &checked)
    })
}

fn report(report: &mut dyn Report, checked: &caveat::finding::Checked<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut summary = Summary::default();
    summary.add(checked);
    report.document(&mut out, checked).expect("a vector takes everything");
    report.finish(&mut out, &summary).expect("a vector takes everything");
    out
}

fn articles(out: &mut dyn Write, rules: &RuleSet) -> io::Result<()> {
    writeln!(out, "\n2,000 articles of about 10 KB, read, checked and reported in one process")?;
    for format in [Format::Plain, Format::Markdown, Format::Html] {
        let texts: Vec<String> = (0..200).map(|n| article(n, 8_000 + 20 * n, format)).collect();
        let size = 10 * texts.iter().map(String::len).sum::<usize>();
        let begun = Instant::now();
        for text in texts.iter().cycle().take(2_000) {
            let document = format::read(text, format);
            let checked = check::check(input(document, format), rules, &Settings::default());
            black_box(report(&mut Text::new(Options::default()), &checked));
        }
        line(out, format.name(), size, begun.elapsed())?;
    }
    Ok(())
}

fn hard(out: &mut dyn Write, rules: &RuleSet) -> io::Result<()> {
    writeln!(out, "\nhard texts (Markdown): 1 MB, then 10 MB")?;
    let sentence = PARAGRAPHS[1];
    let texts: [(&str, &str); 14] = [
        ("prose on one line", sentence),
        ("double blanks on one line", "It  may  help. "),
        ("one word", "a"),
        ("words without a stop", "pain and "),
        ("a hedge each word", "may "),
        ("a repeated word", "the the, "),
        ("a misspelling each word", "teh pain, "),
        ("a verb that does not agree", "pain have gone "),
        ("quotations", "“pain” said "),
        ("initials", "a."),
        ("entities", "&amp;"),
        ("brackets", "["),
        ("items under one stem", "- helps with pain\n"),
        ("headings", "# Pain\n\n"),
    ];
    for (name, part) in texts {
        for size in [1_000_000, 10_000_000] {
            let stem = if name.starts_with("items") { "It:\n\n" } else { "" };
            let mut text = stem.to_owned();
            text.extend(std::iter::repeat_n(part, size / part.len()));
            let begun = Instant::now();
            let document = format::read(&text, Format::Markdown);
            black_box(check::check(input(document, Format::Markdown), rules, &Settings::default()));
            line(out, name, text.len(), begun.elapsed())?;
        }
    }
    match peak() {
        Some(megabytes) => writeln!(out, "\npeak memory of this process {megabytes:>31} MB"),
        None => Ok(()),
    }
}

/// Most memory this process ever had, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? / 1024)
}

fn input(document: Document, format: Format) -> Input {
    Input { path: "bench".to_owned(), document, format, encoding: "utf-8" }
}

/// The median of a few runs.
fn rate<T>(out: &mut dyn Write, name: &str, size: usize, work: impl Fn() -> T) -> io::Result<()> {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            black_box(work());
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    line(out, name, size, times[RUNS / 2])
}

fn line(out: &mut dyn Write, name: &str, size: usize, time: Duration) -> io::Result<()> {
    let rate = size as f64 / 1e6 / time.as_secs_f64();
    writeln!(out, "  {name:<40} {:>12} {rate:>9.1} MB/s", millis(time))?;
    out.flush()
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// An article of at least so many bytes: paragraphs, headings and lists in an order of their own.
fn article(seed: usize, size: usize, format: Format) -> String {
    let html = format == Format::Html;
    let mut text = String::with_capacity(size + 1000);
    text.push_str(match format {
        Format::Html => "<!doctype html><html><head><title>Pain and sleep</title></head><body><article>\n",
        Format::Plain => "Pain and sleep\n\n",
        _ => "---\ntitle: Pain and sleep\nauthor: Ann Poe\n---\n\n",
    });
    let mut state = seed as u64 * 2 + 1;
    let mut next = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    while text.len() < size {
        let paragraph = PARAGRAPHS[next(PARAGRAPHS.len())];
        match (next(7), html) {
            (0, true) => text.push_str(&format!("<h2 class=\"h\">{}</h2>\n", HEADINGS[next(4)])),
            (0, false) if format == Format::Plain => text.push_str(&format!("{}\n\n", HEADINGS[next(4)])),
            (0, false) => text.push_str(&format!("## {}\n\n", HEADINGS[next(4)])),
            (1, true) => text.push_str("<ul><li>less pain</li><li>better <b>sleep</b></li></ul>\n"),
            (1, false) => text.push_str("It can help with:\n\n- less pain\n- better sleep\n\n"),
            (2, true) => {
                text.push_str(&format!("<p>{paragraph} <a href=\"https://example.org/a\">More</a>.</p>\n"));
            }
            (2, false) => text.push_str(&format!("{paragraph} See https://example.org/a for **more**.\n\n")),
            (_, true) => text.push_str(&format!("<p>{paragraph}</p>\n")),
            (_, false) => text.push_str(&format!("{paragraph}\n\n")),
        }
    }
    if html {
        text.push_str("</article></body></html>\n");
    }
    text
}
