/** What a new product holds: made by itself or together with its price. */

import { type Moment, type Params, type Schemas, storedMetadata } from '../kit.ts'
import { nothingMuch } from './open-fields.ts'

type Product = Schemas['product']
type Given = Omit<Params['product.create'], 'id' | 'default_price_data' | 'expand'>

/** When a product is changed that was last changed at `before`. */
export const touchedAt = (before: number, { witness, world }: Moment): number =>
  witness.timeWithin(+before, world.now + 60, world.now)

/** All of a new product but what every object has. */
export function newProduct(given: Given, moment: Moment): Omit<Product, 'id' | 'object' | 'created' | 'livemode'> {
  return {
    active: given.active ?? true,
    default_price: null,
    description: given.description ?? null,
    images: given.images ?? [],
    marketing_features: given.marketing_features ?? [],
    metadata: storedMetadata(given.metadata),
    name: given.name,
    package_dimensions: given.package_dimensions ?? null,
    shippable: given.shippable ?? null,
    statement_descriptor: given.statement_descriptor ?? null,
    tax_code: given.tax_code ?? null,
    tax_details: nothingMuch(moment),
    type: given.type ?? 'service',
    unit_label: given.unit_label ?? null,
    updated: moment.witness.time(),
    url: given.url ?? null,
  }
}
