/**
 * Assize puts stateful APIs on trial.
 *
 * The idea: one model per resource, a pure function `decide(world, call, witness) → outcome`, is read in three ways by
 * giving it three witnesses. With a *symbolic* witness it generates: sequences are walked on the model before any call is
 * spent. With an *observed* one it judges: every answer must be one that the model allows. With a *seeded* one it mocks:
 * it makes up what the contract leaves open, and stands in for the API.
 *
 * The parts, from the bottom up; each imports only itself and what stands above it in this list:
 *
 * - `model/`: the world (an immutable map of what the API holds), outcomes, witnesses, resources, laws
 * - `spec/`: OpenAPI 3.1 files → operations, schemas and compiled checks
 * - `pack/`: spec + models + conventions = one API (`definePack`)
 * - `cover/`: the states, transitions and refusals there are, and which of them were met
 * - `conventions/`: rules that hold for whole APIs, ready to use in packs: encodings, pages, expansion
 * - `execute/`: drivers, by which calls reach the system under test: in this process, over HTTP, through any client
 * - `generate/`: sequences as data, random and planned; a fast-check arbitrary
 * - `check/`: the judge, with a set of possible worlds; violations as data with a stable key
 * - `shrink/`: failing sequences made small, with model time before calls
 * - `mock/`: the model as a service, in-process and over HTTP; faults derived from it
 * - `sdk/`: client libraries, called through their own methods; two versions of one side by side
 * - `run/`: ties it together and emits events
 * - `report/`: listeners to those events: terminal, JSON, JUnit, GitHub, Markdown
 * - `store/`: counterexamples as files that people read, edit and replay
 * - `export/`: counterexamples as scripts, tests and archives
 * - `config/`: the configuration of a team's runs
 * - `cli/`: the `assize` command
 *
 * A run goes: known counterexamples → a tour of everything reachable → random sequences; each answer is judged, and what
 * fails is shrunk, confirmed, reported and saved. Nothing but drivers and the command line reads a clock or a random
 * source, so that the same seed gives the same calls.
 *
 * Two ways in: write a pack (`definePack`, `resourcesOf`) and use the `assize` command with it, or call `run`,
 * `sequences` and `serveMock` from tests of your own. A broken contract is a returned `Violation`, never an exception;
 * the error classes are for specs, models, targets and input that cannot be used.
 */

export type { JudgeOptions, Prediction, Verdict } from './check/judge.ts'
export { Judge } from './check/judge.ts'
export { LawIndex } from './check/law-index.ts'
export type { CheckName, Violation } from './check/violation.ts'
export type { Config, TargetConfig } from './config/config.ts'
export { defineConfig } from './config/config.ts'
export type { AccountOptions } from './conventions/accounts.ts'
export { accounts } from './conventions/accounts.ts'
export type { AuthenticationOptions } from './conventions/authentication.ts'
export { authentication } from './conventions/authentication.ts'
export type { Part } from './conventions/client.ts'
export {
  answerIsReturned,
  callEnds,
  headersAreSent,
  ofEachRequest,
  parametersAreSent,
  repeatsAreTheSame,
  requestIsAddressed,
  requestIsSent,
  responseIsTold,
  secretsAreKept,
} from './conventions/client.ts'
export type { CursorOptions, CursorPageOptions, Cursors, Page } from './conventions/cursor-pages.ts'
export { cursorPages, cutPage } from './conventions/cursor-pages.ts'
export type { Tagged } from './conventions/entity-tags.ts'
export { outdated, retagged, tagsToTry, untagged } from './conventions/entity-tags.ts'
export type { EventOptions, Happening } from './conventions/events.ts'
export { changedFields, events, itself } from './conventions/events.ts'
export type { ExpansionOptions } from './conventions/expansion.ts'
export { expandablePaths, expansion, expansionCheck } from './conventions/expansion.ts'
export { formEncoding } from './conventions/form.ts'
export type { KnownHeaderOptions, ResponseHeaderOptions } from './conventions/headers.ts'
export { knownHeader, responseHeaders, withHeaders } from './conventions/headers.ts'
export type { IdempotencyOptions } from './conventions/idempotency.ts'
export { idempotency } from './conventions/idempotency.ts'
export { jsonEncoding } from './conventions/json.ts'
export type { MetadataOptions, Pairs } from './conventions/metadata.ts'
export { mergedPairs, metadata } from './conventions/metadata.ts'
export type { OffsetPage } from './conventions/offset-pages.ts'
export { offsetPage } from './conventions/offset-pages.ts'
export { parameterCheck } from './conventions/parameter-check.ts'
export { problem } from './conventions/problem.ts'
export type { QuotaOptions } from './conventions/quota.ts'
export { quota } from './conventions/quota.ts'
export type { RangeFilterOptions } from './conventions/range-filter.ts'
export { inRange, rangeFilter } from './conventions/range-filter.ts'
export { isSample } from './conventions/sample.ts'
export type { CoverageItems, CoverageKind, CoverageSummary, KindSummary, TourKind } from './cover/coverage.ts'
export { Coverage, coverageItems, coverageKinds } from './cover/coverage.ts'
export type { ClientFailure, Mistake } from './errors.ts'
export { ClientError, ConfigError, DriverError, ModelError, SpecError } from './errors.ts'
export type { Answer, Capabilities, Driver, Inbox, Lost, Objection, Reply } from './execute/driver.ts'
export type { ExecDriverOptions } from './execute/exec.ts'
export { execDriver } from './execute/exec.ts'
export type { HttpDriverOptions } from './execute/http.ts'
export { httpDriver } from './execute/http.ts'
export type { Answerer } from './execute/in-process.ts'
export { inProcessDriver } from './execute/in-process.ts'
export type { LimitOptions } from './execute/limits.ts'
export { Limits, limited, Stopped } from './execute/limits.ts'
export type { Arrival, ReceiverServer } from './execute/receiver.ts'
export { Receiver, serveReceiver } from './execute/receiver.ts'
export type { Book, Leftovers, Made, TidyDriver } from './execute/tidy.ts'
export { tidying } from './execute/tidy.ts'
export { sequenceAt, sequences } from './generate/arbitrary.ts'
export type { GenerateOptions } from './generate/random.ts'
export type { Sequence, Step } from './generate/sequence.ts'
export { Ref } from './generate/sequence.ts'
export type { FaultProxy, FaultProxyOptions, Spoiling } from './mock/fault-proxy.ts'
export { faultProxy } from './mock/fault-proxy.ts'
export { deriveFaults } from './mock/faults/derive.ts'
export type { MockOptions } from './mock/mock.ts'
export { Mock } from './mock/mock.ts'
export type { MockServer, ServeOptions } from './mock/server.ts'
export { serveMock } from './mock/server.ts'
export type { AuditCase, Exchange, Law, LawOf, Mismatch, NumberedLaw, Severity, Source } from './model/law.ts'
export {
  answer,
  audit,
  client,
  crossObject,
  documented,
  example,
  history,
  immutable,
  inferred,
  metamorphic,
  snapshot,
  soft,
  types,
} from './model/law.ts'
export type { Accepted, Call, Outcome, Params, Refusal, Refused } from './model/outcome.ts'
export { anyClientError } from './model/outcome.ts'
export type {
  Ask,
  NamedHeader,
  OutgoingAnswer,
  OutgoingFailure,
  OutgoingReply,
  OutgoingRequest,
} from './model/outgoing.ts'
export type { Attempt, Breach, Given, Passage, Restore } from './model/passage.ts'
export type {
  BaseFields,
  Context,
  Edge,
  ErrorFacts,
  GuardRule,
  Guards,
  Manners,
  OpenState,
  Operation,
  OperationKind,
  Resource,
  ResourceDefinition,
  Tries,
} from './model/resource.ts'
export {
  creates,
  disputed,
  lists,
  performs,
  removes,
  resourcesOf,
  retrieves,
  transition,
  updates,
} from './model/resource.ts'
export { AtLeast } from './model/unknown.ts'
export type { MakeId, TimeWindow, Witness } from './model/witness.ts'
export { uuid } from './model/witness.ts'
export type { Change, Stored, TypeMap, TypeName } from './model/world.ts'
export { World } from './model/world.ts'
export { destinationMark, isDestination, standIn } from './pack/destination.ts'
export { faultOf } from './pack/fault.ts'
export type {
  Alterations,
  Convention,
  Credentials,
  Decide,
  Draft,
  Encoding,
  Fault,
  Moment,
  Pack,
  PackBase,
  PackDefinition,
  PackOperation,
  Variation,
} from './pack/pack.ts'
export { definePack } from './pack/pack.ts'
export type { Disturbance, Disturbances, PageHelpers, Sdk } from './pack/sdk.ts'
export type { Notice, Post, Webhooks } from './pack/webhooks.ts'
export { postReasons, receiverMark } from './pack/webhooks.ts'
export { eventsReporter } from './report/events.ts'
export { githubReporter } from './report/github.ts'
export type { History, KnownIssue, Memory, PastRun, Standing, TrendPoint } from './report/history.ts'
export type { RunDocument, ViolationEntry, WarningEntry } from './report/json.ts'
export { jsonReporter } from './report/json.ts'
export { junitReporter } from './report/junit.ts'
export { markdownReporter } from './report/markdown.ts'
export { mermaidOf } from './report/mermaid.ts'
export type { Listener, ReportContext, Reporter, Sink } from './report/reporter.ts'
export { redactor } from './report/secrets.ts'
export { terminalReporter } from './report/terminal.ts'
export type { CheckDriverOptions, Requirement } from './run/check-driver.ts'
export { checkDriver } from './run/check-driver.ts'
export type { Fixed, KnownFailure, Reproduced } from './run/corpus.ts'
export type { FailedCase, GateOptions, GateResult } from './run/gate.ts'
export { gate, passes } from './run/gate.ts'
export type { Finding, RunEvent, RunOptions, RunResult, Shard, Warning } from './run/run.ts'
export { run } from './run/run.ts'
export type { Exchanged, Patience, Trial, TrialContext } from './run/trial.ts'
export { tryOut } from './run/trial.ts'
export type { ClientAdapter } from './sdk/adapter.ts'
export type { SdkDriver, SdkDriverOptions } from './sdk/driver.ts'
export { sdkDriver } from './sdk/driver.ts'
export type { Located, LocateOptions } from './sdk/locate.ts'
export { locate } from './sdk/locate.ts'
export { emitTypes } from './spec/emit-types.ts'
export { loadSpec } from './spec/load.ts'
export type { HttpMethod, OperationSpec, ParameterIssue, Place, Schema, SchemaFinding, Spec } from './spec/types.ts'
export type { Counterexample } from './store/counterexample.ts'
export { parseCounterexample, renderCounterexample } from './store/counterexample.ts'
