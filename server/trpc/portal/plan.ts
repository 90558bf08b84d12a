import { offersFor } from '../../usecases/subscription'
import { customerProcedure, router } from '../trpc'
import { presentOffer } from './present'

export const planRouter = router({
  /** The offers this customer may choose, and the one it is on, in the order they are shown. */
  list: customerProcedure.query(async ({ ctx }) => {
    const offers = await offersFor(ctx.scope)
    return offers.map((offer) => {
      const { description, features, trialAvailable } = offer
      return { ...presentOffer(offer), description, features, trialAvailable }
    })
  }),
})
