/** The catalogue that the mock sells from: invented stock, with prices, fees and minimums as they once were. */

import type { World as AnyWorld } from '../../../src/model/world.ts'
import type { Schemas, World } from '../kit.ts'

type Supplier = Schemas['climate.supplier']
type Product = Schemas['climate.product']

/** Seconds since 1970: 2025-01-01 00:00 UTC. */
const opened = 1_735_689_600

/** What the account can spend, in minor units. */
export const startBalance = 1_000_000_000

const supplier = (
  name: string,
  title: string,
  removal_pathway: Supplier['removal_pathway'],
  [city, region, country, latitude, longitude]: readonly [string, string, string, number, number],
): Supplier => ({
  id: `climsup_${name}`,
  object: 'climate.supplier',
  info_url: `https://example.com/climate/${name}`,
  livemode: false,
  locations: [{ city, country, latitude, longitude, region }],
  name: title,
  removal_pathway,
})

const biomass = 'biomass_carbon_removal_and_storage'
const suppliers: readonly Supplier[] = [
  supplier('charm_industrial', 'Charm Industrial', biomass, ['Larned', 'Kansas', 'US', 38.18, -99.1]),
  supplier('heirloom', 'Heirloom', 'direct_air_capture', ['Tracy', 'California', 'US', 37.74, -121.43]),
  supplier('vaulted', 'Vaulted Deep', biomass, ['Hutchinson', 'Kansas', 'US', 38.06, -97.93]),
  supplier('mock_alkalinity', 'Mock Alkalinity', 'marine_carbon_removal', [
    'Halifax',
    'Nova Scotia',
    'CA',
    44.65,
    -63.57,
  ]),
]

const price = (amount_subtotal: number, amount_fees: number) => ({
  amount_fees,
  amount_subtotal,
  amount_total: amount_subtotal + amount_fees,
})

const product = (
  name: string,
  title: string,
  delivery_year: number,
  current_prices_per_metric_ton: Product['current_prices_per_metric_ton'],
  metric_tons_available: string,
  by: readonly string[],
): Product => ({
  id: `climsku_${name}`,
  object: 'climate.product',
  created: opened,
  current_prices_per_metric_ton,
  delivery_year,
  livemode: false,
  metric_tons_available,
  name: title,
  suppliers: by.map((one) => `climsup_${one}`),
})

const portfolio = ['charm_industrial', 'heirloom', 'vaulted']
const products: readonly Product[] = [
  product(
    'frontier_offtake_portfolio_2027',
    'Frontier offtake portfolio 2027',
    2027,
    { usd: price(55_000, 1_650), eur: price(51_000, 1_530) },
    '18000',
    portfolio,
  ),
  product(
    'frontier_offtake_portfolio_2028',
    'Frontier offtake portfolio 2028',
    2028,
    { usd: price(45_000, 1_350) },
    '5000',
    portfolio,
  ),
  product('charm_industrial_2026', 'Charm Industrial 2026', 2026, { usd: price(63_000, 3_150) }, '250', [
    'charm_industrial',
  ]),
  product('heirloom_2027', 'Heirloom 2027', 2027, { usd: price(99_000, 4_950) }, '40', ['heirloom']),
  product('vaulted_2026', 'Vaulted Deep 2026', 2026, { usd: price(42_400, 2_120) }, '3', ['vaulted']),
]

/** Products that are sold by the ton; of the others a kilogram will do. */
const byTheTon: ReadonlySet<string> = new Set(['climsku_heirloom_2027'])

/** The least weight that can be ordered of a product, in metric tons. */
export const leastTons = (productId: string): string => (byTheTon.has(productId) ? '1' : '0.001')

/** Puts the catalogue into a world. Lists answer it in the order above. */
export function stockClimate(empty: AnyWorld): AnyWorld {
  // The pack's world holds the pack's types.
  let next = empty as World
  for (const one of suppliers.toReversed()) next = next.put('climate.supplier', one)
  for (const one of products.toReversed()) next = next.put('climate.product', one)
  return next as AnyWorld
}
