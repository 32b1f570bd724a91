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
