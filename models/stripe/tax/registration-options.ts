/** Options of a registration: which kinds there are in which country, and what each kind comes with. */

import type { Schemas } from '../kit.ts'
import { isInEu } from './places.ts'

export type SentOptions = Schemas['tax.country_options_params']
export type Options = Schemas['tax.country_options']

type Part = Readonly<Record<string, unknown>> & { readonly type: string }

/** Countries that answer the scheme of a standard registration outside the European Union. */
const answersScheme = new Set('ae au ch gb jp no nz sg'.split(' '))
/** American taxes whose part names a jurisdiction. */
const localTaxes = new Set(
  `admissions_tax attendance_tax entertainment_tax gross_receipts_tax hospitality_tax local_amusement_tax
   local_lease_tax luxury_tax mass_transit_parking_tax parking_tax resort_tax tourism_tax utility_users_tax`.split(
    /\s+/,
  ),
)

const partOf = (country: string, options: SentOptions | Options) =>
  (options as Readonly<Record<string, Part | undefined>>)[country.toLowerCase()]

/** The part that the type of a registration cannot do without, if any. */
function neededPart(country: string, type: string): string | undefined {
  if (isInEu(country)) return type === 'standard' ? 'standard' : undefined
  if (country === 'CA') return type === 'province_standard' ? type : undefined
  return country === 'US' && localTaxes.has(type) ? type : undefined
}

/** Whether options are those of the country alone, with the part that their type needs. */
export function fits(country: string, options: SentOptions | Options): boolean {
  const part = partOf(country, options)
  if (part === undefined || Object.keys(options).length !== 1) return false
  const needed = neededPart(country, part.type)
  return needed === undefined || part[needed] !== undefined
}

/** Whether a registration is for a jurisdiction, or rests on an election, that only the API can know to exist. */
export function isLocal(options: SentOptions): boolean {
  const { us } = options
  return (
    us !== undefined && (localTaxes.has(us.type) || us.type !== 'state_sales_tax' || us.state_sales_tax !== undefined)
  )
}

/** Whether a registration is for a province, where only some provinces have a tax of their own. */
export function isProvincial({ ca }: SentOptions): boolean {
  return ca?.type === 'province_standard' && !['BC', 'MB', 'QC', 'SK'].includes(ca.province_standard?.province ?? '')
}

/** Options as answered: most countries leave out the scheme of a standard registration. */
export function answered(country: string, options: SentOptions): Options {
  const part = partOf(country, options)
  if (part === undefined || isInEu(country) || answersScheme.has(country.toLowerCase())) return options
  const { standard: _, ...rest } = part
  return { [country.toLowerCase()]: rest }
}

/** Whether the part that the type needs is answered as it was sent. */
export function keepsNeededPart(country: string, sent: SentOptions, shown: Options): boolean {
  const [asked, given] = [partOf(country, sent), partOf(country, shown)]
  const needed = neededPart(country, asked?.type ?? '')
  return needed === undefined || JSON.stringify(asked?.[needed]) === JSON.stringify(given?.[needed])
}
