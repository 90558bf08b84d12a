import de from '@/messages/dashboard/stripe-account.de.json'
import en from '@/messages/dashboard/stripe-account.en.json'
import fr from '@/messages/dashboard/stripe-account.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

export const stripeAccountWords = area({ en, de, fr })

export type StripeAccountWords = ReturnType<typeof stripeAccountWords>
export type StripeAccountMessages = typeof en

/** The sentences themselves, for client components. */
export const stripeAccountMessages = (locale: Locale): StripeAccountMessages => ({ en, de, fr })[locale]
