/** Reporting: reports, the types that they are of, and the files that they end in. */

import type { Resource } from '../../../src/model/resource.ts'
import { file } from './file.ts'
import { reportRun } from './report-run.ts'
import { reportType } from './report-type.ts'

export { stockReporting } from './catalogue.ts'

export const reportingResources: readonly Resource[] = [reportRun, reportType, file]

/** Files come from report runs. */
export const reportingNeeds = (type: string): readonly string[] => (type === 'file' ? ['reporting.report_run'] : [])
