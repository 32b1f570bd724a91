/** Metadata: free key-value pairs of an object, merged by updates and limited in size. */

import type { NumberedLaw } from '../model/law.ts'
import type { Refusal } from '../model/outcome.ts'
import type { Stored } from '../model/world.ts'
import { faultOf } from '../pack/fault.ts'
import type { Convention, Draft, PackOperation } from '../pack/pack.ts'

export interface MetadataOptions {
  /** The parameter, and the field in which objects keep it. */
  readonly param: string
  /** Most pairs, characters of a key, and characters of a value; the spec limits what one call sends. */
  readonly most: { readonly pairs: number; readonly key: number; readonly value: number }
  /** How a call is refused after which an object would hold too many pairs. */
  readonly tooMany: Refusal
  readonly laws?: readonly NumberedLaw[]
}

export type Pairs = Readonly<Record<string, string>>

/** Stored pairs overlaid with what was sent; an empty value removes its key, an empty text all of them. */
export function mergedPairs(stored: Pairs | null, sent: Readonly<Record<string, unknown>> | '' | undefined): Pairs {
  if (sent === '') return {}
  const merged: Record<string, string> = { ...stored }
  for (const [key, value] of Object.entries(sent ?? {})) {
    if (value === '') delete merged[key]
    else merged[key] = String(value)
  }
  return merged
}

/**
 * Limits what objects hold after an update, for every operation with the parameter. Comes after idempotency, since it
 * looks at objects; storing the pairs is the model's own work (see {@link mergedPairs}).
 */
export function metadata(options: MetadataOptions): Convention {
  const { param, most, tooMany, laws = [] } = options
  const takes = ({ spec }: PackOperation) => spec?.params.properties?.[param] !== undefined
  const updates = (operation: PackOperation) => takes(operation) && operation.model.kind === 'update'
  return {
    name: 'metadata',
    wrap: (decide, pack) => (world, call, witness) => {
      const sent = call.params[param]
      if (typeof sent !== 'object' || sent === null) return decide(world, call, witness)
      const operation = pack.operations.get(call.operation)
      const id = call.params[pack.manners.subject]
      if (operation?.model.hasSubject !== true || typeof id !== 'string') return decide(world, call, witness)
      const stored = fieldOf(world.get(operation.resource.type as never, id), param)
      const merged = mergedPairs(stored, sent as Readonly<Record<string, unknown>>)
      if (Object.keys(merged).length <= most.pairs) return decide(world, call, witness)
      return { kind: 'refused', world, refusal: tooMany }
    },
    refusals: (operation) => (updates(operation) ? [tooMany.reason] : []),
    exercises: (operation) => {
      if (updates(operation)) return ['pairs merged', 'pairs beyond a limit']
      return takes(operation) && operation.model.kind === 'create' ? ['empty value'] : []
    },
    variations(draft, { operation }, pack) {
      if (!takes(operation)) return []
      const sending = (sent: unknown): Draft => ({ ...draft, params: { ...draft.params, [param]: sent } })
      const beyond = [
        sending({ ['k'.repeat(most.key + 1)]: 'v' }),
        sending({ k: 'v'.repeat(most.value + 1) }),
        sending(pairs(most.pairs + 1)),
      ]
      if (!updates(operation)) {
        return [
          { name: 'empty value', drafts: [sending({ a: '1', b: '' })] },
          { name: 'pairs beyond a limit', drafts: beyond },
        ]
      }
      const { [param]: _sent, ...rest } = draft.params
      const clears = operation.spec?.checkParams({ [pack.manners.subject]: 'x', [param]: '' }) === undefined
      return [
        {
          name: 'pairs merged',
          drafts: [
            sending({ a: '1' }),
            sending({ b: '2' }),
            { ...draft, params: rest },
            sending({ a: '', c: '' }),
            ...(clears ? [sending('')] : []),
          ],
        },
        { name: 'pairs beyond a limit', drafts: beyond },
        { name: tooMany.reason, drafts: [sending(pairs(most.pairs)), sending({ more: 'v' })] },
      ]
    },
    faults: ({ operations, manners }) =>
      [...operations.values()].filter(updates).map((operation) =>
        faultOf('metadata replaced', operation, '', {
          bare: (sound) => (world, call, witness) => {
            const id = call.params[manners.subject]
            const type = operation.resource.type as never
            const object = typeof id === 'string' ? (world.get(type, id) as Stored | undefined) : undefined
            if (call.params[param] === undefined || object === undefined) return sound(world, call, witness)
            const outcome = sound(world.put(type, { ...object, [param]: {} } as never), call, witness)
            return outcome.kind === 'accepted' ? outcome : { ...outcome, world }
          },
        }),
      ),
    laws,
  }
}

function fieldOf(object: unknown, name: string): Pairs | null {
  return ((object as Readonly<Record<string, unknown>> | undefined)?.[name] ?? null) as Pairs | null
}

function pairs(count: number): Pairs {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']))
}
