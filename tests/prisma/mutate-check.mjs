#!/usr/bin/env node
// Changes schemas at random and compares what we say of them with what Prisma's engines say.
//   node mutate-check.mjs BATCH [COUNT] [SEED]
// BATCH is the program check-batch. Needs Node 20, ../shared/oracle (or ORACLE_DIR) and its modules
// (ORACLE_MODULES); without these it says so and exits with 77, which meson counts as skipped.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const shared = join(here, '../../../shared');
const engine = join(process.env.ORACLE_DIR ?? join(shared, 'oracle'), 'engine.mjs');
const [batch, count = '2000', seed = '1'] = process.argv.slice(2);

function skip(why) {
  console.error(`SKIPPED: ${why}`);
  process.exit(77);
}

if (!batch) skip('no program check-batch given');
if (!existsSync(engine)) skip(`no oracle at ${engine}`);
let lint;
try {
  ({ lint } = await import(pathToFileURL(engine)));
} catch (e) {
  skip(`the oracle's modules are missing: ${e.message.split('\n')[0]}`);
}

// --- chance, the same for the same seed ---------------------------------------------------------

let state = (Number(seed) * 2654435761) >>> 0 || 1;
function below(n) {
  state ^= state << 13; state >>>= 0;
  state ^= state >>> 17;
  state ^= state << 5; state >>>= 0;
  return Math.floor((state / 4294967296) * n);
}
const pick = (list) => list[below(list.length)];

// --- what is changed, and how -------------------------------------------------------------------

const walk = (folder) => readdirSync(folder).sort().flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? walk(path) : name.endsWith('.prisma') ? [path] : [];
});
// Prisma 7 refuses connection URLs, which we accept; a preview feature that it does not know ends its run, not ours.
const strip = (text) => text.replace(/^[ \t]*(url|directUrl|shadowDatabaseUrl|previewFeatures)\s*=[^\n]*\n/gm, '');
const folders = [join(here, 'golden-validate'), join(here, 'resolve'), join(here, 'syntax'),
  join(shared, 'golden/validate'), join(shared, 'corpus/prisma')];
const seeds = folders.filter(existsSync).flatMap(walk).map((path) => strip(readFileSync(path, 'utf8')))
  .filter((text) => text.length < 6000);

const providers = ['postgresql', 'mysql', 'sqlite', 'sqlserver', 'cockroachdb', 'mongodb'];
const pieces = ['(', ')', '[', ']', '{', '}', ',', ':', '?', '[]', '!', '=', '.', '@', '@@', '"', '"x"', '""', '1', '-1.5',
  'x', 'A', 'B', 'id', 'model', 'enum', 'type', 'view', 'datasource', '//', '///', '/*', '*/', '\\', '_', '-', '#', '\t', ' ',
  '\n', '\r\n', '\u00a0', 'é', '😀', 'fields:', 'references:', 'name:', 'map:', 'onDelete:', 'Cascade', 'SetNull', '[id]',
  'env("X")', 'f(a: 1)', '{ a: 1 }', 'Int', 'string', 'Unsupported("x")', 'a.b', 'id(sort: Desc)', '"\\q"', '"\\u00e9"', ';'];
const attributes = ['@id', '@unique', '@default(1)', '@map("x")', '@map', '@ignore', '@updatedAt', '@relation("R")',
  '@relation(fields: [id], references: [id])', '@relation(onDelete: SetNull)', '@db.Text', '@bogus', '@unique(map: "u")'];
const lines = ['  @@map("t")', '  @@id([id])', '  @@unique([id], name: "n")', '  @@index([id], map: "i")', '  @@index([])',
  '  @@ignore', '  @@schema("a")', '  @@fulltext([id])', '  a A', '  as A[]', '  b B?', '  x String?', '  y Int[]', '  e E',
  '  u Unsupported("x")', '  provider = "mysql"', '  relationMode = "prisma"', '  schemas = ["a", "b"]', '  extensions = [a]',
  'model A {', 'enum E {', 'type T {', 'view V {', 'generator g {', '}', '// c', '/// d', '/*', '*/', '{', '', '  A @map("a")'];
const tokens = (text) => text.match(/"(?:[^"\\\n]|\\.)*"|[A-Za-z0-9_]+|@@?|\n|[ \t]+|[^]/gu) ?? [];

function changeTokens(text) {
  const list = tokens(text);
  if (list.length === 0) return text;
  const at = below(list.length);
  const next = Math.min(list.length - 1, at + 1 + below(4));
  switch (below(6)) {
    case 0: list.splice(at, 1); break;
    case 1: list.splice(at, 0, list[at]); break;
    case 2: [list[at], list[next]] = [list[next], list[at]]; break;
    case 3: list.splice(at, 0, pick(pieces)); break;
    case 4: list[at] = pick(pieces); break;
    default: list[at] = pick(list);
  }
  return list.join('');
}

function changeLines(text) {
  const list = text.split('\n');
  const at = below(list.length);
  switch (below(7)) {
    case 0: list.splice(at, 1); break;
    case 1: list.splice(at, 0, list[at]); break;
    case 2: { const other = below(list.length); [list[at], list[other]] = [list[other], list[at]]; break; }
    case 3: list.splice(at, 0, pick(lines)); break;
    case 4: list[at] = list[at].replace(/\s*(\/\/.*)?$/, ` ${pick(attributes)}`); break;
    case 5: list.splice(at, 0, pick(pick(seeds).split('\n'))); break;
    default: list[at] = list[at].replace(/@[\w.]+(\([^)]*\))?/, pick(attributes));
  }
  return list.join('\n');
}

function makeCase() {
  let text = pick(seeds);
  if (below(3) === 0) text = text.replace(/(provider\s*=\s*)"(\w+)"/g, (all, head, name) => providers.includes(name) ? `${head}"${pick(providers)}"` : all);
  for (let n = 1 + below(3); n > 0; n--) text = below(2) ? changeTokens(text) : changeLines(text);
  text = strip(text);
  if (below(40) === 0) text = text.replace(/\n/g, '\r\n');
  if (below(12) > 0) return [['schema.prisma', text]];
  const list = text.split('\n');
  const at = below(list.length);
  return [['a.prisma', `${list.slice(0, at).join('\n')}\n`], ['b.prisma', list.slice(at).join('\n')]];
}

// --- the comparison -----------------------------------------------------------------------------

const program = spawn(batch, [], { stdio: ['pipe', 'pipe', 'inherit'] });
const waiting = [];
createInterface({ input: program.stdout }).on('line', (line) => waiting.shift()(JSON.parse(line)));
program.on('exit', () => { for (const resolve of waiting.splice(0)) resolve(null); });
const ask = (files) => new Promise((resolve) => {
  waiting.push(resolve);
  program.stdin.write(`${JSON.stringify({ files })}\n`);
});

// Where a text holds more than ASCII, the engine counts in UTF-16 units; ours are bytes.
function describe(files, file, start, end, warning, message, isEngine) {
  const text = files.find(([name]) => name === file)?.[1] ?? '';
  const place = (at) => isEngine && /[^\x00-\x7f]/.test(text) ? Buffer.byteLength(text.slice(0, at)) : at;
  return `${file} ${place(start)}-${place(end)} ${warning ? 'warning' : 'error'} ${message}`;
}

// Prisma tells these in the order of a hash table with a random key: runs of them count as sets.
const unordered = / error (No such argument\.|Attribute not known: |Property not known: |Argument not known: )/;
function settle(list) {
  const settled = [];
  for (let i = 0; i < list.length;) {
    const kind = unordered.exec(list[i])?.[1];
    let end = i + 1;
    while (kind && end < list.length && unordered.exec(list[end])?.[1] === kind) end++;
    settled.push(...list.slice(i, end).sort());
    i = end;
  }
  return settled;
}

let compared = 0;
let different = 0;
for (let i = 0; i < Number(count); i++) {
  const files = makeCase();
  if (files.some(([, text]) => text.includes('\0') || !text.isWellFormed())) continue;
  let answer;
  try {
    answer = lint(files);
  } catch (e) {
    console.error(`the engine broke down: ${String(e.message ?? e).slice(0, 100)}; run again with another seed`);
    break;
  }
  const found = await ask(files);
  if (found === null) {
    console.error(`check-batch broke down on ${JSON.stringify(files)}`);
    process.exit(1);
  }
  const theirs = settle(answer.map((d) => describe(files, d.file_name, d.start, d.end, d.is_warning, d.text, true)));
  const ours = settle(found.map((d) => describe(files, d.file, d.start, d.end, d.warning, d.message, false)));
  compared++;
  if (JSON.stringify(theirs) === JSON.stringify(ours)) continue;
  if (ours.some((line) => line.includes(' error The preview feature "')) && theirs.every((line) => ours.includes(line))) continue;
  if (++different > 5) continue;
  console.error(`case ${i}: ${JSON.stringify(files)}`);
  for (const line of theirs) if (!ours.includes(line)) console.error(`  Prisma: ${line}`);
  for (const line of ours) if (!theirs.includes(line)) console.error(`  we:     ${line}`);
}
program.stdin.end();
console.log(`${compared} changed schemas, ${different} differ (seed ${seed})`);
process.exitCode = different > 0 || compared < 100 ? 1 : 0;
