/**
 * The convention that time passes: before a call is decided, flows move that move by themselves.
 *
 * Test outcomes and deliveries on the Stripe network are due with the first later call that has to do with their
 * account. A slow API may take longer, so a judge considers every part of the way; the mock goes all of it. Reversal
 * deadlines pass by the clock.
 */

import { itself } from '../../../src/conventions/events.ts'
import type { Call } from '../../../src/model/outcome.ts'
import type { Witness } from '../../../src/model/witness.ts'
import type { Convention, Decide } from '../../../src/pack/pack.ts'
import type { Schemas, World } from '../kit.ts'
import { accountReached } from './stripe-network.ts'
import { type Initiated, type Step, stepsToCome } from './test-outcomes.ts'

const initiated = ['treasury.outbound_payment', 'treasury.outbound_transfer', 'treasury.inbound_transfer'] as const
const received = ['treasury.received_credit', 'treasury.received_debit'] as const
/** How many seconds the clock of the API may be ahead of the one that a call was timed by. */
const clockSlack = 60

/** Wraps the model and its events, so that every other convention sees what has become of things. */
export const timePasses: Convention = {
  name: 'time passes',
  wrap: (decide) => (world, call, witness) => {
    if (!call.operation.startsWith('treasury.')) return decide(world, call, witness)
    // The pack's world holds the pack's types.
    const moved = takeDueSteps(passDeadlines(world as World), call, witness, decide)
    if (moved === world) return decide(world, call, witness)
    const outcome = decide(moved.begin(moved.now), call, witness)
    return { ...outcome, world: outcome.world.rememberingFrom(moved) }
  },
}

function passDeadlines(world: World): World {
  let next = world
  for (const type of received) {
    for (const flow of world.oldestFirst(type)) {
      const { deadline = null, restricted_reason = null } = flow.reversal_details ?? {}
      if (deadline === null || restricted_reason !== null || deadline >= world.now) continue
      const reversal_details = { deadline, restricted_reason: 'deadline_passed' } as const
      next = next.put(type, { ...flow, reversal_details } as Schemas['treasury.received_credit'] &
        Schemas['treasury.received_debit'])
    }
  }
  return next
}

function takeDueSteps(world: World, call: Call, witness: Witness, decide: Decide): World {
  let next = world
  let accounts: ReadonlySet<string> | undefined
  for (const type of initiated) {
    for (const flow of world.oldestFirst(type)) {
      const steps = stepsToCome(flow)
      if (steps.length === 0) continue
      accounts ??= accountsOf(call, world)
      const reached = flow.object === 'treasury.inbound_transfer' ? undefined : accountReached(flow)
      if (!accounts.has(everyAccount) && !accounts.has(flow.financial_account) && !accounts.has(reached ?? '')) continue
      const fewer = steps.map((_, index) => steps.length - 1 - index)
      const taken = witness.oneOf('steps that a flow has taken by itself', [steps.length, ...fewer])
      for (const step of steps.slice(0, taken))
        next = take(next, flow, step, backdated(witness, flow, world.now), decide)
    }
  }
  return next
}

function take(
  world: World,
  { object, id }: Initiated,
  { helper, params, delays = 0 }: Step,
  witness: Witness,
  decide: Decide,
): World {
  // A call of its own, so that what changes owes its own events.
  const call = { operation: `${object}.${helper}`, params: { id, ...params }, caller: itself }
  const next = decide(world.begin(world.now), call, witness).world.rememberingFrom(world) as World
  const flow = next.get(object as 'treasury.outbound_payment', id)
  if (delays === 0 || typeof flow?.expected_arrival_date !== 'number') return next
  return next.put(object as 'treasury.outbound_payment', {
    ...flow,
    expected_arrival_date: flow.expected_arrival_date + delays,
  })
}

/** A witness for what happened at some time between the creation of a flow and now. */
function backdated(witness: Witness, { created }: Initiated, now: number): Witness {
  const own = {
    time: () => witness.timeWithin(+created, now + clockSlack, now),
    // What is reckoned from that time may be as early.
    timeWithin: (earliest: number, latest: number, usual: number) =>
      witness.timeWithin(Math.min(earliest, +created), latest, usual),
  }
  // Everything else is asked of the witness itself, whose methods need it as `this`.
  return new Proxy(witness, {
    get(target, name) {
      if (name in own) return own[name as keyof typeof own]
      const method = Reflect.get(target, name)
      return typeof method === 'function' ? method.bind(target) : method
    },
  })
}

const everyAccount = '*'
const withAccount = [
  ...initiated,
  ...received,
  'treasury.credit_reversal',
  'treasury.debit_reversal',
  'treasury.transaction',
  'treasury.transaction_entry',
] as const

/** The accounts that a call has to do with: those that it names, and those of the objects that it names. */
function accountsOf({ operation, params }: Call, world: World): ReadonlySet<string> {
  const accounts = new Set<string>()
  if (operation === 'treasury.financial_account.list') accounts.add(everyAccount)
  const visit = (value: unknown) => {
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) visit(inner)
    if (typeof value !== 'string') return
    accounts.add(value)
    for (const type of withAccount) {
      const account = world.get(type, value)?.financial_account
      if (typeof account === 'string') accounts.add(account)
    }
  }
  visit(params)
  return accounts
}
