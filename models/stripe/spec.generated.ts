/**
 * Generated from the API description; change that and generate again.
 *
 * Models store references, never expanded objects: a field that the API can expand is the id of its object, a `string`.
 */

/** Postal address as answered; what is not known is null. */
export interface Address {
  readonly city: string | null
  readonly country: string | null
  readonly line1: string | null
  readonly line2: string | null
  readonly postal_code: string | null
  readonly state: string | null
}

/** Postal address as sent. */
export interface AddressParam {
  readonly city?: string
  readonly country?: string
  readonly line1?: string
  readonly line2?: string
  readonly postal_code?: string
  readonly state?: string
}

/** A version of the API. */
export type ApiVersion = '2011-01-01' | '2011-06-21' | '2011-06-28' | '2011-08-01' | '2011-09-15' | '2011-11-17' | '2012-02-23' | '2012-03-25' | '2012-06-18' | '2012-06-28' | '2012-07-09' | '2012-09-24' | '2012-10-26' | '2012-11-07' | '2013-02-11' | '2013-02-13' | '2013-07-05' | '2013-08-12' | '2013-08-13' | '2013-10-29' | '2013-12-03' | '2014-01-31' | '2014-03-13' | '2014-03-28' | '2014-05-19' | '2014-06-13' | '2014-06-17' | '2014-07-22' | '2014-07-26' | '2014-08-04' | '2014-08-20' | '2014-09-08' | '2014-10-07' | '2014-11-05' | '2014-11-20' | '2014-12-08' | '2014-12-17' | '2014-12-22' | '2015-01-11' | '2015-01-26' | '2015-02-10' | '2015-02-16' | '2015-02-18' | '2015-03-24' | '2015-04-07' | '2015-06-15' | '2015-07-07' | '2015-07-13' | '2015-07-28' | '2015-08-07' | '2015-08-19' | '2015-09-03' | '2015-09-08' | '2015-09-23' | '2015-10-01' | '2015-10-12' | '2015-10-16' | '2016-02-03' | '2016-02-19' | '2016-02-22' | '2016-02-23' | '2016-02-29' | '2016-03-07' | '2016-06-15' | '2016-07-06' | '2016-10-19' | '2017-01-27' | '2017-02-14' | '2017-04-06' | '2017-05-25' | '2017-06-05' | '2017-08-15' | '2017-12-14' | '2018-01-23' | '2018-02-05' | '2018-02-06' | '2018-02-28' | '2018-05-21' | '2018-07-27' | '2018-08-23' | '2018-09-06' | '2018-09-24' | '2018-10-31' | '2018-11-08' | '2019-02-11' | '2019-02-19' | '2019-03-14' | '2019-05-16' | '2019-08-14' | '2019-09-09' | '2019-10-08' | '2019-10-17' | '2019-11-05' | '2019-12-03' | '2020-03-02' | '2020-08-27' | '2022-08-01' | '2022-11-15' | '2023-08-16' | '2023-10-16' | '2024-04-10' | '2024-06-20' | '2024-09-30.acacia' | '2024-10-28.acacia' | '2024-11-20.acacia' | '2024-12-18.acacia' | '2025-01-27.acacia' | '2025-02-24.acacia' | '2025-03-01.dashboard' | '2025-03-31.basil' | '2025-04-30.basil' | '2025-05-28.basil' | '2025-06-30.basil' | '2025-07-30.basil' | '2025-08-27.basil' | '2025-09-30.clover' | '2025-10-29.clover' | '2025-11-17.clover' | '2025-12-15.clover' | '2026-01-28.clover' | '2026-02-25.clover' | '2026-03-25.dahlia' | '2026-04-22.dahlia' | '2026-05-27.dahlia' | '2026-06-24.dahlia' | '2026-07-29.dahlia' | '2026-08-26.dahlia' | '2026-09-30.endive' | '2026-10-28.endive'

/** Minor units; zero is a free price. */
export type BillingAmountParam = number

/** Lower-case ISO 4217 code. */
export type BillingCurrencyParam = string

/** Minor units with up to twelve decimal places. */
export type BillingDecimalParam = string

/** The unit of a billing period. */
export type BillingInterval = 'day' | 'month' | 'week' | 'year'

/** How often a price is due; at most every three years. */
export interface BillingRecurringParam {
  readonly interval: BillingInterval
  readonly interval_count?: number
}

/** Whether a price has its tax in it. */
export type BillingTaxBehavior = 'exclusive' | 'inclusive' | 'unspecified'

/** In whose name the removal is registered. */
export interface ClimateBeneficiary {
  readonly public_name: string
}

/** One delivery of removed carbon. */
export interface ClimateDelivery {
  readonly delivered_at: number
  readonly location: ClimateLocation | null
  readonly metric_tons: ClimateWeight
  readonly registry_url: string | null
  readonly supplier: string
}

/** Where carbon is removed. */
export interface ClimateLocation {
  readonly city: string | null
  readonly country: string
  readonly latitude: number | null
  readonly longitude: number | null
  readonly region: string | null
}

/** A purchase of carbon removal from one product; amounts in minor units of its currency. */
export interface ClimateOrder {
  readonly id: string
  readonly object: 'climate.order'
  readonly amount_fees: number
  readonly amount_subtotal: number
  readonly amount_total: number
  readonly beneficiary?: ClimateBeneficiary | null
  readonly canceled_at: number | null
  readonly cancellation_reason: 'expired' | 'product_unavailable' | 'requested' | null
  readonly certificate: string | null
  readonly confirmed_at: number | null
  readonly created: number
  readonly currency: Currency
  readonly delayed_at: number | null
  readonly delivered_at: number | null
  readonly delivery_details: readonly ClimateDelivery[]
  readonly expected_delivery_year: number
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly metric_tons: ClimateWeight
  readonly product: string
  readonly product_substituted_at: number | null
  readonly status: 'awaiting_funds' | 'canceled' | 'confirmed' | 'delivered' | 'open'
}

/** Price of a metric ton in minor units, with and without the fee. */
export interface ClimatePrice {
  readonly amount_fees: number
  readonly amount_subtotal: number
  readonly amount_total: number
}

/** One kind of removal that can be reserved; a delivery year in the past means it is in stock. */
export interface ClimateProduct {
  readonly id: string
  readonly object: 'climate.product'
  readonly created: number
  readonly current_prices_per_metric_ton: { readonly [key: string]: ClimatePrice }
  readonly delivery_year: number | null
  readonly livemode: boolean
  readonly metric_tons_available: ClimateWeight
  readonly name: string
  readonly suppliers: readonly string[]
}

/** A company that removes carbon. */
export interface ClimateSupplier {
  readonly id: string
  readonly object: 'climate.supplier'
  readonly info_url: string
  readonly livemode: boolean
  readonly locations: readonly ClimateLocation[]
  readonly name: string
  readonly removal_pathway: 'biomass_carbon_removal_and_storage' | 'direct_air_capture' | 'enhanced_weathering' | 'marine_carbon_removal'
}

/** Metric tons as a decimal. */
export type ClimateWeight = string

/** Cryptocurrency, as a decimal with no more places than the currency has. */
export type CryptoAmountParam = string

/** The cryptocurrencies to choose from. */
export type CryptoCurrenciesParam = readonly CryptoCurrencyParam[]

/** A cryptocurrency. */
export type CryptoCurrencyParam = string

/** An address on a network that works like Ethereum. */
export type CryptoEvmAddressParam = string

/** Money before fees, as a decimal with at most two places. */
export type CryptoFiatAmountParam = string

/** The currency that is paid with. Others than usd are not offered to every account. */
export type CryptoFiatParam = string

/** What is known of the customer already; it is not answered. */
export interface CryptoKycParams {
  readonly address?: AddressParam
  readonly dob?: {
    readonly day?: number
    readonly month?: number
    readonly year?: number
  }
  readonly email?: string
  readonly first_name?: string
  readonly last_name?: string
}

/** A blockchain. Support for optimism and sui varies between accounts, so they are not tried. */
export type CryptoNetworkParam = string

/** The blockchains to choose from. */
export type CryptoNetworksParam = readonly CryptoNetworkParam[]

/** Estimated prices for several pairs of currency and network. */
export interface CryptoOnrampQuotes {
  readonly id: string
  readonly object: 'crypto.onramp.quotes'
  readonly destination_network_quotes: { readonly [key: string]: readonly CryptoQuote[] | null }
  readonly livemode: boolean
  readonly rate_fetched_at: number
  readonly source_amount: string
  readonly source_currency: 'usd' | 'eur' | 'gbp'
}

/** One customer's purchase of cryptocurrency. */
export interface CryptoOnrampSession {
  readonly id: string
  readonly object: 'crypto.onramp_session'
  readonly client_secret: string
  readonly created: number
  readonly kyc_details_provided: boolean
  readonly livemode: boolean
  readonly metadata: Metadata | null
  readonly redirect_url?: string | null
  readonly status: 'initialized' | 'rejected' | 'requires_payment' | 'fulfillment_processing' | 'fulfillment_complete'
  readonly transaction_details: CryptoTransactionDetails
}

/** What a source amount buys of one currency on one network. */
export interface CryptoQuote {
  readonly id: string
  readonly destination_amount: string
  readonly destination_currency: string
  readonly destination_network: string
  readonly fees: {
    readonly network_fee_monetary: string
    readonly transaction_fee_monetary: string
  }
  readonly source_total_amount: string
}

/** Fees of a session, in the currency that is paid with. */
export interface CryptoSessionFees {
  readonly network_fee_amount: string | null
  readonly transaction_fee_amount: string | null
}

/** What is bought with what; filled in as the customer goes on. */
export interface CryptoTransactionDetails {
  readonly destination_amount: string | null
  readonly destination_currencies: readonly string[] | null
  readonly destination_currency: string | null
  readonly destination_network: string | null
  readonly destination_networks: readonly string[] | null
  readonly fees: CryptoSessionFees | null
  readonly lock_wallet_address: boolean | null
  readonly settlement_speed?: 'instant' | 'standard' | null
  readonly source_amount: string | null
  readonly source_currency: 'usd' | 'eur' | 'gbp' | null
  readonly source_total_amount?: string | null
  readonly transaction_id: string | null
  readonly wallet_address: string | null
  readonly wallet_addresses: CryptoWalletAddresses | null
}

/** Suggested wallets by network; null for a network without one. */
export type CryptoWalletAddresses = {
  readonly destination_tags?: {
    readonly stellar?: string | null
  } | null
} & { readonly [key: string]: string | null }

/** Suggested wallets by network; the key of the network base is base_network. */
export interface CryptoWalletAddressesParams {
  readonly avalanche?: CryptoEvmAddressParam
  readonly base_network?: CryptoEvmAddressParam
  readonly bitcoin?: string
  readonly destination_tags?: {
    readonly stellar?: string
  }
  readonly ethereum?: CryptoEvmAddressParam
  readonly optimism?: CryptoEvmAddressParam
  readonly polygon?: CryptoEvmAddressParam
  readonly solana?: string
  readonly stellar?: string
  readonly sui?: string
  readonly worldchain?: CryptoEvmAddressParam
}

/** Lower-case ISO 4217 code. */
export type Currency = string

/** Somebody who buys. */
export interface Customer {
  readonly id: string
  readonly object: 'customer'
  readonly address?: Address | null
  readonly balance: number
  readonly created: number
  readonly currency?: string | null
  readonly default_source: string | null
  readonly deleted?: true
  readonly delinquent?: boolean | null
  readonly description: string | null
  readonly email: string | null
  readonly invoice_prefix?: string | null
  readonly invoice_settings: { readonly [key: string]: unknown }
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly name?: string | null
  readonly next_invoice_sequence?: number
  readonly phone?: string | null
  readonly preferred_locales?: readonly string[] | null
  readonly shipping: CustomerShipping | null
  readonly subscriptions?: List & {
    readonly data?: readonly Subscription[]
  }
  readonly tax_exempt?: 'none' | 'exempt' | 'reverse' | null
  readonly test_clock?: string | null
}

/** Where to send things. */
export interface CustomerShipping {
  readonly address: Address
  readonly name: string
  readonly phone?: string | null
}

/** What can be said of a customer, at first or later. */
export interface CustomerParams {
  readonly address?: AddressParam | ''
  readonly balance?: number
  readonly description?: string
  readonly email?: string
  readonly name?: string
  readonly phone?: string
  readonly shipping?: {
    readonly address: AddressParam
    readonly name: string
    readonly phone?: string
  } | ''
  readonly tax_exempt?: 'none' | 'exempt' | 'reverse' | ''
  readonly metadata?: MetadataParam | ''
  readonly expand?: ExpandParam
}

/** What is left of a customer. */
export interface DeletedCustomer {
  readonly id: string
  readonly object: 'customer'
  readonly deleted: true
}

/** What is left of a product. */
export interface DeletedProduct {
  readonly id: string
  readonly object: 'product'
  readonly deleted: true
}

/** What is left of an attachment. */
export interface DeletedProductFeature {
  readonly id: string
  readonly object: 'product_feature'
  readonly deleted: true
}

/** What is left of a deleted endpoint. */
export interface DeletedWebhookEndpoint {
  readonly id: string
  readonly object: 'webhook_endpoint'
  readonly deleted: true
}

/** The types to be told of; * stands for all but those that have to be named. */
export type EnabledEventsParam = readonly EventSubscription[]

/** What a customer may use at present. */
export interface EntitlementsActiveEntitlement {
  readonly id: string
  readonly object: 'entitlements.active_entitlement'
  readonly feature: string
  readonly livemode: boolean
  readonly lookup_key: string
}

/** What a customer may use at present, as events tell it; it has no id and cannot be read. */
export interface EntitlementsActiveEntitlementSummary {
  readonly object: 'entitlements.active_entitlement_summary'
  readonly customer: string
  readonly entitlements: List & {
    readonly data?: readonly EntitlementsActiveEntitlement[]
  }
  readonly livemode: boolean
}

/** An ability that products can come with. */
export interface EntitlementsFeature {
  readonly id: string
  readonly object: 'entitlements.feature'
  readonly active: boolean
  readonly livemode: boolean
  readonly lookup_key: string
  readonly metadata: Metadata
  readonly name: string
}

/** A key of the caller's own. */
export type EntitlementsLookupKeyParam = string

/** Body of every answer with a status of 400 or more. */
export interface Error {
  readonly error: {
    readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
    readonly message?: string
    readonly code?: string
    readonly param?: string
    readonly doc_url?: string
    readonly request_log_url?: string
    readonly decline_code?: string
    readonly advice_code?: string
    readonly network_advice_code?: string
    readonly network_decline_code?: string
    readonly charge?: string
    readonly payment_intent?: { readonly [key: string]: unknown }
    readonly payment_method?: { readonly [key: string]: unknown }
    readonly payment_method_type?: string
    readonly setup_intent?: { readonly [key: string]: unknown }
    readonly source?: { readonly [key: string]: unknown }
  }
}

/** What happened, with the object as it was right after. */
export interface Event {
  readonly id: string
  readonly object: 'event'
  readonly account?: string
  readonly api_version: string | null
  readonly context?: string
  readonly created: number
  readonly data: {
    readonly object: { readonly [key: string]: unknown }
    readonly previous_attributes?: { readonly [key: string]: unknown }
  }
  readonly livemode: boolean
  readonly pending_webhooks: number
  readonly request: {
    readonly id: string | null
    readonly idempotency_key: string | null
  } | null
  readonly type: string
}

/** An event type to subscribe to, or * for all that need not be named. */
export type EventSubscription = '*' | 'account.application.authorized' | 'account.application.deauthorized' | 'account.external_account.created' | 'account.external_account.deleted' | 'account.external_account.updated' | 'account.updated' | 'application_fee.created' | 'application_fee.refund.updated' | 'application_fee.refunded' | 'apps.install.created' | 'apps.install.deleted' | 'apps.install.updated' | 'balance.available' | 'balance_settings.updated' | 'billing.alert.triggered' | 'billing.credit_balance_transaction.created' | 'billing.credit_grant.created' | 'billing.credit_grant.updated' | 'billing.meter.created' | 'billing.meter.deactivated' | 'billing.meter.reactivated' | 'billing.meter.updated' | 'billing_portal.configuration.created' | 'billing_portal.configuration.updated' | 'billing_portal.session.created' | 'capability.updated' | 'cash_balance.funds_available' | 'charge.captured' | 'charge.dispute.closed' | 'charge.dispute.created' | 'charge.dispute.funds_reinstated' | 'charge.dispute.funds_withdrawn' | 'charge.dispute.updated' | 'charge.expired' | 'charge.failed' | 'charge.pending' | 'charge.refund.updated' | 'charge.refunded' | 'charge.succeeded' | 'charge.updated' | 'checkout.session.async_payment_failed' | 'checkout.session.async_payment_succeeded' | 'checkout.session.completed' | 'checkout.session.expired' | 'climate.order.canceled' | 'climate.order.created' | 'climate.order.delayed' | 'climate.order.delivered' | 'climate.order.product_substituted' | 'climate.product.created' | 'climate.product.pricing_updated' | 'coupon.created' | 'coupon.deleted' | 'coupon.updated' | 'credit_note.created' | 'credit_note.updated' | 'credit_note.voided' | 'customer.created' | 'customer.deleted' | 'customer.discount.created' | 'customer.discount.deleted' | 'customer.discount.updated' | 'customer.source.created' | 'customer.source.deleted' | 'customer.source.expiring' | 'customer.source.updated' | 'customer.subscription.created' | 'customer.subscription.deleted' | 'customer.subscription.paused' | 'customer.subscription.pending_update_applied' | 'customer.subscription.pending_update_expired' | 'customer.subscription.resumed' | 'customer.subscription.trial_will_end' | 'customer.subscription.updated' | 'customer.tax_id.created' | 'customer.tax_id.deleted' | 'customer.tax_id.updated' | 'customer.updated' | 'customer_cash_balance_transaction.created' | 'entitlements.active_entitlement_summary.updated' | 'file.created' | 'financial_connections.account.account_numbers_updated' | 'financial_connections.account.created' | 'financial_connections.account.deactivated' | 'financial_connections.account.disconnected' | 'financial_connections.account.expected_deactivation_date_updated' | 'financial_connections.account.reactivated' | 'financial_connections.account.refreshed_balance' | 'financial_connections.account.refreshed_ownership' | 'financial_connections.account.refreshed_transactions' | 'financial_connections.account.supported_payment_method_types_updated' | 'financial_connections.account.upcoming_account_number_expiry' | 'financial_connections.account.upcoming_deactivation' | 'financial_connections.authorization.expected_deactivation_date_updated' | 'financial_connections.authorization.upcoming_deactivation' | 'identity.verification_session.canceled' | 'identity.verification_session.created' | 'identity.verification_session.processing' | 'identity.verification_session.redacted' | 'identity.verification_session.requires_input' | 'identity.verification_session.verified' | 'invoice.created' | 'invoice.deleted' | 'invoice.finalization_failed' | 'invoice.finalized' | 'invoice.marked_uncollectible' | 'invoice.overdue' | 'invoice.overpaid' | 'invoice.paid' | 'invoice.payment_action_required' | 'invoice.payment_attempt_required' | 'invoice.payment_failed' | 'invoice.payment_succeeded' | 'invoice.sent' | 'invoice.upcoming' | 'invoice.updated' | 'invoice.voided' | 'invoice.will_be_due' | 'invoice_payment.paid' | 'invoiceitem.created' | 'invoiceitem.deleted' | 'issuing_authorization.created' | 'issuing_authorization.request' | 'issuing_authorization.updated' | 'issuing_card.created' | 'issuing_card.updated' | 'issuing_cardholder.created' | 'issuing_cardholder.updated' | 'issuing_dispute.closed' | 'issuing_dispute.created' | 'issuing_dispute.funds_reinstated' | 'issuing_dispute.funds_rescinded' | 'issuing_dispute.submitted' | 'issuing_dispute.updated' | 'issuing_personalization_design.activated' | 'issuing_personalization_design.deactivated' | 'issuing_personalization_design.rejected' | 'issuing_personalization_design.updated' | 'issuing_token.created' | 'issuing_token.updated' | 'issuing_transaction.created' | 'issuing_transaction.purchase_details_receipt_updated' | 'issuing_transaction.updated' | 'mandate.updated' | 'payment_intent.amount_capturable_updated' | 'payment_intent.canceled' | 'payment_intent.created' | 'payment_intent.partially_funded' | 'payment_intent.payment_failed' | 'payment_intent.processing' | 'payment_intent.requires_action' | 'payment_intent.succeeded' | 'payment_link.created' | 'payment_link.updated' | 'payment_method.attached' | 'payment_method.automatically_updated' | 'payment_method.detached' | 'payment_method.updated' | 'payout.canceled' | 'payout.created' | 'payout.failed' | 'payout.paid' | 'payout.reconciliation_completed' | 'payout.updated' | 'person.created' | 'person.deleted' | 'person.updated' | 'plan.created' | 'plan.deleted' | 'plan.updated' | 'price.created' | 'price.deleted' | 'price.updated' | 'product.created' | 'product.deleted' | 'product.updated' | 'promotion_code.created' | 'promotion_code.updated' | 'quote.accepted' | 'quote.canceled' | 'quote.created' | 'quote.finalized' | 'radar.early_fraud_warning.created' | 'radar.early_fraud_warning.updated' | 'refund.created' | 'refund.failed' | 'refund.updated' | 'reporting.report_run.failed' | 'reporting.report_run.succeeded' | 'reporting.report_type.updated' | 'reserve.hold.created' | 'reserve.hold.updated' | 'reserve.plan.created' | 'reserve.plan.disabled' | 'reserve.plan.expired' | 'reserve.plan.updated' | 'reserve.release.created' | 'review.closed' | 'review.opened' | 'setup_intent.canceled' | 'setup_intent.created' | 'setup_intent.requires_action' | 'setup_intent.setup_failed' | 'setup_intent.succeeded' | 'sigma.scheduled_query_run.created' | 'source.canceled' | 'source.chargeable' | 'source.failed' | 'source.mandate_notification' | 'source.refund_attributes_required' | 'source.transaction.created' | 'source.transaction.updated' | 'subscription_schedule.aborted' | 'subscription_schedule.canceled' | 'subscription_schedule.completed' | 'subscription_schedule.created' | 'subscription_schedule.expiring' | 'subscription_schedule.released' | 'subscription_schedule.updated' | 'tax.settings.updated' | 'tax_rate.created' | 'tax_rate.updated' | 'terminal.reader.action_failed' | 'terminal.reader.action_succeeded' | 'terminal.reader.action_updated' | 'test_helpers.test_clock.advancing' | 'test_helpers.test_clock.created' | 'test_helpers.test_clock.deleted' | 'test_helpers.test_clock.internal_failure' | 'test_helpers.test_clock.ready' | 'three_d_secure.authentication.canceled' | 'three_d_secure.authentication.challenge_started' | 'three_d_secure.authentication.errored' | 'three_d_secure.authentication.failed' | 'three_d_secure.authentication.requires_challenge' | 'three_d_secure.authentication.requires_submission' | 'three_d_secure.authentication.succeeded' | 'topup.canceled' | 'topup.created' | 'topup.failed' | 'topup.reversed' | 'topup.succeeded' | 'transfer.created' | 'transfer.reversed' | 'transfer.updated' | 'treasury.credit_reversal.created' | 'treasury.credit_reversal.posted' | 'treasury.debit_reversal.completed' | 'treasury.debit_reversal.created' | 'treasury.debit_reversal.initial_credit_granted' | 'treasury.financial_account.closed' | 'treasury.financial_account.created' | 'treasury.financial_account.features_status_updated' | 'treasury.inbound_transfer.canceled' | 'treasury.inbound_transfer.created' | 'treasury.inbound_transfer.failed' | 'treasury.inbound_transfer.succeeded' | 'treasury.outbound_payment.canceled' | 'treasury.outbound_payment.created' | 'treasury.outbound_payment.expected_arrival_date_updated' | 'treasury.outbound_payment.failed' | 'treasury.outbound_payment.posted' | 'treasury.outbound_payment.returned' | 'treasury.outbound_payment.tracking_details_updated' | 'treasury.outbound_transfer.canceled' | 'treasury.outbound_transfer.created' | 'treasury.outbound_transfer.expected_arrival_date_updated' | 'treasury.outbound_transfer.failed' | 'treasury.outbound_transfer.posted' | 'treasury.outbound_transfer.returned' | 'treasury.outbound_transfer.tracking_details_updated' | 'treasury.received_credit.created' | 'treasury.received_credit.failed' | 'treasury.received_credit.succeeded' | 'treasury.received_debit.created'

/** Request body of an action that takes nothing but expansion. */
export interface ExpandOnlyParams {
  readonly expand?: ExpandParam
}

/** Dotted paths of fields to answer in full, at most four names deep. */
export type ExpandParam = readonly string[]

/** What is known of stored bytes. */
export interface File {
  readonly id: string
  readonly object: 'file'
  readonly created: number
  readonly expires_at: number | null
  readonly filename: string | null
  readonly links?: List & {
    readonly data?: readonly { readonly [key: string]: unknown }[]
  } | null
  readonly purpose: 'account_requirement' | 'additional_verification' | 'business_icon' | 'business_logo' | 'customer_signature' | 'dispute_evidence' | 'document_provider_identity_document' | 'finance_report_run' | 'financial_account_statement' | 'identity_document' | 'identity_document_downloadable' | 'issuing_regulatory_reporting' | 'pci_document' | 'platform_terms_of_service' | 'selfie' | 'sigma_scheduled_query' | 'tax_document_user_upload' | 'terminal_android_apk' | 'terminal_reader_splashscreen' | 'terminal_wifi_certificate' | 'terminal_wifi_private_key'
  readonly size: number
  readonly title: string | null
  readonly type: string | null
  readonly url: string | null
}

/** A bank account that somebody gave access to. */
export interface FinancialConnectionsAccount {
  readonly id: string
  readonly object: 'financial_connections.account'
  readonly account_holder: FinancialConnectionsAccountHolder | null
  readonly account_numbers: readonly {
    readonly expected_expiry_date: number | null
    readonly identifier_type: 'account_number' | 'tokenized_account_number'
    readonly status: 'pending' | 'transactable' | 'expired' | 'deactivated'
    readonly supported_networks: readonly 'ach'[]
  }[] | null
  readonly balance: FinancialConnectionsBalance | null
  readonly balance_refresh: FinancialConnectionsRefresh | null
  readonly category: 'cash' | 'credit' | 'investment' | 'other'
  readonly created: number
  readonly display_name: string | null
  readonly institution_name: string
  readonly last4: string | null
  readonly livemode: boolean
  readonly ownership: string | null
  readonly ownership_refresh: FinancialConnectionsRefresh | null
  readonly permissions: readonly FinancialConnectionsPermission[] | null
  readonly status: 'active' | 'inactive' | 'disconnected'
  readonly status_details?: {
    readonly active?: {
      readonly action: 'none' | 'relink_required'
      readonly cause: 'access_expired' | 'institution_requirement' | 'unspecified'
      readonly expected_deactivation_date: number
    }
  }
  readonly subcategory: 'checking' | 'savings' | 'mortgage' | 'line_of_credit' | 'credit_card' | 'other'
  readonly subscriptions: readonly 'transactions'[] | null
  readonly supported_payment_method_types: readonly ('us_bank_account' | 'link')[]
  readonly transaction_refresh: FinancialConnectionsTransactionRefresh | null
}

/** Whose account it is; type names the id that is present. */
export interface FinancialConnectionsAccountHolder {
  readonly type: 'customer' | 'account'
  readonly account?: string
  readonly customer?: string
  readonly customer_account?: string
}

/** Keep the accounts of one holder. */
export interface FinancialConnectionsAccountHolderFilter {
  readonly account?: string
  readonly customer?: string
  readonly customer_account?: string
}

/** Whose accounts are linked, in any combination; the API refuses ids that do not go with the type. */
export interface FinancialConnectionsAccountHolderParams {
  readonly type: 'customer' | 'account'
  readonly account?: string
  readonly customer?: string
  readonly customer_account?: string
}

/** A person or company that the bank names as owner of an account. */
export interface FinancialConnectionsAccountOwner {
  readonly id: string
  readonly object: 'financial_connections.account_owner'
  readonly email: string | null
  readonly name: string
  readonly ownership: string
  readonly phone: string | null
  readonly raw_address: string | null
  readonly refreshed_at: number | null
}

/** The owners of an account as one refresh found them; it never changes. */
export interface FinancialConnectionsAccountOwnership {
  readonly id: string
  readonly object: 'financial_connections.account_ownership'
  readonly created: number
  readonly owners: List & {
    readonly data?: readonly FinancialConnectionsAccountOwner[]
  }
}

/** What is on the account, in the smallest units of each currency; type names the part that is present. */
export interface FinancialConnectionsBalance {
  readonly as_of: number
  readonly cash?: {
    readonly available: { readonly [key: string]: number } | null
  }
  readonly credit?: {
    readonly used: { readonly [key: string]: number } | null
  }
  readonly current: { readonly [key: string]: number }
  readonly type: 'cash' | 'credit'
}

export type FinancialConnectionsPermission = 'balances' | 'ownership' | 'payment_method' | 'transactions'

export type FinancialConnectionsPrefetch = 'balances' | 'ownership' | 'transactions'

/** The latest attempt to fetch something, and when the next one may start. */
export interface FinancialConnectionsRefresh {
  readonly last_attempted_at: number
  readonly next_refresh_available_at: number | null
  readonly status: FinancialConnectionsRefreshStatus
}

export type FinancialConnectionsRefreshStatus = 'pending' | 'succeeded' | 'failed'

/** The ticket for the screen in which a person links accounts. */
export interface FinancialConnectionsSession {
  readonly id: string
  readonly object: 'financial_connections.session'
  readonly account_holder: FinancialConnectionsAccountHolder | null
  readonly accounts: List & {
    readonly data?: readonly FinancialConnectionsAccount[]
  }
  readonly bank_account_token?: { readonly [key: string]: unknown }
  readonly client_secret: string | null
  readonly filters?: {
    readonly account_subcategories: readonly ('checking' | 'savings' | 'mortgage' | 'line_of_credit' | 'credit_card')[] | null
    readonly country: string | null
    readonly require_payment_method_support?: 'all' | 'at_least_one' | 'none'
  }
  readonly limits?: {
    readonly accounts: number
  }
  readonly livemode: boolean
  readonly manual_entry?: {
    readonly mode?: 'automatic' | 'disabled'
  }
  readonly permissions: readonly FinancialConnectionsPermission[]
  readonly prefetch: readonly FinancialConnectionsPrefetch[] | null
  readonly return_url?: string
}

/** What to fetch day by day. */
export interface FinancialConnectionsSubscriptionParams {
  readonly features: readonly 'transactions'[]
  readonly expand?: ExpandParam
}

/** A movement of money on a linked account, as the bank shows it. */
export interface FinancialConnectionsTransaction {
  readonly id: string
  readonly object: 'financial_connections.transaction'
  readonly account: string
  readonly amount: number
  readonly currency: Currency
  readonly description: string
  readonly livemode: boolean
  readonly status: 'pending' | 'posted' | 'void'
  readonly status_transitions: {
    readonly posted_at: number | null
    readonly void_at: number | null
  }
  readonly transacted_at: number
  readonly transaction_refresh: string
  readonly updated: number
}

/** The latest attempt to fetch transactions; its id tells them by the attempt that brought them. */
export interface FinancialConnectionsTransactionRefresh {
  readonly id: string
  readonly last_attempted_at: number
  readonly next_refresh_available_at: number | null
  readonly status: FinancialConnectionsRefreshStatus
}

/** A header. */
export interface ForwardingHeader {
  readonly name: string
  readonly value: string
}

/** Bounds that all hold (gt and lt exclusive, gte and lte inclusive). */
export interface ForwardingRangeParam {
  readonly gt?: number
  readonly gte?: number
  readonly lt?: number
  readonly lte?: number
}

/** Details of the card, or of the wallet's network token (gated), or a signature. */
export type ForwardingReplacement = 'card_number' | 'card_expiry' | 'card_cvc' | 'cardholder_name' | 'request_signature' | 'network_token_number' | 'network_token_cryptogram' | 'network_token_expiry' | 'network_token_electronic_commerce_indicator'

/** What is put in where the body has a blank. */
export type ForwardingReplacementsParam = readonly ForwardingReplacement[]

/** The record of a request, without what is secret in it. Its data is kept for 30 days. */
export interface ForwardingRequest {
  readonly id: string
  readonly object: 'forwarding.request'
  readonly created: number
  readonly livemode: boolean
  readonly metadata?: Metadata | null
  readonly payment_method: string
  readonly replacements: readonly ForwardingReplacement[]
  readonly request_context: {
    readonly destination_duration: number
    readonly destination_ip_address: string
  } | null
  readonly request_details: {
    readonly body: string
    readonly headers: readonly ForwardingHeader[]
    readonly http_method: 'POST'
  } | null
  readonly response_details: {
    readonly body: string
    readonly headers: readonly ForwardingHeader[]
    readonly status: number
  } | null
  readonly url: string | null
}

/** What is sent, with a blank for each detail of the card. */
export interface ForwardingRequestParam {
  readonly body?: string
  readonly headers?: readonly {
    readonly name: string
    readonly value: string
  }[]
}

/** An address that is set up for the account. */
export type ForwardingUrlParam = string

export type IdentityCheckStatus = 'verified' | 'unverified'

/** A day of the calendar; 1-1-1 once it is redacted. */
export interface IdentityDate {
  readonly day: number | null
  readonly month: number | null
  readonly year: number | null
}

/** What is asked of an identity document. */
export interface IdentityDocumentOptions {
  readonly allowed_types?: readonly ('driving_license' | 'id_card' | 'passport')[]
  readonly require_id_number?: boolean
  readonly require_live_capture?: boolean
  readonly require_matching_selfie?: boolean
}

/** The check of an identity document. */
export interface IdentityDocumentReport {
  readonly address: Address | null
  readonly dob?: IdentityDate | null
  readonly error: {
    readonly code: 'document_expired' | 'document_type_not_supported' | 'document_unverified_other' | null
    readonly reason: string | null
  } | null
  readonly expiration_date?: IdentityDate | null
  readonly files: readonly string[] | null
  readonly first_name: string | null
  readonly issued_date: IdentityDate | null
  readonly issuing_country: string | null
  readonly last_name: string | null
  readonly number?: string | null
  readonly sex?: IdentitySex
  readonly status: IdentityCheckStatus
  readonly type: 'driving_license' | 'id_card' | 'passport' | null
  readonly unparsed_place_of_birth?: string | null
  readonly unparsed_sex?: string | null
}

/** The check of an email address; flows only. */
export interface IdentityEmailReport {
  readonly email: string | null
  readonly error: {
    readonly code: 'email_unverified_other' | 'email_verification_declined' | null
    readonly reason: string | null
  } | null
  readonly status: IdentityCheckStatus
}

/** The check of an ID number. */
export interface IdentityIdNumberReport {
  readonly dob?: IdentityDate | null
  readonly error: {
    readonly code: 'id_number_insufficient_document_data' | 'id_number_mismatch' | 'id_number_unverified_other' | null
    readonly reason: string | null
  } | null
  readonly first_name: string | null
  readonly id_number?: string | null
  readonly id_number_type: IdentityIdNumberType
  readonly last_name: string | null
  readonly status: IdentityCheckStatus
}

export type IdentityIdNumberType = 'br_cpf' | 'sg_nric' | 'us_ssn' | null

/** What to ask of the document; an empty text takes earlier options away. */
export interface IdentityOptionsParams {
  readonly document?: {
    readonly allowed_types?: readonly ('driving_license' | 'id_card' | 'passport')[]
    readonly require_id_number?: boolean
    readonly require_live_capture?: boolean
    readonly require_matching_selfie?: boolean
  } | ''
}

/** The check of a phone number; flows only. */
export interface IdentityPhoneReport {
  readonly error: {
    readonly code: 'phone_unverified_other' | 'phone_verification_declined' | null
    readonly reason: string | null
  } | null
  readonly phone: string | null
  readonly status: IdentityCheckStatus
}

/** What was known of the person beforehand. */
export interface IdentityProvidedDetails {
  readonly email?: string
  readonly phone?: string
}

/** What is known of the person beforehand. */
export interface IdentityProvidedDetailsParams {
  readonly email?: string
  readonly phone?: string
}

/** The comparison of a selfie with the photo of the document. */
export interface IdentitySelfieReport {
  readonly document: string | null
  readonly error: {
    readonly code: 'selfie_document_missing_photo' | 'selfie_face_mismatch' | 'selfie_manipulated' | 'selfie_unverified_other' | null
    readonly reason: string | null
  } | null
  readonly selfie: string | null
  readonly status: IdentityCheckStatus
}

/** Why the last attempt failed, or why the person did not get as far as that. */
export interface IdentitySessionError {
  readonly code: 'abandoned' | 'consent_declined' | 'country_not_supported' | 'device_not_supported' | 'under_supported_age' | 'document_expired' | 'document_type_not_supported' | 'document_unverified_other' | 'selfie_document_missing_photo' | 'selfie_face_mismatch' | 'selfie_manipulated' | 'selfie_unverified_other' | 'id_number_insufficient_document_data' | 'id_number_mismatch' | 'id_number_unverified_other' | 'email_unverified_other' | 'email_verification_declined' | 'phone_unverified_other' | 'phone_verification_declined' | null
  readonly reason: string | null
}

/** What is checked; email, phone and matching come from flows only. */
export interface IdentitySessionOptions {
  readonly document?: IdentityDocumentOptions
  readonly email?: {
    readonly require_verification?: boolean
  }
  readonly id_number?: { readonly [key: string]: unknown }
  readonly matching?: {
    readonly dob?: 'none' | 'similar'
    readonly name?: 'none' | 'similar'
  }
  readonly phone?: {
    readonly require_verification?: boolean
  }
}

export type IdentitySex = '[redacted]' | 'female' | 'male' | 'unknown' | null

/** What one submission of a session showed, a section for each check that ran. */
export interface IdentityVerificationReport {
  readonly id: string
  readonly object: 'identity.verification_report'
  readonly client_reference_id: string | null
  readonly created: number
  readonly document?: IdentityDocumentReport
  readonly email?: IdentityEmailReport
  readonly id_number?: IdentityIdNumberReport
  readonly livemode: boolean
  readonly options?: {
    readonly document?: IdentityDocumentOptions
    readonly id_number?: { readonly [key: string]: unknown }
  }
  readonly phone?: IdentityPhoneReport
  readonly selfie?: IdentitySelfieReport
  readonly type: 'document' | 'id_number' | 'verification_flow'
  readonly verification_flow?: string
  readonly verification_session: string | null
}

/** One attempt to find out whether a person is who they say. */
export interface IdentityVerificationSession {
  readonly id: string
  readonly object: 'identity.verification_session'
  readonly client_reference_id: string | null
  readonly client_secret: string | null
  readonly created: number
  readonly last_error: IdentitySessionError | null
  readonly last_verification_report: string | null
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly options: IdentitySessionOptions | null
  readonly provided_details?: IdentityProvidedDetails | null
  readonly redaction: {
    readonly status: 'processing' | 'redacted' | 'validated'
  } | null
  readonly related_customer: string | null
  readonly related_customer_account: string | null
  readonly related_person?: {
    readonly account: string
    readonly person: string
  }
  readonly status: 'requires_input' | 'processing' | 'verified' | 'canceled'
  readonly type: 'document' | 'id_number' | 'verification_flow'
  readonly url: string | null
  readonly verification_flow?: string
  readonly verified_outputs?: IdentityVerifiedOutputs | null
}

/** What is known of the person now; as good as the checks that ran. */
export interface IdentityVerifiedOutputs {
  readonly address: Address | null
  readonly dob?: IdentityDate | null
  readonly email: string | null
  readonly first_name: string | null
  readonly id_number?: string | null
  readonly id_number_type: IdentityIdNumberType
  readonly last_name: string | null
  readonly phone: string | null
  readonly sex?: IdentitySex
  readonly unparsed_place_of_birth?: string | null
  readonly unparsed_sex?: string | null
}

/** One page of objects; who refers to it says what the items are. */
export interface List {
  readonly object: 'list'
  readonly data: readonly unknown[]
  readonly has_more: boolean
  readonly url: string
}

/** Stored key-value pairs. */
export type Metadata = { readonly [key: string]: string }

/** Key-value pairs to store; an empty value removes its key. */
export type MetadataParam = { readonly [key: string]: string }

/** How much of which currency a product costs, once or at intervals. */
export interface Price {
  readonly id: string
  readonly object: 'price'
  readonly active: boolean
  readonly billing_scheme: 'per_unit' | 'tiered'
  readonly created: number
  readonly currency: Currency
  readonly custom_unit_amount: { readonly [key: string]: unknown } | null
  readonly livemode: boolean
  readonly lookup_key: string | null
  readonly metadata: Metadata
  readonly nickname: string | null
  readonly product: string
  readonly recurring: PriceRecurring | null
  readonly tax_behavior: 'exclusive' | 'inclusive' | 'unspecified' | null
  readonly tiers_mode: 'graduated' | 'volume' | null
  readonly transform_quantity: { readonly [key: string]: unknown } | null
  readonly type: 'one_time' | 'recurring'
  readonly unit_amount: number | null
  readonly unit_amount_decimal: string | null
}

/** A key of the caller's own to find a price by. */
export type PriceLookupKeyParam = string

/** How often a price is due. */
export interface PriceRecurring {
  readonly interval: BillingInterval
  readonly interval_count: number
  readonly meter: string | null
  readonly trial_period_days: number | null
  readonly usage_type: 'licensed' | 'metered'
}

/** Something that is sold. */
export interface Product {
  readonly id: string
  readonly object: 'product'
  readonly active: boolean
  readonly created: number
  readonly default_price?: string | null
  readonly deleted?: true
  readonly description: string | null
  readonly images: readonly string[]
  readonly livemode: boolean
  readonly marketing_features: readonly {
    readonly name?: string
  }[]
  readonly metadata: Metadata
  readonly name: string
  readonly package_dimensions: ProductPackageDimensions | null
  readonly shippable: boolean | null
  readonly statement_descriptor?: string | null
  readonly tax_code?: string | null
  readonly tax_details?: { readonly [key: string]: unknown } | null
  readonly type: 'good' | 'service'
  readonly unit_label?: string | null
  readonly updated: number
  readonly url: string | null
}

/** Addresses of up to eight pictures. */
export type ProductImagesParam = readonly string[]

/** Up to fifteen lines of praise. */
export type ProductMarketingFeaturesParam = readonly {
  readonly name: string
}[]

/** Inches and ounces. */
export interface ProductPackageDimensions {
  readonly height: number
  readonly length: number
  readonly weight: number
  readonly width: number
}

/** What card statements say; it has a letter and none of < > \ " '. */
export type ProductStatementDescriptorParam = string

/** The id of a tax code. */
export type ProductTaxCodeParam = string

/** A feature, attached to a product. */
export interface ProductFeature {
  readonly id: string
  readonly object: 'product_feature'
  readonly deleted?: true
  readonly entitlement_feature: string
  readonly livemode: boolean
}

/** An exact moment, or bounds that all hold (gt and lt exclusive, gte and lte inclusive). */
export type RangeParam = number | {
  readonly gt?: number
  readonly gte?: number
  readonly lt?: number
  readonly lte?: number
}

/** One execution of a report type; ends in a file or in an error. */
export interface ReportingReportRun {
  readonly id: string
  readonly object: 'reporting.report_run'
  readonly created: number
  readonly error: string | null
  readonly livemode: boolean
  readonly parameters: {
    readonly columns?: readonly string[]
    readonly connected_account?: string
    readonly currency?: Currency
    readonly interval_end?: number
    readonly interval_start?: number
    readonly payout?: string
    readonly reporting_category?: string
    readonly timezone?: string
  }
  readonly report_type: string
  readonly result: string | null
  readonly status: 'pending' | 'succeeded' | 'failed'
  readonly succeeded_at: number | null
}

/** What to report; which of these a report type takes and needs is its own affair. */
export interface ReportingReportRunParams {
  readonly columns?: readonly string[]
  readonly connected_account?: string
  readonly currency?: string
  readonly interval_end?: number
  readonly interval_start?: number
  readonly payout?: string
  readonly reporting_category?: 'charge' | 'advance' | 'advance_funding' | 'anticipation_repayment' | 'charge_failure' | 'climate_order_purchase' | 'climate_order_refund' | 'connect_collection_transfer' | 'connect_reserved_funds' | 'contribution' | 'dispute' | 'dispute_reversal' | 'fee' | 'financing_paydown' | 'financing_paydown_reversal' | 'financing_payout' | 'financing_payout_reversal' | 'issuing_authorization_hold' | 'issuing_authorization_release' | 'issuing_dispute' | 'issuing_transaction' | 'network_cost' | 'other_adjustment' | 'partial_capture_reversal' | 'payout' | 'payout_reversal' | 'platform_earning' | 'platform_earning_refund' | 'refund' | 'refund_failure' | 'risk_reserved_funds' | 'tax' | 'topup' | 'topup_reversal' | 'transfer' | 'transfer_reversal' | 'unreconciled_customer_funds'
  readonly timezone?: string
}

/** A kind of report, the time that it can cover and the columns that it has by default. */
export interface ReportingReportType {
  readonly id: string
  readonly object: 'reporting.report_type'
  readonly data_available_end: number
  readonly data_available_start: number
  readonly default_columns: readonly string[] | null
  readonly livemode: boolean
  readonly name: string
  readonly updated: number
  readonly version: number
}

/** One finished execution of a scheduled query. */
export interface ScheduledQueryRun {
  readonly id: string
  readonly object: 'scheduled_query_run'
  readonly created: number
  readonly data_load_time: number
  readonly error?: {
    readonly message: string
  } | null
  readonly file: string | null
  readonly livemode: boolean
  readonly result_available_until: number
  readonly sql: string
  readonly status: 'canceled' | 'completed' | 'failed' | 'timed_out'
  readonly title: string
}

/** What a customer is billed for at intervals. */
export interface Subscription {
  readonly id: string
  readonly object: 'subscription'
  readonly application: string | null
  readonly application_fee_percent: number | null
  readonly automatic_tax: { readonly [key: string]: unknown }
  readonly billing_cycle_anchor: number
  readonly billing_cycle_anchor_config: { readonly [key: string]: unknown } | null
  readonly billing_mode: {
    readonly flexible: { readonly [key: string]: unknown } | null
    readonly type: 'classic' | 'flexible'
    readonly updated_at?: number
  }
  readonly billing_schedules: readonly { readonly [key: string]: unknown }[]
  readonly billing_thresholds: { readonly [key: string]: unknown } | null
  readonly cancel_at: number | null
  readonly cancel_at_period_end: boolean
  readonly canceled_at: number | null
  readonly cancellation_details: SubscriptionCancellationDetails | null
  readonly collection_method: 'charge_automatically' | 'send_invoice'
  readonly created: number
  readonly currency: Currency
  readonly customer: string
  readonly customer_account: string | null
  readonly days_until_due: number | null
  readonly default_payment_method: string | null
  readonly default_source: string | null
  readonly default_tax_rates?: readonly { readonly [key: string]: unknown }[] | null
  readonly description: string | null
  readonly discounts: readonly string[]
  readonly ended_at: number | null
  readonly invoice_settings: { readonly [key: string]: unknown }
  readonly items: List & {
    readonly data?: readonly SubscriptionItem[]
  }
  readonly latest_invoice: string | null
  readonly livemode: boolean
  readonly managed_payments: { readonly [key: string]: unknown } | null
  readonly metadata: Metadata
  readonly next_pending_invoice_item_invoice: number | null
  readonly on_behalf_of: string | null
  readonly pause_collection: { readonly [key: string]: unknown } | null
  readonly payment_settings: { readonly [key: string]: unknown } | null
  readonly pending_invoice_item_interval: { readonly [key: string]: unknown } | null
  readonly pending_setup_intent: string | null
  readonly pending_update: { readonly [key: string]: unknown } | null
  readonly schedule: string | null
  readonly start_date: number
  readonly status: 'active' | 'canceled' | 'incomplete' | 'incomplete_expired' | 'past_due' | 'paused' | 'trialing' | 'unpaid'
  readonly status_details?: { readonly [key: string]: unknown } | null
  readonly test_clock: string | null
  readonly transfer_data: { readonly [key: string]: unknown } | null
  readonly trial_end: number | null
  readonly trial_settings: { readonly [key: string]: unknown } | null
  readonly trial_start: number | null
}

/** Why a subscription ends. */
export interface SubscriptionCancellationDetails {
  readonly comment: string | null
  readonly feedback: 'customer_service' | 'low_quality' | 'missing_features' | 'other' | 'switched_service' | 'too_complex' | 'too_expensive' | 'unused' | null
  readonly feedback_option?: string | null
  readonly reason: 'canceled_by_retention_policy' | 'cancellation_requested' | 'payment_disputed' | 'payment_failed' | null
}

/** What the customer said. */
export interface SubscriptionCancellationDetailsParam {
  readonly comment?: string | ''
  readonly feedback?: 'customer_service' | 'low_quality' | 'missing_features' | 'other' | 'switched_service' | 'too_complex' | 'too_expensive' | 'unused' | ''
}

/** What becomes of the part of a period that a change splits. */
export type SubscriptionProrationBehaviorParam = 'always_invoice' | 'create_prorations' | 'none'

/** How many. */
export type SubscriptionQuantityParam = number

/** One price that is subscribed to, and how often. */
export interface SubscriptionItem {
  readonly id: string
  readonly object: 'subscription_item'
  readonly billed_until?: number
  readonly billing_thresholds: { readonly [key: string]: unknown } | null
  readonly created: number
  readonly current_period_end: number
  readonly current_period_start: number
  readonly current_trial?: { readonly [key: string]: unknown } | null
  readonly discounts: readonly string[]
  readonly metadata: Metadata
  readonly plan: { readonly [key: string]: unknown }
  readonly price: string
  readonly quantity?: number
  readonly subscription: string
  readonly tax_rates: readonly { readonly [key: string]: unknown }[] | null
}

/** A postal address; how much of it is needed depends on the country. */
export interface TaxAddressParams {
  readonly city?: string
  readonly country: string
  readonly line1?: string
  readonly line2?: string
  readonly postal_code?: string
  readonly state?: string
}

export type TaxAmountParam = number

/** A quote of the tax on one basket; written once, gone when it expires. */
export interface TaxCalculation {
  readonly id: string
  readonly object: 'tax.calculation'
  readonly amount_total: number
  readonly currency: Currency
  readonly customer: string | null
  readonly customer_details: TaxCustomerDetails
  readonly expires_at: number | null
  readonly line_items?: TaxCalculationLineItemList | null
  readonly livemode: boolean
  readonly ship_from_details: TaxShipFromDetails | null
  readonly shipping_cost: TaxShippingCost | null
  readonly tax_amount_exclusive: number
  readonly tax_amount_inclusive: number
  readonly tax_breakdown: readonly TaxTotalTax[]
  readonly tax_date: number
}

/** One line of a calculation and the tax on it. */
export interface TaxCalculationLineItem {
  readonly id: string
  readonly object: 'tax.calculation_line_item'
  readonly amount: number
  readonly amount_tax: number
  readonly livemode: boolean
  readonly metadata: Metadata | null
  readonly performance_location: string | null
  readonly product: string | null
  readonly quantity: number
  readonly reference: string
  readonly tax_behavior: 'exclusive' | 'inclusive'
  readonly tax_breakdown?: readonly TaxItemTax[] | null
  readonly tax_code: string
}

/** A page of the lines of a calculation, in the order of the request. */
export type TaxCalculationLineItemList = List & {
  readonly data?: readonly TaxCalculationLineItem[]
}

/** The type province_standard comes with its province. */
export interface TaxCanadaOptions {
  readonly type: 'standard' | 'simplified' | 'province_standard'
  readonly province_standard?: {
    readonly province: string
  }
}

/** The type province_standard comes with its province. */
export interface TaxCanadaOptionsParams {
  readonly type: 'standard' | 'simplified' | 'province_standard'
  readonly province_standard?: {
    readonly province: string
  }
}

export type TaxCodeParam = string

/** What kind of registration it is, under the lower-case code of its country. */
export interface TaxCountryOptions {
  readonly ae?: TaxStandardOptions
  readonly al?: TaxStandardBareOptions
  readonly am?: TaxSimplifiedOptions
  readonly ao?: TaxStandardBareOptions
  readonly at?: TaxEuOptions
  readonly au?: TaxStandardOptions
  readonly aw?: TaxStandardBareOptions
  readonly az?: TaxSimplifiedOptions
  readonly ba?: TaxStandardBareOptions
  readonly bb?: TaxStandardBareOptions
  readonly bd?: TaxStandardBareOptions
  readonly be?: TaxEuOptions
  readonly bf?: TaxStandardBareOptions
  readonly bg?: TaxEuOptions
  readonly bh?: TaxStandardBareOptions
  readonly bj?: TaxSimplifiedOptions
  readonly bs?: TaxStandardBareOptions
  readonly bw?: TaxSimplifiedOptions
  readonly by?: TaxSimplifiedOptions
  readonly ca?: TaxCanadaOptions
  readonly cd?: TaxStandardBareOptions
  readonly ch?: TaxStandardOptions
  readonly ci?: TaxSimplifiedOptions
  readonly cl?: TaxSimplifiedOptions
  readonly cm?: TaxSimplifiedOptions
  readonly co?: TaxSimplifiedOptions
  readonly cr?: TaxSimplifiedOptions
  readonly cv?: TaxSimplifiedOptions
  readonly cy?: TaxEuOptions
  readonly cz?: TaxEuOptions
  readonly de?: TaxEuOptions
  readonly dk?: TaxEuOptions
  readonly ec?: TaxSimplifiedOptions
  readonly ee?: TaxEuOptions
  readonly eg?: TaxSimplifiedOptions
  readonly es?: TaxEuOptions
  readonly et?: TaxStandardBareOptions
  readonly fi?: TaxEuOptions
  readonly fr?: TaxEuOptions
  readonly gb?: TaxStandardOptions
  readonly ge?: TaxSimplifiedOptions
  readonly gh?: TaxSimplifiedOptions
  readonly gn?: TaxStandardBareOptions
  readonly gr?: TaxEuOptions
  readonly hr?: TaxEuOptions
  readonly hu?: TaxEuOptions
  readonly id?: TaxSimplifiedOptions
  readonly ie?: TaxEuOptions
  readonly in?: TaxSimplifiedOptions
  readonly is?: TaxStandardBareOptions
  readonly it?: TaxEuOptions
  readonly jp?: TaxStandardOptions
  readonly ke?: TaxSimplifiedOptions
  readonly kg?: TaxSimplifiedOptions
  readonly kh?: TaxSimplifiedOptions
  readonly kr?: TaxSimplifiedOptions
  readonly kz?: TaxSimplifiedOptions
  readonly la?: TaxSimplifiedOptions
  readonly lk?: TaxSimplifiedOptions
  readonly lt?: TaxEuOptions
  readonly lu?: TaxEuOptions
  readonly lv?: TaxEuOptions
  readonly ma?: TaxSimplifiedOptions
  readonly md?: TaxSimplifiedOptions
  readonly me?: TaxStandardBareOptions
  readonly mk?: TaxStandardBareOptions
  readonly mr?: TaxStandardBareOptions
  readonly mt?: TaxEuOptions
  readonly mu?: TaxSimplifiedOptions
  readonly mx?: TaxSimplifiedOptions
  readonly my?: TaxSimplifiedOptions
  readonly ng?: TaxSimplifiedOptions
  readonly nl?: TaxEuOptions
  readonly no?: TaxStandardOptions
  readonly np?: TaxSimplifiedOptions
  readonly nz?: TaxStandardOptions
  readonly om?: TaxStandardBareOptions
  readonly pe?: TaxSimplifiedOptions
  readonly ph?: TaxSimplifiedOptions
  readonly pl?: TaxEuOptions
  readonly pt?: TaxEuOptions
  readonly ro?: TaxEuOptions
  readonly rs?: TaxStandardBareOptions
  readonly ru?: TaxSimplifiedOptions
  readonly sa?: TaxSimplifiedOptions
  readonly se?: TaxEuOptions
  readonly sg?: TaxStandardOptions
  readonly si?: TaxEuOptions
  readonly sk?: TaxEuOptions
  readonly sn?: TaxSimplifiedOptions
  readonly sr?: TaxStandardBareOptions
  readonly th?: TaxSimplifiedOptions
  readonly tj?: TaxSimplifiedOptions
  readonly tr?: TaxSimplifiedOptions
  readonly tw?: TaxSimplifiedOptions
  readonly tz?: TaxSimplifiedOptions
  readonly ua?: TaxSimplifiedOptions
  readonly ug?: TaxSimplifiedOptions
  readonly us?: TaxUsOptions
  readonly uy?: TaxStandardBareOptions
  readonly uz?: TaxSimplifiedOptions
  readonly vn?: TaxSimplifiedOptions
  readonly za?: TaxStandardBareOptions
  readonly zm?: TaxSimplifiedOptions
  readonly zw?: TaxStandardBareOptions
}

/** What kind of registration it is, under the lower-case code of its country. */
export interface TaxCountryOptionsParams {
  readonly ae?: TaxStandardOptionsParams
  readonly al?: TaxStandardOptionsParams
  readonly am?: TaxSimplifiedOptionsParams
  readonly ao?: TaxStandardOptionsParams
  readonly at?: TaxEuOptionsParams
  readonly au?: TaxStandardOptionsParams
  readonly aw?: TaxStandardOptionsParams
  readonly az?: TaxSimplifiedOptionsParams
  readonly ba?: TaxStandardOptionsParams
  readonly bb?: TaxStandardOptionsParams
  readonly bd?: TaxStandardOptionsParams
  readonly be?: TaxEuOptionsParams
  readonly bf?: TaxStandardOptionsParams
  readonly bg?: TaxEuOptionsParams
  readonly bh?: TaxStandardOptionsParams
  readonly bj?: TaxSimplifiedOptionsParams
  readonly bs?: TaxStandardOptionsParams
  readonly bw?: TaxSimplifiedOptionsParams
  readonly by?: TaxSimplifiedOptionsParams
  readonly ca?: TaxCanadaOptionsParams
  readonly cd?: TaxStandardOptionsParams
  readonly ch?: TaxStandardOptionsParams
  readonly ci?: TaxSimplifiedOptionsParams
  readonly cl?: TaxSimplifiedOptionsParams
  readonly cm?: TaxSimplifiedOptionsParams
  readonly co?: TaxSimplifiedOptionsParams
  readonly cr?: TaxSimplifiedOptionsParams
  readonly cv?: TaxSimplifiedOptionsParams
  readonly cy?: TaxEuOptionsParams
  readonly cz?: TaxEuOptionsParams
  readonly de?: TaxEuOptionsParams
  readonly dk?: TaxEuOptionsParams
  readonly ec?: TaxSimplifiedOptionsParams
  readonly ee?: TaxEuOptionsParams
  readonly eg?: TaxSimplifiedOptionsParams
  readonly es?: TaxEuOptionsParams
  readonly et?: TaxStandardOptionsParams
  readonly fi?: TaxEuOptionsParams
  readonly fr?: TaxEuOptionsParams
  readonly gb?: TaxStandardOptionsParams
  readonly ge?: TaxSimplifiedOptionsParams
  readonly gh?: TaxSimplifiedOptionsParams
  readonly gn?: TaxStandardOptionsParams
  readonly gr?: TaxEuOptionsParams
  readonly hr?: TaxEuOptionsParams
  readonly hu?: TaxEuOptionsParams
  readonly id?: TaxSimplifiedOptionsParams
  readonly ie?: TaxEuOptionsParams
  readonly in?: TaxSimplifiedOptionsParams
  readonly is?: TaxStandardOptionsParams
  readonly it?: TaxEuOptionsParams
  readonly jp?: TaxStandardOptionsParams
  readonly ke?: TaxSimplifiedOptionsParams
  readonly kg?: TaxSimplifiedOptionsParams
  readonly kh?: TaxSimplifiedOptionsParams
  readonly kr?: TaxSimplifiedOptionsParams
  readonly kz?: TaxSimplifiedOptionsParams
  readonly la?: TaxSimplifiedOptionsParams
  readonly lk?: TaxSimplifiedOptionsParams
  readonly lt?: TaxEuOptionsParams
  readonly lu?: TaxEuOptionsParams
  readonly lv?: TaxEuOptionsParams
  readonly ma?: TaxSimplifiedOptionsParams
  readonly md?: TaxSimplifiedOptionsParams
  readonly me?: TaxStandardOptionsParams
  readonly mk?: TaxStandardOptionsParams
  readonly mr?: TaxStandardOptionsParams
  readonly mt?: TaxEuOptionsParams
  readonly mu?: TaxSimplifiedOptionsParams
  readonly mx?: TaxSimplifiedOptionsParams
  readonly my?: TaxSimplifiedOptionsParams
  readonly ng?: TaxSimplifiedOptionsParams
  readonly nl?: TaxEuOptionsParams
  readonly no?: TaxStandardOptionsParams
  readonly np?: TaxSimplifiedOptionsParams
  readonly nz?: TaxStandardOptionsParams
  readonly om?: TaxStandardOptionsParams
  readonly pe?: TaxSimplifiedOptionsParams
  readonly ph?: TaxSimplifiedOptionsParams
  readonly pl?: TaxEuOptionsParams
  readonly pt?: TaxEuOptionsParams
  readonly ro?: TaxEuOptionsParams
  readonly rs?: TaxStandardOptionsParams
  readonly ru?: TaxSimplifiedOptionsParams
  readonly sa?: TaxSimplifiedOptionsParams
  readonly se?: TaxEuOptionsParams
  readonly sg?: TaxStandardOptionsParams
  readonly si?: TaxEuOptionsParams
  readonly sk?: TaxEuOptionsParams
  readonly sn?: TaxSimplifiedOptionsParams
  readonly sr?: TaxStandardOptionsParams
  readonly th?: TaxSimplifiedOptionsParams
  readonly tj?: TaxSimplifiedOptionsParams
  readonly tr?: TaxSimplifiedOptionsParams
  readonly tw?: TaxSimplifiedOptionsParams
  readonly tz?: TaxSimplifiedOptionsParams
  readonly ua?: TaxSimplifiedOptionsParams
  readonly ug?: TaxSimplifiedOptionsParams
  readonly us?: TaxUsOptionsParams
  readonly uy?: TaxStandardOptionsParams
  readonly uz?: TaxSimplifiedOptionsParams
  readonly vn?: TaxSimplifiedOptionsParams
  readonly za?: TaxStandardOptionsParams
  readonly zm?: TaxSimplifiedOptionsParams
  readonly zw?: TaxStandardOptionsParams
}

export type TaxCurrencyParam = string

/** Where the customer is and what is known of them for tax. */
export interface TaxCustomerDetails {
  readonly address: Address | null
  readonly address_source: 'billing' | 'shipping' | null
  readonly ip_address: string | null
  readonly tax_ids: readonly {
    readonly type: 'ad_nrt' | 'ae_trn' | 'al_tin' | 'am_tin' | 'ao_tin' | 'ar_cuit' | 'au_abn' | 'au_acn' | 'au_arn' | 'au_wpn' | 'aw_tin' | 'az_tin' | 'ba_tin' | 'bb_tin' | 'bd_bin' | 'bf_ifu' | 'bg_uic' | 'bh_vat' | 'bj_ifu' | 'bo_tin' | 'br_cnpj' | 'br_cpf' | 'bs_tin' | 'bw_vat' | 'by_tin' | 'ca_bn' | 'ca_gst_hst' | 'ca_pst_bc' | 'ca_pst_mb' | 'ca_pst_sk' | 'ca_qst' | 'cd_nif' | 'ch_uid' | 'ch_vat' | 'ci_vat' | 'cl_tin' | 'cm_niu' | 'cn_tin' | 'co_nit' | 'cr_tin' | 'cv_nif' | 'cz_dic' | 'de_stn' | 'do_rcn' | 'ec_ruc' | 'eg_tin' | 'es_cif' | 'et_tin' | 'eu_oss_vat' | 'eu_vat' | 'fo_vat' | 'fr_siren' | 'fr_siret' | 'fr_spi' | 'gb_vat' | 'ge_vat' | 'gh_tin' | 'gi_tin' | 'gn_nif' | 'hk_br' | 'hr_oib' | 'hu_tin' | 'ic_nif' | 'id_npwp' | 'il_vat' | 'in_gst' | 'is_kt' | 'is_vat' | 'it_cf' | 'jp_cn' | 'jp_rn' | 'jp_trn' | 'ke_pin' | 'kg_tin' | 'kh_tin' | 'kr_brn' | 'kz_bin' | 'la_tin' | 'li_uid' | 'li_vat' | 'lk_vat' | 'ma_vat' | 'md_cf' | 'md_vat' | 'me_pib' | 'mk_vat' | 'mr_nif' | 'mu_vat' | 'mx_rfc' | 'my_frp' | 'my_itn' | 'my_sst' | 'mz_nuit' | 'ng_tin' | 'no_vat' | 'no_voec' | 'np_pan' | 'nz_bn' | 'nz_gst' | 'om_vat' | 'pe_ruc' | 'ph_tin' | 'pl_nip' | 'pt_nif' | 'py_ruc' | 'ro_tin' | 'rs_pib' | 'ru_inn' | 'ru_kpp' | 'sa_vat' | 'sg_gst' | 'sg_uen' | 'si_tin' | 'sm_coe' | 'sn_ninea' | 'sr_fin' | 'sv_nit' | 'th_vat' | 'tj_tin' | 'tr_tin' | 'tt_bir' | 'tt_vat' | 'tw_vat' | 'tz_vat' | 'ua_vat' | 'ug_tin' | 'us_ein' | 'uy_ruc' | 'uz_tin' | 'uz_vat' | 've_rif' | 'vn_tin' | 'za_vat' | 'zm_tin' | 'zw_tin' | 'unknown'
    readonly value: string
  }[]
  readonly taxability_override: 'customer_exempt' | 'none' | 'reverse_charge'
}

export interface TaxCustomerDetailsParams {
  readonly address?: TaxAddressParams
  readonly address_source?: 'billing' | 'shipping'
  readonly ip_address?: string
  readonly tax_ids?: readonly {
    readonly type: 'ad_nrt' | 'ae_trn' | 'al_tin' | 'am_tin' | 'ao_tin' | 'ar_cuit' | 'au_abn' | 'au_acn' | 'au_arn' | 'au_wpn' | 'aw_tin' | 'az_tin' | 'ba_tin' | 'bb_tin' | 'bd_bin' | 'bf_ifu' | 'bg_uic' | 'bh_vat' | 'bj_ifu' | 'bo_tin' | 'br_cnpj' | 'br_cpf' | 'bs_tin' | 'bw_vat' | 'by_tin' | 'ca_bn' | 'ca_gst_hst' | 'ca_pst_bc' | 'ca_pst_mb' | 'ca_pst_sk' | 'ca_qst' | 'cd_nif' | 'ch_uid' | 'ch_vat' | 'ci_vat' | 'cl_tin' | 'cm_niu' | 'cn_tin' | 'co_nit' | 'cr_tin' | 'cv_nif' | 'cz_dic' | 'de_stn' | 'do_rcn' | 'ec_ruc' | 'eg_tin' | 'es_cif' | 'et_tin' | 'eu_oss_vat' | 'eu_vat' | 'fo_vat' | 'fr_siren' | 'fr_siret' | 'fr_spi' | 'gb_vat' | 'ge_vat' | 'gh_tin' | 'gi_tin' | 'gn_nif' | 'hk_br' | 'hr_oib' | 'hu_tin' | 'ic_nif' | 'id_npwp' | 'il_vat' | 'in_gst' | 'is_kt' | 'is_vat' | 'it_cf' | 'jp_cn' | 'jp_rn' | 'jp_trn' | 'ke_pin' | 'kg_tin' | 'kh_tin' | 'kr_brn' | 'kz_bin' | 'la_tin' | 'li_uid' | 'li_vat' | 'lk_vat' | 'ma_vat' | 'md_cf' | 'md_vat' | 'me_pib' | 'mk_vat' | 'mr_nif' | 'mu_vat' | 'mx_rfc' | 'my_frp' | 'my_itn' | 'my_sst' | 'mz_nuit' | 'ng_tin' | 'no_vat' | 'no_voec' | 'np_pan' | 'nz_bn' | 'nz_gst' | 'om_vat' | 'pe_ruc' | 'ph_tin' | 'pl_nip' | 'pt_nif' | 'py_ruc' | 'ro_tin' | 'rs_pib' | 'ru_inn' | 'ru_kpp' | 'sa_vat' | 'sg_gst' | 'sg_uen' | 'si_tin' | 'sm_coe' | 'sn_ninea' | 'sr_fin' | 'sv_nit' | 'th_vat' | 'tj_tin' | 'tr_tin' | 'tt_bir' | 'tt_vat' | 'tw_vat' | 'tz_vat' | 'ua_vat' | 'ug_tin' | 'us_ein' | 'uy_ruc' | 'uz_tin' | 'uz_vat' | 've_rif' | 'vn_tin' | 'za_vat' | 'zm_tin' | 'zw_tin'
    readonly value: string
  }[]
  readonly taxability_override?: 'none' | 'customer_exempt' | 'reverse_charge'
}

/** A choice that the state leaves to the seller; local_use_tax names its jurisdiction. */
export interface TaxElection {
  readonly jurisdiction?: string
  readonly type: 'local_use_tax' | 'simplified_sellers_use_tax' | 'single_local_use_tax'
}

/** A choice that the state leaves to the seller; local_use_tax names its jurisdiction. */
export interface TaxElectionParams {
  readonly jurisdiction?: '003' | '60000'
  readonly type: 'local_use_tax' | 'simplified_sellers_use_tax' | 'single_local_use_tax'
}

/** The type standard comes with its scheme. */
export interface TaxEuOptions {
  readonly type: 'oss_union' | 'standard' | 'ioss' | 'oss_non_union'
  readonly standard?: {
    readonly place_of_supply_scheme: 'standard' | 'inbound_goods' | 'small_seller'
  }
}

/** The type standard comes with its scheme. */
export interface TaxEuOptionsParams {
  readonly type: 'oss_union' | 'standard' | 'ioss' | 'oss_non_union'
  readonly standard?: {
    readonly place_of_supply_scheme: 'standard' | 'inbound_goods' | 'small_seller'
  }
}

export interface TaxFipsLocalAmusementTaxParams {
  readonly jurisdiction: '14000' | '02154' | '06613' | '10906' | '21696' | '24582' | '45421' | '48892' | '64343' | '68081'
}

export interface TaxFipsLocalLeaseTaxParams {
  readonly jurisdiction: '14000'
}

export type TaxGivenBack = number

/** The tax on one line, or on shipping, in one jurisdiction. */
export interface TaxItemTax {
  readonly amount: number
  readonly jurisdiction: {
    readonly country: string
    readonly display_name: string
    readonly level: 'city' | 'country' | 'county' | 'district' | 'state'
    readonly state: string | null
  }
  readonly sourcing: 'destination' | 'origin' | 'performance'
  readonly tax_rate_details: {
    readonly display_name: string
    readonly percentage_decimal: TaxPercentage
    readonly tax_type: TaxTaxType
  } | null
  readonly taxability_reason: TaxTaxabilityReason
  readonly taxable_amount: number
}

export interface TaxJurisdiction {
  readonly jurisdiction: string
}

export interface TaxJurisdictionParams {
  readonly jurisdiction: string
}

export interface TaxLineItemParams {
  readonly amount: TaxAmountParam
  readonly metadata?: MetadataParam
  readonly performance_location?: string
  readonly product?: string
  readonly quantity?: number
  readonly reference: string
  readonly tax_behavior?: 'exclusive' | 'inclusive'
  readonly tax_code?: TaxCodeParam
}

/** A rate in percent, such as 9.875 or 0.0; to be compared as a number. */
export type TaxPercentage = string

/** A place where the account is registered, and from when to when. */
export interface TaxRegistration {
  readonly id: string
  readonly object: 'tax.registration'
  readonly active_from: number
  readonly country: string
  readonly country_options: TaxCountryOptions
  readonly created: number
  readonly expires_at: number | null
  readonly livemode: boolean
  readonly status: 'active' | 'expired' | 'scheduled'
}

/** A page of registrations. */
export type TaxRegistrationList = List & {
  readonly data?: readonly TaxRegistration[]
}

export interface TaxReversalLineParams {
  readonly amount: TaxGivenBack
  readonly amount_tax: TaxGivenBack
  readonly metadata?: MetadataParam
  readonly original_line_item: string
  readonly quantity?: number
  readonly reference: string
}

/** Where the account is and what it sells by default; there is one of it, without an id. */
export interface TaxSettings {
  readonly object: 'tax.settings'
  readonly defaults: {
    readonly provider: 'anrok' | 'avalara' | 'sphere' | 'stripe'
    readonly tax_behavior: 'exclusive' | 'inclusive' | 'inferred_by_currency' | null
    readonly tax_code: string | null
  }
  readonly head_office: {
    readonly address: Address
  } | null
  readonly livemode: boolean
  readonly status: 'active' | 'pending'
  readonly status_details: {
    readonly active?: { readonly [key: string]: unknown } | null
    readonly pending?: {
      readonly missing_fields: readonly string[] | null
    } | null
  }
}

/** Where the goods come from. */
export interface TaxShipFromDetails {
  readonly address: Address
}

/** What shipping costs and the tax on it. */
export interface TaxShippingCost {
  readonly amount: number
  readonly amount_tax: number
  readonly shipping_rate?: string
  readonly tax_behavior: 'exclusive' | 'inclusive'
  readonly tax_breakdown?: readonly TaxItemTax[] | null
  readonly tax_code: string
}

/** An amount, with its behavior and code if wanted, or a shipping rate that gives all three. */
export interface TaxShippingCostParams {
  readonly amount?: TaxAmountParam
  readonly shipping_rate?: string
  readonly tax_behavior?: 'exclusive' | 'inclusive'
  readonly tax_code?: TaxCodeParam
}

/** Shipping in a transaction; negative where it is given back, and never broken down. */
export interface TaxShippingRecorded {
  readonly amount: number
  readonly amount_tax: number
  readonly shipping_rate?: string
  readonly tax_behavior: 'exclusive' | 'inclusive'
  readonly tax_breakdown?: readonly TaxItemTax[] | null
  readonly tax_code: string
}

export interface TaxSimplifiedOptions {
  readonly type: 'simplified'
}

export interface TaxSimplifiedOptionsParams {
  readonly type: 'simplified'
}

export interface TaxStandardBareOptions {
  readonly type: 'standard'
}

export interface TaxStandardOptions {
  readonly type: 'standard'
  readonly standard?: {
    readonly place_of_supply_scheme?: 'standard' | 'inbound_goods'
  }
}

export interface TaxStandardOptionsParams {
  readonly type: 'standard'
  readonly standard?: {
    readonly place_of_supply_scheme?: 'standard' | 'inbound_goods'
  }
}

export type TaxTaxType = 'admissions_tax' | 'amusement_tax' | 'attendance_tax' | 'communications_tax' | 'digital_excise_tax' | 'entertainment_tax' | 'get_fund' | 'gross_receipts_tax' | 'gst' | 'hospitality_tax' | 'hst' | 'igst' | 'jct' | 'lease_tax' | 'luxury_tax' | 'mass_transit_parking_tax' | 'nhil' | 'parking_tax' | 'pst' | 'qst' | 'recycling_fee' | 'resort_tax' | 'retail_delivery_fee' | 'rst' | 'sales_tax' | 'service_tax' | 'tourism_tax' | 'utility_users_tax' | 'vat'

export type TaxTaxabilityReason = 'customer_exempt' | 'not_collecting' | 'not_subject_to_tax' | 'not_supported' | 'portion_product_exempt' | 'portion_reduced_rated' | 'portion_standard_rated' | 'product_exempt' | 'product_exempt_holiday' | 'proportionally_rated' | 'reduced_rated' | 'reverse_charge' | 'standard_rated' | 'taxable_basis_reduced' | 'zero_rated'

/** The tax of a calculation at one rate in one place. */
export interface TaxTotalTax {
  readonly amount: number
  readonly inclusive: boolean
  readonly tax_rate_details: {
    readonly country: string | null
    readonly flat_amount?: {
      readonly amount: number
      readonly currency: Currency
    } | null
    readonly percentage_decimal: TaxPercentage
    readonly rate_type?: 'flat_amount' | 'percentage' | null
    readonly state: string | null
    readonly tax_type: TaxTaxType | null
  }
  readonly taxability_reason: TaxTaxabilityReason
  readonly taxable_amount: number
}

/** Tax that was collected (type transaction) or given back (type reversal); never changes. */
export interface TaxTransaction {
  readonly id: string
  readonly object: 'tax.transaction'
  readonly created: number
  readonly currency: Currency
  readonly customer: string | null
  readonly customer_details: TaxCustomerDetails
  readonly line_items?: TaxTransactionLineItemList | null
  readonly livemode: boolean
  readonly metadata: Metadata | null
  readonly posted_at: number
  readonly reference: string
  readonly reversal: {
    readonly original_transaction: string | null
  } | null
  readonly ship_from_details: TaxShipFromDetails | null
  readonly shipping_cost: TaxShippingRecorded | null
  readonly tax_date: number
  readonly type: 'reversal' | 'transaction'
}

/** One line of a transaction; negative where tax is given back. */
export interface TaxTransactionLineItem {
  readonly id: string
  readonly object: 'tax.transaction_line_item'
  readonly amount: number
  readonly amount_tax: number
  readonly livemode: boolean
  readonly metadata: Metadata | null
  readonly product: string | null
  readonly quantity: number
  readonly reference: string
  readonly reversal: {
    readonly original_line_item: string
  } | null
  readonly tax_behavior: 'exclusive' | 'inclusive'
  readonly tax_code: string
  readonly type: 'reversal' | 'transaction'
}

/** A page of the lines of a transaction. */
export type TaxTransactionLineItemList = List & {
  readonly data?: readonly TaxTransactionLineItem[]
}

/** A type that has a part of its own name comes with it. */
export interface TaxUsOptions {
  readonly admissions_tax?: TaxJurisdiction
  readonly attendance_tax?: TaxJurisdiction
  readonly entertainment_tax?: TaxJurisdiction
  readonly gross_receipts_tax?: TaxJurisdiction
  readonly hospitality_tax?: TaxJurisdiction
  readonly local_amusement_tax?: TaxJurisdiction
  readonly local_lease_tax?: TaxJurisdiction
  readonly luxury_tax?: TaxJurisdiction
  readonly mass_transit_parking_tax?: TaxJurisdiction
  readonly parking_tax?: TaxJurisdiction
  readonly resort_tax?: TaxJurisdiction
  readonly tourism_tax?: TaxJurisdiction
  readonly utility_users_tax?: TaxJurisdiction
  readonly state: string
  readonly state_sales_tax?: {
    readonly elections?: readonly TaxElection[]
  }
  readonly type: 'state_sales_tax' | 'admissions_tax' | 'attendance_tax' | 'digital_excise_tax' | 'entertainment_tax' | 'gross_receipts_tax' | 'hospitality_tax' | 'local_amusement_tax' | 'local_lease_tax' | 'luxury_tax' | 'mass_transit_parking_tax' | 'parking_tax' | 'resort_tax' | 'state_communications_tax' | 'state_retail_delivery_fee' | 'tourism_tax' | 'utility_users_tax'
}

/** A type that has a part of its own name comes with it. */
export interface TaxUsOptionsParams {
  readonly admissions_tax?: TaxJurisdictionParams
  readonly attendance_tax?: TaxJurisdictionParams
  readonly entertainment_tax?: TaxJurisdictionParams
  readonly gross_receipts_tax?: TaxJurisdictionParams
  readonly hospitality_tax?: TaxJurisdictionParams
  readonly local_amusement_tax?: TaxFipsLocalAmusementTaxParams
  readonly local_lease_tax?: TaxFipsLocalLeaseTaxParams
  readonly luxury_tax?: TaxJurisdictionParams
  readonly mass_transit_parking_tax?: TaxJurisdictionParams
  readonly parking_tax?: TaxJurisdictionParams
  readonly resort_tax?: TaxJurisdictionParams
  readonly tourism_tax?: TaxJurisdictionParams
  readonly utility_users_tax?: TaxJurisdictionParams
  readonly state: string
  readonly state_sales_tax?: {
    readonly elections: readonly TaxElectionParams[]
  }
  readonly type: 'state_sales_tax' | 'admissions_tax' | 'attendance_tax' | 'digital_excise_tax' | 'entertainment_tax' | 'gross_receipts_tax' | 'hospitality_tax' | 'local_amusement_tax' | 'local_lease_tax' | 'luxury_tax' | 'mass_transit_parking_tax' | 'parking_tax' | 'resort_tax' | 'state_communications_tax' | 'state_retail_delivery_fee' | 'tourism_tax' | 'utility_users_tax'
}

/** Cents by currency code. */
export type TreasuryAmountByCurrency = {
  readonly usd: number
} & { readonly [key: string]: number }

/** The three sub-balances in cents by currency; below zero means owed. */
export interface TreasuryBalance {
  readonly cash: TreasuryAmountByCurrency
  readonly inbound_pending: TreasuryAmountByCurrency
  readonly outbound_pending: TreasuryAmountByCurrency
}

/** The change to each sub-balance, in cents. */
export interface TreasuryBalanceImpact {
  readonly cash: number
  readonly inbound_pending: number
  readonly outbound_pending: number
}

/** A bank account, by its numbers or by a linked account; the first number stays in processing. */
export interface TreasuryBankAccountParams {
  readonly account_holder_type?: 'company' | 'individual'
  readonly account_number?: string
  readonly account_type?: 'checking' | 'savings'
  readonly financial_connections_account?: string
  readonly routing_number?: string
}

/** A US bank account, without its number, and the network used to reach it. */
export interface TreasuryBankDetails {
  readonly account_holder_type: 'company' | 'individual' | null
  readonly account_type: 'checking' | 'savings' | null
  readonly bank_name: string | null
  readonly fingerprint: string | null
  readonly last4: string | null
  readonly mandate?: string | { readonly [key: string]: unknown }
  readonly network: 'ach' | 'us_domestic_wire'
  readonly routing_number: string | null
}

/** Who stands behind a payment method. */
export interface TreasuryBillingDetails {
  readonly address: Address
  readonly email: string | null
  readonly name: string | null
}

/** Who stands behind the destination; every part may be left empty. */
export interface TreasuryBillingDetailsParams {
  readonly address?: AddressParam | ''
  readonly email?: TreasuryEmailParam | ''
  readonly name?: TreasuryHolderNameParam | ''
  readonly phone?: TreasuryPhoneParam | ''
}

/** The sending back of a whole received credit. */
export interface TreasuryCreditReversal {
  readonly id: string
  readonly object: 'treasury.credit_reversal'
  readonly amount: number
  readonly created: number
  readonly currency: Currency
  readonly financial_account: string
  readonly hosted_regulatory_receipt_url: TreasuryReceiptUrl
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly network: 'ach' | 'stripe'
  readonly received_credit: string
  readonly status: 'processing' | 'posted' | 'canceled'
  readonly status_transitions: {
    readonly posted_at: number | null
  }
  readonly transaction: string | null
}

/** The claim for the money of a received debit. */
export interface TreasuryDebitReversal {
  readonly id: string
  readonly object: 'treasury.debit_reversal'
  readonly amount: number
  readonly created: number
  readonly currency: Currency
  readonly financial_account: string | null
  readonly hosted_regulatory_receipt_url: TreasuryReceiptUrl
  readonly linked_flows: {
    readonly issuing_dispute: string | null
  } | null
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly network: 'ach' | 'card'
  readonly received_debit: string
  readonly status: 'processing' | 'succeeded' | 'failed'
  readonly status_transitions: {
    readonly completed_at: number | null
  }
  readonly transaction: string | null
}

/** A financial account as destination, reached over the Stripe network. */
export interface TreasuryDestinationAccountParams {
  readonly type: 'financial_account'
  readonly financial_account: string
  readonly billing_details?: TreasuryBillingDetailsParams
  readonly metadata?: MetadataParam
}

/** A bank account as destination; its holder has to be named. */
export interface TreasuryDestinationBankParams {
  readonly type: 'us_bank_account'
  readonly us_bank_account: TreasuryBankAccountParams
  readonly billing_details: TreasuryNamedBillingDetailsParams
  readonly metadata?: MetadataParam
}

/** Where an outbound flow goes; type names the part that is present. */
export interface TreasuryDestinationDetails {
  readonly billing_details: TreasuryBillingDetails
  readonly financial_account?: TreasuryNetworkAccount
  readonly type: 'financial_account' | 'us_bank_account'
  readonly us_bank_account?: TreasuryBankDetails
}

/** The network to use; left out, the payment method decides. */
export interface TreasuryDestinationOptionsParams {
  readonly us_bank_account?: {
    readonly network?: 'ach' | 'us_domestic_wire'
  } | ''
}

/** A stored payment method; the first test token stays in processing. */
export type TreasuryDestinationPaymentMethodParam = string

/** E-mail address of the holder. */
export type TreasuryEmailParam = string

/** Whether an end user was behind the request, and from which address. */
export interface TreasuryEndUserDetails {
  readonly ip_address: string | null
  readonly present: boolean
}

/** Whether an end user is behind the request; if so, the address is needed. */
export type TreasuryEndUserDetailsParams = {
  readonly present: true
  readonly ip_address: string
} | {
  readonly present: false
  readonly ip_address?: string
}

/** The state of one feature, with reasons while it is not active. */
export interface TreasuryFeature {
  readonly requested: boolean
  readonly status: 'active' | 'pending' | 'restricted'
  readonly status_details: readonly {
    readonly code: 'activating' | 'capability_not_requested' | 'financial_account_closed' | 'rejected_other' | 'rejected_unsupported_business' | 'requirements_past_due' | 'requirements_pending_verification' | 'restricted_by_platform' | 'restricted_other'
    readonly resolution: 'contact_stripe' | 'provide_information' | 'remove_restriction' | null
    readonly restriction?: 'inbound_flows' | 'outbound_flows'
  }[]
}

/** Asks for bank coordinates. */
export interface TreasuryFeatureAbaParams {
  readonly aba?: TreasuryFeatureParams
}

/** Asks for pulling money by network. */
export interface TreasuryFeatureInboundParams {
  readonly ach?: TreasuryFeatureParams
}

/** Dotted name of a feature. */
export type TreasuryFeatureName = 'card_issuing' | 'deposit_insurance' | 'financial_addresses.aba' | 'financial_addresses.aba.forwarding' | 'inbound_transfers.ach' | 'intra_stripe_flows' | 'outbound_payments.ach' | 'outbound_payments.us_domestic_wire' | 'outbound_transfers.ach' | 'outbound_transfers.us_domestic_wire' | 'remote_deposit_capture'

/** The state of a kind of outflow on each network. */
export interface TreasuryFeatureOutbound {
  readonly ach?: TreasuryFeature
  readonly us_domestic_wire?: TreasuryFeature
}

/** Asks for a kind of outflow by network. */
export interface TreasuryFeatureOutboundParams {
  readonly ach?: TreasuryFeatureParams
  readonly us_domestic_wire?: TreasuryFeatureParams
}

/** Asks for a feature, or gives it up. */
export interface TreasuryFeatureParams {
  readonly requested: boolean
}

/** The features to ask for or give up. */
export interface TreasuryFeaturesParams {
  readonly card_issuing?: TreasuryFeatureParams
  readonly deposit_insurance?: TreasuryFeatureParams
  readonly financial_addresses?: TreasuryFeatureAbaParams
  readonly inbound_transfers?: TreasuryFeatureInboundParams
  readonly intra_stripe_flows?: TreasuryFeatureParams
  readonly outbound_payments?: TreasuryFeatureOutboundParams
  readonly outbound_transfers?: TreasuryFeatureOutboundParams
}

/** An account that holds a balance and can have a bank account number of its own. */
export interface TreasuryFinancialAccount {
  readonly id: string
  readonly object: 'treasury.financial_account'
  readonly active_features?: readonly TreasuryFeatureName[]
  readonly balance: TreasuryBalance
  readonly country: string
  readonly created: number
  readonly features?: TreasuryFinancialAccountFeatures
  readonly financial_addresses: readonly TreasuryFinancialAddress[]
  readonly is_default?: boolean
  readonly livemode: boolean
  readonly metadata: Metadata | null
  readonly nickname?: string | null
  readonly pending_features?: readonly TreasuryFeatureName[]
  readonly platform_restrictions?: TreasuryPlatformRestrictions | null
  readonly restricted_features?: readonly TreasuryFeatureName[]
  readonly status: 'open' | 'closed'
  readonly status_details: {
    readonly closed: {
      readonly reasons: readonly ('account_rejected' | 'closed_by_platform' | 'other')[]
    } | null
  }
  readonly supported_currencies: readonly Currency[]
}

/** The features an account asked for, each with its state; it has no id. */
export interface TreasuryFinancialAccountFeatures {
  readonly object: 'treasury.financial_account_features'
  readonly card_issuing?: TreasuryFeature
  readonly deposit_insurance?: TreasuryFeature
  readonly financial_addresses?: {
    readonly aba?: TreasuryFeature
  }
  readonly inbound_transfers?: {
    readonly ach?: TreasuryFeature
  }
  readonly intra_stripe_flows?: TreasuryFeature
  readonly outbound_payments?: TreasuryFeatureOutbound
  readonly outbound_transfers?: TreasuryFeatureOutbound
}

/** Bank coordinates under which the account can be reached. */
export interface TreasuryFinancialAddress {
  readonly type: 'aba'
  readonly supported_networks?: readonly ('ach' | 'rtp' | 'us_domestic_wire')[]
  readonly aba?: {
    readonly account_holder_name: string
    readonly account_number?: string | null
    readonly account_number_last4: string
    readonly bank_name: string
    readonly routing_number: string
  }
}

/** The flow behind a transaction or entry, in full; type names the part that is present. */
export interface TreasuryFlowDetails {
  readonly type: TreasuryFlowType
  readonly credit_reversal?: TreasuryCreditReversal
  readonly debit_reversal?: TreasuryDebitReversal
  readonly inbound_transfer?: TreasuryInboundTransfer
  readonly issuing_authorization?: { readonly [key: string]: unknown }
  readonly outbound_payment?: TreasuryOutboundPayment
  readonly outbound_transfer?: TreasuryOutboundTransfer
  readonly received_credit?: TreasuryReceivedCredit
  readonly received_debit?: TreasuryReceivedDebit
}

/** The kind of flow that moves money. */
export type TreasuryFlowType = 'credit_reversal' | 'debit_reversal' | 'inbound_transfer' | 'issuing_authorization' | 'other' | 'outbound_payment' | 'outbound_transfer' | 'received_credit' | 'received_debit'

/** Forward to another financial account. */
export interface TreasuryForwardingAccountParams {
  readonly type: 'financial_account'
  readonly financial_account: string
}

/** Forward to a verified payment method. */
export interface TreasuryForwardingMethodParams {
  readonly type: 'payment_method'
  readonly payment_method: string
}

/** What takes the later flows of a closed account. */
export type TreasuryForwardingSettingsParams = TreasuryForwardingAccountParams | TreasuryForwardingMethodParams

/** Full name of the holder. */
export type TreasuryHolderNameParam = string

/** Money pulled by ach debit from a bank account of the owner. */
export interface TreasuryInboundTransfer {
  readonly id: string
  readonly object: 'treasury.inbound_transfer'
  readonly amount: number
  readonly cancelable: boolean
  readonly created: number
  readonly currency: Currency
  readonly description: string | null
  readonly failure_details: {
    readonly code: TreasuryTransferFailureCode
  } | null
  readonly financial_account: string
  readonly hosted_regulatory_receipt_url: TreasuryReceiptUrl
  readonly linked_flows: {
    readonly received_debit: string | null
  }
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly origin_payment_method: string | null
  readonly origin_payment_method_details: TreasuryOriginDetails | null
  readonly returned: boolean | null
  readonly statement_descriptor: string
  readonly status: 'processing' | 'succeeded' | 'failed' | 'canceled'
  readonly status_transitions: {
    readonly canceled_at?: number | null
    readonly failed_at: number | null
    readonly succeeded_at: number | null
  }
  readonly transaction: string | null
}

/** Who started a received flow; type names the part that is present. */
export interface TreasuryInitiatingDetails {
  readonly balance?: 'payments'
  readonly billing_details: TreasuryBillingDetails
  readonly financial_account?: TreasuryNetworkAccount
  readonly issuing_card?: string
  readonly type: 'balance' | 'financial_account' | 'issuing_card' | 'stripe' | 'us_bank_account'
  readonly us_bank_account?: {
    readonly bank_name: string | null
    readonly last4: string | null
    readonly routing_number: string | null
  }
}

/** The outside bank account that a received flow is to come from. */
export interface TreasuryInitiatingDetailsParams {
  readonly type: 'us_bank_account'
  readonly us_bank_account?: {
    readonly account_holder_name?: string
    readonly account_number?: string
    readonly routing_number?: string
  }
}

/** Who stands behind the destination, with a name. */
export interface TreasuryNamedBillingDetailsParams {
  readonly address?: AddressParam | ''
  readonly email?: TreasuryEmailParam | ''
  readonly name: TreasuryHolderNameParam
  readonly phone?: TreasuryPhoneParam | ''
}

/** A financial account at the other end of the Stripe network. */
export interface TreasuryNetworkAccount {
  readonly id: string
  readonly network: 'stripe'
}

/** A name of one's own for the account; empty removes it. */
export type TreasuryNicknameParam = string | ''

/** The bank account that an inbound transfer debits. */
export interface TreasuryOriginDetails {
  readonly billing_details: TreasuryBillingDetails
  readonly type: 'us_bank_account'
  readonly us_bank_account?: TreasuryBankDetails & {
    readonly network?: 'ach'
  }
}

/** Money pushed from a financial account to somebody else. */
export interface TreasuryOutboundPayment {
  readonly id: string
  readonly object: 'treasury.outbound_payment'
  readonly amount: number
  readonly cancelable: boolean
  readonly created: number
  readonly currency: Currency
  readonly customer: string | null
  readonly description: string | null
  readonly destination_payment_method: string | null
  readonly destination_payment_method_details: TreasuryDestinationDetails | null
  readonly end_user_details: TreasuryEndUserDetails | null
  readonly expected_arrival_date: number | null
  readonly financial_account: string
  readonly hosted_regulatory_receipt_url: TreasuryReceiptUrl
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly returned_details: TreasuryReturnedDetails | null
  readonly statement_descriptor: string
  readonly status: 'processing' | 'posted' | 'failed' | 'canceled' | 'returned'
  readonly status_transitions: TreasuryOutboundStatusTransitions
  readonly tracking_details: TreasuryTrackingDetails | null
  readonly transaction: string
}

/** When an outbound flow entered each status; null for a status it never had. */
export interface TreasuryOutboundStatusTransitions {
  readonly canceled_at: number | null
  readonly failed_at: number | null
  readonly posted_at: number | null
  readonly returned_at: number | null
}

/** Money pushed from a financial account to another account of its owner. */
export interface TreasuryOutboundTransfer {
  readonly id: string
  readonly object: 'treasury.outbound_transfer'
  readonly amount: number
  readonly cancelable: boolean
  readonly created: number
  readonly currency: Currency
  readonly description: string | null
  readonly destination_payment_method: string | null
  readonly destination_payment_method_details: TreasuryDestinationDetails
  readonly expected_arrival_date: number | null
  readonly financial_account: string
  readonly hosted_regulatory_receipt_url: TreasuryReceiptUrl
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly returned_details: TreasuryReturnedDetails | null
  readonly statement_descriptor: string
  readonly status: 'processing' | 'posted' | 'failed' | 'canceled' | 'returned'
  readonly status_transitions: TreasuryOutboundStatusTransitions
  readonly tracking_details: TreasuryTrackingDetails | null
  readonly transaction: string
}

/** Phone number of the holder. */
export type TreasuryPhoneParam = string

/** Which directions of flow the platform has shut. */
export interface TreasuryPlatformRestrictions {
  readonly inbound_flows: 'restricted' | 'unrestricted' | null
  readonly outbound_flows: 'restricted' | 'unrestricted' | null
}

/** Directions of flow to shut or open. */
export interface TreasuryPlatformRestrictionsParams {
  readonly inbound_flows?: 'restricted' | 'unrestricted'
  readonly outbound_flows?: 'restricted' | 'unrestricted'
}

/** Address of the receipt that regulation asks for; a new one each time, so never compare it. */
export type TreasuryReceiptUrl = string | null

/** Money that somebody pushed into a financial account. */
export interface TreasuryReceivedCredit {
  readonly id: string
  readonly object: 'treasury.received_credit'
  readonly amount: number
  readonly created: number
  readonly currency: Currency
  readonly description: string
  readonly failure_code: 'account_closed' | 'account_frozen' | 'international_transaction' | 'other' | null
  readonly financial_account: string | null
  readonly hosted_regulatory_receipt_url: TreasuryReceiptUrl
  readonly initiating_payment_method_details: TreasuryInitiatingDetails
  readonly linked_flows: {
    readonly credit_reversal: string | null
    readonly issuing_authorization: string | null
    readonly issuing_transaction: string | null
    readonly source_flow: string | null
    readonly source_flow_details?: TreasurySourceFlowDetails | null
    readonly source_flow_type: string | null
  }
  readonly livemode: boolean
  readonly network: 'ach' | 'card' | 'rtp' | 'stripe' | 'us_domestic_wire'
  readonly reversal_details: TreasuryReversalDetails | null
  readonly status: 'succeeded' | 'failed'
  readonly transaction: string | null
}

/** Money that somebody pulled out of a financial account. */
export interface TreasuryReceivedDebit {
  readonly id: string
  readonly object: 'treasury.received_debit'
  readonly amount: number
  readonly created: number
  readonly currency: Currency
  readonly description: string
  readonly failure_code: 'account_closed' | 'account_frozen' | 'insufficient_funds' | 'international_transaction' | 'other' | null
  readonly financial_account: string | null
  readonly hosted_regulatory_receipt_url: TreasuryReceiptUrl
  readonly initiating_payment_method_details?: TreasuryInitiatingDetails
  readonly linked_flows: {
    readonly debit_reversal: string | null
    readonly inbound_transfer: string | null
    readonly issuing_authorization: string | null
    readonly issuing_transaction: string | null
    readonly payout: string | null
    readonly topup: string | null
  }
  readonly livemode: boolean
  readonly network: 'ach' | 'card' | 'stripe'
  readonly reversal_details: TreasuryReversalDetails | null
  readonly status: 'succeeded' | 'failed'
  readonly transaction: string | null
}

/** Why an outbound flow came back. */
export type TreasuryReturnCode = 'account_closed' | 'account_frozen' | 'bank_account_restricted' | 'bank_ownership_changed' | 'declined' | 'incorrect_account_holder_name' | 'invalid_account_number' | 'invalid_currency' | 'no_account' | 'other'

/** Request body of the helper that sends an outbound flow back. */
export interface TreasuryReturnParams {
  readonly returned_details?: {
    readonly code?: 'account_closed' | 'account_frozen' | 'bank_account_restricted' | 'bank_ownership_changed' | 'declined' | 'incorrect_account_holder_name' | 'invalid_account_number' | 'invalid_currency' | 'no_account' | 'other'
  }
  readonly expand?: ExpandParam
}

/** Why an outbound flow came back, and the transaction that books the money in again. */
export interface TreasuryReturnedDetails {
  readonly code: TreasuryReturnCode
  readonly transaction: string
}

/** Until when a received flow can be reversed, or why it cannot. */
export interface TreasuryReversalDetails {
  readonly deadline: number | null
  readonly restricted_reason: 'already_reversed' | 'deadline_passed' | 'network_restricted' | 'other' | 'source_flow_restricted' | null
}

/** The flow that a received credit came from, in full; type names the part that is present. */
export interface TreasurySourceFlowDetails {
  readonly type: 'credit_reversal' | 'other' | 'outbound_payment' | 'outbound_transfer' | 'payout'
  readonly credit_reversal?: TreasuryCreditReversal
  readonly outbound_payment?: TreasuryOutboundPayment
  readonly outbound_transfer?: TreasuryOutboundTransfer
  readonly payout?: { readonly [key: string]: unknown }
}

/** How the ach network identifies the movement. */
export interface TreasuryTrackingAchParams {
  readonly type: 'ach'
  readonly ach?: {
    readonly trace_id: string
  }
}

/** How a network identifies the movement. */
export interface TreasuryTrackingDetails {
  readonly type: 'ach' | 'us_domestic_wire'
  readonly ach?: {
    readonly trace_id: string
  }
  readonly us_domestic_wire?: {
    readonly chips: string | null
    readonly imad: string | null
    readonly omad: string | null
  }
}

/** How the wire network identifies the movement. */
export interface TreasuryTrackingWireParams {
  readonly type: 'us_domestic_wire'
  readonly us_domestic_wire?: {
    readonly chips?: string
    readonly imad?: string
    readonly omad?: string
  }
}

/** What one flow does to the balance of one account. */
export interface TreasuryTransaction {
  readonly id: string
  readonly object: 'treasury.transaction'
  readonly amount: number
  readonly balance_impact: TreasuryBalanceImpact
  readonly created: number
  readonly currency: Currency
  readonly description: string
  readonly entries?: List & {
    readonly data?: readonly TreasuryTransactionEntry[]
  } | null
  readonly financial_account: string
  readonly flow: string | null
  readonly flow_details?: TreasuryFlowDetails | null
  readonly flow_type: TreasuryFlowType
  readonly livemode: boolean
  readonly status: 'open' | 'posted' | 'void'
  readonly status_transitions: {
    readonly posted_at: number | null
    readonly void_at: number | null
  }
}

/** One movement within a transaction. */
export interface TreasuryTransactionEntry {
  readonly id: string
  readonly object: 'treasury.transaction_entry'
  readonly balance_impact: TreasuryBalanceImpact
  readonly created: number
  readonly currency: Currency
  readonly effective_at: number
  readonly financial_account: string
  readonly flow: string | null
  readonly flow_details?: TreasuryFlowDetails | null
  readonly flow_type: TreasuryFlowType
  readonly livemode: boolean
  readonly transaction: string
  readonly type: 'credit_reversal' | 'credit_reversal_posting' | 'debit_reversal' | 'inbound_transfer' | 'inbound_transfer_return' | 'issuing_authorization_hold' | 'issuing_authorization_release' | 'other' | 'outbound_payment' | 'outbound_payment_cancellation' | 'outbound_payment_failure' | 'outbound_payment_posting' | 'outbound_payment_return' | 'outbound_transfer' | 'outbound_transfer_cancellation' | 'outbound_transfer_failure' | 'outbound_transfer_posting' | 'outbound_transfer_return' | 'received_credit' | 'received_debit'
}

/** Why an inbound transfer failed. */
export type TreasuryTransferFailureCode = 'account_closed' | 'account_frozen' | 'bank_account_restricted' | 'bank_ownership_changed' | 'debit_not_authorized' | 'incorrect_account_holder_address' | 'incorrect_account_holder_name' | 'incorrect_account_holder_tax_id' | 'insufficient_funds' | 'invalid_account_number' | 'invalid_currency' | 'no_account' | 'other'

/** Request body of the helper that sets tracking details. */
export interface TreasuryUpdateTrackingParams {
  readonly tracking_details: TreasuryTrackingAchParams | TreasuryTrackingWireParams
  readonly expand?: ExpandParam
}

/** A URL that is told of events. */
export interface WebhookEndpoint {
  readonly id: string
  readonly object: 'webhook_endpoint'
  readonly api_version: string | null
  readonly application: string | null
  readonly created: number
  readonly description: string | null
  readonly enabled_events: readonly EventSubscription[]
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly secret?: string
  readonly status: 'disabled' | 'enabled'
  readonly url: string
}

/** An absolute URL. */
export type WebhookUrlParam = string

/** Object schemas by name. */
export interface Schemas {
  'address': Address
  'address_param': AddressParam
  'billing.recurring_param': BillingRecurringParam
  'climate.beneficiary': ClimateBeneficiary
  'climate.delivery': ClimateDelivery
  'climate.location': ClimateLocation
  'climate.order': ClimateOrder
  'climate.price': ClimatePrice
  'climate.product': ClimateProduct
  'climate.supplier': ClimateSupplier
  'crypto.kyc_params': CryptoKycParams
  'crypto.onramp.quotes': CryptoOnrampQuotes
  'crypto.onramp_session': CryptoOnrampSession
  'crypto.quote': CryptoQuote
  'crypto.session_fees': CryptoSessionFees
  'crypto.transaction_details': CryptoTransactionDetails
  'crypto.wallet_addresses': CryptoWalletAddresses
  'crypto.wallet_addresses_params': CryptoWalletAddressesParams
  'customer': Customer
  'customer.shipping': CustomerShipping
  'customer_params': CustomerParams
  'deleted_customer': DeletedCustomer
  'deleted_product': DeletedProduct
  'deleted_product_feature': DeletedProductFeature
  'deleted_webhook_endpoint': DeletedWebhookEndpoint
  'entitlements.active_entitlement': EntitlementsActiveEntitlement
  'entitlements.active_entitlement_summary': EntitlementsActiveEntitlementSummary
  'entitlements.feature': EntitlementsFeature
  'error': Error
  'event': Event
  'expand_only_params': ExpandOnlyParams
  'file': File
  'financial_connections.account': FinancialConnectionsAccount
  'financial_connections.account_holder': FinancialConnectionsAccountHolder
  'financial_connections.account_holder_filter': FinancialConnectionsAccountHolderFilter
  'financial_connections.account_holder_params': FinancialConnectionsAccountHolderParams
  'financial_connections.account_owner': FinancialConnectionsAccountOwner
  'financial_connections.account_ownership': FinancialConnectionsAccountOwnership
  'financial_connections.balance': FinancialConnectionsBalance
  'financial_connections.refresh': FinancialConnectionsRefresh
  'financial_connections.session': FinancialConnectionsSession
  'financial_connections.subscription_params': FinancialConnectionsSubscriptionParams
  'financial_connections.transaction': FinancialConnectionsTransaction
  'financial_connections.transaction_refresh': FinancialConnectionsTransactionRefresh
  'forwarding.header': ForwardingHeader
  'forwarding.range_param': ForwardingRangeParam
  'forwarding.request': ForwardingRequest
  'forwarding.request_param': ForwardingRequestParam
  'identity.date': IdentityDate
  'identity.document_options': IdentityDocumentOptions
  'identity.document_report': IdentityDocumentReport
  'identity.email_report': IdentityEmailReport
  'identity.id_number_report': IdentityIdNumberReport
  'identity.options_params': IdentityOptionsParams
  'identity.phone_report': IdentityPhoneReport
  'identity.provided_details': IdentityProvidedDetails
  'identity.provided_details_params': IdentityProvidedDetailsParams
  'identity.selfie_report': IdentitySelfieReport
  'identity.session_error': IdentitySessionError
  'identity.session_options': IdentitySessionOptions
  'identity.verification_report': IdentityVerificationReport
  'identity.verification_session': IdentityVerificationSession
  'identity.verified_outputs': IdentityVerifiedOutputs
  'list': List
  'price': Price
  'price.recurring': PriceRecurring
  'product': Product
  'product.package_dimensions': ProductPackageDimensions
  'product_feature': ProductFeature
  'reporting.report_run': ReportingReportRun
  'reporting.report_run_params': ReportingReportRunParams
  'reporting.report_type': ReportingReportType
  'scheduled_query_run': ScheduledQueryRun
  'subscription': Subscription
  'subscription.cancellation_details': SubscriptionCancellationDetails
  'subscription.cancellation_details_param': SubscriptionCancellationDetailsParam
  'subscription_item': SubscriptionItem
  'tax.address_params': TaxAddressParams
  'tax.calculation': TaxCalculation
  'tax.calculation_line_item': TaxCalculationLineItem
  'tax.calculation_line_item_list': TaxCalculationLineItemList
  'tax.canada_options': TaxCanadaOptions
  'tax.canada_options_params': TaxCanadaOptionsParams
  'tax.country_options': TaxCountryOptions
  'tax.country_options_params': TaxCountryOptionsParams
  'tax.customer_details': TaxCustomerDetails
  'tax.customer_details_params': TaxCustomerDetailsParams
  'tax.election': TaxElection
  'tax.election_params': TaxElectionParams
  'tax.eu_options': TaxEuOptions
  'tax.eu_options_params': TaxEuOptionsParams
  'tax.fips_local_amusement_tax_params': TaxFipsLocalAmusementTaxParams
  'tax.fips_local_lease_tax_params': TaxFipsLocalLeaseTaxParams
  'tax.item_tax': TaxItemTax
  'tax.jurisdiction': TaxJurisdiction
  'tax.jurisdiction_params': TaxJurisdictionParams
  'tax.line_item_params': TaxLineItemParams
  'tax.registration': TaxRegistration
  'tax.registration_list': TaxRegistrationList
  'tax.reversal_line_params': TaxReversalLineParams
  'tax.settings': TaxSettings
  'tax.ship_from_details': TaxShipFromDetails
  'tax.shipping_cost': TaxShippingCost
  'tax.shipping_cost_params': TaxShippingCostParams
  'tax.shipping_recorded': TaxShippingRecorded
  'tax.simplified_options': TaxSimplifiedOptions
  'tax.simplified_options_params': TaxSimplifiedOptionsParams
  'tax.standard_bare_options': TaxStandardBareOptions
  'tax.standard_options': TaxStandardOptions
  'tax.standard_options_params': TaxStandardOptionsParams
  'tax.total_tax': TaxTotalTax
  'tax.transaction': TaxTransaction
  'tax.transaction_line_item': TaxTransactionLineItem
  'tax.transaction_line_item_list': TaxTransactionLineItemList
  'tax.us_options': TaxUsOptions
  'tax.us_options_params': TaxUsOptionsParams
  'treasury.amount_by_currency': TreasuryAmountByCurrency
  'treasury.balance': TreasuryBalance
  'treasury.balance_impact': TreasuryBalanceImpact
  'treasury.bank_account_params': TreasuryBankAccountParams
  'treasury.bank_details': TreasuryBankDetails
  'treasury.billing_details': TreasuryBillingDetails
  'treasury.billing_details_params': TreasuryBillingDetailsParams
  'treasury.credit_reversal': TreasuryCreditReversal
  'treasury.debit_reversal': TreasuryDebitReversal
  'treasury.destination_account_params': TreasuryDestinationAccountParams
  'treasury.destination_bank_params': TreasuryDestinationBankParams
  'treasury.destination_details': TreasuryDestinationDetails
  'treasury.destination_options_params': TreasuryDestinationOptionsParams
  'treasury.end_user_details': TreasuryEndUserDetails
  'treasury.feature': TreasuryFeature
  'treasury.feature_aba_params': TreasuryFeatureAbaParams
  'treasury.feature_inbound_params': TreasuryFeatureInboundParams
  'treasury.feature_outbound': TreasuryFeatureOutbound
  'treasury.feature_outbound_params': TreasuryFeatureOutboundParams
  'treasury.feature_params': TreasuryFeatureParams
  'treasury.features_params': TreasuryFeaturesParams
  'treasury.financial_account': TreasuryFinancialAccount
  'treasury.financial_account_features': TreasuryFinancialAccountFeatures
  'treasury.financial_address': TreasuryFinancialAddress
  'treasury.flow_details': TreasuryFlowDetails
  'treasury.forwarding_account_params': TreasuryForwardingAccountParams
  'treasury.forwarding_method_params': TreasuryForwardingMethodParams
  'treasury.inbound_transfer': TreasuryInboundTransfer
  'treasury.initiating_details': TreasuryInitiatingDetails
  'treasury.initiating_details_params': TreasuryInitiatingDetailsParams
  'treasury.named_billing_details_params': TreasuryNamedBillingDetailsParams
  'treasury.network_account': TreasuryNetworkAccount
  'treasury.origin_details': TreasuryOriginDetails
  'treasury.outbound_payment': TreasuryOutboundPayment
  'treasury.outbound_status_transitions': TreasuryOutboundStatusTransitions
  'treasury.outbound_transfer': TreasuryOutboundTransfer
  'treasury.platform_restrictions': TreasuryPlatformRestrictions
  'treasury.platform_restrictions_params': TreasuryPlatformRestrictionsParams
  'treasury.received_credit': TreasuryReceivedCredit
  'treasury.received_debit': TreasuryReceivedDebit
  'treasury.return_params': TreasuryReturnParams
  'treasury.returned_details': TreasuryReturnedDetails
  'treasury.reversal_details': TreasuryReversalDetails
  'treasury.source_flow_details': TreasurySourceFlowDetails
  'treasury.tracking_ach_params': TreasuryTrackingAchParams
  'treasury.tracking_details': TreasuryTrackingDetails
  'treasury.tracking_wire_params': TreasuryTrackingWireParams
  'treasury.transaction': TreasuryTransaction
  'treasury.transaction_entry': TreasuryTransactionEntry
  'treasury.update_tracking_params': TreasuryUpdateTrackingParams
  'webhook_endpoint': WebhookEndpoint
}

/** Parameters by operation id, wherever they travel. */
export interface Params {
  'climate.order.cancel': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'climate.order.create': {
    readonly product: string
    readonly metric_tons?: string
    readonly amount?: number
    readonly currency?: string
    readonly beneficiary?: {
      readonly public_name: string
    }
    readonly metadata?: MetadataParam
    readonly expand?: ExpandParam
  }
  'climate.order.list': {
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'climate.order.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'climate.order.update': {
    readonly id: string
    readonly beneficiary?: {
      readonly public_name: string | ''
    } | ''
    readonly metadata?: MetadataParam | ''
    readonly expand?: ExpandParam
  }
  'climate.product.list': {
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'climate.product.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'climate.supplier.list': {
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'climate.supplier.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'crypto.onramp.quotes.retrieve': {
    readonly source_currency?: CryptoFiatParam
    readonly source_amount?: CryptoFiatAmountParam
    readonly destination_amount?: CryptoAmountParam
    readonly destination_currencies?: CryptoCurrenciesParam
    readonly destination_networks?: CryptoNetworksParam
  }
  'crypto.onramp.quotes.retrieve_nested': {
    readonly source_currency?: CryptoFiatParam
    readonly source_amount?: CryptoFiatAmountParam
    readonly destination_amount?: CryptoAmountParam
    readonly destination_currencies?: CryptoCurrenciesParam
    readonly destination_networks?: CryptoNetworksParam
  }
  'crypto.onramp_session.create': {
    readonly source_currency?: CryptoFiatParam
    readonly source_amount?: CryptoFiatAmountParam
    readonly destination_amount?: CryptoAmountParam
    readonly destination_currency?: CryptoCurrencyParam
    readonly destination_network?: CryptoNetworkParam
    readonly destination_currencies?: CryptoCurrenciesParam
    readonly destination_networks?: CryptoNetworksParam
    readonly wallet_addresses?: CryptoWalletAddressesParams
    readonly lock_wallet_address?: boolean
    readonly customer_ip_address?: string
    readonly kyc_details?: CryptoKycParams
    readonly customer_information?: CryptoKycParams
    readonly settlement_speed?: 'instant' | 'standard'
    readonly metadata?: MetadataParam
    readonly expand?: ExpandParam
  }
  'crypto.onramp_session.list': {
    readonly status?: 'initialized' | 'rejected' | 'requires_payment' | 'fulfillment_processing' | 'fulfillment_complete'
    readonly destination_currency?: CryptoCurrencyParam
    readonly destination_network?: CryptoNetworkParam
    readonly created?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'crypto.onramp_session.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'customer.create': {
    readonly address?: AddressParam | ''
    readonly balance?: number
    readonly description?: string
    readonly email?: string
    readonly name?: string
    readonly phone?: string
    readonly shipping?: {
      readonly address: AddressParam
      readonly name: string
      readonly phone?: string
    } | ''
    readonly tax_exempt?: 'none' | 'exempt' | 'reverse' | ''
    readonly metadata?: MetadataParam | ''
    readonly expand?: ExpandParam
  }
  'customer.delete': {
    readonly id: string
  }
  'customer.list': {
    readonly email?: string
    readonly created?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'customer.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'customer.update': {
    readonly id: string
    readonly address?: AddressParam | ''
    readonly balance?: number
    readonly description?: string
    readonly email?: string
    readonly name?: string
    readonly phone?: string
    readonly shipping?: {
      readonly address: AddressParam
      readonly name: string
      readonly phone?: string
    } | ''
    readonly tax_exempt?: 'none' | 'exempt' | 'reverse' | ''
    readonly metadata?: MetadataParam | ''
    readonly expand?: ExpandParam
  }
  'entitlements.active_entitlement.list': {
    readonly customer: string
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'entitlements.active_entitlement.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'entitlements.feature.create': {
    readonly lookup_key: EntitlementsLookupKeyParam
    readonly name: string
    readonly metadata?: MetadataParam
    readonly expand?: ExpandParam
  }
  'entitlements.feature.list': {
    readonly archived?: boolean
    readonly lookup_key?: EntitlementsLookupKeyParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'entitlements.feature.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'entitlements.feature.update': {
    readonly id: string
    readonly active?: boolean
    readonly name?: string
    readonly metadata?: MetadataParam | ''
    readonly expand?: ExpandParam
  }
  'event.list': {
    readonly type?: string
    readonly types?: readonly string[]
    readonly delivery_success?: boolean
    readonly created?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'event.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'file.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'financial_connections.account.disconnect': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'financial_connections.account.list': {
    readonly account_holder?: FinancialConnectionsAccountHolderFilter
    readonly session?: string
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'financial_connections.account.refresh': {
    readonly id: string
    readonly features: readonly ('balance' | 'ownership' | 'transactions')[]
    readonly expand?: ExpandParam
  }
  'financial_connections.account.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'financial_connections.account.subscribe': {
    readonly id: string
    readonly features: readonly 'transactions'[]
    readonly expand?: ExpandParam
  }
  'financial_connections.account.unsubscribe': {
    readonly id: string
    readonly features: readonly 'transactions'[]
    readonly expand?: ExpandParam
  }
  'financial_connections.account_owner.list': {
    readonly account: string
    readonly ownership: string
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'financial_connections.session.create': {
    readonly account_holder: {
      readonly type: 'customer'
      readonly customer: string
    } | FinancialConnectionsAccountHolderParams
    readonly permissions: readonly FinancialConnectionsPermission[]
    readonly prefetch?: readonly FinancialConnectionsPrefetch[]
    readonly filters?: {
      readonly account_subcategories?: readonly ('checking' | 'savings' | 'mortgage' | 'line_of_credit' | 'credit_card')[]
      readonly country?: string
      readonly require_payment_method_support?: 'all' | 'at_least_one' | 'none'
    }
    readonly limits?: {
      readonly accounts: number | ''
    }
    readonly manual_entry?: {
      readonly mode?: 'automatic' | 'disabled'
    }
    readonly return_url?: string
    readonly expand?: ExpandParam
  }
  'financial_connections.session.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'financial_connections.transaction.list': {
    readonly account: string
    readonly transacted_at?: RangeParam
    readonly transaction_refresh?: {
      readonly after: string
    }
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'financial_connections.transaction.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'forwarding.request.create': {
    readonly payment_method: string
    readonly replacements: ForwardingReplacementsParam
    readonly request: ForwardingRequestParam
    readonly url: ForwardingUrlParam
    readonly metadata?: MetadataParam
    readonly expand?: ExpandParam
  }
  'forwarding.request.list': {
    readonly created?: ForwardingRangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'forwarding.request.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'identity.verification_report.list': {
    readonly type?: 'document' | 'id_number'
    readonly verification_session?: string
    readonly client_reference_id?: string
    readonly created?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'identity.verification_report.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'identity.verification_session.cancel': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'identity.verification_session.create': {
    readonly type?: 'document' | 'id_number'
    readonly verification_flow?: string
    readonly client_reference_id?: string
    readonly metadata?: MetadataParam
    readonly options?: IdentityOptionsParams
    readonly provided_details?: IdentityProvidedDetailsParams
    readonly related_customer?: string
    readonly related_customer_account?: string
    readonly related_person?: {
      readonly account: string
      readonly person: string
    }
    readonly return_url?: string
    readonly expand?: ExpandParam
  }
  'identity.verification_session.list': {
    readonly status?: 'requires_input' | 'processing' | 'verified' | 'canceled'
    readonly client_reference_id?: string
    readonly related_customer?: string
    readonly related_customer_account?: string
    readonly created?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'identity.verification_session.redact': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'identity.verification_session.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'identity.verification_session.update': {
    readonly id: string
    readonly type?: 'document' | 'id_number'
    readonly metadata?: MetadataParam | ''
    readonly options?: IdentityOptionsParams
    readonly provided_details?: IdentityProvidedDetailsParams
    readonly expand?: ExpandParam
  }
  'price.create': {
    readonly currency: BillingCurrencyParam
    readonly product?: string
    readonly product_data?: {
      readonly name: string
      readonly active?: boolean
      readonly metadata?: MetadataParam
      readonly statement_descriptor?: ProductStatementDescriptorParam
      readonly tax_code?: ProductTaxCodeParam
      readonly unit_label?: string
    }
    readonly unit_amount?: BillingAmountParam
    readonly unit_amount_decimal?: BillingDecimalParam
    readonly recurring?: BillingRecurringParam
    readonly active?: boolean
    readonly lookup_key?: PriceLookupKeyParam
    readonly transfer_lookup_key?: boolean
    readonly nickname?: string
    readonly tax_behavior?: BillingTaxBehavior
    readonly metadata?: MetadataParam
    readonly expand?: ExpandParam
  }
  'price.list': {
    readonly active?: boolean
    readonly product?: string
    readonly currency?: BillingCurrencyParam
    readonly type?: 'one_time' | 'recurring'
    readonly recurring?: {
      readonly interval?: BillingInterval
      readonly usage_type?: 'licensed' | 'metered'
    }
    readonly lookup_keys?: readonly PriceLookupKeyParam[]
    readonly created?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'price.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'price.update': {
    readonly id: string
    readonly active?: boolean
    readonly lookup_key?: PriceLookupKeyParam
    readonly transfer_lookup_key?: boolean
    readonly nickname?: string
    readonly tax_behavior?: BillingTaxBehavior
    readonly metadata?: MetadataParam | ''
    readonly expand?: ExpandParam
  }
  'product.create': {
    readonly name: string
    readonly id?: string
    readonly active?: boolean
    readonly default_price_data?: {
      readonly currency: BillingCurrencyParam
      readonly unit_amount?: BillingAmountParam
      readonly unit_amount_decimal?: BillingDecimalParam
      readonly recurring?: BillingRecurringParam
      readonly tax_behavior?: BillingTaxBehavior
      readonly metadata?: MetadataParam
    }
    readonly description?: string
    readonly images?: ProductImagesParam
    readonly marketing_features?: ProductMarketingFeaturesParam
    readonly metadata?: MetadataParam
    readonly package_dimensions?: ProductPackageDimensions
    readonly shippable?: boolean
    readonly statement_descriptor?: ProductStatementDescriptorParam
    readonly tax_code?: ProductTaxCodeParam
    readonly type?: 'service' | 'good'
    readonly unit_label?: string
    readonly url?: string
    readonly expand?: ExpandParam
  }
  'product.delete': {
    readonly id: string
  }
  'product.list': {
    readonly active?: boolean
    readonly ids?: readonly string[]
    readonly shippable?: boolean
    readonly type?: 'service' | 'good'
    readonly url?: string
    readonly created?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'product.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'product.update': {
    readonly id: string
    readonly name?: string
    readonly active?: boolean
    readonly default_price?: string
    readonly description?: string | ''
    readonly images?: ProductImagesParam | ''
    readonly marketing_features?: ProductMarketingFeaturesParam | ''
    readonly metadata?: MetadataParam | ''
    readonly package_dimensions?: ProductPackageDimensions | ''
    readonly shippable?: boolean
    readonly statement_descriptor?: ProductStatementDescriptorParam
    readonly tax_code?: ProductTaxCodeParam | ''
    readonly unit_label?: string | ''
    readonly url?: string | ''
    readonly expand?: ExpandParam
  }
  'product_feature.create': {
    readonly product: string
    readonly entitlement_feature: string
    readonly expand?: ExpandParam
  }
  'product_feature.delete': {
    readonly product: string
    readonly id: string
  }
  'product_feature.list': {
    readonly product: string
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'product_feature.retrieve': {
    readonly product: string
    readonly id: string
    readonly expand?: ExpandParam
  }
  'reporting.report_run.create': {
    readonly report_type: string
    readonly parameters?: ReportingReportRunParams
    readonly expand?: ExpandParam
  }
  'reporting.report_run.list': {
    readonly created?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'reporting.report_run.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'reporting.report_type.list': {
    readonly expand?: ExpandParam
  }
  'reporting.report_type.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'scheduled_query_run.list': {
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'scheduled_query_run.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'subscription.cancel': {
    readonly id: string
    readonly cancellation_details?: SubscriptionCancellationDetailsParam
    readonly invoice_now?: boolean
    readonly prorate?: boolean
    readonly expand?: ExpandParam
  }
  'subscription.create': {
    readonly customer: string
    readonly items: readonly {
      readonly price: string
      readonly quantity?: SubscriptionQuantityParam
    }[]
    readonly cancel_at_period_end?: boolean
    readonly collection_method?: 'charge_automatically' | 'send_invoice'
    readonly days_until_due?: number
    readonly description?: string
    readonly payment_behavior?: 'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete' | 'pending_if_incomplete'
    readonly proration_behavior?: SubscriptionProrationBehaviorParam
    readonly trial_period_days?: number
    readonly metadata?: MetadataParam | ''
    readonly expand?: ExpandParam
  }
  'subscription.list': {
    readonly customer?: string
    readonly price?: string
    readonly collection_method?: 'charge_automatically' | 'send_invoice'
    readonly status?: 'active' | 'all' | 'canceled' | 'ended' | 'incomplete' | 'incomplete_expired' | 'past_due' | 'paused' | 'trialing' | 'unpaid'
    readonly created?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'subscription.pause': {
    readonly id: string
    readonly type?: 'subscription'
    readonly invoicing_behavior?: 'invoice' | 'pending_invoice_item'
    readonly expand?: ExpandParam
  }
  'subscription.resume': {
    readonly id: string
    readonly billing_cycle_anchor?: {
      readonly type: 'now' | 'unchanged'
    }
    readonly proration_behavior?: SubscriptionProrationBehaviorParam
    readonly expand?: ExpandParam
  }
  'subscription.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'subscription.update': {
    readonly id: string
    readonly items?: readonly {
      readonly id?: string
      readonly price?: string
      readonly quantity?: SubscriptionQuantityParam
      readonly deleted?: boolean
    }[]
    readonly cancel_at_period_end?: boolean
    readonly cancellation_details?: SubscriptionCancellationDetailsParam
    readonly description?: string | ''
    readonly proration_behavior?: SubscriptionProrationBehaviorParam
    readonly metadata?: MetadataParam | ''
    readonly expand?: ExpandParam
  }
  'tax.calculation.create': {
    readonly currency: TaxCurrencyParam
    readonly customer?: string
    readonly customer_details?: TaxCustomerDetailsParams
    readonly line_items: readonly TaxLineItemParams[]
    readonly ship_from_details?: {
      readonly address: TaxAddressParams
    }
    readonly shipping_cost?: TaxShippingCostParams
    readonly tax_date?: number
    readonly expand?: ExpandParam
  }
  'tax.calculation.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'tax.calculation_line_item.list': {
    readonly id: string
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'tax.registration.create': {
    readonly active_from: 'now' | number
    readonly country: string
    readonly country_options: TaxCountryOptionsParams
    readonly expires_at?: number
    readonly expand?: ExpandParam
  }
  'tax.registration.list': {
    readonly status?: 'active' | 'all' | 'expired' | 'scheduled'
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'tax.registration.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'tax.registration.update': {
    readonly id: string
    readonly active_from?: 'now' | number
    readonly expires_at?: 'now' | number | ''
    readonly expand?: ExpandParam
  }
  'tax.settings.retrieve': {
    readonly expand?: ExpandParam
  }
  'tax.settings.update': {
    readonly defaults?: {
      readonly tax_behavior?: 'exclusive' | 'inclusive' | 'inferred_by_currency'
      readonly tax_code?: TaxCodeParam
    }
    readonly head_office?: {
      readonly address: AddressParam
    }
    readonly expand?: ExpandParam
  }
  'tax.transaction.create_from_calculation': {
    readonly calculation: string
    readonly metadata?: MetadataParam
    readonly posted_at?: number
    readonly reference: string
    readonly expand?: ExpandParam
  }
  'tax.transaction.create_reversal': {
    readonly flat_amount?: number
    readonly line_items?: readonly TaxReversalLineParams[]
    readonly metadata?: MetadataParam
    readonly mode: 'full' | 'partial'
    readonly original_transaction: string
    readonly reference: string
    readonly shipping_cost?: {
      readonly amount: TaxGivenBack
      readonly amount_tax: TaxGivenBack
    }
    readonly expand?: ExpandParam
  }
  'tax.transaction.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'tax.transaction_line_item.list': {
    readonly id: string
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'treasury.credit_reversal.create': {
    readonly received_credit: string
    readonly metadata?: MetadataParam
    readonly expand?: ExpandParam
  }
  'treasury.credit_reversal.list': {
    readonly financial_account: string
    readonly received_credit?: string
    readonly status?: 'processing' | 'posted' | 'canceled'
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'treasury.credit_reversal.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.debit_reversal.create': {
    readonly received_debit: string
    readonly metadata?: MetadataParam
    readonly expand?: ExpandParam
  }
  'treasury.debit_reversal.list': {
    readonly financial_account: string
    readonly received_debit?: string
    readonly resolution?: 'won' | 'lost'
    readonly status?: 'processing' | 'completed' | 'canceled'
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'treasury.debit_reversal.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.financial_account.close': {
    readonly id: string
    readonly forwarding_settings?: TreasuryForwardingSettingsParams
    readonly expand?: ExpandParam
  }
  'treasury.financial_account.create': {
    readonly supported_currencies: readonly 'usd'[]
    readonly features?: TreasuryFeaturesParams
    readonly metadata?: MetadataParam
    readonly nickname?: TreasuryNicknameParam
    readonly platform_restrictions?: TreasuryPlatformRestrictionsParams
    readonly expand?: ExpandParam
  }
  'treasury.financial_account.list': {
    readonly status?: 'open' | 'closed'
    readonly created?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'treasury.financial_account.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.financial_account.update': {
    readonly id: string
    readonly features?: TreasuryFeaturesParams
    readonly forwarding_settings?: TreasuryForwardingSettingsParams
    readonly metadata?: MetadataParam | ''
    readonly nickname?: TreasuryNicknameParam
    readonly platform_restrictions?: TreasuryPlatformRestrictionsParams
    readonly expand?: ExpandParam
  }
  'treasury.financial_account_features.retrieve': {
    readonly financial_account: string
    readonly expand?: ExpandParam
  }
  'treasury.financial_account_features.update': {
    readonly financial_account: string
    readonly card_issuing?: TreasuryFeatureParams
    readonly deposit_insurance?: TreasuryFeatureParams
    readonly financial_addresses?: TreasuryFeatureAbaParams
    readonly inbound_transfers?: TreasuryFeatureInboundParams
    readonly intra_stripe_flows?: TreasuryFeatureParams
    readonly outbound_payments?: TreasuryFeatureOutboundParams
    readonly outbound_transfers?: TreasuryFeatureOutboundParams
    readonly expand?: ExpandParam
  }
  'treasury.inbound_transfer.cancel': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.inbound_transfer.create': {
    readonly amount: number
    readonly currency: 'usd'
    readonly financial_account: string
    readonly origin_payment_method: string
    readonly description?: string
    readonly metadata?: MetadataParam
    readonly statement_descriptor?: string
    readonly expand?: ExpandParam
  }
  'treasury.inbound_transfer.fail': {
    readonly id: string
    readonly failure_details?: {
      readonly code?: TreasuryTransferFailureCode
    }
    readonly expand?: ExpandParam
  }
  'treasury.inbound_transfer.list': {
    readonly financial_account: string
    readonly status?: 'processing' | 'succeeded' | 'failed' | 'canceled'
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'treasury.inbound_transfer.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.inbound_transfer.return': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.inbound_transfer.succeed': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_payment.cancel': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_payment.create': {
    readonly amount: number
    readonly currency: 'usd'
    readonly financial_account: string
    readonly customer?: string
    readonly description?: string
    readonly destination_payment_method?: TreasuryDestinationPaymentMethodParam
    readonly destination_payment_method_data?: TreasuryDestinationAccountParams | TreasuryDestinationBankParams
    readonly destination_payment_method_options?: TreasuryDestinationOptionsParams
    readonly end_user_details?: TreasuryEndUserDetailsParams
    readonly metadata?: MetadataParam
    readonly statement_descriptor?: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_payment.fail': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_payment.list': {
    readonly financial_account: string
    readonly status?: 'processing' | 'posted' | 'failed' | 'canceled' | 'returned'
    readonly customer?: string
    readonly created?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_payment.post': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_payment.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_payment.return': {
    readonly id: string
    readonly returned_details?: {
      readonly code?: 'account_closed' | 'account_frozen' | 'bank_account_restricted' | 'bank_ownership_changed' | 'declined' | 'incorrect_account_holder_name' | 'invalid_account_number' | 'invalid_currency' | 'no_account' | 'other'
    }
    readonly expand?: ExpandParam
  }
  'treasury.outbound_payment.update_tracking': {
    readonly id: string
    readonly tracking_details: TreasuryTrackingAchParams | TreasuryTrackingWireParams
    readonly expand?: ExpandParam
  }
  'treasury.outbound_transfer.cancel': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_transfer.create': {
    readonly amount: number
    readonly currency: 'usd'
    readonly financial_account: string
    readonly description?: string
    readonly destination_payment_method?: TreasuryDestinationPaymentMethodParam
    readonly destination_payment_method_data?: {
      readonly type: 'financial_account'
      readonly financial_account: string
    }
    readonly destination_payment_method_options?: TreasuryDestinationOptionsParams
    readonly metadata?: MetadataParam
    readonly statement_descriptor?: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_transfer.fail': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_transfer.list': {
    readonly financial_account: string
    readonly status?: 'processing' | 'posted' | 'failed' | 'canceled' | 'returned'
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_transfer.post': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_transfer.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.outbound_transfer.return': {
    readonly id: string
    readonly returned_details?: {
      readonly code?: 'account_closed' | 'account_frozen' | 'bank_account_restricted' | 'bank_ownership_changed' | 'declined' | 'incorrect_account_holder_name' | 'invalid_account_number' | 'invalid_currency' | 'no_account' | 'other'
    }
    readonly expand?: ExpandParam
  }
  'treasury.outbound_transfer.update_tracking': {
    readonly id: string
    readonly tracking_details: TreasuryTrackingAchParams | TreasuryTrackingWireParams
    readonly expand?: ExpandParam
  }
  'treasury.received_credit.create': {
    readonly amount: number
    readonly currency: 'usd'
    readonly financial_account: string
    readonly network: 'ach' | 'rtp' | 'us_domestic_wire'
    readonly description?: string
    readonly initiating_payment_method_details?: TreasuryInitiatingDetailsParams
    readonly expand?: ExpandParam
  }
  'treasury.received_credit.list': {
    readonly financial_account: string
    readonly status?: 'succeeded' | 'failed'
    readonly linked_flows?: {
      readonly source_flow_type: 'credit_reversal' | 'other' | 'outbound_payment' | 'outbound_transfer' | 'payout'
    }
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'treasury.received_credit.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.received_debit.create': {
    readonly amount: number
    readonly currency: 'usd'
    readonly financial_account: string
    readonly network: 'ach'
    readonly description?: string
    readonly initiating_payment_method_details?: TreasuryInitiatingDetailsParams
    readonly expand?: ExpandParam
  }
  'treasury.received_debit.list': {
    readonly financial_account: string
    readonly status?: 'succeeded' | 'failed'
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'treasury.received_debit.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.transaction.list': {
    readonly financial_account: string
    readonly status?: 'open' | 'posted' | 'void'
    readonly order_by?: 'created' | 'posted_at'
    readonly created?: RangeParam
    readonly status_transitions?: {
      readonly posted_at?: RangeParam
    }
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'treasury.transaction.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'treasury.transaction_entry.list': {
    readonly financial_account: string
    readonly transaction?: string
    readonly order_by?: 'created' | 'effective_at'
    readonly created?: RangeParam
    readonly effective_at?: RangeParam
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'treasury.transaction_entry.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'webhook_endpoint.create': {
    readonly enabled_events: EnabledEventsParam
    readonly url: WebhookUrlParam
    readonly api_version?: ApiVersion
    readonly connect?: boolean
    readonly description?: string | ''
    readonly metadata?: MetadataParam | ''
    readonly expand?: ExpandParam
  }
  'webhook_endpoint.delete': {
    readonly id: string
  }
  'webhook_endpoint.list': {
    readonly limit?: number
    readonly starting_after?: string
    readonly ending_before?: string
    readonly expand?: ExpandParam
  }
  'webhook_endpoint.retrieve': {
    readonly id: string
    readonly expand?: ExpandParam
  }
  'webhook_endpoint.update': {
    readonly id: string
    readonly enabled_events?: EnabledEventsParam
    readonly url?: WebhookUrlParam
    readonly disabled?: boolean
    readonly description?: string | ''
    readonly metadata?: MetadataParam | ''
    readonly expand?: ExpandParam
  }
}
