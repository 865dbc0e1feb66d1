//! The record: what goes in comes back, in whatever portions and order it is added.

use std::path::Path;
use std::sync::LazyLock;

use jiff::Timestamp;
use onrecord_app::brief::{Brief, brief};
use onrecord_app::ingest::{Inputs, documents};
use onrecord_app::link::Linker;
use onrecord_app::read::Engine;
use onrecord_app::record::{
    Access, Action, AddOptions, Correction, Field, Query, Record, RecordError, Scope, StatementRef,
};
use onrecord_app::views::Views;
use onrecord_core::people::{Authority, Entry, Held, PersonKind};
use proptest::prelude::*;
use rows::{rows, same};

mod rows;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Some(2), Authority::default()).unwrap());
static LINKER: LazyLock<Linker> = LazyLock::new(|| Linker::new(Some(2)).unwrap());

fn examples() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ister-sluice");
    let mut files: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path().to_string_lossy().into_owned()).collect();
    files.sort();
    files
}

fn inputs(paths: &[String]) -> Inputs {
    let meta = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/meta.jsonl");
    Inputs { paths: paths.to_vec(), meta: vec![meta.to_owned()], ..Inputs::default() }
}

fn add(record: &Record, paths: &[String]) {
    let options = AddOptions { keep_bytes: true, now: Timestamp::UNIX_EPOCH };
    record.add(documents(inputs(paths)), &ENGINE, &LINKER, options, &mut |_| {}).unwrap();
}

/// A record of portions of files, one added after the other.
fn record(file: &Path, portions: &[&[String]]) -> Record {
    let record = Record::open(file, Access::Create).unwrap();
    portions.iter().for_each(|paths| add(&record, paths));
    record
}

/// The examples, two of them once more as another outlet printed them, and what is known of all.
fn printed_twice(folder: &Path) -> Inputs {
    let mut all = inputs(&examples());
    let meta = folder.join("copies.jsonl");
    let mut known = String::new();
    // A text that states its address would be the same document.
    let without = |file: &&String| file.ends_with("02-portside.txt") || file.ends_with("03-wire.txt");
    for (k, file) in all.paths.clone().iter().filter(without).enumerate() {
        let copy = folder.join(format!("copy-{k}.txt"));
        std::fs::copy(file, &copy).unwrap();
        known.push_str(&format!("{{\"file\": \"copy-{k}.txt\", \"outlet\": \"Morning Copy\"}}\n"));
        all.paths.push(copy.to_string_lossy().into_owned());
    }
    std::fs::write(&meta, known).unwrap();
    all.meta.push(meta.to_string_lossy().into_owned());
    all
}

/// A list of people with one in it.
fn listed(aliases: &[&str], role: Option<&str>) -> Authority {
    Authority::new(vec![Entry {
        name: "Hanne Solvik".to_owned(),
        kind: PersonKind::Person,
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        roles: role.map(|role| Held { role: role.to_owned(), from: None, until: None }).into_iter().collect(),
    }])
}

/// Corrections of the first two articles, each of another sort.
fn corrections(whole: &Record) -> Vec<Action> {
    let at = |words: &str| {
        let query =
            Query { words: format!("\"{words}\""), outlet: Some("Courier".to_owned()), limit: 1, ..Query::default() };
        whole.anchor(whole.search(&query).unwrap()[0].id.as_deref().unwrap()).unwrap()
    };
    let first = |at: &StatementRef| ["01-courier.txt", "02-portside.txt"].iter().any(|name| at.address.ends_with(name));
    let links = whole.brief(&Scope::default()).unwrap().brief.links;
    let ends = links.iter().map(|link| [&link.a, &link.b].map(|id| whole.anchor(id).unwrap()));
    let [a, b] = ends.into_iter().find(|ends| ends.iter().all(first)).unwrap();
    vec![
        Action::SetSpeaker { at: at("nobody signed it"), speaker: Some("Pavel Orm".to_owned()), kind: None },
        Action::SetStance { at: at("Nobody wants a dry river"), stance: "demands".to_owned() },
        Action::Confirm { at: at("Nobody wants a dry river") },
        Action::Reject { at: at("a man you can do business with") },
        Action::RejectLink { a, b },
        Action::MergePeople {
            names: vec!["Teodor Brandt".to_owned(), "Theodor Brandt".to_owned()],
            name: "Teodor Brandt".to_owned(),
            kind: "person".to_owned(),
        },
    ]
}

/// Adds portions one after the other, as the program does; what people tell comes before the portion of that number.
fn in_portions(
    file: &Path,
    all: &Inputs,
    portions: &[&[String]],
    told: Option<(usize, &(Authority, Vec<Action>))>,
) -> Record {
    let record = Record::open(file, Access::Create).unwrap();
    let mut knowing = None;
    for k in 0..=portions.len() {
        if let Some((authority, actions)) = told.filter(|(at, _)| *at == k).map(|(_, told)| told) {
            record.list_people(authority).unwrap();
            for action in actions {
                let correction = Correction { action: action.clone(), author: "Desk".to_owned(), note: String::new() };
                record.correct(&correction, Timestamp::UNIX_EPOCH, &LINKER, &mut |_| {}).unwrap();
            }
            knowing = Some(Engine::new(Some(2), record.authority().unwrap()).unwrap());
        }
        let Some(paths) = portions.get(k) else { continue };
        let options = AddOptions { keep_bytes: true, now: Timestamp::UNIX_EPOCH };
        let engine = knowing.as_ref().unwrap_or(&ENGINE);
        let given = Inputs { paths: paths.to_vec(), ..all.clone() };
        record.add(documents(given), engine, &LINKER, options, &mut |_| {}).unwrap();
    }
    record.settle(&LINKER, &mut |_| {}).unwrap();
    record
}

#[test]
fn portions_and_order_make_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let all = printed_twice(folder.path());
    let files = &all.paths;
    let file = |name: &str| folder.path().join(name);
    let once = in_portions(&file("once.db"), &all, &[files], None);
    let expected = rows(&file("once.db"), &[]);
    assert!(expected.iter().any(|row| row.starts_with("links: ")), "the example has links");
    let single: Vec<&[String]> = files.iter().map(std::slice::from_ref).collect();
    let back: Vec<&[String]> = single.iter().rev().copied().collect();
    for (name, portions) in [("single.db", &single), ("back.db", &back)] {
        drop(in_portions(&file(name), &all, portions, None));
        same(&file(name), &expected);
    }
    // Adding again changes nothing.
    drop(in_portions(&file("back.db"), &all, &[files], None));
    same(&file("back.db"), &expected);
    // Nor does it matter before which articles people told what they know, if those that they corrected were there.
    let told = (listed(&["Solvik", "the prime minister of Halden"], None), corrections(&once));
    drop(in_portions(&file("told.db"), &all, &[files], Some((1, &told))));
    let corrected = rows(&file("told.db"), &[]);
    assert_ne!(corrected, expected);
    for (name, portions, at) in [("early.db", &single, 2), ("late.db", &back, back.len())] {
        drop(in_portions(&file(name), &all, portions, Some((at, &told))));
        same(&file(name), &corrected);
    }
    // A role says whom a description means only in what is read from then on.
    let told = (listed(&[], Some("prime minister of Halden")), Vec::new());
    drop(in_portions(&file("known.db"), &all, &[files], Some((0, &told))));
    let learnt = in_portions(&file("learnt.db"), &all, &[files], Some((1, &told)));
    let engine = Engine::new(Some(2), learnt.authority().unwrap()).unwrap();
    learnt.reread(true, &engine, &LINKER, &mut |_| {}).unwrap();
    same(&file("learnt.db"), &rows(&file("known.db"), &[]));
}

#[test]
fn who_turns_out_to_be_somebody_else_has_other_links() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let texts = [
        "Mayor Oona Lund told the council: “The quay of Saltholm will stay open to every fishing boat through the \
         winter.” The council meets again in May.\n",
        "Lund said the quay of Saltholm will stay open to every fishing boat through the winter. Lund added that \
         the town would pay for the ice breaker.\n",
        "Harbour master Olaf Lund said the fishing boats of Saltholm paid too little for the quay.\n",
    ];
    let paths = [0, 1, 2].map(|k| file(&format!("{k}.txt")).to_string_lossy().into_owned());
    paths.iter().zip(texts).for_each(|(path, text)| std::fs::write(path, text).unwrap());
    let all = Inputs { paths: paths.to_vec(), ..Inputs::default() };
    let links = |name: &str| {
        let rows = rows(&file(name), &[]).into_iter();
        rows.filter(|row| row.starts_with("links: ")).collect::<Vec<_>>()
    };
    drop(in_portions(&file("two.db"), &all, &[&paths[..2]], None));
    let before = links("two.db");
    assert!(before.iter().any(|row| row.contains("same_utterance")), "one Lund: {before:?}");
    drop(in_portions(&file("once.db"), &all, &[&paths], None));
    let after = links("once.db");
    assert!(after.iter().any(|row| row.contains("same_claim")), "two of that name: {after:?}");
    assert!(!after.iter().any(|row| row.contains("same_utterance")), "two of that name: {after:?}");
    let expected = rows(&file("once.db"), &[]);
    for (name, order) in [("last.db", [0, 1, 2]), ("first.db", [2, 1, 0]), ("between.db", [1, 2, 0])] {
        let single = order.map(|k| std::slice::from_ref(&paths[k]));
        drop(in_portions(&file(name), &all, &single, None));
        same(&file(name), &expected);
    }
}

#[test]
fn a_record_that_may_not_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, files) = (tempfile::tempdir().unwrap(), examples());
    let file = folder.path().join("a.db");
    drop(record(&file, &[&files[..1]]));
    // Root may write whatever the mode says, but cannot open a folder as the lock's file.
    let lock = folder.path().join("a.db.lock");
    std::fs::remove_file(&lock).unwrap();
    std::fs::create_dir(&lock).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o444)).unwrap();
    let opened = Record::open(&file, Access::Write).map(drop);
    assert!(matches!(opened, Err(RecordError::ReadOnly(_))), "{opened:?}");
    let read = Record::open(&file, Access::Read).unwrap();
    assert_eq!(read.search(&Query { limit: 3, ..Query::default() }).unwrap().len(), 3);
    assert_eq!(read.verify(&mut |_, _| {}).unwrap(), []);
    // Who asked to read alone cannot change anything, whatever the mode; not after a check of the index either.
    let changed = read.list_people(&listed(&["Solvik"], None));
    assert!(matches!(changed, Err(RecordError::ReadOnly(_))), "{changed:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_is_looked_for_is_no_error(words in "[ -~“”éß\\n]{0,40}", source in any::<bool>(), speaker in "[ -~]{0,8}") {
        static RECORD: LazyLock<(tempfile::TempDir, std::path::PathBuf)> = LazyLock::new(|| {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("a.db");
            drop(record(&file, &[&examples()[..1]]));
            (folder, file)
        });
        let record = Record::open(&RECORD.1, Access::Read).unwrap();
        let speaker = Some(speaker).filter(|speaker| !speaker.is_empty());
        let fine = |found: Result<_, RecordError>| matches!(found, Ok(_) | Err(RecordError::Unknown(_)));
        let field = if source { Field::Source } else { Field::Content };
        let some = Query { words: words.clone(), field, speaker, limit: 5, ..Query::default() };
        let text = Query { words: words.clone(), field: Field::Text, limit: 5, ..Query::default() };
        for query in [some, text] {
            let found = record.search(&query);
            prop_assert!(fine(found), "{:?}", query);
        }
        let _ = record.who(&words, &Query::default());
        let _ = record.versions(&words);
    }
}

#[test]
fn a_record_that_is_moved_while_it_is_written_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let open = record(&file, &[&examples()[..1]]);
    open.settle(&LINKER, &mut |_| ()).unwrap();
    std::fs::rename(&file, folder.path().join("b.db")).unwrap();
    assert!(matches!(open.settle(&LINKER, &mut |_| ()), Err(RecordError::Moved(_))));
}

#[test]
fn the_brief_of_a_record_is_that_of_its_articles() {
    let (folder, files) = (tempfile::tempdir().unwrap(), examples());
    let kept = record(&folder.path().join("a.db"), &[&files]).brief(&Scope::default()).unwrap();
    let read = onrecord_app::ingest::read_inputs(inputs(&files));
    let mut views = Views::default();
    let documents = ENGINE.read(read.documents).iter().map(|reading| views.of(reading)).collect();
    let plain: Brief = brief(documents, &read.problems, 0.4, &Authority::default(), Some(&LINKER));
    let mut json = serde_json::to_string_pretty(&kept.brief).unwrap();
    for (id, article) in kept.ids.iter().zip(&plain.documents) {
        json = json.replace(id, &article.head.doc);
    }
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let expected = serde_json::to_value(&plain).unwrap();
    for part in ["documents", "statements", "links", "claims", "disputes", "narration", "stories", "people"] {
        assert_eq!(json[part], expected[part], "{part}");
    }
}
