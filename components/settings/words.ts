import de from '@/messages/dashboard/settings.de.json'
import en from '@/messages/dashboard/settings.en.json'
import fr from '@/messages/dashboard/settings.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

export const settingsWords = area({ en, de, fr })

export type SettingsWords = ReturnType<typeof settingsWords>
export type SettingsMessages = typeof en

/** The sentences themselves, for client components. */
export const settingsMessages = (locale: Locale): SettingsMessages => ({ en, de, fr })[locale]
