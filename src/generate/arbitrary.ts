/**
 * Sequences as a fast-check arbitrary, for `fc.assert` and for everything else that wants seeds and replay.
 *
 * Values come from a walk through the model (see random.ts). Its shrinker drops steps with their dependents, large
 * blocks first; it knows nothing of the failure. `shrink/` is the one for expensive systems.
 */

import fc from 'fast-check'
import type { Pack } from '../pack/pack.ts'
import { Parameters } from './params.ts'
import { type GenerateOptions, randomSequence } from './random.ts'
import type { Sequence } from './sequence.ts'
import { Walk } from './walk.ts'

/** Tells whether every reference of a sequence leads somewhere on the model. */
export function isRunnable(pack: Pack, sequence: Sequence): boolean {
  return repair(pack, sequence).steps.length === sequence.steps.length
}

/** The sequence without the steps whose references lead nowhere. */
export function repair(pack: Pack, sequence: Sequence): Sequence {
  const walk = new Walk(pack)
  for (const step of sequence.steps) {
    const decided = walk.decide(step)
    if (decided !== undefined) walk.take(decided)
  }
  return { steps: walk.steps }
}

class SequenceArbitrary extends fc.Arbitrary<Sequence> {
  readonly #pack: Pack
  readonly #parameters: Parameters
  readonly #options: GenerateOptions

  constructor(pack: Pack, parameters: Parameters, options: GenerateOptions) {
    super()
    this.#pack = pack
    this.#parameters = parameters
    this.#options = options
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<Sequence> {
    return new fc.Value(randomSequence(this.#pack, this.#parameters, this.#options, random, bias), undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is Sequence {
    const steps = (value as Partial<Sequence> | undefined)?.steps
    return Array.isArray(steps) && steps.every((step) => this.#pack.operations.has(step.operation))
  }

  override shrink(sequence: Sequence): fc.Stream<fc.Value<Sequence>> {
    return new fc.Stream(this.#smaller(sequence))
  }

  *#smaller({ steps }: Sequence): IterableIterator<fc.Value<Sequence>> {
    for (let size = steps.length >> 1; size >= 1; size >>= 1) {
      for (let end = steps.length; end > 0; end -= size) {
        const kept = steps.filter((_, index) => index < end - size || index >= end)
        yield new fc.Value(repair(this.#pack, { steps: kept }), undefined)
      }
    }
  }
}

/**
 * An arbitrary of sequences of up to `steps` calls (50 when absent).
 *
 * `operations` limits the choice; all of the pack's that a request can make when absent.
 */
export function sequences(pack: Pack, options: Partial<GenerateOptions> = {}): fc.Arbitrary<Sequence> {
  const operations = options.operations ?? [...pack.operations.values()].filter((one) => !one.spontaneous)
  return new SequenceArbitrary(pack, new Parameters(pack), { steps: 50, ...options, operations })
}

/** Sequence number `index` of a seed: a pure function of its arguments. */
export function sequenceAt(arbitrary: fc.Arbitrary<Sequence>, seed: number, index: number): Sequence {
  // Mixing keeps neighbours apart; fast-check's own generator does the rest.
  const [sequence] = fc.sample(arbitrary, { seed: (Math.imul(seed, 0x9e3779b1) + index) | 0, numRuns: 1 })
  return sequence as Sequence
}
