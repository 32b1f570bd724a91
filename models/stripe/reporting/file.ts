/** File: what is known of stored bytes, such as the result of a report or a query. Rules FL-1 to FL-6, RR-32, SQR-20. */

import { immutable, inferred, metamorphic, snapshot, soft, types } from '../../../src/model/law.ts'
import { type Resource, retrieves } from '../../../src/model/resource.ts'
import { isSymbol } from '../../../src/model/unknown.ts'
import { type Moment, resource, type Schemas } from '../kit.ts'

type File = Schemas['file']

const isTextOrNull = (value: unknown) => value === null || typeof value === 'string'

/** Whether the links of a file are left out, null or a list of its own. */
const areLinks = (value: unknown) =>
  value === undefined || value === null || (value as { readonly object?: unknown }).object === 'list'

/** A new CSV file named after `owner`. */
export function csvFile(
  { witness }: Moment,
  file: {
    readonly owner: string
    readonly created: number
    readonly size: number
    readonly purpose: File['purpose']
    /** The soft law that the purpose keeps. */
    readonly law: string
  },
): File {
  const id = witness.id('file')
  const { owner, created, size, purpose, law } = file
  return {
    id,
    object: 'file',
    created,
    expires_at: witness.stable<number | null>(
      null,
      'a time ahead or null',
      (value) => value === null || +(value as number) > 0,
    ),
    filename: witness.stable<string | null>(
      isSymbol(owner) ? 'result.csv' : `${owner}.csv`,
      'a name or null',
      isTextOrNull,
    ),
    links: witness.volatile<File['links']>(
      {
        object: 'list',
        data: [],
        has_more: false,
        url: `/v1/file_links?file=${isSymbol(id) ? '' : id}`,
      } as File['links'],
      'a list of links, null or nothing',
      areLinks,
    ) as File['links'] & object,
    purpose: witness.keeps(law) ? purpose : (witness.text(purpose) as File['purpose']),
    size: witness.within(0, 2 ** 50, size),
    title: witness.stable<string | null>(null, 'a title or null', isTextOrNull),
    type: 'csv',
    url: witness.text(`https://files.stripe.com/v1/files/${isSymbol(id) ? 'file' : id}/contents`, contents),
  }
}

/** The end of every address of a file's bytes. */
export const contents: RegExp = /\/v1\/files\/[^/]+\/contents$/

export const file: Resource = resource('file')({
  prefix: 'file',
  operations: { retrieve: retrieves() },

  laws: {
    'FL-1': snapshot(
      'it has a size, a time and the id of a file',
      ({ id, size, created }) => /^(file_|§file:)/.test(id) && Number.isInteger(size) && size >= 0 && created > 0,
      types('stripe'),
    ),
    'FL-2': soft(
      immutable<File>(['id', 'created', 'purpose', 'size', 'type', 'filename'], inferred('stored bytes stay')),
    ),
    'FL-3': soft(
      snapshot(
        'it does not expire before it is there',
        ({ expires_at, created }) => expires_at === null || expires_at > created,
        inferred('what expiry means'),
      ),
    ),
    'FL-4': soft(
      snapshot(
        'its links are a list of its own',
        ({ links }) => links == null || (links.object === 'list' && links.url.startsWith('/v1/file_links')),
        inferred('official sample data'),
      ),
    ),
    'FL-5': soft(
      metamorphic(
        'a file is the same inlined and by itself',
        ({ seenBefore, kind }) => seenBefore && kind === 'value',
        inferred('both show one object'),
      ),
    ),
    'FL-6': soft(
      metamorphic('reading a file changes nothing', ({ seenBefore }) => seenBefore, inferred('nothing happened')),
    ),
    'RR-32': soft(
      metamorphic(
        'the result of a report can be retrieved',
        ({ name, seenBefore, kind }) => name === 'retrieve' && (seenBefore || kind === 'refused'),
        inferred('a result is a file'),
      ),
    ),
    'SQR-20': soft(
      metamorphic(
        'the result of a query can be retrieved',
        ({ name, seenBefore, kind }) => name === 'retrieve' && (seenBefore || kind === 'refused'),
        inferred('a result is a file'),
      ),
    ),
  },
})
