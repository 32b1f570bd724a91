/**
 * Attempts: what the person and the checks do in a session that waits for input.
 *
 * The person stops or submits; the checks of a submission pass, or one of them fails and the person may try again.
 */

import { type Operation, transition, updates } from '../../../src/model/resource.ts'
import type { Witness } from '../../../src/model/witness.ts'
import type { Schemas, World } from '../kit.ts'
import { type Check, checksOf, failures, interruptions, sectionsOf } from './checks.ts'
import { anyText, verifiedOutputs } from './person.ts'

type Session = Schemas['identity.verification_session']
type Person = Operation<Schemas, Session, { readonly id: string }>

/** The client secret and the address with which a person gets into the session; they may change at every reading. */
export function credentials(id: string, witness: Witness): Pick<Session, 'client_secret' | 'url'> {
  return {
    client_secret: anyText(witness, witness.secret(`${id}_secret_`)),
    url: anyText(witness, witness.secret('https://verify.example/start/')),
  }
}
export const noCredentials: Pick<Session, 'client_secret' | 'url'> = { client_secret: null, url: null }

/** Ends the processing: makes the report of what was checked, and the session points to it. */
function report(world: World, session: Session, witness: Witness, failed?: Parameters<typeof sectionsOf>[2]): World {
  const made: Schemas['identity.verification_report'] = {
    id: witness.id('vr'),
    object: 'identity.verification_report',
    client_reference_id: session.client_reference_id,
    created: witness.time(),
    livemode: session.livemode,
    options: session.options ?? {},
    type: session.type,
    ...(session.verification_flow === undefined ? {} : { verification_flow: session.verification_flow }),
    verification_session: session.id,
    ...sectionsOf(session, witness, failed),
  }
  return world
    .put('identity.verification_report', made)
    .put('identity.verification_session', { ...session, last_verification_report: made.id })
}

/** A check fails, for one of its reasons; the person may try again. */
const fails = (check: Check): Person =>
  transition('processing', 'requires_input', {
    refuses: { [`${check} is not checked`]: ({ object }) => !checksOf(object).has(check) },
    set: ({ object, witness }) => ({
      status: 'requires_input',
      ...credentials(object.id, witness),
      last_error: {
        code: witness.oneOf(`why the ${check} check fails`, failures[check]),
        reason: anyText<string>(witness, `The ${check} check failed.`),
      },
    }),
    effect(world, session, { witness }) {
      const code = session.last_error?.code as (typeof failures)[typeof check][number]
      return report(world, session, witness, { check, code })
    },
  })

/** What happens without a request. */
export const attempts: Readonly<Record<string, Person>> = {
  submit: transition('requires_input', 'processing', {
    set: ({ object, witness }) => ({
      status: 'processing',
      ...noCredentials,
      last_error: object.last_error === null || witness.keeps('VS-11') ? null : object.last_error,
    }),
  }),
  interrupt: updates({
    refuses: { 'does not wait for input': ({ object }) => object.status !== 'requires_input' },
    set: ({ witness }) => ({
      last_error: {
        code: witness.oneOf('why the person stops', interruptions),
        reason: anyText<string>(witness, 'The person did not finish.'),
      },
    }),
  }),
  verify: transition('processing', 'verified', {
    set: ({ object, witness }) => ({
      status: 'verified',
      last_error: null,
      verified_outputs: verifiedOutputs(witness, checksOf(object)),
    }),
    effect: (world, session, { witness }) => report(world, session, witness),
  }),
  fail_document: fails('document'),
  fail_selfie: fails('selfie'),
  fail_id_number: fails('id_number'),
  fail_email: fails('email'),
  fail_phone: fails('phone'),
}
