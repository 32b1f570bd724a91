/** WebhookEndpoint: a URL that is told of events. Rules WHE-1 to WHE-13. */

import { quota } from '../../../src/conventions/quota.ts'
import { creates, lists, type Resource, removes, retrieves, updates } from '../../../src/model/resource.ts'
import type { Witness } from '../../../src/model/witness.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import { receiverMark } from '../../../src/pack/webhooks.ts'
import { refusal } from '../errors.ts'
import { haveSameMembers, mergedMetadata, type Params, resource, type Schemas, storedMetadata } from '../kit.ts'
import { takingConnected } from './delivery.ts'
import { endpointLaws, mostEndpoints, tooMany } from './endpoint-laws.ts'

type Endpoint = Schemas['webhook_endpoint']
type Sent = Partial<Params['webhook_endpoint.create'] & Params['webhook_endpoint.update']>

/** Where a run may want to be told; the path says what the receiver answers. */
export const receivers: readonly string[] = ['ok', 'fails-once', 'fails', 'redirects'].map(
  (path) => `${receiverMark}/${path}`,
)

/** The types as they were sent; the API may answer them in another order. */
function enabledEvents(sent: Endpoint['enabled_events'], witness: Witness): Endpoint['enabled_events'] {
  if (sent.length === 1) return sent
  return witness.stable(
    sent,
    'the types that were sent',
    (value) => Array.isArray(value) && haveSameMembers(value, sent),
  )
}

function isUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/./i.test(text)
}

const isHere = (text: string) =>
  isUrl(text) && /^(localhost|127\.|\[::1\]|0\.0\.0\.0|receiver\.invalid)/.test(new URL(text).hostname)

/** What both create and update refuse. */
const guards = {
  'URL cannot be used': {
    when: ({ params: { url } }: { readonly params: Sent }) => url !== undefined && !isUrl(url),
    error: { status: 400, code: 'url_invalid', param: 'url', fixes: ['type'] },
  },
  'URL of this machine': {
    when: ({ params: { url } }: { readonly params: Sent }) => url !== undefined && isHere(url),
    elsewhere: 'the API reaches public addresses only',
  },
  '* beside other types': {
    when: ({ params: { enabled_events: types = [] } }: { readonly params: Sent }) =>
      types.length > 1 && types.includes('*'),
    open: 'nothing says what * beside other types stands for',
    mock: 'accept',
    unreachable: 'The mock accepts it.',
  },
} as const

export const webhookEndpoint: Resource = resource('webhook_endpoint')({
  prefix: 'we',
  states: { enabled: ['disabled'], disabled: ['enabled'] },

  operations: {
    create: creates({
      state: 'enabled',
      refuses: guards,
      tries: () => [
        ...receivers.map((url): Partial<Sent> => ({ url, enabled_events: ['*'] })),
        { url: 'example.com/hooks' },
        { api_version: '2024-06-20', description: 'Orders' },
        { connect: true },
      ],
      make: ({ params, witness }) => ({
        api_version: params.api_version ?? null,
        application: null,
        description: params.description || null,
        enabled_events: enabledEvents(params.enabled_events, witness),
        metadata: storedMetadata(params.metadata),
        secret: witness.secret('whsec_'),
        status: 'enabled',
        url: params.url,
      }),
      effect: (world, made, { params }) =>
        world.put('webhook_endpoint', takingConnected(made, params.connect === true)),
    }),
    retrieve: retrieves(),
    list: lists(),
    update: updates({
      refuses: guards,
      tries: () => [{ disabled: true }, { disabled: false }, { url: 'example.com/hooks' }, { description: '' }],
      set: ({ object, params, witness }) => ({
        description: params.description === undefined ? object.description : params.description || null,
        enabled_events:
          params.enabled_events === undefined ? object.enabled_events : enabledEvents(params.enabled_events, witness),
        metadata: params.metadata === undefined ? object.metadata : mergedMetadata(object.metadata, params.metadata),
        status: params.disabled === undefined ? object.status : params.disabled ? 'disabled' : 'enabled',
        url: params.url ?? object.url,
      }),
    }),
    delete: removes(),
  },

  laws: endpointLaws,
})

/** Sixteen endpoints, and no more. */
export const endpointLimit: Convention = quota({
  type: 'webhook_endpoint',
  most: mostEndpoints,
  soft: 'WHE-8',
  refusal: refusal(tooMany, {
    status: 400,
    type: 'invalid_request_error',
    message: `You have reached the maximum of ${mostEndpoints} test webhook endpoints.`,
  }),
})
