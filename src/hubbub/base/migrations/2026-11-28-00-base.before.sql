-- Most promises have no key, and need no entry in an index of keys; what is claimed is written anew beside itself.
CREATE UNIQUE INDEX jobs_once ON jobs (once) WHERE once IS NOT NULL;
ALTER TABLE jobs DROP CONSTRAINT jobs_once_key;
ALTER TABLE jobs SET (fillfactor = 50);
