import { describe, expect, test } from 'vitest'
import { Area } from '../area.ts'
import { at, line, office, type Registration, registrationIn, TaxScene, tax, us } from './scene.ts'

const create = 'tax.registration.create'
const update = 'tax.registration.update'
const status = (scene: Area, { id }: Registration) =>
  scene.ask<Registration>('tax.registration.retrieve', { id }).status
const listed = (scene: Area, params: object = {}) =>
  scene.ask<{ data: Registration[] }>('tax.registration.list', params).data.map((one) => one.country)

describe('registrations', () => {
  test('need a head office', () => {
    const area = new Area(tax)
    const params = { active_from: 'now', ...registrationIn('DE') }
    expect(area.refusal(create, params)).toEqual({ status: 400, type: 'invalid_request_error' })
    area.ask('tax.settings.update', office)
    expect(area.ask<Registration>(create, params)).toMatchObject({ status: 'active', country: 'DE', expires_at: null })
  })

  test('go from scheduled to active to expired by the clock alone', () => {
    const scene = new TaxScene()
    const { now } = scene.mock.world
    const one = scene.register(registrationIn('DE'), { active_from: now + 10, expires_at: now + 20 })
    expect(one.status).toBe('scheduled')
    scene.mock.advance(10)
    expect(status(scene, one)).toBe('active')
    expect(listed(scene, { status: 'active' })).toEqual(['DE'])
    scene.mock.advance(10)
    expect(listed(scene, { status: 'active' })).toEqual([])
    expect(listed(scene, { status: 'expired' })).toEqual(['DE'])
    expect(status(scene, one)).toBe('expired')
  })

  test.each([
    ['active', { expires_at: 'now' }, 200, 'expired'],
    ['active', { expires_at: 99 }, 200, 'active'],
    ['active', { expires_at: '' }, 200, 'active'],
    ['active', { active_from: 99 }, 400, 'active'],
    ['scheduled', { active_from: 'now' }, 200, 'active'],
    ['scheduled', { active_from: 9999 }, 200, 'scheduled'],
    ['scheduled', { expires_at: '' }, 200, 'scheduled'],
    ['scheduled', { expires_at: 'now' }, 400, 'scheduled'],
    ['expired', { expires_at: '' }, 400, 'expired'],
    ['expired', { active_from: 'now' }, 400, 'expired'],
  ])('one that is %s and is sent %o answers %i and is %s', (from, params, expected, to) => {
    const scene = new TaxScene()
    const { now } = scene.mock.world
    const one = scene.register(registrationIn('DE'), from === 'scheduled' ? { active_from: now + 999 } : {})
    if (from === 'expired') scene.ask(update, { id: one.id, expires_at: 'now' })
    const later = Object.fromEntries(
      Object.entries(params).map(([name, time]) => [name, typeof time === 'number' ? now + time : time]),
    )
    expect(scene.answer(update, { id: one.id, ...later }).status).toBe(expected)
    expect(status(scene, one)).toBe(to)
  })

  test.each([
    ['the options of another country', { country: 'FR', country_options: { de: { type: 'ioss' } } }],
    ['two sets of options', { country: 'DE', country_options: { de: { type: 'ioss' }, fr: { type: 'ioss' } } }],
    ['a type that the country does not have', registrationIn('CA', 'ioss')],
    ['no scheme in the Union', { country: 'DE', country_options: { de: { type: 'standard' } } }],
    ['no province', { country: 'CA', country_options: { ca: { type: 'province_standard' } } }],
    ['no jurisdiction', { country: 'US', country_options: { us: { state: 'IL', type: 'local_lease_tax' } } }],
    [
      'a jurisdiction that has no such tax',
      {
        country: 'US',
        country_options: { us: { state: 'IL', type: 'local_lease_tax', local_lease_tax: { jurisdiction: '1' } } },
      },
    ],
    ['a country that is not listed', { country: 'XX', country_options: { xx: { type: 'standard' } } }],
    ['an end before the beginning', { ...registrationIn('GB'), active_from: 4_000_000_000, expires_at: 3_000_000_000 }],
    ['a beginning long ago', { ...registrationIn('GB'), active_from: 1 }],
  ])('are refused with %s', (_case, params) => {
    expect(new TaxScene().refusal(create, { active_from: 'now', ...params })).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
    })
  })

  test('answer a scheme where the country has one', () => {
    const scene = new TaxScene()
    const options = (country: string) => scene.register(registrationIn(country)).country_options
    expect(options('NO')).toEqual({ no: { type: 'standard', standard: { place_of_supply_scheme: 'standard' } } })
    expect(options('IS')).toEqual({ is: { type: 'standard' } })
    expect(options('DE')).toEqual({ de: { type: 'standard', standard: { place_of_supply_scheme: 'standard' } } })
  })

  test('collect only while they are active', () => {
    const scene = new TaxScene()
    const tax = () => scene.quote(at('US', { postal_code: '98101' }), [line('a', 1999)]).tax_amount_exclusive
    const one = scene.register(us('WA'), { active_from: scene.mock.world.now + 10 })
    expect(tax()).toBe(0)
    scene.mock.advance(10)
    expect(tax()).toBe(207)
    scene.ask(update, { id: one.id, expires_at: 'now' })
    expect(tax()).toBe(0)
  })
})
