import { describe, expect, test } from 'vitest'
import { climateResources } from '../../models/stripe/climate/index.ts'
import { Area, packOf } from '../models/area.ts'

const area = new Area(packOf(climateResources))
const [product] = area.ask<{ data: { id: string; suppliers: unknown[] }[] }>('climate.product.list').data
const supplier = area.ask('climate.supplier.retrieve', { id: 'climsup_charm_industrial' })

describe('an inlined reference', () => {
  test('is stored as an id and answered as the object, in lists too', () => {
    expect(area.mock.world.get('climate.product' as never, product?.id ?? '')).toMatchObject({
      suppliers: ['climsup_charm_industrial', 'climsup_heirloom', 'climsup_vaulted'],
    })
    expect(product?.suppliers[0]).toEqual(supplier)
  })

  test('is answered as the object within an object that a call expands', () => {
    const params = { product: product?.id, metric_tons: '1', expand: ['product'] }
    expect(area.ask('climate.order.create', params)).toMatchObject({ product: { suppliers: product?.suppliers } })
  })

  test('is answered as the object within a list of parts', () => {
    const { id } = area.ask<{ id: string }>('climate.order.create', { product: product?.id, metric_tons: '1' })
    expect(area.ask('climate.order.deliver', { id })).toMatchObject({ delivery_details: [{ supplier }] })
  })

  test('cannot be expanded by a call', () => {
    expect(area.answer('climate.product.retrieve', { id: product?.id, expand: ['suppliers'] }).status).toBe(400)
  })
})
