/** How card data get into a request: places that were left empty are filled, by the names of their fields. */

import { type Card, maskedCvc, maskedNumber } from './cards.ts'

/** What can be put into a request. */
export type Replacement = 'card_cvc' | 'card_expiry' | 'card_number' | 'cardholder_name' | 'request_signature'

/** Which fields are filled with what. Real destinations say it when they are set up. */
const fields: readonly (readonly [form: RegExp, Replacement, (data: Data) => string])[] = [
  [/^(card_?)?number$|^pan$/i, 'card_number', ({ number }) => number],
  [/^(card_?)?(cvc|cvv2?)$|^security_code$/i, 'card_cvc', ({ cvc }) => cvc],
  [/^(exp(iry|iration)?_?)month$/i, 'card_expiry', ({ month }) => String(month)],
  [/^(exp(iry|iration)?_?)year$/i, 'card_expiry', ({ year }) => String(year)],
  [/^(card_?)?(holder_?)?name$|^cardholder$/i, 'cardholder_name', ({ name }) => name],
  [/^signature$/i, 'request_signature', ({ signature }) => signature],
]

/** What is put in: the data of a card, or what is shown of them. */
type Data = Omit<Card, 'cvc'> & { readonly cvc: string; readonly signature: string }

/** The data of a card; without a code when it was used up. */
export const dataOf = (card: Card, hasCvc: boolean, signature: string): Data => ({
  ...card,
  cvc: hasCvc ? card.cvc : '',
  signature,
})

/** What is shown of them. */
export const masked = (data: Data): Data => ({
  ...data,
  number: maskedNumber(data.number),
  cvc: data.cvc === '' ? '' : maskedCvc,
})

/** The value for an empty field; undefined for one that stays empty. */
function valueFor(name: string, wanted: readonly Replacement[], data: Data): string | undefined {
  const found = fields.find(([form, what]) => form.test(name) && wanted.includes(what))
  const value = found?.[2](data)
  return value === '' ? undefined : value
}

/** JSON or XML; anything else cannot be filled. */
export function isFillable(body: string): boolean {
  return body.startsWith('<') ? /^<([\w:.-]+)[^>]*>[\s\S]*<\/\1>\s*$/.test(body) : isJsonObject(body)
}

function isJsonObject(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

/** The body with its empty places filled; what is not empty stays as it is. */
export function filled(body: string, wanted: readonly Replacement[], data: Data): string {
  if (body.startsWith('<')) {
    return body.replace(/<([\w:.-]+)><\/\1>/g, (empty, name: string) => {
      const value = valueFor(name, wanted, data)
      return value === undefined ? empty : `<${name}>${value}</${name}>`
    })
  }
  const fill = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(fill)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const put = inner === '' || inner === 0 ? valueFor(name, wanted, data) : undefined
        if (put === undefined) return [name, fill(inner)]
        // A number where the destination expects one; what is masked is no number any more.
        return [name, inner === 0 && /^\d+$/.test(put) ? Number(put) : put]
      }),
    )
  }
  return JSON.stringify(fill(JSON.parse(body)))
}

/** A signature of a text, the same for the same text: a stand-in for that of a key that only two know. */
export function signatureOf(text: string): string {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return `sig_${hash.toString(16).padStart(8, '0')}`
}
