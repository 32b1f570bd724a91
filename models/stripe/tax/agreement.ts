/** What laws compare: answers of the usual account, and worlds in which some of it may not have been shown yet. */

import type { Exchange } from '../../../src/model/law.ts'
import { Unknown } from '../../../src/model/unknown.ts'

/** Whether a call was accepted in the name of the usual account: laws see no world of other accounts. */
export const isOwn = ({ accepted, call }: Exchange): boolean => accepted && !call.headers?.['stripe-account']

export const isUnknown = (value: unknown): boolean => value instanceof Unknown

/** Whether two values are equal as far as they are known, nested ones too. */
export function agree(left: unknown, right: unknown): boolean {
  if (left === right || isUnknown(left) || isUnknown(right)) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  const [a, b] = [left as Record<string, unknown>, right as Record<string, unknown>]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => agree(a[name], b[name]))
}

/** Whether one number is the other with the opposite sign, as far as they are known. */
export function opposite(left: number, right: number): boolean {
  return isUnknown(left) || isUnknown(right) || left + right === 0
}
