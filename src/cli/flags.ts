/** Flags that several commands share, with their checks. */

import { type Command, Option } from 'commander'
import { ConfigError } from '../errors.ts'
import type { Pack } from '../pack/pack.ts'
import { suggestion } from '../store/nearest.ts'

export interface PackFlags {
  readonly pack: string
}

export interface TargetFlags extends PackFlags {
  readonly target: string
  readonly apiKeyEnv?: string
  readonly reset?: string
  readonly fault?: string
  readonly receiverPort?: number
  readonly receiverUrl?: string
}

export const usualKeyVariable = 'ASSIZE_API_KEY'

/** `--pack`. */
export function withPack(command: Command): Command {
  return command.option('--pack <name>', 'the API: stripe, or a module that exports a pack', 'stripe')
}

/** `--target` and what goes with it. */
export function withTarget(command: Command): Command {
  return withPack(command)
    .addOption(
      new Option('--target <where>', 'what to test: mock, or the URL of an API').default('mock').argParser(parseTarget),
    )
    .option('--api-key-env <name>', `the variable that holds the API key for a URL (default: ${usualKeyVariable})`)
    .option('--reset <request>', 'empties a test instance before each sequence, for instance "POST /test/reset"')
    .option('--fault <id>', 'give the embedded mock a defect, to see it found')
    .addOption(
      new Option('--receiver-url <url>', 'where a target elsewhere reaches the receiver of webhooks').argParser(
        parseReceiverUrl,
      ),
    )
    .addOption(integerOption('--receiver-port <n>', 'where the receiver listens (default: any free port)', 1, 65_535))
}

/** `--json`. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON document')
}

/** An option whose value is an integer within bounds. */
export function integerOption(flags: string, description: string, least: number, most: number): Option {
  const name = /--[\w-]+/.exec(flags)?.[0] ?? flags
  return new Option(flags, description).argParser((text) => {
    const value = Number(text)
    if (/^-?\d+$/.test(text) && value >= least && value <= most) return value
    throw new ConfigError({
      place: name,
      expected: `an integer from ${least} to ${most}`,
      received: `'${text}'`,
      next: 'Correct the number.',
    })
  })
}

function parseReceiverUrl(text: string): string {
  if (URL.canParse(text) && /^https?:\/\//i.test(text)) return text
  throw new ConfigError({
    place: '--receiver-url',
    expected: 'an http:// or https:// URL that leads to the receiver',
    received: `'${text}'`,
    next: 'Give the public address of a tunnel to --receiver-port.',
  })
}

const lastWord = (type: string) => type.slice(type.lastIndexOf('.') + 1)

function parseTarget(text: string): string {
  if (text === 'mock' || /^https?:\/\//i.test(text)) return text
  throw new ConfigError({
    place: '--target',
    expected: 'mock or an http:// or https:// URL',
    received: `'${text}'`,
    next: /^[\w.-]+:\d+/.test(text) ? `Write http://${text}.` : 'Correct the target.',
  })
}

/**
 * The object types that a user names, in full or by their last words.
 *
 * @throws {ConfigError} for a name that no resource of the pack has
 */
export function resourcesNamed(pack: Pack, names: readonly string[]): string[] {
  const types = pack.resources.map((resource) => resource.type)
  return names.map((name) => {
    if (types.includes(name)) return name
    const ending = types.filter((type) => type.endsWith(`.${name}`))
    if (ending.length === 1) return ending[0] as string
    throw new ConfigError({
      place: 'the resource',
      expected: `a resource of the pack ${pack.name}`,
      received: `'${name}'`,
      next: suggestion(name, name.includes('.') ? types : types.map(lastWord), `There are ${types.join(', ')}.`),
    })
  })
}
