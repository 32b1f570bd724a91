/** The corpus: counterexamples of earlier runs, which every run replays first. */

import type { Sequence } from '../generate/sequence.ts'

/** How often a violation showed, of how many tries. */
export type Reproduced = readonly [failed: number, tried: number]

/** A counterexample of an earlier run. */
export interface KnownFailure {
  /** Key of the violation that it showed. */
  readonly key: string
  readonly sequence: Sequence
  /** The file that holds it. */
  readonly file: string
  /** Proven then that no single step can be dropped. */
  readonly minimal?: boolean
  readonly reproduced?: Reproduced
}

/** A known violation that no replay showed any more. */
export interface Fixed {
  readonly key: string
  /** The files that hold its counterexamples; they stay, as regression tests. */
  readonly files: readonly string[]
  /** Replays without it. */
  readonly tries: number
}

const mostTries = 20
const fewTries = 5

/**
 * How often to replay what once showed in `failed` of `tried` tries, so that it shows again with a probability of 98 %:
 * once where it always showed, 20 times at most. What nobody had the time to try again may come and go.
 */
export function triesFor([failed, tried]: Reproduced = [1, 1]): number {
  if (tried === 0) return fewTries
  if (failed >= tried) return 1
  if (failed === 0) return mostTries
  return Math.min(mostTries, Math.ceil(Math.log(0.02) / Math.log(1 - failed / tried)))
}

/** Tells whether a violation comes and goes. */
export function isFlaky([failed, tried]: Reproduced): boolean {
  return failed < tried
}
