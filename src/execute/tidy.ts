/**
 * Tidying up: takes away what a sequence made, on a target that keeps it.
 *
 * A book is kept of every object: before a call that may make one it notes what is about to be called, and afterwards
 * what came of it, so that a run that dies in between loses nothing. What an object needs to be gone is read off the
 * models: an operation that removes it, or one that moves it into a state from which nothing follows.
 */

import type { Call } from '../model/outcome.ts'
import type { Stored } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { retryHeaderOf } from '../pack/retry.ts'
import type { Driver, Reply } from './driver.ts'
import { delegated } from './limits.ts'
import { newNonce, withNonce } from './nonce.ts'

/** An object that a run made, or may have made. */
export interface Made {
  readonly type: string
  /** Undefined where the answer was lost. */
  readonly id: string | undefined
  /** The call that made it, as it was sent. */
  readonly call: Call
}

/**
 * What became of an object: it was taken away or ended, it had ended by itself, it is left for another try, or it stays
 * for good, since no operation takes it away.
 */
export type Fate = 'gone' | 'ended' | 'left' | 'stays'

/** Where it is written down what was made. Everything is written before the method returns. */
export interface Book {
  /** Notes a call that may make something, before it is made; answers the number of the entry. */
  intend(call: Call): number
  /** Notes what came of it. */
  made(entry: number, made: Made): void
  /** Notes that nothing came of it. */
  nothing(entry: number): void
  /** Notes what became of what was made. */
  settled(entry: number, fate: Exclude<Fate, 'left'>): void
}

/** What is left over when a run has ended. */
export interface Leftovers {
  readonly gone: number
  readonly ended: number
  /** What another try may take away. */
  readonly left: readonly Made[]
  /** Type → how many stay for good. */
  readonly stays: Readonly<Record<string, number>>
}

/** Verbs of operations that end an object for good, where several operations could. */
const endings = /^(?:cancel|close|delete|remove|archive|expire|void|deactivate|disconnect)/

/** The operations that take away an object of the type, or end it, best first; they need nothing but its id. */
export function endersOf(pack: Pack, type: string): readonly PackOperation[] {
  const resource = pack.byType.get(type)
  const isFinal = (state: string) => resource?.states[state]?.length === 0
  const rank = ({ id, model }: PackOperation) => (model.kind === 'remove' ? 0 : endings.test(nameOf(id)) ? 1 : 2)
  return [...pack.operations.values()]
    .filter((one) => {
      const { resource: own, model, spec, spontaneous } = one
      if (own.type !== type || spontaneous || !model.hasSubject || spec === undefined) return false
      if (!(spec.params.required ?? []).every((name) => name === pack.manners.subject)) return false
      return model.kind === 'remove' || (model.kind === 'transition' && model.edges.every(({ to }) => isFinal(to)))
    })
    .sort((left, right) => rank(left) - rank(right))
}

const nameOf = (operation: string) => operation.slice(operation.lastIndexOf('.') + 1)

/** Tells whether an object of the type is in a state from which nothing follows; never of one without a life cycle. */
function hasEnded(pack: Pack, type: string, object: unknown): boolean {
  const resource = pack.byType.get(type)
  if (resource === undefined || Object.keys(resource.states).length < 2) return false
  return resource.states[resource.stateOf(object as Stored)]?.length === 0
}

/**
 * Takes one object away, or ends it. Answers what became of it; `left` also when the target does not answer.
 *
 * `seen` is how it was last answered; it is looked up when absent.
 */
export async function end(pack: Pack, driver: Driver, { type, id, call }: Made, seen?: unknown): Promise<Fate> {
  const subject = pack.manners.subject
  const enders = endersOf(pack, type)
  if (enders.length === 0 && Object.keys(pack.byType.get(type)?.states ?? {}).length < 2) return 'stays'
  if (id === undefined) return 'left'
  const named = (operation: string): Call => ({ operation, params: { [subject]: id }, ...bystanders(pack, call) })
  let object = seen
  if (object === undefined) {
    const read = [...pack.operations.values()].find(
      ({ resource, model }) => resource.type === type && model.kind === 'retrieve',
    )
    const reply = read === undefined ? undefined : await driver.call(named(read.id))
    if (reply?.kind === 'answer' && (reply.status === 404 || reply.status === 410)) return 'gone'
    object = reply?.kind === 'answer' && reply.status < 300 ? reply.body : undefined
    if ((object as { deleted?: unknown } | undefined)?.deleted === true) return 'gone'
  }
  if (object !== undefined && hasEnded(pack, type, object)) return 'ended'
  let offered = 0
  for (const ender of enders) {
    const reply = await driver.call(named(ender.id))
    if (reply.kind === 'answer' && reply.status < 300) return 'gone'
    if (reply.kind === 'answer' || reply.notOffered !== true) offered++
  }
  return offered === 0 ? 'stays' : 'left'
}

/** The headers that say whose object it is: all but the key of the call that made it. */
function bystanders(pack: Pack, { operation, headers = {}, caller }: Call): Pick<Call, 'headers' | 'caller'> {
  const found = pack.operations.get(operation)
  const key = found && retryHeaderOf(pack, found)
  const others = Object.entries(headers).filter(([name]) => name !== key)
  return {
    ...(others.length > 0 && { headers: Object.fromEntries(others) }),
    ...(caller !== undefined && { caller }),
  }
}

/** The object that an answer to a call is about, if it is one that the call has made. */
export function madeBy(
  pack: Pack,
  call: Call,
  reply: Reply,
): { readonly type: string; readonly id: string } | undefined {
  if (reply.kind === 'lost' || reply.status >= 300) return undefined
  const body = reply.body as Readonly<Record<string, unknown>> | null
  if (typeof body !== 'object' || body === null || typeof body['id'] !== 'string') return undefined
  const type = pack.typeOf(body) ?? pack.operations.get(call.operation)?.resource.type
  return type === undefined || !pack.byType.has(type) ? undefined : { type, id: body['id'] }
}

/** A driver that takes away what a sequence made when it ends, and knows what is left. */
export interface TidyDriver extends Driver {
  leftovers(): Leftovers
}

/** Keeps `book` of what calls through the driver make, and takes it away at the end of each sequence. */
export function tidying(driver: Driver, pack: Pack, book: Book): TidyDriver {
  /** The entries of calls that may be made again, with what is sent. */
  const open = new Map<Call, { readonly entry: number | undefined; readonly sent: Call }>()
  let nonce = newNonce()
  /** What the present sequence made, by entry. */
  const present = new Map<number, Made>()
  const left = new Map<number, Made>()
  const seen = new Map<string, unknown>()
  const known = new Set<string>()
  const counts = { gone: 0, ended: 0 }
  const stays: Record<string, number> = {}
  const note = (entry: number, call: Call, reply: Reply) => {
    const made = madeBy(pack, call, reply)
    left.delete(entry)
    if (made !== undefined && !known.has(made.id)) {
      known.add(made.id)
      present.set(entry, { ...made, call })
      book.made(entry, { ...made, call })
    } else if (made !== undefined || (reply.kind === 'answer' ? reply.status < 500 : reply.applied === false))
      book.nothing(entry)
    else {
      // Perhaps it was made: whoever sweeps up later can ask again by the key of the call.
      const type = pack.operations.get(call.operation)?.resource.type ?? ''
      left.set(entry, { type, id: undefined, call })
    }
  }
  return {
    ...delegated(driver),
    async begin() {
      nonce = newNonce()
      open.clear()
      await driver.begin()
    },
    async call(call) {
      const operation = pack.operations.get(call.operation)
      const mayMake = operation !== undefined && !operation.model.readonly && !operation.model.hasSubject
      let opened = open.get(call)
      if (opened === undefined) {
        // The book must know the very key that was sent, so that the call can be made again by it.
        const sent = withNonce(call, nonce)
        opened = { entry: mayMake ? book.intend(sent) : undefined, sent }
        open.set(call, opened)
      }
      const { entry, sent } = opened
      const reply = await driver.call(sent)
      if (entry !== undefined) note(entry, sent, reply)
      const body = reply.kind === 'answer' && reply.status < 300 ? (reply.body as { id?: unknown } | null) : null
      if (typeof body?.id === 'string') seen.set(body.id, body)
      return reply
    },
    async end() {
      // The latest first: what was made of something goes before it.
      for (const [entry, made] of [...present].reverse()) {
        // In the books it is already; should the run stop here, it is left.
        left.set(entry, made)
        present.delete(entry)
        const fate = await end(pack, driver, made, seen.get(made.id ?? ''))
        if (fate === 'left') continue
        left.delete(entry)
        book.settled(entry, fate)
        if (fate === 'stays') stays[made.type] = (stays[made.type] ?? 0) + 1
        else counts[fate]++
      }
      seen.clear()
      known.clear()
      await driver.end?.()
    },
    leftovers: () => ({ ...counts, left: [...left.values(), ...present.values()], stays }),
  }
}

/** What several lanes left, together. */
export function allLeftovers(all: readonly Leftovers[]): Leftovers {
  const stays: Record<string, number> = {}
  for (const one of all) for (const [type, count] of Object.entries(one.stays)) stays[type] = (stays[type] ?? 0) + count
  return {
    gone: all.reduce((sum, one) => sum + one.gone, 0),
    ended: all.reduce((sum, one) => sum + one.ended, 0),
    left: all.flatMap((one) => one.left),
    stays,
  }
}
