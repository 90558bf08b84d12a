import de from '@/messages/dashboard/brand.de.json'
import en from '@/messages/dashboard/brand.en.json'
import fr from '@/messages/dashboard/brand.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

export const brandWords = area({ en, de, fr })

export type BrandWords = ReturnType<typeof brandWords>
export type BrandMessages = typeof en

/** The sentences themselves, for client components. */
export const brandMessages = (locale: Locale): BrandMessages => ({ en, de, fr })[locale]
