/** The laws of a pack, sorted for the judge. */

import type { NumberedLaw } from '../model/law.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'

/** The laws of a pack, sorted for the judge. Made once and shared by all sequences. */
export class LawIndex {
  readonly #byType = new Map<string, NumberedLaw[]>()
  readonly #cross = new Map<string, NumberedLaw[]>()
  readonly #answers = new Map<string, readonly NumberedLaw[]>()
  readonly #all: readonly NumberedLaw[]

  constructor(pack: Pack) {
    this.#all = pack.laws
    const types = pack.resources.map((resource) => resource.type)
    const speaksOf = ({ resource, on }: NumberedLaw): readonly string[] => on ?? (resource === '*' ? types : [resource])
    for (const numbered of pack.laws) {
      for (const type of speaksOf(numbered))
        push(numbered.law.kind === 'cross-object' ? this.#cross : this.#byType, type, numbered)
    }
    for (const operation of pack.operations.values()) {
      const name = operation.id.slice(operation.id.lastIndexOf('.') + 1)
      const speaking = this.of(operation.resource.type).filter(
        ({ law }) => law.kind === 'answer' && (law.on === undefined || law.on.includes(name)),
      )
      this.#answers.set(operation.id, speaking)
    }
  }

  /** Snapshot, history and other laws of one type. */
  of(type: string): readonly NumberedLaw[] {
    return this.#byType.get(type) ?? []
  }

  cross(type: string): readonly NumberedLaw[] {
    return this.#cross.get(type) ?? []
  }

  get crossTypes(): Iterable<string> {
    return this.#cross.keys()
  }

  answers(operation: PackOperation): readonly NumberedLaw[] {
    return this.#answers.get(operation.id) ?? []
  }

  predictions(type: string): readonly NumberedLaw[] {
    return this.of(type).filter(({ law }) => law.kind === 'metamorphic')
  }

  byId(id: string): NumberedLaw | undefined {
    return this.#all.find((one) => one.id === id)
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
