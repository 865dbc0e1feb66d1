//! What changed between two versions of an article: in its statements, not in its commas.

use std::collections::{BTreeSet, HashMap};

use onrecord_core::text::words::collapse;
use serde::Serialize;

use super::documents::{Made, Stored};
use super::open::{Record, RecordError};
use crate::views::Statement;

/// One version of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Version {
    /// The document's id.
    pub document: String,
    /// From 1.
    pub version: i64,
    /// Its name.
    pub doc: String,
    /// When it came into the record.
    pub added: String,
    /// The day of publication, if known.
    pub published: Option<String>,
    /// The day of the last change that it tells itself, if it does.
    pub modified: Option<String>,
    /// The headline, if known.
    pub title: Option<String>,
}

/// What changed from one version to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The earlier.
    pub from: Version,
    /// The later.
    pub to: Version,
    /// In the order of the later version; what vanished stands where it was.
    pub changes: Vec<Change>,
}

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A statement that was not there.
    Appeared {
        /// Its id in the later version.
        id: String,
        /// Who speaks.
        speaker: Option<String>,
        /// What is said.
        text: String,
    },
    /// A statement that is there no more.
    Vanished {
        /// Its id in the earlier version.
        id: String,
        /// Who speaks.
        speaker: Option<String>,
        /// What is said.
        text: String,
    },
    /// A statement that stands before or after others than it did.
    Moved {
        /// Its id in the later version.
        id: String,
        /// What is said.
        text: String,
        /// The line on which it was.
        before: usize,
        /// The line on which it is.
        after: usize,
    },
    /// Other words are given.
    Reworded {
        /// Its id in the later version.
        id: String,
        /// Who speaks.
        speaker: Option<String>,
        /// The words as they were.
        before: String,
        /// The words as they are.
        after: String,
    },
    /// Something else about a statement, or the article, is told otherwise.
    Told {
        /// Its id in the later version; the document's for `title` and `published`.
        id: String,
        /// `speaker`, `said`, `stance`, `form`, `via`, `title`, `published`.
        field: &'static str,
        /// What is said.
        text: String,
        /// As it was.
        before: Option<String>,
        /// As it is.
        after: Option<String>,
    },
}

/// Two wordings that share this much of their words are one statement, reworded.
const ALIKE: f64 = 0.5;

impl Record {
    /// The versions of the article at an address, or of a name or an id, the first first.
    ///
    /// # Errors
    /// If there is no such article.
    pub fn versions(&self, article: &str) -> Result<Vec<Version>, RecordError> {
        let plain = super::address::plain_url(article);
        let sql = "SELECT address FROM documents WHERE id = ?1 OR address = ?2 \
                   UNION SELECT d.address FROM names n CROSS JOIN documents d ON d.id = n.document WHERE n.name = ?1";
        let found: Vec<String> = self.all(sql, [article, &plain], |row| row.get(0))?;
        let address = match &found[..] {
            [one] => one,
            [] => {
                return Err(RecordError::Unknown(format!(
                    "no article {article:?} in this record; give its address, name or id"
                )));
            }
            _ => {
                return Err(RecordError::Unknown(format!(
                    "{article:?} is several articles; give an address: {}",
                    found.join(", ")
                )));
            }
        };
        let sql = "SELECT id, version, name, added, published, modified, title FROM documents WHERE address = ? ORDER BY version";
        self.all(sql, [address], |row| {
            Ok(Version {
                document: row.get(0)?,
                version: row.get(1)?,
                doc: row.get(2)?,
                added: row.get(3)?,
                published: row.get(4)?,
                modified: row.get(5)?,
                title: row.get(6)?,
            })
        })
    }

    /// What changed from each version of an article to the next, as the program reads them. What was corrected so that both say the
    /// same is no change, and what was rejected is none either.
    ///
    /// # Errors
    /// If there is no such article, or a row is damaged.
    pub fn diff(&self, article: &str) -> Result<Vec<Difference>, RecordError> {
        let versions = self.versions(article)?;
        let log = self.in_force()?;
        let mut out = Vec::new();
        for pair in versions.windows(2) {
            let [from, to] = [&pair[0], &pair[1]];
            // A correction may reach the one wording and not the other: what is compared is what was found.
            let [old, new] = [self.stored(&from.document, &[])?, self.stored(&to.document, &[])?];
            let corrected = [self.stored(&from.document, &log)?, self.stored(&to.document, &log)?];
            let corrected: HashMap<String, Statement> =
                corrected.iter().flat_map(statements).map(|statement| (statement.id.clone(), statement)).collect();
            let mut changes = Vec::new();
            for (field, before, after) in
                [("title", &from.title, &to.title), ("published", &from.published, &to.published)]
            {
                // That nothing was told of the later one is no change.
                if after.is_some() && before.as_deref().map(folded) != after.as_deref().map(folded) {
                    let (before, after, id) = (before.clone(), after.clone(), to.document.clone());
                    changes.push(Change::Told { id, field, text: String::new(), before, after });
                }
            }
            changes.extend(between(&statements(&old), &statements(&new), &corrected));
            out.push(Difference { from: from.clone(), to: to.clone(), changes });
        }
        Ok(out)
    }
}

/// The statements of a version that are on record.
fn statements(stored: &Stored) -> Vec<Statement> {
    let Made { view, on_record, .. } = stored.made();
    view.statements.into_iter().zip(on_record).filter_map(|(statement, on)| on.then_some(statement)).collect()
}

/// What is told of a statement beside its words.
fn fields(statement: &Statement) -> [(&'static str, Option<String>); 5] {
    let via = (!statement.via.is_empty()).then(|| statement.via.join(", "));
    [
        ("speaker", statement.speaker.as_ref().map(|speaker| speaker.name.clone())),
        ("said", statement.said.as_ref().map(|said| format!("{} to {}", said.start, said.end))),
        ("stance", Some(statement.stance.to_owned())),
        ("form", Some(statement.form.as_str().to_owned())),
        ("via", via),
    ]
}

/// What changed from some statements to others; those of them that stand, as they were corrected, by their ids.
fn between(old: &[Statement], new: &[Statement], corrected: &HashMap<String, Statement>) -> Vec<Change> {
    let pairs = matched(old, new);
    let moved = out_of_order(&pairs);
    let of_new = |n: usize| pairs.iter().find(|(_, new)| *new == n).map(|(old, _)| *old);
    let of_old = |o: usize| pairs.iter().find(|(old, _)| *old == o);
    let speaker = |statement: &Statement| statement.speaker.as_ref().map(|speaker| speaker.name.clone());
    let mut changes = Vec::new();
    let mut next = 0;
    // What vanished is told before what came after it.
    let mut gone = |upto: usize, changes: &mut Vec<Change>| {
        for (o, statement) in old.iter().enumerate().take(upto).skip(next) {
            if of_old(o).is_none() && corrected.contains_key(&statement.id) {
                let (id, text) = (statement.id.clone(), statement.content.plain.clone());
                changes.push(Change::Vanished { id, speaker: speaker(statement), text });
            }
        }
        next = next.max(upto);
    };
    for (n, after) in new.iter().enumerate() {
        let (id, text) = (after.id.clone(), after.content.plain.clone());
        let Some(o) = of_new(n) else {
            if corrected.contains_key(&id) {
                changes.push(Change::Appeared { id, speaker: speaker(after), text });
            }
            continue;
        };
        let before = &old[o];
        if !moved.contains(&n) {
            gone(o, &mut changes);
        } else {
            let lines = (before.place.line, after.place.line);
            changes.push(Change::Moved { id: id.clone(), text: text.clone(), before: lines.0, after: lines.1 });
        }
        if folded(&before.content.plain) != folded(&text) {
            let (was, is) = (before.content.plain.clone(), text.clone());
            changes.push(Change::Reworded { id: id.clone(), speaker: speaker(after), before: was, after: is });
        }
        let now = [before, after].map(|statement| corrected.get(&statement.id).map(fields));
        for (k, ((field, before), (_, after))) in fields(before).into_iter().zip(fields(after)).enumerate() {
            let same = matches!(&now, [Some(before), Some(after)] if before[k] == after[k]);
            if before != after && !same {
                changes.push(Change::Told { id: id.clone(), field, text: text.clone(), before, after });
            }
        }
    }
    gone(old.len(), &mut changes);
    changes
}

/// Which statements are the same: first those in the same words, then those that share most of their words.
fn matched(old: &[Statement], new: &[Statement]) -> Vec<(usize, usize)> {
    let speaker = |statement: &Statement| statement.speaker.as_ref().map(|speaker| speaker.id.clone());
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let (mut free_old, mut free_new): (BTreeSet<usize>, BTreeSet<usize>) =
        ((0..old.len()).collect(), (0..new.len()).collect());
    for same_speaker in [true, false] {
        for n in free_new.clone() {
            let words = folded(&new[n].content.plain);
            let fits = |o: &&usize| {
                folded(&old[**o].content.plain) == words && (!same_speaker || speaker(&old[**o]) == speaker(&new[n]))
            };
            if let Some(&o) = free_old.iter().find(fits) {
                pairs.push((o, n));
                free_old.remove(&o);
                free_new.remove(&n);
            }
        }
    }
    let words = |statement: &Statement| -> BTreeSet<String> {
        folded(&statement.content.plain).split(' ').map(str::to_owned).collect()
    };
    let mut alike: Vec<(f64, usize, usize)> = Vec::new();
    for &o in &free_old {
        for &n in &free_new {
            let (a, b) = (words(&old[o]), words(&new[n]));
            let share = a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64;
            let share = share + if speaker(&old[o]) == speaker(&new[n]) { 0.1 } else { -0.1 };
            if share >= ALIKE {
                alike.push((share, o, n));
            }
        }
    }
    alike.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    for (_, o, n) in alike {
        if free_old.contains(&o) && free_new.contains(&n) {
            pairs.push((o, n));
            free_old.remove(&o);
            free_new.remove(&n);
        }
    }
    pairs.sort_by_key(|pair| pair.1);
    pairs
}

/// The later places of those that are not in the longest run of pairs that kept their order.
fn out_of_order(pairs: &[(usize, usize)]) -> BTreeSet<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(pairs.len());
    for (k, (old, _)) in pairs.iter().enumerate() {
        let before = (0..k).filter(|&j| pairs[j].0 < *old).max_by_key(|&j| (best[j].0, std::cmp::Reverse(j)));
        best.push((before.map_or(0, |j| best[j].0) + 1, before));
    }
    let mut kept = BTreeSet::new();
    let mut at = (0..pairs.len()).max_by_key(|&k| (best[k].0, std::cmp::Reverse(k)));
    while let Some(k) = at {
        kept.insert(pairs[k].1);
        at = best[k].1;
    }
    pairs.iter().map(|pair| pair.1).filter(|n| !kept.contains(n)).collect()
}

/// Words without what makes no difference: capitals, marks, kinds of white space. Signs of money and number do make one.
fn folded(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let counts = |(at, c): (usize, &char)| {
        let number = chars.get(at + 1).is_some_and(char::is_ascii_digit);
        c.is_alphanumeric() || "%‰°$€£¥₹₽¢+<>=±×÷".contains(*c) || "-−–.,".contains(*c) && number
    };
    let plain: String = chars.iter().enumerate().map(|(at, c)| if counts((at, c)) { *c } else { ' ' }).collect();
    collapse(&plain.to_lowercase())
}

#[cfg(test)]
mod tests {
    use onrecord_core::statement::Form;

    use super::*;
    use crate::views::{Passage, Place, Speaker};

    fn statement(number: usize, speaker: &str, text: &str) -> Statement {
        let speaker = Speaker { id: speaker.to_lowercase(), name: speaker.to_owned(), kind: "person" };
        Statement {
            id: format!("d#{number}"),
            form: Form::Indirect,
            stance: "asserts",
            confidence: 1.0,
            source: None,
            cue: None,
            content: Passage { spans: Vec::new(), text: text.to_owned(), plain: text.to_owned() },
            speaker: Some(speaker),
            said: None,
            addressee: None,
            occasion: None,
            via: Vec::new(),
            number,
            place: Place { line: number, column: 1 },
            speaker_at: None,
        }
    }

    fn told(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<String> {
        let all = |version: &str, list: &[(&str, &str)]| -> Vec<Statement> {
            let one = |(number, (speaker, text)): (usize, &(&str, &str))| {
                let id = format!("{version}#{number}");
                Statement { id, ..statement(number, speaker, text) }
            };
            (1..).zip(list).map(one).collect()
        };
        let (old, new) = (all("old", old), all("new", new));
        let stand = old.iter().chain(&new).map(|statement| (statement.id.clone(), statement.clone())).collect();
        let word = |change: Change| match change {
            Change::Appeared { text, .. } => format!("+ {text}"),
            Change::Vanished { text, .. } => format!("- {text}"),
            Change::Moved { text, before, after, .. } => format!("{before}>{after} {text}"),
            Change::Reworded { before, after, .. } => format!("{before} > {after}"),
            Change::Told { field, before, after, .. } => format!("{field}: {before:?} > {after:?}"),
        };
        between(&old, &new, &stand).into_iter().map(word).collect()
    }

    const FERRY: (&str, &str) = ("Lund", "the ferry is safe");
    const QUAY: (&str, &str) = ("Orr", "the quay will be closed until May");
    const TAX: (&str, &str) = ("Quist", "nobody asked for a tax on plums");

    #[test]
    fn commas_and_capitals_are_no_change() {
        assert!(told(&[FERRY, QUAY], &[("Lund", "The ferry, is “safe”."), QUAY]).is_empty());
        for (before, after) in [
            ("it costs €5 million", "it costs $5 million"),
            ("it rose by 5% a year", "it rose by 5 a year"),
            ("it was -3 degrees there", "it was 3 degrees there"),
        ] {
            assert_eq!(told(&[("Lund", before)], &[("Lund", after)]).len(), 1, "{before}");
        }
    }

    #[test]
    fn what_comes_goes_moves_and_is_reworded_is_told() {
        assert_eq!(told(&[FERRY, QUAY], &[FERRY, TAX]), [format!("+ {}", TAX.1), format!("- {}", QUAY.1)]);
        let softer = ("Orr", "the quay may be closed until May");
        assert_eq!(told(&[FERRY, QUAY], &[FERRY, softer]), [format!("{} > {}", QUAY.1, softer.1)]);
        assert_eq!(told(&[FERRY, QUAY, TAX], &[TAX, FERRY, QUAY]), [format!("3>1 {}", TAX.1)]);
        assert_eq!(told(&[FERRY], &[("Orr", FERRY.1)]), ["speaker: Some(\"Lund\") > Some(\"Orr\")"]);
        assert!(told(&[], &[]).is_empty());
    }
}
