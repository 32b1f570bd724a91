/** Durations and rates as people write them: `30m`, `200ms`, `1h30m`, `25/s`. */

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration in milliseconds, such as 90 000 for `1m30s`; undefined for a text that is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined
  let total = 0
  for (const [, number, unit] of text.matchAll(/([\d.]+)(ms|[smhd])/g)) {
    total += Number(number) * (milliseconds[unit ?? ''] ?? Number.NaN)
  }
  return total
}

/** Calls per second, such as 25 for `25/s` and 0.5 for `30/m`; undefined for a text that is no rate. */
export function parseRate(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\/([smh])$/.exec(text) ?? []
  if (number === undefined || unit === undefined || Number(number) === 0) return undefined
  return (Number(number) * 1000) / (milliseconds[unit] ?? Number.NaN)
}
