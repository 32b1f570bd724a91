/** Climate supplier: a company that removes carbon. Read-only. Rules CLIMS-1 to CLIMS-3. */

import { inferred, metamorphic, snapshot, soft } from '../../../src/model/law.ts'
import { lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { resource } from '../kit.ts'

export const supplier: Resource = resource('climate.supplier')({
  prefix: 'climsup',
  catalogue: true,

  operations: { retrieve: retrieves(), list: lists() },

  laws: {
    'CLIMS-1': soft(
      snapshot(
        'a location has both coordinates or none, and they are on the globe',
        ({ locations }) =>
          locations.every(
            ({ latitude, longitude }) =>
              (latitude === null) === (longitude === null) &&
              Math.abs(latitude ?? 0) <= 90 &&
              Math.abs(longitude ?? 0) <= 180,
          ),
        inferred('what coordinates are'),
      ),
    ),
    'CLIMS-2': soft(
      metamorphic(
        'a supplier is the same wherever it is read',
        ({ seenBefore, kind }) => seenBefore && kind === 'value',
        inferred('no operation and no event changes one'),
      ),
    ),
  },
})
