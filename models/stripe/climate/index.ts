/** Climate: orders, and the catalogue of products and suppliers that they are made from. */

import type { Resource } from '../../../src/model/resource.ts'
import { order } from './order.ts'
import { product } from './product.ts'
import { supplier } from './supplier.ts'

export { stockClimate } from './catalogue.ts'

export const climateResources: readonly Resource[] = [order, product, supplier]
