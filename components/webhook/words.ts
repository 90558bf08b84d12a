import de from '@/messages/dashboard/webhook.de.json'
import en from '@/messages/dashboard/webhook.en.json'
import fr from '@/messages/dashboard/webhook.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

export const webhookWords = area({ en, de, fr })

export type WebhookWords = ReturnType<typeof webhookWords>
export type WebhookMessages = typeof en

/** The sentences themselves, for client components. */
export const webhookMessages = (locale: Locale): WebhookMessages => ({ en, de, fr })[locale]
