/**
 * The Stripe pack: specs, models and conventions of the Stripe API (version 2026-10-28.endive).
 *
 * Treasury so far: the ledger (accounts, transactions, entries), money in (received credits) and out (outbound
 * payments).
 */

import { formEncoding } from '../../src/conventions/form.ts'
import { expandablePaths, expansion } from '../../src/conventions/expansion.ts'
import { parameterCheck } from '../../src/conventions/parameter-check.ts'
import type { Manners, Resource } from '../../src/model/resource.ts'
import { definePack, type Pack } from '../../src/pack/pack.ts'
import { badParameter, refusal } from './errors.ts'
import { expansionOptions, manners, spec } from './kit.ts'
import { financialAccount } from './treasury/financial-account.ts'
import { treasuryLaws } from './treasury/flow-laws.ts'
import { includeTreasury } from './treasury/includes.ts'
import { outboundPayment } from './treasury/outbound-payment.ts'
import { receivedCredit } from './treasury/received-credit.ts'
import { transaction } from './treasury/transaction.ts'
import { transactionEntry } from './treasury/transaction-entry.ts'

const resources: readonly Resource[] = [
  financialAccount,
  receivedCredit,
  outboundPayment,
  transaction,
  transactionEntry,
]
const form = formEncoding()
const cursors = new Set(['starting_after', 'ending_before'])

/** The pack, ready for `run`, `mock` and everything else. */
export const stripe: Pack = definePack({
  name: 'stripe',
  spec,
  resources,
  // The engine handles objects of every type alike; these manners only ever meet the pack's own.
  manners: manners as unknown as Manners,
  conventions: [parameterCheck(badParameter), expansion({ ...expansionOptions, include: includeTreasury })],
  query: form,
  body: form,
  credentials: {
    headers: (secret, caller) =>
      caller === 'nobody' ? {} : { authorization: `Bearer ${caller === 'stranger' ? 'sk_test_invalid' : secret}` },
    refuses: (secret) =>
      /^(sk|rk|pk)_live_/.test(secret) ? 'it is a live-mode key, and calls made with it move real money' : undefined,
    mock: 'sk_test_assize',
  },
  laws: treasuryLaws(new Set(resources.map((resource) => resource.type))),
  referenceOf: (operation, param) => (cursors.has(param) ? operation.resource : undefined),
  suggest: (operation, param) => {
    if (param !== 'expand') return undefined
    const paths = expandablePaths(spec, operation, expansionOptions, 2)
    return paths.length === 0 ? undefined : paths.map((path) => [path])
  },
  typeOf: (value) => {
    const type = value['object']
    return typeof type === 'string' && type !== 'list' && spec.schemas.has(type) ? type : undefined
  },
  // Money comes in by received credits, and the ledger moves by flows.
  needs: (type) => {
    if (type === 'treasury.transaction' || type === 'treasury.transaction_entry') return ['treasury.outbound_payment']
    return type === 'treasury.financial_account' || type.startsWith('treasury.outbound')
      ? ['treasury.received_credit']
      : []
  },
  noRoute: (method, path) =>
    refusal('no such route', {
      status: 404,
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${method.toUpperCase()}: ${path}).`,
    }),
  isLive: (body) => typeof body === 'object' && body !== null && (body as { livemode?: unknown }).livemode === true,
})
