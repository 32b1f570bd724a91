/**
 * Generated from the API description; change that and generate again.
 *
 * Models store references, never expanded objects: a field that the API can expand is the id of its object, a `string`.
 */

export type Book = {
  readonly id: string
  readonly available: number
} & NewBook

export type Loan = {
  readonly id: string
  readonly status: 'lent' | 'renewed' | 'returned'
  readonly lentAt: string
} & NewLoan

export interface NewBook {
  readonly title: string
  readonly copies: number
}

export interface NewLoan {
  readonly book: string
  readonly reader: string
}

export interface Page {
  readonly total: number
  readonly items: readonly Book[]
}

export interface Problem {
  readonly title: string
  readonly status: number
  readonly detail?: string
}

/** Object schemas by name. */
export interface Schemas {
  'book': Book
  'loan': Loan
  'new_book': NewBook
  'new_loan': NewLoan
  'page': Page
  'problem': Problem
}

/** Parameters by operation id, wherever they travel. */
export interface Params {
  'book.create': {
    readonly title: string
    readonly copies: number
  }
  'book.list': {
    readonly offset?: number
    readonly limit?: number
  }
  'book.remove': {
    readonly id: string
    readonly 'If-Match'?: string
  }
  'book.replace': {
    readonly id: string
    readonly 'If-Match'?: string
    readonly title: string
    readonly copies: number
  }
  'book.retrieve': {
    readonly id: string
  }
  'loan.create': {
    readonly book: string
    readonly reader: string
  }
  'loan.renew': {
    readonly id: string
  }
  'loan.retrieve': {
    readonly id: string
  }
  'loan.return': {
    readonly id: string
  }
}
