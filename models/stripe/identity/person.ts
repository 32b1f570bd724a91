/** What is collected about a person, and what redaction leaves of it. */

import { Volatile } from '../../../src/model/unknown.ts'
import type { Witness } from '../../../src/model/witness.ts'
import type { Schemas } from '../kit.ts'

type Outputs = NonNullable<Schemas['identity.verification_session']['verified_outputs']>

/** What redaction puts in the place of a text. */
export const placeholder = '[redacted]'
/** What redaction puts in the place of a date. */
export const noDate = { day: 1, month: 1, year: 1 }

const isTextOrNull = (value: unknown) => value === null || (typeof value === 'string' && value !== '')
const isPlaceholderOrNull = (value: unknown) => value === null || value === placeholder
const isObjectOrNull = (value: unknown) => typeof value === 'object' && !Array.isArray(value)

/** A text of which only the form is fixed; it may be missing as well. */
export const anyText = <V extends string>(witness: Witness, usual: V | null): V | null =>
  witness.volatile(usual, 'null or a text', isTextOrNull)
/** Data of which only the form is fixed; it may be missing as well. */
export const anyData = <V extends object>(witness: Witness, usual: V): V =>
  witness.volatile(usual, 'null or an object', isObjectOrNull)
/** What is left of a text; one that was missing stays missing. */
export const redactedText = <V extends string>(witness: Witness, text: V | null): V | null =>
  witness.volatile((text === null ? null : placeholder) as V | null, `null or ${placeholder}`, isPlaceholderOrNull)

/** Tells whether a text was redacted, also where it was not seen yet. */
export const isRedactedText = (value: unknown): boolean =>
  (value instanceof Volatile ? value.estimate : value) === placeholder

/** The made-up person whom the mock verifies. */
export const jenny = {
  first_name: 'Jenny',
  last_name: 'Rosen',
  email: 'jenny@example.com',
  phone: '+15555550123',
  address: {
    city: 'Springfield',
    country: 'US',
    line1: '12 Elm Street',
    line2: null,
    postal_code: '62701',
    state: 'IL',
  },
  dob: { day: 24, month: 9, year: 1988 },
  issued_date: { day: 2, month: 5, year: 2021 },
  expiration_date: { day: 2, month: 5, year: 2031 },
  sex: 'female',
  unparsed_sex: 'F',
  unparsed_place_of_birth: 'Springfield, IL',
  number: 'D0000042',
  id_number: '6789',
} as const

export const redactedAddress: Schemas['address'] = {
  ...jenny.address,
  city: placeholder,
  line1: placeholder,
  postal_code: placeholder,
  state: placeholder,
}

/** What is known of the person after checks that all passed. */
export function verifiedOutputs(witness: Witness, checks: ReadonlySet<string>): Outputs {
  const { address, first_name, last_name } = jenny
  return anyData(witness, {
    address,
    email: checks.has('email') ? jenny.email : null,
    first_name,
    id_number_type: checks.has('id_number') ? ('us_ssn' as const) : null,
    last_name,
    phone: checks.has('phone') ? jenny.phone : null,
  })
}

/** What redaction leaves of it: placeholders, the country and the type of the ID number. */
export function redactedOutputs(witness: Witness, outputs: Outputs | null | undefined): Outputs | null {
  if (outputs == null) return null
  const left = (text: string | null | undefined) => (text == null ? null : placeholder)
  return anyData(witness, {
    address: redactedAddress,
    email: left(outputs.email),
    first_name: placeholder,
    id_number_type: outputs.id_number_type,
    last_name: placeholder,
    phone: left(outputs.phone),
  })
}

/** What comes only when its own path is expanded: the value, and what redaction leaves of it. */
const sensitive: Readonly<Record<string, readonly [value: unknown, redacted: unknown]>> = {
  dob: [jenny.dob, noDate],
  expiration_date: [jenny.expiration_date, noDate],
  id_number: [jenny.id_number, placeholder],
  number: [jenny.number, placeholder],
  sex: [jenny.sex, placeholder],
  unparsed_place_of_birth: [jenny.unparsed_place_of_birth, placeholder],
  unparsed_sex: [jenny.unparsed_sex, placeholder],
}

/** A sensitive field of a section of a report, or of verified outputs; undefined for any other part of an object. */
export function includeSensitive(part: object, field: string): unknown {
  const values = sensitive[field]
  if (values === undefined || !('first_name' in part)) return undefined
  const { first_name } = part
  const value = values[isRedactedText(first_name) ? 1 : 0]
  return first_name instanceof Volatile ? new Volatile('anything', value, () => true) : value
}
