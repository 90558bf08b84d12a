/** What invoices can be narrowed to, in the order of their lives. */
export const INVOICE_STANDINGS = ['draft', 'open', 'overdue', 'paid', 'uncollectible', 'void'] as const
