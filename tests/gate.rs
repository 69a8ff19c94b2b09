//! caveat in the daily work of a team: many files, several reports, what happens when something
//! goes wrong in the middle.

mod support;

use std::fs;

use support::Folder;

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
