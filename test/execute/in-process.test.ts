import { inProcessDriver } from '../../src/execute/in-process.ts'
import { Mock } from '../../src/mock/mock.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'
import { driverLaws } from '../laws/driver-laws.ts'

driverLaws('in-process', async () => inProcessDriver(new Mock(await tinyPack())))
