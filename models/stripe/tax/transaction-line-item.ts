/** TransactionLineItem: one line of a transaction. Rules are those of its transaction. */

import { lists, type Resource } from '../../../src/model/resource.ts'
import { resource } from '../kit.ts'
import { linesOf, ownerOf } from './lines.ts'
import { linePrefix } from './reversal.ts'

export const transactionLineItem: Resource = resource('tax.transaction_line_item')({
  // Lines of calculations have ids of the same form; symbols need to tell the two apart.
  prefix: linePrefix,
  unknownId: 'tax_li_unknown',

  operations: {
    list: lists({
      filters: { id: () => true },
      from: ({ world, params }) => linesOf(world, 'tax.transaction', ownerOf(world, 'tax.transaction', params.id)),
    }),
  },
})
