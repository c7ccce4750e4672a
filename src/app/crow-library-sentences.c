#include "crow-library-sentences.h"

#include <glib/gi18n.h>

/* Longer ones before those that they begin or end with. build-aux/check-translations proves that
 * the libraries have these very words. */
static const char *const sentences[] = {
  /* Reading and writing files. Pieces that end a sentence have no capital. */
  N_ ("permission denied"),
  N_ ("no such file or folder"),
  N_ ("a part of its path is a file and not a folder"),
  N_ ("it is a folder"),
  N_ ("the disk is full"),
  N_ ("the disk quota is used up"),
  N_ ("the file system is mounted read-only"),
  N_ ("its symbolic links go round in a circle"),
  N_ ("its name is too long"),
  N_ ("the disk reports an error"),
  N_ ("it is too large for the file system"),
  N_ ("too many files are open"),
  N_ ("the memory is used up"),
  N_ ("free some space and try again"),
  N_ ("make it writable (chmod u+w) or write to another place"),
  N_ ("create the folder first or write to another place"),
  N_ ("write to another place"),
  N_ ("is no longer"),
  N_ ("has changed"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: cannot be written: its folder %s is read-only, and a file is replaced safely only by "
      "way of a new one beside it; make the folder writable (chmod u+w) or write to another place "
      "(nothing was changed)"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: cannot be written: %s; %s (nothing was changed)"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: has changed on disk since it was read; nothing was written"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: is no longer on disk since it was read; nothing was written"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: changed on disk since it was read; nothing was written. Read it again, or save over it"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: cannot be read: it is a symbolic link to %s, which does not exist"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: no such file or folder; its folder %s does not exist either"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: no such file or folder"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: cannot be read: %s; allow it (chmod u+r) or open a copy"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: cannot be read: %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: the folder cannot be read: %s; allow it (chmod u+rx) or choose another folder"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: there is no .prisma file in this folder or below it; name the schema's file or the "
      "folder that holds it, in most projects prisma/"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: larger than 1 GiB: this is no schema; choose a .prisma file"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: the file is %s text, and a schema is UTF-8; convert it: iconv -f %s -t UTF-8 OLD > NEW"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: this is %s and not a Prisma schema (binary, byte %s); choose a .prisma file"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: a NUL byte (byte %s): the file is binary and not a Prisma schema, or damaged; choose a "
      ".prisma file or restore it"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: the byte %s (byte %s) is not valid UTF-8; save the file as UTF-8 in your editor, or "
      "convert it if it is Latin-1: iconv -f ISO-8859-1 -t UTF-8 OLD > NEW"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("and %s more files that cannot be read"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: the migration's folder cannot be made: %s (nothing was changed)"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: a migration of this name exists already; choose another name (nothing was changed)"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: the migrations here are for %s, the schema is for %s; move that folder away to begin a "
      "new history (nothing was changed)"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: these edits were opened or discarded meanwhile"),
  N_ ("both sides changed the same lines, or a file is gone; the two cannot be brought together. "
      "Save your text as a copy and compare"),
  /* Why an action cannot be chosen, and other refusals of an edit. */
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("an implicit many-to-many relation has its actions fixed: Cascade on delete and on update, "
      "in the hidden join table %s; an explicit join model lets one choose them"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s with relationMode = \"prisma\" does not take %s; it takes %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s does not take %s; it takes %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s cannot be SetNull: the key has a required field; allowed are %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is not PostgreSQL itself: how it changes a foreign key is not known, so it is only "
      "shown."),
  N_ ("The database has no foreign key for it."),
  N_ ("Its names are not UTF-8, so no script can spell them."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("The catalogue says something of it that this version does not know (%s); writing it anew "
      "would lose that."),
  N_ ("A temporal foreign key (PERIOD) can only have NO ACTION (SQLSTATE 0A000)."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("The column “%s” is generated, so the database cannot write it (SQLSTATE 42601)."),
  N_ ("the schema would have more errors than it has"),
  N_ ("its line cannot be read; put it right first"),
  N_ ("its lines cannot be read; put them right first"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("\"%s\" is no name for a model: it begins with a letter and has only letters, digits and _ "
      "in it"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("the schema has something called %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("the model %s has no field with @id"),
  N_ ("a self relation needs a name; put it right first"),
  N_ ("an implicit many-to-many relation has its index in the hidden join table"),
  N_ ("a view has no index"),
  N_ ("the relation has no key"),
  N_ ("its key has an index already"),
  /* Why a plan writes no SQL, and what it warns of. */
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("The plan %s has no SQL for: %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("No SQL can be written for a schema without a provider: %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("MongoDB has no SQL: %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("No SQL can be written yet for %s: %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is partitioned, and only from PostgreSQL 18 on can a foreign key of such a table be NOT "
      "VALID, SQLSTATE 42809; the plan simple can do it"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is partitioned, and only from PostgreSQL 18 on can a foreign key of such a table be NOT "
      "VALID, SQLSTATE 42809"),
  N_ ("columns of SET NULL and SET DEFAULT are known from PostgreSQL 15 on"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is not PostgreSQL itself: how it changes a foreign key is not known"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is NOT ENFORCED and stays so: its actions never happen."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is NOT VALID and stays so: old rows are not checked, there may be some without a "
      "parent."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("The triggers that enforce %s are not in their usual state (ALTER TABLE … DISABLE or ENABLE "
      "TRIGGER): a new constraint's are enabled, so from then on it is enforced."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("This role does not own %s (its owner is %s): the server will refuse the change, SQLSTATE "
      "42501."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("This role has no REFERENCES right on %s: the server will refuse the change, SQLSTATE "
      "42501."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("Other tables inherit from %s: a foreign key does not see their rows, which this change does "
      "not alter."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s has about %s rows: all of them are read under a lock that makes every reader and writer "
      "wait behind it; the plan online reads them without it."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s has about %s rows: all of them are read under a lock that makes every reader and writer "
      "wait behind it."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s has about %s rows: all of them are read under a lock that makes writers wait behind it; "
      "the plan online reads them without it."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s has about %s rows: all of them are read under a lock that makes writers wait behind it."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is made anew and so acts after the other foreign keys to %s. Where a deleted row's "
      "children in %s are both removed by a cascade and checked by %s, the check now comes first "
      "and stops the DELETE."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is made anew and so acts after the other foreign keys to %s. Where a deleted row's "
      "children in %s are both removed by a cascade and checked by %s, they are now gone before "
      "the check, which no longer stops the DELETE."),
  /* What the comparison of a schema with a database leaves out. */
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is of a single partition, and Prisma does not see partitions: it is not compared."),
  N_ ("The schema file says relationMode = \"prisma\": Prisma keeps the relations itself and makes "
      "no foreign keys, so none is missing from the database."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("The schema file lies in the namespace “%s”, which was not found in the database. If its "
      "tables are in another one, connect to that namespace only."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("the schema names no provider, so it cannot be compared with %s; add a datasource with "
      "provider = \"postgresql\""),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("the schema is for %s and the database is %s: their foreign keys do not compare"),
  N_ ("the database has no such foreign key; remove the relation from the schema file by hand, or "
      "let the database be changed"),
  N_ ("the schema file has no such relation; add it by hand or with `prisma db pull`, or let the "
      "database be changed"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("only actions are taken over, and more differs: %s; change it in the schema file by hand"),
  /* What a run of a script tells. The state in the middle of the first four is PostgreSQL's. */
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("process %s of %s (%s), %s, its transaction open for %s s: %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("process %s of %s (%s), %s, its transaction open for %s s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("process %s of %s, %s, its transaction open for %s s: %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("process %s of %s, %s, its transaction open for %s s"),
  N_ ("a prepared transaction (see pg_prepared_xacts)"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("What the database has is not what was drawn: %s. Read the database again"),
  N_ ("What the database has is not what was drawn"),
  N_ ("Read the database again before you change it."),
  N_ ("The server made something else of it"),
  N_ ("It was rolled back."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("The server makes something else of it: %s"),
  N_ ("The connection was lost while the answer to the last transaction was on its way; the "
      "database has what it made, so it was committed."),
  N_ ("All of it was applied."),
  N_ ("A part of it was applied."),
  N_ ("Nothing was applied."),
  N_ ("Whether the last transaction was committed is not known: the connection was lost while the "
      "answer was on its way, and no other could be had."),
  N_ ("Nothing was kept: the transaction was rolled back."),
  N_ ("Somebody else changed these constraints meanwhile."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s does not exist any more"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is not what was drawn: %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is only read: how it changes constraints was never tried."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s has ON DELETE %s, ON UPDATE %s, validated"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s has ON DELETE %s, ON UPDATE %s, NOT VALID: enforced for new and changed rows, old rows "
      "were not checked"),
  N_ ("The server did not answer in time; the connection was given up"),
  N_ ("The server rolled the transaction back at COMMIT"),
  /* Connecting, and what to do when the server refuses. What the server itself says comes before
     it. */
  N_ ("Is the server running there? Check host and port."),
  N_ ("There is no server's socket in that folder: is the server running? Check host (the socket's "
      "folder) and port."),
  N_ ("This account may not open the server's socket."),
  N_ ("There is no host of that name, or it cannot be looked up now. Check the host, and the "
      "network."),
  N_ ("The host cannot be reached: check the host, the network, and firewalls."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s, port %s, did not answer within %s s. Check host and port, and whether a firewall lets "
      "it through; connect_timeout gives it more time."),
  N_ ("What answers there does not speak PostgreSQL: check host and port."),
  N_ ("What answers there hung up: is it a PostgreSQL server, and does it let this host in? Its "
      "log says more."),
  N_ ("The server does not let this user in from here: check the user name, database and sslmode, "
      "or ask its administrator for an entry in pg_hba.conf."),
  N_ ("Check the user name and the password."),
  N_ ("Check the user name."),
  N_ ("Check the name of the database."),
  N_ ("Check the name of the database, and of the user."),
  N_ ("The server wants a password."),
  N_ ("This role may not connect to that database: ask for GRANT CONNECT."),
  N_ ("This role is a group without a login: connect as one of its members."),
  N_ ("Too many connections are open: close some, or ask for a higher max_connections."),
  N_ ("The server is starting up or shutting down. Try again in a moment."),
  N_ ("The server's certificate is not signed by anyone that sslrootcert trusts: set sslrootcert "
      "to the file of the authority that signed it."),
  N_ ("The certificate is for another name: connect by the name that is in it, or use "
      "sslmode=verify-ca."),
  N_ ("The server has no TLS, and sslmode asks for it: turn on TLS there, or, where nobody can "
      "listen in between, connect with sslmode=prefer."),
  N_ ("The encrypted connection could not be made: check sslmode and sslrootcert."),
  N_ ("Check the name of the service, and the file ~/.pg_service.conf (PGSERVICEFILE)."),
  N_ ("Over a socket the server wants the name of your own account as the user: leave the user "
      "out, or connect with host=localhost and a password."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("The connection to %s is lost: %s. Connect again."),
  N_ ("The connection is lost. Connect again."),
  N_ ("the server ended it"),
  N_ ("the server does not answer any more"),
  N_ ("it was given up while the server did not answer"),
  N_ ("An administrator ended this session. Connect again."),
  N_ ("The server crashed and is recovering. Connect again in a moment."),
  N_ ("Connect as the owner of the table, or ask its owner for the right."),
  N_ ("Another session holds a lock on the table. Try again when it has finished."),
  N_ ("Two sessions waited for each other, and this one had to give way. Try again."),
  N_ ("It is not there any more: read the database again."),
  N_ ("Something of that name exists already: read the database again."),
  N_ ("The table is not there any more: read the database again."),
  N_ ("Rows without a parent are in the way: delete them, or give them one."),
  N_ ("Give the rows a value first, or let the column be empty."),
  N_ ("This session, database or role is read-only: connect to the primary server, or with a role "
      "that may write."),
  N_ ("The server's disk is full: make room there, then try again."),
  N_ ("The statement ran into statement_timeout, or somebody cancelled it. Try again, or set a "
      "longer time with options=-cstatement_timeout=…"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("The %s could not be read and are left out: %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("The database has no schema “%s”"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is not PostgreSQL itself, so it is only read. Export the script and run it with that "
      "server's own tools."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s is too old: PostgreSQL 9.6 is the oldest that can be read, and 10 and newer are what is "
      "supported. Restore a dump of it in a newer server to see it."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("This is not a connection: %s. Write postgresql://USER@HOST:PORT/DATABASE or host=HOST "
      "dbname=DATABASE user=USER."),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("There is no connection parameter \"%s\"."),
  /* What can be undone: "Undo Post.author: on delete Cascade". Short ones come last. */
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: on delete %s, on update %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: on delete %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: on update %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: add an index"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("%s: join table as model %s"),
  N_ ("write the defaults out"),
  N_ ("pending changes"),
  N_ ("recovered edits"),
  N_ ("merged edits"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("change %s relations"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("color of %s tables"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("color of %s"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("move %s tables"),
  /* Translators: the placeholders are names, numbers or other words */
  N_ ("move %s"),
  N_ ("tidy up"),
  N_ ("default"),
};

/**
 * crow_library_sentences_get:
 * @n: (out): how many there are
 *
 * What the libraries say in English and people read in the window: in this file it is found by
 * those who translate it.
 *
 * Returns: (transfer none) (array length=n): sentences and pieces of some, with `%s` for what
 * changes
 */
const char *const *
crow_library_sentences_get (guint *n)
{
  *n = G_N_ELEMENTS (sentences);
  return sentences;
}
