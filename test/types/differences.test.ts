/** Accepting and rejecting examples of the comparison itself. They are checked by the compiler. */

import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import type { Differences, Mutable } from './differences.ts'

type Same<A, B> = [A, B] extends [B, A] ? true : false
type Other = string & Record<never, never>

/** A pair of types whose differences are said in full. */
function differ<Ours, Theirs>() {
  return <const Told extends string = never>(..._told: Told[]): Same<Differences<Ours, Theirs>, Told> =>
    true as Same<Differences<Ours, Theirs>, Told>
}
const holds = (..._all: true[]) => true

test('a difference is named by its path', () => {
  const kinds = holds(
    differ<{ a: string }, { a: string }>()(),
    differ<{ a: string }, { a: number }>()('a: + text', 'a: - number'),
    differ<{ a: string | null }, { a: string }>()('a: + null'),
    differ<{ a: string }, { a: string | null }>()('a: - null'),
    differ<{ a: boolean }, { a: boolean | string }>()('a: - text'),
    differ<{ a: { b: { c: 1 } } }, { a: { b: { c: string } } }>()('a.b.c: + number', 'a.b.c: - text'),
    differ<{ a: readonly { b: string }[] }, { a: { b: string | null }[] }>()('a[].b: - null'),
  )
  const members = holds(
    differ<{ a: 'x' | 'y' }, { a: 'x' | 'y' | Other }>()(),
    differ<{ a: 'x' | 'z' }, { a: 'x' | 'y' | Other }>()('a: + z', 'a: - y'),
    differ<{ a: 'x' }, { a: string }>()('a: narrower'),
    differ<{ a: string }, { a: 'x' | Other }>()('a: wider'),
  )
  const presence = holds(
    differ<{ a?: string }, { a?: string }>()(),
    differ<{ a?: string }, { a: string }>()('a: optional'),
    differ<{ a: string }, { a?: string }>()('a: always'),
    differ<{ a: string }, { a: string; b?: string }>()(': - b'),
    differ<{ a: string; b?: string }, { a: string }>()(': + b'),
    differ<{ a: { b: string } }, { a: { b: string; c: string } }>()('a: - c'),
  )
  const unions = holds(
    differ<{ a: { type: 'x'; x?: 1 } | { type: 'y' } }, { a: { type: 'x' | 'y' | Other; x?: number } }>()(),
    differ<{ a: { x: 1 } | { y: 1 } }, { a: { x: number; y?: number } }>()('a.x: optional'),
  )
  const maps = holds(
    differ<{ a: { readonly [key: string]: string } }, { a: { [key: string]: string } }>()(),
    differ<{ a: { readonly [key: string]: string } }, { a: { [key: string]: number } }>()(
      'a.*: + text',
      'a.*: - number',
    ),
    differ<{ a: { usd?: number } }, { a: { [key: string]: number } }>()(),
    differ<{ a: { usd?: string } }, { a: { [key: string]: number } }>()('a.usd: + text', 'a.usd: - number'),
    differ<{ a: { [key: string]: unknown } }, { a: { b: string } }>()('a: open'),
    differ<{ a: unknown }, { a: string }>()('a: open'),
  )
  expect([kinds, members, presence, unions, maps]).not.toContain(false)
})

test('habits of the official types are no difference', () => {
  interface Order {
    id: string
    object: 'order'
    amount: number
  }
  const habits = holds(
    differ<{ a: string }, { a: string | Order }>()(),
    differ<{ a: string }, { a: Stripe.Decimal }>()(),
    differ<{ a: { object: 'order'; amount: string } }, { a: Order }>()(),
  )
  const others = holds(
    differ<{ a: string }, { a: Order }>()('a: + text', 'a: - object'),
    differ<{ a: { object: 'payment' } }, { a: Order }>()('a: another object'),
    differ<{ a: { object: 'list'; b: 1 } }, { a: { object: 'list' } }>()('a: + b'),
    differ<{ object: 'order'; amount: string }, Order>()('amount: + text', 'amount: - number', ': - id'),
  )
  const lists: Mutable<{ readonly a: readonly { readonly b: readonly 'x'[] }[] }> = { a: [{ b: ['x'] }] }
  lists.a[0]?.b.push('x')
  expect([habits, others, lists.a[0]?.b.length]).toEqual([true, true, 2])
})
