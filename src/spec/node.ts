/**
 * A place in the source documents: what stands there and how to name it in a message.
 */

import path from 'node:path'
import { SpecError } from '../errors.ts'

export type Fields = Readonly<Record<string, unknown>>

/** One parsed OpenAPI file. */
export interface SourceDocument {
  /** As given, or as reached from the file that refers to it; for messages. */
  readonly file: string
  readonly absolutePath: string
  readonly root: Fields
}

export interface SourceNode {
  readonly document: SourceDocument
  readonly path: readonly string[]
  readonly value: unknown
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function rootOf(document: SourceDocument): SourceNode {
  return { document, path: [], value: document.root }
}

/** The member of an object or list; its value is undefined when there is none. */
export function child(node: SourceNode, key: string): SourceNode {
  const { value } = node
  const own = typeof value === 'object' && value !== null && Object.hasOwn(value, key)
  return {
    document: node.document,
    path: [...node.path, key],
    value: own ? (value as Fields)[key] : undefined, // lists answer to their indexes too
  }
}

/** The members of an object, except extensions (`x-…`), or of a list. */
export function children(node: SourceNode): SourceNode[] {
  const keys = Object.keys(node.value ?? {})
  return keys.filter((key) => !key.startsWith('x-')).map((key) => child(node, key))
}

/** The last name on the way to the node. */
export function nameOf(node: SourceNode): string {
  return node.path.at(-1) ?? ''
}

/** For instance `specs/stripe/treasury.yaml: paths./v1/treasury/outbound_payments.post`. */
export function placeOf(node: SourceNode): string {
  return node.path.length === 0 ? node.document.file : `${node.document.file}: ${node.path.join('.')}`
}

export function mistakeAt(node: SourceNode, expected: string, received: string, next: string): SpecError {
  return new SpecError({ place: placeOf(node), expected, received, next })
}

/** Splits a JSON pointer, with or without `#`, into its names. */
export function pointerNames(pointer: string): string[] {
  return pointer
    .replace(/^#/, '')
    .split('/')
    .slice(1)
    .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The absolute path of the file that a reference such as `./common.yaml#/components/schemas/x` points into. */
export function fileOfReference(document: SourceDocument, reference: string): string {
  const [file = ''] = reference.split('#', 1)
  return file === ''
    ? document.absolutePath
    : path.resolve(path.dirname(document.absolutePath), decodeURIComponent(file))
}

/** A short rendering of a value for a message. */
export function show(value: unknown): string {
  if (value === undefined) return 'none'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
