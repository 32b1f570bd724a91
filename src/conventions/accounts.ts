/**
 * Accounts: a request header makes a call in the name of another account, whose objects are kept apart.
 *
 * Each such account has a world of its own, kept as one row of the world of the usual caller. Whatever other
 * conventions remember (saved results, for instance) is then kept apart by itself, as long as they come after this one.
 */

import type { NumberedLaw } from '../model/law.ts'
import type { Refusal } from '../model/outcome.ts'
import { type Stored, World } from '../model/world.ts'
import { faultOf } from '../pack/fault.ts'
import type { Convention, Draft, PackBase } from '../pack/pack.ts'
import { withHeaders } from './headers.ts'
import { isSample } from './sample.ts'

export interface AccountOptions {
  /** The request header that names the account, in lower case; answers name it likewise. */
  readonly header: string
  /** The account of the usual caller: naming it changes nothing. */
  readonly own: string
  /** Accounts that the usual caller may act for. A target may not have them; a judge takes either answer. */
  readonly known: readonly string[]
  readonly unknown: string
  readonly refusal: (account: string) => Refusal
  readonly laws?: readonly NumberedLaw[]
}

interface Account extends Stored {
  readonly world: World
}

/** The table of accounts; no type of the API. */
const table = '(accounts)' as never

/** Serves calls in the name of other accounts, and refuses those of unknown ones. */
export function accounts(options: AccountOptions): Convention {
  const { header, own, known, unknown, refusal, laws = [] } = options
  const reason = refusal(unknown).reason
  const named = (draft: Draft, account: string): Draft => ({
    ...draft,
    headers: { ...draft.headers, [header]: account },
  })
  return {
    name: 'accounts',
    wrap: (decide, pack) => (world, call, witness) => {
      const id = call.headers?.[header]
      if (id === undefined || id === '' || id === own) return decide(world, call, witness)
      if (!known.includes(id) || !witness.oneOf('the account can be acted for', [true, false])) {
        return { kind: 'refused', world, refusal: refusal(id) }
      }
      const inner = (world.get(table, id) as Account | undefined)?.world ?? startOf(pack)
      const before = inner.begin(world.now)
      const outcome = withHeaders(decide(before, call, witness), { [header]: id })
      const row: Account = { id, world: outcome.world }
      return { ...outcome, world: outcome.world === before ? world : world.put(table, row as never) }
    },
    refusals: (operation, pack) => (isSample(operation, pack, ['read']) ? [reason] : []),
    exercises: ({ model }) => (model.kind === 'retrieve' ? known.map((id) => `account ${id}`) : []),
    variations: (draft, { operation }) =>
      operation.spontaneous
        ? []
        : [
            { name: reason, drafts: [named(draft, unknown)] },
            ...known.map((id) => ({ name: `account ${id}`, drafts: [named(draft, id)] })),
          ],
    faults: ({ operations }) =>
      [...operations.values()]
        // In one place of the API, like the refusals: one read of each resource tells.
        .filter((operation) => operation.model.kind === 'retrieve')
        .map((operation) =>
          faultOf('account ignored', operation, '', {
            whole: (sound) => (world, call, witness) => {
              const { [header]: id, ...headers } = call.headers ?? {}
              if (id === undefined || !known.includes(id)) return sound(world, call, witness)
              return withHeaders(sound(world, { ...call, headers }, witness), { [header]: id })
            },
          }),
        ),
    laws,
  }
}

function startOf({ fixtures }: PackBase): World {
  const empty = World.empty(0)
  return fixtures?.(empty) ?? empty
}
