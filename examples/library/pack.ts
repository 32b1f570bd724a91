/** The lending library: what must be true of the API that library.yaml describes. */

import * as assize from 'assize'
import { creates, lists, removes, retrieves, transition, updates } from 'assize'
import type { Params, Schemas } from './library.generated.ts'

type Book = Schemas['book'] & assize.Tagged
type Loan = Schemas['loan'] & assize.Tagged
type Types = { book: Book; loan: Loan }
const resource = assize.resourcesOf<Types, Params>()

const lent = ({ copies, available }: Book) => copies - available

const book = resource('book')({
  prefix: 'book',
  facet: (one) => `${Math.min(one.available, 2)} available`,
  operations: {
    create: creates({
      tries: () => [{ copies: 1 }, { copies: 2 }],
      make: ({ params }) => ({ ...params, available: params.copies }),
    }),
    retrieve: retrieves(),
    list: lists({ from: ({ world }) => world.oldestFirst('book') }),
    replace: updates({
      refuses: { outdated: assize.outdated, 'too few copies': ({ params, object }) => params.copies < lent(object) },
      tries: (context) => [{ copies: 1 }, ...assize.tagsToTry(context)],
      set: ({ params: { title, copies }, object }) => ({ title, copies, available: copies - lent(object) }),
    }),
    remove: removes({
      refuses: { outdated: assize.outdated, 'copies are out': ({ object }) => lent(object) > 0 },
      tries: assize.tagsToTry,
    }),
  },
  laws: {
    'BOOK-1': assize.crossObject<Book, Types>(
      'every copy is on the shelf or lent to one reader',
      (one, world) => lent(one) === world.where('loan', (loan) => loan.book === one.id && !isBack(loan)).length,
      assize.inferred('what a library is'),
    ),
    'BOOK-2': assize.metamorphic(
      'a change of the book changes its entity tag, and outdated ones are refused',
      ({ reason, at }) => reason === 'outdated' || at === 'etag',
      assize.documented('RFC 9110, sections 8.8.3 and 13.1.1'),
    ),
  },
})

const isBack = (loan: Loan) => loan.status === 'returned'

/** A copy comes or goes (-1): either changes the book, so that its entity tag changes too. */
const shelve =
  (by: 1 | -1) =>
  (world: assize.World<Types>, { book: id }: Loan, context: assize.Context<Types, Loan, unknown>) => {
    const one = world.get('book', id)
    return one ? world.put('book', assize.retagged({ ...one, available: one.available + by }, context)) : world
  }

const loan = resource('loan')({
  prefix: 'loan',
  states: { lent: ['renewed', 'returned'], renewed: ['returned'], returned: [] },
  operations: {
    create: creates({
      state: 'lent',
      refuses: { 'no copy available': ({ find }) => find('book', 'book').available === 0 },
      make: ({ params, witness }) => ({ ...params, status: 'lent', lentAt: witness.timestamp() }),
      effect: shelve(-1),
    }),
    retrieve: retrieves(),
    renew: transition('lent', 'renewed'),
    return: transition(['lent', 'renewed'], 'returned', { effect: shelve(+1) }),
  },
  laws: { 'LOAN-1': assize.immutable<Loan>(['book', 'reader', 'lentAt'], assize.inferred('nothing changes them')) },
})

/** What all operations have in common. */
const manners: assize.Manners<Types> = {
  subject: 'id',
  missing: ({ param, place }) => assize.problem(place === 'subject' ? 404 : 422, `unknown ${param}`),
  illegal: (reason, { status = 409 }) => assize.problem(Number(status), reason),
  base: (_type, prefix, { witness }) => ({ id: witness.id(prefix, assize.uuid) }),
  touch: assize.retagged,
  passes: () => true,
  page(objects, { params }) {
    const { total, items } = assize.offsetPage(objects, params, 20)
    return { total, items: items.map(assize.untagged) }
  },
  respond(result, how, { call }) {
    if (how === 'list') return { status: 200, body: result }
    if (how === 'remove') return { status: 204, body: null }
    const one = result as assize.Tagged
    const location = `/${call.operation.replace('.create', 's')}/${one.id}`
    const headers = { etag: one.etag, ...(how === 'create' && { location }) }
    return { status: how === 'create' ? 201 : 200, headers, body: assize.untagged(one) }
  },
}

export const pack: assize.Pack = assize.definePack({
  name: 'library',
  spec: await assize.loadSpec([new URL('library.yaml', import.meta.url).href]),
  resources: [book, loan],
  manners,
  conventions: [assize.parameterCheck((_issue, reason) => assize.problem(400, reason))],
  query: assize.formEncoding(),
  body: assize.jsonEncoding(),
  referenceOf: (operation, param) => (param === 'id' ? operation.resource : undefined),
  needs: (type) => (type === 'book' ? ['loan'] : []),
  suggest: (_operation, param) => ({ offset: [0, 1, 2], limit: [1, 2, 20] })[param],
  typeOf: (value) => ('copies' in value ? 'book' : 'reader' in value ? 'loan' : undefined),
  noRoute: () => assize.problem(404, 'no such route'),
})
