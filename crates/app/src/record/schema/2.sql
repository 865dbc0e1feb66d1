-- Statements between which one was taken away: they may have come near enough to be compared, which is still to be done.
CREATE TABLE nearer (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

-- Ways into the tables for a page that shows a little of a large record at a time; no row changes.
CREATE INDEX documents_added ON documents (current, added);
CREATE INDEX statements_speaker ON statements (document, speaker, on_record, said_start);
CREATE INDEX statements_dated ON statements (said_start, said_end, document, speaker)
  WHERE on_record = 1 AND said_start IS NOT NULL;
CREATE INDEX statements_unsure ON statements (confidence, id) WHERE status = 'found';
CREATE INDEX statements_stance ON statements (stance, on_record);
CREATE INDEX links_relation ON links (relation, score);
CREATE INDEX dispute_statements_statement ON dispute_statements (statement);
CREATE INDEX claim_statements_statement ON claim_statements (statement);
CREATE INDEX people_joint ON people (id, members) WHERE members <> '[]';
