import type { CustomerCtx } from '../../ctx'
import type { CustomerDetail } from '../../usecases/customer-detail'
import type { CustomerListing } from '../../usecases/customer-list'
import { amountDue } from '../../usecases/invoice'
import { presentDraft, presentInvoice, presentMethod } from '../portal/present'
import { presentOwnerSubscription } from './subscription-present'

// What an owner sees of a customer: no tenant ids, and of Stripe only the id that people look a customer up by there.

export function presentListed({ customer, brandCode, plans }: CustomerListing) {
  const { id, name, companyName, email, address, createdAt, status } = customer
  return {
    id,
    name,
    companyName,
    email,
    country: address.country ?? null,
    brand: brandCode,
    createdAt,
    isDisabled: status === 'disabled',
    plans: plans.map(({ planName, status: of, cancelAt }) => ({ name: planName, status: of, cancelAt })),
  }
}

export function presentOwnCustomer(scope: CustomerCtx) {
  const { customer, brand } = scope
  return {
    id: customer.id,
    bucketId: customer.bucketId,
    email: customer.email,
    name: customer.name,
    companyName: customer.companyName,
    vatNumber: customer.vatNumber,
    receiptEmail: customer.receiptEmail,
    address: customer.address,
    locale: customer.locale,
    type: customer.type,
    billingType: customer.billingType,
    invoiceFormat: customer.invoiceFormat,
    reference: customer.reference,
    externalReference: customer.externalReference,
    stripeCustomerId: customer.stripeCustomerId,
    standardTaxRatePpm: customer.standardTaxRatePpm,
    digitalTaxRatePpm: customer.digitalTaxRatePpm,
    marketingOptIn: customer.marketingOptIn,
    currency: customer.currency ?? scope.owner.defaultCurrency,
    isDisabled: customer.status === 'disabled',
    brand: { id: brand.id, code: brand.code, name: brand.name },
    createdAt: customer.createdAt,
    /** The owner's now: frozen in the sandbox when its clock is. */
    now: scope.now,
  }
}

export function presentDetail(scope: CustomerCtx, detail: CustomerDetail) {
  const { owed, retried, mrr, credit, tax } = detail
  return {
    owed,
    retried,
    mrr,
    credit,
    tax,
    subscriptions: detail.subscriptions.map(presentOwnerSubscription),
    next: detail.next && presentDraft(detail.next),
    invoices: detail.invoices.map((row) => ({ ...presentInvoice(row), amountDue: amountDue(row) })),
    payments: detail.payments.map(({ payment }) => {
      const { id, amount, refunded, currency, status, paidAt, invoiceId, paymentMethodId } = payment
      return { id, amount, refunded, currency, status, paidAt, invoiceId, paymentMethodId }
    }),
    methods: detail.methods.map(presentMethod(scope, detail.methods)),
    vouchers: detail.vouchers.map(presentApplied),
  }
}

export function presentApplied({ redemption, voucher }: CustomerDetail['vouchers'][number]) {
  return {
    id: redemption.id,
    voucherId: voucher.id,
    name: voucher.name,
    percentOffPpm: redemption.percentOffPpm,
    appliedAt: redemption.appliedAt,
    usedAt: redemption.usedAt,
    invoiceId: redemption.invoiceId,
  }
}
