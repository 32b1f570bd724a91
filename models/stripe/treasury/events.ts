/** The events that changes of Treasury objects owe. */

import { sameData } from '../../../src/model/law.ts'
import type { Schemas } from '../kit.ts'
import type { Outbound } from './stripe-network.ts'

interface Change<O> {
  readonly before: O | undefined
  readonly after: O
}
type Events<O> = (change: Change<O>) => readonly string[]

/** `created`, and later the name that `words` has for a status that is entered; none where it has no name. */
export function statusEvents<O extends { readonly object: string; readonly status: string }>(
  words: Readonly<Record<string, string>>,
): Events<O> {
  return ({ before, after }) => {
    const word = before === undefined ? 'created' : before.status === after.status ? undefined : words[after.status]
    return word === undefined ? [] : [`${after.object}.${word}`]
  }
}

const outboundStatuses = statusEvents<Outbound>({
  posted: 'posted',
  failed: 'failed',
  canceled: 'canceled',
  returned: 'returned',
})

/** Events of an outbound flow: its statuses, a new arrival date, tracking. */
export function outboundEvents({ before, after }: Change<Outbound>): readonly string[] {
  const changed = (field: keyof Outbound) => before !== undefined && !sameData(before[field], after[field])
  return [
    ...outboundStatuses({ before, after }),
    ...(changed('expected_arrival_date') ? [`${after.object}.expected_arrival_date_updated`] : []),
    ...(changed('tracking_details') ? [`${after.object}.tracking_details_updated`] : []),
  ]
}

type Account = Schemas['treasury.financial_account']
const accountStatuses = statusEvents<Account>({ closed: 'closed' })

/** Events of an account: opened, closed, features that changed. Balance, nickname and metadata have none. */
export function accountEvents({ before, after }: Change<Account>): readonly string[] {
  const isSame = before === undefined || sameData(before.features, after.features)
  return [...accountStatuses({ before, after }), ...(isSame ? [] : [`${after.object}.features_status_updated`])]
}
