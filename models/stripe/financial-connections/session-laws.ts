/** Laws of sessions: FCS-1 to FCS-13. */

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
import type { Schemas, World } from '../kit.ts'
import { hasOneHolder } from './holder.ts'

type Session = Schemas['financial_connections.session']
type Account = Schemas['financial_connections.account']
type Listed = Account | string

const guide = '/financial-connections/fundamentals'

export const sameSet = (left: readonly unknown[], right: readonly unknown[]): boolean =>
  sameData([...new Set(left)].sort(), [...new Set(right)].sort())
/** The ids of the accounts of a session: an answer has them in full, the world and a history have but the ids. */
const idsOf = ({ accounts }: Session) =>
  (accounts.data as readonly Listed[]).map((one) => (typeof one === 'string' ? one : one.id))
const accountsOf = (session: Session, world: World) =>
  idsOf(session).flatMap((id) => world.get('financial_connections.account', id) ?? [])
const fixed = [
  'id',
  'object',
  'account_holder',
  'filters',
  'limits',
  'livemode',
  'manual_entry',
  'permissions',
  'prefetch',
  'return_url',
] as const

export const sessionLaws: Record<string, LawOf<Session, Schemas>> = {
  'FCS-1': snapshot('it is a session', ({ object }) => object === 'financial_connections.session', types('stripe')),
  'FCS-2': answer(
    'a new session echoes the request',
    ['create'],
    ({ accepted, call: { params }, body }) => {
      if (!accepted) return true
      const one = body as Session
      // The checks of parameters come first: an accepted call has the form of the spec.
      const sent = params as unknown as Partial<Session>
      const limit = sent.limits?.accounts as number | '' | undefined
      return (
        sameData(one.account_holder, sent.account_holder) &&
        sameSet(one.permissions, sent.permissions ?? []) &&
        sameSet(one.prefetch ?? [], sent.prefetch ?? []) &&
        one.return_url === sent.return_url &&
        one.limits?.accounts === (limit === '' ? undefined : limit) &&
        one.manual_entry?.mode === sent.manual_entry?.mode &&
        Object.entries(sent.filters ?? {}).every(([name, value]) =>
          sameData((one.filters as Readonly<Record<string, unknown>> | undefined)?.[name], value),
        )
      )
    },
    types('stripe'),
  ),
  'FCS-3': snapshot(
    'the holder has the id that its type names, and no other',
    ({ account_holder: holder }) => hasOneHolder(holder),
    types('stripe'),
  ),
  'FCS-4': answer(
    'a new session has a secret',
    ['create'],
    ({ accepted, body }) => !accepted || /^fcsess_\w+_secret_/.test(String((body as Session).client_secret)),
    documented(guide),
  ),
  'FCS-5': soft(
    snapshot(
      'there are permissions, none twice',
      ({ permissions }) => permissions.length > 0 && new Set(permissions).size === permissions.length,
      inferred('at least one has to be asked for'),
    ),
  ),
  'FCS-6': soft(
    snapshot(
      'what is fetched ahead is permitted',
      ({ permissions, prefetch }) => (prefetch ?? []).every((one) => permissions.includes(one)),
      inferred('the guides always ask for both'),
    ),
  ),
  'FCS-7': answer(
    'a new session has no accounts',
    ['create'],
    ({ accepted, body }) => !accepted || (body as Session).accounts.data.length === 0,
    documented(guide),
  ),
  'FCS-8': snapshot(
    'no more accounts are linked than the limit allows',
    ({ accounts, limits }) => limits === undefined || accounts.data.length <= limits.accounts,
    types('stripe'),
  ),
  'FCS-9': crossObject(
    'accounts that are linked pass the filter of subcategories',
    (one, world) => {
      const wanted: readonly string[] = one.filters?.account_subcategories ?? []
      return wanted.length === 0 || accountsOf(one, world).every(({ subcategory }) => wanted.includes(subcategory))
    },
    types('stripe'),
  ),
  'FCS-10': soft(
    history<Session>(
      'nothing changes but the accounts, and these only become more',
      (before, after) =>
        fixed.every((field) => sameData(before[field], after[field])) &&
        idsOf(before).every((id) => idsOf(after).includes(id)),
      inferred('no operation changes a session'),
    ),
  ),
  'FCS-11': soft(
    crossObject(
      'its accounts have its holder, its mode and its permissions',
      (one, world) =>
        accountsOf(one, world).every(
          (account) =>
            sameData(account.account_holder, one.account_holder) &&
            account.livemode === one.livemode &&
            sameSet(account.permissions ?? [], one.permissions),
        ),
      inferred('the person agrees to what the session asks for'),
    ),
  ),
  'FCS-12': metamorphic(
    'the list of accounts by session has the accounts of the session',
    ({ operation, call, at }) =>
      operation === 'financial_connections.account.list' &&
      call.params['session'] !== undefined &&
      at.startsWith('/data'),
    types('stripe'),
  ),
  'FCS-13': soft(
    metamorphic(
      'retrieve answers what was answered last while the person does nothing',
      ({ operation, seenBefore }) => operation === 'financial_connections.session.retrieve' && seenBefore,
      inferred('reading changes nothing'),
    ),
  ),
}
