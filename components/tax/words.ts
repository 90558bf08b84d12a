import de from '@/messages/dashboard/tax.de.json'
import en from '@/messages/dashboard/tax.en.json'
import fr from '@/messages/dashboard/tax.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

export const taxWords = area({ en, de, fr })

export type TaxWords = ReturnType<typeof taxWords>
export type TaxMessages = typeof en

/** The sentences themselves, for client components. */
export const taxMessages = (locale: Locale): TaxMessages => ({ en, de, fr })[locale]
