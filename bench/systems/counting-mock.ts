/** What counts the calls of an engine, so that none marks its own work. */

import type { Answer } from '../../src/execute/driver.ts'
import type { Answerer } from '../../src/execute/in-process.ts'
import type { Fault } from '../../src/mock/faults/fault.ts'
import { Mock } from '../../src/mock/mock.ts'
import type { Call } from '../../src/model/outcome.ts'
import { seededRandom } from '../../src/model/witness.ts'
import type { Pack } from '../../src/pack/pack.ts'

/** A mock with a fault. With a `rate` below 1 the fault is there in that share of the sequences, chosen by `seed`. */
export class CountingMock implements Answerer {
  readonly #faulty: Mock
  readonly #sound: Mock
  readonly #rate: number
  readonly #random: () => number
  #current: Mock
  resets = 0
  calls = 0
  /** Calls since the last reset. */
  sinceReset = 0

  constructor(pack: Pack, fault?: Fault, { rate = 1, seed = 1 }: { rate?: number; seed?: number } = {}) {
    this.#faulty = new Mock(pack, fault === undefined ? {} : { fault })
    this.#sound = rate < 1 ? new Mock(pack) : this.#faulty
    this.#rate = rate
    this.#random = seededRandom(seed)
    this.#current = this.#faulty
  }

  reset(): void {
    this.resets++
    this.sinceReset = 0
    this.#current = this.#rate < 1 && this.#random() >= this.#rate ? this.#sound : this.#faulty
    this.#current.reset()
  }

  handle(call: Call): Answer {
    this.calls++
    this.sinceReset++
    return this.#current.handle(call)
  }
}
