/** Quotas: how many objects of a type an account may have at a time. */

import type { Refusal } from '../model/outcome.ts'
import type { Convention, Draft } from '../pack/pack.ts'

export interface QuotaOptions {
  /** The type that is counted. */
  readonly type: string
  readonly most: number
  readonly refusal: Refusal
  /** The limit is a soft law, under this number: an API that accepts more is warned about. */
  readonly soft: string
}

/** Refuses to create one object too many. Removed objects do not count. */
export function quota({ type, most, refusal, soft }: QuotaOptions): Convention {
  const create = `${type}.create`
  const remove = `${type}.delete`
  return {
    name: `quota of ${type}`,
    wrap: (decide) => (world, call, witness) => {
      if (call.operation !== create || world.size(type as never) < most) return decide(world, call, witness)
      const isFull = world.all(type as never).length >= most
      return isFull && witness.keeps(soft) ? { kind: 'refused', world, refusal } : decide(world, call, witness)
    },
    refusals: ({ id }) => (id === create ? [refusal.reason] : []),
    variations: (draft, { operation, world, answered }, pack) => {
      const room = most - world.all(type as never).length
      if (operation.id !== create || room < 1) return []
      // One too many, and room again once one is gone.
      const removal: Draft = {
        operation: remove,
        params: { [pack.manners.subject]: answered(`/${pack.manners.subject}`) },
      }
      return [{ name: refusal.reason, drafts: [...Array(room + 1).fill(draft), removal, draft] }]
    },
  }
}
