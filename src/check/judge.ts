/**
 * The judge: says of every answer whether the model explains it.
 *
 * It holds a belief, a set of possible worlds. A call is decided in each of them, with every choice that the contract
 * leaves open; the worlds that explain the answer survive. An answer that none explains is a violation, and the laws
 * are asked which rule it breaks. Pure but for its own belief: no clock, no I/O.
 */

import type { Answer } from '../execute/driver.ts'
import type { Arrival } from '../execute/receiver.ts'
import { mapLeaves, valueAt } from '../generate/sequence.ts'
import { type NumberedLaw, sameData } from '../model/law.ts'
import type { Call, Outcome, Params } from '../model/outcome.ts'
import { AtLeast, isSymbol, Unknown, Volatile } from '../model/unknown.ts'
import { symbolicWitness, type TimeWindow } from '../model/witness.ts'
import type { Stored, World } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { Accuser, type Place, violation } from './accuse.ts'
import { touched, undone, unrefused } from './aftermath.ts'
import {
  type Belief,
  type Candidate,
  concrete,
  exchangeOf,
  fork,
  inSymbols,
  isLack,
  isPast,
  reasonOf,
  showsObjects,
  wrongKinds,
} from './belief.ts'
import { Deliveries } from './deliveries.ts'
import { Forwards, isForwarded } from './forwards.ts'
import type { LawIndex } from './law-index.ts'
import { type Bindings, type Difference, match, noBindings } from './match.ts'
import { ShownObjects } from './shown.ts'
import { isStranger, type Listed, listIn, type Page, withItems, withStrangers } from './strangers.ts'
import { type Hide, hiding, show, type Violation } from './violation.ts'

export interface JudgeOptions {
  /**
   * The target is not controlled: it moves objects by itself, along the spontaneous transitions of the models, has a
   * catalogue of its own, and may refuse for reasons that no model sees.
   */
  readonly spontaneous?: boolean
  /** Others use the same account: lists may show what they made. */
  readonly shared?: boolean
}

/** What the judge says of one answer. */
export interface Verdict {
  /** The violation that ends the sequence, if the answer has one. */
  readonly violation: Violation | undefined
  /** Broken soft laws and drift. */
  readonly warnings: readonly Violation[]
  /** Response headers that are missing. Nothing follows from that, so the rest of the answer is judged without them. */
  readonly lacking: readonly Violation[]
  /** What the model said in the world that explains the answer; undefined after a violation. */
  readonly outcome: Outcome | undefined
  /** The call with symbolic ids. */
  readonly call: Call
  /** The world before the call that `outcome` was decided in. */
  readonly before: World | undefined
  /** The world after the answer, with what it taught. */
  readonly after: World | undefined
  /** Of an answer that no world explains: the prediction that it is nearest to. */
  readonly nearest: Prediction | undefined
}

/** What the model says of a call in one world, and how the answer differs. */
export interface Prediction {
  readonly before: World
  readonly outcome: Outcome
  readonly differences: readonly Difference[]
}

/** A verdict but for the headers that are missing. */
type Judged = Omit<Verdict, 'lacking'>

/** How things stood before the answer was accepted. */
interface Past {
  readonly before: World
  readonly earlier: ReadonlyMap<string, Stored>
}

const mostChoiceVectors = 64
const mostWorlds = 32
const mostMoves = 16
/** Ways to put what others made among our own objects. */
const mostArrangements = 400

/** Judges the answers of one sequence. */
export class Judge {
  readonly #pack: Pack
  readonly #options: JudgeOptions
  readonly #laws: LawIndex
  readonly #shown: ShownObjects
  readonly #accuser: Accuser
  #beliefs: Belief[]
  /** When the first answer came, in seconds of the target's clock. */
  #began: number | undefined
  #resynced = false
  /** Objects that an answer with a violation may have left in any state, by symbol. */
  readonly #doubtful = new Map<string, { readonly type: string; readonly lasting: boolean }>()
  readonly #deliveries: Deliveries | undefined
  readonly #forwards = new Forwards()
  /** The step of the last call whose reply was lost. */
  #lost: number | undefined
  /** Takes out of texts what was to be seen by other people's servers alone. */
  readonly #hide: Hide = hiding()
  readonly #checkedObjects = new WeakSet<object>()
  readonly #crowds = new WeakMap<readonly Stored[], Crowd>()
  /** Texts, ids among them, in objects that were first seen in a record of what happened. */
  readonly #mentioned = new Set<string>()
  /** Ids of what others made. */
  readonly #strangers = new Set<string>()

  constructor(pack: Pack, laws: LawIndex, options: JudgeOptions = {}) {
    this.#pack = pack
    this.#laws = laws
    this.#shown = new ShownObjects(pack)
    this.#accuser = new Accuser(pack, laws, this.#shown)
    this.#options = options
    const world = options.spontaneous === true ? withoutCatalogue(pack, pack.initial(0)) : pack.initial(0)
    this.#beliefs = [{ world, bindings: noBindings(), seen: new Map(), refusedSince: new Set() }]
    this.#deliveries = pack.webhooks && new Deliveries(pack.webhooks, options.spontaneous !== true)
  }

  /** How many worlds explain everything so far. */
  get possibleWorlds(): number {
    return this.#beliefs.length
  }

  /** Judges the answer to `call`, whose ids are the target's own. `step` names it in symbols and violations. */
  judge(step: number, call: Call, answer: Answer): Verdict {
    const lacking: Violation[] = []
    const verdict = { ...this.#judge(step, call, answer, lacking), lacking }
    const { violation, warnings } = verdict
    if (violation === undefined && warnings.length === 0) return verdict
    return { ...verdict, violation: violation && this.#hide(violation), warnings: warnings.map(this.#hide) }
  }

  #judge(step: number, call: Call, answer: Answer, lacking: Violation[]): Judged {
    this.#began ??= answer.at.from
    const operation = this.#pack.operations.get(call.operation) as PackOperation
    const warnings: Violation[] = []
    const place = { step, call, operation: operation.id }

    const broken = this.#accuser.conformance(operation, answer, place, warnings)
    if (this.#options.spontaneous === true && answer.status < 400) this.#adopt(operation, answer.body)
    if (broken === undefined && this.#isHearsay(operation, call)) return unjudged(call, warnings)
    const compared = this.#candidates(step, call, answer)
    const missing = missingHeaders(compared)
    for (const name of missing) lacking.push(this.#hide(this.#accuser.lack(name, compared, operation, answer, place)))
    const candidates = without(missing, compared)
    this.#forwards.lose(call)
    for (const { asked } of candidates) for (const { secrets } of asked) for (const one of secrets) this.#hide.add(one)
    if (candidates.length === 0) return unjudged(call, warnings)
    // An answer of the wrong kind says more than a body that does not fit its schema.
    const ofWrongKind = candidates.every(
      ({ differences: [first] }) => first !== undefined && wrongKinds.has(first.kind),
    )
    if (broken !== undefined && (!ofWrongKind || answer.status >= 500))
      return this.#verdict(broken, warnings, nearestOf(candidates))

    let survivors = candidates.filter((candidate) => candidate.differences.length === 0)
    if (survivors.length === 0 && this.#options.spontaneous === true)
      survivors = this.#afterMoves(step, call, answer, missing)
    const best = survivors[0]
    if (best === undefined) {
      const nearest = nearestOf(candidates)
      if (this.#resynced && this.#mayFollow(nearest, operation, answer)) {
        this.#goOn(step, call, answer)
        this.#believe(nearest.belief, answer)
        return unjudged(call, warnings)
      }
      return this.#verdict(this.#accuser.accuse(nearest, operation, answer, place), warnings, nearest)
    }

    // Worlds that keep every soft law are preferred; if there is none, the broken ones are warned about.
    const deviations = (candidate: Candidate) =>
      candidate.choices.filter((one) => one.law !== undefined && one.taken > 0)
    const fewest = Math.min(...survivors.map((one) => deviations(one).length))
    survivors = survivors.filter((one) => deviations(one).length === fewest)
    if (fewest > 0)
      for (const choice of deviations(survivors[0] as Candidate))
        warnings.push(this.#accuser.softWarning(choice, place, answer))

    const chosen = survivors[0] as Candidate
    this.#noteDrift(chosen, answer, place, warnings)
    const before = chosen.belief.world
    const earlier = new Map<string, Stored>()
    if (showsObjects(chosen.outcome)) {
      for (const object of this.#shown.in(chosen.match.resolved)) {
        const sighting = chosen.belief.seen.get(object.id)
        if (sighting === undefined || !this.#isHeld(object, chosen.outcome.world, chosen.belief)) continue
        earlier.set(object.id, sighting)
      }
    }
    this.#beliefs = survivors.slice(0, mostWorlds).map((one) => this.#accept(one, survivors.length > 1))
    this.#noteStrangers(call, answer)
    const after = this.#beliefs[0] as Belief
    const violation = this.#checkLaws({ ...chosen, earlier, before }, after, operation, answer, place, warnings)
    const { outcome, call: symbolic } = chosen
    if (showsObjects(outcome) && outcome.world.changes.length > 0)
      this.#deliveries?.note(
        { step, call: symbolic, before },
        this.#beliefs.map(({ world }) => world),
        true,
      )
    const errand = { step, call: symbolic, before, reason: reasonOf(outcome), past: isPast(outcome) }
    if (this.#lost !== step) this.#forwards.note(errand, chosen.asked)
    return { violation, warnings, outcome, call: symbolic, before, after: after.world, nearest: undefined }
  }

  /**
   * Goes on after an answer that no world explains. Possible from now on: that the call did what the model says, that it
   * did nothing, and that it did what it would have done had it not to be refused; each also with the objects as the
   * answer shows them. Of the objects that it may have touched the next answer is believed, whatever it shows; after a
   * call that was accepted or refused against the model, every answer. From now on only answers are judged: what a law would
   * find in such a world may follow from this one.
   */
  resync(step: number, call: Call, answer: Answer, { differences }: Prediction): void {
    this.#resynced = true
    const outcomes = this.#goOn(step, call, answer)
    const [belief] = this.#beliefs
    if (belief === undefined) return
    const lasting = differences.some(({ kind }) => wrongKinds.has(kind))
    for (const [id, type] of touched(this.#pack, this.#symbolic(belief, call), outcomes))
      this.#doubtful.set(id, { type, lasting: lasting || this.#doubtful.get(id)?.lasting === true })
    this.#believe(belief, answer)
  }

  /** Makes all that may have happened possible; answers the outcomes that were considered. */
  #goOn(step: number, call: Call, answer: Answer): Outcome[] {
    const split: Belief[] = []
    const all: Outcome[] = []
    const add = (belief: Belief) => split.push(...(answer.status < 400 ? [this.#overlaid(belief, answer)] : []), belief)
    for (const belief of this.#beliefs) {
      const symbolic = this.#symbolic(belief, call)
      const outcomes = [...this.#outcomes(belief, step, symbolic, answer.at)].map(({ outcome }) => outcome)
      const isRefused = outcomes.every(({ kind }) => kind === 'refused')
      if (isRefused && answer.status < 400) {
        outcomes.push(...unrefused(this.#pack, belief.world.begin(answer.at.from), symbolic, step, answer.at))
      }
      for (const outcome of outcomes) {
        if (outcome.kind === 'refused') continue
        const after = fork(belief, outcome.world)
        match(outcome.body, answer.body, after.bindings).commit(after.bindings)
        add(after)
        // Nothing happened but for what conventions remember, such as the key of the call.
        if (answer.status >= 400) add(fork(belief, undone(this.#pack, outcome.world)))
      }
      add(belief)
      all.push(...outcomes)
    }
    this.#beliefs = split.slice(0, mostWorlds)
    return all
  }

  /** What an answer shows of doubtful objects settles them. */
  #believe({ bindings }: Belief, { status, body }: Answer): void {
    if (status >= 400) return
    for (const { id } of this.#shown.in(body)) {
      const symbol = bindings.symbolOf.get(id) ?? id
      if (this.#doubtful.get(symbol)?.lasting === false) this.#doubtful.delete(symbol)
    }
  }

  /** Tells whether an answer differs in nothing but doubtful objects, so that it may follow from an earlier violation. */
  #mayFollow(
    { belief, call, outcome, differences }: Candidate,
    { resource }: PackOperation,
    { body }: Answer,
  ): boolean {
    // An answer that is given again is as wrong as it was.
    if (isPast(outcome)) return true
    const { symbolOf } = belief.bindings
    const isDoubtful = (id: unknown) => typeof id === 'string' && this.#doubtful.has(symbolOf.get(id) ?? id)
    const isNamed = Object.values(call.params).some(isDoubtful)
    const isOfType = () => [...this.#doubtful.values()].some(({ type }) => type === resource.type)
    return differences.every(({ kind, at: place }) => {
      if (wrongKinds.has(kind) || kind === 'header') return isNamed
      // The object that the field is part of, and what it is shown in; the difference may also be a whole list's.
      const parts = place.split('/')
      const ids = parts.map(
        (_, depth) => (valueAt(body, parts.slice(0, depth + 1).join('/')) as Partial<Stored> | null)?.id,
      )
      return ids.some((id) => id !== undefined) ? ids.some(isDoubtful) : isNamed || isOfType()
    })
  }

  /** The belief with the objects as an answer shows them. */
  #overlaid(belief: Belief, { body }: Answer): Belief {
    const shown = fork(belief)
    const observed = inSymbols(body, belief.bindings)
    for (const object of this.#shown.in(observed)) {
      const type = this.#shown.typeOf(object) as never
      // What an answer does not show, such as what is only there on demand, stays.
      const whole = { ...(shown.world.get(type, object.id) as Stored | undefined), ...object }
      shown.world = shown.world.put(type, whole as never)
      shown.seen.set(object.id, object)
    }
    return shown
  }

  /** Takes note of a call whose outcome is unknown: from now on both worlds are possible, with and without it. */
  lose(step: number, call: Call, at: TimeWindow): void {
    this.#lost = step
    this.#forwards.lose(call)
    const operation = this.#pack.operations.get(call.operation)
    if (operation?.model.readonly === true) return
    const split: Belief[] = [...this.#beliefs]
    for (const belief of this.#beliefs) {
      for (const { outcome } of this.#outcomes(belief, step, this.#symbolic(belief, call), at)) {
        // What changes nothing is one world with what was not executed; a refusal may be remembered under a key.
        if (outcome.world.changes.length === 0) continue
        split.push(fork(belief, outcome.world))
        this.#deliveries?.note({ step, call, before: belief.world }, [outcome.world], false)
      }
    }
    this.#beliefs = split.slice(0, mostWorlds)
  }

  /** Ids of the first possible world. */
  get #bindings(): Bindings {
    return (this.#beliefs[0] as Belief).bindings
  }

  /** Whether the target may have something to send to the receiver that can be judged. */
  get awaitsPosts(): boolean {
    return !this.#resynced && (this.#deliveries?.isIdle === false || this.#forwards.isAwaited)
  }

  /** Judges a post that arrived after the call of `latest`, or after time alone has passed. */
  receive(arrival: Arrival, latest: { readonly step: number; readonly call: Call } | undefined): Violation | undefined {
    const { world: before, bindings } = this.#beliefs[0] as Belief
    if (isForwarded(arrival)) {
      const found = this.#forwards.receive(arrival, bindings)
      return found && this.#hide(this.#accuser.misdirected(found, this.#bindings))
    }
    const found = this.#deliveries?.receive(arrival, latest && { ...latest, before }, this.#beliefs)
    return found && this.#hide(this.#accuser.misdelivered(found, this.#bindings))
  }

  /** What the latest call had to forward and did not, once all that arrived was judged. */
  missingForward(): Violation | undefined {
    const found = this.#forwards.missing()
    return found && this.#hide(this.#accuser.misdirected(found, this.#bindings))
  }

  /** Seconds to let pass, one after another, until whatever is outstanding must have come. */
  outstanding(): Iterable<number> {
    return this.#deliveries?.waits() ?? []
  }

  /** What has not been posted, when no more time is left for it. */
  missingPost(): Violation | undefined {
    const found = this.#deliveries?.missing()
    return found && this.#hide(this.#accuser.misdelivered(found, this.#bindings))
  }

  #verdict(violation: Violation, warnings: readonly Violation[], nearest: Candidate): Judged {
    const { belief, call, outcome, differences } = nearest
    const prediction = { before: belief.world, outcome, differences }
    return { violation, warnings, outcome: undefined, call, before: undefined, after: undefined, nearest: prediction }
  }

  /** The call with the target's ids replaced by symbols. */
  #symbolic(belief: Belief, call: Call): Call {
    const params = inSymbols(call.params, belief.bindings)
    // It keeps the shape of an object.
    return params === call.params ? call : { ...call, params: params as Params }
  }

  /** Everything that the model allows in one world: one outcome for each way to take the open choices. */
  *#outcomes(
    belief: Belief,
    step: number,
    call: Call,
    at: TimeWindow,
  ): Generator<Pick<Candidate, 'outcome' | 'choices' | 'asked'>> {
    const pending: number[][] = [[]]
    const world = belief.world.begin(at.from)
    for (let tried = 0; tried < mostChoiceVectors; tried++) {
      const taken = pending.pop()
      if (taken === undefined) return
      const witness = symbolicWitness(step, at, taken, this.#options.spontaneous !== true)
      let outcome: Outcome
      try {
        outcome = this.#pack.decide(world, call, witness)
      } catch (error) {
        // A world put together from a wrong answer may be one that the model cannot go on with: it is none then.
        if (this.#resynced) return
        throw error
      }
      yield { outcome, choices: witness.choices, asked: witness.asked }
      for (let index = taken.length; index < witness.choices.length; index++) {
        const options = witness.choices[index]?.options ?? 1
        const prefix = witness.choices.slice(0, index).map((choice) => choice.taken)
        for (let other = options - 1; other > 0; other--) pending.push([...prefix, other])
      }
    }
  }

  #candidates(step: number, call: Call, answer: Answer, beliefs: readonly Belief[] = this.#beliefs): Candidate[] {
    const crowd = this.#crowdIn(call, answer)
    if (crowd !== undefined) return this.#candidatesAmong(crowd, step, call, answer, beliefs)
    const candidates: Candidate[] = []
    for (const belief of beliefs) {
      const symbolic = this.#symbolic(belief, call)
      for (const { outcome, ...how } of this.#outcomes(belief, step, symbolic, answer.at)) {
        const shown = this.#asShown(outcome, call, answer)
        const compared = this.#compare(shown, answer, belief)
        candidates.push({ belief, call: symbolic, outcome: shown, ...how, ...compared })
        // A target that is told what to do takes the preferred choices: when they explain the answer, they were taken.
        if (this.#options.spontaneous === false && compared.differences.length === 0) break
      }
    }
    return candidates
  }

  /** The list in an answer, where others may have put something into it. */
  #crowdIn({ operation: id }: Call, { status, body }: Answer): Crowd | undefined {
    const operation = this.#pack.operations.get(id)
    if (this.#options.shared !== true || operation?.model.kind !== 'list' || status >= 400) return undefined
    const { type, catalogue, recorded } = operation.resource
    const listed = catalogue || recorded ? undefined : listIn(body, (item) => this.#pack.typeOf(item) === type)
    if (listed === undefined) return undefined
    const known = this.#crowds.get(listed.items)
    if (known !== undefined) return known
    const isOurs = (text: string) => this.#beliefs.some(({ bindings }) => bindings.symbolOf.has(text))
    const strangers = listed.items.filter((item) => isStranger(item, isOurs)).map((item) => item.id)
    // What is expanded in an item comes before the item itself.
    const plain = listed.items.map((item) => this.#shown.in(item).at(-1) ?? item)
    const [order] = this.#pack.conventions.flatMap((one) => one.pageOrder?.(operation) ?? [])
    const crowd = { type, listed, plain, strangers: new Set(strangers), order }
    this.#crowds.set(listed.items, crowd)
    return crowd
  }

  /** As `#candidates`, with the others in a crowd explained by somebody's having made them. */
  #candidatesAmong(crowd: Crowd, step: number, call: Call, answer: Answer, beliefs: readonly Belief[]): Candidate[] {
    const candidates: Candidate[] = []
    for (const belief of beliefs) {
      const symbolic = this.#symbolic(belief, call)
      const { order } = crowd
      const worlds = order === undefined ? [belief.world] : withStrangers(belief.world, belief.bindings, crowd)
      let tried = 0
      for (const world of worlds) {
        let isExplained = false
        for (const { outcome, ...how } of this.#outcomes({ ...belief, world }, step, symbolic, answer.at)) {
          const shown = amongOthers(outcome, crowd, belief, answer)
          const compared = this.#compare(shown, answer, belief)
          candidates.push({ belief, call: symbolic, outcome: shown, ...how, ...compared })
          isExplained ||= compared.differences.length === 0
        }
        if (isExplained || ++tried >= mostArrangements) break
      }
    }
    return candidates
  }

  /** Remembers what others made of an answer that is explained. */
  #noteStrangers(call: Call, answer: Answer): void {
    const crowd = this.#crowdIn(call, answer)
    for (const item of crowd?.listed.items ?? []) {
      if (!crowd?.strangers.has(item.id) || this.#beliefs.some(({ bindings }) => bindings.symbolOf.has(item.id)))
        continue
      for (const { id } of this.#shown.in(item)) this.#strangers.add(id)
    }
  }

  /** Tells whether a call names anything that others made, which is not ours to touch. */
  isAboutStrangers(call: Call): boolean {
    if (this.#strangers.size === 0) return false
    let found = false
    mapLeaves(call.params, (leaf) => {
      found ||= typeof leaf === 'string' && this.#strangers.has(leaf)
      return leaf
    })
    return found
  }

  /** A read of a catalogue or a record that the target has to itself: what it holds is whatever it shows. */
  #asShown(outcome: Outcome, call: Call, answer: Answer): Outcome {
    if (this.#options.spontaneous !== true || outcome.kind === 'refused' || answer.status !== outcome.status)
      return outcome
    const operation = this.#pack.operations.get(call.operation)
    const { catalogue = false, recorded = false } = operation?.resource ?? {}
    const isOwn = (catalogue || recorded) && operation?.model.readonly === true
    return { ...outcome, body: isOwn ? answer.body : this.#withShownCatalogue(outcome.body, answer.body) }
  }

  /** What is predicted, with objects of catalogues as they were answered: others change them too. */
  #withShownCatalogue(predicted: unknown, shown: unknown): unknown {
    if (typeof predicted !== 'object' || predicted === null || typeof shown !== 'object' || shown === null)
      return predicted
    if (predicted instanceof Unknown || predicted instanceof Volatile || predicted instanceof AtLeast) return predicted
    const [fields, others] = [predicted as Record<string, unknown>, shown as Record<string, unknown>]
    const isSame = typeof fields['id'] === 'string' && fields['id'] === others['id']
    if (isSame && this.#pack.byType.get(this.#pack.typeOf(fields) ?? '')?.catalogue === true) return shown
    let copy: Record<string, unknown> | undefined
    for (const key in fields) {
      const inner = this.#withShownCatalogue(fields[key], others[key])
      if (inner === fields[key]) continue
      copy ??= (Array.isArray(fields) ? fields.slice() : { ...fields }) as Record<string, unknown>
      copy[key] = inner
    }
    return copy ?? predicted
  }

  /** Takes over what an answer shows of catalogues, and whatever else such a catalogue holds. */
  #adopt(operation: PackOperation, body: unknown): void {
    for (const object of this.#shown.in(body)) {
      const type = this.#shown.typeOf(object)
      const isCatalogue = this.#pack.byType.get(type)?.catalogue === true
      if (!isCatalogue && !operation.resource.catalogue && !operation.resource.recorded) continue
      for (const belief of this.#beliefs) {
        const symbol = belief.bindings.symbolOf.get(object.id)
        const held = belief.world.get(type as never, symbol ?? object.id)
        if (symbol !== undefined || (held !== undefined && (!isCatalogue || sameData(held, object)))) continue
        // What a call changed is shown as it is afterwards.
        if (held !== undefined && !operation.model.readonly) continue
        belief.world = belief.world.put(type as never, object as never)
        if (operation.resource.recorded) for (const text of textsIn(object)) this.#mentioned.add(text)
      }
    }
  }

  /** Tells whether a call names something of which nothing is known but that a record mentions it. */
  #isHearsay({ references }: PackOperation, { params }: Call): boolean {
    return Object.entries(references).some(([param, type]) => {
      const id = params[param]
      if (typeof id !== 'string' || !this.#mentioned.has(id)) return false
      return this.#beliefs.every(
        ({ bindings, world }) => !bindings.symbolOf.has(id) && world.get(type as never, id) === undefined,
      )
    })
  }

  #compare(outcome: Outcome, answer: Answer, belief: Belief): Pick<Candidate, 'match' | 'differences'> {
    const ok = answer.status < 400
    const expectedBody = outcome.kind === 'accepted' ? outcome.body : outcome.refusal.expects
    const fail = (difference: Difference) => ({
      match: match(expectedBody, answer.body, belief.bindings),
      differences: [difference],
    })
    if (outcome.kind === 'accepted') {
      if (!ok) return fail({ kind: 'refused', at: '', expected: outcome.status, received: answer.status })
      if (answer.status !== outcome.status)
        return fail({ kind: 'status', at: '', expected: outcome.status, received: answer.status })
    } else {
      const { refusal } = outcome
      if (ok) return fail({ kind: 'accepted', at: '', expected: refusal.status, received: answer.status })
      const statuses = refusal.accepts ?? [refusal.status]
      if (!statuses.includes(answer.status))
        return fail({ kind: 'status', at: '', expected: refusal.status, received: answer.status })
    }
    const headers = outcome.kind === 'accepted' ? outcome.headers : outcome.refusal.headers
    const pair = headers === undefined ? undefined : { expected: headers, actual: answer.headers }
    const compared = match(expectedBody, answer.body, belief.bindings, pair)
    const differences = [...compared.differences]
    for (const pointer of compared.extra) {
      const received = valueAt(answer.body, pointer)
      // A declared field that says nothing is as good as one left out.
      if (received !== null && this.#isDeclared(answer.body, pointer))
        differences.push({ kind: 'extra', at: pointer, expected: undefined, received })
    }
    return { match: compared, differences }
  }

  /** Tells a field that the schema knows (and the model says is absent) from one that nobody described. */
  #isDeclared(body: unknown, pointer: string): boolean {
    const parts = pointer.split('/').slice(1)
    for (let depth = parts.length - 1; depth >= 0; depth--) {
      const holder = valueAt(body, depth === 0 ? '' : `/${parts.slice(0, depth).join('/')}`)
      if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) continue
      const type = this.#pack.typeOf(holder as Record<string, unknown>)
      if (type === undefined || !this.#pack.spec.schemas.has(type)) continue
      return this.#pack.spec.declares(type, `/${parts.slice(depth).join('/')}`)
    }
    return false
  }

  /**
   * Retries with objects moved along spontaneous transitions: one move after another as long as each explains more of
   * the answer, and at most two that do not.
   */
  #afterMoves(step: number, call: Call, answer: Answer, missing: ReadonlySet<string>): Candidate[] {
    const distance = (one: Candidate) => one.differences.length
    let beliefs: readonly Belief[] = this.#beliefs
    let nearest = Math.min(...without(missing, this.#candidates(step, call, answer)).map(distance))
    let serial = 0
    // Nobody saw when it happened.
    const sofar = { from: this.#began ?? answer.at.from, to: answer.at.to }
    for (let moves = 1, blind = 1; moves <= mostMoves && blind <= 2; moves++) {
      const moved: Belief[] = []
      for (const belief of beliefs) {
        for (const move of this.#movesIn(belief)) {
          for (const { outcome } of this.#outcomes(belief, step * 1000 + serial++, move, sofar)) {
            // What changes nothing, such as time that passes, explains nothing.
            if (outcome.kind === 'refused' || outcome.world.changes.length === 0) continue
            moved.push(fork(belief, outcome.world.begin(answer.at.from)))
          }
        }
      }
      const candidates = without(missing, this.#candidates(step, call, answer, moved.slice(0, mostWorlds * 4)))
      const survivors = candidates.filter((one) => distance(one) === 0)
      if (survivors.length > 0) return survivors
      const least = Math.min(...candidates.map(distance))
      if (least < nearest) {
        nearest = least
        const near = new Set(candidates.filter((one) => distance(one) === least).map((one) => one.belief))
        beliefs = [...near].slice(0, mostWorlds / 4)
      } else {
        blind++
        beliefs = moved.slice(0, mostWorlds * 4)
      }
    }
    return []
  }

  /** The spontaneous transitions that there may be: of each object, and those that bring a new one. */
  *#movesIn({ world }: Belief): Generator<Call> {
    for (const { id, spontaneous, model, resource } of this.#pack.operations.values()) {
      if (!spontaneous) continue
      if (!model.hasSubject) yield { operation: id, params: {} }
      else
        for (const object of world.all(resource.type as never) as Stored[])
          yield { operation: id, params: { [this.#pack.manners.subject]: object.id } }
    }
  }

  /** The belief after an outcome that matched; `shared` when others live on from the same belief. */
  #accept(candidate: Candidate, shared: boolean): Belief {
    const belief = shared ? fork(candidate.belief) : candidate.belief
    const { outcome, call } = candidate
    candidate.match.commit(belief.bindings)
    belief.world = outcome.world
    if (outcome.kind === 'refused') {
      for (const name in call.params) {
        const value = call.params[name]
        if (isSymbol(value)) belief.refusedSince.add(value)
      }
      return belief
    }
    if (!showsObjects(outcome)) return belief
    for (const object of this.#shown.in(candidate.match.resolved)) {
      const type = this.#shown.typeOf(object)
      const held = belief.world.get(type as never, object.id) as Stored | undefined
      if (held === undefined || !this.#isHeld(object, belief.world, belief)) continue
      const learnt = learn(held, belief.bindings.known)
      if (learnt !== held) belief.world = belief.world.put(type as never, learnt as never)
      belief.seen.set(object.id, object)
      belief.refusedSince.delete(object.id)
    }
    return belief
  }

  /**
   * Tells whether an object that was shown is the one that the world holds. Ids that the model made up name one object;
   * a catalogue may have the same ids in another account.
   */
  #isHeld(object: Stored, world: World, { bindings }: Belief): boolean {
    if (isSymbol(object.id)) return true
    const held = world.get(this.#shown.typeOf(object) as never, object.id) as Stored | undefined
    return held !== undefined && match(held, object, bindings).differences.length === 0
  }

  /** Runs the laws on an answer that the model explains; they check the model too. */
  #checkLaws(
    candidate: Candidate & Past,
    after: Belief,
    operation: PackOperation,
    answer: Answer,
    place: Place,
    warnings: Violation[],
  ): Violation | undefined {
    if (this.#resynced) return undefined
    let hard: Violation | undefined
    const report = ({ id, law }: NumberedLaw, about: unknown) => {
      const found = violation({
        ...place,
        check: 'law',
        law: id,
        kind: 'broken',
        title: law.title,
        at: '',
        expected: law.title,
        received: show(concrete(about, after.bindings), 400),
        severity: law.severity,
        source: law.source,
      })
      if (law.severity === 'soft') warnings.push(found)
      else hard ??= found
    }
    if (showsObjects(candidate.outcome)) {
      for (const object of this.#shown.in(candidate.match.resolved)) {
        const earlier = candidate.earlier.get(object.id)
        if (earlier === object || (earlier === undefined && this.#checkedObjects.has(object))) continue
        if (this.#strangers.has(object.id)) continue
        this.#checkedObjects.add(object)
        for (const numbered of this.#laws.of(this.#shown.typeOf(object))) {
          const { law } = numbered
          if (law.kind === 'snapshot' && !law.holds(object)) report(numbered, object)
          if (law.kind === 'history' && earlier !== undefined && !law.holds(earlier, object))
            report(numbered, { before: earlier, after: object })
        }
      }
      const changed = candidate.outcome.world.changes.flatMap(({ type, after: object }) =>
        object === undefined ? [] : [{ type, object }],
      )
      for (const { law: numbered, object } of this.#accuser.crossChecks(after.world, changed)) {
        if (numbered.law.kind === 'cross-object' && !numbered.law.holds(object, after.world)) report(numbered, object)
      }
    }
    const answers = this.#laws.answers(operation)
    if (answers.length > 0 && !isPast(candidate.outcome)) {
      const body = candidate.outcome.kind === 'accepted' ? candidate.match.resolved : answer.body
      const exchange = exchangeOf(candidate, candidate.before, after.world, answer, body)
      for (const numbered of answers)
        if (numbered.law.kind === 'answer' && !numbered.law.holds(exchange)) report(numbered, answer.body)
    }
    return hard
  }

  #noteDrift(candidate: Candidate, answer: Answer, place: Place, warnings: Violation[]): void {
    if (candidate.outcome.kind !== 'accepted') return
    for (const pointer of candidate.match.extra) {
      if (this.#isDeclared(answer.body, pointer)) continue
      const field = pointer.replace(/\/\d+(?=\/|$)/g, '/*')
      warnings.push(
        violation({
          ...place,
          check: 'drift',
          law: undefined,
          kind: `unknown field ${field}`,
          title: `${field} is not in the spec`,
          at: pointer,
          expected: 'only fields that the spec describes',
          received: show(valueAt(answer.body, pointer)),
          severity: 'soft',
          source: undefined,
        }),
      )
    }
  }
}

/** A list of ours and of others. */
interface Crowd extends Page {
  readonly listed: Listed
}

/** The outcome of a list with items as they were answered where they are not ours, in the world of ours alone. */
function amongOthers(outcome: Outcome, crowd: Crowd, { world, bindings }: Belief, { at, body }: Answer): Outcome {
  if (outcome.kind === 'refused') return { ...outcome, world: world.begin(at.from) }
  const { listed, strangers, order } = crowd
  const predicted = listed.field === undefined ? outcome.body : fieldOf(outcome.body, listed.field)
  const items = Array.isArray(predicted) ? (predicted as readonly Stored[]) : []
  const shown = new Map(listed.items.map((item) => [item.id, item]))
  const ours = new Map(items.map((item) => [item.id, item]))
  const expected =
    order !== undefined
      ? withItems(
          outcome.body,
          listed,
          items.map((item) => (strangers.has(item.id) ? (shown.get(item.id) ?? item) : item)),
        )
      : withItems(
          body,
          listed,
          listed.items.map((item) => ours.get(bindings.symbolOf.get(item.id) ?? '') ?? item),
        )
  return { ...outcome, body: expected, world: world.begin(at.from) }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

/** The verdict where no world is left to judge in. */
function unjudged(call: Call, warnings: readonly Violation[]): Judged {
  const nothing = { outcome: undefined, before: undefined, after: undefined, nearest: undefined }
  return { violation: undefined, warnings, call, ...nothing }
}

/** The headers that did not come at all and that every candidate expects which was compared as far as that. */
function missingHeaders(candidates: readonly Candidate[]): ReadonlySet<string> {
  const lists = candidates
    .filter(({ differences: [first] }) => first === undefined || !wrongKinds.has(first.kind))
    .map(({ differences }) => differences.filter(isLack).map((one) => one.at))
  return new Set(lists[0]?.filter((name) => lists.every((names) => names.includes(name))))
}

function without(missing: ReadonlySet<string>, candidates: readonly Candidate[]): readonly Candidate[] {
  if (missing.size === 0) return candidates
  const isLeft = (one: Difference) => !(isLack(one) && missing.has(one.at))
  return candidates.map((one) => ({ ...one, differences: one.differences.filter(isLeft) }))
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner)
}

/** The candidate with the fewest differences. */
function nearestOf(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((left, right) => (right.differences.length < left.differences.length ? right : left))
}

/** A catalogue is learnt from the target's answers. */
function withoutCatalogue(pack: Pack, world: World): World {
  let next = world
  for (const { type, catalogue } of pack.resources) {
    if (!catalogue) continue
    for (const { id } of world.all(type as never) as Stored[]) next = next.remove(type as never, id)
  }
  return next
}

/** Puts in the values of unknowns that are known by now; the same object when there are none. */
function learn(object: Stored, known: ReadonlyMap<Unknown, unknown>): Stored {
  if (known.size === 0) return object
  // An object stays an object.
  return substitute(object, known) as Stored
}

function substitute(value: unknown, known: ReadonlyMap<Unknown, unknown>): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Volatile) return value
  if (value instanceof Unknown) return known.has(value) ? known.get(value) : value
  if (Array.isArray(value)) {
    const items = value.map((item) => substitute(item, known))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  const record = value as Record<string, unknown>
  let copy: Record<string, unknown> | undefined
  for (const key in record) {
    const inner = substitute(record[key], known)
    if (inner === record[key]) continue
    copy ??= { ...record }
    copy[key] = inner
  }
  return copy ?? record
}
