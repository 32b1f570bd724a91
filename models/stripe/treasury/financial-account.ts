/** FinancialAccount: a stored-value account with its own balance. Rules FA-1 to FA-14; FA-9 and FA-12 on its features. */

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
import { resource, type Schemas } from '../kit.ts'
import { awaitsTransfer, closed, isEmpty, isUsed, listsMatchFeatures, opened, updated } from './accounts.ts'
import { accountEvents } from './events.ts'
import { activated, allFeatures } from './features.ts'
import { matchesEntries } from './ledger-laws.ts'

type Account = Schemas['treasury.financial_account']

const balancePage = '/treasury/account-management/working-with-balances-and-transactions'
const accountPage = '/treasury/account-management/financial-accounts'

export const financialAccount: Resource = resource('treasury.financial_account')({
  prefix: 'fa',
  states: { open: ['closed'], closed: [] },
  facet: ({ balance, active_features: active = [], restricted_features: restricted = [] }) =>
    `${balance.cash.usd > 0 ? 'money' : 'empty'} ${restricted.length > 0 ? 'shut' : active.length > 0 ? 'able' : ''}`,
  events: accountEvents,

  operations: {
    create: creates({
      state: 'open',
      refuses: {
        'three accounts are open already': {
          when: ({ world }) =>
            world.where('treasury.financial_account', (account) => account.status === 'open').length >= 3,
          open: 'the number of accounts is limited',
        },
        'too many accounts are open': {
          when: () => true,
          elsewhere: 'accounts from before the run, and those of others, count towards the limit',
        },
      },
      tries: () => [{ features: allFeatures }],
      make: opened,
    }),
    retrieve: retrieves(),
    update: updates({
      tries: () => [
        { platform_restrictions: { inbound_flows: 'restricted', outbound_flows: 'restricted' } },
        {
          features: allFeatures,
          platform_restrictions: { inbound_flows: 'unrestricted', outbound_flows: 'unrestricted' },
        },
      ],
      refuses: {
        'from closed': { when: ({ object }) => object.status === 'closed', open: 'a closed account can be updated' },
      },
      set: updated,
    }),
    list: lists({ tries: () => [{ status: 'open' }, { status: 'closed' }] }),
    close: transition('open', 'closed', {
      tries: ({ object }) => [{ forwarding_settings: { type: 'financial_account', financial_account: object.id } }],
      refuses: {
        'balance is not zero': ({ object, params }) => !isEmpty(object) && params.forwarding_settings === undefined,
        'an inbound transfer is under way': ({ object, world }) => awaitsTransfer(world, object),
        'balance would be forwarded': { when: ({ object }) => !isEmpty(object), open: 'C-19' },
        'used in the last 75 days': {
          when: ({ object, world, params }) => isUsed(world, object) && params.forwarding_settings === undefined,
          open: 'C-19',
          mock: 'accept',
          unreachable: 'the mock closes such accounts; sources disagree (C-19)',
        },
      },
      set: (context) => closed(context, context.object),
    }),
  },

  spontaneous: { activate: updates({ set: (context) => activated(context, context.object) }) },

  laws: {
    'FA-1': snapshot(
      'closed exactly when it says why; closing gives closed_by_platform',
      ({ status, status_details: { closed: why } }) =>
        (status === 'closed') === (why !== null) && (why === null || why.reasons.length > 0),
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
      'balance is the sum of the effective entries',
      matchesEntries,
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
        'active, pending and restricted features do not overlap, and name the features in that state',
        listsMatchFeatures,
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
      ({ operation, kind }) => kind === 'refused' && /^treasury\.\w+\.retrieve$/.test(operation),
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
  },
})
