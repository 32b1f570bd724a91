/** AccountOwner and AccountOwnership: who owns an account, as one refresh found it. Rules FCO-1 to FCO-8. */

import { lists, type Resource } from '../../../src/model/resource.ts'
import { resource } from '../kit.ts'
import { ownersPath } from './bank.ts'
import { ownerLaws } from './owner-laws.ts'

/** Owners are read by account and ownership; neither they nor ownerships can be retrieved. */
export const accountOwner: Resource = resource('financial_connections.account_owner')({
  prefix: 'fcaown',
  operations: {
    list: lists({
      refuses: {
        'account is disconnected': {
          when: ({ find }) => find('financial_connections.account', 'account').status === 'disconnected',
          open: 'sources disagree whether what was fetched stays readable',
        },
        'ownership of another account': ({ params, find }) =>
          !find('financial_connections.account_ownership', 'ownership').owners.url.startsWith(
            ownersPath(params.account),
          ),
      },
      filters: { account: () => true },
    }),
  },
  laws: ownerLaws,
})

export const accountOwnership: Resource = resource('financial_connections.account_ownership')({
  prefix: 'fcaowns',
  operations: {},
})
