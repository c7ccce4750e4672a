#!/usr/bin/env node
// record-pairs.mjs [--verify] [--count N] [--seed N] [--show NUMBER] [--dev URL]: pairs of schemas, each a schema of the corpus and the
// same after a few random changes (mutate.mjs), and a hash of each block of the SQL that the engines write from one to the
// other and back. Writes pairs.json beside this file: edits and hashes, none of the corpus; --verify compares with it
// instead; --show prints both scripts of one recorded pair. --dev adds what `migrate dev` writes for PostgreSQL's pairs,
// warnings and all, on the server at URL (with --verify: compares it too); the engine makes and drops databases there.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as t from './oracle.mjs';
import * as m from './mutate.mjs';

const argument = (name, otherwise) => { const i = process.argv.indexOf(`--${name}`); return i > 0 ? process.argv[i + 1] : otherwise; };
const file = join(t.here, 'pairs.json');
const engines = await t.loadEngines();
if (!engines) { console.error('The engines are not installed: nothing to ask.'); process.exit(77); }

const isValid = (schema) => engines.validateText(schema) === null;
const MAX_TRIES = 60;

/** What the engines are asked: URLs and unknown features away, which moves nothing that an edit is about. */
function prepare(schema) {
  const plain = t.withoutUrls(schema);
  return t.withoutUnknownFeatures(plain, engines.withLines(plain));
}

async function askPair(record) {
  const text = t.readSchema(record.schema);
  const base = m.applyEdits(text, record.base);
  const [before, after] = [prepare(base), prepare(m.applyEdits(base, record.edits))];
  return { before, after, up: await engines.diff(before, after), down: await engines.diff(after, before) };
}

const readProvider = (schema) => engines.providerOf(prepare(t.readSchema(schema)));

async function makePair(random, schemas, provider) {
  for (let i = 0; i < MAX_TRIES; i++) {
    const schema = random.pick(schemas);
    const text = t.readSchema(schema);
    const base = readProvider(schema) === provider ? [] : m.changeProvider(text, provider);
    const before = m.applyEdits(text, base);
    const edits = m.mutate(before, random, 1 + random.below(6), provider);
    if (!edits.length || !isValid(prepare(before)) || !isValid(prepare(m.applyEdits(before, edits)))) continue;
    const record = { schema, hash: t.hashSchema(text), provider, base, edits };
    let answer;
    try { answer = await askPair(record); } catch (e) { continue; } // an engine that gives up is no oracle
    if (answer.up.startsWith('-- This is an empty migration') && random.chance(0.9)) continue;
    return { ...record, up: t.hashScript(answer.up), down: t.hashScript(answer.down) };
  }
  return null;
}

/** The schemas that have models enough to change, each as often as its provider needs. */
function listByProvider() {
  const known = JSON.parse(readFileSync(join(t.here, 'corpus.json'))).filter((r) => r.sql);
  const usable = known.map((r) => r.schema).filter((s) => t.readSchema(s).some(([, text]) => (text.match(/^model /gm) ?? []).length > 1));
  return { postgresql: usable.filter((s) => readProvider(s) === 'postgresql'), sqlite: usable, cockroachdb: usable };
}

async function record() {
  const count = Number(argument('count', 420)), seed = Number(argument('seed', 1));
  const schemas = listByProvider();
  const records = [];
  for (let i = 0; records.length < count; i++) {
    const provider = ['postgresql', 'postgresql', 'sqlite', 'postgresql', 'cockroachdb'][i % 5];
    const pair = await makePair(m.makeRandom(seed * 1000003 + i), schemas[provider], provider);
    if (pair) records.push(pair);
  }
  save(records);
  console.error(`${records.length} pairs`);
}

const save = (records) => writeFileSync(file, `[\n${records.map((r) => JSON.stringify(r)).join(',\n')}\n]\n`);

/** The script of `migrate dev`, hashed; null: the server cannot make the schema before, or it has an extension: this build
 *  of the engine does not see those of a server, and makes them anew in each migration, even where nothing differs. */
async function askDev(url, { before, after, up }) {
  let script;
  try { script = (await engines.migrate(url, before, after)).migrationScript; } catch (e) { return null; }
  return script.includes('-- CreateExtension') && !up.includes('-- CreateExtension') ? null : t.hashScript(script);
}

async function recordDev(url) {
  const records = JSON.parse(readFileSync(file));
  for (const [i, r] of records.entries()) {
    if (r.provider !== 'postgresql') continue;
    const dev = await askDev(url, await askPair(r));
    if (dev) r.dev = dev;
    else { delete r.dev; console.error(`pair ${i} (${r.schema}): cannot be asked on this server`); }
  }
  save(records);
}

async function verify() {
  const url = argument('dev', null);
  let bad = 0;
  for (const [i, r] of JSON.parse(readFileSync(file)).entries()) {
    const pair = await askPair(r);
    const dev = url && r.dev ? await askDev(url, pair) : r.dev;
    if (t.hashScript(pair.up) === r.up && t.hashScript(pair.down) === r.down && dev === r.dev) continue;
    console.error(`pair ${i} (${r.schema}): the engines answer otherwise now`);
    bad++;
  }
  process.exit(bad ? 1 : 0);
}

async function show(number) {
  const r = JSON.parse(readFileSync(file))[number];
  const { before, after, up, down } = await askPair(r);
  const folder = argument('to', null);
  console.log(`# ${r.schema} on ${r.provider}\n# edits\n${r.edits.map((e) => JSON.stringify(e)).join('\n')}\n# up\n${up}\n# down\n${down}`);
  if (folder) for (const [side, schema] of [['before', before], ['after', after]])
    writeFileSync(join(folder, `${side}.prisma`), schema.map(([, text]) => text).join('\n'));
}

if (process.argv.includes('--verify')) await verify();
else if (process.argv.includes('--show')) await show(Number(argument('show', 0)));
else if (process.argv.includes('--dev')) await recordDev(argument('dev'));
else await record();
