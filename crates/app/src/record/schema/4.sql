-- Words are searched as a reader sees them, whatever mark-up the text has.
ALTER TABLE documents ADD COLUMN plain TEXT;          -- the words that a reader sees; null where these are the text
ALTER TABLE statements ADD COLUMN source_plain TEXT;  -- the source without mark-up and line breaks
CREATE VIEW document_text AS SELECT key, title, coalesce(plain, text) AS text FROM documents;
CREATE VIEW statement_text AS SELECT key, plain, source_plain AS source FROM statements;

DROP TRIGGER statement_words_in;
DROP TRIGGER statement_words_out;
DROP TABLE statement_words;
CREATE VIRTUAL TABLE statement_words USING fts5 (
  plain, source, content = 'statement_text', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER statement_words_in AFTER INSERT ON statements BEGIN
  INSERT INTO statement_words (rowid, plain, source) VALUES (new.key, new.plain, new.source_plain);
END;
CREATE TRIGGER statement_words_out AFTER DELETE ON statements BEGIN
  INSERT INTO statement_words (statement_words, rowid, plain, source) VALUES ('delete', old.key, old.plain, old.source_plain);
END;

DROP TRIGGER document_words_in;
DROP TRIGGER document_words_out;
DROP TABLE document_words;
CREATE VIRTUAL TABLE document_words USING fts5 (
  title, text, content = 'document_text', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER document_words_in AFTER INSERT ON documents BEGIN
  INSERT INTO document_words (rowid, title, text) VALUES (new.key, new.title, coalesce(new.plain, new.text));
END;
CREATE TRIGGER document_words_out AFTER DELETE ON documents BEGIN
  INSERT INTO document_words (document_words, rowid, title, text)
  VALUES ('delete', old.key, old.title, coalesce(old.plain, old.text));
END;
CREATE TRIGGER document_words_other AFTER UPDATE OF plain ON documents BEGIN
  INSERT INTO document_words (document_words, rowid, title, text)
  VALUES ('delete', old.key, old.title, coalesce(old.plain, old.text));
  INSERT INTO document_words (rowid, title, text) VALUES (new.key, new.title, coalesce(new.plain, new.text));
END;

-- Rows of earlier tables have none of that until `onrecord reread` makes them again: another program made them.
UPDATE statements SET source_plain = source;
INSERT INTO statement_words (statement_words) VALUES ('rebuild');
INSERT INTO document_words (document_words) VALUES ('rebuild');
UPDATE programs SET version = version || ' (tables 3)';

-- Marks of tables are made otherwise now; until they are, what they are of is not checked.
DELETE FROM facts WHERE substr(name, 1, 7) = 'sealed_';
