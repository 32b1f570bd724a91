/** Where the specs of the pack are, seen from the sources and from the built package alike. */

const root = new URL(import.meta.url.includes('/dist/models/') ? '../../../' : '../../', import.meta.url)

/** The files of the pack, as paths. */
export const specFiles: readonly string[] = [
  'common',
  'treasury',
  'tax',
  'identity',
  'financial-connections',
  'climate',
  'crypto',
  'reporting',
  'sigma',
  'billing',
  'entitlements',
  'forwarding',
  'webhooks',
].map((name) => decodeURIComponent(new URL(`specs/stripe/${name}.yaml`, root).pathname))
