/** A convention around a model of one's choice, without an API. */

import type { Call, Outcome, Refusal } from '../../src/model/outcome.ts'
import { seededRandom, seededWitness, symbolicWitness, type Witness } from '../../src/model/witness.ts'
import { World } from '../../src/model/world.ts'
import type { Convention, Decide, PackBase } from '../../src/pack/pack.ts'

export const empty: World = World.empty(1000)
export const mockWitness: Witness = seededWitness(seededRandom(1), 1000)
/** The witness of a judge that takes the open choices as given. */
export const taking = (...choices: number[]): Witness => symbolicWitness(1, { from: 1000, to: 1000 }, choices)

export const refused = (reason: string, status = 400): Refusal => ({ reason, status, body: {}, expects: {} })

/** What conventions read of a pack, as far as they need it. */
export const packOf = (parts: Partial<PackBase>): PackBase =>
  ({ operations: new Map(), conventions: [], ...parts }) as unknown as PackBase // tests give what is read

/** Accepts every call with the number of calls so far as body, and counts them. */
export function counting(): { decide: Decide; calls: Call[] } {
  const calls: Call[] = []
  const decide: Decide = (world, call) => {
    calls.push(call)
    return { kind: 'accepted', world, status: 200, body: { number: calls.length } }
  }
  return { decide, calls }
}

/** Makes calls one after the other in one world. */
export class Client {
  world: World
  readonly #decide: Decide

  constructor(convention: Convention, decide: Decide, pack: PackBase = packOf({}), world: World = empty) {
    this.#decide = convention.wrap?.(decide, pack) ?? decide
    this.world = world
  }

  call(call: Call, witness: Witness = mockWitness): Outcome {
    const outcome = this.#decide(this.world.begin(this.world.now), call, witness)
    this.world = outcome.world
    return outcome
  }

  wait(seconds: number): void {
    this.world = this.world.begin(this.world.now + seconds)
  }
}

/** The reason of a refusal; undefined when the call was accepted. */
export function reasonOf(outcome: Outcome): string | undefined {
  return outcome.kind === 'refused' ? outcome.refusal.reason : undefined
}
