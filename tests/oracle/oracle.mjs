// What the scripts of this folder share: the recorded corpus, the engines, hashes.
// The engines come from the oracle of the shared folder (its README says how to install them; ORACLE_MODULES names
// the folder that has their node_modules).
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.env.ORACLE_PRISMA6 = '1';
export const here = dirname(fileURLToPath(import.meta.url));
export const shared = process.env.CROW_TEST_SHARED ?? join(here, '../../../shared');

/** The engines as functions, or null where they are not installed. */
export async function loadEngines() {
  try {
    const engine = await import(join(shared, 'oracle/engine.mjs'));
    const { withLines } = await import(join(shared, 'oracle/oracle.mjs'));
    return { ...engine, withLines };
  } catch { return null; }
}

/** Every .prisma file below a folder, sorted, as paths below it. */
export function walk(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((e) => e.isDirectory() ? walk(folder, join(below, e.name)) : e.name.endsWith('.prisma') ? [join(below, e.name)] : []);
}

/** Schemas of the corpus, as paths below the shared folder: each file alone, and each folder whose files are one schema
 *  (SOURCES.md names them; the fixtures of the language server have a folder a case). */
export function listSchemas() {
  const root = join(shared, 'corpus/prisma');
  const files = walk(root);
  const folders = new Set();
  for (const [, owner, path] of readFileSync(join(root, 'SOURCES.md'), 'utf8').matchAll(/^\| ([^|]+?) \| ([^|]*?)\/ \(\d+ files, one schema\)/gm))
    folders.add(join(owner.replace('/', '__'), path));
  for (const file of files) {
    const match = /^(.*\/multi-file\/[^/]+)\//.exec(file);
    if (match) folders.add(match[1]);
  }
  const known = [...folders].filter((f) => existsSync(join(root, f)));
  return [...files, ...known].sort().map((p) => join('corpus/prisma', p));
}

/** [[name, text]…] of a schema, untouched: the files of a folder by their path below it, a file by its own name. */
export function readSchema(path) {
  const full = join(shared, path);
  if (path.endsWith('.prisma')) return [[path.split('/').at(-1), readFileSync(full, 'utf8')]];
  return walk(full).map((name) => [name, readFileSync(join(full, name), 'utf8')]);
}

const blank = (text) => ' '.repeat(Buffer.byteLength(text));

/** As Prisma 6 read it: the datasource's connection URLs become blanks. */
export const withoutUrls = (schema) => schema.map(([name, text]) => [name,
  text.replace(/^[ \t]*datasource\s+\w+\s*\{[^}]*\}/gm, (block) =>
    block.replace(/^([ \t]*)((?:url|directUrl|shadowDatabaseUrl)\s*=[^\r\n]*)/gm, (_, indent, line) => indent + blank(line)))]);

/** Without the preview features that this version does not know: they stop the engines, and not us. */
export function withoutUnknownFeatures(schema, diagnostics) {
  let text = JSON.stringify(schema);
  for (const d of diagnostics) {
    const match = /^The preview feature "([^"]*)" is not known/.exec(d.message);
    if (match) text = text.replaceAll(`\\"${match[1]}\\"`, '');
  }
  return JSON.parse(text).map(([name, t]) => [name, t.replace(/(previewFeatures\s*=\s*\[)([^\]]*)\]/g,
    (_, head, list) => `${head}${list.split(',').map((s) => s.trim()).filter(Boolean).join(', ')}]`)]);
}

/** The engines count UTF-16 units where a text is not ASCII; we count bytes. */
export function toBytes(schema, diagnostics) {
  const texts = Object.fromEntries(schema);
  return diagnostics.map((d) => {
    const text = texts[d.file] ?? '';
    const locate = (offset) => {
      const before = text.slice(0, offset);
      const lines = before.split('\n');
      return [Buffer.byteLength(before), lines.length, [...lines.at(-1)].length + 1];
    };
    const [start, line, column] = locate(d.start);
    const [end, endLine, endColumn] = locate(d.end);
    return { ...d, start, end, line, column, endLine, endColumn };
  });
}

export const hash = (text, digits = 64) => createHash('sha256').update(text).digest('hex').slice(0, digits);
export const hashSchema = (schema) => hash(schema.map(([name, text]) => `${name}\0${text}\0`).join(''));

/** A script as one short hash a block (blocks stand apart by a blank line), so that a difference has a place without the
 *  script, which is made of somebody's schema, lying here. */
export const hashScript = (sql) => sql.split('\n\n').map((block) => hash(block, 10)).join(' ');
