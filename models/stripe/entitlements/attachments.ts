/** Which features are attached to which product: an answer shows the feature, its path the product. */

import { hiddenFacts } from '../hidden.ts'
import type { Schemas, World } from '../kit.ts'

type Attachment = Schemas['product_feature']

const place = hiddenFacts<Attachment, { readonly product: string }>('product')

/** An attachment to a product. */
export const attachedTo = (product: string, one: Attachment): Attachment => place.with(one, { product })

/** The product of an attachment; undefined for one that was only seen from outside. */
export const productOf = (one: Attachment): string | undefined => place.of(one)?.product

/** What is attached to a product, oldest first. */
export const attachments = (world: World, product: string): Attachment[] =>
  world.where('product_feature', (one) => productOf(one) === product)

/** The product with the most features, if any has one: what is worth selling. */
export function mostFeatured(world: World): string | undefined {
  const counts = new Map<string, number>()
  for (const one of world.oldestFirst('product_feature')) {
    const product = productOf(one)
    if (product !== undefined) counts.set(product, (counts.get(product) ?? 0) + 1)
  }
  return [...counts].sort(([, left], [, right]) => right - left)[0]?.[0]
}
