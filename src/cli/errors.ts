/** How the command line tells what went wrong. */

import { ConfigError, DriverError, ModelError, SpecError } from '../errors.ts'

/** The errors whose message says all that a user needs. */
export const expectedErrors: readonly (new (...args: never[]) => Error)[] = [
  ConfigError,
  DriverError,
  ModelError,
  SpecError,
]

/** The text of an error for stderr: its message; with `debug`, or when it is a defect of ours, where it was thrown too. */
export function errorText(error: unknown, debug: boolean): string {
  const isOurs = expectedErrors.some((kind) => error instanceof kind)
  if (isOurs && !debug) return (error as Error).message
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const cause = error instanceof Error && error.cause !== undefined ? `\ncaused by ${errorText(error.cause, true)}` : ''
  return isOurs ? stack + cause : `Assize itself failed, which is a defect of it or of a pack.\n${stack}${cause}`
}

/** What a command ends with: nothing wrong, a broken contract, or something that cannot be used or reached. */
export const exitCodes = { clean: 0, violations: 1, badInput: 2 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
