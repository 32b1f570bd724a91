/** Laws of the owners of linked accounts: FCO-1 to FCO-8. */

import {
  answer,
  crossObject,
  documented,
  history,
  inferred,
  type LawOf,
  metamorphic,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Schemas } from '../kit.ts'

type Account = Schemas['financial_connections.account']
type Owner = Schemas['financial_connections.account_owner']

/** How many seconds the clock of the API may be ahead of the one that a call was timed by. */
const clockSlack = 60
const page = '/financial-connections/ownership'
const itemsOf = (body: unknown) => (body as { readonly data: readonly Owner[] }).data

export const ownerLaws: Record<string, LawOf<Owner, Schemas>> = {
  'FCO-1': snapshot(
    'it is an owner, and has a name',
    (one) => one.object === 'financial_connections.account_owner' && one.name !== '',
    types('stripe'),
  ),
  'FCO-2': answer(
    'a list has owners of the ownership that it was asked for',
    ['list'],
    ({ accepted, call, body }) =>
      !accepted || itemsOf(body).every(({ ownership }) => ownership === call.params['ownership']),
    types('stripe'),
  ),
  'FCO-3': crossObject(
    'owners come from a refresh that succeeded',
    (one, world) => {
      const account = world.where('financial_connections.account', ({ ownership }) => ownership === one.ownership)[0]
      return account === undefined || account.ownership_refresh !== null
    },
    documented(page),
  ),
  'FCO-4': soft(
    answer(
      'they were found between the start of the refresh and now',
      ['list'],
      ({ accepted, call: { params }, after, body }) => {
        const account = after.get('financial_connections.account' as never, String(params['account'])) as
          | Account
          | undefined
        const refresh = account?.ownership === params['ownership'] ? account?.ownership_refresh : undefined
        // A later attempt, still under way or failed, says nothing about the one that found them.
        if (!accepted || refresh?.status !== 'succeeded') return true
        return itemsOf(body).every(
          ({ refreshed_at: at }) => at === null || (at >= refresh.last_attempted_at && at <= after.now + clockSlack),
        )
      },
      inferred('the time is that of the refresh'),
    ),
  ),
  'FCO-5': metamorphic(
    'the list of owners is that of the expanded ownership',
    ({ operation, at }) => operation === 'financial_connections.account_owner.list' && at.startsWith('/data'),
    documented(page),
  ),
  'FCO-6': soft(
    answer(
      'no owner comes twice',
      ['list'],
      ({ accepted, body }) => !accepted || new Set(itemsOf(body).map(({ id }) => id)).size === itemsOf(body).length,
      inferred('an id names one owner'),
    ),
  ),
  'FCO-7': soft(
    history<Owner>('an owner never changes', (before, after) => sameData(before, after), inferred('it is a snapshot')),
  ),
}
