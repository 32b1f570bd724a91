/**
 * The official Node library, as its users see it: constructor, request options, error classes, page helpers, webhooks.
 *
 * Loaded in the process of the library. Whatever version is given, only what its documentation shows is used.
 */

import type { Params } from '../../../src/model/outcome.ts'
import type { Given, Headers } from '../../../src/model/passage.ts'
import type { ClientAdapter } from '../../../src/sdk/adapter.ts'

type Fields = Readonly<Record<string, unknown>>
type Stripe = new (key: string, config: object) => object

/** The class: the module itself or what it exports, depending on how it was built. */
function classIn(library: unknown): Stripe & { readonly errors?: Fields } {
  for (const value of [library, fieldsOf(library)['default'], fieldsOf(fieldsOf(library)['default'])['default']]) {
    if (typeof value === 'function') return value as Stripe
  }
  throw new Error(
    `expected the class Stripe as what the library exports, found ${Object.keys(fieldsOf(library)).join(', ')}`,
  )
}

function fieldsOf(value: unknown): Fields {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return isObject ? (value as Fields) : {}
}

/** Fields of errors that the library gives properties of their own; `type` it calls `rawType`. */
const errorFields = `message code param doc_url decline_code charge payment_intent setup_intent payment_method
  payment_method_type source request_log_url advice_code network_advice_code network_decline_code`.split(/\s+/)
/** What the library adds to the fields of the body. */
const added = new Set(['headers', 'statusCode', 'requestId'])

function thrownBy(library: unknown, thrown: unknown): Given {
  const error = fieldsOf(thrown)
  const { raw } = error
  const known = { ...Object.fromEntries(errorFields.map((name) => [name, error[name]])), type: error['rawType'] }
  const others = Object.entries(fieldsOf(raw)).filter(([name]) => !added.has(name) && !(name in known))
  const own = Object.entries(known).filter(([name, value]) => value !== undefined && !isDefault(name, value, raw))
  return {
    kind: 'thrown',
    error: {
      name: nameOf(library, thrown),
      status: error['statusCode'] as number | undefined,
      headers: error['headers'] as Headers | undefined,
      requestId: error['requestId'] as string | undefined,
      body: { error: Object.fromEntries([...others, ...own]) },
    },
  }
}

/** What the library puts where the body has nothing: an empty message, and an empty code of a declined card. */
function isDefault(name: string, value: unknown, raw: unknown): boolean {
  return value === '' && fieldsOf(raw)[name] === undefined
}

/** The name of the class, as `Stripe.errors` has it; with what the error calls itself, if that is something else. */
function nameOf(library: unknown, thrown: unknown): string {
  const classes = Object.entries(fieldsOf(classIn(library).errors))
  const prototype: unknown = fieldsOf(thrown) === thrown ? Object.getPrototypeOf(thrown) : undefined
  const name = classes.find(([, made]) => prototype !== undefined && fieldsOf(made)['prototype'] === prototype)?.[0]
  const { type } = fieldsOf(thrown)
  if (name === undefined) return String(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : thrown)
  return type === name ? name : `${name} that calls itself ${type}`
}

function returnedBy(value: unknown): Given {
  // `lastResponse` is no enumerable property, and so no part of the value.
  const { statusCode, headers, requestId } = fieldsOf(fieldsOf(value)['lastResponse'])
  return {
    kind: 'returned',
    value,
    status: statusCode as number | undefined,
    headers: headers as Headers | undefined,
    requestId: requestId as string | undefined,
  }
}

interface PageList extends AsyncIterable<unknown> {
  autoPagingEach(each: (item: unknown) => void): Promise<void>
  autoPagingToArray(options: { readonly limit: number }): Promise<readonly unknown[]>
}

/** More than any list of a test holds; the most that the library gathers. */
const limit = 10_000

interface Webhooks {
  constructEvent(payload: string, header: string, secret: string, tolerance?: number): Fields
  constructEventAsync(payload: string, header: string, secret: string, tolerance?: number): Promise<Fields>
}

export const adapter: ClientAdapter = {
  connect(library, { host, port, secret }) {
    // Without telemetry, so that the same calls send the same requests.
    return new (classIn(library))(secret, { host, port, protocol: 'http', telemetry: false })
  },

  capture(library, capture) {
    const headers = {}
    const answer = {
      getStatusCode: () => 200,
      getHeaders: () => headers,
      getRawResponse: () => ({ headers }),
      toStream: () => ({}),
      toJSON: async () => ({}),
    }
    const httpClient = {
      getClientName: () => 'capture',
      async makeRequest(_host: string, _port: string, path: string, method: string, _headers: object, body: unknown) {
        capture({ method, path, body: String(body ?? '') })
        return answer
      },
    }
    return new (classIn(library))('sk_test_probe', { httpClient, telemetry: false })
  },

  patience: (timeoutMs) => ({ timeout: timeoutMs }),

  given: (library, result) => ('thrown' in result ? thrownBy(library, result.thrown) : returnedBy(result.value)),

  pages: {
    async 'for await'(returned) {
      const items: unknown[] = []
      for await (const item of returned as PageList) items.push(item)
      return items
    },
    async autoPagingEach(returned) {
      const items: unknown[] = []
      await (returned as PageList).autoPagingEach((item) => void items.push(item))
      return items
    },
    autoPagingToArray: (returned) => (returned as PageList).autoPagingToArray({ limit }),
  },

  /** `{way, payload, header, secret, tolerance}`: verifies a signed webhook. */
  async audit(client, { way, payload, header, secret, tolerance }: Params) {
    const webhooks = fieldsOf(client)['webhooks'] as Webhooks
    const given = [payload, header, secret, tolerance] as [string, string, string, number | undefined]
    try {
      const event = way === 'sync' ? webhooks.constructEvent(...given) : await webhooks.constructEventAsync(...given)
      return `accepted ${JSON.stringify(event) === payload ? 'as it was sent' : 'as something else'}`
    } catch (thrown) {
      return `refused with ${fieldsOf(thrown)['type'] ?? (thrown as Error).name}`
    }
  },
}
