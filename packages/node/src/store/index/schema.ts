/**
 * The tables of the index. Many executions share a text, so each text is there twice. Rows prove themselves: a text by its hash, an execution by its check, a blob by the checksum
 * in the execution that names it, a reading by the proof in its body. `bases` needs no proof: a wrong read set only finds no execution. `uses` and `used_sets` need none either: they
 * only say what garbage collection takes first.
 */
export const schemaBefore4 = `
  create table counters (name text primary key, value integer) without rowid;
  create table texts (id integer primary key, hash integer, body blob);
  create table spare_texts (id integer primary key, body blob);
  create table executions (id integer primary key, key integer, stage integer, proof text, body blob);
  create table bases (id integer primary key, base integer, sets text);
  create table blobs (id integer primary key, bytes blob);
  create table readings (path integer primary key, body text);
  create table uses (id integer primary key, day integer);
  create table used_sets (hash integer primary key, day integer);
  create index texts_hash on texts (hash);
  create index executions_key on executions (key) where key is not null;
  create index executions_stage on executions (stage);
  create unique index bases_base on bases (base);
`

/**
 * Since format 4: what each step stood on last, and how runs went. Neither needs a proof of its own: an execution proves
 * itself, and a wrong row only makes a reason or a line of the history wrong.
 */
export const schemaSince4 = `
  create table places (id integer primary key, place integer, key integer, record blob);
  create table runs (run integer primary key, body blob);
  create unique index places_place on places (place);
`

/** Since format 5: how the parts of code read. A row proves itself. */
export const schemaSince5 = `
  create table codes (id integer primary key, part integer, body blob);
  create unique index codes_part on codes (part);
`

export const schema: string = schemaBefore4 + schemaSince4 + schemaSince5

/** Set before the first table is made: what garbage collection frees can be given back to the disk. */
export const newIndexSettings = 'pragma auto_vacuum = incremental;'

/** So long, in milliseconds, a statement waits for another connection. */
export const patience = 'pragma busy_timeout = 8;'

/** Bounds what a damaged or crafted index can make SQLite do. */
export const connectionSettings: string = `
  ${patience}
  pragma trusted_schema = off;
  pragma cell_size_check = on;
  pragma cache_size = -4000;
`

const boundedLog = 'pragma journal_size_limit = 16000000;'
/** A commit is in the log when it returns; the log is synced before it is brought into the file. */
export const fastWrites: string = `pragma synchronous = normal; ${boundedLog}`
/** The log is synced at each commit, on macOS down to the medium. */
export const syncedWrites: string = `pragma synchronous = full; pragma fullfsync = on; pragma checkpoint_fullfsync = on; ${boundedLog}`
