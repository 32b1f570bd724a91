/** What a failure is about, where the failing call does not say so. */

import type { Violation } from '../check/violation.ts'
import { valueAt } from '../generate/sequence.ts'
import type { Exchanged } from './trial.ts'

/**
 * The steps about the object that an answer showed wrongly: those that named it or answered with it. None where the call
 * names the object itself, or the answer as a whole is wrong.
 */
export function stepsAbout(exchanges: readonly Exchanged[], { step, at }: Violation): number[] {
  const failing = exchanges.find((one) => one.step.uid === step)
  if (failing === undefined) return []
  const id = shownAt(bodyOf(failing), at)
  if (id === undefined || names(failing, id)) return []
  const isAbout = (one: Exchanged) => names(one, id) || idOf(bodyOf(one)) === id
  return exchanges.filter((one) => one !== failing && isAbout(one)).map((one) => one.step.uid)
}

/** The id of the innermost object around a place in an answer. */
function shownAt(body: unknown, at: string): string | undefined {
  for (let place = at; ; place = place.slice(0, place.lastIndexOf('/'))) {
    const id = idOf(valueAt(body, place))
    if (id !== undefined || place === '') return id
  }
}

function bodyOf({ reply }: Exchanged): unknown {
  return reply.kind === 'answer' ? reply.body : undefined
}

function idOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined
  return typeof value.id === 'string' ? value.id : undefined
}

function names({ call }: Exchanged, id: string): boolean {
  return JSON.stringify(call.params).includes(JSON.stringify(id))
}
