/**
 * What credit reversals and debit reversals share: they undo a whole received flow, once, before a deadline.
 *
 * Their rules have different numbers; the resources give them.
 */

import {
  type AnswerLaw,
  answer,
  type CrossLaw,
  crossObject,
  type Exchange,
  type SnapshotLaw,
  type Source,
  snapshot,
} from '../../../src/model/law.ts'
import type { Context as AnyContext, GuardRule } from '../../../src/model/resource.ts'
import { type Moment, type Params, receiptUrl, type Schemas, storedMetadata, type World } from '../kit.ts'

type Credit = Schemas['treasury.received_credit']
type Debit = Schemas['treasury.received_debit']
type Received = Credit | Debit
type Reversal = Schemas['treasury.credit_reversal'] | Schemas['treasury.debit_reversal']
/** The parameter that names what is reversed, and the last part of its type. */
type Name = 'received_credit' | 'received_debit'
type ReversalType = 'treasury.credit_reversal' | 'treasury.debit_reversal'
// biome-ignore lint/suspicious/noExplicitAny: guards of either reversal; they read what it reverses
type ReversalContext = AnyContext<Schemas, any, any>
type Guard = ((context: ReversalContext) => boolean) | GuardRule<ReversalContext>

/** The reversal that a received flow names. */
export const reversalIn = ({ linked_flows: links }: Received): string | null =>
  'credit_reversal' in links ? links.credit_reversal : links.debit_reversal

/** Conditions under which a received flow is not reversed. `failedLaw` numbers the soft rule on failed ones. */
export function reversalGuards(name: Name, failedLaw: string): Record<string, Guard> {
  const received = ({ find }: ReversalContext) => find(`treasury.${name}`, name as never) as Received
  return {
    'it has failed': { when: (context) => received(context).status === 'failed', soft: failedLaw },
    'it was reversed already': (context) => reversalIn(received(context)) !== null,
    'its deadline has passed': {
      when: (context) => received(context).reversal_details?.restricted_reason === 'deadline_passed',
      unreachable: 'no sequence lasts for days',
    },
  }
}

/** Fields that a new reversal takes over from what it reverses, and those that both reversals start with. */
export function reversalStart(
  {
    params,
    ...moment
  }: Moment & { readonly params: { readonly metadata?: Params[`${ReversalType}.create`]['metadata'] } },
  { amount, currency }: Received,
): Pick<Reversal, 'amount' | 'currency' | 'hosted_regulatory_receipt_url' | 'metadata' | 'transaction'> & {
  readonly status: 'processing'
} {
  return {
    amount,
    currency,
    hosted_regulatory_receipt_url: receiptUrl(moment),
    metadata: storedMetadata(params.metadata),
    status: 'processing',
    transaction: null,
  }
}

/** What a flow may still say of its deadline once it was reversed: nothing, or what it said before. */
export function reversed({ witness }: Moment): NonNullable<Received['reversal_details']> {
  const deadline = witness.volatile<number | null>(
    null,
    'null or a time',
    (value) => value === null || Number.isInteger(value),
  )
  return { deadline, restricted_reason: 'already_reversed' }
}

/** The rule that a reversal and the restriction that it causes come together. */
export function restrictedByReversal<O extends Received>(source: Source): SnapshotLaw<O> {
  return snapshot<O>(
    'reversed exactly when restricted as already reversed',
    (one) => (reversalIn(one) !== null) === (one.reversal_details?.restricted_reason === 'already_reversed'),
    source,
  )
}

/** The rule that there is at most one reversal, which points back and is over the same. */
export function oneReversal<O extends Received>(type: ReversalType, source: Source): CrossLaw<O, Schemas> {
  return crossObject<O, Schemas>(
    'it has at most one reversal, which points back and has its amount, account and network',
    (one, world) => {
      const all = reversalsOf(world, type, one.id)
      const own = reversalIn(one)
      return (
        all.length <= 1 &&
        all.every(
          ({ amount, financial_account, network }) =>
            amount === one.amount &&
            network === one.network &&
            [null, one.financial_account].includes(financial_account),
        ) &&
        (own === null || all.length === 0 || all[0]?.id === own)
      )
    },
    source,
  )
}

/** The reversals in the world of one received flow. */
export function reversalsOf(world: World, type: ReversalType, id: string): readonly Reversal[] {
  return type === 'treasury.credit_reversal'
    ? world.where(type, (one) => one.received_credit === id)
    : world.where(type, (one) => one.received_debit === id)
}

/** The rule that creating a reversal marks what it reverses. Holds of the received flow. */
export function markedByReversal<O extends Received>(type: ReversalType, source: Source): CrossLaw<O, Schemas> {
  return crossObject<O, Schemas>(
    'what a reversal names is linked to it and restricted as already reversed',
    (one, world) =>
      reversalsOf(world, type, one.id).every(
        (reversal) => reversalIn(one) === reversal.id && one.reversal_details?.restricted_reason === 'already_reversed',
      ),
    source,
  )
}

/** The received flow that a create call names, as it was before. */
function sourceBefore({ call, before }: Exchange, name: Name): Received | undefined {
  return (before as World).get(`treasury.${name}`, String(call.params[name]))
}

/** The rule that what was reversed is not reversed again. */
export function secondIsRefused(name: Name, source: Source): AnswerLaw {
  const isFirst = (received: Received | undefined) => received === undefined || reversalIn(received) === null
  return answer(
    'a second reversal is refused',
    ['create'],
    (exchange) => !exchange.accepted || isFirst(sourceBefore(exchange, name)),
    source,
  )
}

/** The rule that neither a passed deadline nor a network that takes nothing back lets a flow be reversed. */
export function lateIsRefused(name: Name, source: Source): AnswerLaw {
  return answer(
    'what came by wire or is past its deadline cannot be reversed',
    ['create'],
    (exchange) => {
      const { network, reversal_details: by } = sourceBefore(exchange, name) ?? {}
      return !exchange.accepted || (network !== 'us_domestic_wire' && by?.restricted_reason !== 'deadline_passed')
    },
    source,
  )
}

/** The rule that what failed cannot be reversed. */
export function failedIsRefused(name: Name, source: Source): AnswerLaw {
  return answer(
    'what failed cannot be reversed',
    ['create'],
    (exchange) => !exchange.accepted || sourceBefore(exchange, name)?.status !== 'failed',
    source,
  )
}

/** The rule that a reversal is over the same as what it reverses; an account may be left out. */
export function sameAsReversed<O extends Reversal>(
  receivedOf: (one: O, world: World) => Received | undefined,
  source: Source,
): CrossLaw<O, Schemas> {
  return crossObject<O, Schemas>(
    'amount, currency, network and account are those of what it reverses',
    (one, world) => {
      const received = receivedOf(one, world)
      return (
        received === undefined ||
        ((['amount', 'currency', 'network'] as const).every((field) => one[field] === received[field]) &&
          [null, received.financial_account].includes(one.financial_account))
      )
    },
    source,
  )
}
