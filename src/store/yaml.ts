/** YAML read strictly, every value with its place, so that a mistake is reported where it stands. */

import { Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { show } from '../check/violation.ts'
import { ConfigError } from '../errors.ts'

/** A value in a YAML file: what it is, and where. */
export class Item {
  readonly #file: YamlFile
  readonly #node: Node | null
  /** Where it is, for messages: `steps[2].params`. */
  readonly path: string

  constructor(file: YamlFile, node: Node | null, path: string) {
    this.#file = file
    this.#node = node !== null && isAlias(node) ? (node.resolve(file.document) ?? null) : node
    this.path = path
  }

  /** An error at this place. */
  mistake(expected: string, received: string, next: string): ConfigError {
    const place = this.path === '' ? '' : `: ${this.path}`
    return new ConfigError({ place: `${this.#file.at(this.#node)}${place}`, expected, received, next })
  }

  #wrong(expected: string): ConfigError {
    return this.mistake(expected, this.kind, 'Correct the value.')
  }

  /** What stands here, in words. */
  get kind(): string {
    const node = this.#node
    if (node === null || (isScalar(node) && node.value === null)) return 'nothing'
    if (isMap(node)) return 'a map'
    if (isSeq(node)) return 'a list'
    return show(isScalar(node) ? node.value : node, 60)
  }

  /** The values of a map by key. `known` names the keys it may have. */
  fields(known?: readonly string[]): Map<string, Item> {
    const node = this.#node
    if (!isMap(node)) throw this.#wrong('a map')
    const fields = new Map<string, Item>()
    for (const { key, value } of node.items) {
      const keyNode = isScalar(key) ? key : null
      const name = keyNode === null ? '' : String(keyNode.value)
      const place = new Item(this.#file, keyNode ?? node, this.path)
      if (keyNode === null) throw place.mistake('a plain key', 'a key that is a map or a list', 'Correct the key.')
      if (known !== undefined && !known.includes(name)) {
        throw place.mistake(`one of ${known.join(', ')}`, `'${name}'`, 'Correct the name or remove the line.')
      }
      const path = this.path === '' ? name : `${this.path}.${name}`
      fields.set(name, new Item(this.#file, value as Node | null, path))
    }
    return fields
  }

  /** The items of a list. */
  list(): Item[] {
    const node = this.#node
    if (!isSeq(node)) throw this.#wrong('a list')
    return node.items.map((item, index) => new Item(this.#file, item as Node | null, `${this.path}[${index}]`))
  }

  #scalar(): unknown {
    const node = this.#node
    return isScalar(node) ? node.value : undefined
  }

  text(): string {
    const value = this.#scalar()
    if (typeof value !== 'string') throw this.#wrong('text')
    return value
  }

  /** One of the given words. */
  word<W extends string>(...words: readonly W[]): W {
    const value = this.#scalar()
    const found = words.find((word) => word === value)
    if (found === undefined) throw this.#wrong(`one of ${words.join(', ')}`)
    return found
  }

  /** An integer that is not negative. */
  count(): number {
    const value = this.#scalar()
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw this.#wrong('a count')
    return value
  }

  integer(): number {
    const value = this.#scalar()
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw this.#wrong('an integer')
    return value
  }

  flag(): boolean {
    const value = this.#scalar()
    if (typeof value !== 'boolean') throw this.#wrong('true or false')
    return value
  }

  /** Plain data; `text` says what becomes of each text. */
  data(text: (value: string, item: Item) => unknown, depth = 0): unknown {
    const node = this.#node
    if (depth > 100) throw this.#wrong('data that is nested less deeply')
    if (node === null) return null
    if (isMap(node)) {
      // A key named `__proto__` is data like any other.
      return Object.fromEntries([...this.fields()].map(([name, item]) => [name, item.data(text, depth + 1)]))
    }
    if (isSeq(node)) return this.list().map((item) => item.data(text, depth + 1))
    const value = this.#scalar()
    if (typeof value === 'string') return text(value, this)
    if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
    throw this.#wrong('plain data')
  }
}

/** A parsed file. */
class YamlFile {
  readonly document: Document
  readonly #name: string
  readonly #lines: LineCounter

  constructor(name: string, document: Document, lines: LineCounter) {
    this.document = document
    this.#name = name
    this.#lines = lines
  }

  /** `file:line` of a node. */
  at(node: Node | null): string {
    const offset = node?.range?.[0]
    return offset === undefined ? this.#name : `${this.#name}:${this.#lines.linePos(offset).line}`
  }
}

/** Plain data read as strictly as YAML; `name` says where it comes from, for messages. */
export function readData(name: string, data: unknown): Item {
  const document = new Document(data, { aliasDuplicateObjects: false })
  return new Item(new YamlFile(name, document, new LineCounter()), document.contents as Node | null, '')
}

/** Reads a YAML document; `name` is the file's, for messages. @throws {ConfigError} when it is none */
export function readYaml(name: string, text: string): Item {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const error = document.errors[0] ?? document.warnings[0]
  if (error !== undefined) {
    throw new ConfigError({
      place: `${name}:${lines.linePos(error.pos[0]).line}`,
      expected: 'YAML',
      received: error.message.replaceAll(/\s+/g, ' ').replace(/\.$/, ''),
      next: 'Correct the syntax there.',
    })
  }
  return new Item(new YamlFile(name, document, lines), document.contents, '')
}
