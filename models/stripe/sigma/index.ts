/** Sigma: what scheduled queries found. */

import type { Resource } from '../../../src/model/resource.ts'
import { scheduledQueryRun } from './scheduled-query-run.ts'

export const sigmaResources: readonly Resource[] = [scheduledQueryRun]

/** Results are files. */
export const sigmaNeeds = (type: string): readonly string[] => (type === 'scheduled_query_run' ? ['file'] : [])
