/** Laws of linked accounts: what they are linked to, FCA-30 to FCA-34, and reading them, FCA-40 to FCA-50. */

import {
  answer,
  crossObject,
  documented,
  inferred,
  type LawOf,
  type Mismatch,
  metamorphic,
  sameData,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Schemas } from '../kit.ts'
import { aroundCall } from './account-moves.ts'
import { type Holder, isHeldBy } from './holder.ts'
import { allFeatures, type Feature, refreshOf } from './refresh.ts'

type Account = Schemas['financial_connections.account']
type Owner = Schemas['financial_connections.account_owner']

const of =
  (...names: string[]) =>
  ({ operation }: Mismatch): boolean =>
    names.some((name) => operation === `financial_connections.account.${name}`)
const listed = (mismatch: Mismatch) => of('list')(mismatch) && mismatch.at.startsWith('/data')

export const accountLinks: Record<string, LawOf<Account, Schemas>> = {
  'FCA-30': metamorphic(
    'an account shows in the session in which it was linked, and in the list of that session',
    (mismatch) =>
      (listed(mismatch) && mismatch.call.params['session'] !== undefined) ||
      (mismatch.operation === 'financial_connections.session.retrieve' && mismatch.at.startsWith('/accounts/data')),
    types('stripe'),
  ),
  'FCA-31': answer(
    'a list by holder has accounts of that holder only',
    ['list'],
    ({ accepted, call, body }) => {
      const wanted = call.params['account_holder'] as Partial<Holder> | undefined
      if (!accepted || wanted === undefined) return true
      return (body as { data: readonly Account[] }).data.every((one) => isHeldBy(one.account_holder, wanted))
    },
    types('stripe'),
  ),
  'FCA-32': crossObject(
    'its owners are those of its ownership',
    (one, world) => {
      const ownership =
        one.ownership === null ? undefined : world.get('financial_connections.account_ownership', one.ownership)
      const owners = (ownership?.owners.data ?? []) as readonly Owner[]
      return owners.every((owner) => owner.ownership === one.ownership)
    },
    types('stripe'),
  ),
  'FCA-33': crossObject(
    'there are transactions only after a refresh of them',
    (one, world) =>
      one.transaction_refresh !== null ||
      world.where('financial_connections.transaction', ({ account }) => account === one.id).length === 0,
    documented('/financial-connections/transactions'),
  ),
  'FCA-34': soft(
    crossObject(
      'without permission there are no transactions',
      (one, world) =>
        one.permissions?.includes('transactions') === true ||
        world.where('financial_connections.transaction', ({ account }) => account === one.id).length === 0,
      inferred('what is not permitted is not fetched'),
    ),
  ),
  'FCA-40': soft(
    metamorphic(
      'retrieve answers what was answered last',
      (mismatch) => of('retrieve')(mismatch) && mismatch.seenBefore,
      inferred('reading changes nothing'),
    ),
  ),
  'FCA-41': metamorphic(
    'subscribe and then unsubscribe leaves no subscription',
    (mismatch) => of('unsubscribe', 'retrieve')(mismatch) && mismatch.at.startsWith('/subscriptions'),
    documented('/financial-connections/transactions'),
  ),
  'FCA-42': soft(
    answer(
      'subscribing twice is like subscribing once',
      ['subscribe'],
      ({ accepted, body }) => !accepted || sameData((body as Account).subscriptions, ['transactions']),
      inferred('there is nothing more to subscribe to'),
    ),
  ),
  'FCA-43': soft(
    answer(
      'a refresh touches what it names and nothing else',
      ['refresh'],
      (exchange) => {
        const around = exchange.accepted ? aroundCall(exchange) : undefined
        if (around === undefined) return true
        const named = exchange.call.params['features'] as readonly Feature[]
        return allFeatures.every((feature) => {
          const [earlier, now] = around.map((account) => refreshOf(account, feature))
          return named.includes(feature) || (earlier?.status === now?.status && (earlier == null) === (now == null))
        })
      },
      inferred('the others were not asked for'),
    ),
  ),
  'FCA-44': soft(
    metamorphic(
      'a refused call changes nothing',
      (mismatch) => mismatch.operation.startsWith('financial_connections.account.') && mismatch.refusedSince,
      inferred('a refusal is no step'),
    ),
  ),
  'FCA-45': metamorphic(
    'an expanded ownership has the id that it has unexpanded, and the owners of the list',
    (mismatch) =>
      mismatch.operation.startsWith('financial_connections.account.') && /\/ownership(\/|$)/.test(mismatch.at),
    documented('/financial-connections/ownership'),
  ),
  'FCA-46': metamorphic(
    'pages joined are the whole list',
    (mismatch) =>
      listed(mismatch) &&
      ['limit', 'starting_after', 'ending_before'].some((name) => mismatch.call.params[name] !== undefined),
    types('stripe'),
  ),
}
