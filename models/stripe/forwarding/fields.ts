/**
 * Bodies of forwarded requests: where the details of a card go, and what of them a record may show.
 *
 * Which fields of a destination hold what is agreed with support, account by account. The mock goes by their names.
 */

import { createHash } from 'node:crypto'
import { withoutCardNumbers } from '../../../src/model/card-numbers.ts'
import type { NamedHeader } from '../../../src/model/outgoing.ts'
import type { Schemas } from '../kit.ts'
import type { Card } from './cards.ts'

export type Replacement = Schemas['forwarding.request']['replacements'][number]

type Detail = 'number' | 'code' | 'month' | 'year' | 'expiry' | 'name' | 'signature'

/** Names of fields, in lower case and without separators. */
const namesOf: Readonly<Record<Detail, readonly string[]>> = {
  number: ['number', 'cardnumber', 'pan'],
  code: ['cvc', 'cvc2', 'cvv', 'cvv2', 'cid', 'securitycode', 'cardcvc', 'cardcode'],
  month: ['expmonth', 'expirymonth', 'expirationmonth'],
  year: ['expyear', 'expiryyear', 'expirationyear'],
  expiry: ['expiry', 'expirydate', 'expirationdate'],
  name: ['name', 'holdername', 'cardholdername', 'cardholder'],
  signature: ['signature', 'requestsignature'],
}
const details = new Map(
  Object.entries(namesOf).flatMap(([detail, names]) => names.map((name) => [name, detail as Detail] as const)),
)
const detailOf = (name: string) => details.get(name.toLowerCase().replace(/[^a-z0-9]/g, ''))

const filledBy: Readonly<Partial<Record<Replacement, readonly Detail[]>>> = {
  card_number: ['number'],
  card_cvc: ['code'],
  card_expiry: ['month', 'year', 'expiry'],
  cardholder_name: ['name'],
  request_signature: ['signature'],
}

/** Whether a body is in a form that destinations take. */
export function formOf(body: string): 'JSON' | 'XML' | undefined {
  const text = body.trim()
  if (text.startsWith('<') && text.endsWith('>')) return 'XML'
  try {
    return typeof JSON.parse(body) === 'object' ? 'JSON' : undefined
  } catch {
    return undefined
  }
}

/** Says what becomes of a field; `isBlank` tells that it waits for a value: `""`, `0`, or an empty element. */
type ChangeField = (name: string, value: string, isBlank: boolean) => string

/** The body with other values in its fields, and everything else to the letter; the same body in another form. */
function mapFields(body: string, change: ChangeField): string {
  const form = formOf(body)
  if (form === undefined) return body
  return form === 'JSON' ? mapJson(body, change) : mapXml(body, change)
}

/** Texts with and without a colon behind them, brackets, and all other values. */
const jsonTokens = /("(?:[^"\\]|\\.)*")(\s*:)?|([{[])|([}\]])|([^\s{}[\],:"]+)/g

// Not parsed and written anew: numbers and blanks stay as the destination expects them.
function mapJson(body: string, change: ChangeField): string {
  const outer: string[] = []
  let name = ''
  return body.replace(jsonTokens, (found, text?: string, colon?: string, open?: string, close?: string) => {
    if (colon !== undefined) name = JSON.parse(text ?? '""')
    else if (open !== undefined) outer.push(name)
    else if (close !== undefined) name = outer.pop() ?? ''
    else {
      const value: string = text === undefined ? found : JSON.parse(text)
      const changed = change(name, value, found === '""' || found === '0')
      if (changed === value) return found
      const staysNumber = text === undefined && /^\d+$/.test(changed)
      return staysNumber ? changed.replace(/^0+(?=\d)/, '') : JSON.stringify(changed)
    }
    return found
  })
}

/** Elements without others in them. */
const xmlFields = /<(?:[\w.-]+:)?([\w.-]+)((?:\s[^<>]*?)?)(?:\/>|>([^<]*)<\/[^<>]*>)/g

function mapXml(body: string, change: ChangeField): string {
  return body.replace(xmlFields, (found, name: string, _attributes: string, text = '') => {
    const changed = change(name, text, text === '')
    if (changed === text) return found
    const [start = ''] = /^<[^<>]*?(?=\s*\/?>)/.exec(found) ?? []
    const [tag = ''] = /^[^\s]+/.exec(start.slice(1)) ?? []
    return `${start}>${changed}</${tag}>`
  })
}

/** The body with what is asked for in its blanks. */
export function filled(body: string, card: Card | undefined, replacements: readonly Replacement[]): string {
  if (card === undefined) return body
  const wanted = new Set(replacements.flatMap((one) => filledBy[one] ?? []))
  const values: Readonly<Record<Detail, string>> = {
    number: card.number,
    code: card.code,
    month: card.month,
    year: card.year,
    expiry: `${card.month}/${card.year.slice(-2)}`,
    name: card.name,
    // How it is worked out is agreed with support.
    signature: createHash('sha256').update(body).digest('hex'),
  }
  return mapFields(body, (name, value, isBlank) => {
    const detail = detailOf(name)
    return isBlank && detail !== undefined && wanted.has(detail) ? values[detail] : value
  })
}

/** Whether a body is another one with its blanks filled, as far as was asked for; a code may be missing. */
export function isFilled(sent: string, arrived: string, replacements: readonly Replacement[]): boolean {
  const wanted = new Set(replacements.flatMap((one) => filledBy[one] ?? []))
  const fields = (body: string) => {
    const found: { name: string; value: string; isBlank: boolean }[] = []
    mapFields(body, (name, value, isBlank) => {
      found.push({ name, value, isBlank })
      return value
    })
    return found
  }
  const [before, after] = [fields(sent), fields(arrived)]
  return (
    before.length === after.length &&
    before.every(({ name, value, isBlank }, index) => {
      const now = after[index]
      const detail = detailOf(name)
      if (now === undefined || now.name !== name) return false
      if (!isBlank || detail === undefined || !wanted.has(detail)) return now.value === value
      return detail === 'code' || !now.isBlank
    })
  )
}

/** `424242******4242`. */
const masked = (digits: string) => `${digits.slice(0, 6)}${'*'.repeat(digits.length - 10)}${digits.slice(-4)}`

/** What a record shows of a text: no card number, and not the code. */
function withoutCard(text: string, code: string | undefined): string {
  const plain = withoutCardNumbers(text, masked)
  if (code === undefined) return plain
  return plain.replace(new RegExp(`(?<![0-9A-Za-z])${code}(?![0-9A-Za-z])`, 'g'), '*'.repeat(code.length))
}

/** What a record shows of a body; `code` is the one that was sent, if one was. */
export function redactedBody(body: string, code: string | undefined): string {
  const fields = mapFields(body, (name, value) =>
    detailOf(name) === 'code' && /^\d{3,4}$/.test(value) ? '*'.repeat(value.length) : withoutCard(value, code),
  )
  // Names of fields, and bodies in other forms.
  return formOf(fields) === undefined ? withoutCard(fields, code) : withoutCardNumbers(fields, masked)
}

const secretHeader = /authori[sz]ation|api-?key|token|secret|password|cookie|credential|signature/i

/** Whether a header carries a credential. */
export function isSecretHeader(name: string): boolean {
  return secretHeader.test(name)
}

/** What a record shows of headers. */
export function redactedHeaders(headers: readonly NamedHeader[], code: string | undefined): NamedHeader[] {
  return headers.map(({ name, value }) => ({
    name,
    value: isSecretHeader(name) ? '[redacted]' : withoutCard(value, code),
  }))
}

/** Whether a body shows a security code. */
export function showsCode(body: string): boolean {
  let shows = false
  mapFields(body, (name, value) => {
    shows ||= detailOf(name) === 'code' && /\d{3}/.test(value)
    return value
  })
  return shows
}
