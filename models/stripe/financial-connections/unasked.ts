/** What happens to a linked account without a request: the person and the bank end and restore access, refreshes end. */

import { type Operation, performs, transition } from '../../../src/model/resource.ts'
import type { Moment, Schemas, World } from '../kit.ts'
import { addTransactions, balanceOf, findOwners, postPending } from './bank.ts'
import { announce, type Feature, giveUp, isPending, settle, start } from './refresh.ts'

type Account = Schemas['financial_connections.account']
type Itself = Operation<Schemas, Account, { readonly id: string }>

/** What is left when access ends for good. */
export const endsTo: Partial<Account> = { status: 'disconnected', balance: null, ownership: null, subscriptions: [] }
/** The world's version of an account as the answer. */
export const answering = (world: World, { id }: Account): { world: World; result: unknown } => ({
  world,
  result: world.get('financial_connections.account', id),
})

/** A refresh ends: with what `find` brings, or without success. */
const ends = (feature: Feature, find?: (world: World, account: Account, moment: Moment) => World): Itself =>
  performs({
    refuses: {
      'no refresh is under way': ({ object }) => !isPending(object, feature),
      ...(find === undefined ? {} : { 'the account cannot be reached': ({ object }) => object.status !== 'active' }),
    },
    run({ object, world, witness }) {
      const moment = { world, witness }
      const settled = settle(world, object, feature, find === undefined ? 'failed' : 'succeeded', moment)
      const account = settled.get('financial_connections.account', object.id) as Account
      return answering(find?.(settled, account, moment) ?? settled, object)
    },
  })

export const unasked: Readonly<Record<string, Itself>> = {
  deactivate: transition('active', 'inactive', { effect: (world, one) => announce(world, one, null) }),
  relink: transition('inactive', 'active', {
    effect: (world, one, { witness }) => announce(world, one, witness.time()),
  }),
  withdraw: transition(['active', 'inactive'], 'disconnected', {
    set: (): Partial<Account> => endsTo,
    effect: (world, one, context) => giveUp(world, one, context),
  }),
  refresh_daily: performs({
    refuses: {
      'account is not subscribed': ({ object }) => object.status !== 'active' || object.subscriptions?.length !== 1,
      'a refresh is under way': ({ object }) => isPending(object, 'transactions'),
    },
    run: ({ object, world, witness }) => answering(start(world, object, 'transactions', { world, witness }), object),
  }),
  balance_arrives: ends('balance', (world, one, moment) =>
    world.put('financial_connections.account', { ...one, balance: balanceOf(one, moment) }),
  ),
  balance_fails: ends('balance'),
  owners_arrive: ends('ownership', findOwners),
  owners_fail: ends('ownership'),
  transactions_arrive: ends('transactions', (world, one, moment) =>
    addTransactions(postPending(world, one, moment), one, moment),
  ),
  transactions_fail: ends('transactions'),
}
