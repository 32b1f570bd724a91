/** Connected accounts: `Stripe-Account` makes a call in their name. Rules ACCT-1 and ACCT-2. */

import { accounts } from '../../../src/conventions/accounts.ts'
import { inferred, metamorphic, soft } from '../../../src/model/law.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import { refusal } from '../errors.ts'
import { everywhere } from './everywhere.ts'

const header = 'stripe-account'
/** The account that keys of the mock belong to. */
export const ownAccount = 'acct_1AssizePlatform'

export const stripeAccounts: Convention = accounts({
  header,
  own: ownAccount,
  known: ['acct_1AssizeConnected'],
  unknown: 'acct_unknown',
  refusal: (account) =>
    refusal('unknown account', {
      status: 403,
      // Older versions of the API answered 401 or 400.
      accepts: [400, 401, 403],
      type: 'invalid_request_error',
      code: 'account_invalid',
      message: `The provided key does not have access to account '${account}'.`,
    }),
  laws: everywhere({
    'ACCT-1': metamorphic(
      'an object belongs to one account; calls in the name of another do not find it',
      ({ call, kind, reason }) =>
        kind === 'accepted' && call.headers?.[header] !== undefined && reason?.startsWith('unknown ') === true,
      inferred('objects belong to exactly one account'),
    ),
    'ACCT-2': soft(
      metamorphic(
        'idempotency keys of different accounts are different keys',
        ({ call }) => call.headers?.[header] !== undefined && call.headers['idempotency-key'] !== undefined,
        inferred('recalled; undocumented'),
      ),
    ),
  }),
})
