/**
 * How to log in, in the auth format of Web Fuzzing Commons, so that one file serves every tool.
 *
 * Read: `auth` with `fixedHeaders` and `loginEndpointAuth` (payload, token in body or header, cookies), `authTemplate`.
 * `${NAME}` in a text stands for the variable of that name. The older form of `token` is read too.
 *
 * @see https://github.com/WebFuzzing/Commons/blob/master/auth.md
 */

import type { Item } from '../store/yaml.ts'
import type { Login } from './login.ts'
import { withVariables } from './variables.ts'

type Variables = Readonly<Record<string, string | undefined>>
type Fields = ReadonlyMap<string, Item>

const entryKeys = ['name', 'requireMockHandling', 'fixedHeaders', 'loginEndpointAuth']
const loginKeys = [
  ...['endpoint', 'externalEndpointURL', 'payloadRaw', 'payloadUserPwd', 'headers', 'verb', 'contentType'],
  ...['token', 'expectCookies'],
]
const tokenKeys = [
  ...['extractFrom', 'extractSelector', 'sendIn', 'sendName', 'sendTemplate'],
  ...['extractFromField', 'httpHeaderName', 'headerPrefix'],
]

/**
 * Reads how `user` logs in; the first entry's user when undefined.
 *
 * @throws {ConfigError} naming the place, for what the format does not have or Assize does not do
 */
export function readAuth(root: Item, user: string | undefined, variables: Variables): Login {
  const top = root.fields(['schemaVersion', 'auth', 'authTemplate', 'configs'])
  const list = need(root, top, 'auth').list()
  const entries = list.map((item) => ({ item, fields: item.fields(entryKeys) }))
  const entry = entries.find(({ fields }) => user === undefined || fields.get('name')?.text() === user)
  if (entry === undefined) {
    const names = entries.map(({ fields }) => fields.get('name')?.text()).join(', ')
    const received = names === '' ? 'an empty list' : `only ${names}`
    throw root.mistake(user === undefined ? 'an entry' : `an entry named ${user}`, received, 'Correct the name.')
  }
  const template: Fields = top.get('authTemplate')?.fields(entryKeys) ?? new Map()
  const of = (name: string) => entry.fields.get(name) ?? template.get(name)
  const text = (item: Item) => withVariables(item.text(), variables, item)
  const secrets: string[] = []
  const secret = (item: Item) => {
    const value = text(item)
    secrets.push(value)
    return value
  }
  const login = of('loginEndpointAuth')
  const shared = template.get('loginEndpointAuth')?.fields(loginKeys)
  const own = entry.fields.get('loginEndpointAuth')?.fields(loginKeys)
  const all = new Map([...(shared ?? []), ...(own ?? [])])
  return {
    secrets,
    headers: headersOf(of('fixedHeaders'), secret),
    ...(login !== undefined && { request: readRequest(login, all, text, secret) }),
  }
}

function readRequest(
  login: Item,
  fields: Fields,
  text: (item: Item) => string,
  secret: (item: Item) => string,
): NonNullable<Login['request']> {
  const external = fields.get('externalEndpointURL')
  if (external !== undefined) {
    throw external.mistake(
      'a login on the host of the target, with endpoint',
      external.kind,
      'Log in elsewhere before the run and give the token by a variable: nothing outside the host is called.',
    )
  }
  const endpoint = need(login, fields, 'endpoint')
  if (!/^\/(?!\/)/.test(endpoint.text())) {
    throw endpoint.mistake('a path that starts with /', endpoint.kind, 'Correct the path.')
  }
  const contentType = fields.get('contentType')?.text() ?? 'application/json'
  const raw = fields.get('payloadRaw')
  const pair = fields.get('payloadUserPwd')
  const payload =
    raw !== undefined ? secret(raw) : pair !== undefined ? payloadOf(pair, contentType, text, secret) : undefined
  const token = fields.get('token')
  const cookies = fields.get('expectCookies')?.flag() ?? false
  if (token === undefined && !cookies) {
    throw login.mistake("'token' or 'expectCookies'", 'neither', 'Say what the login answers with.')
  }
  return {
    method: need(login, fields, 'verb').word('POST', 'GET', 'PATCH', 'DELETE', 'PUT'),
    path: endpoint.text(),
    headers: {
      ...headersOf(fields.get('headers'), secret),
      ...(payload !== undefined && { 'content-type': contentType }),
    },
    ...(payload !== undefined && { payload }),
    ...(token !== undefined && { token: readToken(token) }),
  }
}

function readToken(item: Item): NonNullable<NonNullable<Login['request']>['token']> {
  const fields = item.fields(tokenKeys)
  const older = fields.get('extractFromField')
  if (older !== undefined) {
    const prefix = fields.get('headerPrefix')?.text() ?? ''
    return {
      from: 'body',
      at: older.text(),
      header: need(item, fields, 'httpHeaderName').text(),
      template: `${prefix}{token}`,
    }
  }
  // A token in the address would be in logs along the way.
  need(item, fields, 'sendIn').word('header')
  return {
    from: need(item, fields, 'extractFrom').word('body', 'header'),
    at: need(item, fields, 'extractSelector').text(),
    header: need(item, fields, 'sendName').text(),
    template: fields.get('sendTemplate')?.text() ?? '{token}',
  }
}

function payloadOf(
  item: Item,
  contentType: string,
  text: (item: Item) => string,
  secret: (item: Item) => string,
): string {
  const fields = item.fields(['username', 'password', 'usernameField', 'passwordField'])
  const value = (name: string) => text(need(item, fields, name))
  const password = secret(need(item, fields, 'password'))
  const pairs = { [value('usernameField')]: value('username'), [value('passwordField')]: password }
  return contentType.includes('json') ? JSON.stringify(pairs) : new URLSearchParams(pairs).toString()
}

function headersOf(item: Item | undefined, secret: (item: Item) => string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const one of item?.list() ?? []) {
    const fields = one.fields(['name', 'value'])
    headers[need(one, fields, 'name').text().toLowerCase()] = secret(need(one, fields, 'value'))
  }
  return headers
}

function need(of: Item, fields: Fields, name: string): Item {
  const item = fields.get(name)
  if (item === undefined) throw of.mistake(`'${name}'`, 'a map without it', `Add '${name}'.`)
  return item
}
