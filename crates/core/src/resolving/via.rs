//! Through whom each statement came: which of the outlets, platforms and programmes that the article names is its own, or
//! none; judged as the dates are (`said`).

use std::sync::LazyLock;

use super::article::Article;
use super::outlets::{Candidate, candidates};
use super::weights::{Weights, best};
use crate::people::Name;
use crate::reading::passage;
use crate::statement::Via;
use crate::text::View;

/// How probable an outlet must be to be given; chosen on the labelled stories, those of development too.
const SURE: f32 = 0.25;

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::read(include_str!("via.tsv")));

/// The chain through which each of the attributions came.
pub(super) fn via(view: &View, article: &Article<'_>, names: &[Name]) -> Vec<Vec<Via>> {
    let choose = |all: Vec<Candidate>| {
        let judged = WEIGHTS.judge(all.iter().map(|c| &c.traits[..]));
        let chosen = best(&judged, SURE).map(|at| &all[at]);
        chosen.map(|c| Via { name: c.name.clone(), words: passage(view, &[c.words]) }).into_iter().collect()
    };
    candidates(article, names).into_iter().map(choose).collect()
}

#[cfg(test)]
mod tests {
    use crate::resolving::testing::resolved;

    fn check(marked: &str, expected: &[&str]) {
        let statements = resolved(marked, None).statements;
        let made: Vec<String> =
            statements.iter().map(|s| s.via.iter().map(|v| v.name.as_str()).collect::<Vec<_>>().join("; ")).collect();
        assert_eq!(made, expected, "{marked}");
    }

    #[test]
    fn to_whom_it_was_told_is_the_way() {
        check("{Ada Wade} [told] CNN that <the harbour of Ister would be dredged before winter>.", &["CNN"]);
        check(
            "“<The harbour of Ister will be dredged before winter>,” {Ada Wade} [told] the Ister Courier.",
            &["Ister Courier"],
        );
        check(
            "{Ada Wade} [said] in an interview with The Ada Orr Show that <the harbour would be dredged>.",
            &["The Ada Orr Show"],
        );
    }

    #[test]
    fn a_platform_stands_in_the_verb() {
        check("“<The harbour of Ister will be dredged before winter>,” {Ada Wade} [tweeted].", &["Twitter"]);
        check("“<The harbour of Ister will be dredged before winter>,” {Ada Wade} [wrote] on Facebook.", &["Facebook"]);
    }

    #[test]
    fn what_is_spoken_of_is_no_way() {
        check("{Ada Wade} [said] that <CNN had not understood the harbour of Ister>.", &[""]);
        check("{Ada Wade} [said] that <the harbour of Ister would be dredged before winter>.", &[""]);
    }
}
