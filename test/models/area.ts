/** Tools for the tests of one area: its resources alone, a mock of them, their laws, and a judge who sees only part. */

import { stripe } from '../../models/stripe/index.ts'
import { Judge } from '../../src/check/judge.ts'
import { LawIndex } from '../../src/check/law-index.ts'
import { httpDriver } from '../../src/execute/http.ts'
import { inProcessDriver } from '../../src/execute/in-process.ts'
import { serveReceiver } from '../../src/execute/receiver.ts'
import { Mock } from '../../src/mock/mock.ts'
import { serveMock } from '../../src/mock/server.ts'
import type { Exchange, Law, Mismatch } from '../../src/model/law.ts'
import type { Resource } from '../../src/model/resource.ts'
import { definePack, type Fault, type Pack } from '../../src/pack/pack.ts'
import { type RunOptions, type RunResult, run } from '../../src/run/run.ts'

/** The Stripe pack with some of its resources only. */
export const packOf = (resources: readonly Resource[]): Pack => definePack({ ...stripe, resources, laws: [] })

/** A mock of a pack, spoken to by operation. */
export class Area {
  readonly pack: Pack
  readonly mock: Mock

  constructor(pack: Pack, mock: Mock = new Mock(pack)) {
    this.pack = pack
    this.mock = mock
  }

  answer(operation: string, params: object = {}): { readonly status: number; readonly body: unknown } {
    return this.mock.handle({ operation, params: { ...params } })
  }

  /** The body of an answer that must be a success. */
  ask<O>(operation: string, params: object = {}): O {
    const { status, body } = this.answer(operation, params)
    if (status !== 200) throw new Error(`${operation}: ${status} ${JSON.stringify(body)}`)
    return body as O
  }

  /** Status and error of an answer that must be a refusal. */
  refusal(operation: string, params: object = {}): { status: number; type?: string; code?: string; param?: string } {
    const { status, body } = this.answer(operation, params)
    const { error } = body as { error: { type: string; code?: string; param?: string } }
    const { type, code, param } = error
    return { status, type, ...(code !== undefined && { code }), ...(param !== undefined && { param }) }
  }

  /** The types of the events that a call owes. */
  events(operation: string, params: object = {}): readonly string[] {
    this.ask(operation, params)
    return this.mock.world.changes.flatMap(({ type, before, after }) =>
      after === undefined ? [] : (this.pack.byType.get(type)?.events({ before, after }) ?? []),
    )
  }

  /** Whether a law of one object, or of an object before and after, holds. */
  holds(id: string, ...objects: readonly object[]): boolean {
    const law = this.pack.laws.find((one) => one.id === id)?.law as Law
    const [first, second] = objects as readonly never[]
    if (law.kind === 'snapshot') return law.holds(first as never)
    if (law.kind === 'history') return law.holds(first as never, second as never)
    if (law.kind === 'cross-object') return law.holds(first as never, this.mock.world)
    throw new Error(`${id} is a law of another kind: ${law.kind}`)
  }

  /** Whether a law of answers holds of an accepted call; before and after it the world is the mock's. */
  allows(id: string, params: object, body: object, more: Partial<Exchange> = {}): boolean {
    const law = this.pack.laws.find((one) => one.id === id)?.law as Law
    if (law.kind !== 'answer') throw new Error(`${id} is a law of another kind: ${law.kind}`)
    const { world } = this.mock
    const call = { operation: '', params: { ...params } }
    return law.holds({
      call,
      status: 200,
      body,
      headers: {},
      accepted: true,
      before: world,
      after: world,
      ...more,
    } as Exchange)
  }

  /** Whether a law of predictions names a mismatch. */
  names(id: string, mismatch: Partial<Mismatch>): boolean {
    const law = this.pack.laws.find((one) => one.id === id)?.law as Law
    if (law.kind !== 'metamorphic') throw new Error(`${id} is a law of another kind: ${law.kind}`)
    return law.explains({
      operation: '',
      name: '',
      at: '',
      kind: 'value',
      seenBefore: false,
      refusedSince: false,
      ...mismatch,
    } as Mismatch)
  }
}

/** A judge of a mock that moves by itself: what `unseen` does, nobody tells it. */
export class Watch {
  readonly area: Area
  readonly #judge: Judge
  #step = 0

  constructor(pack: Pack, mock?: Mock) {
    this.area = new Area(pack, mock)
    this.#judge = new Judge(pack, new LawIndex(pack), { spontaneous: true })
  }

  /** The body of the answer; what the judge complains of is kept in `complaints`. */
  call<O>(operation: string, params: object = {}): O {
    const call = { operation, params: { ...params } }
    const answer = this.area.mock.handle(call)
    const { violation, warnings } = this.#judge.judge(++this.#step, call, answer)
    for (const found of [violation, ...warnings]) if (found !== undefined) this.complaints.push(found.key)
    return answer.body as O
  }

  readonly complaints: string[] = []

  unseen(operation: string, params: object = {}): void {
    this.area.ask(operation, params)
  }
}

/** What a run over a pack finds, warns of and leaves uncovered: nothing, if all is well. */
export async function findingsOf(
  pack: Pack,
  options: { seed: number; sequences: number },
): Promise<readonly unknown[]> {
  const driver = inProcessDriver(new Mock(pack))
  const { findings, warnings, coverage }: RunResult = await run({ pack, driver, steps: 40, ...options })
  return [...findings, ...warnings, ...Object.values(coverage).flatMap(({ missing }) => missing)]
}

export interface Over {
  readonly fault?: Fault
  readonly sequences?: number
  readonly silenceMs?: number
  /** The target is told nothing: whatever it does is its own doing. */
  readonly byItself?: boolean
}

/** Runs over a mock on a socket, with a receiver beside it. */
export async function runOverHttp(options: Omit<RunOptions, 'driver'>, over: Over): Promise<RunResult> {
  const { pack } = options
  const { fault, sequences = options.sequences, silenceMs, byItself = false } = over
  const server = await serveMock({ pack, ...(fault && { mock: { fault } }) })
  const where = { pack, baseUrl: server.url, receiver: await serveReceiver() }
  const driver = await httpDriver({ ...where, ...(silenceMs !== undefined && { silenceMs }) })
  if (byItself) Object.assign(driver, { capabilities: { reset: true, control: false, exactClock: false } })
  try {
    return await run({ ...options, ...(sequences !== undefined && { sequences }), driver })
  } finally {
    await driver.close()
    await server.close()
  }
}
