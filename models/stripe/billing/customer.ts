/** Customer: somebody who buys. What is left of a deleted one can still be read. Rules CUS-1 to CUS-3. */

import { stubOf } from '../../../src/conventions/deletion.ts'
import { immutable, metamorphic, types } from '../../../src/model/law.ts'
import { creates, lists, type Resource, removes, retrieves, updates } from '../../../src/model/resource.ts'
import { movedAddress, storedAddress } from '../address.ts'
import { type Context, mergedMetadata, resource, type Schemas, storedMetadata } from '../kit.ts'
import { lifeEvents } from './life-events.ts'
import { nothingMuch, settings } from './open-fields.ts'
import { endAllOf } from './subscription-ends.ts'

type Customer = Schemas['customer']
type Said = Context<'customer', 'customer.update'>

const stripe = types('stripe')

/** Unset, an exemption is none; by its type it may also be null. */
const exemption = (sent: NonNullable<Said['params']['tax_exempt']>, { witness }: Pick<Said, 'witness'>) =>
  sent !== '' ? sent : witness.oneOf<'none' | null>('an exemption that is unset', ['none', null])

function shippingOf({ shipping: sent }: Pick<Said['params'], 'shipping'>): Customer['shipping'] {
  if (sent === '' || sent === undefined) return null
  return { address: storedAddress(sent.address), name: sent.name, phone: sent.phone ?? null }
}

/** What pages do not say in so many words: which texts are no address. */
const malformedEmail = {
  when: ({ params: { email } }: { readonly params: { readonly email?: string } }) =>
    email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email),
  open: 'which emails are malformed',
  error: { status: 400, code: 'email_invalid', param: 'email', fixes: ['type'] },
} as const

export const customer: Resource = resource('customer')({
  prefix: 'cus',
  states: { live: ['deleted'], deleted: [] },
  state: () => 'live',

  operations: {
    create: creates({
      state: 'live',
      refuses: { 'the email is malformed': malformedEmail },
      tries: () => [{ email: 'jenny@example.com' }, { email: 'nobody' }],
      make: (context) => {
        const { params, witness } = context
        return {
          address: params.address ? storedAddress(params.address) : null,
          balance: params.balance ?? 0,
          currency: nothingMuch(context),
          default_source: null,
          delinquent: witness.volatile<boolean | null>(
            false,
            'a boolean or null',
            (value) => typeof value !== 'string',
          ),
          description: params.description ?? null,
          email: params.email ?? null,
          invoice_prefix: witness.volatile<string | null>('ASSIZE1', 'a prefix, or none', () => true),
          invoice_settings: settings(context, {
            custom_fields: null,
            default_payment_method: null,
            footer: null,
            rendering_options: null,
          }),
          metadata: storedMetadata(params.metadata),
          name: params.name ?? null,
          next_invoice_sequence: witness.volatile(1, 'a number, or none', (value) => typeof value !== 'string'),
          phone: params.phone ?? null,
          preferred_locales: witness.volatile<readonly string[]>(
            [],
            'a list, or none',
            (value) => value === undefined || Array.isArray(value),
          ),
          shipping: shippingOf(params),
          tax_exempt: exemption(params.tax_exempt ?? 'none', context),
          test_clock: null,
        }
      },
    }),
    retrieve: retrieves(),
    list: lists(),
    update: updates({
      refuses: { 'the email is malformed': malformedEmail },
      tries: () => [{ email: 'bob@example.com' }, { email: 'nobody' }, { tax_exempt: 'exempt' }],
      set: (context) => {
        const { object, params } = context
        const { address, email, name, phone, description, balance } = params
        return {
          ...(address !== undefined && {
            address: address === '' ? null : movedAddress(address, object.address, context),
          }),
          ...(balance !== undefined && { balance }),
          ...(description !== undefined && { description }),
          ...(email !== undefined && { email }),
          ...(name !== undefined && { name }),
          ...(phone !== undefined && { phone }),
          ...(params.shipping !== undefined && { shipping: shippingOf(params) }),
          ...(params.tax_exempt !== undefined && { tax_exempt: exemption(params.tax_exempt, context) }),
          ...(params.metadata !== undefined && { metadata: mergedMetadata(object.metadata, params.metadata) }),
        }
      },
    }),
    delete: removes({ effect: (world, { id }, context) => endAllOf(id, world, context) }),
  },

  events: lifeEvents('customer'),
  removalEvents: ['customer.deleted'],

  laws: {
    'CUS-2': metamorphic(
      'what is left of a deleted customer can be read, and stays so',
      ({ operation, before, call }) =>
        operation === 'customer.retrieve' && stubOf(before, String(call.params['id'])) !== undefined,
      stripe,
    ),
    'CUS-3': immutable<Customer>(['id', 'created', 'livemode', 'test_clock'], stripe),
  },
})
