#!/usr/bin/env node
// record-golden.mjs FOLDER [URL]: what the engines write for each case of FOLDER (a folder below it with before.prisma and
// after.prisma): expected.sql, expected.down.sql (the two exchanged) and, given a PostgreSQL server, for that provider's
// cases expected.migration.sql (`migrate dev`; the engine makes and drops databases of its own there). Schemas must be
// such as the engines take: no url in the datasource.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as t from './oracle.mjs';

const [folder, url] = process.argv.slice(2);
if (!folder) { console.error('usage: record-golden.mjs FOLDER [URL]'); process.exit(2); }
const engines = await t.loadEngines();
if (!engines) { console.error('The engines are not installed: nothing to ask.'); process.exit(77); }

let bad = 0;
for (const name of readdirSync(folder).sort()) {
  const path = join(folder, name);
  if (!existsSync(join(path, 'before.prisma'))) continue;
  const [before, after] = ['before', 'after'].map((side) => [['schema.prisma', readFileSync(join(path, `${side}.prisma`), 'utf8')]]);
  try {
    writeFileSync(join(path, 'expected.sql'), await engines.diff(before, after));
    writeFileSync(join(path, 'expected.down.sql'), await engines.diff(after, before));
    if (url && engines.providerOf(after) === 'postgresql')
      writeFileSync(join(path, 'expected.migration.sql'), (await engines.migrate(url, before, after)).migrationScript);
  } catch (e) { console.error(`${name}: ${engines.panic() ?? e.message ?? e}`); bad++; }
}
process.exit(bad ? 1 : 0);
