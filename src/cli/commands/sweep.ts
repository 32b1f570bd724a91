/** `assize sweep`: takes away what earlier runs left on a target. */

import type { Command } from 'commander'
import type { Driver } from '../../execute/driver.ts'
import { end, endersOf, type Fate, type Made, madeBy } from '../../execute/tidy.ts'
import type { Pack } from '../../pack/pack.ts'
import { mayRepeat } from '../../pack/retry.ts'
import { jsonText } from '../../report/json.ts'
import { leftoverLines } from '../../report/leftovers.ts'
import { many, paint } from '../../report/style.ts'
import { type LedgerEntry, readLedger, writeLedger } from '../../store/ledger.ts'
import { configured, type Settings } from '../config.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { type TargetFlags, withJson, withTarget } from '../flags.ts'
import { hasColor, type Io } from '../io.ts'
import { limitsOf, openLanes } from '../lanes.ts'
import { loadPack } from '../packs.ts'

interface SweepFlags extends TargetFlags {
  readonly out: string
  readonly json?: boolean
}

/** What `sweep --json` prints. */
export interface SweepDocument {
  readonly target: string
  /** Taken away, or ended now. */
  readonly gone: number
  /** Found ended already, or not there. */
  readonly ended: number
  /** Type → how many stay for good; the ledger no longer names them. */
  readonly stays: Readonly<Record<string, number>>
  readonly left: readonly { readonly type: string; readonly id: string | null; readonly operation: string }[]
  /** Entries of the ledger that are about other targets or packs. */
  readonly others: number
}

export function addSweep(program: Command, io: Io, exit: (code: ExitCode) => void): void {
  const command = program.command('sweep').description('take away what earlier runs left on a target')
  withJson(withTarget(command))
    .option('--out <dir>', 'where the runs kept their ledger', '.assize')
    .action(async () => {
      const { flags, settings } = await configured<SweepFlags>(command, io)
      exit(await sweep(flags, settings, io))
    })
}

async function sweep(flags: SweepFlags, settings: Settings, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const { driver, patience, redact, close } = await openLanes(pack, flags, settings, io, limitsOf(flags, io))
  const all = readLedger(flags.out)
  const isOurs = (entry: LedgerEntry) => entry.target === driver.name && entry.pack === pack.name
  const left = new Set(all)
  const counts = { gone: 0, ended: 0 }
  const stays: Record<string, number> = {}
  try {
    // The latest first: what was made of something goes before it.
    for (const entry of all.filter(isOurs).reverse()) {
      const fate = await fateOf(entry, pack, driver, patience?.retries ?? 0)
      if (fate === 'left') continue
      if (fate === 'stays') stays[entry.type] = (stays[entry.type] ?? 0) + 1
      else counts[fate]++
      left.delete(entry)
      writeLedger(flags.out, [...left])
    }
  } finally {
    await close()
  }
  const still = [...left].filter(isOurs)
  const others = left.size - still.length
  if (flags.json === true) {
    const entries = still.map(({ type, id, call }) => ({ type, id: id ?? null, operation: call.operation }))
    const document: SweepDocument = { target: driver.name, ...counts, stays, left: entries, others }
    io.stdout.write(jsonText(document, redact))
    return exitCodes.clean
  }
  const colors = paint(hasColor(io, io.stdout))
  const lines = [
    `${colors.bold('assize')}  sweep ${driver.name}`,
    '',
    ...(all.length === 0 ? ['Nothing was left.'] : leftoverLines({ ...counts, left: still, stays }, colors)),
    ...(others === 0 ? [] : [`${many(others, 'object')} of other targets or packs stayed in the ledger.`]),
  ]
  io.stdout.write(redact(`${lines.join('\n')}\n`))
  return exitCodes.clean
}

/** Of a call whose answer never came, its key tells what it made; without one, or where nothing helps, it stays open. */
async function fateOf(entry: LedgerEntry, pack: Pack, driver: Driver, retries: number): Promise<Fate> {
  let made: Made = entry
  if (entry.id === undefined) {
    const operation = pack.operations.get(entry.call.operation)
    if (endersOf(pack, entry.type).length === 0) return 'stays'
    if (operation === undefined || !mayRepeat(pack, operation, entry.call)) return 'left'
    for (let tried = 0; tried <= retries; tried++) {
      const reply = await driver.call(entry.call)
      if (reply.kind === 'lost' || reply.status >= 500) continue
      const found = madeBy(pack, entry.call, reply)
      if (found === undefined) return 'gone'
      made = { ...entry, ...found }
      break
    }
  }
  return end(pack, driver, made)
}
