//! Whether the words around a time expression put it into the past or the future.

use super::Lean;
use super::line::Line;
use super::token::Kind;

/// How far a verb is looked for, in tokens.
const REACH: usize = 14;

/// What the clause of an expression says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    /// On which side of the publication the expression lies.
    pub lean: Lean,
    /// Whether it is said outright ("will", "is due"), not only suggested by an infinitive.
    pub strong: bool,
    /// Whether the verb stands beside the expression, so that it surely speaks of it.
    pub close: bool,
}

const OPEN: Clause = Clause { lean: Lean::Open, strong: false, close: false };

/// What the clause says of the expression that the tokens `start..end` are.
///
/// The nearest verb before it decides; where it begins its clause, the first after it.
pub(super) fn clause(line: &Line, start: usize, end: usize) -> Clause {
    if let Some(clause) = leading(line, start) {
        return clause;
    }
    let own = line.word(end) == "'" && line.word(end + 1) == "s";
    for at in (start.saturating_sub(REACH)..start).rev() {
        if begins_clause(line, at) {
            break;
        }
        if let Some((lean, strong)) = verb(line, at) {
            // "Thursday's ruling" is over even where one plans to appeal it; "Thursday's vote" may not be.
            let over = own && lean == Lean::Future && !awaited(line.word(end + 2));
            let led = matches!(line.before(start), "to" | "until" | "till" | "by" | "through" | "for");
            let close = start - at <= 3 && !led;
            return if over { Clause { lean: Lean::Past, ..OPEN } } else { Clause { lean, strong, close } };
        }
    }
    for at in end..(end + REACH).min(line.len()) {
        if line.ends_sentence(at) || line.word(at) == ";" {
            break;
        }
        if let Some((lean, strong)) = verb(line, at) {
            return Clause { lean, strong, close: false };
        }
    }
    OPEN
}

/// What the words right before say: "since Friday", "as early as Tuesday", "until Monday".
fn leading(line: &Line, start: usize) -> Option<Clause> {
    let before = |back: usize| start.checked_sub(back).map_or("", |at| line.word(at));
    let future = Some(Clause { lean: Lean::Future, strong: true, close: true });
    match before(1) {
        "since" => Some(Clause { lean: Lean::Past, strong: true, close: true }),
        "as" if matches!(before(2), "early" | "soon" | "late") && before(3) == "as" => future,
        "by" if line.token(start).is_some_and(|token| token.sense.month.is_some()) => {
            Some(Clause { lean: Lean::Future, strong: false, close: false })
        }
        // "Until Friday they had waited": there the verb decides.
        "until" | "till" if !fronted(line, start) => Some(Clause { lean: Lean::Future, strong: false, close: false }),
        "effective" | "payable" | "upcoming" | "starting" | "beginning" => future,
        _ => None,
    }
}

/// Whether the expression and the one word that leads to it begin their clause.
fn fronted(line: &Line, start: usize) -> bool {
    start < 2 || begins_clause(line, start - 2)
}

/// Whether a clause begins after the token.
fn begins_clause(line: &Line, at: usize) -> bool {
    line.ends_sentence(at)
        || matches!(line.word(at), ";" | ":" | "\"" | "“" | "”")
        || (line.before(at) == ","
            && matches!(line.word(at), "and" | "but" | "while" | "whereas" | "although" | "though" | "or"))
}

fn awaited(noun: &str) -> bool {
    matches!(
        noun,
        "vote"
            | "election"
            | "elections"
            | "meeting"
            | "meetings"
            | "talks"
            | "summit"
            | "hearing"
            | "deadline"
            | "game"
            | "match"
            | "debate"
            | "session"
            | "trial"
            | "race"
            | "referendum"
            | "poll"
            | "ceremony"
            | "launch"
    )
}

/// Where a verb puts what it speaks of, and whether outright.
fn verb(line: &Line, at: usize) -> Option<(Lean, bool)> {
    let token = line.token(at)?;
    if token.kind != Kind::Word {
        return None;
    }
    let word = token.lower;
    let sense = token.sense;
    if (sense.future && !token.capital) || (word == "ll" && line.before(at) == "'") {
        return Some((Lean::Future, true));
    }
    if sense.schedule {
        return Some((Lean::Future, false));
    }
    if word == "to" && infinitive(line, at + 1) {
        return Some(before_infinitive(line, at));
    }
    if sense.due {
        return due(line, at);
    }
    past(line, at).then(|| participle(line, at))
}

/// A verb in the past or a past participle.
fn past(line: &Line, at: usize) -> bool {
    line.token(at).is_some_and(|token| {
        let sense = token.sense;
        sense.past || (token.lower.len() > 4 && token.lower.ends_with("ed") && !sense.no_past && !token.capital)
    })
}

/// "will be held" and "to be held" are to come, "is held" may be; "was held", "has been held", "held" are over.
fn participle(line: &Line, at: usize) -> (Lean, bool) {
    let mut back = at;
    for _ in 0..4 {
        let Some(next) = back.checked_sub(1) else { break };
        back = next;
        match line.word(back) {
            "be" | "not" | "also" | "been" | "being" | "have" | "soon" | "now" | "formally" => {}
            "is" | "are" if back + 1 == at => return (Lean::Future, false),
            "to" if line.word(back + 1) == "be" => return before_infinitive(line, back),
            word if line.token(back).is_some_and(|token| token.sense.future) || word == "ll" => {
                return (Lean::Future, true);
            }
            _ => break,
        }
    }
    (Lean::Past, true)
}

/// "had to leave" and "failed to come" are over; "plans to leave", "agreed to meet" are to come.
fn before_infinitive(line: &Line, to: usize) -> (Lean, bool) {
    match line.before(to) {
        "had" | "failed" | "refused" | "managed" | "forced" | "used" | "began" | "started" | "continued" | "came"
        | "went" | "helped" | "tried" | "seemed" | "appeared" | "declined" | "enough" | "first" | "able" | "unable" => {
            (Lean::Past, false)
        }
        "due" | "scheduled" | "expected" | "slated" | "planned" => due(line, to - 1).unwrap_or((Lean::Future, true)),
        "is" | "are" | "set" | "plans" | "plan" | "hopes" | "intends" | "expects" | "going" | "likely" => {
            (Lean::Future, true)
        }
        _ => (Lean::Future, false),
    }
}

/// Whether the word after `to` may be a verb: no article, name or number.
fn infinitive(line: &Line, at: usize) -> bool {
    line.token(at).is_some_and(|token| {
        let other = matches!(
            token.lower,
            "the"
                | "a"
                | "an"
                | "his"
                | "her"
                | "its"
                | "their"
                | "our"
                | "my"
                | "your"
                | "this"
                | "that"
                | "these"
                | "those"
                | "more"
                | "about"
                | "nearly"
                | "last"
                | "next"
                | "early"
                | "late"
                | "mid"
                | "all"
                | "any"
                | "both"
                | "each"
                | "him"
                | "them"
                | "us"
                | "me"
                | "it"
                | "you"
                | "other"
                | "some"
                | "what"
                | "who"
                | "death"
                | "work"
                | "no"
        );
        let sense = token.sense;
        token.kind == Kind::Word
            && !token.capital
            && !other
            && sense.number.is_none()
            && sense.unit.is_none()
            && !token.lower.ends_with("ing")
            && !token.lower.ends_with("tion")
            && !past(line, at)
    })
}

/// "is due", "is expected", "planned" are to come; "had been due" is over.
fn due(line: &Line, at: usize) -> Option<(Lean, bool)> {
    for back in (at.saturating_sub(3)..at).rev() {
        match line.word(back) {
            "been" if matches!(line.before(back), "had" | "not" | "originally") => return Some((Lean::Past, true)),
            "is" | "are" | "be" | "'s" | "am" | "was" | "were" | "been" => return Some((Lean::Future, true)),
            _ => {}
        }
    }
    matches!(line.word(at), "due" | "scheduled" | "expected" | "slated" | "planned").then_some((Lean::Future, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::testing::line;

    #[test]
    fn clauses_lean() {
        use Lean::{Future, Open, Past};
        for (text, lean) in [
            ("The council met on Thursday", Past),
            ("The council will meet on Thursday", Future),
            ("The vote will be held on Thursday", Future),
            ("The vote was held on Thursday", Past),
            ("The vote is scheduled for Thursday", Future),
            ("The vote had been due on Thursday", Past),
            ("The council plans to meet on Thursday", Future),
            ("The envoy failed to appear on Thursday", Past),
            ("Officials said Thursday they will leave", Past),
            ("On Thursday, the ferry sank", Past),
            ("On Thursday, the ferry will sail", Future),
            ("He spoke. On Thursday he'll sail", Future),
            ("He said the ferry could sail as early as Thursday", Future),
            ("It has been closed since Thursday", Past),
            ("He will go to sea, but on Thursday the ferry sank", Past),
            ("He vowed to appeal Thursday's ruling", Past),
            ("He vowed to win Thursday's election", Future),
            ("Mr. Will Harrow of Thursday", Open),
            ("Thursday", Open),
        ] {
            let line = line(text);
            let at = (0..line.len()).find(|&at| line.word(at) == "thursday").expect(text);
            assert_eq!(clause(&line, at, at + 1).lean, lean, "{text}");
        }
    }
}
