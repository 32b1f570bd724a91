/** Small statistics and the processor clock that the benchmarks share. */

/** The value below which `share` (0 to 1) of the values lie, by nearest rank; NaN of no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Median, least and greatest. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly greatest: number
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), greatest: Math.max(...values) }
}

/** Processor seconds that this process has used so far: what one core needs, whatever else the machine does. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** A number as people read it: no decimals from 100 on, two below. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100
}
