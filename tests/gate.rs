//! caveat in the daily work of a team: many files, several reports, what happens when something
//! goes wrong in the middle.

mod support;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{Folder, Ran};

/// An article that more than one rule finds something in.
const BAD: &str = "# The miracle cure that doctors do not want you to know\n\n\
    Studies show that acupuncture cures back pain in 100% of patients. It is completely safe and has no \
    side effects. Clinically proven! Stop taking your medication today.\n";
const GOOD: &str = "# A walk in the park\n\nWe met at noon and went for a walk with the dog.\n";

/// A folder of articles of all lengths, good, bad and not to be read.
fn archive() -> Folder {
    let folder = Folder::new(&[]);
    for n in 0..60 {
        let text = match n % 4 {
            0 => BAD.repeat(1 + n),
            1 => GOOD.to_owned(),
            2 => format!("{BAD}\nArticle {n} says so.\n"),
            _ => GOOD.repeat(n),
        };
        folder.write(&format!("site/{}/{n:02}.md", n % 5), text.as_bytes());
    }
    folder.write("site/2/noise.md", b"one\0two");
    folder.write("site/3/empty.md", b"");
    folder.write("site/4/broken/caveat.toml", b"mistake = 1");
    folder.write("site/4/broken/a.md", BAD.as_bytes());
    folder
}

#[test]
fn the_same_bytes_at_any_number_of_threads() {
    let folder = archive();
    for format in ["text", "compact", "json", "sarif", "github", "gitlab", "rdjson", "markdown"] {
        let run = |jobs: &str| {
            let arguments =
                ["check", "site", "missing.md", "site/1/01.md", "--format", format, "--jobs", jobs];
            folder.run(&arguments).expect(2, &[])
        };
        let one = run("1");
        for jobs in ["2", "7"] {
            let many = run(jobs);
            assert!(one.out == many.out && one.err == many.err, "{format} with {jobs} threads differs");
        }
    }
    folder.run(&["check", "site", "--jobs", "0"]).expect(2, &["a number from 1 to 1024"]);
}

#[test]
fn one_run_writes_several_reports() {
    let folder = archive();
    let alone = folder.run(&["check", "site", "--format", "json"]).expect(2, &[]);
    folder.write("old.json", b"what was there before");
    let arguments =
        ["check", "site", "--output", "json=old.json", "--output", "compact=-", "--output=text=out.txt"];
    let ran = folder.run(&arguments).expect(2, &["mistake", "noise.md"]);
    assert_eq!(ran.out, folder.run(&["check", "site", "--format", "compact"]).out);
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).expect("a report");
    assert_eq!(read("old.json"), alone.out);
    assert!(read("out.txt").contains("noise.md") && !read("out.txt").contains('\u{1b}'));
    let names: Vec<_> =
        fs::read_dir(folder.path()).expect("a folder").map(|e| e.expect("a file").file_name()).collect();
    assert_eq!(names.len(), 4, "nothing is left behind: {names:?}");
    // without one for standard output it stays silent
    assert_eq!(folder.run(&["check", "site", "--output", "json=old.json"]).expect(2, &["noise.md"]).out, "");

    for (arguments, part) in [
        (&["--output", "json=-", "--output", "text=-"][..], "only one report can go to standard output"),
        (&["--output", "json=-", "--format", "text"], "only one report can go to standard output"),
        (&["--output", "json=a", "--output", "text=a"], "two reports cannot go to `a`"),
        (&["--output", "json"], "write FORMAT=FILE"),
        (&["--output", "jsno=a"], "did you mean `json`?"),
        (&["--output", "json="], "name a file"),
        (&["--output", "json=no/such/folder.json"], "its folder does not exist"),
        (&["--output", "json=site"], "it is a folder"),
    ] {
        folder.run(&[&["check", "site/1"], arguments].concat()).expect(2, &[part]);
    }
}

/// The findings of a run as lines.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let ran = folder.run(&[&["check", "--format", "compact", "--fail-on", "never"], arguments].concat());
    let ran = ran.expect(0, &[]);
    ran.out.lines().map(str::to_owned).collect()
}

const WITH_BASELINE: &str = "baseline = \"known.json\"\n";

#[test]
fn a_baseline_covers_what_is_known() {
    let other = "# Cupping\n\nCupping is completely safe.\n";
    let folder = Folder::new(&[("caveat.toml", WITH_BASELINE), ("a.md", BAD), ("sub/b.md", other)]);
    folder.run(&["check", "a.md"]).expect(2, &["known.json", "`caveat baseline` writes it"]);
    let before = found(&folder, &["--no-baseline"]);
    assert!(before.len() > 4, "{before:?}");
    let ran = folder.run(&["baseline"]).expect(0, &[]);
    assert!(ran.out.contains("added, 0 taken out"), "{}", ran.out);
    assert!(found(&folder, &[]).is_empty());
    let ran = folder.run(&["check", "--fail-on", "suggestion"]).expect(0, &[]);
    assert!(ran.out.contains("in the baseline"), "{}", ran.out);
    let kept = fs::read_to_string(folder.path().join("known.json")).expect("a baseline");
    folder.run(&["baseline"]).expect(0, &[]);
    assert_eq!(fs::read_to_string(folder.path().join("known.json")).expect("a baseline"), kept);

    // moved paragraphs, renamed files and edits elsewhere change nothing
    let (title, rest) = BAD.split_once("\n\n").expect("a title");
    folder.write("a.md", format!("{title}\n\nWe met at noon.\n\nAnd left.\n\n{rest}").as_bytes());
    fs::rename(folder.path().join("sub/b.md"), folder.path().join("c.md")).expect("renamed");
    assert!(found(&folder, &[]).is_empty());
    // a copy is new
    folder.write("d.md", other.as_bytes());
    let new = found(&folder, &[]);
    assert!(!new.is_empty() && new.iter().all(|line| line.starts_with("d.md")), "{new:?}");
    fs::remove_file(folder.path().join("d.md")).expect("there");
    // a new fault beside an old one is new
    folder.write("c.md", format!("{other}\nIt has no side effects.\n").as_bytes());
    let new = found(&folder, &[]);
    assert!(!new.is_empty() && new.iter().all(|line| line.starts_with("c.md:5:")), "{new:?}");
    // what is mended is said to be gone, and taken out
    folder.write("c.md", GOOD.as_bytes());
    let ran = folder.run(&["check"]).expect(0, &["known.json holds", "there no more"]);
    assert!(ran.out.contains("in the baseline"), "{}", ran.out);
    let ran = folder.run(&["baseline"]).expect(0, &[]);
    assert!(!ran.out.contains(" 0 taken out"), "{}", ran.out);
    assert!(!folder.run(&["check"]).expect(0, &[]).err.contains("no more"));
    // an article that is not looked at keeps its entries
    folder.run(&["baseline", "c.md"]).expect(0, &[]);
    assert!(found(&folder, &[]).is_empty());

    // nor does one that cannot be read lose what it says of others; an article is no baseline
    let torn = kept.replacen('\n', "\n<<<<<<< HEAD\n", 1);
    folder.write("known.json", torn.as_bytes());
    folder.run(&["baseline", "c.md"]).expect(2, &["naming no articles"]);
    assert_eq!(fs::read_to_string(folder.path().join("known.json")).expect("a baseline"), torn);
    folder.run(&["baseline", "--baseline", "c.md"]).expect(2, &["c.md", "does not end in .json"]);
    assert_eq!(fs::read_to_string(folder.path().join("c.md")).expect("an article"), GOOD);

    folder.write("known.json", torn.as_bytes());
    folder.run(&["check"]).expect(2, &["known.json", "both sides of a merge (line 2)", "caveat baseline"]);
    folder.run(&["baseline"]).expect(0, &[]);
    assert!(found(&folder, &[]).is_empty());
    for (path, part) in [("../known.json", "leads out of"), ("/tmp/known.json", "leads out of")] {
        folder.write("caveat.toml", format!("baseline = {path:?}").as_bytes());
        folder.run(&["check", "a.md"]).expect(2, &[part]);
        folder.run(&["baseline", "a.md"]).expect(2, &[part]);
    }
}

/// One finding stands for a list; another fault in it is new, and what is left of it is known.
#[test]
fn a_baseline_knows_the_items_of_a_list() {
    let article = |items: &[&str]| format!("# Cupping\n\nCupping cures:\n\n- {}\n", items.join("\n- "));
    let folder = Folder::new(&[
        ("caveat.toml", WITH_BASELINE),
        ("a.md", &article(&["asthma in adults", "epilepsy in children", "heart failure"])),
    ]);
    let all = found(&folder, &["--no-baseline", "--only", "serious-condition-claim"]);
    assert_eq!(all.len(), 1, "one finding for the list: {all:?}");
    folder.run(&["baseline"]).expect(0, &[]);
    let cures: [(&[&str], usize); 4] = [
        (&["asthma in adults", "epilepsy in children", "heart failure"], 0),
        // one more is a new fault, wherever it stands
        (&["asthma in adults", "epilepsy in children", "heart failure", "diabetes of any type"], 1),
        // some are mended, the first among them
        (&["asthma in adults", "heart failure"], 0),
        (&["epilepsy in children", "heart failure"], 0),
    ];
    for (items, new) in cures {
        folder.write("a.md", article(items).as_bytes());
        assert_eq!(found(&folder, &["--only", "serious-condition-claim"]).len(), new, "{items:?}");
    }
}

/// What one rule found and left to a graver one is known when it comes to light; another fault is not.
#[test]
fn a_baseline_knows_what_stands_behind() {
    let article = |rest: &str| format!("# Cupping\n\nWe offer cupping.\n\n{rest}\n");
    let quotation = "“I wish I had come years ago. Three winters and not a single cold.” – Mira, Cork";
    let folder = Folder::new(&[("caveat.toml", WITH_BASELINE), ("a.md", &article(quotation))]);
    let all = found(&folder, &["--no-baseline"]);
    assert!(all.iter().all(|line| !line.contains("patient-testimonial")), "{all:?}");
    let ran = folder.run(&["baseline"]).expect(0, &[]);
    let told = format!("known.json: {} finding", all.len());
    assert!(ran.out.starts_with(&told), "what stands behind is not counted: {}", ran.out);

    let cases = [
        ("I wish I had come years ago.", 0),
        ("I wish I had come years ago. My knees didn't creak.", 1),
        // a copy of what still stands behind
        (&format!("{quotation}\n\nI wish I had come years ago."), 1),
    ];
    for (text, new) in cases {
        folder.write("a.md", article(text).as_bytes());
        let told = |line: &&String| line.contains("patient-testimonial");
        assert!(found(&folder, &["--no-baseline"]).iter().any(|line| told(&line)), "{text}");
        assert_eq!(found(&folder, &[]).iter().filter(told).count(), new, "{text}");
    }
}

/// Of a list too long to be listed in full, what comes up in the stead of a mended item is known.
#[test]
fn a_baseline_bears_a_very_long_list() {
    let article = |from: usize, to: usize| {
        let items: Vec<String> = (from..to).map(|n| format!("asthma in town {n}")).collect();
        format!("# Cupping\n\nCupping cures:\n\n- {}\n", items.join("\n- "))
    };
    let folder = Folder::new(&[("caveat.toml", WITH_BASELINE), ("a.md", &article(0, 80))]);
    folder.run(&["baseline"]).expect(0, &[]);
    for (from, to, new) in [(0, 80, 0), (1, 80, 0), (20, 80, 0), (60, 140, 1)] {
        folder.write("a.md", article(from, to).as_bytes());
        let mut all = found(&folder, &["--only", "serious-condition-claim"]);
        all.retain(|line| !line.contains("are not listed"));
        assert_eq!(all.len(), new, "{from}..{to}: {all:?}");
    }
}

/// A small generator of numbers: the same at every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides as u64) as usize
    }
}

/// Fingerprints of a document by the words that they stand for.
fn fingerprints(folder: &Folder, path: &str) -> Vec<(String, String)> {
    let report = folder.json(&["check", path, "--format", "json", "--no-baseline"]);
    let findings = report["documents"][0]["findings"].as_array().expect("a list").clone();
    let of = |f: &serde_json::Value, key: &str| f[key].as_str().expect("text").to_owned();
    findings
        .iter()
        // what is said of the whole article rightly changes with it
        .filter(|f| f["scope"] == "sentence")
        .map(|f| (format!("{} {} {}", of(f, "rule"), of(f, "text"), of(f, "context")), of(f, "fingerprint")))
        .collect()
}

/// Inserts, deletes and moves paragraphs: of the findings in paragraphs that stay, nearly all keep
/// their fingerprints, and a fault that is put in is never covered.
#[test]
fn fingerprints_survive_edits() {
    let paragraphs: Vec<String> =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/articles/ear-candling.md"))
            .expect("an article")
            .split("\n\n")
            .map(str::to_owned)
            .collect();
    let folder = Folder::new(&[("caveat.toml", WITH_BASELINE), ("a.md", &paragraphs.join("\n\n"))]);
    folder.run(&["baseline"]).expect(0, &[]);
    let before = fingerprints(&folder, "a.md");
    let (mut kept, mut of) = (0, 0);
    let mut dice = Dice(7);
    for round in 0..12 {
        let mut edited = paragraphs.clone();
        // the first is front matter
        let at = 2 + dice.roll(edited.len() - 2);
        match round % 3 {
            0 => edited.insert(at, format!("We walked the dog {round} times.")),
            1 => drop(edited.remove(at)),
            _ => {
                let moved = edited.remove(at);
                let to = 2 + dice.roll(edited.len() - 2);
                edited.insert(to, moved);
            }
        }
        let fault = format!("Zone therapy number {round} is completely safe.");
        edited.insert(2 + dice.roll(edited.len() - 2), fault);
        folder.write("b.md", edited.join("\n\n").as_bytes());
        let after = fingerprints(&folder, "b.md");
        for (words, fingerprint) in &before {
            if let Some((_, now)) = after.iter().find(|(w, _)| w == words) {
                of += 1;
                kept += usize::from(now == fingerprint || after.iter().any(|(_, f)| f == fingerprint));
            }
        }
        folder.write("a.md", edited.join("\n\n").as_bytes());
        fs::remove_file(folder.path().join("b.md")).expect("there");
        let new = found(&folder, &["a.md"]);
        assert!(new.iter().any(|line| line.contains("completely safe")), "round {round}: {new:?}");
    }
    assert!(of > 50 && kept * 100 >= of * 98, "{kept} of {of} kept");
}

#[test]
fn fixes_are_applied_and_nothing_else_changes() {
    let draft = "\u{feff}---\r\ntitle: Our symtoms page\r\n---\r\n\r\nThe *symtoms* are [mild symtoms](symtoms.html).\r\n\r\n\
        ```\r\nsymtoms\r\n```\r\n\r\nUse `symtoms` and the the tea.\r\nLast line";
    let folder = Folder::new(&[("a.md", draft), ("good.md", GOOD)]);
    let fixed = draft.replacen("Our symtoms", "Our symptoms", 1).replacen("*symtoms*", "*symptoms*", 1);
    let fixed = fixed.replacen("[mild symtoms]", "[mild symptoms]", 1).replacen("the the", "the", 1);
    let read = |path: &str| fs::read(folder.path().join(path)).expect("there");
    let diff = folder.run(&["check", "--diff"]).expect(1, &[]);
    assert!(diff.out.starts_with("--- a/a.md\n+++ b/a.md\n@@ "), "{}", diff.out);
    assert_eq!(read("a.md"), draft.as_bytes());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::Permissions::from_mode(0o640);
        fs::set_permissions(folder.path().join("a.md"), mode).expect("set");
    }
    folder.run(&["check", "--fix", "--fail-on", "never"]).expect(0, &["in 1 file."]);
    let got = String::from_utf8(read("a.md")).expect("UTF-8");
    assert!(got == fixed, "{got:?}");
    assert_eq!(read("good.md"), GOOD.as_bytes());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(folder.path().join("a.md")).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
    // again: nothing to do
    assert!(!folder.run(&["check", "--fix", "--fail-on", "never"]).expect(0, &[]).err.contains("Fixed"));
    assert_eq!(folder.run(&["check", "--diff"]).expect(0, &[]).out, "");
    // git can apply what --diff shows
    folder.write("a.md", draft.as_bytes());
    folder.write("change.diff", diff.out.as_bytes());
    let applied = Command::new("git").args(["apply", "change.diff"]).current_dir(folder.path()).status();
    if applied.is_ok_and(|status| status.success()) {
        assert!(read("a.md") == fixed.as_bytes());
    }
    let latin: Vec<u8> = "Caf\u{e9} and the symtoms of it.\n".chars().map(|c| c as u8).collect();
    folder.write("latin.html", &[&b"<meta charset=iso-8859-1><p>"[..], &latin].concat());
    folder.run(&["check", "--fix", "latin.html"]).expect(2, &["latin.html", "only UTF-8 can be"]);
    folder.pipe(&["check", "--fix", "-"], b"the the").expect(2, &["no file to be fixed in"]);
    let piped = folder.pipe(&["check", "--diff", "-"], b"Mind the the step.\n").expect(1, &[]);
    assert!(piped.out.contains("+Mind the step."), "{}", piped.out);
}

/// What `--fix` makes of a paragraph, in a text that is long enough for its language to be told.
fn mended(folder: &Folder, paragraph: &str) -> String {
    const ENGLISH: &str = "We tell you what we know of the needles and how all of it is done.\n\n";
    folder.write("a.md", format!("{ENGLISH}{paragraph}").as_bytes());
    folder.run(&["check", "--fix", "--fail-on", "never", "a.md"]).expect(0, &[]);
    let text = fs::read_to_string(folder.path().join("a.md")).expect("UTF-8");
    text.strip_prefix(ENGLISH).expect("nothing to mend").to_owned()
}

#[test]
fn fixes_leave_codes_alone() {
    let folder = Folder::new(&[]);
    for code in [
        "@accupuncture",
        "#accupuncture",
        "accupuncture_uk",
        r"C:\accupuncture\x",
        "/accupuncture",
        "../accupuncture/x",
        "accupuncture.example",
        "wait=accupuncture",
    ] {
        let draft = format!("You can find us as {code} from Monday.\n");
        assert_eq!(mended(&folder, &draft), draft);
    }
    for (words, fixed) in [
        ("accupuncture", "acupuncture"),
        ("accupuncture/migranes", "acupuncture/migraines"),
        ("(accupuncture)", "(acupuncture)"),
        ("*accupuncture*", "*acupuncture*"),
        ("accupuncture-like", "acupuncture-like"),
    ] {
        let text = |words: &str| format!("You can ask us about {words} on Mondays.\n");
        assert_eq!(mended(&folder, &text(words)), text(fixed));
    }
}

#[test]
fn fixes_join_no_lines() {
    const CASES: [(&str, &str); 6] = [
        ("Rest in the\nthe morning.\n", "Rest in the\nmorning.\n"),
        ("Rest in the\r\n  the morning.\r\n", "Rest in the\r\n  morning.\r\n"),
        ("Rest in the the\nmorning.\n", "Rest in the\nmorning.\n"),
        ("- Rest in the\n  the morning.\n", "- Rest in the\n  morning.\n"),
        ("Her blood\npresure fell.\n", "Her blood\npressure fell.\n"),
        ("Her blood\r\n  presure fell.\r\n", "Her blood\r\n  pressure fell.\r\n"),
    ];
    const LEFT: [&str; 6] = [
        // what would come to stand at the start of the line is markup there
        "We are the\nthe # 1 clinic.\n",
        "Rest in the\nthe <b>morning</b>.\n",
        "Rest in the\nthe\nmorning.\n",
        "> Rest in the\n> the morning.\n",
        // the writer asked for this end of the line
        "We go to the  \nthe end.\n",
        "We go to the\\\nthe end.\n",
    ];
    let folder = Folder::new(&[]);
    for (draft, fixed) in CASES.into_iter().chain(LEFT.map(|draft| (draft, draft))) {
        assert_eq!(mended(&folder, draft), fixed, "{draft:?}");
    }
}

/// Wherever a line ends, what is mended is the same, and the line ends there still.
#[test]
fn fixes_are_the_same_however_the_lines_are_wrapped() {
    const DRAFT: &str =
        "Her blood presure fell in the the morning, and the pain went from from the leg accross to her hip.";
    const FIXED: &str =
        "Her blood pressure fell in the morning, and the pain went from the leg across to her hip.";
    let folder = Folder::new(&[]);
    for (at, _) in DRAFT.match_indices(' ') {
        for line_end in ["\n", "\r\n"] {
            let draft = format!("{}{line_end}{}{line_end}", &DRAFT[..at], &DRAFT[at + 1..]);
            let got = mended(&folder, &draft);
            assert_eq!(got.matches(line_end).count(), 2, "{got:?}");
            assert_eq!(got.replace(line_end, " ").trim_end(), FIXED, "{draft:?}");
        }
    }
}

fn git(folder: &Folder, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"]);
    let ran = Ran::new(command.args(arguments).current_dir(folder.path()).output().expect("git"));
    ran.expect(0, &[]);
}

#[test]
fn since_counts_changed_lines_only() {
    let folder = Folder::new(&[]);
    fs::remove_dir(folder.path().join(".git")).expect("there");
    let fault = "It is completely safe.\n";
    let old = format!("# A title\n\n{fault}\nWe met at noon.\n");
    let odd = if cfg!(windows) { "odd name.md" } else { "-odd \"\u{e9}\"\t\n+++ b.md" };
    for path in ["a.md", "b.md", "moved.md", odd] {
        folder.write(path, old.as_bytes());
    }
    folder.write(".gitattributes", b"*.md binary\n");
    git(&folder, &["init", "-q"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "one"]);
    let since = |more: &[&str]| found(&folder, &[&["--since", "HEAD", "--only", "safety"], more].concat());
    assert!(since(&[]).is_empty());
    folder.write("a.md", format!("{old}\nCupping has no side effects.\n").as_bytes());
    folder.write(odd, format!("{old}\n+++ b/b.md has no side effects.\n").as_bytes());
    folder.write("new.md", old.as_bytes());
    git(&folder, &["mv", "moved.md", "other.md"]);
    let lines = since(&[]);
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines.iter().any(|l| l.starts_with("a.md:7:")), "{lines:?}");
    assert!(lines.iter().any(|l| l.starts_with("new.md:3:")), "{lines:?}");
    for (revision, part) in [("nonsense", "no revision `nonsense`"), ("--output=x", "no revision")] {
        let argument = format!("--since={revision}");
        folder.run(&["check", &argument]).expect(2, &[part]);
    }
    assert!(!folder.path().join("x").exists());
    let bare = tempfile::tempdir().expect("a folder");
    let mut command = folder.command(&["check", "--since", "HEAD"]);
    command.current_dir(bare.path()).env("GIT_CEILING_DIRECTORIES", bare.path().parent().expect("above"));
    Ran::new(command.output().expect("it runs")).expect(2, &["git says"]);
}

#[test]
fn allowances_are_listed() {
    let text = "<!-- caveat: allow(hype-word, absolute-safety) the name of the book -->\nOne.\n\n\
        <!-- caveat: allow-file(long-sentence) a | translation -->\n<!-- caveat: allow(x) -->\nTwo.\n";
    let folder = Folder::new(&[("a.md", text), ("b.md", GOOD)]);
    let ran = folder.run(&["allowances"]).expect(0, &[]);
    let wanted = "a.md:1: hype-word, absolute-safety: the name of the book\n\
        a.md:4: long-sentence in the whole document: a | translation\n2 allowances\n";
    assert_eq!(ran.out, wanted);
    let rows = folder.json(&["allowances", "a.md", "--format", "json"]);
    assert_eq!(rows[1]["covers"], "document");
    folder.run(&["allowances", "missing.md"]).expect(2, &["missing.md"]);
}

/// A comment before a list or a table speaks of all of it, and one inside of the item or cell that follows.
#[test]
fn an_allowance_covers_what_follows_it() {
    const SAFE: &str = "It is completely safe.";
    const ALLOW: &str = "<!-- caveat: allow(absolute-safety) the words of the advert -->";
    let cases = [
        ("paragraph.md", format!("{ALLOW}\n{SAFE}\n\n{SAFE} Yes.\n"), 1, "block"),
        ("list.md", format!("{ALLOW}\n\n- One. {SAFE}\n- Two. {SAFE}\n  - Three. {SAFE}\n"), 0, "list"),
        ("behind.md", format!("{ALLOW}\n\n- One. {SAFE}\n\nTwo. {SAFE}\n\n- Three. {SAFE}\n"), 2, "list"),
        ("item.md", format!("- {ALLOW} One. {SAFE}\n- Two. {SAFE}\n"), 1, "block"),
        ("second.md", format!("- One.\n\n  {ALLOW}\n\n- Two. {SAFE}\n- Three. {SAFE}\n"), 1, "block"),
        ("table.md", format!("{ALLOW}\n\n| One | Two |\n|--|--|\n| {SAFE} | {SAFE} |\n"), 0, "table"),
        ("cell.md", format!("| One | Two |\n|--|--|\n| {ALLOW} {SAFE} | {SAFE} Yes. |\n"), 1, "block"),
        ("list.html", format!("{ALLOW}<ul><li>One. {SAFE}<li>Two. {SAFE}</ul><p>{SAFE}</p>"), 1, "list"),
        ("item.html", format!("<ul>{ALLOW}<li>One. {SAFE}<li>Two. {SAFE}</ul>"), 1, "block"),
        (
            "table.html",
            format!(
                "{ALLOW}<table><caption>One</caption><tr><td>{SAFE}<td>{SAFE} Yes.</table><p>{SAFE} No.</p>"
            ),
            1,
            "table",
        ),
    ];
    for (name, text, left, covers) in cases {
        let folder = Folder::new(&[(name, &text)]);
        let report = folder.json(&["check", "--format", "json", "--only", "absolute-safety", name]);
        let document = &report["documents"][0];
        let places = |f: &serde_json::Value| 1 + f["related"].as_array().map_or(0, Vec::len);
        let found: usize = document["findings"].as_array().into_iter().flatten().map(places).sum();
        assert_eq!(found, left, "{name}: {report}");
        assert_eq!(report["problems"].as_array().map(Vec::len), Some(0), "{name}: {report}");
        let rows = folder.json(&["allowances", name, "--format", "json"]);
        assert_eq!(rows[0]["covers"], covers, "{name}");
    }
    let text = "<!-- caveat: allow(safety) the words of the advert -->\nWords.\n";
    let folder = Folder::new(&[("a.md", text)]);
    let report = folder.json(&["check", "--format", "json", "a.md"]);
    let problem = report["problems"][0]["message"].as_str().expect("a problem");
    assert!(problem.contains("there is no such rule; it is a category, with rules such as"), "{problem}");
}

/// A rule of the user's own that had another name.
const ZORP: &str = r#"
summary = "the word zorp"
level = "error"
since = "0.9"
formerly = ["zorp"]
message = "“{text}” is no word"
help = "Take it out."
why = "Nobody knows it."
references = ["pif-tick"]
[find]
any = ["zorp"]
[examples]
flag = ["The {{zorp}} works.", "They sell a {{zorp}}."]
pass = ["The zorb works.", "They sell a zorb."]
"#;

#[test]
fn upgrades_keep_what_worked() {
    let rules = "rule-folders = [\"rules\"]\n";
    let folder = Folder::new(&[("rules/trust/no-zorp.toml", ZORP), ("a.md", "The zorp is here.\n")]);
    let config = |more: &str| folder.write("caveat.toml", format!("{rules}{more}").as_bytes());
    let zorps = |arguments: &[&str]| {
        let ran = folder
            .run(&[&["check", "a.md", "--format", "compact", "--fail-on", "never"], arguments].concat());
        (ran.out.matches("[no-zorp]").count(), ran.err)
    };
    config("");
    assert_eq!(zorps(&[]), (1, String::new()));
    config("[rules]\nas-of = \"0.8\"");
    assert_eq!(zorps(&[]), (0, String::new()));
    config("[rules]\nas-of = \"0.8\"\nno-zorp = \"warning\"");
    assert_eq!(zorps(&[]).0, 1);
    config("[rules]\nas-of = \"new\"");
    folder.run(&["check", "a.md"]).expect(2, &["`as-of` is no version", "caveat.toml:3"]);
    // the old name works, and says so
    config("[rules]\nzorp = \"off\"");
    let (count, said) = zorps(&[]);
    assert_eq!((count, said.contains("caveat.toml:3: `zorp` is now called `no-zorp`")), (0, true), "{said}");
    config("");
    let (count, said) = zorps(&["--only", "zorp"]);
    assert_eq!((count, said.contains("`zorp` is now called `no-zorp`")), (1, true), "{said}");
    folder.write("a.md", b"<!-- caveat: allow(zorp) our product -->\nThe zorp is here.\n");
    let ran = folder.run(&["check", "a.md"]).expect(0, &[]);
    assert!(
        ran.out.contains("`zorp` is now called `no-zorp`") && ran.out.contains("1 allowed"),
        "{}",
        ran.out
    );
    assert!(folder.run(&["explain", "zorp"]).expect(0, &[]).out.starts_with("no-zorp "));
    folder.write("rules/trust/zorp.toml", ZORP.replace("formerly", "#").as_bytes());
    folder.run(&["check", "a.md"]).expect(2, &["`formerly` has `zorp`", "zorp.toml"]);
}

/// A pipeline that names its configuration is not told otherwise by what it checks.
#[test]
fn a_pull_request_cannot_widen_its_allowances() {
    let own =
        "inline-allow = \"error\"\nfail-on = \"never\"\nbaseline = \"b.json\"\n[rules]\nsafety = \"off\"\n";
    let allowed = "<!-- caveat: allow-file(absolute-safety) because -->\nIt is completely safe.\n";
    let folder = Folder::new(&[
        ("trusted/caveat.toml", "inline-allow = \"none\"\n"),
        ("pr/caveat.toml", own),
        ("pr/a.md", allowed),
        ("pr/.gitignore", "*.md\n"),
    ]);
    let check = ["check", "pr", "--config", "trusted/caveat.toml", "--no-ignore", "--format", "compact"];
    let ran = folder.run(&check).expect(1, &[]);
    assert!(ran.out.contains("pr/a.md:2:") && ran.out.contains("does not let writers allow"), "{}", ran.out);
    folder.run(&["check", "pr/a.md"]).expect(2, &["b.json"]);
}

/// A git repository of articles, good and bad, and of one that brings its own configuration.
#[cfg(unix)]
fn repository() -> Folder {
    let folder = Folder::new(&[
        ("-dash.md", BAD),
        ("good.md", GOOD),
        ("two words/a.md", BAD),
        ("request/a.md", BAD),
        ("request/caveat.toml", "fail-on = \"never\"\n"),
        ("request/b.md", GOOD),
        ("request/.gitignore", "a.md\n"),
        ("trusted/caveat.toml", "inline-allow = \"none\"\n"),
    ]);
    fs::remove_dir(folder.path().join(".git")).expect("there");
    git(&folder, &["init", "-q"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "one"]);
    folder
}

/// The scripts that stand below `key` in YAML, without their indent.
#[cfg(unix)]
fn scripts(yaml: &str, key: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = yaml.lines().collect();
    let mut scripts = Vec::new();
    for (n, line) in lines.iter().enumerate().filter(|(_, l)| l.trim() == key) {
        let below = lines[n + 1..].iter().take_while(|l| indent(l) > indent(line));
        scripts.push(below.map(|l| format!("{}\n", l.trim().trim_start_matches("- "))).collect());
    }
    scripts
}

/// The action's steps as GitHub runs them. Only the build is left out.
#[cfg(unix)]
#[test]
fn the_action_hands_on_its_inputs() {
    let folder = repository();
    let runner = tempfile::Builder::new().prefix("a runner").tempdir().expect("a folder");
    let at = |name: &str| runner.path().join(name);
    // it must not build where a pull request may have put a toolchain file
    let cargo = "#!/bin/sh\ntest -f action.yml || exit 9\nwhile [ \"$1\" != --root ]; do shift; done\n\
        mkdir -p \"$2/bin\" && ln -sf \"$BUILT\" \"$2/bin/caveat\"\n";
    fs::write(at("cargo"), cargo).expect("a file");
    fs::set_permissions(at("cargo"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("set");
    let path = format!("{}:{}", runner.path().display(), std::env::var("PATH").expect("a path"));
    let action = include_str!("../action.yml");
    let variables = action.lines().filter_map(|l| l.trim().split_once(": ${{ inputs."));
    let variables: Vec<_> = variables.map(|(name, input)| (name, input.trim_end_matches(" }}"))).collect();
    assert_eq!(variables.len(), 5);
    let steps = scripts(action, "run: |");
    assert_eq!(steps.len(), 2);

    let widened = ("paths", "request");
    for (inputs, status, part) in [
        (&[][..], 1, "::error file=-dash.md,"),
        (&[("paths", "good.md\n\n")], 0, ""),
        (&[("paths", "good.md\ntwo words\n-dash.md\n")], 1, "::error file=two words/a.md,"),
        (&[("paths", "\"; exit 0 #")], 2, "\"; exit 0 #: does not exist"),
        (&[("since", "HEAD")], 0, ""),
        (&[("fail-on", "never")], 0, "::error file=-dash.md,"),
        (&[("fail-on", "never; exit 0")], 2, ""),
        (&[widened], 0, ""),
        (&[widened, ("config", "trusted/caveat.toml")], 1, "::error file=request/a.md,"),
        (&[("sarif", "-a report.sarif")], 1, "::error"),
    ] {
        fs::write(at("summary"), "").expect("a file");
        let given = |input: &str| inputs.iter().find(|(name, _)| *name == input).map(|(_, value)| *value);
        let step = |script: &String| {
            let mut command = Command::new("bash");
            command
                .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
                .current_dir(folder.path());
            command.env("PATH", &path).env("BUILT", env!("CARGO_BIN_EXE_caveat"));
            command.env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"));
            command.env("GITHUB_STEP_SUMMARY", at("summary")).env("RUNNER_TEMP", runner.path());
            for (name, input) in &variables {
                command.env(name, given(input).unwrap_or(if *input == "paths" { "." } else { "" }));
            }
            Ran::new(command.output().expect("bash"))
        };
        step(&steps[0]).expect(0, &[]);
        let ran = step(&steps[1]).expect(status, &[]);
        assert!(ran.out.contains(part) && ran.out.is_empty() == part.is_empty(), "{inputs:?}: {}", ran.out);
        let summary = fs::read_to_string(at("summary")).expect("there");
        assert_eq!(summary.contains("caveat, "), given("fail-on") != Some("never; exit 0"), "{inputs:?}");
    }
    assert!(fs::read_to_string(folder.path().join("-a report.sarif")).expect("there").contains("-dash.md"));
}

/// The job's script as GitLab runs it: any shell, each line in turn.
#[cfg(unix)]
#[test]
fn the_job_fails_on_changes_and_reports_all() {
    let folder = repository();
    let bin = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_caveat"), bin.path().join("caveat")).expect("a link");
    let path = format!("{}:{}", bin.path().display(), std::env::var("PATH").expect("a path"));
    let script = &scripts(include_str!("../templates/gitlab-ci.yml"), "script:")[0];
    for (base, status, part) in [("", 1, "-dash.md: fix"), ("HEAD", 0, ""), ("nonsense", 2, "")] {
        for shell in ["sh", "bash"] {
            let mut command = Command::new(shell);
            command.args(["-ec", script]).current_dir(folder.path()).env("PATH", &path);
            command.env("CI_MERGE_REQUEST_DIFF_BASE_SHA", base);
            // none that a run before has left
            let _ = fs::remove_file(folder.path().join("caveat.json"));
            let ran = Ran::new(command.output().expect("a shell")).expect(status, &[]);
            assert!(ran.out.contains(part), "{}", ran.out);
            let report = fs::read_to_string(folder.path().join("caveat.json")).expect("there");
            assert!(report.contains("\"-dash.md\""), "{report}");
        }
    }
}

#[test]
fn streams_have_one_answer_a_line() {
    let folder = Folder::new(&[("site/caveat.toml", "[rules]\nsafety = \"off\"\n")]);
    let input = "{\"id\":7,\"text\":\"It is completely safe.\",\"extra\":[1]}\n\
        {\"id\":{\"a\":1},\"markdown\":\"It is **completely safe**.\"}\n\n\
        {\"id\":\"c\",\"html\":\"<p>It is completely safe.</p>\",\"path\":\"site/c.html\"}\nnonsense\n\
        {\"id\":1}\n{\"id\":2,\"text\":\"a\",\"html\":\"b\"}\n{\"id\":3,\"text\":\"caf\u{e9}\"}";
    let ran = folder.pipe(&["check", "--jsonl", "--jobs", "3"], input.as_bytes()).expect(2, &[]);
    let lines: Vec<serde_json::Value> =
        ran.out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(lines.len(), 8, "{}", ran.out);
    let ids: Vec<String> = lines.iter().map(|l| l["id"].to_string()).collect();
    assert_eq!(ids, ["7", "{\"a\":1}", "null", "\"c\"", "null", "1", "2", "3"]);
    let rules = |n: usize| lines[n]["document"]["findings"].as_array().map_or(99, Vec::len);
    assert_eq!((rules(0), rules(1), rules(3), rules(7)), (1, 1, 0, 0));
    assert_eq!(lines[3]["document"]["path"], "site/c.html");
    assert_eq!(lines[0]["document"]["path"], "<stdin>");
    for (n, part) in [(2, "line 3"), (4, "line 5"), (5, "needs one of"), (6, "only one of")] {
        assert!(lines[n]["document"].is_null());
        assert!(lines[n]["problems"][0].as_str().expect("text").contains(part), "{}", lines[n]);
    }
    folder.pipe(&["check", "--jsonl"], b"{\"text\":\"It is completely safe.\"}").expect(1, &[]);
    folder.pipe(&["check", "--jsonl", "a.md"], b"").expect(2, &["cannot be used with"]);
}

/// Whatever is the matter with a line, it is found again by its id, which comes back as it was written.
#[test]
fn answers_of_a_stream_are_found_again() {
    let folder = Folder::new(&[("bad/caveat.toml", "max-size = []\n")]);
    let long = format!("{{\"id\":\"long\",\"text\":\"Yoga.\",\"meta\":\"{}\"}}", "x".repeat(3000));
    let large = format!("{{\"id\":\"large\",\"text\":\"{}\"}}", "Yoga. ".repeat(200));
    let deep = format!("{{\"id\":{}1{},\"text\":\"Yoga.\"}}", "[".repeat(200), "]".repeat(200));
    let deep_id = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let lines = [
        (r#"{"id":12345678901234567890123,"text":"Yoga."}"#, "12345678901234567890123", ""),
        (r#"{"id":1.10,"text":"Yoga."}"#, "1.10", ""),
        (r#"{"id":{"b":1, "a":"\u00e9"},"text":"Yoga."}"#, r#"{"b":1, "a":"\u00e9"}"#, ""),
        (r#"{"text":"Yoga.","id":null}"#, "null", ""),
        (r#"{"id":8,"text":"Yoga.","html":null}"#, "8", ""),
        (&long, "\"long\"", ""),
        (&deep, &deep_id, ""),
        (&large, "\"large\"", "line 8 has a text that is 1200 bytes, over the limit of 1000 bytes"),
        (r#"{"id":7,"text":5}"#, "7", "line 9 has a `text` that is no string"),
        (r#"{"id":7,"text":"\ud800"}"#, "7", "line 10 has a `text` that is no string"),
        (r#"{"text":"Yoga.","path":[],"id":7}"#, "7", "line 11 has a `path` that is no string"),
        (r#"{"id":7,"text":"a","html":"b"}"#, "7", "line 12 can have only one of"),
        (r#"{"id":7}"#, "7", "line 13 needs one of"),
        (r#"{"id":7,"text":"Yoga.","path":"bad/a.md"}"#, "7", "line 14 needs bad/caveat.toml, which cannot"),
        ("[]", "null", "line 15 is no JSON object"),
        (r#"["z","text",null,null,null]"#, "null", "line 16 is no JSON object"),
        ("  ", "null", "line 17 is empty"),
        (r#"{"id":7,"text":"Yo"#, "null", "line 18 is no JSON object: EOF while parsing a string at byte 18"),
    ];
    let input: String = lines.iter().map(|(line, ..)| format!("{line}\n")).collect();
    let ran = folder.pipe(&["check", "--jsonl", "--max-size", "1KB"], input.as_bytes()).expect(2, &[]);
    assert_eq!(ran.out.lines().count(), lines.len(), "{}", ran.out);
    for (answer, (line, id, problem)) in ran.out.lines().zip(lines) {
        assert!(answer.starts_with(&format!("{{\"id\":{id},\"document\":")), "{line}\n{answer}");
        match problem {
            "" => assert!(answer.ends_with(",\"problems\":[]}"), "{line}\n{answer}"),
            _ => assert!(
                answer.contains(&format!("\"document\":null,\"problems\":[\"{problem}")),
                "{line}\n{answer}"
            ),
        }
    }
}

#[test]
fn a_configuration_to_start_from() {
    let folder = Folder::new(&[("a.md", BAD)]);
    folder.run(&["init", "--market", "uk,eu", "--site", "shop"]).expect(0, &[]);
    let text = fs::read_to_string(folder.path().join("caveat.toml")).expect("written");
    assert!(
        text.contains("markets = [\"uk\", \"eu\"]") && text.contains("inline-allow = \"suggestion\""),
        "{text}"
    );
    folder.run(&["check", "a.md"]).expect(1, &[]);
    folder.run(&["init"]).expect(2, &["is already here"]);
    assert_eq!(fs::read_to_string(folder.path().join("caveat.toml")).expect("kept"), text);
    folder.run(&["init", "--market", "mars"]).expect(2, &["mars"]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(folder.run(&["completions", shell]).expect(0, &[]).out.contains("no-baseline"), "{shell}");
    }
    assert!(folder.run(&["man"]).expect(0, &[]).out.contains(".TH"));
    let page = folder.run(&["man", "check"]).expect(0, &[]).out;
    assert!(page.contains("caveat-check") && page.contains("no\\-baseline"), "{page}");
    folder.run(&["man", "chekc"]).expect(2, &["no command `chekc`"]);
}

#[test]
fn a_run_that_is_killed_leaves_the_old_report() {
    let folder = Folder::new(&[("a.md", BAD), ("out.json", "what was there before")]);
    let mut command = folder.command(&["check", "a.md", "-", "--output", "json=out.json"]);
    // it waits for the end of what is piped in, which does not come
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it runs");
    let begun = || fs::read_dir(folder.path()).expect("a folder").count() > 3;
    let patience = Instant::now();
    while !begun() {
        assert!(patience.elapsed() < Duration::from_secs(60), "no report was begun");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("killed");
    child.wait().expect("it ends");
    assert_eq!(fs::read_to_string(folder.path().join("out.json")).expect("there"), "what was there before");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_spares_the_other_reports() {
    let folder = Folder::new(&[("a.md", BAD)]);
    let arguments = ["check", "a.md", "--output", "json=/dev/full", "--output", "compact=out.txt"];
    folder.run(&arguments).expect(2, &["/dev/full: cannot be written: the disk is full"]);
    assert!(fs::read_to_string(folder.path().join("out.txt")).expect("there").contains("a.md:"));
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_read_only_is_trouble() {
    use std::os::unix::fs::PermissionsExt as _;
    let text = "Mind the the step.\n";
    let folder = Folder::new(&[("shut/a.md", text), ("open/b.md", text), ("open/c.md", text)]);
    let set = |path: &str, mode| {
        fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(mode)).expect("set");
    };
    set("open/c.md", 0o444);
    set("shut", 0o555);
    // the superuser may write everywhere
    let bound = fs::write(folder.path().join("shut/probe"), "").is_err();
    let part = if bound { "shut/a.md: cannot be written: you have no permission" } else { "" };
    folder.run(&["check", "--fix", "--fail-on", "never"]).expect(2, &["open/c.md: cannot be written", part]);
    if bound {
        folder.run(&["check", "--output", "json=shut/out.json"]).expect(2, &["you have no permission"]);
    }
    set("shut", 0o755);
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).expect("there");
    assert_eq!((read("open/b.md").as_str(), read("open/c.md").as_str()), ("Mind the step.\n", text));
}

#[test]
fn two_runs_at_once_do_no_harm() {
    let text = "Mind the the step.\n";
    let folder = Folder::new(&[]);
    for n in 0..40 {
        folder.write(&format!("{n}.md"), text.as_bytes());
    }
    let run = || {
        folder
            .command(&["check", "--fix", "--fail-on", "never"])
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
    };
    let runs = [run().expect("it runs"), run().expect("it runs")];
    for child in runs {
        let ran = Ran::new(child.wait_with_output().expect("it ends"));
        // whoever comes second may find that a file changed, and says so
        assert!(ran.status == 0 || ran.err.contains("changed meanwhile"), "{}", ran.err);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
    }
    for n in 0..40 {
        assert_eq!(
            fs::read_to_string(folder.path().join(format!("{n}.md"))).expect("there"),
            "Mind the step.\n"
        );
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 41, "nothing is left behind");
}

#[test]
fn timings_name_rules() {
    let folder = Folder::new(&[("a.md", BAD)]);
    let ran = folder
        .run(&["check", "a.md", "--timings", "--fail-on", "never"])
        .expect(0, &["(reading)", "Time on"]);
    assert_eq!(ran.out, folder.run(&["check", "a.md"]).out);
    folder.run(&["check", "-", "--watch"]).expect(2, &["name files to watch"]);
}

#[test]
fn watching_checks_again_what_changes() {
    let folder = Folder::new(&[("a.md", GOOD), ("b.md", GOOD)]);
    let mut command = folder.command(&["check", "--watch", "--format", "compact"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let said = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    assert!(said.into_iter().any(|line| line.contains("Waiting for changes")), "it ended");
    folder.write("b.md", BAD.as_bytes());
    let mut first = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    out.read_line(&mut first).expect("a line");
    child.kill().expect("killed");
    child.wait().expect("it ends");
    assert!(first.starts_with("b.md:1:"), "{first}");
}

#[test]
fn a_watched_report_tells_of_all_articles() {
    let folder = Folder::new(&[("a.md", GOOD), ("b.md", GOOD), ("c.md", GOOD)]);
    let mut command = folder.command(&["check", "--watch", "--output", "json=report.json"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs");
    let mut said = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    let mut paths_after = |change: &dyn Fn()| {
        change();
        assert!(said.any(|line| line.contains("Waiting for changes")), "it ended");
        let report = fs::read_to_string(folder.path().join("report.json")).expect("a report");
        let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
        let documents = report["documents"].as_array().expect("a list");
        documents.iter().map(|d| d["path"].as_str().expect("a path").to_owned()).collect::<Vec<_>>()
    };
    let all = ["a.md", "b.md", "c.md"];
    assert_eq!(paths_after(&|| ()), all);
    assert_eq!(paths_after(&|| folder.write("b.md", BAD.as_bytes())), all);
    assert_eq!(paths_after(&|| fs::remove_file(folder.path().join("c.md")).expect("there")), all[..2]);
    child.kill().expect("killed");
    child.wait().expect("it ends");
}
