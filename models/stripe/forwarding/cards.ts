/** The test cards that the mock forwards, and how their data are hidden. */

export interface Card {
  readonly number: string
  readonly cvc: string
  readonly month: number
  readonly year: number
  readonly name: string
}

const card = (number: string, cvc: string): Card => ({ number, cvc, month: 8, year: 2034, name: 'Jenny Rosen' })

const cards: Readonly<Record<string, Card>> = {
  pm_card_visa: card('4242424242424242', '737'),
  pm_card_mastercard: card('5555555555554444', '561'),
  pm_card_amex: card('378282246310005', '9137'),
}

/** The card behind a payment method; undefined for one that nobody knows. */
export const cardOf = (paymentMethod: string): Card | undefined => cards[paymentMethod]

/** The first six and the last four digits, as cards are told apart by. */
export const maskedNumber = (number: string): string =>
  `${number.slice(0, 6)}${'*'.repeat(number.length - 10)}${number.slice(-4)}`
export const maskedCvc = '***'

const all = Object.values(cards)

/** A number as it may be written: in one piece, or in groups. */
const numberForm = new RegExp(all.map(({ number }) => number.split('').join('[ -]?')).join('|'), 'g')
/** A code where its place says that it is one. */
const cvcForm = new RegExp(
  `((?:cvc|cvv|security)[^0-9]{1,12})(?:${all.map(({ cvc }) => cvc).join('|')})(?![0-9])`,
  'gi',
)

/** Takes numbers and codes of the test cards out of a text. */
export function withoutCards(text: string): string {
  return text
    .replace(numberForm, (number) => maskedNumber(number.replace(/[ -]/g, '')))
    .replace(cvcForm, (_, before: string) => before + maskedCvc)
}
