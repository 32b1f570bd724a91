/** Loads a module of the user's: JavaScript or TypeScript, on every Node.js. */

import { createJiti } from 'jiti'

/**
 * Imports a module by its absolute path. TypeScript is stripped of its types, and what `assize` exports is this very
 * program, so that a pack and the engine that runs it agree on every class, wherever the pack lives.
 */
export async function loadModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  const assize = await import('../index.ts')
  const jiti = createJiti(import.meta.url, {
    virtualModules: { assize },
    // A module that changed is read again, and an error names its own lines.
    fsCache: false,
    moduleCache: false,
    sourceMaps: true,
    interopDefault: false,
  })
  return jiti.import(path)
}
