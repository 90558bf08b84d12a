// Gives an owner its letterhead and its plans: what invoices say, and what there is to buy. Change it to your own and run it once:
//
//   npx tsx docs/examples/catalogue.ts billing@example.com
//
// It works on whatever Folio's environment names, the running embedded database included.

import { openFolio } from '@/server/cli/open'
import { loadDotEnv, settings } from '@/server/env'
import { updateBrand } from '@/server/usecases/brand'
import { findOwner, ownerScope } from '@/server/usecases/owner'
import { createPlan } from '@/server/usecases/plan'

loadDotEnv()
const folio = await openFolio(settings(), console.log)
try {
  const { id } = await findOwner(folio.ctx, process.argv[2] ?? '')
  const owner = await ownerScope(folio.ctx, id)

  await updateBrand(owner, 'default', {
    name: 'Example GmbH',
    email: 'billing@example.com',
    address: { line1: 'Musterstraße 1', postcode: '10115', city: 'Berlin', country: 'DE' },
    taxNumber: 'DE129273398',
    invoicePrefix: 'EX',
  })

  await createPlan(owner, {
    code: 'pro',
    name: 'Pro',
    description: 'Everything',
    features: ['Unlimited projects', 'Support by e-mail'],
    trialDays: 14,
    prices: [
      // Minor units: 2900 is €29.00. The first price is the plan's own; the other one is called `pro-year`.
      { amount: 2_900, currency: 'EUR', interval: { unit: 'month', count: 1 } },
      { amount: 29_000, currency: 'EUR', interval: { unit: 'year', count: 1 } },
    ],
  })

  console.log(`${owner.owner.name} has a letterhead and the plan \`pro\``)
} finally {
  await folio.close()
}
