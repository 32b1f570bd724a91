/** The test payment methods that the mock forwards, with the card numbers of /testing. What else a card has is invented. */

export interface Card {
  readonly number: string
  readonly code: string
  readonly month: string
  readonly year: string
  readonly name: string
}

const card = (number: string, code: string): Card => ({ number, code, month: '03', year: '2030', name: 'First Last' })

const cards: Readonly<Record<string, Card>> = {
  pm_card_visa: card('4242424242424242', '846'),
  pm_card_visa_debit: card('4000056655665556', '847'),
  pm_card_mastercard: card('5555555555554444', '584'),
  pm_card_mastercard_debit: card('5200828282828210', '585'),
  pm_card_mastercard_prepaid: card('5105105105105100', '586'),
  pm_card_amex: card('378282246310005', '6284'),
  pm_card_discover: card('6011111111111117', '647'),
  pm_card_diners: card('3056930009020004', '648'),
  pm_card_jcb: card('3566002020360505', '649'),
  pm_card_unionpay: card('6200000000000005', '658'),
}

/** Test payment methods that are no cards. */
const others: ReadonlySet<string> = new Set(['pm_usBankAccount'])

export function cardOf(paymentMethod: string): Card | undefined {
  return Object.hasOwn(cards, paymentMethod) ? cards[paymentMethod] : undefined
}

export function isPaymentMethod(id: string): boolean {
  return cardOf(id) !== undefined || others.has(id)
}

/** Texts that no answer may hold: the numbers of all cards. */
export const canaries: readonly string[] = Object.values(cards).map(({ number }) => number)
