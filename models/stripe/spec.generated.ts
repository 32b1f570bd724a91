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

/** Lower-case ISO 4217 code. */
export type Currency = string

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

/** Request body of an action that takes nothing but expansion. */
export interface ExpandOnlyParams {
  readonly expand?: ExpandParam
}

/** Dotted paths of fields to answer in full, at most four names deep. */
export type ExpandParam = readonly string[]

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

/** An exact moment, or bounds that all hold (gt and lt exclusive, gte and lte inclusive). */
export type RangeParam = number | {
  readonly gt?: number
  readonly gte?: number
  readonly lt?: number
  readonly lte?: number
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
  readonly expected_arrival_date: number
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
  readonly expected_arrival_date: number
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

/** Object schemas by name. */
export interface Schemas {
  'address': Address
  'address_param': AddressParam
  'error': Error
  'expand_only_params': ExpandOnlyParams
  'list': List
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
}

/** Parameters by operation id, wherever they travel. */
export interface Params {
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
}
