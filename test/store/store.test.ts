import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stripe } from '../../models/stripe/index.ts'
import { redact } from '../../src/report/secrets.ts'
import type { Counterexample } from '../../src/store/counterexample.ts'
import {
  checkWritable,
  listCounterexamples,
  readCounterexample,
  saveCounterexample,
  slugOf,
} from '../../src/store/store.ts'

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'assize-store-'))
})
afterEach(() => rmSync(out, { recursive: true }))

const example = (key = 'OBP-9 treasury.outbound_payment.return', title = 't'): Counterexample => ({
  pack: 'stripe',
  violation: { key, severity: 'hard', title, operation: 'treasury.outbound_payment.return' },
  sequence: { steps: [{ uid: 1, operation: 'treasury.outbound_payment.list', params: {} }] },
})
const save = (counterexample: Counterexample) => saveCounterexample(out, stripe, counterexample, redact)
const names = () => readdirSync(join(out, 'counterexamples')).sort()

describe('saving', () => {
  test('names the file after the violation and answers its path', () => {
    const file = save(example())
    expect(file).toBe(join(out, 'counterexamples', 'obp-9-treasury-outbound-payment-return.yaml'))
    expect(readCounterexample(file, stripe).counterexample).toEqual(example())
    expect(readFileSync(file, 'utf8')).toContain(`# npx assize replay ${file}\nassize: 1\n`)
  })

  test('replaces an older counterexample of the same violation', () => {
    save(example())
    const file = save(example(undefined, 'newer'))
    expect(names()).toHaveLength(1)
    expect(readCounterexample(file, stripe).counterexample.violation.title).toBe('newer')
  })

  test('leaves it as it is where it is told to', () => {
    save(example())
    const file = saveCounterexample(out, stripe, example(undefined, 'newer'), redact, { keeps: true })
    expect(readCounterexample(file, stripe).counterexample.violation.title).toBe('t')
    expect(saveCounterexample(out, stripe, example('b'), redact, { keeps: true })).toMatch(/b\.yaml$/)
    expect(names()).toHaveLength(2)
  })

  test('keeps another violation whose name reads the same', () => {
    const first = save(example('a b'))
    const second = save(example('a-b'))
    expect(names()).toEqual(['a-b-2.yaml', 'a-b.yaml'])
    expect(save(example('a b'))).toBe(first)
    expect(save(example('a-b'))).toBe(second)
  })

  test('never writes over a file that it cannot read', () => {
    mkdirSync(join(out, 'counterexamples'))
    writeFileSync(join(out, 'counterexamples', 'k.yaml'), 'my notes: [')
    expect(save(example('k'))).toMatch(/k-2\.yaml$/)
    expect(readFileSync(join(out, 'counterexamples', 'k.yaml'), 'utf8')).toBe('my notes: [')
  })

  test('leaves no temporary file behind', () => {
    save(example())
    expect(names().filter((name) => !name.endsWith('.yaml'))).toEqual([])
  })

  test('says what stands in the way', () => {
    writeFileSync(join(out, 'counterexamples'), '')
    expect(() => save(example())).toThrow('expected a directory to write to but received')
    expect(() => checkWritable(out)).toThrow(`received the file ${join(out, 'counterexamples')}`)
  })

  test('needs nothing to exist', () => {
    const deep = join(out, 'a', 'b')
    checkWritable(deep)
    expect(readdirSync(out)).toEqual([])
    saveCounterexample(deep, stripe, example(), redact)
    expect(listCounterexamples(deep, stripe)).toHaveLength(1)
  })
})

describe('listing', () => {
  test('is empty without a directory', () => {
    expect(listCounterexamples(join(out, 'none'), stripe)).toEqual([])
  })

  test('passes over other packs and other files', () => {
    save(example('b'))
    save(example('a'))
    writeFileSync(join(out, 'counterexamples', 'other.yaml'), 'assize: 1\npack: other\nsteps: [{call: unknown}]')
    writeFileSync(join(out, 'counterexamples', 'a.sh'), '')
    expect(listCounterexamples(out, stripe).map(({ counterexample }) => counterexample.violation.key)).toEqual([
      'a',
      'b',
    ])
  })

  test('refuses to ignore a mangled file', () => {
    const file = save(example())
    writeFileSync(file, readFileSync(file, 'utf8').replace('outbound_payment.list', 'nonesuch'))
    expect(() => listCounterexamples(out, stripe)).toThrow("received 'treasury.nonesuch'")
  })
})

describe('reading', () => {
  test('suggests a file of nearly the same name', () => {
    save(example('k one'))
    expect(() => readCounterexample(join(out, 'counterexamples', 'k-oen.yaml'), stripe)).toThrow(
      'expected a counterexample but received no file of that name. Did you mean k-one.yaml?',
    )
  })

  test('refuses a directory', () => {
    expect(() => readCounterexample(out, stripe)).toThrow('received a directory')
  })
})

test('slugs are short, plain file names', () => {
  expect(slugOf('OBP-9 treasury.outbound_payment.return  value /status')).toBe(
    'obp-9-treasury-outbound-payment-return-value-status',
  )
  expect(slugOf('///')).toBe('counterexample')
  expect(slugOf('x'.repeat(300)).length).toBe(80)
})
