import { describe, expect, it } from 'vitest'
import { offerName } from '@/server/core/plan'
import type { Offer, PlanOffer, Subscription } from '../portal/types'
import { chosenRhythm, rhythmKey, rhythmsOf, standingOf } from './choices'
import { isDowngrade } from './offer-words'

const MONTH = { unit: 'month', count: 1 } as const
const YEAR = { unit: 'year', count: 1 } as const

describe('where an offer stands', () => {
  const team = offer('team')

  it.each([
    ['nobody subscribed', null, 'subscribe'],
    ['the plan has ended', on(team, 'canceled'), 'subscribe'],
    ['it runs', on(team, 'active'), 'current'],
    ['it is tried', on(team, 'trialing'), 'current'],
    ['its first payment is missing', on(team, 'incomplete'), 'waiting'],
    ['another one runs', on(offer('big'), 'active'), 'switch'],
    ['another one runs and this is next', { ...on(offer('big'), 'active'), nextOffer: team }, 'scheduled'],
    ['another start waits for its payment', on(offer('big'), 'incomplete'), 'subscribe'],
  ])('when %s', (_, subscription, standing) => {
    expect(standingOf(team, subscription)).toBe(standing)
  })

  it('is open to a trial, or closed to new customers', () => {
    expect(standingOf({ ...team, trialAvailable: true }, null)).toBe('trial')
    expect(standingOf({ ...team, isOpen: false }, null)).toBe('closed')
    expect(standingOf({ ...team, isOpen: false }, on(offer('big'), 'active'))).toBe('closed')
  })
})

describe('month or year', () => {
  const offers = [offer('team'), offer('team', YEAR), offer('big'), offer('big', YEAR)]
  const rhythms = rhythmsOf(offers)

  it('is what is asked for, else what runs, else the first', () => {
    expect(rhythms).toEqual([MONTH, YEAR])
    expect(chosenRhythm(rhythms, 'year', null)).toEqual(YEAR)
    expect(chosenRhythm(rhythms, undefined, on(offer('team', YEAR), 'active'))).toEqual(YEAR)
    expect(chosenRhythm(rhythms, undefined, on(offer('team', YEAR), 'canceled'))).toEqual(MONTH)
    expect(chosenRhythm(rhythms, 'fortnight', null)).toEqual(MONTH)
    expect(chosenRhythm([], undefined, null)).toBeUndefined()
  })

  it('is written in addresses as in the names of offers', () => {
    const quarter = { unit: 'month', count: 3 } as const
    expect(rhythmKey(MONTH)).toBe('month')
    expect(offerName({ code: 'team', interval: quarter, isDefaultPrice: false })).toBe(
      `team-${rhythmKey(quarter)}`,
    )
  })
})

describe('a change that gives less waits for the end of what is paid', () => {
  it.each([
    ['dearer', 4_900, MONTH, 19_900, MONTH, false],
    ['cheaper', 19_900, MONTH, 4_900, MONTH, true],
    ['the same price', 4_900, MONTH, 4_900, MONTH, false],
    ['a year instead of a month', 4_900, MONTH, 49_000, YEAR, false],
    ['a month instead of a year', 49_000, YEAR, 4_900, MONTH, true],
    ['a month of more instead of a year of less', 19_000, YEAR, 19_900, MONTH, true],
  ])('%s', (_, amount, interval, toAmount, toInterval, less) => {
    expect(isDowngrade(priced(amount, interval), priced(toAmount, toInterval))).toBe(less)
  })
})

const priced = (amount: number, interval: Offer['interval']) => ({
  unitAmount: { amount, currency: 'EUR' },
  interval,
})

function offer(code: string, interval: Offer['interval'] = MONTH): PlanOffer {
  const name = offerName({ code, interval, isDefaultPrice: interval === MONTH })
  return { name, code, interval, isOpen: true, trialAvailable: false } as PlanOffer
}

function on(of: Offer, status: Subscription['status']): Subscription {
  return { offer: of, status, nextOffer: null } as Subscription
}
