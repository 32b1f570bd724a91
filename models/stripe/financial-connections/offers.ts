/** The accounts that a person can link at the made-up bank of the mock. */

import type { Moment, Schemas } from '../kit.ts'

type Account = Schemas['financial_connections.account']
type Session = Schemas['financial_connections.session']

const isTextOrNull = (value: unknown) => value === null || typeof value === 'string'
const month = 30 * 86_400

interface Offer extends Pick<Account, 'category' | 'subcategory'> {
  readonly name: string
  readonly last4: string | null
  /** Where money can be taken from and sent to; `token` if under a number that stands for the real one and expires. */
  readonly payable?: 'number' | 'token'
}
const offers: readonly Offer[] = [
  { category: 'cash', subcategory: 'checking', name: 'Checking', last4: '6789', payable: 'number' },
  { category: 'cash', subcategory: 'savings', name: 'Savings', last4: '4321', payable: 'token' },
  { category: 'credit', subcategory: 'credit_card', name: 'Card', last4: '1111' },
  { category: 'credit', subcategory: 'line_of_credit', name: 'Line of credit', last4: '2222' },
  { category: 'credit', subcategory: 'mortgage', name: 'Mortgage', last4: null },
  { category: 'investment', subcategory: 'other', name: 'Brokerage', last4: '3333' },
]

/** The accounts that may be linked in a session, as its filters allow. */
export function offersFor({ filters }: Session): readonly Offer[] {
  const wanted = filters?.account_subcategories ?? []
  return offers.filter(
    ({ subcategory, payable }) =>
      (wanted.length === 0 || (wanted as readonly string[]).includes(subcategory)) &&
      (filters?.require_payment_method_support !== 'all' || payable !== undefined),
  )
}

/** An account that a person has just linked. */
export function linked(session: Session, offer: Offer, { witness }: Moment): Account {
  const { category, subcategory, name, last4, payable } = offer
  const numbers: Account['account_numbers'] =
    payable === undefined || !session.permissions.includes('payment_method')
      ? null
      : [
          {
            expected_expiry_date: payable === 'token' ? witness.time() + month : null,
            identifier_type: payable === 'token' ? 'tokenized_account_number' : 'account_number',
            status: 'transactable',
            supported_networks: ['ach'],
          },
        ]
  return {
    id: witness.id('fca'),
    object: 'financial_connections.account',
    account_holder: session.account_holder,
    account_numbers: witness.volatile(numbers, 'null or a list', (value) => value === null || Array.isArray(value)),
    balance: null,
    balance_refresh: null,
    category,
    created: witness.time(),
    display_name: witness.volatile(name, 'null or a text', isTextOrNull),
    institution_name: witness.text('Assize Bank', /./),
    last4: witness.volatile(last4, 'null or a text', isTextOrNull),
    livemode: session.livemode,
    ownership: null,
    ownership_refresh: null,
    permissions: session.permissions,
    status: 'active',
    subcategory,
    subscriptions: [],
    supported_payment_method_types: payable === undefined ? [] : ['us_bank_account', 'link'],
    transaction_refresh: null,
  }
}
