/** CalculationLineItem: one line of a calculation, listed with it and gone with it. Rules are those of its calculation. */

import { lists, type Resource } from '../../../src/model/resource.ts'
import { resource } from '../kit.ts'
import { linesOf, ownerOf } from './lines.ts'

export const calculationLineItem: Resource = resource('tax.calculation_line_item')({
  prefix: 'tax_li',

  operations: {
    list: lists({
      filters: { id: () => true },
      from: ({ world, params }) => linesOf(world, 'tax.calculation', ownerOf(world, 'tax.calculation', params.id)),
    }),
  },
})
