/** What the official SDK calls the operations of the specs, and what it lets them be called with. */

import type Stripe from 'stripe'

/** Methods by operation, as a path from the client. */
export const officialMethods = {
  'climate.order.cancel': 'climate.orders.cancel',
  'climate.order.create': 'climate.orders.create',
  'climate.order.list': 'climate.orders.list',
  'climate.order.retrieve': 'climate.orders.retrieve',
  'climate.order.update': 'climate.orders.update',
  'climate.product.list': 'climate.products.list',
  'climate.product.retrieve': 'climate.products.retrieve',
  'climate.supplier.list': 'climate.suppliers.list',
  'climate.supplier.retrieve': 'climate.suppliers.retrieve',
  'file.retrieve': 'files.retrieve',
  'financial_connections.account.disconnect': 'financialConnections.accounts.disconnect',
  'financial_connections.account.list': 'financialConnections.accounts.list',
  'financial_connections.account.refresh': 'financialConnections.accounts.refresh',
  'financial_connections.account.retrieve': 'financialConnections.accounts.retrieve',
  'financial_connections.account.subscribe': 'financialConnections.accounts.subscribe',
  'financial_connections.account.unsubscribe': 'financialConnections.accounts.unsubscribe',
  'financial_connections.account_owner.list': 'financialConnections.accounts.listOwners',
  'financial_connections.session.create': 'financialConnections.sessions.create',
  'financial_connections.session.retrieve': 'financialConnections.sessions.retrieve',
  'financial_connections.transaction.list': 'financialConnections.transactions.list',
  'financial_connections.transaction.retrieve': 'financialConnections.transactions.retrieve',
  'identity.verification_report.list': 'identity.verificationReports.list',
  'identity.verification_report.retrieve': 'identity.verificationReports.retrieve',
  'identity.verification_session.cancel': 'identity.verificationSessions.cancel',
  'identity.verification_session.create': 'identity.verificationSessions.create',
  'identity.verification_session.list': 'identity.verificationSessions.list',
  'identity.verification_session.redact': 'identity.verificationSessions.redact',
  'identity.verification_session.retrieve': 'identity.verificationSessions.retrieve',
  'identity.verification_session.update': 'identity.verificationSessions.update',
  'reporting.report_run.create': 'reporting.reportRuns.create',
  'reporting.report_run.list': 'reporting.reportRuns.list',
  'reporting.report_run.retrieve': 'reporting.reportRuns.retrieve',
  'reporting.report_type.list': 'reporting.reportTypes.list',
  'reporting.report_type.retrieve': 'reporting.reportTypes.retrieve',
  'scheduled_query_run.list': 'sigma.scheduledQueryRuns.list',
  'scheduled_query_run.retrieve': 'sigma.scheduledQueryRuns.retrieve',
  'tax.calculation.create': 'tax.calculations.create',
  'tax.calculation.retrieve': 'tax.calculations.retrieve',
  'tax.calculation_line_item.list': 'tax.calculations.listLineItems',
  'tax.registration.create': 'tax.registrations.create',
  'tax.registration.list': 'tax.registrations.list',
  'tax.registration.retrieve': 'tax.registrations.retrieve',
  'tax.registration.update': 'tax.registrations.update',
  'tax.settings.retrieve': 'tax.settings.retrieve',
  'tax.settings.update': 'tax.settings.update',
  'tax.transaction.create_from_calculation': 'tax.transactions.createFromCalculation',
  'tax.transaction.create_reversal': 'tax.transactions.createReversal',
  'tax.transaction.retrieve': 'tax.transactions.retrieve',
  'tax.transaction_line_item.list': 'tax.transactions.listLineItems',
  'treasury.credit_reversal.create': 'treasury.creditReversals.create',
  'treasury.credit_reversal.list': 'treasury.creditReversals.list',
  'treasury.credit_reversal.retrieve': 'treasury.creditReversals.retrieve',
  'treasury.debit_reversal.create': 'treasury.debitReversals.create',
  'treasury.debit_reversal.list': 'treasury.debitReversals.list',
  'treasury.debit_reversal.retrieve': 'treasury.debitReversals.retrieve',
  'treasury.financial_account.close': 'treasury.financialAccounts.close',
  'treasury.financial_account.create': 'treasury.financialAccounts.create',
  'treasury.financial_account.list': 'treasury.financialAccounts.list',
  'treasury.financial_account.retrieve': 'treasury.financialAccounts.retrieve',
  'treasury.financial_account.update': 'treasury.financialAccounts.update',
  'treasury.financial_account_features.retrieve': 'treasury.financialAccounts.retrieveFeatures',
  'treasury.financial_account_features.update': 'treasury.financialAccounts.updateFeatures',
  'treasury.inbound_transfer.cancel': 'treasury.inboundTransfers.cancel',
  'treasury.inbound_transfer.create': 'treasury.inboundTransfers.create',
  'treasury.inbound_transfer.fail': 'testHelpers.treasury.inboundTransfers.fail',
  'treasury.inbound_transfer.list': 'treasury.inboundTransfers.list',
  'treasury.inbound_transfer.retrieve': 'treasury.inboundTransfers.retrieve',
  'treasury.inbound_transfer.return': 'testHelpers.treasury.inboundTransfers.returnInboundTransfer',
  'treasury.inbound_transfer.succeed': 'testHelpers.treasury.inboundTransfers.succeed',
  'treasury.outbound_payment.cancel': 'treasury.outboundPayments.cancel',
  'treasury.outbound_payment.create': 'treasury.outboundPayments.create',
  'treasury.outbound_payment.fail': 'testHelpers.treasury.outboundPayments.fail',
  'treasury.outbound_payment.list': 'treasury.outboundPayments.list',
  'treasury.outbound_payment.post': 'testHelpers.treasury.outboundPayments.post',
  'treasury.outbound_payment.retrieve': 'treasury.outboundPayments.retrieve',
  'treasury.outbound_payment.return': 'testHelpers.treasury.outboundPayments.returnOutboundPayment',
  'treasury.outbound_payment.update_tracking': 'testHelpers.treasury.outboundPayments.update',
  'treasury.outbound_transfer.cancel': 'treasury.outboundTransfers.cancel',
  'treasury.outbound_transfer.create': 'treasury.outboundTransfers.create',
  'treasury.outbound_transfer.fail': 'testHelpers.treasury.outboundTransfers.fail',
  'treasury.outbound_transfer.list': 'treasury.outboundTransfers.list',
  'treasury.outbound_transfer.post': 'testHelpers.treasury.outboundTransfers.post',
  'treasury.outbound_transfer.retrieve': 'treasury.outboundTransfers.retrieve',
  'treasury.outbound_transfer.return': 'testHelpers.treasury.outboundTransfers.returnOutboundTransfer',
  'treasury.outbound_transfer.update_tracking': 'testHelpers.treasury.outboundTransfers.update',
  'treasury.received_credit.create': 'testHelpers.treasury.receivedCredits.create',
  'treasury.received_credit.list': 'treasury.receivedCredits.list',
  'treasury.received_credit.retrieve': 'treasury.receivedCredits.retrieve',
  'treasury.received_debit.create': 'testHelpers.treasury.receivedDebits.create',
  'treasury.received_debit.list': 'treasury.receivedDebits.list',
  'treasury.received_debit.retrieve': 'treasury.receivedDebits.retrieve',
  'treasury.transaction.list': 'treasury.transactions.list',
  'treasury.transaction.retrieve': 'treasury.transactions.retrieve',
  'treasury.transaction_entry.list': 'treasury.transactionEntries.list',
  'treasury.transaction_entry.retrieve': 'treasury.transactionEntries.retrieve',
} as const

/** What the parameters of an operation are called in the SDK: all that is not part of the path. */
export type OfficialParams<O extends keyof typeof officialMethods> =
  At<Stripe, (typeof officialMethods)[O]> extends (...args: infer Args) => unknown ? ParamsOf<Required<Args>> : never

type At<T, Path extends string> = Path extends `${infer Name}.${infer Rest}`
  ? Name extends keyof T
    ? At<T[Name], Rest>
    : never
  : Path extends keyof T
    ? T[Path]
    : never

/** The last argument holds options of the request, the one before it the parameters. */
type ParamsOf<Args extends readonly unknown[]> = Args extends readonly [...unknown[], infer Params, unknown]
  ? Params
  : never
