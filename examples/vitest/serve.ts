/** Starts the API under test, and tells the tests where it is. `LIBRARY_BUG=lend-twice` gives it a bug to find. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    libraryUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const server = fileURLToPath(new URL('../library/server.mjs', import.meta.url))
  const bug = process.env['LIBRARY_BUG']
  const args = [server, '--port', '0', ...(bug === undefined ? [] : ['--bug', bug])]
  const library = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(library.stdout, 'data')
  project.provide('libraryUrl', /http:\S+/.exec(String(line))?.[0] ?? '')
  return () => {
    library.kill()
  }
}
