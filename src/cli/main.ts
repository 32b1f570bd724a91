#!/usr/bin/env node
/** The `assize` command. */

import { processIo } from './io.ts'
import { main } from './program.ts'

// A reader that has seen enough (`assize laws | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.exitCode = await main(process.argv.slice(2), processIo())
