/**
 * The lending library as somebody would write it by hand: an API to put on trial, and no part of Assize.
 *
 *     node examples/library/server.mjs --port 8080 [--bug stale-etag | --bug lend-twice]
 *
 * Everything is kept in memory; `POST /test/reset` forgets it.
 */

import { randomUUID } from 'node:crypto'
import { createServer, STATUS_CODES } from 'node:http'
import { parseArgs } from 'node:util'

const { values: flags } = parseArgs({
  options: { port: { type: 'string', default: '8080' }, bug: { type: 'string' } },
})
if (flags.bug !== undefined && !['stale-etag', 'lend-twice'].includes(flags.bug)) {
  console.error(`--bug: expected stale-etag or lend-twice but received ${flags.bug}.`)
  process.exit(2)
}

const books = new Map()
const loans = new Map()

/** Ends a request with an error. */
class Problem extends Error {
  constructor(status, detail) {
    super(detail)
    this.status = status
  }
}

// ------------------------------------------------------------------ what requests may say

const isText = (most) => (value) => typeof value === 'string' && value !== '' && [...value].length <= most
const isCount = (least, most) => (value) => Number.isInteger(value) && value >= least && value <= most
const isId = (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)

/** Checks parameters by name; every one of `required` must be there, others may be. */
function check(given, required, optional = {}) {
  const rules = { ...required, ...optional }
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(rules, name)) throw new Problem(400, `${name} is not known`)
    if (!rules[name](value)) throw new Problem(400, `${name} has a wrong value`)
  }
  for (const name of Object.keys(required)) {
    if (!Object.hasOwn(given, name)) throw new Problem(400, `${name} is missing`)
  }
}

const bookRules = { title: isText(80), copies: isCount(1, 9) }
const pageRules = { offset: isCount(0, Number.MAX_SAFE_INTEGER), limit: isCount(1, 100) }

function lookUp(objects, id) {
  if (!isId(id)) throw new Problem(400, 'id is no UUID')
  const found = objects.get(id)
  if (found === undefined) throw new Problem(404, `there is no ${id}`)
  return found
}

/** Refuses a change of a version that the caller has not seen. */
function checkVersion(book, headers) {
  const wanted = headers['if-match']
  if (wanted !== undefined && wanted !== etagOf(book)) throw new Problem(412, 'the book has changed since')
}

// ------------------------------------------------------------------ the library

const etagOf = (object) => `"v${object.version}"`

/** Loans of a book that are not back yet. */
function openLoans(book, statuses) {
  return [...loans.values()].filter((loan) => loan.book === book.id && statuses.includes(loan.status)).length
}

function lend({ book: id, reader }) {
  const book = books.get(id)
  if (book === undefined) throw new Problem(422, `there is no book ${id}`)
  // The bug: whoever added renewals forgot that a renewed loan has not come back.
  const isOut = flags.bug === 'lend-twice' ? ['lent'] : ['lent', 'renewed']
  if (openLoans(book, isOut) >= book.copies) throw new Problem(409, 'no copy is available')
  const loan = { id: randomUUID(), version: 1, book: id, reader, status: 'lent', lentAt: new Date().toISOString() }
  loans.set(loan.id, loan)
  shelvesChanged(book)
  return loan
}

function move(loan, from, to) {
  if (!from.includes(loan.status)) throw new Problem(409, `the loan is ${loan.status}`)
  loan.status = to
  loan.version++
  if (to === 'returned') shelvesChanged(books.get(loan.book))
  return loan
}

/** A book whose copies came or went shows another `available`: it is a new version. */
function shelvesChanged(book) {
  if (flags.bug !== 'stale-etag') book.version++
}

function showBook(book) {
  const { version: _, ...shown } = book
  return { ...shown, available: Math.max(0, book.copies - openLoans(book, ['lent', 'renewed'])) }
}

function showLoan({ version: _, ...shown }) {
  return shown
}

const show = (object) => ('reader' in object ? showLoan(object) : showBook(object))

// ------------------------------------------------------------------ requests

const created = (object, collection) => ({ ...ok(object, 201), location: `/${collection}/${object.id}` })
const ok = (object, status = 200) => ({ status, etag: etagOf(object), body: show(object) })

function page(objects, { offset = 0, limit = 20 }) {
  return { status: 200, body: { total: objects.length, items: objects.slice(offset, offset + limit).map(show) } }
}

const routes = {
  'POST /test/reset': () => {
    books.clear()
    loans.clear()
    return { status: 204 }
  },
  'GET /books': ({ query }) => {
    check(query, {}, pageRules)
    return page([...books.values()], query)
  },
  'POST /books': ({ body }) => {
    check(body, bookRules)
    const book = { id: randomUUID(), version: 1, ...body }
    books.set(book.id, book)
    return created(book, 'books')
  },
  'GET /books/*': ({ id, query }) => {
    check(query, {})
    return ok(lookUp(books, id))
  },
  'PUT /books/*': ({ id, body, headers }) => {
    check(body, bookRules)
    const book = lookUp(books, id)
    checkVersion(book, headers)
    if (body.copies < openLoans(book, ['lent', 'renewed'])) throw new Problem(409, 'more copies are out')
    Object.assign(book, body, { version: book.version + 1 })
    return ok(book)
  },
  'DELETE /books/*': ({ id, query, headers }) => {
    check(query, {})
    const book = lookUp(books, id)
    checkVersion(book, headers)
    if (openLoans(book, ['lent', 'renewed']) > 0) throw new Problem(409, 'copies are out')
    books.delete(id)
    return { status: 204 }
  },
  'POST /loans': ({ body }) => {
    check(body, { book: isId, reader: isText(40) })
    return created(lend(body), 'loans')
  },
  'GET /loans/*': ({ id, query }) => {
    check(query, {})
    return ok(lookUp(loans, id))
  },
  'POST /loans/*/renew': ({ id, body }) => {
    check(body, {})
    return ok(move(lookUp(loans, id), ['lent'], 'renewed'))
  },
  'POST /loans/*/return': ({ id, body }) => {
    check(body, {})
    return ok(move(lookUp(loans, id), ['lent', 'renewed'], 'returned'))
  },
}

async function readBody(request) {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  if (text === '') return {}
  try {
    const body = JSON.parse(text)
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  } catch {
    // Reported below.
  }
  throw new Problem(400, 'the body is no JSON object')
}

/** Numbers of the query as numbers; what is no number stays a text, which no rule for numbers accepts. */
function readQuery(search) {
  const numeric = (name, value) => (name in pageRules && /^\d+$/.test(value) ? Number(value) : value)
  return Object.fromEntries([...search].map(([name, value]) => [name, numeric(name, value)]))
}

async function answer(request) {
  const url = new URL(request.url, 'http://library')
  const [, collection, id, action] = url.pathname.split('/')
  const fixed = `${request.method} ${url.pathname}`
  const pattern = [collection, ...(id === undefined ? [] : ['*']), ...(action === undefined ? [] : [action])].join('/')
  const route = routes[fixed] ?? routes[`${request.method} /${pattern}`]
  if (route === undefined) throw new Problem(404, 'there is nothing here')
  const body = await readBody(request)
  return route({ id, query: readQuery(url.searchParams), body, headers: request.headers })
}

const server = createServer(async (request, response) => {
  let reply
  try {
    reply = await answer(request)
  } catch (error) {
    const status = error instanceof Problem ? error.status : 500
    if (status === 500) console.error(error)
    const title = { 422: 'Unprocessable Content' }[status] ?? STATUS_CODES[status]
    reply = { status, type: 'application/problem+json', body: { title, status, detail: error.message } }
  }
  const { status, body, etag, location, type = 'application/json' } = reply
  response.writeHead(status, {
    ...(body !== undefined && { 'content-type': type }),
    ...(etag !== undefined && { etag }),
    ...(location !== undefined && { location }),
  })
  response.end(body === undefined ? undefined : JSON.stringify(body))
})

server.listen(Number(flags.port), '127.0.0.1', () => {
  console.log(`The library is open at http://127.0.0.1:${server.address().port}`)
})
