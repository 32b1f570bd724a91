/** Faults: deliberate defects of the mock, derived from models and conventions, by which the harness is measured. */

export type { Fault } from '../../pack/pack.ts'
