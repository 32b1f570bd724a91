/** Identity: verification sessions and the reports of what was checked in them. */

import type { Resource } from '../../../src/model/resource.ts'
import { verificationReport } from './verification-report.ts'
import { verificationSession } from './verification-session.ts'

export const identityResources: readonly Resource[] = [verificationSession, verificationReport]

/** The types that a run of `type` needs as well: attempts in a session show in its reports, and make them. */
export function identityNeeds(type: string): readonly string[] {
  return identityResources.some((one) => one.type === type) ? identityResources.map((one) => one.type) : []
}
