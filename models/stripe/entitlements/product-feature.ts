/** Product feature: a feature, attached to a product. Rules PFEAT-1 to PFEAT-8, FEAT-10. */

import {
  crossObject,
  documented,
  inferred,
  type Mismatch,
  metamorphic,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { creates, type GuardRule, lists, type Resource, removes, retrieves } from '../../../src/model/resource.ts'
import { touchedAt } from '../billing/product-shape.ts'
import { type Moment, resource, type Schemas, type World } from '../kit.ts'
import { attachedTo, attachments, productOf } from './attachments.ts'

type Attachment = Schemas['product_feature']

const type = 'product_feature'
const guide = documented('/billing/entitlements')
const stripe = types('stripe')
const sense = inferred('what attaching means')

const elsewhere: GuardRule<{ readonly object: Attachment; readonly params: { readonly product: string } }> = {
  when: ({ object, params }) => productOf(object) !== params.product,
  error: { status: 404, code: 'resource_missing', param: 'id' },
}

/** Attaching and detaching may count as a change of the product. */
function touched(world: World, id: string, moment: Moment): World {
  const product = world.get('product', id)
  if (product === undefined || !moment.witness.differs('features count as a part of their product')) return world
  return world.put('product', { ...product, updated: touchedAt(product.updated, moment) })
}

const isList = ({ operation }: Mismatch) => operation === `${type}.list`

export const productFeature: Resource = resource(type)({
  prefix: 'prodft',
  states: { attached: ['deleted'], deleted: [] },
  state: () => 'attached',
  scene: (call) => {
    const product = call('product.create', { name: 'Gold Plan' })
    for (const lookup_key of ['export', 'sharing', 'support']) {
      const feature = call('entitlements.feature.create', { lookup_key, name: lookup_key })
      call('product_feature.create', { product: product('/id'), entitlement_feature: feature('/id') })
    }
  },

  operations: {
    create: creates({
      state: 'attached',
      refuses: {
        'the feature is archived': ({ find }) => !find('entitlements.feature', 'entitlement_feature').active,
        'the feature is attached already': {
          when: ({ params, world }) =>
            attachments(world, params.product).some((one) => one.entitlement_feature === params.entitlement_feature),
          open: 'a feature that is attached twice to one product',
        },
      },
      make: ({ params }) => ({ entitlement_feature: params.entitlement_feature }),
      effect: (world, one, context) =>
        touched(world.put(type, attachedTo(context.params.product, one)), context.params.product, context),
    }),
    retrieve: retrieves({ refuses: { 'attached to another product': elsewhere } }),
    list: lists({
      from: ({ world, params }) => attachments(world, params.product).toReversed(),
      filters: { product: () => true },
    }),
    delete: removes({
      refuses: { 'attached to another product': elsewhere },
      effect: (world, _, context) => touched(world, context.params.product, context),
    }),
  },

  laws: {
    'FEAT-10': metamorphic(
      'an attachment shows the feature as it is',
      ({ operation, at }) => operation.startsWith(`${type}.`) && at.includes('/entitlement_feature/'),
      stripe,
    ),
    'PFEAT-1': soft(
      metamorphic(
        'a list holds what is attached to its product, newest first',
        (mismatch) => isList(mismatch) && mismatch.at.startsWith('/data'),
        sense,
      ),
    ),
    'PFEAT-2': metamorphic(
      'one feature can be attached to many products',
      ({ operation, kind, reason, call, before }) =>
        operation === `${type}.create` &&
        kind === 'refused' &&
        reason === undefined &&
        (before as World).where(type, (one) => one.entitlement_feature === call.params['entitlement_feature']).length >
          0,
      guide,
    ),
    'PFEAT-3': soft(
      crossObject<Attachment, Schemas>(
        'a feature is attached to a product once',
        (one, world) =>
          attachments(world as World, productOf(one) ?? '').filter(
            (other) => other.entitlement_feature === one.entitlement_feature,
          ).length <= 1,
        sense,
      ),
    ),
    'PFEAT-4': snapshot('it holds a feature', (one) => typeof one.entitlement_feature === 'string', stripe),
    'PFEAT-5': metamorphic(
      'an archived feature is not attached',
      ({ operation, reason }) => operation === `${type}.create` && reason === 'the feature is archived',
      guide,
    ),
    'PFEAT-6': soft(
      metamorphic(
        'what is detached is gone',
        ({ operation, reason, kind }) =>
          (/^product_feature\.(retrieve|delete)$/.test(operation) && reason === 'unknown id') ||
          (operation === `${type}.list` && kind === 'extra'),
        sense,
      ),
    ),
    'PFEAT-8': soft(
      metamorphic(
        'attaching and detaching change neither feature nor product',
        ({ operation, call, before, seenBefore }) =>
          operation === 'entitlements.feature.retrieve' &&
          seenBefore &&
          (before as World).where(type, (one) => one.entitlement_feature === call.params['id']).length > 0,
        sense,
      ),
    ),
  },
})
