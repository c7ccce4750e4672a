// Changes of schemas as people make them, by a seeded random generator: the same seed makes the same change.
// mutate(schema, random, count) answers [file, start, end, text] edits (bytes of the schema's own text, sorted, apart).

/** Mulberry32: 32 bits of state, uniform in [0, 1). */
export function makeRandom(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return { next, below, pick: (list) => list[below(list.length)], chance: (p) => next() < p };
}

const SCALARS = ['String', 'Int', 'BigInt', 'Float', 'Decimal', 'Boolean', 'DateTime', 'Json', 'Bytes'];
const ACTIONS = ['Cascade', 'Restrict', 'NoAction', 'SetNull', 'SetDefault'];
const NATIVE = {
  postgresql: { String: ['Text', 'VarChar(50)', 'VarChar(100)', 'Char(3)', 'Uuid', 'Citext', 'VarChar'], Int: ['SmallInt', 'Integer', 'Oid'], BigInt: ['BigInt'],
    Float: ['Real', 'DoublePrecision'], Decimal: ['Decimal(10, 2)', 'Decimal(65, 30)', 'Money'], DateTime: ['Timestamp(3)', 'Timestamp(6)', 'Timestamptz(6)', 'Date', 'Time(0)'],
    Json: ['Json', 'JsonB'], Bytes: ['ByteA'], Boolean: ['Boolean'] },
  cockroachdb: { String: ['String', 'String(50)', 'Char(3)', 'Uuid'], Int: ['Int2', 'Int4'], BigInt: ['Int8'], Float: ['Float4', 'Float8'], Decimal: ['Decimal(10, 2)'],
    DateTime: ['Timestamp(3)', 'Timestamptz(6)', 'Date'], Json: ['JsonB'], Bytes: ['Bytes'], Boolean: ['Bool'] },
  sqlite: {},
};
const DEFAULTS = {
  String: ['"x"', '"it\'s"', 'uuid()', 'cuid()', 'dbgenerated("\'a\'")'], Int: ['0', '7', '-3'], BigInt: ['0', '9007199254740993'], Float: ['0', '1.5'], Decimal: ['0', '12.34'],
  Boolean: ['true', 'false'], DateTime: ['now()', '"2020-01-02T03:04:05Z"'], Json: ['"{}"', '"[1, 2]"'], Bytes: ['"aGVsbG8="'],
};

/** Blocks and fields by line; offsets are of UTF-16 units here and become bytes at the end. */
function parse(schema) {
  const blocks = [];
  schema.forEach(([, text], file) => {
    let at = 0, block = null;
    for (const line of text.split('\n')) {
      const open = /^(model|enum)\s+(\w+)\s*\{/.exec(line);
      if (open) block = { kind: open[1], name: open[2], file, start: at, lines: [] };
      else if (block && /^\s*\}/.test(line)) { block.close = at; block.end = at + line.length + 1; blocks.push(block); block = null; }
      else if (block) block.lines.push({ start: at, text: line, file });
      at += line.length + 1;
    }
  });
  const models = blocks.filter((b) => b.kind === 'model');
  const names = new Set(models.map((m) => m.name));
  for (const model of models)
    model.fields = model.lines.map((line) => {
      const m = /^(\s+)(\w+)(\s+)(\w+)(\[\]|\?)?(.*)$/.exec(line.text.replace(/\r$/, ''));
      if (!m || /^\s*\/\//.test(line.text)) return null;
      return { ...line, model, name: m[2], type: m[4], arity: m[5] ?? '', rest: m[6], isRelation: names.has(m[4]), isScalar: SCALARS.includes(m[4]) };
    }).filter(Boolean);
  return { blocks, models, enums: blocks.filter((b) => b.kind === 'enum'), names };
}

const write = (f, change) => {
  const g = { ...f, ...change };
  return `  ${g.name} ${g.type}${g.arity} ${g.rest.trim()}`.trimEnd();
};
const replaceLine = (f, text) => [f.file, f.start, f.start + f.text.replace(/\r$/, '').length, text];
const insertAt = (file, at, text) => [file, at, at, text];
const without = (rest, pattern) => rest.replace(pattern, '');
const DEFAULT = /\s*@default\((?:[^()"]|"(?:[^"\\]|\\.)*"|\((?:[^()"]|"(?:[^"\\]|\\.)*")*\))*\)/;
const NATIVE_TYPE = /\s*@db\.\w+(\([^)]*\))?/;

/** Fields that are nobody's key: free to change. */
function listPlain(schema) {
  return schema.models.flatMap((m) => {
    const block = m.lines.map((l) => l.text).filter((t) => /@@/.test(t) || /@relation/.test(t)).join('\n');
    return m.fields.filter((f) => f.isScalar && !/@id|@unique|@updatedAt/.test(f.rest) && !new RegExp(`\\b${f.name}\\b`).test(block));
  });
}
const listRelations = (schema) => schema.models.flatMap((m) => m.fields.filter((f) => f.isRelation && /@relation\([^)]*fields:/.test(f.rest)));
const keyFields = (f) => (/fields:\s*\[([^\]]*)\]/.exec(f.rest)?.[1] ?? '').split(',').map((s) => s.trim());

function changeAction(s, r) {
  const f = r.pick(listRelations(s));
  if (!f) return null;
  const event = r.pick(['onDelete', 'onUpdate']);
  const written = new RegExp(`,?\\s*${event}:\\s*\\w+`);
  let rest = f.rest.replace(written, '');
  if (!written.test(f.rest) || r.chance(0.7)) rest = rest.replace(/(references:\s*\[[^\]]*\])/, `$1, ${event}: ${r.pick(ACTIONS)}`);
  return [replaceLine(f, write(f, { rest }))];
}
function changeOptional(s, r) {
  if (r.chance(0.4)) { // a key, with its relation
    const f = r.pick(listRelations(s));
    if (!f) return null;
    const keys = keyFields(f).map((n) => f.model.fields.find((g) => g.name === n)).filter(Boolean);
    if (!keys.length || keys.some((k) => /@id\b/.test(k.rest))) return null;
    const arity = f.arity === '?' ? '' : '?';
    return [f, ...keys].map((g) => replaceLine(g, write(g, { arity })));
  }
  const f = r.pick(listPlain(s).filter((g) => g.arity !== '[]'));
  return f ? [replaceLine(f, write(f, { arity: f.arity === '?' ? '' : '?' }))] : null;
}
function changeList(s, r, provider) {
  const f = provider === 'sqlite' ? null : r.pick(listPlain(s));
  return f ? [replaceLine(f, write(f, { arity: f.arity === '[]' ? '' : '[]', rest: without(f.rest, DEFAULT) }))] : null;
}
function changeType(s, r) {
  const f = r.pick(listPlain(s));
  if (!f) return null;
  const type = r.pick(SCALARS.filter((t) => t !== f.type));
  return [replaceLine(f, write(f, { type, rest: without(without(f.rest, DEFAULT), NATIVE_TYPE) }))];
}
function changeNative(s, r, provider) {
  const f = r.pick(listPlain(s).filter((g) => NATIVE[provider][g.type]));
  if (!f) return null;
  const rest = without(f.rest, NATIVE_TYPE);
  return [replaceLine(f, write(f, { rest: NATIVE_TYPE.test(f.rest) && r.chance(0.3) ? rest : `${rest} @db.${r.pick(NATIVE[provider][f.type])}` }))];
}
function changeDefault(s, r) {
  const f = r.pick(listPlain(s).filter((g) => g.arity !== '[]'));
  if (!f) return null;
  const rest = without(f.rest, DEFAULT);
  return [replaceLine(f, write(f, { rest: DEFAULT.test(f.rest) && r.chance(0.4) ? rest : `@default(${r.pick(DEFAULTS[f.type])}) ${rest.trim()}` }))];
}
function changeIndex(s, r, provider) {
  const m = r.pick(s.models);
  const old = m.lines.filter((l) => /^\s*@@(index|unique)/.test(l.text));
  if (old.length && r.chance(0.5)) {
    const line = r.pick(old);
    if (r.chance(0.4)) return [[line.file, line.start, line.start + line.text.length + 1, '']];
    if (r.chance(0.5)) return [replaceLine(line, /map:/.test(line.text) ? line.text.replace(/,?\s*map:\s*"[^"]*"/, '').trimEnd() : line.text.trimEnd().replace(/\)$/, `, map: "ix_${r.below(999)}")`))];
    return [replaceLine(line, /@@index/.test(line.text) ? `  @@unique${line.text.trim().slice(7)}` : `  @@index${line.text.trim().slice(8)}`)];
  }
  const columns = m.fields.filter((f) => (f.isScalar && !['Json', 'Bytes'].includes(f.type)) && f.arity !== '[]');
  if (!columns.length) return null;
  const list = [...new Set(Array.from({ length: 1 + r.below(3) }, () => r.pick(columns).name))]
    .map((n) => r.chance(0.25) ? `${n}(sort: ${r.pick(['Asc', 'Desc'])})` : n).join(', ');
  const type = provider === 'postgresql' && !list.includes(',') && !list.includes('(') && r.chance(0.2) ? `, type: ${r.pick(['Hash', 'Brin', 'BTree'])}` : '';
  return [insertAt(m.file, m.close, `  @@${type || r.chance(0.7) ? 'index' : 'unique'}([${list}]${type})\n`)];
}
function changeUnique(s, r) {
  const f = r.pick(listPlain(s).filter((g) => !['Json', 'Bytes'].includes(g.type) && g.arity !== '[]'));
  if (!f) return null;
  return [replaceLine(f, write(f, { rest: `${f.rest.trim()} @unique` }))];
}
function renameColumn(s, r) {
  const f = r.pick(s.models.flatMap((m) => m.fields).filter((g) => g.isScalar));
  if (!f) return null;
  const rest = without(f.rest, /\s*@map\("[^"]*"\)/);
  return [replaceLine(f, write(f, { rest: `${rest} @map("c_${r.below(999)}")` }))];
}
function renameTable(s, r) {
  const m = r.pick(s.models);
  const old = m.lines.find((l) => /^\s*@@map/.test(l.text));
  if (old) return [[old.file, old.start, old.start + old.text.length + 1, r.chance(0.5) ? '' : `  @@map("t_${r.below(999)}")\n`]];
  return [insertAt(m.file, m.close, `  @@map("t_${r.below(999)}")\n`)];
}
function renameConstraint(s, r, provider) {
  if (provider === 'sqlite') return null;
  const f = r.pick(listRelations(s));
  if (!f) return null;
  const rest = /map:/.test(f.rest) ? f.rest.replace(/,?\s*map:\s*"[^"]*"/, '') : f.rest.replace(/(references:\s*\[[^\]]*\])/, `$1, map: "fk_${r.below(9999)}"`);
  return [replaceLine(f, write(f, { rest }))];
}
function dropField(s, r) {
  const f = r.pick(listPlain(s));
  return f ? [[f.file, f.start, f.start + f.text.length + 1, '']] : null;
}
function makeField(r, provider, name) {
  const type = r.pick(SCALARS);
  const native = NATIVE[provider][type] && r.chance(0.3) ? ` @db.${r.pick(NATIVE[provider][type])}` : '';
  const arity = r.pick(['', '', '?', provider === 'sqlite' ? '?' : '[]']);
  const value = arity !== '[]' && !native && r.chance(0.5) ? ` @default(${r.pick(DEFAULTS[type])})` : '';
  return `  ${name} ${type}${arity}${value}${native}\n`;
}
function addField(s, r, provider) {
  const m = r.pick(s.models);
  const at = r.chance(0.5) && m.fields.length ? r.pick(m.fields).start : m.close;
  return [insertAt(m.file, at, makeField(r, provider, `extra${r.below(999)}`))];
}
const dropRelated = (s, m) => s.models.filter((o) => o !== m).flatMap((o) => o.fields.filter((f) => f.type === m.name)
  .map((f) => [f.file, f.start, f.start + f.text.length + 1, '']));
function dropModel(s, r) {
  const m = r.pick(s.models);
  return [[m.file, m.start, m.end, ''], ...dropRelated(s, m)];
}
function dropRelation(s, r) {
  const f = r.pick(listRelations(s));
  if (!f) return null;
  const name = /@relation\(\s*(?:name:\s*)?"([^"]*)"/.exec(f.rest)?.[1];
  const back = s.models.find((m) => m.name === f.type)?.fields.filter((g) => g.type === f.model.name && g !== f && (!name || g.rest.includes(`"${name}"`)));
  if (back?.length !== 1) return null;
  return [f, back[0]].map((g) => [g.file, g.start, g.start + g.text.length + 1, '']);
}
function addModel(s, r, provider) {
  const parent = r.pick(s.models.filter((m) => m.fields.filter((f) => /@id\b/.test(f.rest)).length === 1));
  const name = `Extra${r.below(999)}`;
  const fields = Array.from({ length: r.below(4) }, (_, i) => makeField(r, provider, `f${i}`)).join('');
  if (!parent) return null;
  const id = parent.fields.find((f) => /@id\b/.test(f.rest));
  const native = NATIVE_TYPE.exec(id.rest)?.[0] ?? '';
  const arity = r.pick(['', '?']);
  const schema = parent.lines.find((l) => /@@schema/.test(l.text))?.text ?? '';
  const action = r.chance(0.5) ? `, onDelete: ${r.pick(arity ? ACTIONS : ACTIONS.slice(0, 3))}` : '';
  const relation = r.chance(0.25) // an implicit many-to-many
    ? [`  others ${parent.name}[]\n`]
    : [`  parentKey ${id.type}${arity}${native}\n  parent ${parent.name}${arity} @relation(fields: [parentKey], references: [${id.name}]${action})\n`];
  return [insertAt(parent.file, parent.end, `\nmodel ${name} {\n  id Int @id @default(autoincrement())\n${fields}${relation[0]}${schema ? `${schema}\n` : ''}}\n`),
    insertAt(parent.file, parent.close, `  ${name.toLowerCase()}s ${name}[]\n`)];
}
function changeEnum(s, r) {
  const e = r.pick(s.enums);
  if (!e) return null;
  const values = e.lines.filter((l) => /^\s*\w+/.test(l.text));
  const roll = r.next();
  if (roll < 0.4) return [insertAt(e.file, e.close, `  EXTRA_${r.below(99)}\n`)];
  if (roll < 0.8 && values.length > 1) { const v = r.pick(values); return [[v.file, v.start, v.start + v.text.length + 1, '']]; }
  return [insertAt(e.file, e.close, `  @@map("e_${r.below(999)}")\n`)];
}
function addEnum(s, r, provider) {
  const m = r.pick(s.models);
  if (m.lines.some((l) => /@@schema/.test(l.text))) return null;
  const name = `Kind${r.below(999)}`;
  const arity = r.pick(['', '?', provider === 'sqlite' ? '' : '[]']);
  return [insertAt(m.file, m.end, `\nenum ${name} {\n  A\n  B @map("b b")\n}\n`), insertAt(m.file, m.close, `  kind${r.below(99)} ${name}${arity}${arity === '' && r.chance(0.5) ? ' @default(B)' : ''}\n`)];
}
function dropEnum(s, r) {
  const e = r.pick(s.enums);
  if (!e) return null;
  return [[e.file, e.start, e.end, ''], ...s.models.flatMap((m) => m.fields.filter((f) => f.type === e.name).map((f) => replaceLine(f, write(f, { type: 'String', rest: without(f.rest, DEFAULT) }))))];
}
function changeKey(s, r) {
  const m = r.pick(s.models);
  const f = m.fields.find((g) => /@id\b/.test(g.rest));
  if (!f) return null;
  if (r.chance(0.5)) return [replaceLine(f, write(f, { rest: `${f.rest.trim()}`.replace(/@id(\([^)]*\))?/, `@id(map: "pk_${r.below(999)}")`) }))];
  const extra = m.fields.find((g) => g.isScalar && g !== f && g.arity === '' && !['Json', 'Bytes'].includes(g.type));
  if (!extra) return null;
  return [replaceLine(f, write(f, { rest: f.rest.replace(/@id(\([^)]*\))?/, '@unique') })), insertAt(m.file, m.close, `  @@id([${f.name}, ${extra.name}])\n`)];
}

const KINDS = [changeAction, changeAction, changeOptional, changeList, changeType, changeNative, changeDefault, changeIndex, changeUnique, renameColumn, renameTable,
  renameConstraint, dropField, addField, dropModel, dropRelation, addModel, changeEnum, addEnum, dropEnum, changeKey];

const meet = (a, b) => a[0] === b[0] && (a[1] < b[2] && b[1] < a[2] || a[1] === b[1] && a[2] === b[2] && a[1] !== a[2] || a[1] === a[2] && b[1] < a[1] && a[1] < b[2]);

export function mutate(schema, random, count, provider) {
  const parsed = parse(schema);
  const edits = [];
  if (!parsed.models.length) return [];
  for (let i = 0; i < count * 4 && count > 0; i++) {
    const made = random.pick(KINDS)(parsed, random, provider);
    if (!made || made.some((a) => edits.some((b) => meet(a, b))) || made.some((a, j) => made.some((b, k) => j < k && meet(a, b)))) continue;
    edits.push(...made);
    count--;
  }
  const bytes = schema.map(([, text]) => (offset) => Buffer.byteLength(text.slice(0, offset)));
  return edits.map((e, i) => [e, i]).sort(([a, i], [b, j]) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || i - j)
    .map(([[file, start, end, text]]) => [file, bytes[file](start), bytes[file](end), text]);
}

/** Edits for another provider: its name, and no native types. */
export function changeProvider(schema, provider) {
  const edits = [];
  schema.forEach(([, text], file) => {
    const add = (start, length, replacement) => edits.push([file, Buffer.byteLength(text.slice(0, start)), Buffer.byteLength(text.slice(0, start + length)), replacement]);
    const block = /^\s*datasource\s+\w+\s*\{[^}]*\}/m.exec(text);
    if (block) for (const m of block[0].matchAll(/provider\s*=\s*"([^"]*)"/g)) add(block.index + m.index, m[0].length, `provider = "${provider}"`);
    for (const m of text.matchAll(/[ \t]*@db\.\w+(\([^)\n]*\))?/g)) add(m.index, m[0].length, '');
  });
  return edits;
}

export function applyEdits(schema, edits) {
  return schema.map(([name, text], file) => {
    const bytes = Buffer.from(text);
    const parts = [];
    let at = 0;
    for (const [f, start, end, replacement] of edits) {
      if (f !== file) continue;
      parts.push(bytes.subarray(at, start), Buffer.from(replacement));
      at = end;
    }
    return [name, Buffer.concat([...parts, bytes.subarray(at)]).toString()];
  });
}
