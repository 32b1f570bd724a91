// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files name variables like this
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { readAuth } from '../../src/config/auth.ts'
import { logIn } from '../../src/config/login.ts'
import { readYaml } from '../../src/store/yaml.ts'

const variables = { PASSWORD: 'hunter2-hunter2' }
const read = (text: string, user?: string) => readAuth(readYaml('auth.yaml', text), user, variables)
const wrong = (text: string, user?: string) => {
  try {
    return read(text, user)
  } catch (error) {
    return (error as Error).message
  }
}

interface Request {
  readonly line: string
  readonly type: string | undefined
  readonly body: string
}

let server: Server | undefined
afterEach(() => server?.close())

/** A host that answers every request like this. */
async function host(status: number, headers: Record<string, string>, body: string) {
  const requests: Request[] = []
  const made = createServer(async (request: IncomingMessage, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    requests.push({ line: `${request.method} ${request.url}`, type: request.headers['content-type'], body: text })
    response.writeHead(status, headers).end(body)
  })
  server = made
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(made.address() as AddressInfo).port}`, requests }
}

const template = `
authTemplate:
  loginEndpointAuth:
    endpoint: /login
    verb: POST
    contentType: application/json
    token: {extractFrom: body, extractSelector: /token/value, sendIn: header, sendName: Authorization, sendTemplate: "Bearer {token}"}
`
const users = `
auth:
  - name: ada
    loginEndpointAuth: {payloadUserPwd: {username: ada, password: "\${PASSWORD}", usernameField: user, passwordField: pass}}
  - name: bob
    loginEndpointAuth: {payloadRaw: '{"user": "bob"}'}
${template}`

describe('a login', () => {
  test('sends the payload of the first user and makes a header of the token', async () => {
    const { url, requests } = await host(200, {}, '{"token": {"value": "t-1"}}')
    const login = read(users)
    expect(await logIn(url, login)).toEqual({ authorization: 'Bearer t-1' })
    expect(requests).toEqual([
      { line: 'POST /login', type: 'application/json', body: '{"user":"ada","pass":"hunter2-hunter2"}' },
    ])
    expect(login.secrets).toEqual(['hunter2-hunter2'])
  })

  test('is that of the user who is named', async () => {
    const { url, requests } = await host(200, {}, '{"token": {"value": "t-1"}}')
    await logIn(url, read(users, 'bob'))
    expect(requests[0]?.body).toBe('{"user": "bob"}')
  })

  test('may answer with a cookie, or with the token in a header', async () => {
    const form = `{endpoint: /in, verb: POST, contentType: application/x-www-form-urlencoded, payloadUserPwd: {username: a b, password: c, usernameField: u, passwordField: p}`
    const { url, requests } = await host(204, { 'set-cookie': 'sid=1; HttpOnly', 'x-token': 't-2' }, '')
    expect(await logIn(url, read(`auth: [{name: a, loginEndpointAuth: ${form}, expectCookies: true}}]`))).toEqual({
      cookie: 'sid=1',
    })
    expect(requests[0]?.body).toBe('u=a+b&p=c')
    const token = 'token: {extractFrom: header, extractSelector: X-Token, sendIn: header, sendName: X-Auth}'
    expect(await logIn(url, read(`auth: [{name: a, loginEndpointAuth: ${form}, ${token}}}]`))).toEqual({
      'x-auth': 't-2',
    })
  })

  test('may be described in the older form', async () => {
    const { url } = await host(200, {}, '{"access": "t-3"}')
    const token = '{extractFromField: /access, httpHeaderName: Authorization, headerPrefix: "JWT "}'
    const login = read(`auth: [{name: a, loginEndpointAuth: {endpoint: /in, verb: GET, token: ${token}}}]`)
    expect(await logIn(url, login)).toEqual({ authorization: 'JWT t-3' })
  })

  test('may need no request at all', async () => {
    const login = read('auth: [{name: a, fixedHeaders: [{name: Authorization, value: "Basic abc"}]}]')
    expect(await logIn('http://127.0.0.1:9', login)).toEqual({ authorization: 'Basic abc' })
    expect(login.secrets).toEqual(['Basic abc'])
  })

  test.each([
    ['a refusal', 401, {}, '', 'expected a 2xx status but received status 401.'],
    ['a redirect, which is not followed', 302, { location: 'http://127.0.0.1:9/' }, '', 'received status 302.'],
    ['another answer', 200, {}, '{"token": "t-1"}', 'expected a token at /token/value of the body but received none.'],
    ['no JSON', 200, {}, 'hello', 'expected a token at /token/value of the body but received none.'],
  ])('that is answered with %s is an error', async (_, status, headers, body, message) => {
    const { url } = await host(status, headers as Record<string, string>, body)
    await expect(logIn(url, read(users))).rejects.toThrow(message)
  })

  test('at a host that is not there is an error', async () => {
    await expect(logIn('http://127.0.0.1:9', read(users))).rejects.toThrow(
      /^Failed to call POST http:\/\/127.0.0.1:9\/login/,
    )
  })
})

describe('an auth file', () => {
  test.each([
    [
      'a user that it does not have',
      users,
      'eve',
      'auth.yaml:2: expected an entry named eve but received only ada, bob.',
    ],
    ['no users', 'auth: []', undefined, 'expected an entry but received an empty list.'],
    [
      'a variable that is not set',
      'auth: [{name: a, fixedHeaders: [{name: X, value: "${NOPE}"}]}]',
      undefined,
      'auth[0].fixedHeaders[0].value: expected the variable NOPE but received nothing. Set NOPE.',
    ],
    [
      'a login on another host',
      'auth: [{name: a, loginEndpointAuth: {externalEndpointURL: "https://elsewhere", verb: GET}}]',
      undefined,
      'expected a login on the host of the target, with endpoint but received "https://elsewhere".',
    ],
    [
      'an endpoint that is no path',
      'auth: [{name: a, loginEndpointAuth: {endpoint: "//evil/x", verb: GET, expectCookies: true}}]',
      undefined,
      'expected a path that starts with / but received "//evil/x".',
    ],
    [
      'a token for the address',
      'auth: [{name: a, loginEndpointAuth: {endpoint: /x, verb: GET, token: {extractFrom: body, extractSelector: /a, sendIn: query, sendName: t}}}]',
      undefined,
      'sendIn: expected one of header but received "query".',
    ],
    [
      'a login without a result',
      'auth: [{name: a, loginEndpointAuth: {endpoint: /x, verb: GET}}]',
      undefined,
      "expected 'token' or 'expectCookies' but received neither.",
    ],
    [
      'an unknown key',
      'auth: [{nam: a}]',
      undefined,
      "expected one of name, requireMockHandling, fixedHeaders, loginEndpointAuth but received 'nam'.",
    ],
  ])('with %s is refused', (_, text, user, message) => {
    expect(wrong(text, user)).toContain(message)
  })
})
