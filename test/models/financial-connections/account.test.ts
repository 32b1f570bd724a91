import { describe, expect, test } from 'vitest'
import { type Account, everything, type Page, prefetchAll, Scene } from './scene.ts'

/** How to get into each state. */
const ways = {
  active: [],
  inactive: ['deactivate'],
  disconnected: ['disconnect'],
  subscribed: ['subscribe'],
  'refresh pending': ['refresh_balance'],
  'refresh succeeded': ['refresh_balance', 'balance_arrives'],
} as const
type State = keyof typeof ways
const states = Object.keys(ways) as State[]
const linkedOnes = states.filter((state) => state !== 'disconnected')
const activeOnes = linkedOnes.filter((state) => state !== 'inactive')

/** The states in which each call is accepted; everywhere else it is refused. */
const legal: Readonly<Record<string, readonly State[]>> = {
  retrieve: states,
  disconnect: linkedOnes,
  // A refresh that comes too early is accepted, and does nothing.
  refresh_balance: activeOnes,
  subscribe: activeOnes,
  unsubscribe: states,
  deactivate: activeOnes,
  relink: ['inactive'],
  withdraw: linkedOnes,
  refresh_daily: [],
  balance_arrives: ['refresh pending'],
  balance_fails: ['refresh pending'],
  transactions_arrive: ['subscribed'],
}

describe('legality', () => {
  const table = states.flatMap((state) =>
    Object.entries(legal).map(([call, where]) => ({ state, call, status: where.includes(state) ? 200 : 400 })),
  )
  test.each(table)('$call when $state answers $status', ({ state, call, status }) => {
    const scene = new Scene()
    const before = scene.after(ways[state])
    expect(scene.status(call, before.id)).toBe(status)
    if (status !== 200) expect(scene.account('retrieve', before.id)).toEqual(before)
  })

  test.each([
    ['refresh_balance', { permissions: ['transactions'] }],
    ['refresh_ownership', { permissions: ['balances'] }],
    ['refresh_transactions', { permissions: ['balances'] }],
    ['subscribe', { permissions: ['balances'] }],
  ])('%s is refused without its permission', (call, permissions) => {
    const scene = new Scene()
    expect(scene.status(call, scene.after([], permissions).id)).toBe(400)
  })

  test('a list by two holders is refused', () => {
    const account_holder = { customer: 'cus_1', account: 'acct_1' }
    expect(new Scene().answer('account.list', { account_holder }).status).toBe(400)
  })
})

describe('timelines', () => {
  const name = 'financial_connections.account.'
  test.each([
    { from: [], call: 'deactivate', status: 'inactive', owes: ['deactivated'] },
    { from: ['deactivate'], call: 'relink', status: 'active', owes: ['reactivated'] },
    { from: [], call: 'disconnect', status: 'disconnected', owes: ['disconnected'] },
    { from: ['deactivate'], call: 'withdraw', status: 'disconnected', owes: ['disconnected'] },
    { from: [], call: 'subscribe', status: 'active', owes: [] },
    { from: ['refresh_balance'], call: 'balance_arrives', status: 'active', owes: ['refreshed_balance'] },
    { from: ['refresh_ownership'], call: 'owners_fail', status: 'active', owes: ['refreshed_ownership'] },
    { from: ['subscribe'], call: 'transactions_arrive', status: 'active', owes: ['refreshed_transactions'] },
    {
      from: ['refresh_balance'],
      call: 'disconnect',
      status: 'disconnected',
      owes: ['refreshed_balance', 'disconnected'],
    },
  ])('$call after [$from] makes it $status and owes $owes', ({ from, call, status, owes }) => {
    const scene = new Scene()
    const { id } = scene.after(from)
    expect(scene.events(call, id)).toEqual(owes.map((what) => name + what))
    expect(scene.account('retrieve', id).status).toBe(status)
  })

  test('linking owes created', () => {
    const scene = new Scene()
    const { id } = scene.session()
    scene.ask('session.complete', { id })
    const types = scene.mock.world.changes.map(({ type }) => type)
    expect(types).toContain('financial_connections.account')
  })
})

describe('a refresh', () => {
  const hour = 3600
  test.each([
    { feature: 'balance', ends: 'balance_arrives', field: 'balance_refresh', pause: hour },
    { feature: 'ownership', ends: 'owners_arrive', field: 'ownership_refresh', pause: 24 * hour },
    { feature: 'transactions', ends: 'transactions_arrive', field: 'transaction_refresh', pause: 6 * hour },
  ] as const)('of $feature is pending, then succeeds and announces the next after $pause s', (row) => {
    const scene = new Scene()
    const started = scene.after([`refresh_${row.feature}`])
    expect(started[row.field]).toMatchObject({ status: 'pending', next_refresh_available_at: null })
    const ended = scene.account(row.ends, started.id)
    expect(ended[row.field]).toMatchObject({
      status: 'succeeded',
      last_attempted_at: started[row.field]?.last_attempted_at,
      next_refresh_available_at: scene.mock.world.now + row.pause,
    })
  })

  test('does not start before it is announced, and starts when the time has come', () => {
    const scene = new Scene()
    const ended = scene.after(['refresh_balance', 'balance_arrives'])
    expect(scene.account('refresh_balance', ended.id)).toEqual(ended)
    scene.mock.advance(3600)
    expect(scene.account('refresh_balance', ended.id).balance_refresh?.status).toBe('pending')
  })

  test('can start at once after a relink, and ends without success where the bank cannot be reached', () => {
    const scene = new Scene()
    const { id } = scene.after(['refresh_balance', 'balance_arrives', 'deactivate'])
    expect(scene.account('retrieve', id).balance_refresh?.next_refresh_available_at).toBeNull()
    scene.account('relink', id)
    expect(scene.account('refresh_balance', id).balance_refresh?.status).toBe('pending')
    scene.account('deactivate', id)
    expect(scene.status('balance_arrives', id)).toBe(400)
    expect(scene.account('balance_fails', id).balance_refresh).toMatchObject({
      status: 'failed',
      next_refresh_available_at: null,
    })
  })

  test('of two features starts what is due and leaves the third alone', () => {
    const scene = new Scene()
    const { id } = scene.after(['refresh_balance', 'balance_arrives'])
    const after = scene.account('refresh', id, { features: ['balance', 'ownership'] })
    expect([after.balance_refresh?.status, after.ownership_refresh?.status, after.transaction_refresh]).toEqual([
      'succeeded',
      'pending',
      null,
    ])
  })

  test('gives up when the link ends, and takes balance, owners and subscription with it', () => {
    const scene = new Scene()
    const { id } = scene.after(['refresh_balance', 'balance_arrives', 'subscribe'])
    expect(scene.account('disconnect', id)).toMatchObject({
      status: 'disconnected',
      balance: null,
      ownership: null,
      subscriptions: [],
      balance_refresh: { status: 'succeeded', next_refresh_available_at: null },
      transaction_refresh: { status: 'failed', next_refresh_available_at: null },
    })
  })

  test('of the owners makes a list that the account expands', () => {
    const scene = new Scene()
    const { id, ownership } = scene.after(['refresh_ownership', 'owners_arrive'])
    const owners = scene.ask<Page<object>>('account_owner.list', { account: id, ownership })
    expect(owners.data).toHaveLength(2)
    const expanded = scene.account('retrieve', id, { expand: ['ownership'] })
    expect(expanded.ownership).toMatchObject({ id: ownership, owners: { data: owners.data } })
    const [other] = scene.linked(everything)
    expect(scene.answer('account_owner.list', { account: other?.id, ownership }).status).toBe(400)
  })
})

describe('transactions', () => {
  test('come with each refresh, settle with the next, and are listed by the refresh that brought them', () => {
    const scene = new Scene()
    const first = scene.after(['refresh_transactions', 'transactions_arrive'])
    const { id } = first
    expect(scene.transactions(id).map(({ status }) => status)).toEqual(['pending', 'posted'])
    const [pending] = scene.transactions(id)
    scene.account('subscribe', id)
    const second = scene.account('transactions_arrive', id)
    expect(scene.transactions(id)).toHaveLength(4)
    const since = scene.transactions(id, { transaction_refresh: { after: first.transaction_refresh?.id } })
    expect(since.map((one) => one.id)).toContain(pending?.id)
    expect(since).toHaveLength(3)
    expect(scene.transactions(id, { transaction_refresh: { after: second.transaction_refresh?.id } })).toEqual([])
    expect(scene.ask('transaction.retrieve', { id: pending?.id })).toMatchObject({
      status: 'posted',
      transaction_refresh: second.transaction_refresh?.id,
    })
  })

  test('that are pending may become void with a refresh, and only with one', () => {
    const scene = new Scene()
    const { id } = scene.after(['refresh_transactions', 'transactions_arrive'])
    const [pending, posted] = scene.transactions(id)
    expect(scene.answer('transaction.void', { id: pending?.id }).status).toBe(400)
    scene.account('subscribe', id)
    expect(scene.answer('transaction.void', { id: posted?.id }).status).toBe(400)
    scene.ask('transaction.void', { id: pending?.id })
    expect(scene.transactions(id).map(({ status }) => status)).toEqual(['void', 'posted'])
    expect(scene.account('retrieve', id).transaction_refresh?.status).toBe('succeeded')
  })

  test.each([
    ['no refresh has succeeded', []],
    ['the refresh failed', ['refresh_transactions', 'transactions_fail']],
    ['the link has ended', ['refresh_transactions', 'transactions_arrive', 'disconnect']],
  ])('are not listed when %s', (_, operations) => {
    const scene = new Scene()
    expect(scene.answer('transaction.list', { account: scene.after(operations).id }).status).toBe(400)
  })
})

describe('a session', () => {
  const subcategories = (accounts: readonly Account[]) => accounts.map((one) => one.subcategory)

  test('starts without accounts, and shows what was linked newest first', () => {
    const scene = new Scene()
    const { id, accounts, client_secret } = scene.session(prefetchAll)
    expect(accounts.data).toEqual([])
    expect(client_secret).toMatch(new RegExp(`^${id}_secret_`))
    scene.ask('session.complete_all', { id })
    const listed = scene.ask<Page<Account>>('account.list', { session: id }).data
    expect(scene.ask('session.retrieve', { id })).toMatchObject({ accounts: { data: listed } })
    expect(listed).toHaveLength(6)
    expect(listed[0]?.balance_refresh?.status).toBe('pending')
    expect(scene.answer('session.complete', { id }).status).toBe(400)
  })

  test.each([
    { filters: undefined, limits: undefined, all: 6 },
    { filters: { account_subcategories: ['mortgage', 'savings'] }, limits: undefined, all: 2 },
    { filters: { require_payment_method_support: 'all' }, limits: undefined, all: 2 },
    { filters: undefined, limits: { accounts: 3 }, all: 3 },
  ])('with $filters and $limits links $all accounts at most', ({ filters, limits, all }) => {
    const accounts = new Scene().linked(
      { ...everything, ...(filters && { filters }), ...(limits && { limits }) },
      'complete_all',
    )
    expect(accounts).toHaveLength(all)
    const wanted = filters?.account_subcategories
    if (wanted !== undefined) expect(subcategories(accounts).every((one) => wanted.includes(one))).toBe(true)
  })

  test.each([
    [{ type: 'customer', customer: 'cus_1' }, 200],
    [{ type: 'customer', customer_account: 'acct_1' }, 200],
    [{ type: 'account', account: 'acct_1' }, 200],
    [{ type: 'account', customer: 'cus_1' }, 400],
    [{ type: 'customer', account: 'acct_1' }, 400],
    [{ type: 'customer' }, 400],
    [{ type: 'customer', customer: 'cus_1', customer_account: 'acct_1' }, 400],
  ])('for the holder %o is answered %i', (account_holder, status) => {
    expect(new Scene().answer('session.create', { ...everything, account_holder }).status).toBe(status)
  })

  test('does not fetch ahead what is not permitted', () => {
    const params = { account_holder: { type: 'account', account: 'acct_1' }, permissions: ['balances'] }
    expect(new Scene().answer('session.create', { ...params, prefetch: ['ownership'] }).status).toBe(400)
  })
})
