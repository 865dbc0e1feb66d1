-- What onrecord keeps. Plain tables for any SQLite client; `record` is the view to begin with.
-- Spans are JSON arrays of [start, end) in Unicode code points of documents.text, as substr() counts:
-- substr(text, start + 1, end - start) is the quotation. Days are YYYY-MM-DD. Lists are JSON arrays.

-- The versions of program and models that made rows.
CREATE TABLE programs (
  id INTEGER PRIMARY KEY,
  version TEXT NOT NULL,
  models TEXT NOT NULL,             -- SHA-256 of the weights of reader, judge and embedder
  UNIQUE (version, models)
) STRICT;

-- One row a version of an article.
CREATE TABLE documents (
  key INTEGER PRIMARY KEY,          -- in the order in which they came
  id TEXT NOT NULL UNIQUE,          -- of the bytes and of where they are from: the same input has the same id anywhere
  name TEXT NOT NULL,               -- as first given
  address TEXT NOT NULL,            -- what its versions have in common: the URL, or else the name
  version INTEGER NOT NULL,         -- from 1
  current INTEGER NOT NULL,         -- 1 for the latest version, the only one that is linked, searched and told of
  sha256 TEXT NOT NULL,             -- of the bytes as they came
  raw TEXT NOT NULL,                -- where those are: `text` (in this row), `bytes` (in that table) or `gone`
  format TEXT NOT NULL,
  url TEXT,
  outlet TEXT,
  title TEXT,
  published TEXT,
  modified TEXT,
  fetched TEXT,
  added TEXT NOT NULL,              -- when it came into this record
  unread TEXT,                      -- why it was not read for statements, if so
  program INTEGER NOT NULL REFERENCES programs (id),
  text TEXT NOT NULL,               -- what spans count
  UNIQUE (address, version)
) STRICT;

-- Every name under which a document was given.
CREATE TABLE names (
  name TEXT NOT NULL,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  PRIMARY KEY (name, document)
) STRICT, WITHOUT ROWID;

-- The bytes as they came, zlib; none where they are documents.text.
CREATE TABLE bytes (
  document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  zlib BLOB NOT NULL
) STRICT;

-- What the program found, before anybody corrected it: the cleaned text with its offset map, people, times and
-- statements. For the program's own eyes.
CREATE TABLE readings (
  document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  found BLOB NOT NULL,              -- postcard, zlib
  people BLOB NOT NULL,             -- the people, corrections applied: postcard, zlib
  cards BLOB NOT NULL,              -- what the index of candidates asks of each statement: postcard, zlib
  vectors BLOB NOT NULL,            -- where each statement stands among sentences: postcard, zlib
  linked INTEGER NOT NULL           -- 0 while its links are still to be found
) STRICT;

-- Who speaks, as corrected. What the program found instead stands in `found`, as JSON of the columns that were corrected.
CREATE TABLE statements (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,          -- <document>#<number>
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  on_record INTEGER NOT NULL,       -- 1 unless rejected, or too uncertain and not confirmed
  status TEXT NOT NULL,             -- found, confirmed, rejected, added
  form TEXT NOT NULL,
  stance TEXT NOT NULL,
  confidence REAL NOT NULL,
  source TEXT,
  source_spans TEXT,
  cue TEXT,
  cue_spans TEXT,
  content TEXT NOT NULL,
  content_spans TEXT NOT NULL,
  plain TEXT NOT NULL,              -- the content without mark-up and line breaks
  speaker INTEGER,                  -- appearances.number
  said_start TEXT,
  said_end TEXT,
  said_grounds TEXT,
  addressee TEXT,
  occasion TEXT,
  via TEXT NOT NULL,
  line INTEGER NOT NULL,
  found TEXT,
  UNIQUE (document, number)
) STRICT;

-- What articles tell in their own voice, sentence by sentence.
CREATE TABLE narration (
  id TEXT PRIMARY KEY,              -- <document>#n<number>
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  spans TEXT NOT NULL
) STRICT;

-- People, organisations, groups and unnamed sources over all articles.
CREATE TABLE people (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  aliases TEXT NOT NULL,
  roles TEXT NOT NULL,              -- [[role, first day of publication of an article that gives it, or null], ...]
  members TEXT NOT NULL             -- ids of those who speak together
) STRICT;

-- Where people are named in an article.
CREATE TABLE appearances (
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,          -- within the document, from 0
  person TEXT,                      -- people.id; null until the record has been gathered
  mentions TEXT NOT NULL,
  PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX appearances_person ON appearances (person);

-- The ties that the program found, before anybody corrected them.
CREATE TABLE found_links (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  relation TEXT NOT NULL,
  score REAL NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX found_links_b ON found_links (b);

-- Typed ties between two statements, or a statement and narration, as corrected.
CREATE TABLE links (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  relation TEXT NOT NULL,
  score REAL NOT NULL,
  why TEXT NOT NULL,
  status TEXT NOT NULL,             -- found, confirmed, rejected, added
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_b ON links (b);

-- Dates that one report of an act of speaking lends to another, which has none.
CREATE TABLE lent (
  statement TEXT PRIMARY KEY,
  lender TEXT NOT NULL,
  said_start TEXT NOT NULL,
  said_end TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE claims (id TEXT PRIMARY KEY, text TEXT NOT NULL, articles INTEGER NOT NULL) STRICT;
CREATE TABLE claim_statements (
  claim TEXT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
  statement TEXT NOT NULL,
  PRIMARY KEY (claim, statement)
) STRICT, WITHOUT ROWID;
CREATE TABLE disputes (id TEXT PRIMARY KEY, heading TEXT NOT NULL) STRICT;
CREATE TABLE dispute_statements (
  dispute TEXT NOT NULL REFERENCES disputes (id) ON DELETE CASCADE,
  statement TEXT NOT NULL,
  side INTEGER NOT NULL,            -- 1 or 2
  PRIMARY KEY (dispute, statement)
) STRICT, WITHOUT ROWID;
CREATE TABLE stories (id TEXT PRIMARY KEY, title TEXT NOT NULL) STRICT;
CREATE TABLE story_documents (
  story TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  document TEXT NOT NULL,
  origin INTEGER NOT NULL,          -- the same number for copies of one text
  PRIMARY KEY (story, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_documents_document ON story_documents (document);

-- What could not be read, until it could.
CREATE TABLE failures (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  input TEXT NOT NULL,              -- the file or address
  place TEXT NOT NULL,              -- line:column, or the member of an archive; empty if the whole
  reason TEXT NOT NULL,
  UNIQUE (input, place, reason)
) STRICT;

-- What people corrected, never changed and never deleted: each row holds the hash of the one before.
CREATE TABLE corrections (
  number INTEGER PRIMARY KEY,       -- from 1, without gaps
  at TEXT NOT NULL,
  author TEXT NOT NULL,
  note TEXT NOT NULL,
  action TEXT NOT NULL,             -- JSON
  previous TEXT NOT NULL,           -- the hash of the row before, or 64 zeros
  hash TEXT NOT NULL                -- SHA-256 of previous, number, at, author, note and action, each with a line feed after it
) STRICT;

-- Small facts about the record itself.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Every statement that stands, with what is known of it.
CREATE VIEW record AS
  SELECT s.id, p.id AS speaker, p.name AS speaker_name, s.stance, s.content, s.source, s.cue, s.form,
         coalesce(l.said_start, s.said_start) AS said_start, coalesce(l.said_end, s.said_end) AS said_end,
         CASE WHEN l.statement IS NULL THEN s.said_grounds ELSE 'as told of the same utterance in ' || l.lender END AS said_grounds,
         s.addressee, s.occasion, s.via, s.confidence, s.status,
         d.id AS document, d.outlet, d.published, d.title, d.url, d.name, s.line, s.content_spans
  FROM statements s
  JOIN documents d ON d.id = s.document AND d.current = 1
  LEFT JOIN appearances a ON a.document = s.document AND a.number = s.speaker
  LEFT JOIN people p ON p.id = a.person
  LEFT JOIN lent l ON l.statement = s.id
  WHERE s.on_record = 1;

-- Words to search, kept in step by triggers.
CREATE VIRTUAL TABLE statement_words USING fts5 (
  plain, source, content = 'statements', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER statement_words_in AFTER INSERT ON statements BEGIN
  INSERT INTO statement_words (rowid, plain, source) VALUES (new.key, new.plain, new.source);
END;
CREATE TRIGGER statement_words_out AFTER DELETE ON statements BEGIN
  INSERT INTO statement_words (statement_words, rowid, plain, source) VALUES ('delete', old.key, old.plain, old.source);
END;
CREATE VIRTUAL TABLE document_words USING fts5 (
  title, text, content = 'documents', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER document_words_in AFTER INSERT ON documents BEGIN
  INSERT INTO document_words (rowid, title, text) VALUES (new.key, new.title, new.text);
END;
CREATE TRIGGER document_words_out AFTER DELETE ON documents BEGIN
  INSERT INTO document_words (document_words, rowid, title, text) VALUES ('delete', old.key, old.title, old.text);
END;
