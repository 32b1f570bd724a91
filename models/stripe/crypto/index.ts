/** Crypto onramp: sessions in which customers buy, and quotes. */

import type { Resource } from '../../../src/model/resource.ts'
import { quotes } from './quotes.ts'
import { session } from './session.ts'

export const cryptoResources: readonly Resource[] = [session, quotes]
