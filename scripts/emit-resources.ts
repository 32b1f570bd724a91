/** Writes docs/resources.md from the models; `npm run resources -- --check` only says whether it is current. */

import { readFile, writeFile } from 'node:fs/promises'
import { stripe } from '../models/stripe/index.ts'
import { specFiles } from '../models/stripe/spec-files.ts'
import { areasOf, resourcesPage } from './resources-page.ts'

const target = new URL('../docs/resources.md', import.meta.url)
const areas = await areasOf(specFiles)
const page = resourcesPage(stripe, { title: 'Resources of the Stripe pack', site: 'https://docs.stripe.com', areas })
if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8')) !== page) {
    console.error('docs/resources.md is not what the models say. Run `npm run resources` and commit the result.')
    process.exit(1)
  }
} else {
  await writeFile(target, page)
}
