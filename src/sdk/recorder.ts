/** Records the requests of one call on the wire, and disturbs them as planned. */

import { Router } from '../mock/router.ts'
import { cut } from '../mock/server.ts'
import type { RawRequest, Wire } from '../mock/wire.ts'
import type { Params } from '../model/outcome.ts'
import type { Attempt, SentRequest, SentResponse } from '../model/passage.ts'
import type { Pack } from '../pack/pack.ts'
import type { Disturbance } from '../pack/sdk.ts'

type Recorded = { -readonly [K in keyof Omit<Attempt, 'waitedMs'>]: Attempt[K] }

export class Recorder implements Wire {
  readonly #pack: Pack
  readonly #router: Router
  #plan: readonly Disturbance[] = []
  #recorded: Recorded[] = []

  constructor(pack: Pack) {
    this.#pack = pack
    this.#router = new Router(pack)
  }

  /** Forgets what was recorded; from now on requests are disturbed by `plan`, in order. */
  start(plan: readonly Disturbance[]): void {
    this.#plan = plan
    this.#recorded = []
  }

  /** What was recorded, with the waits before each attempt but the first. */
  taken(waitsMs: readonly number[]): Attempt[] {
    return this.#recorded.map((attempt, index) => ({
      ...attempt,
      waitedMs: index === 0 ? undefined : waitsMs[index - 1],
    }))
  }

  arrived(request: RawRequest): Disturbance | undefined {
    const disturbance = this.#plan[this.#recorded.length]
    this.#recorded.push({
      request: this.#read(request),
      response: undefined,
      unheard: undefined,
      broken: disturbance?.kind === 'cut',
      disturbed: disturbance === undefined ? undefined : textOf(disturbance),
    })
    return disturbance
  }

  answered(response: SentResponse, arrives: boolean): void {
    const last = this.#recorded.at(-1)
    if (last === undefined) return
    if (arrives) last.response = response
    else last.unheard = response
  }

  #read(request: RawRequest): SentRequest {
    const [path = '', query = ''] = cut(request.path, '?')
    const route = this.#router.find(request.method, path)?.route
    return {
      ...request,
      operation: route?.operation.id,
      params: paramsOf(this.#pack, route?.operation, query, request.body),
    }
  }
}

/** The parameters of a request outside its path, as the API reads them; without an operation nothing can be read. */
export function paramsOf(
  pack: Pick<Pack, 'query' | 'body' | 'spec'>,
  operation: { readonly params: Parameters<Pack['query']['parse']>[1] } | undefined,
  query: string,
  body: string,
): Params {
  if (operation === undefined) return {}
  return {
    ...(query !== '' && pack.query.parse(query, operation.params, pack.spec)),
    ...(body !== '' && pack.body.parse(body, operation.params, pack.spec)),
  }
}

function textOf(disturbance: Disturbance): string {
  if (disturbance.kind === 'answer') return `answered with status ${disturbance.status}`
  if (disturbance.kind === 'cut') return 'answer cut off'
  const what = disturbance.kind === 'reset' ? 'connection reset' : 'never answered'
  return `${what}${disturbance.executed ? ' after it was executed' : ''}`
}
