import type { CsvKind } from './import'

/** A file of each kind that can be brought in as it is, in this order: product, price, plan, customer, subscription. */
export const IMPORT_EXAMPLES: Record<CsvKind, readonly (readonly string[])[]> = {
  product: [
    ['id', 'name', 'physical'],
    ['team', 'Team', 'no'],
    ['mug', 'Mug', 'yes'],
  ],
  price: [
    ['id', 'product', 'amount', 'currency', 'interval', 'tax_included'],
    ['team-monthly', 'team', '49.00', 'EUR', 'month', 'no'],
    ['team-yearly', 'team', '490.00', 'EUR', 'year', 'no'],
    ['mug-once', 'mug', '12.50', 'EUR', 'once', 'yes'],
  ],
  plan: [
    ['id', 'name', 'product', 'prices', 'trial_days', 'per_seat', 'public'],
    ['team', 'Team', 'team', 'team-monthly team-yearly', '14', 'yes', 'yes'],
  ],
  customer: [
    [
      'id',
      'email',
      'name',
      'company',
      'line1',
      'postcode',
      'city',
      'country',
      'vat_number',
      'locale',
      'reference',
    ],
    [
      '1001',
      'ada@example.com',
      'Ada Lovelace',
      'Analytical GmbH',
      'Rosenthaler Straße 40',
      '10178',
      'Berlin',
      'DE',
      'DE123456789',
      'de',
      'PO-77',
    ],
    [
      '1002',
      'grace@example.com',
      'Grace Hopper',
      '',
      '1 Main Street',
      'SW1A 1AA',
      'London',
      'GB',
      '',
      'en',
      '',
    ],
  ],
  subscription: [
    ['id', 'customer', 'plan', 'price', 'seats', 'started_at', 'period_end', 'cancel_at_period_end'],
    ['s-1', '1001', 'team', 'team-monthly', '3', '2025-03-14', '2099-01-14', 'no'],
    ['s-2', '1002', 'team', 'team-yearly', '1', '2025-06-01', '2099-06-01', 'no'],
  ],
}
