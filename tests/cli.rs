//! The program from outside: what it prints where, and how it ends.

mod support;

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use support::{Folder, Ran, unwrapped};

/// An article that more than one rule finds something in.
const BAD: &str = "# The miracle cure that doctors do not want you to know\n\n\
    Studies show that acupuncture cures back pain in 100% of patients. It is completely safe and has no \
    side effects. Clinically proven! Stop taking your medication today.\n";
const GOOD: &str = "# A walk in the park\n\nWe met at noon and went for a walk with the dog.\n";

fn paths(report: &serde_json::Value) -> Vec<&str> {
    let documents = report["documents"].as_array().expect("a list");
    documents.iter().map(|d| d["path"].as_str().expect("a path")).collect()
}

/// A rule of the user's own, and how the reader is told of it.
const ZORP: &str = r#"
summary = "the word zorp"
level = "error"
since = "0.1"
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
const WITH_ZORP: &str = "rule-folders = [\"my rules\"]\n";

#[test]
fn exit_status_tells_findings_from_trouble() {
    let folder = Folder::new(&[("good.md", GOOD), ("bad.md", BAD)]);
    folder.run(&["check", "good.md"]).expect(0, &[]);
    folder.run(&["check", "bad.md", "--fail-on", "never"]).expect(0, &[]);
    folder.run(&["check", "missing.md", "good.md"]).expect(2, &["missing.md", "does not exist"]);
    folder.run(&["check", "bad.md", "good.md", "--fail-on", "suggestion"]).expect(1, &[]);
    folder.run(&["check", "missing.md", "bad.md", "--fail-on", "suggestion"]).expect(2, &[]);
    folder.pipe(&["check", "-", "--fail-on", "suggestion"], BAD.as_bytes()).expect(1, &[]);
    // never a count
    folder.write("long.md", BAD.repeat(256).as_bytes());
    folder.run(&["check", "long.md", "--fail-on", "suggestion"]).expect(1, &[]);
    // the configuration says what fails, the command line has the last word
    folder.write("caveat.toml", b"fail-on = 'suggestion'");
    folder.run(&["check", "bad.md"]).expect(1, &[]);
    folder.run(&["check", "bad.md", "--fail-on", "never"]).expect(0, &[]);
}

#[test]
fn usage_errors_say_what_to_do() {
    let folder = Folder::new(&[("draft.md", GOOD)]);
    for (arguments, part) in [
        (&["draft.md"][..], "caveat check draft.md"),
        (&["missing.md"], "caveat check missing.md"),
        (&["chekc", "draft.md"], "'check'"),
        (&["check", "--fromat", "json"], "'--format'"),
        (&["check", "--format", "jsno"], "'json'"),
        (&["check", "--max-size", "big"], "64MB"),
        (&["check", "--max-size", "5GiB"], "4 GiB"),
        (&["check", "--only", "no-such-rule"], "there is no rule or category `no-such-rule`"),
        (&["check", "draft.md", "--skip", "no-such-rule"], "no-such-rule"),
        (&["explain", "no-such-rule"], "there is no rule or treatment `no-such-rule`"),
        (&["explain", "safety"], "it is a category, with rules such as"),
        (&["check", "--width", "wide"], "a number of columns"),
        (&["check", "--config", "missing.toml"], "missing.toml"),
        (&["test", "missing"], "does not exist"),
        (&["test", "draft.md"], "is a file"),
        (&["read", "."], "is a folder"),
        (&[], "caveat check draft.md"),
    ] {
        folder.run(arguments).expect(2, &[part]);
    }
    let help = folder.run(&["--help"]).expect(0, &[]);
    assert!(help.out.contains("caveat check draft.md"), "{}", help.out);
    folder.run(&["check", "--help"]).expect(0, &[]);
    assert!(folder.run(&["--version"]).expect(0, &[]).out.starts_with("caveat "));
}

#[test]
fn inputs_that_are_no_articles_get_a_clear_line_each() {
    let folder = Folder::new(&[("good.md", GOOD), ("empty/none.css", "p {}")]);
    folder.write("scan.pdf", b"%PDF-1.7\n1 0 obj");
    folder.write("draft.docx", b"PK\x03\x04\x14\0\0\0\x08\0word/document.xml");
    folder.write("photo.md", b"\x89PNG\r\n\x1a\n\0\0");
    folder.write("noise.md", b"one\0two");
    folder.write("damaged.md", b"caf\xc3\xa9 cr\xc3\xa8me\nbad \xff here");
    folder.write("long.md", &[b'a'; 3000]);
    let cases = [
        ("missing.md", "does not exist"),
        ("godo.md", "did you mean `good.md`"),
        ("no/such/place.md", "does not exist"),
        ("scan.pdf", "a PDF file"),
        ("draft.docx", "a Word document: save it as text, Markdown or HTML"),
        ("photo.md", "a PNG image"),
        ("noise.md", "binary data (a NUL at byte 3 (line 1))"),
        ("damaged.md", "not valid UTF-8 at byte 17 (line 2)"),
        ("long.md", "over the limit of 2000 bytes: raise it with --max-size"),
        ("empty", "holds nothing to check"),
    ];
    for (path, reason) in cases {
        folder.run(&["check", path, "--max-size", "2KB"]).expect(2, &[path, reason]);
    }
    // whatever happens to them, the others are checked
    let mut arguments = vec!["check", "--format", "json", "--max-size", "2000"];
    arguments.extend(cases.iter().map(|(path, _)| *path));
    arguments.push("good.md");
    let report = folder.json(&arguments);
    assert_eq!(paths(&report), ["good.md"]);
    assert_eq!(report["problems"].as_array().expect("a list").len(), cases.len());
    assert_eq!(report["summary"]["problems"], cases.len());
    for ((path, reason), problem) in cases.iter().zip(report["problems"].as_array().expect("a list")) {
        assert_eq!(problem["path"], *path);
        assert!(problem["message"].as_str().is_some_and(|m| m.contains(reason)), "{problem}");
    }
    // read says the same
    folder.run(&["read", "scan.pdf"]).expect(2, &["scan.pdf", "a PDF file"]);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_devices_do_not_stop_it() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new(&[("site/good.md", GOOD)]);
    let at = |path: &str| folder.path().join(path);
    symlink("loop.md", at("loop.md")).expect("a link");
    symlink("gone", at("dangling.md")).expect("a link");
    symlink("site/good.md", at("link.md")).expect("a link");
    symlink("..", at("site/up")).expect("a link");
    let _socket = std::os::unix::net::UnixListener::bind(at("socket.md")).expect("a socket");
    let made = Command::new("mkfifo").arg(at("pipe.md")).status();
    if made.is_ok_and(|s| s.success()) {
        folder.run(&["check", "pipe.md"]).expect(2, &["pipe.md", "is a pipe"]);
        folder.run(&["read", "pipe.md"]).expect(2, &["pipe.md", "is a pipe"]);
        // found in a folder, it is no article
        folder.run(&["check", "."]).expect(0, &[]);
    }
    folder.run(&["check", "loop.md"]).expect(2, &["loop.md", "symbolic links"]);
    folder.run(&["check", "dangling.md"]).expect(2, &["dangling.md", "is a link to `gone`"]);
    folder.run(&["check", "socket.md"]).expect(2, &["socket.md", "is a socket"]);
    folder.run(&["check", "/dev/zero"]).expect(2, &["/dev/zero", "is a device"]);
    // one file under many names is checked once
    let names = ["check", "--format", "json", "link.md", "site/good.md", "./site/good.md", "site/", "."];
    assert_eq!(paths(&folder.json(&names)), ["link.md"]);
    // a folder may be named by a link
    symlink("site", at("shortcut")).expect("a link");
    assert_eq!(paths(&folder.json(&["check", "--format", "json", "shortcut"])), ["shortcut/good.md"]);
}

#[cfg(unix)]
#[test]
fn places_that_may_not_be_read_are_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new(&[("site/good.md", GOOD), ("site/shut/in.md", GOOD), ("mine.md", GOOD)]);
    let shut = |path: &str, mode| {
        let path = folder.path().join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    };
    shut("mine.md", 0o000);
    shut("site/shut", 0o000);
    // the superuser may read everything
    if fs::read(folder.path().join("mine.md")).is_err() {
        folder.run(&["check", "mine.md"]).expect(2, &["mine.md", "permission"]);
        let ran = folder.run(&["check", "site", "--format", "json"]).expect(2, &[]);
        assert!(ran.out.contains("site/good.md") && ran.out.contains("site/shut"), "{}", ran.out);
    }
    shut("site/shut", 0o755);
}

#[cfg(unix)]
#[test]
fn names_of_files_cannot_drive_the_terminal() {
    let folder = Folder::new(&[]);
    for format in ["text", "compact", "json"] {
        let ran = folder.run(&["check", "\u{1b}[2J\nfake: error.md", "--format", format]).expect(2, &[]);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{}{}", ran.out, ran.err);
        assert!(!ran.err.contains("\nfake"), "{}", ran.err);
    }
    folder.write("\u{1b}[2J.md", GOOD.as_bytes());
    let ran = folder.run(&["read", "\u{1b}[2J.md"]).expect(0, &[]);
    assert!(!ran.out.contains('\u{1b}'), "{}", ran.out);
}

#[test]
fn folders_are_walked_in_the_same_order_without_what_is_ignored() {
    let folder = Folder::new(&[
        ("site/b.md", GOOD),
        ("site/a/z.html", "<p>text</p>"),
        ("site/a.txt", GOOD),
        ("site/C.MD", GOOD),
        ("site/style.css", "p {}"),
        ("site/.hidden.md", GOOD),
        ("site/drafts/x.md", GOOD),
        (".gitignore", "drafts/\n"),
    ]);
    let all = ["site/C.MD", "site/a/z.html", "site/a.txt", "site/b.md"];
    for arguments in [&["check", "--format", "json", "site"][..], &["check", "--format", "json"]] {
        assert_eq!(paths(&folder.json(arguments)), all);
    }
    // what is named is checked, whatever its name
    let named = ["check", "--format", "json", "site/drafts/x.md", "site/style.css", "site/b.md"];
    assert_eq!(paths(&folder.json(&named)), &named[3..]);
    // a folder without articles is no failure unless it was named
    let bare = Folder::new(&[]);
    bare.run(&["check"]).expect(0, &["holds nothing to check"]);
    bare.run(&["check", "."]).expect(2, &["holds nothing to check"]);
}

#[test]
fn an_empty_file_is_no_failure() {
    let folder = Folder::new(&[("empty.md", ""), ("blank.md", "\u{feff} \n\n")]);
    for path in ["empty.md", "blank.md"] {
        let ran = folder.run(&["check", path]).expect(0, &[]);
        assert!(ran.out.contains("empty"), "{}", ran.out);
    }
}

#[test]
fn piped_text_is_read_up_to_the_limit() {
    let folder = Folder::new(&[]);
    let report = |arguments: &[&str], input: &[u8]| -> serde_json::Value {
        let ran = folder.pipe(arguments, input).expect(0, &[]);
        serde_json::from_str(&ran.out).expect("JSON")
    };
    let json = ["check", "--format", "json", "-"];
    for (more, input, path, format) in [
        (&[][..], GOOD.as_bytes(), "<stdin>", "markdown"),
        (&[], b"Just words.\n", "<stdin>", "text"),
        (&[], b"<!doctype html><p>words", "<stdin>", "html"),
        (&["--stdin-path", "blog/post.html"], b"words", "blog/post.html", "html"),
        (&["--stdin-path", "blog/post.html", "--input-format", "mdx"], b"words", "blog/post.html", "mdx"),
        (&["-"], b"twice", "<stdin>", "text"),
    ] {
        let report = report(&[&json[..], more].concat(), input);
        assert_eq!(paths(&report), [path]);
        assert_eq!(report["documents"][0]["format"], format);
    }
    let long = vec![b'a'; 1_000_000];
    folder.pipe(&["check", "-", "--max-size", "10KB"], &long).expect(2, &["over the limit of 10000 bytes"]);
    let utf16: Vec<u8> = "\u{feff}caf\u{e9}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(report(&json, &utf16)["documents"][0]["encoding"], "utf-16le");
    let ran = folder.pipe(&["read", "-"], b"# A title\n\nWords.\n").expect(0, &[]);
    assert!(ran.out.starts_with("<stdin>: markdown, utf-8"), "{}", ran.out);
}

#[test]
fn mistakes_in_a_configuration_are_shown_at_their_place() {
    // text of the file, what is marked, what is said
    for (config, line, parts) in [
        ("market = [\"us\"]", 1, &["there is no setting `market`", "did you mean `markets`?"][..]),
        ("\nfail_on = \"error\"", 2, &["`fail_on`", "did you mean `fail-on`?"]),
        ("markets = [\"us\", \"ux\"]", 1, &["`markets` cannot be \"ux\""]),
        ("markets = \"us\"", 1, &["must be a list, not text", "markets = [\"us\"]"]),
        ("fail-on = \"eror\"", 1, &["did you mean \"error\"?"]),
        ("fail-on = 1", 1, &["must be text in quotes, not a number"]),
        ("suggestions = \"yes\"", 1, &["must be true or false, not text"]),
        ("max-size = \"huge\"", 1, &["is not a size", "64MB"]),
        ("max-size = \"5GiB\"", 1, &["4 GiB at most"]),
        ("inline-allow = \"off\"", 1, &["\"none\""]),
        ("hype-word = \"off\"", 1, &["set under `[rules]`"]),
        ("[rules]\nno-such-rule = \"off\"", 2, &["there is no rule or category `no-such-rule`"]),
        ("[rules]\nx = \"warn\"", 2, &["`x` cannot be \"warn\""]),
        ("[rules]\nmarkets = [\"us\"]", 2, &["`markets` is no rule", "above the first line"]),
        ("[[overrides]]\nrules.x = \"off\"", 1, &["names no `paths`"]),
        ("[[overrides]]\npath = [\"a\"]", 2, &["did you mean `paths`?"]),
        ("[overrides]\npaths = [\"a\"]", 1, &["[[overrides]]"]),
        ("[[overrides]]\npaths = [\"a\"]\nrules.no-such = \"off\"", 3, &["`no-such`"]),
        ("[files]\nexclude = [\"a[\"]", 2, &["this pattern cannot be read"]),
        ("[files]\nexclude = [\"../a\"]", 2, &["cannot lead out"]),
        ("[files]\nexclude = [\"!a.md\"]", 2, &["cannot take back another"]),
        ("[files]\nexclude = [\"./\"]", 2, &["names no file", "`**`"]),
        ("[files]\nexcludes = []", 2, &["did you mean `exclude`?"]),
        ("extends = \"missing.toml\"", 1, &["there is no file `missing.toml`"]),
        ("extends = \"..\"", 1, &["leads out of"]),
        ("extends = \"caveat.toml\"", 1, &["in a circle"]),
        ("rule-folders = [\"missing\"]", 1, &["there is no folder `missing`"]),
        ("rule-folders = [\"/\"]", 1, &["leads out of"]),
        ("rule-folders = [\"draft.md\"]", 1, &["`draft.md` is no folder"]),
        ("[rules", 1, &["caveat.toml"]),
        ("names = [\"a\"]\nnames = [\"b\"]", 2, &["duplicate key"]),
    ] {
        let folder = Folder::new(&[("draft.md", GOOD), ("caveat.toml", config)]);
        let place = format!("caveat.toml:{line}");
        let ran = folder.run(&["check", "draft.md"]).expect(2, parts);
        assert!(ran.err.contains(&place), "no {place} in\n{}", ran.err);
        assert!(unwrapped(&ran.err).contains("cannot be used: 1 file was not checked"), "{}", ran.err);
        folder.run(&["rules"]).expect(2, parts);
    }
}

#[test]
fn all_mistakes_are_shown_once() {
    let config = "market = []\nwords = 1\n[files]\nx = 1\n";
    let folder = Folder::new(&[("caveat.toml", config), ("a.md", GOOD), ("b.md", GOOD), ("ok/c.md", GOOD)]);
    folder.write("ok/caveat.toml", b"");
    let ran = folder.run(&["check", "--format", "json"]).expect(2, &["`market`", "`words`", "`x`"]);
    assert_eq!(ran.err.matches("there is no setting `market`").count(), 1, "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(paths(&report), ["ok/c.md"]);
    assert_eq!(report["problems"][0]["path"], "caveat.toml");
    let message = report["problems"][0]["message"].as_str().expect("text");
    assert!(message.contains("caveat.toml:1: there is no setting `market`"), "{message}");
    // nothing to check is no reason to keep quiet
    let bare = Folder::new(&[("caveat.toml", config)]);
    bare.run(&["check"]).expect(2, &["`market`"]);
}

#[test]
fn the_nearest_configuration_counts() {
    let folder = Folder::new(&[
        ("caveat.toml", "[files]\nexclude = [\"old\", \"*.txt\", \"/top.md\"]\n"),
        ("a.md", GOOD),
        ("b.txt", GOOD),
        ("top.md", GOOD),
        ("old/c.md", GOOD),
        ("sub/top.md", GOOD),
        ("own/d.txt", GOOD),
        ("own/e.md", GOOD),
        ("own/f.njk", GOOD),
        ("own/deep/g.md", GOOD),
        ("own/caveat.toml", "extends = \"base/base.toml\"\n[files]\ninclude = [\"*.njk\", \"deep\"]\n"),
        ("own/base/base.toml", "max-size = 1\n"),
        ("empty.toml", ""),
    ]);
    let json = |more: &[&str]| folder.json(&[&["check", "--format", "json"], more].concat());
    assert_eq!(paths(&json(&[])), ["a.md", "sub/top.md"]);
    // the limit comes from the base
    assert_eq!(json(&["own"])["problems"].as_array().expect("a list").len(), 2);
    assert_eq!(paths(&json(&["own", "--max-size", "1MB"])), ["own/deep/g.md", "own/f.njk"]);
    // what is named is checked
    assert_eq!(paths(&json(&["old/c.md", "own/d.txt", "--max-size", "1MB"])), ["old/c.md", "own/d.txt"]);
    let all = json(&["--config", "empty.toml"]);
    assert_eq!(paths(&all).len(), 8, "{all}");
    // text that is piped in belongs to the place it names
    let piped = ["check", "-", "--stdin-path", "own/x.md"];
    folder.pipe(&piped, GOOD.as_bytes()).expect(2, &["over the limit of 1 bytes"]);
    // nothing above the folder that holds .git counts
    let outer = Folder::new(&[("caveat.toml", "mistake = 1"), ("repo/a.md", GOOD)]);
    fs::create_dir(outer.path().join("repo/.git")).expect("a folder");
    outer.run(&["check", "repo"]).expect(0, &[]);
}

#[test]
fn rules_are_switched_by_name_category_and_path() {
    let folder = Folder::new(&[("bad.md", BAD), ("blog/bad.md", BAD)]);
    let report = folder.json(&["check", "--format", "json", "bad.md"]);
    let finding = &report["documents"][0]["findings"][0];
    let name = |key: &str| finding[key].as_str().expect("a finding").to_owned();
    let (rule, category) = (name("rule"), name("category"));
    let levels = |folder: &Folder, arguments: &[&str], of: &str| -> Vec<String> {
        let report = folder.json(&[&["check", "--format", "json"], arguments].concat());
        let documents = report["documents"].as_array().expect("a list").iter();
        let findings = documents.flat_map(|d| d["findings"].as_array().expect("a list").clone());
        let of = findings.filter(|f| f["rule"] == of || f["category"] == of);
        of.map(|f| f["level"].as_str().expect("a level").to_owned()).collect()
    };
    assert!(levels(&folder, &["bad.md", "--skip", &rule], &rule).is_empty());
    assert!(levels(&folder, &["bad.md", "--skip", &category], &category).is_empty());
    assert!(!levels(&folder, &["bad.md", "--only", &rule], &rule).is_empty());

    folder.write("caveat.toml", format!("[rules]\n{rule} = \"off\"\n").as_bytes());
    assert!(levels(&folder, &["bad.md"], &rule).is_empty());
    assert!(!levels(&folder, &["bad.md", "--only", &rule], &rule).is_empty(), "asked for by name");

    let config = format!(
        "[rules]\n{rule} = \"suggestion\"\n[[overrides]]\npaths = [\"blog\"]\nrules.{category} = \"error\"\n"
    );
    folder.write("caveat.toml", config.as_bytes());
    assert!(levels(&folder, &["bad.md"], &rule).iter().all(|l| l == "suggestion"));
    assert!(levels(&folder, &["blog/bad.md"], &category).iter().all(|l| l == "error"));
    let explained = folder.run(&["explain", &rule]).expect(0, &[]);
    assert!(explained.out.contains("set to suggestion here") || explained.out.contains("suggestion)"));

    let slip = format!("[rules]\n{rule}x = \"off\"\n");
    folder.write("caveat.toml", slip.as_bytes());
    folder.run(&["check", "bad.md"]).expect(2, &[&format!("did you mean `{rule}`?")]);
}

#[test]
fn rules_of_the_user_work_like_those_built_in() {
    let folder = Folder::new(&[
        ("caveat.toml", WITH_ZORP),
        ("my rules/trust/no-zorp.toml", ZORP),
        ("draft.md", "# The zorp\n\nIt is harmless.\n"),
    ]);
    let ran = folder.run(&["check", "draft.md", "--format", "compact", "--only", "no-zorp"]).expect(1, &[]);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    assert!(ran.out.starts_with("draft.md:1:7: error"), "{}", ran.out);
    // an override knows them by name
    let off = format!("{WITH_ZORP}[[overrides]]\npaths = ['draft.md']\nrules.no-zorp = 'off'\n");
    folder.write("caveat.toml", off.as_bytes());
    let ran = folder.run(&["check", "draft.md", "--format", "compact", "--skip", "safety"]).expect(0, &[]);
    assert!(!ran.out.contains("no-zorp"), "{}", ran.out);
    let tested = folder.run(&["test", "my rules"]).expect(0, &[]);
    assert_eq!(tested.out, "4 examples of 1 rule: all as expected\n");

    folder.write("my rules/trust/no-zorp.toml", ZORP.replace("The zorb works", "The zorp works").as_bytes());
    let tested = folder.run(&["test", "my rules"]).expect(1, &["my rules/trust/no-zorp.toml:15:"]);
    assert_eq!(tested.out, "4 examples of 1 rule: 1 not as expected\n");

    folder.write("my rules/trust/no-zorp.toml", ZORP.replace("level =", "levle =").as_bytes());
    for arguments in [&["check", "draft.md"][..], &["test", "my rules"], &["explain", "no-zorp"], &["rules"]]
    {
        folder.run(arguments).expect(2, &["my rules/trust/no-zorp.toml:3:1", "levle"]);
    }
    fs::remove_dir_all(folder.path().join("my rules/trust")).expect("it was there");
    folder.run(&["test", "my rules"]).expect(2, &["my rules: holds no rules"]);
}

#[test]
fn rules_tell_about_themselves() {
    let folder = Folder::new(&[("caveat.toml", WITH_ZORP), ("my rules/trust/no-zorp.toml", ZORP)]);
    let listed = folder.run(&["rules"]).expect(0, &[]);
    assert!(unwrapped(&listed.out).contains("no-zorp error the word zorp"), "{}", listed.out);
    let rules = folder.json(&["rules", "--format", "json"]);
    for rule in rules.as_array().expect("a list") {
        let name = rule["rule"].as_str().expect("a name");
        assert!(listed.out.contains(name));
        let explained = folder.run(&["explain", name]).expect(0, &[]);
        assert!(explained.out.starts_with(name), "{}", explained.out);
    }
    let explained = unwrapped(&folder.run(&["explain", "no-zorp"]).expect(0, &[]).out);
    for part in [
        "no-zorp (trust, error) the word zorp Why Nobody knows it. What to do Take it out.",
        "The {{zorp}} works. They sell a {{zorp}}. Passed over The zorb works.",
    ] {
        assert!(explained.contains(part), "{explained}");
    }
    folder.run(&["explain", "no-zrop"]).expect(2, &["did you mean `no-zorp`?"]);
    folder.run(&["check", "--only", "no-zrop"]).expect(2, &["did you mean `no-zorp`?"]);
}

#[test]
fn colours_follow_the_terminal_and_the_user() {
    let folder = Folder::new(&[("draft.md", BAD)]);
    let coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = folder.command(&[&["check", "draft.md", "missing.md"], arguments].concat());
        let output = command.envs(environment.iter().copied()).output().expect("it runs");
        [output.stdout, output.stderr].concat().contains(&0x1b)
    };
    assert!(!coloured(&[], &[]), "a pipe");
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("NO_COLOR", "1")]));
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let text = format!("{BAD}\n").repeat(2000);
    let folder = Folder::new(&[("long.md", &text)]);
    for arguments in [&["read", "long.md"][..], &["check", "long.md", "--suggestions"], &["rules"]] {
        let mut command = folder.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let mut errors = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("UTF-8");
        let status = child.wait().expect("it ends").code().expect("no signal");
        assert!(status <= 1, "{status}");
        assert_eq!(errors, "");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_trouble() {
    let folder = Folder::new(&[("draft.md", GOOD)]);
    let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    let mut command = folder.command(&["check", "draft.md", "--format", "json"]);
    let ran = Ran::new(command.stdout(full).output().expect("it runs"));
    ran.expect(2, &["the output cannot be written"]);
}

#[test]
fn claims_are_listed_with_their_support() {
    let text = "# Reiki for sleep\n\nReiki relieves insomnia (Moreau, 2016).\n\nIt may ease back pain.\n";
    let folder = Folder::new(&[("draft.md", text), ("none.md", "# Opening hours\n\nWe open at nine.\n")]);
    let ran = folder.run(&["claims", "draft.md"]).expect(0, &[]);
    assert!(ran.out.starts_with("draft.md: 2 claims; promotes reiki\n"), "{}", ran.out);
    let ran = folder.run(&["claims", "draft.md", "--format", "csv"]).expect(0, &[]);
    for row in [
        "3,7,cause,stated,disease,\"insomnia\",named,named,\"relieves insomnia\",\"Reiki relieves insomnia (Moreau, 2016).\"",
        "5,8,improve,hedged,symptom,\"back pain\",implied,none,\"ease back pain\",\"It may ease back pain.\"",
    ] {
        assert!(ran.out.lines().any(|line| line == row), "no {row} in\n{}", ran.out);
    }
    let ran = folder.run(&["claims", "draft.md", "--format", "json"]).expect(0, &[]);
    let rows: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(rows[0]["support"], "named");
    assert!(folder.run(&["claims", "none.md"]).expect(0, &[]).out.contains("0 claims"));
    folder.run(&["claims", "missing.md"]).expect(2, &["missing.md"]);

    let ran = folder.run(&["read", "draft.md"]).expect(0, &[]);
    for part in
        ["promotes reiki", "claim (improve, hedged, symptom, no source)", "citation (named, in no list)"]
    {
        assert!(unwrapped(&ran.out).contains(part), "no `{part}` in\n{}", ran.out);
    }
}

#[test]
fn read_shows_what_was_seen() {
    let text = "# A title\n\nSome ~~struck~~ words\u{7}.\n\n```\ncode\n```\n";
    let folder = Folder::new(&[("draft.md", text)]);
    let ran = folder.run(&["read", "draft.md", "--width", "60"]).expect(0, &[]);
    assert!(ran.out.starts_with("draft.md: markdown, utf-8, "), "{}", ran.out);
    assert!(!ran.out.contains('\u{7}'));
    for part in ["1 title A title", "Some words", "Left out", "struck out", "code"] {
        assert!(unwrapped(&ran.out).contains(part), "no `{part}` in\n{}", ran.out);
    }
}

/// Whoever tells a figure again has it from the same source.
#[test]
fn a_figure_told_twice_is_one_finding() {
    let text = "# Yoga\n\nYoga helped 83–90% of our guests.\n\nWe rest.\n\n83-90% of those who came sleep well.\n\n\
        40% of our guests bring friends.\n";
    let folder = Folder::new(&[("draft.md", text)]);
    let report = folder.json(&["check", "--format", "json", "--only", "unsourced-statistic", "draft.md"]);
    let findings = report["documents"][0]["findings"].as_array().expect("findings");
    let places: Vec<(u64, usize)> = findings
        .iter()
        .map(|f| {
            let line = f["span"]["start"]["line"].as_u64().expect("a line");
            (line, f["related"].as_array().expect("a list").len())
        })
        .collect();
    assert_eq!(places, [(3, 1), (9, 0)], "{report:#}");
}

/// Two rules that find faults in one list share its items, in whatever order these stand.
#[test]
fn each_rule_keeps_its_own_items_of_a_list() {
    for items in ["- Diabetes\n- Insomnia\n- Gout\n", "- Insomnia\n- Diabetes\n- Gout\n"] {
        let text = format!("# Cupping\n\nConditions that cupping treats:\n\n{items}");
        let folder = Folder::new(&[("draft.md", &text)]);
        let report = folder.json(&["check", "--format", "json", "--fail-on", "never", "draft.md"]);
        let of = |rule: &str| -> Vec<String> {
            let findings = report["documents"][0]["findings"].as_array().expect("findings").iter();
            let finding = findings.filter(|f| f["rule"] == rule).map(|f| f["related"].as_array());
            let places = finding.flatten().flatten().map(|r| r["text"].as_str().unwrap_or_default());
            places.map(str::to_owned).collect()
        };
        assert_eq!(of("serious-condition-claim"), ["Diabetes"], "{items}");
        assert_eq!(of("unsourced-efficacy-claim"), ["Insomnia", "Gout"], "{items}");
    }
}

/// What the body makes itself is no product of the article that names it.
#[test]
fn the_bodys_own_substances_are_not_promoted() {
    for (text, promoted) in [
        (
            "# How screens cut melatonin production\n\nMelatonin levels fall. So does the release of melatonin.\n",
            false,
        ),
        ("# Are your melatonin levels too low?\n\nTry our melatonin drops.\n", true),
        ("# Melatonin production made easy\n\nTwo drops of melatonin at night will do. Order today.\n", true),
        ("# Melatonin for sleep\n\nMelatonin levels fall. Our melatonin comes as drops.\n", true),
    ] {
        let folder = Folder::new(&[("draft.md", text)]);
        let report = folder.json(&["check", "--format", "json", "--fail-on", "never", "draft.md"]);
        let promotes = report["documents"][0]["promotes"].as_array().expect("a list");
        assert_eq!(promotes.iter().any(|p| p == "melatonin"), promoted, "{text}");
    }
}

/// What is known of a treatment is shown by its name or another, and a user's file adds to it.
#[test]
fn what_is_known_of_treatments_is_shown() {
    const SALT: &str = "name = 'salt room'\nkind = 'other'\nnames = ['salt room', 'halotherapy']\nchecked = '2026-01'\n\
        [[cautions]]\ngroup = 'asthma'\nlevel = 'ask-first'\nreason = 'Salt can tighten the airways.'\n\
        source = 'house'\nconfidence = 'to-check'\n\
        [sources.house]\norganisation = 'Our Clinic'\ntitle = 'Handbook'\ntype = 'professional'\n";
    let folder = Folder::new(&[
        ("caveat.toml", "rule-folders = ['mine']"),
        ("mine/knowledge/interventions/salt-room.toml", SALT),
        ("draft.md", "# A salt room for colds\n\nThe salt room is warm.\n"),
    ]);
    for name in ["acupuncture", "Botox", "St John’s wort", "salt room", "halotherapy"] {
        let shown = folder.run(&["explain", name]).expect(0, &[]);
        assert!(shown.out.contains("Who should not have it, or should ask first"), "{name}: {}", shown.out);
    }
    let shown = folder.run(&["explain", "halotherapy"]).expect(0, &[]);
    assert!(shown.out.contains("still to be looked up"), "{}", shown.out);
    folder.run(&["explain", "acupunctur"]).expect(2, &["did you mean `acupuncture`?"]);
    let all = folder.run(&["knowledge"]).expect(0, &[]).out;
    for (one, many) in [(" 1 caution ", " cautions "), (" 1 harm ", " harms "), (" 1 line of", " lines of")] {
        assert!(all.contains(one) && all.contains(many), "{one}: {all}");
        assert!(!all.contains(&many.replacen(' ', " 1 ", 1)), "{many}: {all}");
    }
    let review = folder.run(&["knowledge", "--review", "draft.md"]).expect(0, &[]);
    assert!(
        review.out.starts_with("salt-room: 1 fact needs a stronger source, promoted by 1 article"),
        "{}",
        review.out
    );
    assert_eq!(
        folder.json(&["check", "--format", "json", "draft.md"])["documents"][0]["promotes"][0],
        "salt-room"
    );
}

/// What looks misspelt is added to the configuration, which keeps its line ends and comments.
#[test]
fn words_are_accepted_in_the_configuration() {
    let before = "# ours\r\nfail-on = \"error\"\r\n\r\n[rules]\r\nhype-word = \"off\"\r\n";
    let folder =
        Folder::new(&[("caveat.toml", before), ("a.md", "# Tea\n\nWe recieve the tea and the symtoms.\n")]);
    let strict = ["check", "--only", "language", "--fail-on", "warning"];
    assert!(folder.run(&strict).expect(1, &[]).out.contains("symtoms"));
    let ran = folder.run(&["words", "--write"]).expect(0, &[]);
    assert!(ran.out.contains("2 words are accepted in caveat.toml"), "{}", ran.out);
    let after = fs::read_to_string(folder.path().join("caveat.toml")).expect("there");
    let added = "fail-on = \"error\"\r\n\r\nwords = [\"recieve\", \"symtoms\"]\r\n\r\n[rules]";
    assert_eq!(after, before.replace("fail-on = \"error\"\r\n\r\n[rules]", added));
    assert!(folder.run(&["words"]).expect(0, &[]).out.contains("No word looks misspelt"));
    folder.run(&strict).expect(0, &[]);
}

/// Whichever rule on spelling would report a word, it heeds the words of the site.
#[test]
fn no_rule_on_spelling_reports_an_accepted_word() {
    const CASES: [(&str, &str, &str); 6] = [
        ("health-typo", "accupuncture", "Many people try accupuncture for pain."),
        ("health-typo", "presure", "High blood presure is common."),
        ("health-typo", "loose", "Does it help you loose weight?"),
        ("misspelling", "chamomlie", "Ask about chamomlie tea before an operation."),
        ("mixed-spelling", "color", "Colour and flavour and odour and favour. The color of it."),
        ("word-slip", "dont", "They dont know the cause."),
    ];
    for (rule, word, text) in CASES {
        let folder = Folder::new(&[("a.md", text), ("caveat.toml", ""), ("words.toml", "")]);
        folder.write("words.toml", format!("words = [\"{word}\"]").as_bytes());
        let reported = |config: &str| {
            let arguments = ["check", "a.md", "--only", rule, "--format", "compact", "--config", config];
            folder.run(&arguments).out.contains(word)
        };
        assert!(reported("caveat.toml"), "{rule}: {text}");
        assert!(!reported("words.toml"), "{rule}: {text}");
    }
}

/// What cannot be read has an end.
#[cfg(unix)]
#[test]
fn a_stream_that_cannot_be_read_ends() {
    let folder = Folder::new(&[]);
    let here = fs::File::open(folder.path()).expect("a folder");
    let mut command = folder.command(&["check", "--jsonl"]);
    let ran = Ran::new(command.stdin(here).output().expect("it runs")).expect(2, &[]);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
}

/// Limits, folders, what is ignored and what comes twice: one way for all commands.
#[test]
fn all_commands_open_articles_alike() {
    let long = "# Tea\n\nWe recieve the tea at noon and walk the dog in the park.\n".repeat(3);
    let folder = Folder::new(&[
        ("caveat.toml", "max-size = 100"),
        (".gitignore", "drafts/\n"),
        ("long.md", &long),
        ("drafts/d.md", "# Tea\n\nWe recieve the tea.\n"),
    ]);
    for command in ["check", "claims", "read", "scorecard", "words", "allowances"] {
        folder.run(&[command, "long.md"]).expect(2, &["long.md", "over the limit of 100 bytes"]);
        folder.run(&[command, "long.md", "--max-size", "1KB"]).expect(0, &[]);
        folder.run(&[command, "missing.md"]).expect(2, &["missing.md", "does not exist"]);
    }
    let line = |text: &str, path: &str| format!("{}\n", serde_json::json!({"text": text, "path": path}));
    let lines = [line(&long, "a.md"), line("Words.", "a.md")].concat();
    let ran = folder.pipe(&["check", "--jsonl"], lines.as_bytes()).expect(2, &[]);
    assert!(ran.out.lines().next().is_some_and(|line| line.contains("over the limit")), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    folder.pipe(&["check", "--jsonl", "--max-size", "1KB"], lines.as_bytes()).expect(0, &[]);

    let times = |arguments: &[&str]| {
        let ran = folder.run(&[&["words"], arguments].concat()).expect(0, &[]);
        let row = ran.out.lines().find(|line| line.starts_with("recieve")).map(str::to_owned);
        row.and_then(|row| row.split_whitespace().nth(1)?.parse::<usize>().ok())
    };
    assert_eq!(times(&["--max-size", "1KB"]), Some(3));
    assert_eq!(times(&["--max-size", "1KB", "--no-ignore"]), Some(4));
    assert_eq!(times(&["drafts/d.md", "./drafts/d.md", "drafts"]), Some(1));
    folder.run(&["words", "drafts", "nothing"]).expect(2, &["nothing: does not exist"]);
}

/// A French page, too short for its language to be told.
const FRENCH: &str = "# La cure de calme\n\nQuelques jours dans notre maison de massage. Nos soins sont doux et \
    tousles clients adorent notre jardin.\n";

/// Words of another language are no slips, and every command says in which language it reads.
#[test]
fn what_is_not_english_is_not_read_as_english() {
    let page = format!(
        "{FRENCH}\n{}",
        "Nous sommes ouverts tous les jours, et le lundi nous recevons les enfants. ".repeat(4)
    );
    let folder = Folder::new(&[("short.md", FRENCH), ("page.md", &page)]);
    assert_eq!(folder.run(&["check", "short.md", "--diff"]).expect(0, &[]).out, "");
    for command in ["check", "claims", "knowledge", "read", "scorecard", "words"] {
        let ran = folder.run(&[command, "page.md"]).expect(0, &[]);
        let said = unwrapped(&(ran.out + &ran.err));
        assert!(said.contains("the text looks French; caveat reads English only"), "{command}: {said}");
    }
    let ran = folder.run(&["words", "page.md"]).expect(0, &[]);
    assert!(!ran.out.contains("notre"), "{}", ran.out);
    let ran = folder.run(&["scorecard", "page.md", "--format", "json"]).expect(0, &[]);
    assert!(!ran.out.contains("missing"), "{}", ran.out);
    // a list or a heading has few of the words by which English is known
    for english in [
        "# Stress symtoms\n",
        "- Recieve massage\n- Headache relief\n- Muscle tension\n",
        "# Symtoms\n",
        "Figure 2. Cupping marks, three days after treatment, mild symtoms\n",
        "We recieve the tea.\n",
    ] {
        folder.write("list.md", english.as_bytes());
        let diff = folder.run(&["check", "list.md", "--diff"]).expect(1, &[]).out;
        assert!(
            diff.to_lowercase().contains("receive") || diff.to_lowercase().contains("symptoms"),
            "{english}: {diff}"
        );
    }
}

/// What a run writes is no article of it.
#[test]
fn reports_are_no_articles() {
    let folder = Folder::new(&[("a.md", GOOD), ("report.md", BAD), ("out/report.md", "")]);
    let arguments = [
        "check",
        "--output",
        "markdown=report.md",
        "--output",
        "markdown=./out/report.md",
        "--output",
        "json=-",
    ];
    for _ in 0..2 {
        let ran = folder.run(&arguments).expect(0, &[]);
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(paths(&report), ["a.md"]);
    }
}

/// Without a folder, `caveat test` tries what comes with caveat and what the configuration adds.
#[test]
fn rules_of_the_configuration_are_tested() {
    let folder =
        Folder::new(&[("caveat.toml", WITH_ZORP), ("other.toml", ""), ("my rules/trust/no-zorp.toml", ZORP)]);
    let count = |ran: Ran| -> usize {
        let word = ran.out.split_whitespace().nth(3).map(str::to_owned).unwrap_or_default();
        word.parse().unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err))
    };
    let own = count(folder.run(&["test"]).expect(0, &[]));
    assert_eq!(own, count(folder.run(&["test", "--config", "other.toml"]).expect(0, &[])) + 1);
    folder.run(&["test", "--config", "missing.toml"]).expect(2, &["missing.toml"]);
    folder.write("my rules/trust/no-zorp.toml", ZORP.replace("The zorb works", "The zorp works").as_bytes());
    folder.run(&["test"]).expect(1, &["no-zorp.toml:15:"]);
}

#[test]
fn options_that_mean_nothing_are_refused() {
    let folder = Folder::new(&[("a.md", GOOD), ("caveat.toml", "max-size = 0x50\n")]);
    folder.run(&["allowances", "--format", "markdown"]).expect(2, &["markdown"]);
    folder.run(&["check", "--jsonl", "--timings"]).expect(2, &["--timings"]);
    folder.run(&["check", "--since", "HEAD", "--fix"]).expect(2, &["--since"]);
    folder.run(&["check", "--since", "HEAD", "--diff"]).expect(2, &["--since"]);
    folder.run(&["check", "a.md", "--output", "json=./a.md"]).expect(2, &["a report cannot replace it"]);
    folder.run(&["check", "--output", "json=x", "--output", "sarif=./x"]).expect(2, &["two reports"]);
    assert_eq!(fs::read_to_string(folder.path().join("a.md")).expect("it is there"), GOOD);
    folder.run(&["check", "a.md"]).expect(0, &[]);
    folder.run(&["explain", "xyz"]).expect(2, &["there is no rule or treatment `xyz`"]);
}
