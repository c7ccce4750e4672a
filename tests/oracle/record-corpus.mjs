#!/usr/bin/env node
// record-corpus.mjs [--verify]: what the engines answer for every schema of the corpus: its diagnostics, and a hash of each
// block of its SQL from an empty database. Writes corpus.json beside this file; --verify compares with it instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as t from './oracle.mjs';

const SQL = ['postgresql', 'cockroachdb', 'sqlite'];
const engines = await t.loadEngines();
if (!engines) { console.error('The engines are not installed: nothing to ask.'); process.exit(77); }

const providerOf = (schema) => { try { return engines.providerOf(schema); } catch { return undefined; } };

async function ask(path) {
  const text = t.readSchema(path);
  const schema = t.withoutUrls(text);
  const diagnostics = t.toBytes(schema, engines.withLines(schema));
  const known = t.withoutUnknownFeatures(schema, diagnostics);
  const record = { schema: path, hash: t.hashSchema(text), diagnostics };
  const provider = engines.validateText(known) === null ? providerOf(known) : undefined;
  if (SQL.includes(provider)) record.sql = t.hashScript(await engines.diff(null, known));
  return record;
}

const records = [];
for (const path of t.listSchemas()) records.push(await ask(path));
const text = `[\n${records.map((r) => JSON.stringify(r)).join(',\n')}\n]\n`;
const file = join(t.here, 'corpus.json');
console.error(`${records.length} schemas, ${records.filter((r) => r.sql).length} of them with SQL`);
if (!process.argv.includes('--verify')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) { console.error('corpus.json is not what the engines answer now'); process.exit(1); }
