/** The holder of linked accounts: a customer or an account of the platform. */

import type { GuardRule } from '../../../src/model/resource.ts'
import type { Schemas, World } from '../kit.ts'

export type Holder = NonNullable<Schemas['financial_connections.account']['account_holder']>

const idsOf = { customer: ['customer', 'customer_account'], account: ['account'] } as const
const allIds = ['customer', 'customer_account', 'account'] as const

/** Tells whether exactly one id is given, and one that goes with the type. */
export function isWellFormed(holder: Holder): boolean {
  const given = allIds.filter((name) => holder[name] !== undefined)
  const [only] = given
  return given.length === 1 && (idsOf[holder.type] as readonly string[]).includes(only ?? '')
}

interface Named {
  readonly params: { readonly account_holder: Holder }
  readonly world: World
}

/** Conditions under which a session is not opened for a holder. */
export const holderGuards: Readonly<Record<string, ((context: Named) => boolean) | GuardRule<Named>>> = {
  'the id of the holder does not go with its type': ({ params }) => !isWellFormed(params.account_holder),
  'the holder may be unknown': {
    // A customer that the world holds exists; of anybody else nothing is known.
    when: ({ params: { account_holder: holder }, world }) =>
      holder.customer === undefined || world.get('customer' as never, holder.customer) === undefined,
    open: 'holders are made elsewhere',
    error: { code: 'resource_missing' },
    mock: 'accept',
    unreachable: 'The mock takes every id that it cannot look up.',
  },
}

/** Tells whether an account belongs to the holder that a filter names. */
export function isHeldBy(holder: Holder | null, wanted: Partial<Holder>): boolean {
  return allIds.every((name) => wanted[name] === undefined || holder?.[name] === wanted[name])
}

/** FCS-3 and FCA-13: the id that the type names is there, and no other. */
export function hasOneHolder(holder: Holder | null): boolean {
  return holder === null || isWellFormed(holder)
}
