/** The control API that a mock offers beside its API: the names that driver and mock must agree on. */

/** Path that all of it starts with. */
export const controlPath = '/_assize/'

/** The request header that selects one of the independent states of a mock. */
export const laneHeader = 'assize-lane'
