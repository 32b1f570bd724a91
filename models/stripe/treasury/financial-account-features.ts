/**
 * FinancialAccountFeatures: what an account asked for and how each request stands. Rule FA-12.
 *
 * They have no id and live within their account, so every operation names the account.
 */

import { answer, inferred, sameData } from '../../../src/model/law.ts'
import { performs, type Resource } from '../../../src/model/resource.ts'
import { resource, type Schemas } from '../kit.ts'
import { allFeatures, featuresOf } from './features.ts'

export const financialAccountFeatures: Resource = resource('treasury.financial_account_features')({
  prefix: 'features',
  unreachable: { exists: 'features are part of their account' },

  operations: {
    retrieve: performs({
      hasSubject: false,
      readonly: true,
      run: ({ world, find }) => ({ world, result: find('treasury.financial_account', 'financial_account').features }),
    }),
    update: performs({
      hasSubject: false,
      refuses: {
        'account is closed': {
          when: ({ find }) => find('treasury.financial_account', 'financial_account').status === 'closed',
          open: 'the features of a closed account can be updated',
        },
      },
      tries: () => [allFeatures, { intra_stripe_flows: { requested: false } }],
      run(context) {
        const { world, params, find } = context
        const account = find('treasury.financial_account', 'financial_account')
        const after = { ...account, ...featuresOf(context, account, params) }
        return { world: world.put('treasury.financial_account', after), result: after.features }
      },
    }),
  },

  laws: {
    'FA-12': answer(
      'they are what the account shows when its features are expanded',
      ['retrieve', 'update'],
      ({ accepted, call, body, after }) => {
        const id = String(call.params['financial_account'])
        const account = after.get('treasury.financial_account' as never, id) as
          | Schemas['treasury.financial_account']
          | undefined
        return !accepted || account === undefined || sameData(account.features, body)
      },
      inferred('one resource seen from two places'),
    ),
  },
})
