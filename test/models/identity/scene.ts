/** A mock with Identity alone, and short ways to bring a session into a state. */

import { identityResources } from '../../../models/stripe/identity/index.ts'
import { stripe } from '../../../models/stripe/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { Mock } from '../../../src/mock/mock.ts'
import type { Resource } from '../../../src/model/resource.ts'
import { definePack, type Pack } from '../../../src/pack/pack.ts'

export type Session = Schemas['identity.verification_session']
export type Report = Schemas['identity.verification_report']

/** The Stripe pack with the resources of Identity only. */
export const identity: Pack = definePack({ ...stripe, resources: identityResources, laws: [] })

export const thorough = { options: { document: { require_id_number: true, require_matching_selfie: true } } }

export class Scene {
  readonly mock: Mock = new Mock(identity)

  answer(name: string, params: object = {}): { status: number; body: unknown } {
    return this.mock.handle({ operation: `identity.${name}`, params: { ...params } })
  }

  /** The body of an answer that must be a success. */
  ask<O>(name: string, params: object = {}): O {
    const { status, body } = this.answer(name, params)
    if (status !== 200) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`)
    return body as O
  }

  create(params: object = {}): Session {
    return this.ask('verification_session.create', { type: 'document', ...params })
  }

  session(name: string, id: string, params: object = {}): Session {
    return this.ask(`verification_session.${name}`, { id, ...params })
  }

  report(id: string, params: object = {}): Report {
    return this.ask('verification_report.retrieve', { id, ...params })
  }

  /** A session that went through these operations. */
  after(operations: readonly string[], params: object = {}): Session {
    let session = this.create(params)
    for (const name of operations) session = this.session(name, session.id)
    return session
  }

  /** The types of the events that a call owes. */
  events(name: string, params: object): readonly string[] {
    this.ask(name, params)
    return this.mock.world.changes.flatMap(({ type, before, after }) => {
      const resource = identity.byType.get(type) as Resource
      return after === undefined ? [] : resource.events({ before, after })
    })
  }
}
