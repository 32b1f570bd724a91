/** Calculation: a quote of the tax on one basket. Write-once; rules TAXCALC-1 to TAXCALC-31 are in calculation-laws.ts. */

import { creates, type Resource, retrieves } from '../../../src/model/resource.ts'
import { resource, type Schemas } from '../kit.ts'
import { calculationLaws } from './calculation-laws.ts'
import { isExpired, listOfLines, ownerOf, putLines } from './lines.ts'
import { placeOf, precisionOf } from './places.ts'
import { buyerOf, type CreateContext, customerOf, productOf, quote } from './quote.ts'
import { isTaxCode } from './rates.ts'
import { badRequests, baskets } from './requests.ts'
import { settingsOf } from './settings.ts'
import { standingOf } from './standing.ts'

const day = 86_400

/** What the tax ids of some countries look like; of the others the model says nothing. */
const idForms: Readonly<Record<string, RegExp>> = {
  eu_vat: /^[A-Z]{2}[0-9A-Z+*]{2,12}$/,
  gb_vat: /^(GB|XI)(\d{9}|\d{12})$/,
  us_ein: /^\d{2}-?\d{7}$/,
  au_abn: /^\d{11}$/,
}
const taxIds = ({ params }: CreateContext) => params.customer_details?.tax_ids ?? []
const daysAway = ({ params, world }: CreateContext) => Math.abs((params.tax_date ?? world.now) - world.now) / day
const codes = ({ params }: CreateContext) => [...params.line_items, params.shipping_cost].map((one) => one?.tax_code)
const isVague = (context: CreateContext) => {
  const { address, ip } = buyerOf(context)
  return address === undefined ? ip === undefined : precisionOf(address) !== 'enough'
}
const isOffTheMap = (context: CreateContext) => {
  const { address, ip } = buyerOf(context)
  return placeOf(address, ip) === undefined
}

export const calculation: Resource = resource('tax.calculation')({
  prefix: 'taxcalc',
  states: { live: ['committed', 'expired'], committed: ['expired'], expired: [] },
  state: (one) => standingOf('tax.calculation', one)?.state ?? 'live',
  facet: ({ shipping_cost }) => (shipping_cost === null ? '' : 'shipped'),
  unreachable: Object.fromEntries(
    ['expired', 'live → expired', 'committed → expired'].map((what) => [
      what,
      'it takes 90 days; a test waits for them',
    ]),
  ),

  operations: {
    create: creates({
      state: 'live',
      refuses: {
        'tax is not active': {
          when: (context) => settingsOf(context).status === 'pending',
          error: { code: 'stripe_tax_inactive', fixes: ['type'] },
        },
        'unknown customer': ({ params, world }) =>
          params.customer !== undefined && customerOf(world, params.customer) === undefined,
        'location is too vague': {
          when: isVague,
          error: { code: 'customer_tax_location_invalid', param: 'customer_details[address]' },
        },
        'location is off the map': { when: isOffTheMap, open: 'a place that the mock knows no rates for' },
        'tax id is malformed': {
          when: (context) => taxIds(context).some(({ type, value }) => idForms[type]?.test(value) === false),
          error: { code: 'tax_id_invalid', param: 'customer_details[tax_ids][0][value]' },
        },
        'tax id may be malformed': {
          when: (context) => taxIds(context).some(({ type }) => idForms[type] === undefined),
          open: 'what the tax ids of a country look like',
          mock: 'accept',
          unreachable: 'the mock knows the form of few tax ids and takes the others as they are',
        },
        'origin is too vague': {
          when: ({ params: { ship_from_details: from } }) =>
            from !== undefined && precisionOf(from.address) !== 'enough',
          error: { code: 'shipping_address_invalid' },
        },
        'unknown tax code': (context) => codes(context).some((code) => code !== undefined && !isTaxCode(code)),
        'two lines with one reference': ({ params }) =>
          new Set(params.line_items.map((line) => line.reference)).size < params.line_items.length,
        'unknown product': ({ params, world }) =>
          params.line_items.some((line) => line.product !== undefined && productOf(world, line.product) === undefined),
        'unknown performance location': ({ params }) =>
          params.line_items.some((line) => line.performance_location !== undefined),
        'unknown shipping rate': ({ params }) => params.shipping_cost?.shipping_rate !== undefined,
        'tax date is over 31 days away': (context) => daysAway(context) > 31,
        'tax date is over two days away': {
          when: (context) => daysAway(context) > 2,
          open: 'how far the tax date may be away: two pages say 48 hours, the library says 31 days',
          mock: 'accept',
          unreachable: 'the mock allows 31 days; sources disagree',
        },
      },
      tries: ({ world }) => [...baskets, ...badRequests(world.now)],
      make: quote,
      // The world holds the lines by themselves, and their ids in the list.
      effect(world, made) {
        const lines = (made.line_items?.data ?? []) as Schemas['tax.calculation_line_item'][]
        const line_items = listOfLines(
          'tax.calculation',
          made.id,
          lines.map((line) => line.id),
        )
        return putLines(world.put('tax.calculation', { ...made, line_items }), 'tax.calculation', lines)
      },
    }),
    retrieve: {
      ...retrieves<Schemas, Schemas['tax.calculation'], { readonly id: string }>(),
      run: ({ world, object }) => ({
        world,
        result: isExpired(object) ? ownerOf(world, 'tax.calculation', object.id) : object,
      }),
    },
  },

  laws: calculationLaws,
})
