import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { XmlDocument, XmlElement, XsdValidator } from 'libxml2-wasm'
import { afterAll, describe, expect, test } from 'vitest'
import { junitReporter } from '../../src/report/junit.ts'
import type { RunEvent } from '../../src/run/run.ts'
import { faultyRun, soundRun } from './recorded.ts'
import { reporterLaws, streams, written } from './reporter-laws.ts'

reporterLaws('the JUnit report', junitReporter)

const schemaText = readFileSync(new URL('../fixtures/junit.xsd', import.meta.url), 'utf8')
const schemaDocument = XmlDocument.fromString(schemaText)
const schema = XsdValidator.fromDoc(schemaDocument)
afterAll(() => {
  schema.dispose()
  schemaDocument.dispose()
})

/** Attributes and text of the elements at an XPath, from a document that has to be valid. */
function elements(xml: string, path: string): ({ text: string } & Record<string, string>)[] {
  const document = XmlDocument.fromString(xml)
  try {
    schema.validate(document)
    return document.find(path).flatMap((node) => {
      if (!(node instanceof XmlElement)) return []
      return [{ text: node.content, ...Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])) }]
    })
  } finally {
    document.dispose()
  }
}

const report = (events: readonly RunEvent[]) => written(junitReporter, events)

describe('the JUnit report', () => {
  test('is valid, whatever a target answers', () => {
    fc.assert(
      fc.property(streams, (events) => {
        const xml = report(events)
        if (xml !== '') elements(xml, '/testsuites')
      }),
      { numRuns: 50 },
    )
  })

  test('of a sound run has suites and cases, and no failure', async () => {
    const xml = report(await soundRun())
    expect(elements(xml, '//failure | //error')).toEqual([])
    expect(elements(xml, '//testcase[@classname="treasury.outbound_payment"]').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['answers as the model predicts', 'laws OBP-*']),
    )
    expect(elements(xml, '//testcase[@classname="identity.verification_session"]')).toEqual([])
    expect(elements(xml, '//property').map(({ name, value }) => `${name}=${value}`)).toEqual(
      expect.arrayContaining(['pack=stripe', 'target=mock', 'seed=1']),
    )
  })

  test('has the counterexample in the case of its law', async () => {
    const xml = report(await faultyRun())
    const [failure, ...others] = elements(xml, '//testcase[@name="laws OBP-*"]/failure')
    expect(others).toEqual([])
    expect(failure).toMatchObject({
      type: expect.stringMatching(/^OBP-\d+ \(hard\)$/),
      message: 'treasury.outbound_payment.return: from canceled: was accepted',
    })
    expect(failure?.text).toMatch(/POST \/v1\/treasury\/outbound_payments\/payment1\/cancel +200 {2}status: processing/)
    expect(failure?.text).toContain('npx assize replay .assize/counterexamples/')
    expect(elements(xml, '/testsuites')).toMatchObject([{ failures: '1', errors: '0' }])
  })

  test('counts what it holds', async () => {
    const xml = report(await faultyRun())
    const [all] = elements(xml, '/testsuites')
    const suites = elements(xml, '//testsuite')
    const sum = (name: string) => String(suites.reduce((total, suite) => total + Number(suite[name]), 0))
    expect(all).toMatchObject({ tests: sum('tests'), failures: sum('failures'), errors: sum('errors') })
    expect(all?.['tests']).toBe(String(elements(xml, '//testcase').length))
  })

  test('tells several violations of one group in one case', async () => {
    const events = (await faultyRun()).filter(({ type }) => type !== 'finished')
    const finding = events.find((event) => event.type === 'finding')
    if (finding === undefined) throw new Error('nothing was found')
    const [failure] = elements(report([...events, finding, finding]), '//failure')
    expect(failure?.['message']).toBe(
      'treasury.outbound_payment.return: from canceled: was accepted (and 2 more violations)',
    )
    expect(failure?.text.split('FAIL  treasury').length).toBe(4)
  })

  test('of a run that broke off has an error, and what was found', async () => {
    const xml = report((await faultyRun()).filter(({ type }) => type !== 'finished'))
    expect(elements(xml, '//error')).toMatchObject([{ message: 'the run broke off' }])
    expect(elements(xml, '//failure')).toHaveLength(1)
  })

  test('of a run that never began is not written', () => {
    expect(report([])).toBe('')
  })
})
