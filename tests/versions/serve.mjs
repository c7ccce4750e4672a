// A PGlite server on 127.0.0.1, one connection at a time:
//   node serve.mjs FOLDER PORT
// FOLDER holds node_modules with @electric-sql/pglite. Prints `ready` and the version once it
// listens. The start of a session is answered here (no password), every later message of the
// protocol goes to the server unchanged (PostgreSQL manual, 55.2 "Message Flow").
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const [folder, port] = process.argv.slice(2)
const module = `${folder}/node_modules/@electric-sql/pglite/dist/index.js`
const { PGlite } = await import(pathToFileURL(module).href)
const db = await PGlite.create()
const show = async name => Object.values((await db.query(`SHOW ${name}`)).rows[0])[0]
const version = await show('server_version')

const SSL_REQUEST = 80877103
const CANCEL_REQUEST = 80877102
const GSS_REQUEST = 80877104

const message = (type, body) => {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const status = (name, value) => message('S', Buffer.from(`${name}\0${value}\0`))
const fatal = (code, text) => message('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`))

// "-c name=value" pairs of the parameter `options`; a blank in a value stands behind a backslash.
const parseOptions = text =>
  [...text.matchAll(/(?:-c\s*|--)([A-Za-z_.]+)=((?:\\.|\S)*)/g)].map(([, name, value]) =>
    [name, value.replace(/\\(.)/g, '$1')])

const startSession = async packet => {
  const words = packet.subarray(8).toString().split('\0')
  const given = {}
  for (let i = 0; i + 1 < words.length && words[i] !== ''; i += 2) given[words[i]] = words[i + 1]
  await db.exec('ROLLBACK; RESET ALL; DEALLOCATE ALL')
  // 0.2 has defaults of its own: it tells all of its inner life, and makes tables in pg_catalog.
  const settings = [['client_min_messages', 'notice'], ['search_path', '"$user", public'],
    ...parseOptions(given.options ?? '')]
  for (const name of ['client_encoding', 'application_name', 'DateStyle'])
    if (given[name] !== undefined) settings.push([name, given[name]])
  for (const [name, value] of settings)
    await db.query('SELECT set_config($1, $2, false)', [name, value])
  return Buffer.concat([
    message('R', Buffer.alloc(4)),
    status('server_version', version),
    status('server_encoding', await show('server_encoding')),
    status('client_encoding', 'UTF8'),
    status('standard_conforming_strings', 'on'),
    status('integer_datetimes', 'on'),
    status('is_superuser', 'on'),
    status('DateStyle', 'ISO, MDY'),
    status('TimeZone', 'UTC'),
    message('K', Buffer.alloc(8)),
    message('Z', Buffer.from('I'))
  ])
}

let current = null

const answerFirst = async (socket, packet) => {
  const code = packet.readInt32BE(4)
  if (code === SSL_REQUEST || code === GSS_REQUEST) return void socket.write('N')
  if (code === CANCEL_REQUEST) return void socket.end()
  for (let i = 0; current !== null && i < 100; i++) await sleep(20) // the last one's goodbye
  if (current !== null) return void socket.end(fatal('53300', 'one connection at a time'))
  current = socket
  socket.write(await startSession(packet))
}

// The first packets have no type byte.
const takePacket = state => {
  const head = state.socket === current ? 1 : 0
  if (state.bytes.length < head + 4) return null
  const length = head + state.bytes.readInt32BE(head)
  if (state.bytes.length < length) return null
  const packet = state.bytes.subarray(0, length)
  state.bytes = state.bytes.subarray(length)
  return packet
}

const parts = function * (answer) {
  for (let at = 0; at < answer.length; at += 1 + answer.readInt32BE(at + 1))
    yield answer.subarray(at, at + 1 + answer.readInt32BE(at + 1))
}

// 0.2 answers each message of an extended query as if it stood alone: it says that it is ready after
// each, and goes on after an error. Only Sync and Query end with ready; an error skips to Sync.
const pass = async (state, packet) => {
  const type = String.fromCharCode(packet[0])
  const isEnd = type === 'S' || type === 'Q'
  if (isEnd) state.skips = false
  if (state.skips) return
  const answer = Buffer.from(await db.execProtocolRaw(new Uint8Array(packet)))
  for (const part of parts(answer)) {
    const kind = String.fromCharCode(part[0])
    if (kind === 'E' && !isEnd) state.skips = true
    if (kind !== 'Z' || isEnd) state.socket.write(part)
  }
}

const work = async state => {
  for (let packet = takePacket(state); packet !== null; packet = takePacket(state)) {
    if (state.socket !== current) await answerFirst(state.socket, packet)
    else if (packet[0] === 'X'.charCodeAt(0)) state.socket.end()
    else await pass(state, packet)
  }
}

const release = async socket => {
  if (current !== socket) return
  await db.exec('ROLLBACK')
  current = null
}

createServer(socket => {
  const state = { socket, bytes: Buffer.alloc(0), skips: false }
  let queue = Promise.resolve()
  socket.on('data', data => {
    queue = queue.then(() => {
      state.bytes = Buffer.concat([state.bytes, data])
      return work(state)
    }).catch(error => socket.end(fatal('XX000', String(error))))
  })
  socket.on('error', () => {})
  socket.on('close', () => { queue = queue.then(() => release(socket)) })
}).listen(Number(port), '127.0.0.1', () => console.log(`ready ${version}`))
process.on('SIGTERM', () => process.exit(0))
