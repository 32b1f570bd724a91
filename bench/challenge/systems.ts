/** The systems of the shrinking challenge, each with one planted bug. */

import { lists, removes, retrieves, transition, updates } from '../../src/model/resource.ts'
import type { World } from '../../src/model/world.ts'
import {
  accepting,
  answering,
  hasLost,
  int,
  type Kind,
  ref,
  type System,
  saying,
  starting,
  subject,
  system,
  type Thing,
  things,
} from './system.ts'

const status = { type: 'string' } as const
const value = int(0, 20)
const amount = int(1, 1000)
const page = { offset: int(0, 9), limit: int(1, 9) }

const items: Kind = {
  fields: { value },
  operations: { create: { value }, retrieve: {}, list: page, update: { value }, delete: {} },
  model: {
    create: starting((given) => ({ value: given.value })),
    retrieve: retrieves(),
    list: lists(),
    update: updates({ set: ({ params }) => ({ value: params.value }) }),
    delete: removes(),
  },
}

/** The amounts that matter when so much is left. */
const around = (left: number) =>
  [{ amount: left }, { amount: left + 1 }].filter((one) => one.amount > 0 && one.amount <= 1000)

const payments: Kind = {
  fields: { status, amount, refunded: int(0, 1000) },
  operations: { create: { amount }, retrieve: {}, list: page, capture: {}, cancel: {}, refund: { amount } },
  states: { authorized: ['captured', 'canceled'], captured: [], canceled: [] },
  model: {
    create: starting((given) => ({ amount: given.amount, refunded: 0 }), 'authorized'),
    retrieve: retrieves(),
    list: lists(),
    capture: transition('authorized', 'captured'),
    cancel: transition('authorized', 'canceled'),
    refund: updates({
      refuses: {
        'not captured': ({ object }) => object.status !== 'captured',
        'more than is left': ({ object, params }) => object.refunded + params.amount > object.amount,
      },
      tries: ({ object }) => around(object.amount - object.refunded),
      set: ({ object, params }) => ({ refunded: object.refunded + params.amount }),
    }),
  },
}

const orders: Kind = {
  fields: { status, value },
  operations: {
    create: { value },
    retrieve: {},
    list: page,
    update: { value },
    confirm: {},
    pack: {},
    ship: {},
    deliver: {},
    complete: {},
    archive: {},
    cancel: {},
    return: {},
  },
  states: {
    new: ['confirmed', 'canceled'],
    confirmed: ['packed', 'canceled'],
    packed: ['shipped'],
    shipped: ['delivered'],
    delivered: ['completed', 'returned'],
    completed: ['archived'],
    archived: [],
    canceled: [],
    returned: [],
  },
  model: {
    create: starting((given) => ({ value: given.value }), 'new'),
    retrieve: retrieves(),
    list: lists(),
    update: updates({ set: ({ params }) => ({ value: params.value }) }),
    confirm: transition('new', 'confirmed'),
    pack: transition('confirmed', 'packed'),
    ship: transition('packed', 'shipped'),
    deliver: transition('shipped', 'delivered'),
    complete: transition('delivered', 'completed'),
    archive: transition('completed', 'archived'),
    cancel: transition(['new', 'confirmed'], 'canceled'),
    return: transition('delivered', 'returned'),
  },
}

const folders: Readonly<Record<string, Kind>> = {
  folder: {
    fields: {},
    operations: { create: {}, retrieve: {}, list: page, delete: {} },
    model: {
      create: starting(() => ({})),
      retrieve: retrieves(),
      list: lists(),
      delete: removes({
        refuses: {
          'it has files': ({ world, object }) =>
            things(world as World, 'file').some((file) => file.folder === object.id),
        },
      }),
    },
  },
  file: {
    fields: { folder: { type: 'string' } },
    operations: { create: { folder: ref('folder') }, retrieve: {}, list: page, delete: {} },
    model: {
      create: starting((given) => ({ folder: given.folder })),
      retrieve: retrieves(),
      list: lists(),
      delete: removes(),
    },
  },
}

const jobs: Kind = {
  fields: { status, value },
  operations: { create: { value }, retrieve: {}, list: page, start: {}, finish: {}, cancel: {} },
  states: { queued: ['running', 'canceled'], running: ['done', 'canceled'], done: [], canceled: [] },
  model: {
    create: starting((given) => ({ value: given.value }), 'queued'),
    retrieve: retrieves(),
    list: lists(),
    start: transition('queued', 'running'),
    finish: transition('running', 'done'),
    cancel: transition(['queued', 'running'], 'canceled'),
  },
}

const tallies: Kind = {
  fields: { values: { type: 'array' } },
  operations: { create: {}, retrieve: {}, add: { value: int(0, 30) }, clear: {} },
  model: {
    create: starting(() => ({ values: [] })),
    retrieve: retrieves(),
    add: updates({
      set: ({ object, params }) => ({
        values: [...new Set([...object.values, params.value])].sort((left, right) => left - right),
      }),
    }),
    clear: updates({ set: ({ object }) => ({ values: object.values.slice(0, 0) }) }),
  },
}

const accounts: Kind = {
  fields: { balance: int(0, 1_000_000) },
  operations: { create: {}, retrieve: {}, list: page, deposit: { amount }, withdraw: { amount } },
  model: {
    create: starting(() => ({ balance: 0 })),
    retrieve: retrieves(),
    list: lists(),
    deposit: updates({ set: ({ object, params }) => ({ balance: object.balance + params.amount }) }),
    withdraw: updates({
      refuses: { 'not enough': ({ object, params }) => params.amount > object.balance },
      tries: ({ object }) => around(object.balance),
      set: ({ object, params }) => ({ balance: object.balance - params.amount }),
    }),
  },
}

const sending = (event: string) => ({
  effect: (world: World<Record<string, Thing>>, one: Thing) =>
    world.put('subscription', { ...one, sent: [...one.sent, event] }),
})

const subscriptions: Kind = {
  fields: { status, sent: { type: 'array' } },
  operations: { create: {}, retrieve: {}, list: page, start: {}, pause: {}, end: {} },
  states: { new: ['active'], active: ['paused', 'ended'], paused: ['active', 'ended'], ended: [] },
  model: {
    create: starting(() => ({ sent: [] }), 'new'),
    retrieve: retrieves(),
    list: lists(),
    start: transition(['new', 'paused'], 'active', sending('started')),
    pause: transition('active', 'paused', sending('paused')),
    end: transition(['active', 'paused'], 'ended', sending('ended')),
  },
}

const invoicing: Readonly<Record<string, Kind>> = {
  customer: {
    fields: { status },
    operations: { create: {}, retrieve: {}, list: page, close: {}, reopen: {} },
    states: { open: ['closed'], closed: ['open'] },
    model: {
      create: starting(() => ({}), 'open'),
      retrieve: retrieves(),
      list: lists(),
      close: transition('open', 'closed'),
      reopen: transition('closed', 'open'),
    },
  },
  invoice: {
    fields: { status, customer: { type: 'string' }, amount },
    operations: { create: { customer: ref('customer'), amount }, retrieve: {}, list: page, pay: {}, void: {} },
    states: { open: ['paid', 'void'], paid: [], void: [] },
    model: {
      create: starting(({ customer, amount }) => ({ customer, amount }), 'open'),
      retrieve: retrieves(),
      list: lists(),
      pay: transition('open', 'paid'),
      void: transition('open', 'void'),
    },
  },
}

/** What a list shows, changed. */
const showing = (change: (shown: readonly Thing[]) => readonly Thing[]) =>
  answering('item.list', (sound) => saying(sound, { items: change((sound.body as { items: readonly Thing[] }).items) }))

/** All systems; made anew with every call. */
export function systems(): Promise<System[]> {
  return Promise.all([
    system(
      { item: items },
      {
        name: 'update after three creates and a delete',
        leastSteps: 5,
        shortest: 'create, create, create, delete, update',
        bug: answering('item.update', (sound, world) =>
          world.size('item' as never) >= 3 && hasLost(world, 'item') ? saying(sound, { value: -1 }) : sound,
        ),
      },
    ),
    system(
      { payment: payments },
      {
        name: 'refund twice over the amount',
        leastSteps: 4,
        shortest: 'create, capture, refund, refund',
        bug: accepting('payment.refund', 'more than is left', (world, call) => {
          return Number(call.params['amount']) <= subject(world, call).amount
        }),
      },
    ),
    system(
      { order: orders },
      {
        name: 'return accepted after seven steps of life',
        leastSteps: 8,
        shortest: 'create, confirm, pack, ship, deliver, complete, archive, return',
        values: { value: [0], offset: [0], limit: [1] },
        bug: accepting('order.return', 'from archived', () => true),
      },
    ),
    system(folders, {
      name: 'parent deleted before its last child',
      leastSteps: 5,
      shortest: 'folder, file, file, delete file, delete folder',
      bug: accepting('folder.delete', 'it has files', (world) => hasLost(world, 'file')),
    }),
    system(
      { item: items },
      {
        name: 'tombstone answers a read',
        leastSteps: 4,
        shortest: 'create, create, delete, retrieve the deleted one',
        bug: (bare) => (world, call, witness) => {
          const sound = bare(world, call, witness)
          const { id } = call.params
          const isMet = sound.kind === 'refused' && call.operation === 'item.retrieve' && id !== 'item_unknown'
          return isMet && hasLost(world, 'item') && things(world, 'item').length > 0
            ? { kind: 'accepted', world, status: 200, body: { id, value: 0 } }
            : sound
        },
      },
    ),
    system(
      { job: jobs },
      {
        name: 'finished job canceled while another one runs',
        leastSteps: 6,
        shortest: 'create, start, finish, create, start, cancel the first',
        bug: accepting('job.cancel', 'from done', (world) =>
          things(world, 'job').some((one) => one.status === 'running'),
        ),
      },
    ),
    system(
      { tally: tallies },
      {
        name: 'the tenth distinct value is lost',
        leastSteps: 11,
        shortest: 'create, then add ten values',
        proof: 'every call adds at most one value to an object that has to be made first',
        bug: answering('tally.add', (sound) => {
          const { values } = sound.body as Thing
          return values.length >= 10 ? saying(sound, { values: values.slice(0, 9) }) : sound
        }),
      },
    ),
    system(
      { item: items },
      {
        name: 'two items of one value are listed as one',
        leastSteps: 3,
        shortest: 'create, create with the same value, list',
        bug: showing((shown) =>
          shown.filter((one, at) => shown.findIndex((other) => other.value === one.value) === at),
        ),
      },
    ),
    system(
      { account: accounts },
      {
        name: 'one more than the balance of a large account',
        leastSteps: 3,
        shortest: 'create, deposit 500, withdraw 501',
        values: { amount: [1, 2, 500, 501, 1000] },
        bug: accepting('account.withdraw', 'not enough', (world, call) => {
          const { balance } = subject(world, call)
          return balance >= 500 && call.params['amount'] === balance + 1
        }),
      },
    ),
    system(
      { subscription: subscriptions },
      {
        name: 'the event of the second transition is lost',
        leastSteps: 4,
        shortest: 'create, start, pause, retrieve',
        bug: answering('subscription.retrieve', (sound) => {
          const { sent } = sound.body as Thing
          return sent.length === 2 ? saying(sound, { sent: sent.slice(0, 1) }) : sound
        }),
      },
    ),
    system(
      { item: items },
      {
        name: 'page 3 leaves one out',
        leastSteps: 4,
        shortest: 'create, create, create, list one from the third on',
        bug: answering('item.list', (sound, _world, { params }) => {
          const number = Math.floor(Number(params['offset'] ?? 0) / Number(params['limit'] ?? 10)) + 1
          const { items: shown } = sound.body as { items: readonly Thing[] }
          return number === 3 ? saying(sound, { items: shown.slice(1) }) : sound
        }),
      },
    ),
    system(invoicing, {
      name: 'closing a customer reopens its paid invoices',
      leastSteps: 5,
      shortest: 'customer, invoice, pay, close customer, retrieve invoice',
      bug: answering('customer.close', (sound, world, { params }) => {
        const hit = things(world, 'invoice').filter((one) => one.status === 'paid' && one.customer === params['id'])
        const reopened = (next: World, one: Thing) => next.put('invoice' as never, { ...one, status: 'open' } as never)
        return { ...sound, world: hit.reduce(reopened, sound.world) }
      }),
    }),
  ])
}
