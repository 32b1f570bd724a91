/** When an answer was made, on the clock of the target: its `date` header says it, to the second. */

import type { TimeWindow } from '../model/witness.ts'

/** How far a virtual clock may go in a lost call, in seconds: it moves by ticks, not with time. */
const lostTicks = 60

export interface ClockOptions {
  /** The `date` header is exact. */
  readonly exact: boolean
  /** The clock is that of a mock, and has nothing to do with the local one. */
  readonly virtual: boolean
}

/** Reads the clock of a target from its answers. Times are seconds since 1970, `startedMs` is of the local clock. */
export class TargetClock {
  readonly #options: ClockOptions
  /** The last `date` header and what it says: it stays the same for many answers. */
  #date: { readonly text: string; readonly seconds: number } = { text: '', seconds: Number.NaN }

  /** How far its clock was ahead of ours at the last answer that told. */
  #aheadMs = 0

  constructor(options: ClockOptions) {
    this.#options = options
  }

  /** When an answer with this `date` header was made, to a call that started at `startedMs`. */
  answered(date: string | undefined, startedMs: number): TimeWindow {
    if (date !== undefined && date !== this.#date.text) this.#date = { text: date, seconds: Date.parse(date) / 1000 }
    const { seconds } = this.#date
    if (date === undefined || Number.isNaN(seconds)) return localWindow(startedMs, this.#aheadMs)
    this.#aheadMs = seconds * 1000 - Date.now()
    if (this.#options.exact) return { from: seconds, to: seconds }
    const elapsed = (Date.now() - startedMs) / 1000
    return { from: Math.floor(seconds - 1 - elapsed), to: Math.ceil(seconds + 1 + elapsed) }
  }

  /** When a call without an answer took effect, if it did. */
  lost(startedMs: number): TimeWindow {
    const { seconds } = this.#date
    if (this.#options.virtual && !Number.isNaN(seconds)) return { from: seconds, to: seconds + lostTicks }
    return localWindow(startedMs, this.#aheadMs)
  }
}

/** The time since `startedMs` on a clock that is `aheadMs` ahead of ours, widened by what clocks commonly differ. */
function localWindow(startedMs: number, aheadMs: number): TimeWindow {
  return { from: Math.floor((startedMs + aheadMs) / 1000) - 2, to: Math.ceil((Date.now() + aheadMs) / 1000) + 2 }
}
