# What a change must pass; the same as CI runs.
check:
    .ci/run

# How fast the encoder is on this machine.
bench:
    cargo bench --workspace

# Scores `onrecord read` against a directory of annotated articles (text/*.txt and attributions/*.ann).
score data scorer=env("ONRECORD_SCORE", "../shared/score"):
    mkdir -p target/score
    cargo run --quiet -- read --quiet --format jsonl --output target/score/read.jsonl {{data}}/text/*.txt
    python3 {{scorer}}/spans.py {{data}} target/score/read.jsonl

# Accepts what the commands print now: look at the difference before you commit it.
accept:
    UPDATE_DOCS=1 INSTA_UPDATE=always cargo test -p onrecord --test commands --test example --test messages
