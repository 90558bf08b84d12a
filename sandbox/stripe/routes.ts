import { accountRoutes } from './account'
import { balanceRoutes } from './balance'
import { balanceTransactionRoutes } from './balance-transaction'
import { chargeRoutes } from './charge-route'
import { couponRoutes } from './coupon'
import { customerRoutes } from './customer'
import { customerSourceRoutes } from './customer-source'
import { disputeRoutes } from './dispute'
import { eventRoutes } from './event-route'
import { mandateRoutes } from './mandate'
import { paymentIntentRoutes } from './payment-intent'
import { paymentMethodRoutes } from './payment-method'
import { priceRoutes } from './price'
import { productRoutes } from './product'
import { promotionCodeRoutes } from './promotion-code'
import { refundRoutes } from './refund'
import type { Route } from './route'
import { setupIntentRoutes } from './setup-intent'
import { sourceRoutes } from './source'
import { subscriptionRoutes } from './subscription'
import { taxIdRoutes } from './tax-id'
import { tokenRoutes } from './token'
import { webhookEndpointRoutes } from './webhook-endpoint'

/** Every operation that the sandbox answers; anything else gets Stripe's "Unrecognized request URL". */
export const allRoutes: readonly Route[] = [
  ...accountRoutes,
  ...balanceRoutes,
  ...balanceTransactionRoutes,
  ...chargeRoutes,
  ...couponRoutes,
  ...customerRoutes,
  ...customerSourceRoutes,
  ...disputeRoutes,
  ...eventRoutes,
  ...mandateRoutes,
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...priceRoutes,
  ...productRoutes,
  ...promotionCodeRoutes,
  ...refundRoutes,
  ...setupIntentRoutes,
  ...sourceRoutes,
  ...subscriptionRoutes,
  ...taxIdRoutes,
  ...tokenRoutes,
  ...webhookEndpointRoutes,
]
