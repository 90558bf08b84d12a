import de from '@/messages/dashboard/product.de.json'
import en from '@/messages/dashboard/product.en.json'
import fr from '@/messages/dashboard/product.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

/** Products and their prices. */
export const productWords = area({ en, de, fr })

export type ProductWords = ReturnType<typeof productWords>
export type ProductMessages = typeof en

/** The sentences themselves, for client components. */
export const productMessages = (locale: Locale): ProductMessages => ({ en, de, fr })[locale]
