# What a change must pass; the same as CI runs.
check:
    .ci/run

# How fast articles are read on this machine: the examples over and over, or the files given.
bench *files:
    cargo bench --quiet --package onrecord-app --bench read -- {{files}}

# How fast statements are linked, and how that grows: statements made from the examples, or from the articles given.
bench-link *arguments:
    cargo bench --quiet --package onrecord-app --bench link -- {{arguments}}

# How fast articles come into a record, and how fast it answers: `--articles N`, made of the examples or the files given.
bench-record *arguments:
    cargo bench --quiet --package onrecord-app --bench record -- {{arguments}}

# Kills a run at random moments, many times over many articles.
kills count="100" articles="2000":
    ONRECORD_KILLS={{count}} ONRECORD_ARTICLES={{articles}} cargo test --workspace --test kills -- --nocapture

# Looks for input that a parser fails on (see fuzz/fuzz_targets); needs cargo-fuzz and a nightly compiler.
fuzz target seconds="600":
    cargo +nightly fuzz run --sanitizer none {{target}} -- -max_total_time={{seconds}} -timeout=30 -rss_limit_mb=2500

# How fast the encoder alone is, with each set of instructions that this machine has.
bench-encoder:
    cargo bench --quiet --package onrecord-core --bench encoder

# Scores `onrecord read` against a directory of annotated articles (text/*.txt and attributions/*.ann).
score data scorer=env("ONRECORD_SCORE", "../shared/score"):
    mkdir -p target/score
    cargo run --quiet -- read --quiet --format jsonl --output target/score/read.jsonl {{data}}/text/*.txt
    python3 {{scorer}}/spans.py {{data}} target/score/read.jsonl

# The tests of the page in a browser alone, against the program in target/debug.
browser:
    crates/page/tests/browser/run.sh

# Pictures of every view of the page, into target/screenshots.
screenshots:
    crates/page/tests/browser/run.sh screenshots

# Accepts what the commands print now: look at the difference before you commit it.
accept:
    UPDATE_DOCS=1 INSTA_UPDATE=always cargo test --workspace --test commands --test example --test messages
