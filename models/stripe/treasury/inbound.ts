/** Steps of an inbound transfer: how it starts, how it leaves `processing`, and how the bank takes the money back. */

import { type Operation, transition } from '../../../src/model/resource.ts'
import { type Context, type Moment, type Params, receiptUrl, type Schemas, storedMetadata, type World } from '../kit.ts'
import { originDetails } from './destination.ts'
import { announce, book, withdraw } from './ledger.ts'
import { bookDebit, fromBank, noDebitLinks, reversalOf } from './received.ts'

type Transfer = Schemas['treasury.inbound_transfer']
type Debit = Schemas['treasury.received_debit']
type Step<Name extends 'cancel' | 'succeed' | 'fail' | 'return'> = Operation<
  Schemas,
  Transfer,
  Params[`treasury.inbound_transfer.${Name}`]
>

/** A new transfer: nothing has moved. */
export function inboundStart(
  context: Context<'treasury.inbound_transfer', 'treasury.inbound_transfer.create'>,
): Omit<Transfer, 'id' | 'object' | 'created' | 'livemode'> {
  const { params, witness } = context
  const times = { failed_at: null, succeeded_at: null }
  return {
    amount: params.amount,
    cancelable: true,
    currency: params.currency,
    description: params.description ?? null,
    failure_details: null,
    financial_account: params.financial_account,
    hosted_regulatory_receipt_url: receiptUrl(context),
    linked_flows: { received_debit: null },
    metadata: storedMetadata(params.metadata),
    origin_payment_method: params.origin_payment_method,
    origin_payment_method_details: originDetails(context),
    returned: false,
    statement_descriptor: params.statement_descriptor ?? 'transfer',
    status: 'processing',
    // Sources disagree whether there is a time of cancellation.
    status_transitions: witness.oneOf('C-7', [true, false]) ? { ...times, canceled_at: null } : times,
    transaction: null,
  }
}

/** Whether the transaction is there before anything moved is disputed (C-3); the mock makes it on success. */
export function announceEarly(world: World, transfer: Transfer, moment: Moment): World {
  if (moment.witness.oneOf('C-3', ['on success', 'at once']) === 'on success') return world
  const announced = announce(world, moment, transfer, 'inbound_transfer')
  return announced.world.put('treasury.inbound_transfer', { ...transfer, transaction: announced.transaction })
}

/** `cancel`: nothing moves, and what was announced is withdrawn. */
export function cancels(): Step<'cancel'> {
  return transition('processing', 'canceled', {
    set: ({ object: { status_transitions: at }, witness }) => ({
      status: 'canceled',
      cancelable: false,
      status_transitions: at.canceled_at === undefined ? at : { ...at, canceled_at: witness.time() },
    }),
    effect: (world, { transaction }, context) => withdraw(world, context, transaction),
  })
}

/** Fields that change when a transfer succeeds or fails. Sources disagree whether it stays cancelable (C-5). */
function leaves(
  { object, witness }: Moment & { readonly object: Transfer },
  status: 'succeeded' | 'failed',
): Partial<Transfer> {
  return {
    status,
    cancelable: witness.oneOf('C-5', [false, true]),
    status_transitions: { ...object.status_transitions, [`${status}_at`]: witness.time() },
  }
}

/** `succeed`: the money comes in. */
export function succeeds(): Step<'succeed'> {
  return transition('processing', 'succeeded', {
    set: (context) => leaves(context, 'succeeded'),
    effect(world, transfer, context) {
      const { amount, transaction: into } = transfer
      const booking = {
        flowType: 'inbound_transfer',
        status: 'posted',
        amount,
        impact: { cash: amount },
        into,
      } as const
      const booked = book(world, context, transfer, booking)
      return booked.world.put('treasury.inbound_transfer', { ...transfer, transaction: booked.transaction })
    },
  })
}

/** `fail`: nothing moves. Without a code in the call, sources name different ones (C-6). */
export function fails(): Step<'fail'> {
  return transition('processing', 'failed', {
    set(context) {
      const usual = () => context.witness.text('other', /^(other|could_not_process)$/) as 'other'
      return {
        ...leaves(context, 'failed'),
        failure_details: { code: context.params.failure_details?.code ?? usual() },
      }
    },
    effect: (world, { transaction }, context) => withdraw(world, context, transaction),
  })
}

/** `return`: the bank takes the money back. Sources disagree whether the transfer then says why (C-4). */
export function comesBack(): Step<'return'> {
  return transition('succeeded', 'returned', {
    set({ witness }) {
      const code = witness.text('other', /^[a-z_]+$/) as 'other'
      return { returned: true, failure_details: witness.oneOf('C-4', [true, false]) ? { code } : null }
    },
    effect: claimsBack,
  })
}

/** Books the return as a received debit that links the transfer, even if the cash does not suffice. */
function claimsBack(world: World, transfer: Transfer, moment: Moment): World {
  const { witness } = moment
  const debit: Debit = {
    id: witness.id('rd'),
    object: 'treasury.received_debit',
    amount: transfer.amount,
    created: witness.time(),
    currency: transfer.currency,
    description: witness.text('Return of an inbound transfer'),
    failure_code: null,
    financial_account: transfer.financial_account,
    hosted_regulatory_receipt_url: receiptUrl(moment),
    initiating_payment_method_details: fromBank(moment),
    linked_flows: { ...noDebitLinks, inbound_transfer: transfer.id },
    livemode: false,
    network: 'ach',
    // Whether such a debit can be disputed is nowhere said.
    reversal_details: witness.volatile<Debit['reversal_details']>(
      reversalOf(moment, 'ach', 2),
      'null or reversal details',
      (value) => typeof value === 'object',
    ),
    status: 'succeeded',
    transaction: null,
  }
  // Sources disagree on what the ledger calls it (C-10).
  const entry = witness.text('received_debit', /^(received_debit|inbound_transfer_return)$/) as 'received_debit'
  const linked = world.put('treasury.inbound_transfer', { ...transfer, linked_flows: { received_debit: debit.id } })
  return bookDebit(linked, debit, moment, entry)
}
