/** The control API that a mock offers beside its API: the names that driver and mock must agree on. */

/** Path that all of it starts with. */
export const controlPath = '/_assize/'

/** The request header that selects one of the independent states of a mock. */
export const laneHeader = 'assize-lane'

/** The header of a call that names what to do to its requests, for drivers that can; no request carries it. */
export const disturbHeader = 'assize-disturb'

/** The headers of a call that its request is to carry. */
export function requestHeaders(
  headers: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  if (headers?.[disturbHeader] === undefined) return headers
  const { [disturbHeader]: _name, ...others } = headers
  return others
}
