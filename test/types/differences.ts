/**
 * Compares two object types field by field and names every difference, so that exceptions can be listed one by one.
 *
 * A difference reads `path: what`, from the side of ours: `+ x` where ours has a kind, member or field x that theirs has
 * not, `- x` the other way round; `optional` where ours may lack what theirs always has, `always` the reverse;
 * `narrower` where ours lists members of what is any text in theirs, `wider` the reverse; `open` where ours leaves the
 * fields of an object unsaid. Paths join names by dots; `[]` is an item of a list and `*` a value of a map.
 *
 * Four habits are no difference. An enum of theirs is open (`'a' | OtherString`) and is taken as the members it lists.
 * A reference of theirs is `string | Expanded` and is taken as the id, which is what our types store. A `Decimal` of
 * theirs is text on the wire. A whole object within another is compared as the type it names, once, and not here.
 */

import type Stripe from 'stripe'

export type Differences<Ours, Theirs> = Fields<Ours, Theirs, ''>

type Compare<Ours, Theirs, Path extends string> = unknown extends Ours
  ? `${Path}: open`
  : CompareKinds<Ours, WithoutExpanded<OnTheWire<Theirs>>, Path>

type OnTheWire<T> = T extends Stripe.Decimal ? string : T
type WithoutExpanded<T> = Extract<T, string> extends never ? T : Exclude<T, { object: string }>

type CompareKinds<Ours, Theirs, Path extends string> =
  | `${Path}: + ${Exclude<Kind<Ours>, Kind<Theirs>>}`
  | `${Path}: - ${Exclude<Kind<Theirs>, Kind<Ours>>}`
  | Texts<Extract<Ours, string>, Extract<Theirs, string>, Path>
  | Items<Extract<Ours, List>, Extract<Theirs, List>, Path>
  | Inner<Objects<Ours>, Objects<Theirs>, Path>

type Inner<Ours, Theirs, Path extends string> = [Whole<Ours>] extends [never]
  ? Fields<Ours, Theirs, Path>
  : [Whole<Ours>, Whole<Theirs>] extends [Whole<Theirs>, Whole<Ours>]
    ? never
    : `${Path}: another object`

/** The type that a whole object names; a page is no such object. */
type Whole<T> = T extends { object: infer Type extends string } ? Exclude<Type, 'list'> : never

type List = readonly unknown[]
type Objects<T> = T extends List | Primitive ? never : T
type Primitive = string | number | boolean | null | undefined

type Kind<T> = T extends string
  ? 'text'
  : T extends number
    ? 'number'
    : T extends boolean
      ? 'boolean'
      : T extends null
        ? 'null'
        : T extends undefined
          ? never
          : T extends List
            ? 'list'
            : 'object'

/** The members that an enum lists; never for any text. */
type Members<T extends string> = T extends string ? (string extends T ? never : T) : never

type Texts<Ours extends string, Theirs extends string, Path extends string> = [Ours] extends [never]
  ? never
  : [Theirs] extends [never]
    ? never
    : [Members<Theirs>] extends [never]
      ? [Members<Ours>] extends [never]
        ? never
        : `${Path}: narrower`
      : [Members<Ours>] extends [never]
        ? `${Path}: wider`
        : `${Path}: + ${Exclude<Ours, Members<Theirs>>}` | `${Path}: - ${Exclude<Members<Theirs>, Ours>}`

type Items<Ours extends List, Theirs extends List, Path extends string> = [Ours] extends [never]
  ? never
  : [Theirs] extends [never]
    ? never
    : Compare<Ours[number], Theirs[number], `${Path}[]`>

type Fields<Ours, Theirs, Path extends string> = [Ours] extends [never]
  ? never
  : [Theirs] extends [never]
    ? never
    : [Names<Theirs>, MapValue<Theirs>] extends [never, never]
      ? never
      : [Names<Ours>, unknown] extends [never, MapValue<Ours>]
        ? `${Path}: open`
        :
            | `${Path}: - ${Exclude<Names<Theirs>, Names<Ours>>}`
            | Maps<MapValue<Ours>, MapValue<Theirs>, Path>
            | { [K in Names<Ours>]: Field<Ours, Theirs, K, Path> }[Names<Ours>]

type Field<Ours, Theirs, K extends string, Path extends string> =
  K extends Names<Theirs>
    ?
        | Presence<IsOptional<Ours, K>, IsOptional<Theirs, K>, Join<Path, K>>
        | Compare<Value<Ours, K>, Value<Theirs, K>, Join<Path, K>>
    : [MapValue<Theirs>] extends [never]
      ? `${Path}: + ${K}`
      : Compare<Value<Ours, K>, MapValue<Theirs>, Join<Path, K>>

type Presence<Ours, Theirs, Path extends string> = true extends Ours
  ? true extends Theirs
    ? never
    : `${Path}: optional`
  : true extends Theirs
    ? `${Path}: always`
    : never

/** A map of theirs may be a record of ours, whose names are compared one by one; not the other way round. */
type Maps<Ours, Theirs, Path extends string> = [Ours] extends [never]
  ? never
  : [Theirs] extends [never]
    ? `${Path}: + map`
    : Compare<Ours, Theirs, Join<Path, '*'>>

/** The names of an object type, of every member of a union; without the names of a map. */
type Names<T> = T extends unknown ? keyof { [K in keyof T as K extends string ? Known<K> : never]: T[K] } : never
type Known<K extends string> = string extends K ? never : K

/** What a map holds; never for an object without further names. */
type MapValue<T> = T extends unknown ? (string extends keyof T ? T[string & keyof T] : never) : never

/** What any member of the union holds under the name. */
type Value<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never

/** Contains true where a member of the union may lack the name. */
type IsOptional<T, K> = T extends unknown
  ? K extends keyof T
    ? T extends Record<K, T[K]>
      ? false
      : true
    : true
  : never

type Join<Path extends string, Name extends string> = Path extends '' ? Name : `${Path}.${Name}`

/** `T` with lists that may be changed, which is how the official types write every list. */
export type Mutable<T> = T extends Primitive
  ? T
  : T extends readonly (infer Item)[]
    ? Mutable<Item>[]
    : { -readonly [K in keyof T]: Mutable<T[K]> }

/** A reason for each difference of each entry; entries without differences are not in it. */
export type ReasonsFor<Compared extends Readonly<Record<keyof Compared, string>>> = {
  readonly [K in keyof Compared as [Compared[K]] extends [never] ? never : K]: Readonly<Record<Compared[K], string>>
}

/** Paths to the references of an object type that can be expanded: an id or, in its place, the whole object. */
export type Expandable<T, Path extends string = ''> = T extends unknown
  ? { [K in Names<T>]: ExpandableAt<Value<T, K>, Join<Path, K>> }[Names<T>]
  : never

type ExpandableAt<T, Path extends string> = [Extract<T, string>] extends [never]
  ? ExpandableIn<T, Path>
  : [Extract<T, { object: string }>] extends [never]
    ? ExpandableIn<T, Path>
    : Path

/** Looks into the parts of an object, not into other whole objects. */
type ExpandableIn<T, Path extends string> = T extends Primitive | Stripe.Decimal
  ? never
  : T extends readonly (infer Item)[]
    ? ExpandableAt<Item, `${Path}[]`>
    : [Whole<T>] extends [never]
      ? Expandable<T, Path>
      : never
