/** FinancialAccount: a stored-value account with its own balance. Rules FA-1 to FA-14, ledger rules LED-1 to LED-4. */

import {
  crossObject,
  documented,
  example,
  history,
  inferred,
  metamorphic,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves, transition, updates } from '../../../src/model/resource.ts'
import { mergedMetadata, resource, type Schemas, storedMetadata, type World } from '../kit.ts'
import { activeFeatures, allFeatures, featuresOf } from './features.ts'
import { sum } from './ledger.ts'

type Account = Schemas['treasury.financial_account']

const zero = { usd: 0 }
const isEmpty = ({ balance }: Account) =>
  [balance.cash, balance.inbound_pending, balance.outbound_pending].every((part) => part.usd === 0)
const isUsed = (world: World, { id }: Account) =>
  world.where('treasury.transaction', (transaction) => transaction.financial_account === id).length > 0
const balancePage = '/treasury/account-management/working-with-balances-and-transactions'
const accountPage = '/treasury/account-management/financial-accounts'

const entriesOf = (world: World, { id }: Account) =>
  world.where('treasury.transaction_entry', (entry) => entry.financial_account === id)
const transactionsOf = (world: World, { id }: Account) =>
  world.where('treasury.transaction', (one) => one.financial_account === id)

export const financialAccount: Resource = resource('treasury.financial_account')({
  prefix: 'fa',
  states: { open: ['closed'], closed: [] },
  facet: ({ balance, features }) =>
    `${balance.cash.usd > 0 ? 'money' : 'empty'}${balance.outbound_pending.usd > 0 ? ' held' : ''} ${activeFeatures(features).length > 0 ? 'able' : ''}`,

  operations: {
    create: creates({
      state: 'open',
      refuses: {
        'three accounts are open already': {
          when: ({ world }) =>
            world.where('treasury.financial_account', (account) => account.status === 'open').length >= 3,
          open: 'the number of accounts is limited',
        },
      },
      tries: () => [{ features: allFeatures }],
      make: ({ params }) => ({
        balance: { cash: zero, inbound_pending: zero, outbound_pending: zero },
        country: 'US',
        financial_addresses: [],
        metadata: storedMetadata(params.metadata),
        nickname: params.nickname || null,
        platform_restrictions: { inbound_flows: null, outbound_flows: null, ...params.platform_restrictions },
        status: 'open',
        status_details: { closed: null },
        supported_currencies: params.supported_currencies,
        ...featuresOf(params.features),
      }),
    }),
    retrieve: retrieves(),
    update: updates({
      refuses: {
        'from closed': { when: ({ object }) => object.status === 'closed', open: 'a closed account can be updated' },
      },
      set: ({ object, params }) => ({
        ...(params.metadata === undefined ? {} : { metadata: mergedMetadata(object.metadata, params.metadata) }),
        ...(params.nickname === undefined ? {} : { nickname: params.nickname || null }),
        ...(params.platform_restrictions === undefined
          ? {}
          : {
              platform_restrictions: {
                inbound_flows: null,
                outbound_flows: null,
                ...object.platform_restrictions,
                ...params.platform_restrictions,
              },
            }),
        ...(params.features === undefined ? {} : featuresOf(params.features, object.features)),
      }),
    }),
    list: lists(),
    close: transition('open', 'closed', {
      tries: ({ object }) => [{ forwarding_settings: { type: 'financial_account', financial_account: object.id } }],
      refuses: {
        'balance is not zero': ({ object, params }) => !isEmpty(object) && params.forwarding_settings === undefined,
        'balance would be forwarded': { when: ({ object }) => !isEmpty(object), open: 'C-19' },
        'used in the last 75 days': {
          when: ({ object, world, params }) => isUsed(world, object) && params.forwarding_settings === undefined,
          open: 'C-19',
          mock: 'accept',
          unreachable: 'the mock closes such accounts; sources disagree (C-19)',
        },
      },
      set: ({ object }) => ({
        status: 'closed',
        status_details: { closed: { reasons: ['closed_by_platform'] } },
        ...featuresOf(undefined, object.features, 'financial_account_closed'),
      }),
    }),
  },

  laws: {
    'FA-1': snapshot(
      'closed exactly when it says why; closing gives closed_by_platform',
      ({ status, status_details: { closed } }) =>
        (status === 'closed') === (closed !== null) && (closed === null || closed.reasons.length > 0),
      documented(accountPage),
    ),
    'FA-2': history<Account>(
      'a closed account stays closed; created, country, supported_currencies and livemode are fixed',
      (before, after) =>
        (before.status === 'open' || after.status === 'closed') &&
        before.created === after.created &&
        before.country === after.country &&
        before.livemode === after.livemode &&
        String(before.supported_currencies) === String(after.supported_currencies),
      documented(accountPage),
    ),
    'FA-3': crossObject<Account, Schemas>(
      'a new account has three zero sub-balances',
      (account, world) => isUsed(world, account) || isEmpty(account),
      example('/api/treasury/financial_accounts/create'),
    ),
    'FA-4': snapshot(
      'inbound_pending is always 0',
      ({ balance }) => balance.inbound_pending.usd === 0,
      documented(balancePage),
    ),
    'FA-5': snapshot(
      'outbound_pending is never negative',
      ({ balance }) => balance.outbound_pending.usd >= 0,
      inferred('money held for a pending flow cannot be less than nothing'),
    ),
    'FA-6': crossObject<Account, Schemas>(
      'balance is the sum of the entries',
      (account, world) => matchesEntries(account, world),
      documented(balancePage),
    ),
    'FA-7': soft(
      snapshot(
        'a closed account has no active or pending feature',
        ({ status, active_features = [], pending_features = [] }) =>
          status === 'open' || active_features.length + pending_features.length === 0,
        example(accountPage),
      ),
    ),
    'FA-8': soft(
      snapshot(
        'active, pending and restricted features do not overlap',
        ({ active_features = [], pending_features = [], restricted_features = [] }) =>
          new Set([...active_features, ...pending_features, ...restricted_features]).size ===
          active_features.length + pending_features.length + restricted_features.length,
        documented(accountPage),
      ),
    ),
    'FA-10': metamorphic(
      'an update merges metadata; an empty value removes its key',
      ({ operation, at }) => operation === 'treasury.financial_account.update' && at.startsWith('/metadata'),
      types('stripe'),
    ),
    'FA-11': soft(
      metamorphic(
        'an update sets nickname and restrictions as sent',
        ({ operation, at }) =>
          operation === 'treasury.financial_account.update' && /^\/(nickname|platform_restrictions)/.test(at),
        types('stripe'),
      ),
    ),
    'FA-13': metamorphic(
      'closing keeps flows, transactions and entries readable',
      ({ operation, kind }) =>
        kind === 'refused' &&
        /^treasury\.(transaction|transaction_entry|outbound_payment|received_credit)\.retrieve$/.test(operation),
      documented(accountPage),
    ),
    'FA-14': snapshot(
      'an account number shows only when expanded and ends with its last four digits',
      ({ financial_addresses }) =>
        financial_addresses.every(
          ({ aba }) => aba?.account_number == null || aba.account_number.endsWith(aba.account_number_last4),
        ),
      documented(accountPage),
    ),
    'LED-1': crossObject<Account, Schemas>(
      'each sub-balance is the sum of that part over the effective entries',
      (account, world) => matchesEntries(account, world),
      documented(balancePage),
    ),
    'LED-2': crossObject<Account, Schemas>(
      'the sub-balances add up to the amounts of posted transactions',
      (account, world) => {
        const { cash, inbound_pending, outbound_pending } = account.balance
        const posted = transactionsOf(world, account).filter((one) => one.status === 'posted')
        return cash.usd + inbound_pending.usd + outbound_pending.usd === sum(posted, (one) => one.amount)
      },
      inferred('holds leave the sum unchanged, posting changes it', balancePage),
    ),
    'LED-3': crossObject<Account, Schemas>(
      'outbound_pending is the amount of flows on their way out',
      (account, world) =>
        account.balance.outbound_pending.usd ===
        -sum(
          transactionsOf(world, account).filter((one) => one.status === 'open'),
          (one) => one.amount,
        ),
      documented(balancePage),
    ),
    'LED-4': crossObject<Account, Schemas>(
      'cash is what came in less what went out or is held',
      (account, world) => account.balance.cash.usd === sum(transactionsOf(world, account), (one) => one.amount),
      inferred('the ledger table of the balance page, summed', balancePage),
    ),
  },
})

function matchesEntries(account: Account, world: World): boolean {
  const entries = entriesOf(world, account).filter((entry) => entry.effective_at <= Math.max(world.now, entry.created))
  return (['cash', 'inbound_pending', 'outbound_pending'] as const).every(
    (part) => account.balance[part].usd === sum(entries, (entry) => entry.balance_impact[part]),
  )
}
