import de from '@/messages/dashboard/owner-account.de.json'
import en from '@/messages/dashboard/owner-account.en.json'
import fr from '@/messages/dashboard/owner-account.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

export const ownerAccountWords = area({ en, de, fr })

export type OwnerAccountWords = ReturnType<typeof ownerAccountWords>
export type OwnerAccountMessages = typeof en

/** The sentences themselves, for client components. */
export const ownerAccountMessages = (locale: Locale): OwnerAccountMessages => ({ en, de, fr })[locale]
