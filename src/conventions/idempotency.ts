/**
 * Idempotency keys: a call that is sent again with the same key is answered from memory and does nothing.
 *
 * The life of one key, in each account:
 *
 *   absent → complete   the first call with it is executed; its result is saved, whether it was accepted or refused
 *   complete            the same operation with the same parameters: the saved result, marked as given again
 *   complete            anything else: refused
 *   complete → absent   after `keptFor` seconds, at the earliest
 *
 * A call that is refused before it comes here (credentials, parameters) leaves its key absent, so this convention comes
 * after those. Results are kept in the world, in a table of their own, so that they are forgotten with it; in symbolic
 * worlds they hold symbols, and a call given again predicts the same ones.
 */

import { type NumberedLaw, sameData } from '../model/law.ts'
import type { Call, Outcome, Params, Refusal } from '../model/outcome.ts'
import type { Stored } from '../model/world.ts'
import { faultOf } from '../pack/fault.ts'
import {
  type Convention,
  type Draft,
  type Fault,
  type Moment,
  nonceMark,
  type PackBase,
  type PackOperation,
  type Variation,
} from '../pack/pack.ts'
import { withHeaders } from './headers.ts'

export interface IdempotencyOptions {
  /** The request header, in lower case; responses echo it. */
  readonly header: string
  /** The response header that says `true` when a result is given again, and is missing otherwise. */
  readonly replayed: string
  /** Operations that take keys; others ignore them. */
  readonly applies: (operation: PackOperation) => boolean
  /** Most characters of a key. */
  readonly longest: number
  /** Response headers that are not saved: every response has its own. */
  readonly unsaved?: readonly string[]
  /** Seconds for which a result is kept at least. */
  readonly keptFor: number
  readonly tooLong: Refusal
  /** The refusal of a key that was used for another call. */
  readonly reused: Refusal
  /** Tells whether a refusal is given again for sure; of others a judge also accepts that they are forgotten. */
  readonly remembers: (refusal: Refusal) => boolean
  /** Callers and parameters with which a call is refused before its key counts. */
  readonly before: readonly { readonly caller?: string; readonly params?: Params }[]
  readonly laws?: readonly NumberedLaw[]
}

/** The table of saved results; no type of the API. */
export const savedResults = '(saved results)'

interface Saved extends Stored {
  readonly operation: string
  readonly params: Params
  /** When it was saved, in seconds. */
  readonly at: number
  readonly outcome: Outcome
}

export function idempotency(options: IdempotencyOptions): Convention {
  const { header, replayed, longest, keptFor, tooLong, reused, remembers, unsaved = [], laws = [] } = options
  const table = savedResults as never
  const keyOf = (call: Call) => call.headers?.[header]
  return {
    name: 'idempotency',
    wrap(decide, pack) {
      const keyed = keyedOperations(pack, options)
      return (world, call, witness) => {
        const key = keyOf(call)
        // An empty key is none.
        if (key === undefined || key === '' || !keyed.has(call.operation)) return decide(world, call, witness)
        if (key.length > longest) return { kind: 'refused', world, refusal: tooLong }
        const echo = witness.volatile(key, 'the key', () => true)
        const saved = world.get(table, key) as Saved | undefined
        if (saved !== undefined && !isForgotten(saved)) {
          if (saved.operation !== call.operation || !sameData(saved.params, call.params)) {
            return withHeaders({ kind: 'refused', world, refusal: reused }, { [header]: echo, [replayed]: undefined })
          }
          const again = { ...saved.outcome, world, ...(saved.outcome.kind === 'accepted' && { past: true as const }) }
          return withHeaders(again, { [header]: echo, [replayed]: 'true' })
        }
        const outcome = decide(world, call, witness)
        const row: Saved = {
          id: key,
          operation: call.operation,
          params: call.params,
          at: world.now,
          outcome: bare(outcome, unsaved),
        }
        const next = outcome.world.put(table, row as never)
        return withHeaders({ ...outcome, world: next }, { [header]: echo, [replayed]: undefined })

        function isForgotten({ at, outcome }: Saved): boolean {
          if (world.now - at >= keptFor && witness.oneOf('old keys are forgotten', [true, false])) return true
          if (outcome.kind === 'accepted' || remembers(outcome.refusal)) return false
          return witness.oneOf('errors are forgotten', [false, true])
        }
      }
    },
    refusals: (operation) => (options.applies(operation) ? [reused.reason] : []),
    retryHeader: (operation) => (options.applies(operation) && !operation.spontaneous ? header : undefined),
    variations: (draft, moment, pack) => variationsOf(draft, moment, pack, options),
    faults: (pack) =>
      [...pack.operations.values()].filter(options.applies).flatMap((operation) => [
        faultOf('replay not honoured', operation, '', {
          whole: (sound) => (world, call, witness) => {
            const outcome = sound(world, call, witness)
            const again = outcome.kind === 'accepted' && outcome.past === true
            return again ? sound(world, withoutHeader(call, header), witness) : outcome
          },
        }),
        faultOf('key reuse accepted', operation, '', {
          whole: (sound) => (world, call, witness) => {
            const outcome = sound(world, call, witness)
            const isReuse = outcome.kind === 'refused' && outcome.refusal.reason === reused.reason
            return isReuse ? sound(world, withoutHeader(call, header), witness) : outcome
          },
        }),
        usingUpKeys(operation, keyOf),
      ]),
    laws,
  }
}

/** The fault of saving a refusal that comes before the key counts. */
function usingUpKeys(operation: PackOperation, keyOf: (call: Call) => string | undefined): Fault {
  return faultOf('refused call uses up its key', operation, '', {
    whole: (sound) => (world, call, witness) => {
      const outcome = sound(world, call, witness)
      const key = keyOf(call)
      const table = savedResults as never
      if (key === undefined || outcome.kind === 'accepted' || outcome.world.get(table, key) !== undefined)
        return outcome
      const row: Saved = {
        id: key,
        operation: call.operation,
        params: call.params,
        at: world.now,
        outcome: bare(outcome),
      }
      return { ...outcome, world: world.put(table, row as never) }
    },
  })
}

function keyedOperations(pack: PackBase, { applies }: IdempotencyOptions): ReadonlySet<string> {
  return new Set([...pack.operations.values()].filter(applies).map((operation) => operation.id))
}

/** An outcome as it is saved: without the world that it led to. */
function bare(outcome: Outcome, unsaved: readonly string[] = []): Outcome {
  const saved = { ...outcome, world: undefined as never } // replaced whenever it is given again
  if (saved.kind === 'refused' || saved.headers === undefined) return saved
  const headers = { ...saved.headers }
  for (const name of unsaved) delete headers[name]
  return { ...saved, headers }
}

function withoutHeader({ headers = {}, ...call }: Call, header: string): Call {
  const { [header]: _value, ...others } = headers
  return { ...call, headers: others }
}

/** A key that the sequence has not used. */
function freshKey({ earlier }: Moment): string {
  return `assize-${nonceMark}-${earlier.length}`
}

function variationsOf(draft: Draft, moment: Moment, pack: PackBase, options: IdempotencyOptions): Variation[] {
  const { header, longest, reused, before } = options
  const { operation, earlier } = moment
  const withKey = (one: Draft, key: string): Draft => ({ ...one, headers: { ...one.headers, [header]: key } })
  const keyOf = (one: Draft) => one.headers?.[header] ?? ''
  if (operation.spontaneous) return []
  const key = freshKey(moment)
  const keyed = withKey(draft, key)
  if (!options.applies(operation)) {
    // The key of an earlier call: it must make no difference.
    const used = earlier.findLast((one) => keyOf(one) !== '')
    return used === undefined ? [] : [{ name: 'key ignored', drafts: [withKey(draft, keyOf(used))] }]
  }
  const rejected = before.map(({ caller, params }) => ({
    ...keyed,
    ...(caller !== undefined && { caller }),
    params: { ...draft.params, ...params },
  }))
  const variations: Variation[] = [
    { name: 'given again', drafts: [keyed, keyed] },
    { name: 'key not used up', drafts: [...rejected, keyed] },
    { name: 'longest key', drafts: [withKey(draft, key.padEnd(longest, '-'))] },
    { name: 'empty key', drafts: [withKey(draft, '')] },
    { name: 'two keys', drafts: [keyed, withKey(draft, `${key}-2`)] },
  ]
  const other = moment.other()
  if (other !== undefined) {
    // The whole life of a key, for tours; and the part of it that only reuse needs.
    variations.push({ name: reused.reason, drafts: [...rejected, keyed, keyed, { ...keyed, params: other }] })
    variations.push({ name: 'reused at once', drafts: [keyed, { ...keyed, params: other }] })
  }
  const used = earlier.findLast((one) => keyOf(one) !== '' && keyOf(one).length <= longest)
  if (used !== undefined) {
    const first = earlier.find((one) => keyOf(one) === keyOf(used) && one.caller === undefined)
    variations.push({ name: 'given again later', drafts: [draft, first ?? used] })
    if (used.operation !== operation.id) variations.push({ name: reused.reason, drafts: [withKey(draft, keyOf(used))] })
  } else {
    // Without other parameters to send, another operation shows that a key belongs to one call.
    const write = earlier.findLast(
      (one) => one.operation !== operation.id && keyOf(one) === '' && isKeyed(one, pack, options),
    )
    if (write !== undefined) {
      const other = `${key}-2`
      const drafts = [...rejected, keyed, keyed, withKey(write, other), withKey(draft, other)]
      variations.push({ name: reused.reason, drafts })
    }
  }
  return variations
}

function isKeyed({ operation }: Draft, pack: PackBase, { applies }: IdempotencyOptions): boolean {
  const found = pack.operations.get(operation)
  return found !== undefined && applies(found)
}
