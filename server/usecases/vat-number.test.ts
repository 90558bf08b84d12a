import { expect, test } from 'vitest'
import type { VatAnswer } from '../core/vat-number'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { testkit } from '../testkit'
import { enterCustomer, updateBillingDetails } from './customer'
import { createCustomerRecord } from './customer-record'

const kit = testkit()
const FRENCH = 'FR40303265045'

/** A customer whose owner has numbers looked up, and a register that answers so. */
async function customer(answer: VatAnswer | null) {
  const owner = await kit.owner()
  const asked: string[] = []
  const ctx = await kit.customer(owner.id)
  const checking: CustomerCtx = {
    ...ctx,
    owner: { ...ctx.owner, settings: { checkVatNumbersOnline: answer !== null } },
    vies: {
      check: async ({ country, number }) => {
        asked.push(`${country} ${number}`)
        return answer ?? 'invalid'
      },
    },
  }
  return { ctx: checking, asked }
}

const reread = async (ctx: CustomerCtx) => (await enterCustomer(kit.ctx(), ctx.customer.id)).customer

test.each([
  ['valid', FRENCH, ['FR 40303265045']],
  ['unknown', FRENCH, ['FR 40303265045']],
  ['invalid', null, ['FR 40303265045']],
  [null, FRENCH, []],
] as const)('a register that says %s', async (answer, kept, calls) => {
  const { ctx, asked } = await customer(answer)
  const change = updateBillingDetails(ctx, { vatNumber: 'fr 40 303.265-045' })
  if (kept) await change
  else
    await expect(change).rejects.toMatchObject({
      code: 'invalid_input',
      details: { fields: { vatNumber: expect.any(String) } },
    })
  const { vatNumber, type } = await reread(ctx)
  expect({ vatNumber, type, asked }).toEqual({
    vatNumber: kept,
    type: kept ? 'business' : 'individual',
    asked: calls,
  })
})

test('the format is checked before anybody is asked, and only member states are in the register', async () => {
  const { ctx, asked } = await customer('invalid')
  await expect(updateBillingDetails(ctx, { vatNumber: 'FR1' })).rejects.toMatchObject({
    code: 'invalid_input',
  })
  await updateBillingDetails(ctx, { vatNumber: 'CHE-123.456.788' })
  expect([(await reread(ctx)).vatNumber, asked]).toEqual(['CHE123456788', []])
})

test('a number makes a business, giving it up an individual; one that stays is not asked for again', async () => {
  const { ctx, asked } = await customer('valid')
  await updateBillingDetails(ctx, { vatNumber: FRENCH })
  const later = { ...ctx, customer: await reread(ctx) }
  await updateBillingDetails(later, { vatNumber: FRENCH, name: 'Ada' })
  expect([(await reread(ctx)).type, asked.length]).toEqual(['business', 1])
  await updateBillingDetails(later, { vatNumber: null })
  expect(await reread(ctx)).toMatchObject({ vatNumber: null, type: 'individual', name: 'Ada' })
})

test('a business without a number stays one when it saves its details', async () => {
  const { ctx } = await customer('valid')
  const business = { ...ctx, customer: { ...ctx.customer, type: 'business' as const } }
  expect(await updateBillingDetails(business, { vatNumber: '', name: 'Ada' })).toMatchObject({ name: 'Ada' })
  expect(await updateBillingDetails(business, { vatNumber: null })).toMatchObject({ type: 'business' })
})

test.each([
  ['valid', FRENCH, true],
  ['unknown', FRENCH, true],
  ['invalid', FRENCH, false],
  ['valid', 'FR1', false],
  ['invalid', 'GB459324', true],
  [null, 'FR1', true],
] as const)("the owner's program, with a register that says %s of %s", async (answer, number, taken) => {
  const { ctx } = await customer(answer)
  const owner: OwnerCtx = { ...ctx, role: 'system' }
  const made = createCustomerRecord(owner, {
    email: 'a@example.com',
    name: null,
    companyName: null,
    address: {},
    vatNumber: number,
    reference: null,
    externalReference: 'known elsewhere',
    type: 'individual',
    billingType: 'card',
    standardTaxRatePpm: null,
    digitalTaxRatePpm: null,
    invoiceFormat: 'pdf',
    marketingOptIn: true,
    locale: 'en',
    brand: 'default',
    metadata: {},
  })
  if (taken) expect((await made).customer).toMatchObject({ vatNumber: number, type: 'individual' })
  else await expect(made).rejects.toMatchObject({ details: { fields: { tax_number: expect.any(String) } } })
})
