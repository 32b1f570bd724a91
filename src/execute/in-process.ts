/** The in-process driver: calls an answerer (the mock) directly, without sockets or encoding. */

import type { Call } from '../model/outcome.ts'
import type { Answer, Driver } from './driver.ts'

/** Whatever answers calls in this process. */
export interface Answerer {
  handle(call: Call): Answer
  reset(): void
}

/** A driver for an answerer in this process; `name` is what reports call it. */
export function inProcessDriver(answerer: Answerer, name = 'mock'): Driver {
  return {
    name,
    capabilities: { reset: true, control: true, exactClock: true },
    async begin() {
      answerer.reset()
    },
    async call(call) {
      return answerer.handle(call)
    },
    async close() {},
  }
}
