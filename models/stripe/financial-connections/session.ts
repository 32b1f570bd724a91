/** Session: the screen in which a person links accounts. Rules FCS-1 to FCS-13. */

import { creates, type Operation, type Resource, retrieves, transition } from '../../../src/model/resource.ts'
import { resource, type Schemas, type World } from '../kit.ts'
import { holderGuards } from './holder.ts'
import { linked, offersFor } from './offers.ts'
import { features, start } from './refresh.ts'
import { sessionLaws } from './session-laws.ts'

type Session = Schemas['financial_connections.session']
type Account = Schemas['financial_connections.account']

const secretForm = /^fcsess_\w+_secret_\w/
const ahead = ['balances', 'ownership', 'transactions'] as const
const everything = { permissions: [...ahead, 'payment_method' as const] }
const accountsPath = '/v1/financial_connections/accounts'

/** The ids of the accounts that were linked in a session: the world keeps no copies. */
const idsOf = ({ accounts }: Session) => accounts.data as unknown as readonly string[]
const withIds = (session: Session, ids: readonly string[]): Session => ({
  ...session,
  accounts: { ...session.accounts, data: ids as unknown as readonly Account[] },
})

/** The session as it is answered, with its accounts in full. */
function shown(session: Session, world: World): Session {
  const data = idsOf(session).map((id) => world.get('financial_connections.account', id) as Account)
  return { ...session, accounts: { ...session.accounts, data } }
}

/** Answers the session of an operation with its accounts in full. */
function showing<P>(operation: Operation<Schemas, Session, P>): Operation<Schemas, Session, P> {
  return {
    ...operation,
    run(context, info) {
      const { world, result } = operation.run(context, info)
      return { world, result: shown(result as Session, world) }
    },
  }
}

/** The person finishes, having linked one account or all that the bank offers; prefetches start at once. */
const completes = (howMany: 'one' | 'all') =>
  showing(
    transition<Schemas, Session, { readonly id: string }>('open', 'completed', {
      refuses: { 'no account passes the filters': ({ object }) => offersFor(object).length === 0 },
      set: () => ({}),
      effect(world, session, context) {
        const most = howMany === 'one' ? 1 : (session.limits?.accounts ?? offersFor(session).length)
        let next = world
        let made: readonly string[] = []
        for (const offer of offersFor(session).slice(0, most)) {
          const account = linked(session, offer, context)
          next = next.put('financial_connections.account', account)
          for (const prefetch of session.prefetch ?? []) {
            const feature = prefetch === 'balances' ? 'balance' : prefetch
            if (session.permissions.includes(features[feature].permission))
              next = start(next, account, feature, context)
          }
          made = [account.id, ...made]
        }
        return next.put('financial_connections.session', withIds(session, made))
      },
    }),
  )

export const session: Resource = resource('financial_connections.session')({
  prefix: 'fcsess',
  states: { open: ['completed'], completed: [] },
  state: (one) => (idsOf(one).length === 0 ? 'open' : 'completed'),
  facet: (one) => (offersFor(one).length === 0 ? 'nothing fits' : one.permissions.length > 2 ? 'permissions' : ''),

  operations: {
    create: creates({
      state: 'open',
      refuses: {
        ...holderGuards,
        'prefetch without permission': {
          when: ({ params: { permissions, prefetch = [] } }) => !prefetch.every((one) => permissions.includes(one)),
          soft: 'FCS-6',
        },
      },
      tries: () => [
        { account_holder: { type: 'account', account: 'acct_1AssizeHolder' }, ...everything, prefetch: [...ahead] },
        { account_holder: { type: 'customer', customer_account: 'acct_1AssizeBuyer' }, ...everything },
        { ...everything, prefetch: [...ahead], limits: { accounts: 2 } },
        { account_holder: { type: 'account', customer_account: 'acct_1AssizeBuyer' } },
        { permissions: ['ownership'], prefetch: ['balances'] },
        { filters: { account_subcategories: ['mortgage'], require_payment_method_support: 'all' } },
      ],
      make: ({ params, witness }) => ({
        account_holder: params.account_holder,
        accounts: {
          object: 'list',
          data: [],
          has_more: false,
          url: witness.text(accountsPath, /^\/v1\/financial_connections\/accounts/),
        },
        client_secret: null,
        ...(params.filters === undefined
          ? {}
          : { filters: { account_subcategories: null, country: null, ...params.filters } }),
        ...(typeof params.limits?.accounts === 'number' ? { limits: { accounts: params.limits.accounts } } : {}),
        ...(params.manual_entry === undefined ? {} : { manual_entry: params.manual_entry }),
        permissions: [...new Set(params.permissions)],
        prefetch: [...new Set(params.prefetch)],
        ...(params.return_url === undefined ? {} : { return_url: params.return_url }),
      }),
      effect: (world, one, { witness }) => {
        const secret: string | null = witness.volatile(
          witness.secret(`${one.id}_secret_`),
          `null or a text like ${secretForm.source}`,
          (value) => value === null || (typeof value === 'string' && secretForm.test(value)),
        )
        // Unlike other objects a session does not say when it was made.
        const { created: _, ...rest } = one as Session & { readonly created: number }
        return world.put('financial_connections.session', { ...rest, client_secret: secret })
      },
    }),
    retrieve: showing(retrieves()),
  },

  spontaneous: {
    complete: completes('one'),
    complete_all: completes('all'),
  },

  laws: sessionLaws,
})
