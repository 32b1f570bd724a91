import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { SdkDriver } from '../../src/sdk/driver.ts'
import { sdkDriver } from '../../src/sdk/driver.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'
import { tinySdkPack } from '../fixtures/tiny-sdk-pack.ts'
import { driverLaws } from '../laws/driver-laws.ts'

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url))
const sound = { name: 'tiny', version: '1.0.0', entry: join(fixtures, 'tiny-sdk.mjs') }
const pack = await tinySdkPack()

driverLaws('sdk', async () => sdkDriver({ pack, library: sound }))

// Beside the sound one, so that both find their dependencies.
const directory = await mkdtemp(join(fixtures, 'tiny-sdk-'))
const drivers: SdkDriver[] = []
afterAll(async () => {
  await Promise.all(drivers.map((driver) => driver.close()))
  await rm(directory, { recursive: true })
})

/** The library with one text replaced by another. */
async function changed(name: string, from: string, to: string) {
  const source = await readFile(sound.entry, 'utf8')
  expect(source).toContain(from)
  const entry = join(directory, `${name.replaceAll(' ', '-')}.mjs`)
  await writeFile(entry, source.replace(from, to))
  return { name, version: '', entry }
}

async function open(library = sound): Promise<SdkDriver> {
  const driver = await sdkDriver({ pack, library })
  drivers.push(driver)
  await driver.begin()
  return driver
}

describe('a library that misbehaves', () => {
  const create = { operation: 'note.create', params: { text: 'a' } }

  test('that hangs ends the call and not the run', async () => {
    const driver = await open(await changed('hangs', "response.on('end', ", "response.on('never', "))
    const reply = await driver.call(create)
    expect(reply).toMatchObject({ kind: 'lost', objections: [{ law: 'TINY-1', title: 'the call never ends' }] })
    await driver.begin()
    expect((await driver.call({ operation: 'note.retrieve', params: { id: 'none' } })).kind).toBe('lost')
  })

  test('that ends its process ends the call and not the run', async () => {
    const quits = "if (params.text === 'a') process.exit(3)\n    const text ="
    const driver = await open(await changed('quits', 'const text =', quits))
    expect(await driver.call(create)).toMatchObject({ reason: 'its process ended with code 3' })
    await driver.begin()
    expect(await driver.call({ operation: 'note.list', params: {} })).toMatchObject({ status: 200 })
  })

  test.each([
    ['throws', 'import qs', "throw new Error('not built')\nimport qs", 'not built'],
    ['quits while it is probed', 'const text =', 'process.exit(4)\n    const text =', 'ended with code 4'],
    ['has no client', 'export class Tiny {', 'class Tiny {', 'is not a constructor'],
    [
      'asks for nothing',
      '_send(method, path,',
      '_send(method, path, params, options) {}\n  async _other(method,',
      'received 0 methods',
    ],
  ])('that %s cannot be used', async (name, from, to, told) => {
    await expect(open(await changed(name, from, to))).rejects.toThrow(told)
  })
})

test('a call that no option can make is not offered', async () => {
  const driver = await open()
  const offers = (headers: Record<string, string>) => driver.offers?.({ operation: 'note.list', params: {}, headers })
  expect([offers({}), offers({ authorization: 'Basic x' }), offers({ 'assize-disturb': 'nonesuch' })]).toEqual([
    true,
    false,
    false,
  ])
  expect(driver.offers?.({ operation: 'note.retrieve', params: {} })).toBe(false)
})

test('a disturbed call tells what came of it, and whether it took effect', async () => {
  const driver = await open()
  const create = (plan: string) =>
    driver.call({ operation: 'note.create', params: { text: 'a' }, headers: { 'assize-disturb': plan } })
  expect(await create('failure')).toMatchObject({
    kind: 'lost',
    applied: false,
    reason: 'answered with status 500: Error',
  })
  const lost = await create('reset')
  expect(lost).toMatchObject({ kind: 'lost', reason: expect.stringContaining('after it was executed') })
  expect(lost).not.toHaveProperty('applied')
  expect(await driver.call({ operation: 'note.list', params: {} })).toMatchObject({ body: { data: [{ text: 'a' }] } })
})

test('the same calls send the same requests', async () => {
  const driver = await open()
  const log = async () => {
    await driver.begin()
    const passed = []
    for (const text of ['a', 'b']) passed.push(await driver.pass({ operation: 'note.create', params: { text } }))
    return passed.map(({ passage }) => passage?.attempts)
  }
  expect(await log()).toEqual(await log())
})

test('a pack without a client library says so', async () => {
  await expect(sdkDriver({ pack: await tinyPack(), library: sound })).rejects.toThrow(/pack tiny: expected 'sdk'/)
})
