import { expect, test } from 'vitest'
import { stripe } from '../../../models/stripe/index.ts'

/** How many rules each family has, and which of them only warn. */
const families: Readonly<Record<string, { readonly count: number; readonly soft: readonly number[] }>> = {
  OBP: { count: 20, soft: [13, 16, 18] },
  OBT: { count: 18, soft: [13, 17] },
  IBT: { count: 15, soft: [4, 7, 9, 14] },
  RC: { count: 12, soft: [3, 7, 10] },
  RD: { count: 10, soft: [] },
  CR: { count: 12, soft: [3, 10] },
  DR: { count: 10, soft: [7, 8, 9] },
  FA: { count: 14, soft: [7, 8, 11] },
  TX: { count: 12, soft: [10] },
  TE: { count: 6, soft: [3, 4, 5] },
  LED: { count: 10, soft: [8, 9, 10] },
  LIST: { count: 9, soft: [] },
}

test.each(Object.entries(families))(
  'all rules of %s are laws, each as strict as its source',
  (family, { count, soft }) => {
    const own = stripe.laws.filter(({ id }) => new RegExp(`^${family}-\\d+$`).test(id))
    const numbers = own.map(({ id }) => Number(id.slice(family.length + 1))).sort((left, right) => left - right)
    expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1))
    const warning = own
      .filter(({ law }) => law.severity === 'soft')
      .map(({ id }) => Number(id.slice(family.length + 1)))
    expect(warning.sort((left, right) => left - right)).toEqual(soft)
  },
)
