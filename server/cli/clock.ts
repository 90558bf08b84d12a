import { advanceClock, advanceTo, type ClockState, readClock, setClock } from '@/server/usecases/clock'
import { type Command, given, type Result, UsageError } from './command'
import { scopeOf } from './scope'

const OWNER = { owner: '<id, e-mail or name>' }

export const clockShow: Command = {
  kind: 'work',
  summary: "Show an owner's time",
  required: OWNER,
  optional: {},
  run: async ({ ctx }, options) => shown(readClock(await scopeOf(ctx, given(options, 'owner')))),
}

export const clockSet: Command = {
  kind: 'work',
  summary: "Freeze an owner's time at an instant; nothing that was due until then is done (sandbox)",
  required: { ...OWNER, to: '<2026-01-31T12:00:00Z>' },
  optional: {},
  run: async ({ ctx }, options) => {
    const to = instant(given(options, 'to'))
    return shown(await setClock(await scopeOf(ctx, given(options, 'owner')), to))
  },
}

export const clockAdvance: Command = {
  kind: 'work',
  summary: "Move an owner's time on and do all that becomes due on the way (sandbox)",
  required: OWNER,
  optional: { by: '<P1M, P14D, PT12H>', to: '<2026-01-31T12:00:00Z>' },
  run: async ({ ctx }, options) => {
    const { by, to } = options
    if ((by === undefined) === (to === undefined)) throw new UsageError('Say either --by or --to')
    const scope = await scopeOf(ctx, given(options, 'owner'))
    if (to !== undefined) return shown(await advanceTo(scope, instant(to)))
    return shown(await advanceClock(scope, given(options, 'by')))
  },
}

function shown(state: ClockState): Result {
  return { now: state.now.toISOString(), frozen: state.frozen }
}

function instant(text: string): Date {
  const at = new Date(text)
  const isIso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
  if (!isIso || Number.isNaN(at.getTime())) {
    throw new UsageError(`${text} is not an instant such as 2026-01-31T12:00:00Z or 2026-01-31`)
  }
  return at
}
