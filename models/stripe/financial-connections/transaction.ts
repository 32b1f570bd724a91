/** Transaction: a movement on a linked account. Read-only; refreshes make and change them. Rules FCT-1 to FCT-35. */

import { lists, type Resource, retrieves, transition } from '../../../src/model/resource.ts'
import { inRange, resource, type Schemas, type World } from '../kit.ts'
import { settled } from './bank.ts'
import { type Attempt, isPending, settle } from './refresh.ts'
import { transactionLaws } from './transaction-laws.ts'

type Transaction = Schemas['financial_connections.transaction']

const attemptType = 'financial_connections.transaction_refresh'

/** The attempts to fetch the transactions of an account, oldest first. The world holds them as `refresh.ts` puts them. */
const attemptsOf = (world: World, account: string) =>
  (world.all(attemptType) as Attempt[]).filter((one) => one.account === account)

/** The account of a transaction; there is none without. */
const accountOf = ({ account }: Transaction, world: World) =>
  world.get('financial_connections.account', account) as Schemas['financial_connections.account']

export const transaction: Resource = resource('financial_connections.transaction')({
  prefix: 'fctxn',
  states: { pending: ['posted', 'void'], posted: [], void: [] },

  operations: {
    retrieve: retrieves(),
    list: lists({
      refuses: {
        'account is disconnected': {
          when: ({ find }) => find('financial_connections.account', 'account').status === 'disconnected',
          open: 'sources disagree whether what was fetched stays readable',
        },
        'no refresh has succeeded': {
          when: ({ params, world }) => !attemptsOf(world, params.account).some(({ status }) => status === 'succeeded'),
          open: 'there is an error code for it, and nothing says that it belongs here',
        },
        'the refresh is not one of the account': {
          when: ({ params: { account, transaction_refresh: by }, world }) =>
            by !== undefined && !attemptsOf(world, account).some(({ id }) => id === by.after),
        },
      },
      tries: ({ params, world }) => [
        ...attemptsOf(world, params.account).map(({ id }) => ({ transaction_refresh: { after: id } })),
        { transaction_refresh: { after: 'fctxnref_unknown' } },
        { transacted_at: { lt: world.now } },
        { transacted_at: { gt: world.now } },
      ],
      filters: {
        transacted_at: (one, wanted) => inRange(one.transacted_at, wanted),
        transaction_refresh: () => true,
      },
      from: ({ params: { transaction_refresh: by }, world }) => {
        const newest = world.newestFirst('financial_connections.transaction')
        if (by === undefined) return newest
        return [...newest].filter((one) => world.isNewer(attemptType, one.transaction_refresh, by.after))
      },
    }),
  },

  spontaneous: {
    void: transition('pending', 'void', {
      refuses: {
        'the account cannot be reached': ({ object, world }) => accountOf(object, world).status !== 'active',
        'no refresh is under way': ({ object, world }) => !isPending(accountOf(object, world), 'transactions'),
      },
      set: (context) => settled(context.object, 'void', accountOf(context.object, context.world), context),
      effect: (world, one, context) => settle(world, accountOf(one, world), 'transactions', 'succeeded', context),
    }),
  },

  laws: transactionLaws,
})
