/**
 * The errors that Assize throws, one class per cause.
 *
 * A broken contract is never one of them: it is *returned* as a violation. Every message names the place, what was
 * expected, what was received and the next step; the CLI prints it and exits with 2.
 */

/** The four parts of a message that helps: where, expected, received, next step. */
export interface Mistake {
  /** The place, for instance `specs/stripe/treasury.yaml: paths./v1/x.post.responses`. */
  readonly place: string
  readonly expected: string
  readonly received: string
  /** What to do about it, as a sentence. */
  readonly next: string
}

/** Renders a mistake as one line: `Failed to load PLACE: expected … but received …. NEXT`. */
export function describeMistake(verb: string, mistake: Mistake): string {
  return `${verb} ${mistake.place}: expected ${mistake.expected} but received ${mistake.received}. ${mistake.next}`
}

/** An API description that cannot be used. */
export class SpecError extends Error {
  override readonly name = 'SpecError'
  readonly mistake: Mistake
  constructor(mistake: Mistake) {
    super(describeMistake('Failed to load', mistake))
    this.mistake = mistake
  }
}

/** A model that contradicts itself or its spec. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly mistake: Mistake
  constructor(mistake: Mistake) {
    super(describeMistake('Failed to use the model', mistake))
    this.mistake = mistake
  }
}

/** A target that cannot be reached or does not speak as its driver expects. */
export class DriverError extends Error {
  override readonly name = 'DriverError'
  readonly mistake: Mistake
  constructor(mistake: Mistake, options?: ErrorOptions) {
    super(describeMistake('Failed to call', mistake), options)
    this.mistake = mistake
  }
}

/** How a client failed over a call. Only after the first is it still there. */
export type ClientFailure = 'failed' | 'crashed' | 'hung' | 'left its protocol'

/**
 * A client under test, in a process of its own, that failed over a call. It is thrown by drivers only: a trial turns it
 * into a violation, so that the sequence that led there is shrunk and saved.
 */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly how: ClientFailure
  readonly mistake: Mistake
  constructor(how: ClientFailure, mistake: Mistake) {
    super(describeMistake('Failed to call', mistake))
    this.how = how
    this.mistake = mistake
  }
}

/** A flag, a configuration or a saved file that cannot be used. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly mistake: Mistake
  constructor(mistake: Mistake, options?: ErrorOptions) {
    super(describeMistake('Failed to read', mistake), options)
    this.mistake = mistake
  }
}
