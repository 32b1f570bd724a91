/** Addresses as stored: what was not sent is null. */

import { sameData } from '../../src/model/law.ts'
import type { Moment, Schemas } from './kit.ts'

type Address = Schemas['address']

const blank: Address = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

/** The address as stored for the first time. */
export const storedAddress = (sent: Schemas['address_param']): Address => ({ ...blank, ...sent })

/** The address as sent, in place of the one before; or laid over it, of which the pages say nothing. */
export function movedAddress(
  sent: Schemas['address_param'],
  before: Address | null | undefined,
  { witness }: Pick<Moment, 'witness'>,
): Address {
  const replaced = storedAddress(sent)
  const merged = { ...blank, ...before, ...sent }
  return sameData(replaced, merged)
    ? replaced
    : witness.oneOf('parts of an address that are not sent', [replaced, merged])
}
