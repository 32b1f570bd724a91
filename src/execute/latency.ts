/** How long a target takes to answer. */

import type { Driver } from './driver.ts'
import { delegated } from './limits.ts'

/** Counts of answers by how long they took: on a scale whose marks are 5 % apart, so that parts of a run can be added. */
export type LatencyCounts = Readonly<Record<number, number>>

const ratio = 1.05
/** In milliseconds; what is faster counts as this. */
const least = 0.01

/** The mark of a time. */
function markOf(ms: number): number {
  return Math.round(Math.log(Math.max(ms, least)) / Math.log(ratio))
}

/** The driver, which notes in `counts` how long each answer took. What got no answer is not counted. */
export function timed(driver: Driver, counts: Record<number, number>): Driver {
  return {
    ...delegated(driver),
    async call(call) {
      const startedMs = performance.now()
      const reply = await driver.call(call)
      const mark = markOf(performance.now() - startedMs)
      if (reply.kind === 'answer') counts[mark] = (counts[mark] ?? 0) + 1
      return reply
    },
  }
}

/** The counts of several parts of a run, added. */
export function addedCounts(all: readonly LatencyCounts[]): LatencyCounts {
  const sum: Record<number, number> = {}
  for (const counts of all)
    for (const [mark, times] of Object.entries(counts)) sum[Number(mark)] = (sum[Number(mark)] ?? 0) + times
  return sum
}

/** Milliseconds within which half of all answers came, and 95 %; undefined when there was none. Within 3 %. */
export function latencyOf(counts: LatencyCounts): { readonly p50: number; readonly p95: number } | undefined {
  const marks = Object.entries(counts)
    .map(([mark, times]) => [Number(mark), times] as const)
    .sort(([left], [right]) => left - right)
  const total = marks.reduce((sum, [, times]) => sum + times, 0)
  const within = (share: number): number => {
    let below = 0
    for (const [mark, times] of marks) {
      below += times
      if (below >= total * share) return Number((ratio ** mark).toPrecision(3))
    }
    return 0
  }
  return total === 0 ? undefined : { p50: within(0.5), p95: within(0.95) }
}
