/** Authentication: who may call at all. Comes before everything that is remembered or looked up. */

import type { NumberedLaw } from '../model/law.ts'
import type { Refusal } from '../model/outcome.ts'
import { faultOf } from '../pack/fault.ts'
import type { Convention, PackBase } from '../pack/pack.ts'
import { isSample } from './sample.ts'

export interface AuthenticationOptions {
  /** The request header that carries credentials, in lower case. The pack's `credentials` say what callers send in it. */
  readonly header: string
  /** How a header value is refused; undefined for one that is good. The empty text stands for no header. */
  readonly refuses: (value: string) => Refusal | undefined
  /** Callers of the pack's credentials that are turned away: reason of the refusal → caller. */
  readonly strangers: Readonly<Record<string, string>>
  /** Callers that are served like the usual one, with credentials in another form. */
  readonly equals?: readonly string[]
  readonly laws?: readonly NumberedLaw[]
}

/**
 * Refuses calls with bad credentials.
 *
 * A call of this process without caller and header comes from the usual caller; any other caller sends what the pack's
 * credentials give him.
 */
export function authentication(options: AuthenticationOptions): Convention {
  const { header, refuses, strangers, equals = [], laws = [] } = options
  const headerOf = ({ credentials }: PackBase, caller: string) =>
    credentials?.headers(credentials.mock, caller)[header] ?? ''
  return {
    name: 'authentication',
    wrap(decide, pack) {
      return (world, call, witness) => {
        const given = call.headers?.[header]
        if (given === undefined && call.caller === undefined) return decide(world, call, witness)
        const refusal = refuses(given ?? headerOf(pack, call.caller ?? ''))
        return refusal === undefined ? decide(world, call, witness) : { kind: 'refused', world, refusal }
      }
    },
    // Each operation turns away a stranger: one with bad credentials, or (the first read of a resource) with none.
    refusals: (operation, pack) =>
      operation.spontaneous
        ? []
        : Object.entries(strangers)
            .filter(([, caller]) => (headerOf(pack, caller) === '') === isSample(operation, pack, ['read']))
            .map(([reason]) => reason),
    variations: (draft, { operation }) =>
      operation.spontaneous
        ? []
        : [
            ...Object.entries(strangers).map(([reason, caller]) => ({ name: reason, drafts: [{ ...draft, caller }] })),
            ...equals.map((caller) => ({ name: `caller ${caller}`, drafts: [{ ...draft, caller }] })),
          ],
    faults: ({ operations }) =>
      [...operations.values()]
        .filter((operation) => !operation.spontaneous)
        .map((operation) =>
          faultOf('credentials not checked', operation, '', {
            whole:
              (sound) =>
              (world, { caller: _caller, headers, ...call }, witness) => {
                const { [header]: _value, ...others } = headers ?? {}
                return sound(world, { ...call, ...(headers !== undefined && { headers: others }) }, witness)
              },
          }),
        ),
    laws,
  }
}
