/** Feature: an ability that products can come with. Archived, it stays so. Rules FEAT-1 to FEAT-11. */

import {
  answer,
  crossObject,
  documented,
  history,
  immutable,
  inferred,
  metamorphic,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves, updates } from '../../../src/model/resource.ts'
import { mergedMetadata, resource, type Schemas, storedMetadata, type World } from '../kit.ts'

type Feature = Schemas['entitlements.feature']

const type = 'entitlements.feature'
const guide = documented('/billing/entitlements')
const stripe = types('stripe')

/** The active feature with a key; there is at most one. */
const holderOf = (world: World, key: string) => world.where(type, (one) => one.active && one.lookup_key === key)[0]

export const feature: Resource = resource(type)({
  prefix: 'feat',
  states: { active: ['archived'], archived: [] },
  state: ({ active }) => (active ? 'active' : 'archived'),

  operations: {
    create: creates({
      state: 'active',
      refuses: {
        'the lookup key is taken': {
          when: ({ params, world }) => holderOf(world, params.lookup_key) !== undefined,
          error: { status: 400 },
        },
        'the lookup key may be taken from before the run': {
          when: () => true,
          error: { status: 400 },
          elsewhere: 'an account keeps the features of earlier runs',
        },
      },
      tries: ({ world }) => [
        { lookup_key: `feature_${world.size(type)}` },
        ...world.all(type).map((one) => ({ lookup_key: one.lookup_key })),
      ],
      make: ({ params }) => ({
        active: true,
        lookup_key: params.lookup_key,
        metadata: storedMetadata(params.metadata),
        name: params.name,
      }),
    }),
    retrieve: retrieves(),
    list: lists({
      from({ world, params: { archived = false }, witness }) {
        const all = [...world.newestFirst(type)].filter((one) => one.active !== archived)
        // The field says that what is inactive is never listed; the parameter is there to list it.
        return !archived || all.length === 0 || witness.keeps('FEAT-6a') ? all : []
      },
      tries: ({ world }) => [{ archived: true }, ...world.all(type).map((one) => ({ lookup_key: one.lookup_key }))],
      filters: { archived: () => true },
    }),
    update: updates({
      refuses: { 'it is archived': { when: ({ object }) => !object.active } },
      tries: () => [{ active: false }, { active: true }, { name: 'Export to everywhere' }],
      set: ({ object, params: { active, name, metadata } }) => ({
        ...(active !== undefined && { active }),
        ...(name !== undefined && { name }),
        ...(metadata !== undefined && { metadata: mergedMetadata(object.metadata, metadata) }),
      }),
    }),
  },

  laws: {
    'FEAT-1': immutable<Feature>(['id', 'lookup_key', 'livemode'], stripe),
    'FEAT-2': history<Feature>('what is archived stays so', (before, after) => before.active || !after.active, guide),
    'FEAT-3': crossObject<Feature, Schemas>(
      'no two active features have one key',
      (one, world) => !one.active || holderOf(world as World, one.lookup_key)?.id === one.id,
      guide,
    ),
    'FEAT-4': metamorphic(
      'the key of an active feature is refused to others',
      ({ operation, reason }) => operation === `${type}.create` && reason === 'the lookup key is taken',
      guide,
    ),
    'FEAT-5': metamorphic(
      'the key of an archived feature can be used again',
      ({ operation, kind, reason, call, before }) =>
        operation === `${type}.create` &&
        kind === 'refused' &&
        reason === undefined &&
        (before as World).where(type, (one) => one.lookup_key === call.params['lookup_key']).length > 0,
      guide,
    ),
    'FEAT-6': answer(
      'a list holds active features only, unless archived ones are asked for; of one key there is one',
      ['list'],
      ({ accepted, body, call }) => {
        if (!accepted || call.params['archived'] === true) return true
        const { data } = body as { readonly data: readonly Feature[] }
        return data.every(({ active }) => active) && (call.params['lookup_key'] === undefined || data.length <= 1)
      },
      stripe,
    ),
    'FEAT-6a': soft(
      answer(
        'archived features are listed when asked for',
        ['list'],
        ({ accepted, body, call }) =>
          !accepted ||
          call.params['archived'] !== true ||
          (body as { readonly data: readonly Feature[] }).data.every(({ active }) => !active),
        stripe,
      ),
    ),
    'FEAT-7': metamorphic(
      'an archived feature is not edited, nor brought back',
      ({ operation, reason, refusedSince }) =>
        (operation === `${type}.update` && reason === 'it is archived') ||
        (operation === `${type}.retrieve` && refusedSince),
      guide,
    ),
    'FEAT-8': soft(
      metamorphic(
        'an archived feature can be read',
        ({ operation, kind, call, before }) =>
          operation === `${type}.retrieve` &&
          kind === 'refused' &&
          (before as World).get(type, String(call.params['id']))?.active === false,
        inferred('only lists are said to leave it out'),
      ),
    ),
    'FEAT-9': metamorphic(
      'what is archived stays attached, and customers stay entitled to it',
      ({ operation, kind, expected, before }) => {
        if (!/^(product_feature|entitlements\.active_entitlement)\./.test(operation) || kind !== 'absent') return false
        const { feature: id, entitlement_feature: shown } = (expected ?? {}) as Readonly<Record<string, unknown>>
        const wanted = id ?? (shown as Feature | undefined)?.id ?? shown
        return (before as World).get(type, String(wanted))?.active === false
      },
      guide,
    ),
    'FEAT-11': snapshot('its key has at most 80 characters', (one) => one.lookup_key.length <= 80, stripe),
  },
})
