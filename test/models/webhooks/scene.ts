/** A mock with webhooks and something that makes events, and who is told of them in this process. */

import { identityResources } from '../../../models/stripe/identity/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { settings } from '../../../models/stripe/tax/settings.ts'
import { webhooksResources } from '../../../models/stripe/webhooks/index.ts'
import { type Arrival, Receiver } from '../../../src/execute/receiver.ts'
import type { Pack } from '../../../src/pack/pack.ts'
import { receiverMark } from '../../../src/pack/webhooks.ts'
import { Area, packOf } from '../area.ts'

export type Endpoint = Schemas['webhook_endpoint']
export type Event = Schemas['event']
export type Page<O> = { readonly data: readonly O[]; readonly has_more: boolean }

export const webhooks: Pack = packOf([...webhooksResources, ...identityResources, settings])

export class Scene extends Area {
  readonly receiver: Receiver = new Receiver()

  constructor() {
    super(webhooks)
  }

  endpoint(path: string, params: object = {}): Endpoint {
    return this.ask('webhook_endpoint.create', { url: `${receiverMark}/${path}`, enabled_events: ['*'], ...params })
  }

  /** Makes a session, and with it an event. */
  session(): { readonly id: string } {
    return this.ask('identity.verification_session.create', { type: 'document' })
  }

  listed(params: object = {}): readonly Event[] {
    return this.ask<Page<Event>>('event.list', params).data
  }

  /** Carries what is due by now; answers what arrived. */
  carry(): readonly Arrival[] {
    for (let due = this.mock.duePosts(); due.length > 0; due = this.mock.duePosts()) {
      for (const post of due) {
        const path = post.url.slice(receiverMark.length)
        this.mock.posted(post, this.receiver.receive(path, post.headers, post.body))
      }
    }
    return this.receiver.take()
  }
}
