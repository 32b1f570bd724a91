import { describe, expect, test } from 'vitest'
import { type Attachment, type Feature, Shop } from '../billing/scene.ts'

describe('a feature', () => {
  test('has a key that no other active feature has', () => {
    const shop = new Shop()
    const first = shop.feature('export')
    const again = { lookup_key: 'export', name: 'Another' }
    expect(shop.refusal('entitlements.feature.create', again)).toEqual({ status: 400, type: 'invalid_request_error' })
    expect(shop.ids('entitlements.feature.list')).toEqual([first.id])
    shop.ask('entitlements.feature.update', { id: first.id, active: false })
    const second = shop.ask<Feature>('entitlements.feature.create', again)
    expect(second.id).not.toBe(first.id)
    expect(shop.ids('entitlements.feature.list', { lookup_key: 'export' })).toEqual([second.id])
  })

  test('archived, it can be read and listed, and neither edited nor attached', () => {
    const shop = new Shop()
    const { id } = shop.feature('export')
    const attached = shop.attach(shop.product().id, { id })
    const archived = shop.ask<Feature>('entitlements.feature.update', { id, active: false })
    for (const change of [{ name: 'x' }, { active: true }, { metadata: { a: '1' } }])
      expect(shop.refusal('entitlements.feature.update', { id, ...change }).status).toBe(400)
    expect(shop.refusal('product_feature.create', { product: shop.product().id, entitlement_feature: id }).status).toBe(
      400,
    )
    expect(shop.ask('entitlements.feature.retrieve', { id })).toEqual(archived)
    expect([shop.ids('entitlements.feature.list'), shop.ids('entitlements.feature.list', { archived: true })]).toEqual([
      [],
      [id],
    ])
    expect(attached.entitlement_feature.id).toBe(id)
  })

  test.each([
    ['no key', { name: 'a' }, 'parameter_missing', 'lookup_key'],
    ['no name', { lookup_key: 'a' }, 'parameter_missing', 'name'],
    ['a key of 81 characters', { name: 'a', lookup_key: 'k'.repeat(81) }, undefined, 'lookup_key'],
  ])('%s is refused', (_, params, code, param) => {
    expect(new Shop().refusal('entitlements.feature.create', params)).toMatchObject({
      status: 400,
      param,
      ...(code !== undefined && { code }),
    })
  })

  test('its key cannot be changed', () => {
    const shop = new Shop()
    const { id } = shop.feature('export')
    expect(shop.refusal('entitlements.feature.update', { id, lookup_key: 'x' })).toMatchObject({
      code: 'parameter_unknown',
      param: 'lookup_key',
    })
  })
})

describe('an attachment', () => {
  test('shows the feature as it is now', () => {
    const shop = new Shop()
    const { id: product } = shop.product()
    const feature = shop.feature('export')
    const { id } = shop.attach(product, feature)
    const renamed = shop.ask('entitlements.feature.update', { id: feature.id, name: 'Export to everywhere' })
    expect(shop.ask<Attachment>('product_feature.retrieve', { product, id }).entitlement_feature).toEqual(renamed)
  })

  test('belongs to one product; a feature to many', () => {
    const shop = new Shop()
    const [one, other] = [shop.product(), shop.product()]
    const feature = shop.feature('export')
    const [first, second] = [shop.attach(one.id, feature), shop.attach(other.id, feature)]
    expect([first, second].map((attached) => attached.entitlement_feature.id)).toEqual([feature.id, feature.id])
    for (const name of ['retrieve', 'delete'])
      expect(shop.refusal(`product_feature.${name}`, { product: other.id, id: first.id })).toEqual({
        status: 404,
        type: 'invalid_request_error',
        code: 'resource_missing',
        param: 'id',
      })
    expect(shop.ids('product_feature.list', { product: one.id })).toEqual([first.id])
    expect(shop.refusal('product_feature.create', { product: one.id, entitlement_feature: feature.id }).status).toBe(
      400,
    )
  })

  test('detached, it is gone; attached again, it is another', () => {
    const shop = new Shop()
    const { id: product } = shop.product()
    const feature = shop.feature('export')
    const { id } = shop.attach(product, feature)
    expect(shop.ask('product_feature.delete', { product, id })).toEqual({
      id,
      object: 'product_feature',
      deleted: true,
    })
    for (const name of ['retrieve', 'delete'])
      expect(shop.refusal(`product_feature.${name}`, { product, id })).toMatchObject({ status: 404 })
    expect(shop.ids('product_feature.list', { product })).toEqual([])
    expect(shop.attach(product, feature).id).not.toBe(id)
  })

  test('names a product and a feature that there are', () => {
    const shop = new Shop()
    const feature = shop.feature('export')
    const attach = (product: string, entitlement_feature: string) =>
      shop.refusal('product_feature.create', { product, entitlement_feature })
    expect(attach('prod_x', feature.id)).toMatchObject({ status: 404, code: 'resource_missing' })
    expect(attach(shop.product().id, 'feat_x')).toMatchObject({
      status: 400,
      code: 'resource_missing',
      param: 'entitlement_feature',
    })
    expect(shop.refusal('product_feature.list', { product: 'prod_x' }).status).toBe(404)
  })
})
