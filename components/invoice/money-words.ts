import de from '@/messages/dashboard/money.de.json'
import en from '@/messages/dashboard/money.en.json'
import fr from '@/messages/dashboard/money.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

/** Invoices, credit notes, payments, refunds and disputes, as the owner's pages speak of them. */
export const moneyWords = area({ en, de, fr })

export type MoneyWords = ReturnType<typeof moneyWords>
export type MoneyMessages = typeof en

/** The sentences themselves, for client components. */
export const moneyMessages = (locale: Locale): MoneyMessages => ({ en, de, fr })[locale]
