/** Redaction: card data leave no trace in answers. As a convention, so that the mock can be given the defect. */

import { faultOf } from '../../../src/pack/fault.ts'
import type { Convention, Decide } from '../../../src/pack/pack.ts'
import { type Card, cardOf, maskedCvc, maskedNumber } from './cards.ts'

/** Shows what was put in, in the answer and from then on. */
function shown(what: (text: string, card: Card) => string): (sound: Decide) => Decide {
  return (sound) => (world, call, witness) => {
    const outcome = sound(world, call, witness)
    const card = cardOf(String(call.params['payment_method']))
    if (outcome.kind === 'refused' || card === undefined) return outcome
    const body: unknown = JSON.parse(what(JSON.stringify(outcome.body), card))
    return { ...outcome, body }
  }
}

export const redaction: Convention = {
  name: 'redaction of card data',
  faults({ operations }) {
    const create = operations.get('forwarding.request.create')
    if (create === undefined) return []
    return [
      faultOf('card data shown', create, 'the number', {
        whole: shown((text, { number }) => text.replaceAll(maskedNumber(number), number)),
      }),
      faultOf('card data shown', create, 'the code', {
        whole: shown((text, { cvc }) => text.replaceAll(maskedCvc, cvc)),
      }),
    ]
  },
}
