/** Flags that several commands share, with their checks. */

import { type Command, Option } from 'commander'
import { parseShard } from '../config/shard.ts'
import { parseDuration, parseRate } from '../config/units.ts'
import { ConfigError } from '../errors.ts'
import type { Pack } from '../pack/pack.ts'
import { suggestion } from '../store/nearest.ts'

export interface PackFlags {
  readonly pack: string
}

export interface TargetFlags extends PackFlags {
  readonly target: string
  readonly apiKeyEnv?: string
  readonly baseUrl?: string
  readonly reset?: string
  readonly fault?: string
  readonly faultRate?: number
  readonly receiverPort?: number
  readonly receiverUrl?: string
  /** As text, like the durations: a configuration gives it so too. */
  readonly rate?: string
  readonly timeout?: string
  readonly settle?: string
  /** False: use none. */
  readonly config?: string | false
  readonly baseline?: string
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
      new Option(
        '--target <where>',
        'what to test: mock, the URL of an API, a name from the configuration, exec:COMMAND (a client), or sdk:LIBRARY',
      )
        .default('mock')
        .argParser(parseTarget),
    )
    .option('--base-url <url>', 'where the client of exec: finds the API (default: a mock that is started for it)')
    .option('--api-key-env <name>', `the variable that holds the API key for a URL (default: ${usualKeyVariable})`)
    .option('--reset <request>', 'empties a test instance before each sequence, for instance "POST /test/reset"')
    .option('--fault <id>', 'give the embedded mock a defect, to see it found')
    .addOption(faultRateOption())
    .addOption(
      new Option('--receiver-url <url>', 'where a target elsewhere reaches the receiver of webhooks').argParser(
        parseReceiverUrl,
      ),
    )
    .addOption(integerOption('--receiver-port <n>', 'where the receiver listens (default: any free port)', 1, 65_535))
    .addOption(rateOption('--rate <n/s>', 'most calls per second of a URL, for instance 25/s'))
    .addOption(durationOption('--timeout <time>', 'how long to wait for an answer of a URL (default: 80s)'))
    .addOption(durationOption('--settle <time>', 'how long reads of a URL may lag behind writes (default: 5s)'))
    .option('--config <file>', 'the configuration (default: assize.config.ts, .js or .yaml, if there is one)')
    .option('--no-config', 'use no configuration')
    .option('--baseline <where>', 'the version to compare a client library with')
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

/** `--fault-rate`. */
export function faultRateOption(): Option {
  const option = new Option('--fault-rate <share>', 'the share of calls that have the defect, from 0 to 1 (default: 1)')
  return option.argParser((text) => {
    const share = Number(text)
    if (/^\d*\.?\d+$/.test(text) && share <= 1) return share
    throw new ConfigError({
      place: '--fault-rate',
      expected: 'a number from 0 to 1',
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

/** An option whose value is a duration, kept as it was written. */
export function durationOption(flags: string, description: string): Option {
  return textOption(flags, description, 'a duration such as 30m, 90s or 200ms', parseDuration)
}

/** An option whose value names one of several parts, kept as it was written. */
export function shardOption(flags: string, description: string): Option {
  return textOption(flags, description, 'a part of several, such as 2/4', parseShard)
}

/** An option whose value is a number of calls in a time, kept as it was written. */
export function rateOption(flags: string, description: string): Option {
  return textOption(flags, description, 'a rate such as 25/s or 100/m', parseRate)
}

function textOption(flags: string, description: string, expected: string, parse: (text: string) => unknown): Option {
  const place = /--[\w-]+/.exec(flags)?.[0] ?? flags
  return new Option(flags, description).argParser((text) => {
    if (parse(text) !== undefined) return text
    throw new ConfigError({ place, expected, received: `'${text}'`, next: 'Correct the value.' })
  })
}

const lastWord = (type: string) => type.slice(type.lastIndexOf('.') + 1)

/** Tells the address of an API from a name. */
export function isUrl(target: string): boolean {
  return /^https?:\/\//i.test(target)
}

/** Tells a client to be driven, by a command or as a library. */
export function isClient(target: string): boolean {
  return /^exec:|^sdk:./i.test(target)
}

function parseTarget(text: string): string {
  if (isUrl(text) || isClient(text) || /^[A-Za-z][\w-]*$/.test(text)) return text
  throw new ConfigError({
    place: '--target',
    expected: 'mock, an http:// or https:// URL, exec: and a command, or sdk: and a client library',
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
