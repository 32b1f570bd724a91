/** Drivers: how calls reach the system under test. One interface, one suite of laws (`test/laws/driver-laws.ts`). */

import type { Severity, Source } from '../model/law.ts'
import type { Call } from '../model/outcome.ts'
import type { TimeWindow } from '../model/witness.ts'
import type { Arrival } from './receiver.ts'

/** An answer that arrived. */
export interface Answer {
  readonly kind: 'answer'
  readonly status: number
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The parsed body; the text itself when it is not JSON; null when there was none. */
  readonly body: unknown
  /** It said that it is JSON and is none. */
  readonly malformed?: true
  /** When it was answered, on the clock of the system under test. */
  readonly at: TimeWindow
  readonly objections?: readonly Objection[]
}

/** A call of which nobody knows whether it took effect: time-out, connection lost. */
export interface Lost {
  readonly kind: 'lost'
  readonly reason: string
  readonly at: TimeWindow
  /** False when it certainly took none. */
  readonly applied?: false
  /** The target answered that it has no such operation. */
  readonly notOffered?: true
  readonly objections?: readonly Objection[]
}

export type Reply = Answer | Lost

/** What a driver itself saw go wrong on the way of a call. The call goes on to be judged by its answer all the same. */
export interface Objection {
  /** Stable over runs, and the same for every call with the same cause. */
  readonly key: string
  /** `client`: a client library breaks a law; `baseline`: it differs from another version of itself. */
  readonly check: 'client' | 'baseline'
  /** The number of the broken law, where one names it. */
  readonly law: string | undefined
  readonly severity: Severity
  readonly title: string
  readonly expected: string
  readonly received: string
  readonly source: Source | undefined
  /** It is known and told elsewhere; here it only explains what else is wrong with the answer. */
  readonly known?: true
}

/** What a target offers beyond its API. */
export interface Capabilities {
  /** Starts every sequence from nothing. */
  readonly reset: boolean
  /** Makes spontaneous transitions when told to, and only then. */
  readonly control: boolean
  /** Its clock is known to the second. */
  readonly exactClock: boolean
  /** The operations that it can be asked for; all when absent. */
  readonly operations?: ReadonlySet<string>
}

/** Where what a target posts arrives. */
export interface Inbox {
  /** What arrived since the last time. A target that is told what to do has posted all that is due. */
  take(): Promise<readonly Arrival[]>
  /** Lets seconds pass on the clock of a target that is told what to do; of another one, waits for an arrival. */
  pass(seconds: number): Promise<void>
}

export interface Driver {
  /** The target, for people; never holds a secret. */
  readonly name: string
  readonly capabilities: Capabilities
  /** Tells whether a call can be made this way at all; every call when absent. */
  offers?(call: Call): boolean
  /** Starts a sequence: empties the target where it can. @throws {DriverError} when it cannot be reached */
  begin(): Promise<void>
  /**
   * Makes one call. Never throws for what the target answers.
   *
   * @throws {DriverError} when the target cannot be reached at all
   * @throws {ClientError} when the client that makes the call fails over it
   */
  call(call: Call): Promise<Reply>
  /** Absent where the target cannot post to this process. */
  readonly inbox?: Inbox
  /** Ends a sequence: takes away what it made, on a target that keeps it. */
  end?(): Promise<void>
  close(): Promise<void>
}
