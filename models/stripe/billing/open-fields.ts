/** Fields beyond what decides about entitlements: a mock answers what a new account has, a judge takes their form. */

import type { Moment } from '../kit.ts'

const isObject = (value: unknown) => typeof value === 'object' && value !== null

/** A field that is null or left out on a new account, and may be something else on others. */
export const nothingMuch = ({ witness }: Pick<Moment, 'witness'>): null =>
  witness.volatile(null, 'anything', () => true)

/** Settings of the account in an object of their own. */
export const settings = <O extends object>({ witness }: Pick<Moment, 'witness'>, usual: O): O =>
  witness.volatile(usual, 'an object', isObject)

/** A time that the API works out to the second, or about so: within `leeway` seconds of `usual`. */
export const about = ({ witness }: Pick<Moment, 'witness'>, usual: number, leeway = 60): number =>
  witness.timeWithin(usual - leeway, usual + leeway, usual)
