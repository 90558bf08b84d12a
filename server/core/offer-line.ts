import type { Offer } from './plan'
import type { PricedLine } from './pricing'

/** The parts of an invoice line that come from an offer and a priced line of it. */
export function lineOf(offer: Offer, line: PricedLine) {
  return {
    priceId: offer.priceId,
    product: offer.product,
    description: wordsOf(offer.name, line),
    quantity: line.quantity,
    unitAmount: line.unitAmount,
    flatAmount: line.flatAmount,
    amount: line.amount,
    taxIncluded: offer.taxIncluded,
  }
}

/** The plan's name, with the tier or package it is about: figures, so that every language reads it. */
function wordsOf(name: string, { description: { key, params } }: PricedLine): string {
  switch (key) {
    case 'unit':
      return name
    case 'package':
      return `${name} (× ${params.size})`
    case 'tier':
    case 'volume':
    case 'rebilled':
      return params.last === undefined
        ? `${name} (${params.first}+)`
        : `${name} (${params.first}–${params.last})`
    case 'tier_open':
    case 'volume_open':
      return `${name} (${params.first}+)`
  }
}
