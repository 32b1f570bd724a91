/**
 * Account: a bank account that a person gave access to. Rules FCA-1 to FCA-50.
 *
 * Beside the life of the link (`status`) run three refreshes, one each for balance, owners and transactions.
 */

import { type Guards, lists, performs, type Resource, retrieves, updates } from '../../../src/model/resource.ts'
import { type Context, resource, type Schemas } from '../kit.ts'
import { accountLaws } from './account-laws.ts'
import { isHeldBy } from './holder.ts'
import { allFeatures, giveUp, isDue, isPending, isPermitted, start } from './refresh.ts'
import { answering, endsTo, unasked } from './unasked.ts'

type Account = Schemas['financial_connections.account']
type Of<Name extends 'refresh' | 'subscribe'> = Context<
  'financial_connections.account',
  `financial_connections.account.${Name}`
>

const isInactive = ({ object }: { readonly object: Account }) => object.status === 'inactive'
const isDisconnected = ({ object }: { readonly object: Account }) => object.status === 'disconnected'
const refreshGuards: Guards<Of<'refresh'>> = {
  'account is inactive': isInactive,
  'account is disconnected': isDisconnected,
  'a feature is not permitted': ({ object, params }) =>
    !params.features.every((feature) => isPermitted(object, feature)),
  'a feature cannot be refreshed yet': {
    when: ({ object, params, world }) => !params.features.every((feature) => isDue(object, feature, world.now)),
    open: 'a refresh that comes too early does not start; nothing says whether the call fails',
    mock: 'accept',
    unreachable: 'The mock accepts the call and starts what it can.',
  },
}

export const account: Resource = resource('financial_connections.account')({
  prefix: 'fca',
  states: { active: ['inactive', 'disconnected'], inactive: ['active', 'disconnected'], disconnected: [] },
  facet: (one) =>
    [
      ...allFeatures.filter((feature) => isPending(one, feature)),
      isPermitted(one, 'transactions'),
      one.subscriptions,
    ].join(' '),

  operations: {
    retrieve: retrieves(),
    list: lists({
      refuses: {
        'two holders': ({ params: { account_holder: by } }) => by?.customer !== undefined && by.account !== undefined,
      },
      tries: () => [
        { account_holder: { customer: 'cus_unknown', account: 'acct_1AssizeHolder' } },
        { account_holder: { account: 'acct_1AssizeHolder' } },
        { account_holder: { customer_account: 'acct_1AssizeBuyer' } },
      ],
      filters: { account_holder: (one, wanted) => isHeldBy(one.account_holder, wanted), session: () => true },
      from({ world, params: { session: id } }) {
        const newest = [...world.newestFirst('financial_connections.account')]
        if (id === undefined) return newest
        // The world keeps the ids of the accounts with their session.
        const ids = world.get('financial_connections.session', id)?.accounts.data as unknown as readonly string[]
        return newest.filter((one) => ids.includes(one.id))
      },
    }),
    disconnect: updates({
      refuses: {
        'account is disconnected': { when: isDisconnected, open: 'nothing says whether a link can be ended twice' },
      },
      set: (): Partial<Account> => endsTo,
      effect: (world, one, context) => giveUp(world, one, context),
    }),
    refresh: performs({
      refuses: refreshGuards,
      tries: () => allFeatures.map((feature) => ({ features: [feature] })),
      run({ object, params, world, witness }) {
        const due = params.features.filter((feature) => isDue(object, feature, world.now))
        return answering(
          [...new Set(due)].reduce((next, feature) => start(next, object, feature, { world, witness }), world),
          object,
        )
      },
    }),
    subscribe: updates({
      refuses: {
        'account is inactive': isInactive,
        'account is disconnected': isDisconnected,
        'transactions are not permitted': ({ object }) => !isPermitted(object, 'transactions'),
      },
      set: (): Partial<Account> => ({ subscriptions: ['transactions'] }),
      effect(world, one, context) {
        if (isPending(one, 'transactions')) return world
        const waits =
          !isDue(one, 'transactions', world.now) &&
          context.witness.oneOf('a subscription before the next refresh is due', ['starts one', 'waits']) === 'waits'
        return waits ? world : start(world, one, 'transactions', context)
      },
    }),
    unsubscribe: updates({
      refuses: {
        'account is not subscribed': {
          when: ({ object }) => object.subscriptions?.length === 0,
          open: 'nothing says whether a subscription can be ended that there is not',
          mock: 'accept',
          unreachable: 'The mock accepts it.',
        },
      },
      set: (): Partial<Account> => ({ subscriptions: [] }),
    }),
  },

  spontaneous: unasked,

  events: ({ before, after }) => {
    const name = (what: string) => `financial_connections.account.${what}`
    if (before === undefined) return [name('created')]
    const moved = before.status === after.status ? [] : [after.status]
    const statuses = { active: 'reactivated', inactive: 'deactivated', disconnected: 'disconnected' } as const
    const ended = allFeatures.filter((feature) => isPending(before, feature) && !isPending(after, feature))
    return [...ended.map((feature) => name(`refreshed_${feature}`)), ...moved.map((status) => name(statuses[status]))]
  },

  laws: accountLaws,
})
