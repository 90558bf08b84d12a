import { z } from 'zod'
import { invalidInput } from '../../errors'
import { freezeClock, readTimeMachine, startClockRun, stopClockRun } from '../../usecases/clock-run'
import { ownerProcedure, router } from '../trpc'

const DURATIONS = { day: 'P1D', week: 'P1W', month: 'P1M', year: 'P1Y' } as const
const BY = ['next', 'day', 'week', 'month', 'year'] as const

/** The time machine of an owner in sandbox mode; where money is real all of it is refused. */
export const ownerClockRouter = router({
  get: ownerProcedure.query(async ({ ctx: { scope } }) => {
    const { now, frozen, run, nextAt } = await readTimeMachine(scope)
    return { now, frozen, nextAt, run: run && presentRun(run) }
  }),

  freeze: ownerProcedure.mutation(({ ctx: { scope } }) => freezeClock(scope)),

  /** By a length, to what is due next, or to a day at the time of day that it is now. */
  start: ownerProcedure
    .input(z.union([z.object({ by: z.enum(BY) }), z.object({ day: z.iso.date() })]))
    .mutation(({ ctx: { scope }, input }) => {
      if ('day' in input) {
        const to = new Date(`${input.day}T${scope.now.toISOString().slice(11)}`)
        if (to <= scope.now) throw invalidInput({ day: 'The clock cannot go back' })
        return startClockRun(scope, { to })
      }
      return startClockRun(scope, input.by === 'next' ? { next: true } : { by: DURATIONS[input.by] })
    }),

  stop: ownerProcedure.mutation(({ ctx: { scope } }) => stopClockRun(scope)),
})

type Run = NonNullable<Awaited<ReturnType<typeof readTimeMachine>>['run']>

const presentRun = ({ fromAt, targetAt, at, steps, finishedAt, error }: Run) => ({
  fromAt,
  targetAt,
  at,
  steps,
  isRunning: finishedAt === null,
  error,
})
