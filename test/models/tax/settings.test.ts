import { describe, expect, test } from 'vitest'
import { Area } from '../area.ts'
import { office, type Settings, tax } from './scene.ts'

const update = 'tax.settings.update'
const berlin = { head_office: { address: { country: 'DE', city: 'Berlin' } } }

describe('settings', () => {
  test('miss a head office at first', () => {
    expect(new Area(tax).ask('tax.settings.retrieve')).toEqual({
      object: 'tax.settings',
      defaults: { provider: 'stripe', tax_behavior: null, tax_code: 'txcd_10000000' },
      head_office: null,
      livemode: false,
      status: 'pending',
      status_details: { pending: { missing_fields: ['head_office'] } },
    })
  })

  test('become active with a head office, and stay so', () => {
    const area = new Area(tax)
    expect(area.ask<Settings>(update, { defaults: { tax_behavior: 'inclusive' } }).status).toBe('pending')
    expect(area.ask<Settings>(update, office)).toMatchObject({ status: 'active', status_details: { active: {} } })
    const moved = area.ask<Settings>(update, berlin)
    expect(moved.head_office?.address).toMatchObject({ country: 'DE', city: 'Berlin', postal_code: null })
    expect(moved.defaults.tax_behavior).toBe('inclusive')
    expect(area.ask('tax.settings.retrieve')).toEqual(moved)
  })

  test.each([
    ['enough', { country: 'DE' }, 200],
    ['enough', { country: 'US', postal_code: '98101-1234' }, 200],
    ['enough', { country: 'CA', state: 'ON' }, 200],
    ['too vague', { country: 'US' }, 400],
    ['too vague', { country: 'CA' }, 400],
    ['too vague', { city: 'Berlin' }, 400],
    ['what two pages disagree on', { country: 'US', state: 'WA' }, 400],
  ])('an address that is %s: %o', (_what, address, status) => {
    expect(new Area(tax).answer(update, { head_office: { address } }).status).toBe(status)
  })

  test('a refused update changes nothing', () => {
    const area = new Area(tax)
    const before = area.ask(update, berlin)
    expect(area.refusal(update, { ...office, defaults: { tax_code: 'txcd_1' } }).status).toBe(400)
    expect(area.refusal(update, { defaults: { tax_behavior: 'none' } }).status).toBe(400)
    expect(area.ask('tax.settings.retrieve')).toEqual(before)
  })

  test('tell of changes, and of nothing else', () => {
    const area = new Area(tax)
    expect(area.events(update, {})).toEqual([])
    expect(area.events(update, office)).toEqual(['tax.settings.updated'])
    expect(area.events(update, office)).toEqual([])
    expect(area.events(update, berlin)).toEqual(['tax.settings.updated'])
  })
})
