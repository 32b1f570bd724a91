/** The stream of a run's events for other programs: a JSON object a line, as they come (`docs/reports.md`). */

import { mapLeaves, Ref, type Step } from '../generate/sequence.ts'
import type { Call } from '../model/outcome.ts'
import type { RunEvent } from '../run/run.ts'
import type { Exchanged } from '../run/trial.ts'
import { accusation, jsonText, runDocument, violationEntry } from './json.ts'
import type { ReportContext, Reporter, Sink } from './reporter.ts'
import { credentialHeaders } from './secrets.ts'

/** Makes the reporter of events. */
export function eventsReporter({ sink, context }: { readonly sink: Sink; readonly context: ReportContext }): Reporter {
  return {
    on(event) {
      // How far planning is depends on what was planned before.
      if (event.type === 'planning') return
      const history = event.type === 'finished' ? context.memory?.historyOf(event.result) : undefined
      if (history !== undefined) sink.write(jsonText({ type: 'history', history }, context.redact, 0))
      sink.write(jsonText(lineOf(event, context), context.redact, 0))
    },
    close() {},
  }
}

/** The line of an event: plain data, without the worlds of the model, and the same whatever earlier runs were like. */
function lineOf(event: Exclude<RunEvent, { type: 'planning' }>, { fileOf }: ReportContext): object {
  const { type } = event
  switch (type) {
    case 'started':
    case 'planned':
      return event
    case 'sequence': {
      const { index, kind, sequence } = event
      return { type, index, kind, steps: sequence.steps.map(plainStep) }
    }
    case 'exchange':
      return { type, calls: event.calls, ...exchangeOf(event.exchange) }
    case 'sequence-end': {
      const coverage = Object.entries(event.coverage).map(([kind, { hit, total }]) => [kind, { hit, total }])
      return { ...event, coverage: Object.fromEntries(coverage) }
    }
    case 'warning':
      return { ...event, violation: accusation(event.violation) }
    case 'violation':
      return { type, violation: accusation(event.violation), known: event.known }
    case 'shrinking':
      return { type, key: event.violation.key, steps: event.steps, calls: event.calls }
    case 'finding':
    case 'unsteady': {
      const { sequence, exchanges } = event.finding
      const { standing: _, ...entry } = violationEntry(event.finding, { fileOf })
      return { type, violation: entry, sequence: sequence.steps.map(plainStep), exchanges: exchanges.map(exchangeOf) }
    }
    case 'finished': {
      const { durationMs: _, history: _history, violations, ...result } = runDocument(event.result, 0, { fileOf })
      const entries = violations.map(({ standing: _, ...entry }) => entry)
      return { type, result: { ...result, violations: entries } }
    }
  }
}

function exchangeOf({ step, call, reply, verdict }: Exchanged): object {
  const outcome = verdict?.outcome
  return {
    step: step.uid,
    ...withoutCredentials(call),
    reply: reply.kind === 'answer' ? withoutCredentials(reply) : reply,
    outcome: outcome?.kind ?? null,
    ...(outcome?.kind === 'refused' && { reason: outcome.refusal.reason }),
    violation: verdict?.violation?.key ?? null,
  }
}

/** A step with its references as data: `{"ref": {"step": 1, "at": "/id"}}`. */
function plainStep(step: Step): object {
  const params = mapLeaves(step.params, (leaf) =>
    leaf instanceof Ref ? { ref: { step: leaf.step, at: leaf.at } } : leaf,
  )
  return { ...withoutCredentials(step), params }
}

function withoutCredentials<M extends Pick<Call, 'headers'>>(message: M): M {
  if (message.headers === undefined) return message
  const headers = Object.entries(message.headers).filter(([name]) => !credentialHeaders.has(name.toLowerCase()))
  return { ...message, headers: Object.fromEntries(headers) }
}
