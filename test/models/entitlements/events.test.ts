/** The rules of events that tell what a customer may use: an answer that keeps them, and one that breaks each. */

import { expect, test } from 'vitest'
import { billingResources } from '../../../models/stripe/billing/index.ts'
import { entitlementLaws, entitlementResources } from '../../../models/stripe/entitlements/index.ts'
import { webhooksResources } from '../../../models/stripe/webhooks/index.ts'
import { Judge } from '../../../src/check/judge.ts'
import { LawIndex } from '../../../src/check/law-index.ts'
import { Mock } from '../../../src/mock/mock.ts'
import { definePack } from '../../../src/pack/pack.ts'
import { packOf } from '../area.ts'
import { monthly } from '../billing/scene.ts'
import type { Event } from '../webhooks/scene.ts'

const shop = packOf([...billingResources, ...entitlementResources, ...webhooksResources])
const pack = definePack({ ...shop, conventions: shop.conventions, laws: entitlementLaws })
const told = { type: 'entitlements.active_entitlement_summary.updated' }

/** The events of a customer who subscribed to a product with a feature and then renamed it, and the rules they break. */
function judged(alter: (events: Event[]) => void) {
  const mock = new Mock(pack)
  const judge = new Judge(pack, new LawIndex(pack))
  let step = 0
  const say = <O>(operation: string, params: object, change: (body: never) => void = () => undefined): O => {
    const call = { operation, params: { ...params } }
    const answer = mock.handle(call)
    const body = structuredClone(answer.body)
    change(body as never)
    const { violation } = judge.judge(++step, call, { ...answer, body })
    if (violation !== undefined) broken.push(violation.law ?? violation.key, ...violation.also)
    return body as O
  }
  const broken: string[] = []
  const price = say<{ id: string; product: string }>('price.create', {
    currency: 'usd',
    unit_amount: 0,
    recurring: monthly,
    product_data: { name: 'Gold' },
  })
  const feature = say<{ id: string }>('entitlements.feature.create', { lookup_key: 'export', name: 'Export' })
  say('product_feature.create', { product: price.product, entitlement_feature: feature.id })
  const customer = say<{ id: string }>('customer.create', {})
  const { id } = say<{ id: string }>('subscription.create', { customer: customer.id, items: [{ price: price.id }] })
  say('subscription.update', { id, metadata: { colour: 'red' } })
  const { data } = say<{ data: readonly Event[] }>('event.list', told, ({ data: events }: { data: Event[] }) =>
    alter(events),
  )
  return { data, broken }
}

test('one change of what a customer may use makes one event, which tells what that is', () => {
  const { data, broken } = judged(() => undefined)
  expect(broken).toEqual([])
  expect(data.map((one) => one.data.object['entitlements'])).toEqual([
    expect.objectContaining({ data: [expect.objectContaining({ lookup_key: 'export' })], has_more: false }),
  ])
})

test.each([
  ['SUM-3', 'a change that is not told', (events: Event[]) => void events.pop()],
  ['XENT-7', 'a change that is not told', (events: Event[]) => void events.pop()],
  ['SUM-3a', 'no change that is told', (events: Event[]) => void events.push({ ...(events[0] as Event), id: 'evt_7' })],
  [
    'SUM-4',
    'an event that tells of nothing',
    ([one]: Event[]) => Object.assign(one?.data.object['entitlements'] as object, { data: [] }),
  ],
])('%s is broken by %s', (law, _what, alter) => {
  expect(judged(alter as (events: Event[]) => void).broken).toContain(law)
})
