/** `assize mock`: serves the embedded mock to any client. */

import type { Command } from 'commander'
import { parseDuration, parseRate } from '../../config/units.ts'
import { serveMock } from '../../mock/server.ts'
import type { Pack } from '../../pack/pack.ts'
import { paint } from '../../report/style.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { durationOption, faultRateOption, integerOption, type PackFlags, rateOption, withPack } from '../flags.ts'
import { hasColor, type Io } from '../io.ts'
import { clientHint, loadPack } from '../packs.ts'
import { faultNamed } from '../targets.ts'

interface MockFlags extends PackFlags {
  readonly port: number
  readonly host: string
  readonly seed: number
  readonly fault?: string
  readonly faultRate?: number
  readonly deliverAnywhere?: boolean
  readonly forwardAnywhere?: boolean
  readonly latency?: string
  readonly rate?: string
  readonly shared?: boolean
}

export function addMock(program: Command, io: Io, end: (code: ExitCode) => void): void {
  withPack(program.command('mock').description('serve the API from its models, for any client'))
    .addOption(integerOption('--port <n>', 'where to listen; 0 picks a free port', 0, 65_535).default(12_111))
    .option('--host <address>', 'the address to listen on; 0.0.0.0 lets other machines in', '127.0.0.1')
    .addOption(integerOption('--seed <n>', 'seed of the ids it makes', 0, 2 ** 31 - 1).default(1))
    .option('--fault <id>', 'give it a defect')
    .addOption(faultRateOption())
    .option('--deliver-anywhere', 'post webhooks to other machines, too')
    .option('--forward-anywhere', 'forward requests to other machines, too')
    .addOption(durationOption('--latency <time>', 'let every answer take so long, for instance 200ms'))
    .addOption(rateOption('--rate <n/s>', 'answer with 429 what comes faster, for instance 25/s'))
    .option('--shared', 'serve the API alone, like an account that others use too: no reset, no control')
    .action(async (flags: MockFlags) => end(await mock(flags, io)))
}

async function mock(flags: MockFlags, io: Io): Promise<ExitCode> {
  const { host, port, seed, fault, faultRate, deliverAnywhere = false, forwardAnywhere = false } = flags
  const pack = await loadPack(flags.pack)
  const options = {
    seed,
    ...(fault !== undefined && { fault: faultNamed(pack, fault) }),
    ...(faultRate !== undefined && { faultRate }),
    // Like an account out there, whose clock nobody moves.
    ...(flags.shared === true && { clock: () => Math.floor(Date.now() / 1000) }),
  }
  const stopped = io.untilStopped()
  const latencyMs = flags.latency === undefined ? undefined : parseDuration(flags.latency)
  const perSecond = flags.rate === undefined ? undefined : parseRate(flags.rate)
  const server = await serveMock({
    ...{ pack, port, host, mock: options, deliverAnywhere, forwardAnywhere },
    ...(latencyMs !== undefined && { latencyMs }),
    ...(perSecond !== undefined && { perSecond }),
    ...(flags.shared === true && { shared: true }),
  })
  io.stdout.write(greeting(pack, flags, server.url, server.port, io))
  await stopped
  await server.close()
  io.stdout.write('stopped\n')
  return exitCodes.clean
}

function greeting(pack: Pack, flags: MockFlags, url: string, port: number, io: Io): string {
  const { fault, host, pack: name } = flags
  const { bold, dim, yellow } = paint(hasColor(io, io.stdout))
  // A wildcard is an address to listen on, not one to call.
  const callable = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  const base = url.replace(/\/\/.*:/, `//${callable.includes(':') ? `[${callable}]` : callable}:`)
  const secret = pack.credentials?.mock ?? ''
  const headers = Object.entries(pack.credentials?.headers(secret, undefined) ?? {})
  const read = [...pack.operations.values()].find(
    ({ spec }) => spec?.method === 'get' && !spec.path.includes('{'),
  )?.spec
  const client = clientHint(name, { host: callable, port, secret })
  const lines = [
    `${bold('assize')}  mock of ${pack.name} on ${bold(base)}`,
    ...(fault === undefined ? [] : [yellow(`        with the fault "${fault}"`)]),
    '',
    ...(client === undefined ? [] : [`  SDK     ${client}`]),
    `  curl    curl ${base}${read?.path ?? '/'}${headers.map(([header, value]) => ` -H '${header}: ${value}'`).join('')}`,
    `  test    npx assize run --target ${base}${name === 'stripe' ? '' : ` --pack ${name}`}`,
    '',
    dim(
      `  It keeps everything in memory${flags.shared === true ? '' : '; POST /_assize/reset forgets it'}. Ctrl-C ends it.`,
    ),
  ]
  return `${lines.join('\n')}\n`
}
