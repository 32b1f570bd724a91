import { beforeAll, describe, expect, test } from 'vitest'
import { stripe } from '../../models/stripe/index.ts'
import { sequenceAt, sequences } from '../../src/generate/arbitrary.ts'
import { Ref, refsOf, type Sequence, type Step } from '../../src/generate/sequence.ts'
import type { Params } from '../../src/model/outcome.ts'
import { seededRandom } from '../../src/model/witness.ts'
import type { Pack } from '../../src/pack/pack.ts'
import { type Attempt, type ShrinkOptions, shrink } from '../../src/shrink/shrink.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'

let pack: Pack
beforeAll(async () => {
  pack = await tinyPack()
})

/** A system that breaks at the first step for which `breaks` holds, given the steps before it. */
type Bug = (step: Step, before: readonly Step[]) => boolean

const count = (steps: readonly Step[], operation: string) => steps.filter((step) => step.operation === operation).length

/** The third note breaks the fourth. */
const fourthNote: Bug = (step, before) => step.operation === 'note.create' && count(before, 'note.create') >= 3
/** A list breaks once a note was closed. */
const listAfterClose: Bug = (step, before) =>
  step.operation === 'note.list' && before.some((one) => one.operation === 'note.close' && refsOf(one).length > 0)
/** A long text breaks at once, unless the note has a tag. */
const longText: Bug = ({ operation, params }) =>
  operation === 'note.create' && String(params['text']).length > 3 && params['tag'] === undefined

function attemptOf(bug: Bug, fails: () => boolean = () => true) {
  const seen: Sequence[] = []
  const attempt = async (candidate: Sequence): Promise<Attempt> => {
    seen.push(candidate)
    const at = candidate.steps.findIndex((step, index) => bug(step, candidate.steps.slice(0, index)))
    if (at < 0 || !fails()) return { key: undefined, failedAt: undefined, calls: candidate.steps.length }
    return { key: 'bug', failedAt: (candidate.steps[at] as Step).uid, calls: at + 1 }
  }
  return { attempt, seen }
}

/** The first generated sequence that shows the bug, and where. */
function failing(bug: Bug): { sequence: Sequence; failedAt: number } {
  const arbitrary = sequences(pack, { steps: 40 })
  for (let index = 0; index < 500; index++) {
    const sequence = sequenceAt(arbitrary, 3, index)
    const at = sequence.steps.findIndex((step, position) => bug(step, sequence.steps.slice(0, position)))
    if (at > 5) return { sequence, failedAt: (sequence.steps[at] as Step).uid }
  }
  throw new Error('no sequence shows the bug')
}

async function shrunk(bug: Bug, options: ShrinkOptions = {}, fails?: () => boolean) {
  const { sequence, failedAt } = failing(bug)
  const { attempt, seen } = attemptOf(bug, fails)
  const result = await shrink(pack, sequence, { key: 'bug', failedAt }, attempt, options)
  return { ...result, seen, original: sequence }
}

const operationsOf = ({ steps }: Sequence) => steps.map((step) => step.operation)

describe('shrink', () => {
  test('keeps only the steps that the failure needs', async () => {
    const { sequence, minimal, reproduced } = await shrunk(fourthNote)
    expect(operationsOf(sequence)).toEqual(Array(4).fill('note.create'))
    expect(minimal).toBe(true)
    expect(reproduced).toEqual([5, 5])
  })

  test('keeps a step of another kind that the failure needs, with what that step needs', async () => {
    const { sequence } = await shrunk(listAfterClose)
    expect(operationsOf(sequence)).toEqual(['note.create', 'note.close', 'note.list'])
  })

  test('simplifies arguments as far as the failure stays', async () => {
    const { sequence } = await shrunk(longText)
    expect(sequence.steps).toHaveLength(1)
    expect(Object.keys(sequence.steps[0]?.params ?? {})).toEqual(['text'])
  })

  test('goes from large numbers to small ones in few steps, where one has to cover the other', async () => {
    const account = new Ref(1, '/id')
    const features = {
      financial_addresses: { aba: { requested: true } },
      outbound_payments: { ach: { requested: true } },
    }
    const calls: readonly [operation: string, params: Params][] = [
      ['treasury.financial_account.create', { supported_currencies: ['usd'], features }],
      [
        'treasury.received_credit.create',
        { amount: 96_100_264, currency: 'usd', financial_account: account, network: 'ach' },
      ],
      [
        'treasury.outbound_payment.create',
        {
          amount: 31_226_742,
          currency: 'usd',
          financial_account: account,
          destination_payment_method: 'pm_usBankAccount_processing',
        },
      ],
      ['treasury.financial_account.retrieve', { id: account }],
    ]
    const sequence = { steps: calls.map(([operation, params], index) => ({ uid: index + 1, operation, params })) }
    const thousand: Bug = (step, before) =>
      step.operation === 'treasury.financial_account.retrieve' &&
      before.some(({ operation, params }) => operation.includes('outbound') && Number(params['amount']) >= 1_000)
    const { attempt } = attemptOf(thousand)
    const { sequence: result } = await shrink(stripe, sequence, { key: 'bug', failedAt: 4 }, attempt, {
      maxCalls: 1_000,
    })
    expect(result.steps.map(({ params }) => params['amount'])).toEqual([undefined, 1_000, 1_000, undefined])
  })

  test('runs no candidate twice', async () => {
    const { seen, original } = await shrunk(listAfterClose)
    const texts = seen.filter((one) => one.steps.length < original.steps.length).map((one) => JSON.stringify(one.steps))
    // The best one is repeated to confirm (twice) and to see whether it reproduces (five times).
    const repeats = texts.length - new Set(texts).size
    expect(repeats).toBeLessThanOrEqual(7)
  })

  test('takes no other violation for the same', async () => {
    const { sequence, failedAt } = failing(listAfterClose)
    const attempt = async (candidate: Sequence): Promise<Attempt> => {
      const { attempt: same } = attemptOf(listAfterClose)
      const result = await same(candidate)
      // A shorter sequence fails as well, but in another way.
      return candidate.steps.length < 5 && result.key !== undefined ? { ...result, key: 'another bug' } : result
    }
    const result = await shrink(pack, sequence, { key: 'bug', failedAt }, attempt)
    expect(result.sequence.steps.length).toBeGreaterThanOrEqual(5)
  })

  test('stops at its budget and says that the result may not be minimal', async () => {
    const { calls, minimal, seen } = await shrunk(fourthNote, { maxCalls: 10 })
    const longest = Math.max(...seen.map((one) => one.steps.length))
    expect(calls).toBeLessThanOrEqual(10 + longest * 12)
    expect(minimal).toBe(false)
  })

  test('repeats candidates of a failure that comes and goes, and says how often it came', async () => {
    const random = seededRandom(5)
    const { sequence, reproduced } = await shrunk(fourthNote, { maxCalls: 5000 }, () => random() < 0.6)
    expect(operationsOf(sequence)).toEqual(Array(4).fill('note.create'))
    expect(reproduced[0]).toBeLessThan(reproduced[1])
    expect(reproduced[0]).toBeGreaterThan(0)
  })

  test('reports every improvement, each simpler than the one before', async () => {
    const lengths: number[] = []
    await shrunk(listAfterClose, { onProgress: (best) => lengths.push(best.steps.length) })
    expect(lengths.length).toBeGreaterThan(0)
    expect(lengths).toEqual([...lengths].sort((left, right) => right - left))
  })
})
